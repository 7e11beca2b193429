//! Records good, bad and nearly right.

use proptest::prelude::*;

use super::*;
use crate::syntax::NearMissKind;

/// What counts of a record, as it would be printed; nothing if it is malformed or foreign.
fn read_as(text: &str) -> Option<String> {
    parse(text).record().map(ToString::to_string)
}

/// Each defect as severity, marked text and message.
fn told(text: &str) -> String {
    let parsed = parse(text);
    let told: Vec<String> = parsed
        .defects()
        .iter()
        .map(|defect| {
            let marked = defect.span.of(text).unwrap();
            format!("{:?} «{marked}» {}", defect.severity, defect.message())
        })
        .collect();
    told.join("\n")
}

#[test]
fn valid_records_are_read_without_a_word() {
    for text in [
        "v=DMARC1; p=none",
        "v=DMARC1; p=reject; sp=quarantine; np=reject; rua=mailto:a@example.org",
        "v=DMARC1; p=reject; psd=n; t=y; adkim=s; aspf=s; fo=1:d:s; rua=mailto:a@example.org; ruf=mailto:b@example.org,mailto:c@example.net",
    ] {
        assert_eq!(read_as(text).as_deref(), Some(text));
        assert_eq!(told(text), "", "{text}");
    }
}

#[test]
fn what_is_tolerated_means_the_same() {
    for (text, same) in [
        // RFC 9989 §4.8: white space beside "=" and ";", and a final ";".
        ("v = DMARC1 ;p\t= reject ; ", "v=DMARC1; p=reject"),
        // RFC 5234 §2.3: literals in any case, but for the version's value.
        ("V=DMARC1; P=Reject", "v=DMARC1; p=reject"),
        // §4.7: p need not come first.
        ("v=DMARC1; sp=none; p=reject", "v=DMARC1; p=reject; sp=none"),
        // §4.7: no p is p=none.
        ("v=DMARC1", "v=DMARC1"),
        // §4.8: what is wrong takes its default.
        (
            "v=DMARC1; p=none; psd=x; t=maybe; adkim=relaxed; fo=2",
            "v=DMARC1; p=none",
        ),
        ("v=DMARC1; p=none;; nonsense", "v=DMARC1; p=none"),
        // §4.7: 0 and 1 exclude each other, so that the list is invalid.
        (
            "v=DMARC1; p=none; fo=0:1; ruf=mailto:a@b.example",
            "v=DMARC1; p=none; ruf=mailto:a@b.example",
        ),
        // §4.10.1: a valid address keeps an invalid policy alive, as none.
        (
            "v=DMARC1; p=rejct; sp=reject; rua=mailto:a@b.example",
            "v=DMARC1; p=none; rua=mailto:a@b.example",
        ),
        (
            "v=DMARC1; p=reject; np=; rua=mailto:a@b.example",
            "v=DMARC1; p=none; rua=mailto:a@b.example",
        ),
        // §4.8: the size is obsolete and ignored.
        (
            "v=DMARC1; p=none; rua=mailto:a@b.example!10m",
            "v=DMARC1; p=none; rua=mailto:a@b.example",
        ),
        // §4.7: any scheme is valid.
        (
            "v=DMARC1; p=none; rua=https://b.example/r",
            "v=DMARC1; p=none; rua=https://b.example/r",
        ),
        // An address without a scheme is none; the other counts.
        (
            "v=DMARC1; p=none; rua=a@b.example,mailto:c@d.example",
            "v=DMARC1; p=none; rua=mailto:c@d.example",
        ),
    ] {
        assert_eq!(read_as(text).as_deref(), Some(same), "{text}");
    }
}

#[test]
fn policies_for_names_below_follow_each_other() {
    let of = |text: &str| {
        let record = parse(text).record().unwrap().clone();
        [
            record.policy(),
            record.subdomain_policy(),
            record.nonexistent_policy(),
        ]
        .map(Policy::word)
    };
    for (text, policies) in [
        ("v=DMARC1; p=reject", ["reject", "reject", "reject"]),
        ("v=DMARC1; p=reject; sp=none", ["reject", "none", "none"]),
        ("v=DMARC1; p=none; np=reject", ["none", "none", "reject"]),
        // RFC 9989 §4.10.1: all of it is none.
        (
            "v=DMARC1; p=reject; sp=x; np=reject; rua=mailto:a@b.example",
            ["none", "none", "none"],
        ),
    ] {
        assert_eq!(of(text), policies, "{text}");
    }
}

#[test]
fn records_that_receivers_ignore() {
    for text in [
        "v=DMARC1; p=reject; p=none", // RFC 6376 §3.2: a tag twice
        "v=DMARC1; p=rejct",          // RFC 9989 §4.10.1: no policy, no address
        "v=DMARC1; p=reject; sp=all", // the same for sp
        "v=DMARC1; p=reject; np=all; rua=a@b.example", // an address, but an invalid one
        "v=DMARC1; p=none; v=DMARC1", // the version again
    ] {
        assert!(matches!(parse(text), Recognized::Malformed(_)), "{text}");
    }
}

