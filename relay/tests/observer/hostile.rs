//! Servers that misbehave, by accident or on purpose. Each probe ends in time, with the right cause and bounded bytes.

use std::time::Duration;

use shared::{Cause, Failure, MalformedReply, Observation, Phase, Service};

use crate::dialogue::{good_script, session};
use crate::support::pki::Authority;
use crate::support::server::{FakeServer, Step, say};
use crate::support::{HOST, ending, observations, observer_of};

/// What such a server does to a probe: the observations, and how it ended.
async fn suffer(service: Service, script: Vec<Step>) -> (Vec<Observation>, Failure) {
    let server = FakeServer::start(script).await;
    let observer = observer_of(&server, &Authority::new()).await;
    let seen = observations(&observer, service).await;
    let failure = ending(&seen).0.unwrap();
    tokio::time::timeout(Duration::from_secs(5), server.all_closed())
        .await
        .unwrap();
    (seen, failure)
}

fn received(observations: &[Observation]) -> u64 {
    observations
        .iter()
        .find_map(|observation| match observation {
            Observation::Finished { spent, .. } => Some(spent.bytes_received),
            _ => None,
        })
        .unwrap()
}

fn malformed(failure: &Failure) -> MalformedReply {
    match &failure.cause {
        Cause::Malformed { reason, .. } => *reason,
        other => panic!("{other:?}"),
    }
}

/// Up to the answer to STARTTLS.
fn until_starttls() -> Vec<Step> {
    vec![
        say("220 mx"),
        Step::Expect("EHLO"),
        say("250-mx\r\n250 STARTTLS"),
        Step::Expect("STARTTLS"),
    ]
}

fn up_to_starttls_and(more: Vec<Step>) -> Vec<Step> {
    [until_starttls(), more].concat()
}

#[tokio::test]
async fn silence() {
    let (_, failure) = suffer(Service::Smtp, vec![]).await;
    assert_eq!(failure.phase, Phase::Greeting);
    assert_eq!(failure.cause, Cause::TimedOut { after_ms: 2000 });
}

#[tokio::test]
async fn one_byte_at_a_time() {
    let drip = Step::Drip(
        b"220 mx.example.test".repeat(10),
        Duration::from_millis(100),
    );
    let (seen, failure) = suffer(Service::Smtp, vec![drip]).await;
    assert_eq!(failure.phase, Phase::Greeting);
    assert!(matches!(failure.cause, Cause::TimedOut { .. }));
    let (_, transcript) = ending(&seen);
    assert!(
        transcript
            .iter()
            .any(|line| line.text.starts_with("220 mx"))
    );
}

#[tokio::test]
async fn floods_are_cut_off() {
    for (chunk, reason) in [
        (&b"220-welcome\r\n"[..], MalformedReply::ReplyTooLong),
        (&[b'x'; 1024], MalformedReply::LineTooLong),
        (&[0; 1024], MalformedReply::LineTooLong),
        (b"\n\n\n\n", MalformedReply::NoCode),
    ] {
        // Ten megabytes, were they read.
        let flood = Step::Flood(chunk.to_vec(), 10 * 1024 * 1024 / chunk.len());
        let (seen, failure) = suffer(Service::Smtp, vec![flood]).await;
        assert_eq!(failure.phase, Phase::Greeting);
        assert_eq!(malformed(&failure), reason);
        assert!(received(&seen) < 70_000, "{}", received(&seen));
    }
}

#[tokio::test]
async fn thousands_of_keywords() {
    let script = vec![
        say("220 mx"),
        Step::Expect("EHLO"),
        Step::Flood(b"250-KEYWORD\r\n".to_vec(), 5000),
    ];
    let (_, failure) = suffer(Service::Smtp, script).await;
    assert_eq!(failure.phase, Phase::Ehlo);
    assert_eq!(malformed(&failure), MalformedReply::ReplyTooLong);
}

#[tokio::test]
async fn a_nul_in_a_greeting_is_just_text() {
    let script = vec![say("220 a\0b"), Step::Expect("EHLO"), say("421 bye")];
    let (seen, failure) = suffer(Service::Smtp, script).await;
    assert_eq!(failure.phase, Phase::Ehlo);
    assert!(seen.iter().any(|observation| matches!(
        observation,
        Observation::Greeting { reply, .. } if reply.lines == ["a\0b"]
    )));
}

