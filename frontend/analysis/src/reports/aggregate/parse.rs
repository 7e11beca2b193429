//! From the elements of a document to a report.

use shared::Timestamp;

use super::draft::RecordDraft;
use super::report::{AggregateReport, Builder};
use super::xml::{Sink, Tokenizer};
use super::{Dialect, ReportedPolicy, Strictness};
use crate::reports::fault::quoted;
use crate::reports::{Fault, Refusal, Remarks, moment};

/// Elements within each other. The formats have six levels; extensions may have some more.
const MAX_DEPTH: usize = 32;
/// Elements around a report that are put up with.
const MAX_AROUND: usize = 2;
/// The longest value that is kept, in bytes.
const MAX_VALUE: usize = 1024;
/// What the reporter says went wrong: so many messages are kept.
const MAX_ERRORS: usize = 20;
/// The longest period of a report that is of one day, in seconds: a day and an hour.
const MAX_PERIOD_S: i64 = 25 * 3600;

const NAMESPACE_7489: [&str; 2] = [
    "http://dmarc.org/dmarc-xml/0.1",
    "http://dmarc.org/dmarc-xml/0.2",
];
const NAMESPACE_9990: &str = "urn:ietf:params:xml:ns:dmarc-2.0";

/// Reads an aggregate report from the bytes of its XML, piece by piece.
#[derive(Debug, Default)]
pub(crate) struct Parser {
    tokenizer: Tokenizer,
    document: Document,
}

impl Parser {
    /// Reads on.
    ///
    /// # Errors
    /// It cannot be read on. Unless it was made to do harm, [`Self::finish`] still has what was read.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        self.tokenizer.push(bytes, &mut self.document)
    }

    /// How many records were read so far.
    pub(crate) const fn records(&self) -> u64 {
        self.document.report.records
    }

    /// The report; `broken` says why it was not read to its end, if it was not.
    ///
    /// # Errors
    /// It is no report, or nothing of it could be read.
    pub(crate) fn finish(mut self, broken: Option<Refusal>) -> Result<AggregateReport, Refusal> {
        let broken = broken.or_else(|| self.tokenizer.finish(&mut self.document).err());
        let document = self.document;
        let mut report = document.report;
        match broken {
            None if !document.has_begun => {
                let element = document.around.first().map_or("", String::as_str);
                let element = quoted(element.as_bytes());
                return Err(Refusal::OtherXml { element });
            }
            None if document.has_ended => {}
            None if report.records == 0 && report.header.report_id.is_empty() => {
                let detail = "it ends before anything was said".to_owned();
                return Err(Refusal::BadXml { at: 0, detail });
            }
            None => report.header.remarks.add(Fault::EndsEarly, ""),
            // What is broken in the middle is good up to there.
            Some(Refusal::BadXml { at, detail }) if report.records > 0 => {
                let example = format!("byte {at}: {detail}");
                report.header.remarks.add(Fault::EndsEarly, &example);
            }
            Some(why @ Refusal::BadCompression { .. }) if report.records > 0 => {
                report
                    .header
                    .remarks
                    .add(Fault::EndsEarly, &why.to_string());
            }
            Some(why) => return Err(why),
        }
        check_header(&mut report, document.has_errors_of_period);
        let is_whole = document.has_ended && !report.header.remarks.has(Fault::EndsEarly);
        Ok(report.finish(is_whole))
    }
}

/// What a report should have said of itself.
fn check_header(report: &mut Builder, period_was_unreadable: bool) {
    let header = &mut report.header;
    for (is_missing, fault) in [
        (header.reporter.is_empty(), Fault::NoReporter),
        (header.report_id.is_empty(), Fault::NoReportId),
        (header.policy.domain.is_empty(), Fault::NoDomain),
    ] {
        if is_missing {
            header.remarks.add(fault, "");
        }
    }
    match (header.begin, header.end) {
        (Some(begin), Some(end)) if begin > end => {
            let example = format!("{begin} to {end}");
            header.remarks.add(Fault::PeriodReversed, &example);
            (header.begin, header.end) = (Some(end), Some(begin));
        }
        (Some(begin), Some(end)) if end.millis() - begin.millis() > MAX_PERIOD_S * 1000 => {
            let example = format!("{begin} to {end}");
            header.remarks.add(Fault::LongPeriod, &example);
        }
        (Some(_), Some(_)) => {}
        _ if period_was_unreadable => {}
        _ => header.remarks.add(Fault::NoPeriod, ""),
    }
}

