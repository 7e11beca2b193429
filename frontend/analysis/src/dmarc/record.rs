//! What a record says.

use std::fmt;

use serde::Serialize;

use super::VERSION;
use crate::syntax::{Extension, Span};

/// What receivers are asked to do with mail that fails (RFC 9989 §4.7, `p`): from nothing to everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "DmarcPolicy")
)]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    /// Nothing: the domain only watches.
    None,
    /// Treat it with suspicion: usually the spam folder.
    Quarantine,
    /// Refuse it.
    Reject,
}

impl Policy {
    /// All of them, from nothing to everything.
    pub(crate) const ALL: [Self; 3] = [Self::None, Self::Quarantine, Self::Reject];

    /// The word in the record.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Quarantine => "quarantine",
            Self::Reject => "reject",
        }
    }

    /// RFC 9989 §4.7, `t=y`: one level below the policy that is published.
    #[must_use]
    pub const fn lowered(self) -> Self {
        match self {
            Self::Reject => Self::Quarantine,
            Self::Quarantine | Self::None => Self::None,
        }
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// How alike two names must be (RFC 9989 §4.7, `adkim` and `aspf`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "DmarcAlignment")
)]
#[serde(rename_all = "kebab-case")]
pub enum Alignment {
    /// Both have the same organisational domain.
    #[default]
    Relaxed,
    /// Both are the same name.
    Strict,
}

impl Alignment {
    /// The word in JSON and on the page.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Relaxed => "relaxed",
            Self::Strict => "strict",
        }
    }
}

/// Whether the name is one below which others register names (RFC 9989 §4.7, `psd`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Psd {
    /// It is: a registry's name.
    Yes,
    /// It is not, and it is the organisational domain of all below it.
    No,
    /// Nothing is said; the tree walk finds out.
    #[default]
    Unsaid,
}

/// A record that receivers use. Those that they ignore for what is in them are not records but malformed.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct DmarcRecord {
    /// For the domain itself; if it is missing, as if it were `none` (§4.7).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p: Option<Policy>,
    /// For subdomains that exist; if it is missing, `p`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sp: Option<Policy>,
    /// For subdomains that do not exist; if it is missing, `sp`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub np: Option<Policy>,
    /// One of these three is no policy, so that receivers act as if `p=none` stood alone (§4.10.1).
    pub acts_as_none: bool,
    /// Whether it is a registry's.
    pub psd: Psd,
    /// `t=y`: one level less than is published.
    pub testing: bool,
    /// For DKIM.
    pub adkim: Alignment,
    /// For SPF.
    pub aspf: Alignment,
    /// When a failure report is wanted: `0` or `1`, `d` and `s`, as given; nothing if it is missing or invalid.
    pub fo: String,
    /// Where daily reports go, as far as the addresses are valid.
    pub rua: Vec<ReportUri>,
    /// Where reports of single failures go.
    pub ruf: Vec<ReportUri>,
    /// `pct`, `rf` and `ri`, which the standard has no more.
    pub removed: Vec<Extension>,
    /// Tags that it does not know; receivers ignore them.
    pub extensions: Vec<Extension>,
}

/// One address for reports.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ReportUri {
    /// As written, without a size limit.
    pub uri: String,
    /// The domain of a mail address, in lower case; nothing for other schemes, which receivers need not know (§4.7).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Where it stands in the record.
    pub span: Span,
}

impl DmarcRecord {
    /// For mail from the name that the record stands at.
    #[must_use]
    pub fn policy(&self) -> Policy {
        let published = self.p.filter(|_| !self.acts_as_none);
        published.unwrap_or(Policy::None)
    }

    /// For mail from names below it that exist. RFC 9989 §4.7: without `sp`, `p`.
    #[must_use]
    pub fn subdomain_policy(&self) -> Policy {
        let published = self.sp.filter(|_| !self.acts_as_none);
        published.unwrap_or_else(|| self.policy())
    }

    /// For mail from names below it that do not exist. RFC 9989 §4.7: without `np`, `sp`; without that, `p`.
    #[must_use]
    pub fn nonexistent_policy(&self) -> Policy {
        let published = self.np.filter(|_| !self.acts_as_none);
        published.unwrap_or_else(|| self.subdomain_policy())
    }

    /// The same policy with what `t=y` takes from it.
    #[must_use]
    pub const fn tested(&self, policy: Policy) -> Policy {
        if self.testing {
            policy.lowered()
        } else {
            policy
        }
    }

    /// The share of the mail that a receiver of the old standard applies the policy to, if `pct` is a number.
    #[must_use]
    pub fn percentage(&self) -> Option<u8> {
        let tag = self.removed.iter().find(|tag| tag.name == "pct")?;
        tag.value.parse().ok().filter(|share| *share <= 100)
    }
}

/// As a receiver acts on it, in one line: `v=DMARC1; p=reject; rua=mailto:dmarc@example.org`. Reading that gives a record
/// that says the same.
impl fmt::Display for DmarcRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v={VERSION}")?;
        let mut tag = |name: &str, value: &str| {
            if value.is_empty() {
                return Ok(());
            }
            f.write_str("; ")?;
            f.write_str(name)?;
            f.write_str("=")?;
            f.write_str(value)
        };
        if self.acts_as_none {
            tag("p", "none")?;
        } else {
            for (name, policy) in [("p", self.p), ("sp", self.sp), ("np", self.np)] {
                tag(name, policy.map_or("", Policy::word))?;
            }
        }
        tag(
            "psd",
            match self.psd {
                Psd::Yes => "y",
                Psd::No => "n",
                Psd::Unsaid => "",
            },
        )?;
        tag("t", if self.testing { "y" } else { "" })?;
        for (name, mode) in [("adkim", self.adkim), ("aspf", self.aspf)] {
            let strict = mode == Alignment::Strict;
            tag(name, if strict { "s" } else { "" })?;
        }
        tag("fo", &self.fo)?;
        for (name, list) in [("rua", &self.rua), ("ruf", &self.ruf)] {
            let uris: Vec<&str> = list.iter().map(|address| address.uri.as_str()).collect();
            tag(name, &uris.join(","))?;
        }
        let others = self.removed.iter().chain(&self.extensions);
        others
            .into_iter()
            .try_for_each(|other| tag(&other.name, &other.value))
    }
}
