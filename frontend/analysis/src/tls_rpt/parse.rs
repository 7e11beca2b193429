//! The grammar of the record (RFC 8460 §3).

use shared::DomainName;

use super::{ReportTransport, ReportUri, TlsRptRecord, VERSION};
use crate::syntax::{BadUri, DefectKind, Defects, Field, Recognized, Span, versioned_fields};

/// Reads one record. Spans are offsets in `text`.
#[must_use]
pub fn parse(text: &str) -> Recognized<TlsRptRecord> {
    let mut defects = Defects::default();
    let Some(fields) = versioned_fields(text, VERSION, "rua", &mut defects) else {
        return Recognized::Foreign;
    };
    // The grammar allows a second rua and does not say what it means. We take the first, as RFC 8461 §3.2 does with
    // every repeated field; others take both.
    for field in &fields.repeated {
        defects.flaw(DefectKind::RepeatedRua, field.span);
    }
    let rua = fields
        .required
        .map(|field| read_list(text, &field, &mut defects))
        .unwrap_or_default();
    let extensions = fields.extensions;
    let record = (!rua.is_empty()).then_some(TlsRptRecord { rua, extensions });
    Recognized::from_parts(record, defects)
}

/// The record with the valid addresses of every `rua` in one list, as it was meant.
pub(super) fn with_all_addresses(text: &str, record: &TlsRptRecord) -> TlsRptRecord {
    let mut whole = record.clone();
    // What is wrong with them is said where the record is read.
    let mut defects = Defects::default();
    let fields = versioned_fields(text, VERSION, "rua", &mut defects);
    for field in fields.into_iter().flat_map(|fields| fields.repeated) {
        for address in read_list(text, &field, &mut defects) {
            if whole.rua.iter().all(|known| known.uri != address.uri) {
                whole.rua.push(address);
            }
        }
    }
    whole
}

/// The addresses between the commas, as far as they are valid.
fn read_list(text: &str, field: &Field<'_>, defects: &mut Defects) -> Vec<ReportUri> {
    let list = field.value.unwrap_or_default();
    let mut start = field.value_span.start;
    let mut addresses = Vec::new();
    let mut unsupported = Vec::new();
    for part in list.split(',') {
        let span = Span::new(start, start + part.len());
        start = span.end + 1;
        match read_uri(text, span.trimmed(text)) {
            Ok(address) => addresses.push(address),
            Err((kind @ DefectKind::UnsupportedScheme { .. }, place)) => {
                unsupported.push((kind, place));
            }
            Err((DefectKind::EmptyUri, _)) if list.is_empty() => {
                defects.fault(DefectKind::EmptyUri, field.span);
            }
            Err((kind, place)) => defects.fault(kind, place),
        }
    }
    // RFC 8460 §3: any URI fits the grammar, but only mailto and https have a meaning. A sender uses those that it can.
    for (kind, span) in unsupported {
        if addresses.is_empty() {
            defects.fault(kind, span);
        } else {
            defects.flaw(kind, span);
        }
    }
    addresses
}

fn read_uri(text: &str, span: Span) -> Result<ReportUri, (DefectKind, Span)> {
    let uri = span.of(text).unwrap_or_default();
    if uri.is_empty() {
        // Between two commas there is nothing to underline but the comma that follows, or the one before.
        let end = (span.start + 1).min(text.len());
        return Err((DefectKind::EmptyUri, Span::new(span.start, end)));
    }
    check_characters(uri).map_err(|(reason, at, length)| {
        let start = span.start + at;
        (
            DefectKind::BadUri { reason },
            Span::new(start, start + length),
        )
    })?;
    let (scheme, rest) = uri.split_once(':').ok_or((DefectKind::NoScheme, span))?;
    // RFC 3986 §3.1: a letter first; case does not matter.
    let (transport, host) = match scheme.to_ascii_lowercase().as_str() {
        "mailto" => (
            ReportTransport::Mailto,
            mail_domain(rest).ok_or(BadUri::MailAddress),
        ),
        "https" => (ReportTransport::Https, url_host(rest).ok_or(BadUri::Host)),
        other if is_scheme(other) => {
            let scheme = other.chars().take(80).collect();
            return Err((DefectKind::UnsupportedScheme { scheme }, span));
        }
        _ => return Err((DefectKind::NoScheme, span)),
    };
    Ok(ReportUri {
        transport,
        host: host.map_err(|reason| (DefectKind::BadUri { reason }, span))?,
        uri: uri.to_owned(),
        span,
    })
}

/// RFC 3986 §2: visible ASCII without some delimiters, `%` only before two hexadecimal digits. RFC 8460 §3: `!` only as
/// `%21` (commas and semicolons have been taken as separators already). Gives the offending place and its length.
pub(crate) fn check_characters(uri: &str) -> Result<(), (BadUri, usize, usize)> {
    for (at, character) in uri.char_indices() {
        match character {
            '!' => return Err((BadUri::Exclamation, at, 1)),
            '%' => {
                let digits = uri.get(at + 1..at + 3).unwrap_or_default();
                if digits.len() != 2 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
                    return Err((BadUri::Percent, at, 1));
                }
            }
            '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => {
                return Err((BadUri::Character, at, 1));
            }
            other if other.is_ascii_graphic() => {}
            other => return Err((BadUri::Character, at, other.len_utf8())),
        }
    }
    Ok(())
}

pub(crate) fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
}

/// RFC 6068 §2: `local-part@domain`, then perhaps `?` and header fields, which a report has no use for.
pub(crate) fn mail_domain(rest: &str) -> Option<String> {
    let address = rest.split('?').next()?;
    let (local, domain) = address.rsplit_once('@')?;
    let domain = percent_decoded(domain)?;
    (!local.is_empty() && domain.contains('.'))
        .then(|| domain.parse::<DomainName>().ok())?
        .map(String::from)
}

/// RFC 3986 §3.2: `//`, perhaps `user@`, the host, perhaps `:port`.
pub(crate) fn url_host(rest: &str) -> Option<String> {
    let authority = rest.strip_prefix("//")?.split(['/', '?', '#']).next()?;
    let host_and_port = authority.rsplit('@').next()?;
    if let Some((literal, port)) = host_and_port
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
    {
        literal.parse::<std::net::Ipv6Addr>().ok()?;
        return is_port(port).then(|| format!("[{}]", literal.to_ascii_lowercase()));
    }
    let host = match host_and_port.find(':') {
        Some(colon) => {
            let (host, port) = host_and_port.split_at_checked(colon)?;
            is_port(port).then_some(host)?
        }
        None => host_and_port,
    };
    percent_decoded(host)?
        .parse::<DomainName>()
        .ok()
        .map(String::from)
}

/// Nothing, or a colon and up to five digits that make a port.
fn is_port(text: &str) -> bool {
    text.is_empty()
        || text
            .strip_prefix(':')
            .is_some_and(|port| port.is_empty() || port.parse::<u16>().is_ok())
}

/// The text that percent-encoding stands for (RFC 3986 §2.1); `None` if that is no UTF-8.
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            let digits = std::str::from_utf8(&digits).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests;
