//! Who probes and why, told to those who find us in their logs.

use relay::http::ServiceSettings;
use shared::ProblemCode;

use crate::caller::Request;
use crate::resolver::Resolver;
use crate::service::{Service, Setup};

async fn service(contact: Option<&str>) -> Service {
    let setup = Setup {
        settings: ServiceSettings {
            contact: contact.map(|contact| contact.parse().unwrap()),
            public_url: Some("https://waxseal.example.org".parse().unwrap()),
            ..ServiceSettings::default()
        },
        ..Setup::default()
    };
    setup.start(&Resolver::with_addresses(&[]).await).await
}

const FILES: [&str; 2] = ["/.well-known/probing.txt", "/.well-known/security.txt"];

#[tokio::test]
async fn who_probes_is_told_under_the_name_that_was_said_in_ehlo() {
    let service = service(Some("mailto:abuse@example.org")).await;
    for path in FILES {
        let answer = Request::get(path)
            .header("host", "relay.test")
            .send(service.address)
            .await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
        let text = String::from_utf8(answer.body).unwrap();
        // RFC 9116 §2.3: every line is a field.
        let fields: Vec<&str> = text
            .lines()
            .map(|line| line.split_once(": ").unwrap().0)
            .collect();
        assert_eq!(
            fields[..4],
            ["Canonical", "Contact", "Expires", "Preferred-Languages"]
        );
        assert!(text.contains(&format!("Canonical: https://waxseal.example.org{path}\n")));
        assert!(text.contains("\nContact: mailto:abuse@example.org\n"));
    }
    let page = Request::get("/about-probes")
        .header("host", "Relay.Test:80")
        .send(service.address)
        .await;
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let csp = page.header("content-security-policy");
    assert!(csp.starts_with("default-src 'none'"));
    let html = String::from_utf8(page.body).unwrap();
    for part in [
        "relay.test",
        "mailto:abuse@example.org",
        "v=waxseal1; probe=no",
    ] {
        assert!(html.contains(part), "{part}");
    }
    assert!(!html.contains("<script") && !html.contains("style="));
}

#[tokio::test]
async fn nothing_else_is_told_under_that_name() {
    let service = service(None).await;
    for path in ["/", "/v1/info", "/healthz"] {
        let answer = Request::get(path)
            .header("host", "relay.test")
            .send(service.address)
            .await;
        assert_eq!(answer.problem().code, ProblemCode::HostRefused, "{path}");
    }
}

#[tokio::test]
async fn without_a_contact_there_are_no_files_and_the_page_says_so() {
    let service = service(None).await;
    for path in FILES {
        let answer = Request::get(path).send(service.address).await;
        assert_eq!(answer.problem().code, ProblemCode::NotFound);
    }
    let page = Request::get("/about-probes").send(service.address).await;
    let html = String::from_utf8(page.body).unwrap();
    assert!(html.contains("has named no address"));
}
