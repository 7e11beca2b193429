use proptest::prelude::*;
use shared::Timestamp;

use super::*;

const REPORT: &str = r#"{
  "organization-name": "Sender Inc.",
  "date-range": { "start-datetime": "2026-11-22T00:00:00Z", "end-datetime": "2026-11-22T23:59:59Z" },
  "contact-info": "smtp-tls@sender.example",
  "report-id": "2026-11-22T00:00:00Z_example.org",
  "policies": [
    {
      "policy": {
        "policy-type": "sts",
        "policy-string": ["version: STSv1", "mode: testing", "mx: *.mail.example.org", "max_age: 86400"],
        "policy-domain": "Example.org",
        "mx-host": ["*.mail.example.org"]
      },
      "summary": { "total-successful-session-count": 5326, "total-failure-session-count": 303 },
      "failure-details": [
        { "result-type": "certificate-expired", "sending-mta-ip": "2001:db8:abcd::1",
          "receiving-mx-hostname": "MX1.mail.example.org.", "failed-session-count": 100 },
        { "result-type": "starttls-not-supported", "sending-mta-ip": "198.51.100.62",
          "receiving-mx-hostname": "mx2.mail.example.org", "receiving-ip": "203.0.113.58",
          "failed-session-count": 200, "additional-information": "https://sender.example/x" },
        { "result-type": "validation-failure", "sending-mta-ip": "198.51.100.62", "receiving-ip": "203.0.113.58",
          "receiving-mx-hostname": "mx-backup.mail.example.org", "failed-session-count": 3,
          "failure-reason-code": "X509_V_ERR_PROXY_PATH_LENGTH_EXCEEDED" }
      ]
    },
    {
      "policy": { "policy-type": "no-policy-found", "policy-domain": "example.org" },
      "summary": { "total-successful-session-count": 1, "total-failure-session-count": 0 }
    }
  ]
}"#;

fn read(text: &str) -> TlsReport {
    let mut around = Remarks::default();
    let mut reports = parse(text, &mut around).unwrap();
    assert!(around.is_empty(), "{around:?}");
    assert_eq!(reports.len(), 1);
    reports.remove(0)
}

fn faults(report: &TlsReport) -> Vec<Fault> {
    report
        .remarks
        .as_slice()
        .iter()
        .map(|remark| remark.fault)
        .collect()
}

#[test]
fn a_report_is_read_in_full() {
    let report = read(REPORT);
    assert_eq!(report.reporter, "Sender Inc.");
    assert_eq!(report.report_id, "2026-11-22T00:00:00Z_example.org");
    assert_eq!(report.begin, Timestamp::from_date(2026, 11, 22));
    assert_eq!(report.totals(), (5327, 303));
    let [sts, none] = &report.policies[..] else {
        panic!("two policies")
    };
    assert_eq!(
        (&sts.kind, sts.domain.as_str()),
        (&PolicyKind::Sts, "example.org")
    );
    assert_eq!(
        (sts.strings.len(), &sts.mx_hosts[..]),
        (4, &["*.mail.example.org".to_owned()][..])
    );
    let details: Vec<_> = sts
        .details
        .iter()
        .map(|one| (one.result.word(), one.mx.as_deref(), one.sessions))
        .collect();
    assert_eq!(
        details,
        [
            ("certificate-expired", Some("mx1.mail.example.org"), 100),
            ("starttls-not-supported", Some("mx2.mail.example.org"), 200),
            ("validation-failure", Some("mx-backup.mail.example.org"), 3),
        ]
    );
    assert_eq!(
        sts.details[1].receiving_ip,
        Some("203.0.113.58".parse().unwrap())
    );
    assert_eq!(
        sts.details[2].reason_code.as_deref(),
        Some("X509_V_ERR_PROXY_PATH_LENGTH_EXCEEDED")
    );
    assert_eq!(
        (&none.kind, none.successes, none.details.len()),
        (&PolicyKind::NoPolicyFound, 1, 0)
    );
    assert!(report.remarks.is_empty(), "{:?}", report.remarks);
}

#[test]
fn names_are_in_a_labels() {
    let report = read(
        &REPORT
            .replace("\"Example.org\"", "\"BÜCHER.example\"")
            .replace("MX1.mail.example.org.", "MX1.bücher.example."),
    );
    let sts = &report.policies[0];
    assert_eq!(sts.domain, "xn--bcher-kva.example");
    let mx = sts.details[0].mx.as_deref();
    assert_eq!(mx, Some("mx1.xn--bcher-kva.example"));
}

