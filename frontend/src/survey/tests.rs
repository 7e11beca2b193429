use analysis::dns::{self, QueryName, Question, RecordType};
use shared::{
    DomainName, EhloStanding, Feature, Limits, Octets, Port25, RelayInfo, Service, WIRE_VERSION,
};

use super::*;

const MX: u16 = 15;
const A: u16 = 1;

#[test]
fn begins_with_dns_and_asks_nothing_twice() {
    let mut survey = begun(None);
    let first = survey.to_ask();
    assert!(!first.is_empty());
    assert!(first.iter().all(|query| matches!(query, Query::Dns { .. })));
    ask_all(&mut survey, at(1));
    assert_eq!(survey.to_ask(), []);
    assert_eq!(survey.in_flight.len(), first.len());
}

#[test]
fn holds_to_its_limits_however_many_hosts_there_are() {
    let mut survey = begun(Some(relay()));
    let (mut most_probes, mut most_dns) = (0, 0);
    let mut moment = 0;
    loop {
        moment += 1;
        ask_all(&mut survey, at(moment));
        let count =
            |wanted: fn(&Query) -> bool| survey.in_flight.keys().filter(|q| wanted(q)).count();
        most_probes = most_probes.max(count(|query| matches!(query, Query::Probe { .. })));
        most_dns = most_dns.max(count(|query| matches!(query, Query::Dns { .. })));
        // Probes end last, so that they pile up as far as they are let.
        let next = survey
            .in_flight
            .keys()
            .min_by_key(|query| matches!(query, Query::Probe { .. }));
        let Some(query) = next.cloned() else { break };
        let outcome = answer(&query, 9, at(moment));
        survey.apply(Action::Learn(query, outcome), at(moment));
    }
    assert_eq!(most_probes, PROBES_AT_ONCE);
    assert!((2..=DNS_AT_ONCE).contains(&most_dns), "{most_dns}");
    assert_eq!(survey.stage, Stage::Complete { at: at(moment - 1) });
    let probes = survey
        .asked
        .iter()
        .filter(|query| matches!(query, Query::Probe { .. }));
    assert_eq!(probes.count(), 9);
}

#[test]
fn is_complete_when_the_last_answer_has_come_and_not_before() {
    let mut survey = begun(None);
    run(&mut survey, 1);
    assert!(!survey.is_running());
    assert_eq!(survey.to_ask(), []);
    assert!(survey.in_flight.is_empty());
}

#[test]
fn cancelling_keeps_what_was_learnt_and_says_why_the_rest_is_missing() {
    let mut survey = begun(None);
    ask_all(&mut survey, at(1));
    let mx = mx_query();
    let known = answer(&mx, 2, at(2));
    survey.apply(Action::Learn(mx.clone(), known.clone()), at(2));
    ask_all(&mut survey, at(3));
    let waiting: Vec<Query> = survey.in_flight.keys().cloned().collect();
    survey.apply(Action::Cancel, at(4));

    assert_eq!(survey.stage, Stage::Cancelled { at: at(4) });
    assert_eq!(survey.to_ask(), []);
    assert_eq!(survey.evidence.outcome(&mx), Some(&known));
    assert!(!waiting.is_empty());
    for query in waiting {
        let Some(Outcome::Dns(outcome)) = survey.evidence.outcome(&query) else {
            panic!("{query:?}")
        };
        let expected = DnsAnswer::Failed {
            failure: Failure::new(Phase::Dns, Cause::Cancelled),
        };
        assert_eq!(outcome.answer, expected);
    }
    // An answer that was already on its way does no harm, and cancelling twice neither.
    survey.apply(Action::Cancel, at(5));
    assert_eq!(survey.stage, Stage::Cancelled { at: at(4) });
}

#[test]
fn asking_for_more_goes_on_where_all_was_asked() {
    let mut info = relay();
    info.features.push(Feature::Deep);
    let mut survey = begun(Some(info));
    run(&mut survey, 1);
    assert!(matches!(survey.stage, Stage::Complete { .. }));
    let deep = Extras {
        deep: true,
        recipients: None,
    };
    survey.apply(Action::AskMore(deep.clone()), at(50));
    assert!(survey.is_running());
    let queries = survey.to_ask();
    assert!(!queries.is_empty());
    for query in &queries {
        assert!(
            matches!(query, Query::Probe { extras, .. } if *extras == deep),
            "{query:?}"
        );
    }
    run(&mut survey, 1);
    assert!(matches!(survey.stage, Stage::Complete { .. }));
    // What was answered is not asked for again.
    survey.apply(Action::AskMore(deep), at(60));
    assert!(!survey.is_running());
}

