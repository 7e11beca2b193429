//! TLS reports, summed up and held against checks of real servers.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken fixture ends the test"
)]

use analysis::finding::{About, Code};
use analysis::reports::summary::Filter;
use analysis::reports::tls::{self, LiveState, ResultType};
use analysis::reports::{Collection, Intake, Limits, Step};
use analysis::{Evidence, Report, assess};
use shared::{Service, SkipReason};

/// A report of one day about one policy: its failures are reason, server and number.
fn report(
    id: u32,
    day: u32,
    kind: &str,
    domain: &str,
    successes: u64,
    failures: &[(&str, &str, u64)],
) -> String {
    let details: Vec<String> = failures
        .iter()
        .map(|(result, mx, count)| {
            format!(
                r#"{{"result-type":"{result}","receiving-mx-hostname":"{mx}","failed-session-count":{count},"receiving-ip":"192.0.2.1"}}"#
            )
        })
        .collect();
    let sum: u64 = failures.iter().map(|(_, _, count)| count).sum();
    format!(
        r#"{{"organization-name":"Sender {}","report-id":"{id}","date-range":{{"start-datetime":"2026-11-{day:02}T00:00:00Z",
        "end-datetime":"2026-11-{day:02}T23:59:59Z"}},"policies":[{{"policy":{{"policy-type":"{kind}","policy-domain":"{domain}",
        "policy-string":["mode: testing"]}},"summary":{{"total-successful-session-count":{successes},
        "total-failure-session-count":{sum}}},"failure-details":[{}]}}]}}"#,
        id % 2,
        details.join(",")
    )
}

fn collect(reports: &[String]) -> Collection {
    let mut intake = Intake::new(Limits::default());
    for report in reports {
        intake.open("t.json");
        intake.feed(report.clone().into_bytes());
        intake.close();
        while intake.step() == Step::More {}
    }
    intake.into_collection()
}

