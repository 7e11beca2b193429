//! Findings.

use shared::DomainName;

use super::Spf;
use super::check_lookups::check_lookups;
use super::check_terms::check_terms;
use super::record::Qualifier;
use super::remedy;
use super::session::SpfResult;
use super::tree::{Node, NodeState, Reached, Tree};
use crate::dns::is_within;
use crate::facts::Facts;
use crate::finding::{About, Code, Finding, Severity};
use crate::mta_sts::check::messages;
use crate::mx::{Routing, capitalised};
use crate::provider;

/// Findings of one kind about records that others publish: more is noise, and hostile records would have dozens.
const MAX_ALIKE: usize = 5;

/// Adds what there is to say.
pub(crate) fn check(
    domain: &DomainName,
    known: &Spf,
    facts: &Facts<'_>,
    findings: &mut Vec<Finding>,
) {
    // A name that does not exist has no mail to speak of, and that is said elsewhere.
    if matches!(facts.routing, Some(Routing::DomainAbsent)) {
        return;
    }
    let about = About::Domain {
        domain: domain.clone(),
    };
    if let Some(root) = known.tree.root() {
        check_record(domain, known, root, facts, &about, findings);
    }
    check_senders(known, &about, findings);
}

fn check_record(
    domain: &DomainName,
    known: &Spf,
    root: &Node,
    facts: &Facts<'_>,
    about: &About,
    findings: &mut Vec<Finding>,
) {
    let zone = format!("DNS zone of {domain}");
    let line = suggestion(facts).map(|text| remedy::line(domain.as_str(), &text));
    let finding = |code, detail: String| Finding::new(code, about.clone(), detail);
    match &root.state {
        NodeState::NotAsked | NodeState::Loop | NodeState::Macro | NodeState::NotFollowed => {}
        NodeState::Unknown(why) => {
            findings.push(finding(Code::SpfUnknown, format!("{}.", capitalised(why))));
        }
        NodeState::Bogus(why) => findings.push(finding(
            Code::SpfBogus,
            format!(
                "{}; asked without validation, it answers.",
                capitalised(why)
            ),
        )),
        NodeState::Absent | NodeState::BadName => {
            let mut detail = format!("No TXT record at {domain} begins with “v=spf1”.");
            if let Some(elsewhere) = &known.elsewhere {
                detail.push_str(&format!(
                    " There is one at {elsewhere}, where no receiver looks unless another record leads to it."
                ));
            }
            if line.is_none() {
                detail.push_str(
                    " Whoever runs the mail names the “include:” for its servers: it belongs between “v=spf1” and “~all”.",
                );
            }
            let absent = finding(Code::SpfAbsent, detail);
            let absent = match line {
                Some(line) => absent.with_paste(zone, line),
                None => absent,
            };
            // Nobody misses mail of a domain that has none; that it can be forged remains.
            findings.push(if facts.takes_mail() {
                absent
            } else {
                absent.with_severity(Severity::Advice)
            });
        }
        NodeState::NearMiss(misses) => {
            let why = misses.first().map(|miss| miss.kind.to_string());
            // What was meant, if only its beginning is wrong.
            let meant = misses.iter().find_map(remedy::corrected);
            let line = meant
                .map(|meant| remedy::line(domain.as_str(), &meant))
                .or(line);
            let missed = finding(Code::SpfNearMiss, why.unwrap_or_default())
                .with_evidence_of(misses.iter().map(|miss| &miss.text));
            findings.push(match line {
                Some(line) => missed.with_paste(zone, line),
                None => missed,
            });
        }
        NodeState::Several(all) => {
            let several = finding(
                Code::SpfSeveral,
                format!("{domain} has {} records.", all.len()),
            )
            .with_evidence_of(all);
            findings.push(match remedy::merged(all) {
                Some(merged) => several.with_paste(zone, remedy::line(domain.as_str(), &merged)),
                None => several,
            });
        }
        NodeState::Invalid => findings
            .push(finding(Code::SpfInvalid, messages(&root.defects)).with_evidence_of(&root.text)),
        NodeState::Valid => {
            let detail = match known.all_qualifier() {
                Some(_) if known.sends_nothing() => {
                    "It says that nobody sends mail for it (“-all” alone)."
                }
                Some(Qualifier::Fail) => "All other senders are to be refused (“-all”).",
                Some(Qualifier::SoftFail) => "All other senders are suspicious (“~all”).",
                Some(Qualifier::Neutral | Qualifier::Pass) | None => {
                    "It does not say that other senders are not allowed."
                }
            };
            let mut below = Vec::new();
            if !root.defects.is_empty() {
                below.push(flaw(domain, root, about));
            }
            check_lookups(known, root, about, &mut below);
            check_below(&known.tree, about, &mut below);
            check_terms(known, facts, about, &mut below);
            let found = finding(Code::SpfFound, detail.into()).with_evidence_of(&root.text);
            // A record that receivers give up on, or that lets everybody pass, is there and does no good.
            let is_in_vain = below
                .iter()
                .any(|finding| finding.severity == Severity::Error);
            findings.push(if is_in_vain {
                found.with_severity(Severity::Info)
            } else {
                found
            });
            findings.append(&mut below);
        }
    }
}

