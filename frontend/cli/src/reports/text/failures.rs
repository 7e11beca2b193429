//! What failed: connections by TLS reports, and mails by failure reports.

use std::fmt::{self, Write as _};

use analysis::reports::summary;
use analysis::reports::tls::TlsSummary;
use shared::Timestamp;

use super::super::Told;
use super::{MAX_LISTED, count, or_none, shortened, write_heading, write_rest};
use crate::text::escaped;

pub(super) fn write_tls(out: &mut String, summary: &TlsSummary, told: &Told<'_>) -> fmt::Result {
    let total = &summary.total;
    let reporters = count(summary.reporters.len() as u64, "sender", "senders");
    let period = (summary.begin, summary.end);
    write_heading(out, "TLS", summary.reports, &reporters, period)?;
    writeln!(
        out,
        "  {} connections secured, {} not",
        total.successes, total.failures
    )?;
    writeln!(
        out,
        "  {:<34} {:>9} {:>9}  policy",
        "domain", "secured", "not"
    )?;
    for policy in &summary.policies {
        writeln!(
            out,
            "  {:<34} {:>9} {:>9}  {}",
            shortened(&escaped(or_none(&policy.domain, "(no domain named)"))),
            policy.sessions.successes,
            policy.sessions.failures,
            escaped(&policy.title())
        )?;
    }
    for (place, failure) in summary.failures.iter().take(MAX_LISTED).enumerate() {
        let words = failure.result.explanation();
        let mx = failure.mx.as_deref().unwrap_or("no server named");
        writeln!(
            out,
            "\n  {} × {} at {}: {}",
            failure.sessions,
            escaped(failure.result.word()),
            escaped(mx),
            words.title
        )?;
        if let Some(live) = told.live.get(place) {
            writeln!(out, "    {}", escaped(&live.text))?;
            for code in &live.findings {
                writeln!(out, "      see {}", code.word())?;
            }
        }
        writeln!(out, "    {}", words.what)?;
        writeln!(out, "    {}", words.remedy)?;
        for said in failure.words.iter().take(3) {
            writeln!(out, "    the sender's words: {}", escaped(said))?;
        }
    }
    write_rest(out, summary.failures.len(), "more reasons")
}

pub(super) fn write_failures(out: &mut String, told: &Told<'_>) -> fmt::Result {
    let failures: Vec<_> = summary::failures(told.collection, told.filter).collect();
    if failures.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nFailure reports: {}", failures.len())?;
    for report in failures.iter().take(MAX_LISTED) {
        let source = report
            .source
            .map_or_else(|| "unknown source".to_owned(), |source| source.to_string());
        writeln!(
            out,
            "  {}  {:<20} {:<28} {}",
            report
                .arrived
                .map_or_else(|| "no date   ".to_owned(), Timestamp::date),
            escaped(&source),
            escaped(report.from.as_deref().unwrap_or("no From header")),
            escaped(report.subject.as_deref().unwrap_or_default())
        )?;
    }
    if failures.len() > MAX_LISTED {
        writeln!(out, "  and {} more", failures.len() - MAX_LISTED)?;
    }
    Ok(())
}
