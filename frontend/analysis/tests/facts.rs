//! Every fact about keys, suites, dialogue and chains, put into a sound world: what it is called there, what is near it
//! and harmless, and that none of it moves the grade.

#![allow(unreachable_pub, clippy::unwrap_used, clippy::panic, reason = "a test")]

mod support;

use std::sync::OnceLock;

use analysis::evidence::{AddressOutcome, Ehlo, Hello};
use analysis::finding::Severity;
use analysis::{Evidence, Outcome, Report, assess};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use shared::{
    Cause, Chain, CipherSuite as Suite, DeepFact, Failure, Feature, GroupList, HelloAnswer,
    InjectionAnswer, KeyKind, NamedGroup as Group, PathCheck, PathFault, Phase, Preference,
    PrimeOrigin, Reply, ServerHello, SignatureScheme, SuiteList, TlsVersion,
};
use support::{outcomes, scenarios, with_only};

fn sound() -> Evidence {
    static SOUND: OnceLock<Evidence> = OnceLock::new();
    let read = || {
        let mut all = scenarios().into_iter();
        let good = all.find(|scenario| scenario.name == "good-lab");
        good.unwrap().evidence
    };
    SOUND.get_or_init(read).clone()
}

/// The sound world with its addresses changed.
fn world(change: impl Fn(&mut AddressOutcome)) -> Evidence {
    let good = sound();
    let changed: Vec<_> = outcomes(&good)
        .into_iter()
        .map(|(query, mut outcome)| {
            if let Outcome::Probe(probe) = &mut outcome {
                probe.addresses.values_mut().for_each(&change);
            }
            (query, outcome)
        })
        .collect();
    with_only(&good, &changed)
}

fn judged(change: impl Fn(&mut AddressOutcome)) -> Report {
    let evidence = world(change);
    assess(&evidence, evidence.now)
}

fn severity(report: &Report, code: &str) -> Option<Severity> {
    let mut found = report.findings.iter();
    let found = found.find(|finding| finding.code.word() == code)?;
    Some(found.severity)
}

/// The first raw hello's answer: TLS 1.2 in the sound world.
fn older(address: &mut AddressOutcome) -> &mut ServerHello {
    match address.hellos.first_mut() {
        Some(Hello {
            answer: HelloAnswer::ServerHello { hello },
            ..
        }) => hello,
        other => panic!("{other:?}"),
    }
}

fn answer(version: TlsVersion, change: impl Fn(&mut ServerHello)) -> HelloAnswer {
    let mut hello = ServerHello {
        version,
        suite: Suite::ECDHE_ECDSA_AES_128_GCM_SHA256,
        group: None,
        signature: None,
        dh_bits: None,
        dh_origin: None,
        retry_request: false,
        extended_master_secret: true,
        secure_renegotiation: true,
        compression: 0,
        downgrade_mark: true,
        chain: None,
        cut_short_by: None,
    };
    change(&mut hello);
    HelloAnswer::ServerHello {
        hello: Box::new(hello),
    }
}

fn hybrid(group: Option<Group>) -> HelloAnswer {
    group.map_or_else(
        || alert(40),
        |group| answer(TlsVersion::TLS13, |hello| hello.group = Some(group)),
    )
}

fn alert(code: u8) -> HelloAnswer {
    let name = "alert".to_owned();
    HelloAnswer::Alert { code, name }
}

fn reply(code: u16, text: &str) -> Reply {
    Reply {
        code: code.try_into().unwrap(),
        lines: vec![text.to_owned()],
        bare_lf: false,
    }
}

fn suites(accepted: &[Suite], preference: Preference) -> DeepFact {
    DeepFact::Suites(SuiteList {
        version: TlsVersion::TLS12,
        accepted: accepted.to_vec(),
        preference,
        cut_short_by: None,
    })
}

fn groups(accepted: &[Group]) -> DeepFact {
    DeepFact::Groups(GroupList {
        version: TlsVersion::TLS12,
        accepted: accepted.to_vec(),
        preference: Preference::Server,
        cut_short_by: None,
    })
}

