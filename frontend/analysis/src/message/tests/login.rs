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
