use super::*;

const FIELDS: &str = "Feedback-Type: auth-failure\r\nVersion: 1\r\nUser-Agent: Example/1.0\r\nAuth-Failure: dmarc\r\n\
    Authentication-Results: receiver.example;\r\n dmarc=fail header.from=example.org;\r\n\tspf=fail\r\n\
    Identity-Alignment: none\r\nReported-Domain: Example.org\r\nOriginal-Mail-From: <joe@bounces.example.net>\r\n\
    Arrival-Date: Sun, 22 Nov 2026 10:00:00 +0100\r\nSource-IP: 192.0.2.7\r\nDelivery-Result: reject\r\n\
    Incidents: 3\r\nDKIM-Domain: example.org\r\nDKIM-Selector: s1\r\n";
const MAIL: &str =
    "From: Joe <joe@example.org>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\nHello\r\n";

fn read(fields: &str, original: &str) -> FailureReport {
    parse(&Parts {
        from: Some("reports@receiver.example".into()),
        fields: fields.as_bytes(),
        original: original.as_bytes(),
    })
}

#[test]
fn a_report_is_read_in_full() {
    let report = read(FIELDS, MAIL);
    assert!(report.remarks.is_empty(), "{:?}", report.remarks);
    assert_eq!(report.reporter, "reports@receiver.example");
    assert_eq!(report.feedback_type.as_deref(), Some("auth-failure"));
    assert_eq!(
        (&report.auth_failure[..], &report.alignment[..]),
        (&["dmarc".to_owned()][..], &["none".to_owned()][..])
    );
    assert_eq!(report.domain.as_deref(), Some("example.org"));
    assert_eq!(report.mail_from.as_deref(), Some("joe@bounces.example.net"));
    assert_eq!(report.source, Some("192.0.2.7".parse().unwrap()));
    assert_eq!(report.arrived, Some(Timestamp::from_seconds(1_795_338_000)));
    assert_eq!(
        (report.delivery.as_deref(), report.incidents),
        (Some("reject"), 3)
    );
    assert_eq!(
        report.authentication_results.as_deref(),
        Some("receiver.example; dmarc=fail header.from=example.org; spf=fail")
    );
    assert_eq!(
        (report.from.as_deref(), report.subject.as_deref()),
        (Some("joe@example.org"), Some("Grüße"))
    );
    assert_eq!(report.original, MAIL.as_bytes());
}

#[test]
fn names_are_in_a_labels() {
    let fields = FIELDS.replace("xample.org", "xämple.org");
    let report = read(&fields, MAIL);
    let name = Some("xn--exmple-cua.org");
    assert_eq!(report.domain.as_deref(), name);
    assert_eq!(report.dkim_domain.as_deref(), name);
    let fields = FIELDS.replace("Reported-Domain: Example.org\r\n", "");
    let report = read(&fields, &MAIL.replace("example.org", "exämple.org"));
    assert_eq!(report.domain.as_deref(), name);
}

#[test]
fn what_is_missing_or_odd_is_said() {
    for (from, to, fault) in [
        ("Source-IP: 192.0.2.7\r\n", "", Fault::MissingField),
        ("192.0.2.7", "somewhere", Fault::BadAddress),
        ("Reported-Domain: Example.org\r\n", "", Fault::NoDomain),
        ("Incidents: 3", "Incidents: few", Fault::BadCount),
        (
            "Sun, 22 Nov 2026 10:00:00 +0100",
            "the other day",
            Fault::OddDate,
        ),
    ] {
        let report = read(&FIELDS.replace(from, to), MAIL);
        assert!(report.remarks.has(fault), "{to}: {:?}", report.remarks);
        assert_eq!(report.domain.as_deref(), Some("example.org"), "{to}");
    }
    assert!(read(FIELDS, "").remarks.has(Fault::MissingField));
    assert!(parse(&Parts::default()).remarks.has(Fault::NoReporter));
}

#[test]
fn a_date_in_another_format_is_read() {
    for written in ["2026-11-22T10:00:00+01:00", "2026-11-22 09:00:00 +0000"] {
        let report = read(
            &FIELDS.replace("Sun, 22 Nov 2026 10:00:00 +0100", written),
            MAIL,
        );
        assert_eq!(report.arrived, Some(Timestamp::from_seconds(1_795_338_000)));
        assert!(report.remarks.has(Fault::OddDate));
    }
}

#[test]
fn fields_and_mails_have_limits() {
    let many = "X: y\r\n".repeat(1000);
    let report = read(&many, &format!("{MAIL}{}", "x".repeat(1_000_000)));
    assert_eq!(
        (report.fields.len(), report.original.len()),
        (200, 256 * 1024)
    );
    assert!(report.remarks.has(Fault::TooManyParts) && report.remarks.has(Fault::TooLong));
    let endless = format!("Feedback-Type: x\r\n{}", " folded\r\n".repeat(100_000));
    let report = read(&endless, MAIL);
    assert!(report.fields[0].1.len() <= 8 * 1024 + 64);
}

#[test]
fn a_text_for_people_alone_is_read_too() {
    let text = "A message claiming to be from you has failed the published DMARC policy for your domain.\n\n\
        \x20 Sender Domain: example.org\n  Sender IP Address: 203.0.113.68\n\
        \x20 Received date: Mon, 07 Apr 2025 23:16:09 +0200\n  SPF Alignment: no\n  DMARC Results: None, Accept\n\n\
        ------ This is a copy of the headers that were received before the error was detected.\n\n\
        From: <user@example.org>\nSubject: Payment\n";
    let report = crate::reports::failure::parse_text(None, text).unwrap();
    assert_eq!(report.domain.as_deref(), Some("example.org"));
    assert_eq!(report.source, Some("203.0.113.68".parse().unwrap()));
    assert_eq!(report.auth_failure, ["dmarc"]);
    assert_eq!(report.arrived, Some(Timestamp::from_seconds(1_744_060_569)));
    assert_eq!(report.subject.as_deref(), Some("Payment"));
    assert!(report.remarks.has(Fault::NoMachinePart));
    for letter in [
        "Dear Sir, the Sender Domain: is nice",
        "",
        "Sender IP Address: 192.0.2.1\n",
    ] {
        assert_eq!(crate::reports::failure::parse_text(None, letter), None);
    }
}
