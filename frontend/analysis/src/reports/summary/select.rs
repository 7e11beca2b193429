//! Which reports a summary is of.

use std::collections::BTreeMap;

use serde::Serialize;
use shared::Timestamp;

use crate::dns::is_within;
use crate::reports::Collection;
use crate::reports::aggregate::AggregateReport;
use crate::reports::failure::FailureReport;
use crate::reports::moment;
use crate::reports::tls::Owners;

/// Which reports are wanted. Everything by default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Filter {
    /// About this domain and those below it.
    pub domain: Option<String>,
    /// Not of a day before this moment's.
    #[serde(serialize_with = "moment::written_if_any")]
    pub from: Option<Timestamp>,
    /// Not of a day after this moment's.
    #[serde(serialize_with = "moment::written_if_any")]
    pub to: Option<Timestamp>,
    /// Of this reporter.
    pub reporter: Option<String>,
}

/// A domain that reports are about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DomainEntry {
    /// Its name; empty for reports that do not say.
    pub domain: String,
    /// Aggregate reports about it.
    pub aggregate: u64,
    /// Mails that those count.
    pub messages: u64,
    /// TLS reports with a policy of it.
    pub tls: u64,
    /// Connections that those count as not secured.
    pub not_secured: u64,
    /// Failure reports about it.
    pub failures: u64,
}

/// The domains that reports are about: the one with most mail first, then by name.
#[must_use]
pub fn domains(collection: &Collection) -> Vec<DomainEntry> {
    let owners = Owners::of(collection);
    let mut found: BTreeMap<String, DomainEntry> = BTreeMap::new();
    let mut entry = |domain: &str, change: &dyn Fn(&mut DomainEntry)| {
        let entry = found
            .entry(domain.to_owned())
            .or_insert_with(|| DomainEntry {
                domain: domain.to_owned(),
                aggregate: 0,
                messages: 0,
                tls: 0,
                not_secured: 0,
                failures: 0,
            });
        change(entry);
    };
    for report in collection.aggregate() {
        entry(domain_of(report), &|entry| {
            entry.aggregate += 1;
            entry.messages = entry.messages.saturating_add(report.messages);
        });
    }
    for report in collection.tls() {
        let policies = owners.policies(report);
        let mut names: Vec<&str> = policies.iter().map(|owned| owned.domain).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            entry(name, &|entry| entry.tls += 1);
        }
        for owned in &policies {
            entry(owned.domain, &|entry| {
                entry.not_secured = entry.not_secured.saturating_add(owned.policy.failures);
            });
        }
    }
    for report in collection.failures() {
        entry(report.domain.as_deref().unwrap_or_default(), &|entry| {
            entry.failures += 1
        });
    }
    let mut list: Vec<DomainEntry> = found.into_values().collect();
    list.sort_by_key(|entry| {
        std::cmp::Reverse((entry.messages, entry.aggregate, entry.tls + entry.failures))
    });
    list
}

/// The domain that a report is about: that of the policy, or of the mail if it does not name one.
#[must_use]
pub fn domain_of(report: &AggregateReport) -> &str {
    let domain = report.header.policy.domain.as_str();
    if domain.is_empty() {
        report
            .rows()
            .first()
            .map_or("", |row| report.name(row.header_from))
    } else {
        domain
    }
}

impl Filter {
    /// Whether a name is that of the domain, or below it.
    #[must_use]
    pub fn takes_domain(&self, name: &str) -> bool {
        self.domain
            .as_ref()
            .is_none_or(|domain| is_within(name, domain))
    }

    /// Whether something that began at a moment is of a day that is wanted.
    #[must_use]
    pub fn takes_time(&self, begin: Option<Timestamp>) -> bool {
        match begin.map(Timestamp::day_begin) {
            Some(day) => {
                self.from.is_none_or(|from| day >= from.day_begin())
                    && self.to.is_none_or(|to| day <= to.day_begin())
            }
            None => self.from.is_none() && self.to.is_none(),
        }
    }

    /// Whether a reporter is wanted, whatever the case of its letters: those are counted as one.
    #[must_use]
    pub fn takes_reporter(&self, reporter: &str) -> bool {
        self.reporter
            .as_ref()
            .is_none_or(|wanted| wanted.to_lowercase() == reporter.to_lowercase())
    }
}

/// The aggregate reports that a filter takes, in the order they were read.
pub(in crate::reports) fn reports<'a>(
    collection: &'a Collection,
    filter: &Filter,
) -> impl Iterator<Item = &'a AggregateReport> {
    collection
        .aggregate()
        .iter()
        .map(AsRef::as_ref)
        .filter(move |report: &&AggregateReport| {
            filter.takes_domain(domain_of(report))
                && filter.takes_time(report.header.begin)
                && filter.takes_reporter(&report.header.reporter)
        })
}

/// The failure reports that a filter takes, in the order they were read.
pub fn failures<'a>(
    collection: &'a Collection,
    filter: &Filter,
) -> impl Iterator<Item = &'a FailureReport> {
    collection
        .failures()
        .iter()
        .map(AsRef::as_ref)
        .filter(move |report: &&FailureReport| {
            filter.takes_domain(report.domain.as_deref().unwrap_or_default())
                && filter.takes_time(report.arrived)
                && filter.takes_reporter(&report.reporter)
        })
}
