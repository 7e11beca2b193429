//! The `mx` patterns of a policy (RFC 8461 §3.2 and §4.1).

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use serde::{Serialize, Serializer};
use shared::DomainName;

use crate::syntax::BadPattern;

/// Which hosts a policy allows: one name, or all names with exactly one label before a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MxPattern {
    /// This host.
    Host(DomainName),
    /// Any host one label below this name: `*.example.org`.
    Below(DomainName),
}

impl MxPattern {
    /// Whether the pattern matches a host as the MX record names it.
    ///
    /// RFC 8461 §4.1: without regard to case, A-labels only; the star stands for one whole leftmost label, so that
    /// `*.example.org` matches `mx.example.org`, but neither `example.org` nor `a.mx.example.org`.
    #[must_use]
    pub fn matches(&self, host: &DomainName) -> bool {
        match self {
            Self::Host(name) => name == host,
            Self::Below(parent) => host.parent().as_ref() == Some(parent),
        }
    }
}

impl FromStr for MxPattern {
    type Err = BadPattern;

    fn from_str(text: &str) -> Result<Self, BadPattern> {
        let name = text.strip_prefix("*.").unwrap_or(text);
        if text.is_empty() {
            return Err(BadPattern::Empty);
        }
        if !text.is_ascii() {
            return Err(BadPattern::NotAscii);
        }
        if name.contains('*') {
            return Err(BadPattern::Wildcard);
        }
        if name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok() {
            return Err(BadPattern::Address);
        }
        // RFC 5321 §4.1.2: the grammar's Domain has no final dot.
        if name.ends_with('.') {
            return Err(BadPattern::FinalDot);
        }
        // Looser than Domain in one point: underscores, which names of mail servers in the wild have.
        let name = name.parse().map_err(|_| BadPattern::Name)?;
        Ok(if text.starts_with('*') {
            Self::Below(name)
        } else {
            Self::Host(name)
        })
    }
}

impl fmt::Display for MxPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Host(name) => write!(f, "{name}"),
            Self::Below(parent) => write!(f, "*.{parent}"),
        }
    }
}

impl Serialize for MxPattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests;
