//! Whole domains: what is asked, counted and found.

mod findings;

use std::cell::RefCell;
use std::collections::BTreeSet;

use shared::Timestamp;

use super::test_zone::Zone;
use super::*;
use crate::evidence::{Sender, Subject, Vantage};
use crate::facts::Facts;
use crate::finding::Finding;
use crate::mx::{MailHost, Mx, Routing};
use crate::query::Query;

fn evidence(senders: Vec<Sender>) -> Evidence {
    let domain = "example.org".parse().unwrap();
    let now = Timestamp::from_seconds(1_700_000_000);
    let mut evidence = Evidence::new(Subject::Domain { domain }, Vantage::default(), now);
    evidence.wishes.senders = senders;
    evidence
}

fn read(zone: &str) -> Spf {
    read_with(zone, Vec::new())
}

fn read_with(zone: &str, senders: Vec<Sender>) -> Spf {
    let zone = Zone::of(zone);
    let domain = "example.org".parse().unwrap();
    Spf::read_by(&evidence(senders), &domain, &|name, kind| {
        zone.answer(name, kind)
    })
}

fn findings_with(known: &Spf, routing: Routing) -> Vec<Finding> {
    let evidence = evidence(Vec::new());
    let mut facts = Facts::read(&evidence, evidence.now);
    facts.routing = Some(routing);
    let mut findings = Vec::new();
    check(evidence.subject.name(), known, &facts, &mut findings);
    findings
}

fn mail_host(name: &str) -> Routing {
    Routing::Mx(Mx {
        hosts: vec![MailHost {
            name: name.parse().unwrap(),
            preference: Some(10),
        }],
        invalid: Vec::new(),
        secure: false,
    })
}

#[test]
fn the_tree_is_counted_exactly() {
    let known = read(
        "example.org TXT v=spf1 a include:b.example.net include:c.example.net -all\n\
         example.org A 9.9.9.9\n\
         b.example.net TXT v=spf1 mx exists:%{i}.example.net include:d.example.net all\n\
         b.example.net MX 1 m.example.net\nm.example.net A 9.9.9.1\nm.example.net AAAA 2a0e::1\n\
         c.example.net TXT v=spf1 ip4:9.9.8.0/24 redirect=d.example.net\n\
         d.example.net TXT v=spf1 ip4:9.9.8.8 a:gone.example.net ?all a a a",
    );
    let report = report(&known).unwrap();
    let nodes: Vec<String> = report
        .tree
        .iter()
        .map(|node| {
            let (own, all) = (node.own_lookups, node.lookups);
            format!(
                "{} {} {} {own}/{all} {:?}",
                node.depth, node.reached_by, node.domain, node.parent
            )
        })
        .collect();
    assert_eq!(
        nodes,
        [
            "0 record example.org 3/9 None",
            "1 include b.example.net 3/4 Some(0)",
            "2 include d.example.net 1/1 Some(1)",
            "1 include c.example.net 1/2 Some(0)",
            "2 redirect d.example.net 1/1 Some(3)",
        ]
    );
    assert_eq!((report.lookups, report.void_lookups), (9, 2));
    // For a sender by IPv6 the domain's own name has no address either.
    assert_eq!(report.void_lookups_ipv6, 3);
    assert_eq!((report.exact, report.unresolved), (true, 1));
    // 9.9.8.0/24 with 9.9.8.8 in it, and the addresses of the domain and its mail host.
    assert_eq!(
        (report.ipv4_addresses, report.ipv6_addresses.as_str()),
        (258, "1")
    );
    assert_eq!(report.networks, 3);
    assert_eq!(report.others, Some("fail"));
    assert_eq!(
        report.tree[2].void_lookups,
        ["A of gone.example.net", "AAAA of gone.example.net"]
    );
}

