//! Recipients tried at the end of a session: only where that is permitted, by RCPT alone, and without loss of what was
//! learnt before.

use std::time::Duration;

use shared::{
    Blocked, Cause, Direction, Extras, Failure, Observation, Phase, ProbeRequest, RecipientKind,
    RecipientTests, RecipientTrial, ReplyCode, Service,
};

use crate::dialogue::{good_script, session};
use crate::support::pki::Authority;
use crate::support::server::{FakeServer, Step, say};
use crate::support::{HOST, Laboratory, ending, events, kinds, observer_of, request};

/// A request to try a mailbox and the relaying forms.
fn asking(service: Service) -> ProbeRequest {
    ProbeRequest {
        extras: Extras {
            deep: false,
            recipients: Some(RecipientTests {
                domain: "example.test".parse().unwrap(),
                open_relay: true,
                mailbox: Some("info".parse().unwrap()),
            }),
        },
        ..request(service)
    }
}

async fn told_by(server: &FakeServer, authority: &Authority, service: Service) -> Vec<Observation> {
    let observer = observer_of(server, authority).await;
    let told = events(&observer, asking(service)).await;
    told.into_iter().map(|event| event.observation).collect()
}

fn trial(observations: &[Observation]) -> &RecipientTrial {
    observations
        .iter()
        .find_map(|observation| match observation {
            Observation::Recipients { trial, .. } => Some(trial),
            _ => None,
        })
        .unwrap_or_else(|| panic!("no trial: {observations:#?}"))
}

/// Each recipient with the code of its answer.
fn answers(trial: &RecipientTrial) -> Vec<(RecipientKind, u16)> {
    trial
        .tried
        .iter()
        .filter_map(|tried| Some((tried.kind, tried.reply.as_ref()?.code.get())))
        .collect()
}

/// An answer to each of so many recipients of the null sender, and to what ends its transaction.
fn null_sender(answers: &[&str]) -> Vec<Step> {
    let mut script = vec![Step::Expect("MAIL FROM:<>"), say("250 ok")];
    for answer in answers {
        script.extend([Step::Expect("RCPT TO:<"), say(answer)]);
    }
    script.extend([Step::Expect("RSET"), say("250 ok")]);
    script
}

/// The same for another sender and one recipient.
fn sender(beginning: &'static str, answer: &str) -> Vec<Step> {
    vec![
        Step::Expect(beginning),
        say("250 ok"),
        Step::Expect("RCPT TO:<waxseal@example.com>"),
        say(answer),
        Step::Expect("RSET"),
        say("250 ok"),
    ]
}

fn farewell() -> Vec<Step> {
    vec![Step::Expect("QUIT"), say("221 bye")]
}

/// All recipients of [`asking`] refused.
fn refusing() -> Vec<Step> {
    let no = "554 5.7.1 relay access denied";
    [
        null_sender(&["550 5.1.1 nobody", "550 5.1.1 nobody", no, no, no]),
        sender("MAIL FROM:<waxseal@probe.example.test>", no),
        sender("MAIL FROM:<postmaster@example.test>", no),
    ]
    .concat()
}

/// A server in clear, with more after EHLO.
fn in_clear(more: Vec<Step>) -> Vec<Step> {
    let greeting = vec![say("220 mx"), Step::Expect("EHLO"), say("250 mx")];
    [greeting, more].concat()
}

#[tokio::test]
async fn a_sound_server_refuses_all_in_the_same_session_inside_tls() {
    let authority = Authority::new();
    let mut script = good_script(&authority.issue(HOST));
    script.truncate(8);
    script.extend([refusing(), farewell()].concat());
    let server = FakeServer::start(script).await;
    let seen = told_by(&server, &authority, Service::Smtp).await;
    let kinds = kinds(&seen);
    assert_eq!(
        kinds[2..10],
        [
            "connected",
            "greeting",
            "ehlo",
            "start-tls",
            "handshake",
            "ehlo-sealed",
            "recipients",
            "hello"
        ]
    );
    let trial = trial(&seen);
    assert_eq!(trial.cut_short_by, None);
    assert_eq!(
        answers(trial),
        [
            (RecipientKind::OwnRandom, 550),
            (RecipientKind::Mailbox, 550),
            (RecipientKind::Foreign, 554),
            (RecipientKind::ForeignRouted, 554),
            (RecipientKind::ForeignRouted, 554),
            (RecipientKind::Foreign, 554),
            (RecipientKind::Foreign, 554),
        ]
    );
    assert_eq!(trial.tried[1].recipient, "info@example.test");
    assert_eq!(trial.tried[3].recipient, "waxseal%example.com@example.test");
    assert_eq!(ending(&seen).0, None);
    let hellos = kinds
        .iter()
        .filter(|kind| ["hello", "hybrid"].contains(&kind.as_str()));
    assert_eq!(
        server.accepted(),
        1 + hellos.count(),
        "it costs no connection"
    );
    server.all_closed().await;
    // The scripts of the raw hellos end at STARTTLS.
    let said = server.lines();
    assert_eq!(said.iter().filter(|line| *line == "QUIT").count(), 1);
    for verb in ["DATA", "BDAT", "VRFY", "EXPN", "AUTH"] {
        assert!(
            !said
                .iter()
                .any(|line| line.to_uppercase().starts_with(verb))
        );
    }
}

