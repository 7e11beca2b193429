//! What the reports say, for reading in a terminal.

mod dmarc;
mod failures;
mod files;

use std::fmt::{self, Write as _};

use analysis::reports::summary::DomainEntry;
use shared::Timestamp;

use super::Told;
use crate::text::escaped;

use dmarc::write_dmarc;
use failures::{write_failures, write_tls};
use files::write_files;

/// Groups, failures and files of each sort that are listed.
const MAX_LISTED: usize = 40;

/// All of it. Nothing that came from outside reaches the terminal unescaped.
pub(super) fn render(told: &Told<'_>, domains: &[DomainEntry]) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_all(&mut text, told, domains);
    text
}

fn write_all(out: &mut String, told: &Told<'_>, domains: &[DomainEntry]) -> fmt::Result {
    let domain = told.filter.domain.as_deref().unwrap_or("all domains");
    writeln!(out, "Reports about {}", escaped(domain))?;
    if told.takes_nothing() {
        writeln!(out, "  none of those that were read")?;
    }
    if told.dmarc.reports > 0 {
        write_dmarc(out, told.dmarc)?;
    }
    if told.tls.reports > 0 {
        write_tls(out, told.tls, told)?;
    }
    for sentence in told.tls.unnamed() {
        writeln!(out, "\n{sentence}")?;
    }
    write_failures(out, told)?;
    write_domains(out, told, domains)?;
    write_files(out, told.collection)
}

/// The heads of a table's columns of numbers.
fn write_head(out: &mut String, title: &str, columns: [&str; 3]) -> fmt::Result {
    let [one, two, three] = columns;
    let width = 36 + title.chars().filter(|char| *char == '\n').count();
    writeln!(out, "{title:<width$} {one:>9} {two:>9} {three:>9}")
}

/// How many rows of a table are not shown.
fn write_rest(out: &mut String, rows: usize, what: &str) -> fmt::Result {
    match rows.saturating_sub(MAX_LISTED) {
        0 => Ok(()),
        rest => writeln!(out, "  and {rest} {what}"),
    }
}

/// As much of a name as there is room for, and a sign where something is left out.
fn shortened(name: &str) -> String {
    const WIDTH: usize = 34;
    if name.chars().count() <= WIDTH {
        return name.to_owned();
    }
    name.chars().take(WIDTH - 1).chain(['…']).collect()
}

/// The line above what one sort of reports says.
fn write_heading(
    out: &mut String,
    sort: &str,
    reports: u64,
    reporters: &str,
    (begin, end): (Option<Timestamp>, Option<Timestamp>),
) -> fmt::Result {
    writeln!(
        out,
        "\n{sort}: {} of {reporters}, {} to {}",
        count(reports, "report", "reports"),
        date(begin),
        date(end)
    )
}

/// What was read about other domains than the one that is shown.
fn write_domains(out: &mut String, told: &Told<'_>, domains: &[DomainEntry]) -> fmt::Result {
    let others: Vec<&DomainEntry> = domains
        .iter()
        .filter(|entry| !told.filter.takes_domain(&entry.domain))
        .collect();
    if others.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "\nThere are reports about other domains: --domain shows one, --all-domains everything"
    )?;
    for entry in others.iter().take(MAX_LISTED) {
        // Reports that count no mail are something else than no reports about mail.
        let mails = (entry.aggregate > 0).then(|| count(entry.messages, "mail", "mails"));
        let tls = (entry.tls > 0).then(|| count(entry.tls, "TLS report", "TLS reports"));
        let not_secured = (entry.not_secured > 0).then(|| {
            let words = count(entry.not_secured, "connection", "connections");
            format!("{words} not secured")
        });
        let failures = (entry.failures > 0)
            .then(|| count(entry.failures, "failure report", "failure reports"));
        let read: Vec<String> = [mails, tls, not_secured, failures]
            .into_iter()
            .flatten()
            .collect();
        writeln!(
            out,
            "  {:<34} {}",
            escaped(or_none(&entry.domain, "(no domain named)")),
            read.join(", ")
        )?;
    }
    write_rest(out, others.len(), "more")
}

/// The name of a reporter, who may not say it.
fn named(reporter: &str) -> &str {
    or_none(reporter, "(does not say who)")
}

/// A word, or what stands in its place where there is none.
const fn or_none<'a>(word: &'a str, none: &'a str) -> &'a str {
    if word.is_empty() { none } else { word }
}

fn count(number: u64, one: &str, many: &str) -> String {
    let word = if number == 1 { one } else { many };
    format!("{number} {word}")
}

fn date(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "an unknown day".to_owned(), Timestamp::date)
}
