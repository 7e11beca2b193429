//! The report for reading in a terminal.

mod dialogue;
mod host;
mod recipients;
mod tables;

use std::fmt::{self, Write as _};

use analysis::Report;
use analysis::evidence::Subject;
use analysis::finding::{Code, Finding, Paste, PasteForm, Severity};
use analysis::grade::Verdict;
use analysis::report::{AreaReport, Completeness, Status};

/// The whole report as text, with every conversation and its meaning if `explain`. Nothing that came from outside reaches
/// the terminal unescaped.
pub(crate) fn render(report: &Report, explain: bool) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_report(&mut text, report, explain);
    text
}

fn write_report(out: &mut String, report: &Report, explain: bool) -> fmt::Result {
    write_head(out, report)?;
    write_grade(out, report)?;
    writeln!(out)?;
    for area in &report.areas {
        let (title, status) = (area.title, area.status.words());
        writeln!(out, "  {title:<22} {status:<16} {}", escaped(&area.summary))?;
    }
    for host in &report.hosts {
        host::write(out, host)?;
    }
    if let Some(submission) = &report.submission {
        host::write_submission(out, submission)?;
    }
    if let Some(tests) = &report.recipients {
        recipients::write(out, tests)?;
    }
    for table in analysis::tables::tables(report) {
        tables::write(out, &table)?;
    }
    let shown = |finding: &&Finding| {
        // Whoever asked for it must not take what is missing for looked at.
        let is_missed = finding.code == Code::DeepNotGranted;
        finding.severity > Severity::Info || finding.inconclusive || is_missed
    };
    for finding in report.findings.iter().filter(shown) {
        write_finding(out, finding)?;
    }
    if explain {
        dialogue::write(out, report)?;
    }
    write_not_proven(out, report)?;
    write_cost(out, &report.completeness)
}

/// What a result with nothing wrong leaves open, for each area that has one.
fn write_not_proven(out: &mut String, report: &Report) -> fmt::Result {
    let good = |area: &&AreaReport| matches!(area.status, Status::Good | Status::Advice);
    let mut areas = report.areas.iter().filter(good).peekable();
    if areas.peek().is_some() {
        writeln!(out, "\nWhat this does not prove")?;
    }
    for area in areas {
        writeln!(out, "  {:<22} {}", area.title, area.area.does_not_prove())?;
    }
    Ok(())
}

/// How much could be found out, and what that cost the servers.
fn write_cost(out: &mut String, completeness: &Completeness) -> fmt::Result {
    writeln!(
        out,
        "\n{} of {} hosts tested, {} things could not be told.",
        completeness.hosts_tested, completeness.hosts, completeness.inconclusive,
    )?;
    writeln!(
        out,
        "{} connections to mail servers, {} bytes sent, {} bytes received, {}.{} seconds with them.",
        completeness.connections,
        completeness.bytes_sent,
        completeness.bytes_received,
        completeness.elapsed_ms / 1000,
        completeness.elapsed_ms % 1000 / 100
    )
}

fn write_head(out: &mut String, report: &Report) -> fmt::Result {
    let name = report.subject.name();
    let shown = name
        .to_unicode()
        .map_or_else(|| name.to_string(), |u| format!("{u} ({name})"));
    let what = match &report.subject {
        Subject::Domain { .. } => shown,
        Subject::Host { service, .. } => format!("{shown}, port {}", service.port()),
    };
    writeln!(out, "{}", escaped(&what))?;
    writeln!(
        out,
        "{} · resolver {}",
        report.judged_at,
        escaped(&report.vantage.resolver)
    )
}

fn write_grade(out: &mut String, report: &Report) -> fmt::Result {
    let grade = &report.grade;
    writeln!(
        out,
        "\n  Grade {}   {}",
        grade.label,
        escaped(&grade.consequence)
    )?;
    for cap in &grade.caps {
        writeln!(out, "    {} at best: {}", cap.ceiling, escaped(&cap.reason))?;
    }
    if matches!(grade.verdict, Verdict::Graded { .. }) {
        for doubt in &grade.doubts {
            writeln!(
                out,
                "    perhaps {}: {}",
                doubt.ceiling,
                escaped(&doubt.reason)
            )?;
        }
    }
    for missing in &grade.missing_for_plus {
        writeln!(out, "    for A+: {}", escaped(missing))?;
    }
    if let Some(step) = &grade.next_step {
        writeln!(
            out,
            "    next: {} ({} → {})",
            escaped(&step.action),
            step.from,
            step.to
        )?;
    }
    Ok(())
}

fn write_finding(out: &mut String, finding: &Finding) -> fmt::Result {
    let mark = if finding.inconclusive {
        "could not tell"
    } else {
        finding.severity.word()
    };
    writeln!(
        out,
        "\n[{mark}] {} — {}",
        finding.words.title, finding.about
    )?;
    writeln!(out, "  {}", escaped(&finding.detail))?;
    if let Some(explanation) = &finding.words.explanation {
        writeln!(out, "  {}", explanation.consequence)?;
        writeln!(out, "  What to do: {}", explanation.remedy)?;
    }
    for (step, paste) in Paste::steps(&finding.pastes) {
        if let Some(step) = step {
            writeln!(out, "  {}", escaped(&step))?;
        }
        // In a terminal the lines of a zone file say all that a panel's fields say.
        if paste.form == PasteForm::Fields {
            continue;
        }
        writeln!(out, "  {}:", escaped(&paste.place))?;
        for line in paste.text.lines() {
            writeln!(out, "    {}", escaped(line))?;
        }
    }
    for seen in finding.evidence.iter().take(12) {
        for line in seen.lines().take(12) {
            writeln!(out, "  | {}", escaped(line))?;
        }
    }
    if let Some(command) = &finding.reproduce {
        writeln!(out, "  Check it yourself: {command}")?;
    }
    writeln!(out, "  {} · {}", finding.code, finding.reference)
}

/// Text with control, direction and invisible characters made visible, so that no server can drive the terminal.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        let is_hidden = matches!(
            c,
            '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{061C}'
        );
        if c.is_control() || is_hidden {
            safe.extend(c.escape_default());
        } else {
            safe.push(c);
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_foreign_drives_the_terminal() {
        assert_eq!(
            escaped("220 \x1b[31mred\x07\u{9b}"),
            "220 \\u{1b}[31mred\\u{7}\\u{9b}"
        );
        assert_eq!(escaped("abc\u{202e}cba"), "abc\\u{202e}cba");
        assert_eq!(escaped("Exämple → 例え"), "Exämple → 例え");
    }
}