/// What receivers ignore.
fn flaw(domain: &DomainName, root: &Node, about: &About) -> Finding {
    let flaw = Finding::new(Code::SpfFlaw, about.clone(), messages(&root.defects))
        .with_evidence_of(&root.text);
    let text = root.text.as_deref().unwrap_or_default();
    match remedy::with_colons(text, &root.defects) {
        // Whoever it names does not pass.
        Some(line) => flaw.with_severity(Severity::Warning).with_paste(
            format!("DNS zone of {domain}"),
            remedy::line(domain.as_str(), &line),
        ),
        None => flaw,
    }
}

/// The record to begin with, from what is known of the domain; nothing where a provider has the mail whose servers for
/// sending are not known here. It ends in “~all”: what else sends in the domain's name does not show from outside, and
/// “-all” would turn that mail away.
pub(super) fn suggestion(facts: &Facts<'_>) -> Option<String> {
    // Hosted mail is sent from other addresses than it is received at, so that "mx" would name the wrong ones.
    const SENDERS: [(&str, &str); 14] = [
        ("google.com", "include:_spf.google.com"),
        ("googlemail.com", "include:_spf.google.com"),
        (
            "mail.protection.outlook.com",
            "include:spf.protection.outlook.com",
        ),
        ("mx.microsoft", "include:spf.protection.outlook.com"),
        ("messagingengine.com", "include:spf.messagingengine.com"),
        ("protonmail.ch", "include:_spf.protonmail.ch"),
        ("icloud.com", "include:icloud.com"),
        ("migadu.com", "include:spf.migadu.com"),
        ("mx.yandex.net", "include:_spf.yandex.net"),
        ("mailbox.org", "include:mailbox.org"),
        ("emailsrvr.com", "include:emailsrvr.com"),
        ("mail.ovh.net", "include:mx.ovh.com"),
        ("mail.gandi.net", "include:_mailcust.gandi.net"),
        ("privateemail.com", "include:spf.privateemail.com"),
    ];
    if !facts.takes_mail() {
        return Some("v=spf1 -all".to_owned());
    }
    let hosts = facts.routing_hosts();
    let is_of = |suffix: &str| {
        hosts
            .iter()
            .any(|host| is_within(host.name.as_str(), suffix))
    };
    let hosted = SENDERS.iter().find(|(suffix, _)| is_of(suffix));
    let implicit = matches!(facts.routing, Some(Routing::Implicit(_)));
    let term = match hosted {
        Some((_, include)) => include,
        None if hosts
            .iter()
            .any(|host| provider::name_of(&host.name).is_some()) =>
        {
            return None;
        }
        // RFC 7208 §5.4: without MX records "mx" matches nothing, the implicit MX included.
        None if implicit => "a",
        None => "mx",
    };
    Some(format!("v=spf1 {term} ~all"))
}

