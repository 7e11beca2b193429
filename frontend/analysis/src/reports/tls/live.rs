//! Whether what a report tells of is still so today: each failure beside a check of the same server.
//!
//! A report is of yesterday and of another place. So "no longer so" is said only where the check looked at that very server
//! and got as far as it takes to tell.

use serde::Serialize;
use shared::{DomainName, Service};

use super::same::same;
use super::servers::{at_hosts, lacks_records, stages_of};
use super::{FailureRow, ResultType};
use crate::finding::{Area, Code, Finding};
use crate::report::{HostReport, Report, Status};

/// What a check says of a failure that was reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Live {
    /// Whether it is still so.
    pub state: LiveState,
    /// In one sentence: "Still so today: the certificate expired on 2026-11-01."
    pub text: String,
    /// The findings that say so.
    pub findings: Vec<Code>,
}

/// Whether a failure is still so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LiveState {
    /// The check finds the same.
    StillSo,
    /// The check finds another fault in the same place.
    OtherFault,
    /// The check looked at the same place and finds it in order.
    NoLongerSo,
    /// The domain does not name that server any more.
    Gone,
    /// The check could not tell.
    CouldNotTell,
    /// The check is of another domain, or goes on.
    NotChecked,
}

impl Live {
    /// Without findings.
    pub(super) const fn new(state: LiveState, text: String) -> Self {
        Self {
            state,
            text,
            findings: Vec::new(),
        }
    }
}

impl LiveState {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::StillSo => "still so today",
            Self::OtherFault => "another fault today",
            Self::NoLongerSo => "no longer so",
            Self::Gone => "no longer a mail server of the domain",
            Self::CouldNotTell => "could not tell",
            Self::NotChecked => "not checked",
        }
    }
}

impl FailureRow {
    /// Whether it is of a server, or may be: not all reports name one.
    pub(super) fn may_be_of(&self, host: &DomainName) -> bool {
        self.mx.as_ref().is_none_or(|mx| host.as_str() == mx)
    }
}

/// Holds a failure against a check.
#[must_use]
pub fn live(failure: &FailureRow, report: &Report) -> Live {
    let live = held(failure, report);
    // A server that nobody looked at may be the one that was at fault.
    let is_of_server =
        !stages_of(&failure.result).is_empty() || failure.result == ResultType::DnssecInvalid;
    if live.state == LiveState::NoLongerSo
        && is_of_server
        && failure.mx.is_none()
        && has_more_hosts(report)
    {
        let text = format!(
            "What the check saw is in order today, but {} has more mail servers than it looks at, so it cannot tell.",
            failure.domain
        );
        return Live::new(LiveState::CouldNotTell, text);
    }
    live
}

/// The same, of the servers that are looked at.
fn held(failure: &FailureRow, report: &Report) -> Live {
    if report.subject.name().as_str() != failure.domain {
        let text = format!(
            "There is no check of {} to compare it with.",
            failure.domain
        );
        return Live::new(LiveState::NotChecked, text);
    }
    let hosts: Vec<&HostReport> = report
        .hosts
        .iter()
        .filter(|host| host.service == Service::Smtp && failure.may_be_of(&host.host))
        .collect();
    let is_of_host = !stages_of(&failure.result).is_empty();
    if is_of_host && hosts.is_empty() {
        return not_among(failure, report);
    }
    let same = same(failure, &hosts, report);
    if let Some(first) = same.first() {
        let mut codes: Vec<Code> = same.iter().map(|finding| finding.code).collect();
        codes.dedup();
        return Live {
            state: LiveState::StillSo,
            text: format!("Still so today: {}", sentence(&first.detail)),
            findings: codes,
        };
    }
    // Without records there is nothing that could fail to match. Those that are not signed count for none (RFC 7672 §2.2).
    let is_absent = |finding: &Finding| finding.code == Code::DaneAbsent;
    if failure.result == ResultType::TlsaInvalid
        && (report.findings.iter().any(is_absent)
            || hosts.iter().all(|host| lacks_records(host, report)))
    {
        let text = "No longer so: there are no TLSA records today that senders go by.".to_owned();
        return Live::new(LiveState::NoLongerSo, text);
    }
    match (&failure.result, &failure.mx) {
        _ if is_of_host => at_hosts(&hosts, failure),
        (ResultType::DnssecInvalid, Some(mx)) => at_names(mx, failure, report),
        _ => of_domain(&failure.result, report),
    }
}

