//! The names of a server's addresses and the name by which it greets, put into a sound world.

#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test"
)]

mod support;

use std::net::{IpAddr, Ipv4Addr};

use analysis::dns::{QueryName, Question, RecordType, encode};
use analysis::finding::{Finding, Severity};
use analysis::query::Via;
use analysis::{DnsAnswer, DnsOutcome, Evidence, Outcome, Query, Report, assess, plan};
use shared::{Service, Timestamp};
use support::{outcomes, scenarios, with_only};

const HOST: &str = "mx1.good.lab";

fn sound() -> Evidence {
    let mut all = scenarios().into_iter();
    all.find(|one| one.name == "good-lab").unwrap().evidence
}

/// The first IPv4 address of the host.
fn address(evidence: &Evidence) -> Ipv4Addr {
    let probe = evidence
        .probe(&HOST.parse().unwrap(), Service::Smtp)
        .unwrap();
    let mut found = probe.addresses.keys().filter_map(|one| match one {
        IpAddr::V4(v4) => Some(*v4),
        IpAddr::V6(_) => None,
    });
    found.next().unwrap()
}

fn wire(name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for label in name.split('.') {
        bytes.push(u8::try_from(label.len()).unwrap());
        bytes.extend(label.bytes());
    }
    bytes.push(0);
    bytes
}

fn told(
    evidence: &mut Evidence,
    name: &QueryName,
    record_type: RecordType,
    via: Via,
    rcode: u8,
    contents: &[Vec<u8>],
) {
    let question = Question::new(name.clone(), record_type);
    let mut bytes = encode(&question);
    bytes.truncate(bytes.len() - 11);
    (bytes[2], bytes[3], bytes[11]) = (bytes[2] | 0x80, rcode, 0);
    bytes[6..8].copy_from_slice(&u16::try_from(contents.len()).unwrap().to_be_bytes());
    for content in contents {
        bytes.extend([0xc0, 12]);
        bytes.extend(record_type.code().to_be_bytes());
        bytes.extend([0, 1, 0, 0, 0, 60]);
        bytes.extend(u16::try_from(content.len()).unwrap().to_be_bytes());
        bytes.extend(content);
    }
    let outcome = Outcome::Dns(DnsOutcome {
        observed_at: Timestamp::from_seconds(4_000_000_000),
        elapsed_ms: 1,
        answer: DnsAnswer::Message { wire: bytes.into() },
    });
    evidence
        .insert(Query::Dns { question, via }, outcome)
        .unwrap();
}

fn greeting_as(line: &str) -> Evidence {
    let good = sound();
    let changed: Vec<_> = outcomes(&good)
        .into_iter()
        .map(|(query, mut outcome)| {
            if let (Query::Probe { host, .. }, Outcome::Probe(probe)) = (&query, &mut outcome)
                && host.as_str() == HOST
            {
                for address in probe.addresses.values_mut() {
                    let greeting = address.greeting.as_mut().unwrap();
                    greeting.reply.lines = vec![line.to_owned()];
                }
            }
            (query, outcome)
        })
        .collect();
    with_only(&good, &changed)
}

fn judged(evidence: &Evidence) -> Report {
    assess(evidence, evidence.now)
}

fn found<'a>(report: &'a Report, code: &str) -> Option<&'a Finding> {
    let mut findings = report.findings.iter();
    findings.find(|finding| finding.code.word() == code)
}

/// How the name is answered, and what is said of it.
type Case<'a> = (u8, &'a [Vec<u8>], Option<&'a str>);

#[test]
fn a_greeting_that_leads_elsewhere() {
    let code = "greeting-name-elsewhere";
    let name: QueryName = "real.name.lab".parse().unwrap();
    let world = || greeting_as("real.name.lab ESMTP ready");
    let asked = Query::dns(name.clone(), RecordType::A);
    assert!(plan::outstanding(&world()).contains(&asked));
    assert_eq!(found(&judged(&world()), code), None, "not known yet");
    let at = address(&world());
    for (rcode, contents, expected) in [
        (0, &[vec![192, 0, 2, 77]], Some("leads to 192.0.2.77")),
        (0, &[at.octets().to_vec()], None),
        (0, &[vec![192, 0, 2, 77], at.octets().to_vec()], None),
        (3, &[], Some("does not exist")),
        (2, &[], None),
    ] as [Case<'_>; 5]
    {
        let mut evidence = world();
        told(
            &mut evidence,
            &name,
            RecordType::A,
            Via::Resolver,
            rcode,
            contents,
        );
        told(
            &mut evidence,
            &name,
            RecordType::Aaaa,
            Via::Resolver,
            2,
            &[],
        );
        let report = judged(&evidence);
        let finding = found(&report, code);
        assert_eq!(
            finding.is_some(),
            expected.is_some(),
            "{rcode} {contents:?}"
        );
        if let (Some(finding), Some(words)) = (finding, expected) {
            assert!(finding.detail.contains(words), "{}", finding.detail);
            assert_eq!(finding.severity, Severity::Info);
            assert!(finding.reproduce.is_some());
        }
        assert_eq!(report.grade.label, judged(&sound()).grade.label);
    }
}

#[test]
fn no_question_about_what_is_no_name() {
    let usual = plan::outstanding(&sound());
    for line in [
        "mx1.good.lab ESMTP",
        "MX1.good.lab. ESMTP",
        "[192.0.2.1] ESMTP",
        "192.0.2.1 ESMTP",
        "localhost.localdomain ESMTP",
        "mail ESMTP",
        "ESMTP",
        "",
        "-.- hello",
    ] {
        assert_eq!(plan::outstanding(&greeting_as(line)), usual, "{line}");
    }
}

#[test]
fn a_name_made_of_the_address_is_said_to_be() {
    let code = "ptr-generic";
    assert_eq!(found(&judged(&sound()), code), None);
    let mut evidence = sound();
    let at = address(&evidence);
    let [a, b, c, d] = at.octets();
    let name = format!("static.{a}-{b}-{c}-{d}.clients.rented.lab");
    let target: QueryName = name.parse().unwrap();
    let owner = QueryName::reverse(IpAddr::V4(at));
    told(
        &mut evidence,
        &owner,
        RecordType::Ptr,
        Via::Relay,
        0,
        &[wire(&name)],
    );
    told(
        &mut evidence,
        &target,
        RecordType::A,
        Via::Resolver,
        0,
        &[at.octets().to_vec()],
    );
    let report = judged(&evidence);
    let finding = found(&report, code).unwrap();
    assert_eq!(finding.severity, Severity::Advice);
    assert!(
        finding.detail.contains("digits of the address"),
        "{}",
        finding.detail
    );
    assert!(
        finding.pastes[0].text.contains(HOST),
        "{:?}",
        finding.pastes
    );
    // It leads back all the same.
    assert!(found(&report, "ptr-confirmed").is_some());
    assert_eq!(report.grade.label, judged(&sound()).grade.label);
}
