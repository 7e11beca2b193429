//! The parts of a mail (RFC 2046), found without ever going down into another one.
//!
//! Parsers of whole mails keep all headers of all parts and go into mails within mails, however many there are: a mail of a
//! few megabytes that is made to do harm takes gigabytes, or more stack than there is. Here a part keeps the few headers
//! that tell what it is, its body is a piece of the mail, and a mail in it is for whoever reads that piece.

mod pieces;

use std::borrow::Cow;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{ContentType, Message, MessageParser, MimeHeaders};
use pieces::Pieces;

/// The headers that are read.
const FIELDS: [&str; 5] = [
    "from",
    "content-type",
    "content-disposition",
    "content-transfer-encoding",
    "tls-report-domain",
];
/// The most bytes of one of them that are read.
const MAX_FIELD: usize = 4096;
/// Parts within parts that are gone into.
const MAX_DEPTH: usize = 16;

/// The headers of a part, if there are any of those that are read.
type Head = Option<Message<'static>>;

/// A part that has no parts of its own, or the mail itself if it has none.
#[derive(Debug)]
pub(super) struct Leaf<'a> {
    headers: Head,
    /// What stands there, as it was sent.
    body: &'a [u8],
}

impl Leaf<'_> {
    /// Whether it is of a kind, such as `text` and `html`.
    pub(super) fn is_kind(&self, kind: &str, subtype: &str) -> bool {
        self.content_type().is_some_and(|content| {
            content.ctype().eq_ignore_ascii_case(kind)
                && content
                    .subtype()
                    .is_some_and(|own| own.eq_ignore_ascii_case(subtype))
        })
    }

    fn content_type(&self) -> Option<&ContentType<'_>> {
        self.headers.as_ref()?.content_type()
    }

    /// Whether it is a whole mail.
    pub(super) fn is_mail(&self) -> bool {
        self.is_kind("message", "rfc822") || self.is_kind("message", "global")
    }

    /// Whether it is the mail that a report is about, or the headers of that, whichever way its type is written: RFC 6522
    /// §4 has `text/rfc822-headers`, RFC 6533 `message/global-headers`.
    pub(super) fn is_original(&self) -> bool {
        let headers = [
            ("text", "rfc822-headers"),
            ("message", "rfc822-headers"),
            ("message", "global-headers"),
            ("text", "rfc822"),
        ];
        self.is_mail()
            || headers
                .into_iter()
                .any(|(kind, subtype)| self.is_kind(kind, subtype))
    }

    /// Its file name.
    pub(super) fn name(&self) -> Option<&str> {
        self.headers.as_ref()?.attachment_name()
    }

    /// What it holds, without the encoding for the way (RFC 2045 §6). If that is broken, what stands there.
    pub(super) fn contents(&self) -> Cow<'_, [u8]> {
        let headers = self.headers.as_ref();
        let encoding = headers.and_then(|headers| headers.content_transfer_encoding());
        let decoded = match encoding.map(str::trim) {
            Some(word) if word.eq_ignore_ascii_case("base64") => base64_decode(self.body),
            Some(word) if word.eq_ignore_ascii_case("quoted-printable") => {
                quoted_printable_decode(self.body)
            }
            _ => None,
        };
        decoded.map_or(Cow::Borrowed(self.body), Cow::Owned)
    }

    /// The same as text, if that is what it is for.
    pub(super) fn text(&self) -> Option<String> {
        let kind = self.content_type();
        if kind.is_some_and(|kind| !kind.ctype().eq_ignore_ascii_case("text")) {
            return None;
        }
        let contents = self.contents();
        let decoder = kind
            .and_then(|kind| kind.attribute("charset"))
            .and_then(|charset| charset_decoder(charset.as_bytes()));
        Some(match decoder {
            Some(decode) => decode(&contents),
            None => String::from_utf8_lossy(&contents).into_owned(),
        })
    }
}

/// The parts of a mail, and its headers.
#[derive(Debug)]
pub(super) struct Mail<'a> {
    /// The headers of the mail itself, of those that are read.
    pub(super) headers: Head,
    /// Its parts, in their order.
    pub(super) leaves: Vec<Leaf<'a>>,
    /// Whether there are more parts than were asked for.
    pub(super) has_more: bool,
}

impl Mail<'_> {
    /// RFC 8460 §5.3: the domain that the report in it is for, as it stands.
    pub(super) fn report_domain(&self) -> Option<String> {
        let value = self.headers.as_ref()?.header("TLS-Report-Domain")?;
        value.as_text().map(str::to_owned)
    }
}

/// Finds the parts of a mail, `limit` at most.
pub(super) fn read(bytes: &[u8], limit: usize) -> Mail<'_> {
    let mut mail = Mail {
        headers: headers(bytes).0,
        leaves: Vec::new(),
        has_more: false,
    };
    // What is still to be looked at, the next one last.
    let mut open = vec![(0, bytes)];
    while let Some((depth, part)) = open.pop() {
        if mail.leaves.len() >= limit {
            mail.has_more = true;
            break;
        }
        let (headers, body) = headers(part);
        let boundary = headers
            .as_ref()
            .and_then(|headers| headers.content_type())
            .filter(|kind| kind.ctype().eq_ignore_ascii_case("multipart"))
            .and_then(|kind| kind.attribute("boundary"))
            .filter(|_| depth < MAX_DEPTH);
        let Some(boundary) = boundary else {
            mail.leaves.push(Leaf { headers, body });
            continue;
        };
        let room = limit.saturating_sub(mail.leaves.len()) + 1;
        let parts: Vec<&[u8]> = Pieces::of(body, boundary).take(room).collect();
        // The headers of all parts at once would be many.
        open.extend(parts.into_iter().rev().map(|part| (depth + 1, part)));
    }
    mail
}

/// The headers of a mail or part, and what comes after the empty line.
fn headers(bytes: &[u8]) -> (Head, &[u8]) {
    let mut kept = Vec::new();
    let mut seen = [false; FIELDS.len()];
    // How much more of the header that is being read there is room for.
    let mut room = 0;
    let mut end = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        end += line.len();
        if line.trim_ascii().is_empty() {
            break;
        }
        if !line.starts_with(b" ") && !line.starts_with(b"\t") {
            let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
            let place = FIELDS
                .iter()
                .position(|field| name.trim_ascii().eq_ignore_ascii_case(field.as_bytes()));
            // The first of its name counts.
            let is_new = place
                .and_then(|place| seen.get_mut(place))
                .is_some_and(|seen| !std::mem::replace(seen, true));
            room = if is_new { MAX_FIELD } else { 0 };
        }
        if room > 0 {
            let part = line.get(..line.len().min(room)).unwrap_or_default();
            kept.extend_from_slice(part);
            room -= part.len();
            if room == 0 {
                kept.push(b'\n');
            }
        }
    }
    kept.extend_from_slice(b"\n");
    let headers = MessageParser::default().parse_headers(&kept);
    (
        headers.map(Message::into_owned),
        bytes.get(end..).unwrap_or_default(),
    )
}

#[cfg(test)]
mod tests;
