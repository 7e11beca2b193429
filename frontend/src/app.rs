//! The application: what holds during the visit, and which page is where.

use yew::prelude::*;

use crate::components::Frame;
use crate::hooks::use_route;
use crate::pages::{
    AboutPage, CheckPage, FilePage, HomePage, NotCheckablePage, NotFoundPage, SamplePage,
    SamplesPage, SettingsPage,
};
use crate::route::Route;
use crate::visit::VisitProvider;

/// The whole page.
#[component]
pub(crate) fn App() -> Html {
    let here = use_route();
    html! {
        <VisitProvider>
            <Frame here={here.clone()}>{ page(&here) }</Frame>
        </VisitProvider>
    }
}

fn page(route: &Route) -> Html {
    match route.subject() {
        // The key makes a new page of every subject: nothing of the old survey is seen under a new name.
        Some(Ok(subject)) => html! { <CheckPage key={format!("{route:?}")} {subject} /> },
        Some(Err(why)) => html! { <NotCheckablePage {why} /> },
        None => match route {
            Route::Home => html! { <HomePage /> },
            Route::File => html! { <FilePage /> },
            Route::Samples => html! { <SamplesPage /> },
            Route::Sample { name } => {
                html! { <SamplePage key={name.clone()} name={name.clone()} /> }
            }
            Route::Settings => html! { <SettingsPage /> },
            Route::About => html! { <AboutPage /> },
            Route::NotFound | Route::Check { .. } | Route::Host { .. } => {
                html! { <NotFoundPage /> }
            }
        },
    }
}
