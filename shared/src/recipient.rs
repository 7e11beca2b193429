//! The recipient tests: what a server says to RCPT, without any mail being sent (RFC 5321 §4.1.1.3).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{DomainName, Failure, Reply};

/// Which recipients to try. Only with the operator's permission, and never with DATA.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RecipientTests {
    /// The domain whose mail the server takes: a random mailbox of it tells whether every recipient is accepted.
    pub domain: DomainName,
    /// Whether to try recipients of a domain that is not the server's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open_relay: bool,
    /// A mailbox of the domain to ask about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mailbox: Option<LocalPart>,
}

/// The part of a mailbox before the @, as a dot-string (RFC 5321 §4.1.2): ASCII, at most 64 bytes, nothing quoted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
pub struct LocalPart(String);

impl LocalPart {
    /// As it stands before the @.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LocalPart {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::try_from(text.to_owned())
    }
}

impl TryFrom<String> for LocalPart {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        // RFC 5321 §4.5.3.1.1.
        const MAX: usize = 64;
        if text.is_empty() || text.len() > MAX {
            return Err(format!("the part before the @ has 1 to {MAX} characters"));
        }
        let is_atext = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
        if let Some(c) = text.chars().find(|&c| c != '.' && !is_atext(c)) {
            return Err(format!(
                "{c:?} cannot be tried in the part before the @: letters, digits, dots and !#$%&'*+-/=?^_`{{|}}~ can"
            ));
        }
        if text.split('.').any(str::is_empty) {
            return Err("a dot stands between two other characters".to_owned());
        }
        Ok(Self(text))
    }
}

impl From<LocalPart> for String {
    fn from(local_part: LocalPart) -> Self {
        local_part.0
    }
}

impl fmt::Display for LocalPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What one server said to the recipients that were tried, all in one session that ended with RSET and QUIT.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecipientTrial {
    /// Each recipient with its answer, in order.
    pub tried: Vec<RecipientTried>,
    /// What ended the trial early, if something did; the dialogue before it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut_short_by: Option<Failure>,
}

/// One recipient that was tried.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecipientTried {
    /// What kind of recipient.
    pub kind: RecipientKind,
    /// The sender given in MAIL, without its brackets; empty for the null sender.
    pub sender: String,
    /// The recipient given in RCPT, without its brackets.
    pub recipient: String,
    /// The answer to MAIL, if it was not positive: RCPT was then not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender_refused: Option<Reply>,
    /// The answer to RCPT.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<Reply>,
}

/// What kind of recipient was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RecipientKind {
    /// A mailbox of a domain that is not the server's.
    Foreign,
    /// The same, hidden in a mailbox of the server's own domain: `user%foreign@own` and its like.
    ForeignRouted,
    /// A mailbox with a random name at the server's own domain, which does not exist.
    OwnRandom,
    /// The mailbox asked about.
    Mailbox,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_dot_strings_are_local_parts() {
        for text in ["postmaster", "a.b+c", "x", "o'neill", &"l".repeat(64)] {
            assert!(text.parse::<LocalPart>().is_ok(), "{text}");
        }
        let long = "l".repeat(65);
        for text in [
            "",
            ".",
            "a.",
            ".a",
            "a..b",
            "a b",
            "\"a\"",
            "a@b",
            "a\r\nDATA",
            "a>",
            "ä",
            &long,
        ] {
            assert!(text.parse::<LocalPart>().is_err(), "{text}");
        }
    }
}
