//! What only several mechanisms or addresses together show: policy, DANE, certificates and expiry against each other.
//!
//! What could not be told differs from nothing: an address of which a thing is not known takes no part in comparing it.

use shared::TlsVersion;

use super::{Address, Host, Sealing, VersionOutcome, Versions};
use crate::dane::Standing;
use crate::facts::Facts;
use crate::finding::{About, Code, Finding, Severity};
use crate::mta_sts::{Compliance, Policy, Sts, compliance};

/// A day, in seconds.
const DAY: i64 = 86_400;

/// Adds what there is to say.
pub(crate) fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for host in &facts.hosts {
        check_addresses(host, facts, findings);
    }
    if let Some(policy) = facts.sts.as_ref().and_then(Sts::enforced) {
        for host in &facts.hosts {
            check_enforced(policy, host, facts, findings);
        }
    }
    findings.extend(weakest(facts));
}

/// What is compared between the addresses of a host.
struct Aspect {
    /// What to say if they differ.
    code: Code,
    /// What it is called: "whether they encrypt".
    what: &'static str,
    /// How much it matters.
    severity: Severity,
}

/// The addresses of one host against each other.
fn check_addresses(host: &Host<'_>, facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let sealed: Vec<&Address<'_>> = host
        .answering()
        .filter(|(_, sealing)| **sealing == Sealing::Sealed)
        .map(|(address, _)| address)
        .collect();
    let sealing: Vec<(&Address<'_>, String)> = host
        .answering()
        .filter(|(_, sealing)| !sealing.is_unknown())
        .map(|(address, sealing)| {
            let words = if sealing.is_missing() {
                "does not encrypt"
            } else {
                "encrypts"
            };
            (address, words.to_owned())
        })
        .collect();
    let aspect = Aspect {
        code: Code::StarttlsSomewhere,
        what: "whether they encrypt",
        severity: Code::StarttlsSomewhere.severity(),
    };
    findings.extend(differing(host, &aspect, &sealing));
    findings.extend(versions(host, &sealed));
    findings.extend(certificates(host, &sealed, facts));
}

/// A finding if what was seen differs from address to address. Where the two families are each of one mind, it is about
/// them.
fn differing(host: &Host<'_>, aspect: &Aspect, seen: &[(&Address<'_>, String)]) -> Option<Finding> {
    let (_, first) = seen.first()?;
    if seen.iter().all(|(_, words)| words == first) {
        return None;
    }
    let of_family = |is_ipv4: bool| {
        let family = seen
            .iter()
            .filter(move |(address, _)| address.address.is_ipv4() == is_ipv4);
        family.map(|(_, words)| words)
    };
    let is_of_one_mind = |is_ipv4| {
        let mut words = of_family(is_ipv4);
        let first = words.next();
        first.is_some() && words.all(|other| Some(other) == first)
    };
    // What is no fault where any two addresses differ in it is none between the families.
    let is_by_family =
        aspect.severity > Severity::Info && is_of_one_mind(true) && is_of_one_mind(false);
    let (code, who) = if is_by_family {
        (Code::Ipv6Differs, "IPv6 and IPv4 differ")
    } else {
        (aspect.code, "The addresses differ")
    };
    let detail = format!("{who} at {} in {}.", host.name, aspect.what);
    let about = About::Host {
        host: host.name.clone(),
    };
    let evidence = seen
        .iter()
        .map(|(address, words)| format!("{}: {words}", address.address));
    // It matters as much as the difference itself does.
    let finding = Finding::new(code, about, detail).with_severity(aspect.severity);
    Some(finding.with_evidence_of(evidence))
}

