//! What protects a target: one connection at a time to an address, and so many to each of its services in a minute and
//! an hour, across all clients; and so many to all mail servers of one domain.

mod domains;

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use shared::{Cause, DomainName, Service};
use tokio::sync::OwnedMutexGuard;
use tokio::time::{Instant, timeout_at};

use self::domains::Domains;
use crate::limits;
use crate::registrable::registrable;

/// Every address that was used within the last hour.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    lanes: Mutex<HashMap<Place, SharedLane>>,
    domains: Arc<Domains>,
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

    /// Connections allowed to all mail servers of one domain in a minute and in an hour, where there is such a limit: none
    /// for what is counted beside another, nor for policy hosts, whose names have a domain for each policy.
    const fn domain_allowance(self) -> Option<(u32, u32)> {
        match self {
            Self::Probe(_) => Some((
                limits::DOMAIN_CONNECTIONS_PER_MINUTE,
                limits::DOMAIN_CONNECTIONS_PER_HOUR,
            )),
            Self::Deep(_) => Some((
                limits::DOMAIN_DEEP_CONNECTIONS_PER_HOUR,
                limits::DOMAIN_DEEP_CONNECTIONS_PER_HOUR,
            )),
            Self::Recipients | Self::Policy => None,
        }
    }

    const fn is_deep(self) -> bool {
        matches!(self, Self::Deep(_))
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
    /// The domain whose mail server this is, and where its connections are counted.
    domain: Option<(DomainName, Arc<Domains>)>,
    /// Whether a connection was begun and has not been said to have ended.
    used: bool,
}

/// The address, or its domain, was asked as often as is decent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AskedTooOften {
    /// How long until it may be asked again, if nobody else does.
    pub(crate) again_in: Duration,
    /// Whether it is the domain.
    pub(crate) is_domain: bool,
}

impl AskedTooOften {
    /// The same as a cause: `detail` says what was asked too often, unless it was a domain.
    pub(crate) fn cause(self, detail: &str) -> Cause {
        let seconds = self.again_in.as_secs().saturating_add(1);
        Cause::Busy {
            retry_after: u32::try_from(seconds).ok(),
            detail: if self.is_domain {
                "the mail servers of this domain were asked often enough lately".to_owned()
            } else {
                detail.to_owned()
            },
        }
    }
}

/// How long until one more fits into the minute's and the hour's allowance; nothing if it does now. None of `begun` is
/// older than an hour.
fn again_in(
    begun: &VecDeque<Instant>,
    (per_minute, per_hour): (u32, u32),
    now: Instant,
) -> Option<Duration> {
    let wait = |count: u32, period: Duration| {
        // The oldest of the last so many must have left the period.
        let place = begun.len().checked_sub(count as usize)?;
        let age = now.duration_since(*begun.get(place)?);
        period.checked_sub(age).filter(|wait| !wait.is_zero())
    };
    wait(per_minute, MINUTE).max(wait(per_hour, HOUR))
}

fn forget_older_than(begun: &mut VecDeque<Instant>, now: Instant, age: Duration) {
    while begun
        .front()
        .is_some_and(|begun| now.duration_since(*begun) >= age)
    {
        begun.pop_front();
    }
}

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
            domain: None,
            used: false,
        }
    }

    /// The same, at a mail server of that host: its connections count for its domain too.
    pub(crate) async fn turn_of_host(
        &self,
        host: &DomainName,
        address: IpAddr,
        errand: Errand,
    ) -> Turn {
        let mut turn = self.turn(address, errand).await;
        turn.domain = Some((registrable(host), Arc::clone(&self.domains)));
        turn
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
        let refused = |again_in| AskedTooOften {
            again_in,
            is_domain: false,
        };
        let lane = self.lane.as_mut().ok_or_else(|| refused(MINUTE))?;
        let now = Instant::now();
        lane.forget_older_than(now, HOUR);
        let begun = lane.begun.entry(errand).or_default();
        let mut count = || match again_in(begun, errand.allowance(), now) {
            Some(wait) => Err(refused(wait)),
            None => {
                begun.push_back(now);
                Ok(())
            }
        };
        match &self.domain {
            Some((domain, domains)) => domains.count(domain, errand, now, count)?,
            None => count()?,
        }
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
            forget_older_than(begun, now, age);
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
