//! The report as Markdown, short enough for a ticket: the verdict, what to change and who, what could not be told, the areas.

use crate::escape::{Lines, visible};
use crate::evidence::Subject;
use crate::finding::{Finding, Paste, PasteForm, Severity};
use crate::grade::AppliedCap;
use crate::report::Report;

/// Evidence of one finding: so many pieces, each of so many characters.
const MAX_SEEN: usize = 12;
const MAX_SEEN_LENGTH: usize = 600;

/// The report as Markdown. Nothing of what strangers wrote is markup, a link or a mention in it.
#[must_use]
pub fn markdown(report: &Report) -> String {
    let mut text = String::new();
    head(&mut text, report);
    reasons(
        &mut text,
        "What holds it down",
        &report.grade.caps,
        "at most",
    );
    reasons(
        &mut text,
        "What could not be told",
        &report.grade.doubts,
        "perhaps",
    );
    findings(&mut text, report);
    areas(&mut text, report);
    lines(
        &mut text,
        &[
            "",
            &format!(
                "_Judged by Waxseal, grading version {}. A good result does not prove that mail is read by nobody else._",
                report.grading_version
            ),
        ],
    );
    text
}

fn lines(text: &mut String, new: &[&str]) {
    for line in new {
        text.push_str(line);
        text.push('\n');
    }
}

fn head(text: &mut String, report: &Report) {
    let name = report.subject.name();
    let port = match &report.subject {
        Subject::Domain { .. } => String::new(),
        Subject::Host { service, .. } => format!(", port {}", service.port()),
    };
    let place = match &report.vantage.relay {
        Some(relay) => plain(relay.vantage.as_deref().unwrap_or(&relay.ehlo_name)),
        None => "DNS alone, without a relay".to_owned(),
    };
    let complete = &report.completeness;
    lines(
        text,
        &[
            &format!(
                "# {}{port}: grade {}",
                code(name.as_str()),
                plain(&report.grade.label)
            ),
            "",
            &plain(&report.grade.consequence),
            "",
            &format!("- Looked at: {}", report.judged_at),
            &format!("- From: {place}"),
            &format!("- DNS resolver: {}", plain(&report.vantage.resolver)),
            &format!(
                "- Complete: {} of {} servers tested, {} things could not be told",
                complete.hosts_tested, complete.hosts, complete.inconclusive
            ),
        ],
    );
    if let Some(score) = report.score.as_ref().filter(|score| score.is_number()) {
        lines(text, &[&format!("- Score: {} of 100", score.total)]);
    }
    if let Some(step) = &report.grade.next_step {
        let words = format!(
            "- Next step: {} ({} → {})",
            plain(&step.action),
            step.from,
            step.to
        );
        lines(text, &[&words]);
    }
}

fn reasons(text: &mut String, heading: &str, caps: &[AppliedCap], bound: &str) {
    if caps.is_empty() {
        return;
    }
    lines(text, &["", &format!("## {heading}"), ""]);
    for cap in caps {
        let words = format!(
            "- {bound} {}: {} ({})",
            cap.ceiling,
            plain(&cap.reason),
            plain(cap.reference)
        );
        lines(text, &[&words]);
    }
}

fn findings(text: &mut String, report: &Report) {
    let is_shown = |finding: &&Finding| finding.severity > Severity::Info && !finding.inconclusive;
    let mut shown = report.findings.iter().filter(is_shown).peekable();
    if shown.peek().is_some() {
        lines(text, &["", "## What to change"]);
    }
    for found in shown {
        finding(text, found);
    }
    let mut unknown = report
        .findings
        .iter()
        .filter(|finding| finding.inconclusive)
        .peekable();
    if unknown.peek().is_some() {
        lines(text, &["", "## Not found out", ""]);
    }
    for found in unknown {
        let words = format!(
            "- {} ({}): {}",
            plain(found.words.title),
            about(found),
            plain(&found.detail)
        );
        lines(text, &[&words]);
    }
}

