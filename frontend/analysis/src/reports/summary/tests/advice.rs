//! The next step, and what is said with it.

use super::*;

#[test]
fn a_stricter_policy_is_only_recommended_when_nothing_wanted_fails() {
    let days = |days: i64, policy: &str, records: &[Rec]| {
        let reports: Vec<String> = (0..days)
            .map(|day| report("a", day, policy, records))
            .collect();
        let word = policy.trim_start_matches("<p>").trim_end_matches("</p>");
        let known = Known {
            domain: Some("example.org".into()),
            dmarc: Some(format!("v=DMARC1; p={word}; rua=mailto:d@example.org")),
            ..Known::default()
        };
        summary_of(&reports, GroupBy::Service, &Names::default(), &known).enforcement
    };
    let good = [rec("192.0.2.1", 10), failing("203.0.113.1", 2)];
    let service = Rec {
        envelope: ("bounce.sendgrid.net", "pass"),
        ..failing("198.51.100.1", 1)
    };
    let bad = [rec("192.0.2.1", 10), service];
    for (enforcement, step, record) in [
        (
            days(0, "<p>none</p>", &good),
            EnforcementStep::NoReports,
            None,
        ),
        (
            days(3, "<p>none</p>", &good),
            EnforcementStep::WaitForMore,
            None,
        ),
        (
            days(20, "<p>none</p>", &good),
            EnforcementStep::Quarantine,
            Some("p=quarantine"),
        ),
        (
            days(20, "<p>quarantine</p>", &good),
            EnforcementStep::Reject,
            Some("p=reject"),
        ),
        (
            days(20, "<p>reject</p>", &good),
            EnforcementStep::Done,
            None,
        ),
        (
            days(20, "<p>none</p>", &bad),
            EnforcementStep::MendFirst,
            None,
        ),
        (
            days(20, "<p>reject</p>", &bad),
            EnforcementStep::MendFirst,
            None,
        ),
    ] {
        assert_eq!(enforcement.step, step);
        assert_eq!(
            enforcement.record.is_some(),
            record.is_some(),
            "{:?}",
            enforcement.record
        );
        if let (Some(whole), Some(part)) = (&enforcement.record, record) {
            assert_eq!(
                *whole,
                format!(
                    "_dmarc.example.org. IN TXT \"v=DMARC1; {part}; rua=mailto:d@example.org\""
                )
            );
        }
    }
    let last = days(3, "<p>none</p>", &bad);
    assert_eq!(
        (
            last.on_day.messages,
            last.on_day.delivered,
            last.on_day.refused
        ),
        (11, 10, 1)
    );
    assert_eq!(last.on_day.by_class, [(Class::Service, 1)]);
    assert_eq!((last.in_all.refused, last.in_all.unlisted), (3, 0));
}

#[test]
fn the_next_step_is_that_of_one_domain_and_of_today() {
    let good = [rec("192.0.2.1", 10)];
    let mut reports: Vec<String> = (0..20)
        .map(|day| report("a", day, "<p>none</p>", &good))
        .collect();
    let enforcement = |reports: &[String], known: &Known| {
        summary_of(reports, GroupBy::Service, &Names::default(), known).enforcement
    };
    let unknown = enforcement(&reports, &Known::default());
    assert_eq!(unknown.step, EnforcementStep::Quarantine);
    assert_eq!(unknown.record, None);
    assert!(
        unknown.advice[1].starts_with("In the record at _dmarc.example.org put “p=quarantine”"),
        "{:?}",
        unknown.advice
    );
    let known = |domain: &str, record: &str| Known {
        domain: Some(domain.into()),
        dmarc: Some(record.into()),
        ..Known::default()
    };
    for (record, step) in [
        ("v=DMARC1; p=none", EnforcementStep::Quarantine),
        ("v=DMARC1; p=quarantine", EnforcementStep::Reject),
        ("v=DMARC1; p=reject", EnforcementStep::Done),
    ] {
        let found = enforcement(&reports, &known("example.org", record));
        assert_eq!(found.step, step, "{record}");
        // What becomes of mail of mailing lists is what the next policy asks for, and nothing is said where there is none.
        let fates = ["be set aside: lists", "be refused: lists"].map(|fate| {
            let mut advice = found.advice.iter();
            advice.any(|line| line.contains(fate))
        });
        let is = |next| step == next;
        assert_eq!(
            fates,
            [is(EnforcementStep::Quarantine), is(EnforcementStep::Reject)],
            "{record}"
        );
    }
    // Another domain's record says nothing of this one.
    let other = enforcement(&reports, &known("example.net", "v=DMARC1; p=reject"));
    assert_eq!((other.step, other.record), (unknown.step, None));

    reports.push(report("a", 30, "<p>reject</p>", &good).replace(
        "<domain>example.org</domain><p>",
        "<domain>example.net</domain><p>",
    ));
    let both = enforcement(&reports, &Known::default());
    assert_eq!(
        (both.step, both.record),
        (EnforcementStep::ChooseDomain, None)
    );
    let filter = Filter {
        domain: Some("example.org".into()),
        ..Filter::default()
    };
    let one = summarize(
        &collect(&reports),
        &filter,
        GroupBy::Service,
        &Names::default(),
        &Known::default(),
    );
    assert_eq!(one.enforcement.step, EnforcementStep::Quarantine);
}

