//! Bytes in, replies out (RFC 5321 §4.2), whatever a server sends and however it is split on the way.

use shared::{MalformedReply, Reply, ReplyCode};

use crate::limits;

/// What has come so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// No whole reply yet.
    Incomplete,
    /// A whole reply. More may be waiting.
    Reply(Reply),
    /// What came is no SMTP; nothing after it can be read.
    Malformed {
        /// Why not.
        reason: MalformedReply,
        /// The first bytes of the offending line, at most [`limits::EXCERPT_BYTES`].
        excerpt: String,
    },
}

/// Collects bytes and takes replies off them.
///
/// Holds at most one line beyond the bytes of the last [`Self::push`]; line, reply and session caps are those of
/// [`limits`]. How the bytes were split never changes what comes out.
#[derive(Debug, Default)]
pub struct ReplyReader {
    pending: Vec<u8>,
    begun: Option<Begun>,
    heard: Vec<String>,
    session_bytes: usize,
    broken: Option<(MalformedReply, String)>,
}

/// The lines of a reply whose last line has not come yet.
#[derive(Debug)]
struct Begun {
    code: ReplyCode,
    lines: Vec<String>,
    bytes: usize,
    bare_lf: bool,
}

impl ReplyReader {
    /// Takes in bytes as they came. Call [`Self::progress`] before the next.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.broken.is_none() {
            self.pending.extend_from_slice(bytes);
        }
    }

    /// The next whole reply, if there is one.
    pub fn progress(&mut self) -> Progress {
        loop {
            if let Some((reason, excerpt)) = &self.broken {
                return Progress::Malformed {
                    reason: *reason,
                    excerpt: excerpt.clone(),
                };
            }
            let Some((line, bare_lf)) = self.next_line() else {
                if self.broken.is_some() {
                    continue;
                }
                return Progress::Incomplete;
            };
            if let Some(reply) = self.accept(&line, bare_lf) {
                return Progress::Reply(reply);
            }
        }
    }

    /// The whole lines that were read since the last call, as sent but for the line end.
    pub fn take_heard(&mut self) -> Vec<String> {
        std::mem::take(&mut self.heard)
    }

    /// Whether bytes were pushed that belong to no reply yet.
    #[must_use]
    pub const fn has_rest(&self) -> bool {
        !self.pending.is_empty()
    }

    /// The bytes that were pushed but belong to no reply yet; forgets them.
    ///
    /// After the 220 to STARTTLS, nothing may follow before the handshake: what does was injected in clear.
    pub fn take_rest(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.pending)
    }

    /// Takes a whole line off what is pending. Sets `broken` when there is one that cannot be accepted.
    fn next_line(&mut self) -> Option<(Vec<u8>, bool)> {
        // A TLS record begins with its content type, 21 (alert) or 22 (handshake), which no reply does.
        if matches!(self.pending.first(), Some(0x15 | 0x16)) {
            self.give_up(MalformedReply::LooksLikeTls);
            return None;
        }
        let Some(at) = self.pending.iter().position(|byte| *byte == b'\n') else {
            // One more byte may be the CR of the line end.
            let longest = limits::LINE_BYTES
                + usize::from(self.pending.get(limits::LINE_BYTES) == Some(&b'\r'));
            if self.pending.len() > longest {
                self.give_up(MalformedReply::LineTooLong);
            }
            return None;
        };
        let (line, bare_lf) = match self.pending.get(..at) {
            Some([line @ .., b'\r']) => (line, false),
            line => (line.unwrap_or_default(), true),
        };
        if line.len() > limits::LINE_BYTES {
            self.give_up(MalformedReply::LineTooLong);
            return None;
        }
        let line = line.to_vec();
        self.session_bytes = self.session_bytes.saturating_add(at + 1);
        if self.session_bytes > limits::SESSION_BYTES {
            self.give_up(MalformedReply::SessionTooLong);
            return None;
        }
        self.pending.drain(..=at);
        self.heard.push(String::from_utf8_lossy(&line).into_owned());
        Some((line, bare_lf))
    }

    /// Adds a line to the reply that is being read; gives the reply when it was the last one.
    fn accept(&mut self, line: &[u8], bare_lf: bool) -> Option<Reply> {
        let Some((code, more, text)) = split_code(line) else {
            self.give_up_on(MalformedReply::NoCode, line);
            return None;
        };
        let begun = self.begun.get_or_insert_with(|| Begun {
            code,
            lines: Vec::new(),
            bytes: 0,
            bare_lf: false,
        });
        // RFC 5321 §4.2.1: the code of every line of a reply must be the same.
        if begun.code != code {
            self.give_up_on(MalformedReply::CodesDiffer, line);
            return None;
        }
        begun.bytes = begun.bytes.saturating_add(line.len());
        if begun.lines.len() >= limits::REPLY_LINES || begun.bytes > limits::REPLY_BYTES {
            self.give_up_on(MalformedReply::ReplyTooLong, line);
            return None;
        }
        begun.lines.push(String::from_utf8_lossy(text).into_owned());
        begun.bare_lf |= bare_lf;
        if more {
            return None;
        }
        let Begun {
            code,
            lines,
            bare_lf,
            ..
        } = self.begun.take()?;
        Some(Reply {
            code,
            lines,
            bare_lf,
        })
    }

    fn give_up(&mut self, reason: MalformedReply) {
        let pending = std::mem::take(&mut self.pending);
        self.give_up_on(reason, &pending);
    }

    fn give_up_on(&mut self, reason: MalformedReply, offending: &[u8]) {
        self.pending = Vec::new();
        self.broken = Some((reason, excerpt(offending)));
    }
}

/// The first bytes of something, for the eye.
pub(crate) fn excerpt(bytes: &[u8]) -> String {
    let first = bytes.get(..limits::EXCERPT_BYTES).unwrap_or(bytes);
    String::from_utf8_lossy(first).into_owned()
}

/// RFC 5321 §4.2: `Reply-code [ SP textstring ]`, or with `-` where more lines follow.
fn split_code(line: &[u8]) -> Option<(ReplyCode, bool, &[u8])> {
    let (digits, rest) = line.split_at_checked(3)?;
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = digits
        .iter()
        .fold(0, |number, digit| number * 10 + u16::from(digit - b'0'));
    let code = ReplyCode::try_from(number).ok()?;
    match rest {
        [] => Some((code, false, &[])),
        [b' ', text @ ..] => Some((code, false, text)),
        [b'-', text @ ..] => Some((code, true, text)),
        _ => None,
    }
}

#[cfg(test)]
#[path = "reply_tests.rs"]
mod tests;
