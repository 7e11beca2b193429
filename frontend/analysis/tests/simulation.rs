//! What senders do with the recorded worlds, and with worlds made of them.

#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test"
)]

mod support;

use analysis::evidence::AddressOutcome;
use analysis::finding::Severity;
use analysis::simulation::{Delivery, SenderKind, SenderReport};
use analysis::{Evidence, Outcome, Query, Report, assess};
use proptest::prelude::*;
use support::{outcomes, scenarios, with_only};

fn world(name: &str) -> Evidence {
    let mut all = scenarios().into_iter();
    let found = all.find(|scenario| scenario.name == name);
    found.unwrap_or_else(|| panic!("no world {name}")).evidence
}

fn judged(evidence: &Evidence) -> Report {
    assess(evidence, evidence.now)
}

fn senders(report: &Report) -> [&SenderReport; 5] {
    let senders = &report.simulation.as_ref().unwrap().senders;
    SenderKind::ALL.map(|kind| senders.iter().find(|one| one.sender == kind).unwrap())
}

fn found(report: &Report, code: &str) -> Option<Severity> {
    let mut all = report.findings.iter();
    Some(all.find(|one| one.code.word() == code)?.severity)
}

use Delivery::{
    Authenticated as Auth, Clear, CouldNotTell as Unknown, Deferred as Later, Nowhere, Refused,
    Sealed,
};

/// Usual, MTA-STS, DANE, both, partner.
const TODAY: &[(&str, [Delivery; 5], &str)] = &[
    (
        "good-lab",
        [Sealed, Auth, Sealed, Auth, Auth],
        "a policy in force that is met",
    ),
    (
        "usual-plain",
        [Sealed, Sealed, Sealed, Sealed, Auth],
        "nothing is published",
    ),
    (
        "sts-testing-lab",
        [Sealed, Sealed, Sealed, Sealed, Auth],
        "testing refuses nobody",
    ),
    (
        "sts-not-found-lab",
        [Sealed, Sealed, Sealed, Sealed, Auth],
        "an unreachable policy fails open",
    ),
    (
        "sts-silent-lab",
        [Sealed, Unknown, Sealed, Unknown, Auth],
        "only we may not reach the policy",
    ),
    (
        "sts-misses-all-lab",
        [Sealed, Later, Sealed, Later, Auth],
        "no host is listed",
    ),
    (
        "sts-misses-backup-lab",
        [Sealed, Auth, Sealed, Auth, Auth],
        "the one not listed is passed over",
    ),
    (
        "cert-wrong-name-enforced-lab",
        [Sealed, Later, Sealed, Later, Later],
        "for another name",
    ),
    (
        "dane-lab",
        [Sealed, Sealed, Auth, Auth, Later],
        "self-signed, vouched for",
    ),
    (
        "dane-and-enforce-lab",
        [Sealed, Later, Auth, Auth, Later],
        "DANE decides where it counts",
    ),
    (
        "dane-mismatch-lab",
        [Sealed, Sealed, Later, Later, Auth],
        "RFC 8461 §2: not overridden",
    ),
    (
        "dane-mismatch-backup-lab",
        [Sealed, Sealed, Auth, Auth, Auth],
        "the backup is passed over",
    ),
    (
        "dane-bogus-lab",
        [Sealed, Sealed, Later, Later, Auth],
        "no answer that holds",
    ),
    (
        "dane-no-tls-lab",
        [Clear, Clear, Later, Later, Later],
        "records make TLS a must",
    ),
    (
        "dane-unusable-lab",
        [Sealed, Sealed, Sealed, Sealed, Later],
        "TLS is a must, unchecked",
    ),
    (
        "dane-partial-lab",
        [Sealed, Sealed, Auth, Auth, Auth],
        "the first host has records",
    ),
    (
        "no-tls-lab",
        [Clear, Clear, Clear, Clear, Later],
        "in clear but for the partner",
    ),
    (
        "nolisting-lab",
        [Sealed, Sealed, Sealed, Sealed, Auth],
        "the one that refuses is passed over",
    ),
    (
        "tls10-lab",
        [Sealed, Sealed, Sealed, Sealed, Later],
        "the partner wants TLS 1.2",
    ),
    (
        "cert-self-signed-lab",
        [Sealed, Sealed, Sealed, Sealed, Later],
        "checked by the partner alone",
    ),
    (
        "greets-421-lab",
        [Unknown; 5],
        "turned away: nothing is known",
    ),
    (
        "greets-421-backup-plain",
        [Sealed, Sealed, Sealed, Sealed, Auth],
        "the first host will do",
    ),
    (
        "bogus-lab",
        [Unknown, Unknown, Later, Later, Unknown],
        "who validates delivers nowhere",
    ),
    ("servfail-lab", [Unknown; 5], "where mail goes is not known"),
    ("null-mx-lab", [Refused; 5], "no mail by the domain's word"),
    ("parked-lab", [Nowhere; 5], "neither MX nor address"),
];

