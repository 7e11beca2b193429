//! What TLS versions and suites make of a grade: a sound world, with what its servers accept written anew.

#![allow(unreachable_pub, clippy::unwrap_used, clippy::panic, reason = "a test")]

mod support;

use analysis::evidence::{AddressOutcome, Hello, StartTls};
use analysis::{Evidence, Outcome, Report, assess};
use shared::{Cause, CipherSuite, Failure, HelloAnswer, Phase, Reply, TlsVersion};
use support::{outcomes, scenarios, with_only};

/// The sound world with its addresses changed.
fn judged(change: impl Fn(&mut AddressOutcome)) -> Report {
    let good = scenarios()
        .into_iter()
        .find(|scenario| scenario.name == "good-lab")
        .unwrap()
        .evidence;
    let changed: Vec<_> = outcomes(&good)
        .into_iter()
        .map(|(query, mut outcome)| {
            if let Outcome::Probe(probe) = &mut outcome {
                probe.addresses.values_mut().for_each(&change);
            }
            (query, outcome)
        })
        .collect();
    let evidence: Evidence = with_only(&good, &changed);
    assess(&evidence, evidence.now)
}

fn grade(report: &Report) -> (&str, Vec<&str>) {
    let mut caps: Vec<&str> = report.grade.caps.iter().map(|cap| cap.cap).collect();
    caps.dedup();
    (&report.grade.label, caps)
}

fn has(report: &Report, code: &str) -> bool {
    report
        .findings
        .iter()
        .any(|found| found.code.word() == code)
}

fn alert(code: u8) -> HelloAnswer {
    let name = "alert".to_owned();
    HelloAnswer::Alert { code, name }
}

/// The full handshake was ended by an alert.
fn fail(address: &mut AddressOutcome, code: u8) {
    let name = "alert".to_owned();
    address.session = None;
    address.ehlo_sealed = None;
    address.finish.as_mut().unwrap().stopped_because = Some(Failure::new(
        Phase::Handshake,
        Cause::TlsAlert { code, name },
    ));
}

/// The answer of the first hello, choosing something else.
fn chose(address: &AddressOutcome, version: TlsVersion, suite: CipherSuite) -> HelloAnswer {
    let mut hello = match &address.hellos.first().unwrap().answer {
        HelloAnswer::ServerHello { hello } => hello.clone(),
        other => panic!("{other:?}"),
    };
    hello.version = version;
    hello.suite = suite;
    hello.downgrade_mark = false;
    if let Some(session) = &address.session {
        hello.chain = Some(session.chain.clone());
    }
    HelloAnswer::ServerHello { hello }
}

fn hello(offered: TlsVersion, answer: HelloAnswer) -> Hello {
    Hello {
        offered,
        without_weak_suites: false,
        usual_suites_only: false,
        answer,
    }
}

const AES: CipherSuite = CipherSuite::ECDHE_ECDSA_AES_128_CBC_SHA;
const RC4: CipherSuite = CipherSuite::RSA_RC4_128_SHA;

#[test]
fn refusing_what_is_old_earns_the_plus() {
    assert_eq!(grade(&judged(|_| {})), ("A+", vec![]));
    let without_alert = judged(|address| {
        let failure = Failure::new(Phase::Handshake, Cause::Reset);
        address.hellos.last_mut().unwrap().answer = HelloAnswer::Failed { failure };
    });
    assert_eq!(grade(&without_alert), ("A+", vec![]));
}

#[test]
fn what_was_not_asked_or_could_not_be_told_leaves_an_a_with_a_footnote() {
    let not_asked = judged(|address| address.hellos.clear());
    assert_eq!(grade(&not_asked), ("A", vec![]));
    let turned_away = judged(|address| {
        let failure = Failure::new(Phase::Handshake, Cause::TimedOut { after_ms: 1 });
        address.hellos.last_mut().unwrap().answer = HelloAnswer::Failed { failure };
    });
    assert_eq!(grade(&turned_away), ("A", vec![]));
    let footnote = turned_away.grade.missing_for_plus.first().unwrap();
    assert!(
        footnote.contains("nothing older than TLS 1.2"),
        "{footnote}"
    );
    assert!(turned_away.grade.doubts.is_empty());
}

#[test]
fn old_versions_beside_new_ones_block_the_plus_and_sslv3_caps_at_b() {
    let tls10 = |address: &mut AddressOutcome| {
        address.hellos.pop();
        for version in [TlsVersion::TLS11, TlsVersion::TLS10] {
            let answer = chose(address, version, AES);
            address.hellos.push(hello(version, answer));
        }
    };
    let old = judged(|address| {
        tls10(address);
        address.hellos.push(hello(TlsVersion::SSL3, alert(40)));
    });
    assert_eq!(grade(&old), ("A", vec![]));
    assert!(has(&old, "tls-old-versions") && !has(&old, "tls-sslv3"));

    let sslv3 = judged(|address| {
        tls10(address);
        let answer = chose(address, TlsVersion::SSL3, RC4);
        address.hellos.push(hello(TlsVersion::SSL3, answer));
    });
    assert_eq!(grade(&sslv3), ("B", vec!["tls-sslv3"]));
    assert!(has(&sslv3, "tls-old-versions") && has(&sslv3, "tls-sslv3"));
}