#[test]
fn what_reporters_get_wrong_is_put_up_with_and_said() {
    for (from, to, fault) in [
        // RFC 8460's own example has it so (erratum 6241).
        (
            "[\"*.mail.example.org\"]",
            "\"*.mail.example.org\"",
            Fault::OddType,
        ),
        ("5326,", "\"5326\",", Fault::OddType),
        ("5326,", "5326.0,", Fault::OddType),
        ("5326,", "-5,", Fault::BadTotal),
        ("5326,", "1e999,", Fault::BadTotal),
        (
            "\"result-type\": \"certificate-expired\",",
            "",
            Fault::MissingField,
        ),
        (
            "\"policy-type\": \"sts\"",
            "\"policy-type\": \"mta-sts\"",
            Fault::UnknownPolicy,
        ),
        ("\"policy-type\": \"sts\",", "", Fault::MissingField),
        (
            "certificate-expired",
            "certificate-shy",
            Fault::UnknownResult,
        ),
        (
            "2026-11-22T00:00:00Z\",",
            "2026-11-22 00:00:00\",",
            Fault::OddDate,
        ),
        ("\"2026-11-22T23:59:59Z\"", "\"tomorrow\"", Fault::NoPeriod),
        (
            "\"2026-11-22T23:59:59Z\"",
            "\"2025-11-22T23:59:59Z\"",
            Fault::PeriodReversed,
        ),
        (
            "\"198.51.100.62\"",
            "\"mail.sender.example\"",
            Fault::BadAddress,
        ),
        (
            "\"failed-session-count\": 100",
            "\"failed-session-count\": 1",
            Fault::TotalsDiffer,
        ),
        (
            "\"failed-session-count\": 100",
            "\"failed-session-count\": \"a\"",
            Fault::BadCount,
        ),
        ("\"report-id\"", "\"id\"", Fault::NoReportId),
        ("\"Sender Inc.\"", "null", Fault::NoReporter),
    ] {
        assert!(REPORT.contains(from), "{from}");
        let report = read(&REPORT.replacen(from, to, 1));
        assert!(
            faults(&report).contains(&fault),
            "{to}: {:?}",
            report.remarks
        );
        assert_eq!(report.policies.len(), 2, "{to}");
    }
    // Fields in other letters, and a list of one thing that is no list, are read the same.
    let odd = read(&REPORT.replace("failed-session-count", "Failed_Session_Count"));
    assert_eq!(odd.policies[0].details[1].sessions, 200);
    let under = read(&REPORT.replace("no-policy-found", "No_Policy_Found"));
    assert_eq!(under.policies[1].kind, PolicyKind::NoPolicyFound);
    assert_eq!(faults(&under), [Fault::UnknownPolicy]);
    let single = read(r#"{"policies": {"policy": {}, "summary": {}}}"#);
    assert_eq!(single.policies.len(), 1);
}

#[test]
fn several_reports_and_what_follows_one() {
    let mut remarks = Remarks::default();
    let several = parse(&format!("[{REPORT}, {REPORT}, 7]"), &mut remarks).unwrap();
    assert_eq!((several.len(), remarks.is_empty()), (2, true));
    assert_eq!(
        parse(&format!("{REPORT}\n}}"), &mut remarks).unwrap().len(),
        1
    );
    assert!(remarks.has(Fault::TextAfterEnd));

    let mut remarks = Remarks::default();
    let lines = parse(&format!("{REPORT}\n{REPORT}\n[{REPORT}]\n"), &mut remarks).unwrap();
    assert_eq!((lines.len(), remarks.is_empty()), (3, true));
    let lines = parse(&format!("{REPORT}\n{{}}\n{REPORT}\n"), &mut remarks).unwrap();
    assert_eq!((lines.len(), remarks.has(Fault::TextAfterEnd)), (1, true));
}

#[test]
fn what_is_no_report_is_refused() {
    let deep = "[".repeat(100_000);
    let many = format!(
        "{{\"policies\": [], \"x\": [{}0]}}",
        "{},".repeat(MAX_OBJECTS)
    );
    for (text, expected) in [
        ("", "Empty"),
        ("{}", "OtherJson"),
        ("[]", "OtherJson"),
        ("[1,2]", "OtherJson"),
        ("{\"policies\": 3}", "OtherJson"),
        ("{\"policies\": [", "BadJson"),
        (&many, "TooManyEntries"),
        (&deep, "BadJson"),
    ] {
        let refused = parse(text, &mut Remarks::default());
        let shown = format!("{:?}", refused.as_ref().err());
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
}

#[test]
fn a_number_beyond_all_others_costs_itself_alone() {
    let text = REPORT
        .replace("\"Sender Inc.\"", r#""1e999 \" 1e999""#)
        .replace("5326,", "1e999,")
        .replace(": 100", ": -1E+999");
    let report = read(&text);
    assert_eq!(report.reporter, "1e999 \" 1e999");
    assert_eq!(report.totals(), (1, 303));
    assert_eq!(report.policies[0].details[0].sessions, 1);
    assert!(report.remarks.has(Fault::BadTotal) && report.remarks.has(Fault::BadCount));
}

#[test]
fn numbers_of_things_have_limits() {
    let detail = r#"{"result-type":"certificate-expired","failed-session-count":1},"#;
    let text = format!(
        r#"{{"policies":[{{"policy":{{}},"summary":{{"total-failure-session-count":70000}},"failure-details":[{}0]}}]}}"#,
        detail.repeat(70_000)
    );
    let report = read(&text);
    assert_eq!(report.policies[0].details.len(), MAX_DETAILS);
    assert_eq!(report.totals(), (0, 70_000));
    assert!(report.remarks.has(Fault::NotListed));
}

proptest! {
    #[test]
    fn nothing_panics(at in 0usize..REPORT.len(), byte in 0x20u8..0x7F) {
        let mut bytes = REPORT.as_bytes().to_vec();
        bytes[at] = byte;
        let text = String::from_utf8(bytes).unwrap();
        if let Ok(reports) = parse(&text, &mut Remarks::default()) {
            prop_assert_eq!(reports.len(), 1);
        }
    }

    #[test]
    fn result_types_read_as_they_are_written(word in "[ -~]{0,40}") {
        let once = ResultType::of(&word);
        prop_assert_eq!(ResultType::of(once.word()), once);
    }
}
