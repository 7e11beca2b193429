//! Findings: whether the reports that a record asks for arrive.

use shared::DomainName;

use super::check::{found, zone};
use super::check_policy::paste;
use super::destinations::{Consent, Destination, MAX_DESTINATIONS};
use super::{Applied, Dmarc, ReportUri};
use crate::dns::QueryName;
use crate::finding::{Code, Finding, Severity};
use crate::mx::capitalised;

/// Adds what there is to say.
pub(super) fn check(
    domain: &DomainName,
    known: &Dmarc,
    applied: &Applied,
    parked: bool,
    findings: &mut Vec<Finding>,
) {
    // Whoever has the record above need not hear of it at each name below; and there is little to learn about a domain
    // without mail, nor a mailbox to learn it in.
    if !known.has_reports() && applied.own && !parked {
        let finding = found(
            domain,
            Code::DmarcNoReports,
            "There is no “rua” with a valid address.",
        )
        .with_evidence(&applied.text);
        findings.push(paste(finding, applied, |record| {
            let uri = format!("mailto:dmarc-reports@{}", applied.at);
            record.rua.push(ReportUri {
                uri,
                ..ReportUri::default()
            });
        }));
    }
    for destination in &known.destinations {
        if let Some(finding) = consent(domain, applied, destination) {
            findings.push(finding);
        }
    }
}

fn consent(domain: &DomainName, applied: &Applied, destination: &Destination) -> Option<Finding> {
    let host = &destination.host;
    let kind = if destination.daily {
        "Daily reports"
    } else {
        "Reports of single failures"
    };
    let name = destination.asked.as_ref().map(QueryName::as_str);
    let name = name.unwrap_or_default();
    let (code, detail, evidence) = match &destination.consent {
        Consent::Own | Consent::NotAsked => return None,
        Consent::Given(record) => (
            Code::DmarcReportsAuthorised,
            format!("{kind} go to {host}, which agrees at {name}."),
            Some(record),
        ),
        Consent::Missing => (
            Code::DmarcReportsUnauthorised,
            format!("{kind} are to go to {host}, which has no record “v=DMARC1” at {name}."),
            None,
        ),
        Consent::SentOn(record) => (
            Code::DmarcReportsUnauthorised,
            format!(
                "{kind} are to go to {host}, whose record names an address elsewhere, which is not allowed."
            ),
            Some(record),
        ),
        Consent::Impossible => (
            Code::DmarcReportsUnauthorised,
            format!(
                "{kind} are to go to {host}, and the name at which it would agree is longer than DNS allows."
            ),
            None,
        ),
        Consent::Unknown(why) => (
            Code::DmarcReportsUnknown,
            format!("{kind} are to go to {host}. {}.", capitalised(why)),
            None,
        ),
        Consent::BeyondLimit => (
            Code::DmarcReportsUnknown,
            format!(
                "Only the first {MAX_DESTINATIONS} hosts of report addresses are looked at; {host} is beyond them."
            ),
            None,
        ),
    };
    let mut finding = found(domain, code, detail).with_evidence_of(&destination.addresses);
    if let Some(record) = evidence {
        finding = finding.with_evidence(record);
    }
    if code == Code::DmarcReportsUnauthorised {
        if matches!(destination.consent, Consent::Missing | Consent::SentOn(_)) {
            finding = finding.with_paste(zone(host), format!("{name}. IN TXT \"v=DMARC1\""));
        }
        // Few receivers send reports of single failures at all. What is wrong above is not this name's to mend.
        if !destination.daily || !applied.own {
            finding = finding.with_severity(Severity::Advice);
        }
    }
    if !name.is_empty() {
        finding.reproduce = Some(format!("dig {name} TXT"));
    }
    Some(finding)
}
