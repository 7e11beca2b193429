//! Names and texts with macros in them (RFC 7208 §7): `%{ir}._spf.%{d2}`.

use std::fmt;

use super::defect::SpfDefect;
use crate::syntax::Span;

/// A text with macros, read.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct MacroString {
    /// Its parts in order; no two literals stand beside each other.
    pub parts: Vec<MacroPart>,
}

/// A part of such a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MacroPart {
    /// Stands for itself.
    Literal(String),
    /// `%%`: a percent sign.
    Percent,
    /// `%_`: a space.
    Space,
    /// `%-`: a space as in a URL, `%20`.
    UrlSpace,
    /// `%{…}`: something about the sender.
    Expand(MacroExpand),
}

/// Something about the sender, perhaps cut to pieces and put together again (RFC 7208 §7.1).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MacroExpand {
    /// What.
    pub letter: MacroLetter,
    /// Whether it is escaped as in a URL: the letter is in upper case.
    pub escaped: bool,
    /// How many of its parts, from the right, are kept; all if nothing is said. At least 1.
    pub keep: Option<u16>,
    /// Whether the order of its parts is reversed first.
    pub reversed: bool,
    /// The characters that it is cut at; a dot if none is given.
    pub delimiters: String,
}

/// What a macro stands for (RFC 7208 §7.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MacroLetter {
    /// `s`: the sender.
    S,
    /// `l`: its local part.
    L,
    /// `o`: its domain.
    O,
    /// `d`: the domain whose record is evaluated.
    D,
    /// `i`: the address, as labels.
    I,
    /// `p`: the address's confirmed name.
    P,
    /// `v`: `in-addr` or `ip6`.
    V,
    /// `h`: the name in EHLO.
    H,
    /// `c`: the address for reading; in explanations alone.
    C,
    /// `r`: the receiving host; in explanations alone.
    R,
    /// `t`: the time; in explanations alone.
    T,
}

impl MacroLetter {
    const ALL: [(char, Self); 11] = [
        ('s', Self::S),
        ('l', Self::L),
        ('o', Self::O),
        ('d', Self::D),
        ('i', Self::I),
        ('p', Self::P),
        ('v', Self::V),
        ('h', Self::H),
        ('c', Self::C),
        ('r', Self::R),
        ('t', Self::T),
    ];

    fn read(letter: char) -> Option<Self> {
        let letter = letter.to_ascii_lowercase();
        let known = Self::ALL.iter().find(|(known, _)| *known == letter);
        known.map(|(_, kind)| *kind)
    }

    fn as_char(self) -> char {
        let known = Self::ALL.iter().find(|(_, kind)| *kind == self);
        known.map_or('s', |(letter, _)| *letter)
    }

    /// Whether it may only stand in an explanation.
    const fn is_for_explanations(self) -> bool {
        // RFC 7208 §7.2: c, r and t are allowed only in "exp" text.
        matches!(self, Self::C | Self::R | Self::T)
    }
}

/// Where a text with macros stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In a name.
    Domain,
    /// In the value of a modifier that nobody knows: only the grammar counts.
    UnknownModifier,
    /// In an explanation, where spaces are allowed.
    Explanation,
}

impl MacroString {
    /// Whether it has this macro.
    #[must_use]
    pub fn uses(&self, letter: MacroLetter) -> bool {
        self.parts
            .iter()
            .any(|part| matches!(part, MacroPart::Expand(expand) if expand.letter == letter))
    }

    /// Whether it has any macro that depends on the sender.
    #[must_use]
    pub fn has_macros(&self) -> bool {
        self.parts
            .iter()
            .any(|part| matches!(part, MacroPart::Expand(_)))
    }

    /// Reads a part of a text. What is wrong with it goes to `wrong`; the result then means nothing.
    pub(super) fn read(
        text: &str,
        span: Span,
        place: Place,
        wrong: &mut dyn FnMut(SpfDefect, Span),
    ) -> Self {
        let mut reader = Reader {
            rest: span.of(text).unwrap_or_default(),
            at: span.start,
            parts: Vec::new(),
        };
        while let Some(character) = reader.rest.chars().next() {
            if character == '%' {
                reader.read_percent(place, wrong);
                continue;
            }
            // RFC 7208 §7.1: macro-literal is %x21-24 / %x26-7E. The record's reader marks other characters itself.
            let is_literal = character.is_ascii_graphic();
            let is_space = character == ' ' && place == Place::Explanation;
            if !is_literal && !is_space && place == Place::Explanation {
                wrong(SpfDefect::Character, reader.ahead(character.len_utf8()));
            }
            reader.literal(character);
            reader.skip(character.len_utf8());
        }
        Self {
            parts: reader.parts,
        }
    }

    /// The text that it stands for; nothing if `value` has none for one of its macros.
    #[must_use]
    pub fn expand(&self, value: &dyn Fn(MacroLetter) -> Option<String>) -> Option<String> {
        let mut expanded = String::new();
        for part in &self.parts {
            match part {
                MacroPart::Literal(text) => expanded.push_str(text),
                MacroPart::Percent => expanded.push('%'),
                MacroPart::Space => expanded.push(' '),
                MacroPart::UrlSpace => expanded.push_str("%20"),
                MacroPart::Expand(expand) => {
                    expand.apply(&value(expand.letter)?, &mut expanded);
                }
            }
        }
        Some(expanded)
    }
}

