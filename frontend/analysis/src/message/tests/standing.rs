//! What a pass of SPF is worth: whose it is, and how alike the names must be.

use super::*;

/// The mail of `HEADERS` from other authors, whose bounces go elsewhere.
fn from(from: &str, bounces: &str) -> String {
    let top = TOP.replace("Return-Path: <a@example.org>", bounces);
    format!(
        "{top}{}\r\n{BODY}",
        HEADERS.replace("From: A <a@example.org>\r\n", from)
    )
}

#[test]
fn a_pass_for_one_of_several_authors_is_no_other_domain() {
    for authors in [
        "From: a@example.org, b@example.com\r\n",
        "From: a@example.org\r\nFrom: b@example.com\r\n",
    ] {
        let seen = judge(&from(authors, "Return-Path: <a@example.org>"), &zone());
        assert!(!codes(&seen).contains(&"spf-not-aligned"), "{authors}");
        let pass = remark(&seen, "spf-pass");
        assert_eq!(pass.severity, Severity::Info);
        assert!(
            pass.text.contains("example.org stands for one of"),
            "{}",
            pass.text
        );
    }
    let none = "From: a@example.com, b@example.net\r\n";
    let seen = judge(&from(none, "Return-Path: <a@example.org>"), &zone());
    let other = remark(&seen, "spf-not-aligned");
    assert!(
        other.title.contains("none of the From domains"),
        "{}",
        other.title
    );
    assert_eq!(other.todo, None);
    // More domains than are looked at may have the one.
    let many: Vec<String> = (0..20)
        .map(|number| format!("a@d{number}.example"))
        .collect();
    let many = format!("From: {}\r\n", many.join(", "));
    let seen = judge(&from(&many, "Return-Path: <a@example.org>"), &zone());
    assert!(!codes(&seen).contains(&"spf-not-aligned"));
}

#[test]
fn without_an_author_there_is_nothing_to_compare_with() {
    let seen = judge(&from("", "Return-Path: <a@example.org>"), &zone());
    assert!(!codes(&seen).contains(&"spf-not-aligned"));
    assert!(
        remark(&seen, "spf-pass")
            .text
            .contains("no From domain to compare it with")
    );
}

#[test]
fn what_could_not_be_compared_is_not_of_another() {
    let mut zone = zone();
    zone.retain(|(name, _)| *name != "_dmarc.example.org");
    zone.push(("_dmarc.example.org", Has::Failure));
    zone.push((
        "sub.example.org",
        Has::Txt("v=spf1 ip4:8.8.8.8 -all".to_owned()),
    ));
    let mail = from(
        "From: a@example.org\r\n",
        "Return-Path: <b@sub.example.org>",
    );
    let seen = judge(&mail, &zone);
    assert_eq!(seen.dmarc.identifiers[0].aligned, None);
    assert!(!codes(&seen).contains(&"spf-not-aligned"));
    let pass = remark(&seen, "spf-pass");
    assert!(pass.text.contains("could not be told"), "{}", pass.text);
}

#[test]
fn strict_records_demand_the_name_itself() {
    let mut zone = zone();
    zone.retain(|(name, _)| *name != "_dmarc.example.org");
    let policy = "v=DMARC1; p=reject; adkim=s; aspf=s";
    zone.push(("_dmarc.example.org", Has::Txt(policy.to_owned())));
    zone.push((
        "sub.example.org",
        Has::Txt("v=spf1 ip4:8.8.8.8 -all".to_owned()),
    ));
    zone.push(("s1._domainkey.sub.example.org", Has::Txt(key_record())));
    let top = TOP.replace("<a@example.org>\r\n", "<b@sub.example.org>\r\n");
    let signature = dkim_signature("sub.example.org", "", HEADERS, BODY);
    let mail = format!("{top}{signature}\r\n{HEADERS}\r\n{BODY}");
    let seen = judge(&mail, &zone);
    assert_eq!(seen.dmarc.result, DmarcResult::Fail);
    assert!(
        !seen.dmarc.words.contains("of others"),
        "{}",
        seen.dmarc.words
    );
    let spf = remark(&seen, "spf-not-aligned");
    assert!(spf.text.contains("“aspf=s”"), "{}", spf.text);
    let todo = spf.todo.as_deref().unwrap();
    assert!(todo.contains("of example.org itself"), "{todo}");
    assert!(!todo.contains("below"), "{todo}");
    let dkim = remark(&seen, "dkim-not-aligned");
    assert!(dkim.text.contains("“adkim=s”"), "{}", dkim.text);
    assert!(!dkim.text.contains("same organisation"), "{}", dkim.text);
}

#[test]
fn a_bounce_has_no_address_that_bounces_go_to() {
    let mut zone = zone();
    let term = Has::Txt("v=spf1 ip4:8.8.8.8 -all".to_owned());
    zone.push(("out.example.com", term));
    let mail = from("From: MAILER-DAEMON@example.org\r\n", "Return-Path: <>")
        .replace("from out.example.org", "from out.example.com");
    let seen = judge(&mail, &zone);
    assert_eq!(seen.spf.domain.as_deref(), Some("out.example.com"));
    let other = remark(&seen, "spf-not-aligned");
    assert!(other.text.contains("the name in EHLO"), "{}", other.text);
    assert!(!other.text.contains("Bounces go to"), "{}", other.text);
}

