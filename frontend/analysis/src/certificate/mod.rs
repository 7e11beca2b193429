//! Certificates: what one says, and whether it names a host.
//!
//! A server proves who it is with an X.509 certificate (RFC 5280): a public key, the names it is for, the time in which
//! it is valid, and the signature of whoever vouches for that. The relay checks signatures and paths, which needs keys and
//! roots; here a certificate is only *read*, as the server sent it.
//!
//! The names that count are the DNS names of its *subject alternative name* extension (RFC 9525 §6.3); a name may begin
//! with `*.`, which stands for exactly one label. The *common name* in the subject was used before that extension
//! existed: today no sender may rely on it (RFC 9525 §2), so it is reported apart.
//!
//! DANE compares digests: of the whole certificate (selector 0) or of its public key with its algorithm, the
//! *SubjectPublicKeyInfo* (selector 1; RFC 6698 §2.1.2). Both are computed here, with SHA-256 and SHA-512.
//!
//! A certificate is whatever the other side sent. Reading is bounded by its length, at most 64 KiB as the relay passes
//! it on; text is capped, and escaped only where it is shown.

mod algorithm;
mod chain;
mod check;
mod check_chain;
mod distinguished_name;
mod identity;
mod name;
mod parse;

use std::fmt;
use std::net::IpAddr;

use serde::Serialize;
use shared::{Octets, Timestamp};

pub use name::{NameMatch, covers};

pub(crate) use algorithm::bit_length;
pub(crate) use chain::Role;
pub(crate) use check::check;
pub(crate) use identity::{Identity, IdentityDoubt, IdentityFault};
pub(crate) use parse::is_public_key;

/// The most names that are kept of one certificate.
pub const MAX_NAMES: usize = 2000;

/// What one certificate says. Nothing in it is checked or judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Certificate {
    /// The subject as text (RFC 4514 order as sent), at most 500 characters; may be empty.
    pub subject: String,
    /// The issuer as text, likewise.
    pub issuer: String,
    /// Whether issuer and subject are the same bytes. Says nothing about the signature.
    pub issuer_is_subject: bool,
    /// The last common name of the subject, if it has one; at most 500 characters.
    pub common_name: Option<String>,
    /// The DNS names of the subject alternative name extension as sent; at most [`MAX_NAMES`].
    pub dns_names: Vec<String>,
    /// The IP addresses of the same extension; at most [`MAX_NAMES`].
    pub ip_names: Vec<IpAddr>,
    /// Whether there were more names than are kept.
    pub names_cut: bool,
    /// Whether that extension, or a name in it, could not be read.
    pub names_broken: bool,
    /// First moment of validity.
    pub not_before: Timestamp,
    /// Last moment of validity, inclusive.
    pub not_after: Timestamp,
    /// The public key.
    pub key: KeyKind,
    /// What the issuer signed it with.
    pub signature_algorithm: SignatureAlgorithm,
    /// Whether it may issue others (basic constraints, RFC 5280 §4.2.1.9).
    pub is_ca: bool,
    /// The serial number in lower-case hexadecimal, at most 40 bytes of it.
    pub serial: String,
    /// How many signed certificate timestamps are embedded (RFC 6962 §3.3); `None` without that extension.
    pub sct_count: Option<usize>,
    /// Whether it obliges the server to staple an OCSP response (RFC 7633).
    pub must_staple: bool,
    /// SHA-256 of the whole certificate: the fingerprint, and what TLSA `x 0 1` holds.
    #[serde(serialize_with = "as_hex")]
    pub sha256: [u8; 32],
    /// SHA-512 of the whole certificate: TLSA `x 0 2`.
    #[serde(serialize_with = "as_hex")]
    pub sha512: [u8; 64],
    /// SHA-256 of the SubjectPublicKeyInfo: TLSA `x 1 1`.
    #[serde(serialize_with = "as_hex")]
    pub spki_sha256: [u8; 32],
    /// SHA-512 of the SubjectPublicKeyInfo: TLSA `x 1 2`.
    #[serde(serialize_with = "as_hex")]
    pub spki_sha512: [u8; 64],
    /// The whole certificate as sent: TLSA `x 0 0`. Too long for a report.
    #[serde(skip)]
    pub der: Octets,
    /// The SubjectPublicKeyInfo as sent: TLSA `x 1 0`. Too long for a report.
    #[serde(skip)]
    pub spki: Octets,
}

