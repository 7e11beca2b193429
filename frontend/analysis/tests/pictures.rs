//! What the pictures of the page show: how mail gets to each address, when certificates are valid, and their tables.

#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test; what is missing ends it"
)]

mod support;

use analysis::report::{Proof, RatedName, Seal};
use analysis::{Report, assess, tables};
use shared::Timestamp;
use support::scenarios;

fn report(name: &str) -> Report {
    let all = scenarios();
    let one = all.iter().find(|scenario| scenario.name == name).unwrap();
    assess(&one.evidence, one.evidence.now)
}

/// Each address of a report: seal, certificate, DANE, and the outcome of the host's policy.
fn ways(name: &str) -> Vec<(Seal, Proof, Option<Proof>, &'static str)> {
    let report = report(name);
    let hosts = report.hosts.iter();
    hosts
        .flat_map(|host| {
            let policy = host.policy.as_ref().map_or("", |policy| policy.outcome);
            host.addresses.iter().map(move |address| {
                let way = address.way;
                (way.seal, way.certificate, way.dane, policy)
            })
        })
        .collect()
}

#[test]
fn the_way_to_an_address_is_told_without_guessing() {
    use Proof::{Refuses, Vouches};
    use Seal::{CouldNotTell, InClear, Sealed};
    for (name, expected) in [
        ("good-lab", vec![(Sealed, Vouches, None, "met"); 4]),
        (
            "all-in-clear-lab",
            vec![(InClear, Proof::None, None, ""); 2],
        ),
        (
            "backup-in-clear-lab",
            vec![
                (Sealed, Vouches, None, ""),
                (InClear, Proof::None, None, ""),
            ],
        ),
        ("cert-expired-lab", vec![(Sealed, Refuses, None, "")]),
        ("dane-lab", vec![(Sealed, Refuses, Some(Vouches), "")]),
        (
            "dane-mismatch-lab",
            vec![(Sealed, Vouches, Some(Refuses), "")],
        ),
        (
            "dane-no-tls-lab",
            vec![(InClear, Proof::None, Some(Refuses), "")],
        ),
        (
            "dane-unusable-lab",
            vec![(Sealed, Refuses, Some(Proof::VouchesForNobody), "")],
        ),
        ("rate-limited-lab", vec![(Sealed, Vouches, None, "")]),
        ("only-421-lab", vec![(CouldNotTell, Proof::None, None, "")]),
        ("null-mx-lab", vec![]),
    ] {
        assert_eq!(ways(name), expected, "{name}");
    }
}

#[test]
fn no_picture_calls_sealed_what_the_address_does_not() {
    for scenario in scenarios() {
        let report = assess(&scenario.evidence, scenario.evidence.now);
        let submission = report.submission.iter().flat_map(|servers| &servers.hosts);
        for address in report
            .hosts
            .iter()
            .chain(submission)
            .flat_map(|host| &host.addresses)
        {
            let is_sealed = address.way.seal == Seal::Sealed;
            assert_eq!(
                is_sealed,
                address.summary == "encrypted",
                "{}",
                scenario.name
            );
            let in_clear = address.way.seal == Seal::InClear;
            assert_eq!(
                in_clear,
                address.summary.starts_with("in clear"),
                "{}",
                scenario.name
            );
        }
    }
}

#[test]
fn each_table_has_a_row_for_everything_in_its_picture() {
    for scenario in scenarios() {
        let report = assess(&scenario.evidence, scenario.evidence.now);
        let addresses: usize = report.hosts.iter().map(|host| host.addresses.len()).sum();
        let way = tables::way(&report);
        assert_eq!(
            way.rows.len(),
            report.hosts.len() + addresses,
            "{}",
            scenario.name
        );
        let certificates = tables::certificates(&report);
        assert_eq!(certificates.rows.len(), tables::validities(&report).len());
        for table in [way, certificates] {
            let columns = table.columns.len();
            assert!(
                table.rows.iter().all(|row| row.cells.len() == columns),
                "{}",
                table.name
            );
            assert!(!table.summary.is_empty());
        }
    }
}

#[test]
fn a_certificate_is_shown_once_wherever_it_was_seen() {
    let report = report("good-lab");
    let all = tables::validities(&report);
    let shown: Vec<(&str, usize)> = all
        .iter()
        .map(|one| (one.certificate.role, one.seen_at.len()))
        .collect();
    assert_eq!(shown, [("leaf", 2), ("leaf", 2), ("intermediate", 4)]);
    assert_eq!(
        tables::way(&report).summary,
        "4 addresses: 4 sealed and authenticated"
    );
    assert_eq!(
        tables::certificates(&report).summary,
        "3 certificates; the one of mx1.good.lab ends in 75 days, on 2027-02-10"
    );
}

#[test]
fn a_leaf_is_to_be_renewed_in_the_last_third_of_its_life() {
    let report = report("good-lab");
    let all = tables::validities(&report);
    let (leaf, authority) = (&all[0], &all[2]);
    let renewal = leaf.renewal().unwrap();
    let (from, to) = (leaf.certificate.not_before, leaf.certificate.not_after);
    let life = to.millis() - from.millis();
    assert!((renewal.millis() - from.millis() - life * 2 / 3).abs() <= 1);
    assert_eq!(authority.renewal(), None, "that is not for the operator");
    let at = |moment: Timestamp, more: i64| Timestamp::from_millis(moment.millis() + more);
    for (moment, state) in [
        (at(from, -1), "not valid yet"),
        (from, "valid"),
        (at(renewal, -1), "valid"),
        (renewal, "time to renew"),
        (to, "time to renew"),
        (at(to, 1), "expired"),
    ] {
        assert_eq!(leaf.state(moment), state);
    }
}

#[test]
fn every_strength_in_the_recorded_worlds_has_its_gravity() {
    use analysis::finding::Severity::{Advice, Error, Good, Info, Warning};
    for (strength, severity) in [
        ("strong", Some(Good)),
        ("strong, also against quantum computers", Some(Good)),
        ("no authentication", Some(Info)),
        ("fair", Some(Advice)),
        ("no forward secrecy", Some(Warning)),
        ("outdated", Some(Warning)),
        ("weak", Some(Error)),
        ("broken: RC4", Some(Error)),
        ("not known", None),
    ] {
        let name = RatedName {
            name: "X".into(),
            strength,
        };
        assert_eq!(name.severity(), severity, "{strength}");
    }
    let known = [
        "strong",
        "fair",
        "no ",
        "outdated",
        "weak",
        "broken: ",
        "not known",
    ];
    for scenario in scenarios() {
        let report = assess(&scenario.evidence, scenario.evidence.now);
        for address in report.hosts.iter().flat_map(|host| &host.addresses) {
            let lists = address.suites.iter().chain(&address.groups);
            for rated in lists.flat_map(|list| &list.accepted) {
                assert!(
                    known.iter().any(|word| rated.strength.starts_with(word)),
                    "{}",
                    rated.strength
                );
            }
        }
    }
}
