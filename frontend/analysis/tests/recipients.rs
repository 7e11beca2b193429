//! What the recipient tests make of a grade, of findings and of what is asked: a sound world, with trials put in.

#![allow(unreachable_pub, clippy::unwrap_used, clippy::panic, reason = "a test")]

mod support;

use analysis::evidence::Evidence;
use analysis::finding::{Area, Severity};
use analysis::{Outcome, Query, Report, assess, plan};
use shared::{
    Extras, Feature, RecipientKind, RecipientTests, RecipientTrial, RecipientTried, Reply, Service,
};
use support::{outcomes, scenarios, with_only};

fn world(name: &str) -> Evidence {
    let mut all = scenarios().into_iter();
    all.find(|scenario| scenario.name == name).unwrap().evidence
}

fn tests() -> RecipientTests {
    RecipientTests {
        domain: "good.lab".parse().unwrap(),
        open_relay: true,
        mailbox: Some("info".parse().unwrap()),
    }
}

fn asked(mut evidence: Evidence, is_granted: bool) -> Evidence {
    evidence.extras = Extras {
        deep: false,
        recipients: Some(tests()),
    };
    let relay = evidence.vantage.relay.as_mut().unwrap();
    relay
        .features
        .retain(|feature| *feature != Feature::Recipients);
    if is_granted {
        relay.features.push(Feature::Recipients);
    }
    evidence
}

fn tried(kind: RecipientKind, code: u16) -> RecipientTried {
    RecipientTried {
        kind,
        sender: String::new(),
        recipient: "somebody@good.lab".to_owned(),
        sender_refused: None,
        reply: Some(Reply {
            code: code.try_into().unwrap(),
            lines: vec!["in its own words".to_owned()],
            bare_lf: false,
        }),
    }
}

/// The world with these answers at every address of one service.
fn judged(name: &str, of: Service, answers: &[(RecipientKind, u16)]) -> Report {
    let evidence = asked(world(name), true);
    let extras = evidence.extras.clone();
    let trial = RecipientTrial {
        tried: answers
            .iter()
            .map(|&(kind, code)| tried(kind, code))
            .collect(),
        cut_short_by: None,
    };
    let changed: Vec<_> = outcomes(&evidence)
        .into_iter()
        .map(|(query, mut outcome)| {
            if let (Query::Probe { service, .. }, Outcome::Probe(probe)) = (&query, &mut outcome) {
                probe.extras.insert(extras.clone());
                if *service == of {
                    let each = probe.addresses.values_mut();
                    each.for_each(|address| address.recipients = Some(trial.clone()));
                }
            }
            (query, outcome)
        })
        .collect();
    let evidence = with_only(&evidence, &changed);
    assess(&evidence, evidence.now)
}

fn has(report: &Report, code: &str) -> bool {
    report.findings.iter().any(|f| f.code.word() == code)
}

const PROVEN: [(RecipientKind, u16); 2] = [
    (RecipientKind::OwnRandom, 550),
    (RecipientKind::Foreign, 250),
];
const UNPROVEN: [(RecipientKind, u16); 2] = [
    (RecipientKind::OwnRandom, 250),
    (RecipientKind::Foreign, 250),
];
const REFUSED: [(RecipientKind, u16); 2] = [
    (RecipientKind::OwnRandom, 550),
    (RecipientKind::Foreign, 550),
];
const UNTOLD: [(RecipientKind, u16); 2] = [
    (RecipientKind::OwnRandom, 450),
    (RecipientKind::Foreign, 450),
];

#[test]
fn only_what_was_accepted_lowers_a_grade() {
    for (answers, label, caps, code) in [
        (PROVEN, "F", &["open-relay"][..], "open-relay"),
        (
            UNPROVEN,
            "D",
            &["open-relay-unproven"],
            "open-relay-unproven",
        ),
        (REFUSED, "A+", &[], "open-relay-refused"),
        (UNTOLD, "A+", &[], "open-relay-unknown"),
    ] {
        let report = judged("good-lab", Service::Smtp, &answers);
        let mut applied: Vec<&str> = report.grade.caps.iter().map(|cap| cap.cap).collect();
        applied.dedup();
        assert_eq!(
            (report.grade.label.as_str(), &*applied),
            (label, caps),
            "{code}"
        );
        assert!(has(&report, code), "{code}");
        assert!(
            !report.grade.consequence.contains("in clear"),
            "what is sealed is not said to travel in clear: {}",
            report.grade.consequence
        );
    }
}

