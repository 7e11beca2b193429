//! Findings about the networks that a record names.

use shared::address::special_block;

use super::Spf;
use super::check_terms::{BROAD, Make, with_record};
use super::ranges::Network;
use super::remedy;
use crate::facts::Facts;
use crate::finding::{Code, Finding};

/// The shortest network that the records of others should name, IPv4 and IPv6: whoever sends for many has large ones.
const BROAD_ELSEWHERE: (u8, u8) = (8, 20);
/// Terms of one kind that are shown.
const MAX_ALIKE: usize = 20;

/// RFC 7208 §5.6: the networks that are named.
pub(super) fn check_networks(
    known: &Spf,
    facts: &Facts<'_>,
    finding: &Make<'_>,
    findings: &mut Vec<Finding>,
) {
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
