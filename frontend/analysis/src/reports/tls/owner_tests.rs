use super::*;
use crate::reports::collected::collected;
use crate::reports::tls::{PolicyRow, Sessions, TlsSummary, summarize};

const DMARC: &str = "<feedback><report_metadata><org_name>R</org_name><report_id>1</report_id></report_metadata>\
    <policy_published><domain>example.com</domain><p>none</p></policy_published></feedback>";

fn policy(kind: &str, domain: &str, host: &str, (good, bad): (u64, u64)) -> String {
    let quoted = |name: &str, value: &str| {
        if value.is_empty() {
            String::new()
        } else {
            format!(r#","{name}":{value}"#)
        }
    };
    let domain = if domain.is_empty() {
        String::new()
    } else {
        format!("\"{domain}\"")
    };
    let host = if host.is_empty() {
        String::new()
    } else {
        format!("[\"{host}\"]")
    };
    format!(
        r#"{{"policy":{{"policy-type":"{kind}"{}{}}},"summary":{{"total-successful-session-count":{good},
        "total-failure-session-count":{bad}}}}}"#,
        quoted("policy-domain", &domain),
        quoted("mx-host", &host),
    )
}

fn report(id: &str, policies: &[String]) -> String {
    format!(
        r#"{{"organization-name":"S","report-id":"{id}","policies":[{}]}}"#,
        policies.join(",")
    )
}

fn mail(header: &str, report: &str) -> String {
    format!(
        "From: s@sender.example\r\nSubject: x\r\n{header}MIME-Version: 1.0\r\nContent-Type: application/tlsrpt+json\r\n\r\n\
         {report}\r\n"
    )
}

fn collect(files: &[(&str, &str)]) -> Collection {
    collected(files.iter().copied())
}

fn of(domain: Option<&str>, collection: &Collection) -> TlsSummary {
    let filter = Filter {
        domain: domain.map(str::to_owned),
        ..Filter::default()
    };
    summarize(collection, &filter)
}

fn rows(summary: &TlsSummary) -> Vec<(&str, String, u64, u64)> {
    let row = |row: &PolicyRow| (row.title(), row.sessions);
    let rows = summary.policies.iter();
    rows.map(|one| {
        let (title, sessions) = row(one);
        (
            one.domain.as_str(),
            title,
            sessions.successes,
            sessions.failures,
        )
    })
    .collect()
}

#[test]
fn a_policy_without_a_domain_has_that_of_what_is_around_it() {
    let unnamed = || policy("no-policy-found", "", "", (10, 5));
    let alone = report("1", &[unnamed()]);
    let beside = report("1", &[unnamed(), policy("sts", "example.com", "", (1, 0))]);
    let header = mail("TLS-Report-Domain: Example.com.\r\n", &alone);
    for (name, file, example) in [
        ("t.json", beside.as_str(), "other policies: example.com"),
        ("t.eml", &header, "TLS-Report-Domain: example.com"),
        (
            "a/sender.example!example.com!1793491200!1793577599!1.json",
            &alone,
            "file name: example.com",
        ),
    ] {
        // Another domain, so that nothing is guessed.
        let other = DMARC.replace("example.com", "example.net");
        let collection = collect(&[("a.xml", &other), (name, file)]);
        let summary = of(Some("example.com"), &collection);
        let failures = (summary.total.failures, summary.guessed, summary.left_out);
        let none = Sessions::default();
        assert_eq!(failures, (5, none, none), "{name}");
        let remark = collection.tls()[0].remarks.as_slice().last().unwrap();
        assert_eq!(remark.fault, Fault::DomainElsewhere, "{name}");
        assert_eq!(remark.example, example);
    }
}

#[test]
fn what_is_no_domain_name_is_not_taken_for_one() {
    let alone = report("1", &[policy("no-policy-found", "", "", (10, 5))]);
    for (name, file) in [
        ("s!example!1793491200!1793577599.json", alone.as_str()),
        ("s!a_b.example!1793491200!1793577599.json", &alone),
        ("s!joe@example.com!1793491200!1793577599.json", &alone),
        ("s!example.com!begin!end.json", &alone),
        ("s!example.com.json", &alone),
        (
            "t.eml",
            &mail("TLS-Report-Domain: https://example.com\r\n", &alone),
        ),
        ("t.eml", &mail("TLS-Report-Domain: \r\n", &alone)),
    ] {
        let collection = collect(&[(name, file)]);
        assert_eq!(collection.tls()[0].about, None, "{name}");
        assert!(collection.tls()[0].remarks.has(Fault::NoDomain));
    }
}

