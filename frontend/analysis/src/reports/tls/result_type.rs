//! The reasons why a connection was not secured (RFC 8460 §4.3).

use std::fmt;

use serde::Serialize;

/// Why a connection was not secured.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResultType {
    /// The server does not offer STARTTLS.
    StarttlsNotSupported,
    /// The certificate is for other names.
    CertificateHostMismatch,
    /// The certificate has expired.
    CertificateExpired,
    /// No authority that the sender trusts stands behind the certificate.
    CertificateNotTrusted,
    /// Something else about TLS.
    ValidationFailure,
    /// The TLSA records are not valid or none matches.
    TlsaInvalid,
    /// The signatures of DNSSEC do not hold.
    DnssecInvalid,
    /// The sender demands DANE, and there are no TLSA records.
    DaneRequired,
    /// The MTA-STS policy could not be fetched.
    StsPolicyFetchError,
    /// The MTA-STS policy is not valid.
    StsPolicyInvalid,
    /// The certificate of the host with the MTA-STS policy is not valid.
    StsWebpkiInvalid,
    /// A word that the RFC does not have, as it stands.
    Other(String),
    /// The report gives none.
    NotSaid,
}

impl ResultType {
    /// All that the RFC has.
    pub const KNOWN: [Self; 11] = [
        Self::StarttlsNotSupported,
        Self::CertificateHostMismatch,
        Self::CertificateExpired,
        Self::CertificateNotTrusted,
        Self::ValidationFailure,
        Self::TlsaInvalid,
        Self::DnssecInvalid,
        Self::DaneRequired,
        Self::StsPolicyFetchError,
        Self::StsPolicyInvalid,
        Self::StsWebpkiInvalid,
    ];

    /// Reads the word of a report.
    #[must_use]
    pub fn of(word: &str) -> Self {
        let plain = word.trim().to_ascii_lowercase().replace(['_', ' '], "-");
        if matches!(plain.as_str(), "" | "not-said") {
            return Self::NotSaid;
        }
        Self::KNOWN
            .into_iter()
            .find(|one| one.word() == plain)
            .unwrap_or_else(|| Self::Other(word.trim().to_owned()))
    }

    /// The word that stands for it in reports; “not said” where there is none.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::StarttlsNotSupported => "starttls-not-supported",
            Self::CertificateHostMismatch => "certificate-host-mismatch",
            Self::CertificateExpired => "certificate-expired",
            Self::CertificateNotTrusted => "certificate-not-trusted",
            Self::ValidationFailure => "validation-failure",
            Self::TlsaInvalid => "tlsa-invalid",
            Self::DnssecInvalid => "dnssec-invalid",
            Self::DaneRequired => "dane-required",
            Self::StsPolicyFetchError => "sts-policy-fetch-error",
            Self::StsPolicyInvalid => "sts-policy-invalid",
            Self::StsWebpkiInvalid => "sts-webpki-invalid",
            Self::Other(word) => word,
            Self::NotSaid => "not said",
        }
    }

    /// Whether it leaves open what failed.
    pub(super) const fn is_general(&self) -> bool {
        matches!(
            self,
            Self::ValidationFailure | Self::Other(_) | Self::NotSaid
        )
    }
}

impl fmt::Display for ResultType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl Serialize for ResultType {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}
