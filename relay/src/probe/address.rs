//! One address: from memory if it was seen a moment ago, else in its turn, within its allowance and its deadline.

use std::sync::Arc;
use std::time::Duration;

use shared::{Cause, Observation, SkipReason, Timestamp};
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::{Instant, timeout_at};

use super::connect::Target;
use super::memory::Seen;
use super::told::Told;
use super::visit::Visit;
use crate::budget::{Errand, Turn};
use crate::clock;
use crate::observer::Inner;

/// Where observations go, with the moment each was made.
pub(super) type Events = UnboundedSender<(Timestamp, Observation)>;

/// Looks at one address and tells what it sees; ends by the host's deadline.
pub(super) async fn look(
    inner: Arc<Inner>,
    mut target: Target,
    fresh: bool,
    host_deadline: Instant,
    events: Events,
) {
    let asked_at = Instant::now();
    if !fresh && let Some(seen) = inner.memory.recall(&target, None) {
        return replay(&seen, &events);
    }
    let turn =
        inner
            .budget
            .turn_of_host(&target.host, target.address, Errand::Probe(target.service));
    let Ok(mut turn) = timeout_at(host_deadline, turn).await else {
        return skip(&target, SkipReason::OutOfTime, &events);
    };
    // Another client may have looked while this one waited; what it saw is as fresh as can be asked for.
    if let Some(seen) = inner.memory.recall(&target, fresh.then_some(asked_at)) {
        return replay(&seen, &events);
    }
    clock::pause(inner.pause_before(&turn, target.address)).await;
    if inner.begin(&mut turn, target.address, Turn::begin).is_err() {
        return skip(&target, SkipReason::AskedTooOften, &events);
    }
    let left = host_deadline.saturating_duration_since(Instant::now());
    let whole = inner.deadlines.for_address(&target.extras);
    if left < Duration::from_secs(1).min(whole) {
        return skip(&target, SkipReason::OutOfTime, &events);
    }
    let deadline = left.min(whole);
    let recollection = (!fresh).then(|| inner.memory.recollect(&target)).flatten();
    let visit = Visit {
        inner: &inner,
        target: &target,
        turn: &mut turn,
        told: Told::new(events),
        recollection,
    };
    let (seen, recalled) = visit.run(deadline).await;
    if left >= whole && is_worth_keeping(&seen) {
        let climbed_at = recalled.map(|before| {
            target.extras.deep |= before.deep;
            before.climbed_at
        });
        inner.memory.keep(target, Arc::new(seen), climbed_at);
    }
}

/// Our own failure says nothing about the address.
fn is_worth_keeping(seen: &[(Timestamp, Observation)]) -> bool {
    match seen.last() {
        Some((
            _,
            Observation::Finished {
                stopped_because, ..
            },
        )) => stopped_because
            .as_ref()
            .is_none_or(|failure| !matches!(failure.cause, Cause::Internal { .. })),
        _ => false,
    }
}

fn replay(seen: &Seen, events: &Events) {
    for event in seen.iter() {
        // Nobody listens any more only when the whole probe is being cancelled.
        let _ = events.send(event.clone());
    }
}

fn skip(target: &Target, reason: SkipReason, events: &Events) {
    let address = target.address;
    let _ = events.send((clock::now(), Observation::Skipped { address, reason }));
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use shared::Service;
    use tokio::sync::mpsc;

    use super::*;
    use crate::{Observer, ObserverSettings, limits};

    fn observer() -> Observer {
        let resolver = Some((Ipv4Addr::LOCALHOST, 53).into());
        Observer::new(ObserverSettings {
            resolver,
            ..ObserverSettings::default()
        })
        .unwrap()
    }

    fn target() -> Target {
        Target {
            host: "mx.example.org".parse().unwrap(),
            service: Service::Smtp,
            address: IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)),
            extras: shared::Extras::default(),
        }
    }

    /// The pause before a connection belongs to no minute: what is counted before it would let one connection more into
    /// the next.
    #[tokio::test(start_paused = true)]
    async fn a_connection_counts_from_its_beginning_and_not_from_the_pause_before_it() {
        let (observer, target) = (observer(), target());
        let errand = Errand::Probe(target.service);
        let mut turn = observer.0.budget.turn(target.address, errand).await;
        for _ in 1..limits::CONNECTIONS_PER_MINUTE {
            turn.begin().unwrap();
        }
        turn.end();
        drop(turn);
        // The last of the minute waits for its pause, and is given up meanwhile.
        let (events, _) = mpsc::unbounded_channel();
        let deadline = Instant::now() + limits::HOST;
        let look = look(
            Arc::clone(&observer.0),
            target.clone(),
            true,
            deadline,
            events,
        );
        let half = limits::PAUSE / 2;
        assert!(tokio::time::timeout(half, look).await.is_err());
        let mut turn = observer.0.budget.turn(target.address, errand).await;
        // It was not begun, and so does not count.
        turn.begin().unwrap();
        assert!(turn.begin().is_err());
    }

    #[tokio::test]
    async fn an_address_asked_too_often_is_left_alone() {
        let (observer, target) = (observer(), target());
        let mut turn = observer
            .0
            .budget
            .turn(target.address, Errand::Probe(target.service))
            .await;
        for _ in 0..limits::CONNECTIONS_PER_MINUTE {
            turn.begin().unwrap();
        }
        drop(turn);
        let (events, mut observed) = mpsc::unbounded_channel();
        let deadline = Instant::now() + limits::HOST;
        look(Arc::clone(&observer.0), target, true, deadline, events).await;
        let (_, observation) = observed.recv().await.unwrap();
        assert!(matches!(
            observation,
            Observation::Skipped {
                reason: SkipReason::AskedTooOften,
                ..
            }
        ));
        assert!(observed.recv().await.is_none());
    }
}
