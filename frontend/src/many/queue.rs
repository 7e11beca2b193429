//! The domains of a run and how far each has come. Pure: it changes only by an [`Action`] with its moment.

use std::rc::Rc;

use shared::{DomainName, Timestamp};

use super::row::Row;

/// Domains under way at most.
pub(crate) const AT_ONCE: usize = 2;

/// A run. Cheap to clone but for the list itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Queue {
    /// The domains in the order of the list.
    pub(crate) items: Vec<Item>,
    /// Whether it goes on.
    pub(crate) stage: Stage,
    /// When it last began to go on; nothing while it rests.
    since: Option<Timestamp>,
    /// Milliseconds that it went before.
    before_ms: i64,
}

/// A domain of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// Which.
    pub(crate) domain: DomainName,
    /// How far.
    pub(crate) state: State,
}

/// How far a domain has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Its turn will come.
    Waiting,
    /// It is being checked.
    Running,
    /// It was checked.
    Done(Rc<Row>),
    /// It could not be checked.
    Failed {
        /// Why, in words. May quote strangers: escape when showing.
        why: String,
    },
}

/// Whether a run goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// One domain after the other.
    Running,
    /// What is under way is finished, and nothing new is begun.
    Paused,
    /// Nothing is under way.
    Stopped,
    /// Nothing is left.
    Complete,
}

/// What can happen to a run.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    /// A domain's turn came.
    Begin(DomainName),
    /// It was checked.
    Finish(DomainName, Rc<Row>),
    /// It could not be checked.
    Fail(DomainName, String),
    /// Begin nothing new.
    Pause,
    /// Go on, after a pause or a stop.
    GoOn,
    /// Stop: what is under way waits again.
    Stop,
    /// What is under way begins again.
    Restart,
    /// Check again what could not be checked.
    RetryFailed,
}

/// How many domains are how far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Numbers {
    /// Waiting.
    pub(crate) waiting: usize,
    /// Being checked.
    pub(crate) running: usize,
    /// Checked.
    pub(crate) done: usize,
    /// Not to be checked.
    pub(crate) failed: usize,
}

impl Numbers {
    /// Those that are over.
    pub(crate) const fn over(self) -> usize {
        self.done.saturating_add(self.failed)
    }
}

impl Queue {
    /// Begins with a list.
    pub(crate) fn begin(domains: Vec<DomainName>, now: Timestamp) -> Self {
        let items = domains.into_iter().map(|domain| Item {
            domain,
            state: State::Waiting,
        });
        let mut queue = Self::resting(items.collect(), 0);
        queue.apply(Action::GoOn, now);
        queue
    }

    /// A run as it was kept: it rests.
    pub(crate) fn resting(items: Vec<Item>, before_ms: i64) -> Self {
        let mut queue = Self {
            items,
            stage: Stage::Stopped,
            since: None,
            before_ms,
        };
        queue.end_if_nothing_is_left(Timestamp::from_millis(0));
        queue
    }

    /// Applies what happened at a moment. What concerns no domain that is under way changes nothing.
    pub(crate) fn apply(&mut self, action: Action, now: Timestamp) {
        match action {
            Action::Begin(domain) => self.set(&domain, &State::Waiting, State::Running),
            Action::Finish(domain, row) => self.set(&domain, &State::Running, State::Done(row)),
            Action::Fail(domain, why) => self.set(&domain, &State::Running, State::Failed { why }),
            Action::Pause => {
                if self.stage == Stage::Running {
                    self.stage = Stage::Paused;
                }
            }
            Action::GoOn => {
                if self.stage != Stage::Complete {
                    self.stage = Stage::Running;
                    self.since.get_or_insert(now);
                }
            }
            Action::Stop => {
                self.again(|state| *state == State::Running);
                if self.stage != Stage::Complete {
                    self.stage = Stage::Stopped;
                }
            }
            Action::Restart => self.again(|state| *state == State::Running),
            Action::RetryFailed => {
                self.again(|state| matches!(state, State::Failed { .. }));
                if self.numbers().waiting > 0 {
                    self.stage = Stage::Running;
                    self.since.get_or_insert(now);
                }
            }
        }
        self.end_if_nothing_is_left(now);
        self.rest_if_idle(now);
    }

