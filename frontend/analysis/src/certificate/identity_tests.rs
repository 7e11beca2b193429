//! What is made of chains that the verifier stopped at.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use shared::SignatureScheme;

use super::*;

struct Made {
    leaf: Vec<u8>,
    intermediate: Vec<u8>,
    root: Vec<u8>,
}

fn params(name: &str, is_ca: bool) -> CertificateParams {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    if is_ca {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    }
    params
}

fn made(authority: &str) -> Made {
    let key = || KeyPair::generate().unwrap();
    let (root_name, middle_name) = (format!("{authority}-root"), format!("{authority}-middle"));
    let (root_params, root_key) = (params(&root_name, true), key());
    let root = root_params.self_signed(&root_key).unwrap();
    let root_issuer = Issuer::new(root_params, root_key);
    let (middle_params, middle_key) = (params(&middle_name, true), key());
    let middle = middle_params.signed_by(&middle_key, &root_issuer).unwrap();
    let leaf = params("mx.example.org", false)
        .signed_by(&key(), &Issuer::new(middle_params, middle_key))
        .unwrap();
    Made {
        leaf: leaf.der().to_vec(),
        intermediate: middle.der().to_vec(),
        root: root.der().to_vec(),
    }
}

fn chain(certificates: &[&Vec<u8>], fault: PathFault) -> Chain {
    let path = PathCheck::Broken {
        fault,
        detail: "stopped".to_owned(),
    };
    Chain {
        certificates: certificates
            .iter()
            .map(|der| der.as_slice().into())
            .collect(),
        cut: false,
        path_now: path.clone(),
        path_within_validity: path,
        self_signed: false,
        issuer_resembles_root: true,
        leaf_chains_to: vec![false; certificates.len()],
    }
}

fn judged(chain: &Chain) -> Identity {
    // rcgen's certificates are valid from 1975 to 4096.
    let now = Timestamp::from_seconds(1_700_000_000);
    Identity::judge_chain(chain, &"mx.example.org".parse().unwrap(), now)
}

#[test]
fn a_root_sent_without_the_certificate_below_it_is_no_whole_chain() {
    let (own, other) = (made("own"), made("other"));
    let unknown =
        |certificates: &[&Vec<u8>]| judged(&chain(certificates, PathFault::UnknownIssuer)).faults;
    let missing = [IdentityFault::MissingIntermediate];
    assert_eq!(unknown(&[&own.leaf]), missing);
    assert_eq!(unknown(&[&own.leaf, &own.root]), missing);
    assert_eq!(
        unknown(&[&own.leaf, &other.intermediate, &other.root]),
        missing
    );
    let whole = [IdentityFault::UnknownIssuer];
    assert_eq!(unknown(&[&own.leaf, &own.intermediate, &own.root]), whole);
    assert_eq!(unknown(&[&own.leaf, &own.root, &own.intermediate]), whole);
}

#[test]
fn the_issuer_may_be_among_the_certificates_that_were_not_kept() {
    let own = made("own");
    let mut cut = chain(&[&own.leaf, &own.leaf], PathFault::UnknownIssuer);
    cut.cut = true;
    let identity = judged(&cut);
    assert_eq!(identity.faults, []);
    assert!(!identity.is_authenticated() && !identity.is_refused());
    // Whoever signed himself is found out by himself.
    cut.self_signed = true;
    assert_eq!(judged(&cut).faults, [IdentityFault::SelfSigned]);
}

#[test]
fn what_the_verifier_cannot_check_is_not_wrong() {
    let own = made("own");
    let short = include_bytes!("../../../../relay/src/tls/fixtures/rsa-1024-self-signed.der");
    let identity = judged(&chain(
        &[&own.leaf, &short.to_vec()],
        PathFault::BadSignature,
    ));
    assert_eq!(identity.faults, []);
    assert!(!identity.is_authenticated());
    let identity = judged(&chain(
        &[&own.leaf, &own.intermediate],
        PathFault::BadSignature,
    ));
    assert!(matches!(
        identity.faults[..],
        [IdentityFault::PathBroken(_)]
    ));
}

#[test]
fn only_keys_that_can_be_checked_can_be_found_wrong() {
    let own = made("own");
    let identity = judged(&chain(&[&own.leaf], PathFault::Other));
    let mut leaf = identity.certificates[0].clone();
    let wrong = HandshakeSignature::Wrong {
        scheme: SignatureScheme::ECDSA_SECP256R1_SHA256,
        reason: "no".to_owned(),
    };
    let mut faults = |curve: &str, bits: usize| {
        leaf.key = KeyKind::Ec {
            curve: curve.to_owned(),
            bits,
        };
        let mut faults = Vec::new();
        judge_possession(&wrong, &leaf, &mut faults);
        faults.len()
    };
    assert_eq!((faults("P-256", 256), faults("P-384", 384)), (1, 1));
    // RFC 8422 §5.1.1: in TLS 1.2 the scheme names the hash, and not the curve.
    assert_eq!(faults("brainpoolP256r1", 256), 0);
    assert_eq!(faults("secp256k1", 256), 0);
}

#[test]
fn the_host_may_be_among_the_names_that_were_not_kept() {
    let own = made("own");
    let mut leaf = judged(&chain(&[&own.leaf], PathFault::Other)).certificates[0].clone();
    let judged = |leaf: &Certificate| {
        let (mut faults, mut doubts) = (Vec::new(), Vec::new());
        let host = "other.example.org".parse().unwrap();
        judge_leaf(leaf, &host, &mut faults, &mut doubts);
        (faults.len(), doubts.len())
    };
    assert_eq!(judged(&leaf), (1, 0));
    leaf.names_cut = true;
    assert_eq!(judged(&leaf), (0, 1));
}
