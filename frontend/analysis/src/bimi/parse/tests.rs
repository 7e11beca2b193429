//! Records good, bad and nearly right.

use super::*;

fn told(text: &str) -> Vec<String> {
    let parsed = parse(text);
    let defects = parsed.defects().iter();
    defects
        .map(|defect| {
            format!(
                "{:?} «{}» {}",
                defect.severity,
                defect.span.of(text).unwrap(),
                defect.message()
            )
        })
        .collect()
}

#[test]
fn valid_records_read_the_same_again() {
    for text in [
        "v=BIMI1; l=https://example.org/logo.svg;",
        "v=BIMI1; l=https://example.org/logo.svg; a=https://example.org/vmc.pem;",
        "v=BIMI1; l=; a=;",                    // draft §4.3.1: declines
        "v=BIMI1; l=; a=; lps=brand-one,two;", // and still has records for some
        "v=BIMI1; l=https://example.org/l.svgz; avp=personal; lps=;",
    ] {
        let record = parse(text).record().cloned();
        assert_eq!(record.unwrap().to_string(), text);
        assert!(told(text).is_empty(), "{text}: {:?}", told(text));
    }
}

#[test]
fn what_is_wrong_is_not_mended() {
    for text in [
        "v=BIMI1",                                                    // l is required
        "v=BIMI1; a=https://example.org/vmc.pem",                     // the same
        "v=BIMI1; l=; a=https://example.org/vmc.pem",                 // a certificate for nothing
        "v=BIMI1; l=http://example.org/logo.svg",                     // HTTPS only
        "v=BIMI1; l=logo.svg",                                        // no address
        "v=BIMI1; l=https://localhost/logo.svg",                      // no full name
        "v=BIMI1; l=https://a.example/1.svg,https://a.example/2.svg", // one address
        "v=BIMI1; L=https://example.org/logo.svg",                    // case is not mended
        "v=BIMI1; l=https://example.org/a.svg; l=",                   // RFC 6376 §3.2: a tag twice
        "v=BIMI1; l=; lps=help_desk",                                 // letters, digits and hyphens
        "v=BIMI1;; l=",                                               // nothing between semicolons
        "v=BIMI1; l=; nonsense",                                      // no tag
    ] {
        assert!(
            matches!(parse(text), Recognized::Malformed(_)),
            "{text}: {:?}",
            told(text)
        );
    }
}

#[test]
fn what_is_ignored_is_told() {
    for (text, flaw) in [
        (
            "v=BIMI1; l=; avp=Brand",
            "Flaw «avp=Brand» “avp” must be “brand” or “personal”, in lower case; some receivers ignore the tag, others the record.",
        ),
        (
            "v=BIMI1; l=; x=y",
            "Flaw «x=y» BIMI has no such tag; receivers ignore it.",
        ),
        (
            "v=BIMI1; l=https://example.org/logo.png",
            "Flaw «https://example.org/logo.png» The name of the logo's file should end with “.svg” or “.svgz”: other formats are not shown.",
        ),
    ] {
        assert_eq!(told(text), [flaw]);
        assert!(parse(text).record().is_some());
    }
}

#[test]
fn what_is_nearly_a_record_is_noticed() {
    for text in [
        "v=bimi1; l=",
        "BIMI1; l=",
        "l=https://example.org/logo.svg",
        "v=BIMI1 l=",
    ] {
        let found = select(&[TxtRecord::from_text(text)]);
        assert!(matches!(found, Selection::NearMiss(_)), "{text}");
    }
    assert_eq!(
        select(&[TxtRecord::from_text("v=spf1 -all")]),
        Selection::Absent
    );
}
