//! The grammar (RFC 8659 §4, RFC 8657, CA/Browser Forum Baseline Requirements appendix A for contacts).

use shared::DomainName;

use super::{CaaDefect, CaaRecord, Issue, Property};
use crate::syntax::{DefectKind, Defects, Recognized, Span};

/// The longest value that is read, in bytes; more cannot be meant.
pub const MAX_VALUE: usize = 4096;
/// The most parameters of one record.
const MAX_PARAMETERS: usize = 16;
/// The only bit of the flags that has a meaning (RFC 8659 §4.1).
const CRITICAL: u8 = 0x80;
/// ACME validation methods (the registry of RFC 8555 §9.7.8 and later additions to it).
const METHODS: [&str; 8] = [
    "http-01",
    "dns-01",
    "tls-alpn-01",
    "dns-account-01",
    "dns-persist-01",
    "email-reply-00",
    "tkauth-01",
    "onion-csr-01",
];

/// Reads the content of a record as sent: flags, length of the tag, tag, value (RFC 8659 §4.1).
#[must_use]
pub fn parse_content(content: &[u8]) -> CaaRecord {
    let parts = content.split_first().and_then(|(flags, rest)| {
        let (length, rest) = rest.split_first()?;
        let (tag, value) = rest.split_at_checked(usize::from(*length))?;
        Some((*flags, tag, value))
    });
    let Some((flags, tag, value)) = parts else {
        let text = format!("{} bytes", content.len());
        let mut defects = Defects::default();
        fault(&mut defects, CaaDefect::CutShort, Span::whole(&text));
        return CaaRecord {
            tag: String::new(),
            critical: content.first().is_some_and(|flags| flags & CRITICAL != 0),
            parsed: Recognized::from_parts(None, defects),
            text,
        };
    };
    let cut = value.get(..MAX_VALUE).unwrap_or(value);
    parse(
        flags,
        &String::from_utf8_lossy(tag),
        &String::from_utf8_lossy(cut),
    )
}

/// Reads a record by its parts.
#[must_use]
pub fn parse(flags: u8, tag: &str, value: &str) -> CaaRecord {
    let before_tag = format!("{flags} ");
    let before_value = format!("{before_tag}{tag} \"");
    let text = format!("{before_value}{value}\"");
    let flags_span = Span::new(0, before_tag.len() - 1);
    let tag_span = Span::new(before_tag.len(), before_tag.len() + tag.len());
    let value_span = Span::new(before_value.len(), before_value.len() + value.len());
    let mut defects = Defects::default();
    // RFC 8659 §4.1: the other bits are to be set to 0, and authorities do not look at them.
    if flags & !CRITICAL != 0 {
        flaw(&mut defects, CaaDefect::ReservedFlags, flags_span);
    }
    let critical = flags & CRITICAL != 0;
    if tag.is_empty() || !tag.bytes().all(|b| b.is_ascii_alphanumeric()) {
        let place = if tag.is_empty() { flags_span } else { tag_span };
        fault(&mut defects, CaaDefect::BadTag, place);
    }
    // RFC 8659 §4.1: matching of tags ignores case.
    let tag = tag.to_ascii_lowercase();
    let property = match (Issue::of_tag(&tag), tag.as_str()) {
        (Some(kind), _) => read_issue(kind, value, value_span.start, &mut defects),
        (None, "iodef" | "contactemail" | "contactphone") => {
            let (is_right, defect) = match tag.as_str() {
                "iodef" => (is_report_uri(value), CaaDefect::BadReportUri),
                "contactemail" => (is_mail(value), CaaDefect::BadMail),
                _ => (is_phone(value), CaaDefect::BadPhone),
            };
            if !is_right {
                fault(&mut defects, defect, value_span);
            }
            Property::Contact {
                address: value.to_owned(),
            }
        }
        (None, _) if critical => {
            fault(&mut defects, CaaDefect::UnknownCritical, tag_span);
            Property::Unknown
        }
        (None, _) => {
            flaw(&mut defects, CaaDefect::UnknownTag, tag_span);
            Property::Unknown
        }
    };
    CaaRecord {
        text,
        tag,
        critical,
        parsed: Recognized::from_parts(Some(property), defects),
    }
}

