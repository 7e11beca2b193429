//! What reporters get wrong.

use super::*;

#[test]
fn what_reporters_get_wrong_is_put_up_with_and_said() {
    for (from, to, fault) in [
        ("<count>1</count>", "<count>many</count>", Fault::BadCount),
        ("<count>1</count>", "<count>0</count>", Fault::ZeroCount),
        ("<count>1</count>", "", Fault::BadCount),
        (
            "<count>1</count>",
            "<count>18446744073709551615</count>",
            Fault::BadCount,
        ),
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
fn a_bracket_in_a_text_is_text() {
    let report =
        with_record(&ROW.replace("<header_from>example.org", "<header_from>bad<example.org"));
    assert_eq!(faults(&report), [Fault::StrayReference, Fault::BadDomain]);
    assert_eq!((report.records, report.is_whole), (1, true));
    let row = &report.rows()[0];
    assert_eq!(report.name(row.header_from), "bad<example.org");

    // What stands after an address in brackets belongs to the report, not to it.
    let address = "<email>noreply@receiver.example</email>";
    assert!(OLD.contains(address));
    let report = read(&OLD.replace(address, "<email><noreply@receiver.example></email>"));
    assert_eq!(faults(&report), [Fault::StrayReference]);
    assert_eq!(
        report.header.email.as_deref(),
        Some("<noreply@receiver.example>")
    );
    assert_eq!(report.header.report_id, "20231114.1");
    assert!(report.header.begin.is_some() && report.is_whole);
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
