//! Records good, bad and nearly right.

use proptest::prelude::*;

use super::*;
use crate::syntax::{NearMissKind, Span};

/// Each defect as severity, marked text and message.
fn told(text: &str) -> Vec<String> {
    parse(text)
        .defects()
        .iter()
        .map(|defect| {
            let marked = defect.span.of(text).unwrap();
            format!("{:?} «{marked}» {}", defect.severity, defect.message())
        })
        .collect()
}

fn selection(texts: &[&str]) -> Selection<StsRecord> {
    let records: Vec<_> = texts
        .iter()
        .map(|text| TxtRecord::from_text(text))
        .collect();
    select(&records)
}

#[test]
fn valid_records_are_read() {
    for (text, id) in [
        ("v=STSv1; id=20160831085700Z;", "20160831085700Z"), // RFC 8461 §3.1, the example
        ("v=STSv1;id=a", "a"),                               // no white space, no end
        ("v=STSv1; \t id=a \t ; ", "a"),                     // white space around the semicolons
        ("v=STSv1;\tid=a;more=b;x.y-z_1=!", "a"),            // extensions
        ("v=STSv1; more=b; id=a", "a"),                      // in any order
        (
            "v=STSv1; id=01234567890123456789012345678901",
            "01234567890123456789012345678901",
        ),
    ] {
        let Recognized::Record(record, defects) = parse(text) else {
            panic!("{text}: {:?}", told(text));
        };
        assert_eq!(record.id.as_str(), id);
        assert!(defects.is_empty(), "{text}: {:?}", told(text));
    }
}

#[test]
fn extensions_are_kept() {
    let text = "v=STSv1; id=a; more=b;";
    let record = parse(text).record().unwrap().clone();
    let extension = &record.extensions[0];
    assert_eq!(
        (extension.name.as_str(), extension.value.as_str()),
        ("more", "b")
    );
    assert_eq!(extension.span.of(text), Some("more=b"));
    assert_eq!(record.to_string(), text);
}

#[test]
fn faults_are_told_with_their_places() {
    for (text, defects) in [
        (
            "v=STSv1;",
            &["Fault «» “id” is missing; it is required."][..],
        ),
        (
            "v=STSv1; ID=a",
            &[
                "Flaw «ID» A name counts only in exactly the right letters. Is this meant to be “id”?",
                "Fault «» “id” is missing; it is required.",
            ],
        ),
        (
            "v=STSv1; id=",
            &["Fault «id=» An id is 1 to 32 letters and digits, and nothing else."],
        ),
        (
            "v=STSv1; id=2026-01-01",
            &["Fault «2026-01-01» An id is 1 to 32 letters and digits, and nothing else."],
        ),
        (
            "v=STSv1; id=012345678901234567890123456789012",
            &[
                "Fault «012345678901234567890123456789012» An id is 1 to 32 letters and digits, and nothing else.",
            ],
        ),
        (
            "v=STSv1; id=a b=c",
            &["Fault «a b=c» An id is 1 to 32 letters and digits, and nothing else."],
        ),
        (
            "v=STSv1; id = a",
            &["Fault «id = a» No white space may stand beside the “=”."],
        ),
        (
            "v=STSv1; id=a;;",
            &["Fault «;» Two semicolons stand in a row, with no field between them."],
        ),
        (
            "v=STSv1; ; id=a",
            &["Fault «;» Two semicolons stand in a row, with no field between them."],
        ),
        (
            "v=STSv1; id",
            &[
                "Fault «id» This is no field: it has no “=” between a name and a value.",
                "Fault «» “id” is missing; it is required.",
            ],
        ),
        (
            "v=STSv1; id=a; _x=1; y=; z=1=2; =3",
            &[
                "Fault «_x» A name is a letter or digit, then at most 31 letters, digits, “_”, “-” and “.”.",
                "Fault «y=» This value is empty or has a character that is not allowed in it.",
                "Fault «1=2» This value is empty or has a character that is not allowed in it.",
                "Fault «» A name is a letter or digit, then at most 31 letters, digits, “_”, “-” and “.”.",
            ],
        ),
        (
            "v=STSv1; id=ä; x=ö",
            &[
                "Fault «ä» An id is 1 to 32 letters and digits, and nothing else.",
                "Fault «ö» This value is empty or has a character that is not allowed in it.",
            ],
        ),
    ] {
        assert_eq!(told(text), defects, "{text}");
        assert!(matches!(parse(text), Recognized::Malformed(_)), "{text}");
    }
}

#[test]
fn a_repeated_field_counts_once() {
    let text = "v=STSv1; id=a; id=b!; v=STSv1";
    let read = parse(text);
    assert_eq!(read.record().unwrap().id.as_str(), "a");
    assert_eq!(
        told(text),
        [
            "Flaw «id=b!» “id” was given before. Only the first one counts.",
            "Flaw «v=STSv1» “v” was given before. Only the first one counts.",
        ],
    );
}

#[test]
fn other_text_is_foreign() {
    for text in [
        "",
        "v=spf1 -all",
        "v=STSv1",
        "v=STSv1 ; id=a",
        "V=STSv1; id=a",
        " v=STSv1; id=a",
    ] {
        assert_eq!(parse(text), Recognized::Foreign, "{text}");
    }
}