/// The kind and size of a public key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum KeyKind {
    /// RSA.
    Rsa {
        /// Length of the modulus in bits.
        bits: usize,
    },
    /// A point on an elliptic curve.
    Ec {
        /// The curve's name, or its object identifier if we do not know it.
        curve: String,
        /// Length of the curve's field in bits; of an unknown curve, as the length of the point shows it.
        bits: usize,
    },
    /// Ed25519 (RFC 8410).
    Ed25519,
    /// Ed448 (RFC 8410).
    Ed448,
    /// Anything else.
    Other {
        /// The algorithm's object identifier.
        oid: String,
    },
}

/// The algorithm of a certificate's signature.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct SignatureAlgorithm {
    /// Its name, or its object identifier if we do not know it.
    pub name: String,
    /// Whether its hash is broken.
    pub weak_hash: Option<WeakHash>,
}

/// A hash with which signatures can be forged, or nearly so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WeakHash {
    /// MD2 or MD5 (RFC 6151).
    Md5,
    /// SHA-1 (RFC 9155 for TLS; the public roots stopped in 2016).
    Sha1,
}

/// Why bytes are no certificate that can be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unreadable {
    /// Not X.509 in DER.
    NotX509,
    /// Bytes follow the certificate.
    TrailingBytes {
        /// How many.
        count: usize,
    },
}

impl Certificate {
    /// Reads one certificate in DER.
    ///
    /// # Errors
    /// The bytes are no X.509 certificate, or more than one.
    pub fn parse(der: &[u8]) -> Result<Self, Unreadable> {
        parse::parse(der)
    }

    /// How this certificate names a host, by the rules of RFC 9525 §6.3.
    #[must_use]
    pub fn covers(&self, host: &shared::DomainName) -> NameMatch {
        name::of_certificate(self, host)
    }

    /// Whether a moment is within the validity (RFC 5280 §4.1.2.5: both ends inclusive).
    #[must_use]
    pub fn is_valid_at(&self, moment: Timestamp) -> bool {
        // not_after names a second, all of which counts.
        self.not_before <= moment && moment.millis() < self.not_after.millis().saturating_add(1000)
    }

    /// Whether a certificate that is valid at a moment should have been renewed by then: two weeks before its end, or when
    /// a third of its validity is left if that is less. One that lives for six days is renewed after three or four, and
    /// always ends within two weeks.
    #[must_use]
    pub fn is_renewal_due(&self, moment: Timestamp) -> bool {
        const DUE: i64 = 14 * 86_400_000;
        let whole = self
            .not_after
            .millis()
            .saturating_sub(self.not_before.millis());
        let left = self.not_after.millis().saturating_sub(moment.millis());
        self.is_valid_at(moment) && left < DUE.min(whole / 3)
    }
}

/// `RSA 2048`, `EC P-256`, `Ed25519`.
impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa { bits } => write!(f, "RSA {bits}"),
            Self::Ec { curve, .. } => write!(f, "EC {curve}"),
            Self::Ed25519 => f.write_str("Ed25519"),
            Self::Ed448 => f.write_str("Ed448"),
            Self::Other { oid } => f.write_str(oid),
        }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotX509 => f.write_str("This is no X.509 certificate."),
            Self::TrailingBytes { count } => write!(f, "{count} bytes follow the certificate."),
        }
    }
}

impl std::error::Error for Unreadable {}

/// Bytes as lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('?');
    let mut text = String::with_capacity(bytes.len().saturating_mul(2));
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 15));
    }
    text
}

fn as_hex<S: serde::Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&hex(bytes))
}
