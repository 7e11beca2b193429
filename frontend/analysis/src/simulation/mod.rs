//! What each sort of sender would do with mail to the domain today, host by host.
//!
//! Senders differ in what they insist on. Most encrypt when they can and ask no questions; others follow the domain's
//! MTA-STS policy (RFC 8461), its hosts' TLSA records (RFC 7672), or both; and a partner may have agreed on verified TLS
//! whatever the domain publishes. From the same facts as the grade this plays all of them through, in the order in which
//! they try the hosts (RFC 5321 §5.1).
//!
//! What is not known is never guessed. Each address has a set of [`Delivery`]s that are still possible (`Possible`); a set
//! of one is an answer, and every other is *could not tell*. Knowing more can only make sets smaller.
//!
//! - `possible`: the sets, and what becomes of them when a sender chooses among several addresses.
//! - `host`: what a sender does at one host.
//! - `domain`: from host to host.
//! - `check`: what of it is said first.

mod check;
mod domain;
mod host;
mod possible;

use std::net::IpAddr;

use serde::Serialize;
use shared::DomainName;

use crate::facts::Facts;

pub(crate) use check::check;
pub(crate) use possible::Possible;

/// What senders would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SimulationReport {
    /// Each sort of sender, in the order of [`SenderKind`].
    pub senders: Vec<SenderReport>,
}

/// A sort of sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SenderKind {
    /// Encrypts if it can, and does not check to whom (RFC 7435).
    Opportunistic,
    /// Follows MTA-STS (RFC 8461) and does not know DANE.
    MtaSts,
    /// Follows DANE (RFC 7672) and does not know MTA-STS.
    Dane,
    /// Follows both.
    Both,
    /// Insists on TLS 1.2 or newer and a certificate for the MX host's name, whatever the domain publishes.
    Partner,
}

/// What becomes of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Delivery {
    /// Delivered over TLS, to a server that proved who it is, and the sender insists on that.
    Authenticated,
    /// Delivered over TLS; the sender does not insist on knowing to whom.
    Sealed,
    /// Delivered in clear.
    Clear,
    /// Not delivered now: tried again, and returned after some days.
    Deferred,
    /// Returned at once.
    Refused,
    /// Returned at once, for there is nowhere to deliver to.
    Nowhere,
    /// It could not be told.
    CouldNotTell,
}

/// What one sort of sender would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "SimulatedSenderReport")
)]
pub struct SenderReport {
    /// Which.
    pub sender: SenderKind,
    /// Its name, for a heading.
    pub title: &'static str,
    /// Who sends like that, in one sentence.
    pub about: &'static str,
    /// What becomes of its mail today, at the first host that it can use.
    pub outcome: Delivery,
    /// What else is possible while the outcome could not be told; else empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub possible: Vec<Delivery>,
    /// The worst that becomes of it if the better hosts and addresses are out of reach, where that differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worst: Option<Delivery>,
    /// The worst that somebody on the way can make of it who blocks connections and strikes out the offer of STARTTLS.
    pub attacked: Delivery,
    /// All of it in plain English.
    pub words: String,
    /// The rule that decided.
    pub rule: &'static str,
    /// Each host, in the order in which senders try them.
    pub hosts: Vec<HostPlay>,
}

/// What a sender does at one host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HostPlay {
    /// The host.
    pub host: DomainName,
    /// Its MX preference: the lowest is tried first, equal ones in any order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preference: Option<u16>,
    /// What becomes of mail there, by the worst of the addresses that take it.
    pub outcome: Delivery,
    /// The same by the best of its addresses, where that differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub best: Option<Delivery>,
    /// The rule that decided.
    pub rule: &'static str,
    /// What it rests on, in one sentence.
    pub evidence: String,
    /// Each address that answers, or still may.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<AddressPlay>,
}

/// What a sender does at one address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AddressPlay {
    /// The address.
    pub address: IpAddr,
    /// What becomes of mail there.
    pub outcome: Delivery,
    /// What it rests on, in one sentence.
    pub evidence: String,
}

impl SenderKind {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Opportunistic,
        Self::MtaSts,
        Self::Dane,
        Self::Both,
        Self::Partner,
    ];

    /// Its name, for a heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Opportunistic => "A usual sender",
            Self::MtaSts => "A sender that follows MTA-STS",
            Self::Dane => "A sender that follows DANE",
            Self::Both => "A sender that follows both",
            Self::Partner => "A partner that insists on verified TLS",
        }
    }

    /// Who sends like that, in one sentence.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Opportunistic => {
                "Most servers: they encrypt if the other side offers it, check nothing, and send in clear if it does not."
            }
            Self::MtaSts => {
                "It fetches the domain's policy and keeps to it, from the first time that it could fetch it."
            }
            Self::Dane => {
                "It validates DNSSEC and keeps to the TLSA records of the servers. Many servers in Germany, the \
                 Netherlands and Scandinavia do."
            }
            Self::Both => {
                "Where TLSA records count it keeps to them, and elsewhere to the policy. Some large providers do."
            }
            Self::Partner => {
                "A bank or an authority that was told to deliver only over TLS 1.2 or newer, to a certificate of a public \
                 authority for the MX host's name."
            }
        }
    }
}

impl Delivery {
    /// In a few words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Authenticated => "sealed and authenticated",
            Self::Sealed => "sealed",
            Self::Clear => "in clear",
            Self::Deferred => "deferred: tried again, then returned",
            Self::Refused => "refused",
            Self::Nowhere => "nowhere to deliver",
            Self::CouldNotTell => "could not tell",
        }
    }

    /// Whether the mail arrives.
    #[must_use]
    pub const fn is_delivered(self) -> bool {
        matches!(self, Self::Authenticated | Self::Sealed | Self::Clear)
    }
}

/// Plays all senders; nothing while it is not known where mail goes, or where there is no domain.
pub(crate) fn simulate(facts: &Facts<'_>) -> Option<SimulationReport> {
    let routing = facts.routing.as_ref()?;
    if !routing.is_settled() {
        return None;
    }
    let senders = SenderKind::ALL.map(|sender| domain::play(sender, routing, facts));
    Some(SimulationReport {
        senders: senders.to_vec(),
    })
}
