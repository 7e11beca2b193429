//! Whole lists: the self-test first, then the addresses, then the reasons.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken fixture ends the test"
)]

use shared::{Feature, RelayInfo, Timestamp};

use super::*;
use crate::dns::answers::{Made, a, aaaa, mx, nodata, nxdomain, put, relay, servfail, txt};
use crate::dns::{RecordType, RecordType as T};
use crate::evidence::{Evidence, Subject, Vantage};
use crate::finding::{Code, Finding, Severity};
use crate::query::Via;

fn domain() -> DomainName {
    "waxseal.org".parse().unwrap()
}

/// A domain with one server at two addresses, and a relay.
fn world(zones: &[&str]) -> Evidence {
    world_of("mx.waxseal.org", zones)
}

fn world_of(host: &str, zones: &[&str]) -> Evidence {
    let mut evidence = Evidence::new(
        Subject::Domain { domain: domain() },
        Vantage {
            relay: Some(relay()),
            resolver: String::new(),
        },
        Timestamp::from_seconds(1_800_000_000),
    );
    evidence.wishes.blocklists = Some(zones.iter().map(|zone| zone.parse().unwrap()).collect());
    put(
        &mut evidence,
        Via::Resolver,
        "waxseal.org",
        T::Mx,
        &mx(&[(10, host)]),
    );
    put(
        &mut evidence,
        Via::Resolver,
        host,
        T::A,
        &a(&["9.9.9.1", "9.9.9.2"]),
    );
    put(&mut evidence, Via::Resolver, host, T::Aaaa, &nodata());
    evidence
}

fn say(evidence: &mut Evidence, name: &str, record_type: RecordType, made: &Made) {
    put(evidence, Via::Relay, name, record_type, made);
}

/// What is asked of the relay and not answered yet.
fn asked(evidence: &Evidence) -> Vec<String> {
    let queries = outstanding(evidence, &domain());
    let open = queries.iter().filter(|query| !evidence.is_answered(query));
    open.map(|query| match query {
        Query::Dns { question, via } => {
            assert_eq!(*via, Via::Relay, "lists refuse public resolvers");
            question.to_string()
        }
        other => panic!("{other:?}"),
    })
    .collect()
}

fn findings(evidence: &Evidence) -> Vec<Finding> {
    let report = crate::assess(evidence, evidence.now);
    let here = report.findings.into_iter();
    here.filter(|finding| finding.area == crate::finding::Area::Blocklists)
        .collect()
}

fn codes(evidence: &Evidence) -> Vec<(Code, Severity)> {
    let found = findings(evidence);
    found.iter().map(|one| (one.code, one.severity)).collect()
}

fn healthy(evidence: &mut Evidence, zone: &str) {
    say(
        evidence,
        &format!("2.0.0.127.{zone}"),
        T::A,
        &a(&["127.0.0.2"]),
    );
    say(evidence, &format!("1.0.0.127.{zone}"), T::A, &nxdomain());
}

const ZEN: &str = "zen.spamhaus.org";

#[test]
fn the_self_test_comes_first_then_the_addresses_then_the_reasons() {
    let mut evidence = world(&[ZEN]);
    assert_eq!(
        asked(&evidence),
        [
            "1.0.0.127.zen.spamhaus.org A",
            "2.0.0.127.zen.spamhaus.org A"
        ]
    );
    assert_eq!(codes(&evidence), []);
    healthy(&mut evidence, ZEN);
    assert_eq!(
        asked(&evidence),
        ["1.9.9.9.zen.spamhaus.org A", "2.9.9.9.zen.spamhaus.org A"]
    );
    say(&mut evidence, "1.9.9.9.zen.spamhaus.org", T::A, &nxdomain());
    assert_eq!(codes(&evidence), [], "not before all is known");
    say(
        &mut evidence,
        "2.9.9.9.zen.spamhaus.org",
        T::A,
        &a(&["127.0.0.4"]),
    );
    assert_eq!(asked(&evidence), ["2.9.9.9.zen.spamhaus.org TXT"]);
    say(
        &mut evidence,
        "2.9.9.9.zen.spamhaus.org",
        T::Txt,
        &txt(&["see https://example.org"]),
    );
    assert_eq!(asked(&evidence), Vec::<String>::new());
    assert_eq!(
        codes(&evidence),
        [(Code::BlocklistListed, Severity::Warning)]
    );
    let found = findings(&evidence);
    assert_eq!(
        found[0].detail,
        "zen.spamhaus.org (Spamhaus) lists 9.9.9.2: XBL: seen behaving like an infected or abused machine. Its own page \
         about it: https://check.spamhaus.org/."
    );
    assert_eq!(
        found[0].evidence,
        [
            "2.9.9.9.zen.spamhaus.org. A 127.0.0.4",
            "see https://example.org"
        ]
    );
    let known = Blocklists::read(&evidence, &domain());
    assert_eq!(
        report(&known).unwrap().summary,
        "lists that work: 1; entries found: 1"
    );
}

