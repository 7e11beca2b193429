//! What a presented chain shows when its signatures are checked. Names are not looked at: that is the reader's part.

use std::cell::Cell;
use std::time::Duration;

use rustls_pki_types::{CertificateDer, UnixTime};
use shared::{Chain, Octets, PathCheck, PathFault};
use webpki::{EndEntityCert, KeyUsage, VerifiedPath};
use x509_parser::prelude::{FromDer, X509Certificate};

use super::roots::TrustedRoots;
use super::signature::is_issued_by;

/// The facts about certificates as presented, leaf first.
///
/// The work is bounded: at most [`crate::limits::CHAIN_CERTIFICATES`] come here, webpki caps its own search, and
/// keys of more than 8192 bit are refused by the cryptography library unread.
pub(crate) fn facts(
    certificates: &[CertificateDer<'_>],
    cut: bool,
    roots: &TrustedRoots,
    now: UnixTime,
) -> Chain {
    let parsed: Vec<Option<X509Certificate<'_>>> = certificates
        .iter()
        .map(|der| {
            X509Certificate::from_der(der)
                .ok()
                .map(|(_, parsed)| parsed)
        })
        .collect();
    let leaf = parsed.first().and_then(Option::as_ref);
    let self_signed = leaf.is_some_and(|leaf| is_issued_by(leaf, leaf));

    let reached = leaf_leads_to(&parsed);
    let is_without_issuer =
        self_signed || !reached.iter().any(|reached| roots.issue_by_name(reached));
    let path_at = |time| path(certificates, roots, time, is_without_issuer);
    let path_now = path_at(now);
    let inside = leaf.map_or(now, |leaf| moment_inside(leaf, now));
    let path_within_validity = if inside == now {
        path_now.clone()
    } else {
        path_at(inside)
    };
    Chain {
        certificates: certificates
            .iter()
            .map(|der| Octets::from(der.as_ref()))
            .collect(),
        cut,
        path_now,
        path_within_validity,
        self_signed,
        issuer_resembles_root: reached
            .last()
            .is_some_and(|last| roots.resemble_issuer_of(last)),
        leaf_chains_to: leaf_chains_to(&parsed),
    }
}

/// The path from the leaf to a root at a time, for use as a TLS server.
fn path(
    certificates: &[CertificateDer<'_>],
    roots: &TrustedRoots,
    time: UnixTime,
    is_without_issuer: bool,
) -> PathCheck {
    let Some((leaf, intermediates)) = certificates.split_first() else {
        return PathCheck::Broken {
            fault: PathFault::Unreadable,
            detail: "no certificate was presented".to_owned(),
        };
    };
    let forbidden = Cell::new(false);
    let is_permitted = |path: &VerifiedPath<'_>| {
        let mut above = path.intermediate_certificates();
        if above.all(|certificate| may_sign(&certificate.der())) {
            return Ok(());
        }
        forbidden.set(true);
        Err(webpki::Error::EndEntityUsedAsCa)
    };
    let outcome = EndEntityCert::try_from(leaf).and_then(|leaf| {
        leaf.verify_for_usage(
            webpki::ALL_VERIFICATION_ALGS,
            roots.anchors(),
            intermediates,
            time,
            KeyUsage::server_auth(),
            None,
            Some(&is_permitted),
        )
        .map(|_path| ())
    });
    match outcome {
        Ok(()) => PathCheck::Trusted,
        Err(_) if forbidden.get() => PathCheck::Broken {
            fault: PathFault::WrongUsage,
            detail:
                "the key usage of an issuer's certificate does not allow it to sign certificates"
                    .to_owned(),
        },
        Err(error) => PathCheck::Broken {
            fault: fault_of(&error, is_without_issuer),
            detail: error.to_string(),
        },
    }
}

/// RFC 5280 §6.1.4 (n): where a certificate above the leaf has a key usage, signing certificates must be in it. webpki
/// does not look at that; OpenSSL and GnuTLS do.
fn may_sign(certificate: &CertificateDer<'_>) -> bool {
    X509Certificate::from_der(certificate)
        .ok()
        .and_then(|(_, parsed)| {
            let usage = parsed.key_usage().ok()??;
            Some(usage.value.key_cert_sign())
        })
        .unwrap_or(true)
}

fn fault_of(error: &webpki::Error, is_without_issuer: bool) -> PathFault {
    use webpki::Error;

    match error {
        // Self-made certificates are often their own authority, or of version 1. Both stop this verifier before it
        // looks for an issuer, of which there is none: that is what matters about them.
        Error::CaUsedAsEndEntity | Error::UnsupportedCertVersion if is_without_issuer => {
            PathFault::UnknownIssuer
        }
        // RFC 5280 has no rule against it, and other verifiers take it: what they would find further on is not known.
        Error::CaUsedAsEndEntity => PathFault::Other,
        Error::CertExpired { .. } => PathFault::Expired,
        Error::CertNotValidYet { .. } => PathFault::NotYetValid,
        Error::UnknownIssuer => PathFault::UnknownIssuer,
        Error::InvalidSignatureForPublicKey | Error::SignatureAlgorithmMismatch => {
            PathFault::BadSignature
        }
        Error::EmptyEkuExtension
        | Error::EndEntityUsedAsCa
        | Error::PathLenConstraintViolated
        | Error::RequiredEkuNotFoundContext(_) => PathFault::WrongUsage,
        Error::BadDer
        | Error::BadDerTime
        | Error::ExtensionValueInvalid
        | Error::InvalidSerialNumber
        | Error::MalformedExtensions
        | Error::TrailingData(_) => PathFault::Unreadable,
        _ => PathFault::Other,
    }
}

/// The moment inside the leaf's validity that is nearest to now.
fn moment_inside(leaf: &X509Certificate<'_>, now: UnixTime) -> UnixTime {
    let validity = leaf.validity();
    let bound = |seconds: i64| u64::try_from(seconds).unwrap_or(0);
    let (first, last) = (
        bound(validity.not_before.timestamp()),
        bound(validity.not_after.timestamp()),
    );
    // A validity that ends before it begins has no inside; then it stays as it is.
    if first > last {
        return now;
    }
    UnixTime::since_unix_epoch(Duration::from_secs(now.as_secs().clamp(first, last)))
}

/// The leaf and those of the presented certificates that names lead to from it, each after the one that it issued, up to
/// the last or to one that issued itself.
fn leaf_leads_to<'a, 'der>(
    presented: &'a [Option<X509Certificate<'der>>],
) -> Vec<&'a X509Certificate<'der>> {
    let mut reached: Vec<&X509Certificate<'_>> = Vec::new();
    let mut next = presented.first().and_then(Option::as_ref);
    while let Some(certificate) = next {
        reached.push(certificate);
        let is_issuer = |candidate: &&X509Certificate<'_>| {
            candidate.subject().as_raw() == certificate.issuer().as_raw()
                && !reached
                    .iter()
                    .any(|known| known.subject().as_raw() == candidate.subject().as_raw())
        };
        next = presented.iter().flatten().find(is_issuer);
    }
    reached
}

/// RFC 7671 §5.2: for each certificate, whether signatures lead from the leaf to it, dates not looked at. The leaf's
/// own entry says whether it signed itself.
fn leaf_chains_to(presented: &[Option<X509Certificate<'_>>]) -> Vec<bool> {
    let mut reached = vec![false; presented.len()];
    let mut ahead: Vec<&X509Certificate<'_>> = presented
        .first()
        .and_then(Option::as_ref)
        .into_iter()
        .collect();
    while let Some(child) = ahead.pop() {
        for (reached, candidate) in reached.iter_mut().zip(presented) {
            if let Some(issuer) = candidate
                && !*reached
                && is_issued_by(child, issuer)
            {
                *reached = true;
                ahead.push(issuer);
            }
        }
    }
    reached
}

#[cfg(test)]
#[path = "chain_tests.rs"]
mod tests;
