//! What may be asked: one question of class IN, for a type that judging mail needs, about a name of the public DNS.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use shared::DomainName;

use super::DnsQueryError;
use super::wire::{CLASS_IN, HEADER, Header, OPT, Reader};
use crate::guard::Guard;

/// Longest query that is forwarded, in bytes: a name of 255 octets and generous EDNS options.
const QUERY_BYTES: usize = 4096;

/// The types that are looked up. Signatures and denials (RRSIG, NSEC, NSEC3) come along with DO and need not be asked
/// for; zone transfers, ANY, and types that tell about hosts instead of mail are left out on purpose.
const TYPES: [(u16, &str); 13] = [
    (1, "A"),
    (2, "NS"),
    (5, "CNAME"),
    (6, "SOA"),
    (PTR, "PTR"),
    (15, "MX"),
    (16, "TXT"),
    (28, "AAAA"),
    (33, "SRV"),
    (43, "DS"),
    (DNSKEY, "DNSKEY"),
    (52, "TLSA"),
    (257, "CAA"),
];
const PTR: u16 = 12;
const DNSKEY: u16 = 48;

/// A query that was found fit to be forwarded.
#[derive(Debug)]
pub(super) struct Query<'a> {
    wire: &'a [u8],
    id: u16,
    /// Name, type and class as on the wire.
    question: &'a [u8],
    labels: Vec<&'a [u8]>,
    record_type: u16,
}

impl<'a> Query<'a> {
    /// # Errors
    /// Says what is wrong with the message, or that its type is not looked up.
    pub(super) fn parse(wire: &'a [u8]) -> Result<Self, DnsQueryError> {
        let query = Self::read(wire).map_err(DnsQueryError::Defective)?;
        if TYPES.iter().any(|(number, _)| *number == query.record_type) {
            Ok(query)
        } else {
            Err(DnsQueryError::RecordType(query.record_type))
        }
    }

    fn read(wire: &'a [u8]) -> Result<Self, QueryDefect> {
        if wire.len() > QUERY_BYTES {
            return Err(QueryDefect::TooLong);
        }
        let header = Header::read(wire).ok_or(QueryDefect::CutShort)?;
        if header.is_response() {
            return Err(QueryDefect::Response);
        }
        if header.opcode() != 0 {
            return Err(QueryDefect::Opcode(header.opcode()));
        }
        // Without RD a resolver answers from its cache alone, which tells what others have asked it.
        if !header.wants_recursion() {
            return Err(QueryDefect::NoRecursion);
        }
        if header.questions != 1 {
            return Err(QueryDefect::QuestionCount(header.questions));
        }
        if header.answers != 0 || header.authorities != 0 || header.additionals > 1 {
            return Err(QueryDefect::Records);
        }
        let mut reader = Reader::new(wire);
        reader.take(HEADER).ok_or(QueryDefect::CutShort)?;
        let labels = reader.plain_name().ok_or(QueryDefect::Name)?;
        let record_type = reader.u16().ok_or(QueryDefect::CutShort)?;
        let class = reader.u16().ok_or(QueryDefect::CutShort)?;
        if class != CLASS_IN {
            return Err(QueryDefect::Class(class));
        }
        let question = wire
            .get(HEADER..reader.position())
            .ok_or(QueryDefect::CutShort)?;
        if header.additionals == 1 {
            let record = reader.record().ok_or(QueryDefect::CutShort)?;
            // RFC 6891 §6.1.2: the OPT record's owner is the root.
            if record.record_type != OPT || record.whole.first() != Some(&0) {
                return Err(QueryDefect::Records);
            }
        }
        if !reader.is_at_end() {
            return Err(QueryDefect::TrailingBytes);
        }
        Ok(Self {
            wire,
            id: header.id,
            question,
            labels,
            record_type,
        })
    }

    /// Whether the name may be looked up.
    ///
    /// # Errors
    /// It is of special use, or the reverse name of an address that the guard does not disclose.
    pub(super) fn admit(&self, guard: &Guard) -> Result<(), DnsQueryError> {
        if self.record_type == PTR
            && let Some(address) = self.reverse_name_of()
        {
            return guard
                .disclose(address)
                .map_err(|_| DnsQueryError::AddressNotPublic(vec![address]));
        }
        match self.suffix() {
            Some(name) => Ok(guard.admit_name(&name)?),
            None => Ok(()),
        }
    }

    /// The query with another id, to be sent.
    pub(super) fn with_id(&self, id: u16) -> Vec<u8> {
        with_id(self.wire.to_vec(), id)
    }

    /// An answer with the client's id again.
    pub(super) fn restore_id(&self, answer: Vec<u8>) -> Vec<u8> {
        with_id(answer, self.id)
    }

    /// Whether a message is the answer to this query as sent under an id: RFC 5452 §9.1 wants the id, and the
    /// question echoed. The case of letters is free (RFC 4343 §3).
    pub(super) fn is_answered_by(&self, message: &[u8], id: u16) -> bool {
        let echo = message.get(HEADER..HEADER.saturating_add(self.question.len()));
        Header::read(message)
            .is_some_and(|header| header.is_response() && header.id == id && header.questions == 1)
            && echo.is_some_and(|echo| echo.eq_ignore_ascii_case(self.question))
    }