#[test]
fn all_addresses_can_be_counted() {
    let known =
        read("example.org TXT v=spf1 ip4:0.0.0.0/0 ip6:::/0 ip4:9.0.0.0/8 ip6:2a0e::1 -all");
    assert_eq!(known.ranges.v4, 1 << 32);
    assert_eq!(known.ranges.v6, u128::MAX);
    assert_eq!(known.ranges.overlaps.len(), 2);
    // Side by side is not within.
    let apart = read("example.org TXT v=spf1 ip4:9.9.9.0/25 ip4:9.9.9.128/25 ip6:2a0e::/128 -all");
    assert_eq!((apart.ranges.v4, apart.ranges.v6), (256, 1));
    assert_eq!(apart.ranges.overlaps, []);
}

#[test]
fn hostile_records_are_read_to_a_limit() {
    // A record that includes itself under ever new names, and one with a thousand names.
    let wide: Vec<String> = (0..1000)
        .map(|n| format!("include:n{n}.example.net a:a{n}.example.net"))
        .collect();
    let wide = format!("example.org TXT v=spf1 {} -all", wide.join(" "));
    let deep: String = (0..100)
        .map(|n| {
            format!(
                "n{n}.example.net TXT v=spf1 include:n{}.example.net -all\n",
                n + 1
            )
        })
        .collect();
    let deep = format!("example.org TXT v=spf1 include:n0.example.net -all\n{deep}");
    for zone in [wide, deep] {
        let zone = Zone::of(&zone);
        let asked = RefCell::new(BTreeSet::new());
        let known = Spf::read_by(
            &evidence(Vec::new()),
            &"example.org".parse().unwrap(),
            &|name, kind| {
                asked.borrow_mut().insert((name.clone(), kind));
                zone.answer(name, kind)
            },
        );
        assert!(asked.borrow().len() <= 60, "{}", asked.borrow().len());
        let report = report(&known).unwrap();
        assert!(report.tree.len() <= 60);
        assert!(!report.exact);
        assert!(report.lookups > MAX_LOOKUPS);
    }
}