fn busy() -> Failure {
    let reply = reply(421, "4.7.0 too many connections");
    Failure::new(Phase::Greeting, Cause::Reply { reply })
}

/// A self-signed certificate as a server presents it.
fn self_signed(name: &str) -> Chain {
    let keys = KeyPair::generate().unwrap();
    let made = CertificateParams::new(vec![name.to_owned()])
        .unwrap()
        .self_signed(&keys)
        .unwrap();
    let broken = PathCheck::Broken {
        fault: PathFault::UnknownIssuer,
        detail: "unknown issuer".to_owned(),
    };
    Chain {
        certificates: vec![made.der().to_vec().into()],
        cut: false,
        path_now: broken.clone(),
        path_within_validity: broken,
        self_signed: true,
        issuer_resembles_root: false,
        leaf_chains_to: vec![true],
    }
}

fn shown(kind: KeyKind, chain: Option<&Chain>) -> DeepFact {
    let answer = answer(TlsVersion::TLS12, |hello| hello.chain = chain.cloned());
    DeepFact::Certificate { kind, answer }
}

fn keywords(ehlo: &mut Option<Ehlo>, change: impl Fn(&mut Vec<String>)) {
    change(&mut ehlo.as_mut().unwrap().reply.lines);
}

fn add(ehlo: &mut Option<Ehlo>, keyword: &str) {
    keywords(ehlo, |lines| lines.push(keyword.to_owned()));
}

type Change = fn(&mut AddressOutcome);

const STRONG: [Suite; 2] = [
    Suite::ECDHE_RSA_AES_128_GCM_SHA256,
    Suite::ECDHE_RSA_AES_128_CBC_SHA,
];
const STATIC: Suite = Suite::RSA_AES_128_GCM_SHA256;
const RC4: Suite = Suite::RSA_RC4_128_SHA;
const ANONYMOUS: Suite = Suite::ECDH_ANON_AES_256_CBC_SHA;

