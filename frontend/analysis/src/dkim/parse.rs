//! The grammar of the key record (RFC 6376 §3.6.1 over the tag lists of §3.2).

use super::defect::DkimDefect;
use super::key::{self, PublicKey};
use super::{DkimKey, KeyType};
use crate::syntax::{DefectKind, Defects, Extension, Field, Grammar, Recognized, Span, tag_list};

/// The fields that the standard defines.
const NAMES: [&str; 7] = ["v", "h", "k", "n", "p", "s", "t"];
/// The most fields that are read; a record has seven at most, and unknown ones are only shown.
const MAX_FIELDS: usize = 64;
/// The most entries that are kept of a list between colons.
const MAX_ENTRIES: usize = 16;

/// Reads one record. Spans are offsets in `text`.
///
/// A text is [`Recognized::Foreign`] if it has another record's version, or neither a version nor a key.
#[must_use]
pub fn parse(text: &str) -> Recognized<DkimKey> {
    if !resembles_key(text) {
        return Recognized::Foreign;
    }
    let mut defects = Defects::default();
    if let Some(at) = text.find(['"', '\\']) {
        fault(
            &mut defects,
            DkimDefect::ZoneFileMarks,
            Span::new(at, at + 1),
        );
    }
    let known = sort_fields(text, &mut defects);
    let [version, hashes, kind, notes, key, services, flags] = known.fields;
    check_version(version, &mut defects);
    // RFC 6376 §3.6.1: a key type that is not known makes the record useless, whatever else it says.
    let key_type = match kind.and_then(|field| field.value) {
        // The default.
        None => Some(KeyType::Rsa),
        Some("rsa") => Some(KeyType::Rsa),
        Some("ed25519") => Some(KeyType::Ed25519),
        Some(_) => None,
    };
    if let (None, Some(field)) = (key_type, kind) {
        fault(&mut defects, DkimDefect::UnknownKeyType, marked(&field));
    }
    let hashes = hashes.map(|field| entries(text, &field, &mut defects));
    let services = services.map(|field| entries(text, &field, &mut defects));
    let flags = flags.map(|field| entries(text, &field, &mut defects));
    let notes = notes.and_then(|field| field.value).map(ToOwned::to_owned);
    let read = match key {
        None => {
            fault(&mut defects, DkimDefect::NoKey, Span::end_of(text));
            None
        }
        Some(field) => read_key(&field, key_type, &mut defects),
    };
    let record = read.and_then(|(base64, key)| {
        Some(DkimKey {
            has_version: version.is_some(),
            hashes,
            key_type: key_type?,
            notes,
            key,
            base64,
            services: services.unwrap_or_else(|| vec!["*".to_owned()]),
            flags: flags.unwrap_or_default(),
            extensions: known.extensions,
        })
    });
    Recognized::from_parts(record, defects)
}

/// Whether somebody meant this as a key.
fn resembles_key(text: &str) -> bool {
    // People paste the quotation marks of the zone file along.
    let bare = |part: &str| {
        part.trim_matches([' ', '\t', '"', '\\'])
            .to_ascii_lowercase()
    };
    let mut fields = tag_list(text)
        .take(MAX_FIELDS)
        .map(|field| (bare(field.name), field.value.map(bare)));
    let (mut has_key, mut version) = (false, None);
    for (name, value) in &mut fields {
        match name.as_str() {
            "p" => has_key = true,
            "v" if version.is_none() => version = value,
            _ => {}
        }
    }
    match version {
        // RFC 6376 §3.6.1: records beginning with a "v=" tag with any other value must be discarded.
        Some(version) => version.starts_with("dkim"),
        None => has_key,
    }
}

struct Known<'a> {
    fields: [Option<Field<'a>>; 7],
    extensions: Vec<Extension>,
}

