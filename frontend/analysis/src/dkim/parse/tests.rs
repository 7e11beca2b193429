//! Records, each with what is wrong with it and where.

use proptest::prelude::*;

use super::*;
use crate::dkim::samples::{
    ED25519, ED25519_WRAPPED, RSA_768, RSA_1024, RSA_1024_BARE, RSA_2048, RSA_4104,
};

/// What a record comes to: the key in words, and each defect with what it marks.
fn read(text: &str) -> String {
    let parsed = parse(text);
    let marks: String = parsed
        .defects()
        .iter()
        .map(|defect| {
            let DefectKind::Dkim { defect: kind } = &defect.kind else {
                return format!(" other@{}", defect.span.of(text).unwrap());
            };
            let word = format!("{kind:?}");
            let word = word.split([' ', '{']).next().unwrap();
            let marked: String = defect.span.of(text).unwrap().chars().take(12).collect();
            format!(" {word}@{marked}")
        })
        .collect();
    let what = match &parsed {
        Recognized::Foreign => "foreign".to_owned(),
        Recognized::Malformed(_) => "malformed".to_owned(),
        Recognized::Record(key, _) => key
            .key
            .as_ref()
            .map_or_else(|| "revoked".to_owned(), crate::dkim::key_words),
    };
    what + &marks
}

#[test]
fn records_are_read_with_every_defect_in_its_place() {
    let spaced: String = RSA_2048.chars().flat_map(|c| [c, ' ']).collect();
    let unpadded = ED25519.trim_end_matches('=');
    for (text, expected, reason) in [
        (
            format!("v=DKIM1; k=rsa; p={RSA_2048}"),
            "RSA, 2048 bits",
            "the usual form",
        ),
        (
            format!("p={RSA_1024}"),
            "RSA, 1024 bits",
            "only p is required",
        ),
        (
            format!("p={RSA_1024_BARE}"),
            "RSA, 1024 bits",
            "erratum 3017: the bare key as well",
        ),
        (
            format!("v=DKIM1; p={RSA_768};"),
            "RSA, 768 bits",
            "short keys are read, and judged later",
        ),
        (
            format!("v=DKIM1; p={RSA_4104}"),
            "RSA, 4104 bits",
            "so are long ones",
        ),
        (
            format!("v=DKIM1; k=ed25519; p={ED25519}"),
            "Ed25519",
            "RFC 8463",
        ),
        (
            format!("v=DKIM1; k=ed25519; p={unpadded}"),
            "Ed25519",
            "padding may be left out",
        ),
        (
            format!("v = DKIM1 ;p={spaced} ; "),
            "RSA, 2048 bits",
            "white space nearly everywhere",
        ),
        ("v=DKIM1; p=".to_owned(), "revoked", "an empty key"),
        ("p= \t;".to_owned(), "revoked", "the same"),
        (
            format!("v=DKIM1; h=sha1 : SHA256:x;s=*;t=y:s;z=1;p={RSA_2048}"),
            "RSA, 2048 bits",
            "lists and an unknown field",
        ),
        (
            "v=DKIM1;;p=;".to_owned(),
            "revoked other@;",
            "nobody minds an empty field",
        ),
        (
            "V=DKIM2; p=".to_owned(),
            "revoked WrongCase@V",
            "names of fields are in exact letters",
        ),
        ("v=spf1 -all".to_owned(), "foreign", "another record"),
        (
            "v=DMARC1; p=none".to_owned(),
            "foreign",
            "a p, but another version",
        ),
        ("".to_owned(), "foreign", "nothing"),
        (
            "google-site-verification=abc".to_owned(),
            "foreign",
            "neither version nor key",
        ),
        ("v=DKIM1".to_owned(), "malformed NoKey@", "p is required"),
        (
            "v=dkim1; p=".to_owned(),
            "malformed WrongVersion@dkim1",
            "exactly DKIM1",
        ),
        (
            "v=DKIM2; p=".to_owned(),
            "malformed WrongVersion@DKIM2",
            "no such version",
        ),
        (
            "p=; v=DKIM1".to_owned(),
            "malformed VersionNotFirst@v=DKIM1",
            "first or not at all",
        ),
        (
            "v=DKIM1; p=; p=".to_owned(),
            "malformed Repeated@p=",
            "RFC 6376 §3.2",
        ),
        (
            "v=DKIM1; a=1; a=2; p=".to_owned(),
            "malformed Repeated@a=2",
            "unknown ones as well",
        ),
        (
            "v=DKIM1; p=; x".to_owned(),
            "malformed other@x",
            "a field without =",
        ),
        (
            "v=DKIM1; 1a=b; p=".to_owned(),
            "malformed BadName@1a",
            "a letter first",
        ),
        (
            "v=DKIM1; k=dsa; p=".to_owned(),
            "malformed UnknownKeyType@dsa",
            "nobody knows it",
        ),
        (
            "v=DKIM1; t=y::s; p=".to_owned(),
            "malformed BadEntry@t=y::s",
            "an empty entry",
        ),
        (
            "v=DKIM1; h=sha 256; p=".to_owned(),
            "malformed BadEntry@sha 256",
            "no space inside a word",
        ),
        (
            "v=DKIM1; p=MIG*".to_owned(),
            "malformed BadBase64@*",
            "no Base64",
        ),
        (
            "v=DKIM1; p=MIGä".to_owned(),
            "malformed BadBase64@ä",
            "no ASCII",
        ),
        (
            "v=DKIM1; p=AB=CD".to_owned(),
            "malformed BadBase64@C",
            "padding in the middle",
        ),
        (
            "v=DKIM1; p=ABCDE".to_owned(),
            "malformed CutBase64@",
            "one character too many",
        ),
        (
            "v=DKIM1; p===".to_owned(),
            "malformed NotRsa@==",
            "padding alone is no empty key",
        ),
        (
            "v=DKIM1; p=AAAA".to_owned(),
            "malformed NotRsa@AAAA",
            "no key",
        ),
        (
            format!("v=DKIM1; p={}", RSA_2048.get(..388).unwrap()),
            "malformed NotRsa@MIIBIjANBgkq",
            "a key cut short",
        ),
        (
            format!("v=DKIM1; p={ED25519}"),
            &format!("malformed Ed25519Untold@{}", ED25519.get(..12).unwrap()),
            "k=ed25519 is missing",
        ),
        (
            format!("v=DKIM1; k=ed25519; p={ED25519_WRAPPED}"),
            "malformed Ed25519Wrapped@MCowBQYDK2Vw",
            "an SPKI",
        ),
        (
            format!("v=DKIM1; k=ed25519; p={RSA_1024}"),
            "malformed RsaAsEd25519@MIGfMA0GCSqG",
            "the wrong type",
        ),
        (
            "v=DKIM1; k=ed25519; p=AAAA".to_owned(),
            "malformed Ed25519Length@AAAA",
            "three bytes",
        ),
        (
            "v=DKIM1; p=MAYCAQMCAQE=".to_owned(),
            "malformed BadExponent@MAYCAQMCAQE=",
            "exponent 1 proves nothing",
        ),
        (
            "v=DKIM1; p=MAYCAQMCAQM=".to_owned(),
            "RSA, 2 bits SmallExponent@MAYCAQMCAQM=",
            "exponent 3 is legal",
        ),
        (
            "v=DKIM1; p=-----BEGIN PUBLIC KEY-----".to_owned(),
            "malformed Pem@-----",
            "a PEM file",
        ),
    ] {
        assert_eq!(read(&text), expected, "{text}: {reason}");
    }
    let long = format!("v=DKIM1; p={}", "A".repeat(key::MAX_BASE64 + 4));
    let quoted = read(&format!("\"v=DKIM1; p={ED25519}\""));
    assert!(quoted.contains("ZoneFileMarks@\""), "{quoted}");
    assert_eq!(read(&long), "malformed KeyTooLong@AAAAAAAAAAAA");
}