#[test]
fn nothing_but_old_versions_caps_at_c() {
    let old = judged(|address| {
        let answer = chose(address, TlsVersion::TLS11, AES);
        fail(address, 70);
        address.hellos = vec![
            hello(TlsVersion::TLS12, answer),
            hello(TlsVersion::TLS10, alert(70)),
        ];
    });
    assert_eq!(grade(&old), ("C", vec!["tls-only-old"]));
    assert!(has(&old, "tls-only-old") && !has(&old, "tls-old-versions"));
    assert!(has(&old, "certificate-trusted"));
}

#[test]
fn nothing_but_broken_suites_caps_at_c() {
    let weak = |without: HelloAnswer| {
        judged(move |address| {
            let answer = chose(address, TlsVersion::TLS12, RC4);
            fail(address, 40);
            address.hellos = vec![
                hello(TlsVersion::TLS12, answer),
                Hello {
                    without_weak_suites: true,
                    ..hello(TlsVersion::TLS12, without.clone())
                },
                hello(TlsVersion::TLS11, alert(70)),
            ];
        })
    };
    let broken = weak(alert(40));
    assert_eq!(grade(&broken), ("C", vec!["tls-broken-suites-only"]));
    assert!(has(&broken, "tls-broken-suites-only"));
    // Whoever only prefers them has better ones.
    let failure = Failure::new(Phase::Handshake, Cause::Reset);
    let untold = weak(HelloAnswer::Failed { failure });
    assert_eq!(grade(&untold), ("A", vec![]));
}

#[test]
fn saying_no_to_every_hello_is_sending_in_clear_and_less_than_that_is_a_doubt() {
    let refusing = |codes: [u8; 3]| {
        judged(move |address| {
            fail(address, codes[0]);
            address.hellos = vec![
                hello(TlsVersion::TLS12, alert(codes[1])),
                hello(TlsVersion::TLS11, alert(codes[2])),
            ];
        })
    };
    let always = refusing([40, 40, 70]);
    let (label, caps) = grade(&always);
    assert_eq!(label, "F");
    assert!(caps.contains(&"no-host-seals") && caps.contains(&"host-in-clear"));
    assert!(has(&always, "tls-always-fails"));

    let out_of_order = refusing([80, 80, 80]);
    assert_eq!(grade(&out_of_order), ("A at best", vec![]));
    assert!(has(&out_of_order, "tls-undecided"));
}

/// The good world with one more address at each host, and all of them with an answer to STARTTLS by its number.
fn starttls_answered(codes: [u16; 2]) -> Report {
    let good = scenarios()
        .into_iter()
        .find(|scenario| scenario.name == "good-lab")
        .unwrap()
        .evidence;
    let refused = |address: &mut AddressOutcome, code: u16| {
        let reply = Reply {
            code: code.try_into().unwrap(),
            lines: vec!["4.7.0 TLS not available due to local problem".to_owned()],
            bare_lf: false,
        };
        let cause = Cause::Reply {
            reply: reply.clone(),
        };
        address.starttls = Some(StartTls {
            reply,
            injected: None,
        });
        address.session = None;
        address.ehlo_sealed = None;
        address.hellos.clear();
        address.hybrid = None;
        address.finish.as_mut().unwrap().stopped_because =
            Some(Failure::new(Phase::StartTls, cause));
    };
    let changed: Vec<_> = outcomes(&good)
        .into_iter()
        .map(|(query, mut outcome)| {
            if let Outcome::Probe(probe) = &mut outcome {
                let known = probe.addresses.values().next().cloned();
                if let Some(known) = known {
                    probe.addresses.clear();
                    for (last, code) in (1..).zip(codes) {
                        let mut address = known.clone();
                        refused(&mut address, code);
                        probe.addresses.insert([203, 0, 113, last].into(), address);
                    }
                }
            }
            (query, outcome)
        })
        .collect();
    let evidence: Evidence = with_only(&good, &changed);
    assess(&evidence, evidence.now)
}

#[test]
fn a_454_at_every_address_is_said_and_still_decides_nothing() {
    let details = |report: &Report| -> Vec<bool> {
        let found = report.findings.iter();
        found
            .filter(|found| found.code.word() == "tls-undecided")
            .map(|found| {
                let detail = found.detail.as_str();
                assert!(detail.contains("TLS is not available just now"), "{detail}");
                detail.contains("All 2 addresses")
            })
            .collect()
    };
    let everywhere = starttls_answered([454, 454]);
    assert!(!details(&everywhere).is_empty());
    assert!(details(&everywhere).iter().all(|says_all| *says_all));
    assert_eq!(grade(&everywhere), ("A at best", vec![]));
    // One that declines for good is another matter.
    let once = starttls_answered([454, 502]);
    assert!(!details(&once).is_empty());
    assert!(details(&once).iter().all(|says_all| !says_all));
}
