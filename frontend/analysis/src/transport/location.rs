//! Where a host is: by its name alone, by what DNS says of it, and by what the relay found at its addresses.

use std::net::IpAddr;

use shared::{Blocked, Cause, DomainName, SkipReason};

use super::{AddressState, Host};
use crate::dns::is_within;
use crate::evidence::{Evidence, Lookup, ProbeOutcome};
use crate::plan;

/// Where a host is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Location {
    /// Not known yet, or it could not be found out.
    Unknown,
    /// It has no address of either family.
    Nowhere,
    /// All its addresses are private.
    Private,
    /// Its name alone says that the public internet leads nowhere there.
    Reserved(Reserved),
    /// It has at least one address that the public internet reaches.
    Public,
}

/// What a name is reserved for that public DNS never holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reserved {
    /// The machine that asks.
    ThisMachine,
    /// Private networks: each may have its own.
    PrivateNetworks,
    /// Nothing: no DNS server has it.
    Nothing,
}

impl Reserved {
    /// What a name is reserved for, if public DNS never holds it. Of the other names of special use some are there:
    /// top-level domains may have addresses (RFC 7085 §2), and `arpa` is a zone like others.
    fn of(name: &DomainName) -> Option<Self> {
        let name = name.as_str();
        let is_below = |zone: &str| is_within(name, zone);
        // RFC 6761 §6.3: always the loopback address.
        if is_below("localhost") {
            return Some(Self::ThisMachine);
        }
        // RFC 6762 §3, RFC 8375, RFC 6761 §6.2, and `internal` by ICANN's word. `lan` was never delegated.
        if ["local", "home.arpa", "internal", "lan", "test"]
            .into_iter()
            .any(is_below)
        {
            return Some(Self::PrivateNetworks);
        }
        // RFC 6761 §6.4 and §6.5, RFC 7686, RFC 9476: the root knows none of them.
        ["invalid", "example", "onion", "alt"]
            .into_iter()
            .any(is_below)
            .then_some(Self::Nothing)
    }
}

impl Location {
    /// Whether nobody on the public internet delivers there.
    pub(crate) const fn is_out_of_reach(self) -> bool {
        match self {
            Self::Nowhere | Self::Private | Self::Reserved(_) => true,
            Self::Unknown | Self::Public => false,
        }
    }

    /// Whether it is out of reach because it does not exist, rather than for being private.
    pub(crate) const fn is_absent(self) -> bool {
        matches!(self, Self::Nowhere | Self::Reserved(Reserved::Nothing))
    }

    /// Why it is out of reach, as what is said of the host; nothing if it is not.
    pub(crate) const fn fault(self) -> Option<&'static str> {
        Some(match self {
            Self::Nowhere => "has neither an A nor an AAAA record",
            Self::Private => "has only addresses that are not of the public internet",
            Self::Reserved(Reserved::ThisMachine) => {
                "is a name by which every machine means itself"
            }
            Self::Reserved(Reserved::PrivateNetworks) => {
                "is a name that exists on private networks only"
            }
            Self::Reserved(Reserved::Nothing) => {
                "is a name that never exists in DNS: its ending is reserved"
            }
            Self::Unknown | Self::Public => return None,
        })
    }
}

impl Host<'_> {
    /// The private addresses of a host that has public ones too, as the relay saw them.
    pub(crate) fn private_beside_public(&self) -> impl Iterator<Item = IpAddr> {
        let is_public = self.location == Location::Public;
        self.addresses
            .iter()
            .filter(move |address| {
                is_public && address.state == AddressState::Skipped(SkipReason::NotPublic)
            })
            .map(|address| address.address)
    }
}

/// Finds out where a host is.
pub(super) fn locate(
    evidence: &Evidence,
    name: &DomainName,
    lookups: &[Lookup],
    probe: Option<&ProbeOutcome>,
) -> Location {
    let laboratory = evidence.vantage.is_laboratory();
    // Whatever a resolver of one's own says of such a name, others are told nothing. A laboratory may have them.
    if !laboratory && let Some(reserved) = Reserved::of(name) {
        return Location::Reserved(reserved);
    }
    let skipped_private = |address: &IpAddr| {
        probe
            .and_then(|probe| probe.addresses.get(address))
            .is_some_and(|seen| seen.skipped == Some(SkipReason::NotPublic))
    };
    let found: Vec<IpAddr> = lookups.iter().flat_map(plan::addresses).collect();
    // A laboratory's relay says itself which addresses it does not contact; its word counts, not the table.
    let is_private = |address: &IpAddr| {
        if laboratory {
            skipped_private(address)
        } else {
            !shared::address::is_public(*address)
        }
    };
    if found.iter().any(|address| !is_private(address)) {
        return Location::Public;
    }
    let hidden = lookups.iter().any(plan::is_hidden_private);
    // The relay keeps a whole answer to itself for one private address in it. What it looked at tells of the others.
    if hidden && let Some(location) = behind_hidden(probe) {
        return location;
    }
    let settled = lookups.iter().all(|lookup| {
        lookup.is_absent() || lookup.found().is_some() || plan::is_hidden_private(lookup)
    });
    match (settled, found.is_empty() && !hidden) {
        (false, _) => Location::Unknown,
        (true, true) => Location::Nowhere,
        (true, false) => Location::Private,
    }
}

/// Where a host is whose answer was kept back, unless all that was in it is private.
fn behind_hidden(probe: Option<&ProbeOutcome>) -> Option<Location> {
    let Some(probe) = probe else {
        return Some(Location::Unknown);
    };
    let mut skipped = probe.addresses.values().map(|seen| seen.skipped);
    if skipped.any(|reason| reason != Some(SkipReason::NotPublic)) {
        return Some(Location::Public);
    }
    let Some(end) = &probe.end else {
        return Some(Location::Unknown);
    };
    let refused = end.stopped_because.as_ref().is_some_and(|failure| {
        matches!(
            failure.cause,
            Cause::Blocked {
                reason: Blocked::AddressNotPublic,
                ..
            }
        )
    });
    // A probe that ended before it had any address says nothing of them.
    (probe.addresses.is_empty() && !refused).then_some(Location::Unknown)
}

#[cfg(test)]
#[path = "location_tests.rs"]
mod tests;
