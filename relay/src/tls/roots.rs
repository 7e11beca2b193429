//! The roots that a path may end at: Mozilla's, and the ones the operator added.

use std::collections::HashSet;
use std::fmt;

use rustls_pki_types::{CertificateDer, TrustAnchor};
use x509_parser::prelude::{FromDer, X509Certificate, X509Name};

use crate::SettingsError;

/// Trust anchors for path checks, and what they are called.
pub(crate) struct TrustedRoots {
    anchors: Vec<TrustAnchor<'static>>,
    /// Subjects in DER.
    subjects: HashSet<Vec<u8>>,
    /// Organisations in lower case.
    organisations: HashSet<String>,
}

impl TrustedRoots {
    /// The public roots and these.
    ///
    /// # Errors
    /// One of the extra roots is no certificate.
    pub(crate) fn with_extra(extra: &[CertificateDer<'static>]) -> Result<Self, SettingsError> {
        let mut anchors = webpki_roots::TLS_SERVER_ROOTS.to_vec();
        for (index, root) in extra.iter().enumerate() {
            let anchor =
                webpki::anchor_from_trusted_cert(root).map_err(|error| SettingsError::Root {
                    index,
                    detail: error.to_string(),
                })?;
            anchors.push(anchor.to_owned());
        }
        let subjects: HashSet<Vec<u8>> = anchors
            .iter()
            .map(|anchor| sequence(&anchor.subject))
            .collect();
        let organisations = subjects
            .iter()
            .flat_map(|subject| organisations_in(subject))
            .collect();
        Ok(Self {
            anchors,
            subjects,
            organisations,
        })
    }

    /// All anchors.
    pub(crate) fn anchors(&self) -> &[TrustAnchor<'static>] {
        &self.anchors
    }

    /// Whether a certificate's issuer is one of these by name.
    pub(crate) fn issue_by_name(&self, certificate: &X509Certificate<'_>) -> bool {
        self.subjects.contains(certificate.issuer().as_raw())
    }

    /// Whether a certificate's issuer is one of these by name, or of the same organisation as one.
    pub(crate) fn resemble_issuer_of(&self, certificate: &X509Certificate<'_>) -> bool {
        self.issue_by_name(certificate)
            || organisations_in(certificate.issuer().as_raw())
                .iter()
                .any(|organisation| self.organisations.contains(organisation))
    }
}

impl fmt::Debug for TrustedRoots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TrustedRoots({})", self.anchors.len())
    }
}

/// The organisations (O) of a name in DER, in lower case; none where the name cannot be read.
fn organisations_in(name: &[u8]) -> Vec<String> {
    X509Name::from_der(name)
        .map(|(_, name)| {
            name.iter_organization()
                .filter_map(|attribute| attribute.as_str().ok())
                .map(|organisation| organisation.trim().to_lowercase())
                .filter(|organisation| !organisation.is_empty())
                .collect()
        })
        .unwrap_or_default()
}

/// Contents as a DER SEQUENCE (X.690 §8.1.3), which trust anchors leave out.
fn sequence(contents: &[u8]) -> Vec<u8> {
    let length = contents.len().to_be_bytes();
    let significant: Vec<u8> = length.into_iter().skip_while(|byte| *byte == 0).collect();
    let mut der = vec![0x30];
    match significant.as_slice() {
        [] => der.push(0),
        [short @ 0..=0x7F] => der.push(*short),
        // At most eight bytes of length.
        long => {
            der.push(0x80 | u8::try_from(long.len()).unwrap_or(8));
            der.extend_from_slice(long);
        }
    }
    der.extend_from_slice(contents);
    der
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_organisations_of_public_roots() {
        let roots = TrustedRoots::with_extra(&[]).unwrap();
        assert!(
            roots
                .organisations
                .contains("internet security research group")
        );
        // Nearly every root names one; were names misread, there would be none.
        assert!(
            roots.organisations.len() > 20,
            "{}",
            roots.organisations.len()
        );
    }

    #[test]
    fn an_unreadable_root_is_named_by_its_number() {
        let good = rcgen::generate_simple_self_signed(["root.test".to_owned()]).unwrap();
        let extra = [good.cert.der().clone(), CertificateDer::from(vec![0x30, 0])];
        assert!(matches!(
            TrustedRoots::with_extra(&extra),
            Err(SettingsError::Root { index: 1, .. })
        ));
    }

    #[test]
    fn sequences_have_short_and_long_lengths() {
        assert_eq!(sequence(&[]), [0x30, 0]);
        assert_eq!(sequence(&[7; 3]), [0x30, 3, 7, 7, 7]);
        assert_eq!(sequence(&[0; 200]).get(..3), Some(&[0x30, 0x81, 200][..]));
        assert_eq!(sequence(&[0; 300]).get(..4), Some(&[0x30, 0x82, 1, 44][..]));
    }
}
