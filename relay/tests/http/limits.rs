//! Limits of one client: reached, told with `Retry-After`, counted apart.

use std::time::Duration;

use relay::limits;
use shared::{Problem, ProblemCode};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use tokio::time::sleep;

use crate::caller::{Answer, Request};
use crate::mail_server::MailServer;
use crate::resolver::{MAIL_ADDRESS, MAIL_HOST, Resolver, TXT, query};
use crate::service::{Service, Setup};

const POLICY: &str = r#"{"domain":"example.org"}"#;
const PROBE: &str = r#"{"host":"mx.test","service":"smtp"}"#;

fn refused(answer: &Answer) -> Problem {
    let problem = answer.problem();
    assert_eq!(
        (problem.status, problem.code),
        (429, ProblemCode::TooManyRequests)
    );
    let seconds = problem.retry_after.unwrap();
    assert!((1..=120).contains(&seconds), "{seconds}");
    problem
}

async fn dns(service: &Service) -> Answer {
    Request::new("POST", "/dns-query")
        .header("content-type", "application/dns-message")
        .body(&query("example.org", TXT))
        .send(service.address)
        .await
}

#[tokio::test]
async fn policies_and_dns_queries_are_counted_apart() {
    let resolver = Resolver::with_addresses(&[]).await;
    let service = Setup::default().start(&resolver).await;
    for _ in 0..limits::POLICIES_PER_MINUTE {
        let answer = Request::json("/v1/policy", POLICY)
            .send(service.address)
            .await;
        assert_eq!(answer.status, 200);
    }
    refused(
        &Request::json("/v1/policy", POLICY)
            .send(service.address)
            .await,
    );
    for _ in 0..limits::DNS_QUERIES_PER_MINUTE {
        assert_eq!(dns(&service).await.status, 200);
    }
    refused(&dns(&service).await);
    let info = Request::get("/v1/info").send(service.address).await;
    assert_eq!(
        info.status, 200,
        "the page and what the relay is stay in reach"
    );
}

#[tokio::test]
async fn only_so_many_connections_are_open_and_closing_one_makes_room() {
    let resolver = Resolver::with_addresses(&[]).await;
    let service = Setup::default().start(&resolver).await;
    let mut open = Vec::new();
    for _ in 0..limits::HTTP_CONNECTIONS_PER_CLIENT {
        open.push(TcpStream::connect(service.address).await.unwrap());
    }
    let mut refused = TcpStream::connect(service.address).await.unwrap();
    let read = refused.read(&mut [0; 1]).await;
    assert!(matches!(read, Ok(0) | Err(_)), "closed at once: {read:?}");
    open.pop();
    // The service learns of it when it gets round to reading.
    for _ in 0..50 {
        let mut stream = Request::get("/").open(service.address).await;
        if matches!(stream.read(&mut [0; 1]).await, Ok(1)) {
            return;
        }
        sleep(Duration::from_millis(20)).await;
    }
    panic!("no room was made");
}

#[tokio::test]
async fn only_so_many_probes_are_under_way_and_leaving_ends_one() {
    let mail = MailServer::silent(MAIL_ADDRESS).await;
    let resolver = Resolver::with_addresses(&[(MAIL_HOST, [127, 0, 1, 1])]).await;
    let service = Setup::laboratory(mail.port).start(&resolver).await;
    let mut open = Vec::new();
    for _ in 0..limits::PROBES_AT_ONCE {
        open.push(
            Request::json("/v1/probe", PROBE)
                .open(service.address)
                .await,
        );
    }
    mail.client_came().await;
    // The requests were sent one by one but may be read in any order: the last one is sure to come after a probe that
    // the mail server has seen, so ask until the rest were counted too.
    let answer = loop {
        let request = Request::json("/v1/probe", r#"{"host":"mx","service":"smtp"}"#);
        let answer = request.send(service.address).await;
        if answer.status != 200 {
            break answer;
        }
    };
    assert!(refused(&answer).title.contains("under way"));
    // Whoever leaves ends the probe, down to the connection to the mail server, and may ask again.
    drop(open);
    mail.client_left().await;
    let answer = Request::json("/v1/probe", r#"{"host":"other.test","service":"smtp"}"#)
        .send(service.address)
        .await;
    assert_eq!(answer.status, 200);
}
