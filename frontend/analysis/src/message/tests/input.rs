//! What is given, in all its forms: authors, choices, senders and copied pages.

use super::*;

#[test]
fn authors_are_one_or_nothing_is_said() {
    for from in [
        "From: a@example.org\r\nFrom: b@example.net\r\n",
        "From: a@example.org, b@example.net\r\n",
        "To: a@example.org\r\n",
    ] {
        let seen = judge(&format!("{TOP}{from}\r\n{BODY}"), &zone());
        assert_eq!(seen.dmarc.result, DmarcResult::CouldNotTell, "{from}");
        assert!(codes(&seen).contains(&"from-not-one"), "{from}");
    }
    let seen = judge("From: \"ceo@example.org\" <x@example.net>\r\n\r\n", &zone());
    assert_eq!(
        remark(&seen, "from-name-is-address").severity,
        Severity::Warning
    );
}

#[test]
fn choices_are_taken() {
    let mail = signed(HEADERS, BODY);
    let choice = Choice {
        border: Some(1),
        mail_from: Some("<b@example.net>".to_owned()),
    };
    let seen = judge_with(&mail, &zone(), &choice);
    assert_eq!(
        (seen.path.border.hop, seen.path.border.is_chosen),
        (Some(1), true)
    );
    assert_eq!(seen.spf.domain.as_deref(), Some("example.net"));
    assert_eq!(seen.spf.result, Some(SpfResult::Pass));
    let bounce = Choice {
        mail_from: Some("<>".to_owned()),
        ..Choice::default()
    };
    // RFC 7208 §2.4: then it is the name in EHLO.
    let seen = judge_with(&mail, &zone(), &bounce);
    assert_eq!(seen.spf.domain.as_deref(), Some("out.example.org"));
}

#[test]
fn senders_are_found_where_they_stand() {
    let below = format!(
        "{}Return-Path: <b@example.net>\r\n{HEADERS}\r\n{BODY}",
        TOP.replace("Return-Path: <a@example.org>\r\n", "")
    );
    let seen = judge(&below, &zone());
    assert_eq!(seen.spf.mail_from.as_deref(), Some("b@example.net"));
    assert!(seen.spf.mail_from_source.unwrap().contains("below"));
    // A sender without domain is not taken for one of the author's domain.
    let local = format!(
        "{}{HEADERS}\r\n{BODY}",
        TOP.replace("<a@example.org>", "<root>")
    );
    let seen = judge(&local, &zone());
    assert_eq!((seen.spf.domain.as_deref(), seen.spf.result), (None, None));
    assert!(
        seen.spf.words.contains("has no domain"),
        "{}",
        seen.spf.words
    );
}

#[test]
fn a_page_that_was_copied_is_told() {
    let copied = format!(
        "Original Message\r\nFrom:\tA <a@example.org>\r\nSPF:\tPASS\r\n\r\n{TOP}{HEADERS}\r\n{BODY}"
    );
    assert!(codes(&judge(&copied, &zone())).contains(&"headers-in-body"));
    assert!(!codes(&judge(&signed(HEADERS, BODY), &zone())).contains(&"headers-in-body"));
}
