//! What aggregate reports say together: who sends as a domain, how that mail fares, and what a stricter policy would do.
//!
//! One pass over the rows finds which groups of sources there are and how large each is; a second keeps what is worth
//! knowing of the largest. So a summary of hundreds of thousands of rows is made in bounded memory.

mod advice;
mod class;
mod enforce;
mod evidence;
mod gather;
mod group;
mod known;
pub mod lookup;
mod names;
mod organisation;
mod records;
mod remedy;
pub(super) mod select;
mod services;
mod sources;
mod tally;
mod trend;
mod verdict;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;
use shared::Timestamp;

use super::Collection;
use super::aggregate::{AggregateReport, Evaluated, PublishedPolicy};

use gather::Draft;

pub use class::{Class, Legs, Verdict};
pub use enforce::{Enforcement, Refusals, Step as EnforcementStep};
pub use group::{GroupBy, GroupKey};
pub use known::Known;
pub use names::{Name, Names};
pub use remedy::Remedy;
pub use select::{DomainEntry, Filter, domains, failures};
pub use services::Service;
pub use sources::{Address, DkimIdentity, Group, SpfIdentity};
pub use tally::Tally;
pub use trend::{Day, ReporterRow};

pub(crate) use organisation::organisation;
pub(crate) use records::{term, with_terms};
pub(crate) use services::service_of;

/// Groups of which everything is kept.
pub const MAX_GROUPS: usize = 400;
/// Different groups that are counted one by one.
const MAX_COUNTED: usize = 300_000;

/// What the aggregate reports say that a filter takes.
#[derive(Clone, Debug, Serialize)]
pub struct DmarcSummary {
    /// Which reports these are.
    pub filter: Filter,
    /// How sources are grouped.
    pub by: GroupBy,
    /// Number of reports.
    pub reports: u64,
    /// Of them, those that were cut off.
    pub cut_off: u64,
    /// Number of records.
    pub records: u64,
    /// All mail.
    pub total: Tally,
    /// When the earliest report begins.
    pub begin: Option<Timestamp>,
    /// When the latest report ends.
    pub end: Option<Timestamp>,
    /// The policy that the latest report found, and when that report begins.
    pub policy: Option<(Option<Timestamp>, PublishedPolicy)>,
    /// Day by day, from the first to the last; days without a report among them.
    pub days: Vec<Day>,
    /// Each reporter, the one with most mail first.
    pub reporters: Vec<ReporterRow>,
    /// The groups of sources, the one with most mail first.
    pub groups: Vec<Group>,
    /// Groups that are not listed, and their mail.
    pub more: (u64, Tally),
    /// What a stricter policy would do: by who vouches for the mail, however it is grouped here.
    pub enforcement: Enforcement,
}

