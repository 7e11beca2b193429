//! The raw hellos: which are sent, what is told of the answers, and when the server is left alone.

use std::time::Duration;

use shared::{
    Cause, CipherSuite, HelloAnswer, NamedGroup, Observation, Phase, PrimeOrigin, ServerHello,
    Service, Spent, TlsVersion,
};
use tokio_rustls::rustls::version;

use crate::dialogue::{good_script, sealed_script, session};
use crate::support::pki::Authority;
use crate::support::server::{FakeServer, Step, say};
use crate::support::{HOST, ending, observations, observer_of};

/// A hello that was sent, and what came: newest version, whether without weak suites, answer.
type Sent = (TlsVersion, bool, HelloAnswer);

/// Up to where the hello comes, and then this.
pub(crate) fn to_hello(then: Vec<Step>) -> Vec<Step> {
    let dialogue = vec![
        say("220 mx"),
        Step::Expect("EHLO"),
        say("250-mx\r\n250 STARTTLS"),
        Step::Expect("STARTTLS"),
        say("220 go ahead"),
        Step::ReadSome,
    ];
    [dialogue, then].concat()
}

pub(crate) fn answers(bytes: &[u8]) -> Vec<Step> {
    to_hello(vec![Step::Send(bytes.to_vec())])
}

pub(crate) fn alert(code: u8) -> Vec<Step> {
    answers(&[21, 3, 1, 0, 2, 2, code])
}

fn silent() -> Vec<Step> {
    to_hello(vec![])
}

async fn probe(server: &FakeServer, authority: &Authority) -> (Vec<Observation>, Vec<Sent>) {
    let observer = observer_of(server, authority).await;
    let seen = observations(&observer, Service::Smtp).await;
    let hellos = seen.iter().filter_map(|observation| match observation {
        Observation::Hello {
            offered,
            without_weak_suites,
            answer,
            ..
        } => Some((*offered, *without_weak_suites, answer.clone())),
        _ => None,
    });
    let hellos = hellos.collect();
    (seen, hellos)
}

fn server_hello(sent: &Sent) -> &ServerHello {
    match &sent.2 {
        HelloAnswer::ServerHello { hello } => hello,
        other => panic!("{other:?}"),
    }
}

fn failure(sent: &Sent) -> (Phase, &Cause) {
    match &sent.2 {
        HelloAnswer::Failed { failure } => (failure.phase, &failure.cause),
        other => panic!("{other:?}"),
    }
}

fn offers(hellos: &[Sent]) -> Vec<(TlsVersion, bool)> {
    hellos.iter().map(|sent| (sent.0, sent.1)).collect()
}

/// Of each hello, whether it offered usual suites alone.
fn short(observations: &[Observation]) -> Vec<bool> {
    let each = observations.iter();
    each.filter_map(|observation| match observation {
        Observation::Hello {
            usual_suites_only, ..
        } => Some(*usual_suites_only),
        _ => None,
    })
    .collect()
}

fn hybrid(observations: &[Observation]) -> Option<&HelloAnswer> {
    observations
        .iter()
        .find_map(|observation| match observation {
            Observation::Hybrid { answer, .. } => Some(answer),
            _ => None,
        })
}

pub(crate) fn spent(observations: &[Observation]) -> Spent {
    observations
        .iter()
        .find_map(|observation| match observation {
            Observation::Finished { spent, .. } => Some(*spent),
            _ => None,
        })
        .unwrap()
}

#[tokio::test]
async fn a_modern_server_takes_tls_1_2_and_turns_the_older_ones_down() {
    let authority = Authority::new();
    let server = FakeServer::start(good_script(&authority.issue(HOST))).await;
    let (seen, hellos) = probe(&server, &authority).await;
    assert_eq!(
        offers(&hellos),
        [(TlsVersion::TLS12, false), (TlsVersion::TLS11, false)]
    );
    let hello = server_hello(&hellos[0]);
    assert_eq!(hello.version, TlsVersion::TLS12);
    assert!(hello.suite.mentions("ECDHE"));
    assert_eq!(hello.group, Some(NamedGroup::X25519));
    assert!(hello.signature.is_some() && hello.extended_master_secret);
    assert!(hello.downgrade_mark);
    assert_eq!((hello.compression, hello.dh_bits), (0, None));
    assert_eq!(hello.cut_short_by, None);
    // The certificates are those that the session showed.
    assert_eq!(hello.chain, None);
    assert!(matches!(hellos[1].2, HelloAnswer::Alert { code: 40, .. }));
    // It takes TLS 1.3, but no hybrid group.
    assert!(matches!(
        hybrid(&seen),
        Some(HelloAnswer::Alert { code: 40, .. })
    ));
    assert_eq!(spent(&seen).connections, 4);
    assert_eq!((server.accepted(), server.most_open()), (4, 1));
}

