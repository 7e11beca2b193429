//! One question asked of several resolvers: who answers what.
//!
//! After a change of DNS each resolver goes on giving the old answer until the time to live (TTL) of what it keeps is
//! over. Some answers differ by design: a server that balances load, or one that answers by where the asker stands.
//! What is compared is what the records say, regardless of order (RFC 1034 §3.6: a set has none) and of TTLs, which
//! count down. Absent, no such name and "could not be told" stay apart.
//!
//! Nothing here touches any other verdict: those rest on the resolver that was chosen alone.

mod check;
mod report;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::dns::{Message, Question, RecordData};
use crate::evidence::{Compared, Evidence, Lookup, MAX_RESOLVERS};
use crate::query::{Query, Via};

pub use report::{PropagationReport, ResolverAnswer};

pub(crate) use check::check;
pub(crate) use report::report;

/// The queries, if a comparison is wished for: at most ten.
pub(crate) fn outstanding(evidence: &Evidence) -> BTreeSet<Query> {
    let Some(compared) = &evidence.wishes.compared else {
        return BTreeSet::new();
    };
    let question = Question::new(compared.name.clone(), compared.record_type);
    asked(evidence, compared)
        .into_iter()
        .map(|via| Query::Dns {
            question: question.clone(),
            via,
        })
        .collect()
}

/// Whom to ask, each once, the chosen resolver first.
fn asked(evidence: &Evidence, compared: &Compared) -> Vec<Via> {
    let mut asked = vec![Via::Resolver];
    if evidence.vantage.relay.is_some() {
        asked.push(Via::Relay);
    }
    for name in compared.resolvers.iter().take(MAX_RESOLVERS) {
        let via = Via::Named(name.clone());
        if !asked.contains(&via) {
            asked.push(via);
        }
    }
    asked
}

/// What one resolver says, in a form in which equal answers are equal.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Said {
    /// It was not asked yet.
    Pending,
    /// It could not be told, and why.
    Unknown(String),
    /// These records, in order, each once.
    Records(Vec<RecordData>),
    /// The name has no such record.
    NoData,
    /// There is no such name.
    NxDomain,
}

impl Said {
    /// Whether it is an answer.
    const fn is_definite(&self) -> bool {
        matches!(self, Self::Records(_) | Self::NoData | Self::NxDomain)
    }
}

/// What one resolver says, with what may differ between equal answers.
#[derive(Clone, Debug)]
struct Row {
    via: Via,
    said: Said,
    ttl: Option<u32>,
    authenticated: bool,
    /// Which of the answers that there are, counted from 0 in the order in which they come; nothing if it is none.
    group: Option<usize>,
}

/// All of them, the chosen resolver first.
fn rows(evidence: &Evidence, compared: &Compared) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for via in asked(evidence, compared) {
        let (said, message) = read(evidence.lookup_via(&compared.name, compared.record_type, &via));
        let groups = rows.iter().filter_map(|row| row.group).max();
        let known = rows.iter().find(|row| row.said == said);
        let group = said.is_definite().then(|| {
            let same = known.and_then(|row| row.group);
            same.unwrap_or_else(|| groups.map_or(0, |last| last + 1))
        });
        rows.push(Row {
            via,
            said,
            ttl: message.as_ref().and_then(|message| message.ttl),
            authenticated: message.is_some_and(|message| message.authenticated),
            group,
        });
    }
    rows
}

fn read(lookup: Lookup) -> (Said, Option<Message>) {
    match lookup {
        Lookup::NotAsked => (Said::Pending, None),
        Lookup::Unknown(failure) | Lookup::Bogus(failure) => {
            (Said::Unknown(failure.to_string()), None)
        }
        Lookup::NoData(message) => (Said::NoData, Some(message)),
        Lookup::NxDomain(message) => (Said::NxDomain, Some(message)),
        Lookup::Found(message) => {
            let mut records: Vec<RecordData> = message
                .records
                .iter()
                .map(|record| record.data.clone())
                .collect();
            records.sort_unstable();
            records.dedup();
            (Said::Records(records), Some(message))
        }
    }
}

/// What a resolver is called, in words.
fn name(via: &Via, evidence: &Evidence) -> String {
    match via {
        Via::Resolver if evidence.vantage.resolver.is_empty() => "the chosen resolver".to_owned(),
        Via::Resolver => format!("the chosen resolver, {}", evidence.vantage.resolver),
        Via::Relay => "the relay's resolver".to_owned(),
        Via::Named(name) => name.to_string(),
    }
}

/// The answer that most give; of equally many, the one that comes first.
fn usual_group(rows: &[Row]) -> Option<usize> {
    let count = |group: usize| rows.iter().filter(|row| row.group == Some(group)).count();
    let groups = rows.iter().filter_map(|row| row.group);
    groups.max_by(|a, b| count(*a).cmp(&count(*b)).then(b.cmp(a)))
}
