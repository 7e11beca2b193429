//! What an address showed beyond its stages, for reading: lists, facts, and certificates on other occasions.

use std::borrow::Cow;

use shared::{
    DeepFact, Failure, HelloAnswer, InjectionAnswer, Preference, PrimeOrigin, ServerHello,
    Timestamp, TlsVersion,
};

use super::hybrid::Hybrid;
use super::others::{Occasion, hello_of};
use super::strength::{Strength, group_words, has_extensions};
use super::{Address, AddressState, Sealing};
use crate::certificate::{Certificate, Identity, Role, hex};
use crate::evidence::{AddressOutcome, Ehlo};
use crate::report::{CertificateReport, FactReport, ListReport, RatedName};

/// The suites of each version that a deep look listed.
pub(super) fn suites(seen: &AddressOutcome) -> Vec<ListReport> {
    let lists = seen.deep.iter().filter_map(|fact| match fact {
        DeepFact::Suites(list) => Some(list),
        _ => None,
    });
    lists
        .map(|list| ListReport {
            accepted: list
                .accepted
                .iter()
                .map(|suite| RatedName {
                    name: named(suite.name(), suite),
                    strength: Strength::of(*suite).words(),
                })
                .collect(),
            ..listed(list.version, list.preference, list.cut_short_by.as_ref())
        })
        .collect()
}

/// The groups that a deep look listed.
pub(super) fn groups(seen: &AddressOutcome) -> Vec<ListReport> {
    let lists = seen.deep.iter().filter_map(|fact| match fact {
        DeepFact::Groups(list) => Some(list),
        _ => None,
    });
    lists
        .map(|list| ListReport {
            accepted: list
                .accepted
                .iter()
                .map(|group| RatedName {
                    name: named(group.name(), group),
                    strength: group_words(*group),
                })
                .collect(),
            ..listed(list.version, list.preference, list.cut_short_by.as_ref())
        })
        .collect()
}

/// A list that is still empty.
fn listed(
    version: TlsVersion,
    preference: Preference,
    cut_short_by: Option<&Failure>,
) -> ListReport {
    ListReport {
        version: version.to_string(),
        accepted: Vec::new(),
        preference: preference_words(preference),
        cut_short: cut_short_by.map(Failure::to_string),
    }
}

/// A registered name, which costs nothing, or what stands for one.
fn named(registered: Option<&'static str>, other: &impl ToString) -> Cow<'static, str> {
    registered.map_or_else(|| Cow::Owned(other.to_string()), Cow::Borrowed)
}

const fn preference_words(preference: Preference) -> &'static str {
    match preference {
        Preference::Server => "the server's",
        Preference::Client => "the client's",
        Preference::Unknown => "not known",
    }
}

/// Everything else that TLS showed, with a heading each.
pub(super) fn facts(address: &Address<'_>) -> Vec<FactReport> {
    let mut facts = Vec::new();
    let mut add = |name, title, value: String| facts.push(FactReport { name, title, value });
    if address.state == AddressState::Answering(Sealing::Sealed) {
        let hybrid = Hybrid::read(address.seen).words();
        add("hybrid", "Post-quantum key exchange", hybrid);
    }
    if let Some(hello) = older_hello(address.seen) {
        if let Some(prime) = prime_words(hello) {
            add("dh-prime", "Diffie-Hellman prime", prime);
        }
        if let Some(scheme) = hello.signature {
            let title = "Signature of the key exchange in TLS 1.2";
            add("key-exchange-signature", title, scheme.to_string());
        }
        let yes_or_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
        let title = "Extended master secret below TLS 1.3";
        let extended = yes_or_no(hello.extended_master_secret);
        add("extended-master-secret", title, extended);
        let title = "Secure renegotiation below TLS 1.3";
        let secure = yes_or_no(hello.secure_renegotiation);
        add("secure-renegotiation", title, secure);
        let title = "Compression below TLS 1.3";
        add("compression", title, compression_words(hello.compression));
        let title = "Mark against downgrades";
        add("downgrade-mark", title, yes_or_no(hello.downgrade_mark));
        // Only where it does: hardly any mail server asks.
        if hello.certificate_request {
            let title = "Asks clients for a certificate";
            add("certificate-request", title, "yes".to_owned());
        }
    }
    for fact in &address.seen.deep {
        match fact {
            DeepFact::WithoutName { answer } => {
                let title = "Certificate for clients that do not name the server";
                add("without-name", title, without_name_words(address, answer));
            }
            DeepFact::Injection(answer) => {
                let title = "A command sent in clear with STARTTLS";
                add("command-injection", title, injection_words(answer));
            }
            DeepFact::Suites(_) | DeepFact::Groups(_) | DeepFact::Certificate { .. } => {}
        }
    }
    facts
}

