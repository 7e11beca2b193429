//! Deep looks: what is found over real connections, how the injection is judged, and what ends a look.

use std::sync::Arc;
use std::time::Duration;

use shared::{
    Cause, CipherSuite, DeepFact, Extras, GroupList, HelloAnswer, InjectionAnswer, KeyKind,
    NamedGroup, Observation, Phase, Preference, ProbeRequest, Service, SuiteList, TlsVersion,
};
use tokio_rustls::rustls::version;

use crate::dialogue::{good_script, sealed_script};
use crate::hellos::{alert, answers, spent, to_hello};
use crate::support::pki::Authority;
use crate::support::server::{FakeServer, Step, say};
use crate::support::{HOST, Laboratory, ending, events, observer_of, request};

/// What rustls with ring takes for a certificate with a P-256 key: 3 suites of TLS 1.3, 3 of TLS 1.2 and 3 groups.
/// One full handshake and the ladder's three; in TLS 1.3 an answer for each suite and group, but two show both, and two
/// refusals; in TLS 1.2 two more suites and a refusal; without a name; the injection.
const CONNECTIONS: usize = 4 + (3 + 3 - 2 + 2) + 3 + 1 + 1;

fn deep(service: Service) -> ProbeRequest {
    ProbeRequest {
        extras: Extras {
            deep: true,
            ..Extras::default()
        },
        ..request(service)
    }
}

async fn look(server: &FakeServer, authority: &Authority) -> Vec<Observation> {
    look_at(server, authority, Service::Smtp).await
}

async fn look_at(server: &FakeServer, authority: &Authority, service: Service) -> Vec<Observation> {
    let observer = observer_of(server, authority).await;
    let events = events(&observer, deep(service)).await;
    events.into_iter().map(|event| event.observation).collect()
}

fn facts(seen: &[Observation]) -> Vec<&DeepFact> {
    seen.iter()
        .filter_map(|observation| match observation {
            Observation::Deep { fact, .. } => Some(fact),
            _ => None,
        })
        .collect()
}

fn suites(seen: &[Observation], version: TlsVersion) -> &SuiteList {
    facts(seen)
        .into_iter()
        .find_map(|fact| match fact {
            DeepFact::Suites(list) if list.version == version => Some(list),
            _ => None,
        })
        .unwrap_or_else(|| panic!("no suites of {version}: {seen:#?}"))
}

fn groups(seen: &[Observation]) -> &GroupList {
    facts(seen)
        .into_iter()
        .find_map(|fact| match fact {
            DeepFact::Groups(list) => Some(list),
            _ => None,
        })
        .unwrap_or_else(|| panic!("no groups: {seen:#?}"))
}

fn injection(seen: &[Observation]) -> Option<&InjectionAnswer> {
    facts(seen).into_iter().find_map(|fact| match fact {
        DeepFact::Injection(answer) => Some(answer),
        _ => None,
    })
}

fn without_name(seen: &[Observation]) -> Option<&HelloAnswer> {
    facts(seen).into_iter().find_map(|fact| match fact {
        DeepFact::WithoutName { answer } => Some(answer),
        _ => None,
    })
}

fn sorted<T: Copy + Ord>(list: &[T]) -> Vec<T> {
    let mut list = list.to_vec();
    list.sort();
    list
}