#[tokio::test]
async fn a_certificate_that_the_session_did_not_show_is_told_with_its_facts() {
    let authority = Authority::new();
    let script = |versions: &[_]| {
        let identity = authority.issue(HOST);
        sealed_script(Step::Tls(identity.server_for(versions)))
    };
    let scripts = vec![script(&[&version::TLS13]), script(&[&version::TLS12])];
    let server = FakeServer::start_in_turn(scripts).await;
    let (seen, hellos) = probe(&server, &authority).await;
    let chain = server_hello(&hellos[0]).chain.as_ref().unwrap();
    assert!(chain.path_now.is_trusted());
    assert_eq!(chain.certificates.len(), 2);
    let shown = &session(&seen).chain.certificates;
    assert_ne!(chain.certificates[0], shown[0]);
    assert_eq!(chain.certificates[1], shown[1]);
}

#[tokio::test]
async fn a_server_that_rustls_cannot_talk_to_shows_itself_to_the_raw_hello() {
    let tls10 = include_bytes!("../../src/hello/corpus/openssl-tls10-from-12.bin");
    let scripts = vec![alert(70), answers(tls10), alert(40)];
    let server = FakeServer::start_in_turn(scripts).await;
    let (seen, hellos) = probe(&server, &Authority::new()).await;
    let stopped_because = ending(&seen).0.unwrap();
    assert!(matches!(
        stopped_because.cause,
        Cause::TlsAlert { code: 70, .. }
    ));
    assert_eq!(
        offers(&hellos),
        [(TlsVersion::TLS12, false), (TlsVersion::SSL3, false)]
    );
    let hello = server_hello(&hellos[0]);
    assert_eq!(hello.version, TlsVersion::TLS10);
    assert_eq!(hello.suite, CipherSuite::ECDHE_RSA_AES_128_CBC_SHA);
    let chain = hello.chain.as_ref().unwrap();
    assert!(chain.self_signed);
    assert_eq!(chain.certificates.len(), 1);
    assert_eq!(spent(&seen).connections, 3);
}

#[tokio::test]
async fn weak_suites_are_left_out_once_when_the_server_chose_one() {
    let rc4 = include_bytes!("../../src/hello/corpus/tlslite-tls12-rc4.bin");
    let scripts = vec![alert(40), answers(rc4), alert(40), alert(70)];
    let server = FakeServer::start_in_turn(scripts).await;
    let (_, hellos) = probe(&server, &Authority::new()).await;
    assert_eq!(
        offers(&hellos),
        [
            (TlsVersion::TLS12, false),
            (TlsVersion::TLS12, true),
            (TlsVersion::TLS11, false)
        ]
    );
    assert_eq!(server_hello(&hellos[0]).suite, CipherSuite::RSA_RC4_128_SHA);
}

#[tokio::test]
async fn old_versions_are_followed_down_to_sslv3() {
    let authority = Authority::new();
    let scripts = vec![
        good_script(&authority.issue(HOST)),
        answers(include_bytes!(
            "../../src/hello/corpus/openssl-tls12-dhe.bin"
        )),
        answers(include_bytes!("../../src/hello/corpus/openssl-tls11.bin")),
        answers(include_bytes!("../../src/hello/corpus/openssl-tls10.bin")),
        answers(include_bytes!(
            "../../src/hello/corpus/tlslite-ssl3-rc4.bin"
        )),
    ];
    let server = FakeServer::start_in_turn(scripts).await;
    let (seen, hellos) = probe(&server, &authority).await;
    let versions: Vec<_> = hellos
        .iter()
        .map(|sent| server_hello(sent).version)
        .collect();
    assert_eq!(
        versions,
        [
            TlsVersion::TLS12,
            TlsVersion::TLS11,
            TlsVersion::TLS10,
            TlsVersion::SSL3
        ]
    );
    let dhe = server_hello(&hellos[0]);
    // What OpenSSL takes by itself.
    assert_eq!(
        (dhe.dh_bits, dhe.dh_origin),
        (Some(2048), Some(PrimeOrigin::Ike))
    );
    // One and the same certificate is told of once.
    let shown = hellos
        .iter()
        .filter(|sent| server_hello(sent).chain.is_some());
    assert_eq!(shown.count(), 1);
    assert_eq!(spent(&seen).connections, 6);
}

