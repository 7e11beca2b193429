//! Whole mails in a small world.

mod broken;
mod chain;
mod copied;
mod doubt;
mod filters;
mod gone;
mod input;
mod keys;
mod login;
mod order;
mod servers;
mod signing;
mod standing;
mod text;

use proptest::prelude::*;
use shared::Timestamp;

use super::*;
use crate::dkim::test_world::{Has, ask};
use crate::evidence::{Evidence, Vantage};
use crate::finding::Severity;
use crate::spf::SpfResult;
use signing::{dkim_signature, key_record};

const NOW: Timestamp = Timestamp::from_seconds(1_795_343_000);

const TOP: &str = "Return-Path: <a@example.org>\r\nAuthentication-Results: mx.example.net; dmarc=pass header.from=example.org\r
Received: from mx.example.net (mx.example.net [8.8.4.4]) by store.example.net with LMTPS id 2; Sun, 22 Nov 2026 10:00:03 +0000\r
Received: from out.example.org (out.example.org [8.8.8.8]) by mx.example.net with ESMTPS id 1 (TLS1.3:TLS_AES_128_GCM_SHA256); \
Sun, 22 Nov 2026 10:00:02 +0000\r\nAuthentication-Results: mx.example.net; spf=fail smtp.mailfrom=forged.example\r\n";
const HEADERS: &str =
    "From: A <a@example.org>\r\nTo: b@example.net\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r
Date: Sun, 22 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@example.org>\r\n";
const BODY: &str = "Hello\r\nA.\r\n";

fn zone() -> Vec<(&'static str, Has)> {
    let txt = |text: &str| Has::Txt(text.to_owned());
    vec![
        ("example.org", txt("v=spf1 ip4:8.8.8.8 -all")),
        ("_dmarc.example.org", txt("v=DMARC1; p=reject")),
        ("s1._domainkey.example.org", Has::Txt(key_record())),
        ("example.net", txt("v=spf1 ip4:8.8.4.4 -all")),
        ("s1._domainkey.example.net", Has::Txt(key_record())),
        ("8.8.8.8.in-addr.arpa", Has::Ptr("out.example.org")),
        ("out.example.org", Has::A([8, 8, 8, 8])),
    ]
}

fn judge(mail: &str, zone: &[(&str, Has)]) -> Examination {
    judge_with(mail, zone, &Choice::default())
}

fn judge_with(mail: &str, zone: &[(&str, Has)], choice: &Choice) -> Examination {
    let parts = Parts::read(Message::read(mail.as_bytes()).unwrap());
    let mut evidence = parts.evidence(Vantage::default(), NOW).unwrap();
    ask(&mut evidence, zone, |evidence| {
        outstanding(&parts, choice, evidence)
    });
    examine(&parts, choice, &evidence, NOW)
}

fn signed(headers: &str, body: &str) -> String {
    let signature = dkim_signature("example.org", "", headers, body);
    format!("{TOP}{signature}\r\n{headers}\r\n{body}")
}

/// SPF is of somebody else, so that all hangs on the signature.
fn sent_by_another(mail: &str) -> String {
    mail.replace("<a@example.org>\r\nAuth", "<a@example.net>\r\nAuth")
}

fn codes(seen: &Examination) -> Vec<&'static str> {
    seen.remarks.iter().map(|remark| remark.code).collect()
}

fn remark<'a>(seen: &'a Examination, code: &str) -> &'a Remark {
    let found = seen.remarks.iter().find(|remark| remark.code == code);
    found.unwrap_or_else(|| panic!("{code} is not among {:?}", codes(seen)))
}

#[test]
fn a_good_mail_passes() {
    let seen = judge(&signed(HEADERS, BODY), &zone());
    assert!(seen.is_complete);
    assert_eq!(seen.title.subject.as_deref(), Some("Grüße"));
    assert_eq!(seen.path.border.hop, Some(0));
    assert_eq!(seen.path.hops[1].delay, Some(1));
    assert_eq!(seen.spf.result, Some(SpfResult::Pass));
    assert_eq!(
        seen.spf.name,
        SenderName::Confirmed {
            name: "out.example.org".to_owned()
        }
    );
    assert_eq!(seen.signatures[0].result, SignatureResult::Pass);
    assert_eq!(seen.dmarc.result, DmarcResult::Pass);
    let mut found = codes(&seen);
    found.sort_unstable();
    assert_eq!(
        found,
        ["border-sealed", "dkim-pass", "dmarc-pass", "spf-pass"]
    );
    let standings: Vec<_> = seen.results.iter().map(|one| one.standing).collect();
    assert_eq!(standings, [Standing::Own, Standing::Beside]);
    assert!(
        seen.remarks
            .iter()
            .all(|remark| remark.severity <= Severity::Info)
    );
}

#[test]
fn headers_alone_say_what_they_can() {
    let whole = signed(HEADERS, BODY);
    let headers = whole.split("\r\n\r\n").next().unwrap();
    // SPF is of somebody else, so that it hangs on the signature.
    let headers = headers.replace("<a@example.org>\r\nAuth", "<a@example.net>\r\nAuth");
    let seen = judge(&headers, &zone());
    assert_eq!(seen.signatures[0].result, SignatureResult::PassHeaders);
    assert_eq!(seen.dmarc.result, DmarcResult::PassIfUnchanged);
    assert!(remark(&seen, "verdict-then").text.contains("could tell"));
    // What was left out by the copying may be what is signed.
    let cut = headers.replace("To: b@example.net\r\n", "");
    let seen = judge(&cut, &zone());
    assert_eq!(seen.signatures[0].result, SignatureResult::CouldNotTell);
    assert!(
        seen.signatures[0].words.contains("not in this text: to"),
        "{}",
        seen.signatures[0].words
    );
    assert_eq!(seen.dmarc.result, DmarcResult::CouldNotTell);
    // And what was changed is told.
    let changed = headers.replace("b@example.net", "c@example.net");
    assert_eq!(
        judge(&changed, &zone()).signatures[0].result,
        SignatureResult::HeadersChanged
    );
}

