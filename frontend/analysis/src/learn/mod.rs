//! Texts for those who want to know more: topics, the rules of the grade, and which finding holds which letter down.
//!
//! Their source is `frontend/learn/`; `tests/docs.rs` turns it into a file beside the page, which is fetched when somebody
//! reads. Only the shapes and the marks within a line are known here.

mod inline;

use serde::Deserialize;
#[cfg(feature = "explanations")]
use serde::Serialize;

pub use inline::{Span, spans};

use crate::finding::Code;
use crate::json::{self, ReadError};

/// Everything there is to read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "explanations", derive(Serialize))]
pub struct Learn {
    /// In the order in which they are best read.
    pub topics: Vec<Topic>,
    /// How the letter and the score come about.
    pub grading: Topic,
    /// What holds the letter down, lowest first.
    pub effects: Vec<Effect>,
}

/// One page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "explanations", derive(Serialize))]
pub struct Topic {
    /// Its stable word, as in `#/learn/dane`. Never translated.
    pub word: String,
    /// The heading.
    pub title: String,
    /// The heading under which it stands in the index.
    pub group: String,
    /// What it says, in a sentence or two.
    pub summary: String,
    /// The text.
    pub blocks: Vec<Block>,
    /// The words of the topics to go on with.
    pub next: Vec<String>,
    /// The stable words of areas about which it tells.
    pub areas: Vec<String>,
    /// The stable words of findings about which it tells.
    pub findings: Vec<String>,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "explanations", derive(Serialize))]
pub struct Block {
    /// What it is.
    pub kind: Kind,
    /// Its line, with marks (see [`spans`]); of what has rows: the caption, which a table below its heading can do without.
    pub text: String,
    /// Its rows, each of cells with marks; those of an example without.
    #[serde(default)]
    #[cfg_attr(feature = "explanations", serde(skip_serializing_if = "Vec::is_empty"))]
    pub rows: Vec<Vec<String>>,
}

/// What a part of a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "explanations", derive(Serialize))]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The heading of a section.
    Section,
    /// A heading within a section.
    Part,
    /// A paragraph.
    Paragraph,
    /// A paragraph that must not be missed.
    Note,
    /// Points without order: one cell each.
    List,
    /// Steps in their order: one cell each.
    Steps,
    /// Words and what they mean: two cells each.
    Terms,
    /// A table; its first row is the head.
    Table,
    /// Lines to be read as they are: one cell each.
    Example,
    /// A conversation: who speaks (`C`, `S`, or nobody), what, and what it means.
    Dialogue,
    /// A picture: the size, then one shape each (see `frontend/learn/README.md`).
    Picture,
}

/// A cap of the grade, and what is found where it holds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "explanations", derive(Serialize))]
pub struct Effect {
    /// The best letter that is left.
    pub letter: String,
    /// When.
    pub rule: String,
    /// The stable words of the findings.
    pub findings: Vec<String>,
}

impl Learn {
    /// Reads the file.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn read(file: &[u8]) -> Result<Self, ReadError> {
        json::from_slice(file)
    }

    /// The topic of a word.
    #[must_use]
    pub fn topic(&self, word: &str) -> Option<&Topic> {
        self.topics.iter().find(|topic| topic.word == word)
    }

    /// The topics that tell about a finding: those that name it, then those of its area.
    #[must_use]
    pub fn about(&self, code: Code) -> Vec<&Topic> {
        let names = |words: &[String], wanted: &str| words.iter().any(|word| word == wanted);
        let (named, others): (Vec<&Topic>, Vec<&Topic>) = self
            .topics
            .iter()
            .partition(|topic| names(&topic.findings, code.word()));
        let of_area = others
            .into_iter()
            .filter(|topic| names(&topic.areas, code.area().word()));
        named.into_iter().chain(of_area).collect()
    }

    /// The caps that hold, or may hold, where this is found.
    pub fn effects_of(&self, code: Code) -> impl Iterator<Item = &Effect> {
        self.effects
            .iter()
            .filter(move |effect| effect.findings.iter().any(|word| word == code.word()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topic(word: &str, areas: &[&str], findings: &[&str]) -> Topic {
        let owned = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        Topic {
            word: word.to_owned(),
            title: String::new(),
            group: String::new(),
            summary: String::new(),
            blocks: Vec::new(),
            next: Vec::new(),
            areas: owned(areas),
            findings: owned(findings),
        }
    }

    #[test]
    fn what_names_a_finding_comes_before_what_is_of_its_area() {
        let learn = Learn {
            topics: vec![
                topic("area", &["dane"], &[]),
                topic("neither", &["spf"], &["dane-absent"]),
                topic("both", &["dane"], &["dane-mismatch"]),
            ],
            grading: topic("grading", &[], &[]),
            effects: Vec::new(),
        };
        let words: Vec<&str> = learn
            .about(Code::DaneMismatch)
            .into_iter()
            .map(|topic| topic.word.as_str())
            .collect();
        assert_eq!(words, ["both", "area"]);
    }

    #[test]
    fn what_is_not_such_a_file_is_refused() {
        for file in ["", "<!doctype html>", "{}", r#"{"topics":[]}"#] {
            assert!(Learn::read(file.as_bytes()).is_err(), "{file}");
        }
    }
}
