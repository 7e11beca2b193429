//! Two looks at one subject, and what changed between them; and two subjects side by side.
//!
//! Pure, as all of the judgement: both pieces of evidence are judged by the same rules, so a change of the rules between two
//! versions of this program is never shown as a change of the domain.

mod findings;
mod hosts;
mod records;
mod sides;
#[cfg(test)]
mod tests;

use crate::evidence::Evidence;
use crate::grade::{Letter, Verdict};
use crate::report::Report;

pub use sides::{Side, side_by_side};

/// Changes kept at most: whoever compares two different worlds learns no more from the next hundred.
const MAX_CHANGES: usize = 200;

/// Something that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Whether it is for better or for worse.
    pub turn: Turn,
    /// What kind of thing changed.
    pub topic: Topic,
    /// What changed, in a sentence. May quote what others sent: escape when showing.
    pub words: String,
    /// What was there before, where the words do not say it. Escape when showing.
    pub before: Vec<String>,
    /// What is there now. Escape when showing.
    pub after: Vec<String>,
}

/// Whether a change is for better or for worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// For worse.
    Worse,
    /// For better.
    Better,
    /// Neither by itself.
    Other,
}

impl Turn {
    /// In a word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Worse => "worse",
            Self::Better => "better",
            Self::Other => "changed",
        }
    }
}

/// What kind of thing changed, the most important first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// The grade.
    Grade,
    /// What holds the grade down.
    Cap,
    /// A finding.
    Finding,
    /// The servers.
    Servers,
    /// DANE and the records it rests on.
    Dane,
    /// A certificate.
    Certificate,
    /// TLS versions.
    Tls,
    /// A policy file.
    Policy,
    /// Records in DNS.
    Records,
    /// The score.
    Score,
    /// From where it was looked.
    Vantage,
}

impl Topic {
    /// The heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Grade => "Grade",
            Self::Cap => "What holds it down",
            Self::Finding => "Finding",
            Self::Servers => "Servers",
            Self::Dane => "DANE",
            Self::Certificate => "Certificate",
            Self::Tls => "TLS versions",
            Self::Policy => "Policy",
            Self::Records => "DNS records",
            Self::Score => "Score",
            Self::Vantage => "Point of view",
        }
    }
}

/// A piece of evidence with its judgement.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// What was seen.
    pub evidence: &'a Evidence,
    /// What it comes to.
    pub report: &'a Report,
}

/// What is not as it was, the most important first; empty if nothing that a reader would call a change is different. Times,
/// transcripts and signatures of DNS, which are never the same twice, are none.
#[must_use]
pub fn changes(before: Look<'_>, after: Look<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    grade(before.report, after.report, &mut changes);
    findings::caps(before.report, after.report, &mut changes);
    findings::findings(before.report, after.report, &mut changes);
    hosts::hosts(before.report, after.report, &mut changes);
    records::policies(before.evidence, after.evidence, &mut changes);
    records::records(before.evidence, after.evidence, &mut changes);
    score(before.report, after.report, &mut changes);
    vantage(before.report, after.report, &mut changes);
    // Stable: within a topic the order of the report stays.
    changes.sort_by_key(|change| (change.topic, change.turn));
    changes.truncate(MAX_CHANGES);
    changes
}

impl Change {
    fn new(topic: Topic, turn: Turn, words: impl Into<String>) -> Self {
        Self {
            turn,
            topic,
            words: words.into(),
            before: Vec::new(),
            after: Vec::new(),
        }
    }

    fn with_lines(mut self, before: Vec<String>, after: Vec<String>) -> Self {
        self.before = before;
        self.after = after;
        self
    }
}

fn grade(before: &Report, after: &Report, changes: &mut Vec<Change>) {
    let (old, new) = (&before.grade, &after.grade);
    if old.label == new.label {
        return;
    }
    let turn = match (bounds(&old.verdict), bounds(&new.verdict)) {
        (Some(old), Some(new)) if new > old => Turn::Better,
        (Some(old), Some(new)) if new < old => Turn::Worse,
        _ => Turn::Other,
    };
    let words = format!("The grade was {} and is {} now.", old.label, new.label);
    changes.push(Change::new(Topic::Grade, turn, words));
}

