//! Blocklists (RFC 5782): whether public lists tell others to refuse mail from the servers' addresses.
//!
//! A list is a zone of DNS. The address turned round before the zone, `1.2.0.192.zen.spamhaus.org`, has an address
//! record in 127.0.0.0/8 if it is listed, which says why, and does not exist if it is not. Some lists keep domain names
//! in the same way. Lists refuse public resolvers and answer them with errors or nothing at all, so that only the
//! relay's own resolver is asked.
//!
//! Whether a list works is found out first (§5): it must list 127.0.0.2 (or TEST) and must not list 127.0.0.1 (or
//! INVALID). A dead list that lists everything, or a resolver that rewrites answers, is found so, and is never taken for
//! a listing.
//!
//! What is asked about are the addresses of the servers that *take* the mail. Receivers look at the addresses that
//! *send* it. Often they are the same; where they are not, a listing here costs no mail.

mod answer;
mod check;
mod known;
mod plan;
mod read;
mod report;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::net::IpAddr;

use shared::DomainName;

use crate::dns::QueryName;
use crate::query::Query;

pub use report::{BlocklistReport, BlocklistsReport, ListedReport, ListingReport};

pub(crate) use check::check;
pub(crate) use plan::outstanding;
pub(crate) use report::report;

use answer::Listing;
use known::Known;

/// Addresses of one family that are asked about, over all hosts: every one is asked of every list.
const MAX_ADDRESSES_ASKED: usize = 4;

/// All that is known.
#[derive(Clone, Debug)]
pub(crate) struct Blocklists {
    /// Whether lists can be asked at all.
    pub(crate) standing: Standing,
    /// Each list that has something to say about the domain.
    pub(crate) lists: Vec<List>,
    /// Addresses that were not asked about, since there are enough others.
    pub(crate) left_out: usize,
    /// Every query that this rests on.
    raised: BTreeSet<Query>,
}

/// Whether lists can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It is not known yet what to ask about.
    Pending,
    /// There is no relay whose resolver could ask.
    NoRelay,
    /// Whoever asks wishes for none.
    Unwanted,
    /// They are asked.
    Asked,
}

/// One list.
#[derive(Clone, Debug)]
pub(crate) struct List {
    /// Its zone.
    pub(crate) zone: DomainName,
    /// What is documented of it.
    pub(crate) known: Option<&'static Known>,
    /// Whether it works, for each sort of entry that was to be asked about.
    pub(crate) tests: Vec<(Sort, SelfTest)>,
    /// What it says, for the sorts that work.
    pub(crate) entries: Vec<Entry>,
}

/// What entries a list can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    Ipv4,
    Ipv6,
    Name,
}

/// Whether a list works (RFC 5782 §5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SelfTest {
    /// Not known yet.
    Pending,
    /// It lists what it must, and not what it must not.
    Passed,
    /// It does not, and what it does instead.
    Failed(String),
    /// It could not be reached, and why.
    Unknown(String),
}

/// What a list says about one address or name.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) target: Target,
    /// The name that was asked.
    pub(crate) asked: QueryName,
    pub(crate) outcome: Outcome,
    /// The list's own words.
    pub(crate) words: Vec<String>,
}

/// What a list is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// An address of a host.
    Address { host: DomainName, address: IpAddr },
    /// The domain.
    Name(DomainName),
}

/// What a list says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Not known yet.
    Pending,
    /// Not listed.
    Clean,
    /// Listed, for these reasons.
    Listed(Vec<Listing>),
    /// It could not be told, and why.
    Unknown(String),
}

impl List {
    /// The name of the list with its operator.
    pub(crate) fn title(&self) -> String {
        match self.known {
            Some(known) => format!("{} ({})", self.zone, known.operator),
            None => self.zone.to_string(),
        }
    }

    /// What keeps the list from being asked: its first self-test that did not pass. A list that somebody typed may keep
    /// any sort of entry, so that one sort that works is enough.
    pub(crate) fn trouble(&self) -> Option<&SelfTest> {
        let fails =
            |test: &&(Sort, SelfTest)| matches!(test.1, SelfTest::Failed(_) | SelfTest::Unknown(_));
        let works_somehow = self.known.is_none()
            && self
                .tests
                .iter()
                .any(|(_, test)| matches!(test, SelfTest::Passed | SelfTest::Pending));
        if works_somehow {
            return None;
        }
        self.tests.iter().find(fails).map(|(_, test)| test)
    }

    /// Whether something is still to come.
    pub(crate) fn is_pending(&self) -> bool {
        let tests = self
            .tests
            .iter()
            .any(|(_, test)| *test == SelfTest::Pending);
        tests
            || self
                .entries
                .iter()
                .any(|entry| entry.outcome == Outcome::Pending)
    }
}

impl Target {
    pub(crate) const fn sort(&self) -> Sort {
        match self {
            Self::Address { address, .. } if address.is_ipv4() => Sort::Ipv4,
            Self::Address { .. } => Sort::Ipv6,
            Self::Name(_) => Sort::Name,
        }
    }

    /// In words.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Address { address, .. } => address.to_string(),
            Self::Name(name) => name.to_string(),
        }
    }
}