    /// Whether the name asks a DNS blocklist about an address: reversed octets or nibbles before a list's own name
    /// (RFC 5782 §2.1, §2.4).
    pub(super) fn asks_a_blocklist(&self) -> bool {
        let zone_after = |count: usize| self.labels.len() >= count.saturating_add(2);
        let under_arpa = self
            .labels
            .last()
            .is_some_and(|label| label.eq_ignore_ascii_case(b"arpa"));
        !under_arpa
            && ((zone_after(4) && self.labels.get(..4).and_then(reversed_octets).is_some())
                || (zone_after(32) && self.labels.get(..32).and_then(reversed_nibbles).is_some()))
    }

    /// The address whose reverse name is asked about (RFC 1035 §3.5, RFC 3596 §2.5).
    fn reverse_name_of(&self) -> Option<IpAddr> {
        let (address, zone) = match self.labels.len() {
            6 => (
                reversed_octets(self.labels.get(..4)?)?.into(),
                [b"in-addr".as_slice(), b"arpa"],
            ),
            34 => (
                reversed_nibbles(self.labels.get(..32)?)?.into(),
                [b"ip6".as_slice(), b"arpa"],
            ),
            _ => return None,
        };
        let rest = self.labels.get(self.labels.len().checked_sub(2)?..)?;
        rest.iter()
            .zip(zone)
            .all(|(label, expected)| label.eq_ignore_ascii_case(expected))
            .then_some(address)
    }

    /// The name's last two labels, or one, under a stand-in label: enough to know a special-use name, whatever bytes
    /// stand before them, and no top-level domain passes for the single-label name of a private network.
    fn suffix(&self) -> Option<DomainName> {
        [2, 1].iter().find_map(|&count| {
            let from = self.labels.len().checked_sub(count)?;
            let labels = self.labels.get(from..)?.join(&b'.');
            format!("x.{}", std::str::from_utf8(&labels).ok()?)
                .parse()
                .ok()
        })
    }
}

/// `. DNSKEY` with DO set: the question that finds out whether a resolver validates.
pub(super) fn root_keys() -> Vec<u8> {
    let mut wire = vec![0, 0, 0x01, 0, 0, 1, 0, 0, 0, 0, 0, 1];
    // The question: the root, type, class.
    wire.push(0);
    wire.extend(DNSKEY.to_be_bytes());
    wire.extend(CLASS_IN.to_be_bytes());
    // RFC 6891 §6.1.2 and RFC 3225 §3: the OPT record, 1232 octets by UDP, DO.
    wire.push(0);
    wire.extend(OPT.to_be_bytes());
    wire.extend(1232_u16.to_be_bytes());
    wire.extend([0, 0, 0x80, 0, 0, 0]);
    wire
}

fn with_id(mut message: Vec<u8>, id: u16) -> Vec<u8> {
    for (byte, new) in message.iter_mut().zip(id.to_be_bytes()) {
        *byte = new;
    }
    message
}

fn reversed_octets(labels: &[&[u8]]) -> Option<Ipv4Addr> {
    let mut octets = [0; 4];
    for (octet, label) in octets.iter_mut().rev().zip(labels) {
        *octet = std::str::from_utf8(label).ok()?.parse().ok()?;
    }
    Some(octets.into())
}

fn reversed_nibbles(labels: &[&[u8]]) -> Option<Ipv6Addr> {
    let mut bits = 0_u128;
    for label in labels.iter().rev() {
        let [digit] = label else { return None };
        bits = bits << 4 | u128::from(char::from(*digit).to_digit(16)?);
    }
    Some(bits.into())
}

/// What is wrong with a query's message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueryDefect {
    /// A class other than IN.
    Class(u16),
    /// The message ends too early.
    CutShort,
    /// The name is malformed or compressed.
    Name,
    /// RD is not set.
    NoRecursion,
    /// An operation other than QUERY.
    Opcode(u16),
    /// Not exactly one question.
    QuestionCount(u16),
    /// It holds records; a query has none but OPT.
    Records,
    /// It is an answer.
    Response,
    /// Over 4096 bytes.
    TooLong,
    /// Something follows after the last record.
    TrailingBytes,
}

impl fmt::Display for QueryDefect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Class(class) => write!(f, "its class is {class}, not IN"),
            Self::CutShort => f.write_str("it ends too early"),
            Self::Name => f.write_str("its name is malformed"),
            Self::NoRecursion => f.write_str("it does not ask for recursion (RD)"),
            Self::Opcode(opcode) => write!(f, "its operation is {opcode}, not QUERY"),
            Self::QuestionCount(count) => write!(f, "it has {count} questions, not one"),
            Self::Records => f.write_str("it holds records other than one OPT"),
            Self::Response => f.write_str("it is an answer, not a query"),
            Self::TooLong => write!(f, "it is longer than {QUERY_BYTES} bytes"),
            Self::TrailingBytes => f.write_str("something follows after its end"),
        }
    }
}

#[cfg(test)]
mod tests;
