//! The signature in a mail: what stands in a DKIM-Signature header (RFC 6376 §3.5), and in those of ARC, which are made
//! of the same fields (RFC 8617 §4.1).

mod defect;
mod reader;

use std::fmt;

use serde::Serialize;
use shared::{DomainName, Timestamp};

use crate::evidence::Selector;

use reader::Reader;

pub use defect::SignatureDefect;

/// Which header it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignatureKind {
    /// DKIM-Signature.
    Dkim,
    /// ARC-Message-Signature: the mail, as a forwarder passed it on.
    ArcMessage,
    /// ARC-Seal: what forwarders say of it.
    ArcSeal,
}

/// A signature that can be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Signature {
    /// Which header it is.
    pub kind: SignatureKind,
    /// How it is made, `a=`.
    pub algorithm: Algorithm,
    /// The signature, `b=`.
    #[serde(skip)]
    pub signature: Vec<u8>,
    /// The hash of the body, `bh=`; empty for a seal.
    #[serde(skip)]
    pub body_hash: Vec<u8>,
    /// What is done to headers before they are signed: the first half of `c=`.
    pub header_canonicalization: Canonicalization,
    /// What is done to the body before it is hashed: the second half of `c=`.
    pub body_canonicalization: Canonicalization,
    /// Who signs, `d=`.
    pub domain: DomainName,
    /// Which key, `s=`.
    pub selector: Selector,
    /// The headers that are signed, `h=`, in lower case and in their order; empty for a seal.
    pub headers: Vec<String>,
    /// On whose behalf, `i=`; not of ARC.
    pub identity: Option<String>,
    /// How much of the body is signed, `l=`, in bytes.
    pub length: Option<u64>,
    /// When it was made, `t=`.
    pub signed_at: Option<Timestamp>,
    /// When it expires, `x=`.
    pub expires_at: Option<Timestamp>,
    /// Of ARC: the number of the forwarder, `i=`.
    pub instance: Option<u32>,
    /// Of a seal: what the forwarder found of the chain before, `cv=`, as it stands.
    pub chain_validation: Option<String>,
}

/// How a signature is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Algorithm {
    /// RSA with SHA-256.
    RsaSha256,
    /// RSA with SHA-1, which must not be accepted any more (RFC 8301 §3.1).
    RsaSha1,
    /// Ed25519 with SHA-256 (RFC 8463).
    Ed25519Sha256,
    /// A word that no standard has.
    Other(String),
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::RsaSha256 => "rsa-sha256",
            Self::RsaSha1 => "rsa-sha1",
            Self::Ed25519Sha256 => "ed25519-sha256",
            Self::Other(word) => word,
        })
    }
}

/// What is done to text before it is signed (RFC 6376 §3.4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Canonicalization {
    /// Nearly nothing: any change breaks the signature.
    #[default]
    Simple,
    /// White space and the case of names do not count.
    Relaxed,
}

impl fmt::Display for Canonicalization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Simple => "simple",
            Self::Relaxed => "relaxed",
        })
    }
}

impl Signature {
    /// Reads the value of such a header, folded or not.
    ///
    /// # Errors
    /// Everything that keeps it from being used.
    pub fn parse(kind: SignatureKind, value: &str) -> Result<Self, Vec<SignatureDefect>> {
        let unfolded = value.replace(['\r', '\n'], " ");
        let mut reader = Reader::new(&unfolded);
        let signature = reader.signature(kind);
        match (signature, reader.defects) {
            (Some(signature), defects) if defects.is_empty() => Ok(signature),
            (_, defects) => Err(defects),
        }
    }
}

#[cfg(test)]
mod tests;