/// The letter, and where it is a range, its ends.
const fn bounds(verdict: &Verdict) -> Option<(Letter, Letter)> {
    match verdict {
        Verdict::Graded { best, worst } => Some((*best, *worst)),
        Verdict::Pending
        | Verdict::NoMailByDesign
        | Verdict::NoMailService
        | Verdict::CouldNotTest { .. }
        | Verdict::DnsOnly => None,
    }
}

fn score(before: &Report, after: &Report, changes: &mut Vec<Change>) {
    let number = |report: &Report| {
        let score = report.score.as_ref().filter(|score| score.is_number());
        score.map(|score| score.total)
    };
    let (Some(old), Some(new)) = (number(before), number(after)) else {
        return;
    };
    if old == new {
        return;
    }
    let turn = if new > old { Turn::Better } else { Turn::Worse };
    let words = format!("The email security score was {old} and is {new} of 100 now.");
    changes.push(Change::new(Topic::Score, turn, words));
}

/// Where one looks from decides what one sees.
fn vantage(before: &Report, after: &Report, changes: &mut Vec<Change>) {
    let place = |report: &Report| {
        let relay = report.vantage.relay.as_ref();
        relay.map_or_else(
            || "DNS alone, without a relay".to_owned(),
            |relay| {
                relay
                    .vantage
                    .clone()
                    .unwrap_or_else(|| relay.ehlo_name.clone())
            },
        )
    };
    for (what, old, new) in [
        (
            "The mail servers were looked at from another place.",
            place(before),
            place(after),
        ),
        (
            "Another DNS resolver was asked.",
            before.vantage.resolver.clone(),
            after.vantage.resolver.clone(),
        ),
    ] {
        if old != new {
            let change = Change::new(Topic::Vantage, Turn::Other, what);
            changes.push(change.with_lines(vec![old], vec![new]));
        }
    }
}

/// "now", "5 minutes ago", "3 days ago": how long before `now` a moment was, for "since 3 days ago: …".
#[must_use]
pub fn ago(then: shared::Timestamp, now: shared::Timestamp) -> String {
    let minutes = now.millis().saturating_sub(then.millis()) / 60_000;
    let (number, unit) = match minutes {
        ..1 => return "just now".to_owned(),
        1..60 => (minutes, "minute"),
        60..1440 => (minutes / 60, "hour"),
        1440..86_400 => (minutes / 1440, "day"),
        _ => (minutes / 43_200, "month"),
    };
    let many = if number == 1 { "" } else { "s" };
    format!("{number} {unit}{many} ago")
}

/// How many are for worse, for better, and neither, in words: "2 things are worse, 1 is better".
#[must_use]
pub fn in_short(changes: &[Change]) -> String {
    let count = |turn: Turn| changes.iter().filter(|change| change.turn == turn).count();
    let (worse, better) = (count(Turn::Worse), count(Turn::Better));
    let part = |number: usize, word: &str| match number {
        0 => None,
        1 => Some(format!("1 thing is {word}")),
        _ => Some(format!("{number} things are {word}")),
    };
    let other = match count(Turn::Other) {
        0 => None,
        1 => Some("1 other thing changed".to_owned()),
        number => Some(format!("{number} other things changed")),
    };
    let parts: Vec<String> = [part(worse, "worse"), part(better, "better"), other]
        .into_iter()
        .flatten()
        .collect();
    if parts.is_empty() {
        "nothing changed".to_owned()
    } else {
        parts.join(", ")
    }
}

/// What is only in the second, then what is only in the first, each once and in order.
fn gone_and_new<'a, T: PartialEq>(before: &'a [T], after: &'a [T]) -> (Vec<&'a T>, Vec<&'a T>) {
    let gone = before.iter().filter(|one| !after.contains(one)).collect();
    let new = after.iter().filter(|one| !before.contains(one)).collect();
    (gone, new)
}