#[test]
fn failures_without_a_domain_do_not_vanish() {
    let alone = report("1", &[policy("no-policy-found", "", "", (10, 5))]);
    // All else is about one domain and what is below it.
    let below = DMARC
        .replace("example.com", "news.example.com")
        .replace(">1<", ">2<");
    let mut files = vec![("a.xml", DMARC), ("b.xml", &below), ("t.json", &alone)];
    let sessions = Sessions {
        successes: 10,
        failures: 5,
    };
    let summary = of(Some("example.com"), &collect(&files));
    assert_eq!((summary.total, summary.guessed), (sessions, sessions));
    assert!(summary.unnamed()[0].contains("10 secured and 5 not"));
    // There are several, and it may be of any.
    let other = DMARC.replace("example.com", "example.net");
    files.push(("c.xml", &other));
    let collection = collect(&files);
    let summary = of(Some("example.com"), &collection);
    assert_eq!(
        (summary.total, summary.left_out),
        (Sessions::default(), sessions)
    );
    assert!(summary.unnamed()[0].contains("10 secured and 5 not"));
    let summary = of(None, &collection);
    assert_eq!(
        (summary.total, summary.left_out),
        (sessions, Sessions::default())
    );
    // tlsrpt-reporter has the domain in its identifier.
    let hint = alone.replace("\"1\"", "\"2026-11-01T00:00:00Z_1_example.com@s.example\"");
    files[2].1 = &hint;
    let summary = of(Some("example.com"), &collect(&files));
    assert_eq!((summary.total, summary.guessed), (sessions, sessions));
}

#[test]
fn the_records_of_a_mail_server_count_for_the_domain_it_serves() {
    let host = policy("tlsa", "mx1.hoster.net", "mx1.hoster.net", (10, 5));
    let sts = policy("sts", "example.com", "", (7, 0));
    let hinted = "2026-11-01T00:00:00Z_1_example.com@s.example";
    let by_hint = report(hinted, std::slice::from_ref(&host));
    let by_policy = report("1", &[host.clone(), sts.clone()]);
    let by_mail = mail(
        "TLS-Report-Domain: example.com\r\n",
        &report("1", std::slice::from_ref(&host)),
    );
    for (name, file) in [
        ("t.json", by_hint.as_str()),
        ("t.json", &by_policy),
        ("t.eml", &by_mail),
    ] {
        let collection = collect(&[("a.xml", DMARC), (name, file)]);
        let summary = of(Some("example.com"), &collection);
        let expected = ("example.com", "DANE at mx1.hoster.net".to_owned(), 10, 5);
        assert!(rows(&summary).contains(&expected), "{:?}", rows(&summary));
        assert_eq!(summary.failures[0].domain, "example.com");
        // Who asks for the server by name finds it, and who asks for its owner does not.
        assert_eq!(of(Some("mx1.hoster.net"), &collection).total.failures, 5);
        assert_eq!(of(Some("hoster.net"), &collection).total.failures, 0);
    }
}

#[test]
fn domains_of_their_own_stay_that() {
    // Each its own servers: a report that gathers.
    let several = report(
        "1",
        &[
            policy("sts", "example.com", "", (7, 0)),
            policy("tlsa", "example.net", "mx.example.net", (1, 2)),
        ],
    );
    let summary = of(None, &collect(&[("t.json", &several)]));
    assert_eq!(
        rows(&summary),
        [
            ("example.com", "MTA-STS".to_owned(), 7, 0),
            ("example.net", "DANE".to_owned(), 1, 2)
        ]
    );
    // The identifier hints at a domain that nothing else is about.
    let host = policy("tlsa", "mx1.hoster.net", "mx1.hoster.net", (10, 5));
    let unknown = report("x_other.example@s.example", &[host]);
    let collection = collect(&[("a.xml", DMARC), ("t.json", &unknown)]);
    let summary = of(None, &collection);
    let expected = ("mx1.hoster.net", "DANE".to_owned(), 10, 5);
    assert_eq!(rows(&summary), [expected]);
    // A server without TLSA records of its own in the report may be a domain that other reports are about.
    let own = mail(
        "TLS-Report-Domain: example.org\r\n",
        &report("1", &[policy("tlsa", "example.com", "", (1, 2))]),
    );
    let summary = of(None, &collect(&[("a.xml", DMARC), ("t.eml", &own)]));
    assert_eq!(rows(&summary)[0].0, "example.com");
}

#[test]
fn a_copy_may_say_whom_the_first_one_was_for() {
    let alone = report("1", &[policy("no-policy-found", "", "", (10, 5))]);
    let header = mail("TLS-Report-Domain: example.com\r\n", &alone);
    let collection = collect(&[("t.json", &alone), ("t.eml", &header)]);
    assert_eq!(collection.tls().len(), 1);
    assert_eq!(of(Some("example.com"), &collection).total.failures, 5);
}
