//! What is found about the servers through which users send, and that none of it is held against the domain's mail: a
//! made-up world with three such servers, changed one thing at a time.

#![allow(unreachable_pub, clippy::unwrap_used, clippy::panic, reason = "a test")]

mod support;

use std::collections::BTreeSet;

use analysis::evidence::{AddressOutcome, Evidence, Finish, ProbeOutcome};
use analysis::finding::{About, Area, Severity};
use analysis::report::Status;
use analysis::{Outcome, Query, Report, assess, plan};
use shared::{
    Cause, CipherSuite, Failure, HelloAnswer, PathCheck, PathFault, Phase, Reply, Service,
    SkipReason, Spent, TlsVersion,
};
use support::{outcomes, scenarios, with_only};

fn world(name: &str) -> Evidence {
    let mut all = scenarios().into_iter();
    all.find(|scenario| scenario.name == name).unwrap().evidence
}

/// A world with the addresses of its submission servers changed.
fn judged(name: &str, change: impl Fn(Service, &mut AddressOutcome)) -> Report {
    let evidence = world(name);
    let changed: Vec<_> = outcomes(&evidence)
        .into_iter()
        .map(|(query, mut outcome)| {
            if let (Query::Probe { service, .. }, Outcome::Probe(probe)) = (&query, &mut outcome)
                && *service != Service::Smtp
            {
                let each = probe.addresses.values_mut();
                each.for_each(|address| change(*service, address));
            }
            (query, outcome)
        })
        .collect();
    let evidence = with_only(&evidence, &changed);
    assess(&evidence, evidence.now)
}

/// The words of everything in the area that is to be mended, or could not be told.
fn faults(report: &Report) -> BTreeSet<&'static str> {
    let here = report.findings.iter().filter(|finding| {
        finding.area == Area::Submission
            && (finding.severity >= Severity::Advice || finding.inconclusive)
    });
    here.map(|finding| finding.code.word()).collect()
}

fn reply(code: u16, lines: &[&str]) -> Reply {
    Reply {
        code: code.try_into().unwrap(),
        lines: lines.iter().map(ToString::to_string).collect(),
        bare_lf: false,
    }
}

/// Nothing was learnt, because of this.
fn stopped(phase: Phase, cause: Cause) -> AddressOutcome {
    AddressOutcome {
        finish: Some(Finish {
            stopped_because: Some(Failure::new(phase, cause)),
            transcript: vec![],
            spent: Spent::default(),
        }),
        ..AddressOutcome::default()
    }
}

/// The server is without AUTH in clear, as it should be.
fn mend(address: &mut AddressOutcome) {
    if let Some(ehlo) = &mut address.ehlo {
        ehlo.reply.lines.retain(|line| !line.starts_with("AUTH"));
    }
}

fn in_clear(service: Service, address: &mut AddressOutcome) {
    if service == Service::Submission {
        address.starttls = None;
        address.session = None;
        address.ehlo_sealed = None;
        address.hellos.clear();
    }
}

fn path(address: &mut AddressOutcome, fault: PathFault) {
    let chain = &mut address.session.as_mut().unwrap().chain;
    let detail = "the verifier's words".to_owned();
    chain.path_now = PathCheck::Broken { fault, detail };
    chain.path_within_validity = chain.path_now.clone();
}

type Change = fn(Service, &mut AddressOutcome);

