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

#[test]
fn that_receivers_refuse_mail_is_said_where_the_whole_policy_says_so() {
    let bad = [rec("192.0.2.1", 10), by_sendgrid("198.51.100.1", 1)];
    for (rest, refuses) in [
        ("", true),
        ("<sp>reject</sp><np>reject</np><pct>100</pct>", true),
        ("<sp>none</sp>", false),
        ("<np>quarantine</np>", false),
        ("<pct>0</pct>", false),
        ("<testing>y</testing>", false),
    ] {
        // What one reporter says alone of names below the domain proves nothing.
        let policy = format!("<p>reject</p>{rest}");
        let reports = ["a", "b"].map(|who| report(who, 0, &policy, &bad));
        let found = of(&reports);
        assert_eq!(found.step, EnforcementStep::MendFirst);
        let said = found.advice.join(" ");
        assert_eq!(
            said.contains("receivers refuse such mail"),
            refuses,
            "{said}"
        );
        let weaker = rest.contains("none") || rest.contains("quarantine");
        assert_eq!(said.contains("the record asks for less"), weaker, "{said}");
    }
}

#[test]
fn what_is_asked_for_names_that_do_not_exist_is_said_where_it_is_less() {
    let good = [rec("192.0.2.1", 10)];
    let said = |policy: &str| of_days(14, policy, &good).advice.join(" ");
    let less = said("<p>reject</p><sp>reject</sp><np>none</np>");
    assert!(less.contains("do not exist the record asks for less: “np=none”"));
    // Reporters fill in what the record takes from its other tags.
    for policy in [
        "<p>reject</p><sp>reject</sp><np>reject</np>",
        "<p>reject</p><np>reject</np>",
        "<p>reject</p><sp>none</sp><np>none</np>",
        "<p>none</p><sp>none</sp><np>none</np>",
    ] {
        assert!(!said(policy).contains("np="), "{policy}");
    }
}

#[test]
fn a_policy_that_is_tested_is_not_in_force() {
    let good = [rec("192.0.2.1", 10)];
    for (word, step, next) in [
        ("none", EnforcementStep::Quarantine, "quarantine"),
        ("quarantine", EnforcementStep::Quarantine, "quarantine"),
        ("reject", EnforcementStep::Reject, "reject"),
    ] {
        let policy = format!("<p>{word}</p><testing>y</testing>");
        let found = of_days(14, &policy, &good);
        assert_eq!(found.step, step, "{word}");
        assert!(found.advice[0].contains("without “t=y”"), "{found:?}");
        assert!(found.advice[1].contains("take “t=y” out"), "{found:?}");
        let reports: Vec<String> = (0..14)
            .map(|day| report("a", day, &policy, &good))
            .collect();
        let known = Known {
            domain: Some("example.org".into()),
            dmarc: Some(format!("v=DMARC1; p={word}; t=y; rua=mailto:d@example.org")),
            ..Known::default()
        };
        let found = summary_of(&reports, GroupBy::Service, &Names::default(), &known);
        assert_eq!(
            found.enforcement.record.unwrap(),
            format!("_dmarc.example.org. IN TXT \"v=DMARC1; p={next}; rua=mailto:d@example.org\"")
        );
    }
}

#[test]
fn the_policy_of_one_below_is_not_that_of_the_domain() {
    let good = [rec("192.0.2.1", 10)];
    let below = |name: &str, day, policy: &str| {
        report("a", day, policy, &good).replace(
            "<policy_published><domain>example.org</domain>",
            &format!("<policy_published><domain>{name}.example.org</domain>"),
        )
    };
    let enforcement = |reports: &[String]| {
        let filter = Filter {
            domain: Some("example.org".into()),
            ..Filter::default()
        };
        summarize(
            &collect(reports),
            &filter,
            GroupBy::Service,
            &Names::default(),
            &Known::default(),
        )
        .enforcement
    };
    let mut reports: Vec<String> = (0..14)
        .map(|day| below("a", day, "<p>reject</p>"))
        .collect();
    let one = enforcement(&reports);
    assert_eq!(one.step, EnforcementStep::Done);
    assert!(one.advice[0].starts_with("The policy of a.example.org is reject already"));
    reports.push(below("b", 3, "<p>none</p>"));
    assert_eq!(enforcement(&reports).step, EnforcementStep::ChooseDomain);
    reports.push(report("a", 3, "<p>none</p>", &good));
    assert_eq!(enforcement(&reports).step, EnforcementStep::Quarantine);
}

#[test]
fn a_report_of_a_week_is_about_seven_days() {
    let good = [rec("192.0.2.1", 10)];
    let of_length = |day: i64, length: &str| {
        let end = 1_700_006_400 + (day + 1) * 86_400 - 1;
        report(&day.to_string(), day, "<p>none</p>", &good).replace(
            &format!("<end>{end}</end>"),
            &format!("<end>{length}</end>"),
        )
    };
    let week = |day: i64| of_length(day, &(1_700_006_400 + (day + 7) * 86_400 - 1).to_string());
    let days = |reports: &[String]| {
        let found = of(reports);
        (found.days, found.step)
    };
    assert_eq!(
        days(&[week(0), week(7), week(14)]),
        (21, EnforcementStep::Quarantine)
    );
    // What overlaps is counted once.
    let day = report("b", 3, "<p>none</p>", &good);
    assert_eq!(
        days(&[week(0), week(3), day]),
        (10, EnforcementStep::WaitForMore)
    );
    // A period that nobody gathers for, or that ends before it begins, is of the day on which it begins.
    for end in ["33000000000", "99999999999", "0"] {
        assert_eq!(
            days(&[of_length(0, end)]),
            (1, EnforcementStep::WaitForMore),
            "{end}"
        );
    }
}