/// A HelloRetryRequest of TLS 1.3 with a suite and the group that the server wants.
fn retry_request(suite: CipherSuite, group: NamedGroup) -> Vec<u8> {
    let mut bytes = include_bytes!("../../src/hello/corpus/openssl-tls13-retry.bin").to_vec();
    // After the record's and the message's header, version, random and the session: the suite, and at the end of the
    // message the group.
    bytes[76..78].copy_from_slice(&suite.0.to_be_bytes());
    bytes[91..93].copy_from_slice(&group.0.to_be_bytes());
    bytes
}

#[tokio::test]
async fn the_hybrid_group_that_a_server_takes_is_told() {
    let authority = Authority::new();
    let retry = retry_request(
        CipherSuite::TLS13_AES_256_GCM_SHA384,
        NamedGroup::X25519_MLKEM768,
    );
    let scripts = vec![
        good_script(&authority.issue(HOST)),
        alert(70),
        alert(70),
        answers(&retry),
    ];
    let server = FakeServer::start_in_turn(scripts).await;
    let (seen, _) = probe(&server, &authority).await;
    let Some(HelloAnswer::ServerHello { hello }) = hybrid(&seen) else {
        panic!("{seen:#?}");
    };
    assert_eq!(hello.version, TlsVersion::TLS13);
    assert_eq!(hello.suite, CipherSuite::TLS13_AES_256_GCM_SHA384);
    assert_eq!(hello.group, Some(NamedGroup::X25519_MLKEM768));
    assert!(hello.retry_request);
    assert_eq!((&hello.chain, &hello.cut_short_by), (&None, &None));
    assert_eq!(server.accepted(), 4);
}

#[tokio::test]
async fn a_server_of_tls_1_3_alone_that_rustls_cannot_talk_to_shows_itself_too() {
    let ccm = retry_request(CipherSuite::TLS13_AES_128_CCM_SHA256, NamedGroup::SECP521R1);
    let scripts = vec![alert(40), alert(70), answers(&ccm), alert(70)];
    let server = FakeServer::start_in_turn(scripts).await;
    let (seen, hellos) = probe(&server, &Authority::new()).await;
    assert_eq!(
        offers(&hellos),
        [
            (TlsVersion::TLS12, false),
            (TlsVersion::TLS13, false),
            (TlsVersion::TLS11, false)
        ]
    );
    let hello = server_hello(&hellos[1]);
    assert_eq!(hello.version, TlsVersion::TLS13);
    assert_eq!(hello.suite, CipherSuite::TLS13_AES_128_CCM_SHA256);
    assert_eq!(hello.group, Some(NamedGroup::SECP521R1));
    assert_eq!(hybrid(&seen), None);
}

#[tokio::test]
async fn a_server_that_fails_every_hello_fails_that_of_tls_1_3_too() {
    let server = FakeServer::start(alert(40)).await;
    let (seen, hellos) = probe(&server, &Authority::new()).await;
    assert_eq!(
        offers(&hellos),
        [
            (TlsVersion::TLS12, false),
            (TlsVersion::TLS13, false),
            (TlsVersion::TLS11, false),
            (TlsVersion::TLS12, false)
        ]
    );
    for sent in &hellos {
        assert!(matches!(sent.2, HelloAnswer::Alert { code: 40, .. }));
    }
    assert_eq!((hybrid(&seen), server.accepted()), (None, 5));
    assert_eq!(short(&seen), [false, false, false, true]);
}

#[tokio::test]
async fn a_server_that_bears_a_short_hello_only_shows_itself_to_that() {
    let rc4 = include_bytes!("../../src/hello/corpus/tlslite-tls12-rc4.bin");
    let scripts = vec![
        alert(40),
        alert(40),
        alert(40),
        alert(40),
        answers(rc4),
        alert(40),
    ];
    let server = FakeServer::start_in_turn(scripts).await;
    let (seen, hellos) = probe(&server, &Authority::new()).await;
    assert_eq!(short(&seen), [false, false, false, true, true]);
    assert_eq!(
        offers(&hellos)[3..],
        [(TlsVersion::TLS12, false), (TlsVersion::TLS12, true)]
    );
    assert_eq!(server_hello(&hellos[3]).suite, CipherSuite::RSA_RC4_128_SHA);
    assert_eq!(spent(&seen).connections, 6);
}

