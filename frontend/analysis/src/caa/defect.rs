//! Every mistake that the reader tells apart, with its words.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A mistake in a CAA record (RFC 8659 §4).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "mistake", rename_all = "kebab-case")]
pub enum CaaDefect {
    /// The record ends before its tag does.
    CutShort,
    /// Bits are set that have no meaning.
    ReservedFlags,
    /// The tag is empty or has a character that none may have.
    BadTag,
    /// No standard has this tag.
    UnknownTag,
    /// The same, and authorities must understand it.
    UnknownCritical,
    /// What names the authority is no domain name.
    BadIssuer,
    /// A parameter is not `name=value`.
    BadParameter,
    /// A semicolon ends the parameters.
    FinalSemicolon,
    /// The same parameter stands there twice.
    RepeatedParameter,
    /// An account that is no URI.
    BadAccount,
    /// A way of proving control that is in no registry.
    UnknownMethod,
    /// An address for reports that is neither mailto nor http nor https, or has no host.
    BadReportUri,
    /// Not a mail address.
    BadMail,
    /// Not a telephone number.
    BadPhone,
}

/// What is wrong, in plain English, as a whole sentence.
impl fmt::Display for CaaDefect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CutShort => "The record ends before its tag does.",
            Self::ReservedFlags => "The flags are 0 or 128 (critical); the other bits mean nothing.",
            Self::BadTag => "The tag has letters and digits alone.",
            Self::UnknownTag => "No standard has this tag; authorities pass over it.",
            Self::UnknownCritical => {
                "No standard has this tag, and the flag “critical” forbids authorities that do not know it to issue."
            }
            Self::BadIssuer => {
                "This is no domain name of an authority. Authorities read the record as if nobody might issue."
            }
            Self::BadParameter => {
                "A parameter is a name, “=” and a value without white space or semicolons. Authorities read the record \
                 as if nobody might issue."
            }
            Self::FinalSemicolon => "No semicolon stands behind the last parameter; some authorities refuse that.",
            Self::RepeatedParameter => {
                "This parameter was given before. Authorities read the record as if nobody might issue."
            }
            Self::BadAccount => "The account is a URI, as the authority gives it: “https://…”.",
            Self::UnknownMethod => {
                "This way of proving control is in no registry; authorities' own begin with “ca-”. Is it misspelt?"
            }
            Self::BadReportUri => "Reports go to an address that begins with “mailto:”, “https://” or “http://”.",
            Self::BadMail => "This is no mail address.",
            Self::BadPhone => "This is no telephone number: a plus sign, the country code and digits.",
        })
    }
}
