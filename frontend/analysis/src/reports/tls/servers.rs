//! What a check saw at the servers, at the stages that a reason is about.

use std::net::IpAddr;

use super::live::{Live, LiveState, sentence};
use super::{FailureRow, PolicyKind, ResultType};
use crate::finding::{About, Code};
use crate::report::{AddressReport, HostReport, Proof, Report, Stage, StageName, StageStatus};

/// The stages of a server's dialogue that a reason is about, the first for its heading; none if it is about the domain.
pub(super) const fn stages_of(result: &ResultType) -> &'static [StageName] {
    match result {
        ResultType::StarttlsNotSupported => &[StageName::StartTls],
        ResultType::CertificateHostMismatch
        | ResultType::CertificateExpired
        | ResultType::CertificateNotTrusted => &[StageName::Certificate],
        // RFC 8460 §4.3.1: a failure of whatever kind, so that the handshake alone does not clear it.
        ResultType::ValidationFailure | ResultType::Other(_) | ResultType::NotSaid => {
            &[StageName::Tls, StageName::Certificate, StageName::Dane]
        }
        ResultType::TlsaInvalid | ResultType::DaneRequired => &[StageName::Dane],
        ResultType::DnssecInvalid
        | ResultType::StsPolicyFetchError
        | ResultType::StsPolicyInvalid
        | ResultType::StsWebpkiInvalid => &[],
    }
}

/// What the servers show at the stages that failed.
pub(super) fn at_hosts(hosts: &[&HostReport], failure: &FailureRow) -> Live {
    let addresses: Vec<&AddressReport> = hosts.iter().flat_map(|host| &host.addresses).collect();
    let title = stages_of(&failure.result)
        .first()
        .map_or("the server", |stage| stage.title());
    let status = |address: &AddressReport| {
        decisive(failure, address).map_or(StageStatus::NotReached, |stage| stage.status)
    };
    let is_good =
        |address: &AddressReport| address.skipped.is_none() && status(address) == StageStatus::Good;
    let good: Vec<IpAddr> = addresses
        .iter()
        .filter(|one| is_good(one))
        .map(|one| one.address)
        .collect();
    // An address that was not seen may be the one that was at fault, unless the reports name another.
    let all_seen =
        good.len() == addresses.len() && hosts.iter().all(|host| !host.addresses.is_empty());
    let named_seen =
        !failure.addresses.is_empty() && failure.addresses.iter().all(|one| good.contains(one));
    let is_awaited =
        |one: &&AddressReport| one.skipped.is_none() && status(one) == StageStatus::Pending;
    let (state, text) = if hosts.iter().any(|host| host.in_progress)
        || addresses.iter().any(is_awaited)
    {
        (LiveState::NotChecked, "The check goes on.".to_owned())
    } else if let Some((address, flawed)) = flawed(failure, &addresses) {
        (LiveState::OtherFault, of_flaw(failure, address, flawed))
    } else if !good.is_empty() && (all_seen || named_seen) {
        let place = match (all_seen, good.len()) {
            (_, 1) => "the server's address".to_owned(),
            (true, number) => format!("all {number} addresses"),
            (false, _) => "the addresses that the reports name".to_owned(),
        };
        of_order(&failure.result, title, &place)
    } else if let Some(first) = good.first() {
        let text = format!(
            "{title} is in order at {first} today, but not every address could be looked at, so the check cannot tell."
        );
        (LiveState::CouldNotTell, text)
    } else {
        let undecided = addresses.iter().find_map(|one| decisive(failure, one));
        let title = undecided.map_or(title, |stage| stage.name.title());
        let text = match undecided.map(|stage| stage.status) {
            Some(StageStatus::Unknown) => {
                format!("The check saw too little of {title}, so it cannot tell.")
            }
            _ => format!("The check did not come as far as {title}, so it cannot tell."),
        };
        (LiveState::CouldNotTell, text)
    };
    Live::new(state, text)
}

/// Where all is in order, by what the report says of the reason.
fn of_order(result: &ResultType, title: &str, place: &str) -> (LiveState, String) {
    match result {
        // What is not known cannot be known to be gone.
        ResultType::NotSaid => (
            LiveState::CouldNotTell,
            format!(
                "{title} is in order at {place} today, but the report does not say what failed."
            ),
        ),
        ResultType::Other(_) => (
            LiveState::CouldNotTell,
            format!(
                "{title} is in order at {place} today, but the sender's word for what failed is not one of the standard's."
            ),
        ),
        _ => (
            LiveState::NoLongerSo,
            format!("No longer so: {title} is in order at {place} today."),
        ),
    }
}

/// Where something else is wrong, or the same: of a reason that says little nobody knows.
fn of_flaw(failure: &FailureRow, address: IpAddr, flawed: &Stage) -> String {
    let title = flawed.name.title();
    let what = sentence(&flawed.summary);
    if failure.result.is_general() {
        format!(
            "{address} has a fault today: {title}: {what} Whether it is the one that was reported cannot be told."
        )
    } else {
        format!("No longer so, but {address} has another fault today: {title}: {what}")
    }
}

/// The first address at which something is wrong.
fn flawed<'a>(
    failure: &FailureRow,
    addresses: &[&'a AddressReport],
) -> Option<(IpAddr, &'a Stage)> {
    addresses.iter().find_map(|address| {
        let found = decisive(failure, address)
            .filter(|one| matches!(one.status, StageStatus::Bad | StageStatus::Warning));
        found.map(|one| (address.address, one))
    })
}

/// Of the stages that a reason is about, that which went worst at an address.
fn decisive<'a>(failure: &FailureRow, address: &'a AddressReport) -> Option<&'a Stage> {
    let rank = |status: StageStatus| match status {
        StageStatus::Bad => 0,
        StageStatus::Warning => 1,
        StageStatus::Pending => 2,
        StageStatus::Unknown => 3,
        StageStatus::NotReached => 4,
        StageStatus::Good => 5,
    };
    stages_of(&failure.result)
        .iter()
        .filter_map(|name| stage(address, *name))
        .filter(|one| {
            !failure.result.is_general()
                || match one.name {
                    StageName::Certificate => !is_lifted(failure, address),
                    StageName::Dane => !is_without_records(address),
                    _ => true,
                }
        })
        .min_by_key(|one| rank(one.status))
}

fn stage(address: &AddressReport, name: StageName) -> Option<&Stage> {
    address.stages.iter().find(|one| one.name == name)
}

/// Whether the certificate needs no public authority, since DANE vouches for it and nobody asked by another policy.
pub(super) fn is_lifted(failure: &FailureRow, address: &AddressReport) -> bool {
    failure.result.is_general()
        && !failure.kinds.is_empty()
        && failure.kinds.iter().all(|kind| *kind == PolicyKind::Tlsa)
        && stage(address, StageName::Dane).is_some_and(|one| one.status == StageStatus::Good)
}

/// Whether a host surely has no TLSA records that senders go by.
pub(super) fn lacks_records(host: &HostReport, report: &Report) -> bool {
    let is_unsigned = report.findings.iter().any(|finding| {
        finding.code == Code::DaneUnsigned
            && matches!(&finding.about, About::Host { host: of } if *of == host.host)
    });
    is_unsigned || (!host.addresses.is_empty() && host.addresses.iter().all(is_without_records))
}

/// Whether DANE does not apply at an address: there are no records, or they are not signed and count for none
/// (RFC 7672 §2.2).
fn is_without_records(address: &AddressReport) -> bool {
    stage(address, StageName::Dane).is_some_and(|one| one.status == StageStatus::NotReached)
        && matches!(address.way.dane, None | Some(Proof::DoesNotCount))
}