/// RFC 8659 §4.2: `issue-value = *WSP [issuer-domain-name *WSP] [";" *WSP [parameters *WSP]]`.
fn read_issue(kind: Issue, value: &str, at: usize, defects: &mut Defects) -> Property {
    let (issuer, rest) = match value.split_once(';') {
        Some((issuer, rest)) => (issuer, Some(rest)),
        None => (value, None),
    };
    let span = Span::new(0, issuer.len()).trimmed(value);
    let name = span.of(value).unwrap_or_default();
    let issuer = (!name.is_empty()).then(|| name.to_ascii_lowercase());
    if issuer.is_some() && !name.split('.').all(is_label) {
        fault(defects, CaaDefect::BadIssuer, span.shifted(at));
    }
    let mut parameters: Vec<(String, String)> = Vec::new();
    let mut start = name_end(value, rest);
    let parts: Vec<&str> = rest
        .unwrap_or_default()
        .split(';')
        .take(MAX_PARAMETERS + 1)
        .collect();
    let is_only = parts.len() == 1;
    for (index, part) in parts.iter().enumerate() {
        let span = Span::new(start, start + part.len()).trimmed(value);
        start += part.len() + 1;
        let text = span.of(value).unwrap_or_default();
        if text.is_empty() {
            if is_only {
                break;
            }
            let place = Span::new(span.start.saturating_sub(1), span.start);
            let place = place.of(value).map_or(span, |_| place).shifted(at);
            if index + 1 == parts.len() {
                flaw(defects, CaaDefect::FinalSemicolon, place);
            } else {
                fault(defects, CaaDefect::BadParameter, place);
            }
            continue;
        }
        let Some((name, content)) = read_parameter(text) else {
            fault(defects, CaaDefect::BadParameter, span.shifted(at));
            continue;
        };
        if parameters.iter().any(|(known, _)| *known == name) {
            // RFC 8657 §3, §4: a property with such a parameter twice is satisfied by nobody.
            fault(defects, CaaDefect::RepeatedParameter, span.shifted(at));
            continue;
        }
        check_parameter(&name, content, span.shifted(at), defects);
        parameters.push((name, content.to_owned()));
    }
    if parts.len() > MAX_PARAMETERS {
        let end = Span::new(value.len(), value.len());
        fault(defects, CaaDefect::BadParameter, end.shifted(at));
    }
    Property::Issue {
        kind,
        issuer,
        parameters,
    }
}

/// Where the parameters begin.
fn name_end(value: &str, rest: Option<&str>) -> usize {
    value.len() - rest.map_or(0, str::len)
}

/// `label = (ALPHA / DIGIT) *( *("-") (ALPHA / DIGIT))`
fn is_label(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// `parameter = tag *WSP "=" *WSP value`, `value = *(%x21-3A / %x3C-7E)`
fn read_parameter(text: &str) -> Option<(String, &str)> {
    let (name, content) = text.split_once('=')?;
    let name = name.trim_end_matches([' ', '\t']);
    let content = content.trim_start_matches([' ', '\t']);
    let is_content = content.bytes().all(|b| b.is_ascii_graphic() && b != b';');
    (is_label(name) && is_content).then(|| (name.to_ascii_lowercase(), content))
}

fn check_parameter(name: &str, content: &str, span: Span, defects: &mut Defects) {
    match name {
        // RFC 8657 §3: a URI; an authority that compares it with an account's finds no match otherwise.
        "accounturi" => {
            let is_uri = content.split_once(':').is_some_and(|(scheme, rest)| {
                scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && !rest.is_empty()
            });
            if !is_uri {
                flaw(defects, CaaDefect::BadAccount, span);
            }
        }
        // RFC 8657 §4: names that an authority does not know authorise nothing, and those beside them do.
        "validationmethods" => {
            let is_known = |method: &str| METHODS.contains(&method) || method.starts_with("ca-");
            if !content.split(',').all(is_known) {
                flaw(defects, CaaDefect::UnknownMethod, span);
            }
        }
        _ => {}
    }
}

/// RFC 8659 §4.4: a URL with the scheme mailto, http or https.
fn is_report_uri(value: &str) -> bool {
    let Some((scheme, rest)) = value.split_once(':') else {
        return false;
    };
    if !value.bytes().all(|b| b.is_ascii_graphic()) {
        return false;
    }
    match scheme.to_ascii_lowercase().as_str() {
        "mailto" => is_mail(rest.split('?').next().unwrap_or_default()),
        "http" | "https" => rest.strip_prefix("//").is_some_and(|rest| {
            let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
            let host = authority.rsplit('@').next().unwrap_or_default();
            !host.split(':').next().unwrap_or_default().is_empty()
        }),
        _ => false,
    }
}

/// Something, `@`, and a domain name.
fn is_mail(value: &str) -> bool {
    value.rsplit_once('@').is_some_and(|(local, domain)| {
        let is_local = !local.is_empty() && !local.chars().any(|c| c.is_control() || c == ' ');
        is_local && DomainName::parse(domain).is_ok()
    })
}

/// A global number (RFC 3966 §5.1.4): a plus sign, digits, and visual separators.
fn is_phone(value: &str) -> bool {
    value.strip_prefix('+').is_some_and(|rest| {
        let digits = rest.bytes().filter(u8::is_ascii_digit).count();
        digits >= 3
            && rest
                .bytes()
                .all(|b| b.is_ascii_digit() || b"-.() ".contains(&b))
    })
}

fn fault(defects: &mut Defects, defect: CaaDefect, span: Span) {
    defects.fault(DefectKind::Caa { defect }, span);
}

fn flaw(defects: &mut Defects, defect: CaaDefect, span: Span) {
    defects.flaw(DefectKind::Caa { defect }, span);
}

#[cfg(test)]
mod tests;
