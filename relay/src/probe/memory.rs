//! What was seen at an address lately, so that a second visitor costs the target nothing or next to nothing.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use shared::{Observation, Timestamp};
use tokio::time::Instant;

use super::connect::Target;
use super::recollection::{Recollection, tells_what_is_taken};
use crate::limits;

/// What one address told: its observations with their times, in order.
pub(crate) type Seen = Arc<Vec<(Timestamp, Observation)>>;

/// Recent observations by address, service, the name in SNI and what was looked at beyond the usual.
#[derive(Debug)]
pub(crate) struct Memory {
    /// How long a session and its certificates count as seen.
    session: Duration,
    /// How long versions, suites and groups do.
    ladder: Duration,
    shelf: Mutex<Shelf>,
}

/// Entries by the time at which they were kept, oldest first.
#[derive(Debug, Default)]
struct Shelf {
    entries: VecDeque<Entry>,
    bytes: usize,
}

#[derive(Debug)]
struct Entry {
    /// Of what; its extras are all that `seen` tells of.
    target: Target,
    kept_at: Instant,
    /// When the ladder was climbed; nothing if it does not tell all that it should.
    climbed_at: Option<Instant>,
    bytes: usize,
    seen: Seen,
}

impl Memory {
    /// An empty memory that keeps sessions and ladders for so long.
    pub(crate) const fn lasting(session: Duration, ladder: Duration) -> Self {
        Self {
            session,
            ladder,
            shelf: Mutex::new(Shelf {
                entries: VecDeque::new(),
                bytes: 0,
            }),
        }
    }

    /// Everything that was seen there within [`limits::MEMORY`] and, if a moment is given, none of it before that.
    ///
    /// What recipients were told is nobody's but those who asked the same: others may not be permitted to know.
    pub(super) fn recall(&self, target: &Target, not_before: Option<Instant>) -> Option<Seen> {
        self.shelf()
            .entries
            .iter()
            .rev()
            .filter(|entry| entry.kept_at.elapsed() < self.session)
            .filter(|entry| entry.is_of(target))
            .filter(|entry| entry.target.extras.recipients == target.extras.recipients)
            .find(|entry| {
                let oldest = entry.climbed_at.unwrap_or(entry.kept_at);
                not_before.is_none_or(|moment| oldest >= moment)
            })
            .map(|entry| Arc::clone(&entry.seen))
    }

    /// What the server was seen to take within [`limits::LADDER_MEMORY`], for a new session to be compared with.
    pub(super) fn recollect(&self, target: &Target) -> Option<Recollection> {
        self.shelf()
            .entries
            .iter()
            .filter(|entry| entry.is_of(target))
            .filter_map(|entry| Some((entry.climbed_at?, entry)))
            .filter(|(climbed_at, _)| climbed_at.elapsed() < self.ladder)
            .max_by_key(|(climbed_at, _)| *climbed_at)
            .map(|(climbed_at, entry)| Recollection {
                seen: Arc::clone(&entry.seen),
                climbed_at,
                deep: entry.target.extras.deep,
            })
    }

    /// Keeps what was seen just now; the oldest makes room. `climbed_at`: when the ladder in it was climbed, if that
    /// was not now.
    pub(super) fn keep(&self, target: Target, seen: Seen, climbed_at: Option<Instant>) {
        let now = Instant::now();
        let bytes = seen
            .iter()
            .map(|(_, observation)| weight(observation))
            .sum();
        let climbed_at = tells_what_is_taken(&seen).then(|| climbed_at.unwrap_or(now));
        let mut shelf = self.shelf();
        shelf.retain(|entry| entry.target != target && self.is_of_use(entry));
        shelf.make_room(bytes);
        shelf.bytes = shelf.bytes.saturating_add(bytes);
        shelf.entries.push_back(Entry {
            target,
            kept_at: now,
            climbed_at,
            bytes,
            seen,
        });
    }

    fn is_of_use(&self, entry: &Entry) -> bool {
        entry.kept_at.elapsed() < self.session
            || entry
                .climbed_at
                .is_some_and(|climbed_at| climbed_at.elapsed() < self.ladder)
    }

    fn shelf(&self) -> std::sync::MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self::lasting(limits::MEMORY, limits::LADDER_MEMORY)
    }
}

impl Entry {
    /// Whether it tells of the same place, and as much of it. Who asks for the usual may hear of a deep look.
    fn is_of(&self, target: &Target) -> bool {
        let mine = &self.target;
        mine.address == target.address
            && mine.service == target.service
            && mine.host == target.host
            && (mine.extras.deep || !target.extras.deep)
    }
}

impl Shelf {
    fn make_room(&mut self, bytes: usize) {
        while self.entries.len() >= limits::MEMORY_ENTRIES
            || self.bytes.saturating_add(bytes) > limits::MEMORY_BYTES
        {
            let Some(oldest) = self.entries.pop_front() else {
                return;
            };
            self.bytes = self.bytes.saturating_sub(oldest.bytes);
        }
    }

    fn retain(&mut self, keep: impl Fn(&Entry) -> bool) {
        self.entries.retain(keep);
        self.bytes = self.entries.iter().map(|entry| entry.bytes).sum();
    }
}

/// About how many bytes an observation holds: as many as it is long on the wire, and the value itself. So nothing that
/// will ever be told can be forgotten here.
fn weight(observation: &Observation) -> usize {
    let mut scales = Scales(0);
    // Nothing of ours fails to be written; if it did, what was counted until then would stand.
    let _ = serde_json::to_writer(&mut scales, observation);
    size_of::<Observation>().saturating_add(scales.0)
}

/// Counts what is written.
struct Scales(usize);

impl Write for Scales {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.saturating_add(bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
#[path = "memory_tests.rs"]
mod tests;
