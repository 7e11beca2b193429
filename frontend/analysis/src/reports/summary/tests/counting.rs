//! What is counted, and of which reports.

use super::*;

#[test]
fn totals_are_those_of_the_reports() {
    let reports = [
        report(
            "a.example",
            0,
            "<p>none</p>",
            &[rec("192.0.2.1", 10), failing("198.51.100.1", 3)],
        ),
        report("b.example", 0, "<p>none</p>", &[rec("192.0.2.1", 5)]),
        report(
            "a.example",
            3,
            "<p>quarantine</p>",
            &[Rec {
                spf: false,
                ..rec("192.0.2.2", 7)
            }],
        ),
    ];
    let summary = summary_of(
        &reports,
        GroupBy::Service,
        &Names::default(),
        &Known::default(),
    );
    assert_eq!((summary.reports, summary.records), (3, 4));
    let total = &summary.total;
    assert_eq!(
        (total.messages, total.passing, total.failing, total.not_said),
        (25, 22, 3, 0)
    );
    assert_eq!(
        (total.dkim_aligned, total.spf_aligned, total.both_aligned),
        (22, 15, 15)
    );
    assert_eq!(total.delivered, 25);
    let days: Vec<_> = summary
        .days
        .iter()
        .map(|day| (day.reports, day.tally.messages))
        .collect();
    assert_eq!(days, [(2, 18), (0, 0), (0, 0), (1, 7)]);
    let reporters: Vec<_> = summary
        .reporters
        .iter()
        .map(|row| (row.reporter.as_str(), row.reports, row.tally.messages))
        .collect();
    assert_eq!(reporters, [("a.example", 2, 20), ("b.example", 1, 5)]);
    assert_eq!(
        summary.policy.as_ref().unwrap().1.p,
        Some(Policy::Quarantine)
    );
    let groups: Vec<_> = summary
        .groups
        .iter()
        .map(|group| {
            (
                group.key.to_string(),
                group.tally.messages,
                group.address_count,
            )
        })
        .collect();
    assert_eq!(
        groups,
        [
            ("example.org itself".to_owned(), 22, 2),
            ("198.51.100.0/24".to_owned(), 3, 1)
        ]
    );
}

#[test]
fn the_policy_is_that_of_the_domain_and_not_of_one_below_it() {
    let good = [rec("192.0.2.1", 10)];
    let below = report("a", 5, "<p>reject</p>", &good).replace(
        "<domain>example.org</domain><p>",
        "<domain>sub.example.org</domain><p>",
    );
    let silent = report("a", 4, "", &good);
    let reports = [report("a", 0, "<p>none</p>", &good), below, silent];
    let filter = Filter {
        domain: Some("example.org".into()),
        ..Filter::default()
    };
    let summary = summarize(
        &collect(&reports),
        &filter,
        GroupBy::Service,
        &Names::default(),
        &Known::default(),
    );
    let (_, policy) = summary.policy.unwrap();
    assert_eq!(
        (policy.domain.as_str(), policy.p),
        ("example.org", Some(Policy::None))
    );
}

#[test]
fn reports_of_more_than_a_day_are_told_apart() {
    let good = [rec("192.0.2.1", 1)];
    let end = |days: i64| format!("<end>{}</end>", 1_700_006_400 + days * 86_400 - 1);
    let two_days = report("b", 0, "", &good).replace(&end(1), &end(2));
    let summary = summary_of(
        &[report("a", 0, "", &good), two_days],
        GroupBy::Service,
        &Names::default(),
        &Known::default(),
    );
    assert_eq!((summary.days[0].reports, summary.days[0].longer), (2, 1));
}

