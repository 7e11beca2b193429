//! How to get a relay, in three lines, and what there is without one.

use yew::prelude::*;

use crate::route::Route;

pub(super) fn relay_help() -> Html {
    html! {
        <div class="relay-help">
            <p>{ "To get one, on a machine whose network lets port 25 out:" }</p>
            <ol>
                <li>{ "Fetch Waxseal’s source, and go into its folder." }</li>
                <li>{ "Run " }<code>{ "make serve" }</code>{ "." }</li>
                <li>{ "Open the address that it prints: that page has its relay." }</li>
            </ol>
            <p>
                { "Or name somebody’s relay in the " }<a href={Route::Settings.href()}>{ "settings" }</a>
                { ". Or look at a " }<a href={Route::Samples.href()}>{ "sample report" }</a>
                { ", which needs none." }
            </p>
        </div>
    }
}
