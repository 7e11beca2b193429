//! What is handed from one page to another: files that were dropped or chosen elsewhere, and a message that is to be looked
//! at.

use std::cell::RefCell;

use web_sys::File;
use yew::Callback;

use crate::browser::{go_instead, go_to};
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
    give(to, handed, go_to);
}

/// Hands on what turned out to be another page's, and goes there: “back” leads to where one was before.
pub(crate) fn hand_on(to: &Route, handed: Handed) {
    give(to, handed, go_instead);
}

fn give(to: &Route, handed: Handed, go: fn(&Route)) {
    let taker = TAKER.with_borrow(Clone::clone);
    match taker {
        Some((here, taker)) if here == *to => taker.emit(handed),
        _ => {
            WAITING.set(Some(handed));
            go(to);
        }
    }
}

/// Whether this page is open and takes what is handed over.
pub(crate) fn takes(here: &Route) -> bool {
    TAKER.with_borrow(|taker| taker.as_ref().is_some_and(|(there, _)| there == here))
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
    if takes(here) {
        TAKER.set(None);
    }
}
