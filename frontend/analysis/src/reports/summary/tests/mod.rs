use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;
use crate::reports::aggregate::ReportedPolicy;
use crate::reports::{Intake, Limits, Step as IntakeStep};

/// A record in few words.
#[derive(Clone, Debug)]
struct Rec {
    source: String,
    count: u64,
    dkim: bool,
    spf: bool,
    from: &'static str,
    /// Domain and result.
    signatures: Vec<(&'static str, &'static str)>,
    envelope: (&'static str, &'static str),
    reason: &'static str,
}

fn rec(source: &str, count: u64) -> Rec {
    Rec {
        source: source.into(),
        count,
        dkim: true,
        spf: true,
        from: "example.org",
        signatures: vec![("example.org", "pass")],
        envelope: ("example.org", "pass"),
        reason: "",
    }
}

fn failing(source: &str, count: u64) -> Rec {
    Rec {
        dkim: false,
        spf: false,
        signatures: Vec::new(),
        envelope: ("example.org", "softfail"),
        ..rec(source, count)
    }
}

/// A report of one day; days are counted from 2023-11-15.
fn report(reporter: &str, day: i64, policy: &str, records: &[Rec]) -> String {
    let begin = 1_700_006_400 + day * 86_400;
    let mut text = format!(
        "<feedback><report_metadata><org_name>{reporter}</org_name><report_id>{reporter}-{day}</report_id><date_range><begin>{begin}\
         </begin><end>{}</end></date_range></report_metadata><policy_published><domain>example.org</domain>{policy}\
         </policy_published>",
        begin + 86_399
    );
    for one in records {
        let word = |passes| if passes { "pass" } else { "fail" };
        let reason = if one.reason.is_empty() {
            String::new()
        } else {
            format!("<reason><type>{}</type><comment/></reason>", one.reason)
        };
        write!(
            text,
            "<record><row><source_ip>{}</source_ip><count>{}</count><policy_evaluated><disposition>none</disposition><dkim>{}\
             </dkim><spf>{}</spf>{reason}</policy_evaluated></row><identifiers><header_from>{}</header_from></identifiers>\
             <auth_results>",
            one.source,
            one.count,
            word(one.dkim),
            word(one.spf),
            one.from
        )
        .unwrap();
        for (domain, result) in &one.signatures {
            write!(text, "<dkim><domain>{domain}</domain><selector>s1</selector><result>{result}</result></dkim>").unwrap();
        }
        write!(
            text,
            "<spf><domain>{}</domain><result>{}</result></spf></auth_results></record>",
            one.envelope.0, one.envelope.1
        )
        .unwrap();
    }
    text + "</feedback>"
}

fn collect(reports: &[String]) -> Collection {
    let mut intake = Intake::new(Limits::default());
    for report in reports {
        intake.open("r.xml");
        intake.feed(report.clone().into_bytes());
        intake.close();
        while intake.step() == IntakeStep::More {}
    }
    intake.into_collection()
}

fn summary_of(reports: &[String], by: GroupBy, names: &Names, known: &Known) -> DmarcSummary {
    summarize(&collect(reports), &Filter::default(), by, names, known)
}

fn summary(records: &[Rec]) -> DmarcSummary {
    let reports = [report("receiver.example", 0, "<p>none</p>", records)];
    summary_of(
        &reports,
        GroupBy::Service,
        &Names::default(),
        &Known::default(),
    )
}

fn class_of(summary: &DmarcSummary) -> Class {
    assert_eq!(summary.groups.len(), 1, "{:?}", summary.groups);
    summary.groups[0].verdict.class
}

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
        Some(ReportedPolicy::Quarantine)
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
fn sources_are_told_by_what_speaks_for_them() {
    let service = Rec {
        signatures: vec![("em.sendgrid.net", "pass")],
        envelope: ("bounce.sendgrid.net", "pass"),
        ..failing("192.0.2.1", 9)
    };
    let forwarded = Rec {
        reason: "forwarded",
        envelope: ("other.example", "pass"),
        ..failing("192.0.2.1", 9)
    };
    let changed = Rec {
        signatures: vec![("example.org", "fail")],
        envelope: ("list.example", "pass"),
        ..failing("192.0.2.1", 9)
    };
    let broken = Rec {
        signatures: vec![("example.org", "fail")],
        ..failing("192.0.2.1", 9)
    };
    let strict = Rec {
        signatures: vec![("mail.example.org", "pass")],
        ..failing("192.0.2.1", 9)
    };
    let foreign = Rec {
        signatures: vec![("other.example", "pass")],
        ..failing("192.0.2.1", 9)
    };
    for (record, class) in [
        (rec("192.0.2.1", 9), Class::Passing(Legs::Both)),
        (
            Rec {
                spf: false,
                ..rec("192.0.2.1", 9)
            },
            Class::Passing(Legs::DkimAlone),
        ),
        (
            Rec {
                dkim: false,
                ..rec("192.0.2.1", 9)
            },
            Class::Passing(Legs::SpfAlone),
        ),
        (service, Class::Service),
        (forwarded, Class::Forwarded),
        (changed, Class::Forwarded),
        (broken, Class::Yours),
        (strict, Class::Yours),
        (foreign, Class::Foreign),
        (failing("192.0.2.1", 9), Class::Unknown),
    ] {
        let summary = summary(std::slice::from_ref(&record));
        assert_eq!(class_of(&summary), class, "{record:?}");
        assert!(!summary.groups[0].verdict.reasons.is_empty());
    }
    let mixed = summary(&[
        rec("192.0.2.1", 5),
        Rec {
            dkim: false,
            ..rec("192.0.2.2", 5)
        },
    ]);
    assert_eq!(class_of(&mixed), Class::Passing(Legs::Mixed));
}