#[test]
fn exactly_one_record_must_remain() {
    assert_eq!(selection(&[]), Selection::Absent);
    assert_eq!(
        selection(&["v=spf1 -all", "google-site-verification=x"]),
        Selection::Absent
    );
    let one = selection(&["v=spf1 -all", "v=STSv1; id=a", "v=STSv2; id=b"]);
    assert_eq!(one.record().unwrap().id.as_str(), "a");
    let Selection::Several(all) = selection(&["v=STSv1; id=a", "v=STSv1; id=", "x"]) else {
        panic!("two records begin with the version");
    };
    assert_eq!(all.len(), 2);
    assert!(
        matches!(selection(&["v=STSv1;"]), Selection::One(one) if one.parsed.record().is_none())
    );
    // RFC 8461 §3.1: strings are joined without anything between them.
    let split = TxtRecord {
        strings: vec![b"v=STS".as_slice().into(), b"v1; id=a".as_slice().into()],
    };
    assert!(select(&[split]).record().is_some());
}

#[test]
fn near_misses_say_what_is_in_the_way() {
    for (text, kind, marked) in [
        (
            "v=STSv1 ; id=a",
            NearMissKind::SpaceBeforeSemicolon,
            "v=STSv1",
        ),
        (
            "v=STSv1\t;id=a;",
            NearMissKind::SpaceBeforeSemicolon,
            "v=STSv1",
        ),
        (" v=STSv1; id=a", NearMissKind::LeadingCharacters, " "),
        ("\"v=STSv1; id=a\"", NearMissKind::LeadingCharacters, "\""),
        (
            "\u{feff}v=STSv1; id=a",
            NearMissKind::LeadingCharacters,
            "\u{feff}",
        ),
        (
            "v = STSv1; id=a",
            NearMissKind::SpaceAroundEquals,
            "v = STSv1",
        ),
        ("V=STSv1; id=a", NearMissKind::WrongCase, "V=STSv1"),
        ("v=stsv1; id=a", NearMissKind::WrongCase, "v=stsv1"),
        ("v=STSv1", NearMissKind::NoSemicolon, "v=STSv1"),
        ("v=STSv1 id=a", NearMissKind::NoSemicolon, "v=STSv1 id=a"),
        (
            "v=STSv1, id=a; x=y",
            NearMissKind::NoSemicolon,
            "v=STSv1, id=a",
        ),
        ("id=a; v=STSv1;", NearMissKind::NotFirst, "v=STSv1"),
        (" id=a; v=stsv1;", NearMissKind::NotFirst, "v=stsv1"),
        ("v=STSv2; id=a", NearMissKind::OtherVersion, "STSv2"),
        ("v=STSv10; id=a", NearMissKind::OtherVersion, "v=STSv10"),
    ] {
        let Selection::NearMiss(misses) = selection(&[text]) else {
            panic!("{text}: {:?}", selection(&[text]));
        };
        assert_eq!(misses[0].kind, kind, "{text}");
        assert_eq!(misses[0].span.of(text), Some(marked), "{text}");
    }
    for text in [
        "",
        ";",
        "v=TLSRPTv1; rua=mailto:a@b.example",
        "x=STSv1;",
        "STSv1",
        "=STSv1",
        "v=",
        "v=ST",
    ] {
        assert_eq!(selection(&[text]), Selection::Absent, "{text}");
    }
}

#[test]
fn policy_ids_are_letters_and_digits() {
    for id in ["a", "0", "20260101T000000", &"x".repeat(32)] {
        assert_eq!(PolicyId::new(id).unwrap().as_str(), id);
    }
    for id in ["", "a b", "a-b", "ä", &"x".repeat(33)] {
        assert_eq!(PolicyId::new(id), None, "{id}");
    }
}

/// Text that is often nearly a record.
fn nearly() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "v=STSv1", "v=stsv1", "id=abc", "id", "=", ";", " ", "\t", "x=1", "_", "ä", "\u{feff}",
        "\"", "id=1", "V",
    ]);
    (any::<bool>(), prop::collection::vec(pieces, 0..12)).prop_map(|(begins, pieces)| {
        let start = if begins { "v=STSv1;" } else { "" };
        format!("{start}{}", pieces.concat())
    })
}

proptest! {
    #[test]
    fn any_text_is_read_whole(text in prop_oneof![nearly(), any::<String>()]) {
        let read = parse(&text);
        for defect in read.defects() {
            prop_assert!(defect.span.of(&text).is_some(), "{:?}", defect);
        }
        match &read {
            Recognized::Foreign => prop_assert!(!text.starts_with("v=STSv1;")),
            Recognized::Malformed(defects) => prop_assert!(defects.iter().any(|d| d.is_fault())),
            Recognized::Record(record, defects) => {
                prop_assert!(!defects.iter().any(|d| d.is_fault()));
                let again = parse(&record.to_string());
                let fields = |record: &StsRecord| -> Vec<_> {
                    record.extensions.iter().map(|e| (e.name.clone(), e.value.clone())).collect()
                };
                let again = again.record().unwrap();
                prop_assert_eq!(&again.id, &record.id);
                prop_assert_eq!(fields(again), fields(record));
            }
        }
        if let Selection::NearMiss(misses) = selection(&[&text]) {
            prop_assert!(misses[0].span.of(&text).is_some());
            prop_assert!(misses[0].span != Span::new(0, 0));
        }
    }
}
