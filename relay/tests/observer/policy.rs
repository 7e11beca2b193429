//! The policy fetch of RFC 8461 §3.3 against scripted HTTPS servers.

use std::time::Duration;

use relay::Guard;
use shared::{Blocked, Cause, FetchedBy, PathCheck, PathFault, Phase, PolicyFile, PolicyRequest};

use crate::support::Laboratory;
use crate::support::dns::Zone;
use crate::support::pki::{Authority, Identity};
use crate::support::server::{FakeServer, Step};

const DOMAIN: &str = "example.test";
const POLICY_HOST: &str = "mta-sts.example.test";
const POLICY: &str = "version: STSv1\r\nmode: enforce\r\nmx: mx.example.test\r\nmax_age: 86400\r\n";

fn request() -> PolicyRequest {
    PolicyRequest {
        domain: DOMAIN.parse().unwrap(),
    }
}

fn response(head: &str, body: &[u8]) -> Step {
    let length = body.len();
    let head = format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\n\r\n");
    Step::Send([head.as_bytes(), body].concat())
}

fn serving(identity: &Identity, answer: Vec<Step>) -> Vec<Step> {
    [vec![Step::Tls(identity.server()), Step::ExpectHead], answer].concat()
}

async fn fetch(authority: &Authority, server: &FakeServer) -> PolicyFile {
    let address = server.address();
    let laboratory = Laboratory {
        zone: Zone::default().host(POLICY_HOST, &[address.ip()]),
        ..Laboratory::host_at(&[], address.port())
    };
    laboratory
        .observer(authority)
        .await
        .fetch_policy(&request())
        .await
}

async fn fetch_answer(answer: Vec<Step>) -> PolicyFile {
    let authority = Authority::new();
    let server = FakeServer::start(serving(&authority.issue(POLICY_HOST), answer)).await;
    fetch(&authority, &server).await
}

#[tokio::test]
async fn a_policy_is_fetched_as_it_is() {
    let authority = Authority::new();
    let answer = response(
        "200 OK\r\nContent-Type: text/plain; charset=utf-8",
        POLICY.as_bytes(),
    );
    let server = FakeServer::start(serving(&authority.issue(POLICY_HOST), vec![answer])).await;
    let file = fetch(&authority, &server).await;
    assert_eq!(file.failure, None);
    assert_eq!(
        file.url,
        "https://mta-sts.example.test/.well-known/mta-sts.txt"
    );
    assert_eq!(file.fetched_by, FetchedBy::Relay);
    assert_eq!(file.status, Some(200));
    assert_eq!(
        file.content_type.as_deref(),
        Some("text/plain; charset=utf-8")
    );
    assert_eq!(file.body.unwrap().as_slice(), POLICY.as_bytes());
    assert!(!file.body_cut);
    assert!(file.chain.unwrap().path_now.is_trusted());
    let mut lines = server.lines();
    lines.sort_unstable();
    assert_eq!(
        lines,
        [
            "",
            "GET /.well-known/mta-sts.txt HTTP/1.1",
            "accept: text/plain",
            "host: mta-sts.example.test",
            concat!("user-agent: waxseal-relay/", env!("CARGO_PKG_VERSION")),
        ]
    );
}

#[tokio::test]
async fn other_answers_are_facts_too() {
    let file = fetch_answer(vec![response(
        "404 Not Found\r\nContent-Type: text/html",
        b"no",
    )])
    .await;
    assert_eq!((file.status, file.failure), (Some(404), None));
    assert_eq!(file.content_type.as_deref(), Some("text/html"));
}

#[tokio::test]
async fn a_redirect_is_told_and_not_followed() {
    let authority = Authority::new();
    let answer = response(
        "301 Moved Permanently\r\nLocation: https://mta-sts.example.test/elsewhere",
        b"",
    );
    let server = FakeServer::start(serving(&authority.issue(POLICY_HOST), vec![answer])).await;
    let file = fetch(&authority, &server).await;
    assert_eq!(file.status, Some(301));
    assert_eq!(
        file.location.as_deref(),
        Some("https://mta-sts.example.test/elsewhere")
    );
    assert_eq!(server.accepted(), 1);
}

