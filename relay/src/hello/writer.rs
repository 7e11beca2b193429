//! The writing of a ClientHello (RFC 5246 §7.4.1.2, RFC 6101 §5.6.1.2, RFC 8446 §4.1.2).

use shared::{DomainName, NamedGroup, SignatureScheme, TlsVersion};

use super::Offer;

/// A ClientHello in its record, without session to resume and without TLS_FALLBACK_SCSV.
///
/// `random` fills the client random. The host goes into SNI, if the offer names it.
pub(crate) fn client_hello(offer: &Offer, host: &DomainName, random: [u8; 32]) -> Vec<u8> {
    let is_tls13 = offer.newest >= TlsVersion::TLS13;
    let mut body = Vec::with_capacity(768);
    // RFC 8446 §4.1.2: there the old field says TLS 1.2, and an extension the truth.
    body.extend(offer.newest.min(TlsVersion::TLS12).0.to_be_bytes());
    body.extend(random);
    if is_tls13 {
        // RFC 8446 §D.4: boxes on the way that know older versions only let this through as a resumption.
        body.push(32);
        body.extend(random.map(|byte| !byte));
    } else {
        // No session to resume: each look must see the whole handshake.
        body.push(0);
    }
    prefixed_u16(&mut body, |suites| {
        for suite in &offer.suites {
            suites.extend(suite.0.to_be_bytes());
        }
        if offer.newest == TlsVersion::SSL3 {
            // RFC 5746 §3.3: where there are no extensions, the suite value stands for renegotiation_info.
            suites.extend(EMPTY_RENEGOTIATION_INFO_SCSV.to_be_bytes());
        }
    });
    if is_tls13 {
        // RFC 8446 §4.1.2: exactly one method, none.
        body.extend([1, 0]);
    } else {
        // DEFLATE (RFC 3749) and none: a server that still compresses shows it by its choice.
        body.extend([2, 1, 0]);
    }
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
    // RFC 5246 §E.1, RFC 8446 §5.1: the record of a first hello carries the oldest version, which every server
    // understands.
    let record_version = offer.newest.min(TlsVersion::TLS10);
    in_record(HANDSHAKE, record_version, &message)
}

/// The alert with which we leave after the server's messages: we will not go on with the handshake.
pub(crate) fn parting_alert(version: TlsVersion) -> Vec<u8> {
    const FATAL: u8 = 2;
    // RFC 5246 §7.2.2: user_canceled; SSLv3 does not know it yet (RFC 6101 §5.4).
    let alert = if version > TlsVersion::SSL3 { 90 } else { 40 };
    // RFC 8446 §5.1: the records of TLS 1.3 carry the number of TLS 1.2.
    in_record(ALERT, version.min(TlsVersion::TLS12), &[FATAL, alert])
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

fn write_extensions(extensions: &mut Vec<u8>, offer: &Offer, host: &DomainName) {
    if offer.with_name {
        // RFC 6066 §3.
        extension(extensions, SERVER_NAME, |content| {
            prefixed_u16(content, |names| {
                const HOST_NAME: u8 = 0;
                names.push(HOST_NAME);
                prefixed_u16(names, |name| name.extend(host.as_str().as_bytes()));
            });
        });
    }
    // RFC 8422 §5.1: a list of groups is never empty.
    if !offer.groups.is_empty() {
        write_groups(extensions, offer.newest, &offer.groups);
    }
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
    if offer.newest >= TlsVersion::TLS13 {
        // RFC 8446 §4.2.1: TLS 1.3 and nothing else.
        extension(extensions, SUPPORTED_VERSIONS, |content| {
            content.push(2);
            content.extend(offer.newest.0.to_be_bytes());
        });
        // RFC 8446 §4.2.8: an empty list of shares asks for a HelloRetryRequest, which names the server's group.
        extension(extensions, KEY_SHARE, |content| {
            prefixed_u16(content, |_no_shares| {});
        });
    } else {
        extension(extensions, EXTENDED_MASTER_SECRET, |_empty| {});
        // RFC 5746 §3.4: the first handshake renegotiates nothing.
        extension(extensions, RENEGOTIATION_INFO, |content| content.push(0));
    }
}

fn write_groups(extensions: &mut Vec<u8>, newest: TlsVersion, offered: &[NamedGroup]) {
    if newest < TlsVersion::TLS13 {
        // RFC 8422 §5.1.2: uncompressed, and the two compressed forms of RFC 4492.
        extension(extensions, EC_POINT_FORMATS, |content| {
            content.extend([3, 0, 1, 2]);
        });
    }
    // RFC 8422 §5.1.1, RFC 7919 §3, RFC 8446 §4.2.7.
    extension(extensions, SUPPORTED_GROUPS, |content| {
        prefixed_u16(content, |groups| {
            for group in offered {
                groups.extend(group.0.to_be_bytes());
            }
        });
    });
}

const SERVER_NAME: u16 = 0;
const SUPPORTED_GROUPS: u16 = 10;
const EC_POINT_FORMATS: u16 = 11;
const SIGNATURE_ALGORITHMS: u16 = 13;
const PADDING: u16 = 21;
pub(super) const EXTENDED_MASTER_SECRET: u16 = 23;
pub(super) const SUPPORTED_VERSIONS: u16 = 43;
pub(super) const KEY_SHARE: u16 = 51;
pub(super) const RENEGOTIATION_INFO: u16 = 0xFF01;

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
#[path = "writer_tests.rs"]
mod tests;
