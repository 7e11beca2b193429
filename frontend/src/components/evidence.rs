//! What was seen, verbatim.

use yew::prelude::*;

use crate::escape::{Lines, visible};

/// Records, replies, names: as they came, made visible.
pub(super) fn evidence_list(seen: &[String]) -> Html {
    if seen.is_empty() {
        return Html::default();
    }
    html! {
        <figure class="evidence">
            <figcaption>{ "What was seen" }</figcaption>
            <ul>
                { for seen.iter().map(|seen| html! {
                    <li><pre tabindex="0"><code>{ visible(seen, Lines::Keep) }</code></pre></li>
                }) }
            </ul>
        </figure>
    }
}