#[tokio::test]
async fn every_session_has_another_random_mailbox() {
    let script = in_clear([refusing(), farewell()].concat());
    let server = FakeServer::start(script).await;
    let authority = Authority::new();
    let mut recipients = Vec::new();
    for _ in 0..2 {
        let seen = told_by(&server, &authority, Service::Smtp).await;
        recipients.push(trial(&seen).tried[0].recipient.clone());
    }
    assert_ne!(recipients[0], recipients[1]);
    assert!(recipients.iter().all(|recipient| {
        recipient.starts_with("waxseal-") && recipient.ends_with("@example.test")
    }));
}

#[tokio::test]
async fn an_open_relay_is_asked_no_further_than_needed() {
    let script = in_clear(
        [
            null_sender(&["550 nobody", "550 nobody", "250 relayed"]),
            farewell(),
        ]
        .concat(),
    );
    for service in [Service::Smtp, Service::Submission] {
        let server = FakeServer::start(script.clone()).await;
        let seen = told_by(&server, &Authority::new(), service).await;
        assert_eq!(
            answers(trial(&seen)).last(),
            Some(&(RecipientKind::Foreign, 250))
        );
        server.all_closed().await;
        assert_eq!(server.lines().last().map(String::as_str), Some("QUIT"));
    }
}

#[tokio::test]
async fn a_submission_server_that_takes_the_sender_and_no_recipient() {
    let authority = Authority::new();
    let no = "530 5.7.0 authentication required";
    let script = [
        vec![
            Step::Tls(authority.issue(HOST).server()),
            say("220 mx"),
            Step::Expect("EHLO"),
            say("250-mx\r\n250 AUTH PLAIN"),
        ],
        null_sender(&[no, no, no, no, no]),
        sender("MAIL FROM:<waxseal@", no),
        sender("MAIL FROM:<postmaster@", no),
        farewell(),
    ]
    .concat();
    let server = FakeServer::start(script).await;
    let seen = told_by(&server, &authority, Service::Submissions).await;
    let answers = answers(trial(&seen));
    assert_eq!(answers.len(), 7);
    assert!(answers.iter().all(|(_, code)| *code == 530));
    assert_eq!(ending(&seen).0, None);
}

#[tokio::test]
async fn a_server_without_tls_is_asked_after_a_refused_starttls_too() {
    for starttls in ["454 not now", "502 what?"] {
        let script = [
            vec![
                say("220 mx"),
                Step::Expect("EHLO"),
                say("250-mx\r\n250 STARTTLS"),
                Step::Expect("STARTTLS"),
                say(starttls),
            ],
            refusing(),
            farewell(),
        ]
        .concat();
        let server = FakeServer::start(script).await;
        let seen = told_by(&server, &Authority::new(), Service::Smtp).await;
        assert_eq!(answers(trial(&seen)).len(), 7);
        // That it was refused is still what the dialogue ended with.
        assert_eq!(ending(&seen).0.unwrap().phase, Phase::StartTls);
    }
}

#[tokio::test]
async fn where_the_session_does_not_get_that_far_nothing_is_tried() {
    for script in [
        vec![
            say("554 no service for you"),
            Step::Expect("QUIT"),
            say("221 bye"),
        ],
        vec![
            say("220 mx"),
            Step::Expect("EHLO"),
            say("550 no"),
            Step::Expect("QUIT"),
            say("221 bye"),
        ],
    ] {
        let server = FakeServer::start(script).await;
        let seen = told_by(&server, &Authority::new(), Service::Smtp).await;
        assert!(!kinds(&seen).contains(&"recipients".to_owned()));
        assert!(ending(&seen).0.is_some());
    }
}

