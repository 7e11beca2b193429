//! Why the header of a signature cannot be used.

use std::fmt;

use serde::Serialize;

/// Why a signature cannot be used. Displays as a whole sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "defect", rename_all = "kebab-case")]
pub enum SignatureDefect {
    /// A field that has to be there is missing.
    Missing {
        /// Its name.
        tag: &'static str,
    },
    /// A field is given twice.
    Twice {
        /// Its name.
        tag: String,
    },
    /// A field cannot be read.
    Unreadable {
        /// Its name.
        tag: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// Another version than 1.
    Version {
        /// The version.
        value: String,
    },
    /// The From header is not signed (RFC 6376 §5.4).
    FromNotSigned,
    /// `i=` is not of the domain `d=` or below it (RFC 6376 §3.5).
    IdentityOutside {
        /// What stands there.
        identity: String,
    },
    /// It expires before it was made, or at that moment (RFC 6376 §3.5).
    ExpiresBeforeSigned,
    /// A seal or signature of ARC covers what it must not (RFC 8617 §4.1.2).
    CoversArc,
    /// A seal of ARC names headers, `h=` (RFC 8617 §4.1.3).
    SealNamesHeaders,
}

impl fmt::Display for SignatureDefect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { tag } => write!(f, "“{tag}=” is missing."),
            Self::Twice { tag } => write!(f, "“{tag}=” is given twice."),
            Self::Unreadable { tag, why } => write!(f, "“{tag}=” cannot be read: {why}."),
            Self::Version { value } => write!(f, "Its version is “{value}” and not 1."),
            Self::FromNotSigned => f.write_str("It does not sign the From header."),
            Self::IdentityOutside { identity } => {
                write!(f, "“i={identity}” is not of the signing domain.")
            }
            Self::ExpiresBeforeSigned => f.write_str(
                "It expires before it was made, or at that moment: “x=” has to be later than “t=”.",
            ),
            Self::SealNamesHeaders => f.write_str("A seal must not have “h=”."),
            Self::CoversArc => f.write_str("It covers headers of ARC that it must not."),
        }
    }
}
