//! The explanations of findings, fetched once a visit and only if there is a report.

use std::cell::RefCell;
use std::rc::Rc;

use analysis::finding::Explanations;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::net::explanations;

thread_local! {
    /// What was fetched for an earlier report of this visit.
    static FETCHED: RefCell<Explaining> = const { RefCell::new(Explaining::Awaited) };
}

/// Whether findings can be explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Explaining {
    /// Not yet.
    Awaited,
    /// They can.
    Here(Rc<Explanations>),
    /// They cannot; why, in words for the user.
    Missing(String),
}

/// Fetches the explanations unless they are there; what could not be fetched is tried again with the next report.
#[hook]
pub(crate) fn use_explanations() -> Explaining {
    let explaining = use_state_eq(|| FETCHED.with_borrow(Clone::clone));
    {
        let explaining = explaining.clone();
        use_effect_with((), move |()| {
            if matches!(*explaining, Explaining::Here(_)) {
                return;
            }
            spawn_local(async move {
                let fetched = match explanations().await {
                    Ok(explanations) => Explaining::Here(Rc::new(explanations)),
                    Err(why) => Explaining::Missing(why),
                };
                FETCHED.set(fetched.clone());
                explaining.set(fetched);
            });
        });
    }
    (*explaining).clone()
}