#[tokio::test]
async fn everything_that_a_modern_server_takes_is_found() {
    let authority = Authority::new();
    let server = FakeServer::start(good_script(&authority.issue(HOST))).await;
    let seen = look(&server, &authority).await;

    let tls13 = suites(&seen, TlsVersion::TLS13);
    assert_eq!(
        sorted(&tls13.accepted),
        [
            CipherSuite::TLS13_AES_128_GCM_SHA256,
            CipherSuite::TLS13_AES_256_GCM_SHA384,
            CipherSuite::TLS13_CHACHA20_POLY1305_SHA256
        ]
    );
    let tls12 = suites(&seen, TlsVersion::TLS12);
    assert_eq!(
        sorted(&tls12.accepted),
        [
            CipherSuite::ECDHE_ECDSA_AES_128_GCM_SHA256,
            CipherSuite::ECDHE_ECDSA_AES_256_GCM_SHA384,
            CipherSuite::ECDHE_ECDSA_CHACHA20_POLY1305_SHA256
        ]
    );
    let groups = groups(&seen);
    assert_eq!(groups.version, TlsVersion::TLS13);
    assert_eq!(
        sorted(&groups.accepted),
        [
            NamedGroup::SECP256R1,
            NamedGroup::SECP384R1,
            NamedGroup::X25519
        ]
    );
    // rustls follows the client's suites.
    for list in [tls13, tls12] {
        assert_eq!(
            (list.preference, &list.cut_short_by),
            (Preference::Client, &None)
        );
    }
    assert_eq!(groups.cut_short_by, None);
    assert!(matches!(
        without_name(&seen),
        Some(HelloAnswer::ServerHello { hello })
            if hello.version == TlsVersion::TLS12 && hello.chain.is_none()
    ));
    // The scripted server takes NOOP for the beginning of the handshake.
    assert!(matches!(
        injection(&seen),
        Some(InjectionAnswer::Failed { failure }) if failure.phase == Phase::Handshake
    ));
    assert_eq!(ending(&seen).0, None);
    assert_eq!((server.accepted(), server.most_open()), (CONNECTIONS, 1));
    assert_eq!(spent(&seen).connections as usize, CONNECTIONS);
    const { assert!(CONNECTIONS <= 1 + 3 + 3 + 3 + 8) };
}

#[tokio::test]
async fn nothing_of_it_is_told_unless_it_is_asked_for() {
    let authority = Authority::new();
    let server = FakeServer::start(good_script(&authority.issue(HOST))).await;
    let observer = observer_of(&server, &authority).await;
    let seen: Vec<_> = events(&observer, request(Service::Smtp))
        .await
        .into_iter()
        .map(|event| event.observation)
        .collect();
    assert_eq!(facts(&seen), Vec::<&DeepFact>::new());
    assert_eq!(server.accepted(), 4);
}

/// What became of the NOOP at a server whose last connection goes on so after `STARTTLS`.
async fn injected(then: impl FnOnce(Step) -> Vec<Step>) -> InjectionAnswer {
    let authority = Authority::new();
    let identity = authority.issue(HOST);
    let good = good_script(&identity);
    let special = [good[..4].to_vec(), then(Step::Tls(identity.server()))].concat();
    let mut scripts = vec![good; CONNECTIONS - 1];
    scripts.push(special);
    let server = FakeServer::start_in_turn(scripts).await;
    let seen = look(&server, &authority).await;
    assert_eq!(server.accepted(), CONNECTIONS);
    // Whatever it did, the rest stands.
    assert_eq!(suites(&seen, TlsVersion::TLS12).accepted.len(), 3);
    assert_eq!(ending(&seen).0, None);
    injection(&seen).unwrap().clone()
}

fn sealed_ehlo() -> Vec<Step> {
    vec![
        Step::Expect("EHLO"),
        say("250-mx.example.test\r\n250 SIZE 1000"),
        Step::Expect("QUIT"),
        say("221 bye"),
    ]
}

#[tokio::test]
async fn a_server_that_forgets_the_injected_command_is_told_from_one_that_obeys_it() {
    let forgotten = injected(|tls| {
        let before = vec![Step::Expect("NOOP"), say("220 go ahead"), tls];
        [before, sealed_ehlo()].concat()
    });
    assert_eq!(forgotten.await, InjectionAnswer::Forgotten);

    let obeyed = injected(|tls| {
        let before = vec![
            Step::Expect("NOOP"),
            say("220 go ahead"),
            tls,
            // Long before EHLO comes, or long after: it is the count that tells.
            Step::Wait(Duration::from_millis(200)),
            say("250 2.0.0 Ok"),
        ];
        [before, sealed_ehlo()].concat()
    });
    let InjectionAnswer::Obeyed { reply } = obeyed.await else {
        panic!("not obeyed");
    };
    assert_eq!(reply.lines, ["2.0.0 Ok"]);
}