#[test]
fn more_groups_than_are_kept_still_count() {
    let records: Vec<Rec> = (0..2000u64)
        .map(|n| failing(&format!("10.{}.{}.1", n / 250, n % 250), 1 + n % 3))
        .collect();
    let summary = summary(&records);
    assert!(summary.groups.len() <= MAX_GROUPS);
    let listed: u64 = summary
        .groups
        .iter()
        .map(|group| group.tally.messages)
        .sum();
    assert_eq!(listed + summary.more.1.messages, summary.total.messages);
    assert_eq!(summary.groups.len() as u64 + summary.more.0, 2000);
    let refused = &summary.enforcement.in_all;
    assert_eq!(
        refused.by_class.iter().map(|(_, count)| count).sum::<u64>() + refused.unlisted,
        refused.refused
    );
}

#[test]
fn filters_take_what_they_say() {
    let reports = [
        report("a", 0, "<p>none</p>", &[rec("192.0.2.1", 1)]),
        report("b", 1, "<p>none</p>", &[rec("192.0.2.1", 2)]),
        report("a", 2, "<p>none</p>", &[rec("192.0.2.1", 4)]).replace(
            "<domain>example.org</domain><p>",
            "<domain>sub.example.org</domain><p>",
        ),
        report("c", 3, "<p>none</p>", &[rec("192.0.2.1", 8)]).replace(
            "<domain>example.org</domain><p>",
            "<domain>badexample.org</domain><p>",
        ),
    ];
    let collection = collect(&reports);
    let messages = |filter: Filter| {
        summarize(
            &collection,
            &filter,
            GroupBy::Network,
            &Names::default(),
            &Known::default(),
        )
        .total
        .messages
    };
    let day = |day: i64| Some(Timestamp::from_seconds(1_700_006_400 + day * 86_400 + 50));
    let domain = |name: &str| Some(name.to_owned());
    for (filter, expected) in [
        (Filter::default(), 15),
        (
            Filter {
                domain: domain("example.org"),
                ..Filter::default()
            },
            7,
        ),
        (
            Filter {
                domain: domain("sub.example.org"),
                ..Filter::default()
            },
            4,
        ),
        (
            Filter {
                from: day(1),
                ..Filter::default()
            },
            14,
        ),
        (
            Filter {
                to: day(1),
                ..Filter::default()
            },
            3,
        ),
        (
            Filter {
                from: day(1),
                to: day(2),
                ..Filter::default()
            },
            6,
        ),
        (
            Filter {
                reporter: domain("A"),
                ..Filter::default()
            },
            5,
        ),
    ] {
        assert_eq!(messages(filter.clone()), expected, "{filter:?}");
    }
    let names: Vec<_> = domains(&collection)
        .into_iter()
        .map(|entry| (entry.domain, entry.messages))
        .collect();
    assert_eq!(
        names,
        [
            ("badexample.org".to_owned(), 8),
            ("sub.example.org".to_owned(), 4),
            ("example.org".to_owned(), 3)
        ]
    );
}

#[test]
fn one_reporter_is_found_under_the_name_that_it_is_counted_under() {
    let reports = [
        report("Müller GmbH", 0, "", &[rec("192.0.2.1", 1)]),
        report("MÜLLER GmbH", 1, "", &[rec("192.0.2.1", 2)]),
    ];
    let filter = Filter {
        reporter: Some("müller gmbh".into()),
        ..Filter::default()
    };
    let (names, known) = (Names::default(), Known::default());
    for filter in [Filter::default(), filter] {
        let summary = summarize(
            &collect(&reports),
            &filter,
            GroupBy::Service,
            &names,
            &known,
        );
        assert_eq!((summary.reports, summary.total.messages), (2, 3));
        assert_eq!(summary.reporters.len(), 1);
    }
}

#[test]
fn one_step_is_about_so_many_rows() {
    let records: Vec<Rec> = (0..2000u64)
        .map(|n| rec(&format!("10.{}.{}.1", n / 250, n % 250), 1))
        .collect();
    let collection = collect(&[report("a", 0, "", &records)]);
    let (filter, names, known) = (Filter::default(), Names::default(), Known::default());
    let mut summing = Summing::new(&collection, &filter, GroupBy::Service, &names, &known);
    let steps = std::iter::repeat_with(|| summing.step(100))
        .take_while(Option::is_none)
        .count();
    // Two passes over the rows, and what was gathered of them.
    assert!((40..=45).contains(&steps), "{steps}");
}