#[tokio::test]
async fn a_bad_certificate_is_a_fact_beside_the_policy() {
    let identity = Identity::self_signed(POLICY_HOST);
    let answer = response("200 OK\r\nContent-Type: text/plain", POLICY.as_bytes());
    let server = FakeServer::start(serving(&identity, vec![answer])).await;
    let file = fetch(&Authority::new(), &server).await;
    assert_eq!(file.status, Some(200));
    let chain = file.chain.unwrap();
    assert!(chain.self_signed);
    assert!(matches!(
        chain.path_now,
        PathCheck::Broken {
            fault: PathFault::UnknownIssuer,
            ..
        }
    ));
}

#[tokio::test]
async fn a_huge_body_is_cut() {
    let file = fetch_answer(vec![response("200 OK", &vec![b'x'; 1 << 20])]).await;
    assert_eq!(file.failure, None);
    assert!(file.body_cut);
    assert_eq!(file.body.unwrap().len(), 64 * 1024);
}

#[tokio::test]
async fn silence_and_nonsense_after_the_handshake() {
    let file = fetch_answer(vec![]).await;
    let failure = file.failure.unwrap();
    assert_eq!(failure.phase, Phase::Http);
    assert_eq!(failure.cause, Cause::TimedOut { after_ms: 4000 });
    assert!(file.chain.is_some());

    let file = fetch_answer(vec![Step::Send(b"220 mx ESMTP\r\n\r\n".to_vec())]).await;
    assert!(matches!(file.failure.unwrap().cause, Cause::Http { .. }));

    let endless = Step::Flood(b"X-Header: x\r\n".to_vec(), 100_000);
    let head = Step::Send(b"HTTP/1.1 200 OK\r\n".to_vec());
    let file = fetch_answer(vec![head, endless]).await;
    assert!(matches!(file.failure.unwrap().cause, Cause::Http { .. }));

    let short = Step::Send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nversion".to_vec());
    let file = fetch_answer(vec![short, Step::Close]).await;
    assert_eq!(file.status, Some(200));
    assert_eq!(file.body.unwrap().as_slice(), b"version");
    assert!(matches!(file.failure.unwrap().cause, Cause::Http { .. }));
}

#[tokio::test]
async fn what_stands_before_the_handshake() {
    let plain = FakeServer::start(vec![
        Step::ReadSome,
        Step::Send(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()),
    ])
    .await;
    let failure = fetch(&Authority::new(), &plain).await.failure.unwrap();
    assert_eq!(failure.phase, Phase::Handshake);
    assert!(matches!(
        failure.cause,
        Cause::TlsBroken {
            excerpt: Some(_),
            ..
        }
    ));

    let nowhere = Laboratory::host_at(&[], plain.address().port());
    let file = nowhere
        .observer(&Authority::new())
        .await
        .fetch_policy(&request())
        .await;
    assert_eq!(file.failure.unwrap().phase, Phase::Dns);
}

#[tokio::test]
async fn a_policy_host_at_a_private_address_is_not_contacted() {
    let server = FakeServer::start(vec![]).await;
    let address = server.address();
    let laboratory = Laboratory {
        zone: Zone::default().host("mta-sts.example.org", &[address.ip()]),
        guard: Guard::default(),
        ..Laboratory::host_at(&[], address.port())
    };
    let observer = laboratory.observer(&Authority::new()).await;
    let domain = "example.org".parse().unwrap();
    let file = observer.fetch_policy(&PolicyRequest { domain }).await;
    assert!(matches!(
        file.failure.unwrap().cause,
        Cause::Blocked {
            reason: Blocked::AddressNotPublic,
            ..
        }
    ));
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(server.accepted(), 0);
}
