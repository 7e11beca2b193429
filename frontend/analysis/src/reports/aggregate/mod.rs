//! DMARC aggregate reports: how much mail of a domain a receiver saw, from where, and how it fared.
//!
//! Two dialects are about. RFC 7489 Appendix C defined one that is written with the namespace of its draft
//! (`http://dmarc.org/dmarc-xml/0.1`) or, mostly, with none; RFC 9990 defines its successor with a namespace of its own.
//! They differ in a few elements, so one parser reads both and says which it was.
//!
//! A report of a large receiver has hundreds of thousands of records, so a [`Row`] is small: names, results and reasons
//! stand once in lists of the report, and rows refer to them. Records that say the same of the same source become one row.

mod document;
mod draft;
mod parse;
mod report;
mod spelling;
mod tag;
mod words;
mod xml;

use std::net::IpAddr;

use serde::Serialize;
use shared::Timestamp;

use super::{Remarks, moment};
use crate::dmarc::{Alignment, Policy};

pub(crate) use parse::Parser;

pub use report::{AggregateReport, MAX_ROWS};
pub use words::{AuthWord, Dialect, Disposition, Evaluated, OverrideKind};

/// The policy that the receiver found (RFC 9990 §3.1.1.6). A value that it did not give is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PublishedPolicy {
    /// The domain at which the record stood, in lower case; empty if the report does not say.
    pub domain: String,
    /// For the domain.
    pub p: Option<Policy>,
    /// For its subdomains.
    pub sp: Option<Policy>,
    /// For names that do not exist.
    pub np: Option<Policy>,
    /// Whether DKIM must match to the letter.
    pub adkim: Option<Alignment>,
    /// Whether SPF must match to the letter.
    pub aspf: Option<Alignment>,
    /// To how many percent of the mail the policy applies: of the old dialect alone.
    pub pct: Option<u8>,
    /// For what failure reports are wanted, as it stands.
    pub fo: Option<String>,
    /// Whether the policy is only tested (`t=y`).
    pub testing: Option<bool>,
    /// How the record was found: `psl`, `treewalk`; as it stands.
    pub discovery_method: Option<String>,
}

/// Where mail came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// This address. An IPv4 address in an IPv6 one is taken out of it.
    Address(IpAddr),
    /// What stood there was no address.
    Unreadable,
    /// One of those that are not kept one by one.
    Unlisted,
}

/// One reason why a receiver did not do as the policy says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Reason {
    /// Of which kind.
    pub kind: OverrideKind,
    /// What the receiver adds, such as `arc=pass`; empty if nothing.
    pub comment: String,
}

/// What SPF and DKIM themselves said about mail (RFC 9990 §3.1.1.12).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Authentication {
    /// Each signature that was looked at.
    pub dkim: Vec<DkimResult>,
    /// Each name that SPF was asked about; one in the new dialect.
    pub spf: Vec<SpfResult>,
}

/// What DKIM said about one signature.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DkimResult {
    /// The signing domain, `d=`.
    pub domain: NameId,
    /// The selector, `s=`, if the report has it.
    pub selector: Option<NameId>,
    /// The result.
    pub result: AuthWord,
}

/// What SPF said about one name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpfResult {
    /// The domain that was asked about.
    pub domain: NameId,
    /// Whether it is that of the greeting (`helo`) and not of the envelope's sender (`mfrom`).
    pub is_helo: bool,
    /// The result.
    pub result: AuthWord,
}

/// The place of a name in its report's list: see [`AggregateReport::name`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameId(pub(crate) u32);

/// Mail of which a report says the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    /// Where it came from.
    pub source: Source,
    /// How many mails.
    pub count: u64,
    /// What became of it.
    pub disposition: Disposition,
    /// DKIM, with alignment.
    pub dkim: Evaluated,
    /// SPF, with alignment.
    pub spf: Evaluated,
    /// The domain of the From header.
    pub header_from: NameId,
    /// The domain of the envelope's sender, if the report has it; empty for bounces.
    pub envelope_from: Option<NameId>,
    /// The domain of the recipient, if the report has it.
    pub envelope_to: Option<NameId>,
    pub(crate) reasons: u32,
    pub(crate) authentication: u32,
}

impl Row {
    /// Whether the mail passed DMARC: SPF or DKIM passed and was aligned (RFC 9989 §5.3.6). `None` if the report does
    /// not say.
    #[must_use]
    pub const fn passes(&self) -> Option<bool> {
        match (self.dkim, self.spf) {
            (Evaluated::Pass, _) | (_, Evaluated::Pass) => Some(true),
            (Evaluated::Fail, Evaluated::Fail) => Some(false),
            (Evaluated::NotSaid, _) | (_, Evaluated::NotSaid) => None,
        }
    }
}

/// Who reports what: the beginning of a report (RFC 9990 §3.1.1.3).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Header {
    /// Which definition it follows.
    pub dialect: Dialect,
    /// The name of the reporter; empty if it does not say.
    pub reporter: String,
    /// The reporter's mail address.
    pub email: Option<String>,
    /// How else the reporter is reached.
    pub contact: Option<String>,
    /// The program that wrote it.
    pub generator: Option<String>,
    /// The report's identifier; empty if it has none.
    pub report_id: String,
    /// When the period begins.
    #[serde(serialize_with = "moment::written_if_any")]
    pub begin: Option<Timestamp>,
    /// When the period ends.
    #[serde(serialize_with = "moment::written_if_any")]
    pub end: Option<Timestamp>,
    /// What the reporter says went wrong.
    pub errors: Vec<String>,
    /// The policy that the reporter found.
    pub policy: PublishedPolicy,
    /// What was put up with.
    pub remarks: Remarks,
}

#[cfg(test)]
mod tests;
