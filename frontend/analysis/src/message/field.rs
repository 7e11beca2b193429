//! A mail as its headers and its body (RFC 5322 §2.1), byte for byte, since signatures are over bytes.

mod error;
mod lines;
mod torn;

use super::copied::{self, Change};
use crate::dkim::RawField;

use lines::{is_one_line, line, next_mail, unquoted, with_crlf};

pub use error::MessageError;
pub(super) use lines::{contains, name};

use torn::{Tail, is_rest_of_received};

/// The largest mail that is read, in bytes.
pub const MAX_MESSAGE: usize = 32 * 1024 * 1024;
/// The longest block of headers that is read, in bytes.
const MAX_HEADERS: usize = 512 * 1024;
/// The most headers that are read.
const MAX_FIELDS: usize = 1000;

/// A mail, or its headers alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    fields: Vec<Field>,
    body: Option<Vec<u8>>,
    /// Whether lines ended with LF alone, as they do in a file or a pasted text.
    pub had_bare_lf: bool,
    /// Lines among the headers that are none; they are passed over.
    pub stray_lines: usize,
    /// Lines that were joined to the header above them, of which they are the rest without the white space before it.
    pub joined_lines: usize,
    lost_its_top: bool,
    /// What copying did to it.
    changes: Vec<Change>,
    /// The body without the “>” that some mailboxes put before “From ” in it.
    unquoted: Option<Vec<u8>>,
    /// Whether more mails follow in the same mailbox (RFC 4155), which are not read.
    pub has_more_mails: bool,
}

/// One header, as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    raw: Vec<u8>,
    name: String,
    /// Whether a line that begins without white space and is no header stands directly behind it: that is a part of this one,
    /// or may have been, if the copying took the white space at its beginning away.
    is_broken: bool,
}

impl Message {
    /// Reads a mail. Lines may end with LF alone; before the headers there may be empty lines and the line `From …` of a
    /// mailbox.
    ///
    /// # Errors
    /// It is no mail, or larger than what is read.
    pub fn read(bytes: &[u8]) -> Result<Self, MessageError> {
        if bytes.len() > MAX_MESSAGE {
            return Err(MessageError::TooLarge);
        }
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let (bytes, changes) = copied::clean(bytes);
        let bytes = bytes.as_ref();
        let start = bytes
            .iter()
            .position(|byte| !matches!(byte, b'\r' | b'\n' | b' ' | b'\t'));
        let mut rest = start
            .and_then(|start| bytes.get(start..))
            .ok_or(MessageError::Empty)?;
        let mut message = Self {
            fields: Vec::new(),
            body: None,
            had_bare_lf: false,
            stray_lines: 0,
            joined_lines: 0,
            lost_its_top: false,
            changes,
            unquoted: None,
            has_more_mails: false,
        };
        // RFC 4155: what a mailbox puts before each mail.
        let is_mailbox = rest.starts_with(b"From ");
        if is_mailbox {
            (_, rest) = line(rest, &mut message.had_bare_lf);
        }
        let mut size = 0usize;
        let mut tail = None;
        loop {
            if rest.is_empty() {
                break;
            }
            let (text, after) = line(rest, &mut message.had_bare_lf);
            rest = after;
            // RFC 5322 §2.1: an empty line ends the headers.
            if text.trim_ascii().is_empty() {
                if message.fields.is_empty() {
                    continue;
                }
                message.body = Some(rest.to_vec());
                break;
            }
            size = size.saturating_add(text.len() + 2);
            if size > MAX_HEADERS || message.fields.len() > MAX_FIELDS {
                return Err(MessageError::TooManyHeaders);
            }
            message.add(text, &mut tail);
        }
        if message.fields.is_empty() {
            return Err(MessageError::NoHeaders);
        }
        if is_one_line(bytes) {
            return Err(MessageError::OneLine);
        }
        if let Some(mut body) = message.body.take() {
            if let Some(end) = next_mail(&body).filter(|_| is_mailbox) {
                body.truncate(end);
                message.has_more_mails = true;
            }
            let body = with_crlf(body, &mut message.had_bare_lf);
            message.unquoted = Some(&body)
                .filter(|_| is_mailbox)
                .and_then(|body| unquoted(body));
            message.body = Some(body);
        }
        let seen = copied::seen_in(&message);
        message.changes.extend(seen);
        Ok(message)
    }

