use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;

use super::*;

struct Raw(&'static str);

impl RawField for Raw {
    fn raw(&self) -> &[u8] {
        self.0.as_bytes()
    }
    fn name(&self) -> &str {
        self.0.split(':').next().unwrap().trim_end()
    }
}

/// RFC 6376 §3.4.5.
#[test]
fn the_examples_of_the_standard() {
    let fields = [Raw("A: X"), Raw("B : Y\t\r\n\tZ  ")];
    let names = ["a".to_owned(), "b".to_owned()];
    let signed = |how| String::from_utf8(signed_fields(&fields, &names, how)).unwrap();
    assert_eq!(signed(Canonicalization::Relaxed), "a:X\r\nb:Y Z\r\n");
    assert_eq!(
        signed(Canonicalization::Simple),
        "A: X\r\nB : Y\t\r\n\tZ  \r\n"
    );
    let body = b" C \r\nD \t E\r\n\r\n\r\n";
    let hash = |text: &[u8]| -> [u8; 32] { Sha256::digest(text).into() };
    assert_eq!(
        body_hash(body, Canonicalization::Relaxed, None).digest,
        hash(b" C\r\nD E\r\n")
    );
    assert_eq!(
        body_hash(body, Canonicalization::Simple, None).digest,
        hash(b" C \r\nD \t E\r\n")
    );
}

/// RFC 6376 §3.4.3 and §3.4.4 give the hashes of an empty body.
#[test]
fn empty_bodies() {
    for (how, text) in [
        (
            Canonicalization::Simple,
            "frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=",
        ),
        (
            Canonicalization::Relaxed,
            "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        ),
    ] {
        for body in ["", "\r\n", "\r\n\r\n"] {
            assert_eq!(
                STANDARD.encode(body_hash(body.as_bytes(), how, None).digest),
                text,
                "{body:?}"
            );
        }
    }
}

#[test]
fn a_limit_cuts_the_body_and_its_length_is_told() {
    let hash = body_hash(b"Hello\r\nfooter\r\n", Canonicalization::Simple, Some(7));
    assert_eq!(
        hash.digest,
        body_hash(b"Hello\r\n", Canonicalization::Simple, None).digest
    );
    assert_eq!(hash.length, 15);
    // A body without the end of its last line has one added.
    assert_eq!(
        body_hash(b"Hello", Canonicalization::Simple, None),
        body_hash(b"Hello\r\n", Canonicalization::Simple, None)
    );
}

#[test]
fn headers_are_taken_from_the_bottom_and_missing_ones_add_nothing() {
    let fields = [Raw("Subject: new"), Raw("From: a"), Raw("subject: old")];
    let names: Vec<String> = ["subject", "from", "subject", "subject", "to"]
        .map(str::to_owned)
        .to_vec();
    let signed = signed_fields(&fields, &names, Canonicalization::Relaxed);
    assert_eq!(
        String::from_utf8(signed).unwrap(),
        "subject:old\r\nfrom:a\r\nsubject:new\r\n"
    );
}

#[test]
fn the_signature_is_taken_out_of_its_header() {
    for (raw, without) in [
        (
            "DKIM-Signature: v=1; bh=YWI=; b=AB\r\n CD",
            "DKIM-Signature: v=1; bh=YWI=; b=",
        ),
        (
            "DKIM-Signature: v=1; b = AB ; bh=YWI=;",
            "DKIM-Signature: v=1; b =; bh=YWI=;",
        ),
        ("DKIM-Signature: b=; d=b=c", "DKIM-Signature: b=; d=b=c"),
    ] {
        assert_eq!(
            String::from_utf8(without_signature(raw.as_bytes())).unwrap(),
            without
        );
    }
}

proptest! {
    #[test]
    fn what_is_relaxed_stays_as_it_is(text in "[A-Za-z]{1,8}[ \t]{0,2}:[a-z \t]{0,30}(\r\n[ \t][a-z \t]{0,20}){0,3}") {
        let once = field(text.as_bytes(), Canonicalization::Relaxed);
        prop_assert_eq!(field(&once, Canonicalization::Relaxed), once);
    }

    #[test]
    fn white_space_does_not_count_when_relaxed(words in prop::collection::vec("[a-z]{1,6}", 1..8), gap in "[ \t]{1,4}") {
        let (one, other) = (words.join(" ") + "\r\n", words.join(&gap) + &gap + "\r\n\r\n");
        let hash = |body: &str| body_hash(body.as_bytes(), Canonicalization::Relaxed, None).digest;
        prop_assert_eq!(hash(&one), hash(&other));
    }
}
