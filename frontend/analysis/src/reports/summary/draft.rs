//! A group of sources while its rows are gathered.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use shared::Timestamp;

use super::evidence::Evidence;
use super::exceptions::exceptions;
use super::passed::PassedBy;
use super::sources::{Address, DkimIdentity, Group, SpfIdentity};
use super::verdict::{self, Context};
use super::{GroupKey, Name, Tally, Verdict, organisation, remedy, trend, vouchers};
use crate::reports::aggregate::{AggregateReport, OverrideKind, Row, Source};

/// Addresses that are kept of one group, and different identities, overrides and names.
const MAX_DETAILS: usize = 60;
/// Addresses of one group whose mail is counted one by one while its rows are gathered.
const MAX_ADDRESSES: usize = 20_000;

/// The mail of an address while its rows are gathered.
#[derive(Debug, Default)]
struct Counted {
    tally: Tally,
    /// Whether any of it passes or is signed for the domain.
    speaks: bool,
    /// Whether other mail of the address passes by SPF.
    is_listed: bool,
}

/// A group while its rows are gathered.
#[derive(Debug, Default)]
pub(super) struct Draft {
    addresses: HashMap<Source, Counted>,
    /// Those that are only counted.
    other_addresses: HashSet<Source>,
    dkim: BTreeMap<DkimIdentity, u64>,
    spf: BTreeMap<SpfIdentity, u64>,
    header_from: BTreeMap<String, u64>,
    overrides: BTreeMap<(OverrideKind, String), u64>,
    reporters: BTreeSet<String>,
    first_day: Option<Timestamp>,
    last_day: Option<Timestamp>,
    pub(super) last_day_tally: Tally,
    evidence: Evidence,
}

impl Draft {
    /// Counts the mail of a row at its address; with whether something of it says that it is the domain's own, and by what
    /// other mail of the address passes.
    pub(super) fn add_row(
        &mut self,
        report: &AggregateReport,
        row: &Row,
        (speaks, passed): (bool, Option<PassedBy>),
        last_day: Option<Timestamp>,
    ) {
        if self.addresses.len() < MAX_ADDRESSES || self.addresses.contains_key(&row.source) {
            let counted = self.addresses.entry(row.source).or_default();
            counted.tally.add(row, report);
            counted.speaks |= speaks;
            counted.is_listed |= passed == Some(PassedBy::Spf);
        } else {
            self.other_addresses.insert(row.source);
        }
        if let Some(by) = passed {
            self.evidence.add_passed(by, row.count);
        }
        let day = trend::day_of(report);
        if day.is_some() && day == last_day {
            self.last_day_tally.add(row, report);
        }
    }

    /// Counts what rows of one kind show: of one that stands for all of them, with their mail.
    pub(super) fn add_kind(&mut self, report: &AggregateReport, row: &Row) {
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
        for reason in exceptions(report, row) {
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
        self.evidence.add(report, row);
    }

    /// How many addresses were counted one by one.
    pub(super) fn addresses(&self) -> usize {
        self.addresses.len()
    }

    pub(super) fn finish(self, key: GroupKey, tally: Tally, context: &Context<'_>) -> Group {
        let address_count = (self.addresses.len() + self.other_addresses.len()) as u64;
        let mut addresses: Vec<Address> = self
            .addresses
            .into_iter()
            .map(|(source, counted)| {
                let address = match source {
                    Source::Address(address) => Some(address),
                    Source::Unreadable | Source::Unlisted => None,
                };
                let name = address.map_or(Name::NotAsked, |address| context.names.of(address));
                Address {
                    address,
                    name,
                    tally: counted.tally,
                    speaks: counted.speaks,
                    is_listed: counted.is_listed,
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
                .is_some_and(|address| verdict::is_own_address(address, &own, context));
        }
        group.verdict = verdict::verdict(&group, &self.evidence, context);
        let service = vouchers::service_behind(&group, &self.evidence, context);
        group.remedies = remedy::remedies(&group, &self.evidence, service, context);
        group
    }
}

/// Counts mail under a key, of which only so many different ones are kept.
pub(super) fn count<K: Ord>(map: &mut BTreeMap<K, u64>, key: K, messages: u64) {
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
