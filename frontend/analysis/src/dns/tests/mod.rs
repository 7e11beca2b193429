//! Messages made by hand, byte for byte, and what reading them comes to.

mod aliases;
mod content;
mod frame;
mod name;
mod properties;
mod query;

use super::*;

/// A message under construction: an honest answer unless a test says otherwise.
struct Wire {
    flags: u16,
    questions: Vec<Vec<u8>>,
    sections: [Vec<Vec<u8>>; 3],
}

const QR: u16 = 0x8000;
const TC: u16 = 0x0200;
const AD: u16 = 0x0020;

impl Wire {
    fn to(name: &str, record_type: RecordType) -> Self {
        Self {
            flags: QR,
            questions: vec![asked(name, record_type.code(), 1)],
            sections: Default::default(),
        }
    }

    fn flags(mut self, flags: u16) -> Self {
        self.flags |= flags;
        self
    }

    fn answer(mut self, record: Vec<u8>) -> Self {
        self.sections[0].push(record);
        self
    }

    fn authority(mut self, record: Vec<u8>) -> Self {
        self.sections[1].push(record);
        self
    }

    fn additional(mut self, record: Vec<u8>) -> Self {
        self.sections[2].push(record);
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![0, 0];
        bytes.extend(self.flags.to_be_bytes());
        bytes.extend(count(self.questions.len()));
        for section in &self.sections {
            bytes.extend(count(section.len()));
        }
        bytes.extend(self.questions.concat());
        bytes.extend(self.sections.concat().concat());
        bytes
    }
}

fn name(text: &str) -> QueryName {
    text.parse().unwrap()
}

fn asked(name: &str, code: u16, class: u16) -> Vec<u8> {
    let mut bytes = self::name(name).to_wire();
    bytes.extend(code.to_be_bytes());
    bytes.extend(class.to_be_bytes());
    bytes
}

fn rr_of(owner: &str, code: u16, class: u16, ttl: u32, content: &[u8]) -> Vec<u8> {
    let mut bytes = asked(owner, code, class);
    bytes.extend(ttl.to_be_bytes());
    bytes.extend(count(content.len()));
    bytes.extend(content);
    bytes
}

fn rr(owner: &str, record_type: RecordType, ttl: u32, content: &[u8]) -> Vec<u8> {
    rr_of(owner, record_type.code(), 1, ttl, content)
}

fn cname(owner: &str, ttl: u32, target: &str) -> Vec<u8> {
    rr(owner, RecordType::Cname, ttl, &name(target).to_wire())
}

fn mx(preference: u16, exchange: &str) -> Vec<u8> {
    [preference.to_be_bytes().to_vec(), name(exchange).to_wire()].concat()
}

fn question(text: &str, record_type: RecordType) -> Question {
    Question::new(name(text), record_type)
}

fn read(wire: &Wire, text: &str, record_type: RecordType) -> Result<Message, DecodeFault> {
    decode(&question(text, record_type), &wire.bytes())
}

fn contents(message: &Message) -> Vec<String> {
    message
        .records
        .iter()
        .map(|record| record.data.to_string())
        .collect()
}

fn count(length: usize) -> [u8; 2] {
    u16::try_from(length).unwrap().to_be_bytes()
}
