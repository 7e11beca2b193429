//! Facts that only look like something.

use shared::{
    Cause, DeepFact, Failure, HelloAnswer, InjectionAnswer, KeyKind, NamedGroup as Group, Phase,
    Preference, PrimeOrigin, SignatureScheme, TlsVersion,
};

use super::made::*;

/// Facts that look alike and give no such finding.
pub const NOT_SHOWN: &[(&str, Change, &str)] = &[
    (
        "tls-dh-weak",
        |address| older(address).dh_bits = Some(2048),
        "just enough",
    ),
    (
        "tls-dh-unvetted",
        |address| {
            older(address).dh_bits = Some(2048);
            older(address).dh_origin = Some(PrimeOrigin::Rfc7919);
        },
        "ffdhe2048 is fine",
    ),
    (
        "tls-dh-unvetted",
        |address| older(address).dh_bits = Some(4096),
        "an older relay does not say whose prime it is",
    ),
    (
        "tls-signature-weak",
        |address| {
            older(address).version = TlsVersion::TLS11;
            older(address).signature = Some(SignatureScheme::RSA_PKCS1_SHA1);
        },
        "TLS 1.1 knows nothing else",
    ),
    (
        "tls-no-extended-master-secret",
        |address| {
            older(address).version = TlsVersion::SSL3;
            older(address).extended_master_secret = false;
        },
        "SSLv3 has no extensions",
    ),
    (
        "tls-downgrade-unmarked",
        |address| {
            older(address).downgrade_mark = false;
            address.session.as_mut().unwrap().version = TlsVersion::TLS12;
        },
        "a server without TLS 1.3 has nothing to mark",
    ),
    (
        "tls-downgrade-unmarked",
        |address| {
            older(address).downgrade_mark = false;
            older(address).version = TlsVersion::TLS11;
        },
        "OpenSSL does so where TLS 1.2 is shut off",
    ),
    (
        "tls-no-hybrid",
        |address| {
            let failure = Failure::new(Phase::Handshake, Cause::TimedOut { after_ms: 1 });
            address.hybrid = Some(HelloAnswer::Failed { failure });
        },
        "silence says nothing",
    ),
    (
        "tls-weak-suites",
        |address| address.deep = vec![suites(&[STRONG[0], STRONG[1], STATIC], Preference::Server)],
        "neither CBC nor RSA key exchange is broken",
    ),
    (
        "tls-weak-suites",
        |address| address.deep = vec![suites(&[STRONG[0], ANONYMOUS], Preference::Server)],
        "well encrypted, for nobody in particular",
    ),
    (
        "tls-client-preference",
        |address| address.deep = vec![suites(&[STRONG[0], ANONYMOUS], Preference::Client)],
        "who lists that first wants it",
    ),
    (
        "tls-client-preference",
        |address| address.deep = vec![suites(&STRONG, Preference::Client)],
        "any of them is good",
    ),
    (
        "tls-no-forward-secrecy",
        |address| address.deep = vec![suites(&[STATIC], Preference::Server)],
        "the full handshake had such a suite",
    ),
    (
        "tls-weak-groups",
        |address| address.deep = vec![groups(&[Group::X25519, Group::SECP224R1])],
        "outdated, not weak",
    ),
    (
        "starttls-command-injection",
        |address| {
            let reply = reply(501, "no");
            address.deep = vec![
                DeepFact::Injection(InjectionAnswer::Forgotten),
                DeepFact::Injection(InjectionAnswer::Refused { reply }),
            ];
        },
        "forgotten, or refused before TLS",
    ),
    (
        "deep-look-cut-short",
        |address| {
            address.deep = vec![
                suites(&STRONG, Preference::Server),
                shown(KeyKind::Rsa, None),
            ];
        },
        "whole lists",
    ),
    (
        "auth-in-clear",
        |address| add(&mut address.ehlo, "AUTH DIGEST-MD5 CRAM-MD5"),
        "Sendmail as it comes: no password is sent",
    ),
    (
        "auth-before-tls",
        |address| add(&mut address.ehlo_sealed, "AUTH DIGEST-MD5"),
        "inside TLS",
    ),
    (
        "auth-in-clear",
        |address| add(&mut address.ehlo_sealed, "AUTH PLAIN"),
        "inside TLS",
    ),
    (
        "ehlo-keywords-lost",
        |address| {
            keywords(&mut address.ehlo_sealed, |lines| {
                lines.retain(|line| line != "STARTTLS")
            })
        },
        "STARTTLS has to go",
    ),
    (
        "ehlo-keywords-lost",
        |address| address.ehlo_sealed = None,
        "what was not heard is not lost",
    ),
    (
        "greeting-slow",
        |address| address.greeting.as_mut().unwrap().elapsed_ms = 6_500,
        "postscreen's six seconds are common",
    ),
    (
        "certificate-other-flawed",
        |address| address.deep = vec![shown(KeyKind::Ecdsa, None)],
        "the same as before",
    ),
    (
        "certificate-other-flawed",
        |address| {
            let chain = address.session.as_ref().unwrap().chain.clone();
            address.deep = vec![shown(KeyKind::Ecdsa, Some(&chain))];
        },
        "sent again, and still the same",
    ),
    (
        "certificate-without-name",
        |address| {
            let answer = answer(TlsVersion::TLS12, |_| {});
            address.deep = vec![DeepFact::WithoutName { answer }];
        },
        "the same as with a name",
    ),
];
