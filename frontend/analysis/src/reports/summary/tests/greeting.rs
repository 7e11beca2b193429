//! What SPF says of the name in the greeting is about the sender only where the envelope has none.

use super::evidence::{failing_group, remedies, summary_by};
use super::*;

/// The same with what SPF said of a name as something that it said of the greeting.
fn in_greeting(report: &str, domain: &str) -> String {
    let spf = format!("<spf><domain>{domain}</domain>");
    report.replace(&spf, &format!("{spf}<scope>helo</scope>"))
}

#[test]
fn the_greeting_is_neither_the_envelope_nor_aligned() {
    let says = |domain: &'static str, result| {
        let one = Rec {
            envelope: (domain, result),
            ..failing("192.0.2.10", 10)
        };
        let policy = "<aspf>s</aspf><p>none</p>";
        let text = in_greeting(&report("a", 0, policy, &[one]), domain);
        let summary = summary_by(GroupBy::Service, &[text]);
        let group = failing_group(&summary);
        let reasons = group.verdict.reasons.join(" ");
        (group.verdict.class, reasons, remedies(group))
    };
    let (class, reasons, _) = says("mail.example.org", "fail");
    assert_eq!(class, Class::Unknown);
    assert!(!reasons.contains("envelope"), "{reasons}");
    let (class, reasons, _) = says("mx.stranger.test", "pass");
    assert_eq!(class, Class::Unknown);
    assert!(
        reasons.contains("its greeting") && !reasons.contains("its envelope"),
        "{reasons}"
    );
    let (class, reasons, remedies) = says("mail.example.org", "pass");
    assert_eq!(class, Class::Yours);
    assert!(reasons.contains("greeting"), "{reasons}");
    assert!(
        remedies.starts_with("Have the server sign") && !remedies.contains("aspf"),
        "{remedies}"
    );
}

#[test]
fn of_bounces_the_greeting_is_the_sender() {
    let says = |domain: &'static str, result, policy: &str, envelope: &str| {
        let one = Rec {
            envelope: (domain, result),
            ..failing("198.51.100.5", 20)
        };
        let text = in_greeting(&report("a", 0, policy, &[one]), domain);
        let text = text.replacen("<identifiers>", &format!("<identifiers>{envelope}"), 1);
        let summary = summary_by(GroupBy::Address, &[text]);
        let group = failing_group(&summary);
        let reasons = group.verdict.reasons.join(" ");
        (group.verdict.class, reasons, remedies(group))
    };
    let strict = "<aspf>s</aspf><p>none</p>";
    let empty = "<envelope_from/>";
    let (class, reasons, remedies) = says("mail.example.org", "pass", strict, empty);
    assert_eq!(class, Class::Yours);
    assert_eq!(
        reasons,
        "SPF passes for a name of your own organisation, but not for the one in the From header. Your DMARC record asks for \
         names that match to the letter."
    );
    assert!(remedies.contains("take “aspf=s” out"), "{remedies}");
    // Without an empty envelope it is only a greeting.
    for envelope in ["", "<envelope_from>x.test</envelope_from>"] {
        let (class, reasons, remedies) = says("mail.example.org", "pass", strict, envelope);
        assert_eq!(class, Class::Yours);
        assert!(reasons.contains("in its greeting"), "{reasons}");
        assert!(!remedies.contains("aspf"), "{remedies}");
    }
    let (class, reasons, _) = says("mx.stranger.test", "pass", strict, empty);
    assert_eq!(class, Class::Foreign);
    assert!(
        reasons
            .starts_with("stranger.test is in its greeting, with nothing in the envelope, and SPF"),
        "{reasons}"
    );
    // Nobody says that an envelope names a domain which is empty; and mail of the very name may well be wanted.
    let (class, reasons, _) = says("mail.example.org", "fail", strict, empty);
    assert_eq!(class, Class::Unknown);
    assert!(!reasons.contains("envelope"), "{reasons}");
    let (class, reasons, _) = says("example.org", "pass", strict, empty);
    assert_eq!(class, Class::Yours);
    assert!(reasons.contains("only where that is empty"), "{reasons}");
}

#[test]
fn rows_that_differ_in_an_empty_envelope_are_not_alike() {
    let one = |count| Rec {
        envelope: ("mx.stranger.test", "pass"),
        ..failing("198.51.100.5", count)
    };
    let text = report("a", 0, "<p>none</p>", &[one(1), one(20)]);
    let text = in_greeting(&text, "mx.stranger.test");
    let (first, second) = text.split_at(text.rfind("<identifiers>").unwrap());
    let named = "<identifiers><envelope_from>x.test</envelope_from>";
    let first = first.replace("<identifiers>", named);
    let second = second.replace("<identifiers>", "<identifiers><envelope_from/>");
    let summary = summary_by(GroupBy::Address, &[format!("{first}{second}")]);
    let verdict = &failing_group(&summary).verdict;
    assert_eq!(verdict.class, Class::Foreign, "{verdict:?}");
}
