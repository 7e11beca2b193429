//! What must hold for every world: order and repetition do not matter, the interval only narrows, worse is not better.

#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test"
)]

mod generated;
mod support;

use analysis::dns::{Question, RecordData, RecordType, decode};
use analysis::evidence::{AddressOutcome, Ehlo, ProbeOutcome};
use analysis::finding::{Area, Code, Finding};
use analysis::grade::{Letter, Verdict};
use analysis::{DnsAnswer, Evidence, Outcome, Query, Report, assess};
use generated::{deep_facts, hybrid, surroundings};
use proptest::prelude::*;
use shared::{
    DeepFact, HelloAnswer, RecipientKind, RecipientTrial, RecipientTried, Reply, Service,
};
use support::{outcomes, scenarios, with_only};

/// The order in which the outcomes of a world arrive, as a list of positions, some of them twice.
fn arrival(count: usize) -> impl Strategy<Value = Vec<usize>> {
    let order: Vec<usize> = (0..count).chain(0..count / 3).collect();
    Just(order).prop_shuffle()
}

/// A world, half of the time after a deep look, and an order of arrival.
fn world() -> impl Strategy<Value = (Evidence, Vec<usize>)> {
    let all: Vec<Evidence> = scenarios()
        .into_iter()
        .map(|scenario| scenario.evidence)
        .collect();
    let looked_at = (
        prop::sample::select(all),
        prop::option::of((deep_facts(), hybrid())),
    );
    looked_at.prop_flat_map(|(mut evidence, deep)| {
        if let Some((deep, hybrid)) = deep {
            evidence = changed(&evidence, |address| {
                address.deep.clone_from(&deep);
                address.hybrid.clone_from(&hybrid);
            });
        }
        let order = arrival(evidence.outcomes().len());
        (Just(evidence), order)
    })
}

fn bounds(verdict: &Verdict) -> Option<(Letter, Letter)> {
    match verdict {
        Verdict::Graded { best, worst } => Some((*best, *worst)),
        _ => None,
    }
}

