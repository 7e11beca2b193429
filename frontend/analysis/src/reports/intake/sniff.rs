//! What a file is, by its first bytes.

use crate::reports::Refusal;

/// How many bytes are enough to tell.
pub(super) const ENOUGH: usize = 1024;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Gzip,
    Zip,
    Xml,
    Json,
    Mailbox,
    Mail,
}

/// Looks at the first bytes of a file: [`ENOUGH`] of them, or all there are.
pub(super) fn sniff(bytes: &[u8]) -> Result<Format, Refusal> {
    const MARKS: [(&[u8], &str); 12] = [
        (b"%PDF", "a PDF document"),
        (b"\x89PNG", "a picture"),
        (b"\xFF\xD8\xFF", "a picture"),
        (b"GIF8", "a picture"),
        (b"BZh", "a bzip2 file; unpack it first"),
        (b"\xFD7zXZ", "an xz file; unpack it first"),
        (b"7z\xBC\xAF\x27\x1C", "a 7z archive; unpack it first"),
        (b"Rar!", "a RAR archive; unpack it first"),
        (b"\x28\xB5\x2F\xFD", "a zstd file; unpack it first"),
        (
            b"\xD0\xCF\x11\xE0",
            "an Outlook or Office file; save the mail as .eml",
        ),
        (b"\x7FELF", "a program"),
        (b"SQLite format 3", "a database"),
    ];
    if bytes.starts_with(b"\x1F\x8B") {
        return Ok(Format::Gzip);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(Format::Zip);
    }
    if let Some((_, seems)) = MARKS.iter().find(|(mark, _)| bytes.starts_with(mark)) {
        return Err(Refusal::Foreign { seems });
    }
    // UTF-16 is only met in XML.
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Ok(Format::Xml);
    }
    let start = bytes
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(bytes)
        .trim_ascii_start();
    match start.first() {
        None => Err(Refusal::Empty),
        Some(b'<') if is_web_page(start) => Err(Refusal::Foreign {
            seems: "a web page",
        }),
        Some(b'<') => Ok(Format::Xml),
        Some(b'{' | b'[') => Ok(Format::Json),
        _ if matches!(start, [b'<' | 0, 0 | b'<', ..]) => Ok(Format::Xml),
        _ if is_mailbox(start) => Ok(Format::Mailbox),
        _ if is_mail(start) => Ok(Format::Mail),
        Some(_) if start.contains(&0) => Err(Refusal::Foreign {
            seems: "binary data",
        }),
        Some(_) => Err(Refusal::Foreign { seems: "text" }),
    }
}

fn is_web_page(start: &[u8]) -> bool {
    let start = start.get(..start.len().min(64)).unwrap_or_default();
    let start = String::from_utf8_lossy(start).to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

/// RFC 4155: each mail begins with a line `From `, an address and a date.
fn is_mailbox(start: &[u8]) -> bool {
    let line = start
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    line.starts_with(b"From ") && line.iter().filter(|byte| byte.is_ascii_digit()).count() >= 4
}

/// RFC 5322 §2.2: a mail begins with a field, its name of visible characters and followed by a colon. Two lines of them,
/// since one could be anything.
fn is_mail(start: &[u8]) -> bool {
    let mut lines = start
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.starts_with(b" ") && !line.starts_with(b"\t"));
    let is_field = |line: &[u8]| {
        let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
        name.len() < line.len()
            && !name.is_empty()
            && name.len() <= 80
            && name
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
    };
    let first = lines.next().is_some_and(is_field);
    first
        && match lines.next() {
            // A first header that is longer than what is looked at.
            None => start.len() + 64 > ENOUGH,
            // The second may be cut off before its colon.
            Some(line) => is_field(line) || (lines.next().is_none() && start.len() + 64 > ENOUGH),
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_their_beginning() {
        for (bytes, format) in [
            (&b"\x1F\x8B\x08\x00"[..], Format::Gzip),
            (b"PK\x03\x04....", Format::Zip),
            (b"<?xml version=\"1.0\"?><feedback>", Format::Xml),
            (b"\xEF\xBB\xBF\n <feedback>", Format::Xml),
            (b"\xFF\xFE<\0f\0", Format::Xml),
            (b"\n{\"organization-name\":", Format::Json),
            (
                b"From MAILER-DAEMON Fri Jul  8 12:08:34 2022\nReceived: x\n",
                Format::Mailbox,
            ),
            (
                b"Received: from a\r\n\tby b\r\nFrom: c@example.org\r\n\r\n",
                Format::Mail,
            ),
            (
                b"\r\nReturn-Path: <>\r\nFrom: c@example.org\r\n",
                Format::Mail,
            ),
        ] {
            assert_eq!(
                sniff(bytes),
                Ok(format),
                "{}",
                String::from_utf8_lossy(bytes)
            );
        }
    }

    #[test]
    fn what_is_no_report_is_named() {
        for (bytes, seems) in [
            (&b"%PDF-1.7"[..], "a PDF document"),
            (b"<!DOCTYPE html><html>", "a web page"),
            (b"Dear Sir,\nthis is a letter.", "text"),
            (b"javascript:alert(1)//", "text"),
            (b"note: one line\n\nand more", "text"),
            (b"a\0\0\0", "binary data"),
        ] {
            assert_eq!(sniff(bytes), Err(Refusal::Foreign { seems }));
        }
        assert_eq!(sniff(b" \n"), Err(Refusal::Empty));
    }
}