/// The records that the domain's leads to.
fn check_below(tree: &Tree, about: &About, findings: &mut Vec<Finding>) {
    let finding = |code, detail: String| Finding::new(code, about.clone(), detail);
    let mut counts = [0; 4];
    let mut unknown = Vec::new();
    for node in &tree.nodes {
        unknown.extend(node.failed.iter().cloned());
        let by = match node.reached {
            Reached::Root => continue,
            Reached::Include => "include",
            Reached::Redirect => "redirect",
        };
        let above = node.parent.and_then(|parent| tree.nodes.get(parent));
        let above = above.map(|above| above.domain.as_str()).unwrap_or_default();
        let (index, found) = match &node.state {
            // RFC 7208 §5.2, §6.1: a target without record is a permanent error.
            NodeState::Absent | NodeState::NearMiss(_) | NodeState::BadName => {
                let detail = format!(
                    "{} has no SPF record, and the {by} in the record of {above} leads there.",
                    node.domain
                );
                (0, finding(Code::SpfIncludeAbsent, detail))
            }
            NodeState::Several(all) => {
                let detail = format!(
                    "{} has {} SPF records, and the {by} in the record of {above} leads there.",
                    node.domain,
                    all.len()
                );
                (
                    1,
                    finding(Code::SpfIncludeInvalid, detail).with_evidence_of(all),
                )
            }
            NodeState::Invalid => {
                let detail = format!(
                    "The {by} in the record of {above} leads to {}: {}",
                    node.domain,
                    messages(&node.defects)
                );
                (
                    2,
                    finding(Code::SpfIncludeInvalid, detail).with_evidence_of(&node.text),
                )
            }
            NodeState::Bogus(_) => {
                let detail = format!(
                    "The signatures over {} do not hold; the {by} in the record of {above} leads there.",
                    node.domain
                );
                (3, finding(Code::SpfIncludeBogus, detail))
            }
            NodeState::Unknown(why) => {
                unknown.push(format!("TXT of {}: {why}", node.domain));
                continue;
            }
            NodeState::NotAsked
            | NodeState::Valid
            | NodeState::Loop
            | NodeState::Macro
            | NodeState::NotFollowed => continue,
        };
        if let Some(count) = counts.get_mut(index) {
            *count += 1;
            if *count <= MAX_ALIKE {
                findings.push(found);
            }
        }
    }
    if let Some(first) = unknown.first() {
        let detail = format!("{}.", capitalised(first));
        findings.push(finding(Code::SpfIncludeUnknown, detail).with_evidence_of(unknown));
    }
}

/// “Would this sender pass?”
fn check_senders(known: &Spf, about: &About, findings: &mut Vec<Finding>) {
    for tried in &known.senders {
        let Some(checked) = &tried.checked else {
            continue;
        };
        let code = match checked.result {
            SpfResult::Pass => Code::SpfSenderPasses,
            SpfResult::TempError => Code::SpfSenderUnknown,
            SpfResult::None
            | SpfResult::Neutral
            | SpfResult::Fail
            | SpfResult::SoftFail
            | SpfResult::PermError => Code::SpfSenderNotPassed,
        };
        let sender = match (tried.mail_from.as_str(), tried.helo.as_str()) {
            ("", helo) => format!("the null sender of {helo}"),
            (mail_from, _) => mail_from.to_owned(),
        };
        let detail = format!(
            "{} as {sender}: {}. {}",
            tried.address,
            checked.result,
            tried.reason()
        );
        let trail = checked.trail.iter().map(|step| {
            let outcome = match step.matched {
                Some(true) => "matches",
                Some(false) => "does not match",
                None => "leads on",
            };
            format!("{}: {} {outcome}", step.domain, step.term)
        });
        let finding = Finding::new(code, about.clone(), detail).with_evidence_of(trail);
        let said = checked.explanation.iter();
        findings.push(finding.with_evidence_of(said.map(|text| format!("exp: {text}"))));
    }
}
