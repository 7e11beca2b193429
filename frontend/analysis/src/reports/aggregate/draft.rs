//! One record while it is read: its values as they stand, and what becomes of them when it ends.

use super::report::Builder;
use super::spelling::{auth_word, disposition, evaluated, override_kind};
use super::{Authentication, DkimResult, Reason, Row, Source, SpfResult};
use crate::reports::{Fault, Remarks, domain_name};

/// Results of DKIM and of SPF that are kept of one record.
const MAX_RESULTS: usize = 20;
/// Mails of one record that can be true: more than the largest receivers see of everybody in a day.
const MAX_COUNT: u64 = 1_000_000_000_000;
/// Reasons that are kept of one record.
const MAX_REASONS: usize = 8;

/// The values of one record. Its buffers are used again for the next.
#[derive(Debug, Default)]
pub(super) struct RecordDraft {
    pub(super) source: String,
    pub(super) count: String,
    pub(super) disposition: String,
    pub(super) dkim: String,
    pub(super) spf: String,
    pub(super) header_from: String,
    pub(super) envelope_from: Option<String>,
    pub(super) envelope_to: Option<String>,
    pub(super) result: ResultDraft,
    pub(super) reason: (String, String),
    has_evaluation: bool,
    dkim_results: Vec<ResultDraft>,
    spf_results: Vec<ResultDraft>,
    reasons: Vec<(String, String)>,
}

/// One result of DKIM or SPF.
#[derive(Clone, Debug, Default)]
pub(super) struct ResultDraft {
    pub(super) domain: String,
    pub(super) selector: String,
    pub(super) scope: String,
    pub(super) result: String,
}

impl RecordDraft {
    /// A part with what was evaluated begins.
    pub(super) const fn evaluated(&mut self) {
        self.has_evaluation = true;
    }

    /// One result of DKIM ends.
    pub(super) fn end_dkim(&mut self) {
        let result = std::mem::take(&mut self.result);
        // Some write an empty element where nothing was signed.
        if !(result.domain.is_empty() && result.result.is_empty())
            && self.dkim_results.len() < MAX_RESULTS
        {
            self.dkim_results.push(result);
        }
    }

    /// One result of SPF ends.
    pub(super) fn end_spf(&mut self) {
        let result = std::mem::take(&mut self.result);
        if !(result.domain.is_empty() && result.result.is_empty())
            && self.spf_results.len() < MAX_RESULTS
        {
            self.spf_results.push(result);
        }
    }

    /// One reason ends.
    pub(super) fn end_reason(&mut self) {
        let reason = std::mem::take(&mut self.reason);
        if !(reason.0.is_empty() && reason.1.is_empty()) && self.reasons.len() < MAX_REASONS {
            self.reasons.push(reason);
        }
    }

    /// Counts the record in its report.
    pub(super) fn end(&mut self, report: &mut Builder) {
        let source = source(&self.source, &mut report.header.remarks);
        let count = count(&self.count, &mut report.header.remarks);
        let remarks = &mut report.header.remarks;
        if !self.has_evaluation {
            remarks.add(Fault::NoEvaluation, "");
        }
        let disposition = disposition(&self.disposition, remarks);
        let (dkim, spf) = (
            evaluated(&self.dkim, remarks),
            evaluated(&self.spf, remarks),
        );
        let authentication = self.authentication(report);
        let reasons: Vec<Reason> = std::mem::take(&mut self.reasons)
            .into_iter()
            .map(|(kind, comment)| {
                let kind = override_kind(&kind, &mut report.header.remarks);
                Reason { kind, comment }
            })
            .collect();
        if self.header_from.is_empty() {
            report.header.remarks.add(Fault::NoHeaderFrom, "");
            report
                .header
                .policy
                .domain
                .clone_into(&mut self.header_from);
        }
        let row = Row {
            source,
            count,
            disposition,
            dkim,
            spf,
            header_from: domain(&self.header_from, report),
            envelope_from: self.envelope_from.take().map(|name| domain(&name, report)),
            envelope_to: self.envelope_to.take().map(|name| domain(&name, report)),
            reasons: report.reasons(&reasons),
            authentication,
        };
        report.add(row);
        for buffer in [
            &mut self.source,
            &mut self.count,
            &mut self.disposition,
            &mut self.dkim,
            &mut self.spf,
            &mut self.header_from,
        ] {
            buffer.clear();
        }
        self.has_evaluation = false;
        self.result = ResultDraft::default();
    }

    fn authentication(&mut self, report: &mut Builder) -> u32 {
        if self.dkim_results.is_empty() && self.spf_results.is_empty() {
            report.header.remarks.add(Fault::NoAuthentication, "");
        }
        let mut set = Authentication::default();
        for draft in self.dkim_results.drain(..) {
            set.dkim.push(DkimResult {
                domain: domain(&draft.domain, report),
                selector: (!draft.selector.is_empty()).then(|| report.name(&draft.selector)),
                result: auth_word(&draft.result, &mut report.header.remarks),
            });
        }
        for draft in self.spf_results.drain(..) {
            set.spf.push(SpfResult {
                domain: domain(&draft.domain, report),
                is_helo: draft.scope.eq_ignore_ascii_case("helo"),
                result: auth_word(&draft.result, &mut report.header.remarks),
            });
        }
        report.authentication(&set)
    }
}

/// A domain name as all of them are kept. What is none is said.
fn domain(name: &str, report: &mut Builder) -> super::NameId {
    let name = name.trim_end_matches('.');
    let is_name = name.bytes().all(|byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') || !byte.is_ascii()
    });
    if !is_name {
        report.header.remarks.add(Fault::BadDomain, name);
    }
    report.name(&domain_name(name))
}

fn source(text: &str, remarks: &mut Remarks) -> Source {
    match crate::reports::address(text) {
        Some(address) => Source::Address(address),
        None => {
            remarks.add(Fault::BadAddress, text);
            Source::Unreadable
        }
    }
}

fn count(text: &str, remarks: &mut Remarks) -> u64 {
    match text.parse::<u64>() {
        Ok(0) => {
            remarks.add(Fault::ZeroCount, "");
            0
        }
        Ok(count) if count <= MAX_COUNT => count,
        _ => {
            remarks.add(Fault::BadCount, text);
            1
        }
    }
}
