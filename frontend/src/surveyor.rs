//! The loop: asks what a survey wants to know, tells it what came back, and shows it, until nothing is outstanding.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use analysis::evidence::{Subject, Wishes};
use analysis::query::Query;
use futures_util::future::{AbortHandle, Abortable};
use gloo_timers::future::TimeoutFuture;
use shared::{Extras, PolicyFile};
use wasm_bindgen_futures::spawn_local;

use crate::browser::now;
use crate::many::pool::Pool;
use crate::net::Asker;
use crate::survey::{Action, Survey};

/// The report is brought up to date at most this often, in milliseconds: about every other animation frame. A timer
/// and not the frame itself, because a page in the background gets no frames and should still finish.
const FRAME_MS: u32 = 33;

/// The same for one of many, of which only the end is shown: judging takes time from the others.
const FRAME_OF_MANY_MS: u32 = 250;

/// Runs one survey. Dropping it stops nothing; [`Surveyor::close`] does.
pub(crate) struct Surveyor {
    asker: Rc<Asker>,
    /// What is found out together with other surveys, if there are others.
    pool: Option<Rc<Pool>>,
    fresh: Cell<bool>,
    survey: RefCell<Survey>,
    tasks: RefCell<BTreeMap<Query, AbortHandle>>,
    show: Box<dyn Fn(Rc<Survey>)>,
    frame_awaited: Cell<bool>,
    closed: Cell<bool>,
}

impl Surveyor {
    /// Begins to ask, afresh if caches are not to answer; `show` is called with every new state, at most thirty times a second.
    pub(crate) fn begin(
        subject: Subject,
        asker: Rc<Asker>,
        fresh: bool,
        show: impl Fn(Rc<Survey>) + 'static,
    ) -> Rc<Self> {
        let extras = asker.extras(&subject);
        Self::begin_with(subject, asker, None, extras, fresh, show)
    }

    /// Begins one of many: what the others found out is not asked again, and servers are asked for no more than the usual.
    pub(crate) fn begin_one_of_many(
        subject: Subject,
        asker: Rc<Asker>,
        pool: Rc<Pool>,
        show: impl Fn(Rc<Survey>) + 'static,
    ) -> Rc<Self> {
        Self::begin_with(subject, asker, Some(pool), Extras::default(), false, show)
    }

    fn begin_with(
        subject: Subject,
        asker: Rc<Asker>,
        pool: Option<Rc<Pool>>,
        extras: Extras,
        fresh: bool,
        show: impl Fn(Rc<Survey>) + 'static,
    ) -> Rc<Self> {
        let survey = Survey::begin(subject, asker.vantage(), now()).wishing(extras, asker.wishes());
        let surveyor = Rc::new(Self {
            asker,
            pool,
            fresh: Cell::new(fresh),
            survey: RefCell::new(survey),
            tasks: RefCell::default(),
            show: Box::new(show),
            frame_awaited: Cell::new(false),
            closed: Cell::new(false),
        });
        surveyor.ask_all();
        surveyor.publish();
        surveyor
    }

    /// Stops asking; what was learnt stays.
    pub(crate) fn cancel(self: &Rc<Self>) {
        self.abort_all();
        self.apply(Action::Cancel);
    }

    /// Asks again what could not be found out.
    pub(crate) fn retry(self: &Rc<Self>) {
        // What a cache remembers is the very failure.
        self.fresh.set(true);
        self.apply(Action::Retry);
        self.ask_all();
    }

    /// Asks one thing again.
    pub(crate) fn retry_one(self: &Rc<Self>, query: Query) {
        self.fresh.set(true);
        self.apply(Action::RetryOne(query));
        self.ask_all();
    }

    /// Takes the text of a policy from the user.
    pub(crate) fn paste(self: &Rc<Self>, policy: PolicyFile) {
        self.apply(Action::Paste(policy));
    }

    /// Asks mail servers for more than the usual.
    pub(crate) fn ask_more(self: &Rc<Self>, extras: Extras) {
        self.apply(Action::AskMore(extras));
        self.ask_all();
    }

    /// Looks for more in DNS, or judges by other demands.
    pub(crate) fn wish(self: &Rc<Self>, wishes: Wishes) {
        self.apply(Action::Wish(wishes));
        self.ask_all();
    }

    /// Stops everything and shows nothing any more.
    pub(crate) fn close(&self) {
        self.closed.set(true);
        self.abort_all();
    }

    fn ask_all(self: &Rc<Self>) {
        let queries = self.survey.borrow().to_ask();
        for query in queries {
            self.survey
                .borrow_mut()
                .apply(Action::Ask(query.clone()), now());
            let (handle, registration) = AbortHandle::new_pair();
            self.tasks.borrow_mut().insert(query.clone(), handle);
            let task = Abortable::new(Rc::clone(self).ask(query), registration);
            spawn_local(async move {
                // An aborted task has nothing to say: `Action::Cancel` says it for all of them.
                let _aborted = task.await;
            });
        }
    }

    async fn ask(self: Rc<Self>, query: Query) {
        let outcome = match &self.pool {
            Some(pool) => pool.ask(&query).await,
            None => {
                let more = |outcome| self.apply(Action::LearnMore(query.clone(), outcome));
                self.asker.ask(&query, self.fresh.get(), more).await
            }
        };
        self.tasks.borrow_mut().remove(&query);
        self.apply(Action::Learn(query, outcome));
        self.ask_all();
        let missed_something = {
            let survey = self.survey.borrow();
            !survey.is_running() && !survey.worth_asking_again().is_empty()
        };
        // Only now does the relay know how its connections fared, and whether the fault may be its own. Whoever runs many
        // surveys asks that once for all.
        if missed_something
            && self.pool.is_none()
            && let Some(relay) = self.asker.standing().await
        {
            self.apply(Action::Stand(relay));
        }
    }

    fn apply(self: &Rc<Self>, action: Action) {
        if self.closed.get() {
            return;
        }
        self.survey.borrow_mut().apply(action, now());
        if self.frame_awaited.replace(true) {
            return;
        }
        let surveyor = Rc::clone(self);
        let frame_ms = if self.pool.is_some() {
            FRAME_OF_MANY_MS
        } else {
            FRAME_MS
        };
        spawn_local(async move {
            TimeoutFuture::new(frame_ms).await;
            surveyor.frame_awaited.set(false);
            surveyor.publish();
        });
    }

    fn publish(&self) {
        if self.closed.get() {
            return;
        }
        self.survey.borrow_mut().apply(Action::Judge, now());
        let survey = Rc::new(self.survey.borrow().clone());
        (self.show)(survey);
    }

    fn abort_all(&self) {
        let tasks = std::mem::take(&mut *self.tasks.borrow_mut());
        for task in tasks.into_values() {
            task.abort();
        }
    }
}

impl fmt::Debug for Surveyor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Surveyor")
            .field("survey", &self.survey)
            .finish_non_exhaustive()
    }
}
