//! The tokenizer of `key: value` lines.

use super::Span;

/// How a line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnd {
    /// CR LF.
    CrLf,
    /// LF alone.
    Lf,
    /// The text ended.
    EndOfText,
}

/// One line of a text, cut at its first colon. Nothing is judged yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyLine<'a> {
    /// The line without its end.
    pub span: Span,
    /// What is before the first colon, unchanged; the whole line if it has none.
    pub key: &'a str,
    /// Where that is.
    pub key_span: Span,
    /// What follows the first colon, without white space at its ends; `None` without a colon.
    pub value: Option<&'a str>,
    /// Where that is; behind the key without a colon.
    pub value_span: Span,
    /// How the line ends.
    pub end: LineEnd,
}

/// Cuts a text into lines and each line at its first colon.
///
/// A final line end begins no further line; an empty text has no line.
pub fn policy_lines(text: &str) -> impl Iterator<Item = PolicyLine<'_>> {
    let mut position = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = position;
        position += line.len();
        let (content, end) = match line.strip_suffix('\n') {
            None => (line, LineEnd::EndOfText),
            Some(before) => match before.strip_suffix('\r') {
                Some(content) => (content, LineEnd::CrLf),
                None => (before, LineEnd::Lf),
            },
        };
        let span = Span::new(start, start + content.len());
        let colon = content.find(':').map(|at| start + at);
        let key_span = Span::new(start, colon.unwrap_or(span.end));
        let after = Span::new(colon.map_or(span.end, |at| at + 1), span.end);
        let value_span = after.trimmed(text);
        PolicyLine {
            span,
            key: key_span.of(text).unwrap_or_default(),
            key_span,
            value: colon.and_then(|_| value_span.of(text)),
            value_span,
            end,
        }
    })
}
