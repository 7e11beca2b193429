//! The texts, and how the right one is found.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::Explained;
use super::words::{CLASSES, COMMANDS, KEYWORDS, NOTES, REPLIES, STATUSES};

/// One text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What it explains; each table has its own kind of key.
    pub key: Cow<'static, str>,
    /// A few words, without full stop.
    pub title: Cow<'static, str>,
    /// What it says.
    pub meaning: Cow<'static, str>,
    /// What to do about it; empty if nothing.
    pub action: Cow<'static, str>,
}

impl Entry {
    /// Everything that changes the file of explanations.
    pub(crate) const fn texts(&self) -> [&str; 4] {
        // The constants own nothing.
        match (&self.key, &self.title, &self.meaning, &self.action) {
            (
                Cow::Borrowed(key),
                Cow::Borrowed(title),
                Cow::Borrowed(meaning),
                Cow::Borrowed(action),
            ) => [key, title, meaning, action],
            _ => [""; 4],
        }
    }

    fn explained(&self) -> Explained<'_> {
        Explained {
            class: None,
            title: &self.title,
            meaning: &self.meaning,
            action: (!self.action.is_empty()).then_some(&*self.action),
            is_repeated: false,
        }
    }
}

/// All texts of this very program, in the order of [`Book`]'s tables.
pub(crate) const OURS: [(&str, &[Entry]); 6] = [
    ("classes", CLASSES),
    ("replies", REPLIES),
    ("statuses", STATUSES),
    ("commands", COMMANDS),
    ("keywords", KEYWORDS),
    ("notes", NOTES),
];

/// How many of each there are. Only the numbers are in a program without the feature `explanations`.
const LENGTHS: [usize; 6] = [
    CLASSES.len(),
    REPLIES.len(),
    STATUSES.len(),
    COMMANDS.len(),
    KEYWORDS.len(),
    NOTES.len(),
];

type Table = Cow<'static, [Entry]>;

/// All texts, a table for each kind of thing that is explained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Book {
    /// By the first digit of a code.
    classes: Table,
    /// By reply code, by reply code and command, or by first digit.
    replies: Table,
    /// By subject and detail, by subject alone, or by nothing.
    statuses: Table,
    /// By verb.
    commands: Table,
    /// By keyword, or by nothing.
    keywords: Table,
    /// By the beginning of a remark.
    notes: Table,
}

impl Book {
    /// The texts inside the program.
    #[cfg(any(feature = "explanations", test))]
    #[must_use]
    pub const fn ours() -> Self {
        Self {
            classes: Cow::Borrowed(CLASSES),
            replies: Cow::Borrowed(REPLIES),
            statuses: Cow::Borrowed(STATUSES),
            commands: Cow::Borrowed(COMMANDS),
            keywords: Cow::Borrowed(KEYWORDS),
            notes: Cow::Borrowed(NOTES),
        }
    }

    /// Whether there are as many texts as in this very program.
    pub(crate) fn is_complete(&self) -> bool {
        let tables = [
            &self.classes,
            &self.replies,
            &self.statuses,
            &self.commands,
            &self.keywords,
            &self.notes,
        ];
        tables
            .into_iter()
            .zip(LENGTHS)
            .all(|(table, ours)| table.len() == ours)
    }

