//! Mail that a user hands in with a login: it is not brought by another server.

use super::*;

const LOGIN: &str = "Return-Path: <a@example.org>\r
Received: from [192.168.1.20] (dsl.example.com [9.9.9.9]) by mail.example.org with ESMTPSA id 1 \
(TLS1.3:TLS_AES_128_GCM_SHA256); Sun, 22 Nov 2026 10:00:02 +0000\r\n";

#[test]
fn a_user_is_no_server_that_spf_is_about() {
    let seen = judge(&format!("{LOGIN}{HEADERS}\r\n{BODY}"), &zone());
    assert!(seen.is_complete);
    assert_eq!(
        (seen.spf.result, seen.dmarc.result),
        (None, DmarcResult::CouldNotTell)
    );
    let spf = remark(&seen, "spf-not-checked");
    assert!(spf.title.contains("with a login"), "{}", spf.title);
    assert!(
        spf.evidence.as_deref().unwrap().contains("ESMTPSA"),
        "{:?}",
        spf.evidence
    );
    let dmarc = remark(&seen, "dmarc-unknown");
    assert_eq!(dmarc.severity, Severity::Info);
    assert!(
        dmarc
            .text
            .contains("may write as example.org is for mail.example.org to see to"),
        "{}",
        dmarc.text
    );
    assert!(!codes(&seen).contains(&"sender-without-name"));
    // Its server may sign what it hands on to others, and not this.
    let unsigned = remark(&seen, "dkim-none");
    assert_eq!((unsigned.severity, &unsigned.todo), (Severity::Info, &None));
    // Nobody is told to let a user's own line send for the domain.
    let has_record = |one: &Remark| one.records.iter().any(|record| record.contains("9.9.9.9"));
    assert!(!seen.remarks.iter().any(has_record));
    // The same line without the word for a login is that of a server.
    let brought = LOGIN.replace("ESMTPSA", "ESMTPS");
    let seen = judge(&format!("{brought}{HEADERS}\r\n{BODY}"), &zone());
    assert_eq!(seen.dmarc.result, DmarcResult::Fail);
    assert!(seen.remarks.iter().any(has_record));
}

#[test]
fn a_signature_counts_whoever_logged_in() {
    let signature = dkim_signature("example.org", "", HEADERS, BODY);
    let seen = judge(
        &format!("{LOGIN}{signature}\r\n{HEADERS}\r\n{BODY}"),
        &zone(),
    );
    assert_eq!(seen.dmarc.result, DmarcResult::Pass);
}

/// What Exchange Online writes on a mail from one of its mailboxes to another of the same tenant.
const EXCHANGE: &str = "Received: from AM0PR01MB1234.eurprd01.prod.exchangelabs.com (2603:10a6:208:1::10)\r
 by AM0PR01MB9999.eurprd01.prod.exchangelabs.com with HTTPS; Sun, 22 Nov 2026 10:00:03 +0000\r
Received: from DB8PR01MB5678.eurprd01.prod.outlook.com (2603:10a6:10:2::20) by AM0PR01MB1234.eurprd01.prod.exchangelabs.com\r
 (2603:10a6:208:1::10) with Microsoft SMTP Server (version=TLS1_2,\r
 cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.20; Sun, 22 Nov 2026 10:00:02 +0000\r
Received: from DB8PR01MB5678.eurprd01.prod.outlook.com ([fe80::1234]) by DB8PR01MB5678.eurprd01.prod.outlook.com\r
 ([fe80::1234%4]) with mapi id 15.20; Sun, 22 Nov 2026 10:00:01 +0000\r\n";

#[test]
fn mail_between_mailboxes_of_exchange_came_from_no_server() {
    let mail = format!("{EXCHANGE}Return-Path: a@example.org\r\n{HEADERS}\r\n{BODY}");
    let seen = judge(&mail, &zone());
    assert_eq!(
        (seen.spf.result, seen.dmarc.result),
        (None, DmarcResult::CouldNotTell),
        "{}",
        seen.path.border.reason
    );
    assert!(seen.remarks.iter().all(|one| one.records.is_empty()));
    assert!(!codes(&seen).contains(&"sender-without-name"));
    // What came from outside, or came another way than from a mailbox, is judged.
    let outside = "Received: from out.example.com (9.9.9.9) by DB5EUR03FT1.mail.protection.outlook.com (10.1.1.1) with Microsoft \
                   SMTP Server id 15.20; Sun, 22 Nov 2026 10:00:02 +0000\r\n";
    for mail in [
        format!("{outside}{mail}"),
        mail.replace("with mapi", "with Microsoft SMTP Server"),
    ] {
        assert_eq!(judge(&mail, &zone()).dmarc.result, DmarcResult::Fail);
    }
}

#[test]
fn microsoft_takes_no_word_of_its_own_in_front_for_a_name() {
    // He calls himself one of its servers, and writes a line below that says mail from a mailbox.
    let front = "Received: from a.outlook.com (9.9.9.9) by DB5EUR03FT1.mail.protection.outlook.com (10.1.1.1) with Microsoft SMTP\r
 Server id 15.20; Sun, 22 Nov 2026 10:00:02 +0000\r
Return-Path: a@example.org\r\n";
    let mapi = "Received: from DB8PR01MB5678.eurprd01.prod.outlook.com ([fe80::1234]) by DB8PR01MB5678.eurprd01.prod.outlook.com\r
 ([fe80::1234%4]) with mapi id 15.20; Sun, 22 Nov 2026 10:00:01 +0000\r\n";
    let brought = "Received: from out.example.org (8.8.8.8) by DB8PR01MB5678.eurprd01.prod.outlook.com with Microsoft SMTP Server\r
 id 15.20; Sun, 22 Nov 2026 10:00:01 +0000\r\n";
    for below in [mapi, brought] {
        let seen = judge(&format!("{front}{below}{HEADERS}\r\n{BODY}"), &zone());
        assert_eq!(
            (seen.spf.result, seen.dmarc.result),
            (Some(SpfResult::Fail), DmarcResult::Fail)
        );
    }
}

#[test]
fn what_is_written_on_a_page_of_the_server_came_from_no_server() {
    for line in [
        "from [9.9.9.9] by webmail.example.org with HTTP (HTTP/1.1 POST)",
        "from 9.9.9.9 (SquirrelMail authenticated user anna) by mail.example.org with HTTP",
        "from [9.9.9.9] by webmail.example.org with HTTPS",
    ] {
        let top = "Return-Path: <a@example.org>\r\nReceived: from localhost (localhost [127.0.0.1]) by mail.example.org (Postfix)\r
 with ESMTP id 2; Sun, 22 Nov 2026 10:00:02 +0000\r\n";
        let mail = format!(
            "{top}Received: {line}; Sun, 22 Nov 2026 10:00:01 +0000\r\n{HEADERS}\r\n{BODY}"
        );
        let seen = judge(&mail, &zone());
        assert_eq!(
            (seen.spf.result, seen.dmarc.result),
            (None, DmarcResult::CouldNotTell),
            "{line}"
        );
        let spf = remark(&seen, "spf-not-checked");
        assert!(spf.title.contains("on a web page"), "{}", spf.title);
        let dmarc = remark(&seen, "dmarc-unknown");
        assert!(dmarc.text.contains("who wrote it there"), "{}", dmarc.text);
        assert!(!codes(&seen).contains(&"sender-without-name"));
    }
}
