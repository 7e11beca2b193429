//! Tokens that an operator gave out: what they are good for, and that nobody gets by with a wrong one.

use std::time::Duration;

use relay::http::{Quotas, Scope, ServiceSettings, TokenList, new_token};
use shared::{Feature, ProblemCode, RelayInfo, Timestamp};

use crate::caller::{Answer, Request};
use crate::mail_server::MailServer;
use crate::resolver::{A, MAIL_ADDRESS, MAIL_HOST, Resolver, query};
use crate::service::{Service, Setup};

const PLAIN: &str = r#"{"host":"mx.test","service":"smtp"}"#;
const DEEP: &str = r#"{"host":"mx.test","service":"smtp","extras":{"deep":true}}"#;
const RECIPIENTS: &str = r#"{"host":"mx.test","service":"smtp","extras":{"recipients":{"domain":"own.test","open_relay":true}}}"#;
const POLICY: &str = r#"{"domain":"example.test"}"#;

/// A secret and its line, good for an age.
fn token(name: &str, scopes: &[Scope]) -> (String, String) {
    new_token(name, scopes, None, Timestamp::default()).unwrap()
}

fn list(lines: &[&str]) -> TokenList {
    TokenList::read(&lines.join("\n"), &Quotas::ANONYMOUS).unwrap()
}

async fn service(lines: &[&str], require_token: bool) -> (Service, MailServer) {
    let mail = MailServer::polite(MAIL_ADDRESS, Duration::ZERO).await;
    let resolver = Resolver::with_addresses(&[(MAIL_HOST, [127, 0, 1, 1])]).await;
    let setup = Setup {
        rcpt_tests: true,
        settings: ServiceSettings {
            tokens: Some(list(lines)),
            require_token,
            ..ServiceSettings::default()
        },
        ..Setup::laboratory(mail.port)
    };
    (setup.start(&resolver).await, mail)
}

async fn asked(service: &Service, request: Request, token: Option<&str>) -> Answer {
    let request = match token {
        Some(token) => request.header("authorization", &format!("Bearer {token}")),
        None => request,
    };
    request.send(service.address).await
}

fn refusal(answer: &Answer) -> Option<(u16, ProblemCode)> {
    (answer.status != 200).then(|| {
        let problem = answer.problem();
        (problem.status, problem.code)
    })
}

#[tokio::test]
async fn each_scope_is_good_for_itself() {
    let (prober, a) = token("a", &[Scope::Probe]);
    let (deep, b) = token("b", &[Scope::Probe, Scope::Deep]);
    let (rcpt, c) = token("c", &[Scope::Probe, Scope::Rcpt]);
    let (bulk, d) = token("d", &[Scope::Bulk]);
    let (service, _mail) = service(&[&a, &b, &c, &d], false).await;
    let lacks = Some((403, ProblemCode::NotPermitted));
    for (shown, plain, deeper, recipients, policy) in [
        (None, None, None, lacks, None),
        (Some(&prober), None, lacks, lacks, None),
        (Some(&deep), None, None, lacks, None),
        (Some(&rcpt), None, lacks, None, None),
        (Some(&bulk), lacks, lacks, lacks, lacks),
    ] {
        let shown = shown.map(String::as_str);
        for (target, body, expected) in [
            ("/v1/probe", PLAIN, plain),
            ("/v1/probe", DEEP, deeper),
            ("/v1/probe", RECIPIENTS, recipients),
            ("/v1/policy", POLICY, policy),
        ] {
            let answer = asked(&service, Request::json(target, body), shown).await;
            assert_eq!(refusal(&answer), expected, "{shown:?} {body}");
        }
        let query = Request::new("POST", "/dns-query")
            .header("content-type", "application/dns-message")
            .body(&query("example.org", A));
        let answer = asked(&service, query, shown).await;
        assert_eq!(refusal(&answer), policy, "{shown:?} DNS");
        let info: RelayInfo = asked(&service, Request::get("/v1/info"), shown)
            .await
            .json();
        for (feature, refused) in [
            (Feature::Probe, plain),
            (Feature::Policy, policy),
            (Feature::Deep, deeper),
            (Feature::Recipients, recipients),
        ] {
            let is_there = info.features.contains(&feature);
            assert_eq!(is_there, refused.is_none(), "{shown:?} {feature:?}");
        }
    }
}

