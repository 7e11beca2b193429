//! The parts of what the reports say, to go to.

use yew::prelude::*;

use crate::browser::show;

/// A part that is there: the id of its heading, what it is called, and how many things stand there if that says something.
pub(super) type Part = (&'static str, &'static str, Option<usize>);

/// Buttons and not links: what is behind the `#` of the address is the route.
pub(super) fn contents(parts: &[Part]) -> Html {
    html! {
        <nav class="outline" aria-label="Parts of these reports">
            <ul role="list">{ for parts.iter().map(|part| html! { <li key={part.0}>{ button(*part) }</li> }) }</ul>
        </nav>
    }
}

fn button((id, title, number): Part) -> Html {
    let onclick = Callback::from(move |_: MouseEvent| show(&format!("#{id}")));
    html! {
        <button type="button" class="outline-link" {onclick}>
            { title }
            { for number.map(|number| html! { <span class="number">{ number }</span> }) }
        </button>
    }
}