fn finding(text: &mut String, finding: &Finding) {
    lines(
        text,
        &[
            "",
            &format!(
                "### {}: {}",
                capital(finding.severity.word()),
                plain(finding.words.title)
            ),
            "",
            &format!("{}: {}", about(finding), plain(&finding.detail)),
            "",
        ],
    );
    if let Some(explanation) = &finding.words.explanation {
        lines(
            text,
            &[
                &format!("- What it means: {}", plain(&explanation.consequence)),
                &format!("- What to do: {}", plain(&explanation.remedy)),
            ],
        );
    }
    lines(
        text,
        &[
            &format!("- Who: {}", finding.responsible.words()),
            &format!(
                "- Code: {}, {}",
                code(finding.code.word()),
                plain(finding.reference)
            ),
        ],
    );
    if let Some(command) = &finding.reproduce {
        lines(text, &[&format!("- Check it yourself: {}", code(command))]);
    }
    for (step, paste) in Paste::steps(&finding.pastes) {
        // The lines of the zone file say the same.
        if paste.form == PasteForm::Fields {
            continue;
        }
        if let Some(step) = step {
            lines(text, &["", &plain(&step)]);
        }
        lines(
            text,
            &[
                "",
                &format!("{}:", plain(&paste.place)),
                "",
                &fenced(&paste.text),
            ],
        );
    }
    if !finding.evidence.is_empty() {
        let seen: Vec<String> = finding
            .evidence
            .iter()
            .take(MAX_SEEN)
            .map(|seen| cut(seen))
            .collect();
        lines(text, &["", "Seen:", "", &fenced(&seen.join("\n"))]);
    }
}

fn about(finding: &Finding) -> String {
    code(&finding.about.to_string())
}

