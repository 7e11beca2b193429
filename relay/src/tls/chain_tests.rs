use proptest::prelude::*;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};

use super::*;

/// A root, an intermediate below it and a leaf below that, each made by a closure's changes.
struct Pki {
    root: CertificateDer<'static>,
    intermediate: CertificateDer<'static>,
    leaf: CertificateDer<'static>,
}

type Change = fn(&mut CertificateParams);

const AS_IT_IS: Change = |_| {};
const EXPIRED: Change = |params| {
    params.not_before = date_time_ymd(2001, 1, 1);
    params.not_after = date_time_ymd(2002, 1, 1);
};

fn params(name: &str, is_ca: bool, change: Change) -> CertificateParams {
    let mut params = CertificateParams::new([format!("{name}.test")]).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    if is_ca {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    }
    change(&mut params);
    params
}

impl Pki {
    fn new(root: Change, intermediate: Change, leaf: Change) -> Self {
        let key = || KeyPair::generate().unwrap();
        let (root_params, root_key) = (params("root", true, root), key());
        let root = root_params.self_signed(&root_key).unwrap();
        let root_issuer = Issuer::new(root_params, root_key);
        let (middle_params, middle_key) = (params("intermediate", true, intermediate), key());
        let middle = middle_params.signed_by(&middle_key, &root_issuer).unwrap();
        let middle_issuer = Issuer::new(middle_params, middle_key);
        let leaf = params("leaf", false, leaf)
            .signed_by(&key(), &middle_issuer)
            .unwrap();
        Self {
            root: root.der().clone(),
            intermediate: middle.der().clone(),
            leaf: leaf.der().clone(),
        }
    }

    fn roots(&self) -> TrustedRoots {
        TrustedRoots::with_extra(std::slice::from_ref(&self.root)).unwrap()
    }

