//! What mail that passes says of other mail of the same address.

use super::evidence::{failing_group, remedies, summary_by};
use super::*;

/// Reports of enough days, each with the same records.
fn reports(records: &[Rec]) -> Vec<String> {
    (0..14)
        .map(|day| report("a", day, "<p>none</p>", records))
        .collect()
}

/// Each group with failing mail.
fn failing_groups(summary: &DmarcSummary) -> Vec<(String, Class)> {
    let groups = summary.groups.iter();
    groups
        .filter(|group| group.tally.failing > 0)
        .map(|group| (group.key.to_string(), group.verdict.class))
        .collect()
}

#[test]
fn mail_of_an_own_server_that_fails_is_mended_first() {
    let unsigned = Rec {
        envelope: ("web1.example.org", "none"),
        ..failing("192.0.2.10", 20)
    };
    let not_asked = Rec {
        signatures: vec![("example.org", "temperror")],
        envelope: ("example.org", "temperror"),
        ..failing("192.0.2.10", 20)
    };
    for bad in [unsigned, not_asked] {
        for by in [GroupBy::Service, GroupBy::Network, GroupBy::Address] {
            // Whichever is read first.
            for records in [
                [bad.clone(), rec("192.0.2.10", 100)],
                [rec("192.0.2.10", 100), bad.clone()],
            ] {
                let summary = summary_by(by, &reports(&records));
                let group = failing_group(&summary);
                assert_eq!(group.verdict.class, Class::Yours, "{by:?} {bad:?}");
                assert!(group.verdict.reasons[0].starts_with("Other mail of the same"));
                assert_eq!(summary.enforcement.step, EnforcementStep::MendFirst);
                let texts = remedies(group);
                assert!(!texts.contains("ip4:"), "it is there: {texts}");
            }
        }
    }
}

#[test]
fn a_neighbour_of_an_own_server_is_not_one() {
    let records = [
        rec("192.0.2.10", 100),
        failing("192.0.2.10", 5),
        failing("192.0.2.200", 50),
    ];
    let summary = summary_by(GroupBy::Service, &reports(&records));
    assert_eq!(
        failing_groups(&summary),
        [
            ("example.org itself".to_owned(), Class::Yours),
            ("192.0.2.0/24".to_owned(), Class::Unknown)
        ]
    );
}

#[test]
fn one_who_forwards_signed_mail_is_not_taken_for_an_own_server() {
    let handed_on = Rec {
        spf: false,
        envelope: ("example.org", "fail"),
        ..rec("203.0.113.5", 30)
    };
    let rewritten = Rec {
        envelope: ("forwarder.example", "pass"),
        ..handed_on.clone()
    };
    let nothing = failing("203.0.113.5", 20);
    let vouched = Rec {
        envelope: ("forwarder.example", "pass"),
        ..failing("203.0.113.5", 20)
    };
    for (good, bad, class) in [
        (&handed_on, &nothing, Class::NotSaid),
        (&rewritten, &vouched, Class::Foreign),
        (&handed_on, &vouched, Class::Foreign),
    ] {
        let records = [rec("192.0.2.10", 100), good.clone(), bad.clone()];
        for by in [GroupBy::Service, GroupBy::Network, GroupBy::Address] {
            let summary = summary_by(by, &reports(&records));
            let verdict = &failing_group(&summary).verdict;
            assert_eq!(verdict.class, class, "{by:?} {verdict:?}");
            let step = summary.enforcement.step;
            assert_eq!(step, EnforcementStep::Quarantine, "{by:?}");
        }
    }
}

#[test]
fn what_another_vouches_for_at_a_large_provider_is_not_the_domains() {
    // Both are customers of one provider, whose servers both have in their SPF records.
    let neighbour = Rec {
        envelope: ("customer.example", "pass"),
        ..failing("203.0.113.5", 20)
    };
    let records = [rec("203.0.113.5", 100), neighbour];
    for by in [GroupBy::Service, GroupBy::Network, GroupBy::Address] {
        let summary = summary_by(by, &reports(&records));
        let verdict = &failing_group(&summary).verdict;
        assert_eq!(verdict.class, Class::Foreign, "{by:?} {verdict:?}");
    }
}

#[test]
fn a_relay_of_the_receivers_own_says_nothing_of_who_sends() {
    let records = [rec("10.0.0.5", 100), failing("10.0.0.5", 20)];
    for by in [GroupBy::Service, GroupBy::Network, GroupBy::Address] {
        let summary = summary_by(by, &reports(&records));
        let verdict = &failing_group(&summary).verdict;
        assert_eq!(verdict.class, Class::Unknown, "{by:?} {verdict:?}");
    }
}

#[test]
fn a_known_service_that_passes_by_spf_stays_one() {
    let signed_twice = Rec {
        signatures: vec![("example.org", "pass"), ("sendgrid.net", "pass")],
        ..rec("198.51.100.1", 100)
    };
    let records = [signed_twice, failing("198.51.100.1", 20)];
    let summary = summary_by(GroupBy::Service, &reports(&records));
    assert_eq!(
        failing_groups(&summary),
        [("198.51.100.0/24".to_owned(), Class::Unknown)]
    );
}

#[test]
fn mail_that_passes_without_saying_by_what_is_the_domains() {
    // Reports without results: they say of the one address that its mail passes, and of its neighbour that it does not.
    let silent = |records: &[Rec]| {
        let text = report("a", 0, "<p>none</p>", records);
        let parts: Vec<&str> = text.split("<auth_results>").collect();
        let rest = parts.iter().skip(1).map(|part| {
            let (_, rest) = part.split_once("</auth_results>").unwrap();
            format!("<auth_results></auth_results>{rest}")
        });
        let rest: String = rest.collect();
        format!("{}{rest}", parts[0])
    };
    for (bad, class) in [
        ("192.0.2.10", Class::Yours),
        ("192.0.2.200", Class::NotSaid),
    ] {
        let records = [rec("192.0.2.10", 100), failing(bad, 9)];
        for by in [GroupBy::Service, GroupBy::Address] {
            let summary = summary_by(by, &[silent(&records)]);
            assert_eq!(failing_group(&summary).verdict.class, class, "{by:?} {bad}");
        }
    }
}

#[test]
fn what_to_mend_at_a_listed_address_is_what_is_wrong_there() {
    let texts = |bad: Rec| {
        let records = [rec("192.0.2.10", 100), bad];
        let summary = summary_by(GroupBy::Service, &reports(&records));
        let group = failing_group(&summary);
        (group.verdict.reasons.join(" "), remedies(group))
    };
    let (why, what) = texts(Rec {
        envelope: ("web1.example.org", "none"),
        ..failing("192.0.2.10", 20)
    });
    assert!(why.contains("no SPF record was found"), "{why}");
    assert!(what.contains("in place of web1.example.org"), "{what}");
    assert!(what.contains("sign with DKIM"), "{what}");
    let (why, what) = texts(Rec {
        signatures: vec![("example.org", "temperror")],
        envelope: ("example.org", "temperror"),
        ..failing("192.0.2.10", 20)
    });
    assert!(why.contains("could not look up"), "{why}");
    assert_eq!(
        what,
        "Look whether the name servers of example.org always answer."
    );
}
