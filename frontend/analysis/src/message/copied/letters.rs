//! Letters that were written otherwise.

use super::end_of_headers;
use crate::message::field::{contains, name};

/// A space that does not break, as it stands in UTF-8.
const NO_BREAK: &[u8] = "\u{a0}".as_bytes();
/// Characters that nobody sees.
const INVISIBLE: [&[u8]; 4] = [
    "\u{200e}".as_bytes(),
    "\u{200f}".as_bytes(),
    "\u{200b}".as_bytes(),
    "\u{feff}".as_bytes(),
];

/// Puts spaces right that are none: at the beginning of lines, behind the colon of headers, or everywhere.
pub(super) fn spaces(text: &[u8]) -> Option<Vec<u8>> {
    let (headers, body) = text.split_at_checked(end_of_headers(text))?;
    let has_any = |sign: &[u8]| contains(headers, sign);
    let has_no_break = has_any(NO_BREAK);
    if !has_no_break && !INVISIBLE.iter().any(|sign| has_any(sign)) {
        return None;
    }
    let is_everywhere = has_no_break && !headers.contains(&b' ');
    let lines = || headers.split_inclusive(|byte| *byte == b'\n');
    // A value may begin with such a space for its author's sake. All values do not.
    let behind_colons = lines().filter(|line| behind_colon(line).is_some()).count();
    let mut whole = Vec::with_capacity(text.len());
    for line in lines() {
        let (begin, mut rest) = beginning(line);
        whole.extend_from_slice(&begin);
        if let Some(colon) = behind_colon(rest).filter(|_| behind_colons > 1) {
            whole.extend_from_slice(rest.get(..colon).unwrap_or_default());
            whole.push(b' ');
            rest = rest.get(colon + NO_BREAK.len()..).unwrap_or_default();
        }
        if is_everywhere {
            put_spaces(rest, &mut whole);
        } else {
            whole.extend_from_slice(rest);
        }
    }
    if is_everywhere && !body.contains(&b' ') {
        put_spaces(body, &mut whole);
    } else {
        whole.extend_from_slice(body);
    }
    (whole != text).then_some(whole)
}

/// The white space that a line is to begin with, and its rest.
fn beginning(line: &[u8]) -> (Vec<u8>, &[u8]) {
    let mut begin = Vec::new();
    // RFC 5322 §2.2.3: behind white space anything may follow.
    if line.starts_with(b" ") || line.starts_with(b"\t") {
        return (begin, line);
    }
    let mut rest = line;
    loop {
        if let Some(after) = INVISIBLE.iter().find_map(|sign| rest.strip_prefix(*sign)) {
            rest = after;
        } else if let Some(after) = rest.strip_prefix(NO_BREAK) {
            begin.push(b' ');
            rest = after;
        } else if let [sign @ (b' ' | b'\t'), after @ ..] = rest {
            begin.push(*sign);
            rest = after;
        } else {
            return (begin, rest);
        }
    }
}

/// The place behind the colon of a header, if a space that does not break stands there.
fn behind_colon(line: &[u8]) -> Option<usize> {
    let colon = line.iter().take(202).position(|byte| *byte == b':')?;
    let is_name = line
        .get(..colon)?
        .iter()
        .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
    let is_before = line.get(colon + 1..)?.starts_with(NO_BREAK);
    (is_name && colon > 0 && is_before).then_some(colon + 1)
}

fn put_spaces(text: &[u8], whole: &mut Vec<u8>) {
    let mut rest = text;
    while let [first, after @ ..] = rest {
        if let Some(after) = rest.strip_prefix(NO_BREAK) {
            whole.push(b' ');
            rest = after;
        } else {
            whole.push(*first);
            rest = after;
        }
    }
}

/// The letters of HTML that stand for signs of a mail.
const LETTERS: [(&[u8], u8); 6] = [
    (b"&lt;", b'<'),
    (b"&gt;", b'>'),
    (b"&quot;", b'"'),
    (b"&#39;", b'\''),
    (b"&#x27;", b'\''),
    (b"&amp;", b'&'),
];

