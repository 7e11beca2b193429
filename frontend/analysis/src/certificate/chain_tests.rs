//! Chains made here, sent in every order and with all that does not belong there.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};

use super::Role::{Duplicate, Intermediate, Leaf, Root, Unrelated};
use super::*;

/// A leaf, its intermediate, the root above that, and an authority that has nothing to do with them.
fn made() -> [Certificate; 4] {
    let authority = |name: &str| {
        let mut params = CertificateParams::new(vec![]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        params
    };
    let keys = || KeyPair::generate().unwrap();
    let (root_keys, middle_keys, other_keys) = (keys(), keys(), keys());
    let root_params = authority("root");
    let root = root_params.self_signed(&root_keys).unwrap();
    let other = authority("other").self_signed(&other_keys).unwrap();
    let root_issuer = Issuer::new(root_params, root_keys);
    let middle_params = authority("intermediate");
    let middle = middle_params.signed_by(&middle_keys, &root_issuer).unwrap();
    let middle_issuer = Issuer::new(middle_params, middle_keys);
    let leaf = CertificateParams::new(vec!["mx.example.org".to_owned()])
        .unwrap()
        .signed_by(&keys(), &middle_issuer)
        .unwrap();
    [leaf, middle, root, other].map(|made| Certificate::parse(made.der()).unwrap())
}

#[test]
fn roles_and_order_are_read_from_names_and_signatures() {
    let [leaf, middle, root, other] = made();
    for (sent, chains_to, roles, is_out_of_order, reason) in [
        (
            vec![&leaf, &middle],
            vec![false, true],
            vec![Leaf, Intermediate],
            false,
            "as it should be",
        ),
        (
            vec![&leaf, &middle, &root],
            vec![false, true, true],
            vec![Leaf, Intermediate, Root],
            false,
            "the root is superfluous, and in its place",
        ),
        (
            vec![&leaf, &root, &middle],
            vec![false, true, true],
            vec![Leaf, Root, Intermediate],
            true,
            "the root did not issue the leaf",
        ),
        (
            vec![&leaf, &other, &middle],
            vec![false, false, true],
            vec![Leaf, Unrelated, Intermediate],
            false,
            "what does not belong to the path has no place in it",
        ),
        (
            vec![&leaf, &leaf, &middle, &middle],
            vec![false, false, true, true],
            vec![Leaf, Duplicate, Intermediate, Duplicate],
            false,
            "sent twice",
        ),
        (
            vec![&leaf, &middle],
            vec![false, false],
            vec![Leaf, Intermediate],
            false,
            "a signature that the relay cannot check is no proof of having nothing to do with it",
        ),
        (
            vec![&other],
            vec![true],
            vec![Leaf],
            false,
            "self-signed: the leaf is the leaf",
        ),
        (vec![], vec![], vec![], false, "nothing was sent"),
    ] {
        let identity = Identity {
            certificates: sent.into_iter().cloned().collect(),
            leaf_chains_to: chains_to,
            is_whole: true,
            faults: Vec::new(),
            doubts: Vec::new(),
        };
        assert_eq!(identity.roles(), roles, "{reason}");
        assert_eq!(identity.is_out_of_order(), is_out_of_order, "{reason}");
    }
}
