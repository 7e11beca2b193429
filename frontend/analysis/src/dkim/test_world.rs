//! A small DNS for tests: it answers whatever is asked until nothing is.

use shared::{DomainName, Octets, Timestamp};

use crate::dns::{QueryName, RecordType};
use crate::evidence::{Evidence, Subject, Vantage};
use crate::plan;
use crate::query::{DnsAnswer, DnsOutcome, Outcome, Query};

/// What a name has.
pub(crate) enum Has {
    Txt(String),
    Mx(&'static str),
    A([u8; 4]),
    Ptr(&'static str),
    Cname(&'static str),
    Caa(u8, &'static str, &'static str),
    /// Every question about it fails.
    Failure,
    /// It does not exist, whatever is below it.
    Denied,
}

pub(crate) type Zone<'a> = &'a [(&'a str, Has)];

pub(crate) const DOMAIN: &str = "example.org";

/// Asks until nothing is outstanding; gives the evidence and every name and type that was asked for.
pub(crate) fn asked(zone: Zone<'_>, selectors: &[&str]) -> (Evidence, Vec<String>) {
    let domain: DomainName = DOMAIN.parse().unwrap();
    let mut evidence = Evidence::new(
        Subject::Domain { domain },
        Vantage::default(),
        Timestamp::from_seconds(1),
    );
    evidence.wishes.selectors = selectors.iter().map(|one| one.parse().unwrap()).collect();
    let questions = ask(&mut evidence, zone, plan::outstanding);
    (evidence, questions)
}

/// Asks until nothing is outstanding that somebody wants to know; gives every name and type that was asked for.
pub(crate) fn ask(
    evidence: &mut Evidence,
    zone: Zone<'_>,
    outstanding: impl Fn(&Evidence) -> Vec<Query>,
) -> Vec<String> {
    let mut questions = Vec::new();
    for _ in 0..30 {
        // The policy is no question of DNS, and nobody answers it here.
        let wanted: Vec<Query> = outstanding(evidence)
            .into_iter()
            .filter(|query| matches!(query, Query::Dns { .. }))
            .collect();
        if wanted.is_empty() {
            return questions;
        }
        for query in wanted {
            let Query::Dns { question, .. } = &query else {
                continue;
            };
            questions.push(query.describe());
            let outcome = Outcome::Dns(DnsOutcome {
                observed_at: Timestamp::from_seconds(1),
                elapsed_ms: 1,
                answer: DnsAnswer::Message {
                    wire: Octets::from(answer(zone, question.name.as_str(), question.record_type)),
                },
            });
            evidence.insert(query, outcome).unwrap();
        }
    }
    panic!("there is no end to the questions")
}

fn answer(zone: Zone<'_>, asked: &str, record_type: RecordType) -> Vec<u8> {
    let mut records: Vec<(String, u16, Vec<u8>)> = Vec::new();
    let mut name = asked.to_owned();
    let mut code = 0;
    loop {
        let mut here: Vec<&Has> = zone
            .iter()
            .filter(|(owner, _)| *owner == name)
            .map(|(_, has)| has)
            .collect();
        let exists = zone
            .iter()
            .any(|(owner, _)| owner.ends_with(&format!(".{name}")));
        if here.is_empty() && !exists {
            let parent = name.split_once('.').map_or("", |(_, parent)| parent);
            here = zone
                .iter()
                .filter(|(owner, _)| *owner == format!("*.{parent}"))
                .map(|(_, has)| has)
                .collect();
            if here.is_empty() {
                code = 3;
            }
        }
        let mut next = None;
        for has in here {
            let (kind, content) = match has {
                Has::Failure => {
                    code = 2;
                    continue;
                }
                Has::Denied => {
                    code = 3;
                    continue;
                }
                Has::Cname(target) => {
                    next = Some((*target).to_owned());
                    (RecordType::Cname, wire(target))
                }
                Has::A(address) => (RecordType::A, address.to_vec()),
                Has::Ptr(host) => (RecordType::Ptr, wire(host)),
                Has::Mx(host) => (RecordType::Mx, [vec![0, 10], wire(host)].concat()),
                Has::Txt(text) => {
                    let strings = text.as_bytes().chunks(255);
                    let content = strings
                        .flat_map(|part| [&[u8::try_from(part.len()).unwrap()], part].concat());
                    (RecordType::Txt, content.collect())
                }
                Has::Caa(flags, tag, value) => {
                    let length = u8::try_from(tag.len()).unwrap();
                    let content = [&[*flags, length], tag.as_bytes(), value.as_bytes()].concat();
                    (RecordType::Caa, content)
                }
            };
            if kind == record_type || kind == RecordType::Cname {
                records.push((name.clone(), kind.code(), content));
            }
        }
        match next {
            Some(target) => name = target,
            None => break,
        }
    }
    let count = u8::try_from(records.len()).unwrap();
    let mut bytes = vec![0, 0, 0x80, code, 0, 1, 0, count, 0, 0, 0, 0];
    bytes.extend(wire(asked));
    bytes.extend(record_type.code().to_be_bytes());
    bytes.extend([0, 1]);
    for (owner, kind, content) in records {
        bytes.extend(wire(&owner));
        bytes.extend(kind.to_be_bytes());
        bytes.extend([0, 1, 0, 0, 0, 60]);
        bytes.extend(u16::try_from(content.len()).unwrap().to_be_bytes());
        bytes.extend(content);
    }
    bytes
}

fn wire(name: &str) -> Vec<u8> {
    let name: QueryName = name.parse().unwrap();
    let labels = name.labels();
    let mut wire: Vec<u8> = labels
        .iter()
        .flat_map(|label| [vec![u8::try_from(label.len()).unwrap()], label.clone()].concat())
        .collect();
    wire.push(0);
    wire
}
