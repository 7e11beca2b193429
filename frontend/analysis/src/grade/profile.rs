//! What is demanded of TLS: data, so that one set of rules judges by any of them.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use shared::{CipherSuite, NamedGroup, SignatureScheme, TlsVersion};

use crate::certificate::{KeyKind, SignatureAlgorithm};

/// A published set of demands on TLS.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum TlsProfile {
    /// Our own: TLS 1.0 and 1.1 beside newer ones block A+ alone, since they are still better than sending in clear.
    #[default]
    Default,
    /// The Dutch NCSC's guidelines for TLS, 2025-05.
    NcscNl,
    /// Mozilla's recommendations, version 6.0, “intermediate”.
    MozillaIntermediate,
}

impl TlsProfile {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Default, Self::NcscNl, Self::MozillaIntermediate];

    /// The word on the command line, in JSON and in links.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::NcscNl => "ncsc-nl",
            Self::MozillaIntermediate => "mozilla-intermediate",
        }
    }

    /// Whether it is our own.
    #[must_use]
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde wants it")]
    pub fn is_default(&self) -> bool {
        *self == Self::Default
    }
}

/// What a profile says of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rating {
    /// As it should be.
    Good,
    /// It will do.
    Sufficient,
    /// To be given up.
    PhaseOut,
    /// Not allowed.
    Insufficient,
}

impl Rating {
    /// In the words of the guidelines.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Sufficient => "sufficient",
            Self::PhaseOut => "phase out",
            Self::Insufficient => "insufficient",
        }
    }

    /// Whether it keeps to the profile.
    #[must_use]
    pub const fn is_kept(self) -> bool {
        matches!(self, Self::Good | Self::Sufficient)
    }
}

/// Suites whose registered names have all of some parts and none of others.
#[derive(Clone, Copy, Debug)]
pub struct SuiteRule {
    /// Parts that the name must have, as whole words between underscores.
    pub with: &'static [&'static str],
    /// Parts that it must not have.
    pub without: &'static [&'static str],
    /// What they are worth.
    pub rating: Rating,
}

/// What a profile demands. Whatever no row names is insufficient.
#[derive(Clone, Copy, Debug)]
pub struct Demands {
    /// The profile's name and edition.
    pub title: &'static str,
    /// Where it is published.
    pub reference: &'static str,
    /// Versions that are allowed.
    pub versions: &'static [(TlsVersion, Rating)],
    /// Suites; the first row that fits counts.
    pub suites: &'static [SuiteRule],
    /// Groups of the key exchange, those of finite fields included.
    pub groups: &'static [(NamedGroup, Rating)],
    /// Whether a prime of RFC 7919 with more than 2048 bits is to be phased out instead of insufficient.
    pub large_primes: Rating,
    /// RSA keys of at least so many bits, the largest first.
    pub rsa: &'static [(usize, Rating)],
    /// Curves of certificates' keys by name.
    pub curves: &'static [(&'static str, Rating)],
    /// Keys of Ed25519 and Ed448.
    pub edwards: Rating,
    /// Signatures of certificates, by the algorithm's name or by the last word of it, which is the hash.
    pub signatures: &'static [(&'static str, Rating)],
    /// Whether the authorities' certificates have to keep to it as well as the server's own.
    pub of_whole_chain: bool,
    /// Days that a certificate may be valid for.
    pub max_days: Option<i64>,
    /// Whether TLS 1.2 must have the extended master secret (RFC 7627) and secure renegotiation (RFC 5746).
    pub needs_extensions: bool,
}

use Rating::{Good, Insufficient, PhaseOut, Sufficient};

const fn suites(
    with: &'static [&'static str],
    without: &'static [&'static str],
    rating: Rating,
) -> SuiteRule {
    SuiteRule {
        with,
        without,
        rating,
    }
}