#[tokio::test]
async fn hybrids_turned_down_without_a_word_are_told_so() {
    let authority = Authority::new();
    let scripts = vec![
        good_script(&authority.issue(HOST)),
        alert(70),
        alert(70),
        to_hello(vec![Step::ReadAll, Step::Close]),
    ];
    let server = FakeServer::start_in_turn(scripts).await;
    let (seen, _) = probe(&server, &authority).await;
    // A refusal without a word is told as what it is.
    assert!(matches!(
        hybrid(&seen),
        Some(HelloAnswer::Failed { failure })
            if failure.phase == Phase::Handshake && failure.cause == Cause::Closed
    ));
}

#[tokio::test]
async fn the_first_421_ends_the_visit_and_what_was_learnt_stands() {
    let authority = Authority::new();
    let busy = vec![say("421 4.7.0 too many connections"), Step::Close];
    let server = FakeServer::start_in_turn(vec![good_script(&authority.issue(HOST)), busy]).await;
    let (seen, hellos) = probe(&server, &authority).await;
    assert_eq!(ending(&seen).0, None);
    assert_eq!(session(&seen).version, TlsVersion::TLS13);
    assert_eq!(hellos.len(), 1);
    let (phase, cause) = failure(&hellos[0]);
    assert_eq!(phase, Phase::Greeting);
    assert!(matches!(cause, Cause::Reply { reply } if reply.code.get() == 421));
    assert_eq!((server.accepted(), spent(&seen).connections), (2, 2));
    assert_eq!(hybrid(&seen), None);
}

#[tokio::test]
async fn a_server_that_turns_us_away_in_the_first_place_gets_no_hello() {
    let plain = vec![
        say("220 mx"),
        Step::Expect("EHLO"),
        say("250 mx"),
        Step::Expect("QUIT"),
    ];
    let garbage = to_hello(vec![say("HTTP/1.1 400 Bad Request"), Step::Close]);
    let busy_inside_tls = {
        let mut script = good_script(&Authority::new().issue(HOST));
        script.truncate(7);
        [script, vec![say("421 enough"), Step::Close]].concat()
    };
    for script in [plain, garbage, silent(), busy_inside_tls] {
        let server = FakeServer::start(script).await;
        let (_, hellos) = probe(&server, &Authority::new()).await;
        assert_eq!(hellos, []);
        assert_eq!(server.accepted(), 1);
    }
}

#[tokio::test]
async fn silence_after_a_hello_ends_the_visit() {
    let authority = Authority::new();
    let scripts = vec![good_script(&authority.issue(HOST)), silent()];
    let server = FakeServer::start_in_turn(scripts).await;
    let (_, hellos) = probe(&server, &authority).await;
    assert_eq!(hellos.len(), 1);
    assert_eq!(
        failure(&hellos[0]),
        (Phase::Handshake, &Cause::TimedOut { after_ms: 3000 })
    );
    assert_eq!(server.accepted(), 2);
}

#[tokio::test]
async fn ends_without_an_alert_are_told_as_what_they_are() {
    let authority = Authority::new();
    for (step, cause) in [(Step::Close, Cause::Closed), (Step::Reset, Cause::Reset)] {
        let first = good_script(&authority.issue(HOST));
        // All of the hello must be read, or closing resets.
        let end = to_hello(vec![
            Step::Wait(Duration::from_millis(50)),
            Step::ReadAll,
            step,
        ]);
        let server = FakeServer::start_in_turn(vec![first, end]).await;
        let (_, hellos) = probe(&server, &authority).await;
        assert_eq!(
            offers(&hellos),
            [(TlsVersion::TLS12, false), (TlsVersion::TLS11, false)]
        );
        for sent in &hellos {
            assert_eq!(failure(sent), (Phase::Handshake, &cause));
        }
    }
}

#[tokio::test]
async fn starttls_that_is_offered_once_only_is_told_with_the_reply() {
    let authority = Authority::new();
    let without = vec![
        say("220 mx"),
        Step::Expect("EHLO"),
        say("250-mx\r\n250 SIZE"),
        Step::Expect("QUIT"),
        say("221 bye"),
    ];
    let scripts = vec![good_script(&authority.issue(HOST)), without];
    let server = FakeServer::start_in_turn(scripts).await;
    let (_, hellos) = probe(&server, &authority).await;
    assert_eq!(hellos.len(), 1);
    let (phase, cause) = failure(&hellos[0]);
    assert_eq!(phase, Phase::Ehlo);
    assert!(matches!(cause, Cause::Reply { reply } if reply.lines.len() == 2));
}

