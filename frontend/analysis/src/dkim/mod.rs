//! DKIM keys (RFC 6376): with which the domain's mail is signed.
//!
//! A sender signs each mail with a private key and names, in the mail's DKIM-Signature header, a domain (`d=`) and a
//! *selector* (`s=`). The public key stands in a TXT record at `<selector>._domainkey.<domain>`: a list of fields such as
//! `v=DKIM1; k=rsa; p=MIIB…`. `k` is the kind of key, RSA or Ed25519 (RFC 8463); `p` the key in Base64, and an empty one
//! says that the key is no longer in use; `h` restricts the hashes, `s` the services, and `t=y` says that it is a test.
//!
//! DNS lists nobody's selectors. They stand in the mail, which Waxseal does not see, so a key can be found only by a
//! selector that somebody typed, that stands in a pasted header ([`signatures`]), or that many use. That none was found
//! proves nothing. One hint there is: when `_domainkey.<domain>` itself does not exist (NXDOMAIN), nothing below it does
//! either (RFC 8020 §2), unless the DNS server has that wrong.

mod canonical;
mod check;
mod check_key;
mod defect;
mod facts;
mod header;
mod key;
mod parse;
mod plan;
mod report;
#[cfg(test)]
mod samples;
mod selectors;
mod signature;
#[cfg(test)]
pub(crate) mod test_world;
mod verify;

use std::fmt;

use serde::Serialize;

use crate::syntax::Extension;

pub use canonical::{
    BodyHash, RawField, body_hash, field as canonical_field, signed_fields, without_signature,
};
pub use defect::DkimDefect;
pub use header::{Algorithm, Canonicalization, Signature, SignatureDefect, SignatureKind};
pub use key::PublicKey;
pub use parse::parse;
pub use report::{DkimReport, KeyReport, SelectorReport};
pub use selectors::{COMMON_SELECTORS, MAX_QUERIES};
pub use signature::{MAX_MESSAGE, MAX_SIGNATURES, Signatures, signatures};

pub use verify::{
    BodyCheck, HeaderCheck, Unusable, Verification, check_body, check_signed, compare_body,
    refused, verify,
};

pub(crate) use check::check;
pub(crate) use facts::{Dkim, Tested, name_of, read_selector};
pub(crate) use plan::outstanding;
pub(crate) use report::report;

/// A valid key record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct DkimKey {
    /// Whether it begins with `v=DKIM1`, which is recommended and not required.
    pub has_version: bool,
    /// The hashes that may be used with it, in lower case; nothing if any may. Unknown ones included.
    pub hashes: Option<Vec<String>>,
    /// The type of key.
    pub key_type: KeyType,
    /// Notes for people.
    pub notes: Option<String>,
    /// The key; nothing if it has been revoked.
    pub key: Option<PublicKey>,
    /// The key in Base64 without white space; empty if it has been revoked.
    pub base64: String,
    /// The services it is for: `*` for all, `email`. Unknown ones included.
    pub services: Vec<String>,
    /// `y`: a test. `s`: the signer's address must be of the very domain. Unknown ones included.
    pub flags: Vec<String>,
    /// Fields that the standard does not define; receivers pass over them.
    pub extensions: Vec<Extension>,
}

/// The type of a key (RFC 6376 §3.6.1, RFC 8463 §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyType {
    /// RSA.
    Rsa,
    /// Ed25519.
    Ed25519,
}

impl DkimKey {
    /// Whether the record says that it is a test: receivers treat mail that fails as if it were not signed.
    #[must_use]
    pub fn is_testing(&self) -> bool {
        self.flags.iter().any(|flag| flag == "y")
    }

    /// Whether it may be used for mail.
    #[must_use]
    pub fn is_for_mail(&self) -> bool {
        self.services.iter().any(|one| one == "*" || one == "email")
    }

    /// Whether it is for TLS reports and not for mail (RFC 8460 §3).
    #[must_use]
    pub fn is_for_tls_reports(&self) -> bool {
        !self.is_for_mail() && self.services.iter().any(|one| one == "tlsrpt")
    }

    /// Whether it may be used with SHA-256, the only hash that is still allowed (RFC 8301 §3.1).
    #[must_use]
    pub fn allows_sha256(&self) -> bool {
        self.hashes
            .as_ref()
            .is_none_or(|hashes| hashes.iter().any(|hash| hash == "sha256"))
    }

    /// Whether the key is one that receivers must not accept (RFC 8301 §3.2).
    #[must_use]
    pub const fn is_too_short(&self) -> bool {
        matches!(&self.key, Some(PublicKey::Rsa { bits, .. }) if *bits < 1024)
    }

    /// Whether a signature of mail can be valid by this record.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        self.key.is_some() && !self.is_too_short() && self.is_for_mail() && self.allows_sha256()
    }
}

/// As the standard writes it: `v=DKIM1; k=rsa; p=…`. Reading that gives an equal record but for the version and spans.
impl fmt::Display for DkimKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("v=DKIM1; ")?;
        if let Some(hashes) = &self.hashes {
            write!(f, "h={}; ", hashes.join(":"))?;
        }
        f.write_str(match self.key_type {
            KeyType::Rsa => "k=rsa; ",
            KeyType::Ed25519 => "k=ed25519; ",
        })?;
        if let Some(notes) = &self.notes {
            write!(f, "n={notes}; ")?;
        }
        write!(f, "s={}; ", self.services.join(":"))?;
        if !self.flags.is_empty() {
            write!(f, "t={}; ", self.flags.join(":"))?;
        }
        for extension in &self.extensions {
            write!(f, "{}={}; ", extension.name, extension.value)?;
        }
        write!(f, "p={}", self.base64)
    }
}

/// A key in words: "RSA, 2048 bits".
pub(crate) fn key_words(key: &PublicKey) -> String {
    match key {
        PublicKey::Rsa { bits, .. } => format!("RSA, {bits} bits"),
        PublicKey::Ed25519 => "Ed25519".to_owned(),
    }
}
