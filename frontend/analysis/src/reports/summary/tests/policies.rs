//! Which policy the reports found, where they do not agree.

use super::*;

/// Mails that pass.
fn mails(count: u64) -> [Rec; 1] {
    [rec("192.0.2.1", count)]
}

fn of(reports: &[String]) -> DmarcSummary {
    summary_of(
        reports,
        GroupBy::Service,
        &Names::default(),
        &Known::default(),
    )
}

/// The policy, the next step and what is said.
fn told(reports: &[String]) -> (Option<Policy>, EnforcementStep, String) {
    let found = of(reports);
    let policy = found.policy.and_then(|(_, policy)| policy.p);
    let advice = found.enforcement.advice.join(" ");
    (policy, found.enforcement.step, advice)
}

/// A reporter, how many mails it counts a day, and the policy that it finds on each.
type Says<'a> = (&'a str, u64, &'a dyn Fn(i64) -> String);

/// Reports of enough days by each of these, with so many mails a day and the policy of each day.
fn reports(of: &[Says<'_>]) -> Vec<String> {
    let each = of.iter().flat_map(|(reporter, count, policy)| {
        (0..14).map(|day| report(reporter, day, &policy(day), &mails(*count)))
    });
    each.collect()
}

fn always(policy: &'static str) -> impl Fn(i64) -> String {
    move |_| policy.to_owned()
}

#[test]
fn one_reporter_does_not_decide_against_the_others() {
    let (reject, none) = (always("<p>reject</p>"), always("<p>none</p>"));
    // The order of the files makes no difference.
    let a = reports(&[("large", 100, &reject), ("small", 10, &none)]);
    let mut b = a.clone();
    b.reverse();
    for reports in [a, b] {
        let (policy, step, said) = told(&reports);
        assert_eq!(policy, Some(Policy::Reject));
        assert_eq!(step, EnforcementStep::Done);
        assert!(
            said.contains("“p=reject” by large; “p=none” by small."),
            "{said}"
        );
        assert!(!said.contains("in place of"), "{said}");
    }
}

#[test]
fn nothing_is_said_that_would_weaken_what_some_found() {
    let (reject, none) = (always("<p>reject</p>"), always("<p>none</p>"));
    let (policy, step, said) = told(&reports(&[("a", 100, &none), ("b", 20, &reject)]));
    assert_eq!(
        (policy, step),
        (Some(Policy::None), EnforcementStep::LookAtRecord)
    );
    assert!(said.contains("do not agree on the policy"), "{said}");
    assert!(!said.contains("quarantine"), "{said}");
    // One of many with next to no mail is wrong.
    let many = reports(&[
        ("a", 100, &none),
        ("b", 100, &none),
        ("c", 100, &none),
        ("d", 100, &none),
        ("e", 1, &reject),
    ]);
    let (_, step, said) = told(&many);
    assert_eq!(step, EnforcementStep::Quarantine);
    assert!(
        said.contains("“p=none” by a, b, c and one more; “p=reject” by e."),
        "{said}"
    );
}

#[test]
fn a_record_of_today_ends_the_dispute() {
    let (reject, none) = (always("<p>reject</p>"), always("<p>none</p>"));
    let known = Known {
        domain: Some("example.org".into()),
        dmarc: Some("v=DMARC1; p=none".into()),
        ..Known::default()
    };
    let reports = reports(&[("a", 100, &none), ("b", 20, &reject)]);
    let found = summary_of(&reports, GroupBy::Service, &Names::default(), &known).enforcement;
    assert_eq!(found.step, EnforcementStep::Quarantine);
    assert!(!found.advice.join(" ").contains("do not agree"));
}

#[test]
fn a_change_of_the_record_is_seen_as_soon_as_reports_have_it() {
    let change = |on: i64| {
        move |day: i64| {
            let policy = if day < on {
                "<p>none</p>"
            } else {
                "<p>quarantine</p>"
            };
            policy.to_owned()
        }
    };
    // All have it on the last day, or on the last but one.
    for on in [12, 13] {
        let change = change(on);
        let (policy, step, said) = told(&reports(&[("a", 100, &change), ("b", 10, &change)]));
        assert_eq!(policy, Some(Policy::Quarantine), "{on}");
        assert_eq!(step, EnforcementStep::Reject, "{on}");
        assert!(!said.contains("do not agree"), "{said}");
    }
    // Who has not reported since does not contradict it, however much mail it sees.
    let (change, none) = (change(12), always("<p>none</p>"));
    let mut late = reports(&[("small", 10, &change)]);
    let large = reports(&[("large", 1000, &none)]);
    late.extend(large.into_iter().take(12));
    let (policy, _, said) = told(&late);
    assert_eq!(policy, Some(Policy::Quarantine));
    assert!(!said.contains("do not agree"), "{said}");
    // Nor does what was said long ago.
    let mut old: Vec<String> = (0..5)
        .map(|day| report("old", day, "<p>none</p>", &mails(1000)))
        .collect();
    old.extend((0..14).map(|day| report("a", day, "<p>reject</p>", &mails(1))));
    assert_eq!(told(&old).0, Some(Policy::Reject));
}

#[test]
fn what_one_reporter_fills_in_for_names_below_is_not_in_the_record() {
    let filled = always("<p>reject</p><sp>none</sp><pct>100</pct>");
    let whole = always("<p>reject</p><sp>reject</sp><pct>100</pct>");
    for counts in [(100, 3), (3, 100)] {
        let (policy, step, said) = told(&reports(&[
            ("a", counts.0, &whole),
            ("Rspamd Org", counts.1, &filled),
        ]));
        assert_eq!(
            (policy, step),
            (Some(Policy::Reject), EnforcementStep::Done)
        );
        assert!(!said.contains("asks for less"), "{said}");
    }
    assert!(
        !told(&reports(&[("Rspamd Org", 9, &filled)]))
            .2
            .contains("asks for less")
    );
    let both = reports(&[("a", 1, &filled), ("b", 1, &filled)]);
    assert!(told(&both).2.contains("asks for less: “sp=none”"));
    // Nobody fills that in.
    let quarantine = always("<p>reject</p><sp>quarantine</sp>");
    assert!(
        told(&reports(&[("a", 9, &quarantine)]))
            .2
            .contains("“sp=quarantine”")
    );
}
