//! What protects a target: one connection at a time to an address and service, and so many in a minute and an hour,
//! across all clients.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use shared::Service;
use tokio::sync::OwnedMutexGuard;
use tokio::time::Instant;

use crate::limits;

/// Every lane that was used within the last hour.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    lanes: Mutex<HashMap<Place, SharedLane>>,
}

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Errand {
    /// To look at a mail service.
    Probe(Service),
    /// To fetch a policy file.
    Policy,
}

impl Errand {
    /// Connections allowed in a minute and in an hour.
    const fn allowance(self) -> (u32, u32) {
        match self {
            Self::Probe(_) => (limits::CONNECTIONS_PER_MINUTE, limits::CONNECTIONS_PER_HOUR),
            Self::Policy => (
                limits::POLICY_CONNECTIONS_PER_MINUTE,
                limits::POLICY_CONNECTIONS_PER_HOUR,
            ),
        }
    }
}

/// What an allowance is for.
type Place = (IpAddr, Errand);

/// A lane, held by whoever has the turn and by those who wait for it.
type SharedLane = Arc<tokio::sync::Mutex<Lane>>;

/// The right to be the only one that talks to an address on such an errand, until dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    lane: OwnedMutexGuard<Lane>,
    errand: Errand,
    /// Whether a connection was begun in this turn.
    used: bool,
}

/// The address was asked as often as is decent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AskedTooOften;

/// What is remembered of one address and service.
#[derive(Debug, Default)]
struct Lane {
    /// When connections of the last hour were begun, oldest first; never more than the hour's allowance.
    begun: VecDeque<Instant>,
    /// When the last connection ended.
    ended: Option<Instant>,
}

impl Budget {
    /// Waits for the turn at an address.
    pub(crate) async fn turn(&self, address: IpAddr, errand: Errand) -> Turn {
        let lane = self.lane((address, errand));
        Turn {
            lane: lane.lock_owned().await,
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
    /// Counts a connection that is about to be begun.
    ///
    /// # Errors
    /// The minute's or the hour's allowance is used up.
    pub(crate) fn begin(&mut self) -> Result<(), AskedTooOften> {
        let now = Instant::now();
        self.lane.forget_older_than(now, HOUR);
        let (per_minute, per_hour) = self.errand.allowance();
        let within_minute = self
            .lane
            .begun
            .iter()
            .rev()
            .take_while(|begun| now.duration_since(**begun) < MINUTE)
            .count();
        if within_minute >= per_minute as usize || self.lane.begun.len() >= per_hour as usize {
            return Err(AskedTooOften);
        }
        self.lane.begun.push_back(now);
        self.used = true;
        Ok(())
    }

    /// How long to wait so that `pause` lies between the last connection and the next.
    pub(crate) fn wait(&self, pause: Duration) -> Duration {
        self.lane.ended.map_or(Duration::ZERO, |ended| {
            pause.saturating_sub(Instant::now().duration_since(ended))
        })
    }

    /// Says that the connection has ended: from here the pause counts.
    pub(crate) fn end(&mut self) {
        self.lane.ended = Some(Instant::now());
    }

    /// Says that a connection is begun that the allowance does not count (a laboratory's).
    pub(crate) fn begin_uncounted(&mut self) {
        self.used = true;
    }
}

impl Drop for Turn {
    /// However a connection ends, cancelled or not, the pause counts from there.
    fn drop(&mut self) {
        if self.used {
            self.lane.ended = Some(Instant::now());
        }
    }
}

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

impl Lane {
    fn forget_older_than(&mut self, now: Instant, age: Duration) {
        while self
            .begun
            .front()
            .is_some_and(|begun| now.duration_since(*begun) >= age)
        {
            self.begun.pop_front();
        }
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
        if let Some(last) = idle.begun.back() {
            used.push((*key, *last));
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
mod tests {
    use super::*;

    const SMTP: Errand = Errand::Probe(Service::Smtp);

    fn address(last: u32) -> IpAddr {
        IpAddr::V4(last.into())
    }

    #[tokio::test(start_paused = true)]
    async fn a_minute_and_an_hour_have_their_allowance() {
        let budget = Budget::default();
        let mut turn = budget.turn(address(1), SMTP).await;
        let mut begun = 0;
        for _ in 0..limits::CONNECTIONS_PER_MINUTE {
            turn.begin().unwrap();
            begun += 1;
        }
        assert_eq!(turn.begin(), Err(AskedTooOften));
        while begun < limits::CONNECTIONS_PER_HOUR {
            tokio::time::advance(MINUTE).await;
            for _ in 0..limits::CONNECTIONS_PER_MINUTE {
                turn.begin().unwrap();
                begun += 1;
            }
        }
        tokio::time::advance(MINUTE).await;
        assert_eq!(turn.begin(), Err(AskedTooOften));
        tokio::time::advance(HOUR).await;
        turn.begin().unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn one_at_a_time_per_address_and_service() {
        let budget = Budget::default();
        let first = budget.turn(address(1), SMTP).await;
        let _other_service = budget
            .turn(address(1), Errand::Probe(Service::Submission))
            .await;
        let _other_address = budget.turn(address(2), SMTP).await;
        let second = budget.turn(address(1), SMTP);
        tokio::pin!(second);
        let waited = tokio::time::timeout(HOUR, &mut second).await;
        assert!(waited.is_err());
        drop(first);
        second.await;
    }

    #[tokio::test(start_paused = true)]
    async fn the_pause_counts_from_the_end_of_the_last_connection() {
        let budget = Budget::default();
        let pause = Duration::from_secs(1);
        let mut turn = budget.turn(address(1), SMTP).await;
        assert_eq!(turn.wait(pause), Duration::ZERO);
        turn.begin().unwrap();
        drop(turn);
        tokio::time::advance(Duration::from_millis(400)).await;
        let turn = budget.turn(address(1), SMTP).await;
        assert_eq!(turn.wait(pause), Duration::from_millis(600));
    }

    #[tokio::test(start_paused = true)]
    async fn memory_is_bounded_and_a_held_lane_is_never_forgotten() {
        let budget = Budget::default();
        let mut held = budget.turn(address(0), SMTP).await;
        held.begin().unwrap();
        for last in 1..20_000 {
            let mut turn = budget.turn(address(last), SMTP).await;
            turn.begin().unwrap();
        }
        let lanes = budget.lanes.lock().unwrap();
        assert!(lanes.len() <= limits::LANES, "{}", lanes.len());
        assert!(lanes.contains_key(&(address(0), SMTP)));
    }
}
