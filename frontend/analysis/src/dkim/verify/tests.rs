use ed25519_dalek::{Signer as _, SigningKey};
use proptest::prelude::*;

use super::*;
use crate::dkim::{SignatureKind, parse};
use crate::message::Message;
use crate::syntax::Recognized;

/// RFC 8463 §A.
const FOOTBALL: &str = "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n d=football.example.com; i=@football.example.com;\r
 q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n subject : date : message-id : from : subject : date;\r
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus\r
 Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==\r\nDKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n d=football.example.com; i=@football.example.com;\r
 q=dns/txt; s=test; t=1528637909; h=from : to : subject :\r\n date : message-id : from : subject : date;\r
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3\r
 DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz\r\n dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=\r
From: Joe SixPack <joe@football.example.com>\r\nTo: Suzie Q <suzie@shopping.example.net>\r\nSubject: Is dinner ready?\r
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\nMessage-ID: <20030712040037.46341.5F8J@football.example.com>\r\n\r\nHi.\r\n\r
We lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n";
const ED25519: &str = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
const RSA: &str = "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB";

const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

fn key(text: &str) -> DkimKey {
    match parse(text.trim()) {
        Recognized::Record(key, _) => key,
        other => panic!("{other:?}"),
    }
}

/// Checks the signature of a mail that stands at a place among its signatures.
fn check(mail: &[u8], place: usize, key: &DkimKey) -> Verification {
    let message = Message::read(mail).unwrap();
    let own = message.all("DKIM-Signature").nth(place).unwrap();
    let signature = Signature::parse(SignatureKind::Dkim, &own.value()).unwrap();
    verify(
        &signature,
        own.raw(),
        message.fields(),
        message.body(),
        key,
        NOW,
    )
}

#[test]
fn the_example_of_the_standard_holds() {
    for (place, record) in [(0, ED25519), (1, RSA)] {
        let checked = check(FOOTBALL.as_bytes(), place, &key(record));
        assert_eq!(checked.body, BodyCheck::Same { unsigned: 0 });
        assert_eq!(
            (checked.header, checked.holds()),
            (HeaderCheck::Good, Some(true))
        );
        // Also as it is pasted, with other ends of lines.
        let pasted = FOOTBALL.replace("\r\n", "\n");
        assert_eq!(
            check(pasted.as_bytes(), place, &key(record)).holds(),
            Some(true)
        );
    }
}

#[test]
fn changes_are_found_where_they_are() {
    for (place, record) in [(0, ED25519), (1, RSA)] {
        let body = check(
            FOOTBALL.replace("lost", "won").as_bytes(),
            place,
            &key(record),
        );
        assert_eq!(
            (body.body, body.header),
            (BodyCheck::Changed, HeaderCheck::Good)
        );
        let header = check(
            FOOTBALL.replace("dinner", "lunch").as_bytes(),
            place,
            &key(record),
        );
        assert_eq!(
            (header.body, header.header),
            (BodyCheck::Same { unsigned: 0 }, HeaderCheck::Bad)
        );
        // A second Subject is signed against, since h= names it twice (RFC 6376 §8.15).
        let added = FOOTBALL.replace("Subject: Is", "Subject: Money\r\nSubject: Is");
        assert_eq!(
            check(added.as_bytes(), place, &key(record)).header,
            HeaderCheck::Bad
        );
        let headers = FOOTBALL.split("\r\n\r\n").next().unwrap();
        let alone = check(headers.as_bytes(), place, &key(record));
        assert_eq!(
            (alone.body, alone.header, alone.holds()),
            (BodyCheck::NotGiven, HeaderCheck::Good, None)
        );
    }
}

