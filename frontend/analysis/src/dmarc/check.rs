//! Findings: whether there is a record, and whether it counts.

use shared::DomainName;

use super::{Applied, Discovery, Dmarc, Organization, Policy, check_policy, check_reports};
use crate::facts::Facts;
use crate::finding::{About, Code, Finding, Severity};
use crate::mta_sts::check::messages;
use crate::mx::capitalised;
use crate::syntax::{NearMiss, NearMissKind, Selection};

/// Adds what there is to say.
pub(crate) fn check(
    domain: &DomainName,
    known: &Dmarc,
    facts: &Facts<'_>,
    findings: &mut Vec<Finding>,
) {
    let parked = !facts.takes_mail();
    match &known.discovery {
        Discovery::NotAsked => {}
        Discovery::Unknown(why) => {
            findings.push(found(domain, Code::DmarcUnknown, sentence(why)));
        }
        Discovery::Bogus(why) => {
            let detail = format!("A resolver that checks the signatures says: {why}.");
            findings.push(found(domain, Code::DmarcBogus, detail));
        }
        Discovery::Void { at, text, defects } => findings.push(
            found(domain, Code::DmarcInvalid, messages(defects))
                .with_evidence(text)
                .with_paste(zone(at), beginning(at, parked)),
        ),
        Discovery::Nothing => check_absent(domain, known, parked, findings),
        Discovery::Applies(applied) => {
            check_own(domain, known, parked, findings);
            check_applied(domain, known, applied, parked, findings);
        }
    }
}

/// A finding about the domain.
pub(super) fn found(domain: &DomainName, code: Code, detail: impl Into<String>) -> Finding {
    let about = About::Domain {
        domain: domain.clone(),
    };
    Finding::new(code, about, detail)
}

/// Where records of a name are published.
pub(super) fn zone(at: &DomainName) -> String {
    format!("DNS zone of {at}")
}

/// A line of a zone file with a record.
pub(super) fn line(at: &DomainName, record: &str) -> String {
    format!("_dmarc.{at}. IN TXT \"{record}\"")
}

fn sentence(why: &str) -> String {
    format!("{}.", capitalised(why))
}

/// The record to begin with: one that only watches, since a stricter one may cost mail that nobody knew of. A domain without
/// mail has none to lose.
pub(crate) fn beginning(at: &DomainName, parked: bool) -> String {
    if parked {
        return refusal(at);
    }
    line(
        at,
        &format!("v=DMARC1; p=none; rua=mailto:dmarc-reports@{at}"),
    )
}

/// The record of a domain that sends no mail: strict in everything.
fn refusal(at: &DomainName) -> String {
    line(
        at,
        "v=DMARC1; p=reject; sp=reject; np=reject; adkim=s; aspf=s",
    )
}

/// No record counts, neither here nor above.
fn check_absent(domain: &DomainName, known: &Dmarc, parked: bool, findings: &mut Vec<Finding>) {
    check_own(domain, known, parked, findings);
    let own = known.own();
    if known.misplaced.is_some()
        || matches!(own, Some(Selection::Several(_) | Selection::NearMiss(_)))
    {
        return;
    }
    let mut detail =
        format!("There is no TXT record at _dmarc.{domain} that begins with “v=DMARC1”");
    if known.walk.steps.len() > 1 {
        detail.push_str(", nor at the names above that receivers ask");
    }
    detail.push('.');
    if !known.strangers.is_empty() {
        detail.push_str(" What stands there is something else.");
    }
    if parked {
        detail.push_str(
            " The domain takes no mail; if it sends none either, all mail in its name can be refused at once.",
        );
    }
    let finding = found(domain, Code::DmarcAbsent, detail)
        .with_evidence_of(&known.strangers)
        .with_paste(zone(domain), beginning(domain, parked));
    // Nobody misses mail of a domain that has none; that it can be forged remains.
    findings.push(if parked {
        finding.with_severity(Severity::Advice)
    } else {
        finding
    });
}

