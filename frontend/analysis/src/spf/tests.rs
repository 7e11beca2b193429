//! Whole domains: what is asked, counted and found.

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

/// The codes of all findings, in order.
fn codes(zone: &str) -> Vec<&'static str> {
    let findings = findings_with(&read(zone), mail_host("mx.example.org"));
    findings.iter().map(|finding| finding.code.word()).collect()
}

#[test]
fn each_fault_has_its_finding_and_no_other() {
    let long = format!(
        "example.org TXT v=spf1 {} -all",
        (0..40)
            .map(|n| format!("ip4:9.9.{n}.1"))
            .collect::<Vec<_>>()
            .join(" ")
    );
    for (zone, expected) in [
        (
            "example.org TXT v=spf1 ip4:9.9.9.9 -all",
            &["spf-found"][..],
        ),
        ("example.org TXT v=spf1 ip4:9.9.9.9 ~all", &["spf-found"]),
        ("example.org TXT v=spf1 -all", &["spf-found"]),
        ("example.org A 9.9.9.9", &["spf-absent"]),
        ("", &["spf-absent"]),
        ("example.org FAIL", &["spf-unknown"]),
        ("example.org BOGUS", &["spf-bogus"]),
        ("example.org LATER", &[]),
        ("example.org TXT v=spf1; -all", &["spf-near-miss"]),
        (
            "example.org TXT v=spf1 -all\nexample.org TXT v=spf1 -all",
            &["spf-several-records"],
        ),
        ("example.org TXT v=spf1 foo -all", &["spf-invalid"]),
        (
            "example.org TXT v=spf1 ip4=9.9.9.9 -all",
            &["spf-found", "spf-flaw"],
        ),
        // what others publish
        (
            "example.org TXT v=spf1 include:b.example.net -all\nb.example.net TXT v=spf1 ip4:9.9.9.9 ?all",
            &["spf-found"],
        ),
        (
            "example.org TXT v=spf1 include:b.example.net -all",
            &["spf-found", "spf-include-without-record"],
        ),
        (
            "example.org TXT v=spf1 redirect=b.example.net",
            &["spf-found", "spf-include-without-record"],
        ),
        (
            "example.org TXT v=spf1 include:b.example.net -all\nb.example.net TXT v=spf1 foo",
            &["spf-found", "spf-include-invalid"],
        ),
        (
            "example.org TXT v=spf1 include:b.example.net -all\nb.example.net TXT v=spf1\nb.example.net TXT v=spf1",
            &["spf-found", "spf-include-invalid"],
        ),
        (
            "example.org TXT v=spf1 include:b.example.net -all\nb.example.net FAIL",
            &["spf-found", "spf-include-unknown"],
        ),
        (
            "example.org TXT v=spf1 include:b.example.net -all\nb.example.net BOGUS",
            &["spf-found", "spf-include-bogus"],
        ),
        (
            "example.org TXT v=spf1 include:b.example.net -all\nb.example.net LATER",
            &["spf-found"],
        ),
        (
            "example.org TXT v=spf1 a:b.example.net -all\nb.example.net FAIL",
            &["spf-found", "spf-include-unknown"],
        ),
        // names that depend on the sender are no fault
        (
            "example.org TXT v=spf1 include:%{l}.example.net exists:%{i}.example.net -all",
            &["spf-found"],
        ),
        (
            "example.org TXT v=spf1 include:%{d}.x.example.net -all\nexample.org.x.example.net TXT v=spf1 ~all",
            &["spf-found"],
        ),
        // circles
        (
            "example.org TXT v=spf1 include:example.org -all",
            &["spf-found", "spf-loop"],
        ),
        (
            "example.org TXT v=spf1 redirect=b.example.net\nb.example.net TXT v=spf1 include:example.org ~all",
            &["spf-found", "spf-loop"],
        ),
        // the end
        (
            "example.org TXT v=spf1 ip4:9.9.9.9 +all",
            &["spf-found", "spf-passes-everybody"],
        ),
        (
            "example.org TXT v=spf1 ip4:0.0.0.0/0 -all",
            &["spf-found", "spf-passes-everybody"],
        ),
        (
            "example.org TXT v=spf1 include:b.example.net -all\nb.example.net TXT v=spf1 all",
            &["spf-found", "spf-passes-everybody"],
        ),
        (
            "example.org TXT v=spf1 -include:b.example.net -all\nb.example.net TXT v=spf1 all",
            &["spf-found"],
        ),
        (
            "example.org TXT v=spf1 ip4:9.9.9.9 ?all",
            &["spf-found", "spf-neutral-all"],
        ),
        (
            "example.org TXT v=spf1 ip4:9.9.9.9",
            &["spf-found", "spf-without-all"],
        ),
        (
            "example.org TXT v=spf1 redirect=b.example.net\nb.example.net TXT v=spf1 ip4:9.9.9.9",
            &["spf-found", "spf-without-all"],
        ),
        (
            "example.org TXT v=spf1 redirect=b.example.net\nb.example.net TXT v=spf1 -all",
            &["spf-found"],
        ),
        (
            "example.org TXT v=spf1 redirect=%{l}.example.net",
            &["spf-found"],
        ),
        (
            "example.org TXT v=spf1 -all ip4:9.9.9.9",
            &["spf-found", "spf-terms-after-all"],
        ),
        (
            "example.org TXT v=spf1 -all redirect=nowhere.example.net",
            &["spf-found", "spf-redirect-ignored"],
        ),
        // what terms say
        ("example.org TXT v=spf1 ptr -all", &["spf-found", "spf-ptr"]),
        (
            "example.org TXT v=spf1 exists:%{p}.example.net -all",
            &["spf-found", "spf-ptr"],
        ),
        (
            "example.org TXT v=spf1 ip4:9.0.0.0/15 -all",
            &["spf-found", "spf-range-broad"],
        ),
        (
            "example.org TXT v=spf1 ip4:9.9.0.0/16 ip6:2a0e::/32 -all",
            &["spf-found"],
        ),
        (
            "example.org TXT v=spf1 ip6:2a0e::/31 -all",
            &["spf-found", "spf-range-broad"],
        ),
        ("example.org TXT v=spf1 ?ip4:9.0.0.0/8 -all", &["spf-found"]),
        (
            "example.org TXT v=spf1 include:b.example.net -all\nb.example.net TXT v=spf1 ip4:40.92.0.0/15 ~all",
            &["spf-found"],
        ),
        (
            "example.org TXT v=spf1 a/8 -all\nexample.org A 9.9.9.9\nexample.org AAAA 2a0e::1",
            &["spf-found", "spf-range-broad"],
        ),
        (
            "example.org TXT v=spf1 ip4:10.1.2.3 -all",
            &["spf-found", "spf-range-private"],
        ),
        (
            "example.org TXT v=spf1 ip4:9.9.9.0/24 ip4:9.9.9.9 -all",
            &["spf-found", "spf-overlap"],
        ),
        (
            "example.org TXT v=spf1 ip4:9.9.9.9 ip4:9.9.9.9 -all",
            &["spf-found", "spf-overlap"],
        ),
        (&long, &["spf-found", "spf-record-long"]),
        // limits
        (
            "example.org TXT v=spf1 mx mx mx mx mx mx mx mx -all\nexample.org MX 1 m.example.org\nm.example.org A 9.9.9.9",
            &["spf-found"],
        ),
        (
            "example.org TXT v=spf1 mx mx mx mx mx mx mx mx mx -all\nexample.org MX 1 m.example.org\nm.example.org A 9.9.9.9",
            &["spf-found", "spf-lookups-near-limit"],
        ),
        (
            "example.org TXT v=spf1 mx mx mx mx mx mx mx mx mx mx mx -all\nexample.org MX 1 m.example.org\nm.example.org A 9.9.9.9",
            &["spf-found", "spf-too-many-lookups"],
        ),
        (
            "example.org TXT v=spf1 a:x.example.org a:y.example.org -all",
            &["spf-found"],
        ),
        (
            "example.org TXT v=spf1 a:x.example.org a:y.example.org mx:z.example.org -all",
            &["spf-found", "spf-too-many-void-lookups"],
        ),
        (
            "example.org TXT v=spf1 ip6:2a0e::1 a:x.example.org a:x.example.org a:x.example.org -all\nx.example.org A 9.9.9.9",
            &["spf-found", "spf-void-lookups-ipv6"],
        ),
        (
            "example.org TXT v=spf1 a:x.example.org a:x.example.org a:x.example.org -all\nx.example.org A 9.9.9.9",
            &["spf-found"],
        ),
    ] {
        assert_eq!(codes(zone), expected, "{zone}");
    }
}

