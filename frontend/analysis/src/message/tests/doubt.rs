//! Borders that hang on whose servers the ones above them are: whoever hands a mail over writes all that stands below.

use super::*;
use crate::message::path::Trust;

/// What a forger writes below the line of the server that he hands his mail to.
const FORGED: &str = "Received: from out.example.org (out.example.org [8.8.8.8]) by mx2.ovh.net (Postfix) with ESMTPS id 1;\r
 Sun, 22 Nov 2026 10:00:01 +0000\r\n";
/// The line of that server, which has but a name for him that looks like its own.
const NAMED: &str = "from vps-1a2b3c.vps.ovh.net (vps-1a2b3c.vps.ovh.net [51.75.1.2]) by mx1.ovh.net (Postfix) with ESMTPS";
/// The same behind a proxy.
const HIDDEN: &str =
    "from mail.evil.example (unknown [172.22.1.1]) by mx1.ovh.net (Postfix) with ESMTPS";

fn mail(newest: &str, between: &str, rest: &str) -> String {
    format!(
        "Return-Path: <a@example.org>\r\nReceived: {newest} id 2; Sun, 22 Nov 2026 10:00:02 +0000\r\n{between}{rest}{HEADERS}\r\n{BODY}"
    )
}

fn seen_with(newest: &str) -> Examination {
    judge(&mail(newest, "", FORGED), &zone())
}

#[test]
fn a_name_made_of_the_address_is_of_a_rented_machine() {
    for newest in [
        "from static.42.1.203.116.clients.your-server.de (static.42.1.203.116.clients.your-server.de [116.203.1.42])\r
 by www123.your-server.de (Postfix) with ESMTPS",
        "from static.42.1.203.116.clients.your-server.de ([116.203.1.42] helo=out.example.org)\r
 by www123.your-server.de with esmtps (TLS1.3) tls TLS_AES_256_GCM_SHA384 (Exim 4.96)",
        "from ec2-3-120-1-2.eu-central-1.compute.amazonaws.com (ec2-3-120-1-2.eu-central-1.compute.amazonaws.com [3.120.1.2])\r
 by inbound-smtp.eu-west-1.amazonaws.com with SMTP",
    ] {
        let seen = seen_with(newest);
        assert_eq!(
            (seen.path.border.hop, seen.dmarc.result),
            (Some(1), DmarcResult::Fail),
            "{newest}"
        );
    }
}

#[test]
fn spf_proves_nothing_below_a_line_that_is_inside_by_name_alone() {
    let seen = seen_with(NAMED);
    assert!(seen.is_complete);
    assert_eq!(seen.spf.result, Some(SpfResult::Pass));
    assert_eq!(seen.dmarc.result, DmarcResult::CouldNotTell);
    for words in [&seen.dmarc.words, &seen.path.border.reason] {
        assert!(
            words.contains("line 2, vps-1a2b3c.vps.ovh.net (51.75.1.2)")
                && words.contains("Choose line 1 if it is and line 2 if it is not."),
            "{words}"
        );
    }
    assert_eq!(remark(&seen, "spf-pass").severity, Severity::Info);
    // A reader may know it.
    let choose = |border| Choice {
        border: Some(border),
        mail_from: None,
    };
    for (border, result) in [(0, DmarcResult::Pass), (1, DmarcResult::Fail)] {
        let seen = judge_with(&mail(NAMED, "", FORGED), &zone(), &choose(border));
        assert_eq!(seen.dmarc.result, result);
    }
    // A signature holds whoever brought it.
    let signature = dkim_signature("example.org", "", HEADERS, BODY);
    let signed = mail(NAMED, "", &format!("{FORGED}{signature}\r\n"));
    assert_eq!(judge(&signed, &zone()).dmarc.result, DmarcResult::Pass);
}

#[test]
fn what_is_so_by_either_line_is_told() {
    let both = |record: &str, below: &str| {
        let mut zone = zone();
        zone[0].1 = Has::Txt(record.to_owned());
        judge(&mail(NAMED, "", below), &zone).dmarc.result
    };
    let strange = FORGED.replace("8.8.8.8", "9.9.9.9");
    for (record, below, result) in [
        (
            "v=spf1 ip4:8.8.8.8 ip4:51.75.1.2 -all",
            FORGED,
            DmarcResult::Pass,
        ),
        ("v=spf1 ip4:8.8.8.8 -all", &strange, DmarcResult::Fail),
        // The newest line is of a server that may send for the domain.
        (
            "v=spf1 ip4:51.75.1.2 -all",
            &strange,
            DmarcResult::CouldNotTell,
        ),
    ] {
        assert_eq!(both(record, below), result, "{record}");
    }
    // Nobody is asked for without end.
    let many = format!("Received: {NAMED} id 3; x\r\n").repeat(4);
    let mut zone = zone();
    zone[0].1 = Has::Txt("v=spf1 ip4:8.8.8.8 ip4:51.75.1.2 -all".to_owned());
    let seen = judge(&format!("{many}{}", mail(NAMED, "", FORGED)), &zone);
    assert_eq!(seen.dmarc.result, DmarcResult::CouldNotTell);
}

#[test]
fn a_login_that_may_be_made_up_is_told_as_such() {
    let login = FORGED.replace("ESMTPS", "ESMTPSA");
    let seen = judge(&mail(NAMED, "", &login), &zone());
    assert_eq!(
        (seen.spf.result, seen.dmarc.result),
        (None, DmarcResult::CouldNotTell)
    );
    let remark = remark(&seen, "spf-not-checked");
    assert_eq!(remark.title, "SPF could not be checked");
    assert!(remark.text.contains("is not made up"), "{}", remark.text);
    assert!(!codes(&seen).contains(&"sender-without-name"));
}

