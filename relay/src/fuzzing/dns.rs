//! DNS messages on their way through the relay.

use std::net::IpAddr;

use hickory_resolver::proto::op::Message;
use hickory_resolver::proto::rr::RData;

use crate::Guard;
use crate::dns::{DnsQueryError, forwarded};

/// Takes a query in and lets an answer out, as the relay does.
///
/// The first two bytes are the length of the query, which follows; the rest is the answer.
pub fn dns_forward(input: &[u8]) {
    let Some((length, rest)) = input.split_first_chunk::<2>() else {
        return;
    };
    let length = usize::from(u16::from_be_bytes(*length));
    let (query, answer) = rest.split_at_checked(length).unwrap_or((rest, &[]));
    let guard = Guard::default();
    match forwarded(query, answer.to_vec(), &guard) {
        Ok(out) => {
            assert!(out.len() <= answer.len(), "the answer grew");
            // What was let out once has nothing left to keep in.
            assert_eq!(forwarded(query, out.clone(), &guard), Ok(out.clone()));
            only_public(&out, &guard);
        }
        Err(DnsQueryError::AddressNotPublic(addresses)) => {
            assert!(!addresses.is_empty());
            assert!(
                addresses
                    .iter()
                    .all(|address| guard.disclose(*address).is_err())
            );
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// Another reader finds no address in it that the guard does not disclose, but for the codes of blocklists.
fn only_public(message: &[u8], guard: &Guard) {
    let Ok(message) = Message::from_vec(message) else {
        return;
    };
    for record in message.all_sections() {
        let address: IpAddr = match &record.data {
            RData::A(address) => address.0.into(),
            RData::AAAA(address) => address.0.into(),
            _ => continue,
        };
        let is_code = matches!(address, IpAddr::V4(v4) if v4.is_loopback());
        assert!(
            guard.disclose(address).is_ok() || is_code,
            "{address} got out"
        );
    }
}
