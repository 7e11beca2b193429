//! What a raw hello offers, and in which order: what servers usually have first, and of that what a careful client
//! prefers.

use shared::{CipherSuite, NamedGroup, TlsVersion};

/// What a raw hello offers, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Offer {
    /// The newest version. Up to TLS 1.2 the older ones come with it (RFC 5246 §E.1); TLS 1.3 is offered alone.
    pub(crate) newest: TlsVersion,
    /// The cipher suites.
    pub(crate) suites: Vec<CipherSuite>,
    /// The key exchange groups.
    pub(crate) groups: Vec<NamedGroup>,
    /// Whether the host is named (RFC 6066 §3). An SSLv3 hello has no extensions and so never a name.
    pub(crate) with_name: bool,
}

impl Offer {
    /// Everything that is known for a version, and for those that come with it.
    pub(crate) fn everything(newest: TlsVersion) -> Self {
        Self {
            newest,
            suites: suites_of(newest),
            groups: groups_of(newest),
            with_name: true,
        }
    }

    /// The same without RC4, RC2, DES, 3DES, export, NULL and anonymous suites.
    pub(super) fn without_weak_suites(newest: TlsVersion) -> Self {
        let mut offer = Self::everything(newest);
        offer.suites.retain(|suite| !is_weak(*suite));
        offer
    }

    /// The usual suites and groups alone: a hello as short as any sender's.
    pub(super) fn usual(newest: TlsVersion) -> Self {
        let mut offer = Self::everything(newest);
        offer.suites.retain(|suite| is_usual(*suite));
        offer.groups.retain(|group| USUAL_GROUPS.contains(group));
        offer
    }

    /// TLS 1.3 with nothing but hybrid groups.
    pub(super) fn hybrids() -> Self {
        Self {
            groups: HYBRIDS.to_vec(),
            ..Self::everything(TlsVersion::TLS13)
        }
    }
}

/// The groups that nearly every server below TLS 1.3 has one of.
const USUAL_GROUPS: [NamedGroup; 5] = [
    NamedGroup::X25519,
    NamedGroup::SECP256R1,
    NamedGroup::X448,
    NamedGroup::SECP384R1,
    NamedGroup::SECP521R1,
];

/// RFC 10024, in its order of preference: the groups that join an elliptic curve with ML-KEM.
const HYBRIDS: [NamedGroup; 3] = [
    NamedGroup::X25519_MLKEM768,
    NamedGroup::SECP256R1_MLKEM768,
    NamedGroup::SECP384R1_MLKEM1024,
];

/// The suites for an offer, the usual ones first, and among these those that a careful client prefers. Servers that
/// follow the client's order so show the best of what they usually have.
fn suites_of(newest: TlsVersion) -> Vec<CipherSuite> {
    let mut suites: Vec<CipherSuite> = CipherSuite::KNOWN
        .iter()
        .copied()
        .filter(|suite| is_of_tls13(*suite) == (newest >= TlsVersion::TLS13))
        .filter(|suite| newest >= TlsVersion::TLS12 || !needs_tls12(*suite))
        .collect();
    // Stable: suites of one rank stay in the order of their numbers.
    suites.sort_by_cached_key(|suite| rank(*suite));
    suites
}

/// Whether a suite is one that nearly every server below TLS 1.3 has one of: AES, ChaCha20, 3DES or RC4, with keys of
/// the usual kinds.
///
/// Some servers read no more than the first 64 or 128 suites of a hello. The usual ones fit in there altogether, the
/// weak ones among them too, so that such a server finds its own as it would in any sender's hello.
pub(super) fn is_usual(suite: CipherSuite) -> bool {
    let mentions = |parts: &[&str]| parts.iter().any(|part| suite.mentions(part));
    mentions(&["AES", "POLY1305", "3DES", "RC4"])
        && mentions(&["ECDHE", "DHE", "RSA"])
        && !mentions(&["CCM", "DH", "ECDH", "EXPORT", "EXPORT1024"])
}

/// RFC 8446 §B.4 and RFC 8998: suites that name no key exchange belong to TLS 1.3.
fn is_of_tls13(suite: CipherSuite) -> bool {
    !suite.mentions("WITH")
}

/// AEAD and the hashes after SHA-1 came with TLS 1.2 (RFC 5246 §1.2).
fn needs_tls12(suite: CipherSuite) -> bool {
    ["GCM", "CCM", "POLY1305", "SHA256", "SHA384"]
        .iter()
        .any(|part| suite.mentions(part))
}

/// What [`Offer::without_weak_suites`] leaves out: RC4, RC2, DES, 3DES, export, NULL and anonymous suites.
pub(super) fn is_weak(suite: CipherSuite) -> bool {
    weakness(suite) >= WEAK
}

const WEAK: u8 = 1;

/// 0 for nothing known against it, then 3DES, RC4, DES, export, NULL, anonymous.
fn weakness(suite: CipherSuite) -> u8 {
    let mentions = |parts: &[&str]| parts.iter().any(|part| suite.mentions(part));
    if mentions(&["anon"]) {
        6
    } else if mentions(&["NULL"]) {
        5
    } else if mentions(&["EXPORT", "EXPORT1024"]) {
        4
    } else if mentions(&["DES", "DES40", "RC2"]) {
        3
    } else if mentions(&["RC4"]) {
        2
    } else {
        u8::from(mentions(&["3DES"]))
    }
}

fn rank(suite: CipherSuite) -> (bool, u8, u8, u8) {
    let first_of = |parts: &[&str]| {
        let place = parts.iter().position(|part| suite.mentions(part));
        place.and_then(|place| u8::try_from(place).ok())
    };
    let key_exchange = first_of(&["ECDHE", "DHE"]).unwrap_or(2);
    let is_static_dh = suite.mentions("DH") || suite.mentions("ECDH");
    // RFC 8998's cipher is for one country; before it all that is an AEAD, and then the rest.
    let cipher = match first_of(&["SM4", "GCM", "POLY1305", "CCM"]) {
        Some(0) => 2,
        Some(_) => 0,
        None => 1,
    };
    (
        !is_usual(suite),
        weakness(suite),
        key_exchange + u8::from(is_static_dh),
        cipher,
    )
}

/// The groups of a version, the usual ones first: a server that follows our order shows what it would do for others.
fn groups_of(newest: TlsVersion) -> Vec<NamedGroup> {
    let is_tls13 = newest >= TlsVersion::TLS13;
    let hybrids: &[NamedGroup] = if is_tls13 { &HYBRIDS } else { &[] };
    // RFC 8446 §4.2.7 keeps the small curves out of TLS 1.3. Whoever takes them all the same shows it here.
    let others = NamedGroup::KNOWN
        .iter()
        .filter(|group| !USUAL_GROUPS.contains(group) && !HYBRIDS.contains(group))
        .filter(|group| is_tls13 || !needs_tls13(**group));
    hybrids
        .iter()
        .chain(&USUAL_GROUPS)
        .chain(others)
        .copied()
        .collect()
}

/// RFC 8734 for the curves of Brainpool, and ML-KEM, with or without a curve beside it: for TLS 1.3 only.
fn needs_tls13(group: NamedGroup) -> bool {
    group
        .name()
        .is_some_and(|name| name.contains("MLKEM") || name.ends_with("tls13"))
}

#[cfg(test)]
#[path = "offer_tests.rs"]
mod tests;
