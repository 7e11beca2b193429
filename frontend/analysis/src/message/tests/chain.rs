//! Chains of ARC.

use super::signing::arc;
use super::*;

fn forwarded(times: u32) -> String {
    let mut mail = signed(HEADERS, BODY);
    for number in 1..=times {
        mail = arc(&mail, number, if number == 1 { "none" } else { "pass" });
    }
    mail
}

#[test]
fn chains_hold() {
    for times in 1..=3 {
        let seen = judge(&forwarded(times), &zone());
        assert_eq!(seen.arc.result, ArcResult::Pass, "{}", seen.arc.words);
        assert_eq!(seen.arc.oldest_pass, Some(1));
        assert_eq!(seen.arc.sets.len(), times as usize);
    }
    assert_eq!(
        judge(&signed(HEADERS, BODY), &zone()).arc.result,
        ArcResult::None
    );
}

#[test]
fn changes_are_found_where_they_are() {
    let mail = forwarded(2);
    for (from, to) in [
        // What the first forwarder says.
        (
            "i=1; lists.example.net; dkim=pass",
            "i=1; lists.example.net; dkim=fail",
        ),
        // The mail itself.
        ("Hello\r\n", "Hello!\r\n"),
        ("To: b@example.net", "To: c@example.net"),
        // The chain is not whole.
        ("ARC-Authentication-Results: i=1", "X-Nothing: i=1"),
        ("ARC-Seal: i=2", "ARC-Seal: i=3"),
        ("cv=pass", "cv=fail"),
        ("cv=pass;", "cv=pass; h=from;"),
    ] {
        assert!(mail.contains(from), "{from}");
        let seen = judge(&mail.replace(from, to), &zone());
        assert_eq!(
            seen.arc.result,
            ArcResult::Fail,
            "{from}: {}",
            seen.arc.words
        );
        assert!(codes(&seen).contains(&"arc-fail"));
    }
    // Where the copying broke headers, no such change is certain.
    let torn = |mail: &str| {
        mail.replace(
            "To: b@example.net\r\n",
            "To: b@example.net,\r\nb@example.com\r\n",
        )
    };
    for mail in [
        torn(&mail),
        torn(&mail.replace("ARC-Seal: i=2;", "ARC-Seal: i=2;\r\ni=2;")),
    ] {
        let seen = judge(&mail, &zone());
        assert_eq!(
            seen.arc.result,
            ArcResult::CouldNotTell,
            "{}",
            seen.arc.words
        );
    }
    let told = judge(&torn(&arc(&forwarded(1), 2, "fail")), &zone());
    assert_eq!(told.arc.result, ArcResult::Fail);
    let told = judge(&arc(&forwarded(1), 2, "fail"), &zone());
    assert_eq!(told.arc.result, ArcResult::Fail);
    assert!(
        told.arc.words.contains("was broken when"),
        "{}",
        told.arc.words
    );
}

#[test]
fn a_list_that_changes_and_seals_is_followed() {
    let first = forwarded(1).replace("Hello\r\n", "Hello, list\r\n");
    let seen = judge(&arc(&first, 2, "pass"), &zone());
    // The newest signature is over the mail as it is; the first is over the mail as it was.
    assert_eq!(
        (seen.arc.result, seen.arc.oldest_pass),
        (ArcResult::Pass, Some(2)),
        "{}",
        seen.arc.words
    );
    assert_eq!(seen.signatures[0].result, SignatureResult::BodyChanged);
}

#[test]
fn what_cannot_be_told_is_not_told() {
    let mail = forwarded(1);
    let headers = mail.split("\r\n\r\n").next().unwrap();
    assert_eq!(judge(headers, &zone()).arc.result, ArcResult::CouldNotTell);
    let mut zone = zone();
    zone.retain(|(name, _)| *name != "s1._domainkey.example.net");
    let seen = judge(&mail, &zone);
    assert_eq!(seen.arc.result, ArcResult::CouldNotTell);
    assert!(
        seen.arc.words.contains("not published"),
        "{}",
        seen.arc.words
    );
}
