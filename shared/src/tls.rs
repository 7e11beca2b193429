//! What a finished TLS handshake showed. Code points are open: an unknown one survives and prints as hex.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Octets;

/// Declares an open newtype over a registry's code points, with the names of those we know.
macro_rules! code_points {
    ($(#[$doc:meta])* $name:ident { $($(#[$point_doc:meta])* $point:ident = $value:literal => $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(pub u16);

        impl $name {
            $($(#[$point_doc])* #[doc = $text] pub const $point: Self = Self($value);)+

            /// Every code point with a name here, in the order of declaration.
            pub const KNOWN: &'static [Self] = &[$(Self($value)),+];

            /// The registered name, if we know it.
            #[must_use]
            pub const fn name(self) -> Option<&'static str> {
                match self.0 {
                    $($value => Some($text),)+
                    _ => None,
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self.name() {
                    Some(name) => f.write_str(name),
                    None => write!(f, "0x{:04X}", self.0),
                }
            }
        }
    };
}

mod cipher_suite;

pub use cipher_suite::CipherSuite;

code_points! {
    /// A protocol version by its code point in hellos (RFC 8446 §4.1.2, §4.2.1). Ordered: older is less.
    TlsVersion {
        SSL3 = 0x0300 => "SSLv3",
        TLS10 = 0x0301 => "TLS 1.0",
        TLS11 = 0x0302 => "TLS 1.1",
        TLS12 = 0x0303 => "TLS 1.2",
        TLS13 = 0x0304 => "TLS 1.3",
    }
}

code_points! {
    /// A key exchange group of the IANA registry (TLS Supported Groups).
    NamedGroup {
        SECT163K1 = 0x0001 => "sect163k1",
        SECT163R1 = 0x0002 => "sect163r1",
        SECT163R2 = 0x0003 => "sect163r2",
        SECT193R1 = 0x0004 => "sect193r1",
        SECT193R2 = 0x0005 => "sect193r2",
        SECT233K1 = 0x0006 => "sect233k1",
        SECT233R1 = 0x0007 => "sect233r1",
        SECT239K1 = 0x0008 => "sect239k1",
        SECT283K1 = 0x0009 => "sect283k1",
        SECT283R1 = 0x000A => "sect283r1",
        SECT409K1 = 0x000B => "sect409k1",
        SECT409R1 = 0x000C => "sect409r1",
        SECT571K1 = 0x000D => "sect571k1",
        SECT571R1 = 0x000E => "sect571r1",
        SECP160K1 = 0x000F => "secp160k1",
        SECP160R1 = 0x0010 => "secp160r1",
        SECP160R2 = 0x0011 => "secp160r2",
        SECP192K1 = 0x0012 => "secp192k1",
        SECP192R1 = 0x0013 => "secp192r1",
        SECP224K1 = 0x0014 => "secp224k1",
        SECP224R1 = 0x0015 => "secp224r1",
        SECP256K1 = 0x0016 => "secp256k1",
        SECP256R1 = 0x0017 => "secp256r1",
        SECP384R1 = 0x0018 => "secp384r1",
        SECP521R1 = 0x0019 => "secp521r1",
        BRAINPOOLP256R1 = 0x001A => "brainpoolP256r1",
        BRAINPOOLP384R1 = 0x001B => "brainpoolP384r1",
        BRAINPOOLP512R1 = 0x001C => "brainpoolP512r1",
        X25519 = 0x001D => "x25519",
        X448 = 0x001E => "x448",
        BRAINPOOLP256R1_TLS13 = 0x001F => "brainpoolP256r1tls13",
        BRAINPOOLP384R1_TLS13 = 0x0020 => "brainpoolP384r1tls13",
        BRAINPOOLP512R1_TLS13 = 0x0021 => "brainpoolP512r1tls13",
        FFDHE2048 = 0x0100 => "ffdhe2048",
        FFDHE3072 = 0x0101 => "ffdhe3072",
        FFDHE4096 = 0x0102 => "ffdhe4096",
        FFDHE6144 = 0x0103 => "ffdhe6144",
        FFDHE8192 = 0x0104 => "ffdhe8192",
        MLKEM512 = 0x0200 => "MLKEM512",
        MLKEM768 = 0x0201 => "MLKEM768",
        MLKEM1024 = 0x0202 => "MLKEM1024",
        SECP256R1_MLKEM768 = 0x11EB => "SecP256r1MLKEM768",
        X25519_MLKEM768 = 0x11EC => "X25519MLKEM768",
        SECP384R1_MLKEM1024 = 0x11ED => "SecP384r1MLKEM1024",
    }
}

code_points! {
    /// A signature scheme of the IANA registry (RFC 8446 §4.2.3); below TLS 1.3 a hash and a signature algorithm
    /// (RFC 5246 §7.4.1.4.1).
    SignatureScheme {
        RSA_MD5 = 0x0101 => "rsa_md5",
        RSA_PKCS1_SHA1 = 0x0201 => "rsa_pkcs1_sha1",
        DSA_SHA1 = 0x0202 => "dsa_sha1",
        ECDSA_SHA1 = 0x0203 => "ecdsa_sha1",
        RSA_SHA224 = 0x0301 => "rsa_sha224",
        DSA_SHA224 = 0x0302 => "dsa_sha224",
        ECDSA_SHA224 = 0x0303 => "ecdsa_sha224",
        RSA_PKCS1_SHA256 = 0x0401 => "rsa_pkcs1_sha256",
        DSA_SHA256 = 0x0402 => "dsa_sha256",
        ECDSA_SECP256R1_SHA256 = 0x0403 => "ecdsa_secp256r1_sha256",
        RSA_PKCS1_SHA384 = 0x0501 => "rsa_pkcs1_sha384",
        DSA_SHA384 = 0x0502 => "dsa_sha384",
        ECDSA_SECP384R1_SHA384 = 0x0503 => "ecdsa_secp384r1_sha384",
        RSA_PKCS1_SHA512 = 0x0601 => "rsa_pkcs1_sha512",
        DSA_SHA512 = 0x0602 => "dsa_sha512",
        ECDSA_SECP521R1_SHA512 = 0x0603 => "ecdsa_secp521r1_sha512",
        RSA_PSS_RSAE_SHA256 = 0x0804 => "rsa_pss_rsae_sha256",
        RSA_PSS_RSAE_SHA384 = 0x0805 => "rsa_pss_rsae_sha384",
        RSA_PSS_RSAE_SHA512 = 0x0806 => "rsa_pss_rsae_sha512",
        ED25519 = 0x0807 => "ed25519",
        ED448 = 0x0808 => "ed448",
        RSA_PSS_PSS_SHA256 = 0x0809 => "rsa_pss_pss_sha256",
        RSA_PSS_PSS_SHA384 = 0x080A => "rsa_pss_pss_sha384",
        RSA_PSS_PSS_SHA512 = 0x080B => "rsa_pss_pss_sha512",
    }
}

/// One finished handshake: what was agreed and what the server presented. Facts only; nothing here is a verdict.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TlsSession {
    /// The version agreed.
    pub version: TlsVersion,
    /// The cipher suite agreed.
    pub suite: CipherSuite,
    /// The key exchange group agreed, where the stack tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<NamedGroup>,
    /// The server's own signature over the handshake.
    pub signature: HandshakeSignature,
    /// Whether an OCSP response was stapled.
    pub ocsp_stapled: bool,
    /// The certificates as presented, and what checking their signatures showed.
    pub chain: Chain,
    /// From the first byte of the hello to the finished handshake, in milliseconds.
    pub elapsed_ms: u32,
}

/// Whether the server proved that it holds its certificate's key (RFC 8446 §4.4.3).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum HandshakeSignature {
    /// The signature is right.
    Right {
        /// The scheme it was made with.
        scheme: SignatureScheme,
    },
    /// The signature is wrong, or could not be checked.
    Wrong {
        /// The scheme it claims.
        scheme: SignatureScheme,
        /// What the check said.
        reason: String,
    },
    /// The handshake carried none.
    None,
}

/// The certificates a server presented, in its order, with every fact that needs a signature check.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Chain {
    /// DER, leaf first as sent; at most 10 certificates and 64 KiB.
    pub certificates: Vec<Octets>,
    /// Whether more came than is kept here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cut: bool,
    /// The path from the leaf to a public root at the time of the handshake. Names are not looked at.
    pub path_now: PathCheck,
    /// The same at a moment inside the leaf's own validity, which tells "expired" from "unknown issuer".
    pub path_within_validity: PathCheck,
    /// Whether the leaf's issuer equals its subject and its own key verifies its signature.
    pub self_signed: bool,
    /// Whether the organisation (O) that the last certificate to which names lead from the leaf names as its issuer is
    /// also the organisation of a trusted root, or that certificate's issuer is itself the subject of one. With an
    /// incomplete chain this tells a forgotten intermediate of a public CA from a CA that nobody knows.
    pub issuer_resembles_root: bool,
    /// For each presented certificate, in order, whether the leaf chains to it, dates not looked at
    /// (RFC 7671 §5.2, for DANE-TA). The leaf's own entry says whether it is self-signed.
    pub leaf_chains_to: Vec<bool>,
}

/// Whether a path to a public root exists.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PathCheck {
    /// Yes.
    Trusted,
    /// No, and why.
    Broken {
        /// The kind of fault.
        fault: PathFault,
        /// The verifier's own words.
        detail: String,
    },
}

impl PathCheck {
    /// Whether a path to a public root exists.
    #[must_use]
    pub const fn is_trusted(&self) -> bool {
        matches!(self, Self::Trusted)
    }
}

/// Why there is no path to a public root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PathFault {
    /// The certificate, or one above it, is past its date.
    Expired,
    /// The certificate, or one above it, is not valid yet.
    NotYetValid,
    /// No presented or known issuer made this certificate.
    UnknownIssuer,
    /// A signature on the path is wrong.
    BadSignature,
    /// The certificate may not be used for a server, or its issuer may not issue.
    WrongUsage,
    /// The certificate cannot be read as X.509.
    Unreadable,
    /// Something else, in the detail's words.
    Other,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_code_points_survive_and_print() {
        assert_eq!(TlsVersion(0x0399).to_string(), "0x0399");
        assert_eq!(TlsVersion::TLS13.to_string(), "TLS 1.3");
        assert!(TlsVersion::TLS11 < TlsVersion::TLS12);
    }
}
