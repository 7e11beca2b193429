//! Where an address does not keep to the TLS profile that was chosen.

use shared::{CipherSuite, DeepFact, NamedGroup, PrimeOrigin, TlsVersion};

use super::deep::chosen_suites;
use super::exchange::answers;
use super::{Address, Host, Sealing, VersionOutcome};
use crate::finding::{About, Code, Finding, Severity};
use crate::grade::{Demands, Rating, TlsProfile};

/// Adds a finding for each address that seals and does not keep to the profile. Under our own there is nothing to add:
/// its rules are the other findings.
pub(crate) fn check(profile: TlsProfile, host: &Host<'_>, findings: &mut Vec<Finding>) {
    let Some(demands) = profile.demands() else {
        return;
    };
    for (address, sealing) in host.answering() {
        if *sealing != Sealing::Sealed {
            continue;
        }
        let mut deviations = deviations(demands, address);
        // The gravest first; one thing seen on several occasions is said once.
        deviations.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        deviations.dedup();
        let Some((worst, first)) = deviations.first() else {
            continue;
        };
        let about = About::Address {
            host: host.name.clone(),
            address: address.address,
            service: host.service,
        };
        let more = match deviations.len() {
            1 => String::new(),
            count => format!(", and {} more", count - 1),
        };
        let detail = format!(
            "By {} this is {}: {first}{more}.",
            demands.title,
            worst.word()
        );
        let severity = if *worst == Rating::Insufficient {
            Severity::Warning
        } else {
            Severity::Advice
        };
        let seen = deviations
            .iter()
            .map(|(rating, what)| format!("{}: {what}", rating.word()));
        let finding = Finding::new(Code::TlsProfileDeviates, about, detail);
        findings.push(finding.with_severity(severity).with_evidence_of(seen));
    }
}

/// Everything that was seen at an address and that the profile phases out or forbids.
fn deviations(demands: &Demands, address: &Address<'_>) -> Vec<(Rating, String)> {
    let mut found = Vec::new();
    let mut add = |rating: Option<Rating>, what: String| {
        found.extend(rating.filter(|one| !one.is_kept()).map(|one| (one, what)));
    };
    for (version, outcome) in address.versions.each() {
        if *outcome == VersionOutcome::Accepted {
            add(Some(demands.version(version)), version.to_string());
        }
    }
    for suite in suites(address) {
        add(demands.suite(suite), suite.to_string());
    }
    for group in groups(address) {
        add(demands.group(group), group.to_string());
    }
    for hello in answers(address) {
        // Those of RFC 7919 may be negotiated as groups and still show their length only.
        if let Some(bits) = hello.dh_bits.filter(|_| hello.group.is_none()) {
            let is_published = hello.dh_origin == Some(PrimeOrigin::Rfc7919);
            let rating = demands.prime(bits, is_published);
            add(Some(rating), format!("a prime of {bits} bits"));
        }
        if let Some(scheme) = hello
            .signature
            .filter(|_| hello.version == TlsVersion::TLS12)
        {
            let rating = demands.exchange_signature(scheme);
            add(Some(rating), format!("a key exchange signed with {scheme}"));
        }
        if hello.compression != 0 {
            add(Some(Rating::Insufficient), "compression".to_owned());
        }
        if demands.needs_extensions && hello.version == TlsVersion::TLS12 {
            if !hello.extended_master_secret {
                let what = "TLS 1.2 without extended master secret";
                add(Some(Rating::Insufficient), what.to_owned());
            }
            if !hello.secure_renegotiation {
                let what = "TLS 1.2 without secure renegotiation";
                add(Some(Rating::Insufficient), what.to_owned());
            }
        }
    }
    let certificates = address
        .identity
        .iter()
        .flat_map(|identity| &identity.certificates);
    for (place, certificate) in certificates.enumerate() {
        // A root is trusted for itself: neither its key nor its signature was chosen by the server.
        if place > 0 && (certificate.issuer_is_subject || !demands.of_whole_chain) {
            continue;
        }
        let subject = &certificate.subject;
        let key = &certificate.key;
        add(
            Some(demands.key(key)),
            format!("a certificate for {key} ({subject})"),
        );
        let signature = &certificate.signature_algorithm;
        // What signed itself proves nothing by its signature.
        if !certificate.issuer_is_subject {
            add(
                demands.signature(signature),
                format!("a certificate signed with {} ({subject})", signature.name),
            );
        }
        let days = certificate.not_before.days_until(certificate.not_after);
        if place == 0 && demands.max_days.is_some_and(|most| days > most) {
            let what = format!("a certificate valid for {days} days ({subject})");
            add(Some(Rating::Insufficient), what);
        }
    }
    found
}

fn suites(address: &Address<'_>) -> Vec<CipherSuite> {
    let agreed = address.agreed.map(|agreed| agreed.suite);
    let chosen = chosen_suites(address).into_iter().map(|(_, suite)| suite);
    let mut suites: Vec<CipherSuite> = chosen.chain(agreed).collect();
    suites.sort_unstable();
    suites.dedup();
    suites
}

fn groups(address: &Address<'_>) -> Vec<NamedGroup> {
    let agreed = address.agreed.and_then(|agreed| agreed.group);
    let answered = answers(address).filter_map(|hello| hello.group);
    let listed = address.seen.deep.iter().flat_map(|fact| match fact {
        DeepFact::Groups(list) => list.accepted.as_slice(),
        _ => &[],
    });
    let mut groups: Vec<NamedGroup> = answered.chain(agreed).chain(listed.copied()).collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}
