//! What a finished TLS handshake showed. Code points are open: an unknown one survives and prints as hex.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Octets;

/// Declares an open newtype over a registry's code points, with the names of those we know.
macro_rules! code_points {
    ($(#[$doc:meta])* $name:ident { $($(#[$point_doc:meta])* $point:ident = $value:literal => $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u16);

        impl $name {
            $($(#[$point_doc])* #[doc = $text] pub const $point: Self = Self($value);)+

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
    /// A cipher suite of the IANA registry.
    CipherSuite {
        TLS13_AES_128_GCM_SHA256 = 0x1301 => "TLS_AES_128_GCM_SHA256",
        TLS13_AES_256_GCM_SHA384 = 0x1302 => "TLS_AES_256_GCM_SHA384",
        TLS13_CHACHA20_POLY1305_SHA256 = 0x1303 => "TLS_CHACHA20_POLY1305_SHA256",
        ECDHE_ECDSA_AES_128_GCM_SHA256 = 0xC02B => "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        ECDHE_ECDSA_AES_256_GCM_SHA384 = 0xC02C => "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        ECDHE_RSA_AES_128_GCM_SHA256 = 0xC02F => "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        ECDHE_RSA_AES_256_GCM_SHA384 = 0xC030 => "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        ECDHE_RSA_CHACHA20_POLY1305_SHA256 = 0xCCA8 => "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        ECDHE_ECDSA_CHACHA20_POLY1305_SHA256 = 0xCCA9 => "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    }
}

code_points! {
    /// A key exchange group of the IANA registry (TLS Supported Groups).
    NamedGroup {
        SECP256R1 = 0x0017 => "secp256r1",
        SECP384R1 = 0x0018 => "secp384r1",
        SECP521R1 = 0x0019 => "secp521r1",
        X25519 = 0x001D => "x25519",
        X448 = 0x001E => "x448",
        X25519_MLKEM768 = 0x11EC => "X25519MLKEM768",
    }
}

code_points! {
    /// A signature scheme of the IANA registry (RFC 8446 §4.2.3).
    SignatureScheme {
        RSA_PKCS1_SHA1 = 0x0201 => "rsa_pkcs1_sha1",
        ECDSA_SHA1 = 0x0203 => "ecdsa_sha1",
        RSA_PKCS1_SHA256 = 0x0401 => "rsa_pkcs1_sha256",
        ECDSA_SECP256R1_SHA256 = 0x0403 => "ecdsa_secp256r1_sha256",
        RSA_PKCS1_SHA384 = 0x0501 => "rsa_pkcs1_sha384",
        ECDSA_SECP384R1_SHA384 = 0x0503 => "ecdsa_secp384r1_sha384",
        RSA_PKCS1_SHA512 = 0x0601 => "rsa_pkcs1_sha512",
        ECDSA_SECP521R1_SHA512 = 0x0603 => "ecdsa_secp521r1_sha512",
        RSA_PSS_RSAE_SHA256 = 0x0804 => "rsa_pss_rsae_sha256",
        RSA_PSS_RSAE_SHA384 = 0x0805 => "rsa_pss_rsae_sha384",
        RSA_PSS_RSAE_SHA512 = 0x0806 => "rsa_pss_rsae_sha512",
        ED25519 = 0x0807 => "ed25519",
        ED448 = 0x0808 => "ed448",
    }
}

/// One finished handshake: what was agreed and what the server presented. Facts only; nothing here is a verdict.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
#[serde(tag = "verified", rename_all = "kebab-case")]
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
    /// Whether the organisation (O) that the last presented certificate names as its issuer is also the organisation
    /// of a trusted root, or that certificate's issuer is itself the subject of one. With an incomplete chain this
    /// tells a forgotten intermediate of a public CA from a CA that nobody knows.
    pub issuer_resembles_root: bool,
    /// For each presented certificate, in order, whether the leaf chains to it, dates not looked at
    /// (RFC 7671 §5.2, for DANE-TA). The leaf's own entry says whether it is self-signed.
    pub leaf_chains_to: Vec<bool>,
}

/// Whether a path to a public root exists.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
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
