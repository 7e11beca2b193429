//! Reverse DNS: an address should have a name (PTR) that leads back to it (RFC 8601 §2.7.3, "iprev").
//!
//! Receivers ask this of the addresses that *send* mail. Mail servers mostly send from where they receive, so it is
//! looked at for those; where sending and receiving are apart, it matters less.

mod check;
mod generic;
mod greeting;

use std::net::IpAddr;

use crate::dns::{QueryName, RecordData, RecordType};
use crate::evidence::{Evidence, Lookup};
use crate::plan::{self, MAX_REVERSE_NAMES};

pub(crate) use check::check;
pub(crate) use generic::holds_address;
pub(crate) use greeting::outstanding;

/// What is known of the name of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reverse {
    /// Not known yet, or not asked.
    NotAsked,
    /// It could not be found out, and why.
    Unknown(String),
    /// It has none.
    Absent,
    /// It has this name, which leads back.
    Confirmed(QueryName),
    /// It has these names, none of which leads back.
    Unconfirmed(Vec<QueryName>),
}

impl Reverse {
    /// Reads what is known.
    pub(crate) fn read(evidence: &Evidence, address: IpAddr) -> Self {
        let message = match evidence.lookup(&QueryName::reverse(address), RecordType::Ptr) {
            Lookup::NotAsked => return Self::NotAsked,
            Lookup::NoData(_) | Lookup::NxDomain(_) => return Self::Absent,
            Lookup::Unknown(failure) | Lookup::Bogus(failure) => {
                return Self::Unknown(failure.to_string());
            }
            Lookup::Found(message) => message,
        };
        let names: Vec<QueryName> = message
            .records
            .iter()
            .filter_map(|record| match &record.data {
                RecordData::Ptr { target } => Some(target.clone()),
                _ => None,
            })
            .collect();
        let family = if address.is_ipv4() {
            RecordType::A
        } else {
            RecordType::Aaaa
        };
        let mut doubt = None;
        for name in names.iter().take(MAX_REVERSE_NAMES) {
            let lookup = evidence.lookup(name, family);
            if plan::addresses(&lookup).contains(&address) {
                return Self::Confirmed(name.clone());
            }
            // A name that leads into a private range leads elsewhere, which is an answer.
            if !plan::is_hidden_private(&lookup)
                && let Some(why) = lookup.why_unknown()
            {
                doubt = Some(match lookup {
                    Lookup::NotAsked => Self::NotAsked,
                    _ => Self::Unknown(why),
                });
            }
        }
        if names.len() > MAX_REVERSE_NAMES && doubt.is_none() {
            let why = format!(
                "it has {} names, and only {MAX_REVERSE_NAMES} are looked at",
                names.len()
            );
            doubt = Some(Self::Unknown(why));
        }
        doubt.unwrap_or(Self::Unconfirmed(names))
    }

    /// The name, if there is one.
    pub(crate) fn name(&self) -> Option<String> {
        match self {
            Self::Confirmed(name) => Some(name.to_string()),
            Self::Unconfirmed(names) => names.first().map(ToString::to_string),
            Self::NotAsked | Self::Unknown(_) | Self::Absent => None,
        }
    }
}
