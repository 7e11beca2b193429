//! Which step comes next, where the reports say little or nothing good.

use super::*;

/// The enforcement that reports of so many days come to, each with the same records.
fn of_days(days: i64, policy: &str, records: &[Rec]) -> Enforcement {
    let reports: Vec<String> = (0..days)
        .map(|day| report("a", day, policy, records))
        .collect();
    of(&reports)
}

fn of(reports: &[String]) -> Enforcement {
    summary_of(
        reports,
        GroupBy::Service,
        &Names::default(),
        &Known::default(),
    )
    .enforcement
}

/// A report without what DMARC made of the mail.
fn unevaluated(report: &str) -> String {
    ["dkim", "spf"].iter().fold(report.to_owned(), |text, tag| {
        text.replace(&format!("<{tag}>pass</{tag}>"), "")
            .replace(&format!("<{tag}>fail</{tag}>"), "")
    })
}

#[test]
fn where_nothing_passes_no_stricter_policy_comes_next() {
    let nothing = [Rec {
        envelope: ("example.org", "none"),
        ..failing("192.0.2.1", 100)
    }];
    for policy in ["<p>none</p>", "<p>quarantine</p>", ""] {
        for days in [1, 14] {
            let found = of_days(days, policy, &nothing);
            assert_eq!(found.step, EnforcementStep::SetUpFirst, "{policy}");
            assert!(found.advice[0].starts_with("None of this mail passes"));
            assert_eq!(found.record, None);
        }
    }
    let done = of_days(14, "<p>reject</p>", &nothing);
    assert_eq!(done.step, EnforcementStep::Done);
    assert!(done.advice[0].contains("none of this mail passes"));
    assert!(!done.advice.join(" ").contains("Nothing that looks wanted"));
}

#[test]
fn what_nothing_speaks_for_is_named_before_a_step() {
    let records = [rec("192.0.2.1", 10), failing("203.0.113.9", 2)];
    let found = of_days(14, "<p>none</p>", &records);
    assert_eq!(found.step, EnforcementStep::Quarantine);
    let said = found.advice.join(" ");
    assert!(
        said.contains("28 mails for which nothing speaks: make sure"),
        "{said}"
    );
}

#[test]
fn reports_that_do_not_say_lead_nowhere() {
    let silent: Vec<String> = (0..14)
        .map(|day| unevaluated(&report("a", day, "<p>none</p>", &[rec("192.0.2.1", 100)])))
        .collect();
    let found = of(&silent);
    assert_eq!(found.step, EnforcementStep::WaitForMore);
    let said = found.advice.join(" ");
    assert!(
        said.contains("Of 1400 mails it cannot be told whether they pass"),
        "{said}"
    );
    assert!(!said.contains("Nothing that looks wanted"), "{said}");

    let none = of_days(14, "<p>none</p>", &[rec("192.0.2.1", 0)]);
    assert_eq!(none.step, EnforcementStep::WaitForMore);
    assert!(none.advice[0].contains("no mail at all"), "{none:?}");

    // Some of it is said: the step stands, and so does what is not known.
    let mut both: Vec<String> = (0..14)
        .map(|day| report("a", day, "<p>none</p>", &[rec("192.0.2.1", 100)]))
        .collect();
    both.push(unevaluated(&report(
        "b",
        3,
        "<p>none</p>",
        &[rec("192.0.2.1", 1)],
    )));
    let found = of(&both);
    assert_eq!(found.step, EnforcementStep::Quarantine);
    let said = found.advice.join(" ");
    assert!(
        said.contains("Of one mail it cannot be told whether it passes"),
        "{said}"
    );
}

#[test]
fn reports_without_dates_are_reports() {
    let undated = |records: &[Rec]| {
        let text = report("a", 0, "<p>none</p>", records);
        let (head, rest) = text.split_once("<date_range>").unwrap();
        let (_, rest) = rest.split_once("</date_range>").unwrap();
        of(&[format!("{head}{rest}")])
    };
    let bad = undated(&[rec("192.0.2.1", 10), by_sendgrid("198.51.100.1", 3)]);
    assert_eq!(bad.step, EnforcementStep::MendFirst);
    let good = undated(&[rec("192.0.2.1", 10)]);
    assert_eq!(good.step, EnforcementStep::WaitForMore);
    assert!(
        good.advice[0].contains("do not say of which days"),
        "{good:?}"
    );
    assert_eq!(of(&[]).step, EnforcementStep::NoReports);
}
