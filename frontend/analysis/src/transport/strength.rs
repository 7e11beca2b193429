//! What a cipher suite or a key exchange group is worth, by its registered name.

use std::sync::atomic::{AtomicU8, Ordering};

use shared::{CipherSuite, NamedGroup, SignatureScheme, TlsVersion};

/// What a cipher suite is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Strength {
    /// Broken, by this (RFC 9325 §4.1).
    Broken(&'static str),
    /// Whoever gets hold of the server's key later can read what was recorded (RFC 9325 §4.1).
    NoForwardSecrecy,
    /// Forward secret, with a way of encrypting or a key exchange that is no longer recommended.
    Fair,
    /// Forward secret and authenticated encryption, as RFC 9325 §4.2 recommends.
    Strong,
    /// Not known by name.
    Unknown,
}

impl Strength {
    /// What a suite is worth.
    pub(crate) fn of(suite: CipherSuite) -> Self {
        // A deep look at forty addresses asks this twenty thousand times, of some two hundred suites.
        let place = READ.get(usize::from(suite.0));
        if let Some(strength) = place.and_then(|place| Self::kept(place.load(Ordering::Relaxed))) {
            return strength;
        }
        let strength = Self::read(suite);
        if let Some(place) = place {
            place.store(strength.as_kept(), Ordering::Relaxed);
        }
        strength
    }

    /// As it stands in [`READ`]: what is broken by its rank, after the others.
    fn as_kept(self) -> u8 {
        match self {
            Self::NoForwardSecrecy => 1,
            Self::Fair => 2,
            Self::Strong => 3,
            Self::Unknown => 4,
            Self::Broken(kind) => (5..)
                .zip(BROKEN)
                .find_map(|(number, (short, _))| (short == kind).then_some(number))
                .unwrap_or(0),
        }
    }

    /// The reverse of [`Self::as_kept`]; `None` of what was not read yet.
    fn kept(number: u8) -> Option<Self> {
        match number {
            0 => None,
            1 => Some(Self::NoForwardSecrecy),
            2 => Some(Self::Fair),
            3 => Some(Self::Strong),
            4 => Some(Self::Unknown),
            broken => {
                let (kind, _) = BROKEN.get(usize::from(broken.saturating_sub(5)))?;
                Some(Self::Broken(kind))
            }
        }
    }

    /// By the words of its registered name.
    fn read(suite: CipherSuite) -> Self {
        let Some(name) = suite.name() else {
            return Self::Unknown;
        };
        let mut broken = BROKEN.len();
        let (mut names_exchange, mut is_ecdhe, mut is_dhe) = (false, false, false);
        let (mut is_aead, mut has_short_tag) = (false, false);
        // Whole words, so that 3DES is not DES.
        for word in name.as_bytes().split(|byte| *byte == b'_') {
            // The gravest counts: what is encrypted badly for nobody in particular is called by the former.
            let mut breaks = |rank| broken = broken.min(rank);
            match word {
                b"NULL" => breaks(0),
                b"EXPORT" | b"EXPORT1024" => breaks(1),
                b"DES" | b"DES40" => breaks(2),
                b"RC2" => breaks(3),
                b"RC4" => breaks(4),
                b"3DES" => breaks(5),
                b"anon" => breaks(6),
                b"WITH" => names_exchange = true,
                b"ECDHE" => is_ecdhe = true,
                b"DHE" => is_dhe = true,
                b"GCM" | b"CCM" | b"POLY1305" => is_aead = true,
                // CCM_8 has a short tag.
                b"8" => has_short_tag = true,
                _ => {}
            }
        }
        if let Some((kind, _)) = BROKEN.get(broken) {
            return Self::Broken(kind);
        }
        // RFC 8446 §B.4: suites that name no key exchange belong to TLS 1.3, which has none without forward secrecy.
        if names_exchange && !is_ecdhe && !is_dhe {
            return Self::NoForwardSecrecy;
        }
        // RFC 10015 deprecates the ephemeral key exchange over finite fields.
        if is_aead && !has_short_tag && (is_ecdhe || !names_exchange) {
            Self::Strong
        } else {
            Self::Fair
        }
    }

    /// How its encryption is broken, if it is.
    pub(crate) fn broken_by(self) -> Option<&'static str> {
        match self {
            Self::Broken(kind) => (kind != ANONYMOUS).then_some(kind),
            Self::NoForwardSecrecy | Self::Fair | Self::Strong | Self::Unknown => None,
        }
    }

    /// Whether all that is wrong with it is that it proves nobody's identity. Only clients that want no proof offer it.
    pub(crate) fn is_anonymous(self) -> bool {
        self == Self::Broken(ANONYMOUS)
    }

    /// In a few words.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Broken(kind) => BROKEN
                .iter()
                .find(|(short, _)| *short == kind)
                .map_or(kind, |(_, words)| words),
            Self::NoForwardSecrecy => "no forward secrecy",
            Self::Fair => "fair",
            Self::Strong => "strong",
            Self::Unknown => "not known",
        }
    }
}

/// What was read of each suite, by its number; 0 of what was not.
static READ: [AtomicU8; 0x1_0000] = [const { AtomicU8::new(0) }; 0x1_0000];

/// What breaks a suite, gravest first, and how that is said of one.
const BROKEN: [(&str, &str); 7] = [
    ("no encryption", "broken: no encryption"),
    ("export keys", "broken: export keys"),
    ("DES", "broken: DES"),
    ("RC2", "broken: RC2"),
    ("RC4", "broken: RC4"),
    ("3DES", "broken: 3DES"),
    (ANONYMOUS, ANONYMOUS),
];

