//! What shows that a text is what a window shows of a mail, and not its source.

use super::Change;
use crate::dkim::{Signature, SignatureKind};
use crate::message::date;
use crate::message::field::{Message, contains};

/// How many signatures are looked at.
const MAX_SIGNATURES: usize = 20;
/// The longest boundary that a mail may have, in characters.
const MAX_BOUNDARY: usize = 70;
/// How far from its end a clipped body says so, in bytes.
const MAX_END: usize = 1000;

/// What is seen in a text that cannot be taken back.
pub(in crate::message) fn seen_in(message: &Message) -> Vec<Change> {
    let mut changes = Vec::new();
    if is_display_copy(message) {
        changes.push(Change::Display);
    }
    // A file as it was on its way is none that a window shows: what stands in it was put there by somebody.
    if !message.had_bare_lf {
        return changes;
    }
    let body = message.body().unwrap_or_default();
    let end = body.len().saturating_sub(MAX_END);
    if contains(body.get(end..).unwrap_or_default(), b"[Message clipped]") {
        changes.push(Change::Clipped);
    }
    if contains(body, "\u{fffd}".as_bytes()) {
        changes.push(Change::LostLetters);
    }
    // RFC 2046 §5.1.1: each part begins with a line of the boundary.
    let boundary = message
        .all("Content-Type")
        .next()
        .and_then(|field| boundary(&field.value()));
    let body_is_there = !body.trim_ascii().is_empty();
    let is_missing = |boundary: &String| !contains(body, format!("--{boundary}").as_bytes());
    if boundary.filter(is_missing).is_some() && body_is_there {
        changes.push(Change::WithoutParts);
    }
    changes
}

/// The boundary that a value of Content-Type names for the parts of a body.
fn boundary(value: &str) -> Option<String> {
    let lower = value.to_ascii_lowercase();
    if !lower.starts_with("multipart/") {
        return None;
    }
    let at = lower.find("boundary=")?;
    let rest = value.get(at + "boundary=".len()..)?;
    let boundary = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => rest.split([';', ' ', '\t']).next()?,
    };
    // RFC 2046 §5.1.1: up to 70 characters. A longer one is not looked for: a body that agrees with most of it would take the
    // product of the two.
    (1..=MAX_BOUNDARY)
        .contains(&boundary.len())
        .then(|| boundary.to_owned())
}

/// Whether a signature covers a From header that is not there, or a Date that is none (RFC 5322 §3.3): “all headers” of a
/// mail program shows those in its own words and language.
pub(in crate::message) fn is_display_copy(message: &Message) -> bool {
    let is_there = |name: &str| message.all(name).next().is_some();
    let has_odd_date = message
        .all("Date")
        .next()
        .is_some_and(|field| date::parse(&field.value()).is_none());
    let has_no_from = !is_there("From");
    if !has_odd_date && !has_no_from {
        return false;
    }
    let kinds = [
        ("DKIM-Signature", SignatureKind::Dkim),
        ("ARC-Message-Signature", SignatureKind::ArcMessage),
    ];
    kinds.into_iter().any(|(name, kind)| {
        message.all(name).take(MAX_SIGNATURES).any(|field| {
            let Ok(signature) = Signature::parse(kind, &field.value()) else {
                return false;
            };
            let signs = |name: &str| {
                let mut names = signature.headers.iter();
                names.any(|one| one.eq_ignore_ascii_case(name))
            };
            (has_odd_date && signs("date")) || (has_no_from && signs("from"))
        })
    })
}