    /// Explains a reply by its three digits, its text and the key of the command that it answers (`greeting` if none).
    ///
    /// A refusal is explained by the enhanced status code its text begins with, if there is one of the registry, which is the
    /// most exact. What worked is better explained by the command.
    ///
    /// `None` for a number that is no reply code (RFC 5321 §4.2.1: it begins with 2 to 5).
    #[must_use]
    pub fn reply(&self, code: &str, text: &str, answers: &str) -> Option<Explained<'_>> {
        let (digit, _) = code.split_at_checked(1)?;
        let class = find(&self.classes, digit)?;
        let here = self.replies.iter().find(|entry| {
            let of_code = entry.key.strip_prefix(code);
            of_code.and_then(|rest| rest.strip_prefix(' ')) == Some(answers)
        });
        let first = text.split(' ').next().unwrap_or_default();
        // RFC 2034 §4: the class must be the first digit of the reply code; else it is not such a code. X.0.0 says
        // nothing more than the class, and the reply code says more.
        let finer = status(first).filter(|status| status.class == digit && status.detail != "0.0");
        // A code that the registry does not have, X.7.0 for one, says only what it is about.
        let is_exact = finer.is_some_and(|status| find(&self.statuses, status.detail).is_some());
        let worked = matches!(digit, "2" | "3");
        let finest = match (finer, here) {
            (_, Some(here)) if worked || !is_exact => here.explained(),
            (Some(finer), _) => self.of_status(finer)?,
            (None, _) => {
                let usual = find(&self.replies, code);
                // RFC 5321 §4.2.1: an unknown code is read by its first digit.
                usual.or_else(|| find(&self.replies, digit))?.explained()
            }
        };
        Some(Explained {
            class: Some(&class.title),
            ..finest
        })
    }

    /// Explains an enhanced status code such as `5.7.1` (RFC 3463 §2): an unknown one by its class and subject. `None` if
    /// it is no such code.
    #[must_use]
    pub fn enhanced(&self, text: &str) -> Option<Explained<'_>> {
        self.of_status(status(text)?)
    }

    fn of_status(&self, status: Status<'_>) -> Option<Explained<'_>> {
        let class = find(&self.classes, status.class)?;
        let known = find(&self.statuses, status.detail)
            .or_else(|| find(&self.statuses, status.subject))
            .or_else(|| find(&self.statuses, ""))?;
        Some(Explained {
            class: Some(&class.title),
            action: class.explained().action,
            ..known.explained()
        })
    }

    /// What a command of the client means, and its key: by its verb, in any case (RFC 5321 §2.4).
    pub(super) fn command(&self, line: &str) -> Option<(&str, Explained<'_>)> {
        let entry = self.commands.iter().find(|entry| {
            let at = line.split_at_checked(entry.key.len());
            at.is_some_and(|(start, rest)| {
                let ends = rest.is_empty() || rest.starts_with(' ') || entry.key.ends_with(':');
                start.eq_ignore_ascii_case(&entry.key) && ends
            })
        })?;
        Some((&entry.key, entry.explained()))
    }

    /// What an EHLO keyword offers. RFC 5321 §4.1.1.1: keywords are recognised in any case. Old servers write `AUTH=LOGIN`.
    #[must_use]
    pub fn keyword(&self, line: &str) -> Option<Explained<'_>> {
        let word = line.split([' ', '=']).next().unwrap_or_default();
        let known = self.keywords.iter();
        let mut known = known.filter(|entry| entry.key.eq_ignore_ascii_case(word));
        let entry = known.next().or_else(|| find(&self.keywords, ""))?;
        Some(entry.explained())
    }

    /// What a remark means.
    pub(super) fn note(&self, text: &str) -> Option<Explained<'_>> {
        let behind = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let entry = self
            .notes
            .iter()
            .find(|entry| behind.starts_with(&*entry.key))?;
        Some(entry.explained())
    }
}

fn find<'a>(table: &'a [Entry], key: &str) -> Option<&'a Entry> {
    table.iter().find(|entry| entry.key == key)
}

/// The parts of `5.7.1`.
#[derive(Clone, Copy)]
struct Status<'a> {
    /// `5`.
    class: &'a str,
    /// `7`.
    subject: &'a str,
    /// `7.1`.
    detail: &'a str,
}

/// RFC 3463 §2 has the classes 2, 4 and 5 and numbers of one to three digits.
fn status(text: &str) -> Option<Status<'_>> {
    let (class, detail) = text.split_once('.')?;
    let (subject, last) = detail.split_once('.')?;
    let is_status = matches!(class, "2" | "4" | "5") && is_number(subject) && is_number(last);
    is_status.then_some(Status {
        class,
        subject,
        detail,
    })
}

fn is_number(text: &str) -> bool {
    let leads = text.len() > 1 && text.starts_with('0');
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    digits && !leads && (1..=3).contains(&text.len())
}
