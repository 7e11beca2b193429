//! Every mistake that the readers tell apart, with its words.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::bimi::BimiDefect;
use crate::caa::CaaDefect;
use crate::dkim::DkimDefect;
use crate::dmarc::DmarcDefect;
use crate::spf::SpfDefect;

/// Which text a defect is in, where the words depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Grammar {
    /// `name=value` fields between semicolons.
    TagList,
    /// `key: value`, one a line.
    PolicyLines,
}

/// Every kind of mistake that is told apart.
///
/// Text quoted from the input is cut to 80 characters; it may hold anything and must be escaped when shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum DefectKind {
    /// In an SPF record (RFC 7208 §4.5).
    Spf {
        /// Which.
        defect: SpfDefect,
    },
    /// In a DKIM key record (RFC 6376 §3.6.1).
    Dkim {
        /// Which.
        defect: DkimDefect,
    },
    /// In a DMARC record (RFC 9989 §4.7).
    Dmarc {
        /// Which.
        defect: DmarcDefect,
    },
    /// In a BIMI record.
    Bimi {
        /// Which.
        defect: BimiDefect,
    },
    /// In a CAA record (RFC 8659 §4).
    Caa {
        /// Which.
        defect: CaaDefect,
    },
    /// Nothing stands between two semicolons.
    EmptyField,
    /// A line without anything on it.
    EmptyLine,
    /// A field without `=`, or a line without `:`.
    NoSeparator {
        /// What the text is.
        grammar: Grammar,
    },
    /// White space beside the `=` of a field.
    SpaceAroundEquals,
    /// White space before the `:` of a line, or before its key.
    SpaceAroundKey,
    /// The name of a field is no name by the grammar.
    BadName,
    /// The value of a field that we do not know has characters that the grammar forbids, or is empty.
    BadValue,
    /// A field occurs again; only the first counts.
    Duplicate {
        /// Its name.
        name: String,
    },
    /// A required field is not there.
    Missing {
        /// Its name.
        name: Cow<'static, str>,
    },
    /// A field's name is nearly that of a known one; as it stands, readers ignore the field.
    Misspelt {
        /// The name as it should be.
        expected: Cow<'static, str>,
    },
    /// The whole text is an HTML page.
    Html,
    /// Bytes that are no UTF-8 (shown as U+FFFD).
    NotUtf8,
    /// An invisible byte order mark stands at the front.
    ByteOrderMark,
    /// A control character.
    ControlCharacter {
        /// Its code point.
        code: u32,
    },
    /// A carriage return that no line feed follows.
    BareCarriageReturn,
    /// The file is longer than readers accept.
    TooLong {
        /// The most they accept, in bytes.
        limit: usize,
    },
    /// The `id` is not 1 to 32 letters and digits.
    BadPolicyId,
    /// The version is another than the one we know.
    BadVersion {
        /// The version that is known.
        expected: Cow<'static, str>,
    },
    /// The mode is none of `enforce`, `testing` and `none`.
    BadMode,
    /// `max_age` is not one to ten digits.
    BadMaxAge,
    /// `max_age` is over a year.
    MaxAgeTooLarge {
        /// The number given, in seconds.
        seconds: u64,
    },
    /// An `mx` value is no host name and no wildcard pattern.
    BadMxPattern {
        /// Why not.
        reason: BadPattern,
    },
    /// The list of report addresses is given in two fields.
    RepeatedRua,
    /// Nothing stands between two commas, or the list of addresses is empty.
    EmptyUri,
    /// A report address has no scheme.
    NoScheme,
    /// A report address is neither `mailto:` nor `https:`.
    UnsupportedScheme {
        /// The scheme given.
        scheme: String,
    },
    /// A report address is not a valid URI of its scheme.
    BadUri {
        /// Why not.
        reason: BadUri,
    },
}

/// Why a text is no `mx` pattern (RFC 8461 §3.2: `["*."] Domain`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum BadPattern {
    /// There is nothing.
    Empty,
    /// A star stands elsewhere than alone as the first label.
    Wildcard,
    /// It has letters outside ASCII: A-labels are wanted.
    NotAscii,
    /// It ends with a dot.
    FinalDot,
    /// It is an IP address.
    Address,
    /// Anything else that no host name has.
    Name,
}

/// Why a text is no report address (RFC 8460 §3, RFC 3986, RFC 6068).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum BadUri {
    /// A character that must be percent-encoded.
    Character,
    /// A percent sign that two hexadecimal digits do not follow.
    Percent,
    /// An exclamation mark, which RFC 8460 §3 wants percent-encoded.
    Exclamation,
    /// A `mailto:` without `local-part@domain`.
    MailAddress,
    /// An `https:` without `//` and a host.
    Host,
}

