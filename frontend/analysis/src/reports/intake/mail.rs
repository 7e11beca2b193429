//! Mails: the report that one brings, as an attachment or as the mail itself.

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::budget::Budget;
use super::sniff::{self, Format};
use super::stream::{Found, Stream};
use super::{Input, Part};
use crate::reports::Refusal;
use crate::reports::failure::{self, Parts};
use crate::reports::fault::quoted;

/// Parts of one mail that are looked at.
const MAX_PARTS: usize = 200;

/// Looks through a mail. Attachments that may be reports become parts.
///
/// # Errors
/// It cannot be read as a mail.
pub(super) fn open(
    bytes: &[u8],
    depth: u8,
    budget: &Budget,
    inner: &mut Vec<Part>,
) -> Result<Found, Refusal> {
    let Some(mail) = MessageParser::default().parse(bytes) else {
        return Err(Refusal::Foreign { seems: "text" });
    };
    if let Some(report) = failure_report(&mail) {
        return Ok(Found::Failure(Box::new(report)));
    }
    let before = inner.len();
    let limit = budget.limits().depth;
    attachments(&mail, depth, limit, inner);
    if inner.len() == before {
        return Ok(Found::Mail);
    }
    Ok(Found::Container)
}

/// RFC 6591 §3.1: a multipart/report whose parts are a text, the fields of the report, and the mail or its headers.
fn failure_report(mail: &Message<'_>) -> Option<failure::FailureReport> {
    let Some(machine) = mail.parts.iter().position(failure::is_machine_part) else {
        let mut texts = mail.parts.iter().filter_map(MessagePart::text_contents);
        return texts.find_map(|text| failure::parse_text(failure::address(mail), text));
    };
    let fields = mail.parts.get(machine)?.contents();
    let original = mail
        .parts
        .iter()
        .skip(machine + 1)
        .find_map(|part| match &part.body {
            PartType::Message(inner) => Some(inner.raw_message()),
            PartType::Text(text) if is_kind(part, "text", "rfc822-headers") => {
                Some(text.as_bytes())
            }
            PartType::Binary(bytes) | PartType::InlineBinary(bytes)
                if is_kind(part, "message", "rfc822")
                    || is_kind(part, "text", "rfc822-headers") =>
            {
                Some(bytes.as_ref())
            }
            _ => None,
        })
        .unwrap_or_default();
    Some(failure::parse(&Parts {
        from: failure::address(mail),
        fields,
        original,
    }))
}

fn attachments(mail: &Message<'_>, depth: u8, limit: u8, inner: &mut Vec<Part>) {
    for (number, part) in mail.parts.iter().enumerate() {
        let name = || {
            part.attachment_name()
                .map_or_else(|| format!("part {number}"), |name| quoted(name.as_bytes()))
        };
        if number >= MAX_PARTS {
            let why = Refusal::TooManyEntries { limit: MAX_PARTS };
            inner.push((name(), Input::held(Vec::new()), Stream::Refused(why)));
            return;
        }
        match &part.body {
            PartType::Multipart(_) => {}
            // A report that was forwarded as a whole mail.
            PartType::Message(forwarded) => {
                let stream = if depth < limit {
                    Stream::mail(depth + 1)
                } else {
                    Stream::Refused(Refusal::TooNested { limit })
                };
                let bytes = forwarded.raw_message().to_vec();
                inner.push((name(), Input::held(bytes), stream));
            }
            PartType::Text(_)
            | PartType::Html(_)
            | PartType::Binary(_)
            | PartType::InlineBinary(_) => {
                let contents = part.contents();
                if is_wanted(part, contents) {
                    inner.push((
                        name(),
                        Input::held(contents.to_vec()),
                        Stream::begun(depth + 1),
                    ));
                }
            }
        }
    }
}

/// Whether a part may be a report: by what it is, since its type and name are often wrong. Texts for people and pictures
/// are passed over without a word.
fn is_wanted(part: &MessagePart<'_>, contents: &[u8]) -> bool {
    let start = contents
        .get(..contents.len().min(sniff::ENOUGH))
        .unwrap_or_default();
    match sniff::sniff(start) {
        Ok(Format::Gzip | Format::Zip) => true,
        Ok(Format::Xml) => !is_kind(part, "text", "html") && !is_kind(part, "image", "svg+xml"),
        Ok(Format::Json) => true,
        // Of an attached mailbox or mail the type says so.
        Ok(Format::Mailbox | Format::Mail) => part.attachment_name().is_some_and(|name| {
            let name = name.to_ascii_lowercase();
            name.ends_with(".eml") || name.ends_with(".mbox")
        }),
        Err(_) => is_named_report(part),
    }
}

/// Whether its name says that it is a report. If it cannot be read, that is worth a word.
fn is_named_report(part: &MessagePart<'_>) -> bool {
    part.attachment_name().is_some_and(|name| {
        let name = name.to_ascii_lowercase();
        [".xml", ".gz", ".zip", ".json"]
            .iter()
            .any(|end| name.ends_with(end))
    })
}

fn is_kind(part: &MessagePart<'_>, kind: &str, subtype: &str) -> bool {
    part.content_type().is_some_and(|content| {
        content.ctype().eq_ignore_ascii_case(kind)
            && content
                .subtype()
                .is_some_and(|own| own.eq_ignore_ascii_case(subtype))
    })
}
