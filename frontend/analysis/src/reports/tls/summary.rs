//! What TLS reports say together: successes and failures by policy, server and reason.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use shared::Timestamp;

use super::gather::Draft;
use super::{PolicyKind, PolicyReport, ResultType};
use crate::reports::Collection;
use crate::reports::moment;
use crate::reports::summary::Filter;

/// What the TLS reports say that a filter takes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TlsSummary {
    /// Number of reports.
    pub reports: u64,
    /// All connections.
    pub total: Sessions,
    /// When the earliest report begins.
    #[serde(serialize_with = "moment::written_if_any")]
    pub begin: Option<Timestamp>,
    /// When the latest report ends.
    #[serde(serialize_with = "moment::written_if_any")]
    pub end: Option<Timestamp>,
    /// Each policy, by domain and kind.
    pub policies: Vec<PolicyRow>,
    /// Each reason at each server, the most frequent first.
    pub failures: Vec<FailureRow>,
    /// Each reason, the most frequent first.
    pub results: Vec<(ResultType, u64)>,
    /// Each day with a report.
    pub days: Vec<TlsDay>,
    /// Each reporter, the one with most connections first.
    pub reporters: Vec<TlsReporter>,
}

/// Connections, in number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sessions {
    /// Secured as the policy demands.
    pub successes: u64,
    /// Not.
    pub failures: u64,
}

impl Sessions {
    pub(super) fn add(&mut self, policy: &PolicyReport) {
        self.successes = self.successes.saturating_add(policy.successes);
        self.failures = self.failures.saturating_add(policy.failures);
    }
}

/// One policy of one domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyRow {
    /// The domain.
    pub domain: String,
    /// The kind.
    pub kind: PolicyKind,
    /// Reports that tell of it.
    pub reports: u64,
    /// Its connections.
    pub sessions: Sessions,
    /// The policy as the latest report quotes it; each, if there are several of the kind.
    pub strings: Vec<String>,
    /// The latest report's patterns or hosts.
    pub mx_hosts: Vec<String>,
    #[serde(skip)]
    pub(super) seen: Option<Timestamp>,
    /// The last report that told of it, and the one that is quoted, by number.
    #[serde(skip)]
    pub(super) told_by: u64,
    #[serde(skip)]
    pub(super) quoted_from: u64,
}

/// Connections to one server that failed for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FailureRow {
    /// The domain.
    pub domain: String,
    /// The reason.
    pub result: ResultType,
    /// The server, if the reports name it.
    pub mx: Option<String>,
    /// How many connections.
    pub sessions: u64,
    /// Under which kinds of policy.
    pub kinds: BTreeSet<PolicyKind>,
    /// Who says so.
    pub reporters: BTreeSet<String>,
    /// The addresses of the server.
    pub addresses: BTreeSet<std::net::IpAddr>,
    /// The senders' own words and codes.
    pub words: BTreeSet<String>,
    /// The first day of it.
    #[serde(serialize_with = "moment::written_if_any")]
    pub first_day: Option<Timestamp>,
    /// The last day of it.
    #[serde(serialize_with = "moment::written_if_any")]
    pub last_day: Option<Timestamp>,
}

/// The connections of one day, in UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TlsDay {
    /// When it begins.
    #[serde(serialize_with = "moment::written")]
    pub day: Timestamp,
    /// Its reports.
    pub reports: u64,
    /// Its connections.
    pub sessions: Sessions,
    /// Its failures by reason.
    pub results: BTreeMap<ResultType, u64>,
}

/// The connections that one sender made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TlsReporter {
    /// Who.
    pub reporter: String,
    /// How many reports.
    pub reports: u64,
    /// Its connections.
    pub sessions: Sessions,
}

/// Sums up the TLS reports that a filter takes.
#[must_use]
pub fn summarize(collection: &Collection, filter: &Filter) -> TlsSummary {
    let mut draft = Draft::default();
    for report in collection.tls() {
        if filter.takes_time(report.begin) && filter.takes_reporter(&report.reporter) {
            draft.add(report, filter);
        }
    }
    draft.finish()
}
