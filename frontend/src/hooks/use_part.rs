//! Whether a part of the program is there.

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::browser::{Part, fetch_part, part_is_here};

/// Whether a part is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    /// Not yet.
    Awaited,
    /// It is.
    Here,
    /// It could not be fetched; why, in words for the user.
    Missing(String),
}

/// Fetches a part unless it is there; the callback tries again.
#[hook]
pub(crate) fn use_part(part: Part) -> (Presence, Callback<()>) {
    let state = use_state_eq(|| {
        if part_is_here(part) {
            Presence::Here
        } else {
            Presence::Awaited
        }
    });
    let round = use_state(|| 0_u32);
    {
        let state = state.clone();
        use_effect_with(*round, move |_| {
            spawn_local(async move {
                let fetched = fetch_part(part).await;
                state.set(match fetched {
                    Ok(()) => Presence::Here,
                    Err(why) => Presence::Missing(why),
                });
            });
        });
    }
    let again = {
        let state = state.clone();
        Callback::from(move |()| {
            state.set(Presence::Awaited);
            round.set(round.wrapping_add(1));
        })
    };
    ((*state).clone(), again)
}
