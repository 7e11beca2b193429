//! Changes are told as a reader would tell them.

use shared::Timestamp;

use super::*;
use crate::assess;

fn recorded(name: &str) -> Evidence {
    let path = format!("{}/tests/scenarios/{name}.json", env!("CARGO_MANIFEST_DIR"));
    crate::json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn between(before: &Evidence, after: &Evidence) -> Vec<Change> {
    let (old, new) = (assess(before, before.now), assess(after, after.now));
    changes(
        Look {
            evidence: before,
            report: &old,
        },
        Look {
            evidence: after,
            report: &new,
        },
    )
}

#[test]
fn nothing_changes_between_a_look_and_itself() {
    for name in [
        "good-lab",
        "deep-lab",
        "dane-rollover-lab",
        "nowhere-lab",
        "usual-plain",
    ] {
        let evidence = recorded(name);
        assert_eq!(between(&evidence, &evidence), [], "{name}");
        let mut later = evidence.clone();
        later.now = Timestamp::from_millis(evidence.now.millis() + 60_000);
        assert_eq!(between(&evidence, &later), [], "{name}, a minute later");
    }
    assert_eq!(in_short(&[]), "nothing changed");
}

#[test]
fn a_signature_that_is_left_out_is_no_change() {
    let evidence = recorded("good-lab");
    let slim = evidence.slim();
    assert_ne!(evidence, slim);
    assert_eq!(between(&evidence, &slim), []);
}

#[test]
fn losing_tls_is_told_first_and_for_worse_and_the_way_back_for_better() {
    let (good, bad) = (recorded("usual-plain"), recorded("no-tls-lab"));
    let worse = between(&good, &bad);
    let first = worse.first().unwrap();
    assert_eq!(
        (first.topic, first.turn),
        (Topic::Grade, Turn::Worse),
        "{}",
        first.words
    );
    assert!(
        worse
            .iter()
            .any(|change| change.topic == Topic::Cap && change.turn == Turn::Worse)
    );
    let better = between(&bad, &good);
    assert_eq!(better.first().unwrap().turn, Turn::Better);
    assert!(
        better
            .iter()
            .any(|change| change.topic == Topic::Cap && change.turn == Turn::Better)
    );
    let topics: Vec<Topic> = worse.iter().map(|change| change.topic).collect();
    assert!(topics.is_sorted());
}

/// What is told of the hosts when one thing about the first of them is another.
fn of_host(name: &str, change: impl Fn(&mut crate::report::HostReport)) -> Vec<String> {
    let evidence = recorded(name);
    let before = assess(&evidence, evidence.now);
    let mut after = before.clone();
    change(after.hosts.first_mut().unwrap());
    let mut told = Vec::new();
    hosts::hosts(&before, &after, &mut told);
    let mut told: Vec<String> = told.into_iter().map(|change| change.words).collect();
    told.dedup();
    told
}

#[test]
fn the_steps_of_a_rollover_are_told_by_its_records() {
    let record = "3 1 1 00".to_owned();
    let told = of_host("dane-lab", |host| {
        host.dane.as_mut().unwrap().records.push(record.clone())
    });
    assert!(
        told.concat().contains("so begins a change of key"),
        "{told:?}"
    );
    let told = of_host("dane-rollover-lab", |host| {
        drop(host.dane.as_mut().unwrap().records.pop())
    });
    assert!(
        told.concat().contains("so ends a change of key"),
        "{told:?}"
    );
    let told = of_host("dane-lab", |host| {
        host.dane.as_mut().unwrap().records = vec![record.clone()]
    });
    assert!(told.concat().contains("were replaced"), "{told:?}");
    let told = of_host("dane-lab", |host| host.dane = None);
    assert!(
        told.concat().contains("no TLSA records any more"),
        "{told:?}"
    );
}

#[test]
fn a_renewed_certificate_is_told_with_its_dates_and_its_key() {
    for (same_key, words) in [(true, "with the same key"), (false, "with a new key")] {
        let told = of_host("good-lab", |host| {
            for address in &mut host.addresses {
                let leaf = address.certificates.first_mut().unwrap();
                leaf.sha256 = "00".repeat(32);
                leaf.not_after = Timestamp::from_seconds(4_107_542_400);
                if !same_key {
                    leaf.spki_sha256 = "11".repeat(32);
                }
            }
        });
        assert_eq!(told.len(), 1, "once for all addresses: {told:?}");
        let told = told.concat();
        assert!(
            told.contains(words) && told.contains("2100-03-01"),
            "{told}"
        );
    }
}

#[test]
fn addresses_preferences_and_versions_are_told() {
    let told = of_host("good-lab", |host| {
        host.preference = Some(99);
        drop(host.addresses.pop());
    });
    let told = told.join(" ");
    assert!(
        told.contains("is 99 now") && told.contains("addresses of mx1.good.lab, port 25 changed"),
        "{told}"
    );
    let told = of_host("good-lab", |host| {
        for version in host
            .addresses
            .iter_mut()
            .flat_map(|address| &mut address.versions)
        {
            version.outcome = match version.version.as_str() {
                "TLS 1.1" => "accepted",
                "TLS 1.3" => "refused",
                _ => continue,
            };
        }
    });
    let told = told.join(" ");
    assert!(
        told.contains("accepts TLS 1.1 now") && told.contains("no longer accepts TLS 1.3"),
        "{told}"
    );
    // What was not asked this time was not refused.
    let told = of_host("good-lab", |host| {
        for version in host
            .addresses
            .iter_mut()
            .flat_map(|address| &mut address.versions)
        {
            version.outcome = "not asked";
        }
    });
    assert!(told.is_empty(), "{told:?}");
}

#[test]
fn times_are_told_as_people_tell_them() {
    let now = Timestamp::from_seconds(100 * 86_400);
    for (seconds, words) in [
        (-5, "just now"),
        (30, "just now"),
        (60, "1 minute ago"),
        (7_200, "2 hours ago"),
        (86_400, "1 day ago"),
        (3 * 86_400, "3 days ago"),
        (90 * 86_400, "3 months ago"),
    ] {
        let then = Timestamp::from_millis(now.millis() - seconds * 1000);
        assert_eq!(ago(then, now), words);
    }
    assert_ne!(
        ago(
            Timestamp::from_millis(i64::MIN),
            Timestamp::from_millis(i64::MAX)
        ),
        ""
    );
}

#[test]
fn two_domains_differ_where_they_do() {
    let reports = ["good-lab", "no-tls-lab"]
        .map(recorded)
        .map(|evidence| assess(&evidence, evidence.now));
    let [good, bad] = &reports;
    let sides = side_by_side(good, bad);
    let of = |heading: &str| sides.iter().find(|side| side.heading == heading).unwrap();
    assert!(of("Grade").differs());
    assert_eq!(of("Grade").words.last().unwrap(), "F");
    assert!(of("Encryption in transit").differs());
    assert!(side_by_side(good, good).iter().all(|side| !side.differs()));
    assert_eq!(sides.len(), 7 + good.areas.len());
}
