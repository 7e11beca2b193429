//! The key inside a record.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::Serialize;
use x509_parser::prelude::FromDer as _;
use x509_parser::public_key::{PublicKey as DerKey, RSAPublicKey};
use x509_parser::x509::SubjectPublicKeyInfo;

use super::KeyType;
use super::defect::DkimDefect;
use crate::certificate::bit_length;

/// The longest Base64 that is read: a key of 16384 bits has some 2800 characters.
pub(super) const MAX_BASE64: usize = 6000;

/// Padding may be there or not (RFC 6376 §2.10), and the last bits are not looked at, as no verifier does.
const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What goes before the 32 bytes in a SubjectPublicKeyInfo of Ed25519 (RFC 8410 §4).
const ED25519_PREFIX: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];

/// A public key that can be read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum PublicKey {
    /// RSA.
    Rsa {
        /// Length of the modulus in bits.
        bits: usize,
        /// The public exponent, if it fits; nearly always 65537.
        exponent: Option<u64>,
        /// Whether it stands there as a bare RSAPublicKey (RFC 6376 §3.6.1) and not as the SubjectPublicKeyInfo that
        /// everybody publishes (its erratum 3017 allows both).
        bare: bool,
    },
    /// Ed25519 (RFC 8463).
    Ed25519,
}

impl PublicKey {
    /// The exponent of an RSA key.
    pub(super) const fn exponent(&self) -> Option<u64> {
        match self {
            Self::Rsa { exponent, .. } => *exponent,
            Self::Ed25519 => None,
        }
    }
}

/// The bytes that Base64 without white space and padding stands for.
pub(super) fn decode(base64: &str) -> Option<Vec<u8>> {
    ENGINE.decode(base64).ok()
}

pub(super) fn encode(bytes: &[u8]) -> String {
    ENGINE.encode(bytes)
}

/// The 32 bytes of an Ed25519 key, bare or wrapped.
pub(super) fn ed25519(bytes: &[u8]) -> Option<&[u8]> {
    let raw = bytes.strip_prefix(&ED25519_PREFIX).unwrap_or(bytes);
    (raw.len() == 32).then_some(raw)
}

/// Reads a key of a type.
pub(super) fn read(key_type: KeyType, bytes: &[u8]) -> Result<PublicKey, DkimDefect> {
    match key_type {
        KeyType::Ed25519 => read_ed25519(bytes),
        KeyType::Rsa => read_rsa(bytes),
    }
}

/// RFC 8463 §4: the bare 32 bytes of RFC 8032.
fn read_ed25519(bytes: &[u8]) -> Result<PublicKey, DkimDefect> {
    if bytes.len() == 32 {
        return Ok(PublicKey::Ed25519);
    }
    if ed25519(bytes).is_some() {
        return Err(DkimDefect::Ed25519Wrapped);
    }
    Err(match read_rsa(bytes) {
        Ok(_) => DkimDefect::RsaAsEd25519,
        Err(_) => DkimDefect::Ed25519Length { bytes: bytes.len() },
    })
}

/// RFC 6376 §3.6.1 and erratum 3017: an RSAPublicKey (RFC 8017 §A.1.1), bare or in a SubjectPublicKeyInfo.
fn read_rsa(bytes: &[u8]) -> Result<PublicKey, DkimDefect> {
    if let Ok((rest, info)) = SubjectPublicKeyInfo::from_der(bytes) {
        let Ok(DerKey::RSA(rsa)) = info.parsed() else {
            return Err(match ed25519(bytes) {
                Some(_) => DkimDefect::Ed25519Untold,
                None => DkimDefect::NotRsa,
            });
        };
        return checked(&rsa, rest, false);
    }
    match RSAPublicKey::from_der(bytes) {
        Ok((rest, rsa)) => checked(&rsa, rest, true),
        Err(_) if bytes.len() == 32 => Err(DkimDefect::Ed25519Untold),
        Err(_) => Err(DkimDefect::NotRsa),
    }
}

fn checked(rsa: &RSAPublicKey<'_>, rest: &[u8], bare: bool) -> Result<PublicKey, DkimDefect> {
    if !rest.is_empty() {
        return Err(DkimDefect::BytesAfterKey);
    }
    let is_negative = |number: &[u8]| number.first().is_some_and(|first| first & 0x80 != 0);
    let bits = bit_length(rsa.modulus);
    if is_negative(rsa.modulus) || bits == 0 {
        return Err(DkimDefect::NotRsa);
    }
    // RFC 8017 §3.1: the exponent is odd and at least 3. With 1 a signature is its own message.
    let is_odd = rsa.exponent.last().is_some_and(|last| last & 1 == 1);
    if is_negative(rsa.exponent) || !is_odd || bit_length(rsa.exponent) < 2 {
        return Err(DkimDefect::BadExponent);
    }
    let significant: Vec<u8> = rsa
        .exponent
        .iter()
        .copied()
        .skip_while(|byte| *byte == 0)
        .collect();
    let exponent = (significant.len() <= 8).then(|| {
        significant
            .iter()
            .fold(0, |value: u64, byte| (value << 8) | u64::from(*byte))
    });
    Ok(PublicKey::Rsa {
        bits,
        exponent,
        bare,
    })
}