/// Puts the source of a web page right: where an address stands in “&lt;” and “&gt;”, and no “<” or “>” is in any header.
pub(super) fn html(text: &[u8]) -> Option<Vec<u8>> {
    let (headers, body) = text.split_at_checked(end_of_headers(text))?;
    let has_brackets = |text: &[u8]| text.contains(&b'<') || text.contains(&b'>');
    if has_brackets(headers) {
        return None;
    }
    let has_address = headers.split(|byte| *byte == b'\n').any(|line| {
        let is = |name: &[u8]| {
            let begin = line.get(..name.len());
            begin.is_some_and(|begin| begin.eq_ignore_ascii_case(name))
        };
        let has = |sign: &[u8]| contains(line, sign);
        let is_known = [&b"Return-Path:"[..], b"From:", b"Message-ID:"]
            .into_iter()
            .any(is);
        // RFC 5321 §4.4: whom a server took it for stands in its line, or in a folded piece of that.
        let is_of_server = is(b"Received:") || name(line).is_none();
        (is_known || (is_of_server && has(b"for &lt;"))) && has(b"&lt;") && has(b"&gt;")
    });
    if !has_address {
        return None;
    }
    let mut whole = Vec::with_capacity(text.len());
    put_letters(headers, &mut whole);
    if has_brackets(body) {
        whole.extend_from_slice(body);
    } else {
        put_letters(body, &mut whole);
    }
    Some(whole)
}

fn put_letters(text: &[u8], whole: &mut Vec<u8>) {
    let mut rest = text;
    while let [first, after @ ..] = rest {
        let letter = LETTERS
            .iter()
            .filter(|_| *first == b'&')
            .find_map(|(letter, sign)| Some((rest.strip_prefix(*letter)?, *sign)));
        let (after, sign) = letter.unwrap_or((after, *first));
        whole.push(sign);
        rest = after;
    }
}

/// What shows that headers are in quoted-printable: tags that no header has so.
const ENCODED: [&[u8]; 8] = [
    b"v=3D1",
    b"dkim=3D",
    b"spf=3D",
    b"dmarc=3D",
    b"cipher=3D",
    b"charset=3D",
    b"boundary=3D",
    b"client-ip=3D",
];

/// Reads headers in quoted-printable (RFC 2045 §6.7), which only a body is: where no “=” stands there by itself.
pub(super) fn quoted_printable(text: &[u8]) -> Option<Vec<u8>> {
    let (headers, body) = text.split_at_checked(end_of_headers(text))?;
    if ENCODED.iter().any(|sign| contains(headers, sign)) {
        let mut whole = decoded(headers)?;
        let rest = decoded(body).unwrap_or_else(|| body.to_vec());
        whole.extend(rest);
        return Some(whole);
    }
    // White space at the end of each line, and nothing else, was encoded.
    let lines: Vec<&[u8]> = headers
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty())
        .collect();
    // Behind the last line the selection may have ended.
    let others = lines.split_last().map_or(&[][..], |(_, others)| others);
    if others.len() < 2 || !others.iter().all(|line| line.ends_with(b"=20")) {
        return None;
    }
    let mut whole = Vec::with_capacity(text.len());
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let end = line.trim_ascii_end();
        let kept = end.strip_suffix(b"=20").unwrap_or(end);
        whole.extend_from_slice(kept);
        whole.extend_from_slice(line.get(end.len()..).unwrap_or_default());
    }
    Some(whole)
}

/// A text out of quoted-printable; nothing if a “=” in it is no part of that.
fn decoded(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| {
        char::from(byte)
            .to_digit(16)
            .and_then(|one| u8::try_from(one).ok())
    };
    let mut whole = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, after @ ..] = rest {
        let (sign, after) = match rest {
            [b'=', b'\r', b'\n', after @ ..] | [b'=', b'\n', after @ ..] => (None, after),
            [b'='] => (None, after),
            [b'=', a, b, after @ ..] => (Some(digit(*a)? * 16 + digit(*b)?), after),
            [b'=', ..] => return None,
            _ => (Some(*first), after),
        };
        whole.extend(sign);
        rest = after;
    }
    Some(whole)
}
