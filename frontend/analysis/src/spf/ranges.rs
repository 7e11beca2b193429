//! How many addresses a record lets send, and which terms say the same twice.

use std::net::IpAddr;

use super::record::{Mechanism, Qualifier};
use super::tree::Tree;
use crate::syntax::Span;

/// Overlaps that are listed.
const MAX_OVERLAPS: usize = 20;

/// What may send.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ranges {
    /// Every network of an `ip4` or `ip6` term that passes.
    pub(crate) networks: Vec<Network>,
    /// IPv4 addresses, each counted once.
    pub(crate) v4: u64,
    /// IPv6 addresses, each counted once; the most that fits if it is all of them.
    pub(crate) v6: u128,
    /// Networks that lie in another one of the list: the inner, and the outer.
    pub(crate) overlaps: Vec<(Network, Network)>,
}

/// A network of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Network {
    /// The node whose record has the term.
    pub(crate) node: usize,
    /// Where the term stands.
    pub(crate) span: Span,
    /// The address as written.
    pub(crate) address: IpAddr,
    /// The length in bits.
    pub(crate) prefix: u8,
}

/// The first and the last address as numbers, IPv4 before IPv6.
type Interval = (bool, u128, u128);

impl Network {
    /// The term as written.
    pub(crate) fn text<'a>(&self, tree: &'a Tree) -> &'a str {
        let node = tree.nodes.get(self.node);
        let text = node.and_then(|node| node.text.as_deref());
        text.and_then(|text| self.span.of(text)).unwrap_or_default()
    }

    fn interval(&self) -> Interval {
        interval(self.address, self.prefix)
    }
}

fn interval(address: IpAddr, prefix: u8) -> Interval {
    let (is_v6, bits, length) = match address {
        IpAddr::V4(v4) => (false, u128::from(u32::from(v4)), 32),
        IpAddr::V6(v6) => (true, u128::from(v6), 128),
    };
    let free = u32::from(length - prefix.min(length));
    let host = u128::MAX.checked_shr(128 - free).unwrap_or(0);
    (is_v6, bits & !host, bits | host)
}

impl Ranges {
    /// Adds up what a tree lets send.
    pub(crate) fn read(tree: &Tree) -> Self {
        let mut ranges = Self::default();
        for (node, record) in tree
            .nodes
            .iter()
            .enumerate()
            .filter(|(_, node)| node.authorises)
            .filter_map(|(index, node)| Some((index, node.record.as_ref()?)))
        {
            for (term, qualifier, mechanism) in record.reached() {
                let (address, prefix) = match mechanism {
                    Mechanism::Ip4 { network, prefix } => (IpAddr::V4(*network), *prefix),
                    Mechanism::Ip6 { network, prefix } => (IpAddr::V6(*network), *prefix),
                    Mechanism::All
                    | Mechanism::Include { .. }
                    | Mechanism::A { .. }
                    | Mechanism::Mx { .. }
                    | Mechanism::Ptr { .. }
                    | Mechanism::Exists { .. } => continue,
                };
                if qualifier == Qualifier::Pass {
                    ranges.networks.push(Network {
                        node,
                        span: term.span,
                        address,
                        prefix,
                    });
                }
            }
        }
        ranges.find_overlaps();
        ranges.count(tree);
        ranges
    }

    /// Two networks are apart, or one lies in the other: in order of their beginnings, the outer first, each need only be
    /// compared with the outermost before it.
    fn find_overlaps(&mut self) {
        let mut sorted: Vec<&Network> = self.networks.iter().collect();
        sorted.sort_unstable_by_key(|network| {
            let (is_v6, first, last) = network.interval();
            (is_v6, first, u128::MAX - last, network.node, network.span)
        });
        let mut outer: Option<&Network> = None;
        for network in sorted {
            let (is_v6, _, last) = network.interval();
            match outer {
                Some(outer) if outer.interval().0 == is_v6 && last <= outer.interval().2 => {
                    if self.overlaps.len() < MAX_OVERLAPS {
                        self.overlaps.push((*network, *outer));
                    }
                }
                _ => outer = Some(network),
            }
        }
    }

    fn count(&mut self, tree: &Tree) {
        let mut intervals: Vec<Interval> = self.networks.iter().map(Network::interval).collect();
        intervals.extend(tree.found.iter().map(|found| {
            let prefix = if found.address.is_ipv4() {
                found.cidr.v4
            } else {
                found.cidr.v6
            };
            interval(found.address, prefix)
        }));
        intervals.sort_unstable();
        let mut end: Option<(bool, u128)> = None;
        for (is_v6, first, last) in intervals {
            // Sorted, so that only what lies behind all before is new.
            let first = match end {
                Some((family, end)) if family == is_v6 && end >= last => continue,
                Some((family, end)) if family == is_v6 && end >= first => end + 1,
                _ => first,
            };
            let size = (last - first).saturating_add(1);
            if is_v6 {
                self.v6 = self.v6.saturating_add(size);
            } else {
                let size = u64::try_from(size).unwrap_or(u64::MAX);
                self.v4 = self.v4.saturating_add(size);
            }
            end = Some((is_v6, last));
        }
    }
}
