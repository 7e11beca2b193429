//! Mail servers that take mail in clear.

use super::Decision;
use crate::facts::Facts;
use crate::transport::{Host, HostState, Sealing};

/// Whether a host seals, by the worst of its addresses that answer.
enum HostSealing {
    Seals,
    Lacks,
    Unknown,
    /// Nobody gets to talk to it.
    NotReached,
}

fn sealing(host: &Host<'_>) -> HostSealing {
    match host.state {
        HostState::Refusing | HostState::Nowhere => return HostSealing::NotReached,
        HostState::NotAsked | HostState::Pending | HostState::Untested(_) => {
            return HostSealing::Unknown;
        }
        HostState::Answering => {}
    }
    let mut unknown = false;
    for (_, sealing) in host.answering() {
        if sealing.is_missing() {
            return HostSealing::Lacks;
        }
        unknown |= sealing.is_unknown();
    }
    if unknown {
        HostSealing::Unknown
    } else {
        HostSealing::Seals
    }
}

pub(super) fn no_host_seals(facts: &Facts<'_>) -> Decision {
    let mut decision = Decision::default();
    let (mut lacking, mut unknown) = (Vec::new(), Vec::new());
    for host in &facts.hosts {
        match sealing(host) {
            HostSealing::Seals => return decision,
            HostSealing::Lacks => lacking.push(host.name.to_string()),
            HostSealing::Unknown => unknown.push(host.name.to_string()),
            HostSealing::NotReached => {}
        }
    }
    if lacking.is_empty() && unknown.is_empty() {
        return decision;
    }
    if unknown.is_empty() {
        decision
            .applies
            .push(format!("no working STARTTLS at {}", lacking.join(", ")));
    } else {
        decision
            .doubts
            .push(format!("{} could not be told", unknown.join(", ")));
    }
    decision
}

pub(super) fn host_in_clear(facts: &Facts<'_>) -> Decision {
    let mut decision = Decision::default();
    for host in &facts.hosts {
        match sealing(host) {
            HostSealing::Lacks => {
                let how = match host.answering().find(|(_, sealing)| sealing.is_missing()) {
                    Some((address, Sealing::Declined(_))) => {
                        format!("{} declines STARTTLS at {}", host.name, address.address)
                    }
                    Some((address, Sealing::Fails(_))) => {
                        format!("{} fails every handshake at {}", host.name, address.address)
                    }
                    Some((address, Sealing::SpeaksClear(_))) => {
                        format!("{} speaks in clear at {}", host.name, address.address)
                    }
                    Some((address, _)) => {
                        format!(
                            "{} does not offer STARTTLS at {}",
                            host.name, address.address
                        )
                    }
                    None => continue,
                };
                decision.applies.push(how);
            }
            HostSealing::Unknown => decision.doubts.push(format!("{} {}", host.name, why(host))),
            HostSealing::Seals | HostSealing::NotReached => {}
        }
    }
    decision
}

/// Why it is not known whether a host seals.
pub(super) fn why(host: &Host<'_>) -> String {
    match &host.state {
        HostState::Untested(untested) => format!("could not be tested: {}", untested.words()),
        HostState::Pending => "is still being looked at".to_owned(),
        HostState::NotAsked => "was not looked at".to_owned(),
        HostState::Answering | HostState::Refusing | HostState::Nowhere => {
            "offers STARTTLS, but the handshake did not come about".to_owned()
        }
    }
}
