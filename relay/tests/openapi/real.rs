//! What a live relay answers, held against the document: status, media type, content, and the words of each error.

use std::collections::BTreeSet;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use relay::http::{Quotas, Scope, ServiceSettings, TokenList, new_token};
use relay::limits;
use serde_json::{Value, json};
use shared::{ProblemCode, Timestamp};

use crate::caller::{Answer, Request};
use crate::document::{Answers, document, word};
use crate::endpoints::{ALL, EVERYWHERE, Fault};
use crate::mail_server::MailServer;
use crate::resolver::{A, MAIL_ADDRESS, MAIL_HOST, Resolver, TXT, query};
use crate::service::{Service, Setup};
use crate::validator::Validator;

const PROBE: &str = r#"{"host":"mx.test","service":"smtp"}"#;
const POLICY: &str = r#"{"domain":"example.org"}"#;
const DNS_MESSAGE: &str = "application/dns-message";
/// A type that is not looked up.
const ANY: u16 = 255;

/// What cannot be had from a healthy relay and one client.
const NOT_TRIED: &[(u16, ProblemCode)] =
    &[(500, ProblemCode::Internal), (503, ProblemCode::Overloaded)];

/// The document, and the errors that were seen so far: method, path, status, code.
struct Contract {
    document: Value,
    seen: BTreeSet<(String, String, u16, String)>,
}

impl Contract {
    fn new() -> Self {
        Self {
            document: document(Answers::Closed),
            seen: BTreeSet::new(),
        }
    }

    /// Panics unless the answer is one that the document has for this way to ask.
    fn hold(&mut self, method: &str, path: &str, answer: &Answer) {
        let place = format!("{method} {path}: {}", answer.status);
        let operation = &self.document["paths"][path][method];
        let described = &operation["responses"][answer.status.to_string()];
        assert!(described.is_object(), "{place} is not documented");
        assert_ne!(answer.header("x-request-id"), "", "{place} has no name");
        let media_type = answer.header("content-type");
        let content = &described["content"][&media_type];
        assert!(
            content.is_object(),
            "{place} {media_type} is not documented"
        );
        let validator = Validator::within(&self.document);
        for (schema, value) in values(content, answer) {
            if let Err(fault) = validator.validate_by(schema, &value) {
                panic!("{place}: {fault}: {value}");
            }
        }
        if answer.status == 200 {
            return;
        }
        let problem = answer.problem();
        let code = word(&problem.code);
        let example = &content["examples"][&code]["value"];
        assert_eq!(example["title"], json!(problem.title), "{place} {code}");
        assert_eq!(
            example.get("retry_after").is_some(),
            problem.retry_after.is_some(),
            "{place}"
        );
        assert_eq!(
            described["headers"].get("Retry-After").is_some(),
            problem.retry_after.is_some(),
            "{place}"
        );
        assert_eq!(
            described["headers"].get("WWW-Authenticate").is_some(),
            !answer.header("www-authenticate").is_empty(),
            "{place}"
        );
        let seen = (method.to_owned(), path.to_owned(), answer.status, code);
        self.seen.insert(seen);
    }

    /// Sends a request and holds the answer against the document.
    async fn try_out(&mut self, service: &Service, method: &str, path: &str, request: Request) {
        let answer = request.send(service.address).await;
        self.hold(method, path, &answer);
    }
}

/// What of an answer is of which schema; nothing of what is not JSON.
fn values<'a>(content: &'a Value, answer: &Answer) -> Vec<(&'a Value, Value)> {
    match (content.get("x-itemSchema"), content.get("schema")) {
        (Some(line), _) => std::str::from_utf8(&answer.body)
            .unwrap()
            .lines()
            .map(|text| (line, serde_json::from_str(text).unwrap()))
            .collect(),
        (None, Some(schema)) if answer.header("content-type").ends_with("json") => {
            vec![(schema, answer.json())]
        }
        (None, Some(schema)) => {
            let text = String::from_utf8(answer.body.clone()).unwrap();
            vec![(schema, text.into())]
        }
        (None, None) => Vec::new(),
    }
}

