//! Where files are read: one after the other, in slices, with the user let in between.
//!
//! What was read lasts as long as the page is open, whichever part of it is shown, and no longer.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use analysis::reports::{Collection, Intake, Limits, Outcome, Step};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;
use yew::Callback;

use crate::browser::{clock_ms, path_of, read_slice};

/// How much of a file is in memory at once.
const SLICE: f64 = 1024.0 * 1024.0;
/// How long it is worked before the user is let in, in milliseconds: half a frame and less would be mostly waiting.
const TURN_MS: f64 = 20.0;
/// How often it is shown how far it is, in milliseconds.
const SHOW_MS: f64 = 200.0;

/// What is seen of the desk.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// How far it is, while files are read.
    pub(crate) running: Option<Running>,
    /// What was read when it last stood still.
    pub(crate) collection: Rc<Collection>,
    /// Whether the last reading was stopped by the user.
    pub(crate) was_stopped: bool,
    /// Grows with every change of the collection: comparing what collections hold would take long and say no more.
    pub(crate) version: u32,
}

impl PartialEq for Seen {
    fn eq(&self, other: &Self) -> bool {
        self.running == other.running
            && self.version == other.version
            && self.was_stopped == other.was_stopped
    }
}

/// How far the reading is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Running {
    /// Files that are done.
    pub(crate) files: usize,
    /// Files in all.
    pub(crate) of_files: usize,
    /// Bytes that were read.
    pub(crate) bytes: f64,
    /// Bytes in all.
    pub(crate) of_bytes: f64,
    /// Reports that were found.
    pub(crate) reports: u64,
    /// Records of the report that is being read.
    pub(crate) records: u64,
}

/// The desk.
pub(crate) struct Desk {
    intake: RefCell<Intake>,
    waiting: RefCell<VecDeque<File>>,
    running: Cell<Option<Running>>,
    collection: RefCell<Rc<Collection>>,
    version: Cell<u32>,
    stop: Cell<bool>,
    was_stopped: Cell<bool>,
    shown_at: Cell<f64>,
    show: RefCell<Option<Callback<Seen>>>,
}

thread_local! {
    static DESK: Rc<Desk> = Rc::new(Desk {
        intake: RefCell::new(Intake::new(Limits::default())),
        waiting: RefCell::default(),
        running: Cell::new(None),
        collection: RefCell::default(),
        version: Cell::new(0),
        stop: Cell::new(false),
        was_stopped: Cell::new(false),
        shown_at: Cell::new(0.0),
        show: RefCell::new(None),
    });
}

/// The one desk of this visit.
pub(crate) fn desk() -> Rc<Desk> {
    DESK.with(Rc::clone)
}

impl Desk {
    /// What is seen now.
    pub(crate) fn seen(&self) -> Seen {
        Seen {
            running: self.running.get(),
            collection: Rc::clone(&self.collection.borrow()),
            was_stopped: self.was_stopped.get(),
            version: self.version.get(),
        }
    }

    /// Shows every change from now on; nobody if `None`.
    pub(crate) fn watch(&self, show: Option<Callback<Seen>>) {
        self.show.replace(show);
    }

    /// Reads files, beside what was read before; `done` is called at the end.
    pub(crate) fn read(self: &Rc<Self>, files: Vec<File>, done: impl FnOnce(&Self) + 'static) {
        if files.is_empty() {
            return;
        }
        let before = self.running.get();
        let mut running = before.unwrap_or_default();
        running.of_files += files.len();
        running.of_bytes += files.iter().map(|file| file.size()).sum::<f64>();
        self.running.set(Some(running));
        self.waiting.borrow_mut().extend(files);
        self.was_stopped.set(false);
        if before.is_some() {
            // Whoever reads goes on with these.
            return;
        }
        self.stop.set(false);
        self.shown_at.set(clock_ms());
        self.publish();
        let desk = Rc::clone(self);
        spawn_local(async move {
            desk.read_all().await;
            done(&desk);
        });
    }

