//! What copying did to a text: taken back where that is certain, and said where it is not.
//!
//! A mail that was saved as a file goes through untouched, since signatures are over bytes. What is put right here no mail
//! has on its way: lines that all begin with the same signs, letters of HTML for “<”, a page around the source.

mod frame;
mod letters;
mod lines;
mod shown;

use std::borrow::Cow;

pub(super) use shown::seen_in;

/// How often what was put right is looked at again: a quoted text may hold another.
const MAX_ROUNDS: usize = 4;

/// One thing that copying did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// It was written in UTF-16.
    Utf16,
    /// No line ended with LF.
    LineEnds,
    /// Lines ended with CR CR LF.
    DoubledCr,
    /// It stood in a block of code.
    Fence,
    /// It is a file of Apple Mail with as many bytes as it says.
    Emlx,
    /// It is a file of Apple Mail of another length.
    EmlxOfOtherLength,
    /// Every second line was empty.
    DoubledLines,
    /// It was quoted or indented.
    Quoted,
    /// What a web page shows above the source stood there.
    Page,
    /// Spaces of another kind, or invisible characters.
    Spaces,
    /// “<” was written as in HTML.
    Html,
    /// “=” was written as in a body in quoted-printable.
    QuotedPrintable,
    /// A program shows no more of the body.
    Clipped,
    /// Letters were lost.
    LostLetters,
    /// The body has none of the parts that its headers speak of.
    WithoutParts,
    /// A window shows headers in its own words.
    Display,
}

/// How far a change casts doubt on what rests on bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doubt {
    None,
    Body,
    Whole,
}

impl Change {
    const fn doubt(self) -> Doubt {
        match self {
            Self::Emlx => Doubt::None,
            Self::EmlxOfOtherLength | Self::Clipped | Self::LostLetters | Self::WithoutParts => {
                Doubt::Body
            }
            _ => Doubt::Whole,
        }
    }

    /// What it is, and what was done about it: whole sentences.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Utf16 => "It is in UTF-16, which no mail is, and was read as such.",
            Self::LineEnds => "Its lines do not end as those of a mail do; they were put right.",
            Self::DoubledCr => {
                "Its lines end with one character too many (CR CR LF), which was taken away."
            }
            Self::Fence => "It stands in a block of code, of which the fence was taken away.",
            Self::Emlx => "It is a file of Apple Mail, and only the mail in it was read.",
            Self::EmlxOfOtherLength => {
                "It is a file of Apple Mail, and the mail in it is not as long as the file says. What Apple Mail wrote around \
                 it was taken away."
            }
            Self::DoubledLines => "Every second line is empty; those were taken away.",
            Self::Quoted => {
                "It is quoted or indented as a whole: the signs or spaces at the beginning of its lines were taken away."
            }
            Self::Page => {
                "What a web page shows above the source of a mail stands there, too. It was left out, and nothing of it was \
                 believed."
            }
            Self::Spaces => {
                "It has spaces of another kind (U+00A0) or invisible characters where a mail has none; they were put right."
            }
            Self::Html => {
                "It is written as in the source of a web page, with “&lt;” for “<”; that was put right."
            }
            Self::QuotedPrintable => {
                "Its headers are written in quoted-printable, as only a body is, with “=3D” for “=”; that was put right."
            }
            Self::Clipped => "The program that showed the body left the end of it out.",
            Self::LostLetters => {
                "Letters that could not be read were replaced (U+FFFD) by whatever copied or saved it."
            }
            Self::WithoutParts => {
                "By its headers the body has several parts, and what stands here has none of them: so it is what a window \
                 shows of the body."
            }
            Self::Display => {
                "A header that a signature covers is missing, or stands there as a window shows it: the date in words, or the \
                 names of headers in another language. So it is not the source of the mail."
            }
        }
    }
}

/// Why the bytes of the headers, and so of all, may not be those of the mail.
pub(super) fn doubt_of_headers(changes: &[Change]) -> Option<&'static str> {
    let found = changes.iter().find(|change| change.doubt() == Doubt::Whole);
    found.map(|change| change.words())
}

/// Why the bytes of the body may not be those of the mail.
pub(super) fn doubt_of_body(changes: &[Change]) -> Option<&'static str> {
    let found = changes.iter().find(|change| change.doubt() != Doubt::None);
    found.map(|change| change.words())
}

type Step = fn(&[u8]) -> Option<Vec<u8>>;

/// Each takes one thing back, if it is certain that it was done.
const STEPS: [(Change, Step); 12] = [
    (Change::Utf16, lines::utf16),
    (Change::LineEnds, lines::ends),
    (Change::DoubledCr, lines::doubled_cr),
    (Change::Fence, frame::fence),
    (Change::Emlx, frame::emlx),
    (Change::EmlxOfOtherLength, frame::emlx_of_other_length),
    (Change::Spaces, letters::spaces),
    (Change::DoubledLines, lines::doubled),
    (Change::Quoted, frame::quoted),
    (Change::Page, frame::page),
    (Change::Html, letters::html),
    (Change::QuotedPrintable, letters::quoted_printable),
];

/// A text without what copying certainly did to it, and what that was.
pub(super) fn clean(bytes: &[u8]) -> (Cow<'_, [u8]>, Vec<Change>) {
    let mut text = Cow::Borrowed(bytes);
    let mut changes = Vec::new();
    for _ in 0..MAX_ROUNDS {
        let mut is_done = true;
        for (change, step) in STEPS {
            let Some(cleaned) = step(&text) else {
                continue;
            };
            text = Cow::Owned(cleaned);
            is_done = false;
            if !changes.contains(&change) {
                changes.push(change);
            }
        }
        if is_done {
            break;
        }
    }
    (text, changes)
}

/// Where the headers end: at the first empty line behind a line that is none.
fn end_of_headers(text: &[u8]) -> usize {
    let mut place = 0;
    let mut has_begun = false;
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let is_empty = line.trim_ascii().is_empty();
        if is_empty && has_begun {
            return place;
        }
        has_begun |= !is_empty;
        place += line.len();
    }
    place
}

#[cfg(test)]
mod tests;