/// The answer to the first hello that TLS 1.0 to 1.2 was chosen for.
pub(super) fn older_hello(seen: &AddressOutcome) -> Option<&ServerHello> {
    let hellos = seen
        .hellos
        .iter()
        .filter_map(|hello| hello_of(&hello.answer));
    hellos
        .into_iter()
        .find(|hello| has_extensions(hello.version))
}

/// "2048 bits, of RFC 7919".
pub(super) fn prime_words(hello: &ServerHello) -> Option<String> {
    let bits = hello.dh_bits?;
    Some(match hello.dh_origin {
        Some(PrimeOrigin::Rfc7919) => format!("{bits} bits, of RFC 7919"),
        Some(PrimeOrigin::Ike) => format!("{bits} bits, of RFC 2409 or RFC 3526"),
        Some(PrimeOrigin::Rfc5114) => format!("{bits} bits, of RFC 5114"),
        Some(PrimeOrigin::Unknown) => format!("{bits} bits, not a published one"),
        None => format!("{bits} bits"),
    })
}

pub(super) fn compression_words(method: u8) -> String {
    match method {
        0 => "none".to_owned(),
        1 => "DEFLATE".to_owned(),
        other => format!("method {other}"),
    }
}

/// What clients get that do not name the server.
pub(super) fn without_name_words(address: &Address<'_>, answer: &HelloAnswer) -> String {
    match answer {
        HelloAnswer::ServerHello { hello } => {
            if let (Some(failure), None) = (&hello.cut_short_by, &hello.chain) {
                return format!("could not tell: {failure}");
            }
            let differs = address
                .others
                .iter()
                .any(|other| other.occasion == Occasion::WithoutName);
            if differs { "another" } else { "the same" }.to_owned()
        }
        HelloAnswer::Alert { name, code } => format!("none: the alert {name} ({code})"),
        HelloAnswer::Failed { failure } => format!("could not tell: {failure}"),
    }
}

fn injection_words(answer: &InjectionAnswer) -> String {
    match answer {
        InjectionAnswer::Forgotten => "forgotten, as it should be".to_owned(),
        InjectionAnswer::Obeyed { reply } => format!("obeyed inside TLS: “{reply}”"),
        InjectionAnswer::Refused { reply } => format!("refused: “{reply}”"),
        InjectionAnswer::Failed { failure } => format!("could not tell: {failure}"),
    }
}

/// The keywords of an answer to EHLO, as sent.
pub(super) fn keywords(ehlo: Option<&Ehlo>) -> Vec<String> {
    ehlo.into_iter()
        .flat_map(Ehlo::keywords)
        .map(str::to_owned)
        .collect()
}

/// A chain with the role of each certificate.
pub(super) fn chain_report(identity: &Identity, now: Timestamp) -> Vec<CertificateReport> {
    identity
        .certificates
        .iter()
        .zip(identity.roles())
        .map(|(certificate, role)| certificate_report(certificate, role, now))
        .collect()
}

fn certificate_report(certificate: &Certificate, role: Role, now: Timestamp) -> CertificateReport {
    const SHOWN_NAMES: usize = 100;
    CertificateReport {
        role: role.word(),
        subject: certificate.subject.clone(),
        issuer: certificate.issuer.clone(),
        names: certificate
            .dns_names
            .iter()
            .take(SHOWN_NAMES)
            .cloned()
            .collect(),
        not_before: certificate.not_before,
        not_after: certificate.not_after,
        days_left: now.days_until(certificate.not_after),
        key: certificate.key.to_string(),
        signature: certificate.signature_algorithm.name.clone(),
        scts: certificate.sct_count,
        must_staple: certificate.must_staple,
        sha256: hex(&certificate.sha256),
        sha512: hex(&certificate.sha512),
        spki_sha256: hex(&certificate.spki_sha256),
        spki_sha512: hex(&certificate.spki_sha512),
    }
}