/// Where in the document something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tag {
    Feedback,
    ReportMetadata,
    OrgName,
    Email,
    Contact,
    ReportId,
    DateRange,
    Begin,
    End,
    Error,
    Generator,
    PolicyPublished,
    Domain,
    P,
    Sp,
    Np,
    Adkim,
    Aspf,
    Pct,
    Fo,
    Testing,
    DiscoveryMethod,
    Record,
    Row,
    SourceIp,
    Count,
    PolicyEvaluated,
    Disposition,
    Dkim,
    Spf,
    Reason,
    Type,
    Comment,
    Identifiers,
    HeaderFrom,
    EnvelopeFrom,
    EnvelopeTo,
    AuthResults,
    Selector,
    Scope,
    Result,
    HumanResult,
    Version,
    Extension,
    Other,
}

impl Tag {
    fn of(name: &str) -> Self {
        match name {
            "feedback" => Self::Feedback,
            "report_metadata" => Self::ReportMetadata,
            "org_name" => Self::OrgName,
            "email" => Self::Email,
            "extra_contact_info" => Self::Contact,
            "report_id" => Self::ReportId,
            "date_range" => Self::DateRange,
            "begin" => Self::Begin,
            "end" => Self::End,
            "error" => Self::Error,
            "generator" => Self::Generator,
            "policy_published" => Self::PolicyPublished,
            "domain" => Self::Domain,
            "p" => Self::P,
            "sp" => Self::Sp,
            "np" => Self::Np,
            "adkim" => Self::Adkim,
            "aspf" => Self::Aspf,
            "pct" => Self::Pct,
            "fo" => Self::Fo,
            "testing" => Self::Testing,
            "discovery_method" => Self::DiscoveryMethod,
            "record" => Self::Record,
            "row" => Self::Row,
            "source_ip" => Self::SourceIp,
            "count" => Self::Count,
            "policy_evaluated" => Self::PolicyEvaluated,
            "disposition" => Self::Disposition,
            "dkim" => Self::Dkim,
            "spf" => Self::Spf,
            "reason" => Self::Reason,
            "type" => Self::Type,
            "comment" => Self::Comment,
            // `identities` in the drafts of the old dialect.
            "identifiers" | "identities" => Self::Identifiers,
            "header_from" => Self::HeaderFrom,
            "envelope_from" => Self::EnvelopeFrom,
            "envelope_to" => Self::EnvelopeTo,
            "auth_results" => Self::AuthResults,
            "selector" => Self::Selector,
            "scope" => Self::Scope,
            "result" => Self::Result,
            "human_result" => Self::HumanResult,
            "version" => Self::Version,
            "extension" | "extensions" => Self::Extension,
            _ => Self::Other,
        }
    }

    /// The same for a name in any case: some reporters shout.
    fn of_any_case(name: &str) -> Self {
        match Self::of(name) {
            Self::Other => Self::of(&name.to_ascii_lowercase()),
            tag => tag,
        }
    }
}

/// The document as far as it was read.
#[derive(Debug, Default)]
struct Document {
    report: Builder,
    record: RecordDraft,
    path: Vec<Tag>,
    value: String,
    value_is_cut: bool,
    has_begun: bool,
    has_ended: bool,
    has_errors_of_period: bool,
    /// Levels below the element that is passed over, itself among them.
    passed_over: usize,
    /// The elements around the report, of which there should be none.
    around: Vec<String>,
}