/// What is said of suites that prove nobody's identity.
const ANONYMOUS: &str = "no authentication";

/// Whether a group is too weak for any use: a field of fewer than 224 bits (RFC 9325 §4.5).
pub(crate) const fn is_weak_group(group: NamedGroup) -> bool {
    // sect163k1 to sect193r2, and secp160k1 to secp192r1 (RFC 8422 §5.1.1).
    matches!(group.0, 0x0001..=0x0005 | 0x000F..=0x0013)
}

/// Whether a group joins a classical key exchange with ML-KEM, which a quantum computer would not break.
pub(crate) fn is_hybrid(group: NamedGroup) -> bool {
    group.name().is_some_and(|name| name.contains("MLKEM"))
}

/// What a group is worth, in a few words.
pub(crate) fn group_words(group: NamedGroup) -> &'static str {
    if is_weak_group(group) {
        return "weak";
    }
    if is_hybrid(group) {
        return "strong, also against quantum computers";
    }
    match group {
        // RFC 7919 §A.1: as strong as 103 bits.
        NamedGroup::FFDHE2048 => "fair",
        // RFC 8422 §5.1.1 deprecates all named curves before secp256r1, and the binary ones.
        NamedGroup(0x0006..=0x000E | 0x0014..=0x0016) => "outdated",
        _ if group.name().is_none() => "not known",
        _ => "strong",
    }
}

/// Whether a signature is made with a hash that is no longer safe (RFC 9155 §1).
pub(crate) const fn is_weak_signature(scheme: SignatureScheme) -> bool {
    // The first byte is the hash (RFC 5246 §7.4.1.4.1): 1 is MD5, 2 SHA-1.
    matches!(scheme.0 >> 8, 1 | 2)
}

/// Whether a version has a key exchange of which the raw hello's answer tells: TLS 1.0 to 1.2.
pub(crate) fn has_extensions(version: TlsVersion) -> bool {
    (TlsVersion::TLS10..=TlsVersion::TLS12).contains(&version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suites_are_rated_by_their_names() {
        use CipherSuite as S;
        for (suite, words, reason) in [
            (
                S::TLS13_AES_128_GCM_SHA256,
                "strong",
                "all of TLS 1.3 but the short tag",
            ),
            (S::TLS13_AES_128_CCM_8_SHA256, "fair", "a tag of 8 bytes"),
            (
                S::ECDHE_RSA_CHACHA20_POLY1305_SHA256,
                "strong",
                "recommended",
            ),
            (S::ECDHE_ECDSA_AES_128_CBC_SHA, "fair", "CBC"),
            (S::DHE_RSA_AES_256_GCM_SHA384, "fair", "DHE is deprecated"),
            (
                S::RSA_AES_128_GCM_SHA256,
                "no forward secrecy",
                "key transport",
            ),
            (
                S::ECDH_RSA_AES_128_GCM_SHA256,
                "no forward secrecy",
                "static, not ephemeral",
            ),
            (S::RSA_3DES_EDE_CBC_SHA, "broken: 3DES", "blocks of 64 bits"),
            (S::RSA_DES_CBC_SHA, "broken: DES", "not 3DES"),
            (
                S::DHE_RSA_EXPORT_DES40_CBC_SHA,
                "broken: export keys",
                "graver than DES",
            ),
            (
                S::ECDH_ANON_NULL_SHA,
                "broken: no encryption",
                "graver than anonymous",
            ),
            (
                S::DH_ANON_RC4_128_MD5,
                "broken: RC4",
                "graver than anonymous",
            ),
            (
                S::DH_ANON_AES_128_GCM_SHA256,
                "no authentication",
                "anonymous",
            ),
            (S(0xFFFE), "not known", "not registered"),
        ] {
            assert_eq!(Strength::of(suite).words(), words, "{suite}: {reason}");
        }
    }

    #[test]
    fn what_is_kept_is_what_was_read() {
        for number in 0..=u16::MAX {
            let suite = CipherSuite(number);
            let read = Strength::read(suite);
            assert_eq!(Strength::of(suite), read, "{suite}");
            assert_eq!(Strength::of(suite), read, "{suite}, the second time");
        }
    }

    #[test]
    fn groups_are_rated_by_their_field() {
        use NamedGroup as G;
        for (group, words) in [
            (G::SECP192R1, "weak"),
            (G::SECP160K1, "weak"),
            (G::SECT193R2, "weak"),
            (G::SECT233K1, "outdated"),
            (G::SECP224R1, "outdated"),
            (G::SECP256R1, "strong"),
            (G::X25519, "strong"),
            (G::FFDHE2048, "fair"),
            (G::FFDHE3072, "strong"),
            (G::X25519_MLKEM768, "strong, also against quantum computers"),
            (G(0xFE00), "not known"),
        ] {
            assert_eq!(group_words(group), words, "{group}");
        }
    }

    #[test]
    fn only_md5_and_sha1_are_weak_for_signing() {
        let weak: Vec<_> = SignatureScheme::KNOWN
            .iter()
            .filter(|scheme| is_weak_signature(**scheme))
            .filter_map(|scheme| scheme.name())
            .collect();
        assert_eq!(
            weak,
            ["rsa_md5", "rsa_pkcs1_sha1", "dsa_sha1", "ecdsa_sha1"]
        );
    }
}
