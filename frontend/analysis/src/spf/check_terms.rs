//! Findings about what a valid record says.

use super::Spf;
use super::check::suggestion;
use super::check_networks::check_networks;
use super::macros::MacroLetter;
use super::parse::parse;
use super::record::{Mechanism, Qualifier, SpfRecord};
use super::remedy;
use super::tree::{Node, Tree};
use crate::facts::Facts;
use crate::finding::{About, Code, Finding};
use crate::syntax::Recognized;

/// Longer records make answers that some resolvers and firewalls drop (RFC 7208 §3.4 with room for the rest).
const COMFORTABLE: usize = 450;
/// What fits into a DNS answer without EDNS (RFC 1035 §4.2.1).
const SMALL_ANSWER: usize = 512;
/// The shortest network that the domain itself should name: IPv4, IPv6.
pub(super) const BROAD: (u8, u8) = (16, 32);

/// Adds what there is to say about the terms of the domain's record, of those that it redirects to, and as far as
/// they let everybody pass, of all others.
pub(super) fn check_terms(
    known: &Spf,
    facts: &Facts<'_>,
    about: &About,
    findings: &mut Vec<Finding>,
) {
    let finding = |code, detail: String| Finding::new(code, about.clone(), detail);
    check_all(known, facts, &finding, findings);
    for (index, node) in known.tree.nodes.iter().enumerate() {
        if !known.tree.is_own(index) {
            continue;
        }
        if let Some(record) = &node.record {
            check_own(node, record, &finding, findings);
        }
    }
    check_networks(known, facts, &finding, findings);
    check_size(known, &finding, findings);
}

pub(super) type Make<'a> = dyn Fn(Code, String) -> Finding + 'a;

/// What happens to everybody else.
fn check_all(known: &Spf, facts: &Facts<'_>, finding: &Make<'_>, findings: &mut Vec<Finding>) {
    // Everybody passes also if an included record lets everybody pass.
    let open: Vec<(&Node, String)> = known
        .tree
        .nodes
        .iter()
        .enumerate()
        .filter(|(_, node)| node.authorises)
        .filter_map(|(at, node)| Some((node, open_term(&known.tree, at, node.record.as_ref()?)?)))
        .collect();
    if let Some((node, term)) = open.first() {
        let detail = format!(
            "“{term}” in the record of {} matches everybody.",
            node.domain
        );
        let texts = open.iter().filter_map(|(node, _)| node.text.as_ref());
        let passes = finding(Code::SpfPassAll, detail).with_evidence_of(texts);
        let own_end = node.record.as_ref().filter(|record| {
            let all = record.all().map(|(all, _)| all.to_string());
            node.depth == 0 && all.as_ref() == Some(term)
        });
        findings.push(match own_end {
            Some(record) => with_strict_end(passes, node, record, facts),
            None => passes,
        });
        return;
    }
    let Some(last) = known.tree.last_own() else {
        return;
    };
    let Some(record) = &last.record else {
        return;
    };
    match record.all() {
        Some((_, Qualifier::Neutral)) => {
            let detail = format!("The record of {} ends in “?all”.", last.domain);
            let neutral = finding(Code::SpfNeutralAll, detail).with_evidence_of(&last.text);
            findings.push(with_strict_end(neutral, last, record, facts));
        }
        Some((_, Qualifier::Pass | Qualifier::Fail | Qualifier::SoftFail)) => {}
        // A redirect that could not be followed is said elsewhere.
        None if record.redirect().is_some() => {}
        None => {
            let detail = format!(
                "The record of {} has neither “all” nor “redirect”.",
                last.domain
            );
            let endless = finding(Code::SpfNoAll, detail).with_evidence_of(&last.text);
            findings.push(with_strict_end(endless, last, record, facts));
        }
    }
}

/// With the record as it should be: the same with another end.
fn with_end(found: Finding, node: &Node, record: &SpfRecord, end: Qualifier) -> Finding {
    with_record(found, node, &remedy::ending_in(record, end))
}

/// With the record as it should be: ending in “~all”, and with those who may send; without one where nobody would be left.
fn with_strict_end(found: Finding, node: &Node, record: &SpfRecord, facts: &Facts<'_>) -> Finding {
    // “mx” in a record that another leads to is not the domain's.
    let begun = suggestion(facts).filter(|_| node.depth == 0);
    let begun = begun.map(|text| parse(&text));
    let begun = begun.as_ref().and_then(Recognized::record);
    match remedy::with_senders(record, begun) {
        Some(record) => with_end(found, node, &record, Qualifier::SoftFail),
        None => found,
    }
}

