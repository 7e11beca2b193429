//! CAA (RFC 8659): which authorities may issue certificates for the hosts.
//!
//! Before a public authority makes a certificate for a name it looks for CAA records there, then at the name without its
//! first label, and so on up to the top-level domain; the first set that it finds decides (§3). A record has flags, a tag
//! and a value, as in `0 issue "letsencrypt.org"`: only the authority of that name may issue. `issuewild` is about names
//! with a wildcard, `issuemail` (RFC 9495) and `issuevmc` about other certificates, `iodef` says where to report.
//! RFC 8657 adds parameters: `accounturi` names the account that may ask, `validationmethods` how it has to prove control.
//!
//! Only authorities go by these records; senders never look at them. They matter here since a record that forbids the
//! authority in use makes the next renewal fail, and an expired certificate costs mail.

mod check;
mod defect;
mod facts;
mod issuers;
mod parse;
mod plan;
mod report;

use serde::Serialize;

use crate::syntax::Recognized;

pub use defect::CaaDefect;
pub use parse::{MAX_VALUE, parse, parse_content};
pub use report::{CaaNameReport, CaaRecordReport, CaaReport};

pub(crate) use check::check;
pub(crate) use facts::Caa;
pub(crate) use plan::outstanding;
pub(crate) use report::report;

/// One record as read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct CaaRecord {
    /// As in a zone file, but for escapes: `0 issue "letsencrypt.org"`. Spans are offsets in it.
    pub text: String,
    /// The tag in lower case.
    pub tag: String,
    /// Whether an authority that does not know the tag must not issue.
    pub critical: bool,
    /// What it says.
    pub parsed: Recognized<Property>,
}

/// What a valid record says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "property", rename_all = "kebab-case")]
pub enum Property {
    /// Who may issue (`issue`, `issuewild`, `issuemail`, `issuevmc`).
    Issue {
        /// For which kind of certificate.
        kind: Issue,
        /// The authority's domain name in lower case; nothing if nobody may.
        issuer: Option<String>,
        /// Parameters: names in lower case, with values as sent.
        parameters: Vec<(String, String)>,
    },
    /// Where an authority reports (`iodef`, `contactemail`, `contactphone`).
    Contact {
        /// The address.
        address: String,
    },
    /// Something that no standard has, and that may be passed over.
    Unknown,
}

/// Which certificates a record is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Issue {
    /// Of servers (RFC 8659 §4.2).
    Server,
    /// Of servers, with a wildcard in the name (RFC 8659 §4.3).
    Wildcard,
    /// Of mail addresses (RFC 9495).
    Mail,
    /// Of logos.
    Logo,
}

impl Issue {
    const ALL: [(&'static str, Self); 4] = [
        ("issue", Self::Server),
        ("issuewild", Self::Wildcard),
        ("issuemail", Self::Mail),
        ("issuevmc", Self::Logo),
    ];

    fn of_tag(tag: &str) -> Option<Self> {
        let known = Self::ALL.iter().find(|(word, _)| *word == tag);
        known.map(|(_, kind)| *kind)
    }
}
