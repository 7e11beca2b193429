//! A message or its headers.

use yew::prelude::*;

use crate::handed::{leave, take_handed};
use crate::hooks::use_title;
use crate::route::Route;

#[component]
pub(super) fn MessagePage() -> Html {
    use_title("A message".to_owned());
    use_effect_with((), |()| {
        take_handed(Route::Message, &Callback::noop());
        || leave(&Route::Message)
    });
    html! {
        <div class="reading">
            <h1 tabindex="-1">{ "The way of a message" }</h1>
        </div>
    }
}
