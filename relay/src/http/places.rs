//! Places for connections, and whose place goes to a newcomer when all are taken.
//!
//! Whoever opens connections and then says nothing, or says it letter by letter, costs nothing but places; thousands of
//! them would keep everybody else out. So a newcomer always finds a place as long as one is held by a client that is
//! waited for: the one waited for longest goes. A connection that the service is working for is never ended for it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

/// So many places.
#[derive(Clone, Debug)]
pub(super) struct Places(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    most: usize,
    taken: Mutex<Taken>,
    /// Told when a place may have become free.
    change: Notify,
}

#[derive(Debug, Default)]
struct Taken {
    next: u64,
    seats: HashMap<u64, Arc<Seat>>,
}

impl Places {
    pub(super) fn new(most: usize) -> Self {
        Self(Arc::new(Shared {
            most,
            taken: Mutex::default(),
            change: Notify::new(),
        }))
    }

    /// A place for a new connection; nothing if all are taken by connections that the service is working for.
    pub(super) fn take(&self) -> Option<Place> {
        let mut taken = self.0.lock();
        if taken.seats.len() >= self.0.most && !taken.give_up_one(Duration::ZERO) {
            return None;
        }
        let number = taken.next;
        taken.next = number.wrapping_add(1);
        let seat = Arc::new(Seat::waiting());
        taken.seats.insert(number, Arc::clone(&seat));
        Some(Place {
            places: self.clone(),
            number,
            seat,
        })
    }

    /// Ends the connection that is waited for longest, if that is so long; whether there was one.
    pub(super) fn give_up_one(&self, after: Duration) -> bool {
        self.0.lock().give_up_one(after)
    }

    /// Completes when [`Self::take`] may succeed again.
    pub(super) async fn change(&self) {
        self.0.change.notified().await;
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Taken {
    fn give_up_one(&mut self, after: Duration) -> bool {
        let waited_for = self.seats.iter().filter_map(|(number, seat)| {
            let since = seat.waited_for_since()?;
            Some((since, *number))
        });
        let Some((_, number)) = waited_for
            .min()
            .filter(|(since, _)| since.elapsed() >= after)
        else {
            return false;
        };
        if let Some(seat) = self.seats.remove(&number) {
            seat.given_up.notify_one();
        }
        true
    }
}

/// A place that is taken until this is dropped.
#[derive(Debug)]
pub(super) struct Place {
    places: Places,
    number: u64,
    seat: Arc<Seat>,
}

impl Place {
    /// Who sits there.
    pub(super) fn seat(&self) -> Arc<Seat> {
        Arc::clone(&self.seat)
    }

    /// Completes when the place was given to another.
    pub(super) async fn given_up(&self) {
        self.seat.given_up.notified().await;
    }

    /// The client is waited for: for a request, or the rest of one.
    pub(super) fn waits(&self) {
        self.seat.waits();
        self.places.0.change.notify_one();
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.0.lock().seats.remove(&self.number);
        self.places.0.change.notify_one();
    }
}

/// What is going on between the service and one client.
#[derive(Debug)]
pub(super) struct Seat {
    begun: Instant,
    /// Since when more of a request is waited for, as milliseconds after `begun` and one; 0 is not at all.
    waits: AtomicU64,
    /// Since when the client takes nothing of an answer, likewise.
    stalls: AtomicU64,
    given_up: Notify,
}

impl Seat {
    /// A client who has not said anything yet.
    pub(super) fn waiting() -> Self {
        Self {
            begun: Instant::now(),
            waits: AtomicU64::new(1),
            stalls: AtomicU64::new(0),
            given_up: Notify::new(),
        }
    }

    fn waits(&self) {
        self.waits.store(self.now(), Ordering::Relaxed);
    }

    /// The request is whole, and the answer in the making.
    pub(super) fn works(&self) {
        self.waits.store(0, Ordering::Relaxed);
    }

    /// The client takes no more for now.
    pub(super) fn stalls(&self) {
        let now = self.now();
        // The first of several in a row counts.
        let _ = self
            .stalls
            .compare_exchange(0, now, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// The client took something.
    pub(super) fn flows(&self) {
        self.stalls.store(0, Ordering::Relaxed);
    }

    fn now(&self) -> u64 {
        let elapsed = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        elapsed.saturating_add(1)
    }

    /// Since when this client is waited for, if it is.
    fn waited_for_since(&self) -> Option<Instant> {
        let waits = self.waits.load(Ordering::Relaxed);
        let stalls = self.stalls.load(Ordering::Relaxed);
        let since = if waits > 0 { waits } else { stalls };
        let offset = Duration::from_millis(since.checked_sub(1)?);
        self.begun.checked_add(offset)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;
    use tokio::time::advance;

    use super::*;

    fn is_given_up(place: &Place) -> bool {
        place.given_up().now_or_never().is_some()
    }

    #[tokio::test(start_paused = true)]
    async fn the_one_waited_for_longest_makes_room() {
        let places = Places::new(3);
        let mut held = Vec::new();
        for _ in 0..3 {
            held.push(places.take().unwrap());
            advance(Duration::from_secs(1)).await;
        }
        // The first has said something meanwhile, and is waited for again.
        held[0].seat().works();
        held[0].waits();
        let newcomer = places.take().unwrap();
        let given_up: Vec<_> = held.iter().map(is_given_up).collect();
        assert_eq!(given_up, [false, true, false]);
        // Whoever was given up holds nothing that its end could give back twice.
        drop(held.remove(1));
        assert_eq!(places.0.lock().seats.len(), 3);
        drop(newcomer);
        assert_eq!(places.0.lock().seats.len(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn work_is_not_given_up_but_whoever_takes_nothing_is() {
        let places = Places::new(2);
        let held = [places.take().unwrap(), places.take().unwrap()];
        for place in &held {
            place.seat().works();
        }
        assert!(places.take().is_none());
        held[1].seat().stalls();
        held[1].seat().flows();
        assert!(places.take().is_none());
        advance(Duration::from_secs(1)).await;
        held[1].seat().stalls();
        assert!(places.take().is_some());
        assert!(is_given_up(&held[1]));
        assert!(!is_given_up(&held[0]));
    }

    #[tokio::test]
    async fn a_place_that_becomes_free_is_told() {
        let places = Places::new(1);
        let held = places.take().unwrap();
        held.seat().works();
        assert!(places.take().is_none());
        let told = places.change();
        drop(held);
        told.await;
        assert!(places.take().is_some());
    }
}
