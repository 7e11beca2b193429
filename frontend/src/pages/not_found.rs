//! Addresses that lead nowhere.

use yew::prelude::*;

use crate::components::DomainForm;
use crate::escape::{Lines, visible};
use crate::hooks::use_title;

/// No page has this address.
#[component]
pub(crate) fn NotFoundPage() -> Html {
    use_title("Not found".to_owned());
    html! {
        <div class="prose">
            <h1 tabindex="-1">{ "There is no such page" }</h1>
            <p>{ "The address may be mistyped. What did you want to check?" }</p>
            <DomainForm />
        </div>
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct NotCheckablePageProps {
    /// What is wrong with the name in the address.
    pub(crate) why: String,
}

/// The address names something that is no domain or service.
#[component]
pub(crate) fn NotCheckablePage(props: &NotCheckablePageProps) -> Html {
    use_title("Nothing to check".to_owned());
    html! {
        <div class="prose">
            <h1 tabindex="-1">{ "This cannot be checked" }</h1>
            <p role="alert">{ visible(&props.why, Lines::Escape) }</p>
            <DomainForm />
        </div>
    }
}
