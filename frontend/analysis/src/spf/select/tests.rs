//! Which of several TXT records counts.

use super::*;

fn records(texts: &[&str]) -> Vec<TxtRecord> {
    texts
        .iter()
        .map(|text| TxtRecord::from_text(text))
        .collect()
}

#[test]
fn exactly_one_record_counts() {
    assert_eq!(select(&[]), Selection::Absent);
    assert_eq!(
        select(&records(&["hello", "v=DMARC1; p=none"])),
        Selection::Absent
    );
    // RFC 7208 §4.5: others may stand beside it, "v=spf10" among them.
    let one = select(&records(&["token=1", "v=spf10 x", "V=sPF1 -all"]));
    assert!(one.record().is_some());
    // Two are too many, whatever is in them.
    for pair in [
        ["v=spf1 -all", "v=spf1 -all"],
        ["v=spf1 -all", "v=spf1 foo"],
    ] {
        let several = select(&records(&pair));
        assert!(matches!(several, Selection::Several(all) if all.len() == 2));
    }
    // RFC 7208 §3.3: strings are joined without a space.
    let split = TxtRecord {
        strings: vec![
            b"v=spf1 ip4:192.0".as_slice().into(),
            b".2.1 -all".as_slice().into(),
        ],
    };
    let joined = select(&[split]);
    assert_eq!(
        joined.record().unwrap().to_string(),
        "v=spf1 ip4:192.0.2.1 -all"
    );
}

#[test]
fn near_misses_are_told_from_strangers() {
    for (text, kind, marked) in [
        ("\"v=spf1 -all\"", NearMissKind::LeadingCharacters, "\""),
        (" v=spf1 -all", NearMissKind::LeadingCharacters, " "),
        (
            "\u{feff}v=spf1 -all",
            NearMissKind::LeadingCharacters,
            "\u{feff}",
        ),
        ("v=spf1; mx; -all", NearMissKind::NoSpace, "v=spf1;"),
        ("v=spf1,mx", NearMissKind::NoSpace, "v=spf1,"),
        ("v=spf1include:x.example", NearMissKind::NoSpace, "v=spf1i"),
        ("v=spf1\u{a0}-all", NearMissKind::NoSpace, "v=spf1\u{a0}"),
        ("v=spf10 mx", NearMissKind::OtherVersion, "v=spf10"),
        ("v=spf1.0 mx", NearMissKind::OtherVersion, "v=spf1."),
        ("v=spf2 mx", NearMissKind::OtherVersion, "v=spf2"),
        ("v=spf mx", NearMissKind::OtherVersion, "v=spf"),
        ("v=spfl mx", NearMissKind::OtherVersion, "v=spfl"),
        ("v = spf1 mx", NearMissKind::SpaceAroundEquals, "v = spf1"),
        ("spf1 mx -all", NearMissKind::MisspeltVersion, "spf1"),
        ("v:spf1 mx -all", NearMissKind::MisspeltVersion, "v:spf1"),
        ("spf2.0/pra mx -all", NearMissKind::SenderId, "spf2.0/pra"),
        (
            "SPF2.0/mfrom,pra",
            NearMissKind::SenderId,
            "SPF2.0/mfrom,pra",
        ),
        (
            "example.org. v=spf1 mx -all",
            NearMissKind::NotFirst,
            "v=spf1",
        ),
    ] {
        let Selection::NearMiss(misses) = select(&records(&[text])) else {
            panic!("{text}");
        };
        let [miss] = misses.as_slice() else {
            panic!("{text}");
        };
        assert_eq!(
            (miss.kind, miss.span.of(text)),
            (kind, Some(marked)),
            "{text}"
        );
        // Beside a record it does not matter.
        assert!(select(&records(&[text, "v=spf1 -all"])).record().is_some());
    }
    for text in [
        "",
        "v=",
        "spf",
        "google-site-verification=v=spf1",
        "my spf1 record",
    ] {
        assert_eq!(select(&records(&[text])), Selection::Absent, "{text}");
    }
}
