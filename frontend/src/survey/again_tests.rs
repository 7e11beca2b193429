use analysis::dns::{QueryName, RecordType};
use analysis::evidence::{Finish, ProbeEnd, Subject, Vantage};
use analysis::query::DnsOutcome;
use shared::{
    Blocked, DomainName, Feature, Octets, Phase, Preference, RecipientTests, RecipientTrial, Reply,
    ReplyCode, Service, Spent, SuiteList, Timestamp, TlsVersion,
};

use super::super::tests::relay;
use super::*;

#[test]
fn what_is_definite_is_not_worth_asking_again() {
    let failed = |cause| Failure::new(Phase::Connect, cause);
    assert!(!is_passing(&failed(Cause::Refused)));
    assert!(!is_passing(&failed(Cause::Blocked {
        reason: Blocked::SpecialName,
        addresses: Vec::new(),
    })));
    for (code, passing) in [(421, true), (554, false)] {
        assert_eq!(is_passing(&failed(said(code))), passing);
    }
    assert!(is_passing(&failed(Cause::TimedOut { after_ms: 1 })));
}

#[test]
fn a_server_failure_is_asked_again_but_neither_an_answer_nor_a_signature_that_does_not_hold() {
    let mx = Query::dns(QueryName::from(&domain()), RecordType::Mx);
    let keys = Query::dns(QueryName::root(), RecordType::Dnskey);
    let unchecked = match &mx {
        Query::Dns { question, via } => Query::Dns {
            question: question.unchecked(),
            via: via.clone(),
        },
        _ => panic!("{mx:?}"),
    };
    type Answer<'a> = (&'a Query, u8, bool);
    let rows: [(&str, &[Answer<'_>], &[&Query]); 5] = [
        ("NOERROR is an answer", &[(&mx, 0, false)], &[]),
        ("NXDOMAIN is an answer", &[(&mx, 3, false)], &[]),
        ("SERVFAIL may pass", &[(&mx, 2, false)], &[&mx]),
        ("and so may REFUSED", &[(&mx, 5, false)], &[&mx]),
        (
            "bogus: answered unchecked, by a resolver that validates",
            &[(&mx, 2, false), (&unchecked, 0, false), (&keys, 0, true)],
            &[],
        ),
    ];
    for (why, answers, expected) in rows {
        let mut evidence = evidence(Extras::default());
        for (query, rcode, authentic) in answers {
            evidence
                .insert((*query).clone(), dns(query, *rcode, *authentic))
                .unwrap();
        }
        let expected = expected.iter().map(|&query| query.clone()).collect();
        assert_eq!(worth_asking_again(&evidence), expected, "{why}");
    }
}

#[test]
fn a_look_is_asked_again_for_all_that_was_wanted_where_any_of_it_is_missing() {
    let deep = Extras {
        deep: true,
        recipients: None,
    };
    let recipients = Extras {
        deep: false,
        recipients: Some(RecipientTests {
            domain: domain(),
            open_relay: true,
            mailbox: None,
        }),
    };
    let failure = |cause| Some(Failure::new(Phase::Connect, cause));
    let busy = || Cause::Busy {
        retry_after: None,
        detail: "often enough".into(),
    };
    let suites = |cut_short_by| {
        vec![DeepFact::Suites(SuiteList {
            version: TlsVersion::TLS13,
            accepted: Vec::new(),
            preference: Preference::Unknown,
            cut_short_by,
        })]
    };
    let trial = |cut_short_by| {
        Some(RecipientTrial {
            tried: Vec::new(),
            cut_short_by,
        })
    };
    let usual = address();
    let with_deep = |cut| AddressOutcome {
        deep: suites(cut),
        ..address()
    };
    let without_tls = AddressOutcome {
        hellos: Vec::new(),
        ..address()
    };
    let with_trial = |cut| AddressOutcome {
        recipients: trial(cut),
        ..address()
    };
    let refused = AddressOutcome {
        finish: finish(failure(said(554))),
        ..address()
    };
    let put_off = AddressOutcome {
        finish: finish(failure(said(421))),
        ..address()
    };
    let too_often = AddressOutcome {
        skipped: Some(SkipReason::AskedTooOften),
        ..AddressOutcome::default()
    };
    let injection = AddressOutcome {
        deep: vec![DeepFact::Injection(InjectionAnswer::Failed {
            failure: Failure::new(Phase::Connect, Cause::Reset),
        })],
        ..address()
    };
    let none = Extras::default();
    let rows = [
        ("all that was wanted is there", &none, usual.clone(), false),
        ("421 asks to come again", &none, put_off.clone(), true),
        ("and then for all that was wanted", &deep, put_off, true),
        ("554 does not", &none, refused, false),
        ("put off by the relay", &deep, too_often, true),
        ("the deep look was lost", &deep, usual.clone(), true),
        (
            "without TLS there is nothing deep",
            &deep,
            without_tls,
            false,
        ),
        (
            "the deep look came to its end",
            &deep,
            with_deep(None),
            false,
        ),
        (
            "421 in the midst of it",
            &deep,
            with_deep(failure(said(421))),
            true,
        ),
        (
            "the budget in the midst of it",
            &deep,
            with_deep(failure(busy())),
            true,
        ),
        (
            "a definite word in the midst of it",
            &deep,
            with_deep(failure(said(554))),
            false,
        ),
        (
            "cut short, but not wanted",
            &none,
            with_deep(failure(busy())),
            false,
        ),
        ("the injection fell through", &deep, injection, true),
        ("recipients were not tried", &recipients, usual, true),
        (
            "recipients were tried",
            &recipients,
            with_trial(None),
            false,
        ),
        (
            "421 to a recipient",
            &recipients,
            with_trial(failure(said(421))),
            true,
        ),
        (
            "not permitted",
            &recipients,
            with_trial(failure(Cause::Blocked {
                reason: Blocked::NotPermitted,
                addresses: Vec::new(),
            })),
            false,
        ),
    ];
    for (why, wanted, seen, again) in rows {
        let mut evidence = evidence(wanted.clone());
        let query = Query::Probe {
            host: domain(),
            service: Service::Smtp,
            extras: wanted.clone(),
        };
        let mut probe = ProbeOutcome::begun(at(1));
        probe.addresses.insert([192, 0, 2, 1].into(), seen);
        probe.end = Some(ProbeEnd {
            at: at(2),
            stopped_because: None,
        });
        evidence
            .insert(query.clone(), Outcome::Probe(probe))
            .unwrap();
        let expected = again.then_some(query).into_iter().collect();
        assert_eq!(worth_asking_again(&evidence), expected, "{why}");
    }
}

#[test]
fn a_deep_look_that_came_to_nothing_is_asked_again_as_a_deep_one() {
    let deep = Extras {
        deep: true,
        recipients: None,
    };
    let mut evidence = evidence(Extras::default());
    let mut probe = ProbeOutcome::begun(at(1));
    probe.addresses.insert([192, 0, 2, 1].into(), address());
    probe.end = Some(ProbeEnd {
        at: at(2),
        stopped_because: None,
    });
    let usual = Query::probe(domain(), Service::Smtp);
    evidence.insert(usual, Outcome::Probe(probe)).unwrap();
    assert_eq!(worth_asking_again(&evidence), BTreeSet::new());

    evidence.extras = deep.clone();
    let query = Query::Probe {
        host: domain(),
        service: Service::Smtp,
        extras: deep,
    };
    let failed = super::super::not_found_out(&query, Cause::Cancelled, at(3));
    evidence.insert(query.clone(), failed).unwrap();
    assert_eq!(worth_asking_again(&evidence), BTreeSet::from([query]));
}

fn evidence(extras: Extras) -> Evidence {
    let mut info = relay();
    info.features.extend([Feature::Deep, Feature::Recipients]);
    let vantage = Vantage {
        relay: Some(info),
        resolver: "test".into(),
    };
    let subject = Subject::Host {
        host: domain(),
        service: Service::Smtp,
    };
    let mut evidence = Evidence::new(subject, vantage, at(0));
    evidence.extras = extras;
    evidence
}

/// An address that took a whole dialogue and a raw hello.
fn address() -> AddressOutcome {
    let hello = shared::ServerHello::choosing(TlsVersion::TLS12, shared::CipherSuite(0xC02F));
    AddressOutcome {
        observed_at: at(1),
        connect_ms: Some(1),
        ehlo: Some(analysis::evidence::Ehlo {
            reply: reply(250),
            helo: false,
        }),
        hellos: vec![analysis::evidence::Hello {
            offered: TlsVersion::TLS12,
            without_weak_suites: false,
            usual_suites_only: false,
            answer: HelloAnswer::ServerHello {
                hello: Box::new(hello),
            },
        }],
        finish: finish(None),
        ..AddressOutcome::default()
    }
}

fn finish(stopped_because: Option<Failure>) -> Option<Finish> {
    Some(Finish {
        stopped_because,
        transcript: Vec::new(),
        spent: Spent::default(),
    })
}

fn said(code: u16) -> Cause {
    Cause::Reply { reply: reply(code) }
}

fn reply(code: u16) -> Reply {
    Reply {
        code: ReplyCode::try_from(code).unwrap(),
        lines: vec![String::new()],
        bare_lf: false,
    }
}

/// A message without records (RFC 1035 §4.1.1): the question, a code, and AD (RFC 4035 §3.2.3).
fn dns(query: &Query, rcode: u8, authentic: bool) -> Outcome {
    let Query::Dns { question, .. } = query else {
        panic!("{query:?}")
    };
    let mut wire = analysis::dns::encode(question);
    wire[2] |= 0x80;
    wire[3] |= rcode | if authentic { 0x20 } else { 0 };
    Outcome::Dns(DnsOutcome {
        observed_at: at(1),
        elapsed_ms: 1,
        answer: DnsAnswer::Message {
            wire: Octets::from(wire),
        },
    })
}

fn domain() -> DomainName {
    "mx.example.org".parse().unwrap()
}

fn at(ms: i64) -> Timestamp {
    Timestamp::from_millis(ms)
}
