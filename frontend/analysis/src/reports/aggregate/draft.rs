//! One record while it is read: its values as they stand, and what becomes of them when it ends.

use super::report::Builder;
use super::spelling::{auth_word, disposition, evaluated, override_kind};
use super::{Authentication, DkimResult, NameId, Reason, Row, Source, SpfResult};
use crate::reports::{Fault, Remarks, domain_name};

/// Results of DKIM and of SPF that are kept of one record.
const MAX_RESULTS: usize = 20;
/// Mails of one record that can be true: more than the largest receivers see of everybody in a day.
const MAX_COUNT: u64 = 1_000_000_000_000;
/// Rows that are read of one record; there should be one.
const MAX_ROWS: usize = 1000;
/// Reasons that are kept of one record.
const MAX_REASONS: usize = 8;

/// The values of one record. Its buffers are used again for the next.
#[derive(Debug, Default)]
pub(super) struct RecordDraft {
    pub(super) row: RowDraft,
    pub(super) header_from: String,
    pub(super) envelope_from: Option<String>,
    pub(super) envelope_to: Option<String>,
    pub(super) result: ResultDraft,
    pub(super) reason: (String, String),
    has_row: bool,
    /// Other rows of the same record, of which there should be none.
    earlier: Vec<RowDraft>,
    dkim_results: Vec<ResultDraft>,
    spf_results: Vec<ResultDraft>,
}

/// What a row counts, and what was evaluated for it.
#[derive(Debug, Default)]
pub(super) struct RowDraft {
    pub(super) source: String,
    pub(super) count: String,
    pub(super) disposition: String,
    pub(super) dkim: String,
    pub(super) spf: String,
    has_evaluation: bool,
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
    /// A row begins. RFC 9990 §3.1.1: a record has one; what another one counts is mail all the same.
    pub(super) fn begin_row(&mut self, remarks: &mut Remarks) {
        if !std::mem::replace(&mut self.has_row, true) {
            return;
        }
        remarks.add(Fault::Repeated, "row");
        let row = std::mem::take(&mut self.row);
        if self.earlier.len() < MAX_ROWS {
            self.earlier.push(row);
        } else {
            remarks.add(Fault::TooManyParts, "row");
        }
    }

    /// A part with what was evaluated begins.
    pub(super) const fn evaluated(&mut self) {
        self.row.has_evaluation = true;
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
        if !(reason.0.is_empty() && reason.1.is_empty()) && self.row.reasons.len() < MAX_REASONS {
            self.row.reasons.push(reason);
        }
    }

    /// Counts the record in its report.
    pub(super) fn end(&mut self, report: &mut Builder) {
        let authentication = self.authentication(report);
        if self.header_from.is_empty() {
            report.header.remarks.add(Fault::NoHeaderFrom, "");
            report
                .header
                .policy
                .domain
                .clone_into(&mut self.header_from);
        }
        let header_from = domain(&self.header_from, report);
        let envelope_from = self.envelope_from.take().map(|name| domain(&name, report));
        let envelope_to = self.envelope_to.take().map(|name| domain(&name, report));
        loop {
            let row = Row {
                header_from,
                envelope_from,
                envelope_to,
                authentication,
                ..self.evaluation(report)
            };
            report.add(row);
            let Some(other) = self.earlier.pop() else {
                break;
            };
            self.row = other;
        }
        let row = &mut self.row;
        for buffer in [
            &mut row.source,
            &mut row.count,
            &mut row.disposition,
            &mut row.dkim,
            &mut row.spf,
            &mut self.header_from,
        ] {
            buffer.clear();
        }
        row.has_evaluation = false;
        self.has_row = false;
        self.result = ResultDraft::default();
    }

    /// What one row says: its mail, and what was made of it.
    fn evaluation(&mut self, report: &mut Builder) -> Row {
        let remarks = &mut report.header.remarks;
        let source = source(&self.row.source, remarks);
        let count = count(&self.row.count, remarks);
        if !self.row.has_evaluation {
            remarks.add(Fault::NoEvaluation, "");
        }
        let disposition = disposition(&self.row.disposition, remarks);
        let dkim = evaluated(&self.row.dkim, remarks);
        let spf = evaluated(&self.row.spf, remarks);
        let reasons: Vec<Reason> = std::mem::take(&mut self.row.reasons)
            .into_iter()
            .map(|(kind, comment)| {
                let kind = override_kind(&kind, remarks);
                Reason { kind, comment }
            })
            .collect();
        Row {
            source,
            count,
            disposition,
            dkim,
            spf,
            header_from: NameId(u32::MAX),
            envelope_from: None,
            envelope_to: None,
            reasons: report.reasons(&reasons),
            authentication: u32::MAX,
        }
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

/// A domain name as all of them are kept. What is none is said; of an address it is what follows the `@`.
fn domain(name: &str, report: &mut Builder) -> NameId {
    let mut name = name.trim_end_matches('.');
    if !is_name(name) {
        report.header.remarks.add(Fault::BadDomain, name);
        let bare = name.rsplit('@').next().unwrap_or(name);
        let bare = bare
            .trim_matches(['<', '>', ' ', '\t'])
            .trim_end_matches('.');
        if !bare.is_empty() && is_name(bare) {
            name = bare;
        }
    }
    report.name(&domain_name(name))
}

fn is_name(text: &str) -> bool {
    text.bytes().all(|byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') || !byte.is_ascii()
    })
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
        _ => match whole(text) {
            Some(count) => {
                remarks.add(Fault::OddType, text);
                count
            }
            None => {
                remarks.add(Fault::BadCount, text);
                1
            }
        },
    }
}

/// A count with a fraction of nothing. Three digits behind a point may be thousands.
fn whole(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.')?;
    let count = whole.parse().ok()?;
    (matches!(fraction, "0" | "00") && (1..=MAX_COUNT).contains(&count)).then_some(count)
}
