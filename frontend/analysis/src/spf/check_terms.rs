//! Findings about what a valid record says.

use shared::address::special_block;

use super::Spf;
use super::check::suggestion;
use super::macros::MacroLetter;
use super::parse::parse;
use super::ranges::Network;
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
const BROAD: (u8, u8) = (16, 32);
/// The same in the records of others: whoever sends for many has large networks.
const BROAD_ELSEWHERE: (u8, u8) = (8, 20);

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

/// Terms of one kind that are shown.
const MAX_ALIKE: usize = 20;

type Make<'a> = dyn Fn(Code, String) -> Finding + 'a;

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

fn with_record(found: Finding, node: &Node, text: &str) -> Finding {
    let place = format!("DNS zone of {}", node.domain);
    found.with_paste(place, remedy::line(&node.domain, text))
}

/// With the domain's own record without some of its networks, if these are all in it and something is left.
fn without(found: Finding, known: &Spf, superfluous: &[&Network]) -> Finding {
    let Some((node, record)) = known
        .tree
        .root()
        .and_then(|node| Some((node, node.record.as_ref()?)))
    else {
        return found;
    };
    let places: Vec<_> = superfluous
        .iter()
        .filter(|network| network.node == 0)
        .map(|network| network.span)
        .collect();
    if places.is_empty() || places.len() < superfluous.len() {
        return found;
    }
    with_record(found, node, &remedy::without(record, &places))
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

/// RFC 7208 §5.6: the networks that are named.
fn check_networks(known: &Spf, facts: &Facts<'_>, finding: &Make<'_>, findings: &mut Vec<Finding>) {
    let tree = &known.tree;
    let text = |network: &Network| network.text(tree).to_owned();
    let broad: Vec<String> = known
        .ranges
        .networks
        .iter()
        // A block of private use has that size by its nature, and nobody outside sends from it.
        .filter(|network| network.prefix < 8 || special_block(network.address).is_none())
        .filter(|network| {
            let limits = if tree.is_own(network.node) {
                BROAD
            } else {
                BROAD_ELSEWHERE
            };
            let limit = if network.address.is_ipv4() {
                limits.0
            } else {
                limits.1
            };
            // Those of length 0 let everybody pass, which is said already.
            (1..limit).contains(&network.prefix)
        })
        .map(text)
        .collect();
    if let Some(detail) = listed("A very large network may send", &broad) {
        findings.push(
            finding(Code::SpfRangeBroad, detail)
                .with_evidence_of(broad.into_iter().take(MAX_ALIKE)),
        );
    }
    let private: Vec<&Network> = known
        .ranges
        .networks
        .iter()
        .filter(|network| network.prefix > 0 && tree.is_own(network.node))
        // In a laboratory private addresses are the real ones, and examples have those of the documentation.
        .filter(|_| !facts.evidence.vantage.is_laboratory())
        .filter(|network| {
            let block = special_block(network.address);
            block.is_some_and(|block| block.purpose != "documentation")
        })
        .collect();
    let texts: Vec<String> = private.iter().copied().map(text).collect();
    if let Some(detail) = listed("No mail arrives from there", &texts) {
        let found = finding(Code::SpfRangePrivate, detail);
        let found = found.with_evidence_of(texts.into_iter().take(MAX_ALIKE));
        findings.push(without(found, known, &private));
    }
    let own: Vec<&(Network, Network)> = known
        .ranges
        .overlaps
        .iter()
        .filter(|(inner, outer)| tree.is_own(inner.node) || tree.is_own(outer.node))
        .collect();
    let overlaps: Vec<String> = own
        .iter()
        .map(|(inner, outer)| {
            let of = |network: &Network| {
                let node = tree.nodes.get(network.node);
                node.map(|node| node.domain.as_str()).unwrap_or_default()
            };
            format!(
                "{} ({}) lies in {} ({})",
                text(inner),
                of(inner),
                text(outer),
                of(outer)
            )
        })
        .collect();
    if let Some(first) = overlaps.first() {
        let found = finding(Code::SpfOverlap, format!("{first}."));
        let found = found.with_evidence_of(overlaps);
        let inner: Vec<&Network> = own.iter().map(|(inner, _)| inner).collect();
        findings.push(without(found, known, &inner));
    }
}

/// A sentence with the first of several terms; nothing if there are none.
fn listed(front: &str, terms: &[String]) -> Option<String> {
    let first = terms.first()?;
    let others = match terms.len() {
        1 => String::new(),
        all => format!(" and {} more", all - 1),
    };
    Some(format!("{front}: “{first}”{others}."))
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