#[tokio::test]
async fn a_server_that_refuses_the_injected_command_is_told_with_its_words() {
    // Postfix and Exim answer STARTTLS itself with an error.
    let early = injected(|_| {
        vec![
            Step::Expect("NOOP"),
            say("554 5.5.0 SMTP synchronization error"),
            Step::Close,
        ]
    });
    // Others go on in clear.
    let in_clear = injected(|_| {
        vec![
            say("220 go ahead"),
            Step::Expect("NOOP"),
            say("503 5.5.1 TLS first"),
            Step::Close,
        ]
    });
    for (answer, code) in [(early.await, 554), (in_clear.await, 503)] {
        assert!(
            matches!(&answer, InjectionAnswer::Refused { reply } if reply.code.get() == code),
            "{answer:?}"
        );
    }
}

#[tokio::test]
async fn an_injection_that_ends_early_shows_nothing() {
    let closed = injected(|tls| vec![Step::Expect("NOOP"), say("220 go ahead"), tls, Step::Close]);
    assert!(matches!(
        closed.await,
        InjectionAnswer::Failed { failure } if failure.phase == Phase::EhloSealed
    ));
}

#[tokio::test]
async fn a_421_on_the_way_keeps_what_was_learnt_and_ends_the_look() {
    let authority = Authority::new();
    let good = good_script(&authority.issue(HOST));
    let mut scripts = vec![good; CONNECTIONS - 4];
    scripts.push(vec![say("421 4.7.0 too many connections"), Step::Close]);
    let server = FakeServer::start_in_turn(scripts).await;
    let seen = look(&server, &authority).await;
    assert_eq!(server.accepted(), CONNECTIONS - 3);
    assert_eq!(suites(&seen, TlsVersion::TLS13).accepted.len(), 3);
    assert_eq!(suites(&seen, TlsVersion::TLS13).cut_short_by, None);
    let tls12 = suites(&seen, TlsVersion::TLS12);
    assert!(!tls12.accepted.is_empty());
    let failure = tls12.cut_short_by.as_ref().unwrap();
    assert!(matches!(&failure.cause, Cause::Reply { reply } if reply.code.get() == 421));
    assert_eq!(
        without_name(&seen),
        Some(&HelloAnswer::Failed {
            failure: failure.clone()
        })
    );
    assert_eq!(
        injection(&seen),
        Some(&InjectionAnswer::Failed {
            failure: failure.clone()
        })
    );
    // The address itself came to its natural end.
    assert_eq!(ending(&seen).0, None);
}

#[tokio::test]
async fn the_deadline_of_a_deep_look_ends_it_and_what_was_learnt_stands() {
    let authority = Authority::new();
    let mut slow = good_script(&authority.issue(HOST));
    slow.insert(0, Step::Wait(Duration::from_millis(300)));
    let server = FakeServer::start(slow).await;
    let mut laboratory = Laboratory::host_at(&[server.address().ip()], server.address().port());
    laboratory.deadlines.deep_address = Duration::from_secs(3);
    let observer = laboratory.observer(&authority).await;
    let begun = std::time::Instant::now();
    let seen: Vec<_> = events(&observer, deep(Service::Smtp))
        .await
        .into_iter()
        .map(|event| event.observation)
        .collect();
    assert!(begun.elapsed() < Duration::from_secs(5));
    let failure = groups(&seen).cut_short_by.as_ref().unwrap();
    assert!(matches!(failure.cause, Cause::TimedOut { .. }), "{failure}");
    assert!(suites(&seen, TlsVersion::TLS12).cut_short_by.is_some());
    assert!(!suites(&seen, TlsVersion::TLS12).accepted.is_empty());
    assert_eq!(ending(&seen).0, None);
}

