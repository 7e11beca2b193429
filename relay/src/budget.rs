//! What protects a target: one connection at a time to an address, and so many to each of its services in a minute and
//! an hour, across all clients.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use shared::Service;
use tokio::sync::OwnedMutexGuard;
use tokio::time::{Instant, timeout_at};

use crate::limits;

/// Every address that was used within the last hour.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    lanes: Mutex<HashMap<Place, SharedLane>>,
}

/// What a connection is for. Each has an allowance of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Errand {
    /// To look at a mail service.
    Probe(Service),
    /// To look at it further than usual.
    Deep(Service),
    /// To try recipients, at the end of a session that counts by itself.
    Recipients,
    /// To fetch a policy file.
    Policy,
}

impl Errand {
    /// Connections allowed in a minute and in an hour.
    const fn allowance(self) -> (u32, u32) {
        match self {
            Self::Probe(_) => (limits::CONNECTIONS_PER_MINUTE, limits::CONNECTIONS_PER_HOUR),
            // Nothing but the pause holds a deep look to a minute's worth.
            Self::Deep(_) => (
                limits::DEEP_CONNECTIONS_PER_HOUR,
                limits::DEEP_CONNECTIONS_PER_HOUR,
            ),
            Self::Recipients => (
                limits::RECIPIENT_TESTS_PER_HOUR,
                limits::RECIPIENT_TESTS_PER_HOUR,
            ),
            Self::Policy => (
                limits::POLICY_CONNECTIONS_PER_MINUTE,
                limits::POLICY_CONNECTIONS_PER_HOUR,
            ),
        }
    }

    /// What the further look of a visit on this errand counts as.
    const fn deep(self) -> Self {
        match self {
            Self::Probe(service) | Self::Deep(service) => Self::Deep(service),
            Self::Recipients | Self::Policy => self,
        }
    }

    /// Which of an address's lanes this is in: its mail services share one.
    const fn is_mail(self) -> bool {
        match self {
            Self::Probe(_) | Self::Deep(_) | Self::Recipients => true,
            Self::Policy => false,
        }
    }
}

/// An address, and whether it is visited as a mail server.
type Place = (IpAddr, bool);

/// A lane, held by whoever has the turn and by those who wait for it.
type SharedLane = Arc<tokio::sync::Mutex<Lane>>;

/// The right to be the only one that talks to an address, until dropped. Those who wait get it in the order in which
/// they came, and it can be held and waited for in no other way, so nobody waits for ever.
#[derive(Debug)]
pub(crate) struct Turn {
    /// Nothing if the turn was given up and not had again.
    lane: Option<OwnedMutexGuard<Lane>>,
    errand: Errand,
    /// Whether a connection was begun and has not been said to have ended.
    used: bool,
}

/// The address was asked as often as is decent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AskedTooOften;

/// What is remembered of one address.
#[derive(Debug, Default)]
struct Lane {
    /// When connections of the last hour were begun, oldest first; of each errand never more than the hour's allowance.
    begun: HashMap<Errand, VecDeque<Instant>>,
    /// When the last connection ended, whatever it was for.
    ended: Option<Instant>,
}

impl Budget {
    /// Waits for the turn at an address. Who stops waiting leaves no trace.
    pub(crate) async fn turn(&self, address: IpAddr, errand: Errand) -> Turn {
        let lane = self.lane((address, errand.is_mail()));
        Turn {
            lane: Some(lane.lock_owned().await),
            errand,
            used: false,
        }
    }

    fn lane(&self, place: Place) -> SharedLane {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        if lanes.len() >= limits::LANES && !lanes.contains_key(&place) {
            forget_idle(&mut lanes);
        }
        Arc::clone(lanes.entry(place).or_default())
    }
}

impl Turn {
    /// Counts a usual connection that is about to be begun.
    ///
    /// # Errors
    /// The minute's or the hour's allowance is used up.
    pub(crate) fn begin(&mut self) -> Result<(), AskedTooOften> {
        self.count(self.errand)
    }

    /// Counts a connection of a deep look that is about to be begun: from an allowance of its own, so that neither a
    /// deep look nor the usual ones can use up the other's.
    ///
    /// In order, for each connection of a deep look: [`Self::give_way`], [`Self::wait`], this, the connection,
    /// [`Self::end`]. In a laboratory [`Self::begin_uncounted`] stands for this.
    ///
    /// # Errors
    /// The hour's allowance is used up.
    pub(crate) fn begin_deep(&mut self) -> Result<(), AskedTooOften> {
        self.count(self.errand.deep())
    }

