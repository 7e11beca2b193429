//! Sources that belong together, as a summary shows them.

use std::net::IpAddr;

use serde::Serialize;
use shared::Timestamp;

use super::{GroupKey, Name, Remedy, Tally, Verdict};
use crate::reports::aggregate::{AuthWord, OverrideKind};
use crate::reports::moment;

/// Sources that belong together.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    /// What they have in common.
    pub key: GroupKey,
    /// All their mail.
    pub tally: Tally,
    /// How many addresses there are.
    pub address_count: u64,
    /// The addresses with most mail.
    pub addresses: Vec<Address>,
    /// The signing domains with selector and result, by mail.
    pub dkim: Vec<(DkimIdentity, u64)>,
    /// The domains that SPF looked at, with the result, by mail.
    pub spf: Vec<(SpfIdentity, u64)>,
    /// The domains of the From header, by mail.
    pub header_from: Vec<(String, u64)>,
    /// Why receivers made exceptions for failing mail, by mail.
    pub overrides: Vec<(OverrideKind, String, u64)>,
    /// Who reported them.
    pub reporters: Vec<String>,
    /// The first and the last day of a report about them.
    #[serde(serialize_with = "moment::written_if_any")]
    pub first_day: Option<Timestamp>,
    /// See there.
    #[serde(serialize_with = "moment::written_if_any")]
    pub last_day: Option<Timestamp>,
    /// What they seem to be, and why.
    pub verdict: Verdict,
    /// What to change so that their mail passes, if it should.
    pub remedies: Vec<Remedy>,
}

/// One address of a group.
#[derive(Clone, Debug, Serialize)]
pub struct Address {
    /// The address; nothing for those that no report could name.
    pub address: Option<IpAddr>,
    /// What it is called, as far as that was asked.
    pub name: Name,
    /// Its mail.
    pub tally: Tally,
    /// Whether something of the address itself says that it is the domain's own: some of its mail passes or is signed for
    /// the domain, or its name or a check says so.
    pub speaks: bool,
    /// Whether other mail of it passes by SPF, in whatever group.
    #[serde(skip)]
    pub(super) is_listed: bool,
}

/// A signing domain and what became of its signatures.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct DkimIdentity {
    /// The domain.
    pub domain: String,
    /// The selector, if the reports have it.
    pub selector: Option<String>,
    /// The result.
    pub result: AuthWord,
}

/// A domain that SPF looked at, and what it said.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct SpfIdentity {
    /// The domain.
    pub domain: String,
    /// Whether it is that of the greeting.
    pub is_helo: bool,
    /// The result.
    pub result: AuthWord,
}
