//! The pool with a made-up network: what is asked, how often, and when.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Waker};

use analysis::evidence::ProbeOutcome;
use shared::Service;

use super::*;
use crate::survey::not_found_out;

thread_local! {
    static CLOCK: Cell<i64> = const { Cell::new(0) };
}

fn now() -> Timestamp {
    Timestamp::from_millis(CLOCK.get())
}

/// Yields once, and so much time has passed.
fn sleep(ms: u32) -> LocalBoxFuture<'static, ()> {
    async move {
        yield_once().await;
        CLOCK.set(CLOCK.get() + i64::from(ms));
    }
    .boxed_local()
}

fn yield_once() -> impl Future<Output = ()> {
    let mut is_second = false;
    poll_fn(move |_| {
        if std::mem::replace(&mut is_second, true) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
}

/// A network that says what it was asked, and answers from a list, then as usual.
#[derive(Clone, Default)]
struct Network {
    asked: Rc<RefCell<Vec<Query>>>,
    under_way: Rc<Cell<usize>>,
    most_under_way: Rc<Cell<usize>>,
    answers: Rc<RefCell<VecDeque<Cause>>>,
}

impl Network {
    fn pool(&self, probes: usize) -> Rc<Pool> {
        CLOCK.set(0);
        let network = self.clone();
        let ask = move |query: Query| {
            let network = network.clone();
            async move {
                network.asked.borrow_mut().push(query.clone());
                network.under_way.set(network.under_way.get() + 1);
                network
                    .most_under_way
                    .set(network.most_under_way.get().max(network.under_way.get()));
                yield_once().await;
                network.under_way.set(network.under_way.get() - 1);
                match network.answers.borrow_mut().pop_front() {
                    Some(cause) => not_found_out(&query, cause, now()),
                    None => Outcome::Probe(ProbeOutcome::begun(now())),
                }
            }
            .boxed_local()
        };
        let means = Means {
            ask: Box::new(ask),
            sleep,
            now,
        };
        Pool::new(
            means,
            AtOnce {
                dns: 2,
                policies: 1,
                probes,
            },
        )
    }

    fn number(&self) -> usize {
        self.asked.borrow().len()
    }
}

fn probe(host: &str) -> Query {
    Query::probe(host.parse().unwrap(), Service::Smtp)
}

fn busy(retry_after: Option<u32>) -> Cause {
    Cause::Busy {
        retry_after,
        detail: "enough".into(),
    }
}

type Task = Pin<Box<dyn Future<Output = Outcome>>>;

fn task(pool: &Rc<Pool>, query: Query) -> Task {
    let pool = Rc::clone(pool);
    Box::pin(async move { pool.ask(&query).await })
}

/// Polls all in turn; those that are over go.
fn poll_all(tasks: &mut Vec<Task>) {
    let mut context = Context::from_waker(Waker::noop());
    tasks.retain_mut(|task| task.as_mut().poll(&mut context).is_pending());
}

fn run(mut tasks: Vec<Task>) {
    for _ in 0..10_000 {
        poll_all(&mut tasks);
        if tasks.is_empty() {
            return;
        }
    }
    panic!("{} tasks never end", tasks.len());
}

#[test]
fn one_probe_for_all_who_ask_at_once_and_later() {
    let network = Network::default();
    let pool = network.pool(4);
    run((0..5).map(|_| task(&pool, probe("mx.example"))).collect());
    assert_eq!(network.number(), 1);
    run(vec![
        task(&pool, probe("mx.example")),
        task(&pool, probe("mx2.example")),
    ]);
    assert_eq!(network.number(), 2);
}

#[test]
fn no_more_probes_at_once_than_the_relay_allows() {
    let network = Network::default();
    let pool = network.pool(2);
    run((0..9)
        .map(|at| task(&pool, probe(&format!("mx{at}.example"))))
        .collect());
    assert_eq!((network.number(), network.most_under_way.get()), (9, 2));
    let network = Network::default();
    run(vec![task(&network.pool(0), probe("mx.example"))]);
    assert_eq!(network.number(), 1, "none at all would leave no end");
}

#[test]
fn who_goes_takes_nothing_from_who_stays() {
    let network = Network::default();
    let pool = network.pool(1);
    let mut leaving = vec![task(&pool, probe("mx.example"))];
    poll_all(&mut leaving);
    let mut staying = vec![
        task(&pool, probe("mx.example")),
        task(&pool, probe("mx2.example")),
    ];
    poll_all(&mut staying);
    drop(leaving);
    run(staying);
    assert_eq!(network.number(), 2);
    // When nobody wants to know any more, it is given up, and the room is free again.
    let mut leaving = vec![task(&pool, probe("mx3.example"))];
    poll_all(&mut leaving);
    drop(leaving);
    run(vec![
        task(&pool, probe("mx4.example")),
        task(&pool, probe("mx3.example")),
    ]);
    assert_eq!(network.number(), 5);
}

#[test]
fn a_busy_relay_is_left_alone_as_long_as_it_wants() {
    for (told, waits) in [
        (Some(30), 30),
        (None, i64::from(USUAL_PATIENCE_S)),
        (Some(2), 2),
    ] {
        let network = Network::default();
        let pool = network.pool(4);
        network.answers.borrow_mut().push_back(busy(told));
        let mut tasks = vec![task(&pool, probe("mx.example"))];
        poll_all(&mut tasks);
        assert_eq!(pool.waits_until(), None);
        poll_all(&mut tasks);
        assert_eq!(
            pool.waits_until(),
            Some(Timestamp::from_millis(waits * 1000))
        );
        tasks.push(task(&pool, probe("mx2.example")));
        poll_all(&mut tasks);
        assert_eq!(network.number(), 1, "nobody asks meanwhile");
        run(tasks);
        assert_eq!(network.number(), 3);
        assert!(CLOCK.get() >= waits * 1000);
        assert_eq!(pool.waits_until(), None);
    }
}

#[test]
fn patience_has_an_end_and_such_an_answer_is_not_remembered() {
    let network = Network::default();
    let pool = network.pool(4);
    network
        .answers
        .borrow_mut()
        .extend((0..100).map(|_| busy(Some(1))));
    run(vec![task(&pool, probe("mx.example"))]);
    assert_eq!(network.number(), MAX_TRIES as usize);
    network.answers.borrow_mut().clear();
    network
        .answers
        .borrow_mut()
        .push_back(busy(Some(MOST_PATIENCE_S + 1)));
    run(vec![task(&pool, probe("mx.example"))]);
    assert_eq!(network.number(), MAX_TRIES as usize + 1);
    run(vec![task(&pool, probe("mx.example"))]);
    assert_eq!(network.number(), MAX_TRIES as usize + 2);
}

#[test]
fn a_failure_counts_for_all() {
    let network = Network::default();
    let pool = network.pool(4);
    network.answers.borrow_mut().push_back(Cause::Refused);
    run(vec![
        task(&pool, probe("mx.example")),
        task(&pool, probe("mx2.example")),
    ]);
    run(vec![
        task(&pool, probe("mx.example")),
        task(&pool, probe("mx2.example")),
    ]);
    assert_eq!(network.number(), 2);
}

#[test]
fn what_is_remembered_has_an_end() {
    let network = Network::default();
    let pool = network.pool(4);
    for at in 0..=MAX_PROBES {
        run(vec![task(&pool, probe(&format!("mx{at}.example")))]);
    }
    assert_eq!(pool.known.borrow().len(), MAX_PROBES);
    run(vec![task(&pool, probe("mx0.example"))]);
    assert_eq!(network.number(), MAX_PROBES + 2, "the oldest was forgotten");
}
