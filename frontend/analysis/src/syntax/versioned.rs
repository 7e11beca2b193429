//! TXT records that begin with their version: which one counts, and what its fields are.
//!
//! MTA-STS and TLS-RPT share this shape to the letter (RFC 8461 §3.1, RFC 8460 §3): the literal `v=<version>;`, one field
//! that is required, and extensions.

use super::{
    DefectKind, Defects, Extension, Field, Grammar, NearMiss, NearMissKind, Recognized, Selected,
    Selection, Span, is_extension_name, is_extension_value, tag_list,
};
use crate::dns::TxtRecord;

/// Selects among the TXT records of a name: what does not begin with the literal `v=<version>;` is discarded, and exactly
/// one must remain. `parse` reads one that does.
pub(crate) fn select_by_version<T>(
    records: &[TxtRecord],
    version: &str,
    parse: impl Fn(&str) -> Recognized<T>,
) -> Selection<T> {
    select(records, parse, |text| near_miss(text, version))
}

/// Selects among the TXT records of a name as [`select_by_version`] does, with the first tag as the grammars of DMARC
/// (RFC 9989 §4.8) and BIMI have it: white space may stand beside its `=`, and nothing need follow it. `is_meant` says
/// whether a field could only be meant for such a record, so that one without its version is noticed.
pub(crate) fn select_by_first_tag<T>(
    records: &[TxtRecord],
    version: &str,
    parse: impl Fn(&str) -> Recognized<T>,
    is_meant: impl Fn(&Field<'_>) -> bool,
) -> Selection<T> {
    select(records, parse, |text| {
        near_miss(text, version).or_else(|| {
            let bare = strip_prefix_ignoring_case(text.trim_start(), version).is_some();
            let meant = bare || tag_list(text).any(|field| is_meant(&field));
            meant.then(|| (NearMissKind::NoVersion, Span::new(0, 0)))
        })
    })
}

/// Whether a text begins as the grammars of DMARC and BIMI want: `v`, in any case (RFC 5234 §2.3), then `=` with or without
/// white space beside it, then exactly the version, then the end or a semicolon.
pub(crate) fn begins_with_tag(text: &str, version: &str) -> bool {
    text.starts_with(['v', 'V'])
        && tag_list(text).next().is_some_and(|field| {
            field.name.eq_ignore_ascii_case("v") && field.value == Some(version)
        })
}

fn select<T>(
    records: &[TxtRecord],
    parse: impl Fn(&str) -> Recognized<T>,
    near_miss: impl Fn(&str) -> Option<(NearMissKind, Span)>,
) -> Selection<T> {
    let mut selected = Vec::new();
    let mut near_misses = Vec::new();
    for text in records.iter().map(TxtRecord::text) {
        match parse(&text) {
            Recognized::Foreign => {
                if let Some((kind, span)) = near_miss(&text) {
                    near_misses.push(NearMiss { text, kind, span });
                }
            }
            parsed => selected.push(Selected { text, parsed }),
        }
    }
    match selected.pop() {
        None if near_misses.is_empty() => Selection::Absent,
        None => Selection::NearMiss(near_misses),
        Some(only) if selected.is_empty() => Selection::One(only),
        Some(last) => {
            selected.push(last);
            Selection::Several(selected)
        }
    }
}

/// What the fields of a record come to, its version aside.
pub(crate) struct VersionedFields<'a> {
    /// The first field of the required name, if there is one.
    pub(crate) required: Option<Field<'a>>,
    /// Further fields of that name.
    pub(crate) repeated: Vec<Field<'a>>,
    /// Fields of other names.
    pub(crate) extensions: Vec<Extension>,
}

