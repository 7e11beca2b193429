//! Texts that copying has changed: put right, or not judged by their bytes.

use super::*;

fn quoted(mail: &str) -> String {
    mail.lines().map(|line| format!("> {line}\n")).collect()
}

/// A mail with these headers before its body, signed over the body that is given first.
fn signed_over(extra: &str, body: &str, given: &str) -> String {
    let headers = format!("{HEADERS}{extra}");
    let signature = dkim_signature("example.org", "", &headers, body);
    sent_by_another(&format!("{TOP}{signature}\r\n{headers}\r\n{given}"))
}

fn result(mail: &str) -> (SignatureResult, DmarcResult) {
    let seen = judge(mail, &zone());
    (seen.signatures[0].result, seen.dmarc.result)
}

const UNKNOWN: (SignatureResult, DmarcResult) =
    (SignatureResult::CouldNotTell, DmarcResult::CouldNotTell);
const CHANGED: (SignatureResult, DmarcResult) = (SignatureResult::BodyChanged, DmarcResult::Fail);
const PASS: (SignatureResult, DmarcResult) = (SignatureResult::Pass, DmarcResult::Pass);

#[test]
fn a_quoted_mail_is_read_and_not_judged_by_its_bytes() {
    let mail = sent_by_another(&signed(HEADERS, BODY));
    assert_eq!(result(&quoted(&mail)), PASS);
    let seen = judge(&quoted(&mail.replace("Hello", "Hullo")), &zone());
    assert_eq!((seen.signatures[0].result, seen.dmarc.result), UNKNOWN);
    assert!(seen.signatures[0].words.contains("quoted or indented"));
    let remark = remark(&seen, "copied");
    assert!(remark.todo.is_some() && remark.text.contains("quoted or indented"));
    assert_eq!(result(&quoted(&mail.replace("To: b@", "To: c@"))), UNKNOWN);
    // The same in the mail itself is told.
    assert_eq!(result(&mail.replace("Hello", "Hullo")), CHANGED);
    assert_eq!(
        result(&mail.replace("To: b@", "To: c@")).1,
        DmarcResult::Fail
    );
    assert_eq!(seen.path.hops.len(), 2);
}

#[test]
fn what_a_window_shows_of_a_body_is_not_the_body() {
    let type_of = |kind: &str| format!("Content-Type: {kind}\r\n");
    let parts = "--x\r\n\r\nHello\r\n--x--\r\n";
    let copied = |mail: &str| mail.replace("\r\n", "\n");
    for (extra, body, given) in [
        (
            type_of("multipart/alternative; boundary=\"x\""),
            parts,
            "Hello\r\n",
        ),
        (
            type_of("text/plain"),
            "Gr\u{fc}\u{df}e\r\n",
            "Gr\u{fffd}\u{fffd}e\r\n",
        ),
        (
            type_of("text/plain"),
            BODY,
            "Hello\r\n\r\n[Message clipped]  View entire message\r\n",
        ),
    ] {
        assert_eq!(result(&copied(&signed_over(&extra, body, body))), PASS);
        let mail = signed_over(&extra, body, given);
        assert_eq!(result(&copied(&mail)), UNKNOWN, "{given}");
        // A file as it was on its way is none that a window shows.
        assert_eq!(result(&mail), CHANGED, "{given}");
        // Who did not sign the headers either, is no better for it.
        let forged = copied(&mail).replace("To: b@", "To: c@");
        assert_eq!(result(&forged).1, DmarcResult::Fail, "{given}");
    }
}

#[test]
fn a_boundary_that_no_mail_may_have_is_not_looked_for() {
    for (length, expected) in [(70, UNKNOWN), (71, CHANGED)] {
        let boundary = "x".repeat(length);
        let extra = format!("Content-Type: multipart/mixed; boundary={boundary}\r\n");
        let mail = signed_over(&extra, BODY, "Hullo\r\n");
        assert_eq!(result(&mail.replace("\r\n", "\n")), expected, "{length}");
    }
}

#[test]
fn a_mailbox_may_have_quoted_a_line() {
    let body = "Hello\r\nFrom here on:\r\n>From there\r\n";
    let mail = signed_over("", body, body);
    let boxed = |mail: &str| format!("From a@example.org Sun Nov 22 10:00:00 2026\r\n{mail}");
    assert_eq!(result(&boxed(&mail)), PASS);
    let all = mail
        .replace("\nFrom here", "\n>From here")
        .replace("\n>From there", "\n>>From there");
    assert_eq!(result(&boxed(&all)), PASS);
    // In no mailbox nobody has.
    assert_eq!(result(&all), CHANGED);
    assert_eq!(result(&boxed(&all.replace("Hello", "Hullo"))), CHANGED);
}

#[test]
fn headers_in_other_words_are_not_those_that_were_signed() {
    let mail = sent_by_another(&signed(HEADERS, BODY));
    let dated = mail.replace(
        "Date: Sun, 22 Nov 2026 10:00:00 +0000",
        "Date: November 22, 2026 at 10:00:00 AM GMT",
    );
    assert_eq!(result(&dated), UNKNOWN);
    let seen = judge(&mail.replace("From: A", "Von: A"), &zone());
    assert_eq!((seen.signatures[0].result, seen.dmarc.result), UNKNOWN);
    assert!(codes(&seen).contains(&"from-not-copied"));
    assert!(
        !codes(&seen).contains(&"from-not-one"),
        "{:?}",
        codes(&seen)
    );
    // Of an unsigned mail it is not known that it had one.
    let seen = judge(&format!("{TOP}To: b@example.net\r\n\r\n{BODY}"), &zone());
    assert!(codes(&seen).contains(&"from-not-one"));
}

#[test]
fn a_page_above_the_source_is_left_out() {
    let mail = sent_by_another(&signed(HEADERS, BODY));
    let page = format!(
        "Original Message\nMessage ID\t<1@example.org>\nFrom:\tA <a@example.org>\nSPF:\tPASS\nDKIM:\t'PASS'\n{mail}"
    );
    let seen = judge(&page, &zone());
    assert_eq!(
        (seen.author.headers, seen.dmarc.result),
        (1, DmarcResult::Pass)
    );
    assert!(remark(&seen, "copied").text.contains("web page"));
}

#[test]
fn letters_of_html_are_put_right() {
    let mail = sent_by_another(&signed(HEADERS, BODY));
    let escaped = mail.replace('<', "&lt;").replace('>', "&gt;");
    let seen = judge(&escaped, &zone());
    assert_eq!(seen.dmarc.result, DmarcResult::Pass);
    assert_eq!(seen.spf.mail_from.as_deref(), Some("a@example.net"));
}

#[test]
fn a_text_in_one_line_is_no_mail() {
    let line = signed(HEADERS, BODY).replace("\r\n", " ");
    assert_eq!(Message::read(line.as_bytes()), Err(MessageError::OneLine));
    let one = Message::read(b"Subject: To be or not");
    assert_eq!(one.map(|mail| mail.fields().len()), Ok(1));
}

#[test]
fn what_was_not_copied_is_not_called_unsigned() {
    let mail = format!("{TOP}{HEADERS}\r\n{BODY}");
    for (text, title) in [
        (mail.clone(), "The mail is not signed"),
        (
            format!("with ESMTPS id 1; Sun, 22 Nov 2026 10:00:04 +0000\r\n{mail}"),
            "There is no signature in this text",
        ),
        (quoted(&mail), "There is no signature in this text"),
    ] {
        assert_eq!(remark(&judge(&text, &zone()), "dkim-none").title, title);
    }
}
