//! What is kept of a finished domain: enough for the table and the files, and no more.

use analysis::finding::{Area, Code, Finding, Severity};
use analysis::grade::{Letter, Verdict};
use analysis::report::{Report, Status};
use serde::{Deserialize, Serialize};

use crate::history::LETTERS;

/// Findings that a row names.
pub(crate) const MAX_WORST: usize = 5;
/// Findings that a row remembers by their codes, for the filter and the summary.
pub(crate) const MAX_CODES: usize = 60;
/// Hosts that a row names.
pub(crate) const MAX_HOSTS: usize = 8;

/// A finished domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Row {
    /// The grade as it is shown.
    pub(crate) label: String,
    /// The score, where it is a number.
    pub(crate) score: Option<u32>,
    /// The status of each area in the order of [`Area::ALL`], a letter each; see [`status_letter`].
    pub(crate) areas: String,
    /// The codes of all findings that ask for something, gravest first, each once. The first [`MAX_WORST`] are named.
    pub(crate) codes: Vec<String>,
    /// The hosts that take the mail.
    pub(crate) hosts: Vec<String>,
    /// When it was judged, in milliseconds.
    pub(crate) at: i64,
}

impl Row {
    /// What is kept of a report.
    pub(crate) fn of(report: &Report) -> Self {
        let score = report.score.as_ref().filter(|score| score.is_number());
        let mut codes: Vec<String> = Vec::new();
        for finding in report
            .findings
            .iter()
            .filter(|finding| asks_for_something(finding))
        {
            let word = finding.code.word();
            if codes.len() < MAX_CODES && !codes.iter().any(|code| code == word) {
                codes.push(word.to_owned());
            }
        }
        let hosts = report.hosts.iter().take(MAX_HOSTS);
        Self {
            label: report.grade.label.clone(),
            score: score.map(|score| score.total),
            areas: Area::ALL
                .iter()
                .map(|area| {
                    let known = report.areas.iter().find(|known| known.area == *area);
                    status_letter(known.map_or(Status::NotTested, |known| known.status))
                })
                .collect(),
            codes,
            hosts: hosts.map(|host| host.host.to_string()).collect(),
            at: report.judged_at.millis(),
        }
    }

    /// The letter that the label shows; nothing where there is none.
    pub(crate) fn letter(&self) -> Option<Letter> {
        let word = self.label.split(' ').next().unwrap_or_default();
        LETTERS.into_iter().find(|letter| letter.word() == word)
    }

    /// Each area with its status.
    pub(crate) fn statuses(&self) -> impl Iterator<Item = (Area, Status)> + '_ {
        let letters = self.areas.chars().chain(std::iter::repeat('.'));
        Area::ALL
            .into_iter()
            .zip(letters)
            .map(|(area, letter)| (area, status_of(letter)))
    }

    /// How many areas are broken, and how many warn.
    pub(crate) fn troubles(&self) -> (usize, usize) {
        let number = |status| {
            self.statuses()
                .filter(|(_, known)| *known == status)
                .count()
        };
        (number(Status::Error), number(Status::Warning))
    }

    /// The findings that are named, gravest first.
    pub(crate) fn worst(&self) -> impl Iterator<Item = Code> + '_ {
        let known = self.codes.iter().filter_map(|word| code_of(word));
        known.take(MAX_WORST)
    }

    /// Whether it can be what a page like this one wrote: what is stored may have been changed by anybody.
    pub(crate) fn is_sound(&self) -> bool {
        let is_short = |text: &String| !text.is_empty() && text.len() <= 253;
        self.label.len() <= 40
            && self.score.is_none_or(|score| score <= 200)
            && self.areas.len() <= 32
            && self.codes.len() <= MAX_CODES
            && self.codes.iter().all(is_short)
            && self.hosts.len() <= MAX_HOSTS
            && self.hosts.iter().all(is_short)
    }
}

/// Why a report is no result, in words; nothing if it is one.
pub(crate) fn failure(report: &Report) -> Option<String> {
    match &report.grade.verdict {
        Verdict::Pending => Some("too little could be found out".to_owned()),
        Verdict::CouldNotTest { reason } => Some(reason.chars().take(300).collect()),
        Verdict::NoMailByDesign
        | Verdict::NoMailService
        | Verdict::DnsOnly
        | Verdict::Graded { .. } => None,
    }
}

fn asks_for_something(finding: &Finding) -> bool {
    !finding.inconclusive && finding.severity >= Severity::Advice
}