#[test]
fn what_was_asked_of_recipients_before_is_asked_along() {
    let tests = |open_relay, mailbox: Option<&str>, domain: &str| Extras {
        deep: false,
        recipients: Some(RecipientTests {
            domain: domain.parse().unwrap(),
            open_relay,
            mailbox: mailbox.map(|text| text.parse().unwrap()),
        }),
    };
    let rows = [
        (
            "another question about the same domain",
            [
                tests(true, None, "a.example"),
                tests(false, Some("info"), "a.example"),
            ],
            tests(true, Some("info"), "a.example"),
        ),
        (
            "another mailbox",
            [
                tests(false, Some("info"), "a.example"),
                tests(false, Some("sales"), "a.example"),
            ],
            tests(false, Some("sales"), "a.example"),
        ),
        (
            "another domain",
            [
                tests(true, None, "a.example"),
                tests(false, Some("info"), "b.example"),
            ],
            tests(false, Some("info"), "b.example"),
        ),
    ];
    for (why, asked, wanted) in rows {
        let mut survey = begun(Some(relay()));
        for extras in asked {
            survey.apply(Action::AskMore(extras), at(1));
        }
        assert_eq!(survey.evidence.extras, wanted, "{why}");
    }
}

#[test]
fn what_the_relay_has_learnt_of_itself_reaches_the_report() {
    let mut survey = begun(Some(relay()));
    run(&mut survey, 1);
    let shut_in = RelayInfo {
        port_25: Port25::PerhapsBlocked,
        ..relay()
    };
    survey.apply(Action::Stand(shut_in.clone()), at(50));
    survey.apply(Action::Judge, at(50));
    assert_eq!(survey.report.vantage.relay, Some(shut_in));
    assert!(!survey.is_running());
}

#[test]
fn a_relay_that_grants_nothing_more_is_not_asked_for_it() {
    let mut survey = begun(Some(relay()));
    run(&mut survey, 1);
    let deep = Extras {
        deep: true,
        recipients: None,
    };
    survey.apply(Action::AskMore(deep), at(50));
    assert!(matches!(survey.stage, Stage::Complete { .. }));
}

#[test]
fn a_probe_that_is_cancelled_keeps_its_addresses() {
    let mut survey = begun(Some(relay()));
    let probe = Query::probe(host(0), Service::Smtp);
    survey.apply(Action::Ask(probe.clone()), at(1));
    let mut partial = ProbeOutcome::begun(at(1));
    let address = "192.0.2.1".parse().unwrap();
    partial.addresses.entry(address).or_default().connect_ms = Some(7);
    survey.apply(
        Action::LearnMore(probe.clone(), Outcome::Probe(partial)),
        at(2),
    );
    survey.apply(Action::Cancel, at(3));
    let outcome = survey.evidence.probe(&host(0), Service::Smtp).unwrap();
    assert_eq!(outcome.addresses[&address].connect_ms, Some(7));
    let end = outcome.end.as_ref().unwrap();
    assert_eq!(
        end.stopped_because.as_ref().unwrap().cause,
        Cause::Cancelled
    );
}

#[test]
fn retrying_asks_only_what_failed_and_can_only_add() {
    let mut survey = begun(None);
    let mx = mx_query();
    ask_all(&mut survey, at(1));
    for query in survey.in_flight.keys().cloned().collect::<Vec<_>>() {
        let outcome = if query == mx {
            answer(&query, 0, at(2))
        } else {
            not_found_out(&query, Cause::TimedOut { after_ms: 12_000 }, at(2))
        };
        survey.apply(Action::Learn(query, outcome), at(2));
    }
    run(&mut survey, 0);
    let failed = survey.worth_asking_again();
    assert!(!failed.is_empty() && !failed.contains(&mx));

    survey.apply(Action::Retry, at(10));
    assert!(survey.is_running());
    assert_eq!(survey.to_ask().into_iter().collect::<BTreeSet<_>>(), failed);
    let before = survey.evidence.outcomes().len();
    run(&mut survey, 0);
    assert!(survey.worth_asking_again().is_empty());
    assert!(survey.evidence.outcomes().len() >= before);
    assert!(!survey.is_running());

    // With nothing that failed, there is nothing to do.
    survey.apply(Action::Retry, at(20));
    assert!(!survey.is_running());
}