/// What there is to say of a server that is not among those that were looked at.
fn not_among(failure: &FailureRow, report: &Report) -> Live {
    match &failure.mx {
        // The first of them are looked at, and the others may well be named.
        Some(mx) if has_more_hosts(report) => {
            let text = format!(
                "{} has more mail servers than the check looks at, and {mx} is not among those, so it cannot tell.",
                failure.domain
            );
            Live::new(LiveState::CouldNotTell, text)
        }
        // As far as the MX records are known.
        Some(mx) if !report.hosts.is_empty() => {
            let text = format!(
                "The MX records of {} do not name {mx} today.",
                failure.domain
            );
            Live::new(LiveState::Gone, text)
        }
        _ => Live::new(
            LiveState::NotChecked,
            "The check has not come to the mail servers.".to_owned(),
        ),
    }
}

/// Whether there are more mail servers than are looked at.
fn has_more_hosts(report: &Report) -> bool {
    let mut findings = report.findings.iter();
    findings.any(|finding| finding.code == Code::HostsBeyondLimit)
}

/// What the signatures over the names that lead to one server show. Those of another server are no matter of its own.
fn at_names(mx: &str, failure: &FailureRow, report: &Report) -> Live {
    let is_named = |host: &HostReport| host.service == Service::Smtp && host.host.as_str() == mx;
    if !report.hosts.is_empty() && !report.hosts.iter().any(is_named) {
        return not_among(failure, report);
    }
    let names = report.dnssec.iter().flat_map(|dnssec| &dnssec.names);
    let on_the_way: Vec<_> = names.filter(|name| name.leads_to(mx)).collect();
    if on_the_way.iter().any(|name| name.name == mx) && on_the_way.iter().all(|name| name.holds()) {
        let text = format!("No longer so: the names that lead to {mx} are in order today.");
        return Live::new(LiveState::NoLongerSo, text);
    }
    if on_the_way.is_empty() {
        let text = "The check has not come to it.".to_owned();
        return Live::new(LiveState::NotChecked, text);
    }
    let text = format!("The check could not tell what becomes of the signatures for {mx}.");
    Live::new(LiveState::CouldNotTell, text)
}

/// What the domain as a whole shows.
fn of_domain(result: &ResultType, report: &Report) -> Live {
    let area = match result {
        ResultType::DnssecInvalid => Area::Dnssec,
        _ => Area::MtaSts,
    };
    let found = report.areas.iter().find(|one| one.area == area);
    let status = found.map_or(Status::NotTested, |one| one.status);
    let summary = found.map_or("", |one| one.summary.as_str());
    let (state, text) = match status {
        Status::Good | Status::Advice | Status::NotApplicable => (
            LiveState::NoLongerSo,
            format!("No longer so: {}", sentence(summary)),
        ),
        Status::Warning | Status::Error => (
            LiveState::OtherFault,
            format!("Something else is wrong there today: {}", sentence(summary)),
        ),
        Status::CouldNotTell => (
            LiveState::CouldNotTell,
            format!("The check could not tell: {}", sentence(summary)),
        ),
        Status::NotTested => (
            LiveState::NotChecked,
            "The check has not come to it.".to_owned(),
        ),
    };
    Live::new(state, text)
}

/// With a full stop at its end.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.ends_with(['.', '!', '?', '”']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}
