//! Clients that send too much, too slowly, or nonsense.

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use shared::ProblemCode;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

use crate::caller::{Answer, Request};
use crate::resolver::Resolver;
use crate::service::{Service, Setup};

async fn service() -> Service {
    Setup::default()
        .start(&Resolver::with_addresses(&[]).await)
        .await
}

#[tokio::test]
async fn nonsense_is_refused_with_the_reason() {
    let service = service().await;
    let deep = "[".repeat(10_000);
    for body in [
        "",
        "{",
        "null",
        "[]",
        deep.as_str(),
        r#"{"host":"mx.example.org"}"#,
        r#"{"host":"mx.example.org","service":"ftp"}"#,
        r#"{"host":"mx.example.org","service":"smtp","port":22}"#,
        r#"{"host":"mx example","service":"smtp"}"#,
        "{\"host\":\"mx.example.org\r\nRCPT TO:<a@b>\",\"service\":\"smtp\"}",
    ] {
        let problem = Request::json("/v1/probe", body)
            .send(service.address)
            .await
            .problem();
        assert_eq!(
            (problem.status, problem.code),
            (400, ProblemCode::InvalidRequest),
            "{body}"
        );
    }
    let undeclared = Request::new("POST", "/v1/probe")
        .body(b"{}")
        .send(service.address)
        .await;
    assert_eq!(undeclared.problem().status, 415);
}

#[tokio::test]
async fn a_body_over_the_cap_is_not_read() {
    let service = service().await;
    let long = format!("\"{}\"", "x".repeat(relay::limits::REQUEST_BYTES));
    for target in ["/v1/probe", "/v1/policy"] {
        let answer = Request::json(target, &long).send(service.address).await;
        assert_eq!(answer.problem().status, 413, "{target}");
        assert_eq!(answer.header("connection"), "close");
    }
    // Chunked, so that no length is told beforehand.
    let mut stream = TcpStream::connect(service.address).await.unwrap();
    let head = format!(
        "POST /v1/policy HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\n\
         transfer-encoding: chunked\r\n\r\n",
        service.address
    );
    let chunk = format!("{:x}\r\n{}\r\n", 8192, "y".repeat(8192));
    stream.write_all(head.as_bytes()).await.unwrap();
    for _ in 0..3 {
        stream.write_all(chunk.as_bytes()).await.unwrap();
    }
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    assert_eq!(Answer::parse(&bytes).status, 413);
}

#[tokio::test]
async fn a_slow_body_and_a_slow_head_are_cut() {
    let service = service().await;
    let address = service.address;
    let cut = |start: String, drip: &'static [u8]| async move {
        let begun = Instant::now();
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(start.as_bytes()).await.unwrap();
        let (mut reader, mut writer) = stream.into_split();
        let dripping = tokio::spawn(async move {
            while writer.write_all(drip).await.is_ok() {
                tokio::time::sleep(Duration::from_millis(300)).await;
            }
        });
        let mut bytes = Vec::new();
        let end = timeout(Duration::from_secs(20), reader.read_to_end(&mut bytes)).await;
        assert!(end.is_ok(), "never cut");
        dripping.abort();
        (begun.elapsed(), bytes)
    };
    let body = format!(
        "POST /v1/policy HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
         content-length: 1000\r\n\r\n"
    );
    let head = "GET /v1/info HTTP/1.1\r\nx-slow: ".to_owned();
    let ((body_took, answer), (head_took, _)) = tokio::join!(cut(body, b" "), cut(head, b"x"));
    assert_eq!(Answer::parse(&answer).problem().status, 408);
    let slack = Duration::from_secs(3);
    assert!(
        body_took < relay::limits::REQUEST_BODY + slack,
        "{body_took:?}"
    );
    assert!(
        head_took < relay::limits::REQUEST_HEAD + slack,
        "{head_took:?}"
    );
}

#[tokio::test]
async fn an_idle_connection_is_cut_before_its_first_request_and_after_it() {
    let service = service().await;
    let address = service.address;
    let ended = |start: String| async move {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(start.as_bytes()).await.unwrap();
        let begun = Instant::now();
        let mut bytes = Vec::new();
        let end = timeout(Duration::from_secs(20), stream.read_to_end(&mut bytes)).await;
        assert!(end.is_ok(), "never cut");
        (begun.elapsed(), bytes)
    };
    let request = format!("GET /healthz HTTP/1.1\r\nhost: {address}\r\n\r\n");
    let ((silent, nothing), (kept, answer)) = tokio::join!(ended(String::new()), ended(request));
    assert!(nothing.is_empty() || Answer::parse(&nothing).status == 408);
    assert_eq!(Answer::parse(&answer).status, 200);
    let slack = Duration::from_secs(3);
    for took in [silent, kept] {
        assert!(took < relay::limits::REQUEST_HEAD + slack, "{took:?}");
    }
}

/// More than there are places, from enough addresses that no client has too many for one.
#[tokio::test]
async fn a_crowd_that_says_nothing_keeps_nobody_out() {
    // Both ends of every connection are in this process.
    relay::open_files::raise_limit();
    let service = service().await;
    let mut crowd = Vec::new();
    for number in 0..relay::limits::HTTP_CONNECTIONS + 50 {
        let socket = TcpSocket::new_v4().unwrap();
        let low = u8::try_from(number / 100).unwrap();
        socket
            .bind((Ipv4Addr::new(127, 2, 0, low), 0).into())
            .unwrap();
        let mut stream = socket.connect(service.address).await.unwrap();
        // One in two has begun a request that it does not end.
        if number % 2 == 0 {
            let _ = stream.write_all(b"GET /v1/info HTTP/1.1\r\nx: ").await;
        }
        crowd.push(stream);
    }
    for _ in 0..20 {
        let begun = Instant::now();
        let answer = Request::get("/healthz").send(service.address).await;
        assert_eq!(answer.status, 200);
        assert!(
            begun.elapsed() < Duration::from_secs(1),
            "{:?}",
            begun.elapsed()
        );
    }
    // Those who came first have given way, and not those who came last.
    let is_open = |stream: &TcpStream| match stream.try_read(&mut [0; 1]) {
        Err(error) => error.kind() == std::io::ErrorKind::WouldBlock,
        Ok(_) => false,
    };
    assert!(crowd.iter().take(20).all(|stream| !is_open(stream)));
    assert!(crowd.iter().rev().take(20).all(is_open));
}