#[test]
fn what_answers_of_one_list_come_to() {
    type Case<'a> = (&'a [(&'a str, Made)], &'a [(Code, Severity)], &'a str);
    let clean = (Code::BlocklistClean, Severity::Good);
    let broken = (Code::BlocklistOutOfOrder, Severity::Info);
    let unknown = (Code::BlocklistUnknown, Severity::Info);
    let cases: &[Case<'_>] = &[
        (&[], &[clean], "nothing listed"),
        (
            &[("2.9.9.9", nodata())],
            &[clean],
            "RFC 5782 §2.1: no address record, no listing",
        ),
        (
            &[("2.9.9.9", a(&["127.0.0.10"]))],
            &[(Code::BlocklistPolicy, Severity::Info)],
            "PBL accuses nobody",
        ),
        (
            &[("2.9.9.9", a(&["127.0.0.77"]))],
            &[clean, unknown],
            "not documented",
        ),
        (
            &[("2.9.9.9", a(&["127.255.255.255"]))],
            &[clean, unknown],
            "rate limit",
        ),
        (&[("2.9.9.9", servfail())], &[clean, unknown], "no answer"),
        (
            &[("2.0.0.127", nxdomain())],
            &[broken],
            "does not list what it must: dead",
        ),
        (
            &[("1.0.0.127", a(&["127.0.0.2"]))],
            &[broken],
            "lists everything",
        ),
        (
            &[("2.0.0.127", a(&["127.255.255.254"]))],
            &[broken],
            "refuses the resolver",
        ),
        (
            &[("2.0.0.127", a(&["192.0.2.7"]))],
            &[broken],
            "a parked domain",
        ),
        (
            &[("2.0.0.127", servfail())],
            &[unknown],
            "the list cannot be reached",
        ),
        (
            &[("1.0.0.127", servfail())],
            &[unknown],
            "half a self-test is none",
        ),
    ];
    for (changes, expected, why) in cases {
        let mut evidence = world(&[ZEN]);
        let usual = [
            ("2.0.0.127", a(&["127.0.0.2"])),
            ("1.0.0.127", nxdomain()),
            ("1.9.9.9", nxdomain()),
            ("2.9.9.9", nxdomain()),
        ];
        for (entry, made) in &usual {
            let changed = changes.iter().find(|(name, _)| name == entry);
            let made = changed.map_or(made, |(_, made)| made);
            say(&mut evidence, &format!("{entry}.{ZEN}"), T::A, made);
        }
        let mut found = codes(&evidence);
        found.sort_unstable_by_key(|(code, severity)| (*severity, *code));
        assert_eq!(found, *expected, "{why}");
        assert!(
            findings(&evidence)
                .iter()
                .all(|one| one.detail.ends_with('.')),
            "{why}"
        );
    }
}

#[test]
fn a_refusal_is_told_in_the_lists_own_words() {
    let mut evidence = world(&[ZEN]);
    say(
        &mut evidence,
        "2.0.0.127.zen.spamhaus.org",
        T::A,
        &a(&["127.255.255.254"]),
    );
    say(
        &mut evidence,
        "1.0.0.127.zen.spamhaus.org",
        T::A,
        &a(&["127.255.255.254"]),
    );
    assert_eq!(asked(&evidence), ["2.0.0.127.zen.spamhaus.org TXT"]);
    say(
        &mut evidence,
        "2.0.0.127.zen.spamhaus.org",
        T::Txt,
        &txt(&["Error: open resolver"]),
    );
    assert_eq!(
        findings(&evidence)[0].detail,
        "zen.spamhaus.org (Spamhaus): it answers 127.255.255.254: it does not answer public or unregistered resolvers; in \
         its own words, “Error: open resolver”."
    );
}

#[test]
fn ipv6_addresses_are_asked_after_their_own_self_test() {
    let mut evidence = world(&[ZEN, "bl.spamcop.net"]);
    // A message that comes later with more to say: the join takes it.
    put(
        &mut evidence,
        Via::Resolver,
        "mx.waxseal.org",
        T::Aaaa,
        &aaaa(&["2620:fe::1"]).later(),
    );
    let zen: Vec<String> = asked(&evidence)
        .into_iter()
        .filter(|asked| asked.contains("f.f.f.f") && asked.contains(ZEN))
        .collect();
    assert_eq!(
        zen,
        [
            "1.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.zen.spamhaus.org A",
            "2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.zen.spamhaus.org A"
        ]
    );
    let spamcop = asked(&evidence)
        .into_iter()
        .filter(|asked| asked.contains("spamcop"));
    assert_eq!(spamcop.count(), 2, "SpamCop keeps IPv4 alone");
}

#[test]
fn a_typed_list_may_keep_any_sort_and_means_what_nobody_here_knows() {
    let mut evidence = world(&["bl.example.net"]);
    assert_eq!(
        asked(&evidence),
        [
            "1.0.0.127.bl.example.net A",
            "2.0.0.127.bl.example.net A",
            "invalid.bl.example.net A",
            "test.bl.example.net A"
        ]
    );
    healthy(&mut evidence, "bl.example.net");
    for entry in ["invalid", "test", "1.9.9.9"] {
        say(
            &mut evidence,
            &format!("{entry}.bl.example.net"),
            T::A,
            &nxdomain(),
        );
    }
    say(
        &mut evidence,
        "2.9.9.9.bl.example.net",
        T::A,
        &a(&["127.0.0.9"]),
    );
    assert_eq!(
        codes(&evidence),
        [(Code::BlocklistUndocumented, Severity::Advice)]
    );
}

#[test]
fn names_are_asked_of_lists_of_names_alone() {
    let mut evidence = world(&["dbl.spamhaus.org", ZEN]);
    say(
        &mut evidence,
        "test.dbl.spamhaus.org",
        T::A,
        &a(&["127.0.1.2"]),
    );
    say(&mut evidence, "invalid.dbl.spamhaus.org", T::A, &nxdomain());
    assert_eq!(
        asked(&evidence),
        [
            "1.0.0.127.zen.spamhaus.org A",
            "2.0.0.127.zen.spamhaus.org A",
            "waxseal.org.dbl.spamhaus.org A"
        ]
    );
    say(
        &mut evidence,
        "waxseal.org.dbl.spamhaus.org",
        T::A,
        &a(&["127.0.1.102"]),
    );
    assert_eq!(
        codes(&evidence),
        [(Code::BlocklistDomainListed, Severity::Warning)]
    );
}

#[test]
fn what_cannot_or_must_not_be_asked_is_not() {
    // Without a relay, or with one that asks no DNS.
    for relay in [
        None,
        Some(RelayInfo {
            features: vec![],
            ..relay()
        }),
    ] {
        let mut evidence = world(&[ZEN]);
        evidence.vantage.relay = relay;
        assert_eq!(asked(&evidence), Vec::<String>::new());
        assert_eq!(
            codes(&evidence),
            [(Code::BlocklistNotTested, Severity::Info)]
        );
    }
    // Nobody wishes for any.
    let evidence = world(&[]);
    assert_eq!((asked(&evidence).len(), codes(&evidence).len()), (0, 0));
    // The same list twice is asked once.
    assert_eq!(asked(&world(&[ZEN, ZEN])).len(), 2);
}

#[test]
fn private_addresses_are_asked_about_in_a_laboratory_alone_and_few_of_many() {
    let mut evidence = world(&[ZEN]);
    let many = [
        "10.0.0.1", "9.9.9.1", "9.9.9.2", "9.9.9.3", "9.9.9.4", "9.9.9.5",
    ];
    let mut other = Evidence::new(
        evidence.subject.clone(),
        evidence.vantage.clone(),
        evidence.now,
    );
    other.wishes = evidence.wishes.clone();
    put(
        &mut other,
        Via::Resolver,
        "waxseal.org",
        T::Mx,
        &mx(&[(10, "a.waxseal.org"), (20, "b.waxseal.org")]),
    );
    for (host, addresses) in [("a.waxseal.org", &many[..3]), ("b.waxseal.org", &many[1..])] {
        assert_eq!(asked(&other).len(), 0, "not before every address is known");
        put(&mut other, Via::Resolver, host, T::A, &a(addresses));
        put(&mut other, Via::Resolver, host, T::Aaaa, &nodata());
    }
    evidence = other;
    healthy(&mut evidence, ZEN);
    // The second host's first address comes before the first host's second; 10.0.0.1 leads nowhere.
    assert_eq!(
        asked(&evidence),
        [
            "1.9.9.9.zen.spamhaus.org A",
            "2.9.9.9.zen.spamhaus.org A",
            "3.9.9.9.zen.spamhaus.org A",
            "4.9.9.9.zen.spamhaus.org A"
        ]
    );
    if let Some(relay) = &mut evidence.vantage.relay {
        relay.features.push(Feature::AllowedRanges);
    }
    assert!(asked(&evidence).contains(&"1.0.0.10.zen.spamhaus.org A".to_owned()));
}

#[test]
fn what_a_relay_hides_is_no_fault_of_the_list() {
    let mut evidence = world(&["dbl.spamhaus.org"]);
    let query = Query::Dns {
        question: crate::dns::Question::new("test.dbl.spamhaus.org".parse().unwrap(), T::A),
        via: Via::Relay,
    };
    let cause = shared::Cause::Blocked {
        reason: shared::Blocked::AddressNotPublic,
        addresses: vec![],
    };
    let hidden = crate::query::Outcome::Dns(crate::query::DnsOutcome {
        observed_at: Timestamp::from_seconds(1_800_000_000),
        elapsed_ms: 1,
        answer: crate::query::DnsAnswer::Failed {
            failure: shared::Failure::new(shared::Phase::Dns, cause),
        },
    });
    evidence.insert(query, hidden).unwrap();
    assert_eq!(codes(&evidence), [(Code::BlocklistUnknown, Severity::Info)]);
    assert_eq!(
        findings(&evidence)[0].detail,
        "dbl.spamhaus.org (Spamhaus): the relay keeps the answer for test.dbl.spamhaus.org to itself, since it is in \
         127.0.0.0/8."
    );
}

#[test]
fn an_entry_for_the_server_of_a_provider_is_no_matter_of_the_domain() {
    for (host, expected) in [
        ("mx.waxseal.org", Severity::Warning),
        ("mx1.improvmx.com", Severity::Info),
    ] {
        let mut evidence = world_of(host, &[ZEN]);
        healthy(&mut evidence, ZEN);
        let listed = "2.9.9.9.zen.spamhaus.org";
        say(&mut evidence, "1.9.9.9.zen.spamhaus.org", T::A, &nxdomain());
        say(&mut evidence, listed, T::A, &a(&["127.0.0.4"]));
        say(&mut evidence, listed, T::Txt, &nodata());
        assert_eq!(
            codes(&evidence),
            [(Code::BlocklistListed, expected)],
            "{host}"
        );
    }
}
