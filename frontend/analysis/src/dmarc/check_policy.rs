//! Findings: what the record that governs a domain asks for.

use shared::DomainName;

use super::check::{beginning, found, line, zone};
use super::{Applied, Dmarc, DmarcDefect, DmarcRecord, Organization, Policy, Psd};
use crate::finding::{Code, Finding, Severity};
use crate::mta_sts::check::messages;
use crate::syntax::{Defect, DefectKind};

/// Adds what there is to say.
pub(super) fn check(
    domain: &DomainName,
    known: &Dmarc,
    applied: &Applied,
    parked: bool,
    findings: &mut Vec<Finding>,
) {
    let record = &applied.record;
    let mut add = |finding: Finding| findings.push(finding.with_evidence(&applied.text));
    add(verdict(domain, known, applied, parked));
    // A registry's slip is no fault of the domain's.
    if !applied.registry {
        check_text(domain, applied, &mut add);
    }
    if record.testing && applied.policy != Policy::None {
        let detail = format!(
            "“{}” is published, and “{}” is applied.",
            applied.policy,
            applied.policy.lowered()
        );
        let finding = found(domain, Code::DmarcTesting, detail);
        // A registry's record is not the domain's to change.
        add(if applied.registry {
            finding
        } else {
            paste(finding, applied, |record| record.testing = false)
        });
    }
    // What follows is said of the name at which the record stands; at another it is said when that one is looked at.
    if !applied.own || record.acts_as_none {
        return;
    }
    check_subdomains(domain, known, applied, &mut add);
    if record.psd == Psd::Yes {
        let detail = "The record has “psd=y”.";
        let finding = found(domain, Code::DmarcPublicSuffix, detail);
        add(paste(finding, applied, |record| record.psd = Psd::Unsaid));
    }
}

/// What is asked for.
fn verdict(domain: &DomainName, known: &Dmarc, applied: &Applied, parked: bool) -> Finding {
    let record = &applied.record;
    let tested = record.tested(applied.policy);
    let code = match tested {
        Policy::Reject => Code::DmarcReject,
        Policy::Quarantine => Code::DmarcQuarantine,
        Policy::None if record.acts_as_none => Code::DmarcActsAsNone,
        Policy::None => Code::DmarcNone,
    };
    let mut detail = format!("The policy for mail from {domain} is “{tested}”.");
    if !applied.certain {
        detail.push_str(
            " It is another if the name does not exist, which could not be found out; this is the milder one.",
        );
    }
    let mut finding = found(domain, code, detail);
    if code == Code::DmarcNone && parked {
        // That it could refuse all mail at once is said beside this.
        finding = finding.with_severity(Severity::Info);
    } else if code == Code::DmarcNone && applied.registry {
        finding.detail.push_str(
            " That is said by the registry above; a record of the domain's own takes its place.",
        );
        finding = finding.with_paste(zone(domain), beginning(domain, parked));
    } else if code == Code::DmarcNone {
        // Somebody who watches learns something; a policy of nothing that nobody watches is no better than none at all.
        if record.rua.is_empty() {
            finding = finding.with_severity(Severity::Warning);
        }
        // RFC 9989 §4.7: “t” covers “sp” and “np” as well, so that a test of “p” would take from what they ask for now.
        let below = record.sp.max(record.np).unwrap_or(Policy::None);
        let is_tested_first = record.policy() == Policy::None && !record.testing;
        if is_tested_first && below > Policy::None && counts_below(known, applied) {
            finding
                .detail
                .push_str(" “t=y” would also lower what “sp” or “np” asks for: leave it out.");
            return finding;
        }
        finding = paste(finding, applied, |record| {
            // Never less than what is there already.
            if record.policy() == Policy::None {
                record.p = Some(Policy::Quarantine);
                record.testing = true;
            }
            record.sp = record.sp.filter(|policy| *policy > Policy::None);
            record.np = record.np.filter(|policy| *policy > Policy::None);
        });
    }
    finding
}

/// Whether names below take anything from the record. RFC 9989 §4.7: only from that of the organisational domain.
fn counts_below(known: &Dmarc, applied: &Applied) -> bool {
    match known.organization() {
        Organization::Known(organization) => organization == applied.at,
        Organization::NotAsked | Organization::Unknown(_) => true,
    }
}

/// What is wrong with the record as a text.
fn check_text(domain: &DomainName, applied: &Applied, add: &mut dyn FnMut(Finding)) {
    let of = |wanted: fn(&DmarcDefect) -> bool| -> Vec<Defect> {
        let wanted = |defect: &&Defect| match &defect.kind {
            DefectKind::Dmarc { defect } => wanted(defect),
            _ => wanted(&DmarcDefect::Unknown),
        };
        applied.defects.iter().filter(wanted).cloned().collect()
    };
    let is_removed = |defect: &DmarcDefect| matches!(defect, DmarcDefect::Removed { .. });
    let removed = of(is_removed);
    if !removed.is_empty() {
        let finding = found(domain, Code::DmarcRemovedTags, messages(&removed));
        add(paste(finding, applied, |record| record.removed.clear()));
    }
    let flaws = of(|defect| !matches!(defect, DmarcDefect::Removed { .. }));
    if !flaws.is_empty() {
        add(found(domain, Code::DmarcFlaw, messages(&flaws)));
    }
}

/// What the record says of the names below it.
fn check_subdomains(
    domain: &DomainName,
    known: &Dmarc,
    applied: &Applied,
    add: &mut dyn FnMut(Finding),
) {
    let record = &applied.record;
    // RFC 9989 §4.7: names below take it from the organisational domain.
    if let Organization::Known(organization) = known.organization()
        && organization != *domain
    {
        if record.sp.is_some() || record.np.is_some() {
            let detail = format!("Names below {domain} take their policy from {organization}.");
            add(found(domain, Code::DmarcSubdomainPolicyIgnored, detail));
        }
        return;
    }
    let (there, missing) = (record.subdomain_policy(), record.nonexistent_policy());
    if there < record.policy() {
        let detail = format!("“p” is “{}”, and “sp” is “{there}”.", record.policy());
        let finding = found(domain, Code::DmarcSubdomainsWeaker, detail);
        let finding = match there {
            // Nothing at all is asked for there, so that the domain's own policy is easily passed by.
            Policy::None => finding.with_severity(Severity::Warning),
            Policy::Quarantine | Policy::Reject => finding,
        };
        add(paste(finding, applied, |record| record.sp = None));
    }
    if missing < there {
        let detail =
            format!("“np” is “{missing}”, and the policy for subdomains that exist is “{there}”.");
        let finding = found(domain, Code::DmarcNonexistentWeaker, detail);
        add(paste(finding, applied, |record| {
            record.np = Some(Policy::Reject)
        }));
    }
}

/// The record with something changed, to be pasted; nothing if it says the same as before.
pub(super) fn paste(
    finding: Finding,
    applied: &Applied,
    change: impl Fn(&mut DmarcRecord),
) -> Finding {
    let mut record = applied.record.clone();
    change(&mut record);
    // Whoever is told to publish what is there already looks for a mistake of his own.
    if record == applied.record {
        return finding;
    }
    let text = record.to_string();
    // What one string of a zone file cannot hold as it is comes with a form of its own elsewhere.
    if text.len() > 255 || text.contains(['"', '\\']) {
        return finding;
    }
    finding.with_paste(zone(&applied.at), line(&applied.at, &text))
}
