//! SMTP in plain English: every reply code, enhanced code and command that a transcript may show, as data.
//!
//! Texts from a server are hostile: nothing of them is repeated here, and what is not recognised is not explained.

use shared::Direction;

mod command;
mod enhanced;
mod reply;

/// What something said in an SMTP dialogue means, in words of our own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explained {
    /// A few words, without full stop.
    pub title: &'static str,
    /// What it says.
    pub meaning: &'static str,
    /// What to do about it.
    pub action: &'static str,
}

const NOTHING: &str = "Nothing to do.";

/// Explains a reply: by the enhanced status code its text begins with, if there is a valid one (RFC 2034 §4), else by
/// its reply code. `None` for a number that is no reply code (RFC 5321 §4.2.1: 200 to 599).
#[must_use]
pub fn reply(code: u16, text: &str) -> Option<Explained> {
    let of_code = reply::of(code)?;
    let first = text.split(' ').next().unwrap_or_default();
    match enhanced::parse(first) {
        // RFC 2034 §4: the class must be the first digit of the reply code; else it is not such a code. X.0.0 says
        // nothing more than the class, and the reply code says more.
        Some((class, subject, detail)) if class == code / 100 && (subject, detail) != (0, 0) => {
            Some(enhanced::of(class, subject, detail))
        }
        _ => Some(of_code),
    }
}

/// Explains an enhanced status code such as `5.7.1` (RFC 3463 §2): an unknown one by its class and subject. `None` if it
/// is no such code.
#[must_use]
pub fn enhanced(text: &str) -> Option<Explained> {
    let (class, subject, detail) = enhanced::parse(text)?;
    Some(enhanced::of(class, subject, detail))
}

/// Explains one line of a transcript, without its line end: a command of the client; a reply line or bare EHLO keyword
/// of the server. `None` if there is nothing to explain.
#[must_use]
pub fn line(direction: Direction, text: &str) -> Option<Explained> {
    match direction {
        Direction::Client => return command::of(text),
        // Remarks are in plain English already.
        Direction::Note => return None,
        Direction::Server => {}
    }
    let Some((code, rest)) = reply::split(text) else {
        return command::keyword(text);
    };
    // RFC 5321 §4.1.1.1: EHLO keywords stand in a reply of 250; nothing else begins with one by accident, because
    // keywords are taken in capitals only.
    let of_keyword = (code == 250).then(|| command::keyword(rest)).flatten();
    of_keyword.or_else(|| reply(code, rest))
}

#[cfg(test)]
mod tests;
