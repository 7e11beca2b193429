#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a broken fixture ends the test"
)]

use shared::Timestamp;

use super::*;
use crate::dns::RecordType as T;
use crate::dns::answers::{Made, a, mx, nodata, nxdomain, put, servfail};
use crate::evidence::{ResolverName, Subject, Vantage};
use crate::finding::Code;
use crate::finding::{Finding, Severity};

const NAME: &str = "waxseal.org";

fn named(name: &str) -> Via {
    Via::Named(name.parse::<ResolverName>().unwrap())
}

/// A comparison of the chosen resolver with two more.
fn world(record_type: T, answers: &[Made]) -> Evidence {
    let mut evidence = Evidence::new(
        Subject::Domain {
            domain: NAME.parse().unwrap(),
        },
        Vantage::default(),
        Timestamp::from_seconds(1_800_000_000),
    );
    evidence.wishes.compared = Some(Compared {
        name: NAME.parse().unwrap(),
        record_type,
        resolvers: ["one", "two", "one"]
            .map(|name| name.parse().unwrap())
            .to_vec(),
    });
    let vias = [Via::Resolver, named("one"), named("two")];
    for (via, made) in vias.into_iter().zip(answers) {
        put(&mut evidence, via, NAME, record_type, made);
    }
    evidence
}

fn found(evidence: &Evidence) -> Vec<Finding> {
    let report = crate::assess(evidence, evidence.now);
    let all = report.findings.into_iter();
    all.filter(|finding| finding.code.is_aside()).collect()
}

#[test]
fn each_resolver_is_asked_once() {
    let evidence = world(T::Mx, &[]);
    assert_eq!(outstanding(&evidence).len(), 3);
    assert_eq!(found(&evidence), [], "nothing before all have answered");
    assert_eq!(
        outstanding(&Evidence::new(
            evidence.subject.clone(),
            evidence.vantage.clone(),
            evidence.now
        ))
        .len(),
        0
    );
}

#[test]
fn what_answers_come_to() {
    use Code::{
        DnsAnswersAgree as Agree, DnsAnswersDiffer as Differ, DnsAnswersUnknown as Unknown,
    };
    let one = || mx(&[(10, "a.example"), (20, "b.example")]);
    let turned = || mx(&[(20, "B.example"), (10, "a.example"), (10, "a.example")]).with_ttl(7);
    let cases: &[([Made; 3], Code, [bool; 3], &str)] = &[
        (
            [one(), turned(), one().proven()],
            Agree,
            [false; 3],
            "order, case, TTL and AD are no difference",
        ),
        (
            [nodata(), nodata(), nodata()],
            Agree,
            [false; 3],
            "nothing, thrice",
        ),
        (
            [one(), one(), mx(&[(10, "a.example")])],
            Differ,
            [false, false, true],
            "a record is missing",
        ),
        (
            [mx(&[(10, "a.example")]), one(), one()],
            Differ,
            [true, false, false],
            "the chosen one is the odd one",
        ),
        (
            [nodata(), nxdomain(), nodata()],
            Differ,
            [false, true, false],
            "no record is not no name",
        ),
        (
            [one(), servfail(), one()],
            Unknown,
            [false; 3],
            "a failure is no difference",
        ),
        (
            [one(), servfail(), servfail()],
            Unknown,
            [false; 3],
            "one answer is no comparison",
        ),
        (
            [one(), servfail(), nxdomain()],
            Differ,
            [false, false, true],
            "two answers that differ, and a failure",
        ),
        (
            [one(), nodata(), nxdomain()],
            Differ,
            [false, true, true],
            "all differ: the chosen one's counts as usual",
        ),
    ];
    for (answers, code, differs, why) in cases {
        let evidence = world(T::Mx, answers);
        let found = found(&evidence);
        assert_eq!(
            found.iter().map(|one| one.code).collect::<Vec<_>>(),
            [*code],
            "{why}"
        );
        assert_eq!(found[0].evidence.len(), 3, "{why}");
        let report = report(&evidence).unwrap();
        let ours: Vec<bool> = report.answers.iter().map(|answer| answer.differs).collect();
        assert_eq!(ours, differs, "{why}");
    }
}

#[test]
fn a_difference_is_told_with_how_long_it_may_last() {
    let evidence = world(
        T::A,
        &[
            a(&["9.9.9.9"]),
            a(&["9.9.9.9"]),
            a(&["9.9.9.10"]).with_ttl(300),
        ],
    );
    let found = found(&evidence);
    assert_eq!(
        found[0].detail,
        "For A of waxseal.org another answer than most comes from: two. The longest that any of them will keep its answer \
         is 300 seconds."
    );
    assert_eq!(found[0].evidence[2], "two, TTL 300: 9.9.9.10");
    assert_eq!(
        found[0].severity,
        Severity::Info,
        "addresses may differ by design"
    );
    assert_eq!(
        found[0].reproduce.as_deref(),
        Some("dig +dnssec waxseal.org A")
    );
}

/// What other resolvers say, and what the relay's says of a thing that the chosen one is asked, changes no verdict.
#[test]
fn no_other_verdict_is_touched() {
    let others = |report: &crate::Report| {
        let kept = report.findings.iter().filter(|one| !one.code.is_aside());
        (
            kept.cloned().collect::<Vec<_>>(),
            report.areas.clone(),
            report.grade.clone(),
        )
    };
    let alone = {
        let mut evidence = world(T::Mx, &[mx(&[(10, "a.example")])]);
        evidence.wishes.compared = None;
        others(&crate::assess(&evidence, evidence.now))
    };
    for answer in [
        mx(&[(0, ".")]),
        nxdomain(),
        servfail(),
        mx(&[(5, "x.example")]),
    ] {
        let evidence = world(
            T::Mx,
            &[mx(&[(10, "a.example")]), answer.clone(), answer.clone()],
        );
        let mut evidence_with_relay = evidence.clone();
        put(&mut evidence_with_relay, Via::Relay, NAME, T::Mx, &answer);
        for evidence in [evidence, evidence_with_relay] {
            assert_eq!(others(&crate::assess(&evidence, evidence.now)), alone);
        }
    }
    // Before the chosen resolver has answered, nobody else's answer stands in for it.
    let mut evidence = world(T::Mx, &[]);
    put(&mut evidence, Via::Relay, NAME, T::Mx, &nxdomain());
    put(&mut evidence, named("one"), NAME, T::Mx, &nxdomain());
    let asked = evidence.lookup(&NAME.parse().unwrap(), T::Mx);
    assert!(matches!(asked, Lookup::NotAsked));
}

/// Reverse names are the relay's to look up: what the chosen resolver says of them is for comparison.
#[test]
fn a_comparison_of_reverse_names_touches_none_either() {
    let mut evidence = world(T::Ptr, &[nxdomain()]);
    let ptr = "9.9.9.9.in-addr.arpa".parse().unwrap();
    put(
        &mut evidence,
        Via::Resolver,
        "9.9.9.9.in-addr.arpa",
        T::Ptr,
        &nxdomain(),
    );
    assert!(matches!(evidence.lookup(&ptr, T::Ptr), Lookup::NxDomain(_)));
    evidence.vantage.relay = Some(crate::dns::answers::relay());
    assert!(matches!(evidence.lookup(&ptr, T::Ptr), Lookup::NotAsked));
}
