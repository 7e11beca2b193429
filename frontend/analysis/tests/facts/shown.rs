//! Facts that are found.

use analysis::finding::Severity;
use shared::{
    CipherSuite as Suite, DeepFact, InjectionAnswer, KeyKind, NamedGroup as Group, Preference,
    PrimeOrigin, SignatureScheme, SuiteList, TlsVersion,
};

use super::made::*;

/// Facts with the finding that each gives, how much that matters, and why.
pub const SHOWN: &[(&str, Severity, Change, &str)] = &[
    (
        "tls-dh-weak",
        Severity::Warning,
        |address| older(address).dh_bits = Some(2047),
        "one bit below the least (RFC 9325 §4.5)",
    ),
    (
        "tls-dh-weak",
        Severity::Error,
        |address| older(address).dh_bits = Some(1023),
        "within reach of many (Logjam)",
    ),
    (
        "tls-dh-unvetted",
        Severity::Advice,
        |address| {
            older(address).dh_bits = Some(2048);
            older(address).dh_origin = Some(PrimeOrigin::Unknown);
        },
        "long enough, of unknown making",
    ),
    (
        "tls-dh-unvetted",
        Severity::Advice,
        |address| {
            older(address).dh_bits = Some(2048);
            older(address).dh_origin = Some(PrimeOrigin::Rfc5114);
        },
        "published without how it was made",
    ),
    (
        "tls-signature-weak",
        Severity::Warning,
        |address| older(address).signature = Some(SignatureScheme::ECDSA_SHA1),
        "RFC 9155 §4",
    ),
    (
        "tls-compression",
        Severity::Warning,
        |address| older(address).compression = 1,
        "CRIME",
    ),
    (
        "tls-renegotiation-insecure",
        Severity::Warning,
        |address| older(address).secure_renegotiation = false,
        "RFC 5746",
    ),
    (
        "tls-no-extended-master-secret",
        Severity::Advice,
        |address| older(address).extended_master_secret = false,
        "RFC 7627",
    ),
    (
        "tls-downgrade-unmarked",
        Severity::Advice,
        |address| older(address).downgrade_mark = false,
        "TLS 1.3 was agreed with the same address",
    ),
    (
        "tls-hybrid",
        Severity::Good,
        |address| address.hybrid = Some(hybrid(Some(Group::X25519_MLKEM768))),
        "named in the retry",
    ),
    (
        "tls-no-hybrid",
        Severity::Info,
        |address| address.hybrid = Some(hybrid(None)),
        "nobody has to act",
    ),
    (
        "tls-weak-suites",
        Severity::Warning,
        |address| address.deep = vec![suites(&[STRONG[0], RC4], Preference::Server)],
        "the last of the list is RC4",
    ),
    (
        "tls-weak-suites",
        Severity::Warning,
        |address| older(address).suite = RC4,
        "chosen from everything, so that no deep look is needed",
    ),
    (
        "tls-anonymous-suites",
        Severity::Info,
        |address| address.deep = vec![suites(&[STRONG[0], ANONYMOUS], Preference::Server)],
        "Postfix takes them on purpose",
    ),
    (
        "tls-client-preference",
        Severity::Advice,
        |address| address.deep = vec![suites(&[STRONG[0], RC4], Preference::Client)],
        "a client that lists RC4 first gets it",
    ),
    (
        "tls-weak-groups",
        Severity::Warning,
        |address| address.deep = vec![groups(&[Group::X25519, Group::SECP192R1])],
        "192 bits",
    ),
    (
        "tls-weak-groups",
        Severity::Warning,
        |address| older(address).group = Some(Group::SECT163K1),
        "chosen in a usual look",
    ),
    (
        "starttls-command-injection",
        Severity::Error,
        |address| {
            let reply = reply(250, "2.0.0 Ok");
            address.deep = vec![DeepFact::Injection(InjectionAnswer::Obeyed { reply })];
        },
        "CVE-2011-0411",
    ),
    (
        "deep-look-cut-short",
        Severity::Info,
        |address| {
            address.deep = vec![DeepFact::Suites(SuiteList {
                version: TlsVersion::TLS13,
                accepted: vec![Suite::TLS13_AES_128_GCM_SHA256],
                preference: Preference::Unknown,
                cut_short_by: Some(busy()),
            })];
        },
        "a rate limit ended the list",
    ),
    (
        "deep-look-cut-short",
        Severity::Info,
        |address| {
            let failure = busy();
            address.deep = vec![DeepFact::Injection(InjectionAnswer::Failed { failure })];
        },
        "what could not be tried is said",
    ),
    (
        "starttls-offered-again",
        Severity::Warning,
        |address| add(&mut address.ehlo_sealed, "StartTLS"),
        "case does not matter",
    ),
    (
        "starttls-wrong-code",
        Severity::Warning,
        |address| address.starttls.as_mut().unwrap().reply = reply(250, "go ahead"),
        "2xx, but not 220",
    ),
    (
        "auth-in-clear",
        Severity::Warning,
        |address| add(&mut address.ehlo, "AUTH PLAIN LOGIN"),
        "passwords as they are",
    ),
    (
        "auth-in-clear",
        Severity::Warning,
        |address| add(&mut address.ehlo, "AUTH=LOGIN"),
        "the old form, for old mail programs",
    ),
    (
        "auth-before-tls",
        Severity::Advice,
        |address| add(&mut address.ehlo, "AUTH SCRAM-SHA-256 CRAM-MD5"),
        "the password itself is not sent",
    ),
    (
        "ehlo-keywords-lost",
        Severity::Info,
        |address| {
            keywords(&mut address.ehlo_sealed, |lines| {
                lines.retain(|line| line != "PIPELINING")
            })
        },
        "a proxy behind which another server talks",
    ),
    (
        "helo-only",
        Severity::Warning,
        |address| address.ehlo.as_mut().unwrap().helo = true,
        "RFC 5321 §3.2",
    ),
    (
        "reply-bare-lf",
        Severity::Advice,
        |address| address.greeting.as_mut().unwrap().reply.bare_lf = true,
        "RFC 5321 §2.3.8",
    ),
    (
        "greeting-without-host",
        Severity::Advice,
        |address| address.greeting.as_mut().unwrap().reply = reply(220, "ESMTP"),
        "no name at all",
    ),
    (
        "greeting-slow",
        Severity::Info,
        |address| address.greeting.as_mut().unwrap().elapsed_ms = 20_000,
        "a tarpit",
    ),
    (
        "requiretls",
        Severity::Info,
        |address| add(&mut address.ehlo_sealed, "REQUIRETLS"),
        "inside TLS, where it belongs",
    ),
    (
        "requiretls-in-clear",
        Severity::Advice,
        |address| {
            add(&mut address.ehlo, "REQUIRETLS");
            add(&mut address.ehlo_sealed, "REQUIRETLS");
        },
        "RFC 8689 §2",
    ),
    (
        "certificate-other-flawed",
        Severity::Warning,
        |address| {
            let chain = self_signed("mx1.good.lab");
            address.deep = vec![shown(KeyKind::Rsa, Some(&chain))];
        },
        "the second is self-signed, the first is not",
    ),
    (
        "certificate-other-flawed",
        Severity::Warning,
        |address| older(address).chain = Some(self_signed("mx1.good.lab")),
        "shown to a usual hello of TLS 1.2",
    ),
    (
        "certificate-without-name",
        Severity::Info,
        |address| {
            let chain = self_signed("default.invalid");
            let answer = answer(TlsVersion::TLS12, |hello| hello.chain = Some(chain.clone()));
            address.deep = vec![DeepFact::WithoutName { answer }];
        },
        "another one",
    ),
    (
        "certificate-without-name",
        Severity::Info,
        |address| {
            let answer = alert(112);
            address.deep = vec![DeepFact::WithoutName { answer }];
        },
        "none: unrecognized_name",
    ),
];
