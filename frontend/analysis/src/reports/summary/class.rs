//! The classes of sources: what a group of them may seem to be.

use serde::Serialize;

/// What a group of sources seems to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(tag = "class", content = "legs", rename_all = "kebab-case")]
pub enum Class {
    /// Its mail passes.
    Passing(Legs),
    /// It fails, and looks like the domain's own mail.
    Yours,
    /// It fails, and comes from a service that sends for others and vouches for itself instead.
    Service,
    /// It fails, and another domain vouches for it.
    Foreign,
    /// It fails, and looks like mail that was forwarded or went over a mailing list.
    Forwarded,
    /// It fails, and nothing speaks for it.
    Unknown,
    /// The reports do not say whether it passes, or contradict themselves, or too much is thrown together.
    #[default]
    NotSaid,
}

/// By what mail passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Legs {
    /// By SPF and DKIM.
    Both,
    /// By DKIM; SPF does not pass for the domain.
    DkimAlone,
    /// By SPF alone: it fails as soon as somebody forwards it.
    SpfAlone,
    /// Some by one and some by the other.
    Mixed,
}

impl Class {
    /// Its stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Passing(_) => "passing",
            Self::Yours => "yours",
            Self::Service => "service",
            Self::Foreign => "foreign",
            Self::Forwarded => "forwarded",
            Self::Unknown => "unknown",
            Self::NotSaid => "not-said",
        }
    }

    /// In a few words, for a table.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Passing(Legs::Both) => "Passes by SPF and DKIM",
            Self::Passing(Legs::DkimAlone) => "Passes by DKIM",
            Self::Passing(Legs::SpfAlone) => "Passes by SPF alone",
            Self::Passing(Legs::Mixed) => "Passes",
            Self::Yours => "Looks like yours, and fails",
            Self::Service => "A service that vouches for itself",
            Self::Foreign => "Another domain vouches for it",
            Self::Forwarded => "Looks forwarded",
            Self::Unknown => "Nothing speaks for it",
            Self::NotSaid => "Could not tell",
        }
    }

    /// Whether it fails and may well be mail that the domain's owner wants delivered.
    #[must_use]
    pub const fn is_wanted(self) -> bool {
        matches!(self, Self::Yours | Self::Service)
    }
}

/// A class, and what speaks for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The class.
    #[serde(flatten)]
    pub class: Class,
    /// What speaks for it: whole sentences.
    pub reasons: Vec<String>,
}
