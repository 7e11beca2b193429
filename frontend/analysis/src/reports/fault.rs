//! Faults of a report file that are put up with.

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
    /// A part that the format has once is there several times. Of policies the first counts, of rows each.
    Repeated,
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
    /// A policy does not say which domain it is about; what is around it does.
    DomainElsewhere,
    /// Something is no domain name.
    BadDomain,
    /// The source of some mail is no address.
    BadAddress,
    /// A count is missing or no number; such mail counts as one.
    BadCount,
    /// A total is no number.
    BadTotal,
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
            Self::StrayReference => "A stray “&” or “<”, or a reference that XML does not know.",
            Self::WrongNesting => "Tags do not close in the order they were opened.",
            Self::UnknownElement => "It has elements that no version of the format knows.",
            Self::Repeated => {
                "A part that the format has once is there several times: the first policy counts, and each row."
            }
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
            Self::DomainElsewhere => {
                "A policy does not say which domain it is about; that was taken from what is around it."
            }
            Self::BadDomain => "Something that should be a domain name is none.",
            Self::BadAddress => "The source of some mail is no IP address.",
            Self::BadCount => {
                "A count is missing or no number that can be true; it was taken for one."
            }
            Self::BadTotal => "A total is no number; it was taken for none.",
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