#[test]
fn keeps_to_the_relays_own_limit() {
    let mut modest = relay();
    modest.limits.probes_at_once = 1;
    let mut survey = begun(Some(modest));
    let mut moment = 0;
    loop {
        moment += 1;
        ask_all(&mut survey, at(moment));
        let probes = survey
            .in_flight
            .keys()
            .filter(|q| matches!(q, Query::Probe { .. }))
            .count();
        assert!(probes <= 1);
        let next = survey
            .in_flight
            .keys()
            .min_by_key(|query| matches!(query, Query::Probe { .. }));
        let Some(query) = next.cloned() else { break };
        let outcome = answer(&query, 3, at(moment));
        survey.apply(Action::Learn(query, outcome), at(moment));
    }
    let probes = survey
        .asked
        .iter()
        .filter(|query| matches!(query, Query::Probe { .. }));
    assert_eq!(probes.count(), 3);
}

#[test]
fn a_retry_that_fails_leaves_the_answer_that_was_there() {
    let mut survey = begun(None);
    let mx = mx_query();
    let known = answer(&mx, 1, at(1));
    survey.apply(Action::Learn(mx.clone(), known.clone()), at(1));
    let failed = not_found_out(&mx, Cause::TimedOut { after_ms: 1 }, at(9));
    survey.apply(Action::Learn(mx.clone(), failed), at(9));
    assert_eq!(survey.evidence.outcome(&mx), Some(&known));
}

#[test]
fn a_replayed_file_asks_nobody_and_is_judged_at_its_own_time() {
    let mut survey = begun(None);
    run(&mut survey, 1);
    survey.apply(Action::Judge, at(999_999));
    let replayed = Survey::replay((*survey.evidence).clone());
    assert_eq!(replayed.stage, Stage::Replayed);
    assert_eq!(replayed.to_ask(), []);
    assert_eq!(replayed.report, survey.report);
}

#[test]
fn pasted_text_counts_as_the_policy_where_the_fetch_failed() {
    let mut survey = begun(None);
    let query = Query::Policy { domain: domain() };
    let failed = not_found_out(&query, Cause::Closed, at(1));
    survey.apply(Action::Learn(query, failed), at(1));
    let pasted = crate::net::policy::pasted(&domain(), "version: STSv1\n", at(2));
    survey.apply(Action::Paste(pasted.clone()), at(2));
    assert_eq!(survey.evidence.policy(&domain()), Some(&pasted));
}

#[test]
fn progress_counts_and_names_what_is_awaited_longest() {
    let mut survey = begun(None);
    let first = survey.to_ask();
    for (moment, query) in first.iter().enumerate() {
        let moment = i64::try_from(moment).unwrap();
        survey.apply(Action::Ask(query.clone()), at(100 + moment));
    }
    let progress = Progress::of(&survey, at(3100));
    assert_eq!((progress.answered, progress.total), (0, first.len()));
    assert_eq!(progress.longest, Some((first[0].clone(), 3000)));
    assert_eq!(progress.elapsed_ms, 3100);

    run(&mut survey, 0);
    let progress = Progress::of(&survey, at(1_000_000));
    assert_eq!(progress.answered, progress.total);
    assert_eq!(progress.longest, None);
    assert!(
        progress.elapsed_ms < 1_000_000,
        "the clock stops at the end"
    );
}

#[test]
fn each_milestone_is_told_once() {
    let mut survey = begun(Some(relay()));
    let mut before = Milestones::default();
    let mut said = Vec::new();
    let mut moment = 0;
    loop {
        survey.apply(Action::Judge, at(moment));
        let reached = Milestones::of(&survey);
        said.extend(reached.news_since(&before));
        before = reached;
        moment += 1;
        ask_all(&mut survey, at(moment));
        let next = survey
            .in_flight
            .keys()
            .min_by_key(|query| matches!(query, Query::Probe { .. }));
        let Some(query) = next.cloned() else { break };
        let outcome = answer(&query, 2, at(moment));
        survey.apply(Action::Learn(query, outcome), at(moment));
    }
    let said = said.join(" ");
    assert_eq!(said.matches("The check has begun.").count(), 1, "{said}");
    assert_eq!(said.matches("DNS is done.").count(), 1, "{said}");
    assert_eq!(said.matches("mx0.example.org:").count(), 1, "{said}");
    assert_eq!(said.matches("mx1.example.org:").count(), 1, "{said}");
    assert!(
        said.ends_with(&format!(
            "Finished. Transport grade: {}.",
            survey.report.grade.label
        )),
        "{said}"
    );
}

