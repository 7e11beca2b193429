//! Whether a `<details>` is open.

use web_sys::HtmlDetailsElement;
use yew::prelude::*;

/// Whether it is open, and what its `toggle` event calls. What is costly to draw is drawn only while it is.
#[hook]
pub(crate) fn use_open() -> (bool, Callback<Event>) {
    let open = use_state(|| false);
    let ontoggle = {
        let open = open.clone();
        Callback::from(move |event: Event| {
            if let Some(details) = event.target_dyn_into::<HtmlDetailsElement>() {
                open.set(details.open());
            }
        })
    };
    (*open, ontoggle)
}
