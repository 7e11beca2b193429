//! The tokenizer of `name=value;` lists.

use serde::{Deserialize, Serialize};

use super::Span;

/// One field of a tag list, cut at its first `=`. Nothing is judged yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    /// The field without the white space around it; empty if there is nothing between two semicolons.
    pub span: Span,
    /// What is before the first `=`, without white space at its ends; the whole field without one.
    pub name: &'a str,
    /// Where that is.
    pub name_span: Span,
    /// What follows the first `=`, without white space at its ends; `None` without one.
    pub value: Option<&'a str>,
    /// Where that is; behind the name without an `=`.
    pub value_span: Span,
    /// Whether white space stands beside the `=`. Some grammars allow it, MTA-STS and TLS-RPT do not.
    pub space_around_equals: bool,
}

/// A field that its standard does not define. Readers must ignore it; it is kept to be shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "TagExtension")
)]
pub struct Extension {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Where the whole field is.
    pub span: Span,
}

/// Cuts a text at its semicolons and each field at its first `=`.
///
/// A final semicolon ends the last field and begins no further one, whatever white space follows it.
pub fn tag_list(text: &str) -> impl Iterator<Item = Field<'_>> {
    let mut position = 0;
    let without_end = text
        .trim_end_matches([' ', '\t'])
        .strip_suffix(';')
        .unwrap_or(text);
    without_end.split(';').map(move |raw| {
        let whole = Span::new(position, position + raw.len());
        position = whole.end + 1;
        cut(text, whole.trimmed(text))
    })
}

/// RFC 8461 §3.1, `sts-ext-name`: a letter or digit, then up to 31 letters, digits, `_`, `-` and `.`.
#[must_use]
pub fn is_extension_name(name: &str) -> bool {
    let first_is_alphanumeric = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    let rest_is_allowed = name
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
    first_is_alphanumeric && rest_is_allowed && name.len() <= 32
}

/// RFC 8461 §3.1, `sts-ext-value`: one or more visible ASCII characters except `=` and `;`.
#[must_use]
pub fn is_extension_value(value: &str) -> bool {
    !value.is_empty()
        && value
            .bytes()
            .all(|b| b.is_ascii_graphic() && !matches!(b, b'=' | b';'))
}

fn cut(text: &str, span: Span) -> Field<'_> {
    let field = span.of(text).unwrap_or_default();
    let Some(equals) = field.find('=').map(|at| span.start + at) else {
        return Field {
            span,
            name: field,
            name_span: span,
            value: None,
            value_span: Span::new(span.end, span.end),
            space_around_equals: false,
        };
    };
    let before = Span::new(span.start, equals);
    let after = Span::new(equals + 1, span.end);
    let (name_span, value_span) = (before.trimmed(text), after.trimmed(text));
    Field {
        span,
        name: name_span.of(text).unwrap_or_default(),
        name_span,
        value: value_span.of(text),
        value_span,
        space_around_equals: name_span != before || value_span.start != after.start,
    }
}
