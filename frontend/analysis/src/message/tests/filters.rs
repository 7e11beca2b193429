//! Filters before the recipient's own servers, and servers that write under another name.

use super::*;

/// Microsoft 365 behind a filter that took the mail from 8.8.8.8.
const FILTERED: &str = "Authentication-Results: spf=fail (sender IP is 9.9.9.9) smtp.mailfrom=example.org;\r
 dmarc=fail action=none header.from=example.org\r
Received: from mx0a-001b2d01.pphosted.com (9.9.9.9) by DU2PEPF00028D01.mail.protection.outlook.com (10.167.242.185) with\r
 Microsoft SMTP Server (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.20; Sun, 22 Nov 2026 10:00:05 +0000\r
Received: from pps.filterd (m0098394.ppops.net [127.0.0.1]) by mx0a-001b2d01.pphosted.com (8.18.1.2/8.18.1.2) with ESMTP\r
 id 4AN123; Sun, 22 Nov 2026 10:00:04 GMT\r
Received: from out.example.org (out.example.org [8.8.8.8]) by mx0a-001b2d01.pphosted.com (PPS) with ESMTPS id 42xyz-1;\r
 Sun, 22 Nov 2026 10:00:03 +0000 (GMT)\r
Return-Path: a@example.org\r\n";
const SKIPPED: &str =
    "X-MS-Exchange-SkipListedInternetSender:\r\n ip=[8.8.8.8];domain=out.example.org\r\n";

#[test]
fn a_filter_of_the_recipient_is_not_the_sender() {
    let hub = FILTERED.replace("mx0a-001b2d01.pphosted.com", "hub.example.net");
    for top in [FILTERED.to_owned(), format!("{hub}{SKIPPED}")] {
        let mail = format!("{top}{HEADERS}");
        let seen = judge(&mail, &zone());
        assert!(seen.is_complete);
        assert_eq!(seen.path.border.hop, Some(2));
        assert_eq!(seen.dmarc.result, DmarcResult::CouldNotTell);
        for words in [&seen.dmarc.words, &seen.path.border.reason] {
            assert!(
                words.contains("Choose line 1 if it is the recipient's, and line 3"),
                "{words}"
            );
        }
        let fail = remark(&seen, "spf-fail");
        assert_eq!((fail.severity, fail.records.len()), (Severity::Info, 0));
        let choose = |border| Choice {
            border: Some(border),
            mail_from: None,
        };
        let chosen = |border| judge_with(&mail, &zone(), &choose(border)).dmarc.result;
        assert_eq!(
            (chosen(0), chosen(2)),
            (DmarcResult::Pass, DmarcResult::Fail)
        );
    }
    // What is so by either line is told, and the filter's address is none to publish.
    let strange = FILTERED.replace("8.8.8.8", "9.9.9.8");
    let seen = judge(&format!("{strange}{HEADERS}"), &zone());
    assert_eq!(seen.dmarc.result, DmarcResult::Fail);
    assert!(remark(&seen, "spf-fail").records.is_empty());
}

#[test]
fn a_filter_that_many_use_vouches_for_none_of_them() {
    // The domain's mail goes out by the filter, too.
    let mut zone = zone();
    zone[0].1 = Has::Txt("v=spf1 ip4:9.9.9.9 -all".to_owned());
    let seen = judge(&format!("{FILTERED}{HEADERS}"), &zone);
    assert_eq!(seen.dmarc.result, DmarcResult::CouldNotTell);
    let inside = FILTERED.replace("8.8.8.8", "10.0.0.1");
    let seen = judge(&format!("{inside}{HEADERS}"), &zone);
    assert_eq!(seen.dmarc.result, DmarcResult::Pass);
}

#[test]
fn a_header_of_exchange_counts_only_where_it_fits() {
    let hub = FILTERED.replace("mx0a-001b2d01.pphosted.com", "hub.example.net");
    for (top, header) in [
        (hub.clone(), ""),
        // No line below has this address.
        (
            hub.clone(),
            "X-MS-Exchange-SkipListedInternetSender: ip=[8.8.8.9];domain=a\r\n",
        ),
        // The server is not of Exchange.
        (
            hub.replace(
                "DU2PEPF00028D01.mail.protection.outlook.com",
                "mx.example.com",
            ),
            SKIPPED,
        ),
    ] {
        let seen = judge(&format!("{top}{header}{HEADERS}"), &zone());
        assert_eq!(seen.dmarc.result, DmarcResult::Fail, "{header}");
    }
}

#[test]
fn results_of_amazon_are_its_own_under_another_name() {
    let mail = format!(
        "Return-Path: <a@example.org>\r
Received: from out.example.org (out.example.org [8.8.8.8]) by inbound-smtp.eu-west-1.amazonaws.com with SMTP id 1;\r
 Sun, 22 Nov 2026 10:00:07 +0000 (UTC)\r
Received-SPF: pass (spfCheck) client-ip=8.8.8.8; envelope-from=a@example.org; helo=out.example.org;\r
Authentication-Results: amazonses.com;\r
 spf=pass (spfCheck: domain of example.org designates 8.8.8.8 as permitted sender) client-ip=8.8.8.8;\r
 envelope-from=a@example.org; helo=out.example.org;\r
 dkim=pass header.i=@example.org;\r\n{HEADERS}"
    );
    let seen = judge(&mail, &zone());
    assert_eq!(seen.results[0].standing, Standing::Beside);
    let methods: Vec<_> = seen.results[0]
        .said
        .results
        .iter()
        .map(|one| one.method.as_str())
        .collect();
    assert_eq!(methods, ["spf", "dkim"]);
    let spf = &seen.results[0].said.results[0];
    assert_eq!(spf.property("envelope-from"), Some("a@example.org"));
    assert_eq!(spf.property("helo"), Some("out.example.org"));
    let other = judge(&mail.replace("amazonses.com", "example.com"), &zone());
    assert_eq!(other.results[0].standing, Standing::Foreign);
}