    /// Takes one more line of the headers. `tail` is how the newest header ends so far.
    fn add(&mut self, text: &[u8], tail: &mut Option<Tail>) {
        let (Some(field), Some(end)) = (self.fields.last_mut(), tail.as_mut()) else {
            match name(text) {
                Some(name) => self.begin(name, text, tail),
                None => {
                    self.stray_lines += 1;
                    self.lost_its_top |= is_rest_of_received(text);
                }
            }
            return;
        };
        // RFC 5322 §2.2.3: a line that begins with white space goes on with the one before.
        if text.starts_with(b" ") || text.starts_with(b"\t") {
            field.raw.extend_from_slice(b"\r\n");
            field.raw.extend_from_slice(text);
            end.push(text);
        } else if end.goes_on(text) {
            field.raw.extend_from_slice(b"\r\n ");
            field.raw.extend_from_slice(text);
            field.is_broken = true;
            self.joined_lines += 1;
            end.push(text);
        } else if let Some(name) = name(text) {
            self.begin(name, text, tail);
        } else {
            self.stray_lines += 1;
            field.is_broken = true;
            if is_rest_of_received(text) {
                self.break_the_way();
            }
        }
    }

    /// Marks the nearest line of the way above: one that stood below it, or its rest, was not read.
    fn break_the_way(&mut self) {
        let mut above = self.fields.iter_mut().rev();
        match above.find(|field| field.name.eq_ignore_ascii_case("Received")) {
            Some(field) => field.is_broken = true,
            None => self.lost_its_top = true,
        }
    }

    fn begin(&mut self, name: String, text: &[u8], tail: &mut Option<Tail>) {
        *tail = Some(Tail::new(&name, text));
        self.fields.push(Field {
            raw: text.to_vec(),
            name,
            is_broken: false,
        });
    }

    /// The headers, in the order of the mail: the newest first.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The headers of a name, in the order of the mail.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Field> {
        self.fields
            .iter()
            .filter(move |field| field.name.eq_ignore_ascii_case(name))
    }

    /// Whether a header may have lost lines. Those above the first header are of none.
    pub(super) fn is_broken(&self) -> bool {
        self.fields.iter().any(Field::is_broken)
    }

    /// Whether what stands above the first header looks like the rest of a Received header whose beginning was not copied:
    /// then the newest line of the way is not here.
    pub(super) const fn lost_its_top(&self) -> bool {
        self.lost_its_top
    }

    /// What copying did to it.
    pub(super) fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Whether it is what a window shows of a mail, and not its source.
    pub(super) fn is_display_copy(&self) -> bool {
        self.changes.contains(&Change::Display)
    }

    /// Why a signature over these headers may hold in the mail itself, though not here.
    pub(super) fn doubt(&self) -> Option<&'static str> {
        copied::doubt_of_headers(&self.changes)
    }

    /// Why the body may be another here than in the mail itself.
    pub(super) fn doubt_of_body(&self) -> Option<&'static str> {
        copied::doubt_of_body(&self.changes)
    }

    /// The body as it was before it was put into a mailbox, if that may have changed it.
    pub(super) fn unquoted(&self) -> Option<&[u8]> {
        self.unquoted.as_deref()
    }

    /// Whether there is nothing in the body but white space: what follows headers that were copied alone.
    pub(super) fn is_body_blank(&self) -> bool {
        self.body
            .as_ref()
            .is_some_and(|body| body.trim_ascii().is_empty())
    }

    /// Takes the mail for its headers alone.
    pub(super) fn forget_body(&mut self) {
        self.body = None;
    }

    /// The body, with its lines ending with CR LF; nothing if only headers were given.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        self.body.as_deref()
    }
}

impl Field {
    /// Whether it may have lost lines.
    pub(super) const fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// Its value in one line, without the white space at its ends. What is not UTF-8 is shown as such.
    #[must_use]
    pub fn value(&self) -> String {
        let colon = self
            .raw
            .iter()
            .position(|byte| *byte == b':')
            .map_or(self.raw.len(), |at| at + 1);
        let value = String::from_utf8_lossy(self.raw.get(colon..).unwrap_or_default());
        // RFC 5322 §2.2.3: unfolding takes the ends of lines away and leaves the white space after them.
        value.replace(['\r', '\n'], "").trim().to_owned()
    }
}

impl RawField for Field {
    fn raw(&self) -> &[u8] {
        &self.raw
    }

    fn name(&self) -> &str {
        &self.name
    }
}

#[cfg(test)]
mod tests;