#[test]
fn every_mistake_is_told_with_its_place() {
    insta::assert_snapshot!(told(
        "v=DMARC1; P=quarantain; sp=none; sp=reject; psd=x; adkim=strict; fo=0:1; pct=50; rf=afrf; ri=1; foo=1; f-o=1; ; x"
    ), @"
    Flaw «P» Write “p” in lower case: some receivers know it only so.
    Fault «quarantain» “p” must be “none”, “quarantine” or “reject”; as it is, receivers ignore the record.
    Fault «sp=reject» “sp” stands here twice. No tag may, and receivers may ignore the whole record for it.
    Flaw «x» “psd” must be “y”, “n” or “u”; receivers take its default instead.
    Flaw «strict» “adkim” must be “r” or “s”; receivers take its default instead.
    Flaw «fo=0:1» “fo” means nothing without “ruf”.
    Flaw «0:1» “fo” must be “0” or “1”, and “d” and “s” if wanted, with colons between them; receivers take “0” instead.
    Flaw «pct=50» “pct” is no longer part of DMARC, and receivers that follow the current standard ignore it: the policy is for all mail. Older ones apply the policy to that share of the mail only.
    Flaw «rf=afrf» “rf” is no longer part of DMARC: there is only one format of failure reports.
    Flaw «ri=1» “ri” is no longer part of DMARC: aggregate reports come once a day.
    Flaw «foo=1» DMARC has no such tag; receivers ignore it.
    Flaw «f-o=1» The name of a tag has letters only; receivers ignore this.
    Flaw «;» Two semicolons stand in a row, with no field between them.
    Flaw «x» This is no field: it has no “=” between a name and a value.
    ");
    insta::assert_snapshot!(told(
        "v=DMARC1; rua=,a@b.example,mailto:x,ftp:y,mailto:c@d.example!5g, mailto:e@f.example?a<b; fo=1"
    ), @"
    Flaw «,» A report address is missing here.
    Flaw «a@b.example» A report address begins with “mailto:”; receivers ignore this one.
    Flaw «mailto:x» This report address is invalid, and receivers ignore it: “mailto:” must be followed by one mail address.
    Flaw «ftp:y» Receivers need to know “mailto:” only, and may ignore this address.
    Flaw «!5g» A size limit behind an address is no longer part of DMARC; receivers ignore it.
    Flaw «<» This report address is invalid, and receivers ignore it: it has a character that must be percent-encoded.
    Flaw «fo=1» “fo” means nothing without “ruf”.
    Flaw «» “p” is missing; receivers take that for “p=none”, which asks for nothing.
    ");
}

#[test]
fn what_is_nearly_a_record_is_noticed() {
    for (text, kind) in [
        (" v=DMARC1; p=none", NearMissKind::LeadingCharacters),
        ("\"v=DMARC1; p=none\"", NearMissKind::LeadingCharacters),
        ("v=dmarc1; p=none", NearMissKind::WrongCase),
        ("v=DMARC1 p=none", NearMissKind::NoSemicolon),
        ("v=DMARC1, p=none", NearMissKind::NoSemicolon),
        ("v=DMARC2; p=none", NearMissKind::OtherVersion),
        ("v=DMARC; p=none", NearMissKind::OtherVersion),
        ("p=none; v=DMARC1", NearMissKind::NotFirst),
        ("p=reject; rua=mailto:a@b.example", NearMissKind::NoVersion),
        ("DMARC1; p=none", NearMissKind::NoVersion),
    ] {
        let Selection::NearMiss(misses) = select(&[TxtRecord::from_text(text)]) else {
            panic!("{text}");
        };
        assert_eq!(misses[0].kind, kind, "{text}");
    }
    for text in [
        "v=spf1 -all",
        "",
        "google-site-verification=x",
        "v=BIMI1; l=",
    ] {
        assert_eq!(
            select(&[TxtRecord::from_text(text)]),
            Selection::Absent,
            "{text}"
        );
    }
}

#[test]
fn two_records_are_none() {
    let record = TxtRecord::from_text("v=DMARC1; p=none");
    let other = TxtRecord::from_text("v=spf1 -all");
    let with = |records: &[TxtRecord]| select(records);
    assert!(matches!(with(&[record.clone(), other]), Selection::One(_)));
    assert!(matches!(
        with(&[record.clone(), record]),
        Selection::Several(_)
    ));
}

proptest! {
    #[test]
    fn any_text_is_read_and_marked_within(text in "(v=DMARC1)?[;=, vpsnrua:dmktfo!%@.1yé-]{0,80}") {
        let parsed = parse(&text);
        for defect in parsed.defects() {
            prop_assert!(defect.span.of(&text).is_some());
        }
    }

    #[test]
    fn what_is_printed_reads_the_same(text in "v=DMARC1(; ?(p|sp|np|t|psd|fo|adkim|rua|ruf|pct|x)=(none|reject|y|n|s|0|d:1|mailto:a@b\\.example|mailto:a@b\\.example!1k|z)){0,6}") {
        if let Some(record) = parse(&text).record() {
            let printed = record.to_string();
            let again = parse(&printed).record().unwrap().clone();
            prop_assert_eq!(again.to_string(), printed);
            prop_assert_eq!(again.policy(), record.policy());
            prop_assert_eq!(again.nonexistent_policy(), record.nonexistent_policy());
        }
    }
}
