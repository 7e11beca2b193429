//! How mail gets to each address, and what vouches for the server there: read from the facts, for the picture of it.

use crate::certificate::Identity;
use crate::dane::{Authenticity, HostDane, Tlsa};
use crate::facts::Facts;
use crate::mta_sts::{self, Compliance, Mode};
use crate::report::{HostPolicyReport, Proof, Seal, Way};
use crate::transport::{Address, AddressState, Host, Sealing};

/// What is known of an address without its DANE.
pub(crate) fn of(address: &Address<'_>) -> Way {
    let seal = match &address.state {
        AddressState::Pending | AddressState::Answering(Sealing::Pending) => Seal::Pending,
        AddressState::Skipped(_) => Seal::NotTried,
        AddressState::Refusing => Seal::Refused,
        AddressState::Answering(Sealing::Sealed) => Seal::Sealed,
        AddressState::Answering(sealing) if sealing.is_missing() => Seal::InClear,
        AddressState::Untested(_) | AddressState::Answering(_) => Seal::CouldNotTell,
    };
    Way {
        seal,
        certificate: address
            .identity
            .as_ref()
            .map_or(Proof::None, of_certificate),
        dane: None,
    }
}

fn of_certificate(identity: &Identity) -> Proof {
    if identity.is_refused() {
        Proof::Refuses
    } else if identity.is_authenticated() {
        Proof::Vouches
    } else {
        Proof::CouldNotTell
    }
}

/// What the host's TLSA records are worth at an address.
pub(crate) fn of_dane(dane: &HostDane, address: &Address<'_>) -> Option<Proof> {
    match &dane.tlsa {
        // Nothing published, or nobody asks for it.
        Tlsa::NotAsked(_) | Tlsa::NotApplicable(_) | Tlsa::Absent => None,
        Tlsa::Unknown(_) | Tlsa::ServersFail(_) => Some(Proof::CouldNotTell),
        Tlsa::LookupFails(_) => Some(Proof::Refuses),
        Tlsa::Unsigned(_) => Some(Proof::DoesNotCount),
        Tlsa::Found(set) => Some(match dane.addresses.get(&address.address) {
            None | Some(Authenticity::Unknown(_)) => Proof::CouldNotTell,
            // Whether the records count at all is not known.
            Some(_) if !set.is_proven => Proof::CouldNotTell,
            Some(Authenticity::Matched(_)) => Proof::Vouches,
            Some(Authenticity::Unchecked) => Proof::VouchesForNobody,
            Some(Authenticity::NoTls | Authenticity::Refused(_)) => Proof::Refuses,
        }),
    }
}

/// What the policy in effect says of a host; nothing without one.
pub(crate) fn of_policy(facts: &Facts<'_>, host: &Host<'_>) -> Option<HostPolicyReport> {
    let policy = facts.sts.as_ref()?.in_effect()?;
    let (outcome, why) = match mta_sts::compliance(policy, host) {
        Compliance::Met => ("met", None),
        Compliance::NotListed => ("not listed", None),
        Compliance::Fails(why) => ("not met", Some(why)),
        Compliance::Unknown(why) => ("could not tell", Some(why)),
        Compliance::NotReached => ("not reached", None),
    };
    Some(HostPolicyReport {
        mode: match policy.mode {
            Mode::Enforce => "enforce",
            Mode::Testing => "testing",
            Mode::None => "none",
        },
        outcome,
        why,
    })
}
