//! Whether a signature holds (RFC 6376 §6.1): the hash of the body, and the signature over the headers.
//!
//! All of it is public: the mail, the key and the signature. So the arithmetic need not take the same time for every
//! input, and a general library of large numbers does it. Instead of unpacking what is signed, the only bytes that a good
//! signature can stand for are made anew and compared (RFC 8017 §8.2.2), which leaves a forger nothing to hide in.

mod arithmetic;

use serde::Serialize;
use sha2::{Digest as _, Sha256};
use shared::Timestamp;

use super::canonical::{self, BodyHash, RawField};
use super::header::{Algorithm, Signature};
use super::{DkimKey, KeyType, key};

use arithmetic::{ed25519, rsa, rsa_key};

/// The longest RSA key that is calculated with, in bits.
const MAX_BITS: u64 = 8192;
/// How far a signer's clock may be ahead, in milliseconds.
const MAX_SKEW_MS: i64 = 3_600_000;

/// What the hash of the body shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "body", rename_all = "kebab-case")]
pub enum BodyCheck {
    /// The body is as it was signed.
    Same {
        /// How many bytes at its end are not signed, since `l=` says so.
        unsigned: u64,
    },
    /// It is not.
    Changed,
    /// It is shorter than what was signed.
    TooShort,
    /// It was not given.
    NotGiven,
}

/// What the signature over the headers shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "headers", rename_all = "kebab-case")]
pub enum HeaderCheck {
    /// The key's owner signed these headers, and the hash of the body with them.
    Good,
    /// He did not, or the headers have changed since.
    Bad,
    /// It was not calculated, and why.
    NotChecked {
        /// Why not.
        why: Unusable,
    },
}

/// Why a signature is not accepted whatever it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unusable {
    /// Made with SHA-1 (RFC 8301 §3.1).
    Sha1,
    /// Made in a way that no standard has.
    UnknownAlgorithm,
    /// The key has been revoked: `p=` is empty.
    Revoked,
    /// The key is for another algorithm.
    OtherKeyType,
    /// The key is shorter than 1024 bits (RFC 8301 §3.2).
    KeyTooShort,
    /// The key is longer than what is calculated with here.
    KeyTooLong,
    /// The key record allows other hashes only.
    HashNotAllowed,
    /// The key record is for other services than mail.
    NotForMail,
    /// The key record says `t=s`, and `i=` is not of the very domain.
    SubdomainNotAllowed,
    /// The signature has expired.
    Expired,
    /// The signature is from the future.
    NotYet,
}

/// Both halves of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// What the hash of the body shows.
    #[serde(flatten)]
    pub body: BodyCheck,
    /// What the signature over the headers shows.
    #[serde(flatten)]
    pub header: HeaderCheck,
}

impl Verification {
    /// Whether the signature holds for the whole of what was given. `None` if the body was not given and the headers are
    /// good.
    #[must_use]
    pub const fn holds(&self) -> Option<bool> {
        match (self.header, self.body) {
            (HeaderCheck::Good, BodyCheck::Same { .. }) => Some(true),
            (HeaderCheck::Good, BodyCheck::NotGiven) => None,
            _ => Some(false),
        }
    }
}

/// Checks the hash of a body. `None` stands for one that was not given.
#[must_use]
pub fn check_body(signature: &Signature, body: Option<&[u8]>) -> BodyCheck {
    let Some(body) = body else {
        return BodyCheck::NotGiven;
    };
    let hash = canonical::body_hash(body, signature.body_canonicalization, signature.length);
    compare_body(signature, &hash)
}

/// Compares the hash of a body with that of a signature, which says how it is made.
#[must_use]
pub fn compare_body(signature: &Signature, hash: &BodyHash) -> BodyCheck {
    match signature.length {
        // RFC 6376 §3.5: a signature over more than there is must not be accepted.
        Some(length) if length > hash.length => BodyCheck::TooShort,
        _ if hash.digest.as_slice() != signature.body_hash.as_slice() => BodyCheck::Changed,
        length => BodyCheck::Same {
            unsigned: length.map_or(0, |length| hash.length - length),
        },
    }
}

