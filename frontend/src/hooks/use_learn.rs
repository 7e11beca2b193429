//! What there is to read, fetched once a visit and only if somebody reads.

use std::cell::RefCell;
use std::rc::Rc;

use analysis::learn::Learn;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::net::learn;

thread_local! {
    /// What was fetched for an earlier page of this visit.
    static FETCHED: RefCell<Learning> = const { RefCell::new(Learning::Awaited) };
}

/// Whether there is something to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Learning {
    /// Not yet.
    Awaited,
    /// There is.
    Here(Rc<Learn>),
    /// There is not; why, in words for the user.
    Missing(String),
}

/// Fetches what there is to read unless it is there; what could not be fetched is tried again by the next page.
#[hook]
pub(crate) fn use_learn() -> Learning {
    let learning = use_state_eq(|| FETCHED.with_borrow(Clone::clone));
    {
        let learning = learning.clone();
        use_effect_with((), move |()| {
            if matches!(*learning, Learning::Here(_)) {
                return;
            }
            spawn_local(async move {
                let fetched = match learn().await {
                    Ok(learn) => Learning::Here(Rc::new(learn)),
                    Err(why) => Learning::Missing(why),
                };
                FETCHED.set(fetched.clone());
                learning.set(fetched);
            });
        });
    }
    (*learning).clone()
}
