//! Which findings of a check say the same of today as a report says of its day.

use shared::Service;

use super::servers::{is_lifted, lacks_records};
use super::{FailureRow, PolicyKind, ResultType};
use crate::finding::{About, Area, Code, Finding};
use crate::report::{HostReport, Report};

/// The findings that say the same, in the order of the report. `hosts` are the servers that the failure may be of.
pub(super) fn same<'a>(
    failure: &FailureRow,
    hosts: &[&HostReport],
    report: &'a Report,
) -> Vec<&'a Finding> {
    report
        .findings
        .iter()
        .filter(|finding| !finding.inconclusive && says(failure, finding.code))
        .filter(|finding| is_here(failure, finding))
        .filter(|finding| applies(failure, finding, hosts, report))
        .collect()
}

/// Whether a finding is about what a failure is of.
fn is_here(failure: &FailureRow, finding: &Finding) -> bool {
    match &finding.about {
        About::Domain { .. } => true,
        About::Host { host } => failure.may_be_of(host),
        // Users send mail to other services; what senders reported was on port 25.
        About::Address { host, service, .. } => {
            *service == Service::Smtp && failure.may_be_of(host)
        }
    }
}

/// Whether a code is among those of the reason; of one that says little, also those of the policy it fell under.
fn says(failure: &FailureRow, code: Code) -> bool {
    failure.result.codes().contains(&code)
        || (failure.result.is_general()
            && failure
                .kinds
                .iter()
                .any(|kind| codes_of(kind).contains(&code)))
}

/// What may be wrong with a policy where nobody says what was.
fn codes_of(kind: &PolicyKind) -> &'static [Code] {
    match kind {
        PolicyKind::Tlsa => ResultType::TlsaInvalid.codes(),
        // What merely could be better about a policy made no connection fail.
        PolicyKind::Sts => &[
            Code::MtaStsHostFails,
            Code::MtaStsPolicyMissesMx,
            Code::MtaStsPolicyUnreachable,
            Code::MtaStsPolicyHttpStatus,
            Code::MtaStsPolicyRedirect,
            Code::MtaStsPolicyInvalid,
            Code::MtaStsPolicyCertificate,
        ],
        PolicyKind::NoPolicyFound | PolicyKind::Other(_) => &[],
    }
}

/// Whether a finding with the right code, about the right place, is of the same fault.
fn applies(
    failure: &FailureRow,
    finding: &Finding,
    hosts: &[&HostReport],
    report: &Report,
) -> bool {
    match finding.code {
        // RFC 8460 §4.3.2.1: none of the records was valid. RFC 7672 §3.1.3: those that cannot be used are passed over, so
        // that one of them beside others is no such failure.
        Code::DanePkixUsage | Code::DaneUnusable => {
            let mut hosts = hosts.iter().filter(|host| is_about(finding, host));
            hosts.any(|host| is_nothing_usable(host, report))
        }
        // It is about the domain: one server has records, another has none.
        Code::DanePartial => {
            failure.mx.is_none() || hosts.iter().any(|host| lacks_records(host, report))
        }
        // One finding for all servers: its evidence has a line for each that it is about.
        Code::DnssecHostsBogus => failure
            .mx
            .as_ref()
            .is_none_or(|mx| finding.evidence.iter().any(|line| is_of(line, mx))),
        // RFC 7672 §3.1.1: whom DANE vouches for needs no public authority.
        _ if finding.area == Area::Certificate => match &finding.about {
            About::Address { host, address, .. } => !hosts
                .iter()
                .filter(|one| one.host == *host)
                .flat_map(|one| &one.addresses)
                .any(|one| one.address == *address && is_lifted(failure, one)),
            About::Domain { .. } | About::Host { .. } => true,
        },
        _ => true,
    }
}

/// Whether each of a host's TLSA records is among those that cannot be used.
fn is_nothing_usable(host: &HostReport, report: &Report) -> bool {
    let unusable: Vec<&String> = report
        .findings
        .iter()
        .filter(|finding| matches!(finding.code, Code::DanePkixUsage | Code::DaneUnusable))
        .filter(|finding| is_about(finding, host))
        .flat_map(|finding| &finding.evidence)
        .collect();
    host.dane.as_ref().is_some_and(|dane| {
        !dane.records.is_empty() && dane.records.iter().all(|record| unusable.contains(&record))
    })
}

fn is_about(finding: &Finding, host: &HostReport) -> bool {
    matches!(&finding.about, About::Host { host: of } if *of == host.host)
}

/// Whether a line of evidence is of a name: `mx1.example.org: addresses of a mail server, bogus`.
fn is_of(line: &str, name: &str) -> bool {
    line.strip_prefix(name)
        .is_some_and(|rest| rest.starts_with(':'))
}
