//! The explanations of findings, fetched once a visit and only if there is a report.

use std::cell::RefCell;

use analysis::finding::Explanations;
use yew::prelude::*;

use super::fetched::{Fetched, use_fetched};
use crate::net::explanations;

/// Whether findings can be explained.
pub(crate) type Explaining = Fetched<Explanations>;

thread_local! {
    static PLACE: RefCell<Explaining> = const { RefCell::new(Fetched::Awaited) };
}

/// The explanations, once they are there.
#[hook]
pub(crate) fn use_explanations() -> Explaining {
    use_fetched(&PLACE, explanations)
}
