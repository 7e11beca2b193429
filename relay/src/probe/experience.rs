//! What the relay's own connections say about its way out on port 25.

use std::sync::atomic::{AtomicU8, Ordering};

use shared::{Cause, Port25};

/// Learns from connections to public addresses; a laboratory's say nothing about the way out.
#[derive(Debug, Default)]
pub(crate) struct Experience(AtomicU8);

const TIMED_OUT: u8 = 1;
const OPEN: u8 = 2;

impl Experience {
    /// A connection to port 25 was opened.
    pub(crate) fn opened(&self) {
        self.0.store(OPEN, Ordering::Relaxed);
    }

    /// A connection to port 25 could not be opened.
    pub(crate) fn failed(&self, cause: &Cause) {
        // A refusal comes from somewhere beyond a dropping filter, or from one that answers: it proves nothing.
        if matches!(cause, Cause::TimedOut { .. }) {
            self.0.fetch_max(TIMED_OUT, Ordering::Relaxed);
        }
    }

    /// What is known.
    pub(crate) fn port_25(&self) -> Port25 {
        match self.0.load(Ordering::Relaxed) {
            OPEN => Port25::Open,
            TIMED_OUT => Port25::PerhapsBlocked,
            _ => Port25::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_open_connection_outweighs_any_number_of_timeouts() {
        let experience = Experience::default();
        assert_eq!(experience.port_25(), Port25::Unknown);
        experience.failed(&Cause::Refused);
        assert_eq!(experience.port_25(), Port25::Unknown);
        experience.failed(&Cause::TimedOut { after_ms: 10_000 });
        assert_eq!(experience.port_25(), Port25::PerhapsBlocked);
        experience.opened();
        experience.failed(&Cause::TimedOut { after_ms: 10_000 });
        assert_eq!(experience.port_25(), Port25::Open);
    }
}
