//! What each endpoint answers when all is well, and what every answer carries.

use std::time::Duration;

use shared::{
    Addresses, EhloStanding, Event, Feature, Observation, Phase, PolicyFile, Port25, ProblemCode,
    RelayInfo,
};

use relay::http::ServiceSettings;

use crate::caller::{Answer, Request};
use crate::mail_server::MailServer;
use crate::resolver::{AD, MAIL_ADDRESS, MAIL_HOST, NXDOMAIN, Reply, Resolver, SERVFAIL, answer};
use crate::service::Setup;

async fn info(flags: u16) -> (RelayInfo, Resolver) {
    let resolver =
        Resolver::start(move |asked| vec![Reply::Answer(answer(asked, flags, &[]))]).await;
    let settings = ServiceSettings {
        vantage: Some("a test".to_owned()),
        ..ServiceSettings::default()
    };
    let service = Setup {
        settings,
        ..Setup::default()
    }
    .start(&resolver)
    .await;
    let first: RelayInfo = Request::get("/v1/info").send(service.address).await.json();
    let second: RelayInfo = Request::get("/v1/info").send(service.address).await.json();
    assert_eq!(first, second);
    (first, resolver)
}

#[tokio::test]
async fn info_tells_what_the_relay_is() {
    let (info, resolver) = info(AD).await;
    assert_eq!(info.wire_version, shared::WIRE_VERSION);
    assert_eq!(info.vantage.as_deref(), Some("a test"));
    assert_eq!(info.ehlo_name, "relay.test");
    assert_eq!(
        info.features,
        [
            Feature::Probe,
            Feature::Policy,
            Feature::DnsQuery,
            Feature::Deep
        ]
    );
    assert_eq!(info.limits.probes_at_once, relay::limits::PROBES_AT_ONCE);
    assert_eq!(info.port_25, Port25::Unknown);
    assert_eq!(info.ehlo, EhloStanding::NotFound);
    assert_eq!(info.resolver_validates, Some(true));
    // Asked for the root's keys, with DO, once for both answers.
    let asked = resolver.asked();
    let keys: Vec<_> = asked
        .iter()
        .filter(|asked| asked.question() == (String::new(), 48))
        .collect();
    let [asked] = keys[..] else {
        panic!("one question, not {}", keys.len());
    };
    assert_eq!(asked.wire[asked.wire.len() - 4] & 0x80, 0x80);
}

#[tokio::test]
async fn a_resolver_that_does_not_validate_is_told_from_one_that_fails() {
    assert_eq!(info(0).await.0.resolver_validates, Some(false));
    let failing = info(SERVFAIL).await.0;
    assert_eq!(failing.resolver_validates, None);
    assert_eq!(failing.ehlo, EhloStanding::Unknown);
}

/// The lines of a probe's answer.
fn events(answer: &Answer) -> Vec<Event> {
    let text = std::str::from_utf8(&answer.body).unwrap();
    assert!(text.ends_with('\n'));
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[tokio::test]
async fn a_probe_streams_what_it_sees() {
    let mail = MailServer::polite(MAIL_ADDRESS, Duration::ZERO).await;
    let resolver = Resolver::with_addresses(&[(MAIL_HOST, [127, 0, 1, 1])]).await;
    let service = Setup::laboratory(mail.port).start(&resolver).await;
    let answer = Request::json("/v1/probe", r#"{"host":"mx.test","service":"smtp"}"#)
        .send(service.address)
        .await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "application/x-ndjson");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("x-accel-buffering"), "no");
    let events = events(&answer);
    for (number, event) in (0..).zip(&events) {
        assert_eq!(event.seq, number);
    }
    let seen: Vec<_> = events.iter().map(|event| &event.observation).collect();
    assert!(
        matches!(
            seen[..],
            [
                Observation::Started { .. },
                Observation::Resolved { resolution },
                Observation::Connected { .. },
                Observation::Greeting { .. },
                Observation::Ehlo { reply, .. },
                Observation::Finished { stopped_because: None, .. },
                Observation::Done { stopped_because: None },
            ] if reply.lines == ["mx.test", "SIZE 1000"] && resolution.ipv6 == Addresses::Absent
        ),
        "{seen:#?}"
    );
    assert_eq!(mail.said(), ["EHLO", "QUIT"]);
    let info: RelayInfo = Request::get("/v1/info").send(service.address).await.json();
    assert!(info.features.contains(&Feature::AllowedRanges));
}

