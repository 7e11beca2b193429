//! The explanations of all findings as a file beside the page, for a page that does not carry them.

use std::fmt;

use serde::Deserialize;

use super::{Code, Explanation, Finding};
use crate::fix::{TEMPLATES, Template, fill_in};
use crate::json::{self, ReadError};

/// Changes with every word of every finding and of its settings. Only the number is in a program without the feature `explanations`.
pub const FINGERPRINT: u64 = fingerprint();

/// The explanations of all findings, in the order of [`Code::ALL`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Explanations {
    fingerprint: String,
    explanations: Vec<Explanation>,
    settings: Vec<Template>,
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
            && read.settings.len() == TEMPLATES.len();
        is_ours.then_some(read).ok_or(Unusable::OtherVersion)
    }

    /// The explanation of a code.
    #[must_use]
    pub fn of(&self, code: Code) -> Option<&Explanation> {
        self.explanations.get(code as usize)
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
    /// code and each setting, so that changes can be read and merged.
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
        Ok(format!(
            "{{\"fingerprint\":\"{FINGERPRINT:016x}\",\"explanations\":[\n{}\n],\"settings\":[\n{}\n]}}\n",
            lines.join(",\n"),
            settings.join(",\n")
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
    fn a_text_that_moves_to_its_neighbour_is_another_text() {
        assert_ne!(mixed(mixed(1, "ab"), "c"), mixed(mixed(1, "a"), "bc"));
    }

    #[test]
    fn only_the_own_version_is_taken() {
        let one = r#"{"consequence":"c","why":"w","remedy":"r"}"#;
        let file = |fingerprint: u64, count: usize| {
            let all = vec![one; count].join(",");
            let settings = serde_json::to_string(TEMPLATES).unwrap();
            format!(
                r#"{{"fingerprint":"{fingerprint:016x}","explanations":[{all}],"settings":{settings}}}"#
            )
        };
        let all = Code::ALL.len();
        let ours = Explanations::read(file(FINGERPRINT, all).as_bytes()).unwrap();
        assert_eq!(ours.of(Code::MxFound).unwrap().remedy, "r");
        for other in [file(FINGERPRINT ^ 1, all), file(FINGERPRINT, all - 1)] {
            let read = Explanations::read(other.as_bytes());
            assert_eq!(read, Err(Unusable::OtherVersion));
        }
        // What a static host answers for a file that is not there.
        let page = Explanations::read(b"<!doctype html>");
        assert!(matches!(page, Err(Unusable::Unreadable(_))));
    }
}
