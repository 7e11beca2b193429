//! Keys that are not there: of old mail that says nothing, of new mail that nobody vouches.

use super::*;

/// A mail of the tests that came on another day.
fn of_day(mail: &str, day: &str) -> String {
    mail.replace("22 Nov 2026", day)
}

/// A zone without the key of the author, or with this in its place.
fn zone_with(key: Option<Has>) -> Vec<(&'static str, Has)> {
    let mut zone = zone();
    zone.retain(|(name, _)| *name != "s1._domainkey.example.org");
    zone.extend(key.map(|key| ("s1._domainkey.example.org", key)));
    zone
}

fn withdrawn() -> Has {
    Has::Txt("v=DKIM1; k=ed25519; p=".to_owned())
}

#[test]
fn a_key_that_is_gone_is_no_forgery() {
    let mail = of_day(&sent_by_another(&signed(HEADERS, BODY)), "12 Nov 2026");
    let seen = judge(&mail, &zone_with(None));
    assert_eq!(seen.signatures[0].result, SignatureResult::KeyGone);
    assert_eq!(seen.dmarc.result, DmarcResult::CouldNotTell);
    let gone = remark(&seen, "dkim-key-gone");
    assert_eq!(gone.severity, Severity::Info);
    // Whether it ever was published, nobody knows.
    assert!(gone.title.ends_with("is not published"), "{}", gone.title);
    let todo = gone.todo.as_ref().unwrap();
    assert!(todo.starts_with("If it is your mail"), "{todo}");
    assert!(todo.contains("anybody can write"), "{todo}");
    let unknown = &remark(&seen, "dmarc-unknown").text;
    assert!(unknown.contains("a key that never was"), "{unknown}");
    // Withdrawn is gone as well, and for good.
    let seen = judge(&mail, &zone_with(Some(withdrawn())));
    assert_eq!(seen.signatures[0].result, SignatureResult::KeyGone);
    assert_eq!(seen.dmarc.result, DmarcResult::CouldNotTell);
    let gone = remark(&seen, "dkim-key-gone");
    assert!(gone.title.contains("withdrawn"), "{}", gone.title);
    assert!(gone.todo.as_ref().unwrap().contains("at another selector"));
    let unknown = &remark(&seen, "dmarc-unknown").text;
    assert!(!unknown.contains("never was"), "{unknown}");
    // And what DNS does not say is not known, of no mail.
    for mail in [mail, sent_by_another(&signed(HEADERS, BODY))] {
        let seen = judge(&mail, &zone_with(Some(Has::Failure)));
        assert_eq!(seen.signatures[0].result, SignatureResult::CouldNotTell);
        assert_eq!(seen.dmarc.result, DmarcResult::CouldNotTell);
    }
}

#[test]
fn a_key_that_is_not_there_today_vouches_for_no_mail_of_today() {
    let mail = sent_by_another(&signed(HEADERS, BODY));
    for (key, words, todo) in [
        (
            None,
            "without a key",
            "signed with at s1._domainkey.example.org",
        ),
        (Some(withdrawn()), "is withdrawn", "with a new key"),
    ] {
        let zone = zone_with(key);
        let seen = judge(&mail, &zone);
        assert_eq!(seen.dmarc.result, DmarcResult::Fail);
        assert!(
            seen.signatures[0].words.contains(words),
            "{}",
            seen.signatures[0].words
        );
        let fail = remark(&seen, "dmarc-fail").todo.as_ref().unwrap();
        assert!(fail.contains(todo), "{fail}");
    }
    let zone = zone_with(None);
    let result = |mail: &str| judge(mail, &zone).dmarc.result;
    let at = |day: &str, zone: &str| of_day(&mail, day).replace("+0000", zone);
    // DNS was asked on the 22nd, at 10:23.
    assert_eq!(result(&at("20 Nov 2026", "-0100")), DmarcResult::Fail);
    assert_eq!(
        result(&at("20 Nov 2026", "+0000")),
        DmarcResult::CouldNotTell
    );
    // Clocks differ, and one that is far ahead says nothing.
    assert_eq!(result(&at("22 Nov 2026", "-1200")), DmarcResult::Fail);
    assert_eq!(
        result(&at("22 Nov 2027", "+0000")),
        DmarcResult::CouldNotTell
    );
    // A time that the author wrote does not count where the recipient's server has one.
    let dated = mail.replace("Date: Sun, 22 Nov 2026", "Date: Sun, 22 Mar 2026");
    assert_eq!(result(&dated), DmarcResult::Fail);
    // Without either it may be of any day.
    let timeless = mail.replace("; Sun, 22 Nov 2026 10:00:0", "; 0");
    assert_eq!(result(&timeless), DmarcResult::Fail);
    let timeless = timeless.replace("Date: Sun, 22 Nov", "Date: ");
    assert_eq!(result(&timeless), DmarcResult::CouldNotTell);
    // A copy that is broken in the signature may name another key.
    let broken = mail.replace("; b=", ";\r\nbroken\r\n b=");
    let seen = judge(&broken, &zone);
    assert_eq!(seen.signatures[0].result, SignatureResult::CouldNotTell);
    assert!(
        seen.signatures[0].words.contains("the name of its key"),
        "{}",
        seen.signatures[0].words
    );
    assert_eq!(seen.dmarc.result, DmarcResult::CouldNotTell);
}