impl Sink for Document {
    fn open(&mut self, name: &str, namespace: Option<&str>) -> Result<(), Refusal> {
        if let Some(namespace) = namespace {
            self.namespace(namespace);
        }
        if self.has_ended {
            self.report.header.remarks.add(Fault::TextAfterEnd, name);
            return Ok(());
        }
        let tag = Tag::of_any_case(name);
        if !self.has_begun {
            if tag != Tag::Feedback {
                return self.around(name);
            }
            self.has_begun = true;
        }
        if self.path.len() + self.passed_over >= MAX_DEPTH {
            return Err(Refusal::TooDeep { limit: MAX_DEPTH });
        }
        self.value.clear();
        self.value_is_cut = false;
        match tag {
            _ if self.passed_over > 0 => self.passed_over += 1,
            // RFC 9990 §3.1.1.14: receivers of reports ignore extensions that they do not know.
            Tag::Extension => self.passed_over = 1,
            Tag::Other => {
                self.report.header.remarks.add(Fault::UnknownElement, name);
                self.passed_over = 1;
            }
            Tag::PolicyEvaluated => {
                self.record.evaluated();
                self.path.push(tag);
            }
            _ => self.path.push(tag),
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if self.passed_over > 0 || self.path.is_empty() {
            let is_beyond = self.has_ended && !text.trim().is_empty();
            if is_beyond {
                self.report.header.remarks.add(Fault::TextAfterEnd, text);
            }
            return;
        }
        let room = MAX_VALUE.saturating_sub(self.value.len());
        if text.len() <= room {
            self.value.push_str(text);
            return;
        }
        let mut end = room;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        self.value.push_str(text.get(..end).unwrap_or_default());
        self.value_is_cut = true;
    }

    fn close(&mut self, name: &str) {
        if self.has_ended || !self.has_begun {
            return;
        }
        if self.passed_over > 0 {
            self.passed_over -= 1;
            self.value.clear();
            return;
        }
        let tag = Tag::of_any_case(name);
        match self.path.iter().rposition(|open| *open == tag) {
            Some(place) if place + 1 == self.path.len() => self.leave(),
            // What was left open closes with it.
            Some(place) => {
                self.report.header.remarks.add(Fault::WrongNesting, name);
                while self.path.len() > place {
                    self.leave();
                }
            }
            None => self.report.header.remarks.add(Fault::WrongNesting, name),
        }
    }

    fn remarks(&mut self) -> &mut Remarks {
        &mut self.report.header.remarks
    }
}

impl Document {
    /// An element begins before the report does. Some programs put their schema around it.
    fn around(&mut self, name: &str) -> Result<(), Refusal> {
        if self.around.len() >= MAX_AROUND {
            let first = self.around.first().map_or(name, String::as_str);
            let element = quoted(first.as_bytes());
            return Err(Refusal::OtherXml { element });
        }
        self.report.header.remarks.add(Fault::UnknownElement, name);
        self.around.push(name.to_owned());
        Ok(())
    }

    fn namespace(&mut self, namespace: &str) {
        if namespace.eq_ignore_ascii_case(NAMESPACE_9990) {
            self.report.header.dialect = Dialect::Rfc9990;
        } else if !namespace.is_empty()
            && !NAMESPACE_7489.contains(&namespace)
            // Of those who let a program write their schema into the report.
            && !namespace.starts_with("http://www.w3.org/")
            && self.path.is_empty()
        {
            self.report
                .header
                .remarks
                .add(Fault::UnknownNamespace, namespace);
        }
    }

    /// The innermost element ends, and its value is known.
    fn leave(&mut self) {
        let Some(tag) = self.path.pop() else { return };
        let parent = self.path.last().copied();
        if std::mem::take(&mut self.value_is_cut) {
            self.report.header.remarks.add(Fault::TooLong, &self.value);
        }
        let buffer = std::mem::take(&mut self.value);
        let value = buffer.trim();
        match parent {
            Some(Tag::ReportMetadata) => self.metadata(tag, value),
            Some(Tag::DateRange) => self.period(tag, value),
            Some(Tag::PolicyPublished) => self.policy(tag, value),
            Some(Tag::Row | Tag::PolicyEvaluated | Tag::Reason) => self.row(tag, value),
            Some(Tag::Identifiers) => self.identifier(tag, value),
            Some(Tag::AuthResults) => match tag {
                Tag::Dkim => self.record.end_dkim(),
                Tag::Spf => self.record.end_spf(),
                _ => {}
            },
            Some(Tag::Dkim | Tag::Spf) => self.result(tag, value),
            Some(_) if tag == Tag::Record => self.record.end(&mut self.report),
            Some(_) => {}
            None => self.has_ended = tag == Tag::Feedback,
        }
        // The buffer is used again.
        self.value = buffer;
        self.value.clear();
    }

    fn metadata(&mut self, tag: Tag, value: &str) {
        let header = &mut self.report.header;
        let given = || (!value.is_empty()).then(|| value.to_owned());
        match tag {
            Tag::OrgName => value.clone_into(&mut header.reporter),
            Tag::Email => header.email = given(),
            Tag::Contact => header.contact = given(),
            Tag::ReportId => value.clone_into(&mut header.report_id),
            Tag::Generator => header.generator = given(),
            Tag::Error if !value.is_empty() && header.errors.len() < MAX_ERRORS => {
                header.errors.push(value.to_owned());
            }
            _ => {}
        }
    }

