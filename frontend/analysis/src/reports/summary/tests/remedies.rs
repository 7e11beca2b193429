//! What to change so that mail passes.

use super::*;

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
fn no_record_names_an_address_of_an_inner_network() {
    let text = |source: &str| {
        let found = summary_of(
            &[report(
                "a",
                0,
                "<p>none</p>",
                &[Rec {
                    signatures: vec![("example.org", "fail")],
                    ..failing(source, 9)
                }],
            )],
            GroupBy::Service,
            &Names::default(),
            &Known::default(),
        );
        let remedies = found.groups.iter().flat_map(|group| &group.remedies);
        remedies
            .map(|remedy| remedy.text.as_str())
            .collect::<String>()
    };
    assert!(text("192.0.2.7").contains("ip4:192.0.2.7"));
    for inner in [
        "10.0.0.7",
        "192.168.1.1",
        "100.64.0.1",
        "127.0.0.1",
        "fd00::7",
        "fe80::1",
        "::1",
    ] {
        assert!(!text(inner).contains("SPF"), "{inner}: {}", text(inner));
    }
}

#[test]
fn records_are_for_names_that_are_ones() {
    let found = |from: &'static str| {
        let zendesk = Rec {
            from,
            envelope: ("mail.zendesk.com", "pass"),
            ..failing("203.0.113.5", 9)
        };
        let summary = summary(&[zendesk]);
        let records = summary.groups[0].remedies[0].records.clone();
        assert_eq!(summary.groups[0].verdict.class, Class::Service);
        records
    };
    assert_eq!(found("shop.example.org").len(), 2);
    for from in [
        "example.org. in ns evil.test.;",
        "x\u{202e}.example.org",
        // What the report has nothing to say of.
        "example.net",
    ] {
        assert_eq!(found(from), [""; 0], "{from}");
    }
}

#[test]
fn the_envelope_is_of_the_domain_whose_record_it_is() {
    let broken = Rec {
        signatures: vec![("example.org", "fail")],
        ..failing("203.0.113.12", 9)
    };
    let summary = summary(&[broken]);
    let texts = summary.groups[0].remedies.iter().map(|one| &one.text);
    let spf = texts.into_iter().find(|text| text.contains("SPF")).unwrap();
    assert!(
        spf.contains("use example.org as the envelope's sender"),
        "{spf}"
    );
}
