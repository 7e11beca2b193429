//! What was seen, verbatim.

use yew::prelude::*;

use crate::escape::{Lines, visible};

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct EvidenceListProps {
    /// Records, replies, names: as they came.
    pub(crate) seen: Vec<String>,
}

#[component]
pub(crate) fn EvidenceList(props: &EvidenceListProps) -> Html {
    if props.seen.is_empty() {
        return Html::default();
    }
    html! {
        <figure class="evidence">
            <figcaption>{ "What was seen" }</figcaption>
            <ul>
                { for props.seen.iter().map(|seen| html! {
                    <li><pre tabindex="0"><code>{ visible(seen, Lines::Keep) }</code></pre></li>
                }) }
            </ul>
        </figure>
    }
}
