use std::collections::BTreeMap;

use shared::{Canary, EhloStanding, Limits};

use super::*;
use crate::endpoint::Endpoint;

const SILENCES: [Silence; 7] = [
    Silence::Offline,
    Silence::ForbiddenHere,
    Silence::PermissionDenied,
    Silence::PermissionAwaited,
    Silence::RefusesPages,
    Silence::MixedContent,
    Silence::NoAnswer,
];

fn at(text: &str) -> RelayAddress {
    RelayAddress::At(Endpoint::parse(text).unwrap())
}

/// Every trouble there is, of relays and of resolvers.
fn all() -> Vec<Problem> {
    let relay = at("https://relay.example");
    let said = || "hello".to_owned();
    let mut troubles: Vec<NoRelay> = vec![
        NoRelay::Absent,
        NoRelay::BadAddress(EndpointError::Unsealed),
        NoRelay::BadAddress(EndpointError::Credentials),
        NoRelay::OtherVersion { theirs: 0 },
        NoRelay::OtherVersion {
            theirs: u64::from(WIRE_VERSION) + 1,
        },
        NoRelay::Busy {
            retry_after: Some(9),
            said: said(),
        },
        NoRelay::WantsToken { said: said() },
        NoRelay::Refuses { said: said() },
        NoRelay::OtherThing,
        NoRelay::Unreadable(said()),
        NoRelay::Broken { status: 502 },
    ];
    troubles.extend(SILENCES.map(|silence| NoRelay::Silent(silence, said())));
    let resolver = SILENCES
        .map(ResolverTrouble::Silent)
        .into_iter()
        .chain([ResolverTrouble::Nonsense, ResolverTrouble::Busy]);
    troubles
        .iter()
        .map(|why| relay_problem(&relay, why))
        .chain(resolver.map(|trouble| resolver_problem("https://dns.example/q", trouble, "hello")))
        .chain([sample_missing("hello"), storage_refused()])
        .collect()
}

#[test]
fn every_trouble_has_its_four_parts_in_full_sentences() {
    for problem in all() {
        for part in [&problem.what, &problem.why, &problem.remedy] {
            assert!(
                part.ends_with('.') && part.len() > 15,
                "{}: {part}",
                problem.id
            );
            assert!(!part.contains("  "), "{part}");
        }
        let is_kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(problem.id.chars().all(is_kebab), "{}", problem.id);
    }
}

#[test]
fn the_words_to_search_for_are_stable_and_tell_one_remedy_from_another() {
    let mut ids: Vec<&str> = all().iter().map(|problem| problem.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(
        ids,
        [
            "local-network-denied",
            "local-network-permission",
            "not-a-relay",
            "offline",
            "page-forbids-connection",
            "relay-address-invalid",
            "relay-broken",
            "relay-busy",
            "relay-mixed-content",
            "relay-no-answer",
            "relay-not-here",
            "relay-refuses",
            "relay-refuses-page",
            "relay-too-new",
            "relay-too-old",
            "relay-unreadable",
            "relay-wants-token",
            "resolver-busy",
            "resolver-no-answer",
            "resolver-nonsense",
            "resolver-refuses-pages",
            "sample-missing",
            "storage-refused",
        ]
    );
    // Of relays, one word has one remedy, but for what is mixed in two ways.
    let mut remedies: BTreeMap<&str, String> = BTreeMap::new();
    for problem in all() {
        if ["offline", "page-forbids-connection", "relay-mixed-content"].contains(&problem.id) {
            continue;
        }
        let before = remedies.insert(problem.id, problem.remedy.clone());
        assert!(
            before.is_none_or(|before| before == problem.remedy),
            "{}",
            problem.id
        );
    }
}

#[test]
fn who_has_to_be_updated_is_the_older_one() {
    let relay = at("https://relay.example");
    let old = relay_problem(&relay, &NoRelay::OtherVersion { theirs: 0 });
    assert!(old.remedy.contains("relay updated"), "{}", old.remedy);
    let new = relay_problem(&relay, &NoRelay::OtherVersion { theirs: 1000 });
    assert!(new.remedy.contains("Reload"), "{}", new.remedy);
}

#[test]
fn a_relay_without_port_25_is_never_held_against_the_domain() {
    let mut info = RelayInfo {
        wire_version: WIRE_VERSION,
        version: "1".into(),
        vantage: None,
        ehlo_name: "probe.example".into(),
        features: Vec::new(),
        limits: Limits::default(),
        resolver_validates: None,
        port_25: Port25::Unknown,
        ipv6: true,
        ehlo: EhloStanding::Unknown,
        canaries: vec![Canary {
            host: "mx.example.net".parse().unwrap(),
            port_25: Port25::PerhapsBlocked,
        }],
    };
    assert_eq!(port_25_problem(&info), None);
    info.port_25 = Port25::PerhapsBlocked;
    let problem = port_25_problem(&info).unwrap();
    assert_eq!(problem.id, "relay-port-25-blocked");
    assert!(problem.what.contains("mx.example.net"));
    assert!(problem.why.contains("says nothing about the domain"));
}