/// Checks a signature of a mail; `own` is the header with the signature itself, and `now` when to check it for.
#[must_use]
pub fn verify<F: RawField>(
    signature: &Signature,
    own: &[u8],
    fields: &[F],
    body: Option<&[u8]>,
    key: &DkimKey,
    now: Timestamp,
) -> Verification {
    let body = check_body(signature, body);
    // RFC 6376 §3.5: a signature that names DKIM-Signature means the others.
    let others: Vec<&F> = fields.iter().filter(|field| field.raw() != own).collect();
    let mut signed = canonical::signed_fields(
        &others,
        &signature.headers,
        signature.header_canonicalization,
    );
    let own = canonical::without_signature(own);
    signed.extend(canonical::field(&own, signature.header_canonicalization));
    let header = check_signed(signature, &signed, key, now);
    Verification { body, header }
}

/// Checks a signature over bytes as they are signed: for seals of ARC, which choose them otherwise.
#[must_use]
pub fn check_signed(
    signature: &Signature,
    signed: &[u8],
    key: &DkimKey,
    now: Timestamp,
) -> HeaderCheck {
    if let Some(why) = unusable(signature, key, now) {
        return HeaderCheck::NotChecked { why };
    }
    let Some(bytes) = key::decode(&key.base64) else {
        return HeaderCheck::Bad;
    };
    let digest: [u8; 32] = Sha256::digest(signed).into();
    let is_good = match key.key_type {
        KeyType::Rsa => rsa(&bytes, &signature.signature, &digest),
        // RFC 8463 §3: it is the hash that is signed.
        KeyType::Ed25519 => ed25519(&bytes, &signature.signature, &digest),
    };
    if is_good {
        HeaderCheck::Good
    } else {
        HeaderCheck::Bad
    }
}

/// Why a way to sign is not accepted with any key, nor over any body.
#[must_use]
pub const fn refused(algorithm: &Algorithm) -> Option<Unusable> {
    match algorithm {
        Algorithm::RsaSha256 | Algorithm::Ed25519Sha256 => None,
        Algorithm::RsaSha1 => Some(Unusable::Sha1),
        Algorithm::Other(_) => Some(Unusable::UnknownAlgorithm),
    }
}

fn unusable(signature: &Signature, key: &DkimKey, now: Timestamp) -> Option<Unusable> {
    if let Some(why) = refused(&signature.algorithm) {
        return Some(why);
    }
    let key_type = match &signature.algorithm {
        Algorithm::Ed25519Sha256 => KeyType::Ed25519,
        Algorithm::RsaSha256 | Algorithm::RsaSha1 | Algorithm::Other(_) => KeyType::Rsa,
    };
    if key.key.is_none() {
        return Some(Unusable::Revoked);
    }
    if key.key_type != key_type {
        return Some(Unusable::OtherKeyType);
    }
    if key.is_too_short() {
        return Some(Unusable::KeyTooShort);
    }
    if !key.allows_sha256() {
        return Some(Unusable::HashNotAllowed);
    }
    if !key.is_for_mail() {
        return Some(Unusable::NotForMail);
    }
    // RFC 6376 §3.6.1, t=s: the domains of i= and d= have to be the same.
    let is_of_subdomain = signature.identity.as_ref().is_some_and(|identity| {
        let of = identity
            .rsplit_once('@')
            .map_or(identity.as_str(), |(_, of)| of);
        !of.trim_end_matches('.')
            .eq_ignore_ascii_case(signature.domain.as_str())
    });
    if is_of_subdomain && key.flags.iter().any(|flag| flag == "s") {
        return Some(Unusable::SubdomainNotAllowed);
    }
    if signature.expires_at.is_some_and(|expires| expires < now) {
        return Some(Unusable::Expired);
    }
    let ahead = signature
        .signed_at
        .map_or(0, |signed| signed.millis().saturating_sub(now.millis()));
    if ahead > MAX_SKEW_MS {
        return Some(Unusable::NotYet);
    }
    rsa_key(key)
        .is_some_and(|(modulus, _)| modulus.bits() > MAX_BITS)
        .then_some(Unusable::KeyTooLong)
}

#[cfg(test)]
mod tests;
