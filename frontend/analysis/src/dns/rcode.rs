//! How an answer ended: response codes and extended errors.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A response code (RFC 1035 §4.1.1), its upper bits from EDNS included (RFC 6891 §6.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rcode(pub u16);

impl Rcode {
    /// There is an answer, though perhaps an empty one.
    pub const NOERROR: Self = Self(0);
    /// The server could not read the query.
    pub const FORMERR: Self = Self(1);
    /// The resolver could not find out, or found the answer bogus.
    pub const SERVFAIL: Self = Self(2);
    /// There is no such name.
    pub const NXDOMAIN: Self = Self(3);
    /// The server does not do this kind of query.
    pub const NOTIMP: Self = Self(4);
    /// The server does not want to answer.
    pub const REFUSED: Self = Self(5);

    /// The name in the IANA registry, if we know it.
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        match self.0 {
            0 => Some("NOERROR"),
            1 => Some("FORMERR"),
            2 => Some("SERVFAIL"),
            3 => Some("NXDOMAIN"),
            4 => Some("NOTIMP"),
            5 => Some("REFUSED"),
            6 => Some("YXDOMAIN"),
            7 => Some("YXRRSET"),
            8 => Some("NXRRSET"),
            9 => Some("NOTAUTH"),
            10 => Some("NOTZONE"),
            16 => Some("BADVERS"),
            _ => None,
        }
    }
}

/// The registered name, or `RCODE 42`.
impl fmt::Display for Rcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "RCODE {}", self.0),
        }
    }
}

/// Why there is no answer, or no proven one, in the resolver's words (RFC 8914).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ExtendedError {
    /// The code in the IANA registry of extended DNS errors.
    pub code: u16,
    /// What the resolver added, at most 256 characters; must be escaped when shown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

impl ExtendedError {
    /// The registered name of the code, if we know it.
    #[must_use]
    pub const fn name(&self) -> Option<&'static str> {
        Some(match self.code {
            0 => "Other Error",
            1 => "Unsupported DNSKEY Algorithm",
            2 => "Unsupported DS Digest Type",
            3 => "Stale Answer",
            4 => "Forged Answer",
            5 => "DNSSEC Indeterminate",
            6 => "DNSSEC Bogus",
            7 => "Signature Expired",
            8 => "Signature Not Yet Valid",
            9 => "DNSKEY Missing",
            10 => "RRSIGs Missing",
            11 => "No Zone Key Bit Set",
            12 => "NSEC Missing",
            13 => "Cached Error",
            14 => "Not Ready",
            15 => "Blocked",
            16 => "Censored",
            17 => "Filtered",
            18 => "Prohibited",
            19 => "Stale NXDOMAIN Answer",
            20 => "Not Authoritative",
            21 => "Not Supported",
            22 => "No Reachable Authority",
            23 => "Network Error",
            24 => "Invalid Data",
            25 => "Signature Expired before Valid",
            26 => "Too Early",
            27 => "Unsupported NSEC3 Iterations Value",
            28 => "Unable to conform to policy",
            29 => "Synthesized",
            30 => "Invalid Query Type",
            _ => return None,
        })
    }

    /// Whether the resolver says that DNSSEC validation failed, rather than that nobody answered (RFC 8914 §4).
    #[must_use]
    pub const fn says_bogus(&self) -> bool {
        matches!(self.code, 6..=12 | 25)
    }
}

/// `DNSSEC Bogus (6): no valid RRSIG`.
impl fmt::Display for ExtendedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => write!(f, "{name} ({})", self.code)?,
            None => write!(f, "extended error {}", self.code)?,
        }
        if self.text.is_empty() {
            return Ok(());
        }
        write!(f, ": {}", self.text)
    }
}