/// How an endpoint is asked when all is well.
fn usual(method: &str, path: &str) -> Request {
    let wire = query("example.org", TXT);
    match (method, path) {
        ("post", "/v1/probe") => Request::json(path, PROBE),
        ("post", "/v1/policy") => Request::json(path, POLICY),
        ("get", "/dns-query") => by_url(&wire),
        ("post", "/dns-query") => by_body(&wire),
        _ => Request::get(path),
    }
}

fn by_url(wire: &[u8]) -> Request {
    Request::get(&format!("/dns-query?dns={}", URL_SAFE_NO_PAD.encode(wire)))
}

fn by_body(wire: &[u8]) -> Request {
    Request::new("POST", "/dns-query")
        .header("content-type", DNS_MESSAGE)
        .body(wire)
}

async fn world() -> (MailServer, Resolver, Service) {
    let mail = MailServer::polite(MAIL_ADDRESS, Duration::ZERO).await;
    let resolver = Resolver::with_addresses(&[
        (MAIL_HOST, [127, 0, 1, 1]),
        ("inside.example.org", [10, 0, 0, 7]),
    ])
    .await;
    let setup = Setup {
        settings: ServiceSettings {
            contact: Some("mailto:probes@example.org".parse().unwrap()),
            ..ServiceSettings::default()
        },
        ..Setup::laboratory(mail.port)
    };
    let service = setup.start(&resolver).await;
    (mail, resolver, service)
}

#[tokio::test]
async fn what_goes_well_is_as_documented() {
    let (_mail, _resolver, service) = world().await;
    let mut contract = Contract::new();
    for endpoint in ALL {
        let answer = usual(endpoint.method, endpoint.path)
            .send(service.address)
            .await;
        assert_eq!(answer.status, 200, "{} {}", endpoint.method, endpoint.path);
        contract.hold(endpoint.method, endpoint.path, &answer);
    }
    let served = Request::get("/v1/openapi.json").send(service.address).await;
    assert!(
        served.json::<Value>() == document(Answers::Open),
        "the document that is served is an old one"
    );
    // A host that may not be contacted is an answer, too.
    let inside = Request::json(
        "/v1/probe",
        r#"{"host":"inside.example.org","service":"smtp"}"#,
    );
    contract
        .try_out(&service, "post", "/v1/probe", inside)
        .await;
}

#[tokio::test]
async fn a_method_that_is_not_documented_is_not_allowed() {
    let (_mail, _resolver, service) = world().await;
    let document = document(Answers::Open);
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, word) in [
            ("GET", "get"),
            ("POST", "post"),
            ("PUT", "put"),
            ("PATCH", "patch"),
            ("DELETE", "delete"),
        ] {
            let answer = Request::new(method, path).send(service.address).await;
            let is_allowed = answer.status != 405;
            assert_eq!(is_allowed, methods.get(word).is_some(), "{method} {path}");
        }
    }
}

/// Every error of the document is provoked, wherever it is documented, and comes with the very words of its example.
#[tokio::test]
async fn what_goes_wrong_is_as_documented() {
    let (_mail, _resolver, service) = world().await;
    let mut contract = Contract::new();
    for endpoint in ALL {
        let (method, path) = (endpoint.method, endpoint.path);
        let ask = || usual(method, path);
        let foreign = ask().header("origin", "https://evil.example");
        contract.try_out(&service, method, path, foreign).await;
        let rebound = ask().header("host", "evil.example");
        contract.try_out(&service, method, path, rebound).await;
        // No documented method has the fault of a method that is not.
        let wrong = Request::new("DELETE", path);
        contract.try_out(&service, method, path, wrong).await;
        if method == "post" {
            bodies(&mut contract, &service, path).await;
        }
    }
    let unknown = Request::json(
        "/v1/probe",
        r#"{"host":"mx.example.org","service":"smtp","port":22}"#,
    );
    contract
        .try_out(&service, "post", "/v1/probe", unknown)
        .await;
    let recipients =
        r#"{"host":"mx.test","service":"smtp","extras":{"recipients":{"domain":"mx.test"}}}"#;
    let recipients = Request::json("/v1/probe", recipients);
    contract
        .try_out(&service, "post", "/v1/probe", recipients)
        .await;
    let unknown = Request::json("/v1/policy", "{}");
    contract
        .try_out(&service, "post", "/v1/policy", unknown)
        .await;
    for wire in [
        b"\0".to_vec(),
        query("inside.example.org", A),
        query("example.org", ANY),
    ] {
        contract
            .try_out(&service, "get", "/dns-query", by_url(&wire))
            .await;
        contract
            .try_out(&service, "post", "/dns-query", by_body(&wire))
            .await;
    }
    unanswered(&mut contract).await;
    tokens(&mut contract).await;
    used_up(&mut contract, &service).await;

    let documented: BTreeSet<(String, String, u16, String)> = ALL
        .iter()
        .flat_map(|endpoint| {
            let faults = endpoint.faults.iter().chain(EVERYWHERE);
            faults
                .filter(|fault| is_tried(fault))
                .map(|(status, code, _)| {
                    (
                        endpoint.method.to_owned(),
                        endpoint.path.to_owned(),
                        *status,
                        word(code),
                    )
                })
        })
        .collect();
    assert_eq!(contract.seen, documented);
}

