//! Where in the page the user is.

use yew::prelude::*;

use crate::browser::{on_move, place};
use crate::route::Route;

/// The place that the address names, now and whenever it changes.
#[hook]
pub(crate) fn use_route() -> Route {
    let route = use_state_eq(|| Route::parse(&place()));
    {
        let route = route.clone();
        use_effect_with((), move |()| {
            let moves = on_move(move || route.set(Route::parse(&place())));
            move || drop(moves)
        });
    }
    (*route).clone()
}