/// Versions that one address surely accepts and another surely refuses.
fn versions(host: &Host<'_>, sealed: &[&Address<'_>]) -> Option<Finding> {
    let is_told = |versions: &Versions, version| {
        let outcome = versions.of(version);
        *outcome == VersionOutcome::Accepted || outcome.is_refused()
    };
    // Only what is known of all that seal is compared.
    let told: Vec<_> = super::versions::VERSIONS
        .into_iter()
        .filter(|version| {
            sealed
                .iter()
                .all(|address| is_told(&address.versions, *version))
        })
        .collect();
    let seen: Vec<(&Address<'_>, String)> = sealed
        .iter()
        .map(|address| {
            let accepted = address.versions.accepted(&told);
            let words: Vec<String> = accepted.iter().map(ToString::to_string).collect();
            (*address, format!("accepts {}", words.join(", ")))
        })
        .collect();
    let aspect = Aspect {
        code: Code::VersionsDiffer,
        what: "the versions of TLS that they accept",
        severity: Code::VersionsDiffer.severity(),
    };
    differing(host, &aspect, &seen)
}

/// Certificates. A public name may well have several; that one proves the server and another does not is a fault of that
/// address, and said of it: here it is worth a warning that chance decides.
fn certificates(host: &Host<'_>, sealed: &[&Address<'_>], facts: &Facts<'_>) -> Option<Finding> {
    let dane = facts.dane(&host.name);
    let shown: Vec<_> = sealed
        .iter()
        .filter_map(|address| Some((*address, address.identity.as_ref()?)))
        .collect();
    let (mut proven, mut refused) = (0, 0);
    let holds: Vec<(&Address<'_>, String)> = shown
        .iter()
        .filter_map(|(address, identity)| {
            let words = if identity.is_authenticated() || dane.authenticates(address.address) {
                proven += 1;
                "presents a certificate that proves who it is".to_owned()
            } else if identity.is_refused() {
                refused += 1;
                format!("presents a certificate that is {}", identity.refusal())
            } else {
                return None;
            };
            Some((*address, words))
        })
        .collect();
    // Where none proves anything, that is the matter, and not in what way.
    if proven > 0 && refused > 0 {
        let aspect = Aspect {
            code: Code::CertificatesDiffer,
            what: "whether their certificate proves who they are",
            severity: Severity::Warning,
        };
        return differing(host, &aspect, &holds);
    }
    let leaves: Vec<(&Address<'_>, String)> = shown
        .iter()
        .filter_map(|(address, identity)| {
            let leaf = identity.leaf()?;
            let fingerprint: String = crate::certificate::hex(&leaf.sha256)
                .chars()
                .take(16)
                .collect();
            let words = format!(
                "{} until {}, SHA-256 {fingerprint}…",
                leaf.key,
                leaf.not_after.date()
            );
            Some((*address, words))
        })
        .collect();
    // A server with two kinds of keys shows either, by what is offered: only the same kind is compared.
    let kind = |address: &Address<'_>| {
        let leaf = address.identity.as_ref()?.leaf()?;
        Some(std::mem::discriminant(&leaf.key))
    };
    let first = leaves.first().and_then(|(address, _)| kind(address));
    if !leaves.iter().all(|(address, _)| kind(address) == first) {
        return None;
    }
    let aspect = Aspect {
        code: Code::CertificatesDiffer,
        what: "the certificate that they present",
        severity: Code::CertificatesDiffer.severity(),
    };
    differing(host, &aspect, &leaves)
}

/// What a policy in force makes of a host beyond what is said of either alone.
fn check_enforced(
    policy: &Policy,
    host: &Host<'_>,
    facts: &Facts<'_>,
    findings: &mut Vec<Finding>,
) {
    let about = || About::Host {
        host: host.name.clone(),
    };
    match compliance(policy, host) {
        Compliance::Met => {}
        Compliance::Fails(why) => {
            // RFC 8461 §2: whoever follows both lets DANE decide, whoever knows MTA-STS alone does not deliver.
            let delivers = Standing::Delivers {
                is_authenticated: true,
            };
            let dane = facts.dane(&host.name);
            if dane.standing(host) == delivers && dane.records().is_some_and(|set| set.is_proven) {
                let detail = format!(
                    "The TLSA records vouch for {}, but for MTA-STS {why}.",
                    host.name
                );
                let records = dane.records().into_iter().flat_map(|set| &set.records);
                let finding = Finding::new(Code::DaneAgainstEnforce, about(), detail);
                findings.push(finding.with_evidence_of(records));
            }
            return;
        }
        Compliance::NotListed | Compliance::Unknown(_) | Compliance::NotReached => return,
    }
    let remembered = i64::from(policy.max_age.seconds()) / DAY;
    let ends: Vec<(&Address<'_>, i64, String)> = host
        .answering()
        .filter_map(|(address, _)| {
            let leaf = address.identity.as_ref()?.leaf()?;
            if !leaf.is_renewal_due(facts.now) {
                return None;
            }
            let days = facts.now.days_until(leaf.not_after);
            Some((address, days, leaf.not_after.date()))
        })
        .filter(|(_, days, _)| *days <= remembered)
        .collect();
    if let Some((_, _, date)) = ends.iter().min_by_key(|(_, days, _)| days) {
        let detail = format!(
            "The certificate of {} ends on {date}, and senders remember the policy for {remembered} days.",
            host.name
        );
        let evidence = ends
            .iter()
            .map(|(address, _, date)| format!("{}: until {date}", address.address));
        let finding = Finding::new(Code::EnforceExpires, about(), detail);
        findings.push(finding.with_evidence_of(evidence));
    }
}

/// How strong a host surely is, by the worst of its addresses that answer; nothing where that is not known.
fn strength(host: &Host<'_>, facts: &Facts<'_>) -> Option<(u8, &'static str)> {
    if host.is_unknown() {
        return None;
    }
    let dane = facts.dane(&host.name);
    let mut worst: Option<(u8, &'static str)> = None;
    for (address, sealing) in host.answering() {
        let one = if sealing.is_missing() {
            (0, "does not encrypt at one of its addresses at least")
        } else if sealing.is_unknown() {
            return None;
        } else if address
            .versions
            .surely_newest()
            .is_some_and(|newest| newest < TlsVersion::TLS12)
        {
            (1, "encrypts with outdated TLS alone")
        } else {
            match &address.identity {
                _ if dane.authenticates(address.address) => (2, "encrypts and proves who it is"),
                Some(identity) if identity.is_refused() => {
                    (1, "encrypts and does not prove who it is")
                }
                Some(identity) if identity.is_authenticated() => {
                    (2, "encrypts and proves who it is")
                }
                Some(_) | None => return None,
            }
        };
        worst = Some(worst.map_or(one, |known| known.min(one)));
    }
    worst
}

/// Hosts of a domain that are surely weaker than the strongest: whoever blocks the others has them chosen.
fn weakest(facts: &Facts<'_>) -> Option<Finding> {
    facts.routing.as_ref()?;
    let known: Vec<_> = facts
        .hosts
        .iter()
        .filter_map(|host| Some((host, strength(host, facts)?)))
        .collect();
    let (_, best) = known.iter().max_by_key(|(_, (rank, _))| *rank)?;
    let weaker: Vec<&str> = known
        .iter()
        .filter(|(_, (rank, _))| *rank < best.0)
        .map(|(host, _)| host.name.as_str())
        .collect();
    if weaker.is_empty() {
        return None;
    }
    let detail = format!(
        "Another host {}; {} does not come up to that.",
        best.1,
        weaker.join(", ")
    );
    let evidence = known.iter().map(|(host, (_, words))| {
        let preference = host
            .preference
            .map_or(String::new(), |p| format!(" (MX {p})"));
        format!("{}{preference}: {words}", host.name)
    });
    let about = About::from(&facts.evidence.subject);
    Some(Finding::new(Code::WeakestHost, about, detail).with_evidence_of(evidence))
}
