//! Findings about the limits of a check (RFC 7208 §4.6.4).

use super::Spf;
use super::evaluate::{MAX_LOOKUPS, MAX_VOID_LOOKUPS};
use super::tree::{Node, NodeState, Tree, VoidName};
use crate::finding::{About, Code, Finding};

/// Circles that are named.
const MAX_ALIKE: usize = 5;

/// RFC 7208 §4.6.4: the limits.
pub(super) fn check_lookups(known: &Spf, root: &Node, about: &About, findings: &mut Vec<Finding>) {
    let tree = &known.tree;
    let finding = |code, detail: String| Finding::new(code, about.clone(), detail);
    if tree.has_loop() {
        let ends = tree.nodes.iter();
        let ends = ends.filter(|node| matches!(node.state, NodeState::Loop));
        let detail = ends
            .take(MAX_ALIKE)
            .map(|node| format!("{} leads back to itself.", node.domain))
            .collect::<Vec<_>>();
        findings
            .push(finding(Code::SpfLoop, detail.join(" ")).with_evidence_of(counted_terms(tree)));
    }
    let least = if known.is_exact() {
        "At worst"
    } else {
        "At least"
    };
    let detail = format!(
        "{least} {} terms ask DNS; {MAX_LOOKUPS} are allowed.",
        root.lookups
    );
    if root.lookups > MAX_LOOKUPS {
        findings.push(finding(Code::SpfLookupsOver, detail).with_evidence_of(counted_terms(tree)));
    } else if root.lookups + 1 >= MAX_LOOKUPS && !tree.has_loop() {
        findings.push(finding(Code::SpfLookupsNear, detail).with_evidence_of(counted_terms(tree)));
    }
    let voids = |counts: fn(&VoidName) -> usize| -> Vec<String> {
        let all = tree.nodes.iter().flat_map(|node| &node.void_names);
        all.filter(|void| counts(void) > 0)
            .map(|void| format!("{} of {}", void.record_type, void.name))
            .collect()
    };
    let detail = |count: usize, by: &str| {
        format!("{count} lookups{by} find nothing; {MAX_VOID_LOOKUPS} are allowed.")
    };
    if root.voids.v4 > MAX_VOID_LOOKUPS {
        let detail = detail(root.voids.v4, "");
        findings.push(
            finding(Code::SpfVoidsOver, detail).with_evidence_of(voids(|void| void.counts.v4)),
        );
    } else if root.voids.v6 > MAX_VOID_LOOKUPS && known.ranges.v6 > 0 {
        let detail = detail(root.voids.v6, " for a sender by IPv6");
        findings.push(
            finding(Code::SpfVoidsIpv6, detail).with_evidence_of(voids(|void| void.counts.v6)),
        );
    }
    for node in &tree.nodes {
        if let Some(name) = &node.many_mail_hosts {
            let detail = format!("{name}, in the record of {}, has more.", node.domain);
            findings.push(finding(Code::SpfMailHostsOver, detail).with_evidence_of(&node.text));
        }
    }
}

/// What asks DNS, one line for each record.
fn counted_terms(tree: &Tree) -> Vec<String> {
    tree.nodes
        .iter()
        .filter(|node| node.own_lookups > 0)
        .filter_map(|node| {
            let record = node.record.as_ref()?;
            let mut terms: Vec<String> = record
                .reached()
                .filter(|(_, _, mechanism)| mechanism.asks_dns())
                .map(|(term, _, _)| term.to_string())
                .collect();
            terms.extend(record.redirect().map(|(term, _)| term.to_string()));
            Some(format!(
                "{}: {} ({})",
                node.domain,
                node.own_lookups,
                terms.join(" ")
            ))
        })
        .collect()
}