    /// Whose turn it is now.
    pub(crate) fn to_begin(&self) -> Vec<DomainName> {
        if self.stage != Stage::Running {
            return Vec::new();
        }
        let free = AT_ONCE.saturating_sub(self.numbers().running);
        let waiting = self
            .items
            .iter()
            .filter(|item| item.state == State::Waiting);
        waiting.take(free).map(|item| item.domain.clone()).collect()
    }

    /// How many are how far.
    pub(crate) fn numbers(&self) -> Numbers {
        let mut numbers = Numbers::default();
        for item in &self.items {
            let number = match item.state {
                State::Waiting => &mut numbers.waiting,
                State::Running => &mut numbers.running,
                State::Done(_) => &mut numbers.done,
                State::Failed { .. } => &mut numbers.failed,
            };
            *number = number.saturating_add(1);
        }
        numbers
    }

    /// Milliseconds that it went so far, without its rests.
    pub(crate) fn elapsed_ms(&self, now: Timestamp) -> i64 {
        let since = self.since.map_or(0, |since| {
            now.millis().saturating_sub(since.millis()).max(0)
        });
        self.before_ms.saturating_add(since)
    }

    /// The finished domains with their rows.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (&DomainName, &Rc<Row>)> {
        self.items.iter().filter_map(|item| match &item.state {
            State::Done(row) => Some((&item.domain, row)),
            State::Waiting | State::Running | State::Failed { .. } => None,
        })
    }

    fn set(&mut self, domain: &DomainName, from: &State, to: State) {
        let mut items = self.items.iter_mut();
        if let Some(item) = items.find(|item| item.domain == *domain && item.state == *from) {
            item.state = to;
        }
    }

    fn again(&mut self, which: impl Fn(&State) -> bool) {
        for item in self.items.iter_mut().filter(|item| which(&item.state)) {
            item.state = State::Waiting;
        }
    }

    fn end_if_nothing_is_left(&mut self, now: Timestamp) {
        let numbers = self.numbers();
        if numbers.waiting == 0 && numbers.running == 0 {
            self.stage = Stage::Complete;
            self.rest_if_idle(now);
        }
    }

    /// While nothing is under way and nothing begins, no time passes.
    fn rest_if_idle(&mut self, now: Timestamp) {
        if self.stage != Stage::Running && self.numbers().running == 0 {
            self.before_ms = self.elapsed_ms(now);
            self.since = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::row::sample;
    use super::*;

    fn name(text: &str) -> DomainName {
        text.parse().unwrap()
    }

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millis(ms)
    }

    fn of(number: usize) -> Queue {
        let names = (0..number).map(|at| name(&format!("d{at}.example")));
        Queue::begin(names.collect(), at(1000))
    }

    fn begin(queue: &mut Queue) -> Vec<DomainName> {
        let turn = queue.to_begin();
        for domain in &turn {
            queue.apply(Action::Begin(domain.clone()), at(1000));
        }
        turn
    }

    fn finish(queue: &mut Queue, domain: &DomainName, ms: i64) {
        queue.apply(
            Action::Finish(domain.clone(), Rc::new(sample("B", &[]))),
            at(ms),
        );
    }

    #[test]
    fn no_more_than_two_are_under_way_and_all_come_to_their_turn() {
        let mut queue = of(5);
        let mut order = Vec::new();
        let mut under_way = begin(&mut queue);
        assert_eq!(under_way.len(), AT_ONCE);
        while let Some(domain) = under_way.pop() {
            assert!(queue.numbers().running <= AT_ONCE);
            finish(&mut queue, &domain, 2000);
            order.push(domain);
            under_way.extend(begin(&mut queue));
        }
        assert_eq!((order.len(), queue.numbers().done), (5, 5));
        assert_eq!(queue.stage, Stage::Complete);
        assert_eq!(
            queue.elapsed_ms(at(90_000)),
            1000,
            "the time stands still at the end"
        );
    }

    #[test]
    fn a_pause_lets_finish_what_is_under_way() {
        let mut queue = of(3);
        let under_way = begin(&mut queue);
        queue.apply(Action::Pause, at(1500));
        finish(&mut queue, &under_way[0], 2000);
        assert_eq!(queue.to_begin(), []);
        finish(&mut queue, &under_way[1], 3000);
        assert_eq!(queue.stage, Stage::Paused);
        assert_eq!(queue.elapsed_ms(at(60_000)), 2000);
        queue.apply(Action::GoOn, at(61_000));
        assert_eq!(queue.to_begin(), [name("d2.example")]);
        assert_eq!(queue.elapsed_ms(at(62_000)), 3000);
    }

    #[test]
    fn what_begins_again_waits_and_the_run_goes_on_or_rests_as_it_did() {
        for (before, stage) in [
            (Action::GoOn, Stage::Running),
            (Action::Pause, Stage::Paused),
        ] {
            let mut queue = of(3);
            let under_way = begin(&mut queue);
            finish(&mut queue, &under_way[0], 1500);
            queue.apply(before, at(1600));
            queue.apply(Action::Restart, at(2000));
            let numbers = queue.numbers();
            assert_eq!((numbers.waiting, numbers.running, numbers.done), (2, 0, 1));
            assert_eq!(queue.stage, stage);
        }
        let mut queue = of(1);
        let under_way = begin(&mut queue);
        finish(&mut queue, &under_way[0], 1500);
        queue.apply(Action::Restart, at(2000));
        assert_eq!(queue.stage, Stage::Complete);
    }

    #[test]
    fn a_stop_puts_back_what_was_under_way() {
        let mut queue = of(3);
        let under_way = begin(&mut queue);
        queue.apply(Action::Stop, at(2000));
        assert_eq!(queue.stage, Stage::Stopped);
        assert_eq!(
            queue.numbers(),
            Numbers {
                waiting: 3,
                ..Numbers::default()
            }
        );
        // What comes late is of the old turn and changes nothing.
        finish(&mut queue, &under_way[0], 2500);
        assert_eq!(queue.numbers().done, 0);
        queue.apply(Action::GoOn, at(3000));
        assert_eq!(queue.to_begin(), under_way);
    }

    #[test]
    fn what_failed_can_be_tried_again_and_nothing_else_is() {
        let mut queue = of(2);
        let under_way = begin(&mut queue);
        finish(&mut queue, &under_way[0], 2000);
        queue.apply(
            Action::Fail(under_way[1].clone(), "no relay".into()),
            at(2000),
        );
        assert_eq!(queue.stage, Stage::Complete);
        queue.apply(Action::GoOn, at(2500));
        assert_eq!(
            queue.stage,
            Stage::Complete,
            "there is nothing to go on with"
        );
        queue.apply(Action::RetryFailed, at(3000));
        assert_eq!(queue.to_begin(), [under_way[1].clone()]);
        assert_eq!(queue.rows().count(), 1);
        let mut done = of(1);
        let turn = begin(&mut done);
        finish(&mut done, &turn[0], 2000);
        done.apply(Action::RetryFailed, at(3000));
        assert_eq!(done.stage, Stage::Complete);
    }

    #[test]
    fn a_kept_run_rests_until_it_is_told_to_go_on() {
        let waiting = of(2).items;
        let mut queue = Queue::resting(waiting, 500);
        assert_eq!((queue.stage, queue.to_begin()), (Stage::Stopped, vec![]));
        queue.apply(Action::GoOn, at(10_000));
        assert_eq!(queue.to_begin().len(), 2);
        assert_eq!(queue.elapsed_ms(at(10_100)), 600);
        assert_eq!(Queue::resting(Vec::new(), 0).stage, Stage::Complete);
    }
}
