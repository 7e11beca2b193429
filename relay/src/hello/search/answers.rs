//! What single answers mean to a search.

use shared::{Cause, Failure, NamedGroup, Phase, PrimeOrigin, ServerHello};

/// Alerts that say no to what was offered (RFC 8446 §6.2, RFC 5246 §7.2.2). Any other may come from a fault of the
/// server's that the next suite would not have met.
pub(super) const fn is_refusal(code: u8) -> bool {
    const HANDSHAKE_FAILURE: u8 = 40;
    const ILLEGAL_PARAMETER: u8 = 47;
    const PROTOCOL_VERSION: u8 = 70;
    const INSUFFICIENT_SECURITY: u8 = 71;
    const MISSING_EXTENSION: u8 = 109;
    matches!(
        code,
        HANDSHAKE_FAILURE
            | ILLEGAL_PARAMETER
            | PROTOCOL_VERSION
            | INSUFFICIENT_SECURITY
            | MISSING_EXTENSION
    )
}

/// The group of RFC 7919 that a Diffie-Hellman key exchange below TLS 1.3 was made in.
pub(super) fn finite_field(hello: &ServerHello) -> Option<NamedGroup> {
    if hello.dh_origin != Some(PrimeOrigin::Rfc7919) {
        return None;
    }
    match hello.dh_bits? {
        2048 => Some(NamedGroup::FFDHE2048),
        3072 => Some(NamedGroup::FFDHE3072),
        4096 => Some(NamedGroup::FFDHE4096),
        6144 => Some(NamedGroup::FFDHE6144),
        8192 => Some(NamedGroup::FFDHE8192),
        _ => None,
    }
}

/// RFC 8446 §4.1.3 and §4.1.4, RFC 5246 §7.4.1.3: a server chooses from what was offered.
pub(super) fn not_offered(hello: &ServerHello) -> Failure {
    let group = hello
        .group
        .map_or_else(String::new, |group| format!(" and {group}"));
    let detail = format!(
        "the server chose {}, {}{group}, which was not offered",
        hello.version, hello.suite
    );
    let excerpt = None;
    Failure::new(Phase::Handshake, Cause::TlsBroken { detail, excerpt })
}
