//! What the operator denies: addresses, ranges and names that are never contacted, whoever asks (`--deny`).
//!
//! A file of lines. Each holds a range (`192.0.2.0/24`), an address, or a domain name, which stands for itself and
//! everything below it; `#` begins a comment. Read at the start and again on SIGHUP.

use std::collections::HashSet;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::{Arc, PoisonError, RwLock};

use ipnet::IpNet;
use shared::DomainName;

use crate::limits;

/// What is never contacted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DenyList {
    ranges: Vec<IpNet>,
    names: HashSet<DomainName>,
}

impl DenyList {
    /// How many entries it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ranges.len().saturating_add(self.names.len())
    }

    /// Whether nothing is denied.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn holds_address(&self, address: IpAddr) -> bool {
        self.ranges.iter().any(|range| range.contains(&address))
    }

    fn holds_name(&self, name: &DomainName) -> bool {
        if self.names.is_empty() {
            return false;
        }
        let mut above = Some(name.clone());
        while let Some(name) = above {
            if self.names.contains(&name) {
                return true;
            }
            above = name.parent();
        }
        false
    }
}

impl FromStr for DenyList {
    type Err = DenyError;

    fn from_str(text: &str) -> Result<Self, DenyError> {
        let mut list = Self::default();
        for (number, line) in (1..).zip(text.lines()) {
            let entry = line.split('#').next().unwrap_or_default().trim();
            if entry.is_empty() {
                continue;
            }
            if list.len() >= limits::DENY_ENTRIES {
                return Err(DenyError::TooLong);
            }
            if let Some(range) = range(entry) {
                list.ranges.push(range);
            } else if let Ok(name) = entry.trim_start_matches("*.").parse::<DomainName>()
                && !is_numeric(&name)
            {
                list.names.insert(name);
            } else {
                return Err(DenyError::Line {
                    number,
                    entry: entry.escape_debug().take(80).collect(),
                });
            }
        }
        Ok(list)
    }
}

/// A range or an address. Bits behind the prefix do not matter: what was meant is plain, and too much is denied at worst.
/// A mapped address means the IPv4 address that a connection to it reaches.
fn range(entry: &str) -> Option<IpNet> {
    if let Ok(address) = entry.parse::<IpAddr>() {
        return Some(IpNet::from(address.to_canonical()));
    }
    entry.parse::<IpNet>().ok().map(|range| range.trunc())
}

/// Whether a name ends in a number, as none does that exists (RFC 3696 §2): a mistyped address would deny nothing.
fn is_numeric(name: &DomainName) -> bool {
    name.labels()
        .next_back()
        .is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Why a text is no deny list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DenyError {
    /// A line is neither a range, an address nor a name.
    Line {
        /// Which, counted from 1.
        number: usize,
        /// What stands there.
        entry: String,
    },
    /// More than [`limits::DENY_ENTRIES`] entries.
    TooLong,
}

impl fmt::Display for DenyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line { number, entry } => write!(
                f,
                "line {number}: “{entry}” is neither a range, an address nor a domain name"
            ),
            Self::TooLong => write!(f, "more than {} entries", limits::DENY_ENTRIES),
        }
    }
}

impl std::error::Error for DenyError {}

/// A deny list that can be replaced while others read it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Denied(Arc<RwLock<DenyList>>);

impl Denied {
    pub(crate) fn replace(&self, list: DenyList) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = list;
    }

    /// Whether an address, in canonical form, is denied.
    pub(crate) fn holds_address(&self, address: IpAddr) -> bool {
        let list = self.0.read().unwrap_or_else(PoisonError::into_inner);
        list.holds_address(address)
    }

    /// Whether a name or one above it is denied.
    pub(crate) fn holds_name(&self, name: &DomainName) -> bool {
        let list = self.0.read().unwrap_or_else(PoisonError::into_inner);
        list.holds_name(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> DomainName {
        text.parse().unwrap()
    }

    #[test]
    fn names_stand_for_what_is_below_them_and_ranges_for_what_is_in_them() {
        let text = "# who asked us\n\nExample.ORG.  # by mail\n*.example.net\n\
                    192.0.2.77/24\n2001:db8::/32\n198.51.100.7\n::ffff:203.0.113.5\n";
        let list: DenyList = text.parse().unwrap();
        assert_eq!(list.len(), 6);
        for (host, denied) in [
            ("example.org", true),
            ("mx.a.example.org", true),
            ("notexample.org", false),
            ("org", false),
            ("mx.example.net", true),
        ] {
            assert_eq!(list.holds_name(&name(host)), denied, "{host}");
        }
        for (address, denied) in [
            ("192.0.2.0", true),
            ("192.0.2.255", true),
            ("192.0.3.0", false),
            ("198.51.100.7", true),
            ("198.51.100.8", false),
            ("203.0.113.5", true),
            ("2001:db8:1::1", true),
            ("2001:db9::1", false),
        ] {
            assert_eq!(list.holds_address(address.parse().unwrap()), denied);
        }
        assert!(DenyList::default().is_empty());
    }

    #[test]
    fn a_slip_is_told_with_its_line_and_not_taken_for_a_name() {
        for (text, line) in [
            ("example.org\n192.0.2\n", 2),
            ("192.0.2.0/33", 1),
            ("192.0.2.300", 1),
            ("a b", 1),
            ("\n\n-x.example", 3),
            ("example.org, example.net", 1),
        ] {
            let Err(DenyError::Line { number, .. }) = text.parse::<DenyList>() else {
                panic!("{text:?} was taken");
            };
            assert_eq!(number, line, "{text:?}");
        }
        let long = "a.example\n".repeat(2) + &"192.0.2.1\n".repeat(limits::DENY_ENTRIES);
        assert_eq!(long.parse::<DenyList>(), Err(DenyError::TooLong));
    }
}
