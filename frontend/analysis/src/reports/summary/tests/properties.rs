//! What holds of any reports.

use super::*;

prop_compose! {
    fn any_rec()(
        source in prop::sample::select(vec!["192.0.2.1", "192.0.2.77", "198.51.100.9", "2001:db8::1", "nonsense"]),
        count in 0u64..1000,
        dkim: bool,
        spf: bool,
        signature in prop::sample::select(vec![("example.org", "pass"), ("example.org", "fail"), ("sendgrid.net", "pass"), ("other.example", "pass")]),
        envelope in prop::sample::select(vec![("example.org", "pass"), ("example.org", "fail"), ("mail.zendesk.com", "pass"), ("", "none")]),
        from in prop::sample::select(vec!["example.org", "mail.example.org", "example.net", ""]),
        reason in prop::sample::select(vec!["", "forwarded", "local_policy"]),
    ) -> Rec {
        Rec { source: source.into(), count, dkim, spf, from, signatures: vec![signature], envelope, reason }
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

    #[test]
    fn a_summary_in_steps_is_the_one_at_once(
        days in prop::collection::vec(prop::collection::vec(any_rec(), 0..30), 0..5),
        rows in 0usize..60,
        are_named: bool,
    ) {
        let reports: Vec<String> = (0..)
            .zip(&days)
            .map(|(day, records)| report(["a", "b", "A"][day % 3], day as i64 / 2, "<p>none</p>", records))
            .collect();
        let collection = collect(&reports);
        let mut names = Names::default();
        if are_named {
            names.insert("192.0.2.77".parse().unwrap(), Name::Verified("a.sendgrid.net".into()));
            names.insert("198.51.100.9".parse().unwrap(), Name::Verified("mail.other.example".into()));
            names.insert("192.0.2.1".parse().unwrap(), Name::Unverified("mail.example.org".into()));
        }
        let (filter, known) = (Filter::default(), Known::default());
        for by in GroupBy::ALL {
            let at_once = summarize(&collection, &filter, by, &names, &known);
            let mut summing = Summing::new(&collection, &filter, by, &names, &known);
            let in_steps = std::iter::repeat_with(|| summing.step(rows)).flatten().next().unwrap();
            prop_assert_eq!(
                serde_json::to_string(&in_steps).unwrap(),
                serde_json::to_string(&at_once).unwrap(),
                "{:?}", by
            );
        }
    }
}
