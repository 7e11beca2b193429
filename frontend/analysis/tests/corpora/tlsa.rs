//! Under which name TLSA records are found: mox's cases of RFC 7672 §2.2, put to the whole judgement.

use analysis::dns::{Question, RecordType};
use analysis::evidence::{Subject, Vantage};
use analysis::{DnsAnswer, DnsOutcome, Evidence, Outcome, Query, Report, assess, plan};
use serde_json::Value;
use shared::{Service, Timestamp};

use super::zone::{message, record, wire};
use super::{Comparison, corpus, list};

/// How the mail server's name leads to its address.
struct Way<'a> {
    host: &'a str,
    expanded: &'a str,
    is_secure: bool,
}

fn holds(suite: &Value, list_of: &str, question: &str) -> bool {
    list(&suite[list_of])
        .iter()
        .any(|one| one.as_str() == Some(question))
}

/// What a validating resolver answers.
fn answer(suite: &Value, way: &Way<'_>, asked: &Question) -> Vec<u8> {
    let mut name = format!("{}.", asked.name);
    let (host, end) = (format!("{}.", way.host), format!("{}.", way.expanded));
    let mut records = Vec::new();
    let (mut is_secure, mut fails) = (true, false);
    match asked.record_type {
        RecordType::Dnskey => {
            records.push(record(".", RecordType::Dnskey, &[1, 1, 3, 8, 1]));
        }
        RecordType::A | RecordType::Aaaa | RecordType::Cname => {
            let is_alias = name == host && host != end;
            if is_alias {
                records.push(record(&name, RecordType::Cname, &wire(&end)));
            }
            // The alias is in the server's own zone, which is signed; where it leads need not be.
            is_secure = way.is_secure || !is_alias || asked.record_type == RecordType::Cname;
            if asked.record_type == RecordType::A && (name == host || name == end) {
                let at = if is_alias { &end } else { &name };
                records.push(record(at, RecordType::A, &[9, 9, 9, 9]));
            }
        }
        RecordType::Tlsa => {
            for _ in 0..20 {
                fails |= holds(suite, "servfail", &format!("cname {name}"));
                is_secure &= !holds(suite, "insecure", &format!("cname {name}"));
                let Some(target) = suite["cname"][&name].as_str() else {
                    break;
                };
                records.push(record(&name, RecordType::Cname, &wire(target)));
                name = target.to_owned();
            }
            is_secure &= !holds(suite, "insecure", &format!("tlsa {name}"));
            for value in list(&suite["tlsa"][&name]) {
                let numbers = value.as_str().unwrap().split(' ');
                let mut content: Vec<u8> = numbers.map(|one| one.parse().unwrap()).collect();
                content.extend([7; 32]);
                records.push(record(&name, RecordType::Tlsa, &content));
            }
        }
        _ => {}
    }
    if fails {
        return message(asked, 2, &[]);
    }
    let mut bytes = message(asked, 0, &records);
    // The question asks for AD, and the answer begins as its copy.
    bytes[3] = if is_secure { 0x20 } else { 0 };
    bytes
}

fn judged(suite: &Value, way: &Way<'_>) -> Report {
    let subject = Subject::Host {
        host: way.host.parse().unwrap(),
        service: Service::Smtp,
    };
    let now = Timestamp::from_seconds(1_795_000_000);
    let mut evidence = Evidence::new(subject, Vantage::default(), now);
    for _ in 0..8 {
        for query in plan::outstanding(&evidence) {
            let Query::Dns { question, .. } = &query else {
                panic!("{query:?}")
            };
            let wire = answer(suite, way, question).into();
            let outcome = Outcome::Dns(DnsOutcome {
                observed_at: now,
                elapsed_ms: 1,
                answer: DnsAnswer::Message { wire },
            });
            evidence.insert(query, outcome).unwrap();
        }
    }
    assert!(plan::outstanding(&evidence).is_empty());
    assess(&evidence, now)
}

#[test]
fn where_records_are_found() {
    let Some(suite) = corpus("dns-checks/tlsa-gather.json") else {
        return;
    };
    let mut comparison = Comparison::but_for(&[]);
    for (place, case) in list(&suite["cases"]).iter().enumerate() {
        let way = Way {
            host: case[0].as_str().unwrap(),
            expanded: case[2].as_str().unwrap(),
            is_secure: case[1].as_bool().unwrap(),
        };
        let report = judged(&suite, &way);
        let said = |code: &str| report.findings.iter().any(|one| one.code.word() == code);
        let dane = report.hosts.first().unwrap().dane.as_ref().unwrap();
        let agrees = match (case[4].as_str(), case[6].as_str()) {
            (Some(record), _) => {
                let owner = format!("_25._tcp.{}", case[5].as_str().unwrap());
                dane.owner.as_ref() == Some(&owner)
                    && dane.records.len() == 1
                    && dane.records.iter().all(|one| one.starts_with(record))
            }
            // RFC 7672 §2.1.2: no answer is not the same as no records.
            (None, Some("cname-limit")) => dane.owner.is_none() && said("dane-unknown"),
            (None, Some("dns-error")) => dane.owner.is_none() && said("dane-name-servers-fail"),
            (None, Some(other)) => panic!("{other}"),
            (None, None) => {
                dane.owner.is_none()
                    && !said("dane-unknown")
                    && (said("dane-absent") || said("dane-records-unsigned"))
            }
        };
        comparison.case(&place.to_string(), agrees);
    }
    comparison.finish(13);
}
