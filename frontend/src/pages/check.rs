//! The check of a domain or of one server.

use analysis::evidence::Subject;
use yew::prelude::*;

use crate::components::{ReportView, SinceLast, relay_notice, relay_trouble};
use crate::hooks::use_survey;
use crate::visit::use_visit;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct CheckPageProps {
    /// What is checked.
    pub(crate) subject: Subject,
}

#[component]
pub(crate) fn CheckPage(props: &CheckPageProps) -> Html {
    let visit = use_visit();
    let handle = use_survey(&props.subject, &visit);
    match handle.survey.clone() {
        Some(survey) => html! {
            <>
                { relay_trouble(&visit) }
                <ReportView survey={survey.clone()} {handle} note={html! { <SinceLast {survey} /> }} />
            </>
        },
        None => html! {
            <article class="report">
                <header class="report-header">
                    <h1 tabindex="-1">{ props.subject.name().to_string() }</h1>
                </header>
                { relay_notice(&visit) }
            </article>
        },
    }
}