#[tokio::test]
async fn a_token_that_is_not_good_is_told_and_not_taken_for_none() {
    let (secret, line) = token("a", &[Scope::Probe]);
    let (old, expired) = new_token("b", &[Scope::Probe], Some(1), Timestamp::default()).unwrap();
    assert!(expired.ends_with("expires=1970-01-02"));
    let (service, _mail) = service(&[&line, &expired], false).await;
    let digest = line.split(' ').nth(1).unwrap();
    for wrong in [&old, &secret[..secret.len() - 1], "x", digest] {
        for request in [
            Request::get("/v1/info"),
            Request::json("/v1/probe", PLAIN),
            Request::json("/v1/policy", POLICY),
        ] {
            let answer = asked(&service, request, Some(wrong)).await;
            let problem = answer.problem();
            assert_eq!(
                (problem.status, problem.code),
                (401, ProblemCode::TokenRefused)
            );
            let challenge = answer.header("www-authenticate");
            assert_eq!(challenge, "Bearer error=\"invalid_token\"");
        }
    }
    // What is for everybody is there for whoever shows anything.
    let answer = asked(&service, Request::get("/healthz"), Some("x")).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn where_a_token_is_required_nobody_is_served_without() {
    let (secret, line) = token("a", &[Scope::Probe]);
    let (service, mail) = service(&[&line], true).await;
    for request in [
        Request::get("/v1/info"),
        Request::json("/v1/probe", PLAIN),
        Request::json("/v1/policy", POLICY),
        Request::get("/dns-query?dns=AAAA"),
    ] {
        let answer = asked(&service, request, None).await;
        assert_eq!(refusal(&answer), Some((401, ProblemCode::TokenRequired)));
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    assert!(mail.said().is_empty());
    assert_eq!(asked(&service, Request::get("/"), None).await.status, 200);
    let answer = asked(&service, Request::json("/v1/probe", PLAIN), Some(&secret)).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn a_token_has_a_share_of_its_own_and_bulk_a_larger_one() {
    let (small, a) = token("a", &[Scope::Probe]);
    let (bulk, b) = token("b", &[Scope::Probe, Scope::Bulk]);
    let a = format!("{a} policies-per-minute=2");
    let (service, _mail) = service(&[&a, &b], false).await;
    let policy = |shown| asked(&service, Request::json("/v1/policy", POLICY), shown);
    for _ in 0..2 {
        assert_eq!(policy(Some(&small[..])).await.status, 200);
    }
    let refused = policy(Some(&small[..])).await.problem();
    assert_eq!(
        (refused.status, refused.code),
        (429, ProblemCode::TooManyRequests)
    );
    assert!(refused.retry_after.is_some());
    // The same address without the token, and with another.
    assert_eq!(policy(None).await.status, 200);
    assert_eq!(policy(Some(&bulk[..])).await.status, 200);
    let limits = async |shown| {
        let info: RelayInfo = asked(&service, Request::get("/v1/info"), shown)
            .await
            .json();
        (info.limits.policies_per_minute, info.limits.probes_at_once)
    };
    let usual = Quotas::ANONYMOUS;
    assert_eq!(limits(Some(&small[..])).await, (2, usual.probes_at_once));
    assert_eq!(
        limits(None).await,
        (usual.policies_per_minute, usual.probes_at_once)
    );
    assert_eq!(
        limits(Some(&bulk[..])).await,
        (
            Quotas::BULK.policies_per_minute,
            Quotas::BULK.probes_at_once
        )
    );
}

#[tokio::test]
async fn tokens_may_be_given_out_and_withdrawn_while_it_runs() {
    let (old, a) = token("a", &[Scope::Probe]);
    let (new, b) = token("b", &[Scope::Probe]);
    let (service, _mail) = service(&[&a], false).await;
    let info = |shown| asked(&service, Request::get("/v1/info"), Some(shown));
    assert_eq!(info(&old).await.status, 200);
    assert_eq!(info(&new).await.status, 401);
    service.relay.replace_tokens(list(&[&b]));
    assert_eq!(info(&old).await.status, 401);
    assert_eq!(info(&new).await.status, 200);
}
