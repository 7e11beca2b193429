//! What is kept of a finished domain: enough for the table and the files, and no more.

use analysis::finding::{Area, Code, Finding, Severity};
use analysis::grade::{Letter, Verdict};
use analysis::report::{HostReport, Report, StageName, StageStatus, Status};
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
    /// The worst stage of each host, two letters each in the order of the hosts: see [`Worst`]. Empty in rows of older pages.
    #[serde(default)]
    pub(crate) stages: String,
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
        let hosts = || report.hosts.iter().take(MAX_HOSTS);
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
            hosts: hosts().map(|host| host.host.to_string()).collect(),
            stages: hosts().flat_map(|host| Worst::of(host).letters()).collect(),
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

    /// The hosts, each with its worst stage where one is known.
    pub(crate) fn servers(&self) -> impl Iterator<Item = (&str, Option<Worst>)> {
        let letters: Vec<char> = self.stages.chars().collect();
        let pairs: Vec<Option<Worst>> = letters
            .chunks(2)
            .map(|pair| match pair {
                [stage, status] => Worst::read(*stage, *status),
                _ => None,
            })
            .collect();
        let worst = pairs.into_iter().chain(std::iter::repeat(None));
        self.hosts.iter().map(String::as_str).zip(worst)
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
            && self.stages.len() <= 2 * MAX_HOSTS
    }
}

/// The stage at which a host did worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Worst {
    /// How bad, the worst last.
    pub(crate) gravity: Gravity,
    /// At which stage; nothing if every stage that was reached is good.
    pub(crate) stage: Option<StageName>,
}

/// How bad a stage went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gravity {
    /// As it should.
    Good,
    /// It could not be told.
    Unknown,
    /// Something is to mend.
    Warning,
    /// It is definitely wrong.
    Bad,
}

impl Gravity {
    const ALL: [(Self, char); 4] = [
        (Self::Good, 'g'),
        (Self::Unknown, 'u'),
        (Self::Warning, 'w'),
        (Self::Bad, 'b'),
    ];

    /// As the report calls it.
    pub(crate) const fn status(self) -> StageStatus {
        match self {
            Self::Good => StageStatus::Good,
            Self::Unknown => StageStatus::Unknown,
            Self::Warning => StageStatus::Warning,
            Self::Bad => StageStatus::Bad,
        }
    }

    const fn of(status: StageStatus) -> Option<Self> {
        match status {
            StageStatus::Good => Some(Self::Good),
            StageStatus::Unknown => Some(Self::Unknown),
            StageStatus::Warning => Some(Self::Warning),
            StageStatus::Bad => Some(Self::Bad),
            StageStatus::NotReached | StageStatus::Pending => None,
        }
    }
}

impl Worst {
    /// Over all addresses of a host. Of stages that are alike the first: what comes later follows from it.
    fn of(host: &HostReport) -> Self {
        let stages = host.addresses.iter().flat_map(|address| &address.stages);
        let bad = stages.filter_map(|stage| Some((Gravity::of(stage.status)?, stage.name)));
        let worst = bad.max_by_key(|(gravity, name)| (*gravity, std::cmp::Reverse(*name)));
        match worst {
            // Nothing was reached at all.
            None => Self {
                gravity: Gravity::Unknown,
                stage: Some(StageName::Connect),
            },
            Some((Gravity::Good, _)) => Self {
                gravity: Gravity::Good,
                stage: None,
            },
            Some((gravity, name)) => Self {
                gravity,
                stage: Some(name),
            },
        }
    }

    /// The number of the stage, or a dash, and the first letter of how it went.
    fn letters(self) -> [char; 2] {
        let place = |name| StageName::ALL.iter().position(|known| *known == name);
        let digit = self
            .stage
            .and_then(place)
            .and_then(|at| u32::try_from(at).ok())
            .and_then(|at| char::from_digit(at, 10));
        let letter = Gravity::ALL
            .iter()
            .find(|(known, _)| *known == self.gravity);
        [
            digit.unwrap_or('-'),
            letter.map_or('u', |(_, letter)| *letter),
        ]
    }

    fn read(stage: char, status: char) -> Option<Self> {
        let (gravity, _) = Gravity::ALL
            .into_iter()
            .find(|(_, letter)| *letter == status)?;
        let stage = match stage {
            '-' => None,
            digit => {
                let at = usize::try_from(digit.to_digit(10)?).ok()?;
                Some(*StageName::ALL.get(at)?)
            }
        };
        Some(Self { gravity, stage })
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
        stages: "5w".to_owned(),
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
    fn every_host_has_its_worst_stage_and_older_rows_none() {
        let row = Row::of(&report("cert-expired-lab"));
        let (_, worst) = row.servers().next().unwrap();
        assert_eq!(worst.unwrap().stage, Some(StageName::Certificate));
        assert!(worst.unwrap().gravity >= Gravity::Warning);
        let good = Row::of(&report("good-lab"));
        assert!(good.servers().all(|(_, worst)| worst.is_some()));
        for gravity in Gravity::ALL.map(|(gravity, _)| gravity) {
            for stage in StageName::ALL.map(Some).into_iter().chain([None]) {
                let worst = Worst { gravity, stage };
                let [stage, status] = worst.letters();
                assert_eq!(Worst::read(stage, status), Some(worst));
            }
        }
        for stages in ["", "5", "9w", "5x", "é"] {
            let row = Row {
                stages: stages.into(),
                ..sample("B", &[])
            };
            assert_eq!(row.servers().collect::<Vec<_>>(), [("mx.example", None)]);
        }
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
                stages: "5w".repeat(MAX_HOSTS + 1),
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
