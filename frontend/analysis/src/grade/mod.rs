//! The transport grade: can mail to this domain be read or redirected on the way?
//!
//! A letter by caps with named reasons, never by points. A cap rests only on a definite observation and the lowest
//! wins. What could not be found out leaves a doubt: the letter is then a bound, and the bound only narrows as
//! outcomes replace unknowns. The caps are one table, in [`CAPS`].

mod caps;
mod decide;
mod plus;
mod profile;
mod words;

use std::fmt;

use serde::Serialize;

pub use caps::{CAPS, Cap};
pub use profile::{Demands, Rating, SuiteRule, TlsProfile};

pub(crate) use decide::decide;

/// The version of the rules. The same evidence gets the same grade under the same version.
pub const GRADING_VERSION: u32 = 3;

/// A grade. Ordered: worse is less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Letter {
    /// Mail travels in clear, or strict senders are refused everywhere.
    F,
    /// Some mail travels in clear.
    D,
    /// Sealed, but nobody can tell for whom.
    C,
    /// Sealed; something is out of order.
    B,
    /// Sealed and authenticated.
    A,
    /// Sealed, authenticated, and senders know to insist on it.
    #[serde(rename = "A+")]
    APlus,
}

impl Letter {
    /// As it is written.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::F => "F",
            Self::D => "D",
            Self::C => "C",
            Self::B => "B",
            Self::A => "A",
            Self::APlus => "A+",
        }
    }
}

impl fmt::Display for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The grade with everything that made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Grade {
    /// What was demanded of TLS, if it was another profile than our own.
    #[serde(skip_serializing_if = "TlsProfile::is_default")]
    pub profile: TlsProfile,
    /// The grade, or why there is none.
    pub verdict: Verdict,
    /// The verdict as it is shown: "A+", "B at best", "–".
    pub label: String,
    /// What it means for the mail, in one sentence.
    pub consequence: String,
    /// Every cap that applies, lowest first.
    pub caps: Vec<AppliedCap>,
    /// Every cap that could not be decided, and why.
    pub doubts: Vec<AppliedCap>,
    /// What is still needed for A+; empty when it is reached or out of reach.
    pub missing_for_plus: Vec<String>,
    /// What raises the grade next: everything that must change for it, and nothing else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_step: Option<NextStep>,
}

/// The grade, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Verdict {
    /// Too little is known yet.
    Pending,
    /// The domain says that it takes no mail (RFC 7505).
    NoMailByDesign,
    /// Nothing takes mail for the domain.
    NoMailService,
    /// Nothing could be tested from here.
    CouldNotTest {
        /// Why.
        reason: String,
    },
    /// There is no relay, so only DNS was looked at.
    DnsOnly,
    /// A letter, or the range it must be in.
    Graded {
        /// The best it can be: what the definite observations allow.
        best: Letter,
        /// The worst it can be, if every doubt turned out badly.
        worst: Letter,
    },
}

/// A cap that applies, or may.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AppliedCap {
    /// Its stable name.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = CAPS.iter().map(|cap| cap.name).collect::<Vec<_>>())))]
    pub cap: &'static str,
    /// The best letter it leaves.
    pub ceiling: Letter,
    /// Why, naming who and what: "mx2.example.org presents a self-signed certificate".
    pub reason: String,
    /// Where the rule comes from.
    pub reference: &'static str,
}

/// A change and what it gains.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NextStep {
    /// What to do: "publish an MTA-STS policy in enforce mode".
    pub action: String,
    /// The grade now.
    pub from: Letter,
    /// The grade after it.
    pub to: Letter,
}
