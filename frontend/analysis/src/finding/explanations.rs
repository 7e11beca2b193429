//! The explanations of all findings, and of SMTP, as a file beside the page, for a page that does not carry them.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;

use super::{Area, Code, Explanation, Finding};
use crate::explain::{Book, Entry, OURS};
use crate::fix::{TEMPLATES, Template, fill_in};
use crate::json::{self, ReadError};

/// Changes with every word of every finding, of its settings, and of what else the file holds. Only the number is in a program without the feature `explanations`.
pub const FINGERPRINT: u64 = fingerprint();

/// The explanations of all findings, in the order of [`Code::ALL`], and whatever else is too long for the page to carry.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Explanations {
    fingerprint: String,
    explanations: Vec<Explanation>,
    settings: Vec<Template>,
    /// In the order of [`Area::ALL`].
    areas: Vec<OfArea>,
    dialogue: Book,
}

/// The long words of an area.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct OfArea {
    does_not_prove: Cow<'static, str>,
}

impl Explanations {
    /// Reads the file.
    ///
    /// # Errors
    /// It cannot be read, or was made for another version: a cached one must not explain what it does not know.
    pub fn read(file: &[u8]) -> Result<Self, Unusable> {
        let read: Self = json::from_slice(file).map_err(Unusable::Unreadable)?;
        let is_ours = read.fingerprint == format!("{FINGERPRINT:016x}")
            && read.explanations.len() == Code::ALL.len()
            && read.settings.len() == TEMPLATES.len()
            && read.areas.len() == Area::ALL.len()
            && read.dialogue.is_complete();
        is_ours.then_some(read).ok_or(Unusable::OtherVersion)
    }

    /// The explanation of a code.
    #[must_use]
    pub fn of(&self, code: Code) -> Option<&Explanation> {
        self.explanations.get(code as usize)
    }

    /// What a good result in an area leaves open, as [`Area::does_not_prove`] says it.
    #[must_use]
    pub fn does_not_prove(&self, area: Area) -> Option<&str> {
        let area = self.areas.get(area as usize)?;
        Some(&area.does_not_prove)
    }

    /// What explains the conversations with mail servers.
    #[must_use]
    pub const fn dialogue(&self) -> &Book {
        &self.dialogue
    }

    /// The finding with its explanation, and with the settings that mend it among its pastes, in a program that was built
    /// without either; in another it stays as it is.
    #[must_use]
    pub fn complete(&self, mut finding: Finding) -> Finding {
        if finding.words.explanation.is_none() {
            finding.words.explanation = self.of(finding.code).cloned();
            fill_in(&mut finding, &self.settings);
        }
        finding
    }

    /// All of it, as this very program would tell: what the file beside the page is made from. Its lines are one for each
    /// code, each setting and each other text, so that changes can be read and merged.
    ///
    /// # Errors
    /// Something cannot be written as JSON, which does not happen.
    #[cfg(feature = "explanations")]
    pub fn file() -> Result<String, serde_json::Error> {
        let mut lines = Vec::new();
        for code in Code::ALL {
            let explanation = serde_json::to_string(&code.words().explanation)?;
            let explanation = explanation.trim_start_matches('{').to_owned();
            lines.push(format!("{{\"code\":\"{code}\",{explanation}"));
        }
        let settings = TEMPLATES.iter().map(serde_json::to_string);
        let settings = settings.collect::<Result<Vec<_>, _>>()?;
        let mut areas = Vec::new();
        for area in Area::ALL {
            let (area, text) = (
                serde_json::to_string(&area)?,
                serde_json::to_string(area.does_not_prove())?,
            );
            areas.push(format!("{{\"area\":{area},\"does_not_prove\":{text}}}"));
        }
        let mut tables = Vec::new();
        for (name, table) in OURS {
            let entries = table.iter().map(serde_json::to_string);
            let entries = entries.collect::<Result<Vec<_>, _>>()?;
            tables.push(format!("\"{name}\":[\n{}\n]", entries.join(",\n")));
        }
        Ok(format!(
            "{{\"fingerprint\":\"{FINGERPRINT:016x}\",\"explanations\":[\n{}\n],\"settings\":[\n{}\n],\
             \"areas\":[\n{}\n],\"dialogue\":{{{}}}}}\n",
            lines.join(",\n"),
            settings.join(",\n"),
            areas.join(",\n"),
            tables.join(",")
        ))
    }
}