    /// Counts that recipients are about to be tried, over a connection that was counted already.
    ///
    /// # Errors
    /// The hour's allowance is used up.
    pub(crate) fn count_recipient_tests(&mut self) -> Result<(), AskedTooOften> {
        self.count(Errand::Recipients)
    }

    /// Lets everybody who waits by now go first, each with a whole visit, and waits for the turn again: a deep look
    /// takes minutes, and nobody shall wait that long for a usual one. Costs nothing where nobody waits.
    ///
    /// Whether the turn was had again in time. If not, it is lost, and nothing more may be begun in it.
    pub(crate) async fn give_way(&mut self, until: Instant) -> bool {
        let Some(lane) = self.lane.take() else {
            return false;
        };
        let shared = Arc::clone(OwnedMutexGuard::mutex(&lane));
        drop(lane);
        self.lane = timeout_at(until, shared.lock_owned()).await.ok();
        self.lane.is_some()
    }

    fn count(&mut self, errand: Errand) -> Result<(), AskedTooOften> {
        let lane = self.lane.as_mut().ok_or(AskedTooOften)?;
        let now = Instant::now();
        lane.forget_older_than(now, HOUR);
        let (per_minute, per_hour) = errand.allowance();
        let begun = lane.begun.entry(errand).or_default();
        let within_minute = begun
            .iter()
            .rev()
            .take_while(|begun| now.duration_since(**begun) < MINUTE)
            .count();
        if within_minute >= per_minute as usize || begun.len() >= per_hour as usize {
            return Err(AskedTooOften);
        }
        begun.push_back(now);
        self.used = true;
        Ok(())
    }

    /// How long to wait so that `pause` lies between the last connection to this address and the next.
    pub(crate) fn wait(&self, pause: Duration) -> Duration {
        let ended = self.lane.as_ref().and_then(|lane| lane.ended);
        ended.map_or(Duration::ZERO, |ended| {
            pause.saturating_sub(Instant::now().duration_since(ended))
        })
    }

    /// Says that the connection has ended: from here the pause counts.
    pub(crate) fn end(&mut self) {
        self.used = false;
        if let Some(lane) = &mut self.lane {
            lane.ended = Some(Instant::now());
        }
    }

    /// Says that a connection is begun that no allowance counts (a laboratory's).
    pub(crate) const fn begin_uncounted(&mut self) {
        self.used = true;
    }
}

impl Drop for Turn {
    /// However a connection ends, cancelled or not, the pause counts from there.
    fn drop(&mut self) {
        if self.used {
            self.end();
        }
    }
}

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

impl Lane {
    fn forget_older_than(&mut self, now: Instant, age: Duration) {
        self.begun.retain(|_, begun| {
            while begun
                .front()
                .is_some_and(|begun| now.duration_since(*begun) >= age)
            {
                begun.pop_front();
            }
            !begun.is_empty()
        });
    }

    /// When the last connection of the last hour was begun.
    fn last_begun(&self) -> Option<Instant> {
        self.begun
            .values()
            .filter_map(|begun| begun.back())
            .max()
            .copied()
    }
}

/// Makes room: drops lanes that nobody holds and that the hour has emptied; failing that, half of those that nobody
/// holds, those unused for longest first.
fn forget_idle(lanes: &mut HashMap<Place, SharedLane>) {
    let now = Instant::now();
    let mut used: Vec<(Place, Instant)> = Vec::new();
    lanes.retain(|key, lane| {
        let Ok(mut idle) = lane.try_lock() else {
            return true;
        };
        idle.forget_older_than(now, HOUR);
        if let Some(last) = idle.last_begun() {
            used.push((*key, last));
        }
        // A strong count above one is a client who waits for the turn or holds the lane without the lock.
        !idle.begun.is_empty() || Arc::strong_count(lane) > 1
    });
    if lanes.len() < limits::LANES {
        return;
    }
    used.sort_by_key(|(_, last)| *last);
    for (key, _) in used.iter().take(used.len().div_ceil(2)) {
        if lanes
            .get(key)
            .is_some_and(|lane| Arc::strong_count(lane) == 1)
        {
            lanes.remove(key);
        }
    }
}

#[cfg(test)]
#[path = "budget_tests.rs"]
mod tests;
