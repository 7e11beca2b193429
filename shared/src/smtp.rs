//! SMTP replies as they came, with nothing read into them (RFC 5321 §4.2).

use std::fmt;

use serde::{Deserialize, Serialize};

/// A three-digit reply code, 200 to 599 (RFC 5321 §4.2.1: the first digit is 2 to 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "u16", into = "u16")]
pub struct ReplyCode(u16);

impl ReplyCode {
    /// Service ready (greeting, or the answer to STARTTLS).
    pub const READY: Self = Self(220);
    /// Requested action completed.
    pub const OK: Self = Self(250);
    /// Service not available, closing (RFC 5321 §3.8): may come at any time.
    pub const CLOSING: Self = Self(421);

    /// The number.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }

    /// 2xx: the server did as asked.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.0 / 100 == 2
    }

    /// 4xx: not now; ask again later.
    #[must_use]
    pub const fn is_transient(self) -> bool {
        self.0 / 100 == 4
    }

    /// 5xx: no.
    #[must_use]
    pub const fn is_permanent(self) -> bool {
        self.0 / 100 == 5
    }
}

impl TryFrom<u16> for ReplyCode {
    type Error = String;

    fn try_from(code: u16) -> Result<Self, Self::Error> {
        if (200..=599).contains(&code) {
            Ok(Self(code))
        } else {
            Err(format!("{code} is no SMTP reply code"))
        }
    }
}

impl From<ReplyCode> for u16 {
    fn from(code: ReplyCode) -> Self {
        code.0
    }
}

impl fmt::Display for ReplyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A whole reply: its code and the text of each line, without code and line end.
///
/// The text is what the server sent, read as UTF-8 with U+FFFD for anything else; it may hold control characters
/// and must be escaped when shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reply {
    /// The code of the last line; all lines must agree (RFC 5321 §4.2.1).
    pub code: ReplyCode,
    /// One entry a line; never empty in what the relay sends.
    pub lines: Vec<String>,
    /// Whether any line ended in a bare LF (RFC 5321 §2.3.8 wants CR LF).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bare_lf: bool,
}

/// Code and first line: `421 too many connections`.
impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        match self.lines.first() {
            Some(line) if !line.is_empty() => write!(f, " {line}"),
            _ => Ok(()),
        }
    }
}

/// Why bytes from a server are no SMTP reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum MalformedReply {
    /// A line of over 2048 bytes (RFC 5321 §4.5.3.1.5 allows 512).
    LineTooLong,
    /// Over 100 lines or 64 KiB in one reply.
    ReplyTooLong,
    /// A line does not begin with a reply code.
    NoCode,
    /// The lines of one reply carry different codes.
    CodesDiffer,
    /// The first byte is that of a TLS record: the port speaks TLS already.
    LooksLikeTls,
    /// Over 256 KiB in one session.
    SessionTooLong,
    /// More replies came than commands were said (RFC 5321 §4.2 wants one for each): which answers what, nobody can
    /// tell.
    OutOfStep,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_outside_smtp_are_refused_at_the_edge() {
        for code in [0, 199, 600, u16::MAX] {
            assert!(ReplyCode::try_from(code).is_err(), "{code}");
        }
        assert!(ReplyCode::CLOSING.is_transient());
        assert!(ReplyCode::READY.is_positive());
    }

    #[test]
    fn a_reply_prints_as_the_server_said_it() {
        let reply = Reply {
            code: ReplyCode::CLOSING,
            lines: vec!["4.7.0 too many".into(), "bye".into()],
            bare_lf: false,
        };
        assert_eq!(reply.to_string(), "421 4.7.0 too many");
    }
}