/// NCSC-NL, “IT Security Guidelines for Transport Layer Security”, 2025-05.
const NCSC_NL: Demands = Demands {
    title: "NCSC-NL 2025-05",
    reference: "NCSC-NL, IT Security Guidelines for Transport Layer Security, 2025-05",
    versions: &[(TlsVersion::TLS13, Good), (TlsVersion::TLS12, Sufficient)],
    suites: &[
        // Neither proves nor hides anything.
        suites(&["anon"], &[], Insufficient),
        suites(&["NULL"], &[], Insufficient),
        // A tag of eight bytes.
        suites(&["CCM", "8"], &[], Insufficient),
        // TLS 1.3: its suites name no key exchange.
        suites(&["AES", "256", "GCM"], &["WITH"], Good),
        suites(&["CHACHA20"], &["WITH"], Good),
        suites(&["AES", "128", "GCM"], &["WITH"], Sufficient),
        suites(&["AES", "128", "CCM"], &["WITH"], Sufficient),
        // TLS 1.2. A name that ends in SHA means SHA-1.
        suites(&["SHA"], &[], Insufficient),
        suites(&["ECDHE", "AES", "GCM"], &["PSK"], Sufficient),
        suites(&["ECDHE", "CHACHA20"], &["PSK"], Sufficient),
        suites(&["ECDHE", "ECDSA", "AES", "CCM"], &[], Sufficient),
        suites(&["ECDHE", "AES", "CBC"], &["PSK"], PhaseOut),
        suites(&["ECDHE", "CAMELLIA"], &["PSK"], PhaseOut),
        suites(&["ECDHE", "ARIA"], &["PSK"], PhaseOut),
        suites(&["DHE", "RSA"], &["PSK"], PhaseOut),
    ],
    groups: &[
        (NamedGroup::X25519_MLKEM768, Good),
        (NamedGroup::SECP256R1_MLKEM768, Good),
        (NamedGroup::SECP384R1_MLKEM1024, Good),
        (NamedGroup::SECP256R1, Sufficient),
        (NamedGroup::SECP384R1, Sufficient),
        (NamedGroup::SECP521R1, Sufficient),
        (NamedGroup::X25519, Sufficient),
        (NamedGroup::X448, Sufficient),
        (NamedGroup::BRAINPOOLP256R1, Sufficient),
        (NamedGroup::BRAINPOOLP384R1, Sufficient),
        (NamedGroup::BRAINPOOLP512R1, Sufficient),
        (NamedGroup::BRAINPOOLP256R1_TLS13, Sufficient),
        (NamedGroup::BRAINPOOLP384R1_TLS13, Sufficient),
        (NamedGroup::BRAINPOOLP512R1_TLS13, Sufficient),
        (NamedGroup::SECP224R1, PhaseOut),
        (NamedGroup::FFDHE3072, PhaseOut),
        (NamedGroup::FFDHE4096, PhaseOut),
        (NamedGroup::FFDHE6144, PhaseOut),
        (NamedGroup::FFDHE8192, PhaseOut),
    ],
    large_primes: PhaseOut,
    rsa: &[(3072, Sufficient), (2048, PhaseOut)],
    curves: &[
        ("P-256", Sufficient),
        ("P-384", Sufficient),
        ("P-521", Sufficient),
        ("brainpoolP256r1", Sufficient),
        ("brainpoolP384r1", Sufficient),
        ("brainpoolP512r1", Sufficient),
        ("P-224", PhaseOut),
    ],
    edwards: Sufficient,
    signatures: &[
        ("SHA-256", Good),
        ("SHA-384", Good),
        ("SHA-512", Good),
        ("Ed25519", Good),
        ("Ed448", Good),
        ("SHA-224", PhaseOut),
    ],
    of_whole_chain: true,
    max_days: None,
    needs_extensions: true,
};

/// Mozilla, “Server Side TLS”, 6.0, intermediate. It knows no shades: what it does not list it does not want.
const MOZILLA: Demands = Demands {
    title: "Mozilla 6.0 intermediate",
    reference: "Mozilla, Server Side TLS, version 6.0, intermediate",
    versions: &[(TlsVersion::TLS13, Good), (TlsVersion::TLS12, Good)],
    suites: &[
        suites(&["AES", "GCM"], &["WITH"], Good),
        suites(&["CHACHA20"], &["WITH"], Good),
        suites(&["ECDHE", "AES", "GCM"], &["PSK"], Good),
        suites(&["ECDHE", "CHACHA20"], &["PSK"], Good),
    ],
    groups: &[
        (NamedGroup::X25519_MLKEM768, Good),
        (NamedGroup::X25519, Good),
        (NamedGroup::SECP256R1, Good),
        (NamedGroup::SECP384R1, Good),
    ],
    large_primes: Insufficient,
    rsa: &[(2048, Good)],
    curves: &[("P-256", Good), ("P-384", Good)],
    edwards: Insufficient,
    signatures: &[
        ("RSA with SHA-256", Good),
        ("ECDSA with SHA-256", Good),
        ("ECDSA with SHA-384", Good),
        ("ECDSA with SHA-512", Good),
    ],
    // What it says of keys and signatures, it says of what a server's operator can choose.
    of_whole_chain: false,
    max_days: Some(366),
    needs_extensions: false,
};

