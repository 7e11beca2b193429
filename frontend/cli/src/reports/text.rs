//! What the reports say, for reading in a terminal.

use std::fmt::{self, Write as _};

use analysis::reports::summary::{self, DmarcSummary, DomainEntry, Group, Refusals, Tally};
use analysis::reports::tls::TlsSummary;
use analysis::reports::{Collection, Outcome, Remark};
use shared::Timestamp;

use super::Told;
use crate::text::escaped;

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
    write_failures(out, told)?;
    write_domains(out, told, domains)?;
    write_files(out, told.collection)
}

fn write_dmarc(out: &mut String, summary: &DmarcSummary) -> fmt::Result {
    let total = &summary.total;
    writeln!(
        out,
        "\nDMARC: {} of {}, {} to {}",
        count(summary.reports, "report", "reports"),
        count(summary.reporters.len() as u64, "receiver", "receivers"),
        date(summary.begin),
        date(summary.end)
    )?;
    writeln!(
        out,
        "  {}: {} pass ({}), {} fail{}",
        count(total.messages, "mail", "mails"),
        total.passing,
        share(total.passing, total.messages),
        total.failing,
        if total.not_said > 0 {
            format!(", of {} it is not said", total.not_said)
        } else {
            String::new()
        }
    )?;
    writeln!(
        out,
        "  delivered {}, quarantined {}, refused {}",
        total.delivered, total.quarantined, total.rejected
    )?;
    if summary.cut_off > 0 {
        let words = count(summary.cut_off, "report ends early", "reports end early");
        writeln!(out, "  {words}; what stands before that counts")?;
    }
    writeln!(out, "\nWho sends, by {}", summary.by.word())?;
    writeln!(
        out,
        "  {:<34} {:>9} {:>9} {:>9}  what it seems to be",
        "source", "mails", "pass", "fail"
    )?;
    for group in summary.groups.iter().take(MAX_LISTED) {
        write_group(out, group)?;
    }
    let mut more = summary.more;
    for group in summary.groups.iter().skip(MAX_LISTED) {
        more.0 += 1;
        more.1.join(&group.tally);
    }
    if more.0 > 0 {
        write_row(out, &format!("{} more", more.0), &more.1, "")?;
    }
    write_remedies(out, summary)?;
    write_enforcement(out, summary)?;
    write_head(out, "\nDay by day (UTC)", ["mails", "pass", "fail"])?;
    let days = || summary.days.iter().filter(|day| day.reports > 0);
    for day in days().rev().take(MAX_LISTED) {
        write_row(
            out,
            &day.day.date(),
            &day.tally,
            &count(day.reports, "report", "reports"),
        )?;
    }
    write_rest(out, days().count(), "earlier days")?;
    write_head(out, "\nBy receiver", ["mails", "pass", "fail"])?;
    for row in summary.reporters.iter().take(MAX_LISTED) {
        write_row(
            out,
            named(&row.reporter),
            &row.tally,
            &count(row.reports, "report", "reports"),
        )?;
    }
    write_rest(out, summary.reporters.len(), "more receivers")
}

fn write_group(out: &mut String, group: &Group) -> fmt::Result {
    write_row(
        out,
        &group.key.to_string(),
        &group.tally,
        group.verdict.class.title(),
    )?;
    if group.tally.failing == 0 {
        return Ok(());
    }
    for reason in &group.verdict.reasons {
        writeln!(out, "      {}", escaped(reason))?;
    }
    let addresses: Vec<String> = group
        .addresses
        .iter()
        .filter(|one| one.tally.failing > 0)
        .filter_map(|one| {
            let address = one.address?;
            Some(
                one.name
                    .text()
                    .map_or_else(|| address.to_string(), |name| format!("{address} ({name})")),
            )
        })
        .take(4)
        .collect();
    if !addresses.is_empty() {
        let rest = group.address_count.saturating_sub(addresses.len() as u64);
        let more = if rest > 0 {
            format!(" and {rest} more")
        } else {
            String::new()
        };
        writeln!(out, "      from {}{more}", escaped(&addresses.join(", ")))?;
    }
    for (kind, comment, mails) in group.overrides.iter().take(3) {
        let comment = if comment.is_empty() {
            String::new()
        } else {
            format!(" ({comment})")
        };
        writeln!(
            out,
            "      {mails} excepted: {}{}",
            kind.title(),
            escaped(&comment)
        )?;
    }
    Ok(())
}