    fn facts(&self, presented: &[&CertificateDer<'static>]) -> Chain {
        facts_of(presented, &self.roots())
    }
}

fn facts_of(presented: &[&CertificateDer<'static>], roots: &TrustedRoots) -> Chain {
    let presented: Vec<_> = presented.iter().map(|der| (*der).clone()).collect();
    facts(&presented, false, roots, UnixTime::now())
}

fn public_roots() -> TrustedRoots {
    TrustedRoots::with_extra(&[]).unwrap()
}

fn fault(check: &PathCheck) -> Option<PathFault> {
    match check {
        PathCheck::Trusted => None,
        PathCheck::Broken { fault, .. } => Some(*fault),
    }
}

#[test]
fn a_whole_chain_in_any_order_with_or_without_its_root() {
    let pki = Pki::new(AS_IT_IS, AS_IT_IS, AS_IT_IS);
    let chain = pki.facts(&[&pki.leaf, &pki.intermediate]);
    assert!(chain.path_now.is_trusted() && chain.path_within_validity.is_trusted());
    assert!(!chain.self_signed);
    assert!(chain.issuer_resembles_root);
    let chain = pki.facts(&[&pki.leaf, &pki.root, &pki.intermediate]);
    assert!(chain.path_now.is_trusted());
    assert_eq!(chain.leaf_chains_to, [false, true, true]);
}

#[test]
fn an_unknown_authority_is_reached_by_signatures_all_the_same() {
    let pki = Pki::new(AS_IT_IS, AS_IT_IS, AS_IT_IS);
    let chain = facts_of(&[&pki.leaf, &pki.intermediate, &pki.root], &public_roots());
    assert_eq!(fault(&chain.path_now), Some(PathFault::UnknownIssuer));
    assert_eq!(chain.leaf_chains_to, [false, true, true]);
    assert!(!chain.issuer_resembles_root);
}

#[test]
fn what_is_not_on_the_way_is_not_chained_to() {
    let pki = Pki::new(AS_IT_IS, AS_IT_IS, AS_IT_IS);
    // The same names, other keys.
    let other = Pki::new(AS_IT_IS, AS_IT_IS, AS_IT_IS);
    let chain = pki.facts(&[&pki.leaf, &other.intermediate, &other.root]);
    assert_eq!(chain.leaf_chains_to, [false, false, false]);
    assert!(!chain.path_now.is_trusted());
}

#[test]
fn whoever_may_not_sign_certificates_leads_to_no_root() {
    let crl_only: Change = |params| params.key_usages = vec![KeyUsagePurpose::CrlSign];
    let pki = Pki::new(AS_IT_IS, crl_only, AS_IT_IS);
    let chain = pki.facts(&[&pki.leaf, &pki.intermediate]);
    let expected = PathCheck::Broken {
        fault: PathFault::WrongUsage,
        detail: "the key usage of an issuer's certificate does not allow it to sign certificates"
            .to_owned(),
    };
    assert_eq!(chain.path_now, expected);
    // Without a key usage there is no such rule, nor for a root, which is trusted as it is.
    let silent: Change = |params| params.key_usages = vec![];
    for pki in [
        Pki::new(AS_IT_IS, silent, AS_IT_IS),
        Pki::new(crl_only, AS_IT_IS, AS_IT_IS),
    ] {
        let chain = pki.facts(&[&pki.leaf, &pki.intermediate]);
        assert!(chain.path_now.is_trusted(), "{:?}", chain.path_now);
    }
    // An expired leaf is what is told first.
    let expired = Pki::new(AS_IT_IS, crl_only, EXPIRED);
    let chain = expired.facts(&[&expired.leaf, &expired.intermediate]);
    assert_eq!(fault(&chain.path_now), Some(PathFault::Expired));
    assert_eq!(chain.path_within_validity, expected);
}

#[test]
fn a_path_beside_one_that_may_not_sign_is_found() {
    let key = || KeyPair::generate().unwrap();
    let (root_params, root_key) = (params("root", true, AS_IT_IS), key());
    let root = root_params.self_signed(&root_key).unwrap();
    let roots = TrustedRoots::with_extra(std::slice::from_ref(root.der())).unwrap();
    let root_issuer = Issuer::new(root_params, root_key);
    // The same key and name twice, once by mistake.
    let middle_key = key();
    let crl_only: Change = |params| params.key_usages = vec![KeyUsagePurpose::CrlSign];
    let [right, wrong] = [AS_IT_IS, crl_only].map(|change| {
        let params = params("intermediate", true, change);
        params.signed_by(&middle_key, &root_issuer).unwrap()
    });
    let issuer = Issuer::new(params("intermediate", true, AS_IT_IS), middle_key);
    let leaf = params("leaf", false, AS_IT_IS)
        .signed_by(&key(), &issuer)
        .unwrap();
    for above in [[&wrong, &right], [&right, &wrong]] {
        let chain = facts_of(&[leaf.der(), above[0].der(), above[1].der()], &roots);
        assert!(chain.path_now.is_trusted(), "{:?}", chain.path_now);
    }
    let chain = facts_of(&[leaf.der(), wrong.der()], &roots);
    assert_eq!(fault(&chain.path_now), Some(PathFault::WrongUsage));
}

#[test]
fn dates_of_the_leaf_and_above_it() {
    let leaf_expired = Pki::new(AS_IT_IS, AS_IT_IS, EXPIRED);
    let chain = leaf_expired.facts(&[&leaf_expired.leaf, &leaf_expired.intermediate]);
    assert_eq!(fault(&chain.path_now), Some(PathFault::Expired));
    assert!(chain.path_within_validity.is_trusted());
    assert_eq!(chain.leaf_chains_to, [false, true]);

    let middle_expired = Pki::new(AS_IT_IS, EXPIRED, AS_IT_IS);
    let chain = middle_expired.facts(&[&middle_expired.leaf, &middle_expired.intermediate]);
    assert_eq!(fault(&chain.path_now), Some(PathFault::Expired));
    assert_eq!(chain.path_now, chain.path_within_validity);

    // RFC 5280 §6.1: a trust anchor's own dates are no part of the path.
    let root_expired = Pki::new(EXPIRED, AS_IT_IS, AS_IT_IS);
    let chain = root_expired.facts(&[&root_expired.leaf, &root_expired.intermediate]);
    assert!(chain.path_now.is_trusted());

    let future = Pki::new(AS_IT_IS, AS_IT_IS, |params| {
        params.not_before = date_time_ymd(2200, 1, 1);
        params.not_after = date_time_ymd(2201, 1, 1);
    });
    let chain = future.facts(&[&future.leaf, &future.intermediate]);
    assert_eq!(fault(&chain.path_now), Some(PathFault::NotYetValid));
    assert!(chain.path_within_validity.is_trusted());

    let never = Pki::new(AS_IT_IS, AS_IT_IS, |params| {
        params.not_before = date_time_ymd(2030, 1, 1);
        params.not_after = date_time_ymd(2020, 1, 1);
    });
    let chain = never.facts(&[&never.leaf, &never.intermediate]);
    assert!(!chain.path_now.is_trusted() && !chain.path_within_validity.is_trusted());
}

#[test]
fn an_expired_leaf_of_an_unknown_issuer_is_both() {
    let pki = Pki::new(AS_IT_IS, AS_IT_IS, EXPIRED);
    let chain = facts_of(&[&pki.leaf, &pki.intermediate], &public_roots());
    assert_eq!(fault(&chain.path_now), Some(PathFault::Expired));
    assert_eq!(
        fault(&chain.path_within_validity),
        Some(PathFault::UnknownIssuer)
    );
}

#[test]
fn a_self_made_authority_as_leaf_has_an_unknown_issuer() {
    let pki = Pki::new(AS_IT_IS, AS_IT_IS, AS_IT_IS);
    let chain = facts_of(&[&pki.root], &public_roots());
    assert!(chain.self_signed);
    assert_eq!(fault(&chain.path_now), Some(PathFault::UnknownIssuer));
    assert_eq!(chain.leaf_chains_to, [true]);
}

#[test]
fn an_authority_as_leaf_is_judged_by_whether_anybody_known_issued_it() {
    let as_leaf: Change = |params| params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let pki = Pki::new(AS_IT_IS, AS_IT_IS, as_leaf);
    // Other verifiers take it: not a broken path, only one that this verifier does not walk.
    let chain = pki.facts(&[&pki.leaf, &pki.intermediate]);
    assert_eq!(fault(&chain.path_now), Some(PathFault::Other));
    let chain = facts_of(&[&pki.leaf, &pki.intermediate, &pki.root], &public_roots());
    assert_eq!(fault(&chain.path_now), Some(PathFault::UnknownIssuer));
    // That it cannot be checked whether it signed itself changes nothing.
    let der = include_bytes!("fixtures/p521-self-signed.der").to_vec();
    let chain = facts_of(&[&CertificateDer::from(der)], &public_roots());
    assert_eq!(fault(&chain.path_now), Some(PathFault::UnknownIssuer));
}

#[test]
fn what_is_sent_beside_the_chain_says_nothing_about_its_issuer() {
    let pki = Pki::new(AS_IT_IS, AS_IT_IS, AS_IT_IS);
    let strange = Pki::new(
        |params| {
            params
                .distinguished_name
                .push(DnType::CommonName, "strange root")
        },
        |params| {
            params
                .distinguished_name
                .push(DnType::CommonName, "strange intermediate")
        },
        AS_IT_IS,
    );
    // A trusted root behind the leaf of an authority that nobody knows, and behind one without its intermediate.
    let chain = pki.facts(&[&strange.leaf, &pki.root]);
    assert!(!chain.issuer_resembles_root);
    let chain = pki.facts(&[&pki.leaf, &strange.intermediate, &pki.intermediate]);
    assert!(chain.issuer_resembles_root);
}

#[test]
fn a_damaged_signature_breaks_the_path() {
    let pki = Pki::new(AS_IT_IS, AS_IT_IS, AS_IT_IS);
    let mut damaged = pki.leaf.to_vec();
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    let damaged = CertificateDer::from(damaged);
    let chain = pki.facts(&[&damaged, &pki.intermediate]);
    assert!(!chain.path_now.is_trusted());
    assert_eq!(chain.leaf_chains_to, [false, false]);
}

#[test]
fn nothing_and_nonsense_are_unreadable() {
    let roots = public_roots();
    for presented in [&[][..], &[&CertificateDer::from(vec![0x30, 0x03, 1, 2, 3])]] {
        let chain = facts_of(presented, &roots);
        assert_eq!(fault(&chain.path_now), Some(PathFault::Unreadable));
        assert!(!chain.self_signed);
    }
}

#[test]
fn what_old_tools_make_is_known_as_self_signed() {
    let roots = public_roots();
    for der in [
        include_bytes!("fixtures/rsa-1024-self-signed.der").as_slice(),
        include_bytes!("fixtures/version-1-self-signed.der"),
    ] {
        let chain = facts_of(&[&CertificateDer::from(der.to_vec())], &roots);
        assert!(chain.self_signed);
        assert_eq!(chain.leaf_chains_to, [true]);
        assert_eq!(fault(&chain.path_now), Some(PathFault::UnknownIssuer));
    }
}

#[test]
fn a_signature_that_cannot_be_checked_proves_nothing() {
    let der = include_bytes!("fixtures/p521-self-signed.der").to_vec();
    let chain = facts_of(&[&CertificateDer::from(der)], &public_roots());
    assert!(!chain.self_signed);
    assert!(!chain.path_now.is_trusted());
}

#[test]
fn a_short_key_in_the_middle_is_reached_and_stops_the_verifier() {
    let [root, middle, leaf] = [
        include_bytes!("fixtures/rsa-1024-root.der").as_slice(),
        include_bytes!("fixtures/rsa-1024-intermediate.der"),
        include_bytes!("fixtures/rsa-1024-leaf.der"),
    ]
    .map(|der| CertificateDer::from(der.to_vec()));
    let roots = TrustedRoots::with_extra(&[root]).unwrap();
    let chain = facts_of(&[&leaf, &middle], &roots);
    // The signature is right, but ring checks none by a key of fewer than 2048 bits.
    assert_eq!(chain.leaf_chains_to, [false, true]);
    assert_eq!(fault(&chain.path_now), Some(PathFault::BadSignature));
}

#[test]
fn ten_cross_signed_certificates_of_one_name_cost_little() {
    // Each is an issuer by name of every other: the worst that a chain of ten can ask for.
    let same: Vec<_> = (0..10)
        .map(|_| Pki::new(AS_IT_IS, AS_IT_IS, AS_IT_IS).root)
        .collect();
    let presented: Vec<_> = same.iter().collect();
    let begun = std::time::Instant::now();
    let chain = facts_of(&presented, &public_roots());
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert!(chain.leaf_chains_to[0]);
    assert_eq!(
        chain
            .leaf_chains_to
            .iter()
            .filter(|reached| **reached)
            .count(),
        1
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_damage_to_a_certificate_panics(at in 0_usize..2000, value in any::<u8>(), cut in 0_usize..2000) {
        thread_local! {
            static PKI: (Pki, TrustedRoots) = {
                let pki = Pki::new(AS_IT_IS, AS_IT_IS, AS_IT_IS);
                let roots = pki.roots();
                (pki, roots)
            };
        }
        PKI.with(|(pki, roots)| {
            let mut damaged = pki.leaf.to_vec();
            let length = damaged.len();
            damaged[at % length] = value;
            damaged.truncate(length - (cut % length) / 8);
            let damaged = CertificateDer::from(damaged);
            let chain = facts_of(&[&damaged, &pki.intermediate, &damaged], roots);
            assert_eq!(chain.leaf_chains_to.len(), 3);
        });
    }
}
