//! Keeps the operator's own networks out of the answers.
//!
//! A resolver on a private network may know names that lead into it. What an answer says of such addresses stays
//! here, so that the relay is no window into the place where it stands.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::DnsQueryError;
use super::query::Query;
use super::wire::{Header, OPT, RawRecord, Reader};
use crate::guard::Guard;

/// The type A.
const A: u16 = 1;
/// The type AAAA.
const AAAA: u16 = 28;
/// What names that mean this very machine lead to.
const LOCALHOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
/// Where the count of additional records stands in the header (RFC 1035 §4.1.1).
const ADDITIONAL_COUNT: std::ops::Range<usize> = 10..12;

/// The answer, if nothing in its answer and authority sections leads to an address the guard does not disclose. Additional
/// records nobody asked for: if one of them does, all but OPT are left out.
///
/// # Errors
/// The answer leads to such addresses, or is no DNS message.
pub(super) fn screen(
    answer: Vec<u8>,
    query: &Query<'_>,
    guard: &Guard,
) -> Result<Vec<u8>, DnsQueryError> {
    let sections = Sections::read(&answer)
        .ok_or_else(|| DnsQueryError::Resolver("gave an answer that cannot be read".into()))?;
    let disclosed = |address: IpAddr| {
        // RFC 5782 §2.1: a blocklist answers with an address of 127.0.0.0/8, which is a code and leads nowhere. Lists of
        // names (§2.2) are asked by names like any other, so that only the machine's own address is told from a code.
        guard.disclose(address).is_ok()
            || (is_code(address) && (address != LOCALHOST || query.asks_a_blocklist()))
    };
    let forbidden = forbidden(&sections.answers, disclosed);
    if !forbidden.is_empty() {
        return Err(DnsQueryError::AddressNotPublic(forbidden));
    }
    if self::forbidden(&sections.additionals, disclosed).is_empty() {
        Ok(answer)
    } else {
        Ok(sections.without_additionals(&answer))
    }
}

fn forbidden(records: &[RawRecord<'_>], admitted: impl Fn(IpAddr) -> bool) -> Vec<IpAddr> {
    records
        .iter()
        .filter_map(address)
        .filter(|address| !admitted(*address))
        .collect()
}

/// The address that a record leads to.
fn address(record: &RawRecord<'_>) -> Option<IpAddr> {
    match record.record_type {
        A => <[u8; 4]>::try_from(record.content)
            .ok()
            .map(|octets| Ipv4Addr::from(octets).into()),
        AAAA => <[u8; 16]>::try_from(record.content)
            .ok()
            .map(|octets| Ipv6Addr::from(octets).into()),
        _ => None,
    }
}

/// Whether an address is of 127.0.0.0/8.
fn is_code(address: IpAddr) -> bool {
    matches!(address, IpAddr::V4(address) if address.is_loopback())
}

/// The records of an answer.
struct Sections<'a> {
    /// Those of the answer and authority sections.
    answers: Vec<RawRecord<'a>>,
    additionals: Vec<RawRecord<'a>>,
    /// Where the additional section begins.
    additionals_at: usize,
}

impl<'a> Sections<'a> {
    fn read(message: &'a [u8]) -> Option<Self> {
        let header = Header::read(message)?;
        let mut reader = Reader::new(message);
        reader.take(super::wire::HEADER)?;
        for _ in 0..header.questions {
            reader.skip_question()?;
        }
        let records = |reader: &mut Reader<'a>, count: u32| {
            (0..count)
                .map(|_| reader.record())
                .collect::<Option<Vec<_>>>()
        };
        let count = u32::from(header.answers) + u32::from(header.authorities);
        let answers = records(&mut reader, count)?;
        let additionals_at = reader.position();
        let additionals = records(&mut reader, header.additionals.into())?;
        Some(Self {
            answers,
            additionals,
            additionals_at,
        })
    }

    /// The message with no additional record but OPT. Nothing before refers to what comes after (RFC 1035 §4.1.4:
    /// pointers lead to a prior occurrence), and OPT's owner is the root, so cutting leaves every name whole.
    fn without_additionals(&self, message: &[u8]) -> Vec<u8> {
        let mut kept = message
            .get(..self.additionals_at)
            .unwrap_or_default()
            .to_vec();
        let mut count = 0_u16;
        for record in self
            .additionals
            .iter()
            .filter(|record| record.record_type == OPT)
        {
            kept.extend(record.whole);
            count = count.saturating_add(1);
        }
        if let Some(field) = kept.get_mut(ADDITIONAL_COUNT) {
            field.copy_from_slice(&count.to_be_bytes());
        }
        kept
    }
}

#[cfg(test)]
mod tests;
