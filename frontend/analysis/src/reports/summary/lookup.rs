//! Looking up what addresses are called: which questions that takes, and what their answers say.
//!
//! Whoever asks does so only when the user wishes it, since the questions tell a resolver which addresses send mail.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::{DmarcSummary, Name, Names};
use crate::plan::raise_reverse;
use crate::reverse_dns::Reverse;
use crate::{Evidence, Query};

/// Addresses whose names are looked up at once.
pub const MAX_NAMES: usize = 250;

/// The addresses whose names are worth looking up: of those that fail first, each by its mail.
#[must_use]
pub fn worth_naming(summary: &DmarcSummary) -> Vec<IpAddr> {
    let mut addresses: Vec<(u64, u64, IpAddr)> = summary
        .groups
        .iter()
        .flat_map(|group| &group.addresses)
        .filter_map(|one| Some((one.tally.failing, one.tally.messages, one.address?)))
        .collect();
    addresses.sort_by_key(|(failing, messages, address)| {
        (
            std::cmp::Reverse(*failing),
            std::cmp::Reverse(*messages),
            *address,
        )
    });
    // One address may be in several groups.
    let mut seen = BTreeSet::new();
    addresses
        .into_iter()
        .map(|(_, _, address)| address)
        .filter(|address| seen.insert(*address))
        .take(MAX_NAMES)
        .collect()
}

/// What is still to be asked about the names of addresses: each name, and whether it leads back (RFC 8601 §2.7.3).
#[must_use]
pub fn outstanding(addresses: &[IpAddr], evidence: &Evidence) -> Vec<Query> {
    let mut wanted = BTreeSet::new();
    for address in addresses.iter().take(MAX_NAMES) {
        raise_reverse(evidence, *address, &mut wanted);
    }
    wanted
        .into_iter()
        .filter(|query| !evidence.is_answered(query))
        .collect()
}

/// What the answers say of the addresses.
#[must_use]
pub fn names(addresses: &[IpAddr], evidence: &Evidence) -> Names {
    let mut names = Names::default();
    for address in addresses.iter().take(MAX_NAMES) {
        let name = match Reverse::read(evidence, *address) {
            Reverse::NotAsked => continue,
            Reverse::Unknown(why) => Name::Unknown(why),
            Reverse::Absent => Name::Absent,
            Reverse::Confirmed(name) => Name::Verified(plain(&name.to_string())),
            Reverse::Unconfirmed(names) => names.first().map_or(Name::Absent, |name| {
                Name::Unverified(plain(&name.to_string()))
            }),
        };
        names.insert(*address, name);
    }
    names
}

fn plain(name: &str) -> String {
    name.trim_end_matches('.').to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use shared::Timestamp;

    use super::*;
    use crate::evidence::{Subject, Vantage};
    use crate::query::Outcome;

    #[test]
    fn only_public_addresses_are_asked_about_and_each_once() {
        let subject = Subject::Domain {
            domain: "example.org".parse().unwrap(),
        };
        let mut evidence = Evidence::new(
            subject,
            Vantage::default(),
            Timestamp::from_seconds(1_780_000_000),
        );
        let addresses: Vec<IpAddr> = ["198.41.0.4", "10.0.0.1", "2001:500:2f::f", "198.41.0.4"]
            .iter()
            .map(|text| text.parse().unwrap())
            .collect();
        let wanted = outstanding(&addresses, &evidence);
        assert_eq!(wanted.len(), 2, "{wanted:?}");
        for query in wanted {
            let failed = crate::query::DnsOutcome {
                observed_at: Timestamp::from_seconds(1_780_000_000),
                elapsed_ms: 1,
                answer: crate::query::DnsAnswer::Failed {
                    failure: shared::Failure::new(
                        shared::Phase::Dns,
                        shared::Cause::TimedOut { after_ms: 1 },
                    ),
                },
            };
            evidence.insert(query, Outcome::Dns(failed)).unwrap();
        }
        assert!(outstanding(&addresses, &evidence).is_empty());
        let names = names(&addresses, &evidence);
        assert!(matches!(names.of(addresses[0]), Name::Unknown(_)));
        assert_eq!(names.of(addresses[1]), Name::NotAsked);
    }
}
