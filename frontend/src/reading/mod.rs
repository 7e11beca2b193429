//! What others wrote, read here: report files about a domain's mail, and messages.
//!
//! All of it is a part of the program of its own (`browser::Part::Reader`): what is not in this module must not call
//! anything in it but [`page`], once that part is there. Nothing that is read leaves the page, and nothing of it is kept.

mod asking;
mod chooser;
mod contents;
mod desk;
mod enforce_view;
mod failures;
mod figures;
mod given;
mod line;
mod line_order;
mod lines;
mod live;
mod message_form;
mod message_page;
mod message_path;
mod message_proof;
mod message_view;
mod names;
mod numbers;
mod period;
mod pictures;
mod progress;
mod report_view;
mod reports_page;
mod save;
mod source_detail;
mod sources;
mod summing;
mod tls_lines;
mod tls_pictures;
mod tls_view;
mod to_mend;
mod trend_view;
mod verdict;
mod what_became;
mod words;

use yew::prelude::*;

use crate::route::Route;

/// The pages that read.
#[inline(never)]
pub(crate) fn page(route: &Route) -> Html {
    match route {
        Route::Message => html! { <message_page::MessagePage /> },
        _ => html! { <reports_page::ReportsPage /> },
    }
}
