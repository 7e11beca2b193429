//! Headers whose lines lost the white space at their beginning (RFC 5322 §2.2.3), as they do when a window is copied.

use super::{contains, name};

/// Which words a header is made of, and so what a rest of it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Clauses with a time at the end: `Received`.
    Way,
    /// Results of checks, with comments.
    Results,
    /// A list of tags (RFC 6376 §3.2).
    Signature,
    /// Whatever stands behind it may be anything.
    Other,
}

/// How the newest header ends so far: by that it is told whether a line below it goes on with it. Each byte is looked at once.
#[derive(Clone, Debug)]
pub(super) struct Tail {
    kind: Kind,
    /// How many comments are open.
    depth: usize,
    has_time: bool,
    /// The name of the open tag.
    tag: Vec<u8>,
    is_in_value: bool,
    /// Whether the signature itself, `b=`, has begun.
    has_signature: bool,
    /// The last byte that is no white space; nothing if the value is empty.
    last: Option<u8>,
}

impl Tail {
    /// Begins with the first line of a header.
    pub(super) fn new(name: &str, line: &[u8]) -> Self {
        let is = |names: &[&str]| names.iter().any(|other| name.eq_ignore_ascii_case(other));
        let results = [
            "Authentication-Results",
            "ARC-Authentication-Results",
            "Received-SPF",
        ];
        let kind = if is(&["Received", "X-Received"]) {
            Kind::Way
        } else if is(&results) {
            Kind::Results
        } else if is(&["DKIM-Signature", "ARC-Message-Signature", "ARC-Seal"]) {
            Kind::Signature
        } else {
            Kind::Other
        };
        let mut tail = Self {
            kind,
            depth: 0,
            has_time: false,
            tag: Vec::new(),
            is_in_value: false,
            has_signature: false,
            last: None,
        };
        let colon = line.iter().position(|byte| *byte == b':');
        let value = colon.and_then(|colon| line.get(colon + 1..));
        tail.push(value.unwrap_or_default());
        tail
    }

    /// Goes on with another line of it.
    pub(super) fn push(&mut self, line: &[u8]) {
        if self.kind == Kind::Other {
            return;
        }
        self.has_time |= has_time(line);
        for byte in line.iter().filter(|byte| !byte.is_ascii_whitespace()) {
            self.last = Some(*byte);
            match byte {
                b'(' => self.depth += 1,
                b')' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
            match byte {
                b';' => {
                    self.tag.clear();
                    self.is_in_value = false;
                }
                b'=' if !self.is_in_value => {
                    self.is_in_value = true;
                    self.has_signature |= self.tag == b"b";
                }
                _ if !self.is_in_value && self.tag.len() < 8 => self.tag.push(*byte),
                _ => {}
            }
        }
    }

    /// Whether a line that begins without white space goes on with this header all the same.
    pub(super) fn goes_on(&self, line: &[u8]) -> bool {
        match name(line) {
            Some(name) => self.is_phantom(&name, line),
            None => self.is_rest(line),
        }
    }

    /// Whether what has the form of a header is a piece of this one.
    fn is_phantom(&self, name: &str, line: &[u8]) -> bool {
        let value = line.get(name.len()..).unwrap_or_default();
        // An address of IPv6 was cut.
        let is_address = name.len() <= 4
            && name.bytes().all(|byte| byte.is_ascii_hexdigit())
            && value.starts_with(b"::");
        match self.kind {
            Kind::Other => false,
            Kind::Way => is_address && !self.has_time,
            // “(mx.example.net: domain of …”: no header has the name of a server.
            Kind::Results => {
                let is_server = name.contains('.') && !name.starts_with(['X', 'x']);
                self.depth > 0 && (is_address || is_server)
            }
            // RFC 6376 §3.5: the names in “h=” have colons between them, and “b=” has to follow somewhere.
            Kind::Signature => {
                let is_open = matches!(self.last, Some(b':' | b'=')) || !self.has_signature;
                self.is_in_value && self.tag == b"h" && is_open && is_names(line)
            }
        }
    }

    /// Whether a line that is no header plainly belongs to this one.
    fn is_rest(&self, line: &[u8]) -> bool {
        let has_sign = line.contains(&b'=');
        match self.kind {
            Kind::Other => false,
            // RFC 5321 §4.4: it ends with a time, and has none yet.
            Kind::Way if !self.has_time => true,
            Kind::Way => [
                &b"("[..],
                b"by ",
                b"with ",
                b"for ",
                b"id ",
                b"via ",
                b"+",
                b"-0",
            ]
            .iter()
            .any(|start| line.starts_with(start)),
            Kind::Results => {
                self.depth > 0 || self.last.is_none() || has_sign || line.starts_with(b"(")
            }
            Kind::Signature => {
                let is_base64 = |byte: &u8| {
                    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b' ')
                };
                let is_hash = self.is_in_value && (self.tag == b"b" || self.tag == b"bh");
                has_sign
                    || line.starts_with(b":")
                    || line.starts_with(b";")
                    || (is_hash && line.trim_ascii().iter().all(is_base64))
                    || (self.tag == b"h" && is_names(line))
            }
        }
    }
}

/// Whether a line above the first header looks like the rest of a Received header (RFC 5321 §4.4), of which the copying
/// left the beginning out.
pub(super) fn is_rest_of_received(line: &[u8]) -> bool {
    let has = |word: &[u8]| contains(line, word);
    let line_has =
        |word: &[u8]| has(word) || word.get(1..).is_some_and(|word| line.starts_with(word));
    let has_clause = [&b" with "[..], b" id ", b" for "]
        .into_iter()
        .any(line_has);
    (line_has(b" by ") && has_clause)
        || (has_time(line) && (has(b" +") || has(b" -") || has(b"GMT")))
}

/// Whether it is nothing but names of headers with colons between them, up to a semicolon.
fn is_names(line: &[u8]) -> bool {
    let names = line.split(|byte| *byte == b';').next().unwrap_or_default();
    let is_part =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':');
    !names.is_empty() && names.trim_ascii().iter().all(is_part)
}

/// Whether it has a time of the day with seconds, and not as a part of an address of IPv6.
fn has_time(line: &[u8]) -> bool {
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let is_of_address =
        |byte: Option<&u8>| byte.is_some_and(|byte| *byte == b':' || byte.is_ascii_hexdigit());
    line.windows(8).enumerate().any(|(place, part)| {
        let is_time = part.iter().enumerate().all(|(place, byte)| {
            if place == 2 || place == 5 {
                *byte == b':'
            } else {
                byte.is_ascii_digit() || (place == 0 && *byte == b' ')
            }
        });
        let before = place.checked_sub(1).and_then(|place| line.get(place));
        is_time
            && !is_digit(before)
            && !is_of_address(before)
            && !is_of_address(line.get(place + 8))
    })
}
