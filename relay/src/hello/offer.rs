//! The writing of a ClientHello that offers everything we know for its versions (RFC 5246 §7.4.1.2, RFC 6101 §5.6.1.2).

use shared::{CipherSuite, DomainName, NamedGroup, SignatureScheme, TlsVersion};

use super::Offer;

/// A ClientHello in its record, without session to resume and without TLS_FALLBACK_SCSV.
///
/// `random` fills the client random. The host goes into SNI; an SSLv3 hello has no extensions and so no name.
pub(crate) fn client_hello(offer: Offer, host: &DomainName, random: [u8; 32]) -> Vec<u8> {
    let mut body = Vec::with_capacity(768);
    body.extend(offer.newest.0.to_be_bytes());
    body.extend(random);
    // No session to resume: each look must see the whole handshake.
    body.push(0);
    prefixed_u16(&mut body, |suites| {
        for suite in suites_of(offer) {
            suites.extend(suite.0.to_be_bytes());
        }
        if offer.newest == TlsVersion::SSL3 {
            // RFC 5746 §3.3: where there are no extensions, the suite value stands for renegotiation_info.
            suites.extend(EMPTY_RENEGOTIATION_INFO_SCSV.to_be_bytes());
        }
    });
    // DEFLATE (RFC 3749) and none: a server that still compresses shows it by its choice.
    body.extend([2, 1, 0]);
    // RFC 6101 has no extensions, and old servers stumble over them.
    if offer.newest > TlsVersion::SSL3 {
        let before = body.len();
        prefixed_u16(&mut body, |extensions| {
            write_extensions(extensions, offer, host);
            pad(before, extensions);
        });
    }

    let mut message = vec![CLIENT_HELLO];
    message.extend(u24(body.len()));
    message.extend(body);
    // RFC 5246 §E.1: the record of a first hello carries the oldest version, which every server understands.
    let record_version = offer.newest.min(TlsVersion::TLS10);
    in_record(HANDSHAKE, record_version, &message)
}

/// The alert with which we leave after the server's messages: we will not go on with the handshake.
pub(crate) fn parting_alert(version: TlsVersion) -> Vec<u8> {
    const FATAL: u8 = 2;
    // RFC 5246 §7.2.2: user_canceled; SSLv3 does not know it yet (RFC 6101 §5.4).
    let alert = if version > TlsVersion::SSL3 { 90 } else { 40 };
    in_record(ALERT, version, &[FATAL, alert])
}

const CLIENT_HELLO: u8 = 1;
const ALERT: u8 = 21;
const HANDSHAKE: u8 = 22;
const EMPTY_RENEGOTIATION_INFO_SCSV: u16 = 0x00FF;

fn in_record(content_type: u8, version: TlsVersion, fragment: &[u8]) -> Vec<u8> {
    let mut record = vec![content_type];
    record.extend(version.0.to_be_bytes());
    prefixed_u16(&mut record, |content| content.extend(fragment));
    record
}