fn areas(text: &mut String, report: &Report) {
    lines(
        text,
        &[
            "",
            "## Areas",
            "",
            "| Area | Status | Why |",
            "| --- | --- | --- |",
        ],
    );
    for area in &report.areas {
        let words = format!(
            "| {} | {} | {} |",
            area.title,
            area.status.words(),
            cell(&area.summary)
        );
        lines(text, &[&words]);
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

fn cut(text: &str) -> String {
    let mut kept: String = text.chars().take(MAX_SEEN_LENGTH).collect();
    if kept.len() < text.len() {
        kept.push('…');
    }
    kept
}

/// Text in one line, of which nothing is markup. What trackers make links or mentions of stands in a code span, where they
/// leave it alone; of everything else, the signs are escaped.
fn plain(text: &str) -> String {
    words(text, code)
}

/// The same in a cell of a table, where a bar ends the cell even in a code span unless it is escaped (GFM §4.10).
fn cell(text: &str) -> String {
    words(text, |word| code(word).replace('|', "\\|"))
}

fn words(text: &str, code: impl Fn(&str) -> String) -> String {
    let shown = visible(text, Lines::Escape);
    let mut plain = String::with_capacity(shown.len() + 16);
    for (at, word) in shown.split(' ').enumerate() {
        if at > 0 {
            plain.push(' ');
        }
        if is_taken_for_more(word) {
            plain.push_str(&code(word));
        } else {
            escape(&mut plain, word, at == 0);
        }
    }
    plain
}

/// Mentions, addresses, links, numbers of tickets and emoji codes.
fn is_taken_for_more(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let has_number_sign = word
        .split('#')
        .skip(1)
        .any(|after| after.starts_with(|c: char| c.is_ascii_alphanumeric()));
    let colons = word.matches(':').count();
    word.contains('@')
        || lower.contains("://")
        || lower.contains("www.")
        || lower.contains("mailto:")
        || has_number_sign
        || colons >= 2
        || lower.starts_with("gh-")
}

fn escape(plain: &mut String, word: &str, begins: bool) {
    let is_number = |c: char| c.is_ascii_digit();
    for (at, c) in word.char_indices() {
        let opens_block = begins && at == 0 && matches!(c, '-' | '+' | '=' | ':');
        // "1." and "1)" begin a list.
        let ends_number = begins
            && at > 0
            && at + 1 == word.len()
            && matches!(c, '.' | ')')
            && word
                .get(..at)
                .is_some_and(|before| before.chars().all(is_number));
        let is_sign = matches!(
            c,
            '\\' | '`'
                | '*'
                | '_'
                | '{'
                | '}'
                | '['
                | ']'
                | '<'
                | '>'
                | '#'
                | '!'
                | '|'
                | '~'
                | '&'
                | '$'
                | '^'
        );
        if opens_block || ends_number || is_sign {
            plain.push('\\');
        }
        plain.push(c);
    }
}

/// A code span that nothing inside can end (CommonMark 0.31 §6.1).
fn code(text: &str) -> String {
    let shown = visible(text, Lines::Escape);
    if shown.is_empty() {
        return String::new();
    }
    let fence = "`".repeat(longest_run(&shown) + 1);
    let pad = if shown.starts_with('`') || shown.ends_with('`') {
        " "
    } else {
        ""
    };
    [&fence, pad, &shown, pad, &fence].concat()
}

/// A block of code that no line inside can end (§4.5).
fn fenced(text: &str) -> String {
    let shown = visible(text.trim_end(), Lines::Keep);
    let fence = "`".repeat((longest_run(&shown) + 1).max(3));
    format!("{fence}\n{shown}\n{fence}")
}

fn longest_run(text: &str) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_foreign_is_markup() {
        for (text, written) in [
            ("plain words, as they are.", "plain words, as they are."),
            (
                "<script>alert(1)</script>",
                "\\<script\\>alert(1)\\</script\\>",
            ),
            ("**bold** _it_ ~no~", "\\*\\*bold\\*\\* \\_it\\_ \\~no\\~"),
            ("[a](javascript:x)", "\\[a\\](javascript:x)"),
            ("![a](b)", "\\!\\[a\\](b)"),
            ("see https://evil.example/x", "see `https://evil.example/x`"),
            ("HTTP://evil.example", "`HTTP://evil.example`"),
            ("www.evil.example", "`www.evil.example`"),
            ("ping @everyone now", "ping `@everyone` now"),
            ("mailto:a@example.org", "`mailto:a@example.org`"),
            ("closes #12", "closes `#12`"),
            ("closes evil/repo#12", "closes `evil/repo#12`"),
            ("GH-12", "`GH-12`"),
            (":tada:", "`:tada:`"),
            ("# heading", "\\# heading"),
            ("- item", "\\- item"),
            ("1. item", "1\\. item"),
            ("12) item", "12\\) item"),
            ("TLS 1.3 is 1.", "TLS 1.3 is 1."),
            ("192.0.2.1 answers", "192.0.2.1 answers"),
            ("> quote", "\\> quote"),
            ("a | b", "a \\| b"),
            ("&lt;b&gt; $x$ x^2", "\\&lt;b\\&gt; \\$x\\$ x\\^2"),
            ("back\\slash `tick`", "back\\\\slash \\`tick\\`"),
            ("two\nlines\r\n", "two\\\\nlines\\\\r\\\\n"),
            ("moc\u{202e}gro", "moc\\\\u\\{202E\\}gro"),
            ("@`x`@", "``@`x`@``"),
            ("`@", "`` `@ ``"),
        ] {
            assert_eq!(plain(text), written, "{text:?}");
        }
    }

    #[test]
    fn no_block_of_code_is_ended_from_inside() {
        assert_eq!(fenced("a\n```\n<b>"), "````\na\n```\n<b>\n````");
        assert_eq!(fenced("a\u{1b}[31m\n"), "```\na\\x1B[31m\n```");
    }

    #[test]
    fn a_cell_is_never_split() {
        assert_eq!(plain("a|b @a|b"), "a\\|b `@a|b`");
        assert_eq!(cell("a|b @a|b"), "a\\|b `@a\\|b`");
    }
}
