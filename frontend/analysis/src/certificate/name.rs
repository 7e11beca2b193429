//! Does a name in a certificate cover a host?

use serde::Serialize;
use shared::DomainName;

use super::Certificate;

/// How a certificate names a host.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "match", content = "name", rename_all = "kebab-case")]
pub enum NameMatch {
    /// By this DNS name, which is the host's.
    Exact(String),
    /// By this DNS name with a wildcard.
    Wildcard(String),
    /// By no DNS name, but by this common name, which no sender may rely on (RFC 9525 §2).
    CommonNameOnly(String),
    /// Not at all.
    None,
}

impl NameMatch {
    /// Whether a DNS name of the certificate covers the host.
    #[must_use]
    pub const fn is_covered(&self) -> bool {
        matches!(self, Self::Exact(_) | Self::Wildcard(_))
    }
}

/// Whether a DNS name as presented in a certificate covers a host (RFC 9525 §6.3).
#[must_use]
pub fn covers(presented: &str, reference: &DomainName) -> bool {
    if let Some(rest) = presented.strip_prefix("*.") {
        // A wildcard is the complete leftmost label and stands for exactly one; what is behind it is literal.
        return is_host_name(rest)
            && reference
                .as_str()
                .split_once('.')
                .is_some_and(|(_, parent)| parent.eq_ignore_ascii_case(rest));
    }
    // A-labels, compared label by label without regard to case. No star or U-label ever equals a reference.
    is_host_name(presented) && reference.as_str().eq_ignore_ascii_case(presented)
}

/// The best match among a certificate's names.
pub(super) fn of_certificate(certificate: &Certificate, host: &DomainName) -> NameMatch {
    let covering = |wildcard: bool| {
        certificate
            .dns_names
            .iter()
            .find(|name| name.starts_with('*') == wildcard && covers(name, host))
            .cloned()
    };
    if let Some(name) = covering(false) {
        return NameMatch::Exact(name);
    }
    if let Some(name) = covering(true) {
        return NameMatch::Wildcard(name);
    }
    match &certificate.common_name {
        Some(name) if covers(name, host) => NameMatch::CommonNameOnly(name.clone()),
        _ => NameMatch::None,
    }
}

/// RFC 5280 §4.2.1.6 with RFC 1034 §3.5 and RFC 1123 §2.1: no final dot, no empty label, nothing else than letters,
/// digits and hyphens; underscores are tolerated, since names of mail servers in the wild have them.
fn is_host_name(name: &str) -> bool {
    !name.ends_with('.') && name.parse::<DomainName>().is_ok()
}

#[cfg(test)]
mod tests;
