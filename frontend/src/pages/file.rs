//! Evidence from a file.

use std::rc::Rc;

use yew::prelude::*;

use crate::components::{FileOpener, ReportView};
use crate::hooks::use_title;
use crate::survey::Survey;
use crate::visit::use_visit;

#[component]
pub(crate) fn FilePage() -> Html {
    let opened = use_visit().opened;
    let survey = use_memo(opened, |opened| {
        opened
            .as_ref()
            .map(|opened| Rc::new(Survey::replay((*opened.0).clone())))
    });
    match (*survey).clone() {
        Some(survey) => html! { <ReportView {survey} origin={html! { <p>{ ORIGIN }</p> }} /> },
        None => html! { <NothingOpened /> },
    }
}

const ORIGIN: &str =
    "Opened from a file. Nobody was asked; what follows was seen when it was recorded.";

/// After a reload: the file was only in memory.
#[component]
fn NothingOpened() -> Html {
    use_title("Open saved evidence".to_owned());
    html! {
        <div class="prose">
            <h1 tabindex="-1">{ "Open saved evidence" }</h1>
            <FileOpener />
        </div>
    }
}
