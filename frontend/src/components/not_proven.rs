//! What a good grade does not say.

use yew::prelude::*;

pub(super) fn not_proven() -> Html {
    html! {
        <section class="not-proven" aria-labelledby="not-proven-heading">
            <h2 id="not-proven-heading">{ "What this does not prove" }</h2>
            <ul>
                <li>{ "That mail is unreadable to the servers themselves. Transport encryption ends at each server; only \
                       end-to-end encryption goes further." }</li>
                <li>{ "That every sender insists on it. Many deliver in clear where a server offers nothing better." }</li>
                <li>{ "That it looks the same from elsewhere, or in an hour. This is one look from one place." }</li>
                <li>{ "Anything about the mail’s content, spam, or who may send in the domain’s name." }</li>
            </ul>
        </section>
    }
}
