//! What aggregate reports say together: who sends as a domain, how that mail fares, and what a stricter policy would do.
//!
//! One pass over the rows finds which groups of sources there are and how large each is; a second keeps what is worth
//! knowing of the largest. So a summary of hundreds of thousands of rows is made in bounded memory.

mod class;
mod enforce;
mod group;
pub mod lookup;
mod names;
mod organisation;
mod remedy;
pub(super) mod select;
mod services;
mod tally;
mod trend;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::net::IpAddr;

use serde::Serialize;
use shared::Timestamp;

use super::Collection;
use super::aggregate::{
    AggregateReport, AuthWord, Evaluated, OverrideKind, PublishedPolicy, Row, Source,
};

pub use class::{Class, Legs, Verdict};
pub use enforce::{Enforcement, Refusals, Step as EnforcementStep};
pub use group::{GroupBy, GroupKey};
pub use names::{Name, Names};
pub use remedy::{Known, Remedy};
pub use select::{DomainEntry, Filter, domains, failures};
pub use services::Service;
pub use tally::Tally;
pub use trend::{Day, ReporterRow};

pub(crate) use organisation::organisation;
pub(crate) use remedy::{term, with_terms};
pub(crate) use services::service_of;

/// Groups of which everything is kept.
pub const MAX_GROUPS: usize = 400;
/// Addresses that are kept of one group, and different identities, overrides and names.
const MAX_DETAILS: usize = 60;
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

/// Sources that belong together.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    /// What they have in common.
    pub key: GroupKey,
    /// All their mail.
    pub tally: Tally,
    /// How many addresses there are.
    pub address_count: u64,
    /// The addresses with most mail.
    pub addresses: Vec<Address>,
    /// The signing domains with selector and result, by mail.
    pub dkim: Vec<(DkimIdentity, u64)>,
    /// The domains that SPF looked at, with the result, by mail.
    pub spf: Vec<(SpfIdentity, u64)>,
    /// The domains of the From header, by mail.
    pub header_from: Vec<(String, u64)>,
    /// Why receivers made exceptions, by mail.
    pub overrides: Vec<(OverrideKind, String, u64)>,
    /// Who reported them.
    pub reporters: Vec<String>,
    /// The first and the last day of a report about them.
    pub first_day: Option<Timestamp>,
    /// See there.
    pub last_day: Option<Timestamp>,
    /// What they seem to be, and why.
    pub verdict: Verdict,
    /// What to change so that their mail passes, if it should.
    pub remedies: Vec<Remedy>,
}

/// One address of a group.
#[derive(Clone, Debug, Serialize)]
pub struct Address {
    /// The address; nothing for those that no report could name.
    pub address: Option<IpAddr>,
    /// What it is called, as far as that was asked.
    pub name: Name,
    /// Its mail.
    pub tally: Tally,
    /// Whether something of the address itself says that it is the domain's own: some of its mail passes or is signed for
    /// the domain, or its name or a check says so.
    pub speaks: bool,
}

/// A signing domain and what became of its signatures.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct DkimIdentity {
    /// The domain.
    pub domain: String,
    /// The selector, if the reports have it.
    pub selector: Option<String>,
    /// The result.
    pub result: AuthWord,
}