/// The suites for an offer, those first that a careful client prefers. Servers that follow the client's order so show
/// the best they have.
fn suites_of(offer: Offer) -> Vec<CipherSuite> {
    let mut suites: Vec<CipherSuite> = CipherSuite::KNOWN
        .iter()
        .copied()
        .filter(|suite| !is_of_tls13(*suite))
        .filter(|suite| offer.newest >= TlsVersion::TLS12 || !needs_tls12(*suite))
        .filter(|suite| !offer.without_weak_suites || !is_weak(*suite))
        .collect();
    // Stable: suites of one rank stay in the order of their numbers.
    suites.sort_by_key(|suite| rank(*suite));
    suites
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

/// What [`Offer::without_weak_suites`] leaves out.
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

fn rank(suite: CipherSuite) -> (u8, u8, u8) {
    let first_of = |parts: &[&str]| {
        let place = parts.iter().position(|part| suite.mentions(part));
        place.and_then(|place| u8::try_from(place).ok())
    };
    let key_exchange = first_of(&["ECDHE", "DHE"]).unwrap_or(2);
    let is_static_dh = suite.mentions("DH") || suite.mentions("ECDH");
    let cipher = first_of(&["GCM", "POLY1305", "CCM"]).map_or(1, |_aead| 0);
    (
        weakness(suite),
        key_exchange + u8::from(is_static_dh),
        cipher,
    )
}

fn write_extensions(extensions: &mut Vec<u8>, offer: Offer, host: &DomainName) {
    // RFC 6066 §3.
    extension(extensions, SERVER_NAME, |content| {
        prefixed_u16(content, |names| {
            const HOST_NAME: u8 = 0;
            names.push(HOST_NAME);
            prefixed_u16(names, |name| name.extend(host.as_str().as_bytes()));
        });
    });
    // RFC 8422 §5.1.2: uncompressed, and the two compressed forms of RFC 4492.
    extension(extensions, EC_POINT_FORMATS, |content| {
        content.extend([3, 0, 1, 2]);
    });
    // RFC 8422 §5.1.1 and RFC 7919 §3. Hybrids with ML-KEM exist in TLS 1.3 only.
    extension(extensions, SUPPORTED_GROUPS, |content| {
        prefixed_u16(content, |groups| {
            for group in groups_below_tls13() {
                groups.extend(group.0.to_be_bytes());
            }
        });
    });
    // RFC 5246 §7.4.1.4.1: not to be offered before TLS 1.2.
    if offer.newest >= TlsVersion::TLS12 {
        extension(extensions, SIGNATURE_ALGORITHMS, |content| {
            prefixed_u16(content, |schemes| {
                // The strongest have the highest numbers; servers take the first that they can.
                for scheme in SignatureScheme::KNOWN.iter().rev() {
                    schemes.extend(scheme.0.to_be_bytes());
                }
            });
        });
    }
    extension(extensions, EXTENDED_MASTER_SECRET, |_empty| {});
    // RFC 5746 §3.4: the first handshake renegotiates nothing.
    extension(extensions, RENEGOTIATION_INFO, |content| content.push(0));
}

const SERVER_NAME: u16 = 0;
const SUPPORTED_GROUPS: u16 = 10;
const EC_POINT_FORMATS: u16 = 11;
const SIGNATURE_ALGORITHMS: u16 = 13;
const PADDING: u16 = 21;
pub(super) const EXTENDED_MASTER_SECRET: u16 = 23;
pub(super) const RENEGOTIATION_INFO: u16 = 0xFF01;

/// The usual ones first: a server that follows our order shows what it would do for others.
fn groups_below_tls13() -> Vec<NamedGroup> {
    const USUAL: [NamedGroup; 5] = [
        NamedGroup::X25519,
        NamedGroup::SECP256R1,
        NamedGroup::X448,
        NamedGroup::SECP384R1,
        NamedGroup::SECP521R1,
    ];
    let others = NamedGroup::KNOWN
        .iter()
        .filter(|group| !USUAL.contains(group) && **group <= NamedGroup::FFDHE8192);
    USUAL.iter().chain(others).copied().collect()
}

fn extension(extensions: &mut Vec<u8>, number: u16, write: impl FnOnce(&mut Vec<u8>)) {
    extensions.extend(number.to_be_bytes());
    prefixed_u16(extensions, write);
}

/// RFC 7685 §1: some servers hang on hellos whose message is 256 to 511 bytes long; padding leads past that.
fn pad(before: usize, extensions: &mut Vec<u8>) {
    /// Of the message, and of the extensions' length.
    const HEADERS: usize = 4 + 2;
    const EXTENSION_HEADER: usize = 4;
    const GOAL: usize = 512;
    let length = HEADERS + before + extensions.len();
    if (256..GOAL).contains(&length) {
        let padding = GOAL.saturating_sub(length + EXTENSION_HEADER);
        extension(extensions, PADDING, |content| content.resize(padding, 0));
    }
}

/// A vector with its length before it (RFC 5246 §4.3). All that is written here is far shorter than 64 KiB.
fn prefixed_u16(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let mut content = Vec::new();
    write(&mut content);
    let length = u16::try_from(content.len()).unwrap_or(u16::MAX);
    out.extend(length.to_be_bytes());
    out.extend(content);
}

fn u24(length: usize) -> [u8; 3] {
    let [_, high, middle, low] = u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes();
    [high, middle, low]
}

#[cfg(test)]
#[path = "offer_tests.rs"]
mod tests;