#[test]
fn each_sender_does_what_its_standard_says() {
    for (name, expected, reason) in TODAY {
        let report = judged(&world(name));
        let outcomes = senders(&report).map(|sender| sender.outcome);
        assert_eq!(outcomes, *expected, "{name}: {reason}");
    }
}

#[test]
fn an_attacker_has_the_weakest_host_chosen_and_strips_what_nobody_insists_on() {
    for (name, worst, attacked) in [
        ("good-lab", [None; 5], [Clear, Auth, Clear, Auth, Auth]),
        (
            "dane-partial-lab",
            [None, None, Some(Sealed), Some(Sealed), None],
            [Clear, Clear, Clear, Clear, Auth],
        ),
        (
            "no-tls-backup-lab",
            [Some(Clear), Some(Clear), Some(Clear), Some(Clear), None],
            [Clear, Clear, Clear, Clear, Auth],
        ),
        ("dane-lab", [None; 5], [Clear, Clear, Auth, Auth, Later]),
        (
            "dane-unusable-lab",
            [None; 5],
            [Clear, Clear, Sealed, Sealed, Later],
        ),
        (
            "sts-testing-lab",
            [None; 5],
            [Clear, Clear, Clear, Clear, Auth],
        ),
    ] {
        let report = judged(&world(name));
        assert_eq!(senders(&report).map(|one| one.worst), worst, "{name}");
        assert_eq!(senders(&report).map(|one| one.attacked), attacked, "{name}");
    }
}

#[test]
fn a_policy_that_keeps_mail_away_is_said_first() {
    for name in [
        "sts-misses-all-lab",
        "dane-mismatch-lab",
        "dane-and-enforce-lab",
    ] {
        let report = judged(&world(name));
        let first = report.findings.first().unwrap();
        assert_eq!(first.code.word(), "strict-senders-refused", "{name}");
        assert!(!first.evidence.is_empty(), "{name}");
    }
    // Where usual senders fare no better, it is not the policy.
    for name in [
        "sts-misses-backup-lab",
        "dane-mismatch-backup-lab",
        "null-mx-lab",
        "bogus-lab",
        "good-lab",
        "greets-421-lab",
    ] {
        assert_eq!(
            found(&judged(&world(name)), "strict-senders-refused"),
            None,
            "{name}"
        );
    }
}

#[test]
fn every_row_says_why() {
    for scenario in scenarios() {
        let report = judged(&scenario.evidence);
        for sender in report.simulation.iter().flat_map(|all| &all.senders) {
            assert!(
                sender.words.ends_with('.'),
                "{}: {}",
                scenario.name,
                sender.words
            );
            assert!(sender.rule.starts_with("RFC "), "{}", scenario.name);
            assert_eq!(sender.outcome == Unknown, !sender.possible.is_empty());
            for host in &sender.hosts {
                assert!(host.evidence.len() > 10, "{}", scenario.name);
                assert!(
                    host.evidence.ends_with('.'),
                    "{}: {}",
                    scenario.name,
                    host.evidence
                );
            }
        }
    }
}

/// A world with the addresses of its mail hosts changed, one by one: the place counts through all of them.
fn with_addresses(evidence: &Evidence, change: impl Fn(usize, &mut AddressOutcome)) -> Evidence {
    let mut place = 0;
    let mut all = outcomes(evidence);
    for (query, outcome) in &mut all {
        let (Query::Probe { .. }, Outcome::Probe(probe)) = (query, outcome) else {
            continue;
        };
        for address in probe.addresses.values_mut() {
            change(place, address);
            place += 1;
        }
    }
    with_only(evidence, &all)
}

/// A world whose mail host has a twin of its first address under another.
fn with_twin(evidence: &Evidence, twin: &str, change: impl Fn(&mut AddressOutcome)) -> Evidence {
    let mut all = outcomes(evidence);
    for (query, outcome) in &mut all {
        let (Query::Probe { .. }, Outcome::Probe(probe)) = (query, outcome) else {
            continue;
        };
        let mut second = probe.addresses.values().next().unwrap().clone();
        change(&mut second);
        probe.addresses.insert(twin.parse().unwrap(), second);
    }
    with_only(evidence, &all)
}