/// What is wrong, in plain English, as a whole sentence.
impl fmt::Display for DefectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyField => f.write_str("Two semicolons stand in a row, with no field between them."),
            Self::EmptyLine => f.write_str("This line is empty. The grammar has no empty lines; most readers skip them."),
            Self::NoSeparator { grammar: Grammar::TagList } => {
                f.write_str("This is no field: it has no “=” between a name and a value.")
            }
            Self::NoSeparator { grammar: Grammar::PolicyLines } => {
                f.write_str("This line has no “:” between a key and a value.")
            }
            Self::SpaceAroundEquals => f.write_str("No white space may stand beside the “=”."),
            Self::SpaceAroundKey => f.write_str("No white space may stand before a key or between it and the “:”."),
            Self::BadName => f.write_str(
                "A name is a letter or digit, then at most 31 letters, digits, “_”, “-” and “.”.",
            ),
            Self::BadValue => f.write_str("This value is empty or has a character that is not allowed in it."),
            Self::Spf { defect } => defect.fmt(f),
            Self::Dkim { defect } => defect.fmt(f),
            Self::Dmarc { defect } => defect.fmt(f),
            Self::Bimi { defect } => defect.fmt(f),
            Self::Caa { defect } => defect.fmt(f),
            Self::Duplicate { name } => {
                write!(f, "“{name}” was given before. Only the first one counts.")
            }
            Self::Missing { name } => write!(f, "“{name}” is missing; it is required."),
            Self::Misspelt { expected } => write!(
                f,
                "A name counts only in exactly the right letters. Is this meant to be “{expected}”?",
            ),
            Self::Html => f.write_str("This is an HTML page, not a policy."),
            Self::NotUtf8 => f.write_str("These bytes are not valid UTF-8."),
            Self::ByteOrderMark => f.write_str(
                "An invisible byte order mark stands at the front. Save the file as UTF-8 without BOM.",
            ),
            Self::ControlCharacter { code } => {
                write!(f, "The control character U+{code:04X} is not allowed.")
            }
            Self::BareCarriageReturn => f.write_str("A line ends with a carriage return alone; it must be LF or CR LF."),
            Self::TooLong { limit } => write!(f, "This is longer than the {limit} bytes that readers accept."),
            Self::BadPolicyId => f.write_str("An id is 1 to 32 letters and digits, and nothing else."),
            Self::BadVersion { expected } => write!(f, "The version must be “{expected}”, in exactly these letters."),
            Self::BadMode => f.write_str("The mode must be “enforce”, “testing” or “none”, in lower case."),
            Self::BadMaxAge => f.write_str("max_age must be a whole number of seconds, in one to ten digits."),
            Self::MaxAgeTooLarge { seconds } => write!(
                f,
                "max_age is {seconds} seconds; the most that is allowed is one year, 31557600.",
            ),
            Self::BadMxPattern { reason } => write!(f, "This is no mx pattern: {reason}."),
            Self::RepeatedRua => f.write_str(
                "“rua” was given before. Write all addresses into one, with commas between them: some readers take \
                 only the first.",
            ),
            Self::EmptyUri => f.write_str("A report address is missing here."),
            Self::NoScheme => f.write_str("A report address begins with “mailto:” or “https:”."),
            Self::UnsupportedScheme { scheme } => write!(
                f,
                "“{scheme}:” is not supported. A report address begins with “mailto:” or “https:”.",
            ),
            Self::BadUri { reason } => write!(f, "This report address is invalid: {reason}."),
        }
    }
}

impl fmt::Display for BadPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "it is empty",
            Self::Wildcard => {
                "a star may only stand alone as the first label, as in “*.example.org”"
            }
            Self::NotAscii => "write an internationalised name in its “xn--” form",
            Self::FinalDot => "it must not end with a dot",
            Self::Address => "it is an IP address, not a host name",
            Self::Name => "it is not a valid host name",
        })
    }
}

impl fmt::Display for BadUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Character => "it has a character that must be percent-encoded",
            Self::Percent => "two hexadecimal digits must follow a “%”",
            Self::Exclamation => "an exclamation mark must be written as “%21”",
            Self::MailAddress => "“mailto:” must be followed by one mail address",
            Self::Host => "“https:” must be followed by “//” and a host name",
        })
    }
}