impl TlsProfile {
    /// What it demands; nothing for our own, whose rules are the caps and findings.
    #[must_use]
    pub const fn demands(self) -> Option<&'static Demands> {
        match self {
            Self::Default => None,
            Self::NcscNl => Some(&NCSC_NL),
            Self::MozillaIntermediate => Some(&MOZILLA),
        }
    }

    /// Its name and edition.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self.demands() {
            Some(demands) => demands.title,
            None => "Waxseal’s own",
        }
    }
}

fn rated<T: PartialEq>(table: &[(T, Rating)], wanted: &T) -> Rating {
    let row = table.iter().find(|(known, _)| known == wanted);
    row.map_or(Insufficient, |(_, rating)| *rating)
}

impl Demands {
    /// What a version is worth.
    #[must_use]
    pub fn version(&self, version: TlsVersion) -> Rating {
        rated(self.versions, &version)
    }

    /// What a suite is worth; nothing for one that is not registered, about which a profile says nothing.
    #[must_use]
    pub fn suite(&self, suite: CipherSuite) -> Option<Rating> {
        suite.name()?;
        let fits = |rule: &&SuiteRule| {
            rule.with.iter().all(|part| suite.mentions(part))
                && !rule.without.iter().any(|part| suite.mentions(part))
        };
        Some(
            self.suites
                .iter()
                .find(fits)
                .map_or(Insufficient, |rule| rule.rating),
        )
    }

    /// What a group is worth; nothing for one that is not registered.
    #[must_use]
    pub fn group(&self, group: NamedGroup) -> Option<Rating> {
        group.name()?;
        Some(rated(self.groups, &group))
    }

    /// What the prime of a Diffie-Hellman key exchange is worth.
    #[must_use]
    pub const fn prime(&self, bits: u16, is_of_rfc7919: bool) -> Rating {
        if is_of_rfc7919 && bits > 2048 {
            self.large_primes
        } else {
            Insufficient
        }
    }

    /// What the key of a certificate is worth.
    #[must_use]
    pub fn key(&self, key: &KeyKind) -> Rating {
        match key {
            KeyKind::Rsa { bits } => {
                let row = self.rsa.iter().find(|(least, _)| bits >= least);
                row.map_or(Insufficient, |(_, rating)| *rating)
            }
            KeyKind::Ec { curve, .. } => rated(self.curves, &curve.as_str()),
            KeyKind::Ed25519 | KeyKind::Ed448 => self.edwards,
            KeyKind::Other { .. } => Insufficient,
        }
    }

    /// What the signature of a certificate is worth; nothing where its hash is not known by name.
    #[must_use]
    pub fn signature(&self, algorithm: &SignatureAlgorithm) -> Option<Rating> {
        if algorithm.weak_hash.is_some() {
            return Some(Insufficient);
        }
        let name = algorithm.name.as_str();
        let hash = name.split(' ').next_back().unwrap_or_default();
        let is_known = hash.starts_with("SHA-") || hash.starts_with("Ed");
        let rows = self.signatures.iter();
        let row = rows.clone().find(|(known, _)| *known == name);
        let row = row.or_else(|| rows.clone().find(|(known, _)| *known == hash));
        is_known.then(|| row.map_or(Insufficient, |(_, rating)| *rating))
    }

    /// What the signature of a key exchange in TLS 1.2 is worth (RFC 5246 §7.4.1.4.1): the first byte is the hash.
    #[must_use]
    pub const fn exchange_signature(&self, scheme: SignatureScheme) -> Rating {
        match scheme.0 >> 8 {
            0..=2 => Insufficient,
            3 => PhaseOut,
            _ => Good,
        }
    }
}