fn sort_fields<'a>(text: &'a str, defects: &mut Defects) -> Known<'a> {
    let mut fields = [None; 7];
    let mut extensions: Vec<Extension> = Vec::new();
    let mut is_first = true;
    for field in tag_list(text).take(MAX_FIELDS) {
        if field.span.is_empty() {
            // RFC 6376 §3.2 has no empty field; every verifier in use passes over it.
            let end = (field.span.start + 1).min(text.len());
            let semicolon = Span::new(field.span.start, end);
            defects.flaw(
                DefectKind::EmptyField,
                if semicolon.of(text).is_some() {
                    semicolon
                } else {
                    field.span
                },
            );
            continue;
        }
        let first = std::mem::take(&mut is_first);
        let Some(value) = field.value else {
            let grammar = Grammar::TagList;
            defects.fault(DefectKind::NoSeparator { grammar }, field.span);
            continue;
        };
        let place = NAMES.iter().position(|name| *name == field.name);
        let is_repeated = match place {
            Some(at) => fields.get(at).is_some_and(Option::is_some),
            None => extensions.iter().any(|known| known.name == field.name),
        };
        if is_repeated {
            // RFC 6376 §3.2: tags with duplicate names must not occur; the whole list is invalid.
            let name = field.name.chars().take(40).collect();
            fault(defects, DkimDefect::Repeated { name }, field.span);
            continue;
        }
        if place == Some(0) && !first {
            fault(defects, DkimDefect::VersionNotFirst, field.span);
        }
        check_characters(text, &field, defects);
        if let Some(slot) = place.and_then(|at| fields.get_mut(at)) {
            *slot = Some(field);
            continue;
        }
        check_name(&field, defects);
        extensions.push(Extension {
            name: field.name.to_owned(),
            value: value.to_owned(),
            span: field.span,
        });
    }
    Known { fields, extensions }
}

/// RFC 6376 §3.2: `tag-name = ALPHA *ALNUMPUNC`, in exactly the letters of the standard.
fn check_name(field: &Field<'_>, defects: &mut Defects) {
    let is_name = field.name.starts_with(|c: char| c.is_ascii_alphabetic())
        && field
            .name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if !is_name {
        let place = if field.name_span.is_empty() {
            field.span
        } else {
            field.name_span
        };
        fault(defects, DkimDefect::BadName, place);
    } else if let Some(expected) = NAMES
        .iter()
        .find(|known| known.eq_ignore_ascii_case(field.name))
    {
        let expected = (*expected).to_owned();
        flaw(defects, DkimDefect::WrongCase { expected }, field.name_span);
    }
}

/// RFC 6376 §3.2: `VALCHAR = %x21-3A / %x3C-7E`, with white space between. RFC 8616 §5 lets UTF-8 into notes alone
/// (`n=` is quoted-printable), but verifiers take it everywhere that is only shown.
fn check_characters(text: &str, field: &Field<'_>, defects: &mut Defects) {
    // The key has its own words for this.
    if field.name == "p" {
        return;
    }
    let value = field.value_span.of(text).unwrap_or_default();
    let bad = value
        .char_indices()
        .find(|(_, c)| !(c.is_ascii_graphic() || is_space(*c)));
    if let Some((at, character)) = bad {
        let start = field.value_span.start + at;
        let span = Span::new(start, start + character.len_utf8());
        if NAMES.contains(&field.name) && field.name != "n" {
            fault(defects, DkimDefect::BadCharacter, span);
        } else {
            flaw(defects, DkimDefect::BadCharacter, span);
        }
    }
}

fn check_version(version: Option<Field<'_>>, defects: &mut Defects) {
    let Some(field) = version else {
        return;
    };
    // RFC 6376 §3.6.1: case matters.
    if field.value != Some("DKIM1") {
        fault(defects, DkimDefect::WrongVersion, marked(&field));
    }
}

/// The value, or the whole field if that is empty.
fn marked(field: &Field<'_>) -> Span {
    if field.value_span.is_empty() {
        field.span
    } else {
        field.value_span
    }
}

/// The words between the colons (RFC 6376 §3.6.1, key-h-tag, key-s-tag, key-t-tag), in lower case; white space may
/// stand beside the colons.
fn entries(text: &str, field: &Field<'_>, defects: &mut Defects) -> Vec<String> {
    let mut start = field.value_span.start;
    let mut kept = Vec::new();
    for part in field.value.unwrap_or_default().split(':') {
        let span = Span::new(start, start + part.len());
        start = span.end + 1;
        let word = part.trim_matches(is_space);
        // hyphenated-word = ALPHA [ *(ALPHA / DIGIT / "-") (ALPHA / DIGIT) ]
        let is_word = word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word.ends_with(|c: char| c.is_ascii_alphanumeric())
            && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if is_word || (word == "*" && field.name == "s") {
            if kept.len() < MAX_ENTRIES {
                kept.push(word.to_ascii_lowercase());
            }
        } else {
            let place = span.trimmed(text);
            let place = if place.is_empty() { field.span } else { place };
            fault(defects, DkimDefect::BadEntry, place);
        }
    }
    kept
}