#[test]
fn typed_senders_are_tried() {
    let sender = |address: &str, mail_from: &str, helo: &str| Sender {
        address: address.parse().unwrap(),
        mail_from: mail_from.to_owned(),
        helo: helo.to_owned(),
    };
    let known = read_with(
        "example.org TXT v=spf1 ip4:9.9.9.9 include:later.example.net -all\n\
         later.example.net LATER\nmail.example.net TXT v=spf1 a -all\nmail.example.net A 9.9.9.9\n\
         other.example TXT v=spf1 foo",
        vec![
            sender("9.9.9.9", "alice", "mail.example.net"),
            sender("9.9.9.9", "<alice@example.org>", ""),
            sender("9.9.9.9", "", "mail.example.net"),
            sender("9.9.9.9", "", ""),
            sender("9.9.9.8", "alice", ""),
            sender("9.9.9.8", "a@other.example", ""),
            sender("9.9.9.8", "a@none.example", ""),
            sender("9.9.9.8", &"a".repeat(1000), ""),
        ],
    );
    let report = report(&known).unwrap();
    let told: Vec<String> = report
        .senders
        .iter()
        .map(|sender| {
            let result = sender.result.unwrap_or("-");
            let helo = sender.helo_result.unwrap_or("-");
            format!(
                "{} {} {result} {helo} {}",
                sender.mail_from, sender.domain, sender.reason
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "alice@example.org example.org pass pass The term “ip4:9.9.9.9” of example.org decides.",
            "alice@example.org example.org pass - The term “ip4:9.9.9.9” of example.org decides.",
            " mail.example.net pass - The term “a” of mail.example.net decides.",
            "postmaster@example.org example.org pass - The term “ip4:9.9.9.9” of example.org decides.",
            "alice@example.org example.org - - Answers are still to come.",
            "a@other.example other.example permerror - The SPF record of other.example is invalid: “foo” is no \
             mechanism. Receivers give up on a record with one that they do not know.",
            "a@none.example none.example none - none.example has no SPF record.",
        ]
    );
    let codes: Vec<&str> = findings_with(&known, mail_host("mx.example.org"))
        .iter()
        .map(|finding| finding.code.word())
        .filter(|word| word.starts_with("spf-sender"))
        .collect();
    let (passes, not) = ("spf-sender-passes", "spf-sender-does-not-pass");
    assert_eq!(codes, [passes, passes, passes, passes, not, not]);
}

#[test]
fn the_plan_asks_for_what_reading_looks_for() {
    let asked = outstanding(&evidence(Vec::new()), &"example.org".parse().unwrap());
    let txt = Query::dns("example.org".parse().unwrap(), RecordType::Txt);
    assert_eq!(asked.into_iter().collect::<Vec<_>>(), [txt]);
}

#[test]
fn others_can_ask_in_short() {
    for (zone, presence, all) in [
        ("example.org LATER", Presence::NotAsked, None),
        (
            "example.org FAIL",
            Presence::Unknown("SERVFAIL".to_owned()),
            None,
        ),
        ("", Presence::Absent, None),
        (
            "example.org TXT v=spf1 foo",
            Presence::Broken("the record is invalid".to_owned()),
            None,
        ),
        (
            "example.org TXT v=spf1 mx ~all",
            Presence::Present,
            Some(Qualifier::SoftFail),
        ),
        (
            "example.org TXT v=spf1 redirect=b.example.org\nb.example.org TXT v=spf1 -all",
            Presence::Present,
            Some(Qualifier::Fail),
        ),
        // An include's "all" is not the domain's.
        (
            "example.org TXT v=spf1 include:b.example.org\nb.example.org TXT v=spf1 -all",
            Presence::Present,
            None,
        ),
    ] {
        let known = read(zone);
        assert_eq!(
            (known.presence(), known.all_qualifier()),
            (presence, all),
            "{zone}"
        );
    }
    assert!(read("example.org TXT v=spf1 -all").sends_nothing());
    assert!(!read("example.org TXT v=spf1 mx -all").sends_nothing());
}

#[test]
fn the_plan_grows_with_what_is_known_until_nothing_is_missing() {
    let zone = Zone::of(
        "example.org TXT v=spf1 mx include:b.example.net exists:%{i}.x.example.net -all exp=e.example.org\n\
         example.org MX 10 m.example.org\nm.example.org A 9.9.9.1\n\
         b.example.net TXT v=spf1 a:c.example.net ptr ~all\nc.example.net A 9.9.9.2\n\
         e.example.org TXT you are %{p}\n\
         9.9.9.9.in-addr.arpa PTR n.example.com\nn.example.com A 9.9.9.9",
    );
    let domain: DomainName = "example.org".parse().unwrap();
    let mut evidence = evidence(vec![Sender {
        address: "9.9.9.9".parse().unwrap(),
        mail_from: String::new(),
        helo: String::new(),
    }]);
    let mut rounds = 0;
    loop {
        let wanted = outstanding(&evidence, &domain);
        let missing: Vec<Query> = wanted
            .into_iter()
            .filter(|query| !evidence.is_answered(query))
            .collect();
        if missing.is_empty() {
            break;
        }
        rounds += 1;
        for query in missing {
            let Query::Dns { question, .. } = &query else {
                panic!("{query:?}");
            };
            let outcome = zone.outcome(question);
            evidence.insert(query, outcome).unwrap();
        }
    }
    assert!(rounds <= 8, "{rounds}");
    let by_wire = Spf::read(&evidence, &domain);
    let told = report(&by_wire).unwrap();
    assert_eq!(told.senders[0].result, Some("fail"));
    assert_eq!(
        told.senders[0].explanation.as_deref(),
        Some("you are n.example.com")
    );
    assert_eq!(
        (told.lookups, told.void_lookups, told.void_lookups_ipv6),
        (5, 0, 2)
    );
    // What came by the wire is what the zone has.
    let at_once = Spf::read_by(&evidence, &domain, &|name, kind| zone.answer(name, kind));
    assert_eq!(report(&at_once), Some(told));
}
