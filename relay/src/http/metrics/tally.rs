//! What is counted. No label comes from a client or a target, so that their number is bounded.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use shared::{ProblemCode, Service};

use super::super::endpoint::Endpoint;

/// Bounds of the histogram of durations, in milliseconds: a page's file takes one, a probe a minute or two.
pub(super) const BOUNDS_MS: [u64; 12] = [
    1, 5, 25, 100, 250, 500, 1_000, 5_000, 15_000, 60_000, 120_000, 300_000,
];

/// How a probe ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::http) enum ProbeEnd {
    /// All was looked at that was to be.
    Completed,
    /// Something stopped it: the reason is in its last event.
    Stopped,
    /// The client left before it was over.
    Abandoned,
}

impl ProbeEnd {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Stopped => "stopped",
            Self::Abandoned => "abandoned",
        }
    }
}

/// A sum, a count, and how many were at most as long as each bound.
#[derive(Clone, Debug, Default)]
pub(super) struct Durations {
    pub(super) within: [u64; BOUNDS_MS.len()],
    pub(super) count: u64,
    pub(super) sum: Duration,
}

impl Durations {
    fn add(&mut self, duration: Duration) {
        for (bound, within) in BOUNDS_MS.iter().zip(&mut self.within) {
            if duration <= Duration::from_millis(*bound) {
                *within = within.saturating_add(1);
            }
        }
        self.count = self.count.saturating_add(1);
        self.sum = self.sum.saturating_add(duration);
    }
}

/// All that was counted since the start.
#[derive(Debug, Default)]
pub(in crate::http) struct Tally {
    requests: Mutex<BTreeMap<(Endpoint, u16), u64>>,
    durations: Mutex<BTreeMap<Endpoint, Durations>>,
    refusals: Mutex<BTreeMap<&'static str, u64>>,
    probes: Mutex<BTreeMap<(Service, ProbeEnd), u64>>,
    policies: Mutex<BTreeMap<bool, u64>>,
    dns_queries: Mutex<BTreeMap<bool, u64>>,
    connections: AtomicU64,
    connections_refused: AtomicU64,
}

impl Tally {
    /// A request was answered, so far as its head goes.
    pub(in crate::http) fn request(&self, endpoint: Endpoint, status: u16, duration: Duration) {
        add(&self.requests, (endpoint, status));
        let mut durations = held(&self.durations);
        durations.entry(endpoint).or_default().add(duration);
    }

    /// A request was refused with a problem.
    pub(in crate::http) fn refusal(&self, code: ProblemCode) {
        add(&self.refusals, code.word());
    }

    /// A probe ended.
    pub(in crate::http) fn probe(&self, service: Service, end: ProbeEnd) {
        add(&self.probes, (service, end));
    }

    /// A policy was fetched, or could not be.
    pub(in crate::http) fn policy(&self, is_fetched: bool) {
        add(&self.policies, is_fetched);
    }

    /// A DNS query was answered, or could not be.
    pub(in crate::http) fn dns_query(&self, is_answered: bool) {
        add(&self.dns_queries, is_answered);
    }

    /// A client connected, and was let in or not.
    pub(in crate::http) fn connection(&self, is_let_in: bool) {
        let count = if is_let_in {
            &self.connections
        } else {
            &self.connections_refused
        };
        count.fetch_add(1, Ordering::Relaxed);
    }

    /// A copy of everything, to be written at leisure.
    pub(super) fn so_far(&self) -> Counted {
        Counted {
            requests: held(&self.requests).clone(),
            durations: held(&self.durations).clone(),
            refusals: held(&self.refusals).clone(),
            probes: held(&self.probes).clone(),
            policies: held(&self.policies).clone(),
            dns_queries: held(&self.dns_queries).clone(),
            connections: self.connections.load(Ordering::Relaxed),
            connections_refused: self.connections_refused.load(Ordering::Relaxed),
        }
    }
}

/// What was counted up to a moment.
pub(super) struct Counted {
    pub(super) requests: BTreeMap<(Endpoint, u16), u64>,
    pub(super) durations: BTreeMap<Endpoint, Durations>,
    pub(super) refusals: BTreeMap<&'static str, u64>,
    pub(super) probes: BTreeMap<(Service, ProbeEnd), u64>,
    pub(super) policies: BTreeMap<bool, u64>,
    pub(super) dns_queries: BTreeMap<bool, u64>,
    pub(super) connections: u64,
    pub(super) connections_refused: u64,
}

fn held<T>(counted: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    counted.lock().unwrap_or_else(PoisonError::into_inner)
}

fn add<K: Ord>(counted: &Mutex<BTreeMap<K, u64>>, key: K) {
    let mut counted = held(counted);
    let count = counted.entry(key).or_default();
    *count = count.saturating_add(1);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_within_every_longer_bound() {
        let mut durations = Durations::default();
        for millis in [0, 1, 2, 400_000] {
            durations.add(Duration::from_millis(millis));
        }
        assert_eq!(durations.count, 4);
        assert_eq!(durations.within[..2], [2, 3]);
        assert_eq!(durations.within.last(), Some(&3));
    }
}