#[test]
fn addresses_and_names_of_the_domain_are_its_own() {
    let reports = [report("a", 0, "<p>none</p>", &[failing("192.0.2.1", 9)])];
    let mut names = Names::default();
    names.insert(
        "192.0.2.1".parse().unwrap(),
        Name::Verified("mail.example.org".into()),
    );
    let named = summary_of(&reports, GroupBy::Service, &names, &Known::default());
    assert_eq!(class_of(&named), Class::Yours);
    assert_eq!(
        named.groups[0].key,
        GroupKey::Organisation("example.org".into())
    );
    // A name that does not lead back is anybody's claim.
    names.insert(
        "192.0.2.1".parse().unwrap(),
        Name::Unverified("mail.example.org".into()),
    );
    assert_eq!(
        class_of(&summary_of(
            &reports,
            GroupBy::Service,
            &names,
            &Known::default()
        )),
        Class::Unknown
    );
    let known = Known {
        addresses: BTreeSet::from(["192.0.2.1".parse().unwrap()]),
        ..Known::default()
    };
    assert_eq!(
        class_of(&summary_of(
            &reports,
            GroupBy::Service,
            &Names::default(),
            &known
        )),
        Class::Yours
    );
}

#[test]
fn the_record_to_add_is_made_from_the_live_one() {
    let known = Known {
        domain: Some("example.org".into()),
        spf: Some("v=spf1 include:_spf.example.net ~all".into()),
        spf_lookups: Some(2),
        dmarc: Some("v=DMARC1; p=none; adkim=s; rua=mailto:d@example.org".into()),
        addresses: BTreeSet::from(["192.0.2.1".parse().unwrap(), "2001:db8::1".parse().unwrap()]),
    };
    let records = |record: Rec, policy: &str| -> Vec<String> {
        let reports = [report("a", 0, policy, &[record])];
        let summary = summary_of(&reports, GroupBy::Service, &Names::default(), &known);
        summary
            .groups
            .iter()
            .flat_map(|group| &group.remedies)
            .flat_map(|remedy| remedy.records.clone())
            .collect()
    };
    assert_eq!(
        records(failing("192.0.2.1", 9), "<p>none</p>"),
        ["example.org. IN TXT \"v=spf1 include:_spf.example.net ip4:192.0.2.1 ~all\""]
    );
    assert_eq!(
        records(failing("2001:db8::1", 9), "<p>none</p>"),
        ["example.org. IN TXT \"v=spf1 include:_spf.example.net ip6:2001:db8::1 ~all\""]
    );
    let strict = Rec {
        signatures: vec![("mail.example.org", "pass")],
        ..failing("192.0.2.1", 9)
    };
    assert_eq!(
        records(strict, "<adkim>s</adkim><p>none</p>"),
        ["_dmarc.example.org. IN TXT \"v=DMARC1; p=none; rua=mailto:d@example.org\""]
    );
    let zendesk = Rec {
        envelope: ("mail.zendesk.com", "pass"),
        ..failing("203.0.113.5", 9)
    };
    assert_eq!(
        records(zendesk, "<p>none</p>"),
        [
            "zendesk1._domainkey.example.org. IN CNAME zendesk1._domainkey.zendesk.com.",
            "zendesk2._domainkey.example.org. IN CNAME zendesk2._domainkey.zendesk.com.",
            "example.org. IN TXT \"v=spf1 include:_spf.example.net include:mail.zendesk.com ~all\"",
        ]
    );
    // Nothing is known of another domain's record.
    let other = Rec {
        from: "example.net",
        ..failing("192.0.2.1", 9)
    };
    assert_eq!(records(other, "<p>none</p>"), [""; 0]);
}

