//! The application: what holds during the visit, and which page is where.

use yew::prelude::*;

use crate::components::{DropZone, Frame};
use crate::hooks::use_route;
use crate::pages::{
    AboutPage, CheckPage, ComparePage, FilePage, FindingsPage, HistoryOfPage, HistoryPage,
    HomePage, KeptPage, LearnPage, NotCheckablePage, NotFoundPage, SamplePage, SamplesPage,
    SettingsPage, SharedPage,
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
            <DropZone />
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
            Route::Shared { packed } => html! { <SharedPage packed={packed.clone()} /> },
            Route::History => html! { <HistoryPage /> },
            Route::HistoryOf { name } => {
                html! { <HistoryOfPage key={name.clone()} name={name.clone()} /> }
            }
            Route::Kept { name, at } => html! { <KeptPage name={name.clone()} at={*at} /> },
            Route::Compare { pair } => {
                html! { <ComparePage key={format!("{pair:?}")} pair={pair.clone()} /> }
            }
            Route::Samples => html! { <SamplesPage /> },
            Route::Sample { name } => {
                html! { <SamplePage key={name.clone()} name={name.clone()} /> }
            }
            Route::Settings => html! { <SettingsPage /> },
            Route::About => html! { <AboutPage /> },
            Route::Learn | Route::Topic { .. } | Route::Grading => {
                html! { <LearnPage here={route.clone()} /> }
            }
            Route::Findings => html! { <FindingsPage /> },
            Route::Finding { code } => html! { <FindingsPage code={code.clone()} /> },
            Route::NotFound | Route::Check { .. } | Route::Host { .. } => {
                html! { <NotFoundPage /> }
            }
        },
    }
}
