//! What leaves the program for others: reviewed for a few recorded worlds, and sound for all.

#![allow(unreachable_pub, clippy::unwrap_used, reason = "a test")]

mod support;

use analysis::diff::{Look, changes, in_short, side_by_side};
use analysis::export::{csv, glimpse, markdown};
use analysis::{Report, assess};
use support::scenarios;

const REVIEWED: [&str; 3] = ["good-lab", "no-tls-lab", "dane-rollover-lab"];

fn reviewed() -> Vec<(String, analysis::Evidence, Report)> {
    let all = scenarios().into_iter();
    let wanted = all.filter(|scenario| REVIEWED.contains(&scenario.name.as_str()));
    wanted
        .map(|scenario| {
            let report = assess(&scenario.evidence, scenario.evidence.now);
            (scenario.name, scenario.evidence, report)
        })
        .collect()
}

#[test]
fn exports_are_as_reviewed() {
    for (name, _, report) in reviewed() {
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(format!("export-{name}.csv"), csv(&report).replace("\r\n", "\n"));
            insta::assert_snapshot!(format!("export-{name}.md"), markdown(&report));
        });
    }
}

#[test]
fn changes_and_comparisons_are_as_reviewed() {
    let worlds = reviewed();
    let (_, evidence, report) = worlds.first().unwrap();
    let (_, other, other_report) = worlds.last().unwrap();
    let told = changes(
        Look { evidence, report },
        Look {
            evidence: other,
            report: other_report,
        },
    );
    let mut text = format!("{}\n", in_short(&told));
    for change in &told {
        text.push_str(&format!(
            "[{}] {}: {}\n",
            change.turn.word(),
            change.topic.title(),
            change.words
        ));
        text.extend(change.before.iter().map(|line| format!("  - {line}\n")));
        text.extend(change.after.iter().map(|line| format!("  + {line}\n")));
    }
    for side in side_by_side(report, other_report) {
        let mark = if side.differs() { "≠" } else { "=" };
        let ([left, right], [left_more, right_more]) = (&side.words, &side.details);
        text.push_str(&format!(
            "{mark} {}: {left} ({left_more}) | {right} ({right_more})\n",
            side.heading
        ));
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("changes", text);
    });
}

/// Rows and cells as RFC 4180 has them.
fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        match (quoted, c) {
            (true, '"') if letters.next_if_eq(&'"').is_some() => cell.push('"'),
            (_, '"') => quoted = !quoted,
            (false, ',') => row.push(std::mem::take(&mut cell)),
            (false, '\r') => {}
            (false, '\n') => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            _ => cell.push(c),
        }
    }
    assert!(
        !quoted && cell.is_empty() && row.is_empty(),
        "it ends in the middle"
    );
    rows
}

#[test]
fn every_csv_is_whole_and_calculates_nothing() {
    for scenario in scenarios() {
        let report = assess(&scenario.evidence, scenario.evidence.now);
        let rows = rows(&csv(&report));
        assert_eq!(rows.len(), report.findings.len() + 1, "{}", scenario.name);
        for cell in rows.iter().flatten() {
            assert!(
                !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                "{}: {cell}",
                scenario.name
            );
        }
        assert!(rows.iter().all(|row| row.len() == 13), "{}", scenario.name);
    }
}

#[test]
fn a_report_is_the_same_without_signatures() {
    let mut shorter = 0;
    for scenario in scenarios() {
        let slim = scenario.evidence.slim();
        let (full, less) = (
            assess(&scenario.evidence, scenario.evidence.now),
            assess(&slim, slim.now),
        );
        assert_eq!(full, less, "{}", scenario.name);
        assert_eq!(slim.slim(), slim, "{}", scenario.name);
        shorter += usize::from(slim != scenario.evidence);
    }
    assert!(shorter > 50, "only {shorter} had signatures");
}

#[test]
fn a_saved_report_can_be_glimpsed() {
    for (name, _, report) in reviewed() {
        let seen = glimpse(&serde_json::to_value(&report).unwrap()).unwrap();
        assert_eq!(&seen.name, report.subject.name(), "{name}");
        assert_eq!(seen.grade, report.grade.label);
        assert_eq!(seen.judged_at, report.judged_at.to_string());
        assert_eq!(seen.findings.len(), report.findings.len().min(200));
        assert_eq!(
            seen.findings.first().unwrap().title,
            report.findings.first().unwrap().words.title
        );
    }
}
