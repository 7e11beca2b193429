//! Records good and bad.

use proptest::prelude::*;

use super::*;
use crate::dns::TxtRecord;
use crate::syntax::{NearMissKind, Selection};
use crate::tls_rpt::select;

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

#[test]
fn valid_records_are_read() {
    for (text, addresses) in [
        // RFC 8460 §3.1, the examples
        (
            "v=TLSRPTv1;rua=mailto:reports@example.com",
            &["Mailto example.com"][..],
        ),
        (
            "v=TLSRPTv1; rua=https://reporting.example.com/v1/tlsrpt",
            &["Https reporting.example.com"],
        ),
        (
            "v=TLSRPTv1; rua=mailto:a@b.example , \t https://c.example:8443/d?e#f ;",
            &["Mailto b.example", "Https c.example"],
        ),
        (
            "v=TLSRPTv1; rua=MAILTO:a@B.Example?subject=x; ext=yes",
            &["Mailto b.example"],
        ),
        (
            "v=TLSRPTv1; rua=mailto:a%21b%2Cc@b.example",
            &["Mailto b.example"],
        ),
        (
            "v=TLSRPTv1; rua=https://user@[2001:db8::1]:443/",
            &["Https [2001:db8::1]"],
        ),
    ] {
        let read = parse(text);
        assert_eq!(told(text), [""; 0], "{text}");
        let record = read.record().unwrap();
        let found: Vec<_> = record
            .rua
            .iter()
            .map(|address| format!("{:?} {}", address.transport, address.host))
            .collect();
        assert_eq!(found, addresses, "{text}");
        for address in &record.rua {
            assert_eq!(address.span.of(text), Some(address.uri.as_str()));
        }
    }
}

#[test]
fn faults_are_told_with_their_places() {
    let bad = |text: &str, defects: &[&str]| {
        assert_eq!(told(text), defects, "{text}");
        assert!(matches!(parse(text), Recognized::Malformed(_)), "{text}");
    };
    bad(
        "v=TLSRPTv1;",
        &["Fault «» “rua” is missing; it is required."],
    );
    bad(
        "v=TLSRPTv1; rua=",
        &["Fault «rua=» A report address is missing here."],
    );
    bad(
        "v=TLSRPTv1; rua=mailto:a@b.example,;",
        &["Fault «;» A report address is missing here."],
    );
    bad(
        "v=TLSRPTv1; rua=,mailto:a@b.example",
        &["Fault «,» A report address is missing here."],
    );
    bad(
        "v=TLSRPTv1; rua=tls@example.org",
        &["Fault «tls@example.org» A report address begins with “mailto:” or “https:”."],
    );
    bad(
        "v=TLSRPTv1; rua=http://b.example/",
        &[
            "Fault «http://b.example/» “http:” is not supported. A report address begins with “mailto:” or “https:”.",
        ],
    );
    for (uri, marked, reason) in [
        (
            "mailto:a@b.example!10m",
            "!",
            "an exclamation mark must be written as “%21”",
        ),
        (
            "https://b.example/%",
            "%",
            "two hexadecimal digits must follow a “%”",
        ),
        (
            "https://b.example/%4",
            "%",
            "two hexadecimal digits must follow a “%”",
        ),
        (
            "https://b.example/%ä",
            "%",
            "two hexadecimal digits must follow a “%”",
        ),
        (
            "mailto:a@b.example x",
            " ",
            "it has a character that must be percent-encoded",
        ),
        (
            "mailto:<a@b.example>",
            "<",
            "it has a character that must be percent-encoded",
        ),
        (
            "mailto:ä@b.example",
            "ä",
            "it has a character that must be percent-encoded",
        ),
        (
            "mailto:a",
            "mailto:a",
            "“mailto:” must be followed by one mail address",
        ),
        (
            "mailto:@b.example",
            "mailto:@b.example",
            "“mailto:” must be followed by one mail address",
        ),
        (
            "mailto://a@",
            "mailto://a@",
            "“mailto:” must be followed by one mail address",
        ),
        (
            "mailto:a@b",
            "mailto:a@b",
            "“mailto:” must be followed by one mail address",
        ),
        (
            "https:b.example",
            "https:b.example",
            "“https:” must be followed by “//” and a host name",
        ),
        (
            "https:///x",
            "https:///x",
            "“https:” must be followed by “//” and a host name",
        ),
        (
            "https://b.example:x/",
            "https://b.example:x/",
            "“https:” must be followed by “//” and a host name",
        ),
        (
            "https://[::g]/",
            "https://[::g]/",
            "“https:” must be followed by “//” and a host name",
        ),
    ] {
        bad(
            &format!("v=TLSRPTv1; rua={uri}"),
            &[&format!(
                "Fault «{marked}» This report address is invalid: {reason}.",
            )],
        );
    }
}

