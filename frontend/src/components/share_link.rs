//! Links: one that checks again, and one that carries the report itself.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::copy_button::CopyButton;
use crate::browser::page_url;
use crate::route::Route;
use crate::share::{ReportLink, length_words, link};
use crate::survey::Survey;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct ShareLinkProps {
    pub(crate) survey: Rc<Survey>,
}

#[component]
pub(crate) fn ShareLink(props: &ShareLinkProps) -> Html {
    let made = use_state(|| None::<ReportLink>);
    let survey = &props.survey;
    // What is learnt later is not in a link that was made before.
    {
        let made = made.clone();
        use_effect_with(Rc::as_ptr(&survey.evidence), move |_| made.set(None));
    }
    let on_make = {
        let (made, evidence) = (made.clone(), Rc::clone(&survey.evidence));
        Callback::from(move |_: MouseEvent| {
            let (made, evidence) = (made.clone(), Rc::clone(&evidence));
            spawn_local(async move { made.set(Some(link(&evidence).await)) });
        })
    };
    let again = {
        let route = Route::of(&survey.report.subject);
        Callback::from(move |()| [page_url(), route.href()].concat())
    };
    html! {
        <div class="share-link">
            <h3>{ "Send a link" }</h3>
            <div class="choices">
                <CopyButton label="Copy a link that checks again" text={again} />
                <button type="button" class="button" onclick={on_make}>{ "Make a link with this report" }</button>
            </div>
            <div aria-live="polite">{ for made.as_ref().map(shown) }</div>
        </div>
    }
}

fn shown(made: &ReportLink) -> Html {
    let words = match made {
        ReportLink::Made(link) => {
            let text = link.clone();
            return html! {
                <div class="made-link">
                    <label for="report-link">{ "The link" }</label>
                    <input id="report-link" type="text" readonly=true value={link.clone()} aria-describedby="report-link-hint" />
                    <CopyButton label="Copy the link" text={Callback::from(move |()| text.clone())} />
                    <p id="report-link-hint" class="hint">
                        { length_words(link.len()) }{ " Whoever has the link can read the report; no server hears of it." }
                    </p>
                </div>
            };
        }
        ReportLink::TooLong(length) => format!(
            "This report would make a link of {} kilobytes, which many programs cut. Save the evidence and send the file instead.",
            length.div_ceil(1024)
        ),
        ReportLink::Unsupported => "This browser is too old to make such a link. Save the evidence and send the file instead.".to_owned(),
    };
    html! { <p class="hint">{ words }</p> }
}
