//! Lines of a mail, of a mailbox, and of a body.

use super::MAX_HEADERS;

/// The next line without its end, and what follows it.
pub(super) fn line<'a>(bytes: &'a [u8], had_bare_lf: &mut bool) -> (&'a [u8], &'a [u8]) {
    let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else {
        return (bytes.strip_suffix(b"\r").unwrap_or(bytes), &[]);
    };
    let text = bytes.get(..end).unwrap_or_default();
    let after = bytes.get(end + 1..).unwrap_or_default();
    match text.strip_suffix(b"\r") {
        Some(text) => (text, after),
        None => {
            *had_bare_lf = true;
            (text, after)
        }
    }
}

/// The name of a header: a letter, then letters, digits, “-”, “_” and “.”. RFC 5322 §2.2 allows any visible character, and no
/// header in use has another; lines with others are out of a header that lost its white space, or of the text around the
/// mail, as `>Received:` is. White space before the colon was once allowed (§4.5.8).
pub(in crate::message) fn name(line: &[u8]) -> Option<String> {
    let colon = line.iter().take(202).position(|byte| *byte == b':')?;
    let name = line.get(..colon)?.trim_ascii_end();
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let is_address_of_page = line.get(colon + 1..)?.starts_with(b"//");
    let is_name = name.first().is_some_and(u8::is_ascii_alphabetic)
        && name.iter().all(is_part)
        && !is_address_of_page;
    is_name.then(|| String::from_utf8_lossy(name).into_owned())
}

/// Whether bytes stand somewhere in a text. What is looked for is to be short: a text may be made to agree with most of it.
pub(in crate::message) fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|one| one == part)
}

/// Whether several headers stand in the one line that there is.
pub(super) fn is_one_line(text: &[u8]) -> bool {
    let text = text.trim_ascii();
    let text = text.get(..text.len().min(MAX_HEADERS)).unwrap_or_default();
    let names = [
        &b" Received: "[..],
        b" From: ",
        b" To: ",
        b" Subject: ",
        b" Date: ",
        b" Message-ID: ",
    ];
    !text.contains(&b'\n')
        && names
            .into_iter()
            .filter(|name| contains(text, name))
            .count()
            > 1
}

/// RFC 4155, appendix A: some programs put “>” before a line that begins with “From ”, others before those with more “>”,
/// too. Nothing if no line is such.
pub(super) fn unquoted(body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(body.len());
    for text in body.split_inclusive(|byte| *byte == b'\n') {
        let signs = text.iter().take_while(|byte| **byte == b'>').count();
        let is_quoted = signs > 0
            && text
                .get(signs..)
                .is_some_and(|rest| rest.starts_with(b"From "));
        whole.extend_from_slice(text.get(usize::from(is_quoted)..).unwrap_or_default());
    }
    (whole.len() < body.len()).then_some(whole)
}

/// Where a mailbox goes on with another mail: at a line `From …` with an empty line before it and a header after it.
pub(super) fn next_mail(body: &[u8]) -> Option<usize> {
    let mut place = 0;
    let mut is_after_empty = false;
    for text in body.split_inclusive(|byte| *byte == b'\n') {
        let after = body.get(place + text.len()..).unwrap_or_default();
        if is_after_empty && text.starts_with(b"From ") && name(line(after, &mut false).0).is_some()
        {
            return Some(place);
        }
        is_after_empty = text.trim_ascii().is_empty();
        place += text.len();
    }
    None
}

/// A body with its lines ending with CR LF, as it was on its way.
pub(super) fn with_crlf(body: Vec<u8>, had_bare_lf: &mut bool) -> Vec<u8> {
    let mut before = 0u8;
    let is_bare = |byte: u8, before: &mut u8| {
        let bare = byte == b'\n' && *before != b'\r';
        *before = byte;
        bare
    };
    let bare = body
        .iter()
        .filter(|byte| is_bare(**byte, &mut before))
        .count();
    if bare == 0 {
        return body;
    }
    *had_bare_lf = true;
    let mut whole = Vec::with_capacity(body.len() + bare);
    before = 0;
    for byte in body {
        if is_bare(byte, &mut before) {
            whole.push(b'\r');
        }
        whole.push(byte);
    }
    whole
}