#[tokio::test]
async fn a_refused_target_is_told_in_the_stream() {
    let resolver = Resolver::with_addresses(&[("mx.example.org", [10, 0, 0, 1])]).await;
    let service = Setup::default().start(&resolver).await;
    let answer = Request::json("/v1/probe", r#"{"host":"mx.example.org","service":"smtp"}"#)
        .send(service.address)
        .await;
    let events = events(&answer);
    assert!(
        events
            .iter()
            .any(|event| matches!(event.observation, Observation::Skipped { .. }))
    );
    assert!(
        !events
            .iter()
            .any(|event| matches!(event.observation, Observation::Connected { .. }))
    );
    assert!(matches!(
        events.last().unwrap().observation,
        Observation::Done { .. }
    ));
}

#[tokio::test]
async fn a_policy_is_fetched_or_the_failure_told() {
    let resolver = Resolver::start(|asked| vec![Reply::Answer(answer(asked, NXDOMAIN, &[]))]).await;
    let service = Setup::default().start(&resolver).await;
    let answer = Request::json("/v1/policy", r#"{"domain":"example.org"}"#)
        .send(service.address)
        .await;
    assert_eq!(answer.header("content-type"), "application/json");
    let policy: PolicyFile = answer.json();
    assert_eq!(
        policy.url,
        "https://mta-sts.example.org/.well-known/mta-sts.txt"
    );
    assert_eq!(policy.failure.unwrap().phase, Phase::Dns);
    assert!(
        resolver
            .asked()
            .iter()
            .all(|asked| asked.question().0 == "mta-sts.example.org")
    );
}

#[tokio::test]
async fn every_answer_carries_the_strict_headers() {
    let resolver = Resolver::with_addresses(&[]).await;
    let settings = ServiceSettings {
        connect_sources: vec!["https://doh.example.org".parse().unwrap()],
        ..ServiceSettings::default()
    };
    let service = Setup {
        settings,
        ..Setup::default()
    }
    .start(&resolver)
    .await;
    for (request, status) in [
        (Request::get("/"), 200),
        (Request::new("HEAD", "/"), 200),
        (Request::get("/v1/info"), 200),
        (
            Request::json("/v1/probe", r#"{"host":"mx.test","service":"smtp"}"#),
            200,
        ),
        (Request::json("/v1/probe", "{"), 400),
        (Request::get("/").header("host", "attacker.example"), 421),
        (Request::get("/").header("origin", "null"), 403),
        (Request::get("/nothing/here"), 404),
        (Request::get("/v1/nothing"), 404),
        (Request::get("/../Cargo.toml"), 404),
        (Request::new("DELETE", "/v1/info"), 405),
        (Request::get("/v1/probe"), 405),
    ] {
        let answer = request.send(service.address).await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        assert!(answer.header("permissions-policy").contains("camera=()"));
        assert!(!answer.header("cache-control").is_empty());
        assert_eq!(answer.header("server"), "");
        assert_eq!(
            answer.header("content-security-policy"),
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
             img-src 'self' data:; font-src 'self'; connect-src 'self' https://cloudflare-dns.com \
             https://dns.google https://dns.quad9.net https://doh.example.org; \
             manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types waxseal"
        );
    }
    let absent = Request::get("/v1/nothing").send(service.address).await;
    assert_eq!(absent.problem().code, ProblemCode::NotFound);
    let wrong = Request::get("/v1/probe").send(service.address).await;
    assert_eq!(wrong.header("allow"), "POST");
    assert_eq!(wrong.problem().code, ProblemCode::InvalidRequest);
}

#[cfg(not(feature = "page"))]
#[tokio::test]
async fn without_the_page_a_notice_is_served() {
    let resolver = Resolver::with_addresses(&[]).await;
    let service = Setup::default().start(&resolver).await;
    let answer = Request::get("/").send(service.address).await;
    assert_eq!(
        (answer.status, answer.header("content-type").as_str()),
        (200, "text/html; charset=utf-8")
    );
    let text = String::from_utf8(answer.body).unwrap();
    assert!(text.contains("The page is not built"));
    assert!(!text.contains("<script") && !text.contains("style"));
}
