//! Mail servers that forward mail for strangers.

use super::Decision;
use crate::facts::Facts;
use crate::recipients::{self, Relaying};

/// Only of servers that take the domain's mail: submission touches no grade, so a server for sending that forwards for
/// strangers is a finding and no cap. A test not run caps nothing; one that is still to come is a doubt.
pub(super) fn open_relay(facts: &Facts<'_>) -> Decision {
    let mut decision = by_trial(
        facts,
        |relaying| *relaying == Relaying::Proven,
        "forwards mail for strangers",
    );
    let asked = crate::plan::granted_extras(facts.evidence).recipients;
    if asked.is_some_and(|tests| tests.open_relay) {
        let awaited = facts
            .hosts
            .iter()
            .filter(|host| recipients::is_awaited(facts, host));
        decision.doubts.extend(awaited.map(|host| {
            format!(
                "whether {} forwards mail for strangers is not known yet",
                host.name
            )
        }));
    }
    decision
}

pub(super) fn open_relay_unproven(facts: &Facts<'_>) -> Decision {
    by_trial(
        facts,
        |relaying| matches!(relaying, Relaying::Unproven(_)),
        "accepts recipients that are not its own",
    )
}

fn by_trial(facts: &Facts<'_>, counts: fn(&Relaying) -> bool, what: &str) -> Decision {
    let mut decision = Decision::default();
    for host in &facts.hosts {
        if host.service != shared::Service::Smtp {
            continue;
        }
        let found =
            recipients::trials(facts.evidence, host).filter(|trial| counts(&trial.relaying));
        let reasons = found.map(|trial| format!("{} {what} at {}", host.name, trial.address));
        decision.applies.extend(reasons);
    }
    decision
}
