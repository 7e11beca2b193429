//! Which addresses have mail that passes, and by what: that says something of their other mail.

use std::collections::HashMap;
use std::net::IpAddr;

use super::group::Voucher;
use super::is_pass;
use super::kinds::Alike;
use crate::reports::aggregate::{AggregateReport, Row, Source};

/// Addresses that are remembered.
const MAX_ADDRESSES: usize = 100_000;

/// By what mail of an address passes, at the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PassedBy {
    /// By DKIM alone. RFC 6376 §1.1: a signature holds wherever the mail comes from, so an address that hands on what the
    /// domain's owner signed has such mail, too.
    Dkim,
    /// By SPF. RFC 7208 §1: the owner's own record lists the address.
    Spf,
}

/// The addresses with mail that passes.
#[derive(Debug, Default)]
pub(super) struct Passed {
    addresses: HashMap<IpAddr, PassedBy>,
    /// What was remembered last: rows of one address mostly follow each other.
    last: Option<(IpAddr, PassedBy)>,
}

impl Passed {
    /// Remembers the address of a row of this kind if it passes.
    pub(super) fn add(&mut self, report: &AggregateReport, row: &Row, alike: &Alike<'_>) {
        let by = match (is_pass(row.spf), is_pass(row.dkim)) {
            (true, _) => PassedBy::Spf,
            (false, true) => PassedBy::Dkim,
            (false, false) => return,
        };
        let speaks = match alike.voucher {
            Voucher::Own(_) | Voucher::Other(_) => true,
            // It sends for others from the same addresses.
            Voucher::Service(_) => false,
            // Where nothing passed by itself, the report contradicts itself; unless it does not say what did.
            Voucher::Nobody(_) => {
                let results = report.authentication(row);
                results.dkim.is_empty() && results.spf.is_empty()
            }
        };
        if !speaks {
            return;
        }
        let Source::Address(address) = row.source else {
            return;
        };
        if is_inside(address) || self.last == Some((address, by)) {
            return;
        }
        self.last = Some((address, by));
        if let Some(known) = self.addresses.get_mut(&address) {
            *known = by.max(*known);
        } else if self.addresses.len() < MAX_ADDRESSES {
            self.addresses.insert(address, by);
        }
    }

    /// By what other mail of a source passes, if any does.
    pub(super) fn of(&self, source: Source) -> Option<PassedBy> {
        match source {
            Source::Address(address) => self.addresses.get(&address).copied(),
            Source::Unreadable | Source::Unlisted => None,
        }
    }
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