fn check(name: &str) -> Report {
    let path = format!("{}/tests/scenarios/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let evidence: Evidence = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assess(&evidence, evidence.now)
}

/// What the check of a scenario says of a failure at one of its servers.
fn state(scenario: &str, result: &ResultType, mx: Option<&str>) -> (LiveState, String) {
    let report_of_today = check(scenario);
    let domain = report_of_today.subject.name().to_string();
    let host = report_of_today
        .hosts
        .first()
        .map_or("mx.nowhere.example", |host| host.host.as_str());
    let report = report(
        1,
        20,
        "sts",
        &domain,
        0,
        &[(result.word(), mx.unwrap_or(host), 3)],
    );
    let summary = tls::summarize(&collect(&[report]), &Filter::default());
    let live = tls::live(&summary.failures[0], &report_of_today);
    (live.state, live.text)
}

#[test]
fn totals_are_those_of_the_reports() {
    let reports = [
        report(
            1,
            20,
            "sts",
            "example.org",
            10,
            &[
                ("certificate-expired", "mx1.example.org", 3),
                ("starttls-not-supported", "mx2.example.org", 1),
            ],
        ),
        report(
            2,
            21,
            "sts",
            "example.org",
            20,
            &[("certificate-expired", "mx1.example.org", 4)],
        ),
        report(3, 22, "tlsa", "example.org", 5, &[]),
        report(
            4,
            22,
            "no-policy-found",
            "example.net",
            7,
            &[("validation-failure", "mx.example.net", 2)],
        ),
    ];
    let collection = collect(&reports);
    let filter = Filter {
        domain: Some("example.org".into()),
        ..Filter::default()
    };
    let summary = tls::summarize(&collection, &filter);
    assert_eq!(
        (
            summary.reports,
            summary.total.successes,
            summary.total.failures
        ),
        (3, 35, 8)
    );
    let policies: Vec<_> = summary
        .policies
        .iter()
        .map(|row| (row.reports, row.sessions.successes, row.sessions.failures))
        .collect();
    assert_eq!(policies, [(1, 5, 0), (2, 30, 8)]);
    let failures: Vec<_> = summary
        .failures
        .iter()
        .map(|row| (row.result.word(), row.mx.as_deref().unwrap(), row.sessions))
        .collect();
    assert_eq!(
        failures,
        [
            ("certificate-expired", "mx1.example.org", 7),
            ("starttls-not-supported", "mx2.example.org", 1)
        ]
    );
    assert_eq!(
        summary.results,
        [
            (ResultType::CertificateExpired, 7),
            (ResultType::StarttlsNotSupported, 1)
        ]
    );
    assert_eq!(
        summary
            .days
            .iter()
            .map(|day| day.sessions.failures)
            .collect::<Vec<_>>(),
        [4, 4, 0]
    );
    assert_eq!(summary.reporters.len(), 2);
    let all = tls::summarize(&collection, &Filter::default());
    assert_eq!(
        (all.reports, all.total.successes, all.total.failures),
        (4, 42, 10)
    );
}

#[test]
fn failures_without_a_reason_count_as_well() {
    let bare = report(
        1,
        20,
        "sts",
        "example.org",
        0,
        &[("certificate-expired", "mx.example.org", 5)],
    )
    .replace("failure-details", "omitted");
    let summary = tls::summarize(&collect(&[bare]), &Filter::default());
    assert_eq!(summary.results, [(ResultType::NotSaid, 5)]);
    assert_eq!(summary.failures[0].mx, None);
    // Some senders list reasons that no connection failed for.
    let nought = report(
        2,
        20,
        "sts",
        "example.org",
        0,
        &[
            ("certificate-expired", "mx.example.org", 0),
            ("", "mx.example.org", 3),
        ],
    );
    let summary = tls::summarize(&collect(&[nought]), &Filter::default());
    assert_eq!(summary.results, [(ResultType::NotSaid, 3)]);
    assert_eq!(summary.failures.len(), 1);
}

#[test]
fn failures_that_the_details_leave_over_have_no_reason() {
    let part = report(
        1,
        20,
        "sts",
        "example.org",
        0,
        &[
            ("validation-failure", "mx.example.org", 4),
            ("sts-policy-fetch-error", "mx.example.org", 0),
        ],
    );
    let total = "\"total-failure-session-count\":4";
    assert!(part.contains(total));
    let part = part.replace(total, "\"total-failure-session-count\":10");
    let summary = tls::summarize(&collect(&[part]), &Filter::default());
    let results = [(ResultType::NotSaid, 6), (ResultType::ValidationFailure, 4)];
    assert_eq!(summary.results, results);
    assert_eq!(summary.days[0].results, results.into_iter().collect());
    assert_eq!(summary.failures.len(), 2);
    // One connection may fail for several reasons.
    let more = report(
        1,
        20,
        "sts",
        "example.org",
        0,
        &[("validation-failure", "mx.example.org", 4)],
    );
    let more = more.replace(total, "\"total-failure-session-count\":2");
    let summary = tls::summarize(&collect(&[more]), &Filter::default());
    assert_eq!(summary.results, [(ResultType::ValidationFailure, 4)]);
}

#[test]
fn several_policies_of_one_kind_are_told_of_by_one_report() {
    let policy = |kind: &str, strings: &str, host: &str, count: u32| {
        format!(
            r#"{{"policy":{{"policy-type":"{kind}","policy-domain":"example.org","policy-string":[{strings}],"mx-host":["{host}"]}},
            "summary":{{"total-successful-session-count":{count},"total-failure-session-count":0}}}}"#
        )
    };
    let report = |day: u32, policies: &[String]| {
        format!(
            r#"{{"organization-name":"Sender","report-id":"{day}","date-range":{{"start-datetime":"2026-11-{day}T00:00:00Z",
            "end-datetime":"2026-11-{day}T23:59:59Z"}},"policies":[{}]}}"#,
            policies.join(",")
        )
    };
    let (testing, enforce) = (
        r#""version: STSv1","mode: testing""#,
        r#""version: STSv1","mode: enforce""#,
    );
    let several = report(
        20,
        &[
            policy("tlsa", r#""3 1 1 aa","3 1 1 bb""#, "mx1.example.org", 40),
            policy("tlsa", r#""3 1 1 aa","3 1 1 cc""#, "mx2.example.org", 50),
            policy("sts", testing, "*.example.org", 1),
            policy("sts", enforce, "*.example.org", 2),
            policy("sts", enforce, "*.example.org", 3),
        ],
    );
    let summary = tls::summarize(&collect(std::slice::from_ref(&several)), &Filter::default());
    let [tlsa, sts] = &summary.policies[..] else {
        panic!("{:?}", summary.policies)
    };
    assert_eq!((tlsa.reports, tlsa.sessions.successes), (1, 90));
    assert_eq!(tlsa.strings, ["3 1 1 aa", "3 1 1 bb", "3 1 1 cc"]);
    assert_eq!(tlsa.mx_hosts, ["mx1.example.org", "mx2.example.org"]);
    assert_eq!((sts.reports, sts.sessions.successes), (1, 6));
    assert_eq!(
        sts.strings,
        [
            "version: STSv1",
            "mode: testing",
            "version: STSv1",
            "mode: enforce"
        ]
    );
    assert_eq!(sts.mx_hosts, ["*.example.org"]);
    // A later report takes the place of all of that, in whatever order they are read.
    let later = report(21, &[policy("tlsa", r#""3 1 1 dd""#, "mx1.example.org", 1)]);
    for reports in [[several.clone(), later.clone()], [later, several]] {
        let summary = tls::summarize(&collect(&reports), &Filter::default());
        assert_eq!(summary.policies[0].reports, 2);
        assert_eq!(summary.policies[0].strings, ["3 1 1 dd"]);
        assert_eq!(summary.policies[0].mx_hosts, ["mx1.example.org"]);
    }
    // And there is an end to it.
    let many: Vec<String> = (0..300)
        .map(|number| policy("tlsa", &format!("\"3 1 1 {number}\""), "mx1.example.org", 1))
        .collect();
    let summary = tls::summarize(&collect(&[report(22, &many)]), &Filter::default());
    assert_eq!(summary.policies[0].strings.len(), 200);
}

#[test]
fn what_is_still_so_is_told_from_what_is_not() {
    for (scenario, result, expected) in [
        (
            "cert-expired-lab",
            ResultType::CertificateExpired,
            LiveState::StillSo,
        ),
        (
            "cert-expired-lab",
            ResultType::StarttlsNotSupported,
            LiveState::NoLongerSo,
        ),
        (
            "cert-self-signed-lab",
            ResultType::CertificateNotTrusted,
            LiveState::StillSo,
        ),
        (
            "cert-self-signed-lab",
            ResultType::CertificateExpired,
            LiveState::OtherFault,
        ),
        (
            "cert-wrong-name-lab",
            ResultType::CertificateHostMismatch,
            LiveState::StillSo,
        ),
        (
            "no-tls-lab",
            ResultType::StarttlsNotSupported,
            LiveState::StillSo,
        ),
        (
            "dane-mismatch-lab",
            ResultType::TlsaInvalid,
            LiveState::StillSo,
        ),
        ("dane-lab", ResultType::TlsaInvalid, LiveState::NoLongerSo),
        (
            "good-lab",
            ResultType::CertificateExpired,
            LiveState::NoLongerSo,
        ),
        (
            "good-lab",
            ResultType::StarttlsNotSupported,
            LiveState::NoLongerSo,
        ),
        (
            "good-lab",
            ResultType::ValidationFailure,
            LiveState::NoLongerSo,
        ),
        (
            "good-lab",
            ResultType::StsWebpkiInvalid,
            LiveState::NoLongerSo,
        ),
        ("bogus-lab", ResultType::DnssecInvalid, LiveState::StillSo),
        // What a server does not let us see is neither.
        (
            "greets-421-lab",
            ResultType::CertificateExpired,
            LiveState::CouldNotTell,
        ),
        (
            "only-421-lab",
            ResultType::StarttlsNotSupported,
            LiveState::CouldNotTell,
        ),
    ] {
        let word = result.word().to_owned();
        let (found, text) = state(scenario, &result, None);
        assert_eq!(found, expected, "{scenario}, {word}: {text}");
        assert!(text.ends_with(['.', '”', ')']), "{text}");
    }
}

#[test]
fn servers_that_the_check_does_not_know_are_said_to_be_gone_or_unchecked() {
    assert_eq!(
        state(
            "good-lab",
            &ResultType::CertificateExpired,
            Some("old.example.net")
        )
        .0,
        LiveState::Gone
    );
    let today = check("good-lab");
    let other = report(
        1,
        20,
        "sts",
        "other.example",
        0,
        &[("certificate-expired", "mx.other.example", 1)],
    );
    let summary = tls::summarize(&collect(&[other]), &Filter::default());
    assert_eq!(
        tls::live(&summary.failures[0], &today).state,
        LiveState::NotChecked
    );
}

#[test]
fn an_address_that_was_not_looked_at_may_be_the_one_at_fault() {
    let mut today = check("good-lab");
    let domain = today.subject.name().to_string();
    let host = &mut today.hosts[0];
    let (name, seen) = (host.host.to_string(), host.addresses[0].address);
    let mut unseen = host.addresses[0].clone();
    unseen.address = "2001:db8::25".parse().unwrap();
    unseen.skipped = Some(SkipReason::TooMany);
    host.addresses.push(unseen);
    let reported = report(
        1,
        20,
        "sts",
        &domain,
        0,
        &[("certificate-expired", &name, 3)],
    );
    let mut summary = tls::summarize(&collect(&[reported]), &Filter::default());
    let failure = &mut summary.failures[0];
    let live = tls::live(failure, &today);
    assert_eq!(live.state, LiveState::CouldNotTell, "{}", live.text);
    failure.addresses = [seen].into();
    let live = tls::live(failure, &today);
    assert_eq!(live.state, LiveState::NoLongerSo, "{}", live.text);
}

#[test]
fn what_users_send_through_is_another_service() {
    let mut today = check("good-lab");
    let domain = today.subject.name().to_string();
    let host = today.hosts[0].host.clone();
    let address = today.hosts[0].addresses[0].address;
    let expired = check("cert-expired-lab")
        .findings
        .into_iter()
        .find(|finding| finding.code == Code::CertificateExpired)
        .unwrap();
    let reported = report(
        1,
        20,
        "sts",
        &domain,
        0,
        &[("certificate-expired", host.as_str(), 3)],
    );
    let summary = tls::summarize(&collect(&[reported]), &Filter::default());
    for (service, expected) in [
        (Service::Submissions, LiveState::NoLongerSo),
        (Service::Smtp, LiveState::StillSo),
    ] {
        let mut finding = expired.clone();
        finding.about = About::Address {
            host: host.clone(),
            address,
            service,
        };
        today.findings.push(finding);
        let live = tls::live(&summary.failures[0], &today);
        assert_eq!(live.state, expected, "{}", live.text);
    }
}

#[test]
fn every_reason_is_explained() {
    for result in ResultType::KNOWN
        .into_iter()
        .chain([ResultType::Other("new".into())])
    {
        let words = result.explanation();
        for text in [words.what, words.consequence, words.remedy] {
            assert!(text.ends_with('.') && text.len() > 20, "{result}: {text}");
        }
        assert!(words.reference.starts_with("RFC 8460"));
    }
}
