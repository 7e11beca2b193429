//! The application: what holds during the visit, and which page is where.

use yew::prelude::*;

use crate::browser::Part;
use crate::components::{DropZone, Frame, WithPart};
use crate::hooks::use_route;
use crate::pages::{
    AboutPage, CheckPage, ComparePage, FilePage, FindingsPage, HistoryOfPage, HistoryPage,
    HomePage, KeptPage, LearnPage, ManyPage, NotCheckablePage, NotFoundPage, SamplePage,
    SamplesPage, SettingsPage, SharedPage,
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
    match route {
        Route::Home => html! { <HomePage /> },
        Route::Settings => html! { <SettingsPage /> },
        Route::About => html! { <AboutPage /> },
        Route::Learn | Route::Topic { .. } | Route::Grading => {
            html! { <LearnPage here={route.clone()} /> }
        }
        Route::Findings => html! { <FindingsPage /> },
        Route::Finding { code } => html! { <FindingsPage code={code.clone()} /> },
        Route::NotFound => html! { <NotFoundPage /> },
        Route::Reports | Route::Message => {
            html! { <WithPart key={route.href()} part={Part::Reader} here={route.clone()} /> }
        }
        // The key makes a new page of every subject: nothing of the old survey is seen under a new name.
        _ => {
            html! { <WithPart key={route.href()} part={Part::Judge} here={route.clone()} /> }
        }
    }
}

/// The pages that judge. What they are made of may not be there yet when [`page`] is called.
pub(crate) fn judged(route: &Route) -> Html {
    match route.subject() {
        Some(Ok(subject)) => html! { <CheckPage {subject} /> },
        Some(Err(why)) => html! { <NotCheckablePage {why} /> },
        None => match route {
            Route::File => html! { <FilePage /> },
            Route::Shared { packed } => html! { <SharedPage packed={packed.clone()} /> },
            Route::History => html! { <HistoryPage /> },
            Route::HistoryOf { name } => html! { <HistoryOfPage name={name.clone()} /> },
            Route::Kept { name, at } => html! { <KeptPage name={name.clone()} at={*at} /> },
            Route::Compare { pair } => html! { <ComparePage pair={pair.clone()} /> },
            Route::Many => html! { <ManyPage /> },
            Route::Samples => html! { <SamplesPage /> },
            Route::Sample { name } => html! { <SamplePage name={name.clone()} /> },
            _ => html! { <NotFoundPage /> },
        },
    }
}
