//! Files that are handed from one page to another: they were dropped or chosen elsewhere.

use std::cell::RefCell;

use web_sys::File;
use yew::Callback;

use crate::browser::go_to;
use crate::route::Route;

thread_local! {
    static WAITING: RefCell<Option<Vec<File>>> = const { RefCell::new(None) };
    static TAKER: RefCell<Option<(Route, Callback<Vec<File>>)>> = const { RefCell::new(None) };
}

/// Hands files to a page, and goes there.
pub(crate) fn hand_over(to: &Route, files: Vec<File>) {
    let taker = TAKER.with_borrow(Clone::clone);
    match taker {
        Some((here, taker)) if here == *to => taker.emit(files),
        _ => {
            WAITING.set(Some(files));
            go_to(to);
        }
    }
}

/// Gives a page what is handed over to it from now on, and what waits for it.
pub(crate) fn take_handed(here: Route, taker: &Callback<Vec<File>>) {
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
