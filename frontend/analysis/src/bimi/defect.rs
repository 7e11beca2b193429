//! Every mistake that the reader tells apart, with its words.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::syntax::BadUri;

/// A mistake in a BIMI record (BIMI draft §4.3).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "mistake", rename_all = "kebab-case")]
pub enum BimiDefect {
    /// `l` is missing; it is required, if only empty.
    NoLocation,
    /// `l` is empty and `a` is not.
    EvidenceAlone,
    /// The address has another scheme than `https`.
    NotHttps {
        /// Which tag.
        name: Cow<'static, str>,
    },
    /// The address is not a valid URI.
    BadUri {
        /// Which tag.
        name: Cow<'static, str>,
        /// Why not.
        reason: BadUri,
    },
    /// There are two addresses; an old draft allowed that.
    Comma,
    /// The logo's name ends neither with `.svg` nor with `.svgz`.
    NotSvg,
    /// `avp` is neither `brand` nor `personal`.
    BadPreference,
    /// An entry of `lps` is not 1 to 63 letters, digits and hyphens.
    BadPrefix,
    /// A tag stands twice (RFC 6376 §3.2).
    Repeated {
        /// Which.
        name: Cow<'static, str>,
    },
    /// A tag that is not known is ignored.
    Unknown,
    /// The name of a tag is no name.
    BadName,
    /// A tag's name is written with upper-case letters.
    UpperCase {
        /// As it should be.
        name: Cow<'static, str>,
    },
}

/// What is wrong, in plain English, as a whole sentence.
impl fmt::Display for BimiDefect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoLocation => "“l” is missing. It is required, if only empty to say that no logo is wanted.",
            Self::EvidenceAlone => "There is a certificate in “a” and no logo in “l”.",
            Self::NotHttps { name } => {
                return write!(f, "“{name}” must be an address that begins with “https://”.");
            }
            Self::BadUri { name, reason } => {
                return write!(f, "The address in “{name}” is invalid: {reason}.");
            }
            Self::Comma => "Only one address may stand here; a comma within it is written “%2C”.",
            Self::NotSvg => "The name of the logo's file should end with “.svg” or “.svgz”: other formats are not shown.",
            Self::BadPreference => "“avp” must be “brand” or “personal”, in lower case; some receivers ignore the tag, others the record.",
            Self::BadPrefix => "Each entry of “lps” is 1 to 63 letters, digits and hyphens.",
            Self::Repeated { name } => {
                return write!(f, "“{name}” stands here twice. No tag may, and receivers ignore the record for it.");
            }
            Self::Unknown => "BIMI has no such tag; receivers ignore it.",
            Self::BadName => "The name of a tag is a letter, then letters, digits and “_”.",
            Self::UpperCase { name } => {
                return write!(f, "Write “{name}” in lower case: receivers must not mend it.");
            }
        })
    }
}
