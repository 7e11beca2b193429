//! Evidence from a file, or what a saved report says.

use std::rc::Rc;

use analysis::export::{Glimpse, GlimpsedFinding};
use yew::prelude::*;

use crate::components::{FileOpener, ReportView};
use crate::escape::{Lines, visible};
use crate::hooks::use_title;
use crate::route::Route;
use crate::survey::Survey;
use crate::visit::use_visit;

#[component]
pub(crate) fn FilePage() -> Html {
    let visit = use_visit();
    let survey = use_memo(visit.opened, |opened| {
        opened
            .as_ref()
            .map(|opened| Rc::new(Survey::replay((*opened.0).clone())))
    });
    match (visit.glimpsed, (*survey).clone()) {
        (Some(glimpse), _) => html! { <SavedReport {glimpse} /> },
        (None, Some(survey)) => html! { <ReportView {survey} /> },
        (None, None) => html! { <NothingOpened /> },
    }
}

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

#[derive(Clone, Debug, PartialEq, Properties)]
struct SavedReportProps {
    glimpse: Rc<Glimpse>,
}

/// A judgement without what it rests on.
#[component]
fn SavedReport(props: &SavedReportProps) -> Html {
    let Glimpse {
        name,
        is_domain,
        judged_at,
        grade,
        findings,
    } = &*props.glimpse;
    use_title(format!("{name}, a saved report"));
    let shown = |text: &str| visible(text, Lines::Escape);
    html! {
        <div class="prose saved-report">
            <p class="overline">{ "A saved report" }</p>
            <h1 tabindex="-1">{ name.to_string() }</h1>
            <div class="unverified" role="note">
                <p><strong>{ "A report file holds a judgement, not what it rests on." }</strong>
                    { " So it cannot be judged again here, and this is only what the file says. Next time, save the evidence: \
                       that can be opened in full." }</p>
                if *is_domain {
                    <a class="button primary" href={Route::Check { domain: name.to_string() }.href()}>{ "Check now" }</a>
                }
            </div>
            <dl class="facts">
                <dt>{ "Grade" }</dt><dd>{ shown(grade) }</dd>
                <dt>{ "Judged at" }</dt><dd>{ shown(judged_at) }</dd>
            </dl>
            <h2>{ "Findings" }</h2>
            <ul class="saved-findings">
                { for findings.iter().map(|GlimpsedFinding { severity, title, detail }| html! {
                    <li><strong>{ shown(severity) }</strong>{ ": " }{ shown(title) }<span class="hint">{ shown(detail) }</span></li>
                }) }
            </ul>
            <FileOpener />
        </div>
    }
}
