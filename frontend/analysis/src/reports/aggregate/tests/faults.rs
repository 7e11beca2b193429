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

#[test]
fn of_an_address_the_domain_counts() {
    for (written, name) in [
        ("@example.org", "example.org"),
        ("Joe@Example.org.", "example.org"),
        ("Joe &lt;joe@example.org&gt;", "example.org"),
        ("&lt;example.org&gt;", "example.org"),
        ("joe@bücher.example", "xn--bcher-kva.example"),
        // Nothing to take.
        ("joe@", "joe@"),
        ("joe@a b", "joe@a b"),
        ("joe at example.org", "joe at example.org"),
    ] {
        let from = "<header_from>example.org";
        let report = with_record(&ROW.replace(from, &format!("<header_from>{written}")));
        assert_eq!(faults(&report), [Fault::BadDomain], "{written}");
        assert_eq!(report.name(report.rows()[0].header_from), name, "{written}");
    }
    let report = with_record(&ROW.replace("<domain>example.org", "<domain>@example.org"));
    let results = report.authentication(&report.rows()[0]);
    assert_eq!(report.name(results.spf[0].domain), "example.org");
    assert_eq!(faults(&report), [Fault::BadDomain]);
}

#[test]
fn words_are_the_same_whatever_is_between_their_parts() {
    for (written, kind) in [
        ("Mailing List", OverrideKind::MailingList),
        ("trusted-forwarder", OverrideKind::TrustedForwarder),
        ("LOCALPOLICY", OverrideKind::LocalPolicy),
        ("mailing", OverrideKind::Unknown),
    ] {
        let reason = format!("<spf>pass</spf><reason><type>{written}</type></reason>");
        let report = with_record(&ROW.replace("<spf>pass</spf>", &reason));
        assert_eq!(report.reasons(&report.rows()[0])[0].kind, kind);
        assert_eq!(faults(&report), [Fault::UnknownReason], "{written}");
    }
    for (written, word) in [
        ("temp_error", AuthWord::TempError),
        ("Perm Error", AuthWord::PermError),
        ("soft-fail", AuthWord::SoftFail),
        ("hard_fail", AuthWord::Fail),
        ("tempfail", AuthWord::Unknown),
    ] {
        let report = with_record(&ROW.replace("<result>pass", &format!("<result>{written}")));
        let results = report.authentication(&report.rows()[0]);
        assert_eq!(results.spf[0].result, word, "{written}");
        assert_eq!(faults(&report), [Fault::UnknownResult], "{written}");
    }
    let report = with_record(&ROW.replace("<spf>pass", "<spf>soft_fail"));
    assert_eq!(report.rows()[0].spf, Evaluated::Fail);
}

#[test]
fn counts_with_a_fraction_of_nothing_are_whole() {
    for (written, count, fault) in [
        ("3.0", 3, Fault::OddType),
        ("3.00", 3, Fault::OddType),
        ("3.5", 1, Fault::BadCount),
        // A thousand in one country, and one in another.
        ("1.000", 1, Fault::BadCount),
        ("1,234", 1, Fault::BadCount),
        ("0.0", 1, Fault::BadCount),
    ] {
        let report = with_record(&ROW.replace("<count>1", &format!("<count>{written}")));
        assert_eq!(report.messages, count, "{written}");
        assert_eq!(faults(&report), [fault], "{written}");
    }
}

#[test]
fn what_is_there_twice_loses_no_mail() {
    let (row, rest) = ROW.split_at(ROW.find("<identifiers>").unwrap());
    let other = row
        .replace("192.0.2.1", "192.0.2.2")
        .replace("<count>1<", "<count>7<")
        .replace("pass", "fail");
    let report = with_record(&format!("{row}{other}{rest}"));
    assert_eq!(faults(&report), [Fault::Repeated]);
    assert_eq!((report.records, report.messages), (2, 8));
    let passes = |row: &Row| (row.count, row.passes());
    let rows: Vec<_> = report.rows().iter().map(passes).collect();
    assert_eq!(rows, [(7, Some(false)), (1, Some(true))]);
    for row in report.rows() {
        assert_eq!(report.name(row.header_from), "example.org");
        assert_eq!(report.authentication(row).spf.len(), 1);
    }

    let second = "</policy_published><policy_published><domain>news.example.org</domain><p>none</p><np>reject</np>\
                  </policy_published>";
    let report = read(&OLD.replacen("</policy_published>", second, 1));
    let policy = &report.header.policy;
    assert_eq!(faults(&report), [Fault::Repeated]);
    assert_eq!(policy.domain, "example.org");
    assert_eq!((policy.p, policy.np), (Some(Policy::Quarantine), None));
    // An empty one says nothing.
    let report = read(&OLD.replacen(
        "<policy_published>",
        "<policy_published/><policy_published>",
        1,
    ));
    assert_eq!(report.header.policy.p, Some(Policy::Quarantine));
    assert!(faults(&report).is_empty());
}

#[test]
fn records_in_an_element_around_them_are_read() {
    let report = read(
        &OLD.replacen("<record>", "<records><record>", 1)
            .replace("</feedback>", "</records></feedback>"),
    );
    assert_eq!(faults(&report), [Fault::UnknownElement]);
    assert_eq!((report.records, report.messages), (2, 15));
    assert!(report.is_whole);
}