fn without_starttls(address: &mut AddressOutcome) {
    let ehlo = address.ehlo.as_mut().unwrap();
    ehlo.reply
        .lines
        .retain(|line| !line.to_ascii_uppercase().starts_with("STARTTLS"));
    address.starttls = None;
    address.session = None;
    address.ehlo_sealed = None;
    address.hellos.clear();
    address.hybrid = None;
}

#[test]
fn addresses_of_one_name_that_differ_are_compared() {
    let good = world("good-lab");
    let plain = judged(&good);
    let codes = [
        "starttls-on-some-addresses",
        "ipv6-differs",
        "tls-versions-differ",
        "certificates-differ",
    ];
    for code in codes {
        assert_eq!(found(&plain, code), None, "{code}");
        let same = judged(&with_twin(&good, "203.0.113.200", |_| {}));
        assert_eq!(
            found(&same, code),
            None,
            "{code} with a twin that is the same"
        );
    }
    let in_clear = |twin| judged(&with_twin(&good, twin, without_starttls));
    // The world may have IPv6 addresses of its own, so that an IPv4 twin alone splits no family.
    let report = in_clear("203.0.113.200");
    assert_eq!(
        found(&report, "starttls-on-some-addresses"),
        Some(Severity::Warning)
    );
    assert_eq!(
        senders(&report)[0].outcome,
        Clear,
        "the worst of the addresses that take it"
    );
    assert_eq!(
        senders(&report)[1].outcome,
        Auth,
        "a strict sender takes the other address"
    );
    let doubtful = |twin| {
        judged(&with_twin(&good, twin, |address| {
            let chain = &mut address.session.as_mut().unwrap().chain;
            chain.path_now = shared::PathCheck::Broken {
                fault: shared::PathFault::BadSignature,
                detail: "a wrong signature".to_owned(),
            };
        }))
    };
    let report = doubtful("203.0.113.200");
    assert_eq!(
        found(&report, "certificates-differ"),
        Some(Severity::Warning),
        "one proves who it is, the other does not"
    );
    assert_eq!(
        senders(&report)[4].outcome,
        Auth,
        "a partner takes the other"
    );
    let report = judged(&with_twin(&good, "203.0.113.200", |address| {
        address.session.as_mut().unwrap().version = shared::TlsVersion::TLS12;
        let suite = shared::CipherSuite::ECDHE_ECDSA_AES_128_GCM_SHA256;
        address.session.as_mut().unwrap().suite = suite;
    }));
    assert_eq!(
        found(&report, "tls-versions-differ"),
        Some(Severity::Advice),
        "TLS 1.3 at one address alone"
    );
    // An address that turned us away is not different.
    let turned_away = judged(&with_twin(&good, "203.0.113.200", |address| {
        without_starttls(address);
        address.ehlo = None;
        address.greeting = None;
    }));
    for code in codes {
        assert_eq!(found(&turned_away, code), None, "{code}");
    }
}

/// Two certificates that both hold are no fault, be it by IPv6 and by IPv4: nobody is told to take IPv6 away for that.
#[test]
fn two_certificates_that_hold_are_no_difference_of_ipv6() {
    let good = world("good-lab");
    let mut all = outcomes(&good);
    for (query, outcome) in &mut all {
        let (Query::Probe { host, .. }, Outcome::Probe(probe)) = (query, outcome) else {
            continue;
        };
        let one = probe.addresses.values().next().unwrap().clone();
        let mut other = one.clone();
        let key = rcgen::KeyPair::generate().unwrap();
        let mut params = rcgen::CertificateParams::new(vec![host.to_string()]).unwrap();
        params.not_before = rcgen::date_time_ymd(2026, 1, 1);
        params.not_after = rcgen::date_time_ymd(2027, 6, 1);
        let leaf = params.self_signed(&key).unwrap();
        let chain = &mut other.session.as_mut().unwrap().chain;
        chain.certificates = vec![leaf.der().to_vec().into()];
        chain.leaf_chains_to = vec![false];
        probe.addresses.clear();
        probe.addresses.insert("198.51.100.1".parse().unwrap(), one);
        probe
            .addresses
            .insert("2001:db8::1".parse().unwrap(), other);
    }
    let report = judged(&with_only(&good, &all));
    assert_eq!(found(&report, "ipv6-differs"), None);
    assert_eq!(found(&report, "certificates-differ"), Some(Severity::Info));
}

