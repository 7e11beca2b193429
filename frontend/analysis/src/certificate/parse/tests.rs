//! Certificates of several kinds, made by `samples/make.sh`, and some that are none.

use proptest::prelude::*;

use super::*;
use crate::certificate::{KeyKind, WeakHash};

const RSA_SHA1: &[u8] = include_bytes!("../samples/rsa1024-sha1.der");
const PSS_STAPLE: &[u8] = include_bytes!("../samples/pss-staple.der");
const P521: &[u8] = include_bytes!("../samples/p521.der");
const ED448: &[u8] = include_bytes!("../samples/ed448.der");
const BROKEN_NAMES: &[u8] = include_bytes!("../samples/broken-names.der");

#[test]
fn an_old_certificate_has_a_common_name_and_sha1() {
    let read = parse(RSA_SHA1).unwrap();
    assert_eq!(read.key, KeyKind::Rsa { bits: 1024 });
    assert_eq!(read.key.to_string(), "RSA 1024");
    assert_eq!(read.signature_algorithm.name, "RSA with SHA-1");
    assert_eq!(read.signature_algorithm.weak_hash, Some(WeakHash::Sha1));
    assert_eq!(
        read.subject,
        "C=DE, O=Example, CN=old.example, CN=mx.example.org"
    );
    assert_eq!(read.issuer, read.subject);
    assert!(read.issuer_is_subject && read.is_ca);
    assert_eq!(read.common_name.as_deref(), Some("mx.example.org"));
    assert!(read.dns_names.is_empty() && !read.names_broken && !read.names_cut);
    // DER puts a zero in front of what would otherwise be negative.
    assert_eq!(read.serial, "00abcdef");
    assert_eq!((read.sct_count, read.must_staple), (None, false));
}

#[test]
fn names_and_features_are_read_as_sent() {
    let read = parse(PSS_STAPLE).unwrap();
    assert_eq!(read.dns_names, ["*.Example.org", "mx.example.net"]);
    let addresses: Vec<_> = read.ip_names.iter().map(ToString::to_string).collect();
    assert_eq!(addresses, ["192.0.2.1", "2001:db8::1"]);
    assert!(read.must_staple && !read.is_ca);
    assert_eq!(read.key, KeyKind::Rsa { bits: 2048 });
    assert_eq!(read.signature_algorithm.name, "RSA-PSS with SHA-256");
    assert_eq!(read.signature_algorithm.weak_hash, None);
    assert_eq!(read.not_before.days_until(read.not_after), 90);
}

#[test]
fn both_ends_of_validity_count() {
    let read = parse(PSS_STAPLE).unwrap();
    for (moment, valid) in [
        (read.not_before.millis() - 1, false),
        (read.not_before.millis(), true),
        (read.not_after.millis() + 999, true),
        (read.not_after.millis() + 1000, false),
    ] {
        assert_eq!(read.is_valid_at(Timestamp::from_millis(moment)), valid);
    }
}

#[test]
fn keys_are_named() {
    let curve = |curve: &str, bits| KeyKind::Ec {
        curve: curve.to_owned(),
        bits,
    };
    let p521 = parse(P521).unwrap();
    assert_eq!(p521.key, curve("P-521", 521));
    assert_eq!(p521.signature_algorithm.name, "ECDSA with SHA-512");
    assert_eq!(parse(BROKEN_NAMES).unwrap().key, curve("P-256", 256));
    let ed448 = parse(ED448).unwrap();
    assert_eq!(ed448.key, KeyKind::Ed448);
    assert_eq!(ed448.signature_algorithm.name, "Ed448");
    assert_eq!((ed448.subject.as_str(), ed448.common_name), ("", None));
}

#[test]
fn digests_are_those_that_openssl_computes() {
    let read = parse(P521).unwrap();
    assert_eq!(
        hex(&read.sha256),
        "55a1e0c66d9131d4a1431609f9258f0b6be2c24d78383cae8601db6a362cd721"
    );
    assert_eq!(
        hex(&read.sha512),
        "fb9d4ed6e611ac3caebf2a15f53df46f3021d893a8385a459aab7f9713d48cf23451da2ab9422129f7451ff60936a3b76acf384efdd66bd3e0847d10f8242034"
    );
    assert_eq!(
        hex(&read.spki_sha256),
        "60330bf7f433b2ee9b2d0f910430a8177fcb97cf2c1f2b5edebd48c3f099b4b8"
    );
    assert_eq!(
        hex(&read.spki_sha512),
        "59ad1773b820d9285e672b92492be31b9e6a7868e95bbf1688d87345c226b0d49efa0702da271ec69266c054ca13d7aa84e13ae4317ad2794f7ff96985042af0"
    );
}

#[test]
fn broken_names_are_no_absent_names() {
    let read = parse(BROKEN_NAMES).unwrap();
    assert!(read.names_broken && read.dns_names.is_empty());
    assert_eq!(read.sct_count, Some(2));
}

#[test]
fn thousands_of_names_are_cut() {
    let names: Vec<String> = (0..MAX_NAMES + 1)
        .map(|i| format!("n{i}.example"))
        .collect();
    let key = rcgen::KeyPair::generate().unwrap();
    let made = rcgen::CertificateParams::new(names)
        .unwrap()
        .self_signed(&key)
        .unwrap();
    let read = parse(made.der()).unwrap();
    assert_eq!(read.dns_names.len(), MAX_NAMES);
    assert!(read.names_cut);
    assert_eq!(read.key.to_string(), "EC P-256");
}

#[test]
fn anything_else_is_told_apart() {
    let twice = [P521, P521].concat();
    let error = parse(&twice).unwrap_err();
    assert_eq!(error, Unreadable::TrailingBytes { count: P521.len() });
    for bytes in [
        &b""[..],
        b"\x30",
        b"-----BEGIN CERTIFICATE-----",
        b"\x30\x03\x02\x01\x05",
    ] {
        assert_eq!(parse(bytes), Err(Unreadable::NotX509));
    }
    for end in 0..P521.len() {
        assert_eq!(parse(&P521[..end]), Err(Unreadable::NotX509), "{end}");
    }
}

proptest! {
    #[test]
    fn no_change_makes_it_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        sample in prop::sample::select(vec![RSA_SHA1, PSS_STAPLE, P521, ED448, BROKEN_NAMES]),
    ) {
        let mut bytes = sample.to_vec();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Ok(read) = parse(&bytes) {
            prop_assert!(read.subject.chars().count() <= MAX_TEXT);
            let _ = read.is_valid_at(Timestamp::default());
        }
    }
}
