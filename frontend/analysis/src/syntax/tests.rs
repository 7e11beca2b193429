//! The tokenizers, and the limits on what is kept.

use proptest::prelude::*;

use super::*;

/// Each field as name, value and what its span marks.
fn fields(text: &str) -> Vec<(&str, Option<&str>, &str)> {
    tag_list(text)
        .map(|field| (field.name, field.value, field.span.of(text).unwrap()))
        .collect()
}

/// Each line as key and value.
fn lines(text: &str) -> Vec<(&str, Option<&str>, LineEnd)> {
    policy_lines(text)
        .map(|line| (line.key, line.value, line.end))
        .collect()
}

#[test]
fn tag_lists_are_cut_at_semicolons() {
    for (text, expected) in [
        ("", vec![("", None, "")]),
        (";", vec![("", None, "")]),
        ("a=b", vec![("a", Some("b"), "a=b")]),
        ("a=b; \t", vec![("a", Some("b"), "a=b")]),
        (
            " a = b\t;c",
            vec![("a", Some("b"), "a = b"), ("c", None, "c")],
        ),
        (
            "a=b=c;=",
            vec![("a", Some("b=c"), "a=b=c"), ("", Some(""), "=")],
        ),
        ("a=b;;", vec![("a", Some("b"), "a=b"), ("", None, "")]),
        (
            "ä=ö;\u{a0}c",
            vec![("ä", Some("ö"), "ä=ö"), ("\u{a0}c", None, "\u{a0}c")],
        ),
    ] {
        assert_eq!(fields(text), expected, "{text:?}");
    }
    let spaced = |text| tag_list(text).next().unwrap().space_around_equals;
    assert!(!spaced("a=b ;") && spaced("a =b") && spaced("a= b"));
}

#[test]
fn policies_are_cut_into_lines() {
    use LineEnd::{CrLf, EndOfText, Lf};
    for (text, expected) in [
        ("", vec![]),
        ("a: b", vec![("a", Some("b"), EndOfText)]),
        (
            "a:b \r\n\tc:\td\n",
            vec![("a", Some("b"), CrLf), ("\tc", Some("d"), Lf)],
        ),
        ("a:b:c\n\n", vec![("a", Some("b:c"), Lf), ("", None, Lf)]),
        ("a\rb\r", vec![("a\rb\r", None, EndOfText)]),
        (":", vec![("", Some(""), EndOfText)]),
    ] {
        assert_eq!(lines(text), expected, "{text:?}");
    }
}

#[test]
fn the_first_fault_is_kept_however_late_it_comes() {
    let mut defects = Defects::default();
    for at in 0..100 {
        defects.flaw(DefectKind::EmptyLine, Span::new(at, at));
    }
    assert!(!defects.faulty());
    defects.fault(DefectKind::BadMode, Span::new(7, 9));
    defects.fault(DefectKind::BadMaxAge, Span::new(8, 9));
    let kept = defects.into_sorted();
    assert_eq!(kept.len(), 41);
    assert_eq!(kept.iter().filter(|defect| defect.is_fault()).count(), 1);
    assert!(kept.is_sorted_by_key(|defect| defect.span));
}

#[test]
fn spans_mark_text_or_nothing() {
    assert_eq!(Span::new(1, 3).of("abcd"), Some("bc"));
    assert_eq!(Span::new(0, 1).of("ä"), None);
    assert_eq!(Span::new(3, 9).of("abcd"), None);
    assert_eq!(Span::whole("abc").of("abc"), Some("abc"));
    assert!(Span::end_of("abc").is_empty());
    assert_eq!(Span::new(0, 5).trimmed("  a\t "), Span::new(2, 3));
    assert_eq!(Span::new(0, 3).trimmed(" \t "), Span::new(3, 3));
}

#[test]
fn a_defect_survives_json() {
    let defect = Defect {
        severity: DefectSeverity::Fault,
        kind: DefectKind::BadMxPattern {
            reason: BadPattern::Wildcard,
        },
        span: Span::new(1, 2),
    };
    let json = serde_json::to_string(&defect).unwrap();
    assert_eq!(
        json,
        r#"{"severity":"fault","kind":{"kind":"bad-mx-pattern","reason":"wildcard"},"span":{"start":1,"end":2}}"#,
    );
    assert_eq!(serde_json::from_str::<Defect>(&json).unwrap(), defect);
}

proptest! {
    #[test]
    fn tokens_are_where_they_say(text in any::<String>()) {
        let mut end = 0;
        for field in tag_list(&text) {
            prop_assert!(field.span.start >= end);
            end = field.span.end;
            prop_assert_eq!(field.name_span.of(&text), Some(field.name));
            if let Some(value) = field.value {
                prop_assert_eq!(field.value_span.of(&text), Some(value));
            }
        }
        let mut end = 0;
        for line in policy_lines(&text) {
            prop_assert!(line.span.start >= end && line.span.of(&text).is_some());
            end = line.span.end;
            prop_assert_eq!(line.key_span.of(&text), Some(line.key));
            if let Some(value) = line.value {
                prop_assert_eq!(line.value_span.of(&text), Some(value));
            }
        }
    }
}