#[tokio::test]
async fn another_protocol_altogether() {
    let script = vec![say("HTTP/1.1 400 Bad Request")];
    let (_, failure) = suffer(Service::Smtp, script).await;
    assert_eq!(malformed(&failure), MalformedReply::NoCode);

    let tls_first = vec![Step::Send(vec![0x15, 3, 1, 0, 2, 2, 40])];
    let (_, failure) = suffer(Service::Submission, tls_first).await;
    assert_eq!(malformed(&failure), MalformedReply::LooksLikeTls);

    let (_, failure) = suffer(Service::Submissions, vec![say("220 mx ESMTP")]).await;
    assert_eq!(failure.phase, Phase::Handshake);
    match failure.cause {
        Cause::TlsBroken { excerpt, .. } => assert_eq!(excerpt.unwrap(), "220 mx ESMTP\r\n"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_close_at_every_stage_is_told_with_its_phase() {
    let authority = Authority::new();
    let good = good_script(&authority.issue(HOST));
    for (steps, phase) in [
        (0, Phase::Greeting),
        (2, Phase::Ehlo),
        (4, Phase::StartTls),
        (5, Phase::Handshake),
        (7, Phase::EhloSealed),
    ] {
        let mut script = good[..steps].to_vec();
        script.push(Step::Close);
        let (_, failure) = suffer(Service::Smtp, script).await;
        assert_eq!(failure.phase, phase);
        assert!(
            matches!(failure.cause, Cause::Closed | Cause::Reset),
            "{phase:?}: {failure:?}"
        );
    }
    // After QUIT there is nothing left to learn: no failure.
    let mut script = good[..9].to_vec();
    script.push(Step::Close);
    let server = FakeServer::start(script).await;
    let observer = observer_of(&server, &authority).await;
    let seen = observations(&observer, Service::Smtp).await;
    assert_eq!(ending(&seen).0, None);
}

#[tokio::test]
async fn a_reset_is_a_reset() {
    for (script, phase) in [
        (vec![Step::Reset], Phase::Greeting),
        (
            vec![say("220 mx"), Step::Expect("EHLO"), Step::Reset],
            Phase::Ehlo,
        ),
        (
            up_to_starttls_and(vec![say("220 go"), Step::ReadSome, Step::Reset]),
            Phase::Handshake,
        ),
    ] {
        let (_, failure) = suffer(Service::Smtp, script).await;
        assert_eq!(failure, Failure::new(phase, Cause::Reset));
    }
}

#[tokio::test]
async fn garbage_instead_of_a_handshake() {
    let script = up_to_starttls_and(vec![
        say("220 go"),
        Step::ReadSome,
        say("500 what was that"),
    ]);
    let (_, failure) = suffer(Service::Smtp, script).await;
    assert_eq!(failure.phase, Phase::Handshake);
    match failure.cause {
        Cause::TlsBroken { excerpt, .. } => {
            assert_eq!(excerpt.unwrap(), "500 what was that\r\n");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_alert_is_told_by_number_and_name() {
    let alert = vec![0x15, 3, 3, 0, 2, 2, 40];
    let script = up_to_starttls_and(vec![say("220 go"), Step::ReadSome, Step::Send(alert)]);
    let (_, failure) = suffer(Service::Smtp, script).await;
    let cause = Cause::TlsAlert {
        code: 40,
        name: "handshake_failure".to_owned(),
    };
    assert_eq!(failure, Failure::new(Phase::Handshake, cause));
}

#[tokio::test]
async fn silence_and_endless_records_in_the_handshake() {
    let script = up_to_starttls_and(vec![say("220 go")]);
    let (_, failure) = suffer(Service::Smtp, script).await;
    assert_eq!(
        failure,
        Failure::new(Phase::Handshake, Cause::TimedOut { after_ms: 3000 })
    );

    // A handshake message of 16 MiB, said to follow.
    let record = [
        &[0x16, 3, 3, 0x40, 0, 2, 0xFF, 0xFF, 0xFF][..],
        &[0; 0x3FFC],
    ]
    .concat();
    let script = up_to_starttls_and(vec![
        say("220 go"),
        Step::ReadSome,
        Step::Flood(record, 1000),
    ]);
    let (seen, failure) = suffer(Service::Smtp, script).await;
    assert_eq!(failure.phase, Phase::Handshake);
    assert!(received(&seen) < 600_000, "{}", received(&seen));
}

#[tokio::test]
async fn a_chain_beyond_all_measure() {
    let authority = Authority::new();
    let mut identity = authority.issue(HOST);
    let intermediate = identity.chain[1].clone();
    identity.chain.extend(vec![intermediate; 300]);
    let script = up_to_starttls_and(vec![say("220 go"), Step::Tls(identity.server())]);
    let (seen, failure) = suffer(Service::Smtp, script).await;
    assert_eq!(failure.phase, Phase::Handshake);
    assert!(
        matches!(failure.cause, Cause::TlsBroken { .. }),
        "{failure:?}"
    );
    assert!(received(&seen) < 600_000);
}

#[tokio::test]
async fn bytes_injected_before_the_handshake_are_discarded_and_told() {
    let authority = Authority::new();
    let tls = Step::Tls(authority.issue(HOST).server());
    for answer in [
        vec![say("220 go\r\n250 injected")],
        vec![say("220 go"), say("250 injected")],
    ] {
        let script = [
            until_starttls(),
            answer,
            vec![
                tls.clone(),
                Step::Expect("EHLO"),
                say("250 sealed"),
                Step::Expect("QUIT"),
                say("221 bye"),
            ],
        ]
        .concat();
        let server = FakeServer::start(script).await;
        let observer = observer_of(&server, &authority).await;
        let seen = observations(&observer, Service::Smtp).await;
        assert_eq!(ending(&seen).0, None);
        assert!(session(&seen).chain.path_now.is_trusted());
        let injected = seen.iter().find_map(|observation| match observation {
            Observation::StartTls { injected, .. } => injected.clone(),
            _ => None,
        });
        assert_eq!(injected.unwrap().as_slice(), b"250 injected\r\n");
        assert!(seen.iter().any(|observation| matches!(
            observation,
            Observation::EhloSealed { reply, .. } if reply.lines == ["sealed"]
        )));
    }
}

#[tokio::test]
async fn an_injection_without_end_is_kept_in_part() {
    let script = up_to_starttls_and(vec![
        say("220 go"),
        Step::Flood(b"250 injected\r\n".to_vec(), 100_000),
    ]);
    let (seen, failure) = suffer(Service::Smtp, script).await;
    assert_eq!(failure.phase, Phase::Handshake);
    assert!(matches!(
        failure.cause,
        Cause::TlsBroken {
            excerpt: Some(_),
            ..
        }
    ));
    assert!(received(&seen) < 100_000);
    let injected = seen.iter().find_map(|observation| match observation {
        Observation::StartTls { injected, .. } => injected.clone(),
        _ => None,
    });
    assert_eq!(injected.unwrap().len(), 1024);
}