#[test]
fn each_fault_is_found_and_none_touches_the_grade() {
    let rows: &[(&str, Change, &[&str])] = &[
        ("all as it should be", |_, _| {}, &[]),
        (
            "no STARTTLS on 587",
            |service, address| {
                in_clear(service, address);
                if let Some(ehlo) = &mut address.ehlo {
                    ehlo.reply.lines.retain(|line| line != "STARTTLS");
                }
            },
            &["submission-starttls-missing"],
        ),
        (
            "STARTTLS declined on 587",
            |service, address| {
                in_clear(service, address);
                if let Some(starttls) = address.starttls.as_mut() {
                    starttls.reply = reply(502, &["no"]);
                } else if service == Service::Submission {
                    let reply = reply(502, &["5.5.1 not implemented"]);
                    address.starttls = Some(analysis::evidence::StartTls {
                        reply,
                        injected: None,
                    });
                }
            },
            &["submission-starttls-missing"],
        ),
        (
            "AUTH in clear beside no STARTTLS",
            |service, address| {
                in_clear(service, address);
                if let Some(ehlo) = &mut address.ehlo {
                    ehlo.reply.lines.retain(|line| line != "STARTTLS");
                    ehlo.reply.lines.push("AUTH LOGIN".to_owned());
                }
            },
            &["submission-starttls-missing", "submission-auth-in-clear"],
        ),
        (
            "a proof of the password in clear is advice",
            |_, address| {
                if let Some(ehlo) = &mut address.ehlo {
                    ehlo.reply.lines.push("AUTH SCRAM-SHA-256".to_owned());
                }
            },
            &["submission-auth-in-clear"],
        ),
        (
            "no AUTH at all is worth knowing and no fault",
            |_, address| {
                let sealed = address.ehlo_sealed.as_mut().unwrap();
                sealed.reply.lines.retain(|line| !line.starts_with("AUTH"));
            },
            &[],
        ),
        (
            "TLS 1.1 beside newer",
            |_, address| {
                let mut old = address.hellos.first().unwrap().clone();
                old.offered = TlsVersion::TLS11;
                if let HelloAnswer::ServerHello { hello } = &mut old.answer {
                    hello.version = TlsVersion::TLS11;
                    hello.suite = CipherSuite::ECDHE_ECDSA_AES_128_CBC_SHA;
                }
                *address.hellos.last_mut().unwrap() = old;
            },
            &["submission-tls-old"],
        ),
        (
            "a certificate of nobody",
            |_, address| path(address, PathFault::UnknownIssuer),
            &["submission-certificate"],
        ),
        (
            "a certificate whose path could not be followed",
            |_, address| path(address, PathFault::Other),
            &["submission-not-tested"],
        ),
        (
            "plain words on 465",
            |service, address| {
                if service == Service::Submissions {
                    let cause = Cause::TlsBroken {
                        detail: "no TLS".to_owned(),
                        excerpt: Some("220 mx1.good.lab ESMTP".to_owned()),
                    };
                    *address = stopped(Phase::Handshake, cause);
                }
            },
            &["submission-tls-fails"],
        ),
        (
            "refusing",
            |_, address| *address = stopped(Phase::Connect, Cause::Refused),
            &["submission-refusing"],
        ),
        (
            "silent: our own way out may be closed",
            |_, address| {
                *address = stopped(Phase::Connect, Cause::TimedOut { after_ms: 10_000 });
            },
            &["submission-not-tested"],
        ),
        (
            "turned away",
            |_, address| {
                let reply = reply(421, &["too many connections"]);
                *address = stopped(Phase::Greeting, Cause::Reply { reply });
            },
            &["submission-not-tested"],
        ),
        (
            "bytes before the handshake",
            |_, address| {
                if let Some(starttls) = &mut address.starttls {
                    starttls.injected = Some(b"250 ok".to_vec().into());
                }
            },
            &["starttls-injection"],
        ),
    ];
    for (name, change, expected) in rows {
        let report = judged("submission-srv-lab", |service, address| {
            mend(address);
            change(service, address);
        });
        let expected: BTreeSet<&str> = expected.iter().copied().collect();
        assert_eq!(faults(&report), expected, "{name}");
        assert_eq!(report.grade.label, "A+", "{name}");
        assert!(report.grade.doubts.is_empty(), "{name}");
    }
}

#[test]
fn what_a_submission_server_does_stands_under_submission_alone() {
    for scenario in scenarios() {
        let report = assess(&scenario.evidence, scenario.evidence.now);
        if report.submission.is_none() {
            continue;
        }
        for finding in &report.findings {
            if let About::Address { service, .. } = finding.about {
                let is_submission = service != Service::Smtp;
                assert_eq!(
                    finding.area == Area::Submission,
                    is_submission,
                    "{}: {}",
                    scenario.name,
                    finding.code
                );
            }
        }
        let smtp_only = report
            .hosts
            .iter()
            .all(|host| host.service == Service::Smtp);
        assert!(smtp_only, "{}", scenario.name);
    }
}

#[test]
fn an_expired_certificate_is_an_error_and_one_that_soon_expires_a_warning() {
    let evidence = world("submission-srv-lab");
    let leaf = assess(&evidence, evidence.now).submission.unwrap().hosts[0].addresses[0]
        .certificates[0]
        .not_after;
    let severity = |days_left: i64| {
        let moment = shared::Timestamp::from_millis(leaf.millis() - days_left * 86_400_000);
        let report = assess(&evidence, moment);
        let found = report.findings.iter();
        found
            .filter(|finding| finding.code.word() == "submission-certificate")
            .map(|finding| finding.severity)
            .max()
    };
    assert_eq!(severity(30), None);
    assert_eq!(severity(5), Some(Severity::Warning));
    assert_eq!(severity(-5), Some(Severity::Error));
}