#[test]
fn what_leaves_no_doubt_is_repaired() {
    for (text, expected) in [
        (
            format!("v=DKIM1; k=ed25519; p={ED25519_WRAPPED}"),
            Some(format!("v=DKIM1; k=ed25519; p={ED25519}")),
        ),
        (
            format!("p={ED25519}; v=DKIM1"),
            Some(format!("v=DKIM1; k=ed25519; p={ED25519}")),
        ),
        (
            format!("v=dkim1; t=s; P={RSA_2048}"),
            Some(format!("v=DKIM1; k=rsa; t=s; p={RSA_2048}")),
        ),
        ("v=DKIM1; p=AAAA".to_owned(), None),
        (format!("v=DKIM1; p={RSA_2048}; p={RSA_1024}"), None),
        ("v=DKIM1".to_owned(), None),
    ] {
        assert_eq!(repaired(&text), expected, "{text}");
    }
}

#[test]
fn what_a_record_is_good_for() {
    for (text, usable, reason) in [
        (format!("p={RSA_2048}"), true, "no restrictions"),
        (
            format!("s=email:x; h=sha1:sha256; p={RSA_2048}"),
            true,
            "mail and SHA-256 are among them",
        ),
        (format!("s=tlsrpt; p={RSA_2048}"), false, "not for mail"),
        (format!("h=sha1; p={RSA_2048}"), false, "SHA-1 alone"),
        (format!("p={RSA_768}"), false, "too short"),
        (
            format!("t=y; p={RSA_1024}"),
            true,
            "a test is checked all the same",
        ),
        ("p=".to_owned(), false, "revoked"),
    ] {
        assert_eq!(
            parse(&text).record().unwrap().is_usable(),
            usable,
            "{reason}"
        );
    }
}

proptest! {
    #[test]
    fn spans_are_in_the_text_and_printing_reads_the_same(
        text in "([vhknpstVz]|DKIM1|=|;| |:|[a-zA-Z0-9*\"]|ä|p=MAYCAQMCAQM=;){0,30}"
    ) {
        let parsed = parse(&text);
        for defect in parsed.defects() {
            prop_assert!(defect.span.of(&text).is_some());
        }
        if let Some(key) = parsed.record() {
            let again = parse(&key.to_string());
            let again = again.record().unwrap();
            prop_assert_eq!(&again.base64, &key.base64);
            prop_assert_eq!(&again.services, &key.services);
            prop_assert_eq!(&again.flags, &key.flags);
        }
    }
}