/// What a report comes to if the receiver did this with the mail.
fn treated(text: &str, disposition: &str) -> DmarcSummary {
    let done = format!("<disposition>{disposition}<");
    summary_of(
        &[text.replace("<disposition>none<", &done)],
        GroupBy::Service,
        &Names::default(),
        &Known::default(),
    )
}

#[test]
fn exceptions_are_those_that_may_be_made_again() {
    let with = |reason, disposition: &str, record: Rec| {
        let record = Rec { reason, ..record };
        let text = report("a", 0, "<p>quarantine</p>", &[record]);
        let summary = treated(&text, disposition);
        let listed = summary.groups[0].overrides.len();
        (summary.enforcement.in_all.excepted, listed)
    };
    let bad = || failing("192.0.2.1", 3);
    assert_eq!(with("local_policy", "none", bad()), (3, 1));
    // That is what the policy asks for.
    assert_eq!(with("mailing_list", "quarantine", bad()), (0, 0));
    assert_eq!(with("local_policy", "reject", bad()), (0, 0));
    assert_eq!(with("sampled_out", "none", bad()), (0, 1));
    assert_eq!(with("policy_test_mode", "none", bad()), (0, 1));
    assert_eq!(with("other", "none", rec("192.0.2.1", 3)), (0, 0));
}

#[test]
fn a_reason_for_what_the_policy_asks_for_is_no_exception() {
    let excepted = |policy: &str, from, reason, comment: &str, disposition: &str| {
        let record = Rec {
            from,
            reason,
            ..failing("192.0.2.1", 3)
        };
        let text = report("a", 0, policy, &[record])
            .replace("<comment/>", &format!("<comment>{comment}</comment>"));
        let summary = treated(&text, disposition);
        let listed = summary.groups[0].overrides.iter();
        assert_eq!(
            summary.enforcement.in_all.excepted,
            listed.map(|(.., count)| count).sum::<u64>()
        );
        summary.enforcement.in_all.excepted > 0
    };
    let own = "example.org";
    let below = "shop.example.org";
    for (policy, from, disposition, is_one) in [
        ("<p>none</p>", own, "none", false),
        ("<p>quarantine</p>", own, "quarantine", false),
        ("<p>reject</p>", own, "quarantine", true),
        ("<p>reject</p>", own, "none", true),
        ("<p>reject</p><sp>none</sp>", below, "none", false),
        ("<p>none</p><sp>reject</sp>", below, "none", true),
        ("<p>reject</p><np>none</np>", below, "none", false),
        ("<p>quarantine</p><pct>0</pct>", own, "none", false),
        ("<p>quarantine</p><pct>50</pct>", own, "none", true),
        ("<p>quarantine</p><testing>y</testing>", own, "none", false),
        ("<p>reject</p><testing>y</testing>", own, "none", true),
        ("", own, "none", true),
    ] {
        let found = excepted(policy, from, "local_policy", "", disposition);
        assert_eq!(found, is_one, "{policy} {from} {disposition}");
    }
    let arc = |comment: &str| excepted("<p>reject</p>", own, "local_policy", comment, "none");
    assert!(arc("arc=pass as[1].d=list.example"));
    assert!(!arc("arc=fail") && !arc("ARC=none"));
}

#[test]
fn what_was_refused_and_what_was_not_are_told_apart() {
    let record = Rec {
        reason: "local_policy",
        ..failing("192.0.2.1", 3)
    };
    let text = report(
        "a",
        0,
        "<p>reject</p>",
        &[record.clone(), Rec { count: 5, ..record }],
    );
    let (first, rest) = text.split_once("<disposition>none<").unwrap();
    let text = format!("{first}<disposition>reject<{rest}");
    let summary = summary_of(
        &[text],
        GroupBy::Service,
        &Names::default(),
        &Known::default(),
    );
    assert_eq!(summary.enforcement.in_all.excepted, 5);
    assert_eq!(summary.groups[0].overrides[0].2, 5);
}