/// The key: its Base64 without white space, and what it is; `None` inside for a revoked one.
fn read_key(
    field: &Field<'_>,
    key_type: Option<KeyType>,
    defects: &mut Defects,
) -> Option<(String, Option<PublicKey>)> {
    let value = field.value.unwrap_or_default();
    let mut base64 = String::with_capacity(value.len().min(key::MAX_BASE64 + 1));
    let mut padding = 0;
    if let Some(at) = value.find("-----") {
        let start = field.value_span.start + at;
        fault(defects, DkimDefect::Pem, Span::new(start, start + 5));
        return None;
    }
    for (at, character) in value.char_indices() {
        let start = field.value_span.start + at;
        match character {
            // RFC 6376 §2.10: white space may stand anywhere in Base64.
            c if is_space(c) => {}
            '=' => padding += 1,
            'A'..='Z' | 'a'..='z' | '0'..='9' | '+' | '/' if padding == 0 => base64.push(character),
            other => {
                let span = Span::new(start, start + other.len_utf8());
                fault(defects, DkimDefect::BadBase64, span);
                return None;
            }
        }
    }
    // RFC 6376 §3.6.1: an empty value means that the key has been revoked.
    if base64.is_empty() && padding == 0 {
        return Some((base64, None));
    }
    if base64.len() > key::MAX_BASE64 {
        fault(defects, DkimDefect::KeyTooLong, field.value_span);
        return None;
    }
    let Some(bytes) = key::decode(&base64).filter(|_| padding <= 2) else {
        fault(
            defects,
            DkimDefect::CutBase64,
            Span::new(field.value_span.end, field.value_span.end),
        );
        return None;
    };
    match key::read(key_type?, &bytes) {
        Ok(key) => {
            if key.exponent().is_some_and(|exponent| exponent < 65_537) {
                flaw(defects, DkimDefect::SmallExponent, field.value_span);
            }
            while !base64.len().is_multiple_of(4) {
                base64.push('=');
            }
            Some((base64, Some(key)))
        }
        Err(defect) => {
            fault(defects, defect, field.value_span);
            None
        }
    }
}

/// White space as folding leaves it (RFC 6376 §2.8).
const fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n')
}

fn fault(defects: &mut Defects, defect: DkimDefect, span: Span) {
    defects.fault(DefectKind::Dkim { defect }, span);
}

fn flaw(defects: &mut Defects, defect: DkimDefect, span: Span) {
    defects.flaw(DefectKind::Dkim { defect }, span);
}

/// The record in a form that receivers accept, if what is wrong with it leaves no doubt about that.
pub(crate) fn repaired(text: &str) -> Option<String> {
    if text.len() > 4 * key::MAX_BASE64 {
        return None;
    }
    let clean: String = text.chars().filter(|c| !matches!(c, '"' | '\\')).collect();
    let mut kind = None;
    let mut base64 = None;
    let mut rest = String::new();
    for field in tag_list(&clean).take(MAX_FIELDS) {
        let name = field.name.to_ascii_lowercase();
        let value = field.value.unwrap_or_default();
        match name.as_str() {
            "v" | "" => {}
            // Twice the same is once; two different ones leave a doubt.
            "k" if kind.is_none_or(|known| known == value) => kind = Some(value),
            "p" if base64.as_ref().is_none_or(|known| known == value) => {
                base64 = Some(value.to_owned());
            }
            "k" | "p" => return None,
            "h" | "n" | "s" | "t" => rest.push_str(&format!("{name}={value}; ")),
            _ => {}
        }
    }
    let base64: String = base64?.chars().filter(|c| !is_space(*c)).collect();
    let bytes = key::decode(base64.trim_end_matches('='))?;
    let (kind, base64) = match key::ed25519(&bytes) {
        Some(raw) => ("ed25519", key::encode(raw)),
        None => ("rsa", base64),
    };
    let record = format!("v=DKIM1; k={kind}; {rest}p={base64}");
    parse(&record).record().is_some().then_some(record)
}

#[cfg(test)]
mod tests;