#[test]
fn neighbours_of_a_server_are_not_taken_for_it() {
    let broken = Rec {
        signatures: vec![("example.org", "fail")],
        ..failing("203.0.113.12", 9)
    };
    let reports = [report(
        "a",
        0,
        "<p>none</p>",
        &[broken, failing("203.0.113.200", 2)],
    )];
    for by in [GroupBy::Service, GroupBy::Network] {
        let summary = summary_of(&reports, by, &Names::default(), &Known::default());
        let texts: Vec<&str> = summary
            .groups
            .iter()
            .flat_map(|group| &group.remedies)
            .map(|one| one.text.as_str())
            .collect();
        assert!(
            texts.iter().any(|text| text.ends_with("ip4:203.0.113.12")),
            "{texts:?}"
        );
        assert!(
            !texts.iter().any(|text| text.contains("203.0.113.200")),
            "{texts:?}"
        );
    }
    let summary = summary_of(
        &reports,
        GroupBy::Service,
        &Names::default(),
        &Known::default(),
    );
    let groups: Vec<_> = summary
        .groups
        .iter()
        .map(|group| (group.key.to_string(), group.verdict.class))
        .collect();
    assert_eq!(
        groups,
        [
            ("203.0.113.0/24, signed as you".to_owned(), Class::Yours),
            ("203.0.113.0/24".to_owned(), Class::Unknown)
        ]
    );
}

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

/// A mail of a service that vouches for itself.
fn by_sendgrid(source: &str, count: u64) -> Rec {
    Rec {
        signatures: vec![("sendgrid.net", "pass")],
        envelope: ("bounce.sendgrid.net", "pass"),
        ..failing(source, count)
    }
}

#[test]
fn a_service_is_told_however_sources_are_grouped() {
    let reports: Vec<String> = (0..20)
        .map(|day| {
            let records = [rec("192.0.2.1", 10), by_sendgrid("198.51.100.1", 3)];
            report("a", day, "<p>none</p>", &records)
        })
        .collect();
    for by in GroupBy::ALL {
        let summary = summary_of(&reports, by, &Names::default(), &Known::default());
        assert_eq!(summary.enforcement.step, EnforcementStep::MendFirst);
        assert_eq!(
            summary.enforcement.in_all.by_class,
            [(Class::Service, 60)],
            "{by:?}"
        );
        if by == GroupBy::Name {
            continue;
        }
        let group = summary
            .groups
            .iter()
            .find(|group| group.tally.failing > 0)
            .unwrap();
        assert_eq!(group.verdict.class, Class::Service, "{by:?}");
        assert!(group.remedies[0].text.contains("SendGrid"), "{by:?}");
    }
}

#[test]
fn what_has_nothing_in_common_does_not_speak_for_each_other() {
    let reports = [report(
        "a",
        0,
        "<p>none</p>",
        &[rec("192.0.2.1", 10), failing("198.51.100.1", 3)],
    )];
    let nameless = summary_of(
        &reports,
        GroupBy::Name,
        &Names::default(),
        &Known::default(),
    );
    assert_eq!(class_of(&nameless), Class::NotSaid);
    assert_eq!(nameless.groups[0].address_count, 2);

    // A mail server of the domain passes; that its neighbour is one as well is not said.
    let reports = [report(
        "a",
        0,
        "<p>none</p>",
        &[rec("192.0.2.1", 10), failing("192.0.2.99", 3)],
    )];
    let known = Known {
        addresses: BTreeSet::from(["192.0.2.1".parse().unwrap()]),
        ..Known::default()
    };
    let network = summary_of(&reports, GroupBy::Network, &Names::default(), &known);
    assert_eq!(
        network.groups[0].verdict.reasons,
        ["Other mail of the same network passes (10 of 13)."]
    );
}

#[test]
fn a_network_of_several_kinds_is_not_taken_for_one() {
    let by = |vouched: u64, nothing: u64, broken: u64| {
        let changed = Rec {
            signatures: vec![("example.org", "fail")],
            ..failing("198.51.100.3", broken)
        };
        let records = [
            by_sendgrid("198.51.100.1", vouched),
            failing("198.51.100.2", nothing),
            changed,
        ];
        let reports = [report("a", 0, "<p>none</p>", &records)];
        let summary = summary_of(
            &reports,
            GroupBy::Network,
            &Names::default(),
            &Known::default(),
        );
        let verdict = summary.groups[0].verdict.clone();
        (verdict.class, verdict.reasons.last().unwrap().clone())
    };
    let (class, reason) = by(4, 4, 4);
    assert_eq!(class, Class::NotSaid, "{reason}");
    let (class, reason) = by(1, 9, 1);
    assert_eq!(class, Class::Unknown);
    assert!(reason.contains("for most of it"), "{reason}");
    assert_eq!(by(9, 1, 1).0, Class::Service);
    assert_eq!(by(1, 1, 9).0, Class::Yours);
}