#[tokio::test]
async fn what_was_read_before_the_fault_stands() {
    let authority = Authority::new();
    let whole = include_bytes!("../../src/hello/corpus/openssl-tls12-rsa.bin");
    let hello_length = 5 + usize::from(u16::from_be_bytes([whole[3], whole[4]]));
    let then_alert = [&whole[..hello_length], &[21, 3, 3, 0, 2, 2, 80]].concat();
    let scripts = vec![
        good_script(&authority.issue(HOST)),
        answers(&then_alert),
        alert(70),
    ];
    let server = FakeServer::start_in_turn(scripts).await;
    let (_, hellos) = probe(&server, &authority).await;
    let hello = server_hello(&hellos[0]);
    assert_eq!(hello.suite, CipherSuite::RSA_AES_128_CBC_SHA);
    assert_eq!(hello.chain, None);
    let cause = &hello.cut_short_by.as_ref().unwrap().cause;
    assert!(matches!(cause, Cause::TlsAlert { code: 80, .. }));
}

#[tokio::test]
async fn an_endless_answer_is_cut_at_its_cap() {
    let authority = Authority::new();
    let record = [&[22, 3, 3, 0x40, 0][..], &[0; 0x4000]].concat();
    let flood = to_hello(vec![Step::Flood(record, 100_000)]);
    let server = FakeServer::start_in_turn(vec![good_script(&authority.issue(HOST)), flood]).await;
    let (seen, hellos) = probe(&server, &authority).await;
    let (phase, cause) = failure(&hellos[0]);
    assert_eq!(phase, Phase::Handshake);
    assert!(
        matches!(cause, Cause::TlsBroken { excerpt: None, .. }),
        "{cause:?}"
    );
    assert!(spent(&seen).bytes_received < 400_000);
    server.all_closed().await;
}

#[tokio::test]
async fn one_byte_at_a_time_is_read_all_the_same() {
    let authority = Authority::new();
    let bytes = include_bytes!("../../src/hello/corpus/openssl-tls12-anon.bin").to_vec();
    let drip = to_hello(vec![Step::Drip(bytes, Duration::from_millis(1))]);
    let server =
        FakeServer::start_in_turn(vec![good_script(&authority.issue(HOST)), drip, alert(70)]).await;
    let (_, hellos) = probe(&server, &authority).await;
    let hello = server_hello(&hellos[0]);
    assert!(hello.suite.mentions("anon"));
    assert_eq!((hello.dh_bits, &hello.chain), (Some(1024), &None));
}

#[tokio::test]
async fn on_465_the_hello_comes_first() {
    let authority = Authority::new();
    let full = vec![
        Step::Tls(authority.issue(HOST).server()),
        say("220 mx"),
        Step::Expect("EHLO"),
        say("250 mx"),
        Step::Expect("QUIT"),
        say("221 bye"),
    ];
    let refused = vec![Step::ReadSome, Step::Send(vec![21, 3, 1, 0, 2, 2, 70])];
    let server = FakeServer::start_in_turn(vec![full, refused]).await;
    let observer = observer_of(&server, &authority).await;
    let seen = observations(&observer, Service::Submissions).await;
    let alerts = seen.iter().filter(|observation| {
        matches!(
            observation,
            Observation::Hello {
                answer: HelloAnswer::Alert { code: 70, .. },
                ..
            }
        )
    });
    assert_eq!(alerts.count(), 2);
    assert_eq!(server.lines(), ["EHLO probe.example.test", "QUIT"]);
}

#[tokio::test]
async fn who_demands_a_certificate_of_ours_is_told_with_the_alert_and_the_request() {
    let authority = Authority::new();
    let whole = include_bytes!("../../src/hello/corpus/openssl-tls12-client-certificate.bin");
    for (version, phase, alert) in [
        // RFC 8446 §4.4.2.4: in TLS 1.3 the client has finished by then.
        (&version::TLS13, Phase::EhloSealed, 116),
        (&version::TLS12, Phase::Handshake, 116),
    ] {
        let identity = authority.issue(HOST);
        let tls = Step::Tls(identity.server_demanding_certificates(&[version]));
        let mut full = good_script(&identity);
        full.truncate(5);
        full.extend([tls, Step::Expect("EHLO")]);
        let server = FakeServer::start_in_turn(vec![full, answers(whole)]).await;
        let (seen, hellos) = probe(&server, &authority).await;
        let stopped = seen.iter().find_map(|observation| match observation {
            Observation::Finished {
                stopped_because, ..
            } => stopped_because.clone(),
            _ => None,
        });
        let stopped = stopped.unwrap();
        assert_eq!(stopped.phase, phase);
        assert!(
            matches!(stopped.cause, Cause::TlsAlert { code, .. } if code == alert),
            "{stopped}"
        );
        assert!(server_hello(&hellos[0]).certificate_request);
    }
}