/// Sums up the reports that a filter takes.
#[must_use]
pub fn summarize(
    collection: &Collection,
    filter: &Filter,
    by: GroupBy,
    names: &Names,
    known: &Known,
) -> DmarcSummary {
    let reports: Vec<&AggregateReport> = select::reports(collection, filter).collect();
    let mut total = Tally::default();
    let mut counted: HashMap<GroupKey, Tally> = HashMap::new();
    let keys = group::Keys::new(by, names);
    let mut records = 0u64;
    for report in &reports {
        records = records.saturating_add(report.records);
        for row in report.rows() {
            total.add(row, report);
            let mut key = keys.of(report, row);
            if counted.len() >= MAX_COUNTED && !counted.contains_key(&key) {
                key = GroupKey::Unlisted;
            }
            counted.entry(key).or_default().add(row, report);
        }
    }
    let listed = largest(&counted);
    let last_day = reports
        .iter()
        .filter_map(|report| trend::day_of(report))
        .max();
    let mut drafts: BTreeMap<&GroupKey, Draft> =
        listed.iter().map(|key| (*key, Draft::default())).collect();
    for report in &reports {
        for row in report.rows() {
            if let Some(draft) = drafts.get_mut(&keys.of(report, row)) {
                draft.add(report, row, last_day);
            }
        }
    }
    let mut more = (0u64, Tally::default());
    for (key, tally) in &counted {
        if !drafts.contains_key(key) {
            more.0 += 1;
            more.1.join(tally);
        }
    }
    let policy = latest_policy(&reports, filter);
    let context = verdict::Context {
        names,
        known,
        policy: policy.as_ref().map(|(_, policy)| policy),
    };
    let mut groups = Vec::with_capacity(drafts.len());
    let mut last_days = Vec::with_capacity(drafts.len());
    for (key, draft) in drafts {
        let tally = counted.get(key).copied().unwrap_or_default();
        last_days.push((key.clone(), draft.last_day_tally));
        groups.push(draft.finish(key.clone(), tally, &context));
    }
    groups.sort_by(|one, other| {
        let size = |group: &Group| std::cmp::Reverse(group.tally.messages);
        size(one)
            .cmp(&size(other))
            .then_with(|| one.key.cmp(&other.key))
    });
    let days = trend::days(&reports);
    let reporters = trend::reporters(&reports);
    let enforcement = if by == GroupBy::Service {
        enforce::enforcement(&enforce::Basis {
            filter,
            groups: &groups,
            last_days: &last_days,
            more: &more.1,
            total: &total,
            days: &days,
            reporters: &reporters,
            last_day,
            domains: policy_domains(&reports),
            policy: policy.as_ref().map(|(_, policy)| policy),
            known,
        })
    } else {
        // What a source seems to be is told best where groups are of those who vouch; how somebody likes to read them
        // changes nothing about the next step.
        summarize(collection, filter, GroupBy::Service, names, known).enforcement
    };
    DmarcSummary {
        filter: filter.clone(),
        by,
        reports: reports.len() as u64,
        cut_off: reports.iter().filter(|report| !report.is_whole).count() as u64,
        records,
        total,
        begin: reports
            .iter()
            .filter_map(|report| report.header.begin)
            .min(),
        end: reports.iter().filter_map(|report| report.header.end).max(),
        policy,
        days,
        reporters,
        groups,
        more,
        enforcement,
    }
}

/// The groups that are kept: those with most mail, and those with most failing mail.
fn largest(counted: &HashMap<GroupKey, Tally>) -> BTreeSet<&GroupKey> {
    let mut kept = BTreeSet::new();
    let sizes: [fn(&Tally) -> u64; 2] = [|tally| tally.messages, |tally| tally.failing];
    for size in sizes {
        let mut order: Vec<(&GroupKey, &Tally)> = counted.iter().collect();
        order.sort_unstable_by(|(one, its), (other, others)| {
            size(others).cmp(&size(its)).then_with(|| one.cmp(other))
        });
        kept.extend(order.into_iter().take(MAX_GROUPS / 2).map(|(key, _)| key));
    }
    kept
}

fn latest_policy(
    reports: &[&AggregateReport],
    filter: &Filter,
) -> Option<(Option<Timestamp>, PublishedPolicy)> {
    // That of the domain itself before that of one below it, and one that says what it asks for before one that does not.
    // Of several of one day that of the first file, whatever the order of a map may be.
    let latest = reports.iter().rev().max_by_key(|report| {
        let policy = &report.header.policy;
        let is_own = filter.domain.as_deref() == Some(policy.domain.as_str());
        (is_own, policy.p.is_some(), report.header.begin)
    })?;
    Some((latest.header.begin, latest.header.policy.clone()))
}

/// How many domains the policies are of.
fn policy_domains(reports: &[&AggregateReport]) -> usize {
    let names: BTreeSet<&str> = reports
        .iter()
        .map(|report| select::domain_of(report))
        .collect();
    names.len()
}

/// What a report took of SPF or DKIM, as a word of the summary.
const fn is_pass(evaluated: Evaluated) -> bool {
    matches!(evaluated, Evaluated::Pass)
}

#[cfg(test)]
mod tests;
