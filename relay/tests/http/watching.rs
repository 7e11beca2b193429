//! What operators watch: figures, readiness, names of requests.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use relay::http::ServiceSettings;

use crate::caller::Request;
use crate::mail_server::MailServer;
use crate::resolver::{AD, MAIL_ADDRESS, MAIL_HOST, Reply, Resolver, SERVFAIL, answer};
use crate::service::Setup;

const PROBE: &str = r#"{"host":"mx.test","service":"smtp"}"#;

/// The figures, each line by its name and labels. Every name must have been introduced, and every value be a number.
async fn figures(metrics: SocketAddr) -> BTreeMap<String, f64> {
    let answer = Request::get("/metrics").send(metrics).await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.header("content-type"),
        "text/plain; version=0.0.4; charset=utf-8"
    );
    let text = String::from_utf8(answer.body).unwrap();
    assert!(text.ends_with('\n'));
    let mut introduced = String::new();
    let mut found = BTreeMap::new();
    for line in text.lines() {
        if let Some(kind) = line.strip_prefix("# TYPE ") {
            introduced = kind.split(' ').next().unwrap().to_owned();
        } else if !line.starts_with('#') {
            let (name, value) = line.rsplit_once(' ').unwrap();
            assert!(name.starts_with(&introduced), "{line} after {introduced}");
            assert_eq!(found.insert(name.to_owned(), value.parse().unwrap()), None);
        }
    }
    found
}

#[tokio::test]
async fn what_is_asked_is_counted_by_kinds_and_never_by_names() {
    let mail = MailServer::polite(MAIL_ADDRESS, Duration::ZERO).await;
    let resolver = Resolver::with_addresses(&[(MAIL_HOST, [127, 0, 1, 1])]).await;
    let service = Setup::laboratory(mail.port).start(&resolver).await;
    let answer = Request::json("/v1/probe", PROBE)
        .send(service.address)
        .await;
    assert_eq!(answer.status, 200);
    let refused = Request::json("/v1/probe", "{").send(service.address).await;
    assert_eq!(refused.status, 400);
    let foreign = Request::get("/v1/info")
        .header("origin", "https://elsewhere.example")
        .send(service.address)
        .await;
    assert_eq!(foreign.status, 403);
    let nowhere = Request::get("/nowhere").send(service.address).await;
    assert_eq!(nowhere.status, 404);
    let found = figures(service.metrics).await;
    for (name, value) in [
        (
            "waxseal_http_requests_total{endpoint=\"probe\",status=\"200\"}",
            1.0,
        ),
        (
            "waxseal_http_requests_total{endpoint=\"probe\",status=\"400\"}",
            1.0,
        ),
        (
            "waxseal_http_requests_total{endpoint=\"page\",status=\"404\"}",
            1.0,
        ),
        (
            "waxseal_http_request_duration_seconds_count{endpoint=\"probe\"}",
            2.0,
        ),
        (
            "waxseal_http_request_duration_seconds_bucket{endpoint=\"probe\",le=\"+Inf\"}",
            2.0,
        ),
        (
            "waxseal_probes_total{service=\"smtp\",end=\"completed\"}",
            1.0,
        ),
        ("waxseal_refusals_total{code=\"invalid-request\"}", 1.0),
        ("waxseal_refusals_total{code=\"origin-refused\"}", 1.0),
        (
            "waxseal_client_connections_total{outcome=\"accepted\"}",
            4.0,
        ),
        ("waxseal_probes_in_flight", 0.0),
    ] {
        assert_eq!(found.get(name), Some(&value), "{name}: {found:#?}");
    }
    assert!(found["process_resident_memory_bytes"] > 1e6);
    assert!(found["process_open_fds"] > 3.0);
    assert!(found["process_start_time_seconds"] > 1.7e9);
    assert!(
        found
            .keys()
            .all(|name| !name.contains("mx.test") && !name.contains("nowhere"))
    );
}

#[tokio::test]
async fn an_abandoned_probe_is_told_from_an_ended_one() {
    let mail = MailServer::polite(MAIL_ADDRESS, Duration::from_secs(20)).await;
    let resolver = Resolver::with_addresses(&[(MAIL_HOST, [127, 0, 1, 1])]).await;
    let service = Setup::laboratory(mail.port).start(&resolver).await;
    let stream = Request::json("/v1/probe", PROBE)
        .open(service.address)
        .await;
    mail.client_came().await;
    assert_eq!(
        figures(service.metrics).await["waxseal_probes_in_flight"],
        1.0
    );
    drop(stream);
    let abandoned = "waxseal_probes_total{service=\"smtp\",end=\"abandoned\"}";
    for _ in 0..100 {
        if figures(service.metrics).await.contains_key(abandoned) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the client's leaving should be noticed");
}

#[tokio::test]
async fn figures_are_not_for_those_who_use_the_relay() {
    let resolver = Resolver::start(|asked| vec![Reply::Answer(answer(asked, AD, &[]))]).await;
    let service = Setup::default().start(&resolver).await;
    assert_eq!(
        Request::get("/metrics").send(service.address).await.status,
        404
    );
    // And nothing else is at the listener of the figures.
    for path in ["/", "/v1/info", "/metrics/"] {
        assert_eq!(Request::get(path).send(service.metrics).await.status, 404);
    }
    assert_eq!(
        Request::new("POST", "/metrics")
            .send(service.metrics)
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn a_relay_whose_resolver_fails_is_alive_and_not_ready() {
    for (flags, ready, words) in [
        (AD, 200, "ready\n"),
        (SERVFAIL, 503, "its resolver does not answer\n"),
    ] {
        let resolver =
            Resolver::start(move |asked| vec![Reply::Answer(answer(asked, flags, &[]))]).await;
        let service = Setup::default().start(&resolver).await;
        let answer = Request::get("/readyz").send(service.address).await;
        assert_eq!(answer.status, ready);
        assert_eq!(String::from_utf8(answer.body).unwrap(), words);
        assert_eq!(
            Request::get("/healthz").send(service.address).await.status,
            200
        );
    }
}

#[tokio::test]
async fn a_request_has_a_name_that_is_safe_to_write_down() {
    let resolver = Resolver::start(|asked| vec![Reply::Answer(answer(asked, AD, &[]))]).await;
    let service = Setup {
        settings: ServiceSettings::default(),
        ..Setup::default()
    }
    .start(&resolver)
    .await;
    let named = |id: Option<&'static str>| {
        let request = Request::get("/healthz");
        let request = match id {
            Some(id) => request.header("x-request-id", id),
            None => request,
        };
        request.send(service.address)
    };
    assert_eq!(
        named(Some("from-a.proxy_1")).await.header("x-request-id"),
        "from-a.proxy_1"
    );
    for id in [None, Some("two words"), Some("{\"a\":1}")] {
        let given = named(id).await.header("x-request-id");
        assert_eq!(given.len(), 16, "{given}");
        assert!(
            given.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "{given}"
        );
    }
    // Refusals have one too, so that a user can tell the operator which it was.
    let refused = Request::get("/v1/info")
        .header("origin", "https://elsewhere.example")
        .send(service.address)
        .await;
    assert_eq!(refused.header("x-request-id").len(), 16);
}
