//! Findings as comma-separated values (RFC 4180), for spreadsheets.

use crate::escape::{Lines, visible};
use crate::finding::Finding;
use crate::report::Report;

const COLUMNS: [&str; 13] = [
    "name",
    "judged at",
    "grade",
    "severity",
    "area",
    "code",
    "about",
    "title",
    "detail",
    "who can change it",
    "what to do",
    "reference",
    "seen",
];

/// Every finding in a line of its own, gravest first, under a line of headings. UTF-8 with CR LF and no byte order mark.
#[must_use]
pub fn csv(report: &Report) -> String {
    let mut text = String::new();
    push_row(&mut text, COLUMNS);
    let name = report.subject.name().as_str();
    let judged_at = report.judged_at.to_string();
    for finding in &report.findings {
        let about = finding.about.to_string();
        let seen = finding.evidence.join("\n");
        push_row(
            &mut text,
            [
                name,
                &judged_at,
                &report.grade.label,
                severity(finding),
                finding.area.title(),
                finding.code.word(),
                &about,
                finding.words.title,
                &finding.detail,
                finding.responsible.words(),
                remedy(finding),
                finding.reference,
                &seen,
            ],
        );
    }
    text
}

fn severity(finding: &Finding) -> &'static str {
    if finding.inconclusive {
        "could not tell"
    } else {
        finding.severity.word()
    }
}

fn remedy(finding: &Finding) -> &str {
    let explanation = finding.words.explanation.as_ref();
    explanation.map_or("", |explanation| &explanation.remedy)
}

/// Adds a line of cells, each quoted as far as it needs it.
pub fn push_row<'a>(text: &mut String, cells: impl IntoIterator<Item = &'a str>) {
    for (column, cell) in cells.into_iter().enumerate() {
        if column > 0 {
            text.push(',');
        }
        push_cell(text, cell);
    }
    text.push_str("\r\n");
}

fn push_cell(text: &mut String, cell: &str) {
    // Judged as it came: what is written out below no longer begins with the tab that it began with.
    let guard = if is_formula(cell) { "'" } else { "" };
    let shown = visible(cell, Lines::Keep);
    let is_plain = !shown.contains([',', '"', '\n']) && shown.trim() == shown;
    if is_plain {
        text.push_str(guard);
        text.push_str(&shown);
        return;
    }
    text.push('"');
    text.push_str(guard);
    text.push_str(&shown.replace('"', "\"\""));
    text.push('"');
}

/// Spreadsheets calculate what begins so, quoted or not, and some after spaces too; an apostrophe in front keeps it a text.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['\t', '\r', '\n'])
        || cell
            .trim_start()
            .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_every_cell_stays_one() {
        for (cell, written) in [
            ("plain", "plain"),
            ("", ""),
            ("=1+1", "'=1+1"),
            (
                "=HYPERLINK(\"http://x\",\"y\")",
                "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"",
            ),
            ("+49", "'+49"),
            ("-all", "'-all"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("  =1", "\"'  =1\""),
            ("\t=1", "'\\t=1"),
            ("\r=1", "'=1"),
            ("\n=1", "\"'\n=1\""),
            ("＝1", "'＝1"),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("one\r\ntwo", "\"one\ntwo\""),
            (" spaces ", "\" spaces \""),
            ("a=b", "a=b"),
            ("nul\0", "nul\\x00"),
            ("moc\u{202e}gro", "moc\\u{202E}gro"),
            ("\u{feff}=1", "\\u{FEFF}=1"),
            ("ä 例え", "ä 例え"),
        ] {
            let mut line = String::new();
            push_row(&mut line, [cell, "x"]);
            assert_eq!(line, format!("{written},x\r\n"), "{cell:?}");
        }
    }
}
