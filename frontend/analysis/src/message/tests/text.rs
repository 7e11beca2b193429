//! Mails inside the mail, and headers that stand below the first empty line.

use super::*;

/// A mail inside the mail, in a part of this type.
fn with_part(kind: &str, part: &str) -> String {
    format!(
        "{TOP}{HEADERS}Content-Type: {kind}; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nsee\r\n--x\r\n{part}\r\n\r
Received: from a by b; x\r\nFrom: c@example.com\r\nSubject: d\r\n\r\ne\r\n--x--\r\n"
    )
}

#[test]
fn a_mail_inside_the_mail_is_told() {
    for (kind, part, reference) in [
        (
            "multipart/mixed",
            "Content-Type: message/rfc822",
            "RFC 2046 §5.2.1",
        ),
        (
            "multipart/report; report-type=feedback-report",
            "Content-Disposition: inline\r\nContent-Type:\r\n Message/RFC822; name=a",
            "RFC 5965",
        ),
        (
            "multipart/report; report-type=delivery-status",
            "Content-Type: text/rfc822-headers",
            "RFC 6522",
        ),
    ] {
        let mail = with_part(kind, part);
        let seen = judge(&mail, &zone());
        assert_eq!(remark(&seen, "mail-inside").reference, Some(reference));
        // Without a way of its own, too.
        let seen = judge(&mail.replace(TOP, ""), &zone());
        assert!(!codes(&seen).contains(&"headers-in-body"));
    }
    let seen = judge(
        &with_part("multipart/mixed", "Content-Type: text/plain"),
        &zone(),
    );
    assert!(!codes(&seen).contains(&"mail-inside"));
}

#[test]
fn headers_below_an_empty_line_are_told() {
    for mail in [
        format!("{TOP}\r\n{HEADERS}\r\n{BODY}"),
        format!("{TOP}\r\nDKIM-Signature: v=1\r\n{HEADERS}\r\n{BODY}"),
    ] {
        let seen = judge(&mail, &zone());
        assert_eq!(remark(&seen, "headers-in-body").severity, Severity::Warning);
        for code in ["from-not-one", "dkim-none", "no-way"] {
            assert!(!codes(&seen).contains(&code), "{code}");
        }
    }
    // What somebody quotes in his text is none.
    let quoted =
        format!("{TOP}{HEADERS}\r\nFrom: c@example.com\r\nTo: d@example.com\r\n\r\nText\r\n");
    assert!(!codes(&judge(&quoted, &zone())).contains(&"headers-in-body"));
    let letter =
        format!("{TOP}To: b@example.net\r\n\r\nDate: tomorrow\r\nAll are here.\r\nSubject: us\r\n");
    let seen = judge(&letter, &zone());
    assert!(codes(&seen).contains(&"from-not-one"));
}
