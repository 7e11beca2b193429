//! The clauses of a Received header: `from …`, `by …`, `with …` and so on.

use crate::message::lexer::{self, Token};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Start,
    From,
    By,
    Via,
    With,
    Id,
    For,
    EnvelopeFrom,
    Tls,
}

pub(super) struct Clause {
    pub(super) name: Name,
    pub(super) words: Vec<String>,
    pub(super) comments: Vec<String>,
}

impl Clause {
    /// The comments of a text that is no clause.
    pub(super) fn of_comments(text: &str) -> Self {
        let comments = lexer::tokens(text, &[])
            .into_iter()
            .filter_map(|token| match token {
                Token::Comment(text) => Some(text),
                Token::Word(_) | Token::Quoted(_) | Token::Sign(_) => None,
            });
        Self {
            name: Name::Start,
            words: Vec::new(),
            comments: comments.collect(),
        }
    }
}

pub(super) fn cut(value: &str) -> Vec<Clause> {
    let begin = |name| Clause {
        name,
        words: Vec::new(),
        comments: Vec::new(),
    };
    let mut clauses = Vec::new();
    let mut now = begin(Name::Start);
    for token in lexer::tokens(value, &[]) {
        match token {
            Token::Comment(text) => now.comments.push(text),
            Token::Quoted(text) => now.words.push(text),
            Token::Sign(_) => {}
            Token::Word(word) => {
                let name = match word.to_ascii_lowercase().as_str() {
                    "from" if now.name == Name::Start => Some(Name::From),
                    "by" => Some(Name::By),
                    "via" => Some(Name::Via),
                    "with" => Some(Name::With),
                    "id" => Some(Name::Id),
                    "for" => Some(Name::For),
                    "envelope-from" => Some(Name::EnvelopeFrom),
                    "tls" => Some(Name::Tls),
                    _ => None,
                };
                // Directly behind one of these words it is a value: somebody's name may be “by”.
                let is_value =
                    now.words.is_empty() && now.comments.is_empty() && now.name != Name::Start;
                match name {
                    Some(name) if !is_value => {
                        clauses.push(std::mem::replace(&mut now, begin(name)))
                    }
                    _ => now.words.push(word),
                }
            }
        }
    }
    clauses.push(now);
    clauses
}