    fn period(&mut self, tag: Tag, value: &str) {
        let header = &mut self.report.header;
        let place: &mut Option<Timestamp> = match tag {
            Tag::Begin => &mut header.begin,
            Tag::End => &mut header.end,
            _ => return,
        };
        match moment::seconds(value) {
            Some(moment) => {
                *place = Some(moment.at);
                if moment.is_odd {
                    header.remarks.add(Fault::OddDate, value);
                }
            }
            None => {
                header.remarks.add(Fault::NoPeriod, value);
                self.has_errors_of_period = true;
            }
        }
    }

    fn policy(&mut self, tag: Tag, value: &str) {
        let header = &mut self.report.header;
        // An empty element says as much as none.
        if value.is_empty() {
            return;
        }
        match tag {
            Tag::Domain => header.policy.domain = value.trim_end_matches('.').to_ascii_lowercase(),
            Tag::P => header.policy.p = policy_word(value, &mut header.remarks),
            Tag::Sp => header.policy.sp = policy_word(value, &mut header.remarks),
            Tag::Np => header.policy.np = policy_word(value, &mut header.remarks),
            Tag::Adkim => header.policy.adkim = strictness(value, &mut header.remarks),
            Tag::Aspf => header.policy.aspf = strictness(value, &mut header.remarks),
            Tag::Pct => match value.parse::<u8>() {
                Ok(percent) if percent <= 100 => header.policy.pct = Some(percent),
                _ => header.remarks.add(Fault::OddType, value),
            },
            Tag::Fo => header.policy.fo = Some(value.to_owned()),
            Tag::Testing => {
                header.policy.testing = Some(matches!(value, "y" | "Y" | "yes" | "true" | "1"))
            }
            Tag::DiscoveryMethod => {
                header.policy.discovery_method = Some(value.to_ascii_lowercase())
            }
            _ => {}
        }
    }

    fn row(&mut self, tag: Tag, value: &str) {
        let record = &mut self.record;
        match tag {
            Tag::SourceIp => value.clone_into(&mut record.source),
            Tag::Count => value.clone_into(&mut record.count),
            Tag::Disposition => value.clone_into(&mut record.disposition),
            Tag::Dkim => value.clone_into(&mut record.dkim),
            Tag::Spf => value.clone_into(&mut record.spf),
            Tag::Type => value.clone_into(&mut record.reason.0),
            Tag::Comment => value.clone_into(&mut record.reason.1),
            Tag::Reason => record.end_reason(),
            _ => {}
        }
    }

    fn identifier(&mut self, tag: Tag, value: &str) {
        let record = &mut self.record;
        match tag {
            Tag::HeaderFrom => value.clone_into(&mut record.header_from),
            Tag::EnvelopeFrom => record.envelope_from = Some(value.to_owned()),
            Tag::EnvelopeTo => record.envelope_to = (!value.is_empty()).then(|| value.to_owned()),
            _ => {}
        }
    }

    fn result(&mut self, tag: Tag, value: &str) {
        let result = &mut self.record.result;
        match tag {
            Tag::Domain => value.clone_into(&mut result.domain),
            Tag::Selector => value.clone_into(&mut result.selector),
            Tag::Scope => value.clone_into(&mut result.scope),
            Tag::Result => value.clone_into(&mut result.result),
            _ => {}
        }
    }
}

fn policy_word(word: &str, remarks: &mut Remarks) -> Option<ReportedPolicy> {
    let known = [
        ("none", ReportedPolicy::None),
        ("quarantine", ReportedPolicy::Quarantine),
        ("reject", ReportedPolicy::Reject),
    ];
    let found = known
        .into_iter()
        .find(|(name, _)| word.eq_ignore_ascii_case(name));
    if found.is_none() {
        remarks.add(Fault::UnknownPolicy, word);
    }
    found.map(|(_, policy)| policy)
}

fn strictness(word: &str, remarks: &mut Remarks) -> Option<Strictness> {
    match word {
        "r" | "R" | "relaxed" => Some(Strictness::Relaxed),
        "s" | "S" | "strict" => Some(Strictness::Strict),
        _ => {
            remarks.add(Fault::UnknownPolicy, word);
            None
        }
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