pub(super) fn with_record(found: Finding, node: &Node, text: &str) -> Finding {
    let place = format!("DNS zone of {}", node.domain);
    found.with_paste(place, remedy::line(&node.domain, text))
}

/// The term of a record that lets everybody pass, at least by one of IPv4 and IPv6.
fn open_term(tree: &Tree, node: usize, record: &SpfRecord) -> Option<String> {
    record
        .reached()
        .find(|(term, qualifier, mechanism)| {
            let is_open = match mechanism {
                Mechanism::All => true,
                Mechanism::Ip4 { prefix, .. } | Mechanism::Ip6 { prefix, .. } => *prefix == 0,
                Mechanism::A { cidr, .. } | Mechanism::Mx { cidr, .. } => {
                    // RFC 7208 §5.3: what is compared are the addresses of the name; without one nobody matches.
                    let (v4, v6) = tree.has_addresses(node, term.span);
                    (cidr.v4 == 0 && v4) || (cidr.v6 == 0 && v6)
                }
                Mechanism::Include { .. } | Mechanism::Ptr { .. } | Mechanism::Exists { .. } => {
                    false
                }
            };
            *qualifier == Qualifier::Pass && is_open
        })
        .map(|(term, _, _)| term.to_string())
}

/// What the domain's owner can change alone.
fn check_own(node: &Node, record: &SpfRecord, finding: &Make<'_>, findings: &mut Vec<Finding>) {
    let domain = &node.domain;
    if let Some((_, end)) = record.all() {
        let reached = record.reached().count();
        let behind: Vec<String> = record
            .directives()
            .skip(reached)
            .map(|(term, _, _)| format!("“{term}”"))
            .collect();
        if !behind.is_empty() {
            let shown = behind.iter().take(8).cloned().collect::<Vec<_>>();
            let detail = format!(
                "In the record of {domain}, “all” stands before {}.",
                shown.join(", ")
            );
            let behind = finding(Code::SpfAfterAll, detail).with_evidence_of(&node.text);
            findings.push(with_end(behind, node, record, end));
        }
        if let Some((term, _)) = record.any_redirect() {
            let detail = format!("The record of {domain} has “all” beside “{term}”.");
            findings.push(finding(Code::SpfRedirectIgnored, detail).with_evidence_of(&node.text));
        }
    }
    let uses_names = |mechanism: &Mechanism| {
        let domain = mechanism.domain();
        matches!(mechanism, Mechanism::Ptr { .. })
            || domain.is_some_and(|domain| domain.uses(MacroLetter::P))
    };
    let mut by_name = record.reached().filter(|(_, _, m)| uses_names(m));
    if let Some((term, _, _)) = by_name.next() {
        let detail = format!("The record of {domain} has “{term}”.");
        findings.push(finding(Code::SpfPtr, detail).with_evidence_of(&node.text));
    }
    let broad = record.reached().find(|(_, qualifier, mechanism)| {
        let (Mechanism::A { cidr, .. } | Mechanism::Mx { cidr, .. }) = mechanism else {
            return false;
        };
        *qualifier == Qualifier::Pass
            && ((1..BROAD.0).contains(&cidr.v4) || (1..BROAD.1).contains(&cidr.v6))
    });
    if let Some((term, _, _)) = broad {
        let detail = format!("“{term}” in the record of {domain} is a very large network.");
        findings.push(finding(Code::SpfRangeBroad, detail).with_evidence_of(&node.text));
    }
}

/// RFC 7208 §3.4: answers should fit into 512 bytes.
fn check_size(known: &Spf, finding: &Make<'_>, findings: &mut Vec<Finding>) {
    let text = known.tree.root().and_then(|root| root.text.as_ref());
    let Some(text) = text else {
        return;
    };
    if text.len() > COMFORTABLE {
        let detail = format!(
            "The record has {} bytes; up to {COMFORTABLE} are comfortable.",
            text.len()
        );
        findings.push(finding(Code::SpfLong, detail).with_evidence(text));
    } else if known.answer_size > SMALL_ANSWER {
        let detail = format!(
            "All TXT records of the name together make an answer of about {} bytes; up to {SMALL_ANSWER} need no \
             extension of DNS.",
            known.answer_size
        );
        findings.push(finding(Code::SpfAnswerLarge, detail).with_evidence(text));
    }
}
