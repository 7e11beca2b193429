//! Certificates to what their signatures show.

use std::sync::LazyLock;
use std::time::Duration;

use rustls_pki_types::{CertificateDer, UnixTime};
use shared::PathCheck;

use super::scripted::CERTIFICATE;
use crate::limits;
use crate::tls::{TrustedRoots, facts_at};

/// The public roots, and the certificate of the scripted server.
static ROOTS: LazyLock<TrustedRoots> =
    LazyLock::new(|| TrustedRoots::with_extra(&[CertificateDer::from(CERTIFICATE)]).unwrap());

/// Checks bytes as a presented chain: one element of DER after another, leaf first, and what is none at the end.
pub fn chain(input: &[u8]) {
    let mut certificates = elements(input);
    certificates.truncate(limits::CHAIN_CERTIFICATES);
    // 2026-06-15: inside the validity of most of the corpus.
    let now = UnixTime::since_unix_epoch(Duration::from_secs(1_781_481_600));
    let facts = facts_at(&certificates, false, &ROOTS, now);
    let presented = certificates.iter().map(AsRef::as_ref);
    assert!(
        facts
            .certificates
            .iter()
            .map(|der| der.as_slice())
            .eq(presented)
    );
    assert_eq!(facts.leaf_chains_to.len(), certificates.len());
    // RFC 7671 §5.2: the leaf leads to itself exactly where it signed itself.
    let itself = facts.leaf_chains_to.first().copied().unwrap_or_default();
    assert!(!facts.self_signed || itself, "signed by itself, and not");
    if facts.path_now == PathCheck::Trusted {
        assert!(facts.path_within_validity == PathCheck::Trusted);
    }
    if certificates.is_empty() {
        assert!(!facts.self_signed && !facts.issuer_resembles_root);
    }
    assert_eq!(facts_at(&certificates, false, &ROOTS, now), facts, "twice");
}

/// Cuts bytes at the ends of their DER elements (X.690 §8.1), as far as they have such lengths.
fn elements(input: &[u8]) -> Vec<CertificateDer<'_>> {
    let mut found = Vec::new();
    let mut rest = input;
    while !rest.is_empty() {
        let length = match rest {
            [_, short @ 0..=0x7F, ..] => 2 + usize::from(*short),
            [_, 0x81, a, ..] => 3 + usize::from(*a),
            [_, 0x82, a, b, ..] => 4 + usize::from(u16::from_be_bytes([*a, *b])),
            _ => rest.len(),
        };
        let (element, later) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        found.push(CertificateDer::from(element));
        rest = later;
    }
    found
}
