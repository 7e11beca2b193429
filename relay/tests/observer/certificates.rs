//! Chains with every usual fault: each handshake is finished, and the fault is a fact.

use std::sync::Arc;

use rcgen::ExtendedKeyUsagePurpose;
use shared::{Chain, HandshakeSignature, Observation, PathCheck, PathFault, Service};
use tokio_rustls::rustls::{ServerConfig, version};

use crate::dialogue::{sealed_script, session};
use crate::support::pki::{Authority, Identity, expired};
use crate::support::server::{FakeServer, Step};
use crate::support::{HOST, ending, observations, observer_of};

async fn look(authority: &Authority, config: Arc<ServerConfig>) -> Vec<Observation> {
    let server = FakeServer::start(sealed_script(Step::Tls(config))).await;
    let observer = observer_of(&server, authority).await;
    observations(&observer, Service::Smtp).await
}

/// The chain's facts, after a conversation that came to its natural end all the same.
async fn chain_of(authority: &Authority, identity: &Identity) -> Chain {
    let seen = look(authority, identity.server()).await;
    assert_eq!(ending(&seen).0, None);
    let session = session(&seen);
    assert!(matches!(
        session.signature,
        HandshakeSignature::Right { .. }
    ));
    session.chain.clone()
}

fn fault(check: &PathCheck) -> Option<PathFault> {
    match check {
        PathCheck::Trusted => None,
        PathCheck::Broken { fault, .. } => Some(*fault),
    }
}

#[tokio::test]
async fn self_signed() {
    let chain = chain_of(&Authority::new(), &Identity::self_signed(HOST)).await;
    assert!(chain.self_signed);
    assert_eq!(fault(&chain.path_now), Some(PathFault::UnknownIssuer));
    assert_eq!(
        fault(&chain.path_within_validity),
        Some(PathFault::UnknownIssuer)
    );
    assert_eq!(chain.leaf_chains_to, [true]);
}

#[tokio::test]
async fn expired_is_told_from_an_unknown_issuer() {
    let authority = Authority::new();
    let chain = chain_of(&authority, &authority.issue_with(HOST, expired)).await;
    assert_eq!(fault(&chain.path_now), Some(PathFault::Expired));
    assert_eq!(fault(&chain.path_within_validity), None);
}

#[tokio::test]
async fn a_missing_intermediate() {
    let authority = Authority::new();
    let mut identity = authority.issue(HOST);
    identity.chain.truncate(1);
    let chain = chain_of(&authority, &identity).await;
    assert_eq!(fault(&chain.path_now), Some(PathFault::UnknownIssuer));
    assert!(!chain.self_signed);
    assert_eq!(chain.leaf_chains_to, [false]);
}

#[tokio::test]
async fn names_are_not_looked_at() {
    let authority = Authority::new();
    let chain = chain_of(&authority, &authority.issue("elsewhere.example.test")).await;
    assert!(chain.path_now.is_trusted());
}

#[tokio::test]
async fn a_certificate_for_clients_only() {
    let authority = Authority::new();
    let identity = authority.issue_with(HOST, |params| {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    });
    let chain = chain_of(&authority, &identity).await;
    assert_eq!(fault(&chain.path_now), Some(PathFault::WrongUsage));
}

#[tokio::test]
async fn a_long_chain_is_cut_and_its_beginning_kept() {
    let authority = Authority::new();
    let mut identity = authority.issue(HOST);
    let intermediate = identity.chain[1].clone();
    identity.chain.extend(vec![intermediate; 12]);
    let chain = chain_of(&authority, &identity).await;
    assert!(chain.cut);
    assert_eq!(chain.certificates.len(), 10);
    assert_eq!(chain.leaf_chains_to.len(), 10);
    assert!(chain.path_now.is_trusted());
}

#[tokio::test]
async fn a_key_that_does_not_fit_is_a_wrong_signature() {
    let authority = Authority::new();
    for versions in [&[&version::TLS13], &[&version::TLS12]] {
        let identity = authority.issue(HOST).with_key_of(&authority.issue(HOST));
        let seen = look(&authority, identity.server_for(versions)).await;
        let signature = &session(&seen).signature;
        assert!(
            matches!(signature, HandshakeSignature::Wrong { .. }),
            "{signature:?}"
        );
        assert_eq!(ending(&seen).0, None);
    }
}