/// Cuts a record into its fields and notes what is wrong with them, except in the required one's value. `None` if the
/// text does not begin with the literal version.
pub(crate) fn versioned_fields<'a>(
    text: &'a str,
    version: &str,
    required: &'static str,
    defects: &mut Defects,
) -> Option<VersionedFields<'a>> {
    if !begins_with(text, version) {
        return None;
    }
    let mut fields = VersionedFields {
        required: None,
        repeated: Vec::new(),
        extensions: Vec::new(),
    };
    for field in tag_list(text).skip(1) {
        if field.span.is_empty() {
            // The semicolon that ends the empty field is what is too much.
            let end = (field.span.start + 1).min(text.len());
            defects.fault(DefectKind::EmptyField, Span::new(field.span.start, end));
            continue;
        }
        let Some(value) = field.value else {
            let grammar = Grammar::TagList;
            defects.fault(DefectKind::NoSeparator { grammar }, field.span);
            continue;
        };
        if field.space_around_equals {
            defects.fault(DefectKind::SpaceAroundEquals, field.span);
        }
        if field.name != required {
            read_extension(&field, value, required, &mut fields.extensions, defects);
        } else if fields.required.is_none() {
            fields.required = Some(field);
        } else {
            fields.repeated.push(field);
        }
    }
    if fields.required.is_none() {
        let name = required.into();
        defects.fault(DefectKind::Missing { name }, Span::end_of(text));
    }
    Some(fields)
}

/// RFC 8461 §3.1: unknown fields are ignored, but they must be fields.
fn read_extension(
    field: &Field<'_>,
    value: &str,
    required: &'static str,
    extensions: &mut Vec<Extension>,
    defects: &mut Defects,
) {
    if !is_extension_name(field.name) {
        defects.fault(DefectKind::BadName, field.name_span);
    } else if field.name.eq_ignore_ascii_case(required) {
        let expected = required.into();
        defects.flaw(DefectKind::Misspelt { expected }, field.name_span);
    } else if field.name == "v" {
        let name = field.name.to_owned();
        defects.flaw(DefectKind::Duplicate { name }, field.span);
    }
    if !is_extension_value(value) {
        // An empty value has nothing to underline: the whole field then.
        let empty = field.value_span.is_empty();
        let span = if empty { field.span } else { field.value_span };
        defects.fault(DefectKind::BadValue, span);
    }
    extensions.push(Extension {
        name: field.name.to_owned(),
        value: value.to_owned(),
        span: field.span,
    });
}

/// RFC 8461 §3.1: "records that do not begin with "v=STSv1;" are discarded", in exactly these characters.
fn begins_with(text: &str, version: &str) -> bool {
    text.strip_prefix("v=")
        .and_then(|rest| rest.strip_prefix(version))
        .is_some_and(|rest| rest.starts_with(';'))
}

/// Why a record that is not selected looks as if it were meant to be, if it does.
fn near_miss(text: &str, version: &str) -> Option<(NearMissKind, Span)> {
    let meant = text.trim_start_matches([' ', '\t', '"', '\'', '\\', '\u{feff}']);
    let skipped = text.len() - meant.len();
    for (index, field) in tag_list(meant).enumerate() {
        let value = field.value.unwrap_or_default();
        let Some(rest) = strip_prefix_ignoring_case(value, version) else {
            if index == 0 && field.name.eq_ignore_ascii_case("v") && is_other(value, version) {
                let span = field.value_span.shifted(skipped);
                return Some((NearMissKind::OtherVersion, span));
            }
            continue;
        };
        if !field.name.eq_ignore_ascii_case("v") {
            continue;
        }
        let span = field.span.shifted(skipped);
        let exact = field.name == "v" && value.starts_with(version);
        let kind = if index > 0 {
            NearMissKind::NotFirst
        } else if rest.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            NearMissKind::OtherVersion
        } else if skipped > 0 {
            return Some((NearMissKind::LeadingCharacters, Span::new(0, skipped)));
        } else if field.space_around_equals {
            NearMissKind::SpaceAroundEquals
        } else if !exact {
            NearMissKind::WrongCase
        } else if rest.is_empty() && span.end < text.trim_end_matches([' ', '\t']).len() {
            // What stands between the version and the next semicolon can only be white space.
            NearMissKind::SpaceBeforeSemicolon
        } else {
            NearMissKind::NoSemicolon
        };
        return Some((kind, span));
    }
    None
}

/// Whether a version is of the same series as ours: `STSv2` or `STS1` beside `STSv1`.
fn is_other(value: &str, version: &str) -> bool {
    let series = version.trim_end_matches(|c: char| c.is_ascii_digit() || c == 'v');
    strip_prefix_ignoring_case(value, series).is_some()
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}
