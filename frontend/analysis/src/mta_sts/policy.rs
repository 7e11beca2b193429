//! The policy file (RFC 8461 §3.2).

use std::fmt;

use serde::Serialize;

use super::MxPattern;
use crate::syntax::{Extension, Recognized};

/// A valid policy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Policy {
    /// What a sender does with a host that does not comply.
    pub mode: Mode,
    /// How long a sender remembers the policy.
    pub max_age: MaxAge,
    /// The hosts that may take mail, in the order given. Empty only if the mode is [`Mode::None`].
    pub mx: Vec<MxPattern>,
    /// Keys that the standard does not define; senders ignore them.
    pub extensions: Vec<Extension>,
}

/// What a sender does with a host that does not comply with the policy (RFC 8461 §5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// It does not deliver there.
    Enforce,
    /// It delivers, and reports the failure if the domain wants reports (TLS-RPT).
    Testing,
    /// It behaves as if there were no policy. This is how a policy is withdrawn (§8.3).
    None,
}

/// For how many seconds a sender remembers a policy: 0 to one year (RFC 8461 §3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct MaxAge(u32);

/// A policy file as it was read: the text, and what it came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyText {
    /// The file as text (U+FFFD for what is no UTF-8); spans are offsets in it.
    pub text: String,
    /// What reading it came to. Never [`Recognized::Foreign`]: whatever stands at the address of the policy is meant to
    /// be one.
    pub parsed: Recognized<Policy>,
}

impl MaxAge {
    /// The most that is allowed: one year of 365.25 days, in seconds.
    pub const MAX: Self = Self(31_557_600);

    /// That many seconds, if it is no more than a year.
    #[must_use]
    pub const fn from_seconds(seconds: u32) -> Option<Self> {
        if seconds <= Self::MAX.0 {
            Some(Self(seconds))
        } else {
            None
        }
    }

    /// The number of seconds.
    #[must_use]
    pub const fn seconds(self) -> u32 {
        self.0
    }
}

impl Mode {
    /// The word in the policy.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Enforce => "enforce",
            Self::Testing => "testing",
            Self::None => "none",
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl Policy {
    /// Whether the policy lists a host: any of its patterns matches the name in the MX record (RFC 8461 §4.1).
    #[must_use]
    pub fn lists(&self, host: &shared::DomainName) -> bool {
        self.mx.iter().any(|pattern| pattern.matches(host))
    }
}

/// As a file with LF line ends. Reading that gives an equal policy.
impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "version: STSv1\nmode: {}", self.mode)?;
        for pattern in &self.mx {
            writeln!(f, "mx: {pattern}")?;
        }
        writeln!(f, "max_age: {}", self.max_age.0)?;
        self.extensions
            .iter()
            .try_for_each(|extension| writeln!(f, "{}: {}", extension.name, extension.value))
    }
}
