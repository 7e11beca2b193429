//! What there is to read, fetched once a visit and only if somebody reads.

use std::cell::RefCell;

use analysis::learn::Learn;
use yew::prelude::*;

use super::fetched::{Fetched, use_fetched};
use crate::net::learn;

/// Whether there is something to read.
pub(crate) type Learning = Fetched<Learn>;

thread_local! {
    static PLACE: RefCell<Learning> = const { RefCell::new(Fetched::Awaited) };
}

/// What there is to read, once it is there.
#[hook]
pub(crate) fn use_learn() -> Learning {
    use_fetched(&PLACE, learn)
}
