//! The arithmetic of RSA and Ed25519.

use ed25519_dalek::{Signature as EdSignature, VerifyingKey};
use num_bigint::BigUint;
use x509_parser::prelude::FromDer as _;
use x509_parser::public_key::{PublicKey as DerKey, RSAPublicKey};
use x509_parser::x509::SubjectPublicKeyInfo;

use super::MAX_BITS;
use crate::dkim::{DkimKey, KeyType, key};

/// The beginning of what a good RSA signature stands for: the algorithm's name in DER before a SHA-256 (RFC 8017 §9.2).
pub(super) const SHA256_PREFIX: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
    0x00, 0x04, 0x20,
];

pub(super) fn rsa_key(key: &DkimKey) -> Option<(BigUint, BigUint)> {
    if key.key_type != KeyType::Rsa {
        return None;
    }
    rsa_numbers(&key::decode(&key.base64)?)
}

/// Modulus and exponent of a key, bare or wrapped (RFC 6376 §3.6.1 and its erratum 3017).
pub(super) fn rsa_numbers(bytes: &[u8]) -> Option<(BigUint, BigUint)> {
    let numbers = |rsa: &RSAPublicKey<'_>| {
        (
            BigUint::from_bytes_be(rsa.modulus),
            BigUint::from_bytes_be(rsa.exponent),
        )
    };
    if let Ok((_, info)) = SubjectPublicKeyInfo::from_der(bytes) {
        return match info.parsed() {
            Ok(DerKey::RSA(rsa)) => Some(numbers(&rsa)),
            _ => None,
        };
    }
    RSAPublicKey::from_der(bytes)
        .ok()
        .map(|(_, rsa)| numbers(&rsa))
}

/// RFC 8017 §8.2.2, RSASSA-PKCS1-v1_5.
pub(super) fn rsa(key: &[u8], signature: &[u8], digest: &[u8; 32]) -> bool {
    let Some((modulus, exponent)) = rsa_numbers(key) else {
        return false;
    };
    // So that no key can take long.
    if modulus.bits() > MAX_BITS || exponent.bits() > 64 || modulus.bits() < 512 {
        return false;
    }
    let length = usize::try_from(modulus.bits().div_ceil(8)).unwrap_or(usize::MAX);
    let number = BigUint::from_bytes_be(signature);
    if signature.len() != length || number >= modulus {
        return false;
    }
    let raised = number.modpow(&exponent, &modulus).to_bytes_be();
    let mut expected = vec![0xFF; length];
    let tail = [&[0][..], &SHA256_PREFIX, digest].concat();
    let Some(at) = length.checked_sub(tail.len()).filter(|at| *at >= 10) else {
        return false;
    };
    expected.truncate(at);
    expected.extend(tail);
    for (place, byte) in [(0, 0), (1, 1)] {
        if let Some(first) = expected.get_mut(place) {
            *first = byte;
        }
    }
    // The number has no leading zero as bytes.
    expected.get(1..) == Some(raised.as_slice())
}

/// RFC 8032 §5.1.7, without the leniency that lets one signature stand for several messages.
pub(super) fn ed25519(key: &[u8], signature: &[u8], message: &[u8]) -> bool {
    let key = key::ed25519(key).and_then(|raw| <[u8; 32]>::try_from(raw).ok());
    let signature = <[u8; 64]>::try_from(signature).ok();
    let (Some(key), Some(signature)) = (key, signature) else {
        return false;
    };
    let Ok(key) = VerifyingKey::from_bytes(&key) else {
        return false;
    };
    key.verify_strict(message, &EdSignature::from_bytes(&signature))
        .is_ok()
}
