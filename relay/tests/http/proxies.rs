//! Behind a reverse proxy of the operator's own: whose share counts, and by which names the service is called.

use relay::http::{Quotas, ServiceSettings};
use relay::limits;
use shared::ProblemCode;
use tokio::net::TcpStream;

use crate::caller::Request;
use crate::resolver::Resolver;
use crate::service::{Service, Setup};

const POLICY: &str = r#"{"domain":"example.test"}"#;

async fn service(trusted: &[&str]) -> Service {
    let settings = ServiceSettings {
        trusted_proxies: trusted.iter().map(|net| net.parse().unwrap()).collect(),
        public_url: Some("https://waxseal.example.org".parse().unwrap()),
        anonymous: Quotas {
            policies_per_minute: 1,
            ..Quotas::ANONYMOUS
        },
        ..ServiceSettings::default()
    };
    let setup = Setup {
        settings,
        ..Setup::default()
    };
    setup.start(&Resolver::with_addresses(&[]).await).await
}

async fn ask(service: &Service, client: &str) -> u16 {
    let request = Request::json("/v1/policy", POLICY).header("x-forwarded-for", client);
    request.send(service.address).await.status
}

#[tokio::test]
async fn clients_behind_a_trusted_proxy_have_a_share_each() {
    let service = service(&["127.0.0.0/8"]).await;
    assert_eq!(ask(&service, "192.0.2.1").await, 200);
    assert_eq!(ask(&service, "192.0.2.2").await, 200);
    assert_eq!(ask(&service, "192.0.2.1").await, 429);
    // What a client says of itself before its proxy adds the truth gets it nothing.
    assert_eq!(ask(&service, "198.51.100.9, 192.0.2.1").await, 429);
    // An IPv6 subscriber is one client however many addresses he takes.
    assert_eq!(ask(&service, "2001:db8::1").await, 200);
    assert_eq!(ask(&service, "2001:db8::2").await, 429);
}

#[tokio::test]
async fn nobody_else_is_believed() {
    let service = service(&["10.0.0.0/8"]).await;
    assert_eq!(ask(&service, "192.0.2.1").await, 200);
    assert_eq!(ask(&service, "192.0.2.2").await, 429);
}

#[tokio::test]
async fn a_trusted_proxy_may_have_more_connections_than_one_client() {
    let service = service(&["127.0.0.0/8"]).await;
    let mut open = Vec::new();
    for _ in 0..=limits::HTTP_CONNECTIONS_PER_CLIENT {
        open.push(TcpStream::connect(service.address).await.unwrap());
    }
    let answer = Request::get("/healthz").send(service.address).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn the_public_url_is_as_good_as_the_listeners_own_name() {
    let service = service(&["127.0.0.0/8"]).await;
    let own = service.address.to_string();
    for (host, origin, refused) in [
        ("waxseal.example.org", "https://waxseal.example.org", None),
        // A proxy that does not pass the name on.
        (own.as_str(), "https://waxseal.example.org", None),
        (
            "waxseal.example.org",
            "https://evil.example",
            Some(ProblemCode::OriginRefused),
        ),
        (
            own.as_str(),
            "https://waxseal.example.org:444",
            Some(ProblemCode::OriginRefused),
        ),
        (
            "evil.example",
            "https://waxseal.example.org",
            Some(ProblemCode::HostRefused),
        ),
    ] {
        let request = Request::get("/v1/info")
            .header("host", host)
            .header("origin", origin);
        let answer = request.send(service.address).await;
        let code = (answer.status != 200).then(|| answer.problem().code);
        assert_eq!(code, refused, "{host} {origin}");
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }
}
