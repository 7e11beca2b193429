//! The three mail services that can be asked about. A port is never a bare number.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A mail service on its one well-known port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Service {
    /// Mail between servers: port 25, TLS by STARTTLS (RFC 5321, RFC 3207).
    Smtp,
    /// Mail from people's programs: port 587, TLS by STARTTLS (RFC 6409).
    Submission,
    /// Mail from people's programs: port 465, TLS from the first byte (RFC 8314 §3.3).
    Submissions,
}

impl Service {
    /// All services, in order of their names.
    pub const ALL: [Self; 3] = [Self::Smtp, Self::Submission, Self::Submissions];

    /// The TCP port.
    #[must_use]
    pub const fn port(self) -> u16 {
        match self {
            Self::Smtp => 25,
            Self::Submission => 587,
            Self::Submissions => 465,
        }
    }

    /// Whether TLS begins with the connection instead of after STARTTLS.
    #[must_use]
    pub const fn is_implicit_tls(self) -> bool {
        matches!(self, Self::Submissions)
    }

    /// The word used in JSON, in links and on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Smtp => "smtp",
            Self::Submission => "submission",
            Self::Submissions => "submissions",
        }
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Service {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|service| service.word() == word)
            .ok_or_else(|| {
                format!(
                    "“{word}” is no service; use smtp (25), submission (587) or submissions (465)"
                )
            })
    }
}
