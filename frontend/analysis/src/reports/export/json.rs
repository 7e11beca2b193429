//! Everything in one object, for programs.

use std::net::IpAddr;

use serde::Serialize;

use crate::reports::aggregate::{AggregateReport, AuthWord, Header, Row, Source};
use crate::reports::failure::FailureReport;
use crate::reports::summary::{DmarcSummary, Filter, select};
use crate::reports::tls::{Live, TlsReport, TlsSummary};
use crate::reports::{Collection, Reading};

/// Rows of aggregate reports that are written at most.
const MAX_ROWS: usize = 100_000;

/// What was read and what it says.
#[derive(Debug, Serialize)]
pub struct ReportsFile<'a> {
    /// The version of this format.
    pub format: u32,
    /// What the aggregate reports say together.
    pub dmarc: &'a DmarcSummary,
    /// What the TLS reports say together.
    pub tls: &'a TlsSummary,
    /// For each row of `tls.failures` what a check says of it today; empty without one.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub live: &'a [Live],
    /// The aggregate reports, with their rows.
    pub aggregate_reports: Vec<AggregateEntry<'a>>,
    /// Rows that are left out, since there are too many.
    pub rows_left_out: u64,
    /// The TLS reports.
    pub tls_reports: Vec<&'a TlsReport>,
    /// The failure reports, without the mails they are about.
    pub failure_reports: Vec<&'a FailureReport>,
    /// What became of every file.
    pub files: &'a [Reading],
}

/// One aggregate report.
#[derive(Debug, Serialize)]
pub struct AggregateEntry<'a> {
    #[serde(flatten)]
    header: &'a Header,
    is_whole: bool,
    records: u64,
    messages: u64,
    rows: Vec<RowEntry<'a>>,
}

#[derive(Debug, Serialize)]
struct RowEntry<'a> {
    source: Option<IpAddr>,
    count: u64,
    disposition: crate::reports::aggregate::Disposition,
    dkim: crate::reports::aggregate::Evaluated,
    spf: crate::reports::aggregate::Evaluated,
    header_from: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    envelope_from: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    dkim_results: Vec<ResultEntry<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    spf_results: Vec<ResultEntry<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    reasons: &'a [crate::reports::aggregate::Reason],
}

#[derive(Debug, Serialize)]
struct ResultEntry<'a> {
    domain: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    selector: Option<&'a str>,
    result: AuthWord,
}

/// Puts together what a filter takes.
#[must_use]
pub fn reports_file<'a>(
    collection: &'a Collection,
    filter: &Filter,
    dmarc: &'a DmarcSummary,
    tls: &'a TlsSummary,
) -> ReportsFile<'a> {
    let mut room = MAX_ROWS;
    let mut rows_left_out = 0;
    let aggregate_reports = select::reports(collection, filter)
        .map(|report| {
            let rows: Vec<RowEntry<'_>> = report
                .rows()
                .iter()
                .take(room)
                .map(|row| entry(report, row))
                .collect();
            room -= rows.len();
            rows_left_out += (report.rows().len() - rows.len()) as u64;
            AggregateEntry {
                header: &report.header,
                is_whole: report.is_whole,
                records: report.records,
                messages: report.messages,
                rows,
            }
        })
        .collect();
    ReportsFile {
        format: 1,
        dmarc,
        tls,
        live: &[],
        aggregate_reports,
        rows_left_out,
        tls_reports: collection
            .tls()
            .iter()
            .map(AsRef::as_ref)
            .filter(|report: &&TlsReport| {
                filter.takes_time(report.begin)
                    && filter.takes_reporter(&report.reporter)
                    && report
                        .policies
                        .iter()
                        .any(|policy| filter.takes_domain(&policy.domain))
            })
            .collect(),
        failure_reports: select::failures(collection, filter).collect(),
        files: collection.readings(),
    }
}

fn entry<'a>(report: &'a AggregateReport, row: &Row) -> RowEntry<'a> {
    let results = report.authentication(row);
    RowEntry {
        source: match row.source {
            Source::Address(address) => Some(address),
            Source::Unreadable | Source::Unlisted => None,
        },
        count: row.count,
        disposition: row.disposition,
        dkim: row.dkim,
        spf: row.spf,
        header_from: report.name(row.header_from),
        envelope_from: row.envelope_from.map(|id| report.name(id)),
        dkim_results: results
            .dkim
            .iter()
            .map(|one| ResultEntry {
                domain: report.name(one.domain),
                selector: one.selector.map(|id| report.name(id)),
                result: one.result,
            })
            .collect(),
        spf_results: results
            .spf
            .iter()
            .map(|one| ResultEntry {
                domain: report.name(one.domain),
                selector: None,
                result: one.result,
            })
            .collect(),
        reasons: report.reasons(row),
    }
}
