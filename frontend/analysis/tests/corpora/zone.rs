//! What a recursive resolver would answer from the records of a suite.

use std::net::IpAddr;

use analysis::dns::{
    Answer, DecodeFault, Message, QueryName, Question, RecordType, TxtRecord, decode, encode,
};
use serde_json::Value;

/// The records of a suite: an object for each type, from absolute names to their values.
pub(crate) struct Zone<'a>(pub(crate) &'a Value);

impl Zone<'_> {
    /// Asks as a client would: the question goes out, a message comes back and is read.
    pub(crate) fn ask(
        &self,
        domain: &str,
        record_type: RecordType,
    ) -> Result<Message, DecodeFault> {
        let asked = Question::new(domain.parse().unwrap(), record_type);
        decode(&asked, &self.answer(&asked))
    }

    /// The texts at a name; nothing if there are none.
    pub(crate) fn texts(&self, domain: &str) -> Result<Vec<TxtRecord>, String> {
        let message = self
            .ask(domain, RecordType::Txt)
            .map_err(|fault| fault.to_string())?;
        match message.answer() {
            Answer::ServerFailure(rcode) => Err(rcode.to_string()),
            _ => Ok(message.txt_records().cloned().collect()),
        }
    }

    /// The message that answers a question.
    pub(crate) fn answer(&self, asked: &Question) -> Vec<u8> {
        let key = asked.record_type.word().to_ascii_lowercase();
        let mut name = format!("{}.", asked.name);
        let mut records = Vec::new();
        let mut failed = self.fails(&key, &name);
        // A resolver follows some aliases and then sends what it has; more than 20 no suite here needs.
        for _ in 0..20 {
            failed |= self.fails("cname", &name);
            let Some(target) = self.0["cname"][&name].as_str() else {
                break;
            };
            records.push(record(&name, RecordType::Cname, &wire(target)));
            name = target.to_owned();
            failed |= self.fails(&key, &name);
        }
        let values = self.0[&key][&name].as_array().cloned().unwrap_or_default();
        for value in &values {
            let content = match asked.record_type {
                RecordType::Mx => mx(value),
                RecordType::Txt => txt(value.as_str().unwrap()),
                RecordType::Ptr => wire(value.as_str().unwrap()),
                RecordType::A | RecordType::Aaaa => {
                    match value.as_str().unwrap().parse().unwrap() {
                        IpAddr::V4(address) => address.octets().to_vec(),
                        IpAddr::V6(address) => address.octets().to_vec(),
                    }
                }
                other => panic!("no suite asks for {other}"),
            };
            records.push(record(&name, asked.record_type, &content));
        }
        let rcode = match (failed, self.exists(&name)) {
            (true, _) => 2,
            (false, true) => 0,
            (false, false) => 3,
        };
        message(asked, rcode, &records)
    }

    fn fails(&self, key: &str, name: &str) -> bool {
        let question = format!("{key} {name}");
        super::list(&self.0["servfail"])
            .iter()
            .any(|failing| failing.as_str().unwrap().eq_ignore_ascii_case(&question))
    }

    fn exists(&self, name: &str) -> bool {
        self.0
            .as_object()
            .unwrap()
            .values()
            .any(|records| records.get(name).is_some())
    }
}

/// The query sent back with a code and records, without its OPT record.
pub(crate) fn message(asked: &Question, rcode: u8, records: &[Vec<u8>]) -> Vec<u8> {
    let query = encode(asked);
    let mut bytes = query[..query.len() - 11].to_vec();
    bytes[2] |= 0x80;
    bytes[3] |= rcode;
    bytes[6..8].copy_from_slice(&u16::try_from(records.len()).unwrap().to_be_bytes());
    bytes[11] = 0;
    bytes.extend(records.concat());
    bytes
}

pub(crate) fn record(owner: &str, record_type: RecordType, content: &[u8]) -> Vec<u8> {
    let mut bytes = wire(owner);
    bytes.extend(record_type.code().to_be_bytes());
    bytes.extend([0, 1, 0, 0, 0, 60]);
    bytes.extend(u16::try_from(content.len()).unwrap().to_be_bytes());
    bytes.extend(content);
    bytes
}

pub(crate) fn wire(name: &str) -> Vec<u8> {
    let name: QueryName = name.parse().unwrap();
    let mut bytes = Vec::new();
    for label in name.labels() {
        bytes.push(u8::try_from(label.len()).unwrap());
        bytes.extend(label);
    }
    bytes.push(0);
    bytes
}

fn mx(value: &Value) -> Vec<u8> {
    let preference = u16::try_from(value[0].as_u64().unwrap()).unwrap();
    [
        &preference.to_be_bytes(),
        wire(value[1].as_str().unwrap()).as_slice(),
    ]
    .concat()
}

fn txt(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for string in TxtRecord::from_text(text).strings {
        bytes.push(u8::try_from(string.len()).unwrap());
        bytes.extend(string.as_slice());
    }
    bytes
}
