//! Handshakes for the tests of this module.

use shared::{
    Chain, CipherSuite, HandshakeSignature, HelloAnswer, PathCheck, PathFault, ServerHello,
    TlsSession, TlsVersion,
};

/// A suite with nothing broken about it.
pub(super) const GOOD: CipherSuite = CipherSuite::ECDHE_RSA_AES_128_CBC_SHA;

/// A full handshake that showed no certificate.
pub(super) fn session(version: TlsVersion) -> TlsSession {
    let unreadable = PathCheck::Broken {
        fault: PathFault::Unreadable,
        detail: String::new(),
    };
    TlsSession {
        version,
        suite: GOOD,
        group: None,
        signature: HandshakeSignature::None,
        ocsp_stapled: false,
        chain: Chain {
            certificates: Vec::new(),
            cut: false,
            path_now: unreadable.clone(),
            path_within_validity: unreadable,
            self_signed: false,
            issuer_resembles_root: false,
            leaf_chains_to: Vec::new(),
        },
        elapsed_ms: 1,
    }
}

/// The answer to a raw hello.
pub(super) fn chose(version: TlsVersion, suite: CipherSuite) -> HelloAnswer {
    HelloAnswer::ServerHello {
        hello: Box::new(ServerHello::choosing(version, suite)),
    }
}
