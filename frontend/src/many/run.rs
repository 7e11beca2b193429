//! The loop of a run: one survey a domain, two at once, with a [`Pool`] for all of them.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use analysis::evidence::Subject;
use futures_util::FutureExt as _;
use gloo_timers::future::TimeoutFuture;
use shared::{DomainName, RelayInfo, Timestamp};
use wasm_bindgen_futures::spawn_local;

use super::keep;
use super::pool::{AtOnce, Means, Pool};
use super::queue::{Action, Queue};
use super::row::{Row, failure};
use crate::browser::{load_run, now, store_run};
use crate::net::Asker;
use crate::survey::{
    Action as SurveyAction, DNS_AT_ONCE, POLICIES_AT_ONCE, PROBES_AT_ONCE, Survey,
};
use crate::surveyor::Surveyor;

/// What is kept is brought up to date at most this often, in milliseconds: it is written as a whole.
const KEEP_MS: u32 = 1500;
/// How long it is believed what the relay says of its own standing, in milliseconds.
const STANDING_MS: i64 = 30_000;

/// A run, or none yet.
pub(crate) struct Runner {
    queue: RefCell<Option<Queue>>,
    asking: RefCell<Option<Asking>>,
    surveyors: RefCell<Vec<(DomainName, Rc<Surveyor>)>>,
    /// Told of every change, and whether the browser keeps the run.
    show: Box<dyn Fn(Option<Rc<Queue>>, bool)>,
    keeps: Cell<bool>,
    is_kept: Cell<bool>,
    keeping_awaited: Cell<bool>,
    asks_another: Cell<bool>,
    closed: Cell<bool>,
}

/// Whom the run asks.
struct Asking {
    asker: Rc<Asker>,
    pool: Rc<Pool>,
    standing: RefCell<Option<(Timestamp, RelayInfo)>>,
}

impl Runner {
    /// Takes up the run that the browser kept, if it keeps one. `show` is told of every change.
    pub(crate) fn take_up(
        keeps: bool,
        show: impl Fn(Option<Rc<Queue>>, bool) + 'static,
    ) -> Rc<Self> {
        let kept = load_run().and_then(|text| keep::from_text(&text));
        if !keeps {
            // What was kept before that was switched off holds for this visit alone.
            let _forgotten = store_run(None);
        }
        let runner = Rc::new(Self {
            queue: RefCell::new(kept),
            asking: RefCell::default(),
            surveyors: RefCell::default(),
            show: Box::new(show),
            keeps: Cell::new(keeps),
            is_kept: Cell::new(true),
            keeping_awaited: Cell::new(false),
            asks_another: Cell::new(false),
            closed: Cell::new(false),
        });
        runner.publish();
        runner
    }

    /// It is known whom to ask. Another relay may see another world: what is under way begins again with it, and the run
    /// goes on.
    pub(crate) fn ask_by(self: &Rc<Self>, asker: Rc<Asker>) {
        let is_other = self.asking.borrow().is_some();
        if is_other {
            self.close_surveys();
            self.change(Action::Restart);
            let queue = self.queue.borrow();
            let has_begun = queue
                .as_ref()
                .is_some_and(|queue| queue.numbers().over() > 0);
            self.asks_another.set(has_begun);
        }
        let pool = pool_of(&asker, false);
        let standing = RefCell::default();
        self.asking.replace(Some(Asking {
            asker,
            pool,
            standing,
        }));
        self.publish();
        self.turn();
    }

    /// Whether some of the rows were seen through another relay or resolver than the one that is asked now.
    pub(crate) const fn asks_another(&self) -> bool {
        self.asks_another.get()
    }

    /// Begins with a list, in place of any other.
    pub(crate) fn begin(self: &Rc<Self>, domains: Vec<DomainName>) {
        self.close_surveys();
        // What was learnt for an earlier list may have been mended since.
        self.ask_anew();
        self.asks_another.set(false);
        self.queue.replace(Some(Queue::begin(domains, now())));
        self.keep_now();
        self.publish();
        self.turn();
    }

    /// Does what the user wants.
    pub(crate) fn act(self: &Rc<Self>, action: Action) {
        match action {
            Action::Stop => self.close_surveys(),
            // All of it: a server that turned us away at one address failed as well, and the others answer soon.
            Action::RetryFailed => self.ask_anew(),
            _ => {}
        }
        self.apply(action);
        self.turn();
    }

    /// Forgets all answers, so that the next questions go out, and past what a relay remembers.
    fn ask_anew(&self) {
        if let Some(asking) = self.asking.borrow_mut().as_mut() {
            asking.pool = pool_of(&asking.asker, true);
        }
    }

    /// Forgets the run.
    pub(crate) fn discard(&self) {
        self.close_surveys();
        self.queue.replace(None);
        self.is_kept.set(store_run(None));
        self.publish();
    }

    /// Until when the run waits because it was told to.
    pub(crate) fn waits_until(&self) -> Option<Timestamp> {
        self.asking.borrow().as_ref()?.pool.waits_until()
    }

    /// Stops everything and shows nothing any more; what is finished stays kept.
    pub(crate) fn close(&self) {
        self.close_surveys();
        self.change(Action::Stop);
        self.keep_now();
        self.closed.set(true);
    }

