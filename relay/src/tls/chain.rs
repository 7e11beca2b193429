//! What a presented chain shows when its signatures are checked. Names are not looked at: that is the reader's part.

use std::time::Duration;

use rustls_pki_types::{CertificateDer, UnixTime};
use shared::{Chain, Octets, PathCheck, PathFault};
use webpki::{EndEntityCert, KeyUsage};
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

    let path_at = |time| path(certificates, roots, time, self_signed);
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
        issuer_resembles_root: parsed
            .last()
            .and_then(Option::as_ref)
            .is_some_and(|last| roots.resemble_issuer_of(last)),
        leaf_chains_to: leaf_chains_to(&parsed),
    }
}

/// The path from the leaf to a root at a time, for use as a TLS server.
fn path(
    certificates: &[CertificateDer<'_>],
    roots: &TrustedRoots,
    time: UnixTime,
    self_signed: bool,
) -> PathCheck {
    let Some((leaf, intermediates)) = certificates.split_first() else {
        return PathCheck::Broken {
            fault: PathFault::Unreadable,
            detail: "no certificate was presented".to_owned(),
        };
    };
    let outcome = EndEntityCert::try_from(leaf).and_then(|leaf| {
        leaf.verify_for_usage(
            webpki::ALL_VERIFICATION_ALGS,
            roots.anchors(),
            intermediates,
            time,
            KeyUsage::server_auth(),
            None,
            None,
        )
        .map(|_path| ())
    });
    match outcome {
        Ok(()) => PathCheck::Trusted,
        Err(error) => PathCheck::Broken {
            fault: fault_of(&error, self_signed),
            detail: error.to_string(),
        },
    }
}

fn fault_of(error: &webpki::Error, self_signed: bool) -> PathFault {
    use webpki::Error;

    match error {
        // Self-made certificates are often their own authority, or of version 1. Both stop this verifier before it
        // looks for an issuer, of which there is none: that is what matters about them.
        Error::CaUsedAsEndEntity | Error::UnsupportedCertVersion if self_signed => {
            PathFault::UnknownIssuer
        }
        Error::CertExpired { .. } => PathFault::Expired,
        Error::CertNotValidYet { .. } => PathFault::NotYetValid,
        Error::UnknownIssuer => PathFault::UnknownIssuer,
        Error::InvalidSignatureForPublicKey | Error::SignatureAlgorithmMismatch => {
            PathFault::BadSignature
        }
        Error::CaUsedAsEndEntity
        | Error::EmptyEkuExtension
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
