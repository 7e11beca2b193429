//! The relays that the user knows.

use serde::{Deserialize, Serialize};

use super::Settings;
use crate::endpoint::Endpoint;

/// Relays that can be kept; more nobody chooses from.
pub const RELAYS_MAX: usize = 16;
/// Characters in a relay's name.
pub const NAME_MAX: usize = 60;

/// A relay that the user knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownRelay {
    /// What the user calls it.
    #[serde(default)]
    pub name: String,
    /// Its address.
    pub url: String,
}

impl KnownRelay {
    /// What it is shown as: its name, or its address if it has none.
    #[must_use]
    pub fn label(&self) -> &str {
        if self.name.is_empty() {
            &self.url
        } else {
            &self.name
        }
    }
}

impl Settings {
    /// As stored or imported settings should be: the chosen relay is among the known ones, each is there once and has
    /// an address that is one, and nothing is longer than it may be.
    #[must_use]
    pub fn in_order(mut self) -> Self {
        let mut known: Vec<KnownRelay> = Vec::new();
        for relay in std::mem::take(&mut self.relays) {
            let is_new = known.iter().all(|one| one.url != relay.url);
            if known.len() < RELAYS_MAX && is_new && Endpoint::parse(&relay.url).is_ok() {
                known.push(KnownRelay {
                    name: relay.name.trim().chars().take(NAME_MAX).collect(),
                    ..relay
                });
            }
        }
        // Settings of an earlier version hold the chosen one alone.
        if let Some(chosen) = &self.relay
            && known.iter().all(|one| one.url != *chosen)
            && Endpoint::parse(chosen).is_ok()
        {
            known.truncate(RELAYS_MAX - 1);
            known.push(KnownRelay {
                name: String::new(),
                url: chosen.clone(),
            });
        }
        self.relays = known;
        self.selectors = self.wishes().selectors;
        self
    }

    /// Takes a relay in place of the one with the address `before`, or as a new one; a chosen one stays chosen.
    #[must_use]
    pub fn with_relay(mut self, before: Option<&str>, relay: KnownRelay) -> Self {
        if before.is_some() && self.relay.as_deref() == before {
            self.relay = Some(relay.url.clone());
        }
        match self
            .relays
            .iter_mut()
            .find(|one| Some(one.url.as_str()) == before)
        {
            Some(one) => *one = relay,
            None => self.relays.push(relay),
        }
        self
    }

    /// Forgets a relay; if it was the chosen one, the page's own is.
    #[must_use]
    pub fn without_relay(mut self, url: &str) -> Self {
        self.relays.retain(|one| one.url != url);
        if self.relay.as_deref() == Some(url) {
            self.relay = None;
        }
        self
    }
}
