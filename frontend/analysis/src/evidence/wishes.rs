//! What whoever asks typed beside the subject: kept with the evidence, since the same facts judged with other wishes
//! give another report.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use shared::DomainName;

use crate::dns::{QueryName, RecordType};
use crate::grade::TlsProfile;

/// Selectors that are tried beside the usual ones.
pub const MAX_SELECTORS: usize = 20;
/// Senders that are tried against SPF.
pub const MAX_SENDERS: usize = 10;
/// Resolvers whose answers are compared.
pub const MAX_RESOLVERS: usize = 8;
/// Blocklists that may be named in place of the usual ones.
pub const MAX_BLOCKLISTS: usize = 20;

/// What is wished for beside the subject.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wishes {
    /// DKIM selectors to try (RFC 6376 §3.1), at most [`MAX_SELECTORS`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub selectors: Vec<Selector>,
    /// “Would this sender pass?” (RFC 7208 §4), at most [`MAX_SENDERS`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub senders: Vec<Sender>,
    /// Zones of blocklists to ask in place of the usual ones (RFC 5782), at most [`MAX_BLOCKLISTS`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocklists: Option<Vec<DomainName>>,
    /// A question to ask of several resolvers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared: Option<Compared>,
    /// What is demanded of TLS.
    #[serde(default, skip_serializing_if = "TlsProfile::is_default")]
    pub profile: TlsProfile,
}

impl Wishes {
    /// Whether nothing is wished for.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// These and others; of what there can be one alone, the newer. Within the limits.
    #[must_use]
    pub fn and(mut self, newer: Self) -> Self {
        for selector in newer.selectors {
            if !self.selectors.contains(&selector) {
                self.selectors.push(selector);
            }
        }
        for sender in newer.senders {
            if !self.senders.contains(&sender) {
                self.senders.push(sender);
            }
        }
        self.blocklists = newer.blocklists.or(self.blocklists);
        self.compared = newer.compared.or(self.compared);
        self.profile = newer.profile;
        self.bounded()
    }

    /// Without what is over the limits: files and links come from strangers.
    #[must_use]
    pub fn bounded(mut self) -> Self {
        self.selectors.truncate(MAX_SELECTORS);
        self.senders.truncate(MAX_SENDERS);
        if let Some(zones) = &mut self.blocklists {
            zones.truncate(MAX_BLOCKLISTS);
        }
        if let Some(compared) = &mut self.compared {
            compared.resolvers.truncate(MAX_RESOLVERS);
        }
        self
    }
}

/// A DKIM selector (RFC 6376 §3.1): one label or several, in lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Selector(String);

impl Selector {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Selector {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim().to_ascii_lowercase();
        // RFC 6376 §3.1: sub-domain *( "." sub-domain ), with underscores since they are in use.
        let is_label = |label: &str| {
            (1..=63).contains(&label.len())
                && label
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        };
        if text.len() > 200 || !text.split('.').all(is_label) {
            return Err("a selector has letters, digits, hyphens and dots alone".to_owned());
        }
        Ok(Self(text))
    }
}

impl TryFrom<String> for Selector {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Selector> for String {
    fn from(selector: Selector) -> Self {
        selector.0
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A sender to try against SPF.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Sender {
    /// The address it connects from.
    pub address: IpAddr,
    /// The whole sender of MAIL FROM, or its local part alone with the subject's domain meant; empty for `<>`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub mail_from: String,
    /// The name in EHLO.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub helo: String,
}

/// A question to ask of several resolvers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Compared {
    /// The name.
    pub name: QueryName,
    /// The type.
    pub record_type: RecordType,
    /// The resolvers beside the chosen one and the relay's, by the names that the page or program has for them.
    pub resolvers: Vec<ResolverName>,
}

/// What a configured resolver is called: letters, digits, dots, colons and hyphens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ResolverName(String);

impl ResolverName {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ResolverName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_usual = |b: u8| b.is_ascii_alphanumeric() || b".-:[]_".contains(&b);
        if text.is_empty() || text.len() > 80 || !text.bytes().all(is_usual) {
            return Err("this is no name of a resolver".to_owned());
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for ResolverName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<ResolverName> for String {
    fn from(name: ResolverName) -> Self {
        name.0
    }
}

impl fmt::Display for ResolverName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