#[test]
fn a_mailing_list_breaks_what_it_adds_to() {
    let signature = dkim_signature("example.org", "", HEADERS, BODY);
    let top = TOP
        .replace("<a@example.org>", "<list-bounces@example.net>")
        .replace(
            "from out.example.org (out.example.org [8.8.8.8])",
            "from lists.example.com (lists.example.com [8.8.4.4])",
        );
    let mail = format!(
        "{top}List-Id: <list.example.net>\r\n{signature}\r\n{HEADERS}\r\n{BODY}-- \r\nfooter\r\n"
    );
    let seen = judge(&mail, &zone());
    assert_eq!(seen.signatures[0].result, SignatureResult::BodyChanged);
    assert!(
        remark(&seen, "dkim-body-changed")
            .text
            .contains("mailing list (List-Id)")
    );
    assert_eq!(seen.spf.result, Some(SpfResult::Pass));
    assert!(
        remark(&seen, "spf-not-aligned")
            .text
            .contains("Bounces go to example.net")
    );
    assert_eq!(seen.dmarc.result, DmarcResult::Fail);
    assert!(
        remark(&seen, "dmarc-fail")
            .text
            .contains("asks receivers to refuse")
    );
    // When it came, the recipient's own server found otherwise.
    assert!(remark(&seen, "verdict-then").title.contains("passed"));
}

#[test]
fn a_forgery_fails() {
    let top = TOP.replace("8.8.8.8", "9.9.9.9");
    let seen = judge(&format!("{top}{HEADERS}\r\n{BODY}"), &zone());
    assert_eq!(seen.spf.result, Some(SpfResult::Fail));
    assert_eq!(seen.dmarc.result, DmarcResult::Fail);
    assert_eq!(
        remark(&seen, "spf-fail").records,
        ["example.org. IN TXT \"v=spf1 ip4:8.8.8.8 ip4:9.9.9.9 -all\""]
    );
    assert_eq!(
        remark(&seen, "sender-without-name").severity,
        Severity::Advice
    );
    assert!(codes(&seen).contains(&"dkim-none"));
}

#[test]
fn nothing_is_said_before_it_is_known() {
    let parts = Parts::read(Message::read(signed(HEADERS, BODY).as_bytes()).unwrap());
    let choice = Choice::default();
    let evidence = parts.evidence(Vantage::default(), NOW).unwrap();
    let asked: Vec<String> = outstanding(&parts, &choice, &evidence)
        .iter()
        .map(crate::Query::describe)
        .collect();
    for name in [
        "TXT of s1._domainkey.example.org",
        "TXT of _dmarc.example.org",
        "TXT of example.org",
        "PTR of 8.8.8.8.in-addr.arpa",
    ] {
        assert!(
            asked.iter().any(|one| one == name),
            "{name} is not among {asked:?}"
        );
    }
    let seen = examine(&parts, &choice, &evidence, NOW);
    assert!(!seen.is_complete);
    assert_eq!(seen.dmarc.result, DmarcResult::Pending);
    assert_eq!(seen.signatures[0].result, SignatureResult::Pending);
    assert!(
        !seen
            .remarks
            .iter()
            .any(|remark| remark.severity >= Severity::Warning),
        "{:?}",
        codes(&seen)
    );
}

#[test]
fn everything_becomes_json() {
    let seen = judge(&signed(HEADERS, BODY), &zone());
    let json = serde_json::to_value(&seen).unwrap();
    assert_eq!(json["dmarc"]["result"], "pass");
    assert_eq!(json["path"]["hops"][0]["trust"], "border");
    assert_eq!(json["signatures"][0]["result"], "pass");
    assert_eq!(json["signatures"][0]["key"]["state"], "found");
    assert_eq!(json["spf"]["result"], "pass");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_mail_is_judged(
        names in prop::collection::vec(
            "(Received|From|DKIM-Signature|ARC-Seal|ARC-Message-Signature|ARC-Authentication-Results|Authentication-Results|Return-Path|X)",
            1..8,
        ),
        values in prop::collection::vec("[ -~]{0,80}|i=1; v=1; a=rsa-sha256; d=example.org; s=s1; h=from; bh=YQ==; b=YQ==; cv=none|from a (a \\[8.8.8.8\\]) by b; x", 8),
        body in ".{0,40}",
    ) {
        let headers: String = names.iter().zip(&values).map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let parts = Parts::read(Message::read(format!("{headers}\r\n{body}").as_bytes()).unwrap());
        let mut evidence = parts.evidence(Vantage::default(), NOW).unwrap();
        let choice = Choice::default();
        ask(&mut evidence, &zone(), |evidence: &Evidence| outstanding(&parts, &choice, evidence));
        let seen = examine(&parts, &choice, &evidence, NOW);
        prop_assert!(seen.is_complete);
        // A mail that nobody signed well is never vouched for by its signature.
        prop_assert!(seen.signatures.iter().all(|one| one.result != SignatureResult::Pass));
    }
}
