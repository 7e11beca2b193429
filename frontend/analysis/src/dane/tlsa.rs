//! One TLSA record, and whether it counts.

use std::fmt;

use shared::Octets;

use crate::certificate::{Certificate, hex, is_public_key};
use crate::dns::RecordData;

/// Declares an open set of code points of the IANA registry "DANE Parameters", with their names of RFC 7218 §2.
macro_rules! code_points {
    ($(#[$doc:meta])* $name:ident { $($(#[$point_doc:meta])* $point:ident = $value:literal => $text:literal,)+ }) => {
        $(#[$doc])*
        ///
        /// An unknown code point survives.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u8);

        impl $name {
            $($(#[$point_doc])* pub const $point: Self = Self($value);)+

            /// The registered name, if we know it.
            #[must_use]
            pub const fn name(self) -> Option<&'static str> {
                match self.0 {
                    $($value => Some($text),)+
                    _ => None,
                }
            }
        }

        /// As in `DANE-EE(3)`; an unknown one as its number.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self.name() {
                    Some(name) => write!(f, "{name}({})", self.0),
                    None => self.0.fmt(f),
                }
            }
        }
    };
}

code_points! {
    /// What a record vouches for (RFC 6698 §2.1.1).
    TlsaUsage {
        /// A public authority above the server's certificate; the public path is checked as well.
        PKIX_TA = 0 => "PKIX-TA",
        /// The server's certificate; the public path is checked as well.
        PKIX_EE = 1 => "PKIX-EE",
        /// An authority above the server's certificate, public or not.
        DANE_TA = 2 => "DANE-TA",
        /// The server's certificate or key, and nothing else is looked at (RFC 7672 §3.1.1).
        DANE_EE = 3 => "DANE-EE",
    }
}

code_points! {
    /// Which part of a certificate is compared (RFC 6698 §2.1.2).
    TlsaSelector {
        /// The whole certificate.
        CERT = 0 => "Cert",
        /// Its SubjectPublicKeyInfo: stays the same when a certificate is renewed with the same key.
        SPKI = 1 => "SPKI",
    }
}

code_points! {
    /// How it is compared (RFC 6698 §2.1.3).
    TlsaMatching {
        /// Byte by byte.
        FULL = 0 => "Full",
        /// By its SHA-256.
        SHA2_256 = 1 => "SHA2-256",
        /// By its SHA-512.
        SHA2_512 = 2 => "SHA2-512",
    }
}

/// A TLSA record (RFC 6698 §2.1), as sent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TlsaRecord {
    /// What it vouches for.
    pub usage: TlsaUsage,
    /// Which part of a certificate is compared.
    pub selector: TlsaSelector,
    /// How it is compared.
    pub matching: TlsaMatching,
    /// With what.
    pub association: Octets,
}

/// Why a record does not count for mail. It still shows that there are TLSA records, so that TLS is a must (RFC 7672
/// §2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// Usages 0 and 1 rest on a public path, on which mail servers do not agree (RFC 7672 §3.1.3).
    PkixUsage,
    /// A usage that does not exist.
    UnknownUsage,
    /// A selector that does not exist.
    UnknownSelector,
    /// A matching type that does not exist.
    UnknownMatching,
    /// A digest of the wrong length, in bytes.
    DigestLength {
        /// What it has.
        is: usize,
        /// What it should have.
        wanted: usize,
    },
    /// It should hold a whole certificate or key, and holds something else.
    NotDer,
}

impl TlsaRecord {
    /// The record in the content of an answer, if it is one.
    #[must_use]
    pub fn of(content: &RecordData) -> Option<Self> {
        match content {
            RecordData::Tlsa {
                usage,
                selector,
                matching,
                association,
            } => Some(Self {
                usage: TlsaUsage(*usage),
                selector: TlsaSelector(*selector),
                matching: TlsaMatching(*matching),
                association: association.clone(),
            }),
            _ => None,
        }
    }

    /// The record to publish for a certificate: `3 1 1`, as RFC 7672 §3.1 recommends.
    #[must_use]
    pub fn recommended_for(certificate: &Certificate) -> Self {
        Self {
            usage: TlsaUsage::DANE_EE,
            selector: TlsaSelector::SPKI,
            matching: TlsaMatching::SHA2_256,
            association: Octets::from(certificate.spki_sha256.as_slice()),
        }
    }

    /// Its three numbers: `3 1 1`.
    #[must_use]
    pub fn numbers(&self) -> String {
        format!("{} {} {}", self.usage.0, self.selector.0, self.matching.0)
    }

    /// Why it does not count for mail; `None` if it does.
    #[must_use]
    pub fn unusable(&self) -> Option<Unusable> {
        match self.usage {
            TlsaUsage::DANE_TA | TlsaUsage::DANE_EE => {}
            // RFC 7672 §3.1.3: not to be published for SMTP, and treated as unusable.
            TlsaUsage::PKIX_TA | TlsaUsage::PKIX_EE => return Some(Unusable::PkixUsage),
            _ => return Some(Unusable::UnknownUsage),
        }
        if self.selector.name().is_none() {
            return Some(Unusable::UnknownSelector);
        }
        let bytes = self.association.as_slice();
        let digest = |wanted: usize| {
            let is = bytes.len();
            (is != wanted).then_some(Unusable::DigestLength { is, wanted })
        };
        match (self.matching, self.selector) {
            (TlsaMatching::SHA2_256, _) => digest(32),
            (TlsaMatching::SHA2_512, _) => digest(64),
            (TlsaMatching::FULL, TlsaSelector::SPKI) => {
                (!is_public_key(bytes)).then_some(Unusable::NotDer)
            }
            (TlsaMatching::FULL, _) => Certificate::parse(bytes)
                .is_err()
                .then_some(Unusable::NotDer),
            _ => Some(Unusable::UnknownMatching),
        }
    }

    /// Whether its data are those of a certificate, whatever the usage says about that certificate's place.
    #[must_use]
    pub fn is_of(&self, certificate: &Certificate) -> bool {
        let wanted: &[u8] = match (self.selector, self.matching) {
            (TlsaSelector::CERT, TlsaMatching::FULL) => certificate.der.as_slice(),
            (TlsaSelector::CERT, TlsaMatching::SHA2_256) => &certificate.sha256,
            (TlsaSelector::CERT, TlsaMatching::SHA2_512) => &certificate.sha512,
            (TlsaSelector::SPKI, TlsaMatching::FULL) => certificate.spki.as_slice(),
            (TlsaSelector::SPKI, TlsaMatching::SHA2_256) => &certificate.spki_sha256,
            (TlsaSelector::SPKI, TlsaMatching::SHA2_512) => &certificate.spki_sha512,
            _ => return false,
        };
        self.association.as_slice() == wanted
    }
}

/// As in a zone file: `3 1 1 0123…`.
impl fmt::Display for TlsaRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.numbers(), hex(self.association.as_slice()))
    }
}

/// In a few words, to stand behind "the record": "has a digest of 20 bytes instead of 32".
impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PkixUsage => f.write_str("has a usage that is not for mail"),
            Self::UnknownUsage => f.write_str("has a usage that does not exist"),
            Self::UnknownSelector => f.write_str("has a selector that does not exist"),
            Self::UnknownMatching => f.write_str("has a matching type that does not exist"),
            Self::DigestLength { is, wanted } => {
                write!(f, "has a digest of {is} bytes instead of {wanted}")
            }
            Self::NotDer => f.write_str("holds no certificate or key, though it should"),
        }
    }
}
