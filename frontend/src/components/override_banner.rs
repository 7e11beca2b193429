//! Says that the link which opened this page chose the resolver or the relay.

use std::fmt::Display;

use yew::prelude::*;

use super::icon::{IconKind, icon};
use crate::settings::Overrides;

pub(super) fn override_banner(overrides: &Overrides) -> Html {
    if overrides.is_empty() {
        return Html::default();
    }
    html! {
        <aside class="banner" aria-label="Chosen by the link">
            { icon(IconKind::Warning) }
            <div>
                { for overrides.resolver.as_ref().map(|given| line("resolver", given)) }
                { for overrides.relay.as_ref().map(|given| line("relay", given)) }
                <p>
                    { "It holds for this visit. Go on only if you trust who made the link: a resolver or relay can \
                       make a report say anything. " }
                    <a href="./">{ "Open without it" }</a>
                </p>
            </div>
        </aside>
    }
}

fn line(what: &str, given: &Result<impl Display, impl Display>) -> Html {
    match given {
        Ok(endpoint) => html! {
            <p>{ format!("The link that opened this page chose the {what} ") }<code>{ endpoint.to_string() }</code>{ "." }</p>
        },
        Err(why) => html! {
            <p>{ format!("The link that opened this page names a {what} that cannot be used. {why}") }</p>
        },
    }
}
