use proptest::prelude::*;

use super::*;

const VALUE: &str = "v=1; a=rsa-sha256; c=relaxed/simple; d=Example.org; s=s1;\r\n\th=From : To:Subject; i=joe@mail.example.org;\
    \r\n l=120; t=1700000000; x=1700086400; bh=MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=; b=AQ ID";

fn read(value: &str) -> Result<Signature, Vec<SignatureDefect>> {
    Signature::parse(SignatureKind::Dkim, value)
}

#[test]
fn a_signature_is_read_in_full() {
    let signature = read(VALUE).unwrap();
    assert_eq!(signature.algorithm, Algorithm::RsaSha256);
    assert_eq!(signature.domain.as_str(), "example.org");
    assert_eq!(signature.selector.to_string(), "s1");
    assert_eq!(signature.headers, ["from", "to", "subject"]);
    assert_eq!(signature.header_canonicalization, Canonicalization::Relaxed);
    assert_eq!(signature.body_canonicalization, Canonicalization::Simple);
    assert_eq!(signature.identity.as_deref(), Some("joe@mail.example.org"));
    assert_eq!(
        (signature.length, signature.signature.as_slice()),
        (Some(120), &[1, 2, 3][..])
    );
    assert_eq!(signature.body_hash, b"12345678901234567890123456789012");
    assert_eq!(
        signature.signed_at,
        Some(Timestamp::from_seconds(1_700_000_000))
    );
}

#[test]
fn every_defect_is_found() {
    for (from, to, expected) in [
        ("v=1;", "", "“v=” is missing."),
        ("v=1;", "v=2;", "Its version is “2” and not 1."),
        ("a=rsa-sha256;", "", "“a=” is missing."),
        ("d=Example.org;", "d=localhost;", "“d=” cannot be read"),
        ("s=s1;", "s=a b/c;", "“s=” cannot be read"),
        ("From : ", "", "It does not sign the From header."),
        (
            "mail.example.org",
            "badexample.org",
            "is not of the signing domain.",
        ),
        ("l=120", "l=all", "“l=” cannot be read: it is no number."),
        (
            "x=1700086400",
            "x=1600086400",
            "It expires before it was made, or at that moment: “x=” has to be later than “t=”.",
        ),
        (
            "x=1700086400",
            "x=1700000000",
            "It expires before it was made, or at that moment: “x=” has to be later than “t=”.",
        ),
        ("b=AQ ID", "b=*", "“b=” cannot be read"),
        ("b=AQ ID", "b=", "“b=” is missing."),
        (
            "c=relaxed/simple",
            "c=relaxed/neat",
            "“c=” cannot be read: nobody knows “neat”.",
        ),
        ("s=s1;", "s=s1; s=s2;", "“s=” is given twice."),
    ] {
        assert!(VALUE.contains(from), "{from}");
        let defects = read(&VALUE.replacen(from, to, 1)).unwrap_err();
        let words: Vec<String> = defects.iter().map(ToString::to_string).collect();
        assert_eq!(words.len(), 1, "{words:?}");
        assert!(words[0].contains(expected), "{words:?}");
    }
    assert_eq!(read("").unwrap_err().len(), 7);
}

#[test]
fn canonicalization_has_defaults() {
    for (words, header, body) in [
        ("", Canonicalization::Simple, Canonicalization::Simple),
        (
            "c=relaxed;",
            Canonicalization::Relaxed,
            Canonicalization::Simple,
        ),
        (
            "c=simple/relaxed;",
            Canonicalization::Simple,
            Canonicalization::Relaxed,
        ),
    ] {
        let signature = read(&VALUE.replace("c=relaxed/simple;", words)).unwrap();
        assert_eq!(
            (
                signature.header_canonicalization,
                signature.body_canonicalization
            ),
            (header, body)
        );
    }
}

#[test]
fn the_headers_of_arc_are_read_by_their_own_rules() {
    let message = VALUE
        .replace("v=1; ", "")
        .replace("i=joe@mail.example.org", "i=2");
    let message = Signature::parse(SignatureKind::ArcMessage, &message).unwrap();
    assert_eq!((message.instance, message.identity), (Some(2), None));
    let seal = Signature::parse(
        SignatureKind::ArcSeal,
        "i=1; a=rsa-sha256; cv=none; d=example.org; s=s1; t=1; b=AQID",
    )
    .unwrap();
    assert_eq!(
        (seal.instance, seal.chain_validation.as_deref()),
        (Some(1), Some("none"))
    );
    for value in [
        "a=rsa-sha256; cv=none; d=example.org; s=s1; b=AQID",
        "i=51; a=rsa-sha256; cv=none; d=example.org; s=s1; b=AQID",
        "i=1; a=rsa-sha256; d=example.org; s=s1; b=AQID",
    ] {
        assert_eq!(
            Signature::parse(SignatureKind::ArcSeal, value)
                .unwrap_err()
                .len(),
            1,
            "{value}"
        );
    }
}

proptest! {
    #[test]
    fn nothing_panics(value in "([a-z]{1,2}=[ -~]{0,20};?[ \r\n]{0,3}){0,20}") {
        for kind in [SignatureKind::Dkim, SignatureKind::ArcMessage, SignatureKind::ArcSeal] {
            let _ = Signature::parse(kind, &value);
        }
    }
}

#[test]
fn a_seal_names_no_headers() {
    let seal = "i=1; a=rsa-sha256; d=example.org; s=s1; cv=none; b=AQID";
    assert!(Signature::parse(SignatureKind::ArcSeal, seal).is_ok());
    // RFC 8617 §4.1.3.
    assert_eq!(
        Signature::parse(SignatureKind::ArcSeal, &format!("{seal}; h=from")),
        Err(vec![SignatureDefect::SealNamesHeaders])
    );
}
