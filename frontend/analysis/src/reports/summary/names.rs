//! What addresses are called: reverse names, which somebody has to look up.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::Serialize;

/// What is known of an address's name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(tag = "state", content = "name", rename_all = "kebab-case")]
pub enum Name {
    /// Nobody asked.
    #[default]
    NotAsked,
    /// The name, and the name leads back to the address: its owner's word.
    Verified(String),
    /// The name, and it does not lead back, or that was not found out: anybody may claim it.
    Unverified(String),
    /// It has none.
    Absent,
    /// It could not be found out, and why.
    Unknown(String),
}

impl Name {
    /// The name, whether it leads back or not.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Verified(name) | Self::Unverified(name) => Some(name),
            Self::NotAsked | Self::Absent | Self::Unknown(_) => None,
        }
    }
}

/// The names of addresses, as far as they were looked up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names(BTreeMap<IpAddr, Name>);

impl Names {
    /// Keeps what was found out about an address.
    pub fn insert(&mut self, address: IpAddr, name: Name) {
        self.0.insert(address, name);
    }

    /// What an address is called.
    #[must_use]
    pub fn of(&self, address: IpAddr) -> Name {
        self.0.get(&address).cloned().unwrap_or_default()
    }

    /// The name of an address that leads back to it.
    #[must_use]
    pub fn verified(&self, address: IpAddr) -> Option<&str> {
        match self.0.get(&address)? {
            Name::Verified(name) => Some(name),
            Name::Unverified(_) | Name::NotAsked | Name::Absent | Name::Unknown(_) => None,
        }
    }

    /// Whether nothing was looked up.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