/// The best letter that is not excluded, with no letter at all as the best.
fn best(evidence: &Evidence) -> Option<Letter> {
    bounds(&assess(evidence, evidence.now).grade.verdict).map(|(best, _)| best)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_evidence_does_not_matter((evidence, order) in world()) {
        let all = outcomes(&evidence);
        let arrived: Vec<_> = order.iter().map(|&place| all[place].clone()).collect();
        let replayed = with_only(&evidence, &arrived);
        prop_assert_eq!(&replayed, &evidence);
        prop_assert_eq!(assess(&replayed, evidence.now), assess(&evidence, evidence.now));
    }

    #[test]
    fn the_interval_only_narrows((evidence, order) in world()) {
        let all = outcomes(&evidence);
        let mut partial = with_only(&evidence, &[]);
        let mut known: Option<(Letter, Letter)> = None;
        for place in order {
            let (query, outcome) = all[place].clone();
            partial.insert(query.clone(), outcome).unwrap();
            let now = bounds(&assess(&partial, evidence.now).grade.verdict);
            if let (Some((best, worst)), Some((new_best, new_worst))) = (known, now) {
                prop_assert!(new_best <= best, "{query:?} raised {best} to {new_best}");
                prop_assert!(new_worst >= worst, "{query:?} lowered {worst} to {new_worst}");
            }
            prop_assert!(now.is_none_or(|(best, worst)| worst <= best));
            known = now.or(known);
        }
    }

    #[test]
    fn a_worse_fact_never_raises_a_grade((evidence, order) in world()) {
        let victim = order.first().copied().unwrap_or_default();
        let mut all = outcomes(&evidence);
        let probes: Vec<usize> = (0..all.len())
            .filter(|&place| matches!(all[place].0, Query::Probe { .. }))
            .collect();
        if let Some(&place) = probes.get(victim % probes.len().max(1))
            && let Outcome::Probe(probe) = &all[place].1
        {
            let worse = without_starttls(probe.clone());
            all[place].1 = Outcome::Probe(worse);
            prop_assert!(best(&with_only(&evidence, &all)) <= best(&evidence));
        }
    }

    #[test]
    fn how_users_send_touches_no_grade((evidence, order) in world()) {
        let all = outcomes(&evidence);
        let kept: Vec<_> = order
            .iter()
            .map(|&place| all[place].clone())
            .enumerate()
            .filter(|(place, (query, _))| place % 2 == 0 || !is_about_submission(query))
            .map(|(_, known)| known)
            .collect();
        let kept = with_only(&evidence, &kept);
        prop_assert_eq!(assess(&kept, evidence.now).grade, assess(&evidence, evidence.now).grade);
    }

    #[test]
    fn a_worse_trial_never_raises_a_grade((evidence, order) in world(), codes in prop::array::uniform2(0..6_usize)) {
        let with = |code: usize| {
            let mut all = outcomes(&evidence);
            for (query, outcome) in &mut all {
                let Outcome::Probe(probe) = outcome else { continue };
                let place = order.first().copied().unwrap_or_default();
                let victim = place % probe.addresses.len().max(1);
                if let (Query::Probe { .. }, Some(address)) = (query, probe.addresses.values_mut().nth(victim)) {
                    address.recipients = Some(trial(code));
                }
            }
            best(&with_only(&evidence, &all))
        };
        let [a, b] = codes;
        prop_assert!(with(a.min(b)) >= with(a.max(b)));
    }

    #[test]
    fn what_only_a_deep_look_sees_never_moves_the_grade((evidence, _) in world(), facts in deep_facts(), hybrid in hybrid()) {
        let looked_at = |deep: &[DeepFact], hybrid: &Option<HelloAnswer>| {
            changed(&evidence, |address| {
                address.deep = deep.to_vec();
                address.hybrid.clone_from(hybrid);
            })
        };
        let (without, with) = (looked_at(&[], &None), looked_at(&facts, &hybrid));
        let (without, with) = (assess(&without, evidence.now), assess(&with, evidence.now));
        prop_assert_eq!(&without.grade, &with.grade);
        // It is about the servers' TLS, and about nothing else; but that a second certificate has no TLSA record shows only
        // where it was looked for.
        let elsewhere = |report: &Report| -> Vec<Finding> {
            let mut found = report.findings.clone();
            found.retain(|finding| {
                !matches!(finding.area, Area::Transport | Area::Certificate)
                    && finding.code != Code::DaneHalfCovered
            });
            found
        };
        prop_assert_eq!(elsewhere(&without), elsewhere(&with));
    }

    #[test]
    fn what_surrounds_the_keys_never_moves_the_grade((evidence, _) in world(), surroundings in surroundings()) {
        let with = changed(&evidence, |address| {
            for hello in &mut address.hellos {
                if let HelloAnswer::ServerHello { hello } = &mut hello.answer {
                    surroundings.put_into(hello);
                }
            }
        });
        let (before, after) = (assess(&evidence, evidence.now), assess(&with, evidence.now));
        prop_assert_eq!(before.grade, after.grade);
    }

    #[test]
    fn joining_probes_is_a_join((evidence, order) in world()) {
        // Cut each probe short at random and join the pieces in both orders.
        for (query, outcome) in outcomes(&evidence) {
            let Outcome::Probe(whole) = outcome else { continue };
            let mut cut = whole.clone();
            if let Some(first) = cut.addresses.values_mut().nth(order[0] % whole.addresses.len().max(1)) {
                first.finish = None;
                first.ehlo_sealed = None;
            }
            cut.end = None;
            let join = |pieces: &[&ProbeOutcome]| {
                let mut joined = with_only(&evidence, &[]);
                for piece in pieces {
                    joined.insert(query.clone(), Outcome::Probe((*piece).clone())).unwrap();
                }
                joined
            };
            prop_assert_eq!(join(&[&cut, &whole]), join(&[&whole, &cut]));
            prop_assert_eq!(join(&[&cut, &whole, &cut]), join(&[&whole]));
        }
    }
}

/// The world with every address of every mail server changed.
fn changed(evidence: &Evidence, change: impl Fn(&mut AddressOutcome)) -> Evidence {
    let changed: Vec<_> = outcomes(evidence)
        .into_iter()
        .map(|(query, mut outcome)| {
            if let Outcome::Probe(probe) = &mut outcome {
                probe.addresses.values_mut().for_each(&change);
            }
            (query, outcome)
        })
        .collect();
    with_only(evidence, &changed)
}

