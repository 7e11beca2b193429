//! Recipient tests over HTTP: refused unless the operator permits them, and to those who should show a token and do not.

use std::time::Duration;

use relay::http::ServiceSettings;
use shared::{Feature, ProblemCode, RelayInfo};

use crate::caller::{Answer, Request};
use crate::mail_server::MailServer;
use crate::resolver::{MAIL_ADDRESS, MAIL_HOST, Resolver};
use crate::service::{Service, Setup};

const TOKEN: &str = "0123456789abcdef";
const PROBE: &str = r#"{"host":"mx.test","service":"smtp","extras":{"recipients":{"domain":"own.test","open_relay":true}}}"#;

/// A service before a mail server, with the operator's decisions.
async fn service(rcpt_tests: bool, tokens: &[&str]) -> (Service, MailServer) {
    let mail = MailServer::polite(MAIL_ADDRESS, Duration::ZERO).await;
    let resolver = Resolver::with_addresses(&[(MAIL_HOST, [127, 0, 1, 1])]).await;
    let setup = Setup {
        rcpt_tests,
        settings: ServiceSettings {
            rcpt_tokens: tokens.iter().map(|token| token.parse().unwrap()).collect(),
            ..ServiceSettings::default()
        },
        ..Setup::laboratory(mail.port)
    };
    (setup.start(&resolver).await, mail)
}

async fn asked(service: &Service, mut request: Request, token: Option<&str>) -> Answer {
    if let Some(token) = token {
        request = request.header("authorization", &format!("Bearer {token}"));
    }
    request.send(service.address).await
}

#[tokio::test]
async fn recipients_are_tried_only_for_those_who_may() {
    let not_permitted = Some((403, ProblemCode::NotPermitted));
    for (rcpt_tests, tokens, shown, refused, why) in [
        (
            false,
            &[][..],
            None,
            not_permitted,
            "loopback on both sides is no permission",
        ),
        (
            false,
            &[TOKEN][..],
            Some(TOKEN),
            not_permitted,
            "neither is a token alone",
        ),
        (true, &[][..], None, None, "the operator lets everybody"),
        (
            true,
            &[TOKEN][..],
            None,
            not_permitted,
            "the token is not shown",
        ),
        (
            true,
            &[TOKEN][..],
            Some("fedcba9876543210"),
            Some((401, ProblemCode::TokenRefused)),
            "it is another",
        ),
        (true, &[TOKEN][..], Some(TOKEN), None, "it is shown"),
    ] {
        let (service, mail) = service(rcpt_tests, tokens).await;
        let info = asked(&service, Request::get("/v1/info"), shown).await;
        if refused.is_none_or(|(status, _)| status != 401) {
            let info: RelayInfo = info.json();
            assert_eq!(
                info.features.contains(&Feature::Recipients),
                refused.is_none(),
                "{why}"
            );
        }

        let answer = asked(&service, Request::json("/v1/probe", PROBE), shown).await;
        if let Some(refused) = refused {
            let problem = answer.problem();
            assert_eq!((problem.status, problem.code), refused, "{why}");
            assert!(mail.said().is_empty(), "{why}");
        } else {
            assert_eq!(answer.status, 200, "{why}");
            assert!(mail.said().contains(&"MAIL".to_owned()), "{why}");
        }
    }
}

#[tokio::test]
async fn everything_else_needs_no_token() {
    let (service, mail) = service(true, &[TOKEN]).await;
    let probe = r#"{"host":"mx.test","service":"smtp"}"#;
    let answer = asked(&service, Request::json("/v1/probe", probe), None).await;
    assert_eq!(answer.status, 200);
    assert_eq!(mail.said(), ["EHLO", "QUIT"]);
}
