//! Which addresses have mail that passes, and by what: that says something of their mail for which nobody vouches.

use std::collections::HashMap;
use std::net::IpAddr;

use super::group::Voucher;
use super::is_pass;
use super::kinds::Alike;
use crate::reports::aggregate::{AggregateReport, Row, Source};

/// Addresses that are remembered.
const MAX_ADDRESSES: usize = 100_000;
/// Words with the bits of addresses.
const WORDS: usize = 1 << 14;

/// By what mail of an address passes, at the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PassedBy {
    /// By DKIM alone. RFC 6376 §1.1: a signature holds wherever the mail comes from, so an address that hands on what the
    /// domain's owner signed has such mail, too.
    Dkim,
    /// By SPF. RFC 7208 §1: the owner's own record lists the address.
    Spf,
}

/// Addresses with mail for which nobody vouches, and by what other mail of theirs passes.
#[derive(Debug, Default)]
pub(super) struct Passed {
    sought: HashMap<IpAddr, Option<PassedBy>>,
    /// A bit for each of them, which others may share: most rows are of none of them, and that is seen at once.
    bits: Vec<u64>,
}

impl Passed {
    /// Asks for an address.
    pub(super) fn seek(&mut self, source: Source) {
        let Source::Address(address) = source else {
            return;
        };
        if is_inside(address) || self.sought.len() >= MAX_ADDRESSES {
            return;
        }
        self.bits.resize(WORDS, 0);
        let (word, bit) = place(address);
        if let Some(word) = self.bits.get_mut(word) {
            *word |= bit;
        }
        self.sought.entry(address).or_default();
    }

    /// Whether no address is asked for.
    pub(super) fn is_empty(&self) -> bool {
        self.sought.is_empty()
    }

    /// Remembers that a row passes, of which there is more in `alike`, if its address is asked for.
    pub(super) fn add<'a>(
        &mut self,
        report: &AggregateReport,
        row: &Row,
        alike: impl FnOnce() -> Option<&'a Alike<'a>>,
    ) {
        let by = match (is_pass(row.spf), is_pass(row.dkim)) {
            (true, _) => PassedBy::Spf,
            (false, true) => PassedBy::Dkim,
            (false, false) => return,
        };
        let Source::Address(address) = row.source else {
            return;
        };
        let (word, bit) = place(address);
        if self.bits.get(word).is_none_or(|word| word & bit == 0) {
            return;
        }
        let Some(known) = self.sought.get_mut(&address) else {
            return;
        };
        let speaks = alike().is_some_and(|alike| match alike.voucher {
            Voucher::Own(_) | Voucher::Other(_) => true,
            // It sends for others from the same addresses.
            Voucher::Service(_) => false,
            // Where nothing passed by itself, the report contradicts itself; unless it does not say what did.
            Voucher::Nobody(_) => {
                let results = report.authentication(row);
                results.dkim.is_empty() && results.spf.is_empty()
            }
        });
        if speaks {
            *known = (*known).max(Some(by));
        }
    }

    /// By what other mail of a source passes, if any does.
    pub(super) fn of(&self, source: Source) -> Option<PassedBy> {
        match source {
            Source::Address(address) if !self.sought.is_empty() => {
                self.sought.get(&address).copied().flatten()
            }
            Source::Address(_) | Source::Unreadable | Source::Unlisted => None,
        }
    }
}

/// Where the bit of an address is.
fn place(address: IpAddr) -> (usize, u64) {
    let folded = match address {
        IpAddr::V4(address) => u64::from(address.to_bits()),
        IpAddr::V6(address) => address
            .segments()
            .into_iter()
            .fold(0u64, |sum, part| sum.rotate_left(16) ^ u64::from(part)),
    };
    // By the golden ratio, as Knuth has it: neighbours come far apart. The first 20 bits are taken.
    let spread = folded.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 44;
    ((spread >> 6) as usize, 1 << (spread & 63))
}

/// Whether an address means nothing outside the network that it is in: what the receiver saw came through a relay of its
/// own, and so does everybody's mail.
pub(super) const fn is_inside(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            address.is_private()
                || address.is_loopback()
                || address.is_link_local()
                || address.is_unspecified()
                // RFC 6598: 100.64.0.0/10.
                || matches!(address.octets(), [100, 64..=127, ..])
        }
        IpAddr::V6(address) => {
            address.is_loopback()
                || address.is_unspecified()
                || address.is_unique_local()
                || address.is_unicast_link_local()
        }
    }
}
