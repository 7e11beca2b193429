//! What a server answered to a raw hello of ours, which never leads to a finished handshake.

use serde::{Deserialize, Serialize};

use crate::{Chain, CipherSuite, Failure, NamedGroup, SignatureScheme, TlsVersion};

/// What came back to one raw ClientHello. What happened, not what it means.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum HelloAnswer {
    /// The server chose version and suite and went on.
    ServerHello {
        /// What it chose.
        hello: Box<ServerHello>,
    },
    /// The server answered with an alert instead.
    Alert {
        /// The alert's number (RFC 8446 §6).
        code: u8,
        /// The alert's name.
        name: String,
    },
    /// There was no answer: the connection ended or stayed silent, what came was no TLS, or the server did not let us
    /// come as far as the hello. The phase tells how far that was.
    Failed {
        /// What happened.
        failure: Failure,
    },
}

/// Who published the prime of a Diffie-Hellman key exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PrimeOrigin {
    /// RFC 7919: ffdhe2048 to ffdhe8192, made for TLS.
    Rfc7919,
    /// RFC 2409 and RFC 3526: the groups of IKE, safe primes as well.
    Ike,
    /// RFC 5114: no safe primes, and of unknown making.
    Rfc5114,
    /// None of these: made by the server, or shipped with its software.
    Unknown,
}

/// The server's side of a handshake, as far as it goes without us: below TLS 1.3 the messages from ServerHello to
/// ServerHelloDone (RFC 5246 §7.3), in TLS 1.3 the ServerHello or HelloRetryRequest alone (RFC 8446 §4.1). Nothing in
/// it is verified but the certificates' signatures on each other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServerHello {
    /// The version chosen.
    pub version: TlsVersion,
    /// The cipher suite chosen.
    pub suite: CipherSuite,
    /// The key exchange group: of the ServerKeyExchange, if it has a named one (RFC 8422 §5.4), or of the key share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<NamedGroup>,
    /// The scheme of the ServerKeyExchange's signature; only TLS 1.2 says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<SignatureScheme>,
    /// Bits of the prime of a Diffie-Hellman key exchange.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dh_bits: Option<u16>,
    /// Who published that prime.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dh_origin: Option<PrimeOrigin>,
    /// Whether this is a HelloRetryRequest (RFC 8446 §4.1.4): the group is then the one that the server wants.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retry_request: bool,
    /// Whether the server supports the extended master secret (RFC 7627).
    pub extended_master_secret: bool,
    /// Whether the server supports secure renegotiation (RFC 5746).
    pub secure_renegotiation: bool,
    /// The compression method chosen: 0 is none, 1 DEFLATE (RFC 3749).
    pub compression: u8,
    /// Whether the server's random ends in a mark that it would have chosen a newer version: in TLS 1.2 that it
    /// knows TLS 1.3, below that it knows TLS 1.2 (RFC 8446 §4.1.3).
    pub downgrade_mark: bool,
    /// Whether the server asked for a certificate of the client (RFC 5246 §7.4.4); whether it insists shows only when
    /// none is given.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub certificate_request: bool,
    /// The certificates presented; nothing if the suite needs none, or where an earlier event about this address
    /// carries the very same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chain: Option<Chain>,
    /// What ended the server's messages before ServerHelloDone, if something did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut_short_by: Option<Failure>,
}

impl ServerHello {
    /// A choice of version and suite by a server that keeps to RFC 7627 and RFC 5746; nothing else is known of it.
    #[must_use]
    pub const fn choosing(version: TlsVersion, suite: CipherSuite) -> Self {
        Self {
            version,
            suite,
            group: None,
            signature: None,
            dh_bits: None,
            dh_origin: None,
            retry_request: false,
            extended_master_secret: true,
            secure_renegotiation: true,
            compression: 0,
            downgrade_mark: false,
            certificate_request: false,
            chain: None,
            cut_short_by: None,
        }
    }
}
