//! What is offered for each version.

use std::collections::BTreeSet;

use super::*;

#[test]
fn every_suite_of_the_version_is_offered_once_and_the_weak_ones_after_their_like() {
    let everything = suites_of(TlsVersion::TLS12);
    assert!(everything.len() >= 180, "{}", everything.len());
    let unique: BTreeSet<_> = everything.iter().collect();
    assert_eq!(unique.len(), everything.len());
    assert!(everything.is_sorted_by_key(|suite| (!is_usual(*suite), weakness(*suite))));
    assert_eq!(
        everything.first(),
        Some(&CipherSuite::ECDHE_ECDSA_AES_128_GCM_SHA256)
    );
    assert!(everything.last().unwrap().mentions("anon"));

    let old = suites_of(TlsVersion::TLS11);
    assert!(old.len() >= 80, "{}", old.len());
    assert!(old.contains(&CipherSuite::RSA_EXPORT_RC4_40_MD5));
    assert!(!old.iter().any(|suite| needs_tls12(*suite)));

    let sound = Offer::without_weak_suites(TlsVersion::TLS12).suites;
    assert!(sound.len() > 80);
    for part in ["RC4", "RC2", "3DES", "DES", "EXPORT", "NULL", "anon"] {
        assert!(!sound.iter().any(|suite| suite.mentions(part)), "{part}");
    }
}

#[test]
fn what_servers_usually_have_stands_among_the_first_64() {
    use CipherSuite as S;
    const FIRST: usize = 64;
    let usual = [
        S::ECDHE_ECDSA_AES_256_CBC_SHA384,
        S::ECDHE_ECDSA_3DES_EDE_CBC_SHA,
        S::ECDHE_RSA_CHACHA20_POLY1305_SHA256,
        S::ECDHE_RSA_AES_128_CBC_SHA256,
        S::ECDHE_RSA_RC4_128_SHA,
        S::DHE_RSA_CHACHA20_POLY1305_SHA256,
        S::DHE_RSA_AES_256_CBC_SHA256,
        S::DHE_RSA_3DES_EDE_CBC_SHA,
        S::DHE_DSS_AES_256_GCM_SHA384,
        S::DHE_DSS_3DES_EDE_CBC_SHA,
        S::RSA_AES_128_GCM_SHA256,
        S::RSA_AES_256_CBC_SHA,
        S::RSA_AES_256_CBC_SHA256,
        S::RSA_3DES_EDE_CBC_SHA,
        S::RSA_RC4_128_SHA,
        S::RSA_RC4_128_MD5,
    ];
    for newest in [
        TlsVersion::TLS12,
        TlsVersion::TLS11,
        TlsVersion::TLS10,
        TlsVersion::SSL3,
    ] {
        let all = suites_of(newest);
        let first = all.get(..FIRST).unwrap();
        for suite in usual {
            let is_of_version = newest >= TlsVersion::TLS12 || !needs_tls12(suite);
            assert_eq!(first.contains(&suite), is_of_version, "{newest} {suite}");
        }
        assert!(all.iter().filter(|suite| is_usual(**suite)).count() <= FIRST);
    }
    for unusual in [
        S::DH_RSA_AES_128_CBC_SHA,
        S::ECDH_RSA_RC4_128_SHA,
        S::DH_ANON_AES_128_CBC_SHA,
        S::RSA_EXPORT_RC4_40_MD5,
        S::RSA_NULL_SHA,
        S::RSA_DES_CBC_SHA,
        S::RSA_AES_128_CCM,
        S::RSA_CAMELLIA_128_CBC_SHA,
        S::ECDHE_RSA_ARIA_128_GCM_SHA256,
    ] {
        assert!(!is_usual(unusual), "{unusual}");
    }
}

#[test]
fn tls_1_3_has_its_own_suites_and_every_group_and_the_older_versions_none_of_them() {
    let new = Offer::everything(TlsVersion::TLS13);
    assert_eq!(
        new.suites.first(),
        Some(&CipherSuite::TLS13_AES_128_GCM_SHA256)
    );
    assert_eq!(new.suites.len(), 7);
    let groups: BTreeSet<_> = new.groups.iter().collect();
    assert_eq!(groups, NamedGroup::KNOWN.iter().collect());
    assert_eq!(groups.len(), new.groups.len());
    assert_eq!(new.groups.first(), Some(&NamedGroup::X25519_MLKEM768));

    let old = Offer::everything(TlsVersion::TLS12);
    assert!(old.suites.iter().all(|suite| !new.suites.contains(suite)));
    assert_eq!(old.groups.first(), Some(&NamedGroup::X25519));
    for group in [
        NamedGroup::X25519_MLKEM768,
        NamedGroup::MLKEM768,
        NamedGroup::BRAINPOOLP256R1_TLS13,
    ] {
        assert!(!old.groups.contains(&group), "{group}");
    }
    assert!(old.groups.contains(&NamedGroup::FFDHE8192));
    assert!(old.groups.contains(&NamedGroup::BRAINPOOLP256R1));
}

#[test]
fn the_hybrids_are_all_that_join_a_curve_with_ml_kem() {
    let offer = Offer::hybrids();
    assert_eq!(offer.suites, suites_of(TlsVersion::TLS13));
    let joined = |group: &&NamedGroup| {
        let name = group.name().unwrap_or_default();
        name.contains("MLKEM") && !name.starts_with("MLKEM")
    };
    let known: BTreeSet<_> = NamedGroup::KNOWN.iter().filter(joined).collect();
    assert_eq!(offer.groups.iter().collect::<BTreeSet<_>>(), known);
}