#[test]
fn nothing_about_a_guess_is_graver_than_advice_and_its_silence_is_nothing() {
    let faulty = judged("submission-guess-lab", |_, address| {
        if let Some(ehlo) = &mut address.ehlo {
            ehlo.reply.lines.push("AUTH PLAIN".to_owned());
        }
    });
    assert!(faults(&faulty).contains("submission-auth-in-clear"));
    let gravest = faulty
        .findings
        .iter()
        .filter(|f| f.area == Area::Submission);
    assert_eq!(gravest.map(|f| f.severity).max(), Some(Severity::Advice));

    for cause in [Cause::Refused, Cause::TimedOut { after_ms: 10_000 }] {
        let silent = judged("submission-guess-lab", |_, address| {
            *address = stopped(Phase::Connect, cause.clone());
        });
        assert_eq!(faults(&silent), BTreeSet::new());
        assert!(has(&silent, "submission-not-found"));
        assert!(silent.submission.unwrap().hosts.is_empty());
    }
}

#[test]
fn a_guess_that_turns_us_away_or_was_not_tried_is_not_said_to_be_missing() {
    let too_many = reply(421, &["too many connections"]);
    let busy = Cause::Busy {
        retry_after: None,
        detail: "asked often enough".to_owned(),
    };
    let skipped = AddressOutcome {
        skipped: Some(SkipReason::AskedTooOften),
        ..AddressOutcome::default()
    };
    for (untold, why) in [
        (
            stopped(Phase::Greeting, Cause::Reply { reply: too_many }),
            "a rate limit is no absence",
        ),
        (
            stopped(Phase::Handshake, Cause::Reset),
            "something is there, and hangs up",
        ),
        (stopped(Phase::Connect, busy), "the relay's own doing"),
        (skipped, "nobody knocked"),
    ] {
        let report = judged("submission-guess-lab", |_, address| {
            *address = untold.clone();
        });
        assert!(!has(&report, "submission-not-found"), "{why}");
        let expected = BTreeSet::from(["submission-not-tested"]);
        assert_eq!(faults(&report), expected, "{why}");
        assert_eq!(report.grade.label, "A+", "{why}");
    }
}

fn has(report: &Report, code: &str) -> bool {
    report.findings.iter().any(|f| f.code.word() == code)
}

#[test]
fn without_a_relay_the_records_are_read_and_the_servers_not_tested() {
    let whole = world("submission-srv-lab");
    let dns: Vec<_> = outcomes(&whole)
        .into_iter()
        .filter(|(query, _)| !matches!(query, Query::Probe { .. }))
        .collect();
    let mut evidence = with_only(&whole, &dns);
    let report = assess(&evidence, evidence.now);
    assert_eq!(status(&report), Status::NotTested, "still to come");

    evidence.vantage.relay = None;
    let report = assess(&evidence, evidence.now);
    assert!(has(&report, "submission-found"));
    let submission = report.submission.unwrap();
    assert_eq!((submission.source, submission.hosts.len()), ("srv", 3));
    assert!(plan::outstanding(&evidence).is_empty(), "nobody could look");
}

fn status(report: &Report) -> Status {
    let mut areas = report.areas.iter();
    let submission = areas.find(|area| area.area == Area::Submission);
    submission.unwrap().status
}

#[test]
fn servers_for_mail_are_asked_before_those_for_sending() {
    let whole = world("submission-srv-lab");
    let dns: Vec<_> = outcomes(&whole)
        .into_iter()
        .filter(|(query, _)| !matches!(query, Query::Probe { .. }))
        .collect();
    let asked: Vec<Service> = plan::outstanding(&with_only(&whole, &dns))
        .into_iter()
        .filter_map(|query| match query {
            Query::Probe { service, .. } => Some(service),
            _ => None,
        })
        .collect();
    assert_eq!(asked.len(), 5);
    assert!(asked[..2].iter().all(|service| *service == Service::Smtp));
    assert!(asked[2..].iter().all(|service| *service != Service::Smtp));
}

#[test]
fn a_server_still_being_looked_at_is_no_fault() {
    let whole = world("submission-srv-lab");
    let mut all = outcomes(&whole);
    for (query, outcome) in &mut all {
        if let (Query::Probe { service, .. }, Outcome::Probe(probe)) = (query, outcome)
            && *service != Service::Smtp
        {
            *probe = ProbeOutcome::begun(probe.begun_at);
        }
    }
    let evidence = with_only(&whole, &all);
    let report = assess(&evidence, evidence.now);
    assert_eq!(faults(&report), BTreeSet::new());
    assert_eq!(status(&report), Status::NotTested);
    assert_eq!(report.grade.label, "A+");
}
