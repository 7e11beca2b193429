//! Servers that behave, and servers that decline: every way a conversation can go as the RFCs foresee.

use std::time::Duration;

use shared::{
    Cause, Failure, HandshakeSignature, MalformedReply, Observation, Phase, ReplyCode, Service,
    TlsSession, TlsVersion,
};
use tokio_rustls::rustls::version;

use crate::support::pki::{Authority, Identity};
use crate::support::server::{FakeServer, Step, say};
use crate::support::{HOST, ending, kinds, observations, observer_of};

/// A mail server with STARTTLS, from greeting to QUIT.
pub(crate) fn good_script(identity: &Identity) -> Vec<Step> {
    sealed_script(Step::Tls(identity.server()))
}

/// The same with another handshake.
pub(crate) fn sealed_script(handshake: Step) -> Vec<Step> {
    vec![
        say("220 mx.example.test ESMTP"),
        Step::Expect("EHLO probe.example.test"),
        say("250-mx.example.test\r\n250-SIZE 1000\r\n250 STARTTLS"),
        Step::Expect("STARTTLS"),
        say("220 go ahead"),
        handshake,
        Step::Expect("EHLO probe.example.test"),
        say("250-mx.example.test\r\n250 SIZE 1000"),
        Step::Expect("QUIT"),
        say("221 bye"),
    ]
}

pub(crate) fn session(observations: &[Observation]) -> &TlsSession {
    observations
        .iter()
        .find_map(|observation| match observation {
            Observation::Handshake { session, .. } => Some(session),
            _ => None,
        })
        .unwrap_or_else(|| panic!("no handshake: {observations:#?}"))
}

#[tokio::test]
async fn a_good_server_tells_everything_over_four_connections() {
    let authority = Authority::new();
    let server = FakeServer::start(good_script(&authority.issue(HOST))).await;
    let observer = observer_of(&server, &authority).await;
    let seen = observations(&observer, Service::Smtp).await;
    assert_eq!(
        kinds(&seen),
        [
            "started",
            "resolved",
            "connected",
            "greeting",
            "ehlo",
            "start-tls",
            "handshake",
            "ehlo-sealed",
            "hello",
            "hello",
            "hybrid",
            "finished",
            "done"
        ]
    );
    let session = session(&seen);
    assert_eq!(session.version, TlsVersion::TLS13);
    assert!(session.suite.name().is_some());
    assert!(session.group.is_some());
    assert!(matches!(
        session.signature,
        HandshakeSignature::Right { .. }
    ));
    assert!(session.chain.path_now.is_trusted());
    assert_eq!(session.chain.certificates.len(), 2);
    assert_eq!(session.chain.leaf_chains_to, [false, true]);

    let (stopped_because, transcript) = ending(&seen);
    assert_eq!(stopped_because, None);
    let text: Vec<&str> = transcript.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(text[1], "220 mx.example.test ESMTP");
    assert_eq!(text[2], "EHLO probe.example.test");
    assert!(text.iter().any(|line| line.starts_with("TLS 1.3 agreed, ")));
    assert!(text.contains(&"221 bye"));
    assert!(text.contains(&"connected again, to offer TLS 1.2 at most"));
    assert_eq!(
        text.last(),
        Some(&"the server sent the alert handshake_failure (40)")
    );
    assert!(transcript.is_sorted_by_key(|line| line.at_ms));
    assert_eq!((server.accepted(), server.most_open()), (4, 1));
    let (ehlo, starttls) = ("EHLO probe.example.test", "STARTTLS");
    assert_eq!(
        server.lines(),
        [
            ehlo, starttls, ehlo, "QUIT", ehlo, starttls, ehlo, starttls, ehlo, starttls
        ]
    );
}

#[tokio::test]
async fn tls_1_2_is_recorded_as_such() {
    let authority = Authority::new();
    let config = authority.issue(HOST).server_for(&[&version::TLS12]);
    let server = FakeServer::start(sealed_script(Step::Tls(config))).await;
    let observer = observer_of(&server, &authority).await;
    let seen = observations(&observer, Service::Smtp).await;
    let session = session(&seen);
    assert_eq!(session.version, TlsVersion::TLS12);
    assert!(matches!(
        session.signature,
        HandshakeSignature::Right { .. }
    ));
    assert!(session.group.is_some());
    assert_eq!(ending(&seen).0, None);
}

#[tokio::test]
async fn without_starttls_the_conversation_ends_politely() {
    let script = vec![
        say("220 mx"),
        Step::Expect("EHLO"),
        say("250-mx\r\n250 8BITMIME"),
        Step::Expect("QUIT"),
        say("221 bye"),
    ];
    let server = FakeServer::start(script).await;
    let observer = observer_of(&server, &Authority::new()).await;
    let seen = observations(&observer, Service::Smtp).await;
    assert_eq!(
        kinds(&seen),
        [
            "started",
            "resolved",
            "connected",
            "greeting",
            "ehlo",
            "finished",
            "done"
        ]
    );
    assert_eq!(ending(&seen).0, None);
}

