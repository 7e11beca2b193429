//! What is wrong with a report file: faults that are put up with, and reasons why a file is not read.

use std::fmt;

use serde::Serialize;

/// How many different remarks are kept of one report.
const MAX_REMARKS: usize = 40;
/// How much is quoted of what was wrong, in characters.
const MAX_QUOTE: usize = 80;

/// A fault of a report that was put up with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// What is wrong.
    pub fault: Fault,
    /// How often.
    pub count: u64,
    /// The first of it as it stands in the file, shortened; empty where there is nothing to quote.
    pub example: String,
}

/// What reporters get wrong without making the report useless.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// The file ends in the middle; what stands before that counts.
    EndsEarly,
    /// Something follows after the end of the report.
    TextAfterEnd,
    /// Bytes follow after the end of the compressed data.
    BytesAfterCompressed,
    /// The checksum of the compressed data does not fit what came out.
    WrongChecksum,
    /// Characters in another encoding than the file says.
    NotUtf8,
    /// An ampersand or another reference that XML does not know.
    StrayReference,
    /// A tag closes what was not open, or leaves something open.
    WrongNesting,
    /// Elements that no dialect of the format has.
    UnknownElement,
    /// A namespace that no dialect of the format has.
    UnknownNamespace,
    /// A document type declaration, which is passed over.
    DocumentType,
    /// The reporter does not say who he is.
    NoReporter,
    /// The report has no identifier, so a second copy is told by its content.
    NoReportId,
    /// The period that the report is about is missing or cannot be read.
    NoPeriod,
    /// The period ends before it begins.
    PeriodReversed,
    /// The period is longer than a day and an hour.
    LongPeriod,
    /// The domain that the report is about is missing.
    NoDomain,
    /// Something is no domain name.
    BadDomain,
    /// The source of some mail is no address.
    BadAddress,
    /// A count is missing or no number; such mail counts as one.
    BadCount,
    /// A count is zero.
    ZeroCount,
    /// A result is a word that the format does not have.
    UnknownResult,
    /// A disposition is a word that the format does not have.
    UnknownDisposition,
    /// A reason for an override that the format does not have.
    UnknownReason,
    /// A policy that the format does not have.
    UnknownPolicy,
    /// A record does not say what was evaluated.
    NoEvaluation,
    /// A record says nothing of SPF and DKIM themselves.
    NoAuthentication,
    /// A record does not say which domain the mail was from.
    NoHeaderFrom,
    /// A date is written in another way than the format demands.
    OddDate,
    /// A number stands in quotes, a list is a single text, or the other way round.
    OddType,
    /// A field that the format demands is missing.
    MissingField,
    /// The totals do not fit what is listed.
    TotalsDiffer,
    /// Longer than any real value; cut.
    TooLong,
    /// More different rows, names or results than are kept one by one; their mail still counts.
    NotListed,
    /// Another report of the same reporter had this identifier for another period.
    ReusedReportId,
    /// Some parts of the mail or archive were not looked at, since there are so many.
    TooManyParts,
    /// A failure report without the part for programs; its text was read instead.
    NoMachinePart,
}