#[test]
fn eleven_mail_hosts_are_too_many() {
    let zone = |hosts: usize| {
        let mut zone = "example.org TXT v=spf1 mx -all\nm.example.org A 9.9.9.9\n".to_owned();
        for index in 0..hosts {
            zone.push_str(&format!("example.org MX {index} m.example.org\n"));
        }
        zone
    };
    assert_eq!(codes(&zone(10)), ["spf-found"]);
    assert_eq!(codes(&zone(11)), ["spf-found", "spf-too-many-mail-hosts"]);
}

#[test]
fn what_to_publish_fits_the_domain() {
    let absent = read("");
    for (routing, line) in [
        (mail_host("mx.example.org"), "v=spf1 mx -all"),
        (
            mail_host("aspmx.l.google.com"),
            "v=spf1 include:_spf.google.com -all",
        ),
        (
            mail_host("example-org.mail.protection.outlook.com"),
            "v=spf1 include:spf.protection.outlook.com -all",
        ),
        (mail_host("notgoogle.com"), "v=spf1 mx -all"),
        (
            Routing::Implicit(MailHost {
                name: "example.org".parse().unwrap(),
                preference: None,
            }),
            "v=spf1 a -all",
        ),
        (Routing::NullMx, "v=spf1 -all"),
        (Routing::NoService, "v=spf1 -all"),
    ] {
        let findings = findings_with(&absent, routing);
        let paste = findings[0].paste.as_ref().unwrap();
        assert_eq!(paste.text, format!("example.org. IN TXT \"{line}\""));
        // What is suggested is valid.
        assert!(parse(line).record().is_some());
    }
    // A domain that does not exist has worse troubles.
    assert_eq!(findings_with(&absent, Routing::DomainAbsent), []);
    // A record at a name where nobody looks is mentioned.
    let misplaced = read("_spf.example.org TXT v=spf1 mx -all");
    let findings = findings_with(&misplaced, mail_host("mx.example.org"));
    assert!(
        findings[0].detail.contains("_spf.example.org"),
        "{findings:?}"
    );
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
fn what_to_paste_is_the_record_put_right() {
    for (zone, code, line) in [
        (
            "example.org TXT v=spf1; mx; -all;",
            "spf-near-miss",
            "v=spf1 mx -all",
        ),
        (
            "example.org TXT \"v=spf1 mx -all\"",
            "spf-near-miss",
            "v=spf1 mx -all",
        ),
        (
            "example.org TXT v=spf1include:x.example -all",
            "spf-near-miss",
            "v=spf1 include:x.example -all",
        ),
        (
            "example.org TXT spf2.0/pra a -all",
            "spf-near-miss",
            "v=spf1 a -all",
        ),
        (
            "example.org TXT SPF: v=spf1 a -all",
            "spf-near-miss",
            "v=spf1 a -all",
        ),
        // more is wrong than the beginning
        (
            "example.org TXT v=spf10 foo",
            "spf-near-miss",
            "v=spf1 mx -all",
        ),
        (
            "example.org TXT v=spf1 mx -all\nexample.org TXT v=spf1 mx a:x.example ~all",
            "spf-several-records",
            "v=spf1 mx a:x.example ~all",
        ),
        (
            "example.org TXT v=spf1 mx +all",
            "spf-passes-everybody",
            "v=spf1 mx ~all",
        ),
        (
            "example.org TXT v=spf1 ip4:9.9.9.9",
            "spf-without-all",
            "v=spf1 ip4:9.9.9.9 ~all",
        ),
        (
            "example.org TXT v=spf1 ?all exp=e.example.org",
            "spf-neutral-all",
            "v=spf1 ~all exp=e.example.org",
        ),
        (
            "example.org TXT v=spf1 -all ip4:9.9.9.9",
            "spf-terms-after-all",
            "v=spf1 ip4:9.9.9.9 -all",
        ),
        (
            "example.org TXT v=spf1 ip4:10.0.0.1 mx -all",
            "spf-range-private",
            "v=spf1 mx -all",
        ),
        (
            "example.org TXT v=spf1 ip4:9.9.9.9 ip4:9.9.9.0/24 -all",
            "spf-overlap",
            "v=spf1 ip4:9.9.9.0/24 -all",
        ),
    ] {
        let findings = findings_with(&read(zone), mail_host("mx.example.org"));
        let found = findings.iter().find(|finding| finding.code.word() == code);
        let paste = found.and_then(|found| found.paste.as_ref());
        let text = paste.map(|paste| paste.text.as_str());
        assert_eq!(
            text,
            Some(format!("example.org. IN TXT \"{line}\"").as_str()),
            "{zone}"
        );
        assert!(parse(line).record().is_some());
    }
    // RFC 1035 §3.3.14: a string has at most 255 bytes.
    let line = remedy::line(
        "example.org",
        &format!("v=spf1 {}-all", "ip4:9.9.9.9 ".repeat(30)),
    );
    assert_eq!(line.matches('"').count(), 4);
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
