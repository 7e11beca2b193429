//! The algorithms in a certificate, by the names that people know.

use x509_parser::public_key::PublicKey;
use x509_parser::signature_algorithm::SignatureAlgorithm as ParsedAlgorithm;
use x509_parser::x509::{AlgorithmIdentifier, SubjectPublicKeyInfo};

use super::{KeyKind, SignatureAlgorithm, WeakHash};

const ED25519: &str = "1.3.101.112";
const ED448: &str = "1.3.101.113";
const RSA_PSS: &str = "1.2.840.113549.1.1.10";

/// Kind and size of a public key (RFC 3279 §2.3, RFC 5480, RFC 8410).
pub(super) fn key_kind(key: &SubjectPublicKeyInfo<'_>) -> KeyKind {
    let oid = key.algorithm.algorithm.to_id_string();
    match (oid.as_str(), key.parsed()) {
        (ED25519, _) => KeyKind::Ed25519,
        (ED448, _) => KeyKind::Ed448,
        (_, Ok(PublicKey::RSA(rsa))) => KeyKind::Rsa {
            bits: bit_length(rsa.modulus),
        },
        (_, Ok(PublicKey::EC(point))) => {
            let curve = key
                .algorithm
                .parameters
                .as_ref()
                .and_then(|parameters| parameters.as_oid().ok())
                .map_or_else(String::new, |oid| oid.to_id_string());
            match CURVES.iter().find(|(oid, ..)| *oid == curve) {
                Some(&(_, name, bits)) => KeyKind::Ec {
                    curve: name.to_owned(),
                    bits,
                },
                None => KeyKind::Ec {
                    curve,
                    bits: point.key_size(),
                },
            }
        }
        _ => KeyKind::Other { oid },
    }
}

/// The name of a signature algorithm, and whether its hash is weak.
pub(super) fn signature_algorithm(algorithm: &AlgorithmIdentifier<'_>) -> SignatureAlgorithm {
    let oid = algorithm.algorithm.to_id_string();
    if oid == RSA_PSS {
        return pss(algorithm);
    }
    match SIGNATURES.iter().find(|(known, ..)| *known == oid) {
        Some(&(_, name, weak_hash)) => SignatureAlgorithm {
            name: name.to_owned(),
            weak_hash,
        },
        None => SignatureAlgorithm {
            name: oid,
            weak_hash: None,
        },
    }
}

/// RFC 4055 §3.1: the hash is a parameter, and SHA-1 if there is none.
fn pss(algorithm: &AlgorithmIdentifier<'_>) -> SignatureAlgorithm {
    let hash = match ParsedAlgorithm::try_from(algorithm) {
        Ok(ParsedAlgorithm::RSASSA_PSS(parameters)) => {
            parameters.hash_algorithm_oid().to_id_string()
        }
        _ => String::new(),
    };
    let (name, weak_hash) = match hash.as_str() {
        "1.3.14.3.2.26" => ("RSA-PSS with SHA-1", Some(WeakHash::Sha1)),
        "2.16.840.1.101.3.4.2.1" => ("RSA-PSS with SHA-256", None),
        "2.16.840.1.101.3.4.2.2" => ("RSA-PSS with SHA-384", None),
        "2.16.840.1.101.3.4.2.3" => ("RSA-PSS with SHA-512", None),
        _ => ("RSA-PSS", None),
    };
    SignatureAlgorithm {
        name: name.to_owned(),
        weak_hash,
    }
}

/// Length in bits of an unsigned number in big-endian bytes; zeros in front do not count.
pub(crate) fn bit_length(number: &[u8]) -> usize {
    let significant = number.iter().skip_while(|&&byte| byte == 0);
    let first_zeros = significant
        .clone()
        .next()
        .map_or(0, |first| first.leading_zeros() as usize);
    significant.count() * 8 - first_zeros
}

/// Named curves: object identifier, name, bits of the field (RFC 5480 §2.1.1.1, RFC 5639 §4.1).
const CURVES: [(&str, &str, usize); 9] = [
    ("1.2.840.10045.3.1.1", "P-192", 192),
    ("1.3.132.0.33", "P-224", 224),
    ("1.2.840.10045.3.1.7", "P-256", 256),
    ("1.3.132.0.34", "P-384", 384),
    ("1.3.132.0.35", "P-521", 521),
    ("1.3.132.0.10", "secp256k1", 256),
    ("1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1", 256),
    ("1.3.36.3.3.2.8.1.1.11", "brainpoolP384r1", 384),
    ("1.3.36.3.3.2.8.1.1.13", "brainpoolP512r1", 512),
];

/// Signature algorithms: object identifier, name, weak hash (RFC 3279, 4055, 5758, 8410, 9881).
const SIGNATURES: [(&str, &str, Option<WeakHash>); 19] = [
    ("1.2.840.113549.1.1.2", "RSA with MD2", Some(WeakHash::Md5)),
    ("1.2.840.113549.1.1.4", "RSA with MD5", Some(WeakHash::Md5)),
    (
        "1.2.840.113549.1.1.5",
        "RSA with SHA-1",
        Some(WeakHash::Sha1),
    ),
    ("1.3.14.3.2.29", "RSA with SHA-1", Some(WeakHash::Sha1)),
    ("1.2.840.113549.1.1.14", "RSA with SHA-224", None),
    ("1.2.840.113549.1.1.11", "RSA with SHA-256", None),
    ("1.2.840.113549.1.1.12", "RSA with SHA-384", None),
    ("1.2.840.113549.1.1.13", "RSA with SHA-512", None),
    (
        "1.2.840.10045.4.1",
        "ECDSA with SHA-1",
        Some(WeakHash::Sha1),
    ),
    ("1.2.840.10045.4.3.2", "ECDSA with SHA-256", None),
    ("1.2.840.10045.4.3.3", "ECDSA with SHA-384", None),
    ("1.2.840.10045.4.3.4", "ECDSA with SHA-512", None),
    ("1.2.840.10040.4.3", "DSA with SHA-1", Some(WeakHash::Sha1)),
    ("2.16.840.1.101.3.4.3.2", "DSA with SHA-256", None),
    (ED25519, "Ed25519", None),
    (ED448, "Ed448", None),
    ("2.16.840.1.101.3.4.3.17", "ML-DSA-44", None),
    ("2.16.840.1.101.3.4.3.18", "ML-DSA-65", None),
    ("2.16.840.1.101.3.4.3.19", "ML-DSA-87", None),
];