impl Fault {
    /// What is wrong, as a whole sentence.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::EndsEarly => "The file ends in the middle; what stands before that was read.",
            Self::TextAfterEnd => {
                "Something follows after the end of the report; it was passed over."
            }
            Self::BytesAfterCompressed => {
                "Bytes follow after the end of the compressed data; they were passed over."
            }
            Self::WrongChecksum => {
                "The checksum of the compressed data is wrong, so something in it may have changed."
            }
            Self::NotUtf8 => "Some characters are in another encoding than the file says.",
            Self::StrayReference => "A stray “&” or a reference that XML does not know.",
            Self::WrongNesting => "Tags do not close in the order they were opened.",
            Self::UnknownElement => "It has elements that no version of the format knows.",
            Self::UnknownNamespace => "Its XML namespace is none of the format's.",
            Self::DocumentType => "It has a document type declaration, which was passed over.",
            Self::NoReporter => "It does not say who wrote it.",
            Self::NoReportId => "It has no report id, so a second copy is told by its content.",
            Self::NoPeriod => "It does not say which period it is about.",
            Self::PeriodReversed => "Its period ends before it begins.",
            Self::LongPeriod => {
                "Its period is longer than a day, so it cannot be told which day the mail was of."
            }
            Self::NoDomain => "It does not say which domain it is about.",
            Self::BadDomain => "Something that should be a domain name is none.",
            Self::BadAddress => "The source of some mail is no IP address.",
            Self::BadCount => "A count is missing or no number; that mail was counted once.",
            Self::ZeroCount => "A record counts no mail at all.",
            Self::UnknownResult => "A result is a word that the format does not have.",
            Self::UnknownDisposition => {
                "What was done with some mail is a word that the format does not have."
            }
            Self::UnknownReason => {
                "The reason for an exception is a word that the format does not have."
            }
            Self::UnknownPolicy => "A policy is a word that the format does not have.",
            Self::NoEvaluation => "Some records do not say whether SPF and DKIM passed for DMARC.",
            Self::NoAuthentication => "Some records say nothing of SPF and DKIM themselves.",
            Self::NoHeaderFrom => {
                "Some records do not say which domain the mail was from; the report's domain was taken."
            }
            Self::OddDate => "A date is written in another way than the format demands.",
            Self::OddType => {
                "A value has another type than the format demands, such as a number in quotes."
            }
            Self::MissingField => "A field that the format demands is missing.",
            Self::TotalsDiffer => "The totals do not fit what is listed.",
            Self::TooLong => "A value is longer than any real one; it was cut.",
            Self::NotListed => {
                "It has more different rows than are kept one by one; the rest is counted and not listed."
            }
            Self::ReusedReportId => {
                "The same reporter used this report id for another period, too; both were read."
            }
            Self::TooManyParts => "It has more parts than are looked at; the rest was passed over.",
            Self::NoMachinePart => {
                "It lacks the part for programs; what its text says was read instead."
            }
        }
    }
}

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
            Self::Stopped => f.write_str("The reading was stopped before its end."),
        }
    }
}

/// Remarks about one report, each fault once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Remarks(Vec<Remark>);

impl Remarks {
    /// Adds one; `example` is quoted if it is the first.
    pub(crate) fn add(&mut self, fault: Fault, example: &str) {
        self.add_bytes(fault, example.as_bytes());
    }

    /// The same for what may be no text.
    pub(crate) fn add_bytes(&mut self, fault: Fault, example: &[u8]) {
        if let Some(known) = self.0.iter_mut().find(|remark| remark.fault == fault) {
            known.count = known.count.saturating_add(1);
        } else if self.0.len() < MAX_REMARKS {
            self.0.push(Remark {
                fault,
                count: 1,
                example: quoted(example),
            });
        }
    }

    /// Adds those of something around it.
    pub(crate) fn append(&mut self, others: &Self) {
        for other in &others.0 {
            if self.0.len() < MAX_REMARKS {
                self.0.push(other.clone());
            }
        }
    }

    /// All of them, in the order in which the faults were met.
    #[must_use]
    pub fn as_slice(&self) -> &[Remark] {
        &self.0
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a fault was met.
    #[must_use]
    pub fn has(&self, fault: Fault) -> bool {
        self.0.iter().any(|remark| remark.fault == fault)
    }
}

/// The beginning of foreign text, in one line.
pub(crate) fn quoted(bytes: &[u8]) -> String {
    let start = bytes
        .get(..bytes.len().min(4 * MAX_QUOTE))
        .unwrap_or_default();
    let text = String::from_utf8_lossy(start);
    let text = text.trim();
    let mut quote: String = text.chars().take(MAX_QUOTE).collect();
    if text.chars().count() > MAX_QUOTE || start.len() < bytes.len() {
        quote.push('…');
    }
    quote
}
