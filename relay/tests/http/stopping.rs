//! How the service ends.

use std::time::Duration;

use shared::{Cause, Event, Observation};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;

use crate::caller::{Answer, Request};
use crate::mail_server::MailServer;
use crate::resolver::{MAIL_ADDRESS, MAIL_HOST, Resolver};
use crate::service::Setup;

const PROBE: &str = r#"{"host":"mx.test","service":"smtp"}"#;
/// Longest end: the time for probes to say goodbye, and some air.
const END: Duration = Duration::from_secs(12);

async fn last_event(mut stream: TcpStream) -> Event {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    let answer = Answer::parse(&bytes);
    let text = String::from_utf8(answer.body).unwrap();
    serde_json::from_str(text.lines().last().unwrap()).unwrap()
}

#[tokio::test]
async fn running_probes_still_say_goodbye() {
    let mail = MailServer::polite(MAIL_ADDRESS, Duration::from_millis(400)).await;
    let resolver = Resolver::with_addresses(&[(MAIL_HOST, [127, 0, 1, 1])]).await;
    let service = Setup::laboratory(mail.port).start(&resolver).await;
    let address = service.address;
    let stream = Request::json("/v1/probe", PROBE).open(address).await;
    mail.client_came().await;
    let (event, ()) = tokio::join!(last_event(stream), service.stopped(END));
    assert_eq!(
        event.observation,
        Observation::Done {
            stopped_because: None
        }
    );
    assert_eq!(mail.said(), ["EHLO", "QUIT"]);
    assert!(
        TcpStream::connect(address).await.is_err(),
        "nobody listens any more"
    );
}

#[tokio::test]
async fn a_probe_that_does_not_end_is_ended() {
    let mail = MailServer::silent(MAIL_ADDRESS).await;
    let resolver = Resolver::with_addresses(&[(MAIL_HOST, [127, 0, 1, 1])]).await;
    let service = Setup::laboratory(mail.port).start(&resolver).await;
    let stream = Request::json("/v1/probe", PROBE)
        .open(service.address)
        .await;
    mail.client_came().await;
    let (event, ()) = tokio::join!(last_event(stream), service.stopped(END));
    let Observation::Done {
        stopped_because: Some(failure),
    } = event.observation
    else {
        panic!("not an early end: {event:?}");
    };
    assert!(matches!(failure.cause, Cause::Internal { detail } if detail.contains("stopping")));
    mail.client_left().await;
}

#[tokio::test]
async fn idle_connections_do_not_hold_up_the_end() {
    let resolver = Resolver::with_addresses(&[]).await;
    let service = Setup::default().start(&resolver).await;
    let _idle = TcpStream::connect(service.address).await.unwrap();
    let answer = Request::get("/").send(service.address).await;
    assert_eq!(answer.status, 200);
    service.stopped(Duration::from_secs(2)).await;
}
