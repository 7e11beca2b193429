//! TLS reports (RFC 8460): how many connections a sender of mail could secure, and why it could not secure the others.
//!
//! They are JSON. The RFC's own example departs from its text, and reporters from both: lists that are single texts,
//! numbers in quotes, missing zones. All of it is read and remarked.

mod explain;
mod gather;
mod json;
mod live;
mod owner;
mod parse;
mod result_type;
mod same;
mod servers;
mod summary;

use std::net::IpAddr;

use serde::Serialize;
use shared::Timestamp;

use super::{Remarks, moment};

pub use explain::Explanation;
pub use live::{Live, LiveState, live};
pub use owner::{Owned, Owners};

pub(crate) use parse::parse;

pub use result_type::ResultType;
pub use summary::{FailureRow, PolicyRow, Sessions, TlsDay, TlsReporter, TlsSummary, summarize};

/// One TLS report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TlsReport {
    /// The organisation that sends the mail; empty if it does not say.
    pub reporter: String,
    /// How it is reached.
    pub contact: Option<String>,
    /// The report's identifier; empty if it has none.
    pub report_id: String,
    /// When the period begins.
    #[serde(serialize_with = "moment::written_if_any")]
    pub begin: Option<Timestamp>,
    /// When the period ends.
    #[serde(serialize_with = "moment::written_if_any")]
    pub end: Option<Timestamp>,
    /// The domain that it is for as the mail that brought it says, or the name of its file.
    pub about: Option<String>,
    /// What it says of each policy that it found.
    pub policies: Vec<PolicyReport>,
    /// What was put up with.
    pub remarks: Remarks,
}

/// What a report says of one policy (RFC 8460 §4.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyReport {
    /// Of which kind.
    pub kind: PolicyKind,
    /// The domain that it is about, in lower case; of DANE it may be a mail server. Empty if the report does not say.
    /// Whose it is say [`Owners`].
    pub domain: String,
    /// The policy as the sender found it: lines of an MTA-STS policy, or TLSA records.
    pub strings: Vec<String>,
    /// The patterns of an MTA-STS policy, or the host whose TLSA records it is about.
    pub mx_hosts: Vec<String>,
    /// Connections that were secured as the policy demands.
    pub successes: u64,
    /// Connections that were not.
    pub failures: u64,
    /// Why not. One connection may be in several.
    pub details: Vec<FailureDetail>,
}

/// The kind of a policy (RFC 8460 §4.4).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PolicyKind {
    /// TLSA records: DANE.
    Tlsa,
    /// MTA-STS.
    Sts,
    /// Neither: TLS was tried for its own sake.
    NoPolicyFound,
    /// A word that the RFC does not have.
    Other(String),
}

impl PolicyKind {
    /// The word that stands for it in reports.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::Tlsa => "tlsa",
            Self::Sts => "sts",
            Self::NoPolicyFound => "no-policy-found",
            Self::Other(word) => word,
        }
    }

    /// In plain English.
    #[must_use]
    pub fn title(&self) -> &str {
        match self {
            Self::Tlsa => "DANE",
            Self::Sts => "MTA-STS",
            Self::NoPolicyFound => "no policy",
            Self::Other(word) => word,
        }
    }
}

/// Connections that failed alike (RFC 8460 §4.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FailureDetail {
    /// Why.
    pub result: ResultType,
    /// The sender's address.
    pub sending_ip: Option<IpAddr>,
    /// The mail server that it wanted to reach, in lower case.
    pub mx: Option<String>,
    /// What that server called itself.
    pub helo: Option<String>,
    /// The server's address.
    pub receiving_ip: Option<IpAddr>,
    /// How many connections.
    pub sessions: u64,
    /// What the sender adds.
    pub additional: Option<String>,
    /// The sender's own code for the reason.
    pub reason_code: Option<String>,
}

impl TlsReport {
    /// All connections that were and were not secured.
    #[must_use]
    pub fn totals(&self) -> (u64, u64) {
        self.policies
            .iter()
            .fold((0, 0), |(good, bad): (u64, u64), policy| {
                (
                    good.saturating_add(policy.successes),
                    bad.saturating_add(policy.failures),
                )
            })
    }
}
