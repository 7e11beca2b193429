//! Findings about what is sent beside a certificate that counts: its chain, its proofs, and the certificates for others.

use shared::{DeepFact, HelloAnswer, Timestamp};

use super::check::{evidence, fault_words};
use super::{Identity, Role};
use crate::dane::{HostDane, OtherStanding};
use crate::finding::{About, Code, Finding};
use crate::transport::{Address, Host, Occasion, Other};

/// Adds what there is to say about an address beyond who the server proved to be. `is_laboratory` says that the roots
/// are not public ones.
pub(super) fn check(
    host: &Host<'_>,
    address: &Address<'_>,
    dane: &HostDane,
    now: Timestamp,
    is_laboratory: bool,
    findings: &mut Vec<Finding>,
) {
    let about = About::Address {
        host: host.name.clone(),
        address: address.address,
        service: host.service,
    };
    let mut add = |code: Code, detail: String, evidence: Vec<String>| {
        findings.push(Finding::new(code, about.clone(), detail).with_evidence_of(evidence));
    };
    if let Some(identity) = &address.identity {
        check_order(identity, &mut add);
        check_superfluous(identity, &mut add);
        check_proofs(address, identity, is_laboratory, &mut add);
    }
    for other in &address.others {
        check_other(host, other, dane, now, &mut add);
    }
    check_without_name(host, address, &mut add);
}

fn check_order(identity: &Identity, add: &mut impl FnMut(Code, String, Vec<String>)) {
    if identity.is_out_of_order() {
        let detail = "A certificate comes before the one that it issued.".to_owned();
        add(Code::CertificateChainOrder, detail, with_roles(identity));
    }
}

fn check_superfluous(identity: &Identity, add: &mut impl FnMut(Code, String, Vec<String>)) {
    let mut superfluous: Vec<&str> = identity
        .roles()
        .into_iter()
        .filter(|role| match role {
            Role::Root | Role::Unrelated | Role::Duplicate => true,
            Role::Leaf | Role::Intermediate => false,
        })
        .map(Role::words)
        .collect();
    superfluous.sort_unstable();
    superfluous.dedup();
    if !superfluous.is_empty() {
        let detail = format!("The server sends along {}.", superfluous.join(" and "));
        add(
            Code::CertificateChainSuperfluous,
            detail,
            with_roles(identity),
        );
    }
}

fn check_proofs(
    address: &Address<'_>,
    identity: &Identity,
    is_laboratory: bool,
    add: &mut impl FnMut(Code, String, Vec<String>),
) {
    let Some(leaf) = identity.leaf() else { return };
    // Only a public authority logs. Timestamps may also come in the handshake, which is not looked at.
    if identity.is_authenticated() && !is_laboratory && leaf.sct_count.unwrap_or_default() == 0 {
        let detail = format!("“{}” carries no timestamp of a log.", leaf.subject);
        add(Code::CertificateNotLogged, detail, vec![]);
    }
    // Only the full handshake asks for a staple.
    let is_unstapled = address
        .seen
        .session
        .as_ref()
        .is_some_and(|session| !session.ocsp_stapled);
    if leaf.must_staple && is_unstapled {
        let detail = "It says “must staple”, and no answer was stapled.".to_owned();
        add(Code::CertificateStapleMissing, detail, evidence(identity));
    }
}

/// A certificate that only some clients see. It is no part of the grade.
fn check_other(
    host: &Host<'_>,
    other: &Other,
    dane: &HostDane,
    now: Timestamp,
    add: &mut impl FnMut(Code, String, Vec<String>),
) {
    // Who names no server gets what there is; that it is another one is said on its own.
    if other.occasion == Occasion::WithoutName {
        return;
    }
    let identity = &other.identity;
    let flaws: Vec<String> = match dane.of_other(identity, now) {
        // RFC 7672 §3.1: senders that know the server by its record do not mind the rest.
        OtherStanding::Vouched => Vec::new(),
        OtherStanding::Refused | OtherStanding::Unknown => identity
            .faults
            .iter()
            .map(|fault| fault_words(fault, host, identity, now).1)
            .collect(),
    };
    if !flaws.is_empty() {
        let detail = format!(
            "Shown to {}: {}",
            other.occasion.shown_to(),
            flaws.join(" ")
        );
        add(Code::CertificateOtherFlawed, detail, evidence(identity));
    }
}

fn check_without_name(
    host: &Host<'_>,
    address: &Address<'_>,
    add: &mut impl FnMut(Code, String, Vec<String>),
) {
    let is_nameless = |other: &&Other| other.occasion == Occasion::WithoutName;
    if let Some(other) = address.others.iter().find(is_nameless) {
        let covers = match other.identity.leaf() {
            Some(leaf) if leaf.covers(&host.name).is_covered() => "covers",
            _ => "does not cover",
        };
        let detail = format!("That one {covers} {}.", host.name);
        add(
            Code::CertificateWithoutName,
            detail,
            evidence(&other.identity),
        );
        return;
    }
    let refused = address.seen.deep.iter().find_map(|fact| match fact {
        DeepFact::WithoutName {
            answer: HelloAnswer::Alert { code, name },
        } => Some(format!("{name} ({code})")),
        _ => None,
    });
    // With a name the same hello is answered, so that it is the name which is missed.
    let is_answered = address
        .seen
        .hellos
        .iter()
        .any(|hello| hello.answered().is_some());
    if let Some(alert) = refused.filter(|_| is_answered) {
        let detail = format!("They get none: the server ends the handshake with {alert}.");
        add(Code::CertificateWithoutName, detail, vec![alert]);
    }
}

/// The chain in one line a certificate, each with its role.
fn with_roles(identity: &Identity) -> Vec<String> {
    evidence(identity)
        .into_iter()
        .zip(identity.roles())
        .map(|(line, role)| format!("{line} · {role}"))
        .collect()
}
