//! Whether what judges is there.

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::browser::{judge, judge_is_here};

/// Whether what judges is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Judge {
    /// Not yet.
    Awaited,
    /// It is.
    Here,
    /// It could not be fetched; why, in words for the user.
    Missing(String),
}

/// Fetches what judges unless it is there; the callback tries again.
#[hook]
pub(crate) fn use_judge() -> (Judge, Callback<()>) {
    let state = use_state_eq(|| {
        if judge_is_here() {
            Judge::Here
        } else {
            Judge::Awaited
        }
    });
    let round = use_state(|| 0_u32);
    {
        let state = state.clone();
        use_effect_with(*round, move |_| {
            spawn_local(async move {
                let judged = judge().await;
                state.set(match judged {
                    Ok(()) => Judge::Here,
                    Err(why) => Judge::Missing(why),
                });
            });
        });
    }
    let again = {
        let state = state.clone();
        Callback::from(move |()| {
            state.set(Judge::Awaited);
            round.set(round.wrapping_add(1));
        })
    };
    ((*state).clone(), again)
}
