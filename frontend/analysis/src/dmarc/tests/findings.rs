//! What there is to paste.

use crate::dkim::test_world::{Has, asked};
use crate::finding::Code;

/// The record that a finding about a record would have pasted.
fn pasted(record: &str, code: Code) -> Option<String> {
    let zone = [
        ("example.org", Has::Mx("mx.example.net")),
        ("_dmarc.example.org", Has::Txt(record.to_owned())),
    ];
    let (evidence, _) = asked(&zone, &[]);
    let judged = crate::assess(&evidence, evidence.now);
    let mut found = judged.findings.iter().filter(|one| one.code == code);
    let finding = found.next().unwrap_or_else(|| panic!("{record}: {code}"));
    let text = &finding.pastes.first()?.text;
    text.split('"').nth(1).map(str::to_owned)
}

#[test]
fn a_test_of_the_policy_takes_nothing_from_the_names_below() {
    const RUA: &str = "rua=mailto:d@example.org";
    for (record, expected) in [
        ("v=DMARC1; p=none", Some("v=DMARC1; p=quarantine; t=y")),
        (
            "v=DMARC1; p=none; sp=none; np=none",
            Some("v=DMARC1; p=quarantine; t=y"),
        ),
        // RFC 9989 §4.7: “t” covers “sp” and “np” too.
        ("v=DMARC1; p=none; sp=quarantine", None),
        ("v=DMARC1; p=none; sp=reject", None),
        ("v=DMARC1; p=none; sp=none; np=reject", None),
        // It does so already.
        (
            "v=DMARC1; p=none; sp=quarantine; t=y",
            Some("v=DMARC1; p=quarantine; sp=quarantine; t=y"),
        ),
        // Nothing would change.
        ("v=DMARC1; p=quarantine; t=y", None),
        (
            "v=DMARC1; p=quarantine; sp=none; t=y",
            Some("v=DMARC1; p=quarantine; t=y"),
        ),
    ] {
        let expected = expected.map(|text| format!("{text}; {RUA}"));
        let found = pasted(&format!("{record}; {RUA}"), Code::DmarcNone);
        assert_eq!(found, expected, "{record}");
    }
    assert_eq!(
        pasted("v=DMARC1; p=quarantine; t=y", Code::DmarcTesting).as_deref(),
        Some("v=DMARC1; p=quarantine")
    );
}