#[test]
fn what_senders_read_over_is_a_flaw() {
    let text = "v=TLSRPTv1; rua=http://x.example,mailto:a@b.example; rua=mailto:c@d.example; RUA=x";
    assert_eq!(
        told(text),
        [
            "Flaw «http://x.example» “http:” is not supported. A report address begins with “mailto:” or “https:”.",
            "Flaw «rua=mailto:c@d.example» “rua” was given before. Write all addresses into one, with commas between \
             them: some readers take only the first.",
            "Flaw «RUA» A name counts only in exactly the right letters. Is this meant to be “rua”?",
        ],
    );
    let read = parse(text);
    let record = read.record().unwrap();
    assert_eq!(record.rua.len(), 1);
    // What is to be pasted loses no address that can be used.
    assert_eq!(
        with_all_addresses(text, record).to_string(),
        "v=TLSRPTv1; rua=mailto:a@b.example,mailto:c@d.example; RUA=x;"
    );
    for (text, whole) in [
        ("rua=mailto:a@b.example", "mailto:a@b.example"),
        (
            "rua=mailto:a@b.example; rua=mailto:a@b.example,https://c.example/",
            "mailto:a@b.example,https://c.example/",
        ),
    ] {
        let text = format!("v=TLSRPTv1; {text}");
        let read = parse(&text);
        let found = with_all_addresses(&text, read.record().unwrap());
        assert_eq!(found.to_string(), format!("v=TLSRPTv1; rua={whole};"));
    }
}

#[test]
fn one_record_must_remain() {
    let selection = |texts: &[&str]| {
        let records: Vec<_> = texts
            .iter()
            .map(|text| TxtRecord::from_text(text))
            .collect();
        select(&records)
    };
    let good = "v=TLSRPTv1; rua=mailto:a@b.example";
    assert_eq!(selection(&["other"]), Selection::Absent);
    assert!(selection(&["other", good]).record().is_some());
    assert!(matches!(selection(&[good, good]), Selection::Several(all) if all.len() == 2));
    for (text, kind) in [
        (
            "v=TLSRPTv1 ; rua=mailto:a@b.example",
            NearMissKind::SpaceBeforeSemicolon,
        ),
        (
            "v=TLSRPT1; rua=mailto:a@b.example",
            NearMissKind::OtherVersion,
        ),
        (
            "v=tlsrptv1; rua=mailto:a@b.example",
            NearMissKind::WrongCase,
        ),
    ] {
        assert!(
            matches!(selection(&[text]), Selection::NearMiss(misses) if misses[0].kind == kind),
            "{text}"
        );
    }
}

fn nearly() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "rua=",
        "mailto:a@b.example",
        "https://c.example/",
        ",",
        ";",
        " ",
        "!",
        "%",
        "%41",
        "ä",
        "@",
        "[",
        "]",
        ":",
        "x=1",
    ]);
    prop::collection::vec(pieces, 0..12)
        .prop_map(|pieces| format!("v=TLSRPTv1; rua={}", pieces.concat()))
}

proptest! {
    #[test]
    fn any_text_is_read_whole(text in prop_oneof![nearly(), any::<String>()]) {
        let read = parse(&text);
        for defect in read.defects() {
            prop_assert!(defect.span.of(&text).is_some(), "{:?}", defect);
        }
        match &read {
            Recognized::Foreign => prop_assert!(!text.starts_with("v=TLSRPTv1;")),
            Recognized::Malformed(defects) => prop_assert!(defects.iter().any(|d| d.is_fault())),
            Recognized::Record(record, defects) => {
                prop_assert!(!defects.iter().any(|d| d.is_fault()));
                prop_assert!(!record.rua.is_empty());
                let printed = parse(&record.to_string());
                let uris = |record: &TlsRptRecord| -> Vec<_> {
                    record.rua.iter().map(|address| address.uri.clone()).collect()
                };
                prop_assert_eq!(uris(printed.record().unwrap()), uris(record));
            }
        }
    }
}