/// The finding of a code; nothing if this version knows none.
pub(crate) fn code_of(word: &str) -> Option<Code> {
    Code::ALL.iter().copied().find(|code| code.word() == word)
}

/// One letter for a status.
const fn status_letter(status: Status) -> char {
    match status {
        Status::NotApplicable => '-',
        Status::NotTested => '.',
        Status::Good => 'g',
        Status::Advice => 'a',
        Status::CouldNotTell => 'u',
        Status::Warning => 'w',
        Status::Error => 'e',
    }
}

const fn status_of(letter: char) -> Status {
    match letter {
        '-' => Status::NotApplicable,
        'g' => Status::Good,
        'a' => Status::Advice,
        'u' => Status::CouldNotTell,
        'w' => Status::Warning,
        'e' => Status::Error,
        _ => Status::NotTested,
    }
}

#[cfg(test)]
pub(super) fn sample(label: &str, codes: &[&str]) -> Row {
    Row {
        label: label.to_owned(),
        score: Some(70),
        areas: "gewau.-ggggggg".to_owned(),
        codes: codes.iter().map(|&code| code.to_owned()).collect(),
        hosts: vec!["mx.example".to_owned()],
        at: 1_795_705_859_000,
    }
}

#[cfg(test)]
mod tests {
    use analysis::evidence::Evidence;

    use super::*;

    fn report(name: &str) -> Report {
        let path = format!(
            "{}/analysis/tests/scenarios/{name}.json",
            env!("CARGO_MANIFEST_DIR")
        );
        let text = std::fs::read(path).unwrap();
        let evidence: Evidence = analysis::json::from_slice(&text).unwrap();
        analysis::assess(&evidence, evidence.now)
    }

    #[test]
    fn a_report_becomes_a_row_that_says_the_same() {
        for name in ["good-lab", "cert-expired-lab"] {
            let report = report(name);
            let row = Row::of(&report);
            assert_eq!(row.label, report.grade.label);
            assert_eq!(row.at, report.judged_at.millis());
            assert_eq!(row.hosts.len(), report.hosts.len());
            assert_eq!(failure(&report), None);
            assert!(row.is_sound());
            for (area, status) in row.statuses() {
                let known = report.areas.iter().find(|known| known.area == area);
                assert_eq!(known.map(|known| known.status), Some(status), "{area:?}");
            }
            let first = report
                .findings
                .iter()
                .find(|finding| asks_for_something(finding));
            assert_eq!(row.worst().next(), first.map(|finding| finding.code));
            assert!(row.worst().count() <= MAX_WORST);
        }
        assert_eq!(
            Row::of(&report("cert-expired-lab")).letter(),
            Some(Letter::C)
        );
    }

    #[test]
    fn a_row_survives_being_written_and_read() {
        let row = Row::of(&report("cert-expired-lab"));
        let text = serde_json::to_string(&row).unwrap();
        assert!(text.len() < 2000, "{} bytes", text.len());
        assert_eq!(
            analysis::json::from_slice::<Row>(text.as_bytes()).unwrap(),
            row
        );
    }

    #[test]
    fn every_status_has_its_letter() {
        for status in [
            Status::NotApplicable,
            Status::NotTested,
            Status::Good,
            Status::Advice,
            Status::CouldNotTell,
            Status::Warning,
            Status::Error,
        ] {
            assert_eq!(status_of(status_letter(status)), status);
        }
        // Fewer letters than areas: the rest was not looked at.
        let row = Row {
            areas: "e".into(),
            ..sample("B", &[])
        };
        assert_eq!(row.statuses().count(), Area::ALL.len());
        assert_eq!(row.troubles(), (1, 0));
    }

    #[test]
    fn what_no_page_wrote_is_not_sound() {
        for row in [
            Row {
                label: "x".repeat(41),
                ..sample("B", &[])
            },
            Row {
                score: Some(1000),
                ..sample("B", &[])
            },
            Row {
                areas: "g".repeat(33),
                ..sample("B", &[])
            },
            Row {
                codes: vec![String::new()],
                ..sample("B", &[])
            },
            Row {
                codes: vec!["x".into(); MAX_CODES + 1],
                ..sample("B", &[])
            },
            Row {
                hosts: vec!["x".repeat(300)],
                ..sample("B", &[])
            },
            Row {
                hosts: vec!["x".into(); MAX_HOSTS + 1],
                ..sample("B", &[])
            },
        ] {
            assert!(!row.is_sound(), "{row:?}");
        }
        assert!(sample("A+ at best", &["no-such-code"]).is_sound());
        assert_eq!(sample("B", &["no-such-code"]).worst().count(), 0);
    }
}
