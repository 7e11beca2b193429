//! SMTP in plain English: every reply code, enhanced code, command and EHLO keyword that a transcript may show, and the
//! remarks between them.
//!
//! The texts are data. They are long, so that the page does not carry them: a program without the feature `explanations`
//! knows only how to find the right one, and reads them from the file of explanations.
//!
//! Texts from a server are hostile: nothing of them is repeated here, and what is not recognised is not explained.

mod book;
mod listener;
mod scene;
mod words;

pub use book::{Book, Entry};
pub use listener::Listener;
pub use scene::{Connection, Turn, TurnKind, connections};

pub(crate) use book::OURS;

/// What something said in an SMTP dialogue means, in words of our own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explained<'a> {
    /// Of a reply: what its first digit says, in a word or two (RFC 5321 §4.2.1).
    pub class: Option<&'a str>,
    /// A few words, without full stop.
    pub title: &'a str,
    /// What it says, in full sentences.
    pub meaning: &'a str,
    /// What to do about it, in full sentences; `None` if nothing.
    pub action: Option<&'a str>,
    /// Whether the same was explained before in this conversation: then the title is enough for whoever reads all of it.
    pub is_repeated: bool,
}

#[cfg(test)]
mod tests;
