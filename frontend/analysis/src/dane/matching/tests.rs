//! Chains made here against records made for them.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use sha2::{Digest, Sha256, Sha512};
use shared::Octets;

use super::*;
use crate::dane::{TlsaSelector, Unusable};

/// The moment of every test.
const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);
const PAST: (i32, i32) = (2020, 2021);
const PRESENT: (i32, i32) = (2020, 2040);

/// A leaf, its intermediate and the root above that, as a server presents them.
struct Made {
    certificates: Vec<Certificate>,
    leaf_chains_to: Vec<bool>,
}

impl Made {
    fn chain(name: &str, leaf: (i32, i32), intermediate: (i32, i32)) -> Self {
        let authority = |name: &str, years| {
            let mut params = CertificateParams::new(vec![]).unwrap();
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            params.distinguished_name.push(DnType::CommonName, name);
            dated(params, years)
        };
        let keys = || KeyPair::generate().unwrap();
        let (root_keys, middle_keys, leaf_keys) = (keys(), keys(), keys());
        let root_params = authority("root", PRESENT);
        let root = root_params.self_signed(&root_keys).unwrap();
        let root_issuer = Issuer::new(root_params, root_keys);
        let middle_params = authority("intermediate", intermediate);
        let middle = middle_params.signed_by(&middle_keys, &root_issuer).unwrap();
        let middle_issuer = Issuer::new(middle_params, middle_keys);
        let leaf_params = dated(CertificateParams::new(vec![name.to_owned()]).unwrap(), leaf);
        let leaf = leaf_params.signed_by(&leaf_keys, &middle_issuer).unwrap();
        Self {
            certificates: [leaf, middle, root]
                .iter()
                .map(|made| Certificate::parse(made.der()).unwrap())
                .collect(),
            leaf_chains_to: vec![false, true, true],
        }
    }

    fn usual() -> Self {
        Self::chain("mx.example.org", PRESENT, PRESENT)
    }

    fn against(&self, records: &[TlsaRecord]) -> Authentication {
        let presented = Presented {
            certificates: &self.certificates,
            leaf_chains_to: &self.leaf_chains_to,
            is_whole: true,
        };
        let names = [
            "mx.example.org".parse().unwrap(),
            "example.org".parse().unwrap(),
        ];
        authenticate(records, &presented, &names, NOW)
    }

    fn record(&self, usage: u8, selector: u8, matching: u8, place: usize) -> TlsaRecord {
        let certificate = &self.certificates[place];
        let part = if selector == 0 {
            &certificate.der
        } else {
            &certificate.spki
        };
        let association = match matching {
            0 => part.clone(),
            1 => Octets::from(Sha256::digest(part).as_slice()),
            _ => Octets::from(Sha512::digest(part).as_slice()),
        };
        record(usage, selector, matching, association)
    }
}

fn dated(mut params: CertificateParams, (from, until): (i32, i32)) -> CertificateParams {
    params.not_before = rcgen::date_time_ymd(from, 1, 1);
    params.not_after = rcgen::date_time_ymd(until, 1, 1);
    params
}

fn record(usage: u8, selector: u8, matching: u8, association: Octets) -> TlsaRecord {
    TlsaRecord {
        usage: TlsaUsage(usage),
        selector: TlsaSelector(selector),
        matching: TlsaMatching(matching),
        association,
    }
}

fn place(authentication: &Authentication) -> Option<usize> {
    match authentication {
        Authentication::Matched(by) => Some(by.place),
        _ => None,
    }
}

fn failed(why: Mismatch) -> Authentication {
    Authentication::Failed(vec![why])
}

#[test]
fn each_selector_and_matching_type_finds_the_leaf_and_the_authorities() {
    let made = Made::usual();
    for selector in [0, 1] {
        for matching in [0, 1, 2] {
            for (usage, at) in [(3, 0), (2, 1), (2, 2)] {
                let right = made.record(usage, selector, matching, at);
                assert_eq!(
                    place(&made.against(&[right])),
                    Some(at),
                    "{usage} {selector} {matching}"
                );
            }
        }
    }
}

#[test]
fn a_record_in_the_wrong_place_matches_nothing() {
    let made = Made::usual();
    // The key of an authority is not the server's.
    assert_eq!(
        made.against(&[made.record(3, 1, 1, 1)]),
        failed(Mismatch::NoneMatches)
    );
    // The leaf is no authority.
    assert_eq!(
        made.against(&[made.record(2, 1, 1, 0)]),
        failed(Mismatch::NoneMatches)
    );
    // Another server's key.
    let other = Made::usual();
    assert_eq!(
        made.against(&[other.record(3, 1, 1, 0)]),
        failed(Mismatch::NoneMatches)
    );
}

#[test]
fn with_dane_ee_neither_name_nor_date_counts() {
    // RFC 7672 §3.1.1.
    let made = Made::chain("elsewhere.example", PAST, PAST);
    assert_eq!(place(&made.against(&[made.record(3, 1, 1, 0)])), Some(0));
}

#[test]
fn with_dane_ta_name_and_dates_count() {
    // RFC 7672 §3.1.2, §3.2.3.
    let elsewhere = Made::chain("elsewhere.example", PRESENT, PRESENT);
    let anchor = elsewhere.record(2, 1, 1, 2);
    assert_eq!(elsewhere.against(&[anchor]), failed(Mismatch::OtherName));
    for (leaf, intermediate) in [(PAST, PRESENT), (PRESENT, PAST)] {
        let made = Made::chain("mx.example.org", leaf, intermediate);
        assert_eq!(
            made.against(&[made.record(2, 1, 1, 2)]),
            failed(Mismatch::OutOfDate)
        );
    }
    // The domain itself is a reference name too.
    let domain = Made::chain("example.org", PRESENT, PRESENT);
    assert_eq!(
        place(&domain.against(&[domain.record(2, 0, 1, 1)])),
        Some(1)
    );
}

