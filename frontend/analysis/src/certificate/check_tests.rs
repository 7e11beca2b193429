//! Which certificate a finding about dates names.

use shared::{Chain, PathCheck, PathFault};

use super::*;

/// The same chain at moments before, within and after the leaf's and the other's validity.
#[test]
fn the_certificate_that_is_out_of_date_is_the_one_that_is_named() {
    use rcgen::{
        BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd,
    };
    let params = |name: &str, from: i32, to: i32| {
        let mut params = CertificateParams::new(vec!["mx.example.org".to_owned()]).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.not_before = date_time_ymd(from, 1, 1);
        params.not_after = date_time_ymd(to, 1, 1);
        params
    };
    let mut above = params("above", 2010, 2020);
    above.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let issuer = above.self_signed(&key).unwrap();
    let leaf = params("leaf", 2005, 2025);
    let leaf = leaf
        .signed_by(&KeyPair::generate().unwrap(), &Issuer::new(above, key))
        .unwrap();
    let path = PathCheck::Broken {
        fault: PathFault::Expired,
        detail: String::new(),
    };
    let chain = Chain {
        certificates: vec![leaf.der().to_vec().into(), issuer.der().to_vec().into()],
        cut: false,
        path_now: path.clone(),
        path_within_validity: path,
        self_signed: false,
        issuer_resembles_root: false,
        leaf_chains_to: vec![false, true],
    };
    let host = "mx.example.org".parse().unwrap();
    let year = |year: i64| Timestamp::from_seconds((year - 1970) * 31_557_600 + 86_400 * 30);
    let said = |at: i64, expired: bool| {
        let now = year(at);
        let identity = Identity::judge_chain(&chain, &host, now);
        out_of_date(&identity, now, |one| {
            if expired {
                (now > one.not_after).then(|| "has ended".to_owned())
            } else {
                (now < one.not_before).then(|| "has not begun".to_owned())
            }
        })
    };
    assert_eq!(said(2026, true), "It has ended.");
    assert!(said(2022, true).contains("“CN=above” above it has ended"));
    assert!(said(2007, false).contains("“CN=above” above it has not begun"));
    assert_eq!(said(2000, false), "It has not begun.");
    assert!(said(2015, true).contains("a certificate above it is not"));
}

#[test]
fn a_certificate_that_lives_for_days_is_not_always_about_to_end() {
    let issued = 1_000_000_000;
    let day = 86_400;
    for (lives, passed, expected, reason) in [
        (90, 70, false, "three weeks are left"),
        (90, 76, false, "two weeks are left"),
        (90, 77, true, "it is renewed a month before"),
        (90, 91, false, "it has ended, which is another matter"),
        (47, 30, false, "it is renewed two weeks before"),
        (47, 34, true, "it was not"),
        (6, 1, false, "it always ends within two weeks"),
        (6, 4, false, "a third is left"),
        (6, 5, true, "less than a third is left"),
    ] {
        let certificate = Certificate {
            not_before: Timestamp::from_seconds(issued),
            not_after: Timestamp::from_seconds(issued + lives * day),
            ..sample()
        };
        let now = Timestamp::from_seconds(issued + passed * day);
        assert_eq!(
            certificate.is_renewal_due(now),
            expected,
            "{lives}: {reason}"
        );
    }
}

fn sample() -> Certificate {
    let key = rcgen::KeyPair::generate().unwrap();
    let params = rcgen::CertificateParams::new(vec!["mx.example.org".to_owned()]).unwrap();
    Certificate::parse(params.self_signed(&key).unwrap().der()).unwrap()
}