#[test]
fn before_its_tlsa_records_are_known_a_host_may_still_be_better_or_worse() {
    for scenario in scenarios() {
        let evidence = scenario.evidence;
        let known = bounds(&assess(&evidence, evidence.now).grade.verdict);
        let others: Vec<_> = outcomes(&evidence)
            .into_iter()
            .filter(|(query, _)| !is_tlsa(query))
            .collect();
        let before = bounds(
            &assess(&with_only(&evidence, &others), evidence.now)
                .grade
                .verdict,
        );
        if let (Some((best, worst)), Some((best_before, worst_before))) = (known, before) {
            let holds = best_before >= best && worst_before <= worst;
            assert!(
                holds,
                "{}: {worst_before}..{best_before} does not hold {worst}..{best}",
                scenario.name
            );
        }
    }
}

#[test]
fn a_tlsa_record_of_another_key_never_raises_a_grade() {
    let mut changed = 0;
    for scenario in scenarios() {
        let evidence = scenario.evidence;
        let mut all = outcomes(&evidence);
        for (query, outcome) in &mut all {
            if let (true, Query::Dns { question, .. }, Outcome::Dns(dns)) =
                (is_tlsa(query), &*query, outcome)
                && let DnsAnswer::Message { wire } = &mut dns.answer
            {
                let spoilt = of_another_key(question, wire.as_slice());
                changed += usize::from(spoilt != wire.as_slice());
                *wire = spoilt.into();
            }
        }
        assert!(
            best(&with_only(&evidence, &all)) <= best(&evidence),
            "{}",
            scenario.name
        );
    }
    assert!(changed >= 5, "the recorded worlds have TLSA records");
}

/// Whether only those ask this who want to know how users send.
fn is_about_submission(query: &Query) -> bool {
    match query {
        Query::Probe { service, .. } => *service != Service::Smtp,
        Query::Dns { question, .. } => question.record_type == RecordType::Srv,
        Query::Policy { .. } => false,
    }
}

/// What a server says to its own made-up mailbox and to a foreign one, from sound to worse.
fn trial(worse: usize) -> RecipientTrial {
    let (own, foreign) = [
        (550, 550),
        (550, 450),
        (250, 550),
        (450, 250),
        (250, 250),
        (550, 250),
    ][worse];
    let tried = |kind, code: u16| RecipientTried {
        kind,
        sender: String::new(),
        recipient: "somebody@example.org".to_owned(),
        sender_refused: None,
        reply: Some(Reply {
            code: code.try_into().unwrap(),
            lines: vec!["in a few words".to_owned()],
            bare_lf: false,
        }),
    };
    RecipientTrial {
        tried: vec![
            tried(RecipientKind::OwnRandom, own),
            tried(RecipientKind::Foreign, foreign),
        ],
        cut_short_by: None,
    }
}

fn is_tlsa(query: &Query) -> bool {
    matches!(query, Query::Dns { question, .. } if question.record_type == RecordType::Tlsa)
}

/// The same answer with the data of every TLSA record changed.
fn of_another_key(question: &Question, wire: &[u8]) -> Vec<u8> {
    let mut spoilt = wire.to_vec();
    let records = decode(question, wire).map(|message| message.records);
    for record in records.unwrap_or_default() {
        let RecordData::Tlsa { association, .. } = record.data else {
            continue;
        };
        let data = association.as_slice();
        let place = wire.windows(data.len()).position(|window| window == data);
        spoilt[place.unwrap()] ^= 0xFF;
    }
    spoilt
}

/// The same host, seen without STARTTLS at every address that answered EHLO in clear.
fn without_starttls(mut probe: ProbeOutcome) -> ProbeOutcome {
    for address in probe.addresses.values_mut() {
        let Some(Ehlo { reply, .. }) = &mut address.ehlo else {
            continue;
        };
        reply
            .lines
            .retain(|line| !line.eq_ignore_ascii_case("STARTTLS"));
        address.starttls = None;
        address.session = None;
        address.ehlo_sealed = None;
        address.hellos.clear();
        if let Some(finish) = &mut address.finish {
            finish.stopped_because = None;
        }
    }
    probe
}
