//! Findings.

use shared::DomainName;

use super::{Bimi, BimiRecord, Found, SELECTOR};
use crate::dmarc::{DmarcRecord, Policy};
use crate::facts::{Facts, Presence};
use crate::finding::{About, Code, Finding};
use crate::mta_sts::check::messages;
use crate::mx::capitalised;
use crate::syntax::{Recognized, Selected, Selection};

/// Adds what there is to say.
pub(crate) fn check(
    domain: &DomainName,
    known: &Bimi,
    facts: &Facts<'_>,
    findings: &mut Vec<Finding>,
) {
    let found = |code, detail: String| {
        let about = About::Domain {
            domain: domain.clone(),
        };
        Finding::new(code, about, detail)
    };
    let at = &known.at;
    let example = format!("v=BIMI1; l=https://{at}/logo.svg; a=https://{at}/logo.pem;");
    let paste = |finding: Finding, record: &str| {
        let line = format!("{SELECTOR}.{at}. IN TXT \"{record}\"");
        finding.with_paste(format!("DNS zone of {at}"), line)
    };
    match &known.found {
        Found::NotAsked => {}
        Found::Unknown(why) => {
            findings.push(found(Code::BimiUnknown, format!("{}.", capitalised(why))));
        }
        // There is nothing to ornament where there is no mail.
        Found::Answer(Selection::Absent) if !facts.takes_mail() => {}
        Found::Answer(Selection::Absent) => {
            let detail = format!(
                "There is no TXT record at {SELECTOR}.{domain} that begins with “v=BIMI1”."
            );
            findings.push(found(Code::BimiAbsent, detail));
        }
        Found::Answer(Selection::Several(records)) => findings.push(
            found(
                Code::BimiSeveral,
                format!("{SELECTOR}.{at} has {}.", records.len()),
            )
            .with_evidence_of(records.iter().map(|record| &record.text)),
        ),
        Found::Answer(Selection::NearMiss(misses)) => {
            let kind = misses.first().map(|miss| miss.kind.to_string());
            let finding = found(Code::BimiNearMiss, kind.unwrap_or_default())
                .with_evidence_of(misses.iter().map(|miss| &miss.text));
            findings.push(paste(finding, &example));
        }
        Found::Answer(Selection::One(one)) => match &one.parsed {
            Recognized::Foreign => {}
            Recognized::Malformed(defects) => {
                let finding = found(Code::BimiInvalid, messages(defects)).with_evidence(&one.text);
                findings.push(paste(finding, &example));
            }
            Recognized::Record(record, defects) => {
                if !defects.is_empty() {
                    let finding = found(Code::BimiFlaw, messages(defects));
                    findings.push(finding.with_evidence(&one.text));
                }
                check_record(known, one, record, facts, &found, findings);
            }
        },
    }
}

fn check_record(
    known: &Bimi,
    one: &Selected<BimiRecord>,
    record: &BimiRecord,
    facts: &Facts<'_>,
    found: &dyn Fn(Code, String) -> Finding,
    findings: &mut Vec<Finding>,
) {
    let at = &known.at;
    let Some(location) = &record.location else {
        let detail = format!("The record at {SELECTOR}.{at} has an empty “l”.");
        findings.push(found(Code::BimiDeclined, detail).with_evidence(&one.text));
        return;
    };
    let detail = format!("The record at {SELECTOR}.{at} names {location}, which was not fetched.");
    findings.push(found(Code::BimiFound, detail).with_evidence(&one.text));
    if record.evidence.is_none() {
        let detail = "“a” is missing or empty.".to_owned();
        findings.push(found(Code::BimiWithoutEvidence, detail).with_evidence(&one.text));
    }
    if let Some(obstacle) = obstacle(facts) {
        findings.push(found(Code::BimiDmarcTooWeak, obstacle).with_evidence(&one.text));
    }
}

/// BIMI draft §7.1: what of the domain's DMARC keeps receivers from showing a logo. Nothing while DMARC is not known.
fn obstacle(facts: &Facts<'_>) -> Option<String> {
    let dmarc = &facts.mail.as_ref()?.dmarc;
    match dmarc.presence() {
        Presence::NotAsked | Presence::Unknown(_) => return None,
        Presence::Absent => return Some("There is no DMARC record.".to_owned()),
        Presence::Broken(why) => return Some(format!("{}.", capitalised(&why))),
        Presence::Present => {}
    }
    let applied = dmarc.applied()?;
    if applied.certain && applied.policy == Policy::None {
        return Some("The DMARC policy for the domain is “none”.".to_owned());
    }
    let records = [Some(&applied.record), dmarc.organization_record()];
    records.into_iter().flatten().find_map(too_weak)
}

fn too_weak(record: &DmarcRecord) -> Option<String> {
    let text = if record.policy() == Policy::None {
        "The DMARC policy of the organisational domain is “none”."
    } else if record.sp == Some(Policy::None) {
        "The DMARC policy for subdomains is “none”."
    } else if record.testing {
        // RFC 9989 §4.7: a policy under test is not applied as it stands.
        "The DMARC policy is only being tested (“t=y”)."
    } else if record.policy() == Policy::Quarantine && record.percentage().is_some_and(|p| p < 100)
    {
        "The DMARC record has a “pct” below 100."
    } else {
        return None;
    };
    Some(text.to_owned())
}
