//! What stands around the source of a mail, or before each of its lines.

use crate::message::field::name;

/// How far into a text a page above the source is looked for, in bytes.
const MAX_PAGE: usize = 16 * 1024;

fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split_inclusive(|byte| *byte == b'\n')
}

/// Takes the fence of a block of code away (of Markdown, as in a ticket).
pub(super) fn fence(text: &[u8]) -> Option<Vec<u8>> {
    let start = text.iter().position(|byte| !byte.is_ascii_whitespace())?;
    let text = text.get(start..)?;
    let first = lines(text).next()?;
    let sign = [&b"```"[..], b"~~~"]
        .into_iter()
        .find(|sign| first.starts_with(sign))?;
    let mut inside = text.get(first.len()..)?;
    let end = inside.trim_ascii_end();
    let last = end
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    if end.get(last..) == Some(sign) {
        inside = inside.get(..last)?;
    }
    Some(inside.to_vec())
}

/// The number in the first line, and what follows it, as a file of Apple Mail begins.
fn counted(text: &[u8]) -> Option<(usize, &[u8])> {
    let first = lines(text).next()?;
    let number = first.trim_ascii();
    if number.is_empty() || number.len() > 9 || !number.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let count = std::str::from_utf8(number).ok()?.parse().ok()?;
    Some((count, text.get(first.len()..)?))
}

/// Takes the mail out of a file of Apple Mail: its length, the mail, and a list of properties in XML.
pub(super) fn emlx(text: &[u8]) -> Option<Vec<u8>> {
    let (count, rest) = counted(text)?;
    let (mail, after) = rest.split_at_checked(count)?;
    after
        .trim_ascii_start()
        .starts_with(b"<?xml")
        .then(|| mail.to_vec())
}

/// The same, where the length is not that of the mail: another program has changed the ends of its lines.
pub(super) fn emlx_of_other_length(text: &[u8]) -> Option<Vec<u8>> {
    let (_, rest) = counted(text)?;
    let is_list = rest.trim_ascii_end().ends_with(b"</plist>");
    let begin = b"\n<?xml ";
    let end = rest
        .windows(begin.len())
        .rposition(|part| part == begin)
        .filter(|_| is_list)?;
    rest.get(..end + 1).map(<[u8]>::to_vec)
}

const fn is_sign(byte: u8) -> bool {
    matches!(byte, b'>' | b'|' | b' ' | b'\t')
}

/// The signs that every line begins with, if the first header is quoted or indented.
fn signs(text: &[u8]) -> Option<(&[u8], usize)> {
    let mut place = 0;
    for line in lines(text.get(..text.len().min(MAX_PAGE))?) {
        let begin = line
            .iter()
            .position(|byte| !is_sign(*byte))
            .unwrap_or_default();
        let (signs, rest) = line.split_at_checked(begin)?;
        if let Some(name) = name(rest) {
            // A title such as “Headers:” is none.
            let is_title = rest
                .get(name.len()..)
                .is_some_and(|rest| rest.trim_ascii() == b":");
            if signs.is_empty() && !is_title {
                return None;
            }
            if !signs.is_empty() {
                return Some((signs, place));
            }
        }
        place += line.len();
    }
    None
}

/// A line without the signs; of an empty line some programs leave the last of them out.
fn without<'a>(line: &'a [u8], signs: &[u8]) -> Option<&'a [u8]> {
    if let Some(rest) = line.strip_prefix(signs) {
        return Some(rest);
    }
    let is_empty = !signs.trim_ascii().is_empty() && line.trim_ascii() == signs.trim_ascii();
    let end = line.trim_ascii_end().len();
    is_empty.then(|| line.get(end..)).flatten()
}

/// Takes away what all lines of the headers begin with, from every line that has it.
pub(super) fn quoted(text: &[u8]) -> Option<Vec<u8>> {
    let (signs, start) = signs(text)?;
    let block = text.get(start..)?;
    let (mut with, mut all, mut headers) = (0usize, 0usize, 0usize);
    for line in lines(block) {
        let rest = without(line, signs);
        if rest.unwrap_or(line).trim_ascii().is_empty() {
            break;
        }
        all += 1;
        with += usize::from(rest.is_some());
        headers += usize::from(rest.is_some_and(|rest| name(rest).is_some()));
    }
    // A window may have broken quoted lines in two.
    if headers < 2 || with * 2 < all {
        return None;
    }
    let mut whole = Vec::with_capacity(text.len());
    whole.extend_from_slice(text.get(..start)?);
    for line in lines(block) {
        whole.extend_from_slice(without(line, signs).unwrap_or(line));
    }
    Some(whole)
}

/// Leaves out what “show original” of Gmail shows above the source: a table with what Gmail made of the mail. Whoever copies
/// the page copies it, too, and its “From:” is no header.
pub(super) fn page(text: &[u8]) -> Option<Vec<u8>> {
    let mut place = 0;
    let (mut results, mut others) = (0usize, 0usize);
    for line in lines(text.get(..text.len().min(MAX_PAGE))?) {
        let starts = |starts: &[&[u8]]| starts.iter().any(|start| line.starts_with(start));
        // Without a line of a server it is not known where the page ends.
        if starts(&[b"Delivered-To:", b"Return-Path:", b"Received:"]) {
            let is_page = results > 0 && results + others > 1;
            return text.get(place..).filter(|_| is_page).map(<[u8]>::to_vec);
        }
        results += usize::from(starts(&[b"SPF:", b"DKIM:", b"DMARC:"]));
        others += usize::from(starts(&[
            b"Message ID",
            b"Original Message",
            b"Created at:",
            b"Download Original",
        ]));
        place += line.len();
    }
    None
}