#[test]
fn ipv6_that_differs_is_called_so() {
    let good = world("good-lab");
    let report = judged(&with_addresses(&good, |_, _| {}));
    assert_eq!(found(&report, "ipv6-differs"), None);
    let mut all = outcomes(&good);
    for (query, outcome) in &mut all {
        let (Query::Probe { .. }, Outcome::Probe(probe)) = (query, outcome) else {
            continue;
        };
        let one = probe.addresses.values().next().unwrap().clone();
        let mut other = one.clone();
        without_starttls(&mut other);
        probe.addresses.clear();
        probe.addresses.insert("198.51.100.1".parse().unwrap(), one);
        probe
            .addresses
            .insert("2001:db8::1".parse().unwrap(), other);
    }
    let report = judged(&with_only(&good, &all));
    assert_eq!(found(&report, "ipv6-differs"), Some(Severity::Warning));
    assert_eq!(
        found(&report, "starttls-on-some-addresses"),
        None,
        "said once"
    );
}

#[test]
fn the_weakest_host_and_what_ends_are_named() {
    for (name, code, expected) in [
        (
            "no-tls-backup-lab",
            "weakest-host-decides",
            Some(Severity::Warning),
        ),
        (
            "tls10-backup-lab",
            "weakest-host-decides",
            Some(Severity::Warning),
        ),
        ("greets-421-backup-plain", "weakest-host-decides", None),
        ("good-lab", "weakest-host-decides", None),
        (
            "dane-and-enforce-lab",
            "mta-sts-refuses-what-dane-accepts",
            Some(Severity::Warning),
        ),
        ("dane-lab", "mta-sts-refuses-what-dane-accepts", None),
        ("good-lab", "mta-sts-outlives-certificate", None),
    ] {
        assert_eq!(
            found(&judged(&world(name)), code),
            expected,
            "{name}: {code}"
        );
    }
    // The same world some days before its certificate ends.
    let good = world("good-lab");
    let ends = judged(&good).hosts[0].addresses[0].tls.clone();
    assert!(ends.is_some());
    let leaf = analysis::certificate::Certificate::parse(
        outcomes(&good)
            .iter()
            .find_map(|(_, outcome)| match outcome {
                Outcome::Probe(probe) => {
                    let session = probe.addresses.values().next()?.session.as_ref()?;
                    session.chain.certificates.first().cloned()
                }
                _ => None,
            })
            .unwrap()
            .as_slice(),
    )
    .unwrap();
    let before = shared::Timestamp::from_millis(leaf.not_after.millis() - 3 * 86_400_000);
    let report = assess(&good, before);
    assert_eq!(
        found(&report, "mta-sts-outlives-certificate"),
        Some(Severity::Warning)
    );
}

/// A world and an order in which its outcomes arrive.
fn worlds() -> impl Strategy<Value = (Evidence, Vec<usize>)> {
    let all: Vec<Evidence> = scenarios().into_iter().map(|one| one.evidence).collect();
    prop::sample::select(all).prop_flat_map(|evidence| {
        let order: Vec<usize> = (0..evidence.outcomes().len()).collect();
        (Just(evidence), Just(order).prop_shuffle())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn knowing_more_only_narrows_what_senders_may_do(
        (evidence, order) in worlds()
    ) {
        let all = outcomes(&evidence);
        let mut partial = with_only(&evidence, &[]);
        let mut known: Option<Vec<Vec<Delivery>>> = None;
        for place in order {
            let (query, outcome) = all[place].clone();
            partial.insert(query.clone(), outcome).unwrap();
            let Some(simulation) = judged(&partial).simulation else { continue };
            let now: Vec<Vec<Delivery>> = simulation.senders.iter().map(|one| {
                if one.possible.is_empty() { vec![one.outcome] } else { one.possible.clone() }
            }).collect();
            for (before, after) in known.iter().flatten().zip(&now) {
                // That there is nowhere to go is a way of not arriving.
                let is_known = |one: &Delivery| before.contains(one)
                    || (*one == Nowhere && before.contains(&Later));
                prop_assert!(after.iter().all(is_known), "{query:?} widened {before:?} to {after:?}");
            }
            known = Some(now);
        }
    }
}