fn is_tried(&(status, code, _): &Fault) -> bool {
    !NOT_TRIED.contains(&(status, code))
}

/// Bodies that are not read to their end.
async fn bodies(contract: &mut Contract, service: &Service, path: &str) {
    let media_type = if path == "/dns-query" {
        DNS_MESSAGE
    } else {
        "application/json"
    };
    let post = || Request::new("POST", path);
    let undeclared = post().header("content-type", "text/plain").body(b"{}");
    contract.try_out(service, "post", path, undeclared).await;
    let long = vec![b' '; limits::REQUEST_BYTES + 1];
    let long = post().header("content-type", media_type).body(&long);
    contract.try_out(service, "post", path, long).await;
    // Declared longer than it is: the rest never comes.
    let slow = post()
        .header("content-type", media_type)
        .header("content-length", "9");
    contract.try_out(service, "post", path, slow).await;
}

/// A resolver that is not there; and what is refused without it, where nothing is allowed.
async fn unanswered(contract: &mut Contract) {
    let mut resolver = Resolver::with_addresses(&[]).await;
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    resolver.address = closed.local_addr().unwrap();
    drop(closed);
    let service = Setup::default().start(&resolver).await;
    for path in ["/.well-known/probing.txt", "/.well-known/security.txt"] {
        let nobody = Request::get(path);
        contract.try_out(&service, "get", path, nobody).await;
    }
    for wire in [query("example.org", TXT), query("localhost", A)] {
        contract
            .try_out(&service, "get", "/dns-query", by_url(&wire))
            .await;
        contract
            .try_out(&service, "post", "/dns-query", by_body(&wire))
            .await;
    }
}

/// A relay that works for nobody who shows no token.
async fn tokens(contract: &mut Contract) {
    let (bulk, line) = new_token("bulk", &[Scope::Bulk], None, Timestamp::default()).unwrap();
    let settings = ServiceSettings {
        tokens: Some(TokenList::read(&line, &Quotas::ANONYMOUS).unwrap()),
        require_token: true,
        ..ServiceSettings::default()
    };
    let resolver = Resolver::with_addresses(&[]).await;
    let setup = Setup {
        settings,
        ..Setup::default()
    };
    let service = setup.start(&resolver).await;
    for endpoint in ALL.iter().filter(|endpoint| endpoint.looks_at_token) {
        let (method, path) = (endpoint.method, endpoint.path);
        let without = usual(method, path);
        contract.try_out(&service, method, path, without).await;
        let unknown = usual(method, path).header("authorization", "Bearer 0123456789abcdef");
        contract.try_out(&service, method, path, unknown).await;
        // At the probe, the document shows what is more often refused.
        if !["/v1/info", "/v1/probe"].contains(&path) {
            let unfit = usual(method, path).header("authorization", &format!("Bearer {bulk}"));
            contract.try_out(&service, method, path, unfit).await;
        }
    }
}

/// Everything once too often.
async fn used_up(contract: &mut Contract, service: &Service) {
    for (method, path) in [
        ("post", "/v1/probe"),
        ("post", "/v1/policy"),
        ("post", "/dns-query"),
    ] {
        for _ in 0..=limits::DNS_QUERIES_PER_MINUTE {
            let answer = usual(method, path).send(service.address).await;
            contract.hold(method, path, &answer);
            if answer.status == 429 {
                break;
            }
        }
    }
    let wire = query("example.org", TXT);
    contract
        .try_out(service, "get", "/dns-query", by_url(&wire))
        .await;
}