fn write_row(out: &mut String, name: &str, tally: &Tally, last: &str) -> fmt::Result {
    let row = format!(
        "  {:<34} {:>9} {:>9} {:>9}  {}",
        shortened(&escaped(name)),
        tally.messages,
        tally.passing,
        tally.failing,
        escaped(last)
    );
    writeln!(out, "{}", row.trim_end())
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

fn write_remedies(out: &mut String, summary: &DmarcSummary) -> fmt::Result {
    let wanted: Vec<&Group> = summary
        .groups
        .iter()
        .filter(|group| group.verdict.class.is_wanted() && !group.remedies.is_empty())
        .take(MAX_LISTED)
        .collect();
    if wanted.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nWhat to change, where the mail is yours")?;
    for group in wanted {
        writeln!(out, "  {}", escaped(&group.key.to_string()))?;
        for remedy in &group.remedies {
            writeln!(out, "    {}", escaped(&remedy.text))?;
            for record in &remedy.records {
                writeln!(out, "      {}", escaped(record))?;
            }
        }
    }
    Ok(())
}

fn write_enforcement(out: &mut String, summary: &DmarcSummary) -> fmt::Result {
    let plan = &summary.enforcement;
    writeln!(out, "\nWhat a policy of reject would do")?;
    write_refusals(
        out,
        &format!("to the mail of {}", date(plan.day)),
        &plan.on_day,
    )?;
    write_refusals(out, "to all of it", &plan.in_all)?;
    for sentence in &plan.advice {
        writeln!(out, "  {}", escaped(sentence))?;
    }
    if let Some(record) = &plan.record {
        writeln!(out, "    {}", escaped(record))?;
    }
    Ok(())
}

fn write_refusals(out: &mut String, what: &str, refusals: &Refusals) -> fmt::Result {
    let not_said = if refusals.not_said > 0 {
        format!("; of {} it cannot be told", refusals.not_said)
    } else {
        String::new()
    };
    writeln!(
        out,
        "  {what}: {} delivered, {} refused of {}{not_said}",
        refusals.delivered, refusals.refused, refusals.messages
    )?;
    for (class, mails) in &refusals.by_class {
        writeln!(out, "    {mails:>9}  {}", class.title())?;
    }
    if refusals.unlisted > 0 {
        writeln!(
            out,
            "    {:>9}  of sources that are not listed",
            refusals.unlisted
        )?;
    }
    if refusals.excepted > 0 {
        writeln!(
            out,
            "    {:>9}  of them receivers excepted, and may again",
            refusals.excepted
        )?;
    }
    Ok(())
}

fn write_tls(out: &mut String, summary: &TlsSummary, told: &Told<'_>) -> fmt::Result {
    let total = &summary.total;
    writeln!(
        out,
        "\nTLS: {} of {}, {} to {}",
        count(summary.reports, "report", "reports"),
        count(summary.reporters.len() as u64, "sender", "senders"),
        date(summary.begin),
        date(summary.end)
    )?;
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
            escaped(policy.kind.title())
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

fn write_failures(out: &mut String, told: &Told<'_>) -> fmt::Result {
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
        writeln!(
            out,
            "  {:<34} {:>9} mails",
            escaped(or_none(&entry.domain, "(no domain named)")),
            entry.messages
        )?;
    }
    write_rest(out, others.len(), "more")
}

fn write_files(out: &mut String, collection: &Collection) -> fmt::Result {
    let is = |wanted: fn(&Outcome) -> bool| {
        collection
            .readings()
            .iter()
            .filter(|reading| wanted(&reading.outcome))
            .count() as u64
    };
    let reports = is(|outcome| matches!(outcome, Outcome::Report(_)));
    let copies = is(|outcome| matches!(outcome, Outcome::Duplicate { .. }));
    let mails = is(|outcome| matches!(outcome, Outcome::Mail));
    writeln!(
        out,
        "\nFiles: {}, {}, {} without a report",
        count(reports, "report", "reports"),
        count(
            copies,
            "copy that was not counted again",
            "copies that were not counted again"
        ),
        count(mails, "mail", "mails")
    )?;
    let odd = is(|outcome| matches!(outcome, Outcome::Duplicate { differs: true, .. }));
    if odd > 0 {
        let words = count(odd, "copy counts", "copies count");
        writeln!(
            out,
            "  {words} other mail than the report that was read first"
        )?;
    }
    let refused: Vec<_> = collection
        .readings()
        .iter()
        .filter_map(|reading| match &reading.outcome {
            Outcome::Refused(why) => Some((reading, why)),
            Outcome::Report(_) | Outcome::Duplicate { .. } | Outcome::Mail => None,
        })
        .collect();
    for (reading, why) in refused.iter().take(MAX_LISTED) {
        writeln!(
            out,
            "  not read: {}: {}",
            escaped(&reading.name),
            escaped(&why.to_string())
        )?;
    }
    if refused.len() > MAX_LISTED {
        writeln!(
            out,
            "  and {} more that were not read",
            refused.len() - MAX_LISTED
        )?;
    }
    write_remarks(out, collection)
}

/// What was put up with, over all reports.
fn write_remarks(out: &mut String, collection: &Collection) -> fmt::Result {
    let aggregate = collection
        .aggregate()
        .iter()
        .map(|report| (&report.header.reporter, &report.header.remarks));
    let tls = collection
        .tls()
        .iter()
        .map(|report| (&report.reporter, &report.remarks));
    let failures = collection
        .failures()
        .iter()
        .map(|report| (&report.reporter, &report.remarks));
    let mut found: Vec<(&Remark, &str, u64)> = Vec::new();
    for (reporter, remarks) in aggregate.chain(tls).chain(failures) {
        for remark in remarks.as_slice() {
            match found
                .iter_mut()
                .find(|(known, _, _)| known.fault == remark.fault)
            {
                Some((_, _, reports)) => *reports += 1,
                None => found.push((remark, reporter, 1)),
            }
        }
    }
    if found.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nWhat reporters got wrong, and was put up with")?;
    for (remark, reporter, reports) in found {
        let example = if remark.example.is_empty() {
            String::new()
        } else {
            format!(": “{}”", remark.example)
        };
        writeln!(
            out,
            "  {} ({}, first of {}{})",
            remark.fault.words(),
            count(reports, "report", "reports"),
            escaped(named(reporter)),
            escaped(&example)
        )?;
    }
    Ok(())
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

fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    // Rounded down: "100 %" is all of it.
    let permille = u128::from(part) * 1000 / u128::from(whole);
    format!("{}.{} %", permille / 10, permille % 10)
}

fn date(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "an unknown day".to_owned(), Timestamp::date)
}
