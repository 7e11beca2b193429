//! Summing up what was read: at once where that takes no time, and otherwise in turns, with the user let in between.

use std::cell::Cell;
use std::rc::Rc;

use analysis::reports::summary::{DmarcSummary, Filter, GroupBy, Summing, summarize};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::browser::timed;

use super::desk::{Seen, Turn};
use super::live::Checked;
use super::report_view::{ByPlace, Summed};

/// Rows of reports up to which all is summed up at once: that takes some milliseconds.
const AT_ONCE: usize = 10_000;
/// Rows that are summed up between two looks at the clock: less than a millisecond's work.
const PIECE: usize = 2048;

/// What is to be summed up.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Asked {
    pub(super) seen: Seen,
    pub(super) filter: Filter,
    pub(super) by: GroupBy,
    pub(super) names: ByPlace,
    pub(super) checked: Option<Checked>,
}

impl Asked {
    fn is_small(&self) -> bool {
        let reports = self.seen.collection.aggregate();
        reports
            .iter()
            .map(|report| report.rows().len())
            .sum::<usize>()
            <= AT_ONCE
    }

    fn at_once(&self) -> DmarcSummary {
        let known = self.checked.as_ref().map(Checked::known);
        summarize(
            &self.seen.collection,
            &self.filter,
            self.by,
            &self.names.0,
            &known.unwrap_or_default(),
        )
    }

    /// Nothing if it is over before it is done.
    async fn in_turns(&self, is_over: &Cell<bool>) -> Option<DmarcSummary> {
        let known = self
            .checked
            .as_ref()
            .map(Checked::known)
            .unwrap_or_default();
        let names = &self.names.0;
        let mut summing = Summing::new(&self.seen.collection, &self.filter, self.by, names, &known);
        let mut turn = Turn::begin();
        loop {
            // What was asked for before is drawn first.
            turn.rest().await;
            if is_over.get() {
                return None;
            }
            let summary = timed("summarize", || {
                loop {
                    let summary = summing.step(PIECE);
                    if summary.is_some() || turn.is_over() {
                        break summary;
                    }
                }
            });
            if summary.is_some() {
                return summary;
            }
        }
    }
}

/// A summary of the reports and the period that were asked for.
#[derive(Clone, Debug)]
pub(super) struct Sum {
    pub(super) summed: Summed,
    /// Whether its sources are grouped and named as was asked for, too. Those of an earlier wish stay meanwhile.
    pub(super) is_current: bool,
}

/// Sums up what is asked for; nothing as long as that takes.
#[hook]
pub(super) fn use_sum(asked: &Asked) -> Option<Sum> {
    let found = use_state(|| None::<(Asked, Summed)>);
    let at_once = use_memo(asked.clone(), |asked| {
        let sum = || timed("summarize", || asked.at_once());
        asked.is_small().then(|| Summed(Rc::new(sum())))
    });
    {
        let found = found.setter();
        use_effect_with(asked.clone(), move |asked| {
            let is_over = Rc::new(Cell::new(false));
            if !asked.is_small() {
                let (asked, is_over) = (asked.clone(), Rc::clone(&is_over));
                spawn_local(async move {
                    if let Some(summary) = asked.in_turns(&is_over).await {
                        found.set(Some((asked, Summed(Rc::new(summary)))));
                    }
                });
            }
            move || is_over.set(true)
        });
    }
    let current = |summed: &Summed| Sum {
        summed: summed.clone(),
        is_current: true,
    };
    let in_turns = || {
        let (of, summed) = found.as_ref()?;
        // Figures of other reports or of another period would be told of the wrong mail.
        let is_of_it = of.seen == asked.seen && of.filter == asked.filter;
        is_of_it.then(|| Sum {
            summed: summed.clone(),
            is_current: of == asked,
        })
    };
    at_once.as_ref().as_ref().map(current).or_else(in_turns)
}
