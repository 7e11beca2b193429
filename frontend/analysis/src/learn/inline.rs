//! The marks within a line of text: `` `code` ``, `**strong**`, `*emphasis*`, `[words](#/learn/dane)`. “RFC 8461 §3.1”
//! is a link by itself. A backslash takes the meaning from the mark behind it.
//!
//! Links lead within the page or to the RFC Editor, and nowhere else: what has another target is shown as its words.

use std::borrow::Cow;

const MARKS: [char; 4] = ['`', '*', '[', '\\'];
const RFC: &str = "RFC ";

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span<'a> {
    /// As it is.
    Text(&'a str),
    /// What programs say to each other.
    Code(&'a str),
    /// Important.
    Strong(&'a str),
    /// Stressed.
    Emphasis(&'a str),
    /// Leads somewhere.
    Link {
        /// The words.
        text: &'a str,
        /// The address: `#/…` or that of an RFC.
        href: Cow<'a, str>,
    },
}

/// The pieces of a line, in order. Every text has some: what is no mark is text.
#[must_use]
pub fn spans(text: &str) -> Vec<Span<'_>> {
    let mut spans = Vec::new();
    let mut rest = text;
    while let Some(at) = [rest.find(MARKS), rest.find(RFC)]
        .into_iter()
        .flatten()
        .min()
    {
        let (before, marked) = rest.split_at(at);
        spans.extend(plain(before));
        if let Some((span, after)) = marked_span(marked) {
            spans.push(span);
            rest = after;
            continue;
        }
        // No mark after all; behind a backslash the next character is none either.
        let marked = marked.strip_prefix('\\').unwrap_or(marked);
        let first = marked.chars().next().map_or(0, char::len_utf8);
        let (first, after) = marked.split_at(first);
        spans.extend(plain(first));
        rest = after;
    }
    spans.extend(plain(rest));
    spans
}

fn plain(text: &str) -> Option<Span<'_>> {
    (!text.is_empty()).then_some(Span::Text(text))
}

fn marked_span(marked: &str) -> Option<(Span<'_>, &str)> {
    if let Some(inner) = marked.strip_prefix('`') {
        let (code, after) = inner.split_once('`')?;
        return Some((Span::Code(code), after));
    }
    if let Some(inner) = marked.strip_prefix("**") {
        let (strong, after) = inner.split_once("**")?;
        return Some((Span::Strong(strong), after));
    }
    if let Some(inner) = marked.strip_prefix('*') {
        let (emphasis, after) = inner.split_once('*')?;
        return Some((Span::Emphasis(emphasis), after));
    }
    if let Some(inner) = marked.strip_prefix('[') {
        let (text, target) = inner.split_once("](")?;
        let (href, after) = target.split_once(')')?;
        let span = if href.starts_with("#/") {
            Span::Link {
                text,
                href: Cow::Borrowed(href),
            }
        } else {
            Span::Text(text)
        };
        return Some((span, after));
    }
    rfc(marked)
}

/// “RFC 8461”, with or without a section.
fn rfc(marked: &str) -> Option<(Span<'_>, &str)> {
    let is_digit = |c: char| c.is_ascii_digit();
    let length =
        |text: &str, belongs: fn(char) -> bool| text.find(|c| !belongs(c)).unwrap_or(text.len());
    let behind = marked.strip_prefix(RFC)?;
    let (number, after) = behind.split_at(length(behind, |c| c.is_ascii_digit()));
    if !(1..=5).contains(&number.len()) || !number.starts_with(is_digit) {
        return None;
    }
    let mut href = format!("https://www.rfc-editor.org/rfc/rfc{number}");
    let mut after = after;
    if let Some(section) = after.strip_prefix(" §") {
        let (section, _) = section.split_at(length(section, |c| c.is_ascii_digit() || c == '.'));
        // A full stop at its end is that of the sentence.
        let section = section.trim_end_matches('.');
        if section.starts_with(is_digit) {
            href.push_str("#section-");
            href.push_str(section);
            after = after.strip_prefix(" §")?.strip_prefix(section)?;
        }
    }
    let (text, _) = marked.split_at(marked.len() - after.len());
    let href = Cow::Owned(href);
    Some((Span::Link { text, href }, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link<'a>(text: &'a str, href: &'a str) -> Span<'a> {
        let href = Cow::Borrowed(href);
        Span::Link { text, href }
    }

    #[test]
    fn marks_are_read() {
        use Span::{Code, Emphasis, Strong, Text};
        for (text, expected) in [
            ("", vec![]),
            ("plain", vec![Text("plain")]),
            ("say `EHLO`.", vec![Text("say "), Code("EHLO"), Text(".")]),
            (
                "**all** of *it*",
                vec![Strong("all"), Text(" of "), Emphasis("it")],
            ),
            ("[DANE](#/learn/dane)", vec![link("DANE", "#/learn/dane")]),
            // Marks within code are none.
            ("`*.[a](b)`", vec![Code("*.[a](b)")]),
            (r"\*.example.org", vec![Text("*"), Text(".example.org")]),
            // What is not closed is no mark.
            ("a * b", vec![Text("a "), Text("*"), Text(" b")]),
            ("[a](b", vec![Text("["), Text("a](b")]),
            ("`", vec![Text("`")]),
            ("\\", vec![]),
        ] {
            assert_eq!(spans(text), expected, "{text}");
        }
    }

    #[test]
    fn rfcs_are_links_to_their_sections() {
        const RFC8461: &str = "https://www.rfc-editor.org/rfc/rfc8461";
        for (text, words, address, rest) in [
            ("RFC 8461", "RFC 8461", "", ""),
            ("RFC 8461 §3.1.", "RFC 8461 §3.1", "#section-3.1", "."),
            ("RFC 8461 § 3", "RFC 8461", "", " § 3"),
            ("RFC 8461, too", "RFC 8461", "", ", too"),
        ] {
            let mut expected = vec![Span::Link {
                text: words,
                href: format!("{RFC8461}{address}").into(),
            }];
            if !rest.is_empty() {
                expected.push(Span::Text(rest));
            }
            assert_eq!(spans(text), expected, "{text}");
        }
        for text in ["RFC ", "RFC x", "RFC 123456"] {
            let all: String = spans(text)
                .into_iter()
                .map(|span| match span {
                    Span::Text(text) => text,
                    other => panic!("{other:?}"),
                })
                .collect();
            assert_eq!(all, text);
        }
    }

    #[test]
    fn no_link_leads_out_of_the_page() {
        for target in [
            "javascript:alert(1)",
            "https://example.org/",
            "//example.org",
            "data:text/html,x",
            "#",
            "",
        ] {
            let text = format!("[words]({target})");
            assert_eq!(spans(&text), [Span::Text("words")], "{target}");
        }
    }
}