#[test]
fn what_weakens_the_policy_is_said() {
    let good = [rec("192.0.2.1", 10)];
    let advice = |policy: &str, known: &Known| {
        // What one reporter says alone of names below the domain proves nothing.
        let reports: Vec<String> = (0..40)
            .map(|number| report(["a", "b"][number % 2], number as i64 / 2, policy, &good))
            .collect();
        let found = summary_of(&reports, GroupBy::Service, &Names::default(), known).enforcement;
        found.advice.join(" ")
    };
    let none = Known::default();
    for (policy, part) in [
        ("<p>reject</p><sp>none</sp>", "“sp=none”"),
        ("<p>quarantine</p><sp>none</sp>", "“sp=none”"),
        ("<p>reject</p><pct>20</pct>", "“pct=20”"),
        ("<p>reject</p><testing>y</testing>", "“t=y”"),
    ] {
        assert!(
            advice(policy, &none).contains(part),
            "{policy}: {}",
            advice(policy, &none)
        );
    }
    // Reporters fill in what the record does not say, and a policy of none has no share.
    for policy in [
        "<p>none</p><sp>none</sp><pct>20</pct>",
        "<p>reject</p><sp>reject</sp><pct>100</pct>",
        "<p>quarantine</p><sp>quarantine</sp>",
    ] {
        let said = advice(policy, &none);
        assert!(
            !said.contains("sp=") && !said.contains("pct="),
            "{policy}: {said}"
        );
    }
    // The record of today has the last word.
    let known = Known {
        domain: Some("example.org".into()),
        dmarc: Some("v=DMARC1; p=reject; sp=quarantine; t=y".into()),
        ..Known::default()
    };
    let said = advice("<p>reject</p><pct>20</pct>", &known);
    assert!(
        said.contains("“sp=quarantine”") && said.contains("“t=y”") && !said.contains("pct"),
        "{said}"
    );
}

#[test]
fn of_several_domains_no_policy_is_named() {
    let bad = Rec {
        envelope: ("bounce.sendgrid.net", "pass"),
        ..failing("198.51.100.1", 1)
    };
    let mut reports = vec![report("a", 0, "<p>reject</p>", &[bad])];
    let of_one = summary_of(
        &reports,
        GroupBy::Service,
        &Names::default(),
        &Known::default(),
    );
    assert!(of_one.enforcement.advice[0].starts_with("The policy is reject"));
    reports.push(
        report("b", 1, "<p>reject</p><testing>y</testing>", &[])
            .replace("example.org", "example.net"),
    );
    let found = summary_of(
        &reports,
        GroupBy::Service,
        &Names::default(),
        &Known::default(),
    );
    let said = found.enforcement.advice.join(" ");
    assert_eq!(found.enforcement.step, EnforcementStep::MendFirst);
    assert!(!said.contains("reject") && !said.contains("t=y"), "{said}");
}

#[test]
fn what_may_be_wanted_all_the_same_is_said_before_a_step() {
    let stranger = Rec {
        envelope: ("news.stranger.example", "pass"),
        ..failing("203.0.113.9", 7)
    };
    let said = |days: i64, policy: &str, records: &[Rec]| {
        let reports: Vec<String> = (0..days)
            .map(|day| report("a", day, policy, records))
            .collect();
        let found = summary_of(
            &reports,
            GroupBy::Service,
            &Names::default(),
            &Known::default(),
        );
        (found.enforcement.step, found.enforcement.advice.join(" "))
    };
    let (step, words) = said(20, "<p>none</p>", &[rec("192.0.2.1", 10), stranger]);
    assert_eq!(step, EnforcementStep::Quarantine);
    assert!(
        words.contains("140 mails for which another domain vouches: make sure"),
        "{words}"
    );
    let (_, words) = said(20, "<p>none</p>", &[rec("192.0.2.1", 10)]);
    assert!(!words.contains("make sure"), "{words}");
    let (step, words) = said(1, "<p>none</p>", &[rec("192.0.2.1", 10)]);
    assert_eq!(step, EnforcementStep::WaitForMore);
    assert!(words.contains("reports of one day only"), "{words}");
}
