use proptest::prelude::*;

use super::*;
use crate::reports::aggregate::{AuthWord, Disposition, Evaluated, OverrideKind, Row, Source};

const OLD: &str = r#"<?xml version="1.0" encoding="UTF-8" ?>
<feedback>
  <report_metadata>
    <org_name>receiver.example</org_name>
    <email>noreply@receiver.example</email>
    <extra_contact_info>https://receiver.example/dmarc</extra_contact_info>
    <report_id>20231114.1</report_id>
    <date_range><begin>1700000000</begin><end>1700086399</end></date_range>
    <error>no key for old._domainkey.example.org</error>
  </report_metadata>
  <policy_published>
    <domain>Example.ORG</domain>
    <adkim>r</adkim><aspf>s</aspf><p>quarantine</p><sp>none</sp><pct>50</pct><fo>1</fo>
  </policy_published>
  <record>
    <row>
      <source_ip>192.0.2.25</source_ip>
      <count>12</count>
      <policy_evaluated><disposition>none</disposition><dkim>pass</dkim><spf>fail</spf></policy_evaluated>
    </row>
    <identifiers><envelope_from>bounces.example.net</envelope_from><header_from>Example.org</header_from></identifiers>
    <auth_results>
      <dkim><domain>example.org</domain><selector>s1</selector><result>pass</result></dkim>
      <dkim><domain>example.net</domain><result>fail</result><human_result>body hash did not verify</human_result></dkim>
      <spf><domain>bounces.example.net</domain><scope>mfrom</scope><result>softfail</result></spf>
    </auth_results>
  </record>
  <record>
    <row>
      <source_ip>2001:db8::25</source_ip>
      <count>3</count>
      <policy_evaluated>
        <disposition>none</disposition><dkim>fail</dkim><spf>fail</spf>
        <reason><type>forwarded</type><comment>arc=pass</comment></reason>
        <reason><type>sampled_out</type></reason>
      </policy_evaluated>
    </row>
    <identifiers><header_from>example.org</header_from></identifiers>
    <auth_results><spf><domain>example.org</domain><scope>helo</scope><result>none</result></spf></auth_results>
  </record>
</feedback>"#;

fn read(text: &str) -> AggregateReport {
    parsed(text.as_bytes(), usize::MAX).unwrap()
}

fn parsed(bytes: &[u8], piece: usize) -> Result<AggregateReport, Refusal> {
    let mut parser = Parser::default();
    for piece in bytes.chunks(piece.min(bytes.len()).max(1)) {
        if let Err(why) = parser.push(piece) {
            return parser.finish(Some(why));
        }
    }
    parser.finish(None)
}

/// A report of one record, and what is inside it.
fn with_record(record: &str) -> AggregateReport {
    read(&format!(
        "<feedback><report_metadata><org_name>r</org_name><report_id>1</report_id><date_range><begin>1700000000</begin>\
         <end>1700086399</end></date_range></report_metadata><policy_published><domain>example.org</domain><p>none</p>\
         </policy_published><record>{record}</record></feedback>"
    ))
}

const ROW: &str = "<row><source_ip>192.0.2.1</source_ip><count>1</count><policy_evaluated><disposition>none</disposition>\
    <dkim>pass</dkim><spf>pass</spf></policy_evaluated></row><identifiers><header_from>example.org</header_from>\
    </identifiers><auth_results><spf><domain>example.org</domain><result>pass</result></spf></auth_results>";

