//! What is handed from one page to another: files that were dropped or chosen elsewhere, and a message that is to be looked
//! at.

use std::cell::RefCell;

use web_sys::File;
use yew::Callback;

use crate::browser::go_to;
use crate::route::Route;

/// What is handed over.
#[derive(Clone, Debug)]
pub(crate) enum Handed {
    /// Files that others wrote.
    Files(Vec<File>),
    /// A message or its headers, as it came.
    Message(Vec<u8>),
}

thread_local! {
    static WAITING: RefCell<Option<Handed>> = const { RefCell::new(None) };
    static TAKER: RefCell<Option<(Route, Callback<Handed>)>> = const { RefCell::new(None) };
}

/// Hands something to a page, and goes there.
pub(crate) fn hand_over(to: &Route, handed: Handed) {
    let taker = TAKER.with_borrow(Clone::clone);
    match taker {
        Some((here, taker)) if here == *to => taker.emit(handed),
        _ => {
            WAITING.set(Some(handed));
            go_to(to);
        }
    }
}

/// Gives a page what is handed over to it from now on, and what waits for it.
pub(crate) fn take_handed(here: Route, taker: &Callback<Handed>) {
    TAKER.set(Some((here, taker.clone())));
    if let Some(waiting) = WAITING.take() {
        taker.emit(waiting);
    }
}

/// The page is left.
pub(crate) fn leave(here: &Route) {
    TAKER.with_borrow_mut(|taker| {
        if taker.as_ref().is_some_and(|(there, _)| there == here) {
            *taker = None;
        }
    });
}
