//! What the two dialects say.

use super::*;

#[test]
fn the_old_dialect_is_read_in_full() {
    let report = read(OLD);
    let header = &report.header;
    assert_eq!(header.dialect, Dialect::Rfc7489);
    assert_eq!(header.reporter, "receiver.example");
    assert_eq!(header.report_id, "20231114.1");
    assert_eq!(header.email.as_deref(), Some("noreply@receiver.example"));
    assert_eq!(
        header.contact.as_deref(),
        Some("https://receiver.example/dmarc")
    );
    assert_eq!(header.errors, ["no key for old._domainkey.example.org"]);
    assert_eq!(header.begin, Some(Timestamp::from_seconds(1_700_000_000)));
    assert_eq!(header.end, Some(Timestamp::from_seconds(1_700_086_399)));
    let policy = &header.policy;
    assert_eq!(policy.domain, "example.org");
    assert_eq!(
        (policy.p, policy.sp),
        (Some(Policy::Quarantine), Some(Policy::None))
    );
    assert_eq!(
        (policy.adkim, policy.aspf),
        (Some(Alignment::Relaxed), Some(Alignment::Strict))
    );
    assert_eq!((policy.pct, policy.fo.as_deref()), (Some(50), Some("1")));
    assert_eq!(
        (report.records, report.messages, report.is_whole),
        (2, 15, true)
    );
    assert!(header.remarks.is_empty(), "{:?}", header.remarks);

    let [first, second] = report.rows() else {
        panic!("two rows")
    };
    assert_eq!(first.source, Source::Address("192.0.2.25".parse().unwrap()));
    assert_eq!((first.count, first.disposition), (12, Disposition::None));
    assert_eq!(
        (first.dkim, first.spf, first.passes()),
        (Evaluated::Pass, Evaluated::Fail, Some(true))
    );
    assert_eq!(report.name(first.header_from), "example.org");
    assert_eq!(
        first.envelope_from.map(|id| report.name(id)),
        Some("bounces.example.net")
    );
    let results = report.authentication(first);
    let dkim: Vec<_> = results
        .dkim
        .iter()
        .map(|one| {
            (
                report.name(one.domain),
                one.selector.map(|id| report.name(id)),
                one.result,
            )
        })
        .collect();
    assert_eq!(
        dkim,
        [
            ("example.org", Some("s1"), AuthWord::Pass),
            ("example.net", None, AuthWord::Fail)
        ]
    );
    assert_eq!(
        (results.spf[0].is_helo, results.spf[0].result),
        (false, AuthWord::SoftFail)
    );
    assert!(report.reasons(first).is_empty());

    assert_eq!(second.passes(), Some(false));
    let kinds: Vec<_> = report
        .reasons(second)
        .iter()
        .map(|reason| (reason.kind, reason.comment.as_str()))
        .collect();
    assert_eq!(
        kinds,
        [
            (OverrideKind::Forwarded, "arc=pass"),
            (OverrideKind::SampledOut, "")
        ]
    );
    assert!(report.authentication(second).spf[0].is_helo);
}

#[test]
fn the_new_dialect_is_read_in_full() {
    let report = read(
        r#"<feedback xmlns="urn:ietf:params:xml:ns:dmarc-2.0" xmlns:x="urn:example:x">
  <version>1.0</version>
  <report_metadata>
    <org_name>receiver.example</org_name><email>a@receiver.example</email><report_id>z9</report_id>
    <date_range><begin>1780000000</begin><end>1780086399</end></date_range><generator>Example 1.2</generator>
  </report_metadata>
  <policy_published>
    <domain>example.org</domain><p>reject</p><np>reject</np><testing>y</testing>
    <discovery_method>treewalk</discovery_method>
  </policy_published>
  <extension><x:a definition="urn:example:x"><x:count>7</x:count><x:record><x:row/></x:record></x:a></extension>
  <record>
    <row><source_ip>192.0.2.123</source_ip><count>123</count>
      <policy_evaluated><disposition>pass</disposition><dkim>pass</dkim><spf>fail</spf>
        <reason><type>policy_test_mode</type></reason></policy_evaluated></row>
    <identifiers><header_from>example.org</header_from></identifiers>
    <auth_results><dkim><domain>example.org</domain><selector>abc</selector><result>pass</result></dkim></auth_results>
  </record>
</feedback>"#,
    );
    let header = &report.header;
    assert_eq!(header.dialect, Dialect::Rfc9990);
    assert_eq!(header.generator.as_deref(), Some("Example 1.2"));
    assert_eq!(
        (header.policy.testing, header.policy.np),
        (Some(true), Some(Policy::Reject))
    );
    assert_eq!(header.policy.discovery_method.as_deref(), Some("treewalk"));
    // What an extension has inside is none of ours, whatever its elements are called.
    assert_eq!((report.records, report.messages), (1, 123));
    let row = &report.rows()[0];
    assert_eq!(row.disposition, Disposition::Pass);
    assert_eq!(report.reasons(row)[0].kind, OverrideKind::PolicyTestMode);
    assert!(header.remarks.is_empty(), "{:?}", header.remarks);
}

#[test]
fn a_prefix_or_shouting_makes_no_difference() {
    let plain = read(OLD);
    let prefixed = OLD.replace(
        "<feedback>",
        "<d:feedback xmlns:d=\"http://dmarc.org/dmarc-xml/0.1\">",
    );
    let prefixed = prefixed
        .replace("</feedback>", "</d:feedback>")
        .replace("<record>", "<d:record>")
        .replace("</record>", "</d:record>");
    for text in [
        prefixed,
        OLD.replace("source_ip", "SOURCE_IP")
            .replace(">pass<", ">Pass<")
            .replace(">none<", ">NONE<"),
    ] {
        let report = read(&text);
        assert_eq!(report.rows(), plain.rows());
        assert!(
            report.header.remarks.is_empty(),
            "{:?}",
            report.header.remarks
        );
    }
}

#[test]
fn records_that_say_the_same_are_one_row() {
    let record = format!("<record>{ROW}</record>");
    let report = read(&OLD.replace("</feedback>", &format!("{}</feedback>", record.repeat(5))));
    assert_eq!(
        (report.records, report.messages, report.rows().len()),
        (7, 20, 3)
    );
    assert_eq!(
        report.rows().iter().map(|row| row.count).sum::<u64>(),
        report.messages
    );
}
