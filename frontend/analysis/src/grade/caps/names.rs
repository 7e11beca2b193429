//! What DNS says of mail servers: MX records, and the names of addresses.

use super::{Decision, why};
use crate::facts::Facts;
use crate::mx::Routing;
use crate::reverse_dns::Reverse;
use crate::transport::{HostState, Location};

pub(super) fn mx_bogus(facts: &Facts<'_>) -> Decision {
    let mut decision = Decision::default();
    if matches!(facts.routing, Some(Routing::Bogus(_))) {
        decision
            .applies
            .push("the signatures over the MX records do not hold".to_owned());
    }
    decision
}

pub(super) fn reverse_dns(facts: &Facts<'_>) -> Decision {
    let mut decision = Decision::default();
    for host in &facts.hosts {
        for (address, _) in host.answering() {
            // Names are asked for addresses that our resolver gave; one that only the relay saw is a doubt.
            let at = address.address;
            match facts.reverse(at) {
                Reverse::Confirmed(_) => {}
                Reverse::Absent => {
                    decision
                        .applies
                        .push(format!("{at} ({}) has no PTR record", host.name));
                }
                Reverse::Unconfirmed(_) => decision.applies.push(format!(
                    "the PTR record of {at} ({}) does not lead back",
                    host.name
                )),
                Reverse::NotAsked if host.service != shared::Service::Smtp => {}
                Reverse::NotAsked => {
                    decision
                        .doubts
                        .push(format!("the PTR record of {at} is not known yet"));
                }
                Reverse::Unknown(why) => {
                    decision
                        .doubts
                        .push(format!("the PTR record of {at} is not known: {why}"));
                }
            }
        }
        if host.is_unknown() && host.service == shared::Service::Smtp {
            decision.doubts.push(format!("{} {}", host.name, why(host)));
        }
    }
    decision
}

pub(super) fn mx_records_flawed(facts: &Facts<'_>) -> Decision {
    let mut decision = Decision::default();
    let Some(Routing::Mx(mx) | Routing::NullMxBesideOthers(mx)) = &facts.routing else {
        return decision;
    };
    for target in &mx.invalid {
        decision
            .applies
            .push(format!("the MX record “{target}” names no host"));
    }
    let another_works = facts
        .hosts
        .iter()
        .any(|host| host.state == HostState::Answering);
    for host in &facts.hosts {
        let name = &host.name;
        if !host.alias_of.is_empty() {
            decision
                .applies
                .push(format!("the MX record {name} is an alias"));
        }
        let fault = match host.location {
            Location::Nowhere => Some("has no address"),
            Location::Private => Some("has a private address"),
            Location::Reserved(_) => host.location.fault(),
            Location::Public | Location::Unknown => None,
        };
        if let Some(fault) = fault {
            decision.applies.push(format!("the MX host {name} {fault}"));
        }
        if host.state == HostState::Refusing && another_works {
            decision.applies.push(format!(
                "{name} refuses connections (harmless if intended; delays mail)"
            ));
        }
        if host.is_unknown() {
            decision.doubts.push(format!("{name} {}", why(host)));
        }
    }
    decision
}
