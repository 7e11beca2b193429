//! DNS records as text: a line of a zone file, and the fields that a web panel asks for.

use std::fmt::Write as _;

/// The most bytes of one character-string (RFC 1035 §3.3).
const MAX_STRING: usize = 255;

/// What a web panel calls the parts of a record's value, in order; a record of another type has one part.
const FIELDS: [(&str, &[&str]); 4] = [
    ("MX", &["Priority", "Mail server"]),
    ("SRV", &["Priority", "Weight", "Port", "Target"]),
    ("TLSA", &["Usage", "Selector", "Matching type", "Data"]),
    ("CAA", &["Flags", "Tag", "Value"]),
];

/// A line of a zone file. The owner is taken as a whole name, with or without its final dot. The value of a TXT record
/// is its plain text: it is quoted and cut here. That of another type stands as in a zone file already.
#[must_use]
pub fn zone_line(owner: &str, record_type: &str, value: &str) -> String {
    let owner = owner.strip_suffix('.').unwrap_or(owner);
    let value = if record_type == "TXT" {
        character_strings(value.as_bytes())
    } else {
        value.to_owned()
    };
    format!("{owner}. IN {record_type} {value}")
}

/// Text as one or more quoted character-strings of at most 255 bytes each (RFC 1035 §3.3.14). Readers join them without
/// anything in between (RFC 7208 §3.3, RFC 6376 §3.6.2.2).
#[must_use]
pub fn character_strings(text: &[u8]) -> String {
    if text.is_empty() {
        // RFC 1035 §3.3.14: "One or more <character-string>s".
        return "\"\"".to_owned();
    }
    let mut out = String::with_capacity(text.len().saturating_add(2));
    for (at, part) in text.chunks(MAX_STRING).enumerate() {
        if at > 0 {
            out.push(' ');
        }
        out.push('"');
        for &byte in part {
            match byte {
                b'"' | b'\\' => {
                    out.push('\\');
                    out.push(char::from(byte));
                }
                b' '..=b'~' => out.push(char::from(byte)),
                // RFC 1035 §5.1: `\DDD`, three decimal digits.
                _ => {
                    let _ = write!(out, "\\{byte:03}");
                }
            }
        }
        out.push('"');
    }
    out
}

/// A record as a line of a zone file writes it, with the whole name of its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// Whose it is, without its final dot.
    pub owner: &'a str,
    /// Its type: `TXT`.
    pub record_type: &'a str,
    /// The parts of the value.
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    /// Without quotes and escapes.
    bytes: Vec<u8>,
    /// As written.
    text: String,
}

impl<'a> Record<'a> {
    /// Reads a line; `None` for what is no record of this plain form (RFC 1035 §5.1 without parentheses and without names
    /// that rest on an origin).
    #[must_use]
    pub fn parse(line: &'a str) -> Option<Self> {
        let (owner, rest) = line.trim().split_once([' ', '\t'])?;
        let owner = owner.strip_suffix('.').filter(|owner| !owner.is_empty())?;
        let (mut word, mut rest) = first_word(rest)?;
        if word.bytes().all(|byte| byte.is_ascii_digit()) {
            (word, rest) = first_word(rest)?;
        }
        if word != "IN" {
            return None;
        }
        let (record_type, rest) = first_word(rest)?;
        let is_type = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        if !record_type.bytes().all(is_type) {
            return None;
        }
        let parts = parts(rest)?;
        (!parts.is_empty()).then_some(Self {
            owner,
            record_type,
            parts,
        })
    }

    /// The line, with its strings cut to the lengths that DNS can carry.
    #[must_use]
    pub fn line(&self) -> String {
        let value = if self.record_type == "TXT" {
            character_strings(&self.joined())
        } else {
            let parts: Vec<&str> = self.parts.iter().map(|part| part.text.as_str()).collect();
            parts.join(" ")
        };
        format!("{}. IN {} {value}", self.owner, self.record_type)
    }

