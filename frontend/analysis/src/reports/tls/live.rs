//! Whether what a report tells of is still so today: each failure beside a check of the same server.
//!
//! A report is of yesterday and of another place. So "no longer so" is said only where the check looked at that very server
//! and got as far as it takes to tell.

use serde::Serialize;
use shared::Service;

use super::{FailureRow, ResultType};
use crate::finding::{About, Area, Code, Finding};
use crate::report::{AddressReport, HostReport, Report, Stage, StageName, StageStatus, Status};

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

/// Holds a failure against a check.
#[must_use]
pub fn live(failure: &FailureRow, report: &Report) -> Live {
    let say = |state: LiveState, text: String, findings: Vec<Code>| Live {
        state,
        text,
        findings,
    };
    if report.subject.name().as_str() != failure.domain {
        let text = format!(
            "There is no check of {} to compare it with.",
            failure.domain
        );
        return say(LiveState::NotChecked, text, Vec::new());
    }
    let hosts: Vec<&HostReport> = report
        .hosts
        .iter()
        .filter(|host| host.service == Service::Smtp)
        .filter(|host| {
            failure
                .mx
                .as_ref()
                .is_none_or(|mx| host.host.as_str() == mx)
        })
        .collect();
    let is_of_host = stage_of(&failure.result).is_some();
    if is_of_host && hosts.is_empty() {
        return match &failure.mx {
            // As far as the MX records are known.
            Some(mx) if !report.hosts.is_empty() => {
                let text = format!(
                    "The MX records of {} do not name {mx} today.",
                    failure.domain
                );
                say(LiveState::Gone, text, Vec::new())
            }
            _ => say(
                LiveState::NotChecked,
                "The check has not come to the mail servers.".to_owned(),
                Vec::new(),
            ),
        };
    }
    let is_host = |host: &shared::DomainName| {
        let wanted = failure.mx.as_ref();
        wanted.is_none_or(|mx| host.as_str() == mx)
    };
    let is_here = |finding: &&Finding| match &finding.about {
        About::Domain { .. } => true,
        About::Host { host } => is_host(host),
        // Users send mail to other services; what senders reported was on port 25.
        About::Address { host, service, .. } => *service == Service::Smtp && is_host(host),
    };
    let same: Vec<&Finding> = report
        .findings
        .iter()
        .filter(|finding| failure.result.codes().contains(&finding.code) && !finding.inconclusive)
        .filter(is_here)
        .collect();
    if let Some(first) = same.first() {
        let mut codes: Vec<Code> = same.iter().map(|finding| finding.code).collect();
        codes.dedup();
        return say(
            LiveState::StillSo,
            format!("Still so today: {}", sentence(&first.detail)),
            codes,
        );
    }
    // Without records there is nothing that could fail to match.
    let are_gone = |finding: &Finding| finding.code == Code::DaneAbsent && is_here(&finding);
    if failure.result == ResultType::TlsaInvalid && report.findings.iter().any(are_gone) {
        let text = "No longer so: there are no TLSA records today.".to_owned();
        return say(LiveState::NoLongerSo, text, Vec::new());
    }
    match stage_of(&failure.result) {
        Some(stage) => at_hosts(stage, &hosts, failure),
        None => of_domain(&failure.result, report),
    }
}

/// What the servers show at the stage that failed.
fn at_hosts(stage: StageName, hosts: &[&HostReport], failure: &FailureRow) -> Live {
    let addresses: Vec<&AddressReport> = hosts.iter().flat_map(|host| &host.addresses).collect();
    let status = |address: &AddressReport| {
        let found = address.stages.iter().find(|one| one.name == stage);
        found
            .filter(|_| address.skipped.is_none())
            .map_or(StageStatus::NotReached, |one| one.status)
    };
    let statuses: Vec<StageStatus> = addresses.iter().map(|one| status(one)).collect();
    let good: Vec<std::net::IpAddr> = addresses
        .iter()
        .filter(|one| status(one) == StageStatus::Good)
        .map(|one| one.address)
        .collect();
    // An address that was not seen may be the one that was at fault, unless the reports name another.
    let all_seen =
        good.len() == addresses.len() && hosts.iter().all(|host| !host.addresses.is_empty());
    let named_seen =
        !failure.addresses.is_empty() && failure.addresses.iter().all(|one| good.contains(one));
    let (state, text) = if hosts.iter().any(|host| host.in_progress)
        || statuses.contains(&StageStatus::Pending)
    {
        (LiveState::NotChecked, "The check goes on.".to_owned())
    } else if let Some((address, flawed)) = flawed(&addresses, stage) {
        let what = sentence(&flawed.summary);
        let text = format!(
            "No longer so, but {address} has another fault today: {}: {what}",
            stage.title()
        );
        (LiveState::OtherFault, text)
    } else if !good.is_empty() && (all_seen || named_seen) {
        let place = match (all_seen, good.len()) {
            (_, 1) => "the server's address".to_owned(),
            (true, number) => format!("all {number} addresses"),
            (false, _) => "the addresses that the reports name".to_owned(),
        };
        let text = format!(
            "No longer so: {} is in order at {place} today.",
            stage.title()
        );
        (LiveState::NoLongerSo, text)
    } else if let Some(first) = good.first() {
        let text = format!(
            "{} is in order at {first} today, but not every address could be looked at, so the check cannot tell.",
            stage.title()
        );
        (LiveState::CouldNotTell, text)
    } else {
        (
            LiveState::CouldNotTell,
            format!(
                "The check did not come as far as {}, so it cannot tell.",
                stage.title()
            ),
        )
    };
    Live {
        state,
        text,
        findings: Vec::new(),
    }
}

/// The first address at which something is wrong at a stage.
fn flawed<'a>(
    addresses: &[&'a AddressReport],
    stage: StageName,
) -> Option<(std::net::IpAddr, &'a Stage)> {
    addresses.iter().find_map(|address| {
        let found = address.stages.iter().find(|one| {
            one.name == stage && matches!(one.status, StageStatus::Bad | StageStatus::Warning)
        });
        found.map(|one| (address.address, one))
    })
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
    Live {
        state,
        text,
        findings: Vec::new(),
    }
}

/// The stage of a server's dialogue that a reason is about; `None` if it is about the domain.
const fn stage_of(result: &ResultType) -> Option<StageName> {
    match result {
        ResultType::StarttlsNotSupported => Some(StageName::StartTls),
        ResultType::CertificateHostMismatch
        | ResultType::CertificateExpired
        | ResultType::CertificateNotTrusted => Some(StageName::Certificate),
        ResultType::ValidationFailure | ResultType::Other(_) | ResultType::NotSaid => {
            Some(StageName::Tls)
        }
        ResultType::TlsaInvalid | ResultType::DaneRequired => Some(StageName::Dane),
        ResultType::DnssecInvalid
        | ResultType::StsPolicyFetchError
        | ResultType::StsPolicyInvalid
        | ResultType::StsWebpkiInvalid => None,
    }
}

/// With a full stop at its end.
fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.ends_with(['.', '!', '?', '”']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}
