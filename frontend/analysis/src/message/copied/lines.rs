//! Encodings and the ends of lines.

use crate::message::field::name;

/// Reads UTF-16: with its mark at the beginning, or where the letters of a header's name have a zero beside each.
pub(super) fn utf16(text: &[u8]) -> Option<Vec<u8>> {
    let (is_big, rest) = match text {
        [0xFF, 0xFE, rest @ ..] => (false, rest),
        [0xFE, 0xFF, rest @ ..] => (true, rest),
        [a, 0, b, 0, ..] if a.is_ascii_graphic() && b.is_ascii_graphic() => (false, text),
        [0, a, 0, b, ..] if a.is_ascii_graphic() && b.is_ascii_graphic() => (true, text),
        _ => return None,
    };
    let units = rest.chunks_exact(2).filter_map(|pair| {
        let pair: [u8; 2] = pair.try_into().ok()?;
        Some(if is_big {
            u16::from_be_bytes(pair)
        } else {
            u16::from_le_bytes(pair)
        })
    });
    let letters = char::decode_utf16(units).map(|one| one.unwrap_or(char::REPLACEMENT_CHARACTER));
    Some(letters.collect::<String>().into_bytes())
}

/// What ends lines elsewhere, where no line ends with LF: CR, VT, U+0085, U+2028 and U+2029.
pub(super) fn ends(text: &[u8]) -> Option<Vec<u8>> {
    if text.contains(&b'\n') {
        return None;
    }
    let mut whole = Vec::with_capacity(text.len());
    let mut rest = text;
    let mut is_changed = false;
    while let Some(first) = rest.first() {
        let taken = match rest {
            [b'\r' | 0x0B, ..] => 1,
            [0xC2, 0x85, ..] => 2,
            [0xE2, 0x80, 0xA8 | 0xA9, ..] => 3,
            _ => 0,
        };
        whole.push(if taken == 0 { *first } else { b'\n' });
        is_changed |= taken > 0;
        rest = rest.get(taken.max(1)..).unwrap_or_default();
    }
    is_changed.then_some(whole)
}

/// CR CR LF for CR LF, as programs write that put the end of a line right which was right.
pub(super) fn doubled_cr(text: &[u8]) -> Option<Vec<u8>> {
    let mut lines = text.split_inclusive(|byte| *byte == b'\n').peekable();
    lines.peek()?;
    let is_doubled = lines
        .filter(|line| line.ends_with(b"\n"))
        .try_fold(0usize, |count, line| {
            line.ends_with(b"\r\r\n").then_some(count + 1)
        })?;
    if is_doubled < 2 {
        return None;
    }
    let mut whole = Vec::with_capacity(text.len());
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_suffix(b"\n") {
            Some(line) => {
                let end = line
                    .iter()
                    .rposition(|byte| *byte != b'\r')
                    .map_or(0, |at| at + 1);
                whole.extend_from_slice(line.get(..end).unwrap_or_default());
                whole.extend_from_slice(b"\r\n");
            }
            None => whole.extend_from_slice(line),
        }
    }
    Some(whole)
}

/// Empty lines between all lines of the headers, as some programs paste them. No mail has a single header.
pub(super) fn doubled(text: &[u8]) -> Option<Vec<u8>> {
    let start = text.iter().position(|byte| !byte.is_ascii_whitespace())?;
    let text = text.get(start..)?;
    let (mut headers, mut end, mut kept) = (0usize, 0usize, Vec::new());
    let mut lines = text.split_inclusive(|byte| *byte == b'\n');
    while let Some(line) = lines.next() {
        let Some(next) = lines.next() else {
            kept.extend_from_slice(line);
            end += line.len();
            break;
        };
        if !next.trim_ascii().is_empty() {
            break;
        }
        // Three empty lines are the one that ends the headers.
        headers += usize::from(name(line).is_some());
        kept.extend_from_slice(line);
        end += line.len() + next.len();
        if headers < 3 && line.trim_ascii().is_empty() {
            return None;
        }
    }
    if headers < 3 {
        return None;
    }
    kept.extend_from_slice(text.get(end..).unwrap_or_default());
    Some(kept)
}
