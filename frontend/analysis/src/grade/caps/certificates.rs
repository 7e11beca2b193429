//! Certificates that prove nothing, or not enough.

use super::{Decision, why};
use crate::certificate::{Identity, IdentityDoubt, IdentityFault};
use crate::dane::Lift;
use crate::facts::Facts;

/// Looks at every certificate that was presented, but for what DANE makes irrelevant; hosts that may still present one
/// are doubts.
fn by_certificate(facts: &Facts<'_>, counts: impl Fn(&IdentityFault) -> bool) -> Decision {
    let mut decision = Decision::default();
    for host in &facts.hosts {
        for address in &host.addresses {
            let Some(identity) = &address.identity else {
                continue;
            };
            let (name, at) = (&host.name, address.address);
            for fault in identity.faults.iter().filter(|fault| counts(fault)) {
                let words = fault.words();
                match facts.dane(name).lifts(at, fault) {
                    Lift::No => decision
                        .applies
                        .push(format!("{name} presents a certificate that is {words} ({at})")),
                    Lift::Yes => {}
                    Lift::Perhaps => decision.doubts.push(format!(
                        "{name} presents a certificate that is {words} ({at}), and whether a TLSA record vouches for \
                         it is not known"
                    )),
                }
            }
        }
        if host.is_unknown() {
            decision.doubts.push(format!("{} {}", host.name, why(host)));
        } else if host.answering().any(|(address, sealing)| {
            // Raw hellos of TLS 1.3 see no certificate, and suites without authentication have none.
            !sealing.is_missing() && address.identity.is_none()
        }) {
            decision
                .doubts
                .push(format!("{}'s certificate was not seen", host.name));
        }
    }
    decision
}

pub(super) fn certificate_not_trusted(facts: &Facts<'_>) -> Decision {
    let mut decision = by_certificate(facts, |fault| match fault {
        IdentityFault::Expired
        | IdentityFault::NotYetValid
        | IdentityFault::SelfSigned
        | IdentityFault::UnknownIssuer
        | IdentityFault::PathBroken(_)
        | IdentityFault::NotTheKeyHolder(_) => true,
        IdentityFault::MissingIntermediate
        | IdentityFault::NameMismatch
        | IdentityFault::CommonNameOnly(_)
        | IdentityFault::WeakKey(_)
        | IdentityFault::WeakSignature(_) => false,
    });
    for host in &facts.hosts {
        // What is weakly signed is capped for that, and trusted but for it.
        let undecided = |identity: &Identity| {
            identity
                .doubts
                .iter()
                .any(|doubt| *doubt != IdentityDoubt::WeaklySigned)
        };
        let dane = facts.dane(&host.name);
        if host.addresses.iter().any(|address| {
            address.identity.as_ref().is_some_and(undecided) && !dane.authenticates(address.address)
        }) {
            decision.doubts.push(format!(
                "whether the certificate of {} holds could not be told",
                host.name
            ));
        }
    }
    decision
}

pub(super) fn certificate_flawed(facts: &Facts<'_>) -> Decision {
    by_certificate(facts, |fault| match fault {
        IdentityFault::MissingIntermediate
        | IdentityFault::NameMismatch
        | IdentityFault::CommonNameOnly(_)
        | IdentityFault::WeakKey(_)
        | IdentityFault::WeakSignature(_) => true,
        IdentityFault::Expired
        | IdentityFault::NotYetValid
        | IdentityFault::SelfSigned
        | IdentityFault::UnknownIssuer
        | IdentityFault::PathBroken(_)
        | IdentityFault::NotTheKeyHolder(_) => false,
    })
}
