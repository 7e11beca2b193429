//! What the servers do: each address of each host, from the connection to the certificate.
//!
//! Mail between servers is sealed by STARTTLS (RFC 3207): the server offers it in its answer to EHLO, the sender asks
//! for it, and both go on inside TLS. Whoever sits on the way can strike the offer out, which is what MTA-STS and DANE
//! are against. A server that turns us away (421, 554, silence) has said nothing about its TLS: that is *could not
//! tell*, never "no STARTTLS".

mod attempt;
mod check;
pub(crate) mod consistency;
mod deep;
mod details;
mod dialogue;
mod exchange;
mod hybrid;
mod introduction;
mod location;
mod meaning;
mod others;
mod profile;
mod read;
mod report;
mod strength;
#[cfg(test)]
mod test_support;
mod versions;

use std::net::IpAddr;

use shared::{Blocked, DomainName, Failure, Reply, Service, SkipReason};

use crate::certificate::Identity;
use crate::evidence::AddressOutcome;

pub(crate) use check::check;
pub(crate) use deep::check_begun as check_deep_begun;
pub(crate) use introduction::refused_for_us;
pub(crate) use location::Location;
pub(crate) use meaning::Meaning;
pub(crate) use others::{Occasion, Other};
pub(crate) use profile::check as check_profile;
pub(crate) use read::read_host;
pub(crate) use report::{Beside, report, unreached};
pub(crate) use versions::{Agreed, VersionOutcome, Versions, only_weak_suite};

/// One service of one host, as far as it is known.
#[derive(Clone, Debug)]
pub(crate) struct Host<'a> {
    /// Its name.
    pub(crate) name: DomainName,
    /// The service looked at.
    pub(crate) service: Service,
    /// Its MX preference.
    pub(crate) preference: Option<u16>,
    /// Where DNS says it is.
    pub(crate) location: Location,
    /// The alias chain, if the name is one: the names it leads to.
    pub(crate) alias_of: Vec<String>,
    /// How looking at it went as a whole.
    pub(crate) state: HostState,
    /// Each address.
    pub(crate) addresses: Vec<Address<'a>>,
}

/// How looking at a host went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum HostState {
    /// It was not asked: there is no relay, or it is beyond the limit.
    NotAsked,
    /// It goes on.
    Pending,
    /// At least one address answered EHLO or finished a handshake.
    Answering,
    /// Every address refuses the connection.
    Refusing,
    /// It has no address, or none that may be contacted.
    Nowhere,
    /// It could not be tested, and why.
    Untested(Untested),
}

/// Why a host could not be tested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Untested {
    /// This happened at an address, or to the probe as a whole.
    Failure(Failure),
    /// No address was tried.
    Skipped(SkipReason),
}

/// One address of a host.
#[derive(Clone, Debug)]
pub(crate) struct Address<'a> {
    /// The address.
    pub(crate) address: IpAddr,
    /// How it went.
    pub(crate) state: AddressState,
    /// Who the server proved to be; `None` where it showed no certificate. After a finished handshake it is also
    /// known whether it holds the key.
    pub(crate) identity: Option<Identity>,
    /// What it presented on other occasions. Never part of the grade.
    pub(crate) others: Vec<Other>,
    /// What was agreed, if the server went through with a handshake as far as that can be seen.
    pub(crate) agreed: Option<Agreed>,
    /// Which versions it accepts.
    pub(crate) versions: Versions,
    /// Everything that was seen.
    pub(crate) seen: &'a AddressOutcome,
}

/// How looking at an address went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AddressState {
    /// It goes on.
    Pending,
    /// It was not tried.
    Skipped(SkipReason),
    /// It refuses the connection.
    Refusing,
    /// It could not be reached, or stayed silent, or did not talk to us.
    Untested(Failure),
    /// It talked to us.
    Answering(Sealing),
}

/// Whether an address that talks seals the connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sealing {
    /// The handshake was finished, or a raw hello was answered as far as that goes.
    Sealed,
    /// It does not offer STARTTLS.
    NotOffered,
    /// A keyword was written over: something on the way, or in front of the server, hides the offer.
    Masked(String),
    /// It offers STARTTLS and declines it for good.
    Declined(Reply),
    /// It offers STARTTLS and says no to every hello, to the full one with this.
    Fails(Failure),
    /// On a port where TLS comes first, it speaks in clear.
    SpeaksClear(String),
    /// It offers STARTTLS, and whether that works could not be told.
    Undecided(Failure),
    /// Not known yet.
    Pending,
}

impl Sealing {
    /// Definitely no TLS here.
    pub(crate) const fn is_missing(&self) -> bool {
        matches!(
            self,
            Self::NotOffered | Self::Declined(_) | Self::Fails(_) | Self::SpeaksClear(_)
        )
    }

    /// Neither sealed nor definitely not.
    pub(crate) const fn is_unknown(&self) -> bool {
        matches!(self, Self::Masked(_) | Self::Undecided(_) | Self::Pending)
    }
}

impl Host<'_> {
    /// The addresses that talked to us.
    pub(crate) fn answering(&self) -> impl Iterator<Item = (&Address<'_>, &Sealing)> {
        self.addresses
            .iter()
            .filter_map(|address| match &address.state {
                AddressState::Answering(sealing) => Some((address, sealing)),
                AddressState::Pending
                | AddressState::Skipped(_)
                | AddressState::Refusing
                | AddressState::Untested(_) => None,
            })
    }

    /// Whether its state may still change, or could not be told.
    pub(crate) const fn is_unknown(&self) -> bool {
        matches!(
            self.state,
            HostState::NotAsked | HostState::Pending | HostState::Untested(_)
        )
    }
}

impl Untested {
    /// In words.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Failure(failure) => failure.to_string(),
            Self::Skipped(reason) => skip_words(*reason).to_owned(),
        }
    }
}

/// Why an address was not tried, in words.
pub(crate) const fn skip_words(reason: SkipReason) -> &'static str {
    match reason {
        SkipReason::NotPublic => Blocked::AddressNotPublic.words(),
        SkipReason::NotPermitted => {
            "this relay does not contact it: it is of the relay's own machine, or its operator said so"
        }
        SkipReason::TooMany => "four addresses of its family are looked at already",
        SkipReason::NoIpv6 => "the relay has no IPv6",
        SkipReason::AskedTooOften => {
            "it was asked too often lately; the relay spares it for a while"
        }
        SkipReason::OutOfTime => "the time for this host was used up",
    }
}
