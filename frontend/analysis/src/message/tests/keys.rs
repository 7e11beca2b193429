//! Signatures: other signers, lengths and times.

use super::signing::arc;
use super::*;

#[test]
fn foreign_signers_do_not_count() {
    let signature = dkim_signature("example.net", "", HEADERS, BODY);
    let top = TOP.replace("<a@example.org>\r\n", "<a@example.net>\r\n");
    let seen = judge(&format!("{top}{signature}\r\n{HEADERS}\r\n{BODY}"), &zone());
    assert_eq!(seen.signatures[0].result, SignatureResult::Pass);
    assert_eq!(seen.dmarc.result, DmarcResult::Fail);
    assert!(
        remark(&seen, "dkim-not-aligned")
            .title
            .contains("Only example.net signs")
    );
    assert_eq!(seen.dmarc.identifiers[1].aligned, Some(false));
}

#[test]
fn each_signer_is_named_and_none_whose_signature_is_broken() {
    let mut zone = zone();
    for name in ["s1._domainkey.esp.example", "s1._domainkey.other.example"] {
        zone.push((name, Has::Txt(key_record())));
    }
    let by = |domain: &str| dkim_signature(domain, "", HEADERS, BODY);
    let broken = dkim_signature("esp.example", "", HEADERS, "Other\r\n");
    let list = by("example.net");
    for (signatures, title, todo) in [
        (
            format!("{list}\r\n{}", by("esp.example")),
            "example.net and esp.example sign, not example.org",
            "have whoever sends your mail sign",
        ),
        (
            format!("{list}\r\n{}\r\n{}", by("esp.example"), by("other.example")),
            "example.net and 2 others sign, not example.org",
            "have whoever sends your mail sign",
        ),
        (
            format!("{broken}\r\n{list}"),
            "Only example.net signs, not example.org",
            "have example.net sign",
        ),
        (
            format!("{list}\r\n{list}"),
            "Only example.net signs, not example.org",
            "have example.net sign",
        ),
    ] {
        let seen = judge(&format!("{TOP}{signatures}\r\n{HEADERS}\r\n{BODY}"), &zone);
        let found = remark(&seen, "dkim-not-aligned");
        assert_eq!(found.title, title);
        let said = found.todo.as_ref().unwrap();
        assert!(said.contains(todo), "{said}");
    }
}

#[test]
fn folded_signatures_are_shown_in_one_line() {
    let signature = dkim_signature("example.org", "", HEADERS, BODY).replace("; ", ";\r\n\t");
    let mail = arc(
        &format!("{TOP}{signature}\r\n{HEADERS}\r\n{BODY}"),
        1,
        "none",
    );
    let seen = judge(
        &mail.replace("c=relaxed/relaxed; d=", "c=relaxed/relaxed;\r\n\t\td="),
        &zone(),
    );
    let evidence = remark(&seen, "dkim-pass").evidence.as_ref().unwrap();
    assert!(evidence.contains("; d=example.org; s=s1;"), "{evidence}");
    let of_arc = &seen.arc.sets[0].message.as_ref().unwrap().text;
    assert!(of_arc.contains("; d=example.net; s=s1;"), "{of_arc}");
    // What is shown is not what is verified.
    assert_eq!(seen.dmarc.result, DmarcResult::Pass);
    let simple = format!("{TOP}{signature}\r\n{HEADERS}\r\n{BODY}")
        .replace("c=relaxed/relaxed", "c=simple/relaxed");
    let seen = judge(&simple, &zone());
    assert_eq!(seen.signatures[0].result, SignatureResult::HeadersChanged);
}

#[test]
fn lengths_and_times_are_told() {
    let length = dkim_signature(
        "example.org",
        "l=7; t=1795341600; x=1795342000; ",
        HEADERS,
        "Hello\r\n",
    );
    let seen = judge(&format!("{TOP}{length}\r\n{HEADERS}\r\n{BODY}"), &zone());
    assert_eq!(
        seen.signatures[0].result,
        SignatureResult::Pass,
        "{}",
        seen.signatures[0].words
    );
    assert!(
        seen.signatures[0].words.contains("last 4 bytes"),
        "{}",
        seen.signatures[0].words
    );
    assert!(codes(&seen).contains(&"dkim-length"));
    // It has expired since it came, and had not when it came.
    assert!(
        remark(&seen, "dkim-expired-since")
            .text
            .contains("may have refused")
    );
    let expired = dkim_signature("example.org", "t=1795000000; x=1795000010; ", HEADERS, BODY);
    let seen = judge(&format!("{TOP}{expired}\r\n{HEADERS}\r\n{BODY}"), &zone());
    assert_eq!(seen.signatures[0].result, SignatureResult::NotAcceptable);
    assert!(seen.signatures[0].words.contains("had expired"));
    let title = |seen: &Examination| remark(seen, "dkim-not-acceptable").title.clone();
    assert!(title(&seen).contains("may refuse"), "{}", title(&seen));
    // Faulty, and not every receiver looks.
    let backwards = dkim_signature("example.org", "", HEADERS, BODY)
        .replace("h=from", "t=1795341600; x=1795341600; h=from");
    let seen = judge(&format!("{TOP}{backwards}\r\n{HEADERS}\r\n{BODY}"), &zone());
    let malformed = remark(&seen, "dkim-malformed");
    assert_eq!(malformed.title, "A signature has a fault");
    assert!(
        malformed.text.contains("a receiver may pass it over"),
        "{}",
        malformed.text
    );
    let future = dkim_signature("example.org", "t=1885770000; ", HEADERS, BODY);
    let seen = judge(&format!("{TOP}{future}\r\n{HEADERS}\r\n{BODY}"), &zone());
    assert!(title(&seen).contains("may refuse"), "{}", title(&seen));
    let old = signed(HEADERS, BODY).replace("ed25519-sha256", "rsa-sha1");
    assert!(title(&judge(&old, &zone())).contains("must not be accepted"));
}