impl FromStr for TlsProfile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|profile| profile.word() == text);
        known.ok_or_else(|| {
            let words = Self::ALL.map(Self::word).join(", ");
            format!("there is no such profile, but: {words}")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suites_are_rated_as_the_guidelines_have_them() {
        use CipherSuite as S;
        for (suite, ncsc, mozilla, reason) in [
            (
                S::TLS13_AES_256_GCM_SHA384,
                Good,
                Good,
                "the best of TLS 1.3",
            ),
            (S::TLS13_AES_128_GCM_SHA256, Sufficient, Good, "128 bits"),
            (
                S::TLS13_AES_128_CCM_8_SHA256,
                Insufficient,
                Insufficient,
                "a short tag",
            ),
            (
                S::ECDHE_RSA_CHACHA20_POLY1305_SHA256,
                Sufficient,
                Good,
                "TLS 1.2 at its best",
            ),
            (
                S::ECDHE_ECDSA_AES_128_GCM_SHA256,
                Sufficient,
                Good,
                "TLS 1.2 at its best",
            ),
            (
                S::ECDHE_ECDSA_AES_128_CBC_SHA,
                Insufficient,
                Insufficient,
                "CBC with SHA-1",
            ),
            (
                S::DHE_RSA_AES_256_GCM_SHA384,
                PhaseOut,
                Insufficient,
                "all DHE",
            ),
            (
                S::RSA_AES_128_GCM_SHA256,
                Insufficient,
                Insufficient,
                "no forward secrecy",
            ),
            (S::RSA_3DES_EDE_CBC_SHA, Insufficient, Insufficient, "3DES"),
            (
                S::DH_ANON_AES_128_GCM_SHA256,
                Insufficient,
                Insufficient,
                "anonymous",
            ),
        ] {
            assert_eq!(NCSC_NL.suite(suite), Some(ncsc), "NCSC, {suite}: {reason}");
            assert_eq!(
                MOZILLA.suite(suite),
                Some(mozilla),
                "Mozilla, {suite}: {reason}"
            );
        }
        assert_eq!(NCSC_NL.suite(S(0xFFFE)), None, "not registered");
    }

    #[test]
    fn keys_groups_and_primes_are_rated_as_the_guidelines_have_them() {
        for (bits, ncsc, mozilla) in [
            (4096, Sufficient, Good),
            (3072, Sufficient, Good),
            (3071, PhaseOut, Good),
            (2048, PhaseOut, Good),
            (2047, Insufficient, Insufficient),
        ] {
            let key = KeyKind::Rsa { bits };
            assert_eq!(
                (NCSC_NL.key(&key), MOZILLA.key(&key)),
                (ncsc, mozilla),
                "{bits}"
            );
        }
        for (curve, ncsc, mozilla) in [
            ("P-256", Sufficient, Good),
            ("P-521", Sufficient, Insufficient),
            ("P-224", PhaseOut, Insufficient),
            ("secp256k1", Insufficient, Insufficient),
        ] {
            let both = [&NCSC_NL, &MOZILLA].map(|one| rated(one.curves, &curve));
            assert_eq!(both, [ncsc, mozilla], "{curve}");
        }
        assert_eq!(NCSC_NL.prime(2048, true), Insufficient, "ffdhe2048");
        assert_eq!(NCSC_NL.prime(3072, true), PhaseOut, "ffdhe3072");
        assert_eq!(
            NCSC_NL.prime(4096, false),
            Insufficient,
            "a prime of one's own"
        );
        assert_eq!(NCSC_NL.group(NamedGroup::FFDHE2048), Some(Insufficient));
        assert_eq!(NCSC_NL.group(NamedGroup::X25519), Some(Sufficient));
        assert_eq!(MOZILLA.group(NamedGroup::X448), Some(Insufficient));
        assert_eq!(NCSC_NL.group(NamedGroup(0xFE00)), None, "not registered");
    }

    #[test]
    fn signatures_are_rated_as_the_guidelines_have_them() {
        for (name, ncsc, mozilla) in [
            ("RSA with SHA-256", Some(Good), Some(Good)),
            ("RSA with SHA-384", Some(Good), Some(Insufficient)),
            ("ECDSA with SHA-384", Some(Good), Some(Good)),
            ("RSA-PSS with SHA-256", Some(Good), Some(Insufficient)),
            ("RSA with SHA-224", Some(PhaseOut), Some(Insufficient)),
            ("Ed25519", Some(Good), Some(Insufficient)),
            ("1.2.3.4", None, None),
        ] {
            let algorithm = SignatureAlgorithm {
                name: name.to_owned(),
                weak_hash: None,
            };
            let rated = [&NCSC_NL, &MOZILLA].map(|one| one.signature(&algorithm));
            assert_eq!(rated, [ncsc, mozilla], "{name}");
        }
    }

    #[test]
    fn old_versions_are_insufficient_in_both() {
        for demands in [NCSC_NL, MOZILLA] {
            for old in [TlsVersion::SSL3, TlsVersion::TLS10, TlsVersion::TLS11] {
                assert_eq!(demands.version(old), Insufficient);
            }
            assert!(demands.version(TlsVersion::TLS12).is_kept());
        }
    }
}
