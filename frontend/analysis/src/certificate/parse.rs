//! From DER to what it says.

use std::net::IpAddr;

use sha2::{Digest, Sha256, Sha512};
use shared::Timestamp;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::{GeneralName, ParsedExtension};
use x509_parser::prelude::FromDer;
use x509_parser::x509::SubjectPublicKeyInfo;

use super::algorithm::{key_kind, signature_algorithm};
use super::distinguished_name::text;
use super::{Certificate, MAX_NAMES, Unreadable, hex};

/// The most characters kept of a subject, an issuer or a common name.
const MAX_TEXT: usize = 500;
/// The most bytes kept of a serial number; RFC 5280 §4.1.2.2 allows 20.
const MAX_SERIAL: usize = 40;
/// TLS features (RFC 7633 §6).
const TLS_FEATURE: &str = "1.3.6.1.5.5.7.1.24";

/// Reads one certificate, all of the bytes.
pub(super) fn parse(der: &[u8]) -> Result<Certificate, Unreadable> {
    let (rest, certificate) = X509Certificate::from_der(der).map_err(|_| Unreadable::NotX509)?;
    if !rest.is_empty() {
        return Err(Unreadable::TrailingBytes { count: rest.len() });
    }
    let names = Names::of(&certificate);
    let subject_key = certificate.public_key();
    let common_name = certificate
        .subject()
        .iter_common_name()
        .last()
        .and_then(|name| name.as_str().ok())
        .map(capped);
    Ok(Certificate {
        subject: capped(&text(certificate.subject())),
        issuer: capped(&text(certificate.issuer())),
        issuer_is_subject: certificate.issuer().as_raw() == certificate.subject().as_raw(),
        common_name,
        dns_names: names.dns,
        ip_names: names.ip,
        names_cut: names.cut,
        names_broken: names.broken,
        not_before: Timestamp::from_seconds(certificate.validity().not_before.timestamp()),
        not_after: Timestamp::from_seconds(certificate.validity().not_after.timestamp()),
        key: key_kind(subject_key),
        signature_algorithm: signature_algorithm(&certificate.signature_algorithm),
        is_ca: certificate.is_ca(),
        serial: hex(certificate
            .raw_serial()
            .get(..MAX_SERIAL)
            .unwrap_or_else(|| certificate.raw_serial())),
        sct_count: sct_count(&certificate),
        must_staple: must_staple(&certificate),
        sha256: Sha256::digest(der).into(),
        sha512: Sha512::digest(der).into(),
        spki_sha256: Sha256::digest(subject_key.raw).into(),
        spki_sha512: Sha512::digest(subject_key.raw).into(),
        der: der.into(),
        spki: subject_key.raw.into(),
    })
}

/// Whether bytes are one SubjectPublicKeyInfo (RFC 5280 §4.1) and nothing else.
pub(crate) fn is_public_key(der: &[u8]) -> bool {
    SubjectPublicKeyInfo::from_der(der).is_ok_and(|(rest, _)| rest.is_empty())
}

fn capped(text: &str) -> String {
    text.chars().take(MAX_TEXT).collect()
}

/// The names in the subject alternative name extension (RFC 5280 §4.2.1.6).
#[derive(Default)]
struct Names {
    dns: Vec<String>,
    ip: Vec<IpAddr>,
    cut: bool,
    broken: bool,
}

impl Names {
    fn of(certificate: &X509Certificate<'_>) -> Self {
        let mut names = Self::default();
        for extension in certificate.extensions() {
            match extension.parsed_extension() {
                ParsedExtension::SubjectAlternativeName(san) => {
                    san.general_names.iter().for_each(|name| names.add(name));
                }
                ParsedExtension::ParseError { .. }
                    if extension.oid
                        == x509_parser::oid_registry::OID_X509_EXT_SUBJECT_ALT_NAME =>
                {
                    names.broken = true;
                }
                _ => {}
            }
        }
        names
    }

    fn add(&mut self, name: &GeneralName<'_>) {
        match name {
            GeneralName::DNSName(_) if self.dns.len() == MAX_NAMES => self.cut = true,
            GeneralName::DNSName(name) => self.dns.push((*name).to_owned()),
            GeneralName::IPAddress(_) if self.ip.len() == MAX_NAMES => self.cut = true,
            GeneralName::IPAddress(bytes) => match address(bytes) {
                Some(address) => self.ip.push(address),
                None => self.broken = true,
            },
            GeneralName::Invalid(..) => self.broken = true,
            _ => {}
        }
    }
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    <[u8; 4]>::try_from(bytes)
        .map(IpAddr::from)
        .or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from))
        .ok()
}

/// RFC 6962 §3.3: timestamps of certificate transparency logs, embedded by the issuer.
fn sct_count(certificate: &X509Certificate<'_>) -> Option<usize> {
    certificate
        .extensions()
        .iter()
        .find_map(|extension| match extension.parsed_extension() {
            ParsedExtension::SCT(timestamps) => Some(timestamps.len()),
            _ => None,
        })
}

/// RFC 7633 §4.1: a sequence of integers, of which 5 (`status_request`, RFC 6066 §8) obliges to staple.
fn must_staple(certificate: &X509Certificate<'_>) -> bool {
    certificate
        .extensions()
        .iter()
        .filter(|extension| extension.oid.to_id_string() == TLS_FEATURE)
        .any(|extension| match extension.value {
            // DER: SEQUENCE with a short length, then INTEGERs; those of one byte are all that matter.
            [0x30, _, features @ ..] => features.chunks(3).any(|feature| feature == [2, 1, 5]),
            _ => false,
        })
}

#[cfg(test)]
mod tests;
