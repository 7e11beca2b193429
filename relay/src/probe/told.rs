//! What is told of one address.

use shared::{Observation, Timestamp};

use super::address::Events;
use crate::clock::now;

/// Observations of one address: passed on at once, and kept to be remembered.
#[derive(Debug)]
pub(super) struct Told {
    events: Events,
    seen: Vec<(Timestamp, Observation)>,
}

impl Told {
    pub(super) const fn new(events: Events) -> Self {
        Self {
            events,
            seen: Vec::new(),
        }
    }

    /// Passes an observation on.
    pub(super) fn tell(&mut self, observation: Observation) {
        let at = now();
        self.seen.push((at, observation.clone()));
        // Nobody listens any more only when the whole probe is being cancelled.
        let _ = self.events.send((at, observation));
    }

    /// All that was told, in order.
    pub(super) fn into_seen(self) -> Vec<(Timestamp, Observation)> {
        self.seen
    }
}