/// A domain that SPF looked at, and what it said.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct SpfIdentity {
    /// The domain.
    pub domain: String,
    /// Whether it is that of the greeting.
    pub is_helo: bool,
    /// The result.
    pub result: AuthWord,
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
    let context = class::Context {
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

/// A group while its rows are gathered.
#[derive(Debug, Default)]
struct Draft {
    /// Each with its mail, and whether any of that passes or is signed for the domain.
    addresses: HashMap<Source, (Tally, bool)>,
    /// Those that are only counted.
    other_addresses: HashSet<Source>,
    dkim: BTreeMap<DkimIdentity, u64>,
    spf: BTreeMap<SpfIdentity, u64>,
    header_from: BTreeMap<String, u64>,
    overrides: BTreeMap<(OverrideKind, String), u64>,
    reporters: BTreeSet<String>,
    first_day: Option<Timestamp>,
    last_day: Option<Timestamp>,
    last_day_tally: Tally,
    evidence: class::Evidence,
}

/// Addresses of one group whose mail is counted one by one while its rows are gathered.
const MAX_ADDRESSES: usize = 20_000;

impl Draft {
    fn add(&mut self, report: &AggregateReport, row: &Row, last_day: Option<Timestamp>) {
        let speaks = row.passes() == Some(true) || class::bears_broken_signature(report, row);
        if self.addresses.len() < MAX_ADDRESSES || self.addresses.contains_key(&row.source) {
            let (tally, has_spoken) = self.addresses.entry(row.source).or_default();
            tally.add(row, report);
            *has_spoken |= speaks;
        } else {
            self.other_addresses.insert(row.source);
        }
        let results = report.authentication(row);
        for one in &results.dkim {
            let identity = DkimIdentity {
                domain: report.name(one.domain).to_owned(),
                selector: one.selector.map(|id| report.name(id).to_owned()),
                result: one.result,
            };
            count(&mut self.dkim, identity, row.count);
        }
        for one in &results.spf {
            let identity = SpfIdentity {
                domain: report.name(one.domain).to_owned(),
                is_helo: one.is_helo,
                result: one.result,
            };
            count(&mut self.spf, identity, row.count);
        }
        count(
            &mut self.header_from,
            report.name(row.header_from).to_owned(),
            row.count,
        );
        for reason in report.reasons(row) {
            count(
                &mut self.overrides,
                (reason.kind, reason.comment.clone()),
                row.count,
            );
        }
        if self.reporters.len() < MAX_DETAILS && !self.reporters.contains(&report.header.reporter) {
            self.reporters.insert(report.header.reporter.clone());
        }
        let day = trend::day_of(report);
        self.first_day = [self.first_day, day].into_iter().flatten().min();
        self.last_day = self.last_day.max(day);
        if day.is_some() && day == last_day {
            self.last_day_tally.add(row, report);
        }
        self.evidence.add(report, row);
    }

    fn finish(self, key: GroupKey, tally: Tally, context: &class::Context<'_>) -> Group {
        let address_count = (self.addresses.len() + self.other_addresses.len()) as u64;
        let mut addresses: Vec<Address> = self
            .addresses
            .into_iter()
            .map(|(source, (tally, speaks))| {
                let address = match source {
                    Source::Address(address) => Some(address),
                    Source::Unreadable | Source::Unlisted => None,
                };
                let name = address.map_or(Name::NotAsked, |address| context.names.of(address));
                Address {
                    address,
                    name,
                    tally,
                    speaks,
                }
            })
            .collect();
        addresses.sort_by(|one, other| {
            let size = |address: &Address| std::cmp::Reverse(address.tally.messages);
            size(one)
                .cmp(&size(other))
                .then_with(|| one.address.cmp(&other.address))
        });
        addresses.truncate(MAX_DETAILS);
        let mut group = Group {
            verdict: Verdict::default(),
            remedies: Vec::new(),
            key,
            tally,
            address_count,
            addresses,
            dkim: by_size(self.dkim),
            spf: by_size(self.spf),
            header_from: by_size(self.header_from),
            overrides: by_size(self.overrides)
                .into_iter()
                .map(|((kind, comment), count)| (kind, comment, count))
                .collect(),
            reporters: self.reporters.into_iter().collect(),
            first_day: self.first_day,
            last_day: self.last_day,
        };
        let from: Vec<String> = group
            .header_from
            .iter()
            .map(|(name, _)| organisation(name).to_owned())
            .collect();
        let own: Vec<&str> = from.iter().map(String::as_str).collect();
        for one in &mut group.addresses {
            one.speaks |= one
                .address
                .is_some_and(|address| class::is_own_address(address, &own, context));
        }
        group.verdict = class::verdict(&group, &self.evidence, context);
        let service = class::service_behind(&group, &self.evidence, context);
        group.remedies = remedy::remedies(&group, service, context);
        group
    }
}

/// Counts mail under a key, of which only so many different ones are kept.
fn count<K: Ord>(map: &mut BTreeMap<K, u64>, key: K, messages: u64) {
    if let Some(known) = map.get_mut(&key) {
        *known = known.saturating_add(messages);
    } else if map.len() < 16 * MAX_DETAILS {
        map.insert(key, messages);
    }
}

fn by_size<K: Ord>(map: BTreeMap<K, u64>) -> Vec<(K, u64)> {
    let mut list: Vec<(K, u64)> = map.into_iter().collect();
    list.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    list.truncate(MAX_DETAILS);
    list
}

/// What a report took of SPF or DKIM, as a word of the summary.
const fn is_pass(evaluated: Evaluated) -> bool {
    matches!(evaluated, Evaluated::Pass)
}

#[cfg(test)]
mod tests;
