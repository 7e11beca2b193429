//! What TLS reports say together: successes and failures by policy, server and reason.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use shared::Timestamp;

use super::gather::Draft;
use super::{Owners, PolicyKind, PolicyReport, ResultType};
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
    /// Those of them whose policy names no domain, nor its mail or file: they count for the domain of all other reports, or
    /// for the one in the report's identifier.
    pub guessed: Sessions,
    /// Connections of which nothing tells which domain they were for. They are left out where one is asked for.
    pub left_out: Sessions,
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

    /// Whether there are none.
    #[must_use]
    pub const fn is_none(self) -> bool {
        self.successes == 0 && self.failures == 0
    }
}

/// One policy of one domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyRow {
    /// The domain.
    pub domain: String,
    /// The kind.
    pub kind: PolicyKind,
    /// The mail server whose TLSA records it is, where the reports have that in place of the domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
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

impl PolicyRow {
    /// What it is called: "DANE", or "DANE at mx1.example.net".
    #[must_use]
    pub fn title(&self) -> String {
        let kind = self.kind.title();
        match &self.host {
            Some(host) => format!("{kind} at {host}"),
            None => kind.to_owned(),
        }
    }
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

impl TlsSummary {
    /// What there is to say of connections whose reports do not name the domain, in whole sentences.
    #[must_use]
    pub fn unnamed(&self) -> Vec<String> {
        let words = |sessions: Sessions| {
            format!(
                "{} secured and {} not",
                sessions.successes, sessions.failures
            )
        };
        let mut sentences = Vec::new();
        if !self.guessed.is_none() {
            sentences.push(format!(
                "Of these connections, {}, are of policies that do not name their domain; they count here because all other \
                 reports are about it, or because it stands in the report's identifier.",
                words(self.guessed)
            ));
        }
        if !self.left_out.is_none() {
            sentences.push(format!(
                "More connections, {}, are of policies that do not name their domain. They may be of this one, and are not \
                 counted here.",
                words(self.left_out)
            ));
        }
        sentences
    }
}

/// Sums up the TLS reports that a filter takes.
#[must_use]
pub fn summarize(collection: &Collection, filter: &Filter) -> TlsSummary {
    let mut draft = Draft::default();
    let owners = Owners::of(collection);
    for report in collection.tls() {
        if filter.takes_time(report.begin) && filter.takes_reporter(&report.reporter) {
            draft.add(report, &owners, filter);
        }
    }
    draft.finish()
}