#[test]
fn an_spf_record_that_is_full_gets_no_more() {
    let known = |lookups| Known {
        domain: Some("example.org".into()),
        spf: Some("v=spf1 include:_spf.example.net ~all".into()),
        spf_lookups: Some(lookups),
        ..Known::default()
    };
    let zendesk = Rec {
        envelope: ("mail.zendesk.com", "pass"),
        ..failing("203.0.113.5", 9)
    };
    let reports = [report("a", 0, "<p>none</p>", &[zendesk])];
    let last = |lookups| {
        let known = known(lookups);
        let summary = summary_of(&reports, GroupBy::Service, &Names::default(), &known);
        summary.groups[0].remedies.last().unwrap().clone()
    };
    assert!(!last(2).text.contains("already"));
    assert_eq!(last(2).records.len(), 1);
    assert!(last(8).text.contains("asks DNS 8 times already"));
    assert_eq!(last(8).records.len(), 1);
    assert!(last(10).text.contains("take something out of it first"));
    assert!(last(10).records.is_empty());
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
        ("example.org", Some(ReportedPolicy::None))
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

prop_compose! {
    fn any_rec()(
        source in prop::sample::select(vec!["192.0.2.1", "192.0.2.77", "198.51.100.9", "2001:db8::1", "nonsense"]),
        count in 0u64..1000,
        dkim: bool,
        spf: bool,
        signature in prop::sample::select(vec![("example.org", "pass"), ("example.org", "fail"), ("sendgrid.net", "pass"), ("other.example", "pass")]),
        envelope in prop::sample::select(vec![("example.org", "pass"), ("example.org", "fail"), ("mail.zendesk.com", "pass"), ("", "none")]),
        reason in prop::sample::select(vec!["", "forwarded", "local_policy"]),
    ) -> Rec {
        Rec { source: source.into(), count, dkim, spf, from: "example.org", signatures: vec![signature], envelope, reason }
    }
}

/// Numbers as somebody writes them who wants them to be too large.
fn any_number() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        any::<u64>().prop_map(|number| number.to_string()),
        Just(u64::MAX.to_string()),
        Just(i64::MIN.to_string()),
        Just(i64::MAX.to_string()),
        "[0-9]{1,12}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn numbers_that_are_too_large_end_nothing(
        counts in prop::collection::vec(any_number(), 4),
        moments in prop::collection::vec((any_number(), any_number()), 1..4),
    ) {
        let texts: Vec<String> = moments
            .iter()
            .enumerate()
            .map(|(place, (begin, end))| {
                let records = [
                    failing("192.0.2.1", 1),
                    by_sendgrid("198.51.100.1", 2),
                    failing("203.0.113.1", 3),
                    rec("192.0.2.1", 4),
                ];
                let mut text = report(&place.to_string(), 0, "<p>none</p>", &records)
                    .replace("<begin>1700006400</begin>", &format!("<begin>{begin}</begin>"))
                    .replace("<end>1700092799</end>", &format!("<end>{end}</end>"));
                for (place, count) in counts.iter().enumerate() {
                    let written = format!("<count>{}</count>", place + 1);
                    text = text.replace(&written, &format!("<count>{count}</count>"));
                }
                text
            })
            .collect();
        let collection = collect(&texts);
        let filter = Filter::default();
        for by in GroupBy::ALL {
            let dmarc = summarize(&collection, &filter, by, &Names::default(), &Known::default());
            for day in &dmarc.days {
                prop_assert!(!day.day.date().is_empty());
            }
            let tls = crate::reports::tls::summarize(&collection, &filter);
            let file = crate::reports::export::reports_file(&collection, &filter, &dmarc, &tls);
            prop_assert!(serde_json::to_string(&file).is_ok());
        }
        prop_assert!(crate::reports::export::dmarc_csv(&collection, &filter).lines().count() > 1);
    }

    #[test]
    fn groups_add_up_to_the_whole_however_they_are_made(records in prop::collection::vec(any_rec(), 1..20)) {
        let reports = [report("a", 0, "<p>none</p>", &records)];
        let sum: u64 = records.iter().map(|one| one.count).sum();
        for by in GroupBy::ALL {
            let summary = summary_of(&reports, by, &Names::default(), &Known::default());
            prop_assert_eq!(summary.total.messages, sum);
            let mut joined = summary.more.1;
            for group in &summary.groups {
                joined.join(&group.tally);
                let addresses: u64 = group.addresses.iter().map(|one| one.tally.messages).sum();
                prop_assert_eq!(addresses, group.tally.messages);
            }
            prop_assert_eq!(joined, summary.total);
            let refused = &summary.enforcement.in_all;
            prop_assert_eq!(refused.delivered + refused.refused + refused.not_said, sum);
            prop_assert!(serde_json::to_string(&summary).is_ok());
        }
    }
}