/// Why a file of explanations is of no use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// It is no such file.
    Unreadable(ReadError),
    /// It explains the findings of another version.
    OtherVersion,
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(error) => error.fmt(f),
            Self::OtherVersion => f.write_str("they are those of another version"),
        }
    }
}

impl std::error::Error for Unusable {}

/// FNV-1a over the stable words and the words for people, with an end after each.
const fn fingerprint() -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325;
    let mut codes = Code::ALL;
    while let [code, rest @ ..] = codes {
        let texts = code.texts();
        hash = mixed(hash, code.word());
        hash = mixed(hash, texts.title);
        hash = mixed(hash, texts.consequence);
        hash = mixed(hash, texts.why);
        hash = mixed(hash, texts.remedy);
        codes = rest;
    }
    let mut templates = TEMPLATES;
    while let [template, rest @ ..] = templates {
        let [step, place, text] = template.texts();
        hash = mixed(mixed(mixed(hash, step), place), text);
        templates = rest;
    }
    let mut areas: &[Area] = &Area::ALL;
    while let [area, rest @ ..] = areas {
        hash = mixed(hash, area.does_not_prove());
        areas = rest;
    }
    let mut tables: &[(&str, &[Entry])] = &OURS;
    while let [(name, table), rest @ ..] = tables {
        hash = mixed(hash, name);
        let mut entries = *table;
        while let [entry, rest @ ..] = entries {
            let [key, title, meaning, action] = entry.texts();
            hash = mixed(mixed(mixed(mixed(hash, key), title), meaning), action);
            entries = rest;
        }
        tables = rest;
    }
    hash
}

const fn mixed(mut hash: u64, text: &str) -> u64 {
    const PRIME: u64 = 0x0100_0000_01b3;
    let mut bytes = text.as_bytes();
    while let [byte, rest @ ..] = bytes {
        hash = (hash ^ *byte as u64).wrapping_mul(PRIME);
        bytes = rest;
    }
    // No text holds this byte: it is not UTF-8.
    (hash ^ 0xff).wrapping_mul(PRIME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_stands_at_its_own_place() {
        for (place, &code) in Code::ALL.iter().enumerate() {
            assert_eq!(code as usize, place, "{code}");
        }
    }

    #[test]
    fn an_area_stands_at_its_own_place() {
        for (place, area) in Area::ALL.into_iter().enumerate() {
            assert_eq!(area as usize, place, "{}", area.title());
        }
    }

    #[test]
    fn a_text_that_moves_to_its_neighbour_is_another_text() {
        assert_ne!(mixed(mixed(1, "ab"), "c"), mixed(mixed(1, "a"), "bc"));
    }

    #[test]
    fn only_the_own_version_is_taken() {
        let one = r#"{"consequence":"c","why":"w","remedy":"r"}"#;
        let book = serde_json::to_string(&Book::ours()).unwrap();
        let area = r#"{"does_not_prove":"d"}"#;
        let file = |fingerprint: u64, count: usize| {
            let all = vec![one; count].join(",");
            let settings = serde_json::to_string(TEMPLATES).unwrap();
            format!(
                r#"{{"fingerprint":"{fingerprint:016x}","explanations":[{all}],"settings":{settings},"areas":[{}],"dialogue":{book}}}"#,
                vec![area; Area::ALL.len()].join(",")
            )
        };
        let all = Code::ALL.len();
        let ours = Explanations::read(file(FINGERPRINT, all).as_bytes()).unwrap();
        assert_eq!(ours.of(Code::MxFound).unwrap().remedy, "r");
        for other in [file(FINGERPRINT ^ 1, all), file(FINGERPRINT, all - 1)] {
            let read = Explanations::read(other.as_bytes());
            assert_eq!(read, Err(Unusable::OtherVersion));
        }
        let fewer = file(FINGERPRINT, all).replacen(&format!("{area},"), "", 1);
        let read = Explanations::read(fewer.as_bytes());
        assert_eq!(read, Err(Unusable::OtherVersion), "an area without words");
        // What a static host answers for a file that is not there.
        let page = Explanations::read(b"<!doctype html>");
        assert!(matches!(page, Err(Unusable::Unreadable(_))));
    }
}
