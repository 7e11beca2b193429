//! What several surveys find out together: every question is put once, whoever has it, and never more of a kind at once than
//! one survey alone would put. When the relay has had enough of us, all wait as long as it wants.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use analysis::query::{Outcome, Query};
use futures_util::FutureExt as _;
use futures_util::future::{LocalBoxFuture, Shared, WeakShared};
use shared::{Cause, Phase, Timestamp};

/// Outcomes that are remembered. Servers' answers are large, and a run has at most a thousand domains.
const MAX_DNS: usize = 8000;
const MAX_POLICIES: usize = 200;
const MAX_PROBES: usize = 1200;
/// How often one question is put while the relay is busy.
const MAX_TRIES: u32 = 8;
/// How long is waited where the relay does not say it, in seconds.
const USUAL_PATIENCE_S: u32 = 20;
/// The longest that is waited: a relay counts its visitors' questions by the hour.
const MOST_PATIENCE_S: u32 = 3600;
/// Between two looks at the clock while waiting, in milliseconds: a suspended machine does not count timers.
const LOOK_MS: u32 = 1000;

/// How a pool asks, waits and knows the time. Tests have others.
pub(crate) struct Means {
    /// Asks once.
    pub(crate) ask: Box<dyn Fn(Query) -> LocalBoxFuture<'static, Outcome>>,
    /// Waits for so many milliseconds.
    pub(crate) sleep: fn(u32) -> LocalBoxFuture<'static, ()>,
    /// The clock.
    pub(crate) now: fn() -> Timestamp,
}

/// See the module.
pub(crate) struct Pool {
    means: Means,
    under_way: RefCell<BTreeMap<Query, Asking>>,
    known: RefCell<BTreeMap<Query, Outcome>>,
    lanes: [Lane; 3],
}

type Asking = WeakShared<LocalBoxFuture<'static, Outcome>>;

/// How many questions of each kind may be under way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AtOnce {
    /// DNS.
    pub(crate) dns: usize,
    /// Policies.
    pub(crate) policies: usize,
    /// Probes.
    pub(crate) probes: usize,
}

/// The questions of one kind.
struct Lane {
    free: Cell<usize>,
    waiting: RefCell<Vec<Waker>>,
    /// Nothing is asked before.
    held_until: Cell<Option<Timestamp>>,
    /// What is remembered, the oldest first.
    order: RefCell<VecDeque<Query>>,
    most: usize,
}

impl Pool {
    /// Knows nothing yet.
    pub(crate) fn new(means: Means, at_once: AtOnce) -> Rc<Self> {
        Rc::new(Self {
            means,
            under_way: RefCell::default(),
            known: RefCell::default(),
            lanes: [
                Lane::new(at_once.dns, MAX_DNS),
                Lane::new(at_once.policies, MAX_POLICIES),
                Lane::new(at_once.probes, MAX_PROBES),
            ],
        })
    }

    /// The outcome, for whoever asks. It is found out as long as anybody wants to know it.
    pub(crate) async fn ask(self: &Rc<Self>, query: &Query) -> Outcome {
        if let Some(known) = self.known.borrow().get(query) {
            return known.clone();
        }
        self.joined(query).await
    }

    /// Until when nothing of some kind is asked because we were told to wait; nothing if that is not so.
    pub(crate) fn waits_until(&self) -> Option<Timestamp> {
        let now = (self.means.now)();
        let held = self.lanes.iter().filter_map(|lane| lane.held_until.get());
        held.filter(|until| *until > now).max()
    }

