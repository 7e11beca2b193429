//! Findings about the certificates that hosts present.

use shared::Timestamp;

use super::{Identity, IdentityDoubt, IdentityFault, check_chain};
use crate::dane::{HostDane, Lift};
use crate::finding::{About, Code, Finding, Severity};
use crate::transport::{Address, Host};

/// A certificate that ends within so many days should have been renewed: public ones are renewed a third before.
const SOON_DAYS: i64 = 14;

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
            check_faults(host, address, identity, dane, findings);
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
    findings: &mut Vec<Finding>,
) {
    for fault in &identity.faults {
        let about = About::Address {
            host: host.name.clone(),
            address: address.address,
            service: host.service,
        };
        let (code, detail) = fault_words(fault, host, identity);
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
    if leaf.is_valid_at(now) && days < SOON_DAYS {
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
) -> (Code, String) {
    let name = &host.name;
    let issuer = identity
        .leaf()
        .map(|leaf| leaf.issuer.clone())
        .unwrap_or_default();
    let until = identity
        .leaf()
        .map(|leaf| leaf.not_after.date())
        .unwrap_or_default();
    let from = identity
        .leaf()
        .map(|leaf| leaf.not_before.date())
        .unwrap_or_default();
    match fault {
        IdentityFault::Expired => (
            Code::CertificateExpired,
            format!("It was valid until {until}."),
        ),
        IdentityFault::NotYetValid => (
            Code::CertificateNotYetValid,
            format!("It is valid from {from}."),
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
