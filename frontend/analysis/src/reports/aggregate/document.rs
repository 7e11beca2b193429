//! A document as far as it was read: from its elements and texts to the values of a report.
//!
//! Elements may stand in any order, and one that is no part of a report is passed over with all that is in it.

use shared::Timestamp;

use super::draft::RecordDraft;
use super::report::Builder;
use super::spelling::{policy_word, strictness};
use super::tag::{NAMESPACE_7489, NAMESPACE_9990, Tag};
use super::xml::Sink;
use super::{Dialect, PublishedPolicy};
use crate::reports::fault::quoted;
use crate::reports::{Fault, Refusal, Remarks, domain_name, moment};
use crate::syntax;

/// Elements within each other. The formats have six levels; extensions may have some more.
const MAX_DEPTH: usize = 32;
/// Elements around a report that are put up with.
const MAX_AROUND: usize = 2;
/// The longest value that is kept, in bytes.
const MAX_VALUE: usize = 1024;
/// What the reporter says went wrong: so many messages are kept.
const MAX_ERRORS: usize = 20;

/// The document as far as it was read.
#[derive(Debug, Default)]
pub(super) struct Document {
    pub(super) report: Builder,
    record: RecordDraft,
    path: Vec<Tag>,
    value: String,
    value_is_cut: bool,
    pub(super) has_begun: bool,
    pub(super) has_ended: bool,
    pub(super) has_errors_of_period: bool,
    /// Levels below the element that is passed over, itself among them.
    passed_over: usize,
    /// The elements around the report, of which there should be none.
    pub(super) around: Vec<String>,
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
            // Some put all records into one element; those are read.
            Tag::Records => {
                self.report.header.remarks.add(Fault::UnknownElement, name);
                self.path.push(tag);
            }
            // RFC 9990 §3.1.1.6: there is one. The tags of two would make a policy that nobody published.
            Tag::PolicyPublished if self.report.header.policy != PublishedPolicy::default() => {
                self.report.header.remarks.add(Fault::Repeated, name);
                self.passed_over = 1;
            }
            Tag::Row if self.path.last() == Some(&Tag::Record) => {
                self.record.begin_row(&mut self.report.header.remarks);
                self.path.push(tag);
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
        let kept = syntax::cut(text, room);
        self.value.push_str(kept);
        self.value_is_cut |= kept.len() < text.len();
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
            Tag::Domain => header.policy.domain = domain_name(value).into_owned(),
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
            Tag::SourceIp => value.clone_into(&mut record.row.source),
            Tag::Count => value.clone_into(&mut record.row.count),
            Tag::Disposition => value.clone_into(&mut record.row.disposition),
            Tag::Dkim => value.clone_into(&mut record.row.dkim),
            Tag::Spf => value.clone_into(&mut record.row.spf),
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
