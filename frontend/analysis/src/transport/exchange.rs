//! Findings about the key exchange and what surrounds it, as the answers to raw hellos show them.

use shared::{DeepFact, PrimeOrigin, ServerHello, TlsVersion};

use super::check::Notes;
use super::details::{compression_words, older_hello, prime_words};
use super::hybrid::Hybrid;
use super::others::hello_of;
use super::strength::{has_extensions, is_weak_group, is_weak_signature};
use super::{Address, Host, VersionOutcome};
use crate::finding::{Code, Severity};

/// RFC 9325 §4.5: primes of fewer bits must not be used.
const MIN_PRIME_BITS: u16 = 2048;
/// Primes of fewer bits are within reach of a university, those of 512 of anybody (Logjam).
const HOPELESS_PRIME_BITS: u16 = 1024;

/// Adds what there is to say about the key exchange of an address that seals.
pub(super) fn check(host: &Host<'_>, address: &Address<'_>, notes: &mut Notes<'_>) {
    check_primes(host, address, notes);
    check_signature(host, address, notes);
    check_extensions(host, address, notes);
    check_downgrade_mark(host, address, notes);
    check_hybrid(host, address, notes);
}

/// Every answer to a raw hello that was not cut off before it said what it chose.
pub(super) fn answers<'a>(address: &'a Address<'_>) -> impl Iterator<Item = &'a ServerHello> {
    let usual = address.seen.hellos.iter().filter_map(|hello| {
        // What was not offered is no choice.
        hello_of(&hello.answer).filter(|answer| answer.version <= hello.offered)
    });
    let deep = address.seen.deep.iter().filter_map(|fact| match fact {
        DeepFact::Certificate { answer, .. } | DeepFact::WithoutName { answer } => hello_of(answer),
        DeepFact::Suites(_) | DeepFact::Groups(_) | DeepFact::Injection(_) => None,
    });
    usual.chain(deep)
}

fn check_primes(host: &Host<'_>, address: &Address<'_>, notes: &mut Notes<'_>) {
    let name = &host.name;
    // The shortest prime is the worst that a client may get.
    let shortest = answers(address)
        .filter(|hello| hello.dh_bits.is_some())
        .min_by_key(|hello| hello.dh_bits);
    let Some((hello, bits)) = shortest.and_then(|hello| Some((hello, hello.dh_bits?))) else {
        return;
    };
    let evidence = || {
        let prime = prime_words(hello).unwrap_or_default();
        vec![format!("{}, {}: {prime}", hello.version, hello.suite)]
    };
    if bits < MIN_PRIME_BITS {
        let severity = if bits < HOPELESS_PRIME_BITS {
            Severity::Error
        } else {
            Severity::Warning
        };
        let detail = format!("{name} exchanges keys with a prime of {bits} bits.");
        notes.add_as(severity, Code::TlsDhWeak, detail, evidence());
        return;
    }
    let origin = match hello.dh_origin {
        Some(PrimeOrigin::Rfc5114) => "comes from RFC 5114, which does not say how it was made",
        Some(PrimeOrigin::Unknown) => "is none of the published ones",
        Some(PrimeOrigin::Rfc7919 | PrimeOrigin::Ike) | None => return,
    };
    let detail = format!("The prime of {bits} bits that {name} uses {origin}.");
    notes.add(Code::TlsDhUnvetted, detail, evidence());
}

/// RFC 9155 §4. Every hello of TLS 1.2 offered SHA-2, and the strongest first.
fn check_signature(host: &Host<'_>, address: &Address<'_>, notes: &mut Notes<'_>) {
    let weak = answers(address).find_map(|hello| {
        let scheme = hello.signature?;
        (hello.version == TlsVersion::TLS12 && is_weak_signature(scheme)).then_some((hello, scheme))
    });
    if let Some((hello, scheme)) = weak {
        notes.add(
            Code::TlsSignatureWeak,
            format!("{} signs its key exchange with {scheme}.", host.name),
            vec![format!("{}, {}: {scheme}", hello.version, hello.suite)],
        );
    }
}

/// What a hello asked for and the server did not grant, or should not have granted.
fn check_extensions(host: &Host<'_>, address: &Address<'_>, notes: &mut Notes<'_>) {
    let name = &host.name;
    let compressing = answers(address).find(|hello| hello.compression != 0);
    if let Some(hello) = compressing {
        let method = compression_words(hello.compression);
        notes.add(
            Code::TlsCompression,
            format!("{name} chose to compress: {method}."),
            vec![format!("{}: {method}", hello.version)],
        );
    }
    // One that grants it in any version knows it; older stacks behind the same address would be a guess.
    let grants = |granted: fn(&ServerHello) -> bool| {
        answers(address)
            .filter(|hello| has_extensions(hello.version))
            .any(granted)
    };
    let Some(hello) = older_hello(address.seen) else {
        return;
    };
    let evidence = || vec![format!("{}, {}", hello.version, hello.suite)];
    if !grants(|hello| hello.secure_renegotiation) {
        let detail = format!("{name} did not answer the offer in {}.", hello.version);
        notes.add(Code::TlsRenegotiationInsecure, detail, evidence());
    }
    if !grants(|hello| hello.extended_master_secret) {
        let detail = format!("{name} did not take up the offer in {}.", hello.version);
        notes.add(Code::TlsNoExtendedMasterSecret, detail, evidence());
    }
}

/// RFC 8446 §4.1.3: who knows TLS 1.3 must mark its answers to older hellos.
fn check_downgrade_mark(host: &Host<'_>, address: &Address<'_>, notes: &mut Notes<'_>) {
    if *address.versions.of(TlsVersion::TLS13) != VersionOutcome::Accepted {
        return;
    }
    // Below TLS 1.2 the other mark is due, which OpenSSL leaves out where TLS 1.2 is shut off, so that older clients can
    // still connect.
    let unmarked =
        |hello: &&ServerHello| hello.version == TlsVersion::TLS12 && !hello.downgrade_mark;
    if let Some(hello) = older_hello(address.seen).filter(unmarked) {
        notes.add(
            Code::TlsDowngradeUnmarked,
            format!(
                "{} knows TLS 1.3 and chose {} without the mark.",
                host.name, hello.version
            ),
            vec![format!("{}, {}", hello.version, hello.suite)],
        );
    }
}

fn check_hybrid(host: &Host<'_>, address: &Address<'_>, notes: &mut Notes<'_>) {
    let name = &host.name;
    match Hybrid::read(address.seen) {
        Hybrid::Accepted(group) => notes.add(
            Code::TlsHybrid,
            format!("{name} takes {group}."),
            vec![group.to_string()],
        ),
        refused @ (Hybrid::Refused | Hybrid::RefusedWithoutAlert) => notes.add(
            Code::TlsNoHybrid,
            format!("{name} was offered them alone and took none."),
            vec![refused.words()],
        ),
        // It judges nothing, so that not knowing it is no finding; the report says it.
        Hybrid::NotAsked | Hybrid::CouldNotTell(_) => {}
    }
}

/// Groups that a server chose though they are too weak, in whatever answer.
pub(super) fn weak_groups(address: &Address<'_>) -> Vec<String> {
    let chosen = answers(address).filter_map(|hello| hello.group);
    let listed = address.seen.deep.iter().flat_map(|fact| match fact {
        DeepFact::Groups(list) => list.accepted.as_slice(),
        _ => &[],
    });
    let mut weak: Vec<String> = chosen
        .chain(listed.copied())
        .filter(|group| is_weak_group(*group))
        .map(|group| group.to_string())
        .collect();
    weak.sort_unstable();
    weak.dedup();
    weak
}
