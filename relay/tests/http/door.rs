//! Who is let in: `Host`, `Origin`, `Sec-Fetch-Site` and preflights.

use relay::http::ServiceSettings;
use shared::ProblemCode;

use crate::caller::Request;
use crate::resolver::Resolver;
use crate::service::{Service, Setup};

async fn service() -> Service {
    let resolver = Resolver::with_addresses(&[]).await;
    let settings = ServiceSettings {
        allow_origins: vec!["https://page.example.org".parse().unwrap()],
        allow_hosts: vec!["waxseal.example.org".parse().unwrap()],
        ..ServiceSettings::default()
    };
    Setup {
        settings,
        ..Setup::default()
    }
    .start(&resolver)
    .await
}

#[tokio::test]
async fn only_names_of_its_own_are_answered() {
    let service = service().await;
    let port = service.address.port();
    for (host, status) in [
        (format!("127.0.0.1:{port}"), 200),
        (format!("localhost:{port}"), 200),
        (format!("LOCALHOST:{port}"), 200),
        ("waxseal.example.org".to_owned(), 200),
        ("waxseal.example.org:8443".to_owned(), 200),
        ("127.0.0.1".to_owned(), 421),
        (format!("127.0.0.2:{port}"), 421),
        (format!("[::1]:{port}"), 421),
        (format!("rebound.attacker.example:{port}"), 421),
        ("user@waxseal.example.org".to_owned(), 421),
        (String::new(), 421),
    ] {
        for target in ["/", "/v1/info"] {
            let answer = Request::get(target)
                .header("host", &host)
                .send(service.address)
                .await;
            assert_eq!(answer.status, status, "{host:?} {target}");
            if status == 421 {
                assert_eq!(answer.problem().code, ProblemCode::HostRefused);
            }
        }
    }
    // RFC 9112 §3.2.2: the authority in the target counts, not the header beside it.
    let absolute = Request::get("http://attacker.example/v1/info")
        .send(service.address)
        .await;
    assert_eq!(absolute.status, 421);
    let twice = Request::get("/")
        .header("host", &service.address.to_string())
        .header("host", "attacker.example")
        .send(service.address)
        .await;
    assert!([400, 421].contains(&twice.status), "{}", twice.status);
}

#[tokio::test]
async fn only_its_own_and_listed_pages_may_ask() {
    let service = service().await;
    let own = format!("http://{}", service.address);
    for (origin, status, allowed) in [
        (own.as_str(), 200, ""),
        ("https://page.example.org", 200, "https://page.example.org"),
        ("https://page.example.org:8443", 403, ""),
        ("http://page.example.org", 403, ""),
        ("https://evil.page.example.org", 403, ""),
        ("https://waxseal.example.org", 403, ""),
        ("http://localhost:1", 403, ""),
        ("null", 403, ""),
        ("nonsense", 403, ""),
    ] {
        let answer = Request::get("/v1/info")
            .header("origin", origin)
            .send(service.address)
            .await;
        assert_eq!(answer.status, status, "{origin}");
        assert_eq!(
            answer.header("access-control-allow-origin"),
            allowed,
            "{origin}"
        );
        assert!(answer.header("vary").contains("origin"), "{origin}");
        if status == 403 {
            assert_eq!(answer.problem().code, ProblemCode::OriginRefused);
        }
    }
    // Behind a proxy that speaks TLS, the page's origin is of https.
    let proxied = Request::get("/v1/info")
        .header("host", "waxseal.example.org")
        .header("origin", "https://waxseal.example.org")
        .send(service.address)
        .await;
    assert_eq!(proxied.status, 200);
}

#[tokio::test]
async fn embedding_without_origin_is_known_by_fetch_metadata() {
    let service = service().await;
    for (site, target, status) in [
        ("same-origin", "/v1/info", 200),
        ("none", "/v1/info", 200),
        ("cross-site", "/v1/info", 403),
        ("same-site", "/v1/info", 403),
        ("cross-site", "/dns-query?dns=AAAA", 403),
        ("cross-site", "/", 200),
    ] {
        let answer = Request::get(target)
            .header("sec-fetch-site", site)
            .send(service.address)
            .await;
        assert_eq!(answer.status, status, "{site} {target}");
    }
}

#[tokio::test]
async fn preflights_are_answered_for_listed_pages_only() {
    let service = service().await;
    let preflight = |origin: &str| {
        Request::new("OPTIONS", "/v1/probe")
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type")
    };
    let listed = preflight("https://page.example.org")
        .send(service.address)
        .await;
    assert_eq!(listed.status, 204);
    assert_eq!(
        listed.header("access-control-allow-origin"),
        "https://page.example.org"
    );
    assert_eq!(listed.header("access-control-allow-methods"), "GET, POST");
    assert_eq!(
        listed.header("access-control-allow-headers"),
        "content-type, authorization"
    );
    assert_eq!(listed.header("access-control-allow-private-network"), "");
    assert_eq!(listed.header("access-control-allow-credentials"), "");
    let private = preflight("https://page.example.org")
        .header("access-control-request-private-network", "true")
        .send(service.address)
        .await;
    assert_eq!(
        private.header("access-control-allow-private-network"),
        "true"
    );
    let foreign = preflight("https://evil.example")
        .send(service.address)
        .await;
    assert_eq!(foreign.status, 403);
    assert_eq!(foreign.header("access-control-allow-origin"), "");
}

/// What a page can send across origins without a preflight must be of no use.
#[tokio::test]
async fn forms_of_other_sites_reach_nothing() {
    let service = service().await;
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    ] {
        for target in ["/v1/probe", "/v1/policy", "/dns-query"] {
            let answer = Request::new("POST", target)
                .header("content-type", content_type)
                .body(br#"{"host":"mx.example.org","service":"smtp"}"#)
                .send(service.address)
                .await;
            assert_eq!(answer.problem().status, 415, "{content_type} {target}");
        }
    }
}

/// A page that is not listed learns that there is a relay, and nothing more.
#[tokio::test]
async fn whether_it_is_alive_anybody_may_know() {
    let service = service().await;
    let blind = |target: &str| {
        Request::get(target)
            .header("sec-fetch-site", "cross-site")
            .header("sec-fetch-mode", "no-cors")
    };
    let alive = blind("/healthz").send(service.address).await;
    assert_eq!(alive.status, 200);
    assert_eq!(alive.header("cross-origin-resource-policy"), "cross-origin");
    assert_eq!(alive.header("access-control-allow-origin"), "");
    assert_eq!(alive.header("x-content-type-options"), "nosniff");
    let info = blind("/v1/info").send(service.address).await;
    assert_eq!(info.status, 403);
    assert_eq!(info.header("cross-origin-resource-policy"), "same-origin");
    // Not by another name.
    let rebound = Request::get("/healthz")
        .header("host", "attacker.example")
        .send(service.address)
        .await;
    assert_eq!(rebound.status, 421);
}
