//! Findings about the certificates that hosts present.

use shared::Timestamp;

use super::{Certificate, Identity, IdentityDoubt, IdentityFault, Role, check_chain};
use crate::dane::{HostDane, Lift};
use crate::finding::{About, Code, Finding, Severity};
use crate::transport::{Address, Host};

/// Adds what there is to say about the certificates of a host.
pub(crate) fn check(
    host: &Host<'_>,
    dane: &HostDane,
    now: Timestamp,
    is_laboratory: bool,
    findings: &mut Vec<Finding>,
) {
    for address in &host.addresses {
        if let Some(identity) = &address.identity {
            check_faults(host, address, identity, dane, now, findings);
            check_identity(host, address, identity, now, findings);
        }
        check_chain::check(host, address, dane, now, is_laboratory, findings);
    }
}

fn check_faults(
    host: &Host<'_>,
    address: &Address<'_>,
    identity: &Identity,
    dane: &HostDane,
    now: Timestamp,
    findings: &mut Vec<Finding>,
) {
    for fault in &identity.faults {
        let about = About::Address {
            host: host.name.clone(),
            address: address.address,
            service: host.service,
        };
        let (code, detail) = fault_words(fault, host, identity, now);
        let finding = match dane.lifts(address.address, fault) {
            Lift::No | Lift::Perhaps => Finding::new(code, about, detail),
            // RFC 7672 §3.1: senders that know the server by its TLSA record do not mind.
            Lift::Yes => {
                let detail =
                    format!("{detail} The TLSA record vouches for the server all the same.");
                Finding::new(code, about, detail).with_severity(Severity::Info)
            }
        };
        findings.push(finding.with_evidence_of(evidence(identity)));
    }
}

fn check_identity(
    host: &Host<'_>,
    address: &Address<'_>,
    identity: &Identity,
    now: Timestamp,
    findings: &mut Vec<Finding>,
) {
    let about = About::Address {
        host: host.name.clone(),
        address: address.address,
        service: host.service,
    };
    let evidence = evidence(identity);
    let mut add = |code: Code, detail: String| {
        findings.push(Finding::new(code, about.clone(), detail).with_evidence_of(evidence.iter()));
    };
    for doubt in &identity.doubts {
        match doubt {
            IdentityDoubt::Unreadable(detail) => add(Code::CertificateUnreadable, detail.clone()),
            IdentityDoubt::IssuerUnseen => add(
                Code::CertificatePathUndecided,
                "Its issuer's certificate is not sent, so whether the issuer is a public authority cannot be told."
                    .to_owned(),
            ),
            // The finding about the weak signature says it all.
            IdentityDoubt::WeaklySigned => {}
            IdentityDoubt::PathUndecided(detail) => {
                add(
                    Code::CertificatePathUndecided,
                    format!("The verifier said: {detail}."),
                );
            }
        }
    }
    let Some(leaf) = identity.leaf() else { return };
    let days = now.days_until(leaf.not_after);
    if leaf.is_renewal_due(now) {
        add(
            Code::CertificateExpiresSoon,
            format!(
                "It ends on {}, in {}.",
                leaf.not_after.date(),
                in_days(days)
            ),
        );
    }
    if identity.is_authenticated() {
        add(
            Code::CertificateTrusted,
            format!(
                "It covers {} until {}, in {}.",
                host.name,
                leaf.not_after.date(),
                in_days(days)
            ),
        );
    }
}

/// The finding that a fault is, and what is particular to it.
pub(super) fn fault_words(
    fault: &IdentityFault,
    host: &Host<'_>,
    identity: &Identity,
    now: Timestamp,
) -> (Code, String) {
    let name = &host.name;
    let issuer = identity
        .leaf()
        .map(|leaf| leaf.issuer.clone())
        .unwrap_or_default();
    match fault {
        IdentityFault::Expired => (
            Code::CertificateExpired,
            out_of_date(identity, now, |one| {
                (now > one.not_after).then(|| format!("was valid until {}", one.not_after.date()))
            }),
        ),
        IdentityFault::NotYetValid => (
            Code::CertificateNotYetValid,
            out_of_date(identity, now, |one| {
                (now < one.not_before).then(|| format!("is valid from {}", one.not_before.date()))
            }),
        ),
        IdentityFault::SelfSigned => (
            Code::CertificateSelfSigned,
            format!("{name} presents a certificate that it signed itself."),
        ),
        IdentityFault::UnknownIssuer => (
            Code::CertificateUnknownIssuer,
            format!("It was issued by “{issuer}”, which leads to no public root."),
        ),
        IdentityFault::MissingIntermediate => (
            Code::CertificateMissingIntermediate,
            format!("The certificate of its issuer “{issuer}” is not sent."),
        ),
        IdentityFault::PathBroken(detail) => (
            Code::CertificatePathBroken,
            format!("The verifier said: {detail}."),
        ),
        IdentityFault::NameMismatch => (Code::CertificateNameMismatch, {
            let names = identity
                .leaf()
                .map(|leaf| leaf.dns_names.as_slice())
                .unwrap_or_default();
            format!("It does not cover {name}; it covers {}.", list(names))
        }),
        IdentityFault::CommonNameOnly(common_name) => (
            Code::CertificateCommonNameOnly,
            format!("“{common_name}” is its common name; no DNS name covers {name}."),
        ),
        IdentityFault::WeakKey(bits) => (
            Code::CertificateWeakKey,
            format!("Its RSA key has {bits} bits."),
        ),
        IdentityFault::WeakSignature(algorithm) => (
            Code::CertificateWeakSignature,
            format!("It is signed with {algorithm}."),
        ),
        IdentityFault::NotTheKeyHolder(reason) => (
            Code::HandshakeSignatureWrong,
            format!("The verifier said: {reason}."),
        ),
    }
}

/// Which certificate is out of date: the leaf, or if that is in date, one above it. `told` says it of one that is.
fn out_of_date(
    identity: &Identity,
    now: Timestamp,
    told: impl Fn(&Certificate) -> Option<String>,
) -> String {
    let leaf = identity.leaf();
    if let Some(words) = leaf.filter(|leaf| !leaf.is_valid_at(now)).and_then(&told) {
        return format!("It {words}.");
    }
    let roles = identity.roles();
    let above = identity.certificates.iter().zip(roles).skip(1);
    above
        .filter(|(_, role)| matches!(role, Role::Intermediate | Role::Root))
        .find_map(|(one, _)| {
            let words = told(one)?;
            Some(format!(
                "It is in date, but the certificate “{}” above it {words}.",
                one.subject
            ))
        })
        .unwrap_or_else(|| "It is in date, but a certificate above it is not.".to_owned())
}

/// The chain in one line a certificate.
pub(super) fn evidence(identity: &Identity) -> Vec<String> {
    identity
        .certificates
        .iter()
        .enumerate()
        .map(|(place, certificate)| {
            format!(
                "{place}: {} · issued by {} · {} to {} · {}",
                certificate.subject,
                certificate.issuer,
                certificate.not_before.date(),
                certificate.not_after.date(),
                certificate.key,
            )
        })
        .collect()
}

/// The first few of many names.
fn list(names: &[String]) -> String {
    const SHOWN: usize = 5;
    match names.len() {
        0 => "no DNS name at all".to_owned(),
        count if count <= SHOWN => names.join(", "),
        count => {
            let shown: Vec<&str> = names.iter().take(SHOWN).map(String::as_str).collect();
            format!("{} and {} more", shown.join(", "), count - SHOWN)
        }
    }
}

fn in_days(days: i64) -> String {
    match days {
        0 => "less than a day".to_owned(),
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