    fn joined(self: &Rc<Self>, query: &Query) -> Shared<LocalBoxFuture<'static, Outcome>> {
        let under_way = self
            .under_way
            .borrow()
            .get(query)
            .and_then(WeakShared::upgrade);
        if let Some(asking) = under_way {
            return asking;
        }
        let (pool, asked) = (Rc::clone(self), query.clone());
        let asking = async move { pool.find_out(asked).await }
            .boxed_local()
            .shared();
        if let Some(weak) = asking.downgrade() {
            self.under_way.borrow_mut().insert(query.clone(), weak);
        }
        asking
    }

    async fn find_out(self: Rc<Self>, query: Query) -> Outcome {
        let lane = self.lane(&query);
        let mut tries = 1;
        let outcome = loop {
            let turn = lane.turn().await;
            self.wait_as_told(lane).await;
            let outcome = (self.means.ask)(query.clone()).await;
            drop(turn);
            match told_to_wait(&outcome) {
                Some(seconds) if tries < MAX_TRIES && seconds <= MOST_PATIENCE_S => {
                    lane.hold((self.means.now)(), seconds);
                    tries += 1;
                }
                _ => break outcome,
            }
        };
        self.under_way.borrow_mut().remove(&query);
        if told_to_wait(&outcome).is_none() {
            self.remember(lane, query, outcome.clone());
        }
        outcome
    }

    async fn wait_as_told(&self, lane: &Lane) {
        while let Some(until) = lane.held_until.get() {
            let left = until.millis().saturating_sub((self.means.now)().millis());
            let Ok(left @ 1..) = u32::try_from(left) else {
                lane.held_until.set(None);
                return;
            };
            (self.means.sleep)(left.min(LOOK_MS)).await;
        }
    }

    fn remember(&self, lane: &Lane, query: Query, outcome: Outcome) {
        let mut order = lane.order.borrow_mut();
        let mut known = self.known.borrow_mut();
        while order.len() >= lane.most {
            let Some(oldest) = order.pop_front() else {
                break;
            };
            known.remove(&oldest);
        }
        order.push_back(query.clone());
        known.insert(query, outcome);
    }

    const fn lane(&self, query: &Query) -> &Lane {
        let [dns, policies, probes] = &self.lanes;
        match query {
            Query::Dns { .. } => dns,
            Query::Policy { .. } => policies,
            Query::Probe { .. } => probes,
        }
    }
}

impl Lane {
    fn new(at_once: usize, most: usize) -> Self {
        Self {
            // With none at all nothing would ever end.
            free: Cell::new(at_once.max(1)),
            waiting: RefCell::default(),
            held_until: Cell::new(None),
            order: RefCell::default(),
            most,
        }
    }

    /// Waits until there is room. The room is taken until what is returned goes.
    async fn turn(&self) -> Turn<'_> {
        poll_fn(|context| {
            let free = self.free.get();
            if free == 0 {
                self.waiting.borrow_mut().push(context.waker().clone());
                return Poll::Pending;
            }
            self.free.set(free.saturating_sub(1));
            Poll::Ready(Turn(self))
        })
        .await
    }

    fn hold(&self, now: Timestamp, seconds: u32) {
        let until = now.millis().saturating_add(i64::from(seconds) * 1000);
        let until = Timestamp::from_millis(until);
        let before = self.held_until.get();
        self.held_until
            .set(Some(before.map_or(until, |before| before.max(until))));
    }
}

/// Room for one question.
struct Turn<'a>(&'a Lane);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.free.set(self.0.free.get().saturating_add(1));
        // All of them: whoever waited first may not want to know any more.
        for waker in std::mem::take(&mut *self.0.waiting.borrow_mut()) {
            waker.wake();
        }
    }
}

/// For how many seconds whoever was asked wants to be left alone. What protects a mail server and not the relay is an
/// answer like any other.
fn told_to_wait(outcome: &Outcome) -> Option<u32> {
    let failure = outcome.failure()?;
    match &failure.cause {
        Cause::Busy { retry_after, .. } if matches!(failure.phase, Phase::Relay | Phase::Dns) => {
            Some(retry_after.unwrap_or(USUAL_PATIENCE_S).max(1))
        }
        _ => None,
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "pool_tests.rs"]
mod tests;