/// Asks and answers until nothing is outstanding; the domain has so many MX.
fn run(survey: &mut Survey, hosts: u8) {
    for moment in 1000.. {
        ask_all(survey, at(moment));
        let Some(query) = survey.in_flight.keys().next().cloned() else {
            return;
        };
        let outcome = answer(&query, hosts, at(moment));
        survey.apply(Action::Learn(query, outcome), at(moment));
    }
}

fn ask_all(survey: &mut Survey, now: Timestamp) {
    for query in survey.to_ask() {
        survey.apply(Action::Ask(query), now);
    }
}

fn begun(relay: Option<RelayInfo>) -> Survey {
    let vantage = Vantage {
        relay,
        resolver: "test".into(),
    };
    Survey::begin(Subject::Domain { domain: domain() }, vantage, at(0))
}

/// What a world answers in which the domain has so many MX with one address each, and nothing else.
fn answer(query: &Query, hosts: u8, now: Timestamp) -> Outcome {
    match query {
        Query::Dns { question, .. } => {
            let answers: Vec<(u16, Vec<u8>)> = match question.record_type {
                RecordType::Mx => (0..hosts).map(|number| (MX, mx_content(number))).collect(),
                RecordType::A if question.name.to_string().starts_with("mx") => {
                    vec![(A, vec![192, 0, 2, 1])]
                }
                _ => Vec::new(),
            };
            let answer = DnsAnswer::Message {
                wire: reply(question, &answers),
            };
            Outcome::Dns(DnsOutcome {
                observed_at: now,
                elapsed_ms: 1,
                answer,
            })
        }
        Query::Policy { .. } => not_found_out(query, Cause::Closed, now),
        Query::Probe { .. } => {
            let mut outcome = ProbeOutcome::begun(now);
            outcome.end = Some(analysis::evidence::ProbeEnd {
                at: now,
                stopped_because: None,
            });
            Outcome::Probe(outcome)
        }
    }
}

/// A message that answers a question (RFC 1035 §4): the query's header and question, and records owned by its name.
fn reply(question: &Question, answers: &[(u16, Vec<u8>)]) -> Octets {
    let query = dns::encode(question);
    // The query ends in an OPT record of 11 bytes (RFC 6891 §6.1.2).
    let mut wire = query[..query.len() - 11].to_vec();
    wire[2] |= 0x80;
    wire[7] = u8::try_from(answers.len()).unwrap();
    wire[11] = 0;
    for (code, content) in answers {
        wire.extend([0xC0, 12]);
        wire.extend(code.to_be_bytes());
        wire.extend([0, 1, 0, 0, 0, 60]);
        wire.extend(u16::try_from(content.len()).unwrap().to_be_bytes());
        wire.extend(content);
    }
    Octets::from(wire)
}

/// Preference, then the name `mx<number>` before the question's name.
fn mx_content(number: u8) -> Vec<u8> {
    vec![0, 10 + number, 3, b'm', b'x', b'0' + number, 0xC0, 12]
}

fn mx_query() -> Query {
    Query::dns(QueryName::from(&domain()), RecordType::Mx)
}

fn domain() -> DomainName {
    "example.org".parse().unwrap()
}

fn host(number: u8) -> DomainName {
    domain().prefixed(&format!("mx{number}")).unwrap()
}

fn at(ms: i64) -> Timestamp {
    Timestamp::from_millis(ms)
}

pub(super) fn relay() -> RelayInfo {
    RelayInfo {
        wire_version: WIRE_VERSION,
        version: "1.2.3".into(),
        vantage: None,
        ehlo_name: "probe.example".into(),
        features: vec![Feature::Probe, Feature::Policy, Feature::DnsQuery],
        limits: Limits {
            probes_at_once: 4,
            ..Limits::default()
        },
        resolver_validates: Some(true),
        port_25: Port25::Open,
        ipv6: true,
        ehlo: EhloStanding::Confirmed,
        canaries: Vec::new(),
    }
}
