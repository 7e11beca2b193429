//! Evidence without what no report needs, for links: signatures of DNS are more than a third of what is left after
//! compression, and nothing here reads them. That DNSSEC was proven is the resolver's word, which stays.

use super::Evidence;
use crate::dns;
use crate::query::{DnsAnswer, Outcome, Query};

/// RFC 4034 §3.
const RRSIG: u16 = 46;
/// RFC 1035 §4.1.1.
const HEADER: usize = 12;

impl Evidence {
    /// The same without the signatures in DNS messages: it is judged just the same.
    #[must_use]
    pub fn slim(&self) -> Self {
        let mut slim = self.clone();
        for (query, outcome) in &mut slim.outcomes {
            let (Query::Dns { question, .. }, Outcome::Dns(outcome)) = (query, outcome) else {
                continue;
            };
            let DnsAnswer::Message { wire } = &mut outcome.answer else {
                continue;
            };
            let Some(less) = without_signatures(wire.as_slice()) else {
                continue;
            };
            // Names may point at bytes that are gone or moved: only what still reads the same is taken.
            if dns::decode(question, &less) == dns::decode(question, wire.as_slice()) {
                *wire = less.into();
            }
        }
        slim
    }
}

/// The message without its RRSIG records; nothing if it has none or is not whole.
fn without_signatures(wire: &[u8]) -> Option<Vec<u8>> {
    let count = |at: usize| number(wire, at);
    let mut kept = wire.get(..HEADER)?.to_vec();
    let mut at = HEADER;
    for _ in 0..count(4)? {
        let end = after_name(wire, at)?.checked_add(4)?;
        kept.extend_from_slice(wire.get(at..end)?);
        at = end;
    }
    let mut found = false;
    for section in [6, 8, 10] {
        let mut left = 0_u16;
        for _ in 0..count(section)? {
            let fixed = after_name(wire, at)?;
            let length = usize::from(number(wire, fixed.checked_add(8)?)?);
            let end = fixed.checked_add(10)?.checked_add(length)?;
            let record = wire.get(at..end)?;
            if number(wire, fixed)? == RRSIG {
                found = true;
            } else {
                kept.extend_from_slice(record);
                left = left.checked_add(1)?;
            }
            at = end;
        }
        kept.get_mut(section..section.checked_add(2)?)?
            .copy_from_slice(&left.to_be_bytes());
    }
    found.then_some(kept)
}

fn number(wire: &[u8], at: usize) -> Option<u16> {
    let bytes = wire.get(at..at.checked_add(2)?)?;
    Some(u16::from_be_bytes(bytes.try_into().ok()?))
}

/// Where a name ends: at the root, or after a pointer (RFC 1035 §4.1.4).
fn after_name(wire: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = *wire.get(at)?;
        at = at.checked_add(1)?;
        match length {
            0 => return Some(at),
            0xC0.. => return at.checked_add(1),
            _ => at = at.checked_add(usize::from(length))?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_message_is_too_broken() {
        let whole = b"\0\0\x81\x80\0\x01\0\x02\0\0\0\0\x01a\0\0\x01\0\x01\xC0\x0C\0\x01\0\x01\0\0\0\x05\0\x04\x01\x02\x03\x04\xC0\x0C\0\x2E\0\x01\0\0\0\x05\0\x02ab";
        let less = without_signatures(whole).unwrap();
        assert_eq!(less.len(), whole.len() - 14);
        assert_eq!(less.get(6..8), Some(&[0, 1][..]));
        assert_eq!(without_signatures(&less), None, "there are none left");
        for end in 0..whole.len() {
            assert_eq!(without_signatures(whole.get(..end).unwrap()), None);
        }
        assert_eq!(without_signatures(&[0xFF; 64]), None);
    }
}
