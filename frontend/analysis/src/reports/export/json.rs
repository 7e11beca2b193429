//! Everything in one object, for programs.

use std::net::IpAddr;

use serde::Serialize;
use shared::Timestamp;

use crate::reports::aggregate::{AggregateReport, AuthWord, Header, Row, Source};
use crate::reports::failure::FailureReport;
use crate::reports::summary::{DmarcSummary, Filter, select};
use crate::reports::tls::{
    FailureDetail, Live, Owned, Owners, PolicyKind, PolicyReport, TlsReport, TlsSummary,
};
use crate::reports::{Collection, Reading, Remarks, moment};

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
    /// The TLS reports, with the policies that are wanted.
    pub tls_reports: Vec<TlsEntry<'a>>,
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

/// One TLS report.
#[derive(Debug, Serialize)]
pub struct TlsEntry<'a> {
    reporter: &'a str,
    contact: Option<&'a str>,
    report_id: &'a str,
    #[serde(serialize_with = "moment::written_if_any")]
    begin: Option<Timestamp>,
    #[serde(serialize_with = "moment::written_if_any")]
    end: Option<Timestamp>,
    policies: Vec<PolicyEntry<'a>>,
    remarks: &'a Remarks,
}

/// One policy of a TLS report.
#[derive(Debug, Serialize)]
struct PolicyEntry<'a> {
    kind: &'a PolicyKind,
    /// The domain that it counts for.
    domain: String,
    /// The mail server whose TLSA records it is, where the report has that in place of the domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<String>,
    strings: &'a [String],
    mx_hosts: &'a [String],
    successes: u64,
    failures: u64,
    details: &'a [FailureDetail],
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
    #[serde(skip_serializing_if = "Option::is_none")]
    envelope_to: Option<&'a str>,
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
    /// Of SPF: whether the name is that of the greeting.
    #[serde(skip_serializing_if = "Option::is_none")]
    is_helo: Option<bool>,
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
    let owners = Owners::of(collection);
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
            .filter_map(|report| tls_entry(report, &owners, filter))
            .collect(),
        failure_reports: select::failures(collection, filter).collect(),
        files: collection.readings(),
    }
}

/// A report with what a filter takes of it: one that gathers may tell of the domains of several owners.
fn tls_entry<'a>(report: &'a TlsReport, owners: &Owners, filter: &Filter) -> Option<TlsEntry<'a>> {
    if !filter.takes_time(report.begin) || !filter.takes_reporter(&report.reporter) {
        return None;
    }
    // Whose each is was looked up for this, and does not outlive it.
    let policies: Vec<PolicyEntry<'_>> = owners
        .policies(report)
        .iter()
        .zip(&report.policies)
        .filter(|(owned, _)| owned.is_taken(filter))
        .map(|(owned, policy)| policy_entry(owned, policy))
        .collect();
    (!policies.is_empty()).then(|| TlsEntry {
        reporter: &report.reporter,
        contact: report.contact.as_deref(),
        report_id: &report.report_id,
        begin: report.begin,
        end: report.end,
        policies,
        remarks: &report.remarks,
    })
}

fn policy_entry<'a>(owned: &Owned<'_>, policy: &'a PolicyReport) -> PolicyEntry<'a> {
    PolicyEntry {
        kind: &policy.kind,
        domain: owned.domain.to_owned(),
        host: owned.host.map(str::to_owned),
        strings: &policy.strings,
        mx_hosts: &policy.mx_hosts,
        successes: policy.successes,
        failures: policy.failures,
        details: &policy.details,
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
        envelope_to: row.envelope_to.map(|id| report.name(id)),
        dkim_results: results
            .dkim
            .iter()
            .map(|one| ResultEntry {
                domain: report.name(one.domain),
                selector: one.selector.map(|id| report.name(id)),
                is_helo: None,
                result: one.result,
            })
            .collect(),
        spf_results: results
            .spf
            .iter()
            .map(|one| ResultEntry {
                domain: report.name(one.domain),
                selector: None,
                is_helo: Some(one.is_helo),
                result: one.result,
            })
            .collect(),
        reasons: report.reasons(row),
    }
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