    /// What a web panel asks for, one field a line. The name stands there as a whole, and within a zone too.
    #[must_use]
    pub fn fields(&self, zone: &str) -> String {
        let (owner, record_type) = (self.owner, self.record_type);
        let mut out = format!("Type: {record_type}\nName: ");
        match relative(owner, zone) {
            Some(name) => {
                let _ = write!(out, "{name} (in full: {owner})");
            }
            None => out.push_str(owner),
        }
        if record_type == "TXT" {
            // A panel quotes and cuts by itself.
            let _ = write!(out, "\nValue: {}", String::from_utf8_lossy(&self.joined()));
            return out;
        }
        let names = FIELDS.iter().find(|(known, _)| *known == record_type);
        match names {
            Some((_, names)) if names.len() == self.parts.len() => {
                for (name, part) in names.iter().zip(&self.parts) {
                    let _ = write!(out, "\n{name}: {}", part.shown());
                }
            }
            _ => {
                out.push_str("\nValue:");
                for part in &self.parts {
                    let _ = write!(out, " {}", part.shown());
                }
            }
        }
        out
    }

    /// The bytes of all parts, without quotes and escapes: of a TXT record, what its readers see.
    #[must_use]
    pub fn joined(&self) -> Vec<u8> {
        let bytes = self.parts.iter().flat_map(|part| &part.bytes);
        bytes.copied().collect()
    }
}

impl Part {
    /// Without quotes and, of a name, without its final dot: panels add it.
    fn shown(&self) -> String {
        let text = String::from_utf8_lossy(&self.bytes);
        match text.strip_suffix('.') {
            Some(name) if !name.is_empty() => name.to_owned(),
            _ => text.into_owned(),
        }
    }
}

/// A name within a zone, as panels want it; `None` if it is not in it.
fn relative<'a>(owner: &'a str, zone: &str) -> Option<&'a str> {
    if zone.is_empty() {
        return None;
    }
    match owner.strip_suffix(zone)? {
        "" => Some("@"),
        within => within.strip_suffix('.'),
    }
}

fn first_word(text: &str) -> Option<(&str, &str)> {
    text.trim_start_matches([' ', '\t']).split_once([' ', '\t'])
}

/// The words of a value, quoted or not.
fn parts(text: &str) -> Option<Vec<Part>> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (part, after) = part(rest)?;
        found.push(part);
        rest = after.trim_start_matches([' ', '\t']);
    }
    Some(found)
}

fn part(text: &str) -> Option<(Part, &str)> {
    let is_quoted = text.starts_with('"');
    let mut bytes = Vec::new();
    let mut letters = text.bytes().enumerate();
    if is_quoted {
        letters.next();
    }
    let mut end = text.len();
    let mut is_closed = !is_quoted;
    while let Some((at, byte)) = letters.next() {
        match byte {
            b'\\' => {
                let (_, next) = letters.next()?;
                if !next.is_ascii_digit() {
                    bytes.push(next);
                    continue;
                }
                let digits = [next, letters.next()?.1, letters.next()?.1];
                let mut value = 0_u16;
                for digit in digits {
                    let digit = char::from(digit).to_digit(10)?;
                    value = value * 10 + u16::try_from(digit).ok()?;
                }
                bytes.push(u8::try_from(value).ok()?);
            }
            b'"' if is_quoted => {
                end = at.checked_add(1)?;
                is_closed = true;
                break;
            }
            b' ' | b'\t' if !is_quoted => {
                end = at;
                break;
            }
            // A comment, or a record over several lines.
            b'"' | b';' | b'(' | b')' if !is_quoted => return None,
            _ => bytes.push(byte),
        }
    }
    let (written, after) = text.split_at_checked(end)?;
    let is_apart = after.is_empty() || after.starts_with([' ', '\t']);
    (is_closed && is_apart).then(|| {
        let text = written.to_owned();
        (Part { bytes, text }, after)
    })
}

#[cfg(test)]
#[path = "record_tests.rs"]
mod tests;
