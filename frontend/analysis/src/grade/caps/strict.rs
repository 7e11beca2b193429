//! Senders that insist on encryption where the domain tells them to, and can then not deliver.

use super::{Decision, why};
use crate::dane::Standing;
use crate::facts::Facts;
use crate::mta_sts::{Compliance, compliance};

/// For each kind of strict sender: the hosts that refuse it, those where it is not known, and whether any does not.
fn strict(facts: &Facts<'_>) -> [(Decision, bool); 2] {
    [strict_by_policy(facts), strict_by_dane(facts)]
}

/// RFC 7672 §2.2: what senders that follow DANE do with each host.
fn strict_by_dane(facts: &Facts<'_>) -> (Decision, bool) {
    let mut decision = Decision::default();
    let mut any_met = false;
    let mut untried = Vec::new();
    for host in &facts.hosts {
        match facts.dane(&host.name).standing(host) {
            Standing::Refuses(why) => decision.applies.push(why),
            Standing::Unknown(why) => decision.doubts.push(why),
            Standing::Delivers { .. } => any_met = true,
            Standing::Free if host.is_unknown() => {
                untried.push(format!("{} {}", host.name, why(host)));
            }
            Standing::Free => any_met = true,
            Standing::NotReached => {}
        }
    }
    // A host without records matters only as the way out where others refuse.
    if !decision.applies.is_empty() || !decision.doubts.is_empty() {
        decision.doubts.extend(untried);
    }
    (decision, any_met)
}

/// RFC 8461 §5: what senders that follow the MTA-STS policy do with each host.
fn strict_by_policy(facts: &Facts<'_>) -> (Decision, bool) {
    let mut decision = Decision::default();
    let mut any_met = false;
    let Some(sts) = &facts.sts else {
        return (decision, any_met);
    };
    let Some(policy) = sts.enforced() else {
        // A policy not in force refuses nobody; one that may be is a doubt.
        if sts.is_unknown() && facts.takes_mail() {
            decision
                .doubts
                .push("whether an MTA-STS policy is in force is not known".to_owned());
        }
        return (decision, any_met);
    };
    for host in &facts.hosts {
        match compliance(policy, host) {
            Compliance::Met => any_met = true,
            Compliance::NotListed => {
                decision
                    .applies
                    .push(format!("the MTA-STS policy does not list {}", host.name));
            }
            Compliance::Fails(why) => {
                decision
                    .applies
                    .push(format!("{} fails the MTA-STS policy: {why}", host.name));
            }
            Compliance::Unknown(why) => decision.doubts.push(format!("{}: {why}", host.name)),
            Compliance::NotReached => {}
        }
    }
    (decision, any_met)
}

pub(super) fn strict_senders_refused_everywhere(facts: &Facts<'_>) -> Decision {
    strict(facts).into_iter().map(everywhere).collect()
}

fn everywhere((mut decision, any_met): (Decision, bool)) -> Decision {
    if any_met {
        return Decision::default();
    }
    if !decision.doubts.is_empty() {
        // Some hosts are refused; whether all are is not known.
        decision.applies.clear();
    }
    decision
}

pub(super) fn strict_senders_refused_somewhere(facts: &Facts<'_>) -> Decision {
    // Everywhere is somewhere, and was said.
    strict(facts)
        .into_iter()
        .filter(|kind| everywhere(kind.clone()).applies.is_empty())
        .map(|(decision, _)| decision)
        .collect()
}
