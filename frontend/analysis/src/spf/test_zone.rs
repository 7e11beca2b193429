//! Zones for tests: one line for each record, `name TYPE value`; `name FAIL` and `name BOGUS` for names without answer.

use super::lookup::DnsReply;
use crate::dns::{QueryName, RecordData, RecordType, TxtRecord};

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