/// Facts with the finding that each gives, how much that matters, and why.
const SHOWN: &[(&str, Severity, Change, &str)] = &[
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
        Severity::Advice,
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
        "auth-in-clear",
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

/// Facts that look alike and give no such finding.
const NOT_SHOWN: &[(&str, Change, &str)] = &[
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

#[test]
fn each_fact_has_its_finding() {
    let plain = judged(|_| {});
    for (code, expected, change, reason) in SHOWN {
        assert_eq!(severity(&plain, code), None, "{code} in the sound world");
        let report = judged(change);
        assert_eq!(severity(&report, code), Some(*expected), "{code}: {reason}");
        let found = report
            .findings
            .iter()
            .find(|finding| finding.code.word() == *code);
        let found = found.unwrap();
        assert!(found.reproduce.is_some(), "{code}");
        assert!(
            found.detail.ends_with(['.', '”']),
            "{code}: {}",
            found.detail
        );
    }
}

#[test]
fn what_is_near_and_harmless_has_none() {
    for (code, change, reason) in NOT_SHOWN {
        assert!(
            SHOWN.iter().any(|(shown, ..)| shown == code) || *code == "tls-no-forward-secrecy",
            "{code} is shown nowhere"
        );
        assert_eq!(severity(&judged(change), code), None, "{code}: {reason}");
    }
}

#[test]
fn none_of_these_facts_moves_the_grade() {
    let grade = judged(|_| {}).grade;
    for (code, _, change, reason) in SHOWN {
        let changed = judged(change).grade;
        assert_eq!(changed.label, grade.label, "{code}: {reason}");
        assert_eq!(changed.caps, grade.caps, "{code}: {reason}");
    }
}

#[test]
fn static_keys_alone_are_a_fault_only_if_nothing_else_can_be_had() {
    let only_static = |cut_short_by: Option<Failure>| {
        judged(move |address| {
            let name = "handshake_failure".to_owned();
            let cause = Cause::TlsAlert { code: 40, name };
            address.session = None;
            address.ehlo_sealed = None;
            let finish = address.finish.as_mut().unwrap();
            finish.stopped_because = Some(Failure::new(Phase::Handshake, cause));
            older(address).suite = STATIC;
            address.deep = vec![DeepFact::Suites(SuiteList {
                version: TlsVersion::TLS12,
                accepted: vec![STATIC],
                preference: Preference::Server,
                cut_short_by: cut_short_by.clone(),
            })];
        })
    };
    let code = "tls-no-forward-secrecy";
    assert_eq!(severity(&only_static(None), code), Some(Severity::Warning));
    assert_eq!(severity(&only_static(Some(busy())), code), None);
}

#[test]
fn chains_and_their_proofs() {
    // Leaf and intermediate of the sound world, and a certificate that must be stapled.
    let staple: &[u8] = include_bytes!("../src/certificate/samples/pss-staple.der");
    let twice = judged(|address| {
        let chain = &mut address.session.as_mut().unwrap().chain;
        let last = chain.certificates.last().unwrap().clone();
        chain.certificates.push(last);
        chain.leaf_chains_to.push(true);
    });
    let superfluous = "certificate-chain-superfluous";
    assert_eq!(severity(&twice, superfluous), Some(Severity::Info));
    assert_eq!(severity(&twice, "certificate-chain-order"), None);
    let stapled = |ocsp_stapled: bool| {
        judged(move |address| {
            let session = address.session.as_mut().unwrap();
            session.ocsp_stapled = ocsp_stapled;
            session.chain.certificates = vec![staple.into()];
            session.chain.leaf_chains_to = vec![false];
        })
    };
    let missing = "certificate-staple-missing";
    assert_eq!(severity(&stapled(false), missing), Some(Severity::Warning));
    assert_eq!(severity(&stapled(true), missing), None);
}

#[test]
fn a_root_before_the_intermediate_is_out_of_order() {
    let authority = |name: &str| {
        let mut params = CertificateParams::new(vec![]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        params
    };
    let keys = || KeyPair::generate().unwrap();
    let (root_keys, middle_keys) = (keys(), keys());
    let root_params = authority("root");
    let root = root_params.self_signed(&root_keys).unwrap();
    let root_issuer = Issuer::new(root_params, root_keys);
    let middle_params = authority("intermediate");
    let middle = middle_params.signed_by(&middle_keys, &root_issuer).unwrap();
    let middle_issuer = Issuer::new(middle_params, middle_keys);
    let leaf = CertificateParams::new(vec!["mx1.good.lab".to_owned()]).unwrap();
    let leaf = leaf.signed_by(&keys(), &middle_issuer).unwrap();
    let sent = |order: [&rcgen::Certificate; 3]| {
        judged(move |address| {
            let chain = &mut address.session.as_mut().unwrap().chain;
            chain.certificates = order.iter().map(|one| one.der().to_vec().into()).collect();
            chain.leaf_chains_to = vec![false, true, true];
        })
    };
    let (order, superfluous) = ("certificate-chain-order", "certificate-chain-superfluous");
    let right = sent([&leaf, &middle, &root]);
    assert_eq!(severity(&right, order), None);
    assert_eq!(severity(&right, superfluous), Some(Severity::Info));
    let wrong = sent([&leaf, &root, &middle]);
    assert_eq!(severity(&wrong, order), Some(Severity::Advice));
}

#[test]
fn only_public_authorities_are_expected_to_log() {
    let code = "certificate-not-logged";
    let laboratory = sound();
    assert_eq!(severity(&assess(&laboratory, laboratory.now), code), None);
    let mut public = laboratory;
    let relay = public.vantage.relay.as_mut().unwrap();
    relay
        .features
        .retain(|feature| *feature != Feature::AllowedRanges);
    let report = assess(&public, public.now);
    assert_eq!(severity(&report, code), Some(Severity::Info));
}

#[test]
fn a_greeting_of_stars_hides_what_is_offered() {
    let masked = |greeting: &'static str| {
        judged(move |address| {
            address.greeting.as_mut().unwrap().reply = reply(220, greeting);
            keywords(&mut address.ehlo, |lines| lines.truncate(1));
            address.starttls = None;
            address.session = None;
            address.ehlo_sealed = None;
            address.hellos.clear();
        })
    };
    let stars = masked("*******************************2*****0***");
    assert!(
        stars.grade.label.ends_with("at best"),
        "{}",
        stars.grade.label
    );
    assert_eq!(severity(&stars, "starttls-missing"), None);
    let plain = masked("mx1.good.lab ESMTP");
    assert!(severity(&plain, "starttls-missing").is_some());
}

#[test]
fn a_server_that_seals_without_showing_a_certificate_leaves_a_doubt() {
    let report = judged(|address| {
        let name = "handshake_failure".to_owned();
        let cause = Cause::TlsAlert { code: 40, name };
        address.session = None;
        address.ehlo_sealed = None;
        let finish = address.finish.as_mut().unwrap();
        finish.stopped_because = Some(Failure::new(Phase::Handshake, cause));
        let hello = |offered, answer| Hello {
            offered,
            without_weak_suites: false,
            answer,
        };
        address.hellos = vec![
            hello(TlsVersion::TLS12, alert(70)),
            hello(TlsVersion::TLS11, alert(70)),
            hello(TlsVersion::TLS13, answer(TlsVersion::TLS13, |_| {})),
        ];
    });
    assert!(severity(&report, "transport-sealed").is_some());
    assert!(
        report.grade.label.ends_with("at best"),
        "{}",
        report.grade.label
    );
    assert!(
        report
            .grade
            .caps
            .iter()
            .all(|cap| cap.cap != "host-in-clear")
    );
}

#[test]
fn what_a_deep_look_showed_is_in_the_report() {
    let report = judged(|address| {
        address.hybrid = Some(hybrid(Some(Group::X25519_MLKEM768)));
        address.deep = vec![
            suites(&[STRONG[0], STATIC, RC4], Preference::Server),
            groups(&[Group::X25519]),
            shown(KeyKind::Rsa, Some(&self_signed("mx1.good.lab"))),
            DeepFact::Injection(InjectionAnswer::Forgotten),
        ];
    });
    let address = report.hosts.first().unwrap().addresses.first().unwrap();
    let strengths: Vec<&str> = address
        .suites
        .iter()
        .flat_map(|list| &list.accepted)
        .map(|suite| suite.strength.as_str())
        .collect();
    assert_eq!(strengths, ["strong", "no forward secrecy", "broken: RC4"]);
    assert_eq!(address.suites.first().unwrap().preference, "the server's");
    assert_eq!(address.groups.first().unwrap().accepted.len(), 1);
    let other = address.other_certificates.first().unwrap();
    assert_eq!(other.shown_to, "clients that check RSA keys only");
    let value = |name: &str| {
        let mut facts = address.facts.iter();
        facts
            .find(|fact| fact.name == name)
            .map(|fact| fact.value.as_str())
    };
    assert_eq!(value("hybrid"), Some("X25519MLKEM768 accepted"));
    assert_eq!(
        value("command-injection"),
        Some("forgotten, as it should be")
    );
    assert_eq!(value("extended-master-secret"), Some("yes"));
    assert_eq!(value("without-name"), None);
    assert!(!address.ehlo.is_empty() && !address.ehlo_sealed.is_empty());
    let roles: Vec<_> = address
        .certificates
        .iter()
        .map(|shown| shown.role)
        .collect();
    assert_eq!(roles, ["leaf", "intermediate"]);
}

#[test]
fn what_was_spent_is_the_sum_of_all_addresses() {
    let report = judged(|_| {});
    let spent = || {
        let addresses = report.hosts.iter().flat_map(|host| &host.addresses);
        addresses.filter_map(|address| address.spent)
    };
    let whole = &report.completeness;
    let bytes: u64 = spent().map(|spent| spent.bytes_received).sum();
    assert!(bytes > 0 && whole.bytes_received == bytes);
    assert_eq!(
        whole.bytes_sent,
        spent().map(|spent| spent.bytes_sent).sum::<u64>()
    );
    let elapsed: u64 = spent().map(|spent| u64::from(spent.elapsed_ms)).sum();
    assert_eq!(whole.elapsed_ms, elapsed);
}