fn faults(report: &AggregateReport) -> Vec<Fault> {
    report
        .header
        .remarks
        .as_slice()
        .iter()
        .map(|remark| remark.fault)
        .collect()
}

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
        (Some(ReportedPolicy::Quarantine), Some(ReportedPolicy::None))
    );
    assert_eq!(
        (policy.adkim, policy.aspf),
        (Some(Strictness::Relaxed), Some(Strictness::Strict))
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
        (Some(true), Some(ReportedPolicy::Reject))
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

#[test]
fn what_reporters_get_wrong_is_put_up_with_and_said() {
    for (from, to, fault) in [
        ("<count>1</count>", "<count>many</count>", Fault::BadCount),
        ("<count>1</count>", "<count>0</count>", Fault::ZeroCount),
        ("<count>1</count>", "", Fault::BadCount),
        ("192.0.2.1", "mail.example.org", Fault::BadAddress),
        (
            "<dkim>pass</dkim>",
            "<dkim>neutral</dkim>",
            Fault::UnknownResult,
        ),
        (
            "<disposition>none",
            "<disposition>spam",
            Fault::UnknownDisposition,
        ),
        (
            "<spf>pass</spf>",
            "<spf>pass</spf><reason><type>mood</type></reason>",
            Fault::UnknownReason,
        ),
        ("<result>pass", "<result>hardfail", Fault::UnknownResult),
        (
            "<header_from>example.org</header_from>",
            "",
            Fault::NoHeaderFrom,
        ),
        (
            "<header_from>example.org",
            "<header_from>Joe &lt;joe@example.org>",
            Fault::BadDomain,
        ),
        (
            "<domain>example.org",
            "<domain>a & b",
            Fault::StrayReference,
        ),
        (
            "<domain>example.org",
            "<domain>a&nbsp;b",
            Fault::StrayReference,
        ),
        (
            "</identifiers>",
            "</identifiers><mood>good</mood>",
            Fault::UnknownElement,
        ),
        ("</identifiers>", "", Fault::WrongNesting),
        ("</row>", "</b></row>", Fault::WrongNesting),
    ] {
        let report = with_record(&ROW.replace(from, to));
        assert!(
            faults(&report).contains(&fault),
            "{to}: {:?}",
            report.header.remarks
        );
        assert_eq!((report.records, report.rows().len()), (1, 1), "{to}");
    }
    let without_evaluation =
        with_record("<row><source_ip>192.0.2.1</source_ip><count>1</count></row>");
    assert_eq!(without_evaluation.rows()[0].passes(), None);
    let found = faults(&without_evaluation);
    assert!(
        found.contains(&Fault::NoEvaluation) && found.contains(&Fault::NoAuthentication),
        "{found:?}"
    );
}

#[test]
fn addresses_in_odd_clothes_are_the_same_machine() {
    for text in [
        "192.0.2.1",
        " 192.0.2.1\n",
        "[192.0.2.1]",
        "::ffff:192.0.2.1",
        "192.0.2.1 (mail.example.org)",
    ] {
        let report = with_record(&ROW.replace("192.0.2.1", text));
        assert_eq!(
            report.rows()[0].source,
            Source::Address("192.0.2.1".parse().unwrap()),
            "{text}"
        );
    }
}

#[test]
fn what_the_report_should_have_said_of_itself() {
    let bare = read("<feedback><report_metadata/><policy_published/></feedback>");
    assert_eq!(
        faults(&bare),
        [
            Fault::NoReporter,
            Fault::NoReportId,
            Fault::NoDomain,
            Fault::NoPeriod
        ]
    );
    assert!(bare.is_whole);
    for (from, to, fault) in [
        ("1700086399", "1699999999", Fault::PeriodReversed),
        ("1700086399", "1700286399", Fault::LongPeriod),
        ("1700086399", "2023-11-15T22:13:19Z", Fault::OddDate),
        ("1700086399", "tomorrow", Fault::NoPeriod),
        ("<p>quarantine", "<p>ban", Fault::UnknownPolicy),
        ("<adkim>r", "<adkim>x", Fault::UnknownPolicy),
        ("<pct>50", "<pct>half", Fault::OddType),
        (
            "<feedback>",
            "<feedback xmlns=\"urn:example:other\">",
            Fault::UnknownNamespace,
        ),
        (
            "<feedback>",
            "<!DOCTYPE feedback SYSTEM \"dmarc.dtd\"><feedback>",
            Fault::DocumentType,
        ),
        (
            "</feedback>",
            "</feedback><script>x</script>",
            Fault::TextAfterEnd,
        ),
        ("</feedback>", "</feedback>and more", Fault::TextAfterEnd),
        (
            "<feedback>",
            "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"><feedback>",
            Fault::UnknownElement,
        ),
    ] {
        let report = read(&OLD.replace(from, to));
        assert_eq!(faults(&report), [fault], "{to}");
        assert_eq!((report.records, report.messages), (2, 15), "{to}");
    }
    let reversed = read(&OLD.replace("1700086399", "1699999999"));
    assert!(reversed.header.begin < reversed.header.end);
}

#[test]
fn a_report_that_is_cut_off_keeps_what_was_read() {
    let second = OLD.rfind("<record>").unwrap();
    let cut = read(&OLD[..second + 40]);
    assert_eq!((cut.records, cut.is_whole), (1, false));
    assert!(faults(&cut).contains(&Fault::EndsEarly));
    // And one that is broken in the middle.
    let broken = OLD.replacen("</record>\n  <record>", "</record>\n  <!bad <record", 1);
    let broken = read(&broken);
    assert_eq!((broken.records, broken.is_whole), (1, false));
    let nothing = parsed(b"<feedback><report_meta", usize::MAX);
    assert!(
        matches!(nothing, Err(Refusal::BadXml { .. })),
        "{nothing:?}"
    );
}

#[test]
fn what_is_no_report_or_means_harm_is_refused() {
    let nested = format!("<feedback>{}", "<a>".repeat(100_000));
    let extension = format!("<feedback><extension>{}", "<a>".repeat(100_000));
    let entities = "<!DOCTYPE feedback [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><feedback>&b;</feedback>";
    let external =
        "<!DOCTYPE feedback [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><feedback>&a;</feedback>";
    let endless = format!("<feedback><record a=\"{}", "x".repeat(1_000_000));
    for (text, expected) in [
        (nested.as_str(), "TooDeep"),
        (&extension, "TooDeep"),
        (entities, "Entities"),
        (external, "Entities"),
        (&endless, "BadXml"),
        ("<rss><channel/></rss>", "OtherXml"),
        ("<a><b><c><feedback/></c></b></a>", "OtherXml"),
        ("<a/>", "OtherXml"),
        ("<!-- nothing -->", "OtherXml"),
    ] {
        let refused = parsed(text.as_bytes(), 4096);
        let shown = format!("{:?}", refused.as_ref().err());
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
}

#[test]
fn long_values_are_cut_and_many_results_left_out() {
    let long = "x".repeat(5000);
    let report =
        with_record(&ROW.replace("<header_from>example.org", &format!("<header_from>{long}")));
    assert!(faults(&report).contains(&Fault::TooLong));
    assert_eq!(report.name(report.rows()[0].header_from).len(), 1024);
    let many = "<dkim><domain>example.org</domain><result>pass</result></dkim>".repeat(500);
    let report = with_record(&ROW.replace("<auth_results>", &format!("<auth_results>{many}")));
    assert_eq!(report.authentication(&report.rows()[0]).dkim.len(), 20);
}

#[test]
fn more_rows_than_are_kept_still_count() {
    let mut builder = Builder::default();
    let name = builder.name("example.org");
    let total = crate::reports::aggregate::MAX_ROWS as u64 + 500;
    for number in 0..total {
        builder.add(Row {
            source: Source::Address(std::net::Ipv6Addr::from(u128::from(number)).into()),
            count: 2,
            disposition: Disposition::None,
            dkim: if number % 2 == 0 {
                Evaluated::Pass
            } else {
                Evaluated::Fail
            },
            spf: Evaluated::Fail,
            header_from: name,
            envelope_from: None,
            envelope_to: None,
            reasons: u32::MAX,
            authentication: u32::MAX,
        });
    }
    let report = builder.finish(true);
    assert_eq!((report.records, report.messages), (total, 2 * total));
    assert_eq!(
        report.rows().iter().map(|row| row.count).sum::<u64>(),
        2 * total
    );
    let unlisted: Vec<_> = report
        .rows()
        .iter()
        .filter(|row| row.source == Source::Unlisted)
        .collect();
    assert_eq!(unlisted.len(), 2);
    assert_eq!(unlisted.iter().map(|row| row.count).sum::<u64>(), 1000);
    assert!(report.header.remarks.has(Fault::NotListed));
}

proptest! {
    #[test]
    fn pieces_make_no_difference(piece in 1usize..400) {
        let (whole, pieces) = (read(OLD), parsed(OLD.as_bytes(), piece).unwrap());
        prop_assert_eq!(whole.rows(), pieces.rows());
        prop_assert_eq!(&whole.header, &pieces.header);
    }

    #[test]
    fn a_cut_anywhere_never_invents_mail(cut in 0usize..OLD.len(), piece in 1usize..100) {
        if let Ok(report) = parsed(OLD.as_bytes().get(..cut).unwrap(), piece) {
            prop_assert!(report.messages <= 15 && report.records <= 2);
            prop_assert_eq!(report.rows().iter().map(|row| row.count).sum::<u64>(), report.messages);
        }
    }

    #[test]
    fn bytes_that_change_never_panic(at in 0usize..OLD.len(), byte: u8, piece in 1usize..3000) {
        let mut bytes = OLD.as_bytes().to_vec();
        bytes[at] = byte;
        let _ = parsed(&bytes, piece);
    }
}