#[test]
fn copied_white_space_is_no_change() {
    let mail = signed(HEADERS, BODY).replace("c=relaxed/relaxed", "c=simple/relaxed");
    assert_eq!(
        judge(&mail, &zone()).signatures[0].result,
        SignatureResult::HeadersChanged
    );
    let headers = mail.split("\r\n\r\n").next().unwrap();
    let seen = judge(headers, &zone());
    assert_eq!(seen.signatures[0].result, SignatureResult::CouldNotTell);
    assert!(
        seen.signatures[0].words.contains("white space"),
        "{}",
        seen.signatures[0].words
    );
}

#[test]
fn lost_white_space_is_no_bad_signature() {
    let folded = HEADERS.replace("To: b@example.net", "To: b@example.net,\r\n c@example.net");
    let signature = dkim_signature("example.org", "", &folded, BODY);
    let in_lines = signature.replace("; ", ";\r\n ");
    let mail =
        |signature: &str| sent_by_another(&format!("{TOP}{signature}\r\n{folded}\r\n{BODY}"));
    let whole = mail(&in_lines);
    assert_eq!(judge(&whole, &zone()).dmarc.result, DmarcResult::Pass);
    // Lines of the signature are joined to it: one that holds then was over nothing else.
    for lost in [
        mail(&in_lines.replace("\r\n ", "\r\n")),
        whole.replace("\r\n c=relaxed", "\r\nc=relaxed"),
        whole.replace("\r\n h=from", "\r\nh=from"),
    ] {
        let seen = judge(&lost, &zone());
        assert_eq!(seen.signatures[0].result, SignatureResult::Pass, "{lost}");
        assert_eq!(seen.dmarc.result, DmarcResult::Pass, "{lost}");
    }
    for (lost, words) in [
        // A name that was cut in two.
        (
            whole.replace("d=example.org", "d=exam\r\nple.org"),
            "cannot be read as it stands here",
        ),
        (
            whole.replace("message-id", "message-\r\nid"),
            "broken headers in two",
        ),
        // A header that is signed.
        (
            whole.replace(",\r\n c@", ",\r\nc@"),
            "broken headers in two",
        ),
    ] {
        let seen = judge(&lost, &zone());
        assert_eq!(
            seen.signatures[0].result,
            SignatureResult::CouldNotTell,
            "{lost}"
        );
        assert!(
            seen.signatures[0].words.contains(words),
            "{}",
            seen.signatures[0].words
        );
        assert_eq!(seen.dmarc.result, DmarcResult::CouldNotTell, "{lost}");
        for code in ["dkim-malformed", "dkim-fail", "dmarc-fail"] {
            assert!(!codes(&seen).contains(&code), "{code}: {lost}");
        }
    }
    // A body that was changed is told, if the signature is whole.
    let changed = whole
        .replace(",\r\n c@", ",\r\nc@")
        .replace("Hello", "Hullo");
    assert_eq!(
        judge(&changed, &zone()).signatures[0].result,
        SignatureResult::BodyChanged
    );
    // What stands above all headers is out of none.
    let above = format!(
        "Original Message\r\n{}",
        whole.replace("c@example.net\r\n", "d@example.net\r\n")
    );
    assert_eq!(
        judge(&above, &zone()).signatures[0].result,
        SignatureResult::HeadersChanged
    );
}

#[test]
fn a_signature_over_signatures_means_the_others() {
    let other = dkim_signature("example.net", "", HEADERS, BODY);
    let headers = format!("{other}\r\n{HEADERS}");
    // Whichever of the two stands lower.
    let own = signing::over_signatures("example.org", &headers, BODY);
    for mail in [
        format!("{TOP}{own}\r\n{headers}\r\n{BODY}"),
        format!("{TOP}{headers}{own}\r\n\r\n{BODY}"),
    ] {
        let seen = judge(&mail, &zone());
        let results: Vec<_> = seen.signatures.iter().map(|one| one.result).collect();
        assert_eq!(results, [SignatureResult::Pass, SignatureResult::Pass]);
    }
}

#[test]
fn without_a_policy_nobody_applies_dmarc() {
    let mut zone = zone();
    zone.retain(|(name, _)| *name != "_dmarc.example.org");
    let seen = judge(&signed(HEADERS, BODY), &zone);
    assert!(
        remark(&seen, "dmarc-pass-without-policy")
            .text
            .contains("dmarc=none")
    );
    assert!(!codes(&seen).contains(&"dmarc-pass"));
    let forged = format!("{}{HEADERS}\r\n{BODY}", TOP.replace("8.8.8.8", "9.9.9.9"));
    let seen = judge(&forged, &zone);
    assert!(
        remark(&seen, "dmarc-fail")
            .text
            .contains("do not apply DMARC")
    );
}

#[test]
fn sha1_is_refused_whatever_the_body_is() {
    let mail = signed(HEADERS, BODY).replace("ed25519-sha256", "rsa-sha1");
    for zone in [zone(), Vec::new()] {
        let seen = judge(&mail, &zone);
        assert_eq!(seen.signatures[0].result, SignatureResult::NotAcceptable);
        assert!(
            seen.signatures[0].words.contains("SHA-1"),
            "{}",
            seen.signatures[0].words
        );
    }
}
