//! What is checked, and what a check comes to.

use std::fmt;
use std::net::IpAddr;

use serde::Serialize;

use super::problem::Problem;
use super::record::Qualifier;
use crate::dns::{QueryName, RecordType};

/// Who sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session<'a> {
    /// The address it connects from. An IPv4-mapped one counts as IPv4 (RFC 7208 §5).
    pub address: IpAddr,
    /// The domain whose record is evaluated: that of MAIL FROM, or the name in EHLO.
    pub domain: &'a str,
    /// The sender, `local-part@domain`. Without local part it is the postmaster's (RFC 7208 §4.3).
    pub sender: &'a str,
    /// The name in EHLO.
    pub helo: &'a str,
    /// The receiving host, for explanations (`%{r}`).
    pub receiver: &'a str,
    /// The time in seconds since 1970, for explanations (`%{t}`).
    pub now: u64,
}

/// What a check comes to (RFC 7208 §2.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SpfResult {
    /// There is no record, or no domain that could have one.
    None,
    /// The domain says nothing about this sender.
    Neutral,
    /// It may send.
    Pass,
    /// It may not.
    Fail,
    /// It probably may not.
    SoftFail,
    /// DNS did not answer: later it may be told.
    TempError,
    /// The record, or one that it leads to, cannot be evaluated.
    PermError,
}

impl SpfResult {
    /// The word of RFC 8601 §2.7.2.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Neutral => "neutral",
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::SoftFail => "softfail",
            Self::TempError => "temperror",
            Self::PermError => "permerror",
        }
    }
}

impl fmt::Display for SpfResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl From<Qualifier> for SpfResult {
    fn from(qualifier: Qualifier) -> Self {
        match qualifier {
            Qualifier::Pass => Self::Pass,
            Qualifier::Fail => Self::Fail,
            Qualifier::SoftFail => Self::SoftFail,
            Qualifier::Neutral => Self::Neutral,
        }
    }
}

/// A check that ran, to its end or to where an answer is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evaluation {
    /// These answers are missing.
    Needs(Vec<(QueryName, RecordType)>),
    /// The end.
    Done(Box<Checked>),
}

/// A check that came to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// What it came to.
    pub result: SpfResult,
    /// Why, if it is an error.
    pub problem: Option<Problem>,
    /// What the domain says to a sender that it refuses, if it does (RFC 7208 §6.2).
    pub explanation: Option<String>,
    /// The domain and the term that decided, if one did.
    pub decided: Option<(String, String)>,
    /// The terms on the way: those that ask DNS, and the one that decided.
    pub trail: Vec<Step>,
    /// Terms that asked DNS, as the limit of 10 counts them.
    pub lookups: usize,
    /// Questions that had no answer, as the limit of 2 counts them.
    pub voids: usize,
}

/// One term on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// How many includes and redirects lead to its record.
    pub depth: usize,
    /// The domain whose record it stands in.
    pub domain: String,
    /// The term, in normal form.
    pub term: String,
    /// Whether it matched; nothing if it was not finished, or is a redirect.
    pub matched: Option<bool>,
}
