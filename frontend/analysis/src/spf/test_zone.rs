//! Zones for tests: one line for each record, `name TYPE value`; `name FAIL` and `name BOGUS` for names without answer.

use shared::Timestamp;

use super::lookup::DnsReply;
use crate::dns::{QueryName, Question, RecordData, RecordType, TxtRecord, encode};
use crate::query::{DnsAnswer, DnsOutcome, Outcome};

pub(super) struct Zone(Vec<(QueryName, String, String)>);

impl Zone {
    pub(super) fn of(lines: &str) -> Self {
        let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
        Self(
            lines
                .map(|line| {
                    let mut words = line.splitn(3, ' ');
                    let name = words.next().unwrap().parse().unwrap();
                    let kind = words.next().unwrap().to_owned();
                    (name, kind, words.next().unwrap_or_default().to_owned())
                })
                .collect(),
        )
    }

    pub(super) fn answer(&self, name: &QueryName, kind: RecordType) -> DnsReply {
        let here: Vec<_> = self
            .0
            .iter()
            .filter(|(known, _, _)| known == name)
            .collect();
        let is = |word: &str| here.iter().any(|(_, kind, _)| kind == word);
        if is("FAIL") {
            return DnsReply::Failed("SERVFAIL".to_owned());
        }
        if is("BOGUS") {
            return DnsReply::Bogus("SERVFAIL".to_owned());
        }
        if is("LATER") {
            return DnsReply::NotAsked;
        }
        let records: Vec<RecordData> = here
            .iter()
            .filter(|(_, word, _)| word == kind.word())
            .map(|(_, _, value)| read(kind, value))
            .collect();
        match (here.is_empty(), records.is_empty()) {
            (true, _) => DnsReply::NxDomain,
            (false, true) => DnsReply::NoData,
            (false, false) => DnsReply::Records(records),
        }
    }
}

fn read(kind: RecordType, value: &str) -> RecordData {
    match kind {
        RecordType::A => RecordData::A {
            address: value.parse().unwrap(),
        },
        RecordType::Aaaa => RecordData::Aaaa {
            address: value.parse().unwrap(),
        },
        RecordType::Mx => {
            let (preference, exchange) = value.split_once(' ').unwrap();
            RecordData::Mx {
                preference: preference.parse().unwrap(),
                exchange: exchange.parse().unwrap(),
            }
        }
        RecordType::Ptr => RecordData::Ptr {
            target: value.parse().unwrap(),
        },
        _ => RecordData::Txt(TxtRecord::from_text(value)),
    }
}

impl Zone {
    /// As a resolver would send it.
    pub(super) fn outcome(&self, question: &Question) -> Outcome {
        let reply = self.answer(&question.name, question.record_type);
        let query = encode(question);
        // Without its OPT record.
        let mut wire = query[..query.len() - 11].to_vec();
        wire[2] |= 0x80;
        wire[3] |= if reply == DnsReply::NxDomain { 3 } else { 0 };
        let records = reply.records();
        wire[7] = u8::try_from(records.len()).unwrap();
        wire[11] = 0;
        for data in records {
            let content = content(data);
            wire.extend([0xC0, 12]);
            wire.extend(question.record_type.code().to_be_bytes());
            wire.extend([0, 1, 0, 0, 0, 60, 0, u8::try_from(content.len()).unwrap()]);
            wire.extend(content);
        }
        Outcome::Dns(DnsOutcome {
            observed_at: Timestamp::from_seconds(1_700_000_000),
            elapsed_ms: 1,
            answer: DnsAnswer::Message { wire: wire.into() },
        })
    }
}

fn content(data: &RecordData) -> Vec<u8> {
    let name = |name: &QueryName| {
        let mut wire = Vec::new();
        for label in name.labels() {
            wire.push(u8::try_from(label.len()).unwrap());
            wire.extend(label);
        }
        wire.push(0);
        wire
    };
    match data {
        RecordData::A { address } => address.octets().to_vec(),
        RecordData::Aaaa { address } => address.octets().to_vec(),
        RecordData::Ptr { target } => name(target),
        RecordData::Mx {
            preference,
            exchange,
        } => [preference.to_be_bytes().to_vec(), name(exchange)].concat(),
        RecordData::Txt(txt) => {
            let strings = txt.strings.iter();
            strings
                .flat_map(|string| {
                    let length = u8::try_from(string.len()).unwrap();
                    [vec![length], string.as_slice().to_vec()].concat()
                })
                .collect()
        }
        other => panic!("{other:?}"),
    }
}