#[test]
fn what_is_no_domain_has_no_record() {
    let bounce = TOP.replace("<a@example.org>", "<>");
    for (top, helo) in [
        (
            bounce.replace("from out.example.org", "from [8.8.8.8]"),
            "[8.8.8.8]",
        ),
        (
            bounce.replace("from out.example.org", "from 8.8.8.8"),
            "8.8.8.8",
        ),
        (
            bounce.replace("from out.example.org", "from laptop"),
            "laptop",
        ),
        (TOP.replace("<a@example.org>", "<a@[8.8.8.8]>"), "[8.8.8.8]"),
        (TOP.replace("<a@example.org>", "<a@laptop>"), "laptop"),
    ] {
        let seen = judge(&format!("{top}{HEADERS}\r\n{BODY}"), &zone());
        assert_eq!(seen.spf.domain, None, "{helo}");
        assert_eq!(seen.spf.result, Some(SpfResult::None), "{helo}");
        assert!(
            seen.spf.words.contains(&format!("“{helo}”, is no domain")),
            "{}",
            seen.spf.words
        );
        assert!(!codes(&seen).contains(&"spf-none"), "{helo}");
        // It was checked, so far as there is something to check.
        let title = &remark(&seen, "spf-not-checked").title;
        assert!(title.contains("nothing that SPF may be"), "{title}");
        // Nothing else vouches for the author, and SPF certainly does not.
        assert_eq!(seen.dmarc.result, DmarcResult::Fail, "{helo}");
        let signature = dkim_signature("example.org", "", HEADERS, BODY);
        let signed = judge(&format!("{top}{signature}\r\n{HEADERS}\r\n{BODY}"), &zone());
        assert_eq!(signed.dmarc.result, DmarcResult::Pass, "{helo}");
    }
    // Without a name that is known it is another matter.
    let unknown = bounce.replace("from out.example.org (", "from (");
    let seen = judge(&format!("{unknown}{HEADERS}\r\n{BODY}"), &zone());
    assert_eq!(seen.spf.result, None);
    let title = &remark(&seen, "spf-not-checked").title;
    assert!(title.contains("could not be checked"), "{title}");
    assert_eq!(seen.dmarc.result, DmarcResult::CouldNotTell);
}

#[test]
fn what_a_forwarder_rewrote_is_not_for_the_sender_to_mend() {
    for (sender, is_rewritten) in [
        ("SRS0=ab12=XY=example.org=a@example.net", true),
        ("srs0+ab12=XY=example.org=a@example.net", true),
        (
            "SRS1-cd34=fwd.example==ab12=XY=example.org=a@example.net",
            true,
        ),
        ("bounces+SRS=44ldt=IX@example.net", true),
        // A name that only begins alike, and a mark of one's own bounces (BATV).
        ("srs0@example.net", false),
        ("srs01=a@example.net", false),
        ("prvs=0123456789=a@example.net", false),
    ] {
        let top = TOP
            .replace("<a@example.org>", &format!("<{sender}>"))
            .replace("8.8.8.8", "8.8.4.4");
        let seen = judge(&format!("{top}{HEADERS}\r\n{BODY}"), &zone());
        let found = remark(&seen, "spf-not-aligned");
        assert_eq!(found.severity == Severity::Info, is_rewritten, "{sender}");
        assert_eq!(found.text.contains("(SRS)"), is_rewritten, "{sender}");
        assert_eq!(found.todo.is_none(), is_rewritten, "{sender}");
    }
}

#[test]
fn a_signature_that_stands_for_the_author_is_enough() {
    // Forwarded under another sender, as Gmail does.
    let mail = signed(HEADERS, BODY)
        .replace(
            "<a@example.org>\r\nAuth",
            "<b+caf_=c=example.net@example.net>\r\nAuth",
        )
        .replace("8.8.8.8", "8.8.4.4");
    let seen = judge(&mail, &zone());
    assert_eq!(seen.dmarc.result, DmarcResult::Pass);
    let other = remark(&seen, "spf-not-aligned");
    assert_eq!((other.severity, &other.todo), (Severity::Info, &None));
    // Forwarded under its own sender: nobody is told to let the forwarder send.
    let seen = judge(
        &signed(HEADERS, BODY).replace("8.8.8.8", "9.9.9.9"),
        &zone(),
    );
    assert_eq!(seen.dmarc.result, DmarcResult::Pass);
    let fail = remark(&seen, "spf-fail");
    assert_eq!(fail.severity, Severity::Advice);
    assert!(fail.records.is_empty(), "{:?}", fail.records);
}

#[test]
fn records_of_services_are_theirs() {
    let mail = from(
        "From: a@example.org\r\n",
        "Return-Path: <1@eu-west-1.amazonses.com>",
    );
    let none = judge(&mail, &zone());
    let mut zone = zone();
    let other = Has::Txt("v=spf1 ip4:8.8.4.4 -all".to_owned());
    zone.push(("eu-west-1.amazonses.com", other));
    let fail = judge(&mail, &zone);
    for (seen, code) in [(none, "spf-none"), (fail, "spf-fail")] {
        let one = remark(&seen, code);
        assert!(one.records.is_empty(), "{:?}", one.records);
        let todo = one.todo.as_deref().unwrap();
        assert!(
            todo.contains("Amazon SES, which keeps its record"),
            "{todo}"
        );
    }
}