#[test]
fn a_server_for_sending_that_forwards_is_an_error_and_touches_no_grade() {
    for (answers, code, severity) in [
        (PROVEN, "submission-open-relay", Severity::Error),
        (
            UNPROVEN,
            "submission-open-relay-unproven",
            Severity::Warning,
        ),
        (REFUSED, "open-relay-refused", Severity::Good),
    ] {
        let report = judged("submission-srv-lab", Service::Submission, &answers);
        assert_eq!(report.grade.label, "A+", "{code}");
        let mut found = report.findings.iter().filter(|f| f.code.word() == code);
        let found = found.next().unwrap();
        assert_eq!((found.area, found.severity), (Area::Submission, severity));
        assert!(!has(&report, "open-relay") && !has(&report, "open-relay-unproven"));
    }
}

#[test]
fn a_mailbox_is_no_fault_of_anybody() {
    for (own, mailbox, code) in [
        (550, 250, "mailbox-accepted"),
        (250, 250, "mailbox-catch-all"),
        (550, 550, "mailbox-refused"),
        (550, 450, "mailbox-unknown"),
    ] {
        let answers = [
            (RecipientKind::OwnRandom, own),
            (RecipientKind::Mailbox, mailbox),
        ];
        let report = judged("good-lab", Service::Smtp, &answers);
        let mut found = report.findings.iter().filter(|f| f.code.word() == code);
        assert_eq!(found.next().unwrap().severity, Severity::Info, "{code}");
        assert_eq!(report.grade.label, "A+", "{code}");
    }
}

#[test]
fn what_is_not_tested_is_said_with_its_reason() {
    let evidence = asked(world("good-lab"), false);
    let report = assess(&evidence, evidence.now);
    let summary = report.recipients.unwrap().summary;
    assert_eq!(
        summary,
        "not tested, because the relay's operator does not allow it"
    );
    assert!(
        plan::outstanding(&evidence).is_empty(),
        "what is not granted is not asked"
    );

    let mut evidence = asked(world("good-lab"), true);
    evidence.vantage.relay = None;
    let report = assess(&evidence, evidence.now);
    assert_eq!(
        report.recipients.unwrap().summary,
        "not tested, because there is no relay to do it"
    );

    let evidence = asked(world("null-mx-lab"), true);
    let report = assess(&evidence, evidence.now);
    assert!(
        report
            .findings
            .iter()
            .any(|f| f.code.word() == "recipients-not-tested")
    );

    let evidence = world("good-lab");
    assert_eq!(assess(&evidence, evidence.now).recipients, None);
}

#[test]
fn a_deep_look_that_is_not_granted_is_not_taken_for_one() {
    let mut evidence = world("good-lab");
    evidence.extras.deep = true;
    assert!(plan::outstanding(&evidence).is_empty());
    let report = assess(&evidence, evidence.now);
    assert!(has(&report, "deep-not-granted"));
    assert_eq!(report.grade.label, "A+");
    let relay = evidence.vantage.relay.as_mut().unwrap();
    relay.features.push(Feature::Deep);
    assert!(!has(&assess(&evidence, evidence.now), "deep-not-granted"));
    assert!(!plan::outstanding(&evidence).is_empty());
}

#[test]
fn until_it_is_answered_the_question_leaves_a_bound() {
    let evidence = asked(world("good-lab"), true);
    assert_eq!(
        plan::outstanding(&evidence).len(),
        2,
        "both hosts are asked anew"
    );
    let report = assess(&evidence, evidence.now);
    assert_eq!(report.grade.label, "A+ at best");
    assert_eq!(report.recipients.unwrap().summary, "still to come");
    let answered = judged("good-lab", Service::Smtp, &UNTOLD);
    assert_eq!(answered.grade.label, "A+");
    assert!(answered.grade.doubts.is_empty());
}
