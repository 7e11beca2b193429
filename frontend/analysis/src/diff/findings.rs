//! Caps and findings that came, went or became graver or lighter.

use std::cmp::Reverse;

use super::{Change, Topic, Turn};
use crate::finding::{About, Code, Finding, Severity};
use crate::report::Report;

/// By their names: a reason names servers and numbers that change without the cap changing.
pub(super) fn caps(before: &Report, after: &Report, changes: &mut Vec<Change>) {
    let (old, new) = (&before.grade.caps, &after.grade.caps);
    for cap in new {
        if !old.iter().any(|known| known.cap == cap.cap) {
            let words = format!("The grade is held down to {}: {}", cap.ceiling, cap.reason);
            changes.push(Change::new(Topic::Cap, Turn::Worse, words));
        }
    }
    for cap in old {
        if !new.iter().any(|known| known.cap == cap.cap) {
            let words = format!(
                "No longer holds the grade down to {}: {}",
                cap.ceiling, cap.reason
            );
            changes.push(Change::new(Topic::Cap, Turn::Better, words));
        }
    }
}

/// A code at what it is about, with the gravest that was said of it.
struct Said<'a> {
    code: Code,
    about: &'a About,
    severity: Severity,
    inconclusive: bool,
    finding: &'a Finding,
}

pub(super) fn findings(before: &Report, after: &Report, changes: &mut Vec<Change>) {
    let (old, new) = (said(before), said(after));
    for now in &new {
        match old.iter().find(|then| then.is_same(now)) {
            None if now.matters() => changes.push(appeared(now)),
            Some(then) if then.severity != now.severity && (then.matters() || now.matters()) => {
                changes.push(turned(then, now));
            }
            None | Some(_) => {}
        }
    }
    for then in old.iter().filter(|then| then.matters()) {
        if !new.iter().any(|now| now.is_same(then)) {
            changes.push(vanished(then, after));
        }
    }
}

/// Each code once for each thing that it is about.
fn said(report: &Report) -> Vec<Said<'_>> {
    let mut said: Vec<Said<'_>> = Vec::new();
    for finding in &report.findings {
        let known = said
            .iter_mut()
            .find(|known| known.code == finding.code && *known.about == finding.about);
        match known {
            Some(known) => known.severity = known.severity.max(finding.severity),
            None => said.push(Said {
                code: finding.code,
                about: &finding.about,
                severity: finding.severity,
                inconclusive: finding.inconclusive,
                finding,
            }),
        }
    }
    said.sort_by_key(|said| Reverse(said.severity));
    said
}

impl Said<'_> {
    fn is_same(&self, other: &Said<'_>) -> bool {
        self.code == other.code && self.about == other.about
    }

    /// What is as it should be comes and goes with what is not.
    fn matters(&self) -> bool {
        self.severity > Severity::Info || self.inconclusive
    }

    fn name(&self) -> String {
        format!("{}, at {}", self.finding.words.title, self.about)
    }
}

fn appeared(now: &Said<'_>) -> Change {
    let (name, detail) = (now.name(), &now.finding.detail);
    let (words, turn) = if now.inconclusive {
        let words = format!("Could not be told this time: {name}. {detail}");
        (words, Turn::Other)
    } else {
        let words = format!("New {}: {name}. {detail}", now.severity);
        (words, Turn::Worse)
    };
    Change::new(Topic::Finding, turn, words)
}

/// What is not said of a thing that was not seen this time is not mended.
fn vanished(then: &Said<'_>, after: &Report) -> Change {
    if then.inconclusive {
        let words = format!("Could be told this time: {}.", then.name());
        return Change::new(Topic::Finding, Turn::Other, words);
    }
    let unknown = after
        .findings
        .iter()
        .any(|finding| finding.inconclusive && finding.area == then.finding.area);
    let (words, turn) = if unknown {
        let words = format!(
            "No longer said, though not everything about {} could be told this time: {}.",
            then.finding.area.title(),
            then.name()
        );
        (words, Turn::Other)
    } else {
        (
            format!("No longer there ({}): {}.", then.severity, then.name()),
            Turn::Better,
        )
    };
    Change::new(Topic::Finding, turn, words)
}

fn turned(then: &Said<'_>, now: &Said<'_>) -> Change {
    let turn = if now.severity > then.severity {
        Turn::Worse
    } else {
        Turn::Better
    };
    let words = format!(
        "Was {} and is {} now: {}.",
        then.severity,
        now.severity,
        now.name()
    );
    Change::new(Topic::Finding, turn, words)
}
