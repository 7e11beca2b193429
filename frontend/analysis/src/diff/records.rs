//! Records in DNS and policy files.

use super::{Change, Topic, Turn, gone_and_new};
use crate::dns::{Question, RecordType};
use crate::evidence::{Evidence, Lookup};
use crate::query::{Outcome, Query, Via};

/// What a name says, as far as it is sure.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Said {
    /// Each once, in order.
    records: Vec<String>,
    /// Whether DNSSEC proves it.
    authenticated: bool,
}

pub(super) fn records(before: &Evidence, after: &Evidence, changes: &mut Vec<Change>) {
    for question in questions(after) {
        // Addresses of hosts, and their TLSA records, are told of the hosts.
        if matches!(
            question.record_type,
            RecordType::A | RecordType::Aaaa | RecordType::Tlsa | RecordType::Dnskey
        ) {
            continue;
        }
        let (Some(old), Some(new)) = (said(before, question), said(after, question)) else {
            continue;
        };
        let (gone, added) = gone_and_new(&old.records, &new.records);
        let owned = |list: Vec<&String>| list.into_iter().cloned().collect::<Vec<_>>();
        let name = format!("{} {}", question.name, question.record_type);
        if !gone.is_empty() || !added.is_empty() {
            let words = match (old.records.is_empty(), new.records.is_empty()) {
                (true, _) => format!("New records: {name}."),
                (_, true) => format!("No records any more: {name}."),
                _ => format!("Changed records: {name}."),
            };
            let change = Change::new(Topic::Records, Turn::Other, words);
            changes.push(change.with_lines(owned(gone), owned(added)));
        } else if old.authenticated != new.authenticated && !new.records.is_empty() {
            let (words, turn) = if new.authenticated {
                (format!("Signed now (DNSSEC): {name}."), Turn::Better)
            } else {
                (
                    format!("No longer proven by signatures (DNSSEC): {name}."),
                    Turn::Worse,
                )
            };
            changes.push(Change::new(Topic::Records, turn, words));
        }
    }
}

/// What the chosen resolver was asked as usual.
fn questions(evidence: &Evidence) -> impl Iterator<Item = &Question> {
    evidence.outcomes().filter_map(|(query, _)| match query {
        Query::Dns {
            question,
            via: Via::Resolver,
        } if !question.checking_disabled => Some(question),
        Query::Dns { .. } | Query::Policy { .. } | Query::Probe { .. } => None,
    })
}

fn said(evidence: &Evidence, question: &Question) -> Option<Said> {
    match evidence.lookup_via(&question.name, question.record_type, &Via::Resolver) {
        Lookup::NotAsked | Lookup::Unknown(_) | Lookup::Bogus(_) => None,
        Lookup::NoData(message) | Lookup::NxDomain(message) | Lookup::Found(message) => {
            let mut records: Vec<String> = message
                .records
                .iter()
                .map(|record| record.data.to_string())
                .collect();
            records.sort_unstable();
            records.dedup();
            Some(Said {
                records,
                authenticated: message.authenticated,
            })
        }
    }
}

pub(super) fn policies(before: &Evidence, after: &Evidence, changes: &mut Vec<Change>) {
    for (query, outcome) in after.outcomes() {
        let (Query::Policy { domain }, Outcome::Policy(new)) = (query, outcome) else {
            continue;
        };
        let Some(old) = before.policy(domain) else {
            continue;
        };
        let text = |file: &shared::PolicyFile| {
            file.body
                .as_ref()
                .map(|body| String::from_utf8_lossy(body.as_slice()).into_owned())
        };
        let (old_text, new_text) = (text(old), text(new));
        if old_text == new_text {
            continue;
        }
        let words = match (&old_text, &new_text) {
            (None, _) => format!("There is an MTA-STS policy of {domain} now."),
            (_, None) => format!("The MTA-STS policy of {domain} could not be fetched this time."),
            _ => format!("The MTA-STS policy of {domain} says something else."),
        };
        let lines = |text: Option<String>| -> Vec<String> {
            text.unwrap_or_default()
                .lines()
                .map(str::to_owned)
                .collect()
        };
        let (old_lines, new_lines) = (lines(old_text), lines(new_text));
        let (gone, added) = gone_and_new(&old_lines, &new_lines);
        let owned = |list: Vec<&String>| list.into_iter().cloned().collect::<Vec<_>>();
        let change = Change::new(Topic::Policy, Turn::Other, words);
        changes.push(change.with_lines(owned(gone), owned(added)));
    }
}