#[test]
fn what_is_above_the_anchor_does_not_count() {
    let mut made = Made::usual();
    let expired = Made::chain("mx.example.org", PRESENT, PAST);
    made.certificates.push(expired.certificates[1].clone());
    made.leaf_chains_to.push(false);
    assert_eq!(place(&made.against(&[made.record(2, 1, 1, 1)])), Some(1));
    // A certificate that the leaf does not chain to is no anchor, though it was sent.
    assert_eq!(
        made.against(&[made.record(2, 1, 1, 3)]),
        failed(Mismatch::NoneMatches)
    );
}

#[test]
fn an_anchor_that_is_not_sent_is_missed_or_left_to_the_sender() {
    let mut made = Made::usual();
    let (digest, whole) = (made.record(2, 0, 1, 2), made.record(2, 0, 0, 2));
    made.certificates.pop();
    made.leaf_chains_to.pop();
    assert_eq!(made.against(&[digest]), failed(Mismatch::NoneMatches));
    assert_eq!(
        made.against(std::slice::from_ref(&whole)),
        Authentication::Undecided(Undecided::AnchorNotSent(whole))
    );
}

#[test]
fn a_self_signed_leaf_as_its_own_authority_is_left_to_the_sender() {
    let mut made = Made::usual();
    made.certificates.truncate(1);
    made.leaf_chains_to = vec![true];
    let own = made.record(2, 1, 1, 0);
    assert_eq!(
        made.against(std::slice::from_ref(&own)),
        Authentication::Undecided(Undecided::LeafAsAnchor(own))
    );
}

#[test]
fn the_strongest_digest_alone_counts() {
    // RFC 7671 §9.
    let (made, other) = (Made::usual(), Made::usual());
    let (right, wrong) = (made.record(3, 1, 1, 0), other.record(3, 1, 2, 0));
    assert_eq!(
        made.against(&[right.clone(), wrong.clone()]),
        failed(Mismatch::Outranked(right.clone()))
    );
    // Each selector has its own, and whole keys always count.
    assert_eq!(
        place(&made.against(&[made.record(3, 0, 1, 0), wrong.clone()])),
        Some(0)
    );
    assert_eq!(
        place(&made.against(&[made.record(3, 1, 0, 0), wrong])),
        Some(0)
    );
    // A stronger one that cannot be used outranks nothing.
    let short = record(3, 1, 2, Octets::from([7; 32].as_slice()));
    assert_eq!(place(&made.against(&[right, short])), Some(0));
}

#[test]
fn what_does_not_count_in_mail_is_told_apart() {
    let made = Made::usual();
    let bytes = |count: usize| Octets::from(vec![1; count]);
    for (unusable, why) in [
        (made.record(0, 0, 1, 1), Unusable::PkixUsage),
        (made.record(1, 1, 1, 0), Unusable::PkixUsage),
        (made.record(4, 1, 1, 0), Unusable::UnknownUsage),
        (made.record(255, 1, 1, 0), Unusable::UnknownUsage),
        (record(3, 2, 1, bytes(32)), Unusable::UnknownSelector),
        (record(3, 1, 3, bytes(32)), Unusable::UnknownMatching),
        (
            record(3, 1, 1, bytes(20)),
            Unusable::DigestLength { is: 20, wanted: 32 },
        ),
        (
            record(3, 1, 2, bytes(32)),
            Unusable::DigestLength { is: 32, wanted: 64 },
        ),
        (record(3, 0, 0, bytes(300)), Unusable::NotDer),
        (record(3, 1, 0, bytes(0)), Unusable::NotDer),
        // A certificate where a key should be.
        (
            record(2, 1, 0, made.certificates[1].der.clone()),
            Unusable::NotDer,
        ),
    ] {
        assert_eq!(unusable.unusable(), Some(why), "{unusable}");
        assert_eq!(made.against(&[unusable]), Authentication::NothingUsable);
    }
    assert_eq!(made.against(&[]), Authentication::NothingUsable);
}

#[test]
fn what_cannot_be_read_is_not_refused() {
    let made = Made::usual();
    let presented = |certificates, is_whole| Presented {
        certificates,
        leaf_chains_to: &made.leaf_chains_to,
        is_whole,
    };
    let judge = |records: &[TlsaRecord], presented| {
        authenticate(
            records,
            &presented,
            &["mx.example.org".parse().unwrap()],
            NOW,
        )
    };
    let unread = Authentication::Undecided(Undecided::Unread);
    assert_eq!(
        judge(&[made.record(3, 1, 1, 0)], presented(&[], false)),
        unread
    );
    let root = [made.record(2, 1, 1, 2)];
    assert_eq!(
        judge(&root, presented(&made.certificates[..2], false)),
        unread
    );
}

#[test]
fn records_are_written_as_in_a_zone_file() {
    let written = record(3, 1, 1, Octets::from([0xAB, 0x01].as_slice()));
    assert_eq!(written.to_string(), "3 1 1 ab01");
    assert_eq!(TlsaUsage::DANE_EE.to_string(), "DANE-EE(3)");
    assert_eq!(TlsaUsage(9).to_string(), "9");
}
