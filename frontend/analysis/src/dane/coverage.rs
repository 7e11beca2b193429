//! Whether DANE covers all of a subject's hosts, and what to publish where it does not.

use shared::DomainName;

use super::TlsaRecord;
use super::facts::HostDane;
use super::lookup::{Hindrance, Tlsa};
use crate::evidence::ResolverTrust;
use crate::facts::Facts;
use crate::finding::{About, Code, Finding, Severity};
use crate::fix::record::zone_line;
use crate::transport::Host;

/// Whether DANE covers the subject: all hosts, some, or none. Nothing while that is not known.
pub(super) fn check_coverage(
    facts: &Facts<'_>,
    hosts: &[(&Host<'_>, &HostDane)],
) -> Option<Finding> {
    let about = About::from(&facts.evidence.subject);
    let of = |wanted: fn(&Tlsa) -> bool| -> Vec<&Host<'_>> {
        hosts
            .iter()
            .filter(|(_, dane)| wanted(&dane.tlsa))
            .map(|(host, _)| *host)
            .collect()
    };
    let with = of(|tlsa| matches!(tlsa, Tlsa::Found(_) | Tlsa::LookupFails(_)));
    let without = of(|tlsa| matches!(tlsa, Tlsa::Absent));
    let unsigned = of(|tlsa| matches!(tlsa, Tlsa::NotApplicable(Hindrance::AddressInsecure)));
    let hindered = of(|tlsa| matches!(tlsa, Tlsa::NotApplicable(Hindrance::MxInsecure)));
    // That records are not signed is said of their host.
    let useless = of(|tlsa| matches!(tlsa, Tlsa::Unsigned(_)));
    let known = [&with, &without, &unsigned, &hindered, &useless];
    if known.iter().map(|hosts| hosts.len()).sum::<usize>() < hosts.len() {
        return None;
    }
    let pasted: Vec<(&Host<'_>, &DomainName)> =
        without.iter().map(|host| (*host, &host.name)).collect();
    let bare = [without.as_slice(), unsigned.as_slice()].concat();
    if !with.is_empty() {
        if bare.is_empty() {
            return None;
        }
        let detail = format!("There are none for {}.", names(&bare));
        return Some(with_paste(
            Finding::new(Code::DanePartial, about, detail),
            &pasted,
        ));
    }
    let (detail, severity) = if !without.is_empty() {
        let names = names(&without);
        // Only a resolver that validates knows whether records would be worth anything.
        if facts.evidence.resolver_trust() == ResolverTrust::Validates {
            let detail = format!("There are none for {names}, whose DNS is signed.");
            (detail, Severity::Advice)
        } else {
            (format!("There are none for {names}."), Severity::Info)
        }
    } else if !unsigned.is_empty() {
        let detail = format!("The addresses of {} are not signed.", names(&unsigned));
        (detail, Severity::Info)
    } else if !hindered.is_empty() {
        ("The MX records are not signed.".to_owned(), Severity::Info)
    } else {
        return None;
    };
    let finding = Finding::new(Code::DaneAbsent, about, detail).with_severity(severity);
    // RFC 7672 §2.2: records in a zone that is not signed do nothing, so that is known first.
    if severity == Severity::Info {
        return Some(finding);
    }
    Some(with_paste(finding, &pasted))
}

/// Adds the records for what the hosts present, each under its name.
pub(super) fn with_paste(finding: Finding, hosts: &[(&Host<'_>, &DomainName)]) -> Finding {
    let mut lines: Vec<String> = hosts
        .iter()
        .flat_map(|(host, base)| {
            let leaves = host
                .addresses
                .iter()
                .filter_map(|address| address.identity.as_ref()?.leaf());
            leaves.map(move |leaf| {
                let owner = format!("_25._tcp.{base}");
                let record = TlsaRecord::recommended_for(leaf).to_string();
                zone_line(&owner, "TLSA", &record)
            })
        })
        .collect();
    if lines.is_empty() {
        return finding;
    }
    lines.sort_unstable();
    lines.dedup();
    finding.with_paste("DNS zone of the mail server", lines.join("\n"))
}

fn names(hosts: &[&Host<'_>]) -> String {
    let names: Vec<&str> = hosts.iter().map(|host| host.name.as_str()).collect();
    names.join(", ")
}
