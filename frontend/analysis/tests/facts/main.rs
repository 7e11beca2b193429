//! Every fact about keys, suites, dialogue and chains, put into a sound world: what it is called there, what is near it
//! and harmless, and that none of it moves the grade.

#![allow(unreachable_pub, clippy::unwrap_used, clippy::panic, reason = "a test")]

mod harmless;
mod made;
mod shown;
#[path = "../support/mod.rs"]
mod support;

use std::sync::OnceLock;

use analysis::evidence::{AddressOutcome, Hello};
use analysis::finding::Severity;
use analysis::{Evidence, Outcome, Report, assess};
use harmless::NOT_SHOWN;
use made::*;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use shared::{
    Cause, DeepFact, Failure, Feature, InjectionAnswer, KeyKind, NamedGroup as Group, Phase,
    Preference, SuiteList, TlsVersion,
};
use shown::SHOWN;
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
fn what_cannot_be_tried_was_not_cut_short() {
    let report = judged(|address| {
        let failure = Failure::new(Phase::Handshake, Cause::Closed);
        address.session = None;
        address.finish.as_mut().unwrap().stopped_because = Some(failure.clone());
        address.deep = vec![DeepFact::Injection(InjectionAnswer::Failed { failure })];
    });
    assert_eq!(severity(&report, "deep-look-cut-short"), None);
}

#[test]
fn chains_and_their_proofs() {
    // Leaf and intermediate of the sound world, and a certificate that must be stapled.
    let staple: &[u8] = include_bytes!("../../src/certificate/samples/pss-staple.der");
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
            usual_suites_only: false,
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
        .map(|suite| suite.strength)
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
