//! Why a report file, or a part of one, is not read.

use std::fmt;

use serde::Serialize;

/// Why a file, or a part of one, was not read. Displays as a whole sentence for its user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum Refusal {
    /// There is nothing in it.
    Empty,
    /// It is nothing that is read here.
    Foreign {
        /// What it seems to be: "a PDF document".
        seems: &'static str,
    },
    /// XML, but no report.
    OtherXml {
        /// Its outermost element.
        element: String,
    },
    /// JSON, but no report.
    OtherJson,
    /// XML that cannot be read on, before there was anything to keep.
    BadXml {
        /// At which byte.
        at: u64,
        /// What is wrong there.
        detail: String,
    },
    /// JSON that cannot be read.
    BadJson {
        /// What is wrong, and where.
        detail: String,
    },
    /// A complaint of another kind than about authentication (RFC 5965 §7.3).
    OtherFeedback {
        /// Its kind: `abuse`.
        kind: String,
    },
    /// Entities of its own, which could grow without end when they are expanded.
    Entities,
    /// Elements or values inside each other, deeper than any report.
    TooDeep {
        /// How deep is allowed.
        limit: usize,
    },
    /// Compressed data that cannot be unpacked.
    BadCompression {
        /// What is wrong.
        detail: String,
    },
    /// A zip archive that cannot be read.
    BadArchive {
        /// What is wrong.
        detail: String,
    },
    /// It is encrypted.
    Encrypted,
    /// Packed in a way that is not read here.
    Method {
        /// Which.
        name: String,
    },
    /// It unpacks to much more than any real report would.
    Bomb {
        /// To how many times its size, as far as it was unpacked.
        ratio: u64,
    },
    /// It is larger than what is read here.
    TooLarge {
        /// How many bytes are read.
        limit: u64,
    },
    /// More entries than are read.
    TooManyEntries {
        /// How many are.
        limit: usize,
    },
    /// Archives within archives within archives.
    TooNested {
        /// How many are opened.
        limit: u8,
    },
    /// No more reports are kept at once.
    Full,
    /// Whoever gives its bytes could not read it, or not to its end: the disk, the browser.
    Unreadable {
        /// What they say.
        detail: String,
    },
    /// The reading was stopped before its end.
    Stopped,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("It is empty."),
            Self::Foreign { seems } => write!(f, "It is no report, but looks like {seems}."),
            Self::OtherXml { element } => write!(
                f,
                "It is XML, but no DMARC report: it begins with “{element}” and not with “feedback”."
            ),
            Self::OtherJson => f.write_str("It is JSON, but no TLS report."),
            Self::BadXml { at, detail } => {
                write!(f, "Its XML cannot be read from byte {at} on: {detail}.")
            }
            Self::BadJson { detail } => write!(f, "Its JSON cannot be read: {detail}."),
            Self::OtherFeedback { kind } => write!(
                f,
                "It is a complaint about a mail, of the kind “{kind}”, and says nothing of SPF, DKIM or DMARC."
            ),
            Self::Entities => f.write_str(
                "It defines entities of its own, which no report needs and which can be used to fill the memory; \
                 it was not read.",
            ),
            Self::TooDeep { limit } => write!(
                f,
                "Its parts lie deeper inside each other than the {limit} levels that are read."
            ),
            Self::BadCompression { detail } => write!(f, "It cannot be unpacked: {detail}."),
            Self::BadArchive { detail } => {
                write!(f, "It cannot be read as a zip archive: {detail}.")
            }
            Self::Encrypted => f.write_str("It is encrypted; unpack it first."),
            Self::Method { name } => {
                write!(f, "It is packed with {name}, which is not read here; unpack it first.")
            }
            Self::Bomb { ratio } => write!(
                f,
                "It unpacks to more than {ratio} times its size, which no report does; it was not read on."
            ),
            Self::TooLarge { limit } => write!(
                f,
                "It is larger than the {} MiB that are read of such a file.",
                limit / (1024 * 1024)
            ),
            Self::TooManyEntries { limit } => {
                write!(f, "It has more entries than the {limit} that are read.")
            }
            Self::TooNested { limit } => write!(
                f,
                "It lies in more archives and mails inside each other than the {limit} that are opened."
            ),
            Self::Full => f.write_str(
                "More reports are not kept at once; look at fewer, or at one year after the other.",
            ),
            Self::Unreadable { detail } => {
                write!(f, "It cannot be read to its end: {detail}.")
            }
            Self::Stopped => f.write_str("The reading was stopped before its end."),
        }
    }
}
