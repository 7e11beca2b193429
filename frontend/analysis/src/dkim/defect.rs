//! Every mistake that the reader tells apart, with its words.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A mistake in a key record (RFC 6376 §3.6.1).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "mistake", rename_all = "kebab-case")]
pub enum DkimDefect {
    /// The version stands behind another field.
    VersionNotFirst,
    /// The version is not exactly `DKIM1`.
    WrongVersion,
    /// A field stands there twice.
    Repeated {
        /// Its name.
        name: String,
    },
    /// The name of a field has a character that none may have, or is empty.
    BadName,
    /// The name of a field differs only by upper case from one that counts.
    WrongCase {
        /// The name that counts.
        expected: String,
    },
    /// There is no key.
    NoKey,
    /// A character in the key belongs to no Base64.
    BadBase64,
    /// The characters are right, and their number or the padding is not.
    CutBase64,
    /// The record is written with the quotation marks or backslashes of a zone file in it.
    ZoneFileMarks,
    /// The key is a whole PEM file.
    Pem,
    /// Longer than any key.
    KeyTooLong,
    /// An RSA key that cannot be read.
    NotRsa,
    /// Bytes follow the key.
    BytesAfterKey,
    /// 32 bytes without `k=ed25519`.
    Ed25519Untold,
    /// An Ed25519 key in the wrapping of certificates.
    Ed25519Wrapped,
    /// An Ed25519 key with another length than 32 bytes.
    Ed25519Length {
        /// The length in bytes.
        bytes: usize,
    },
    /// An RSA key behind `k=ed25519`.
    RsaAsEd25519,
    /// A key type that no standard has.
    UnknownKeyType,
    /// An exponent that makes every signature worthless.
    BadExponent,
    /// An exponent that is small.
    SmallExponent,
    /// An entry in a list between colons that is empty or has a character that none may have.
    BadEntry,
    /// A character that stands in no value.
    BadCharacter,
}

/// What is wrong, in plain English, as a whole sentence.
impl fmt::Display for DkimDefect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::VersionNotFirst => "“v” must be the first field of the record, or be left out.",
            Self::WrongVersion => "The version must be exactly “DKIM1”, in upper case.",
            Self::Repeated { name } => {
                return write!(f, "“{name}” was given before. A record with a field twice is invalid.");
            }
            Self::BadName => "The name of a field has letters, digits and underscores alone, and begins with a letter.",
            Self::WrongCase { expected } => {
                return write!(
                    f,
                    "The names of fields are in lower case; this one is passed over. Is it meant to be “{expected}”?"
                );
            }
            Self::NoKey => "“p”, the key itself, is missing; it is required.",
            Self::BadBase64 => "This character cannot be part of a key in Base64.",
            Self::CutBase64 => "The key is not complete Base64: characters are missing at its end, or there are too many.",
            Self::ZoneFileMarks => {
                "Quotation marks and backslashes belong to zone files; here they have become part of the record."
            }
            Self::Pem => "Only the Base64 between the BEGIN and END lines belongs here, without these lines.",
            Self::KeyTooLong => "This is longer than any key in use.",
            Self::NotRsa => "This is no RSA public key.",
            Self::BytesAfterKey => "The key is followed by bytes that do not belong to it.",
            Self::Ed25519Untold => {
                "This has the length of an Ed25519 key, but without “k=ed25519” it is taken for an RSA key."
            }
            Self::Ed25519Wrapped => {
                "An Ed25519 key is published as its bare 32 bytes; this one is wrapped as for a certificate (SubjectPublicKeyInfo)."
            }
            Self::Ed25519Length { bytes } => {
                return write!(f, "An Ed25519 key has 32 bytes; this has {bytes}.");
            }
            Self::RsaAsEd25519 => "This is an RSA key, but “k” says Ed25519.",
            Self::UnknownKeyType => "Receivers know the key types “rsa” and “ed25519” alone and pass over others.",
            Self::BadExponent => "With this exponent the key proves nothing.",
            Self::SmallExponent => "The exponent is smaller than the usual 65537.",
            Self::BadEntry => {
                "Each entry between the colons is one word of letters, digits and hyphens that begins with a letter."
            }
            Self::BadCharacter => "This character may not stand in the value of a field.",
        })
    }
}
