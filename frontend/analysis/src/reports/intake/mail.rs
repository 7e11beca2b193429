//! Mails: the report that one brings, as an attachment or as the mail itself.

use super::budget::Budget;
use super::mime::{self, Leaf, Mail};
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
/// It is a complaint of another kind.
pub(super) fn open(
    bytes: &[u8],
    depth: u8,
    budget: &Budget,
    inner: &mut Vec<Part>,
) -> Result<Found, Refusal> {
    let mail = mime::read(bytes, MAX_PARTS);
    if let Some(report) = failure_report(&mail) {
        // RFC 5965 §7.3: what its sender's users took for spam need not have failed anything.
        return match report.other_kind() {
            Some(kind) => Err(Refusal::OtherFeedback {
                kind: quoted(kind.as_bytes()),
            }),
            None => Ok(Found::Failure(Box::new(report))),
        };
    }
    let before = inner.len();
    attachments(&mail, depth, budget.limits().depth, inner);
    Ok(if inner.len() == before {
        Found::Mail
    } else {
        Found::Container {
            about: mail.report_domain(),
        }
    })
}

/// RFC 6591 §3.1: a multipart/report whose parts are a text, the fields of the report, and the mail or its headers.
fn failure_report(mail: &Mail<'_>) -> Option<failure::FailureReport> {
    let from = || mail.headers.as_ref().and_then(failure::address);
    let leaves = mail.leaves.iter();
    let place = leaves
        .clone()
        .position(|part| part.is_kind("message", "feedback-report"));
    let Some((place, machine)) = place.and_then(|place| Some((place, mail.leaves.get(place)?)))
    else {
        return leaves
            .filter_map(Leaf::text)
            .find_map(|text| failure::parse_text(from(), &text));
    };
    // The third part by the RFC; some have it before the second.
    let mut originals = leaves.clone().skip(place).chain(leaves.take(place));
    let original = originals.find(|part| part.is_original());
    Some(failure::parse(&Parts {
        from: from(),
        fields: &machine.contents(),
        original: &original.map(Leaf::contents).unwrap_or_default(),
    }))
}

fn attachments(mail: &Mail<'_>, depth: u8, limit: u8, inner: &mut Vec<Part>) {
    for (number, part) in mail.leaves.iter().enumerate() {
        let name = part.name().map_or_else(
            || format!("part {}", number + 1),
            |name| quoted(name.as_bytes()),
        );
        let contents = part.contents();
        // A report that was forwarded as a whole mail.
        let stream = if part.is_mail() && depth < limit {
            Stream::mail(depth + 1)
        } else if part.is_mail() {
            Stream::Refused(Refusal::TooNested { limit })
        } else if is_wanted(part, &contents) {
            Stream::begun(depth + 1)
        } else {
            continue;
        };
        inner.push((name, Input::held(contents.into_owned()), stream));
    }
    if mail.has_more {
        let why = Refusal::TooManyEntries { limit: MAX_PARTS };
        let name = format!("part {}", MAX_PARTS + 1);
        inner.push((name, Input::held(Vec::new()), Stream::Refused(why)));
    }
}

/// Whether a part may be a report: by what it is, since its type and name are often wrong. Texts for people and pictures
/// are passed over without a word.
fn is_wanted(part: &Leaf<'_>, contents: &[u8]) -> bool {
    let start = contents
        .get(..contents.len().min(sniff::ENOUGH))
        .unwrap_or_default();
    match sniff::sniff(start) {
        Ok(Format::Gzip | Format::Zip) => true,
        Ok(Format::Xml) => !part.is_kind("text", "html") && !part.is_kind("image", "svg+xml"),
        Ok(Format::Json) => true,
        // Of an attached mailbox or mail the type says so.
        Ok(Format::Mailbox | Format::Mail) => part.name().is_some_and(|name| {
            let name = name.to_ascii_lowercase();
            name.ends_with(".eml") || name.ends_with(".mbox")
        }),
        Err(_) => is_named_report(part),
    }
}

/// Whether its name says that it is a report. If it cannot be read, that is worth a word.
fn is_named_report(part: &Leaf<'_>) -> bool {
    part.name().is_some_and(|name| {
        let name = name.to_ascii_lowercase();
        [".xml", ".gz", ".zip", ".json"]
            .iter()
            .any(|end| name.ends_with(end))
    })
}