#[test]
fn what_another_program_signed_holds() {
    let record = key(include_str!("samples/key.txt"));
    for (mail, unsigned) in [
        (&include_bytes!("samples/simple-simple.eml")[..], 0),
        (include_bytes!("samples/simple-relaxed.eml"), 0),
        (include_bytes!("samples/relaxed-simple.eml"), 0),
        (include_bytes!("samples/relaxed-relaxed.eml"), 0),
        (include_bytes!("samples/empty-simple.eml"), 0),
        (include_bytes!("samples/empty-relaxed.eml"), 0),
        (include_bytes!("samples/length.eml"), 1),
    ] {
        let checked = check(mail, 0, &record);
        assert_eq!(checked.header, HeaderCheck::Good);
        match checked.body {
            BodyCheck::Same { unsigned: found } => assert_eq!(found > 0, unsigned > 0),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_body_that_is_shorter_than_what_was_signed_is_told() {
    let mail = include_bytes!("samples/length.eml");
    let end = mail
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .unwrap()
        + 10;
    assert_eq!(
        check(&mail[..end], 0, &key(include_str!("samples/key.txt"))).body,
        BodyCheck::TooShort
    );
}

#[test]
fn keys_and_times_that_do_not_fit_are_named() {
    let changed = |from: &str, to: &str| FOOTBALL.replacen(from, to, 1);
    let long = format!(
        "v=DKIM1; k=rsa; p={}",
        key::encode(&rsa_der(&vec![0xC1; 1025]))
    );
    for (mail, place, record, why) in [
        (
            FOOTBALL.to_owned(),
            0,
            RSA.to_owned(),
            Unusable::OtherKeyType,
        ),
        (
            FOOTBALL.to_owned(),
            1,
            "v=DKIM1; k=rsa; p=".to_owned(),
            Unusable::Revoked,
        ),
        (
            FOOTBALL.to_owned(),
            1,
            RSA.replace("k=rsa", "h=sha1; k=rsa"),
            Unusable::HashNotAllowed,
        ),
        (
            FOOTBALL.to_owned(),
            1,
            RSA.replace("k=rsa", "s=web; k=rsa"),
            Unusable::NotForMail,
        ),
        (FOOTBALL.to_owned(), 1, long, Unusable::KeyTooLong),
        (
            changed("a=rsa-sha256", "a=rsa-sha1"),
            1,
            RSA.to_owned(),
            Unusable::Sha1,
        ),
        (
            changed("a=rsa-sha256", "a=rsa-md5"),
            1,
            RSA.to_owned(),
            Unusable::UnknownAlgorithm,
        ),
        (
            changed("i=@football", "i=@mail.football"),
            0,
            ED25519.replace("k=", "t=s; k="),
            Unusable::SubdomainNotAllowed,
        ),
        (
            changed("t=1528637909", "t=1528637909; x=1528637910"),
            0,
            ED25519.to_owned(),
            Unusable::Expired,
        ),
        (
            changed("t=1528637909", "t=1900000000"),
            0,
            ED25519.to_owned(),
            Unusable::NotYet,
        ),
    ] {
        let checked = check(mail.as_bytes(), place, &key(&record));
        assert_eq!(checked.header, HeaderCheck::NotChecked { why });
        assert_eq!(checked.holds(), Some(false));
    }
}

/// An RSAPublicKey in DER with the exponent 65537.
fn rsa_der(modulus: &[u8]) -> Vec<u8> {
    let length = |bytes: usize| {
        [
            0x82,
            u8::try_from(bytes >> 8).unwrap(),
            u8::try_from(bytes & 0xFF).unwrap(),
        ]
    };
    let numbers = [
        &[0x02][..],
        &length(modulus.len() + 1),
        &[0],
        modulus,
        &[0x02, 0x03, 1, 0, 1],
    ]
    .concat();
    [&[0x30][..], &length(numbers.len()), &numbers].concat()
}

#[test]
fn forged_paddings_do_not_pass() {
    // With a small exponent whoever can choose the bytes behind the hash can take a root (CVE-2006-4339).
    let modulus = vec![0xC1; 256];
    let digest: [u8; 32] = Sha256::digest(b"anything").into();
    let key = rsa_der(&modulus);
    for length in [0, 1, 255, 257, 4096] {
        assert!(!rsa(&key, &vec![1; length], &digest));
    }
    assert!(!rsa(&key, &[0; 256], &digest));
    assert!(!rsa(&key, &modulus, &digest));
    assert!(!rsa(b"junk", &[1; 256], &digest));
    assert!(!ed25519(&[0; 32], &[0; 64], &digest));
}

fn signed(secret: &SigningKey, how: &str, headers: &str, body: &str) -> (String, DkimKey) {
    let hash = match how.split_once('/') {
        Some((_, "relaxed")) => canonical::body_hash(
            body.as_bytes(),
            super::super::Canonicalization::Relaxed,
            None,
        ),
        _ => canonical::body_hash(
            body.as_bytes(),
            super::super::Canonicalization::Simple,
            None,
        ),
    };
    let field = format!(
        "DKIM-Signature: v=1; a=ed25519-sha256; c={how}; d=example.org; s=s1;\r\n h=from:subject; bh={}; b=",
        key::encode(&hash.digest)
    );
    let unsigned = format!("{field}AA\r\n{headers}\r\n\r\n{body}");
    let message = Message::read(unsigned.as_bytes()).unwrap();
    let own = message.all("DKIM-Signature").next().unwrap();
    let signature = Signature::parse(SignatureKind::Dkim, &own.value()).unwrap();
    let mut text = canonical::signed_fields(
        message.fields(),
        &signature.headers,
        signature.header_canonicalization,
    );
    text.extend(canonical::field(
        &canonical::without_signature(own.raw()),
        signature.header_canonicalization,
    ));
    let made = secret.sign(&Sha256::digest(&text));
    let mail = format!(
        "{field}{}\r\n{headers}\r\n\r\n{body}",
        key::encode(&made.to_bytes())
    );
    let record = format!(
        "v=DKIM1; k=ed25519; p={}",
        key::encode(secret.verifying_key().as_bytes())
    );
    (mail, key(&record))
}

proptest! {
    #[test]
    fn what_was_signed_holds_and_what_changed_does_not(
        seed: [u8; 32],
        subject in "[a-z ]{1,30}(\r\n [a-z ]{1,20}x)?",
        body in "([a-z \t]{0,20}\r\n){0,6}[a-z]{0,5}",
        how in prop::sample::select(vec!["simple/simple", "relaxed/simple", "simple/relaxed", "relaxed/relaxed"]),
    ) {
        let headers = format!("From: a@example.org\r\nSubject: {subject}");
        let (mail, key) = signed(&SigningKey::from_bytes(&seed), how, &headers, &body);
        prop_assert_eq!(check(mail.as_bytes(), 0, &key).holds(), Some(true));
        let other = format!("{mail}z");
        prop_assert_eq!(check(other.as_bytes(), 0, &key).body, BodyCheck::Changed);
        let other = mail.replace("From: a@", "From: b@");
        prop_assert_eq!(check(other.as_bytes(), 0, &key).header, HeaderCheck::Bad);
    }
}
