//! What is said of MTA-STS policies that hold today: for how long, in which mode, and until when they can be fetched.

#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test"
)]

mod support;

use analysis::certificate::Certificate;
use analysis::dns::{RecordType, TxtRecord, encode};
use analysis::finding::{Finding, Severity};
use analysis::{DnsAnswer, Evidence, Outcome, Query, Report, assess};
use shared::{PolicyFile, Timestamp};
use support::{outcomes, scenarios, with_only};

const DAY: i64 = 86_400;

fn world(change: impl Fn(&mut PolicyFile)) -> Evidence {
    let mut all = scenarios().into_iter();
    let good = all.find(|one| one.name == "good-lab").unwrap().evidence;
    let changed: Vec<_> = outcomes(&good)
        .into_iter()
        .map(|(query, mut outcome)| {
            if let Outcome::Policy(file) = &mut outcome {
                change(file);
            }
            (query, outcome)
        })
        .collect();
    with_only(&good, &changed)
}

fn policy(mode: &str, max_age: u32) -> Evidence {
    let text = format!("version: STSv1\nmode: {mode}\nmx: *.good.lab\nmax_age: {max_age}\n");
    world(|file| file.body = Some(text.clone().into_bytes().into()))
}

/// The texts at a name replaced; `None` for none at all.
fn with_text(evidence: &Evidence, prefix: &str, text: Option<&str>) -> Evidence {
    let changed: Vec<_> = outcomes(evidence)
        .into_iter()
        .map(|(query, mut outcome)| {
            if let (Query::Dns { question, .. }, Outcome::Dns(dns)) = (&query, &mut outcome)
                && question.record_type == RecordType::Txt
                && question.name.as_str().starts_with(prefix)
            {
                let mut wire = encode(question);
                wire.truncate(wire.len() - 11);
                (wire[2], wire[3], wire[11]) = (0x80, if text.is_some() { 0 } else { 3 }, 0);
                wire[7] = u8::from(text.is_some());
                if let Some(text) = text {
                    let strings = TxtRecord::from_text(text).strings;
                    let content: Vec<u8> = strings
                        .iter()
                        .flat_map(|one| {
                            [&[u8::try_from(one.len()).unwrap()], one.as_slice()].concat()
                        })
                        .collect();
                    wire.extend([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60]);
                    wire.extend(u16::try_from(content.len()).unwrap().to_be_bytes());
                    wire.extend(content);
                }
                dns.answer = DnsAnswer::Message { wire: wire.into() };
            }
            (query, outcome)
        })
        .collect();
    with_only(evidence, &changed)
}

fn judged(evidence: &Evidence) -> Report {
    assess(evidence, evidence.now)
}

fn found<'a>(report: &'a Report, code: &str) -> Option<&'a Finding> {
    let mut findings = report.findings.iter();
    findings.find(|finding| finding.code.word() == code)
}

#[test]
fn each_length_has_one_word_at_most() {
    let (day, week) = ("mta-sts-short-max-age", "mta-sts-max-age-below-week");
    for (mode, max_age, expected) in [
        ("enforce", 0, Some(day)),
        ("enforce", 86_399, Some(day)),
        ("enforce", 86_400, Some(week)),
        ("enforce", 604_799, Some(week)),
        ("enforce", 604_800, None),
        ("enforce", 31_557_600, None),
        // It is to be forgotten soon, while it may still change.
        ("testing", 3600, None),
        ("none", 3600, None),
    ] {
        let report = judged(&policy(mode, max_age));
        let said: Vec<&str> = [day, week]
            .into_iter()
            .filter(|code| found(&report, code).is_some())
            .collect();
        assert_eq!(said, Vec::from_iter(expected), "{mode} {max_age}");
        if let Some(code) = expected {
            let finding = found(&report, code).unwrap();
            assert_eq!(finding.severity, Severity::Advice);
            assert!(
                finding
                    .pastes
                    .iter()
                    .any(|paste| paste.text.contains("604800"))
            );
        }
    }
}

#[test]
fn a_policy_hosts_certificate_that_ends_is_said_two_weeks_before() {
    let code = "mta-sts-policy-certificate-ends";
    let evidence = world(|_| {});
    assert_eq!(found(&judged(&evidence), code), None);
    let file = evidence.policy(&"good.lab".parse().unwrap()).unwrap();
    let der = &file.chain.as_ref().unwrap().certificates[0];
    let leaf = Certificate::parse(der.as_slice()).unwrap();
    let before = |seconds: i64| {
        let moment = Timestamp::from_millis(leaf.not_after.millis() - seconds * 1000);
        assess(&evidence, moment)
    };
    assert_eq!(found(&before(14 * DAY + 60), code), None);
    let soon = before(3 * DAY + 60);
    let finding = found(&soon, code).unwrap();
    assert!(finding.detail.ends_with("in 3 days."), "{}", finding.detail);
    assert!(finding.reproduce.is_some());
    // When it is over, that is what is said.
    let over = before(-60);
    assert_eq!(found(&over, code), None);
    assert!(found(&over, "mta-sts-policy-certificate").is_some());
}

#[test]
fn a_test_says_since_when_and_whether_anybody_hears_of_it() {
    let detail = |id: &str, reports: Option<&str>| {
        let record = format!("v=STSv1; id={id};");
        let world = with_text(&policy("testing", 86_400), "_mta-sts.", Some(&record));
        let report = judged(&with_text(&world, "_smtp._tls.", reports));
        found(&report, "mta-sts-testing").unwrap().detail.clone()
    };
    let reports = Some("v=TLSRPTv1; rua=mailto:a@good.lab");
    let plain = "The policy says “mode: testing”.";
    // The world was recorded in November 2026.
    assert_eq!(detail("20261101", reports), plain, "a recent one");
    assert_eq!(detail("7", reports), plain, "a counter");
    let long = detail("20250101T000000", reports);
    assert!(
        long.contains("20250101T000000") && long.contains("days ago"),
        "{long}"
    );
    let deaf = detail("7", None);
    assert!(deaf.contains("tells nothing"), "{deaf}");
    assert!(!long.contains("tells nothing"), "{long}");
}

#[test]
fn a_policy_too_long_to_be_read_whole_counts_for_nobody() {
    let report = judged(&world(|file| file.body_cut = true));
    assert!(found(&report, "mta-sts-policy-invalid").is_some());
    assert_eq!(found(&report, "mta-sts-enforce"), None);
}