#[test]
fn results_between_are_nobody_s_for_certain() {
    let said = "Authentication-Results: mx1.ovh.net; dmarc=pass header.from=example.org;\r
 spf=pass smtp.mailfrom=a@example.org smtp.remote-ip=8.8.8.8\r\n";
    for newest in [NAMED, HIDDEN] {
        let seen = judge(&mail(newest, said, FORGED), &zone());
        assert_eq!(seen.path.border.hop, Some(0));
        assert_eq!(seen.dmarc.result, DmarcResult::CouldNotTell, "{newest}");
        assert_eq!(seen.results[0].standing, Standing::Unknown);
        assert!(!codes(&seen).contains(&"verdict-then"));
        // What stands above the line is not its sender's.
        let seen = judge(&format!("{said}{}", mail(newest, "", FORGED)), &zone());
        assert_eq!(seen.dmarc.result, DmarcResult::Pass, "{newest}");
        assert_eq!(seen.results[0].standing, Standing::Own);
    }
    // Nor are lines in between.
    let line = "Received: from c.example (unknown [10.0.0.9]) by d.example with ESMTP id 4; x\r\n";
    let seen = judge(&mail(NAMED, line, FORGED), &zone());
    let trust: Vec<_> = seen.path.hops.iter().map(|hop| hop.trust).collect();
    assert_eq!(trust, [Trust::Border, Trust::Unknown, Trust::Own]);
}

#[test]
fn results_below_a_line_move_the_border_up_to_it() {
    for said in [
        "Received-SPF: fail (spfCheck) client-ip=51.75.1.2; envelope-from=a@example.org;\r\n",
        "Authentication-Results: mx1.ovh.net; spf=fail smtp.mailfrom=a@example.org smtp.remote-ip=51.75.1.2\r\n",
    ] {
        let seen = judge(&mail(NAMED, said, FORGED), &zone());
        assert_eq!(
            (seen.path.border.hop, seen.dmarc.result),
            (Some(1), DmarcResult::Fail)
        );
        assert!(seen.path.border.reason.contains("directly below it"));
        // And never down.
        let said = said.replace("51.75.1.2", "8.8.8.8").replace("fail", "pass");
        let named = NAMED.replace("vps-1a2b3c.vps.ovh.net", "mail.evil.example");
        let seen = judge(&mail(&named, "", &format!("{FORGED}{said}")), &zone());
        assert_eq!(seen.dmarc.result, DmarcResult::Fail);
    }
}

#[test]
fn spf_proves_nothing_below_a_line_that_hides_its_sender() {
    for newest in [
        HIDDEN.to_owned(),
        HIDDEN.replace("172.22.1.1", "100.64.0.7"),
        HIDDEN.replace(" (unknown [172.22.1.1])", ""),
        HIDDEN.replace("mx1.ovh.net", "mailhost"),
    ] {
        let seen = seen_with(&newest);
        assert_eq!(seen.dmarc.result, DmarcResult::CouldNotTell, "{newest}");
        for words in [&seen.dmarc.words, &seen.path.border.reason] {
            assert!(
                words.contains("“mail.evil.example” by its own word"),
                "{words}"
            );
        }
    }
    // A pass is what a forger wants.
    let strange = FORGED.replace("8.8.8.8", "9.9.9.9");
    let seen = judge(&mail(HIDDEN, "", &strange), &zone());
    assert_eq!(seen.dmarc.result, DmarcResult::Fail);
}

#[test]
fn a_pass_says_which_private_hops_it_rests_on() {
    for helo in ["mx2.ovh.net", "gateway"] {
        let newest = HIDDEN.replace("mail.evil.example", helo);
        let seen = seen_with(&newest);
        assert_eq!(seen.dmarc.result, DmarcResult::Pass);
        let text = &remark(&seen, "dmarc-pass").text;
        assert!(
            text.contains("It rests on line 2") && text.contains("172.22.1.1"),
            "{text}"
        );
        let signature = dkim_signature("example.org", "", HEADERS, BODY);
        let signed = mail(&newest, "", &format!("{FORGED}{signature}\r\n"));
        assert!(!judge(&signed, &zone()).dmarc.words.contains("rests"));
    }
    for near in [
        HIDDEN.replace("ESMTPS", "LMTP"),
        // Fastmail.
        HIDDEN.replace("(Postfix) with ESMTPS", "(LMTPProxy)"),
        HIDDEN.replace("172.22.1.1", "127.0.0.1"),
    ] {
        let seen = seen_with(&near);
        assert_eq!(seen.dmarc.words, "SPF vouches for example.org itself.");
    }
}

#[test]
fn mail_that_is_fetched_or_put_into_a_mailbox_comes_from_nowhere() {
    for newest in [
        "from pop.gmx.net [212.227.17.169] by home.example.net with POP3 (fetchmail-6.4.37)",
        "from pop.gmx.net (212.227.17.169) by home.example.net with POP3-SSL",
        "from imap.gmx.net [212.227.17.170] by home.example.net with IMAP (fetchmail-6.4.37)",
        "from mx1.mailbox.org ([80.241.60.240]) by director02.heinlein-hosting.de with LMTPS",
        "from mx1.mailbox.org ([80.241.60.240]) by director02.heinlein-hosting.de with UTF8LMTPS",
    ] {
        let seen = seen_with(newest);
        assert_eq!(
            (seen.path.border.hop, seen.dmarc.result),
            (Some(0), DmarcResult::Pass),
            "{newest}"
        );
        let seen = seen_with(&newest.replace(" with ", " with ESMTP "));
        assert_eq!(seen.path.border.hop, Some(1), "{newest}");
    }
}
