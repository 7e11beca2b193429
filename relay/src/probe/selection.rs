//! Which of a host's addresses are looked at, and why the others are not.

use std::net::IpAddr;

use shared::address::canonical;
use shared::{Blocked, Resolution, SkipReason};

use crate::{Guard, limits};

/// A host's addresses, sorted out. No address is in it twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Selection {
    /// To be looked at.
    pub(super) probed: Vec<IpAddr>,
    /// Not to be looked at.
    pub(super) skipped: Vec<(IpAddr, SkipReason)>,
}

impl Selection {
    /// Decides on the very addresses that will be dialled.
    pub(super) fn of(resolution: &Resolution, guard: &Guard, has_public_ipv6: bool) -> Self {
        let mut selection = Self::default();
        let found = resolution
            .ipv4
            .found()
            .iter()
            .chain(resolution.ipv6.found());
        for address in found.map(|address| canonical(*address)) {
            if selection.mentions(address) {
                continue;
            }
            match selection.refusal(address, guard, has_public_ipv6) {
                Some(reason) => selection.skipped.push((address, reason)),
                None => selection.probed.push(address),
            }
        }
        selection
    }

    fn refusal(&self, address: IpAddr, guard: &Guard, has_public_ipv6: bool) -> Option<SkipReason> {
        let of_family = self
            .probed
            .iter()
            .filter(|probed| probed.is_ipv4() == address.is_ipv4())
            .count();
        if let Err(why) = guard.admit(address) {
            Some(match why {
                Blocked::NotPermitted => SkipReason::NotPermitted,
                _ => SkipReason::NotPublic,
            })
        } else if address.is_ipv6() && !has_public_ipv6 && !guard.is_allowed(address) {
            Some(SkipReason::NoIpv6)
        } else if of_family >= limits::ADDRESSES_PER_FAMILY {
            Some(SkipReason::TooMany)
        } else {
            None
        }
    }

    fn mentions(&self, address: IpAddr) -> bool {
        self.probed.contains(&address)
            || self.skipped.iter().any(|(skipped, _)| *skipped == address)
    }
}

#[cfg(test)]
mod tests {
    use shared::Addresses;

    use super::*;

    fn addresses(texts: &[&str]) -> Addresses {
        Addresses::Found {
            addresses: texts.iter().map(|text| text.parse().unwrap()).collect(),
        }
    }

    #[test]
    fn private_addresses_are_dropped_and_public_ones_beside_them_probed() {
        let resolution = Resolution {
            ipv4: addresses(&["10.0.0.1", "8.8.8.8", "127.0.0.1", "8.8.8.8"]),
            ipv6: addresses(&[
                "::ffff:127.0.0.1",
                "::ffff:8.8.8.8",
                "64:ff9b::808:808",
                "2a00::1",
            ]),
        };
        let selection = Selection::of(&resolution, &Guard::default(), false);
        assert_eq!(selection.probed, ["8.8.8.8".parse::<IpAddr>().unwrap()]);
        let reasons: Vec<_> = selection
            .skipped
            .iter()
            .map(|(address, reason)| (address.to_string(), *reason))
            .collect();
        assert_eq!(
            reasons,
            [
                ("10.0.0.1".to_owned(), SkipReason::NotPublic),
                ("127.0.0.1".to_owned(), SkipReason::NotPublic),
                ("64:ff9b::808:808".to_owned(), SkipReason::NotPublic),
                ("2a00::1".to_owned(), SkipReason::NoIpv6),
            ]
        );
    }

    #[test]
    fn four_of_a_family_and_no_more() {
        let resolution = Resolution {
            ipv4: addresses(&["8.0.0.1", "8.0.0.2", "8.0.0.3", "8.0.0.4", "8.0.0.5"]),
            ipv6: addresses(&["2a00::1", "2a00::2", "2a00::3", "2a00::4", "2a00::5"]),
        };
        let selection = Selection::of(&resolution, &Guard::default(), true);
        assert_eq!(selection.probed.len(), 8);
        assert!(
            selection
                .skipped
                .iter()
                .all(|(_, reason)| *reason == SkipReason::TooMany)
        );
        assert_eq!(selection.skipped.len(), 2);
    }

    #[test]
    fn an_allowed_ipv6_range_needs_no_ipv6_internet() {
        let guard = Guard::allowing(vec!["::1/128".parse().unwrap()]);
        let resolution = Resolution {
            ipv4: Addresses::Absent,
            ipv6: addresses(&["::1"]),
        };
        let selection = Selection::of(&resolution, &guard, false);
        assert_eq!(selection.probed, ["::1".parse::<IpAddr>().unwrap()]);
    }
}
