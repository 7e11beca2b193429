//! Every mistake that the reader tells apart, with its words.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::syntax::BadUri;

/// A mistake in a DMARC record (RFC 9989 §4.7).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "mistake", rename_all = "kebab-case")]
pub enum DmarcDefect {
    /// `p`, `sp` or `np` is none of the three words (RFC 9989 §4.10.1).
    BadPolicy {
        /// Which tag.
        name: Cow<'static, str>,
        /// Whether a report address keeps the record alive, as one that asks for nothing.
        rescued: bool,
    },
    /// There is no `p` (RFC 9989 §4.7: recommended).
    NoPolicy,
    /// A tag of one letter has another value than those it may have.
    BadFlag {
        /// Which tag.
        name: Cow<'static, str>,
        /// What it may be, in words.
        expected: Cow<'static, str>,
    },
    /// `fo` is not a list of `0` or `1`, `d` and `s`.
    BadFailureOptions,
    /// `fo` without `ruf` means nothing (RFC 9989 §4.7).
    FailureOptionsAlone,
    /// A tag stands twice (RFC 6376 §3.2).
    Repeated {
        /// Which.
        name: Cow<'static, str>,
    },
    /// A tag's name is written with upper-case letters.
    UpperCase {
        /// As it should be.
        name: Cow<'static, str>,
    },
    /// A tag that DMARC had and has no more (RFC 9989 appendix C).
    Removed {
        /// Which: `pct`, `rf` or `ri`.
        name: Cow<'static, str>,
    },
    /// A tag that DMARC does not know (RFC 9989 §4.7: ignored).
    Unknown,
    /// A tag's name has something else in it than letters.
    BadName,
    /// A report address is missing: nothing between two commas, or an empty list.
    EmptyUri,
    /// A report address has no scheme such as `mailto:`.
    NoScheme,
    /// A report address has another scheme than `mailto:`.
    OtherScheme,
    /// A report address is not a valid URI.
    BadUri {
        /// Why not.
        reason: BadUri,
    },
    /// A size limit such as `!10m` follows a report address (RFC 9989 §4.8: obsolete).
    SizeLimit,
}

/// What is wrong, in plain English, as a whole sentence.
impl fmt::Display for DmarcDefect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BadPolicy {
                name,
                rescued: true,
            } => {
                return write!(
                    f,
                    "“{name}” must be “none”, “quarantine” or “reject”; as it is, receivers act as if the whole record \
                     said “p=none”.",
                );
            }
            Self::BadPolicy {
                name,
                rescued: false,
            } => {
                return write!(
                    f,
                    "“{name}” must be “none”, “quarantine” or “reject”; as it is, receivers ignore the record.",
                );
            }
            Self::NoPolicy => "“p” is missing; receivers take that for “p=none”, which asks for nothing.",
            Self::BadFlag { name, expected } => {
                return write!(f, "“{name}” must be {expected}; receivers take its default instead.");
            }
            Self::BadFailureOptions => {
                "“fo” must be “0” or “1”, and “d” and “s” if wanted, with colons between them; receivers take “0” instead."
            }
            Self::FailureOptionsAlone => "“fo” means nothing without “ruf”.",
            Self::Repeated { name } => {
                return write!(
                    f,
                    "“{name}” stands here twice. No tag may, and receivers may ignore the whole record for it.",
                );
            }
            Self::UpperCase { name } => {
                return write!(f, "Write “{name}” in lower case: some receivers know it only so.");
            }
            Self::Removed { name } => match name.as_ref() {
                "pct" => {
                    "“pct” is no longer part of DMARC, and receivers that follow the current standard ignore it: the \
                     policy is for all mail. Older ones apply the policy to that share of the mail only."
                }
                "rf" => "“rf” is no longer part of DMARC: there is only one format of failure reports.",
                _ => "“ri” is no longer part of DMARC: aggregate reports come once a day.",
            },
            Self::Unknown => "DMARC has no such tag; receivers ignore it.",
            Self::BadName => "The name of a tag has letters only; receivers ignore this.",
            Self::EmptyUri => "A report address is missing here.",
            Self::NoScheme => "A report address begins with “mailto:”; receivers ignore this one.",
            Self::OtherScheme => "Receivers need to know “mailto:” only, and may ignore this address.",
            Self::BadUri { reason } => {
                return write!(f, "This report address is invalid, and receivers ignore it: {reason}.");
            }
            Self::SizeLimit => "A size limit behind an address is no longer part of DMARC; receivers ignore it.",
        })
    }
}
