//! Certificates and the names in them.

use analysis::certificate::{Certificate, MAX_NAMES, NameMatch, Unreadable, covers};
use analysis::dns::QueryName;
use analysis::mta_sts::MxPattern;
use shared::DomainName;

/// Reads bytes as a certificate.
pub fn certificate(input: &[u8]) {
    let certificate = match Certificate::parse(input) {
        Ok(certificate) => certificate,
        Err(fault) => return assert!(!fault.to_string().is_empty()),
    };
    assert_eq!(certificate.der.as_slice(), input);
    assert!(holds(input, certificate.spki.as_slice()));
    let longer = [input, &[0]].concat();
    let fault = Certificate::parse(&longer).unwrap_err();
    assert_eq!(fault, Unreadable::TrailingBytes { count: 1 });

    for text in [&certificate.subject, &certificate.issuer] {
        assert!(text.chars().count() <= 500);
    }
    assert!(certificate.dns_names.len() <= MAX_NAMES && certificate.ip_names.len() <= MAX_NAMES);
    assert!(certificate.serial.len() <= 80);
    if certificate.not_before <= certificate.not_after {
        assert!(certificate.is_valid_at(certificate.not_before));
        assert!(certificate.is_valid_at(certificate.not_after));
    } else {
        assert!(!certificate.is_valid_at(certificate.not_before));
        assert!(!certificate.is_valid_at(certificate.not_after));
    }
    let _ = (
        certificate.not_before.to_string(),
        certificate.key.to_string(),
    );
    assert!(serde_json::to_vec(&certificate).unwrap().len() > 100);

    for name in certificate.dns_names.iter().take(20) {
        if let Ok(host) = name.parse::<DomainName>()
            && !name.ends_with('.')
        {
            assert!(matches!(certificate.covers(&host), NameMatch::Exact(_)));
        }
    }
    let stranger: DomainName = "stranger.invalid".parse().unwrap();
    if let NameMatch::Exact(name) | NameMatch::Wildcard(name) = certificate.covers(&stranger) {
        assert!(certificate.dns_names.contains(&name));
    }
}

/// Reads three lines as a name in a certificate or a pattern, a host, and a name of DNS.
pub fn names(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let mut lines = text.splitn(3, '\n');
    let presented = lines.next().unwrap_or_default();
    let typed = lines.next().unwrap_or_default();
    let asked = lines.next().unwrap_or_default();

    if let Ok(name) = asked.parse::<QueryName>() {
        assert_eq!(name.as_str().parse().as_ref(), Ok(&name));
        let labels = name.labels();
        let again = QueryName::from_labels(labels.iter().map(Vec::as_slice));
        assert_eq!(again, Ok(name.clone()));
        if let Ok(domain) = name.to_domain_name() {
            assert_eq!(QueryName::from(&domain), name);
        }
    }
    let pattern = presented.parse::<MxPattern>();
    if let Ok(pattern) = &pattern {
        assert_eq!(pattern.to_string().parse().as_ref(), Ok(pattern));
    }
    if let Ok(host) = DomainName::parse(typed) {
        assert_eq!(DomainName::parse(host.as_str()), Ok(host), "typed again");
    }
    // What a person types, and what a machine sends.
    for host in [DomainName::parse(typed), typed.parse::<DomainName>()] {
        let Ok(host) = host else {
            continue;
        };
        assert_eq!(host.as_str().parse().as_ref(), Ok(&host), "as a name again");
        assert!(host.as_str().len() <= 253 && host.labels().all(|label| label.len() <= 63));
        assert!(covers(host.as_str(), &host), "{host} covers itself");
        let labels = |name: &str| name.split('.').count();
        if covers(presented, &host) {
            // RFC 9525 §6.3: a star stands for one whole label.
            assert_eq!(labels(presented), labels(host.as_str()));
        }
        if let Ok(pattern) = &pattern {
            // RFC 8461 §4.1 refers to the rules for certificates; only a trailing dot is told apart.
            assert_eq!(
                pattern.matches(&host),
                covers(presented, &host),
                "{presented} {host}"
            );
        }
    }
}

fn holds(whole: &[u8], part: &[u8]) -> bool {
    !part.is_empty() && whole.windows(part.len()).any(|window| window == part)
}