/// What stands at the domain's own name and does not count, whatever governs the domain instead.
fn check_own(domain: &DomainName, known: &Dmarc, parked: bool, findings: &mut Vec<Finding>) {
    let paste = |finding: Finding, meant: Option<&str>| {
        let text = meant.map_or_else(|| beginning(domain, parked), |record| line(domain, record));
        finding.with_paste(zone(domain), text)
    };
    match known.own() {
        Some(Selection::Several(records)) => findings.push(
            found(
                domain,
                Code::DmarcSeveral,
                format!("_dmarc.{domain} has {}.", records.len()),
            )
            .with_evidence_of(records.iter().map(|record| &record.text)),
        ),
        Some(Selection::NearMiss(misses)) => {
            let detail = misses.first().map(|miss| miss.kind.to_string());
            let finding = found(domain, Code::DmarcNearMiss, detail.unwrap_or_default())
                .with_evidence_of(misses.iter().map(|miss| &miss.text));
            let mended = misses.first().and_then(mended);
            findings.push(paste(finding, mended.as_deref()));
        }
        Some(Selection::Absent | Selection::One(_)) | None => {}
    }
    if let Some((name, text)) = &known.misplaced {
        let detail = format!("It stands at {name}; receivers look at _dmarc.{domain}.");
        let finding = found(domain, Code::DmarcMisplaced, detail).with_evidence(text);
        // What a zone file cannot hold as it is, is not worth repeating.
        let plain = text
            .bytes()
            .all(|b| matches!(b, b' '..=b'~') && !matches!(b, b'"' | b'\\'));
        let meant = Some(text.as_str()).filter(|text| plain && text.len() <= 255);
        findings.push(paste(finding, meant));
    }
}

/// A near miss as it was meant, as far as that is certain: what is wrong is only at its front.
fn mended(miss: &NearMiss) -> Option<String> {
    let rest = match miss.kind {
        // The version is missing, and what is there is a field: “p=none; …”.
        NearMissKind::NoVersion if super::is_first_a_tag(&miss.text) => &miss.text,
        // Which of the fields before the version were meant is anybody's guess.
        NearMissKind::NotFirst => return None,
        _ => miss.text.split_once(';')?.1,
    };
    let text = format!("v=DMARC1;{rest}");
    let parsed = super::parse(&text);
    let record = parsed.record().filter(|record| record.p.is_some())?;
    let text = record.to_string();
    (!text.contains(['"', '\\']) && text.len() <= 255).then_some(text)
}

fn check_applied(
    domain: &DomainName,
    known: &Dmarc,
    applied: &Applied,
    parked: bool,
    findings: &mut Vec<Finding>,
) {
    if !applied.own {
        let whose = if applied.registry {
            "It is the record of the registry above"
        } else {
            "It stands at the organisational domain"
        };
        let detail = format!(
            "{whose}, _dmarc.{}, and its policy for this name is “{}”.",
            applied.at, applied.policy
        );
        findings.push(found(domain, Code::DmarcInherited, detail).with_evidence(&applied.text));
    }
    check_policy::check(domain, known, applied, parked, findings);
    // What a registry's record says of reports is no fault of the domain's.
    if !applied.registry {
        check_reports::check(domain, known, applied, parked, findings);
    }
    // RFC 9989 §4.7: nobody loses mail by a refusal where there is none.
    if parked && applied.record.tested(applied.policy) != Policy::Reject {
        let detail = format!("Its policy is “{}”.", applied.record.tested(applied.policy));
        let finding = found(domain, Code::DmarcParked, detail).with_evidence(&applied.text);
        findings.push(if applied.own {
            check_policy::paste(finding, applied, |record| {
                record.p = Some(Policy::Reject);
                (record.sp, record.np) = (None, None);
                (record.testing, record.acts_as_none) = (false, false);
            })
        } else {
            finding.with_paste(zone(domain), refusal(domain))
        });
    }
    if let Organization::Unknown(why) = known.organization() {
        findings.push(found(
            domain,
            Code::DmarcOrganizationUnknown,
            sentence(&why),
        ));
    }
}
