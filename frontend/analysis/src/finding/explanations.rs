//! The explanations of all findings as a file beside the page, for a page that does not carry them.

use std::fmt;

use serde::Deserialize;

use super::{Code, Explanation};
use crate::json::{self, ReadError};

/// Changes with every word of every finding. Only the number is in a program without the feature `explanations`.
pub const FINGERPRINT: u64 = fingerprint();

/// The explanations of all findings, in the order of [`Code::ALL`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Explanations {
    fingerprint: String,
    explanations: Vec<Explanation>,
}

impl Explanations {
    /// Reads the file.
    ///
    /// # Errors
    /// It cannot be read, or was made for another version: a cached one must not explain what it does not know.
    pub fn read(file: &[u8]) -> Result<Self, Unusable> {
        let read: Self = json::from_slice(file).map_err(Unusable::Unreadable)?;
        let is_ours = read.fingerprint == format!("{FINGERPRINT:016x}")
            && read.explanations.len() == Code::ALL.len();
        is_ours.then_some(read).ok_or(Unusable::OtherVersion)
    }

    /// The explanation of a code.
    #[must_use]
    pub fn of(&self, code: Code) -> Option<&Explanation> {
        self.explanations.get(code as usize)
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
            format!(r#"{{"fingerprint":"{fingerprint:016x}","explanations":[{all}]}}"#)
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
