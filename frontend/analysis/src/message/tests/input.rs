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
fn names_that_hold_no_address_are_no_disguise() {
    for from in [
        "\"Bob (@bob)\" <a@example.org>",
        "\"Anna @ Example\" <a@example.org>",
        "\"A@Example.org (A)\" <a@example.org>",
        "\"o'brien@example.org\" <o'brien@example.org>",
        "\"a@bücher.example\" <a@xn--bcher-kva.example>",
    ] {
        let seen = judge(&format!("From: {from}\r\n\r\n"), &zone());
        assert!(!codes(&seen).contains(&"from-name-is-address"), "{from}");
    }
    // RFC 7960 §4.1.3.1: a list that writes in the author's stead leaves his address there.
    let list =
        "List-Id: <list.example.net>\r\nFrom: \"'a@example.org' via L\" <list@example.net>\r\n\r\n";
    assert_eq!(
        remark(&judge(list, &zone()), "from-name-is-address").severity,
        Severity::Info
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
fn records_are_looked_up_at_a_labels() {
    let mut zone = zone();
    let record = || Has::Txt("v=spf1 ip4:8.8.8.8 -all".to_owned());
    zone.push(("xn--bcher-kva.example", record()));
    zone.push((
        "_dmarc.xn--bcher-kva.example",
        Has::Txt("v=DMARC1; p=reject".to_owned()),
    ));
    zone.push(("my_host.example.org", record()));
    let headers = HEADERS.replace("A <a@example.org>", "A <a@bücher.example>");
    for top in [
        TOP.replace("<a@example.org>", "<é@bücher.example>"),
        TOP.replace("<a@example.org>", "<>")
            .replace("from out.example.org", "from bücher.example"),
    ] {
        let seen = judge(&format!("{top}{headers}\r\n{BODY}"), &zone);
        assert_eq!(seen.spf.domain.as_deref(), Some("xn--bcher-kva.example"));
        assert_eq!(seen.spf.result, Some(SpfResult::Pass));
        assert_eq!(seen.dmarc.result, DmarcResult::Pass);
    }
    // A name with an underscore is none of a host, and may have a record.
    let top = TOP.replace("<a@example.org>", "<a@my_host.example.org>");
    let seen = judge(&format!("{top}{HEADERS}\r\n{BODY}"), &zone);
    assert_eq!(seen.dmarc.result, DmarcResult::Pass);
}

#[test]
fn a_page_that_was_copied_is_told() {
    let copied = format!("Forwarded\r\nFrom:\tA <a@example.org>\r\n\r\n{TOP}{HEADERS}\r\n{BODY}");
    assert!(codes(&judge(&copied, &zone())).contains(&"headers-in-body"));
    assert!(!codes(&judge(&signed(HEADERS, BODY), &zone())).contains(&"headers-in-body"));
}

#[test]
fn each_of_several_authors_is_looked_at() {
    let top = TOP.replace("8.8.8.8", "9.9.9.9");
    let signature = dkim_signature(
        "example.org",
        "",
        "From: a@example.org, b@example.net\r\n",
        BODY,
    );
    let mail = format!("{top}{signature}\r\nFrom: a@example.org, b@example.net\r\n\r\n{BODY}");
    let seen = judge(&mail, &zone());
    assert!(seen.is_complete);
    // RFC 9989 §5.3.1: the check ends; §11.5: a receiver may go on with each.
    assert_eq!(seen.dmarc.result, DmarcResult::CouldNotTell);
    let each: Vec<_> = seen.dmarc.each.iter().map(|one| one.result).collect();
    assert_eq!(
        each,
        [DmarcResult::Fail, DmarcResult::Pass],
        "{}",
        seen.dmarc.words
    );
    for words in [
        "example.org: pass, and its policy is “reject”.",
        "example.net: fail, and it publishes no policy.",
    ] {
        assert!(
            remark(&seen, "from-not-one").text.contains(words),
            "{}",
            seen.dmarc.words
        );
    }
    let many: Vec<String> = (0..20)
        .map(|number| format!("a@d{number}.example"))
        .collect();
    let seen = judge(
        &format!("{TOP}From: {}\r\n\r\n{BODY}", many.join(", ")),
        &zone(),
    );
    assert_eq!(seen.dmarc.each.len(), 5);
    assert!(seen.dmarc.words.contains("The others were not looked at."));
}

#[test]
fn an_empty_line_after_headers_is_no_body() {
    let whole = signed(HEADERS, BODY);
    let headers = whole.split("\r\n\r\n").next().unwrap();
    for end in ["\r\n\r\n", "\r\n\r\n\r\n \r\n", "\n\n"] {
        let seen = judge(&format!("{headers}{end}"), &zone());
        assert_eq!(
            seen.signatures[0].result,
            SignatureResult::PassHeaders,
            "{end:?}"
        );
        assert!(!seen.has_body);
    }
    // Unless somebody signed that there is nothing.
    let seen = judge(&signed(HEADERS, ""), &zone());
    assert_eq!(seen.signatures[0].result, SignatureResult::Pass);
    assert!(seen.has_body);
}

#[test]
fn the_first_mail_of_a_mailbox_is_examined() {
    let mail = signed(HEADERS, BODY);
    let mailbox = format!(
        "From a@example.org Sun Nov 22 10:00:00 2026\r\n{mail}\r\nFrom b@example.org Sun Nov 22 11:00:00 2026\r\n{mail}"
    );
    let seen = judge(&mailbox, &zone());
    assert_eq!(seen.signatures[0].result, SignatureResult::Pass);
    assert!(codes(&seen).contains(&"mailbox-of-several"));
    // In a mail by itself such a line is text like any other.
    let body = "Hello\r\n\r\nFrom here: on\r\nX: y\r\n";
    let seen = judge(&signed(HEADERS, body), &zone());
    assert_eq!(seen.signatures[0].result, SignatureResult::Pass);
}

#[test]
fn lines_that_are_not_read_are_told() {
    let line = "Received: from a (a [10.0.0.1]) by b with ESMTPS id 1; Sun, 22 Nov 2026 10:00:00 +0000\r\n";
    let seen = judge(
        &format!("{TOP}{}{HEADERS}\r\n{BODY}", line.repeat(128)),
        &zone(),
    );
    assert_eq!((seen.path.hops.len(), seen.path.unread), (100, 30));
    assert!(remark(&seen, "path-not-whole").text.contains("30 more"));
    let seen = judge(&signed(HEADERS, BODY), &zone());
    assert_eq!(seen.path.unread, 0);
    assert!(!codes(&seen).contains(&"path-not-whole"));
    let signatures = format!("{}\r\n", dkim_signature("example.org", "", HEADERS, BODY)).repeat(23);
    let seen = judge(&format!("{TOP}{signatures}{HEADERS}\r\n{BODY}"), &zone());
    assert_eq!(seen.signatures.len(), 20);
    assert!(remark(&seen, "dkim-not-all-read").text.contains("3 more"));
}

#[test]
fn clocks_differ_and_nothing_travels_back() {
    let top = TOP.replace("10:00:03", "09:59:00");
    let seen = judge(&format!("{top}{HEADERS}\r\n{BODY}"), &zone());
    let skew = remark(&seen, "clock-skew");
    assert_eq!(
        skew.title,
        "The clocks of two servers differ by 62 seconds or more"
    );
    assert!(
        skew.text.contains("store.example.net, number 2"),
        "{}",
        skew.text
    );
}

#[test]
fn results_of_google_stand_below_its_line() {
    let google = "Return-Path: <a@example.org>\r\nReceived: from out.example.org (out.example.org. [8.8.8.8])\r\n        by \
                  mx.google.com with ESMTPS id x\r\n        for <b@gmail.com>; Sun, 22 Nov 2026 02:00:02 -0800 (PST)\r\n\
                  Received-SPF: pass (google.com: domain of a@example.org designates 8.8.8.8 as permitted sender) \
                  client-ip=8.8.8.8;\r\nAuthentication-Results: mx.google.com;\r\n       dmarc=pass (p=REJECT) \
                  header.from=example.org\r\n";
    let results = "Authentication-Results: mx.google.com; dmarc=pass header.from=example.org\r\n";
    let seen = judge(&format!("{google}{HEADERS}{results}\r\n{BODY}"), &zone());
    let standings: Vec<_> = seen.results.iter().map(|one| one.standing).collect();
    assert_eq!(standings, [Standing::Own, Standing::Foreign]);
    assert_eq!(seen.path.border.hop, Some(0));
    // Others write there, too, and so could whoever sent it.
    let other = google.replace("google.com", "example.com");
    let older = "Received: from a by b; x\r\n";
    let results = results.replace("google.com", "example.com");
    let seen = judge(
        &format!("{other}{older}{results}{HEADERS}\r\n{BODY}"),
        &zone(),
    );
    let standings: Vec<_> = seen.results.iter().map(|one| one.standing).collect();
    assert_eq!(standings, [Standing::Beside, Standing::Foreign]);
    assert!(codes(&seen).contains(&"foreign-results"));
}

#[test]
fn a_server_without_a_domain_writes_results_in_the_recipients() {
    let line = "Received: from out.example.org (out.example.org [8.8.8.8])\r\n by smtpin-4 (Postfix) with ESMTPS id x\r\n \
                for <b@icloud.com>; Sun, 22 Nov 2026 10:00:02 +0000 (UTC)\r\n";
    let results = "Authentication-results: dmarc.icloud.com; dmarc=pass header.from=example.org\r\n\
                   Authentication-results: elsewhere.example; dmarc=pass header.from=example.org\r\n";
    let standings = |line: &str| -> Vec<_> {
        let seen = judge(&format!("{line}{results}{HEADERS}\r\n{BODY}"), &zone());
        assert_eq!(seen.path.border.hop, Some(0));
        seen.results.iter().map(|one| one.standing).collect()
    };
    assert_eq!(standings(line), [Standing::Beside, Standing::Foreign]);
    // One that has a domain signs with that.
    let named = line.replace("smtpin-4", "mx.example.net");
    assert_eq!(standings(&named), [Standing::Foreign, Standing::Foreign]);
    let no_recipient = line.replace("for <b@icloud.com>", "");
    assert_eq!(
        standings(&no_recipient),
        [Standing::Foreign, Standing::Foreign]
    );
}

#[test]
fn a_copy_that_was_never_sent_is_not_called_unsigned() {
    let seen = judge(&format!("{HEADERS}\r\n{BODY}"), &zone());
    assert!(codes(&seen).contains(&"no-way"));
    assert!(!codes(&seen).contains(&"dkim-none"));
    let seen = judge(&format!("{TOP}{HEADERS}\r\n{BODY}"), &zone());
    assert!(codes(&seen).contains(&"dkim-none"));
    assert!(!codes(&seen).contains(&"no-way"));
}