    /// Begins whatever may begin.
    fn turn(self: &Rc<Self>) {
        let Some((asker, pool)) = self
            .asking
            .borrow()
            .as_ref()
            .map(|asking| (Rc::clone(&asking.asker), Rc::clone(&asking.pool)))
        else {
            return;
        };
        let turn = self.queue.borrow().as_ref().map(Queue::to_begin);
        for domain in turn.unwrap_or_default() {
            self.apply(Action::Begin(domain.clone()));
            let subject = Subject::Domain {
                domain: domain.clone(),
            };
            let show = {
                let (runner, domain) = (Rc::downgrade(self), domain.clone());
                move |survey: Rc<Survey>| {
                    if let Some(runner) = runner.upgrade()
                        && !survey.is_running()
                    {
                        runner.ended(&domain, &survey);
                    }
                }
            };
            let surveyor =
                Surveyor::begin_one_of_many(subject, Rc::clone(&asker), Rc::clone(&pool), show);
            self.surveyors.borrow_mut().push((domain, surveyor));
        }
    }

    fn ended(self: &Rc<Self>, domain: &DomainName, survey: &Rc<Survey>) {
        let surveyor = {
            let mut surveyors = self.surveyors.borrow_mut();
            let at = surveyors.iter().position(|(known, _)| known == domain);
            at.map(|at| surveyors.swap_remove(at))
        };
        // It is told once; whoever was closed meanwhile is told nothing.
        let Some((domain, surveyor)) = surveyor else {
            return;
        };
        surveyor.close();
        let (runner, survey) = (Rc::clone(self), (**survey).clone());
        spawn_local(async move {
            let report = runner.judged(survey).await;
            let action = match failure(&report) {
                None => Action::Finish(domain, Rc::new(Row::of(&report))),
                Some(why) => Action::Fail(domain, why),
            };
            runner.apply(action);
            runner.turn();
        });
    }

    /// The judgement, when it is known whether silence may be the relay's own fault.
    async fn judged(&self, mut survey: Survey) -> Rc<analysis::Report> {
        if !survey.worth_asking_again().is_empty()
            && let Some(standing) = self.standing().await
        {
            survey.apply(SurveyAction::Stand(standing), now());
            survey.apply(SurveyAction::Judge, now());
        }
        survey.report
    }

    async fn standing(&self) -> Option<RelayInfo> {
        let asker = {
            let asking = self.asking.borrow();
            let asking = asking.as_ref()?;
            if let Some((at, info)) = asking.standing.borrow().as_ref()
                && now().millis().saturating_sub(at.millis()) < STANDING_MS
            {
                return Some(info.clone());
            }
            Rc::clone(&asking.asker)
        };
        let info = asker.standing().await?;
        if let Some(asking) = self.asking.borrow().as_ref() {
            asking.standing.replace(Some((now(), info.clone())));
        }
        Some(info)
    }

    fn apply(self: &Rc<Self>, action: Action) {
        if self.closed.get() {
            return;
        }
        let is_worth_keeping = !matches!(action, Action::Begin(_));
        self.change(action);
        self.publish();
        if !is_worth_keeping || self.keeping_awaited.replace(true) {
            return;
        }
        let runner = Rc::clone(self);
        spawn_local(async move {
            TimeoutFuture::new(KEEP_MS).await;
            runner.keeping_awaited.set(false);
            if !runner.closed.get() {
                runner.keep_now();
                runner.publish();
            }
        });
    }

    fn change(&self, action: Action) {
        if let Some(queue) = self.queue.borrow_mut().as_mut() {
            queue.apply(action, now());
        }
    }

    fn keep_now(&self) {
        let text = match self.queue.borrow().as_ref() {
            Some(queue) if self.keeps.get() => keep::to_text(queue, queue.elapsed_ms(now())),
            _ => return,
        };
        self.is_kept
            .set(text.is_some_and(|text| store_run(Some(&text))));
    }

    fn publish(&self) {
        if !self.closed.get() {
            let queue = self.queue.borrow().clone().map(Rc::new);
            (self.show)(queue, self.keeps.get() && self.is_kept.get());
        }
    }

    fn close_surveys(&self) {
        for (_, surveyor) in std::mem::take(&mut *self.surveyors.borrow_mut()) {
            surveyor.close();
        }
    }
}

fn pool_of(asker: &Rc<Asker>, fresh: bool) -> Rc<Pool> {
    let limits = asker.relay.as_ref().map(|(_, info)| info.limits);
    let probes = limits.and_then(|limits| usize::try_from(limits.probes_at_once).ok());
    let at_once = AtOnce {
        dns: DNS_AT_ONCE,
        policies: POLICIES_AT_ONCE,
        probes: probes.unwrap_or(PROBES_AT_ONCE).min(PROBES_AT_ONCE),
    };
    let asker = Rc::clone(asker);
    let means = Means {
        ask: Box::new(move |query| {
            let asker = Rc::clone(&asker);
            async move { asker.ask_once(&query, fresh).await }.boxed_local()
        }),
        sleep: |ms| TimeoutFuture::new(ms).boxed_local(),
        now,
    };
    Pool::new(means, at_once)
}

impl fmt::Debug for Runner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runner").finish_non_exhaustive()
    }
}
