//! Each recorded world gives the report that was reviewed: grade with its reasons, areas, and every finding.

#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test"
)]

mod support;

use std::fmt::Write as _;

use analysis::report::HostReport;
use analysis::{Report, assess, plan};
use shared::Service;
use support::scenarios;

#[test]
fn each_recorded_world_gives_the_reviewed_report() {
    for scenario in scenarios() {
        let report = assess(&scenario.evidence, scenario.evidence.now);
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(scenario.name.clone(), summary(&report));
        });
    }
}

#[test]
fn nothing_is_outstanding_when_a_check_has_ended() {
    for scenario in scenarios() {
        assert_eq!(
            plan::outstanding(&scenario.evidence),
            [],
            "{}",
            scenario.name
        );
    }
}

#[test]
fn a_world_survives_being_saved_and_read() {
    for scenario in scenarios() {
        let json = serde_json::to_string(&scenario.evidence).unwrap();
        let read = serde_json::from_str(&json).unwrap();
        assert_eq!(scenario.evidence, read, "{}", scenario.name);
    }
}

/// What a reader takes from a report, in a form that is easy to review.
fn summary(report: &Report) -> String {
    let mut text = String::new();
    let grade = &report.grade;
    let _ = writeln!(text, "grade {} · {}", grade.label, grade.consequence);
    for cap in &grade.caps {
        let _ = writeln!(text, "  cap {} {}: {}", cap.ceiling, cap.cap, cap.reason);
    }
    for doubt in &grade.doubts {
        let _ = writeln!(
            text,
            "  doubt {} {}: {}",
            doubt.ceiling, doubt.cap, doubt.reason
        );
    }
    for missing in &grade.missing_for_plus {
        let _ = writeln!(text, "  for A+: {missing}");
    }
    if let Some(step) = &grade.next_step {
        let _ = writeln!(
            text,
            "  next: {} ({} to {})",
            step.action, step.from, step.to
        );
    }
    for area in &report.areas {
        let _ = writeln!(
            text,
            "area {} {}: {}",
            area.area.word(),
            area.status.words(),
            area.summary
        );
    }
    if let Some(score) = &report.score {
        let _ = writeln!(
            text,
            "score {} ({} to {}) of what is known, {} points",
            score.total, score.low, score.high, score.of
        );
    }
    for sender in report.simulation.iter().flat_map(|played| &played.senders) {
        let _ = writeln!(text, "{}: {}", sender.title, sender.outcome.words());
    }
    for host in &report.hosts {
        write_host(&mut text, host);
    }
    if let Some(submission) = report
        .submission
        .as_ref()
        .filter(|known| !known.hosts.is_empty())
    {
        let _ = writeln!(text, "submission {}", submission.source);
        for host in &submission.hosts {
            write_host(&mut text, host);
        }
    }
    for trial in report.recipients.iter().flat_map(|known| &known.servers) {
        let _ = writeln!(
            text,
            "recipients {} {}: open relay {}; mailbox {}",
            trial.host, trial.address, trial.open_relay, trial.mailbox
        );
    }
    for finding in &report.findings {
        let mark = if finding.inconclusive {
            "?"
        } else {
            finding.severity.word()
        };
        let _ = writeln!(
            text,
            "{mark} {} · {} · {}",
            finding.code, finding.about, finding.detail
        );
    }
    text
}

fn write_host(text: &mut String, host: &HostReport) {
    let port = match host.service {
        Service::Smtp => String::new(),
        Service::Submission | Service::Submissions => format!(":{}", host.service.port()),
    };
    let _ = writeln!(text, "host {}{port} {}", host.host, host.summary);
    for address in &host.addresses {
        let stages: Vec<String> = address
            .stages
            .iter()
            .map(|stage| format!("{}={}", stage.name.title(), stage.status.words()))
            .collect();
        let _ = writeln!(
            text,
            "  {} {} [{}]",
            address.address,
            address.summary,
            stages.join(", ")
        );
    }
}
