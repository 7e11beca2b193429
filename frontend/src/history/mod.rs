//! Checks that were finished and kept in this browser: what is known of each without opening it, which have to go when there
//! are too many, and the file by which they move to another browser.

mod store;

use analysis::Report;
use analysis::evidence::{Evidence, Subject};
use analysis::grade::Letter;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::{Service, Timestamp};

use crate::browser::parse_name;

pub(crate) use store::{
    Listing, export, forget, forget_all, import, keep, latest_before, list, open,
};

/// Checks kept of one subject.
pub(crate) const MAX_OF_ONE: usize = 30;
/// Checks kept in all.
pub(crate) const MAX_IN_ALL: usize = 300;

/// The version of the file.
const FILE_VERSION: u64 = 1;

/// A kept check, without its evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// What was checked: a domain, or a server with its port.
    pub(crate) name: String,
    /// When, in milliseconds.
    pub(crate) at: i64,
    /// The grade as it is shown.
    pub(crate) label: String,
    /// The score, where it is a number.
    pub(crate) score: Option<u32>,
}

impl Kept {
    /// What is noted of a check.
    pub(crate) fn of(evidence: &Evidence, report: &Report) -> Self {
        let score = report.score.as_ref().filter(|score| score.is_number());
        Self {
            name: name_of(&evidence.subject),
            at: evidence.now.millis(),
            label: report.grade.label.clone(),
            score: score.map(|score| score.total),
        }
    }

    /// Under which it is kept: the same check is kept once, however often it is imported.
    pub(crate) fn key(&self) -> String {
        key(&self.name, self.at)
    }

    /// The moment.
    pub(crate) const fn moment(&self) -> Timestamp {
        Timestamp::from_millis(self.at)
    }

    /// The letter that the label shows; nothing where there is none.
    pub(crate) fn letter(&self) -> Option<Letter> {
        let word = self.label.split(' ').next().unwrap_or_default();
        LETTERS.into_iter().find(|letter| letter.word() == word)
    }
}

/// From worst to best.
pub(crate) const LETTERS: [Letter; 6] = [
    Letter::F,
    Letter::D,
    Letter::C,
    Letter::B,
    Letter::A,
    Letter::APlus,
];

/// Under which a check is kept.
pub(crate) fn key(name: &str, at: i64) -> String {
    format!("{name}@{at}")
}

/// How a subject is called in the history: a server has its port, so that it is not taken for a domain.
pub(crate) fn name_of(subject: &Subject) -> String {
    match subject {
        Subject::Domain { domain } => domain.to_string(),
        Subject::Host { host, service } => format!("{host}:{}", service.port()),
    }
}

/// The subject of a name; nothing if it is none, or not written as [`name_of`] writes it.
pub(crate) fn subject_of(name: &str) -> Option<Subject> {
    let exact = |name: &str| {
        parse_name(name)
            .ok()
            .filter(|parsed| parsed.as_str() == name)
    };
    let Some((host, port)) = name.split_once(':') else {
        return Some(Subject::Domain {
            domain: exact(name)?,
        });
    };
    let (host, port) = (exact(host)?, port.parse::<u16>().ok()?);
    let mut services = Service::ALL.into_iter();
    let service = services.find(|service| service.port() == port)?;
    Some(Subject::Host { host, service })
}

/// Those that have to go, the oldest first: of each subject what is beyond [`MAX_OF_ONE`], then what is beyond [`MAX_IN_ALL`].
pub(crate) fn too_many(kept: &[Kept]) -> Vec<String> {
    let mut newest_first: Vec<&Kept> = kept.iter().collect();
    newest_first.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.name.cmp(&b.name)));
    let mut staying: Vec<&Kept> = Vec::new();
    let mut going: Vec<&Kept> = Vec::new();
    for check in newest_first {
        let of_one = staying
            .iter()
            .filter(|other| other.name == check.name)
            .count();
        if of_one < MAX_OF_ONE && staying.len() < MAX_IN_ALL {
            staying.push(check);
        } else {
            going.push(check);
        }
    }
    going.iter().rev().map(|check| check.key()).collect()
}

/// All checks in one file, each packed.
pub(crate) fn file(packed: &[String]) -> String {
    json!({ "waxseal_history": FILE_VERSION, "checks": packed }).to_string()
}

/// The packed checks of such a file; nothing if it is another kind of file.
pub(crate) fn read_file(file: &Value) -> Option<Result<Vec<String>, String>> {
    let version = file.get("waxseal_history")?.as_u64();
    if version != Some(FILE_VERSION) {
        return Some(Err(
            "This history was saved by a newer version of Waxseal than this page.".to_owned(),
        ));
    }
    let checks = file.get("checks").and_then(Value::as_array);
    let texts: Option<Vec<String>> = checks.and_then(|checks| {
        let texts = checks
            .iter()
            .take(MAX_IN_ALL)
            .map(|check| check.as_str().map(str::to_owned));
        texts.collect()
    });
    Some(texts.ok_or_else(|| "This history file cannot be read.".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(name: &str, at: i64) -> Kept {
        Kept {
            name: name.to_owned(),
            at,
            label: "B at best".to_owned(),
            score: Some(70),
        }
    }

    #[test]
    fn the_oldest_go_first() {
        let mut checks: Vec<Kept> = (0..40).map(|at| kept("a.example", at)).collect();
        let going = too_many(&checks);
        assert_eq!(going.len(), 10);
        assert_eq!(going.first().unwrap(), "a.example@0");
        assert_eq!(going.last().unwrap(), "a.example@9");

        checks = (0..400)
            .map(|at| kept(&format!("d{}.example", at % 100), at))
            .collect();
        let going = too_many(&checks);
        assert_eq!(going.len(), 100);
        assert_eq!(going.last().unwrap(), "d99.example@99");
        assert!(too_many(checks.get(..300).unwrap()).is_empty());
    }

    #[test]
    fn what_is_too_many_of_one_takes_no_room_from_others() {
        let mut checks: Vec<Kept> = (1000..1400).map(|at| kept("busy.example", at)).collect();
        checks.push(kept("quiet.example", 1));
        let going = too_many(&checks);
        assert_eq!(going.len(), 370);
        assert!(!going.iter().any(|key| key.starts_with("quiet")));
    }

    #[test]
    fn names_lead_back_to_their_subjects() {
        for name in [
            "example.org",
            "mx.example.org:25",
            "mx.example.org:465",
            "mx.example.org:587",
        ] {
            assert_eq!(name_of(&subject_of(name).unwrap()), name);
        }
        for name in [
            "",
            "mx.example.org:80",
            "mx.example.org:x",
            "a b.example",
            "<b>.example",
        ] {
            assert_eq!(subject_of(name), None, "{name}");
        }
    }

    #[test]
    fn a_label_shows_its_letter() {
        for (label, letter) in [
            ("A+", Some(Letter::APlus)),
            ("B at best", Some(Letter::B)),
            ("–", None),
            ("", None),
        ] {
            let check = Kept {
                label: label.to_owned(),
                ..kept("a.example", 1)
            };
            assert_eq!(check.letter(), letter);
        }
    }

    #[test]
    fn a_note_survives_being_written_and_read() {
        let check = kept("a.example", 1_700_000_000_000);
        let text = serde_json::to_string(&check).unwrap();
        assert_eq!(
            analysis::json::from_slice::<Kept>(text.as_bytes()).unwrap(),
            check
        );
    }
}