#[tokio::test]
async fn on_465_nothing_can_be_injected() {
    let authority = Authority::new();
    let script = vec![
        Step::Tls(authority.issue(HOST).server()),
        say("220 mx"),
        Step::Expect("EHLO"),
        say("250 mx"),
        Step::Expect("QUIT"),
        say("221 bye"),
    ];
    let server = FakeServer::start(script).await;
    let seen = look_at(&server, &authority, Service::Submissions).await;
    assert_eq!(suites(&seen, TlsVersion::TLS13).accepted.len(), 3);
    assert_eq!(injection(&seen), None);
    assert_eq!(server.accepted(), CONNECTIONS - 1);
}

#[tokio::test]
async fn a_server_of_tls_1_3_alone_has_one_list_and_its_groups() {
    let authority = Authority::new();
    let tls = Step::Tls(authority.issue(HOST).server_for(&[&version::TLS13]));
    let server = FakeServer::start(sealed_script(tls)).await;
    let seen = look(&server, &authority).await;
    assert_eq!(suites(&seen, TlsVersion::TLS13).accepted.len(), 3);
    assert_eq!(groups(&seen).accepted.len(), 3);
    // Certificates are encrypted there, so nothing is said of them.
    assert_eq!(without_name(&seen), None);
    assert_eq!(facts(&seen).len(), 3);
}

#[tokio::test]
async fn the_certificate_of_the_other_kind_is_told_with_its_chain() {
    let authority = Authority::new();
    let ecdsa = include_bytes!("../../src/hello/corpus/openssl-tls12-ecdsa.bin");
    let rsa = include_bytes!("../../src/hello/corpus/openssl-tls12-rsa.bin");
    let tls12 = Step::Tls(authority.issue(HOST).server_for(&[&version::TLS12]));
    let scripts = vec![
        sealed_script(tls12),
        answers(ecdsa),
        alert(70),
        answers(rsa),
        alert(40),
    ];
    let server = FakeServer::start_in_turn(scripts).await;
    let seen = look(&server, &authority).await;
    let certificates: Vec<_> = facts(&seen)
        .into_iter()
        .filter_map(|fact| match fact {
            DeepFact::Certificate { kind, answer } => Some((*kind, answer)),
            _ => None,
        })
        .collect();
    let [(KeyKind::Rsa, HelloAnswer::ServerHello { hello })] = &certificates[..] else {
        panic!("{certificates:#?}");
    };
    assert_eq!(hello.suite, CipherSuite::RSA_AES_128_CBC_SHA);
    let chain = hello.chain.as_ref().unwrap();
    assert!(chain.self_signed);
    assert_eq!(suites(&seen, TlsVersion::TLS12).accepted.len(), 2);
}

#[tokio::test]
async fn a_server_that_resets_every_further_hello_is_left_alone() {
    let authority = Authority::new();
    let good = good_script(&authority.issue(HOST));
    let reset = to_hello(vec![
        Step::Wait(Duration::from_millis(30)),
        Step::ReadAll,
        Step::Reset,
    ]);
    let mut scripts = vec![good; 5];
    scripts.push(reset);
    let server = FakeServer::start_in_turn(scripts).await;
    let seen = look(&server, &authority).await;
    // It had said no with an alert before.
    assert_eq!(server.accepted(), 6);
    let tls13 = suites(&seen, TlsVersion::TLS13);
    assert_eq!(tls13.accepted.len(), 1);
    let failure = tls13.cut_short_by.as_ref().unwrap();
    assert_eq!(
        (failure.phase, &failure.cause),
        (Phase::Handshake, &Cause::Reset)
    );
}

#[tokio::test]
async fn a_dropped_deep_look_closes_its_connection() {
    let authority = Authority::new();
    let server = FakeServer::start(good_script(&authority.issue(HOST))).await;
    let observer = Arc::new(observer_of(&server, &authority).await);
    let mut receiver = observer.probe(deep(Service::Smtp));
    while let Some(event) = receiver.recv().await {
        if matches!(event.observation, Observation::Deep { .. }) {
            break;
        }
    }
    drop(receiver);
    server.all_closed().await;
    assert!(server.accepted() < CONNECTIONS);
}