    /// Stops reading; what was read so far stays.
    pub(crate) fn stop(&self) {
        self.stop.set(true);
    }

    /// Puts everything away.
    pub(crate) fn clear(&self) {
        self.stop();
        if self.running.get().is_none() {
            self.intake.replace(Intake::new(Limits::default()));
            self.was_stopped.set(false);
            self.take_stock();
            self.publish();
        }
    }

    async fn read_all(&self) {
        let mut turn = Turn::begin();
        loop {
            let Some(file) = self.waiting.borrow_mut().pop_front() else {
                break;
            };
            self.intake.borrow_mut().open(&path_of(&file));
            self.read_one(&file, &mut turn).await;
            if self.stop.get() {
                break;
            }
            self.count(|running| running.files += 1);
        }
        // Summing up takes a moment of its own.
        turn.rest().await;
        // What was not begun is left out as a whole.
        self.waiting.borrow_mut().clear();
        self.was_stopped.set(self.stop.get());
        self.running.set(None);
        self.take_stock();
        self.publish();
    }

    async fn read_one(&self, file: &File, turn: &mut Turn) {
        let size = file.size();
        let mut at = 0.0;
        // An empty one is read as well: the browser may have something to say of it.
        loop {
            let end = (at + SLICE).min(size);
            match read_slice(file, at, end).await {
                Ok(bytes) => self.intake.borrow_mut().feed(bytes),
                Err(why) => {
                    self.intake.borrow_mut().fail(&why);
                    break;
                }
            }
            self.count(|running| running.bytes += end - at);
            at = end;
            if !self.work(turn).await {
                return;
            }
            if at >= size {
                self.intake.borrow_mut().close();
                break;
            }
        }
        self.work(turn).await;
    }

    /// Works off what was fed; whether the user wants it to go on.
    async fn work(&self, turn: &mut Turn) -> bool {
        loop {
            let step = self.intake.borrow_mut().step();
            if turn.is_over() {
                self.show_progress();
                turn.rest().await;
            }
            if self.stop.get() {
                self.intake.borrow_mut().stop();
                return false;
            }
            if step == Step::Idle {
                return true;
            }
        }
    }

    fn count(&self, change: impl FnOnce(&mut Running)) {
        if let Some(mut running) = self.running.get() {
            change(&mut running);
            self.running.set(Some(running));
        }
    }

    fn show_progress(&self) {
        let now = clock_ms();
        if now - self.shown_at.get() < SHOW_MS {
            return;
        }
        self.shown_at.set(now);
        let progress = self.intake.borrow().progress();
        self.count(|running| {
            running.reports = progress.reports;
            running.records = progress.records;
        });
        self.publish();
    }

    /// What was read is shown from now on. Reports are shared, not copied.
    fn take_stock(&self) {
        let collection = self.intake.borrow().collection().clone();
        self.collection.replace(Rc::new(collection));
        self.version.set(self.version.get().wrapping_add(1));
    }

    fn publish(&self) {
        let show = self.show.borrow().clone();
        if let Some(show) = show {
            show.emit(self.seen());
        }
    }
}

impl Desk {
    /// Whether all that was found in the last file is that it is a mail without a report.
    pub(crate) fn ended_with_mail(&self) -> bool {
        let collection = self.collection.borrow();
        let last = collection.readings().last();
        last.is_some_and(|reading| reading.outcome == Outcome::Mail)
    }
}

/// How long it was worked without letting the user in.
pub(super) struct Turn(f64);

impl Turn {
    pub(super) fn begin() -> Self {
        Self(clock_ms())
    }

    pub(super) fn is_over(&self) -> bool {
        clock_ms() - self.0 >= TURN_MS
    }

    pub(super) async fn rest(&mut self) {
        TimeoutFuture::new(0).await;
        *self = Self::begin();
    }
}
