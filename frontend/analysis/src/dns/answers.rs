//! Answers as a resolver would send them, for the tests of what reads them.

#![allow(clippy::unwrap_used, reason = "a broken fixture ends the test")]

use std::net::{Ipv4Addr, Ipv6Addr};

use shared::{EhloStanding, Feature, Limits, Octets, Port25, RelayInfo, Timestamp, WIRE_VERSION};

use super::{QueryName, Question, RecordType, encode};
use crate::evidence::Evidence;
use crate::query::{DnsAnswer, DnsOutcome, Outcome, Query, Via};

/// An answer to be made: what a resolver says of one question.
#[derive(Clone, Debug, Default)]
pub(crate) struct Made {
    rcode: u8,
    authenticated: bool,
    ttl: u32,
    contents: Vec<Vec<u8>>,
    is_alias: bool,
    is_later: bool,
}

/// No such name.
pub(crate) fn nxdomain() -> Made {
    Made {
        rcode: 3,
        ..Made::default()
    }
}

/// No such record.
pub(crate) fn nodata() -> Made {
    Made::default()
}

/// The resolver could not find out.
pub(crate) fn servfail() -> Made {
    Made {
        rcode: 2,
        ..Made::default()
    }
}

/// Addresses.
pub(crate) fn a(addresses: &[&str]) -> Made {
    let octets = |text: &&str| text.parse::<Ipv4Addr>().unwrap().octets().to_vec();
    Made {
        ttl: 60,
        contents: addresses.iter().map(octets).collect(),
        ..Made::default()
    }
}

/// Addresses of IPv6.
pub(crate) fn aaaa(addresses: &[&str]) -> Made {
    let octets = |text: &&str| text.parse::<Ipv6Addr>().unwrap().octets().to_vec();
    Made {
        ttl: 60,
        contents: addresses.iter().map(octets).collect(),
        ..Made::default()
    }
}

/// One text each.
pub(crate) fn txt(texts: &[&str]) -> Made {
    let content = |text: &&str| {
        let mut content = vec![u8::try_from(text.len()).unwrap()];
        content.extend(text.as_bytes());
        content
    };
    Made {
        ttl: 60,
        contents: texts.iter().map(content).collect(),
        ..Made::default()
    }
}

/// Mail exchanges.
pub(crate) fn mx(exchanges: &[(u16, &str)]) -> Made {
    let content = |(preference, exchange): &(u16, &str)| {
        let mut content = preference.to_be_bytes().to_vec();
        content.extend(exchange.parse::<QueryName>().unwrap().to_wire());
        content
    };
    Made {
        ttl: 60,
        contents: exchanges.iter().map(content).collect(),
        ..Made::default()
    }
}

/// An alias of a name that does not exist.
pub(crate) fn alias_of_nothing(target: &str) -> Made {
    Made {
        rcode: 3,
        ttl: 60,
        contents: vec![target.parse::<QueryName>().unwrap().to_wire()],
        is_alias: true,
        ..Made::default()
    }
}

impl Made {
    /// With another time to live.
    pub(crate) fn with_ttl(mut self, ttl: u32) -> Self {
        self.ttl = ttl;
        self
    }

    /// Proven by DNSSEC.
    pub(crate) fn proven(mut self) -> Self {
        self.authenticated = true;
        self
    }

    /// Coming after the others: the join of two answers keeps the later one.
    pub(crate) fn later(mut self) -> Self {
        self.is_later = true;
        self
    }

    fn wire(&self, asked: &Question) -> Vec<u8> {
        let query = encode(asked);
        // Without its OPT record.
        let mut wire = query.get(..query.len() - 11).unwrap().to_vec();
        let count = u16::try_from(self.contents.len()).unwrap().to_be_bytes();
        let flags = [
            0x81,
            0x80 | self.rcode | if self.authenticated { 0x20 } else { 0 },
        ];
        for (at, byte) in [
            (2, flags[0]),
            (3, flags[1]),
            (6, count[0]),
            (7, count[1]),
            (11, 0),
        ] {
            *wire.get_mut(at).unwrap() = byte;
        }
        for content in &self.contents {
            wire.extend(asked.name.to_wire());
            let record_type = if self.is_alias {
                RecordType::Cname
            } else {
                asked.record_type
            };
            wire.extend(record_type.code().to_be_bytes());
            wire.extend([0, 1]);
            wire.extend(self.ttl.to_be_bytes());
            wire.extend(u16::try_from(content.len()).unwrap().to_be_bytes());
            wire.extend(content);
        }
        wire
    }

    /// The outcome of a question that was answered so.
    pub(crate) fn to(&self, asked: &Question) -> Outcome {
        Outcome::Dns(DnsOutcome {
            observed_at: Timestamp::from_seconds(1_800_000_000 + i64::from(self.is_later)),
            elapsed_ms: 1,
            answer: DnsAnswer::Message {
                wire: Octets::from(self.wire(asked)),
            },
        })
    }
}

/// Puts an answer into the evidence.
pub(crate) fn put(
    evidence: &mut Evidence,
    via: Via,
    name: &str,
    record_type: RecordType,
    made: &Made,
) {
    let question = Question::new(name.parse().unwrap(), record_type);
    let outcome = made.to(&question);
    evidence
        .insert(Query::Dns { question, via }, outcome)
        .unwrap();
}

/// A relay that asks DNS and nothing else.
pub(crate) fn relay() -> RelayInfo {
    RelayInfo {
        wire_version: WIRE_VERSION,
        version: String::new(),
        vantage: None,
        ehlo_name: "relay.example.org".to_owned(),
        features: vec![Feature::DnsQuery],
        limits: Limits::default(),
        resolver_validates: None,
        port_25: Port25::Unknown,
        ipv6: true,
        ehlo: EhloStanding::Unknown,
        canaries: vec![],
    }
}
