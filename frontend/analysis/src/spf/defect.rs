//! Every mistake that the reader tells apart, with its words.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A mistake in an SPF record (RFC 7208 §4.5).
///
/// Text quoted from the record is cut to 80 characters; it may hold anything and must be escaped when shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "spf", rename_all = "kebab-case")]
pub enum SpfDefect {
    /// A character that is neither visible ASCII nor a space.
    Character,
    /// A mechanism that nobody knows.
    UnknownMechanism {
        /// Its name.
        name: String,
    },
    /// An IP address or network stands alone, without `ip4:` or `ip6:`.
    BareAddress,
    /// A host or domain name stands alone.
    BareName,
    /// A word that ends in a comma or semicolon, or stands in quotation marks.
    Punctuation,
    /// A sign (`+ - ~ ?`) with nothing behind it.
    BareSign,
    /// A modifier written with `:` in place of `=`.
    ModifierAsMechanism {
        /// Its name.
        name: String,
    },
    /// A mechanism written with `=` in place of `:`.
    MechanismAsModifier {
        /// Its name.
        name: String,
    },
    /// A modifier with a sign before it.
    SignedModifier,
    /// A modifier whose name is none.
    BadModifierName,
    /// A modifier that the standard does not define.
    UnknownModifier {
        /// Its name.
        name: String,
    },
    /// The version is given again.
    VersionAgain,
    /// `redirect` or `exp` is given twice.
    Twice {
        /// Which.
        name: String,
    },
    /// Something follows a mechanism that takes nothing.
    Unwanted {
        /// The mechanism.
        name: String,
    },
    /// A mechanism or modifier without the domain that it needs.
    NoDomain {
        /// Which.
        name: String,
    },
    /// A name that does not end as a domain name does.
    BadDomainEnd,
    /// A name that is an IP address.
    AddressAsDomain,
    /// An `ip4` without a valid IPv4 address.
    BadIp4,
    /// An `ip6` without a valid IPv6 address.
    BadIp6,
    /// An IPv6 address in `ip4`, or the reverse.
    OtherFamily {
        /// The mechanism that takes it.
        name: String,
    },
    /// A network length that is none.
    BadPrefix {
        /// The longest, in bits.
        longest: u8,
    },
    /// What follows a slash is no network length.
    BadCidr,
    /// A percent sign that begins no macro.
    BarePercent,
    /// `%{` without `}`.
    UnclosedMacro,
    /// A macro of a letter that nobody knows.
    BadMacroLetter,
    /// A macro with something in it that is neither number, `r` nor delimiter.
    BadTransformer,
    /// A macro that keeps no part.
    ZeroParts,
    /// A macro that may only stand in an explanation.
    ExplanationMacro,
}

/// What is wrong, in plain English, as a whole sentence.
impl fmt::Display for SpfDefect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownMechanism { name } => {
                return write!(
                    f,
                    "“{name}” is no mechanism. Receivers give up on a record with one that they do not know."
                );
            }
            Self::ModifierAsMechanism { name } => {
                return write!(f, "“{name}” is written with “=”, not with “:”.");
            }
            // RFC 7208 §5.1: it takes nothing, so that “:” would be no better.
            Self::MechanismAsModifier { name } if name == "all" => {
                "“all” stands alone, with nothing behind it. With “=” receivers take it for an unknown modifier and \
                 ignore it."
            }
            Self::MechanismAsModifier { name } => {
                return write!(
                    f,
                    "“{name}” is written with “:”. With “=” receivers take it for an unknown modifier and ignore it."
                );
            }
            Self::UnknownModifier { name } => {
                return write!(f, "“{name}” is no modifier of the standard. Receivers ignore it.");
            }
            Self::Twice { name } => return write!(f, "“{name}” may be given only once."),
            Self::Unwanted { name } => {
                return write!(f, "Nothing of this kind may follow “{name}”.");
            }
            Self::NoDomain { name } => return write!(f, "“{name}” needs a domain name."),
            Self::OtherFamily { name } => {
                return write!(f, "This address belongs into “{name}:”.");
            }
            Self::BadPrefix { longest } => {
                return write!(
                    f,
                    "The length of a network is a number from 0 to {longest}, without leading zeros."
                );
            }
            Self::Character => {
                "Only visible ASCII characters and spaces are allowed: no tabs, line ends or other letters."
            }
            Self::BareAddress => "An address needs “ip4:” or “ip6:” before it.",
            Self::BareName => "A name needs “a:”, “mx:” or “include:” before it.",
            Self::Punctuation => {
                "Terms are separated by spaces alone: no commas, semicolons or quotation marks."
            }
            Self::BareSign => "A mechanism must follow the sign directly, without a space.",
            Self::SignedModifier => "No sign may stand before a modifier.",
            Self::BadModifierName => {
                "The name of a modifier is a letter, then letters, digits, “-”, “_” and “.”."
            }
            Self::VersionAgain => "The version stands only once, at the front. Receivers ignore this one.",
            Self::BadDomainEnd => {
                "This is no full domain name: it must end in a dot and a last label with a letter, or in a macro."
            }
            Self::AddressAsDomain => {
                "A domain name is wanted here, and this is an IP address. Write “ip4:” or “ip6:” before an address."
            }
            Self::BadIp4 => "“ip4:” needs an IPv4 address of four numbers, such as 192.0.2.1.",
            Self::BadIp6 => "“ip6:” needs an IPv6 address, such as 2001:db8::1.",
            Self::BadCidr => {
                "What follows the name is no network length: write “/24”, “//64” or “/24//64”."
            }
            Self::BarePercent => "A percent sign must begin a macro: “%{…}”, “%%”, “%_” or “%-”.",
            Self::UnclosedMacro => "This macro has no closing “}”.",
            Self::BadMacroLetter => "There is no macro of this letter: s, l, o, d, i, p, v and h exist.",
            Self::BadTransformer => {
                "After its letter a macro may have a number, “r”, and the delimiters . - + , / _ = alone."
            }
            Self::ZeroParts => "A macro must keep at least one part.",
            Self::ExplanationMacro => "The macros c, r and t may only stand in an explanation.",
        })
    }
}