#[tokio::test]
async fn whatever_cuts_a_trial_short_costs_nothing_that_was_learnt() {
    let authority = Authority::new();
    let slow = Duration::from_secs(3);
    for (steps, why, tried, is_sent_away) in [
        (
            vec![say("421 4.7.0 too many errors"), Step::Close],
            "a 421",
            3,
            true,
        ),
        (vec![Step::Close], "a close", 2, false),
        (vec![Step::Reset], "a reset", 2, false),
        (vec![Step::Wait(slow), say("550 late")], "silence", 2, false),
        (vec![say("no SMTP at all")], "garbage", 2, false),
    ] {
        let mut script = good_script(&authority.issue(HOST));
        script.truncate(8);
        script.extend([
            Step::Expect("MAIL FROM:<>"),
            say("250 ok"),
            Step::Expect("RCPT"),
            say("550 nobody"),
            Step::Expect("RCPT"),
            say("250 somebody"),
            Step::Expect("RSET"),
            say("250 ok"),
            Step::Expect("MAIL FROM:<>"),
            say("250 ok"),
            Step::Expect("RCPT"),
        ]);
        script.extend(steps);
        let server = FakeServer::start(script).await;
        let seen = told_by(&server, &authority, Service::Smtp).await;
        let trial = trial(&seen);
        assert_eq!(trial.tried.len(), tried, "{why}");
        assert_eq!(
            answers(trial)[..2],
            [
                (RecipientKind::OwnRandom, 550),
                (RecipientKind::Mailbox, 250),
            ]
        );
        let failure = trial.cut_short_by.as_ref().unwrap();
        assert_eq!(failure.phase, Phase::Recipients, "{why}");
        // The dialogue had come to its end, and TLS is known.
        let (stopped_because, transcript) = ending(&seen);
        assert_eq!(stopped_because, None, "{why}");
        assert!(session(&seen).chain.path_now.is_trusted());
        assert!(
            transcript.iter().any(|line| {
                line.direction == Direction::Note && line.text == failure.to_string()
            }),
            "{why}"
        );
        // A server that says 421 is left alone; to others the raw hellos are still sent.
        let hellos = kinds(&seen).iter().filter(|kind| *kind == "hello").count();
        assert_eq!(hellos == 0, is_sent_away, "{why}");
        match (&failure.cause, is_sent_away) {
            (Cause::Reply { reply }, true) => assert_eq!(reply.code, ReplyCode::CLOSING),
            (Cause::Reply { .. }, false) | (_, true) => panic!("{why}: {failure}"),
            (_, false) => {}
        }
    }
}

#[tokio::test]
async fn a_tarpit_ends_the_trial_and_not_the_session() {
    let slowly = |answer: &str| vec![Step::Wait(Duration::from_millis(400)), say(answer)];
    let mut script = in_clear(vec![Step::Expect("MAIL FROM:<>"), say("250 ok")]);
    for _ in 0..5 {
        script.push(Step::Expect("RCPT"));
        script.extend(slowly("550 nobody"));
    }
    let server = FakeServer::start(script).await;
    let mut laboratory = Laboratory::host_at(&[server.address().ip()], server.address().port());
    // One second of it is kept for QUIT.
    laboratory.deadlines.address = Duration::from_millis(2100);
    let observer = laboratory.observer(&Authority::new()).await;
    let told = events(&observer, asking(Service::Smtp)).await;
    let seen: Vec<_> = told.into_iter().map(|event| event.observation).collect();
    let trial = trial(&seen);
    assert!((1..=2).contains(&trial.tried.len()), "{trial:#?}");
    assert!(matches!(
        trial.cut_short_by,
        Some(Failure {
            phase: Phase::Recipients,
            cause: Cause::TimedOut { .. }
        })
    ));
    assert_eq!(ending(&seen).0, None);
}

#[tokio::test]
async fn without_the_operators_word_no_connection_is_made() {
    let server = FakeServer::start(in_clear(farewell())).await;
    let mut laboratory = Laboratory::host_at(&[server.address().ip()], server.address().port());
    laboratory.rcpt_tests = false;
    let observer = laboratory.observer(&Authority::new()).await;
    let told = events(&observer, asking(Service::Smtp)).await;
    assert_eq!(told.len(), 2);
    let Observation::Done {
        stopped_because: Some(failure),
    } = &told[1].observation
    else {
        panic!("{told:#?}");
    };
    assert!(matches!(
        failure.cause,
        Cause::Blocked {
            reason: Blocked::NotPermitted,
            ..
        }
    ));
    assert_eq!(server.accepted(), 0);
    // The usual is not held up by it.
    let told = events(&observer, request(Service::Smtp)).await;
    assert!(
        told.iter()
            .any(|event| matches!(event.observation, Observation::Ehlo { .. }))
    );
}

#[tokio::test]
async fn a_usual_probe_says_not_a_word_of_mail() {
    let server = FakeServer::start(in_clear(farewell())).await;
    let observer = observer_of(&server, &Authority::new()).await;
    events(&observer, request(Service::Smtp)).await;
    assert_eq!(server.lines(), ["EHLO probe.example.test", "QUIT"]);
}