#[tokio::test]
async fn a_refusing_greeting_is_kept_in_the_servers_own_words() {
    for (code, says_quit) in [(421, false), (554, true), (250, true)] {
        let server = FakeServer::start(vec![say(&format!("{code} no service for you"))]).await;
        let observer = observer_of(&server, &Authority::new()).await;
        let seen = observations(&observer, Service::Smtp).await;
        let failure = ending(&seen).0.unwrap();
        assert_eq!(failure.phase, Phase::Greeting);
        match failure.cause {
            Cause::Reply { reply } => {
                assert_eq!(reply.code, ReplyCode::try_from(code).unwrap());
                assert_eq!(reply.lines, ["no service for you"]);
            }
            other => panic!("{other:?}"),
        }
        server.all_closed().await;
        assert_eq!(server.lines() == ["QUIT"], says_quit, "{code}");
    }
}

#[tokio::test]
async fn helo_is_tried_where_ehlo_is_not_known() {
    let script = vec![
        say("220 mx"),
        Step::Expect("EHLO"),
        say("502 not implemented"),
        Step::Expect("HELO probe.example.test"),
        say("250 mx"),
        Step::Expect("QUIT"),
        say("221 bye"),
    ];
    let server = FakeServer::start(script).await;
    let observer = observer_of(&server, &Authority::new()).await;
    let seen = observations(&observer, Service::Smtp).await;
    assert_eq!(ending(&seen).0, None);
    let answers: Vec<_> = seen
        .iter()
        .filter_map(|observation| match observation {
            Observation::Ehlo { reply, helo, .. } => Some((reply.code.get(), *helo)),
            _ => None,
        })
        .collect();
    assert_eq!(answers, [(250, true)]);
}

#[tokio::test]
async fn starttls_offered_and_then_refused() {
    let script = vec![
        say("220 mx"),
        Step::Expect("EHLO"),
        say("250-mx\r\n250 STARTTLS"),
        Step::Expect("STARTTLS"),
        say("454 TLS not available"),
        Step::Expect("QUIT"),
        say("221 bye"),
    ];
    let server = FakeServer::start(script).await;
    let observer = observer_of(&server, &Authority::new()).await;
    let seen = observations(&observer, Service::Smtp).await;
    let failure = ending(&seen).0.unwrap();
    assert_eq!(failure.phase, Phase::StartTls);
    assert!(matches!(failure.cause, Cause::Reply { .. }));
    assert!(kinds(&seen).contains(&"start-tls".to_owned()));
    server.all_closed().await;
    assert_eq!(server.lines().last().map(String::as_str), Some("QUIT"));
}

#[tokio::test]
async fn a_421_inside_tls_keeps_what_was_learnt() {
    let authority = Authority::new();
    let mut script = good_script(&authority.issue(HOST));
    script.truncate(7);
    script.extend([say("421 too many connections"), Step::Close]);
    let server = FakeServer::start(script).await;
    let observer = observer_of(&server, &authority).await;
    let seen = observations(&observer, Service::Smtp).await;
    let failure = ending(&seen).0.unwrap();
    assert_eq!(failure.phase, Phase::EhloSealed);
    assert_eq!(session(&seen).version, TlsVersion::TLS13);
}

#[tokio::test]
async fn implicit_tls_on_465() {
    let authority = Authority::new();
    let script = vec![
        Step::Tls(authority.issue(HOST).server()),
        say("220 mx"),
        Step::Expect("EHLO"),
        say("250-mx\r\n250 AUTH PLAIN"),
        Step::Expect("QUIT"),
        say("221 bye"),
    ];
    let server = FakeServer::start(script).await;
    let observer = observer_of(&server, &authority).await;
    let seen = observations(&observer, Service::Submissions).await;
    assert_eq!(
        kinds(&seen),
        [
            "started",
            "resolved",
            "connected",
            "handshake",
            "greeting",
            "ehlo-sealed",
            "hello",
            "hello",
            "hybrid",
            "finished",
            "done"
        ]
    );
    assert_eq!(ending(&seen).0, None);
}

/// Whether the session on a port where TLS comes first told of EHLO, and what ended it.
async fn sealed_ehlo(greeted: Vec<Step>) -> (bool, Option<MalformedReply>) {
    let authority = Authority::new();
    let tls = Step::Tls(authority.issue(HOST).server());
    let begins = vec![tls, say("220 mx.example.test ESMTP"), Step::Expect("EHLO")];
    let ends = vec![Step::Expect("QUIT")];
    let server = FakeServer::start([begins, greeted, ends].concat()).await;
    let observer = observer_of(&server, &authority).await;
    let seen = observations(&observer, Service::Submissions).await;
    let reason = ending(&seen).0.map(|failure| match failure {
        Failure {
            phase: Phase::EhloSealed,
            cause: Cause::Malformed { reason, .. },
        } => reason,
        other => panic!("{other:?}"),
    });
    (kinds(&seen).contains(&"ehlo-sealed".to_owned()), reason)
}

#[tokio::test]
async fn a_port_for_mail_programs_lacks_auth_only_if_no_other_answer_follows() {
    let late = || Step::Wait(Duration::from_millis(20));
    let right = || say("250-mx\r\n250 AUTH PLAIN");
    assert_eq!(sealed_ehlo(vec![right()]).await, (true, None));
    assert_eq!(sealed_ehlo(vec![say("250 mx")]).await, (true, None));
    assert_eq!(
        sealed_ehlo(vec![say("250 unasked"), late(), right()]).await,
        (false, Some(MalformedReply::OutOfStep))
    );
}
