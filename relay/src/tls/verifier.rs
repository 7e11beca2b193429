//! A verifier that accepts every certificate and every signature, and records what it was shown.
//!
//! A prober must see what is there, whatever its faults. Nothing secret is ever sent over these connections.

use std::sync::{Mutex, PoisonError};

use rustls_pki_types::{CertificateDer, ServerName, SubjectPublicKeyInfoDer, UnixTime};
use shared::HandshakeSignature;
use tokio_rustls::rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use tokio_rustls::rustls::crypto::WebPkiSupportedAlgorithms;
use tokio_rustls::rustls::{DigitallySignedStruct, Error, SignatureScheme};
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::limits;

/// Records one handshake.
#[derive(Debug)]
pub(super) struct RecordingVerifier {
    algorithms: WebPkiSupportedAlgorithms,
    recorded: Mutex<Recorded>,
}

/// What a handshake showed.
#[derive(Debug, Default)]
pub(super) struct Recorded {
    /// Certificates as presented, leaf first, within the caps of [`limits`].
    pub(super) certificates: Vec<CertificateDer<'static>>,
    /// Whether more came than is kept.
    pub(super) cut: bool,
    /// Whether an OCSP response was stapled.
    pub(super) ocsp_stapled: bool,
    /// The server's signature, if the handshake got that far.
    pub(super) signature: Option<HandshakeSignature>,
}

impl RecordingVerifier {
    pub(super) fn new(algorithms: WebPkiSupportedAlgorithms) -> Self {
        Self {
            algorithms,
            recorded: Mutex::default(),
        }
    }

    /// What was recorded; forgets it.
    pub(super) fn take(&self) -> Recorded {
        std::mem::take(&mut *self.recorded.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn record_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) {
        let scheme = shared::SignatureScheme(u16::from(signed.scheme));
        let signature = match self.check(message, certificate, signed) {
            Ok(()) => HandshakeSignature::Right { scheme },
            Err(reason) => HandshakeSignature::Wrong { scheme, reason },
        };
        self.recorded
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .signature = Some(signature);
    }

    /// Checks with the bare key: a certificate of version 1, or with a strange extension, has a good key all the same.
    fn check(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<(), String> {
        let (_, parsed) = X509Certificate::from_der(certificate)
            .map_err(|error| format!("the certificate cannot be read: {error}"))?;
        let key = SubjectPublicKeyInfoDer::from(parsed.public_key().raw);
        let key = webpki::RawPublicKeyEntity::try_from(&key)
            .map_err(|error| format!("the public key cannot be read: {error}"))?;
        let algorithms = self
            .algorithms
            .mapping
            .iter()
            .find(|(scheme, _)| *scheme == signed.scheme)
            .map(|(_, algorithms)| *algorithms)
            .ok_or_else(|| "the signature scheme was not offered".to_owned())?;
        // One scheme may stand for several curves in TLS 1.2.
        let mut last = String::new();
        for algorithm in algorithms {
            match key.verify_signature(*algorithm, message, signed.signature()) {
                Ok(()) => return Ok(()),
                Err(error) => last = error.to_string(),
            }
        }
        Err(last)
    }
}

impl ServerCertVerifier for RecordingVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let mut recorded = self.recorded.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bytes = 0_usize;
        for certificate in std::iter::once(end_entity).chain(intermediates) {
            bytes = bytes.saturating_add(certificate.len());
            if recorded.certificates.len() >= limits::CHAIN_CERTIFICATES
                || bytes > limits::CHAIN_BYTES
            {
                recorded.cut = true;
                break;
            }
            recorded.certificates.push(certificate.clone().into_owned());
        }
        recorded.ocsp_stapled = !ocsp_response.is_empty();
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.record_signature(message, certificate, signed);
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.record_signature(message, certificate, signed);
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