impl MacroExpand {
    fn apply(&self, value: &str, expanded: &mut String) {
        // RFC 7208 §7.3: split at the delimiters, reverse, keep so many on the right, join with dots.
        let is_delimiter = |c: char| {
            if self.delimiters.is_empty() {
                c == '.'
            } else {
                self.delimiters.contains(c)
            }
        };
        let mut parts: Vec<&str> = value.split(is_delimiter).collect();
        if self.reversed {
            parts.reverse();
        }
        let keep = self.keep.map_or(parts.len(), usize::from);
        let kept = parts.iter().skip(parts.len().saturating_sub(keep));
        for (index, part) in kept.enumerate() {
            if index > 0 {
                expanded.push('.');
            }
            if self.escaped {
                url_escape(part, expanded);
            } else {
                expanded.push_str(part);
            }
        }
    }
}

/// RFC 7208 §7.3: every character that is not unreserved (RFC 3986 §2.3) is written as `%` and two digits.
fn url_escape(text: &str, escaped: &mut String) {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    let digit = |value: u8| DIGITS.get(usize::from(value)).copied().unwrap_or('0');
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push('%');
            escaped.push(digit(byte >> 4));
            escaped.push(digit(byte & 15));
        }
    }
}

struct Reader<'a> {
    rest: &'a str,
    at: usize,
    parts: Vec<MacroPart>,
}

impl Reader<'_> {
    /// The next so many bytes.
    const fn ahead(&self, length: usize) -> Span {
        Span::new(self.at, self.at + length)
    }

    fn skip(&mut self, length: usize) {
        self.rest = self.rest.get(length..).unwrap_or_default();
        self.at += length;
    }

    fn literal(&mut self, character: char) {
        if let Some(MacroPart::Literal(text)) = self.parts.last_mut() {
            text.push(character);
        } else {
            self.parts.push(MacroPart::Literal(character.to_string()));
        }
    }

    /// RFC 7208 §7.1: `macro-expand`. A percent sign that does not begin one is an error.
    fn read_percent(&mut self, place: Place, wrong: &mut dyn FnMut(SpfDefect, Span)) {
        let simple = match self.rest.as_bytes().get(1) {
            Some(b'%') => Some(MacroPart::Percent),
            Some(b'_') => Some(MacroPart::Space),
            Some(b'-') => Some(MacroPart::UrlSpace),
            _ => None,
        };
        if let Some(part) = simple {
            self.parts.push(part);
            self.skip(2);
            return;
        }
        if !self.rest.starts_with("%{") {
            wrong(SpfDefect::BarePercent, self.ahead(1));
            self.skip(1);
            return;
        }
        let Some(end) = self.rest.find('}') else {
            wrong(SpfDefect::UnclosedMacro, self.ahead(self.rest.len()));
            self.skip(self.rest.len());
            return;
        };
        let whole = self.ahead(end + 1);
        match read_expand(self.rest.get(2..end).unwrap_or_default()) {
            Ok(expand) => {
                if place == Place::Domain && expand.letter.is_for_explanations() {
                    wrong(SpfDefect::ExplanationMacro, whole);
                }
                self.parts.push(MacroPart::Expand(expand));
            }
            Err(defect) => wrong(defect, whole),
        }
        self.skip(end + 1);
    }
}

/// What stands between the braces: `macro-letter transformers *delimiter`.
fn read_expand(inside: &str) -> Result<MacroExpand, SpfDefect> {
    let mut characters = inside.chars();
    let first = characters.next().ok_or(SpfDefect::BadMacroLetter)?;
    let letter = MacroLetter::read(first).ok_or(SpfDefect::BadMacroLetter)?;
    let rest = characters.as_str();
    let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = rest.strip_suffix(behind).unwrap_or_default();
    let keep = if digits.is_empty() {
        None
    } else {
        // RFC 7208 §7.3: a value MUST be nonzero; at least 127 must be understood, and no name has more parts than 128.
        let number = digits
            .trim_start_matches('0')
            .parse::<u16>()
            .ok()
            .or_else(|| digits.bytes().any(|b| b != b'0').then_some(u16::MAX))
            .ok_or(SpfDefect::ZeroParts)?;
        Some(number)
    };
    let reversed = behind.starts_with(['r', 'R']);
    let delimiters = behind.get(usize::from(reversed)..).unwrap_or_default();
    if !delimiters.chars().all(|c| ".-+,/_=".contains(c)) {
        return Err(SpfDefect::BadTransformer);
    }
    Ok(MacroExpand {
        letter,
        escaped: first.is_ascii_uppercase(),
        keep,
        reversed,
        delimiters: delimiters.to_owned(),
    })
}

/// As in a record. Reading it gives an equal one.
impl fmt::Display for MacroString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| match part {
            MacroPart::Literal(text) => f.write_str(text),
            MacroPart::Percent => f.write_str("%%"),
            MacroPart::Space => f.write_str("%_"),
            MacroPart::UrlSpace => f.write_str("%-"),
            MacroPart::Expand(expand) => expand.fmt(f),
        })
    }
}

impl fmt::Display for MacroExpand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = self.letter.as_char();
        let letter = if self.escaped {
            letter.to_ascii_uppercase()
        } else {
            letter
        };
        write!(f, "%{{{letter}")?;
        if let Some(keep) = self.keep {
            write!(f, "{keep}")?;
        }
        let reversed = if self.reversed { "r" } else { "" };
        write!(f, "{reversed}{}}}", self.delimiters)
    }
}
