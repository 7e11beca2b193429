//! What the simulation says first: that somebody's mail does not arrive at all.

use super::{Delivery, SenderKind, SenderReport, SimulationReport};
use crate::facts::Facts;
use crate::finding::{About, Code, Finding};

/// Adds that senders which keep to what the domain publishes deliver nowhere, where usual ones do. That they are refused
/// by some hosts alone is said of those hosts.
pub(crate) fn check(
    facts: &Facts<'_>,
    simulation: Option<&SimulationReport>,
    findings: &mut Vec<Finding>,
) {
    let Some(simulation) = simulation else { return };
    let of = |kind| simulation.senders.iter().find(|one| one.sender == kind);
    let delivers = |one: &SenderReport| {
        one.outcome.is_delivered()
            || (!one.possible.is_empty() && one.possible.iter().all(|may| may.is_delivered()))
    };
    if !of(SenderKind::Opportunistic).is_some_and(delivers) {
        return;
    }
    let mut refused = Vec::new();
    for (kind, name) in [
        (SenderKind::MtaSts, "MTA-STS"),
        (SenderKind::Dane, "DANE"),
        (SenderKind::Both, "both"),
    ] {
        let sender = of(kind).filter(|one| one.outcome == Delivery::Deferred);
        refused.extend(sender.map(|sender| (name, sender)));
    }
    if refused.is_empty() {
        return;
    }
    let names: Vec<&str> = refused.iter().map(|(name, _)| *name).collect();
    let mut evidence: Vec<String> = refused
        .iter()
        .flat_map(|(_, sender)| &sender.hosts)
        .map(|host| format!("{} ({})", host.evidence, host.rule))
        .collect();
    evidence.sort_unstable();
    evidence.dedup();
    let detail = format!(
        "No mail arrives from senders that follow {}, while usual senders deliver.",
        names.join(", or ")
    );
    let about = About::from(&facts.evidence.subject);
    findings
        .push(Finding::new(Code::StrictSendersRefused, about, detail).with_evidence_of(evidence));
}
