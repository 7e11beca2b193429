//! What is demanded of TLS: data, so that one set of rules judges by any of them.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A published set of demands on TLS.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum TlsProfile {
    /// Our own: TLS 1.0 and 1.1 beside newer ones block A+ alone, since they are still better than sending in clear.
    #[default]
    Default,
    /// The Dutch NCSC's guidelines for TLS, 2025-05.
    NcscNl,
    /// Mozilla's recommendations, version 6.0, “intermediate”.
    MozillaIntermediate,
}

impl TlsProfile {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Default, Self::NcscNl, Self::MozillaIntermediate];

    /// The word on the command line, in JSON and in links.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::NcscNl => "ncsc-nl",
            Self::MozillaIntermediate => "mozilla-intermediate",
        }
    }

    /// For people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Default => "Waxseal’s own",
            Self::NcscNl => "NCSC-NL guidelines, 2025-05",
            Self::MozillaIntermediate => "Mozilla 6.0, intermediate",
        }
    }

    /// Whether it is our own.
    #[must_use]
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde wants it")]
    pub fn is_default(&self) -> bool {
        *self == Self::Default
    }
}

impl FromStr for TlsProfile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|profile| profile.word() == text);
        known.ok_or_else(|| {
            let words = Self::ALL.map(Self::word).join(", ");
            format!("there is no such profile, but: {words}")
        })
    }
}
