//! What the user chose, kept in the browser's own storage, and what a link overrides for one visit.

mod file;
mod relays;
mod tokens;

use std::fmt;

use analysis::evidence::{Selector, Subject, Wishes};
use analysis::grade::TlsProfile;
use serde::{Deserialize, Serialize};
use shared::{Extras, Feature, LocalPart, RecipientTests, RelayInfo};

use crate::endpoint::{Endpoint, EndpointError};

pub use file::{read_file, to_file};
pub use relays::{KnownRelay, NAME_MAX, RELAYS_MAX};
pub use tokens::{Secret, Tokens};

/// What the user chose. Anything that cannot be read is as if it had not been chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Whom to ask about DNS.
    pub resolver: ResolverChoice,
    /// The relay's address, if it is not the one that serves this page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relay: Option<String>,
    /// The relays to choose from, beside the page's own. What they are shown is kept elsewhere: see [`Tokens`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub relays: Vec<KnownRelay>,
    /// Light or dark.
    pub theme: Theme,
    /// Whether every check looks deep at once, where the relay allows it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deep: bool,
    /// Recipients to try with every check, where the relay allows it: only after the user said that he may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipients: Option<RecipientChoice>,
    /// What is demanded of TLS.
    #[serde(skip_serializing_if = "TlsProfile::is_default")]
    pub profile: TlsProfile,
    /// DKIM selectors to try at every domain.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub selectors: Vec<Selector>,
    /// Whether checks are kept in this browser.
    pub history: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            resolver: ResolverChoice::default(),
            relay: None,
            relays: Vec::new(),
            theme: Theme::default(),
            deep: false,
            recipients: None,
            profile: TlsProfile::default(),
            selectors: Vec::new(),
            history: true,
        }
    }
}

/// Which recipients every check tries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RecipientChoice {
    /// Whether the servers relay mail for strangers.
    pub open_relay: bool,
    /// A mailbox to ask about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mailbox: Option<LocalPart>,
}

impl Settings {
    /// Reads what was stored; what is broken counts as not chosen.
    #[must_use]
    pub fn from_json(stored: &str) -> Self {
        let read: Self = analysis::json::from_slice(stored.as_bytes()).unwrap_or_default();
        read.in_order()
    }

    /// The form to store.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What every check wishes for from its beginning.
    #[must_use]
    pub fn wishes(&self) -> Wishes {
        Wishes {
            selectors: self.selectors.clone(),
            profile: self.profile,
            ..Wishes::default()
        }
        .bounded()
    }

    /// What every check of a subject asks mail servers beyond the usual, as far as the relay grants it.
    #[must_use]
    pub fn extras(&self, subject: &Subject, relay: Option<&RelayInfo>) -> Extras {
        let grants = |feature| relay.is_some_and(|relay| relay.features.contains(&feature));
        let recipients = match (&self.recipients, subject) {
            (Some(choice), Subject::Domain { domain }) if grants(Feature::Recipients) => {
                Some(RecipientTests {
                    domain: domain.clone(),
                    open_relay: choice.open_relay,
                    mailbox: choice.mailbox.clone(),
                })
            }
            _ => None,
        };
        Extras {
            deep: self.deep && grants(Feature::Deep),
            recipients,
        }
    }

    /// These settings as they hold during a visit by a link with overrides.
    #[must_use]
    pub fn overridden_by(mut self, overrides: &Overrides) -> Self {
        if let Some(Ok(resolver)) = &overrides.resolver {
            self.resolver = ResolverChoice::Custom {
                url: resolver.to_string(),
            };
        }
        if let Some(Ok(relay)) = &overrides.relay {
            self.relay = Some(relay.to_string());
        }
        self
    }
}

/// Whom to ask about DNS.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ResolverChoice {
    /// The relay's own if there is a relay, else Cloudflare.
    #[default]
    Automatic,
    /// Cloudflare, 1.1.1.1.
    Cloudflare,
    /// Google, 8.8.8.8.
    Google,
    /// Quad9, 9.9.9.9.
    Quad9,
    /// Another one that speaks DNS over HTTPS (RFC 8484).
    Custom {
        /// Its address.
        url: String,
    },
}

impl ResolverChoice {
    /// The choices that need no address, in the order they are offered.
    pub const NAMED: [Self; 4] = [Self::Automatic, Self::Cloudflare, Self::Google, Self::Quad9];

    /// The word in forms and storage.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::Cloudflare => "cloudflare",
            Self::Google => "google",
            Self::Quad9 => "quad9",
            Self::Custom { .. } => "custom",
        }
    }

    /// The choice for a word of a form; `url` is for a custom one.
    #[must_use]
    pub fn from_word(word: &str, url: &str) -> Self {
        Self::NAMED
            .into_iter()
            .find(|choice| choice.word() == word)
            .unwrap_or_else(|| Self::Custom {
                url: url.to_owned(),
            })
    }

    /// The address to ask; `None` for the relay's own resolver.
    ///
    /// # Errors
    /// The custom address is none.
    pub fn url(&self) -> Result<Option<Endpoint>, EndpointError> {
        let url = match self {
            Self::Automatic => return Ok(None),
            Self::Cloudflare => "https://cloudflare-dns.com/dns-query",
            Self::Google => "https://dns.google/dns-query",
            Self::Quad9 => "https://dns.quad9.net/dns-query",
            Self::Custom { url } => url,
        };
        Endpoint::parse(url).map(Some)
    }
}

impl fmt::Display for ResolverChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Automatic => "The relay’s own, or Cloudflare without a relay",
            Self::Cloudflare => "Cloudflare (1.1.1.1)",
            Self::Google => "Google (8.8.8.8)",
            Self::Quad9 => "Quad9 (9.9.9.9)",
            Self::Custom { .. } => "Another one",
        })
    }
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// As the system prefers.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// The word in forms, in storage and on the root element.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// What a link says before the `#`, for one visit: `?doh=https://…&relay=https://…`.
///
/// A link from a stranger may name a resolver or a relay that lies, so a banner says that it is in force.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// The resolver, if the link names one.
    pub resolver: Option<Result<Endpoint, EndpointError>>,
    /// The relay, if the link names one.
    pub relay: Option<Result<Endpoint, EndpointError>>,
}

impl Overrides {
    /// Reads the query part of the page's address, with or without its question mark.
    #[must_use]
    pub fn parse(search: &str) -> Self {
        let mut overrides = Self::default();
        for pair in search.trim_start_matches('?').split('&') {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            // The first one counts, so that nothing appended to a link changes what it already says.
            match key {
                "doh" if overrides.resolver.is_none() => {
                    overrides.resolver = Some(Endpoint::parse(&form_decoded(value)));
                }
                "relay" if overrides.relay.is_none() => {
                    overrides.relay = Some(Endpoint::parse(&form_decoded(value)));
                }
                _ => {}
            }
        }
        overrides
    }

    /// Whether the link says nothing.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.resolver.is_none() && self.relay.is_none()
    }
}

/// As forms encode: a plus is a space.
fn form_decoded(text: &str) -> String {
    percent_decoded(&text.replace('+', " "))
}

/// `%2F` taken back; what is not valid stays as it is, and UTF-8 is repaired.
pub(crate) fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        let hex = after.get(..2).filter(|_| first == b'%').and_then(|hex| {
            hex.iter().try_fold(0u8, |value, &digit| {
                Some(value << 4 | u8::try_from(char::from(digit).to_digit(16)?).ok()?)
            })
        });
        match hex {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => bytes.push(first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests;
