//! What a host's TLSA records come to at one address.

use shared::{DomainName, Timestamp};

use super::lookup::TlsaSet;
use super::matching::{self, Authentication, Match, Presented};
use crate::certificate::{Identity, IdentityFault};
use crate::transport::{Address, Sealing};

/// What a host's TLSA records come to at one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Authenticity {
    /// One vouches for the server there.
    Matched(Match),
    /// No record is usable, so senders insist on TLS, which is there, and check nothing.
    Unchecked,
    /// Senders do not deliver: there is no TLS, which the records make a must (RFC 7672 §2.2).
    NoTls,
    /// Senders do not deliver: nothing vouches for the server; why.
    Refused(String),
    /// It could not be told, and why.
    Unknown(String),
}

impl Authenticity {
    /// Holds the records against what an address does, at a moment. `names` are the reference names for DANE-TA.
    pub(super) fn read(
        set: &TlsaSet,
        address: &Address<'_>,
        sealing: &Sealing,
        names: &[DomainName],
        now: Timestamp,
    ) -> Self {
        if sealing.is_missing() {
            return Self::NoTls;
        }
        if sealing.is_unknown() {
            return Self::Unknown("whether it encrypts could not be told".to_owned());
        }
        match &address.identity {
            Some(identity) => Self::of(set, identity, names, now),
            None => Self::Unknown("its certificate was not seen".to_owned()),
        }
    }

    /// Holds the records against a chain.
    pub(super) fn of(
        set: &TlsaSet,
        identity: &Identity,
        names: &[DomainName],
        now: Timestamp,
    ) -> Self {
        let holds_no_key =
            |fault: &IdentityFault| matches!(fault, IdentityFault::NotTheKeyHolder(_));
        if identity.faults.iter().any(holds_no_key) {
            let why = "the server does not prove that it holds its certificate's key";
            return Self::Refused(why.to_owned());
        }
        match matching::authenticate(&set.records, &presented(identity), names, now) {
            Authentication::Matched(by) => Self::Matched(by),
            Authentication::NothingUsable => Self::Unchecked,
            Authentication::Undecided(undecided) => Self::Unknown(undecided.to_string()),
            Authentication::Failed(why) => {
                let why: Vec<String> = why.iter().map(ToString::to_string).collect();
                Self::Refused(why.join("; "))
            }
        }
    }

    /// Why senders do not deliver there, if so.
    pub(crate) fn refusal(&self) -> Option<&str> {
        match self {
            Self::NoTls => Some("it does not encrypt"),
            Self::Refused(why) => Some(why),
            Self::Matched(_) | Self::Unchecked | Self::Unknown(_) => None,
        }
    }
}

/// What a server presented, for comparing with records.
pub(super) fn presented(identity: &Identity) -> Presented<'_> {
    Presented {
        certificates: &identity.certificates,
        leaf_chains_to: &identity.leaf_chains_to,
        is_whole: identity.is_whole,
    }
}
