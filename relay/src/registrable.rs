//! The domain that an operator most probably registered, told from a host's name alone.

use shared::DomainName;

/// Second labels under which registries of countries give out names, as in `example.co.uk`.
const SHARED: [&str; 12] = [
    "ac", "co", "com", "edu", "go", "gob", "gov", "gv", "ne", "net", "or", "org",
];

/// The last two labels of a name; three where the last is a country's (two letters) and the second one of [`SHARED`].
///
/// An approximation of the Public Suffix List, whose thousands of lines would have to be kept up to date. It errs only
/// one way that matters: hosts below a suffix that it does not know (`example.k12.ca.us`) share an allowance, and look
/// for the wish not to be probed at a name that has none, as no registry publishes one. They are looked at less often
/// than they could be, never more: each address keeps its own allowance, which no name of whoever's choosing changes.
pub(crate) fn registrable(host: &DomainName) -> DomainName {
    let labels: Vec<&str> = host.labels().collect();
    let kept = match labels.as_slice() {
        [.., second, last] if last.len() == 2 && SHARED.contains(second) => 3,
        _ => 2,
    };
    let mut domain = host.clone();
    for _ in kept..labels.len() {
        domain = domain.parent().unwrap_or(domain);
    }
    domain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_one_operator_share_a_domain() {
        for (host, domain) in [
            ("aspmx.l.google.com", "google.com"),
            ("alt1.aspmx.l.google.com", "google.com"),
            ("example-org.mail.protection.outlook.com", "outlook.com"),
            ("mx.example.co.uk", "example.co.uk"),
            ("example.co.uk", "example.co.uk"),
            ("co.uk", "co.uk"),
            ("mx1.posteo.de", "posteo.de"),
            // Not a country's.
            ("mx.co.example", "co.example"),
            ("localhost", "localhost"),
        ] {
            let registrable = registrable(&host.parse().unwrap());
            assert_eq!(registrable.as_str(), domain, "{host}");
        }
    }
}
