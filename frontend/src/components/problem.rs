//! A trouble in four parts: what happened, likely why, what to do, and a word to search for.

use yew::prelude::*;

use super::icon::{IconKind, icon};
use crate::escape::{Lines, visible};
use crate::problems::Problem;

/// Shows a trouble; `actions` are the buttons and links that go with what to do.
pub(crate) fn problem(problem: &Problem, actions: Html) -> Html {
    let Problem {
        id,
        what,
        why,
        remedy,
        said,
    } = problem;
    let shown = |text: &str| visible(text, Lines::Escape);
    html! {
        <section class="problem" aria-label={shown(what)} data-problem={*id}>
            { icon(IconKind::Error) }
            <div>
                <p class="problem-what"><strong>{ shown(what) }</strong></p>
                <dl>
                    <dt>{ "Likely why" }</dt><dd>{ shown(why) }</dd>
                    <dt>{ "What to do" }</dt><dd>{ shown(remedy) }</dd>
                    <dt>{ "To search for" }</dt>
                    <dd>
                        <code>{ *id }</code>
                        { for said.as_ref().map(|said| html! { <span class="hint">{ format!(" ({})", shown(said)) }</span> }) }
                    </dd>
                </dl>
                <div class="choices">{ actions }</div>
            </div>
        </section>
    }
}
