//! Who follows a dialogue understands more of it: a reply answers a command, and keywords stand in the reply to EHLO.

use shared::Direction;

use super::{Book, Explained};

/// So many commands may wait for their replies; clients that send more at once are none of ours.
const MOST_WAITING: usize = 16;

/// Before the server's first word.
const GREETING: &str = "greeting";

/// Explains a transcript line by line.
#[derive(Debug)]
pub struct Listener<'a> {
    book: &'a Book,
    /// What the replies to come answer, in their order; at most [`MOST_WAITING`].
    waiting: Vec<&'a str>,
    /// How the line before of the same reply was explained.
    before: Option<Explained<'a>>,
    /// What was explained already; no more than the book holds.
    told: Vec<Explained<'a>>,
    /// Whether a reply has begun that has not ended.
    inside: bool,
}

impl<'a> Listener<'a> {
    /// Who hears a connection from its beginning.
    #[must_use]
    pub fn new(book: &'a Book) -> Self {
        Self {
            book,
            waiting: vec![GREETING],
            before: None,
            told: Vec::new(),
            inside: false,
        }
    }

    /// Explains the next line, without its line end. `None` if there is nothing to explain, or nothing that was not said of
    /// the line before of the same reply.
    pub fn hear(&mut self, direction: Direction, text: &str) -> Option<Explained<'a>> {
        let mut explained = self.explained(direction, text)?;
        if self.told.contains(&explained) {
            explained.is_repeated = true;
        } else {
            self.told.push(explained);
        }
        Some(explained)
    }

    fn explained(&mut self, direction: Direction, text: &str) -> Option<Explained<'a>> {
        match direction {
            Direction::Client => {
                self.end_reply();
                let known = self.book.command(text);
                if self.waiting.len() < MOST_WAITING {
                    self.waiting.push(known.map_or("", |(key, _)| key));
                }
                known.map(|(_, explained)| explained)
            }
            Direction::Note => {
                // A new connection begins with a greeting; RFC 3207 §4.2: what was said before TLS is forgotten.
                if text.starts_with("connected ") {
                    self.end_reply();
                    self.waiting.clear();
                    self.waiting.push(GREETING);
                } else if text.contains(" agreed, ") && text.starts_with("TLS ") {
                    self.end_reply();
                    // On port 465 the greeting comes after it.
                    self.waiting.retain(|answers| *answers == GREETING);
                }
                self.book.note(text)
            }
            Direction::Server => self.reply(text),
        }
    }

    fn reply(&mut self, line: &str) -> Option<Explained<'a>> {
        let Some((code, is_last, text)) = split(line) else {
            self.end_reply();
            return None;
        };
        let answers = self.waiting.first().copied().unwrap_or_default();
        // RFC 5321 §4.1.1.1: the first line of the reply to EHLO is the server's name, the others are keywords.
        let is_keyword =
            self.inside && code == "250" && matches!(answers, "EHLO" | "LHLO") && !text.is_empty();
        let explained = if is_keyword {
            self.book.keyword(text)
        } else {
            self.book.reply(code, text, answers)
        };
        let is_new = explained != self.before;
        self.before = explained;
        self.inside = true;
        if is_last {
            self.end_reply();
            if !self.waiting.is_empty() {
                self.waiting.remove(0);
            }
        }
        explained.filter(|_| is_new)
    }

    fn end_reply(&mut self) {
        self.inside = false;
        self.before = None;
    }
}

/// The code, whether the line is the last of its reply, and the text: `250-PIPELINING`, `221 bye`, `250`.
fn split(line: &str) -> Option<(&str, bool, &str)> {
    let (code, rest) = line.split_at_checked(3)?;
    if !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match rest.as_bytes().first() {
        None => Some((code, true, rest)),
        Some(b' ') => Some((code, true, rest.get(1..)?)),
        Some(b'-') => Some((code, false, rest.get(1..)?)),
        Some(_) => None,
    }
}
