//! A report that a link carries.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::components::{DomainForm, ReportView};
use crate::escape::{Lines, visible};
use crate::hooks::use_title;
use crate::route::Route;
use crate::share::{LinkFault, Told, open};
use crate::survey::Survey;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct SharedPageProps {
    /// What the link carries.
    pub(crate) packed: String,
}

#[component]
pub(crate) fn SharedPage(props: &SharedPageProps) -> Html {
    let opened = use_state(|| None::<Result<Rc<Survey>, LinkFault>>);
    {
        let opened = opened.clone();
        use_effect_with(props.packed.clone(), move |packed| {
            opened.set(None);
            let packed = packed.clone();
            spawn_local(async move {
                let evidence = open(&packed).await;
                opened.set(Some(
                    evidence.map(|evidence| Rc::new(Survey::replay(evidence))),
                ));
            });
        });
    }
    match &*opened {
        None => html! { <div class="prose"><h1 tabindex="-1">{ "Opening the report…" }</h1></div> },
        Some(Ok(survey)) => {
            let again = Route::of(&survey.report.subject).href();
            let note = html! {
                <div class="unverified" role="note">
                    <p><strong>{ "Shared by link: what it says was not verified here." }</strong>
                        { " The observations come from whoever made the link, and could be made up. The judgement was made in \
                           your browser." }</p>
                    <a class="button primary" href={again}>{ "Check now" }</a>
                </div>
            };
            html! { <ReportView survey={Rc::clone(survey)} note={Some(note)} /> }
        }
        Some(Err(fault)) => html! { <BrokenLink fault={fault.clone()} /> },
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct BrokenLinkProps {
    fault: LinkFault,
}

#[component]
fn BrokenLink(props: &BrokenLinkProps) -> Html {
    use_title("A link that cannot be opened".to_owned());
    let Told {
        what,
        why,
        remedy,
        id,
    } = props.fault.told();
    html! {
        <div class="prose">
            <h1 tabindex="-1">{ "This link cannot be opened" }</h1>
            <div role="alert" class="told">
                <p>{ what }</p>
                <p>{ why }</p>
                <p><strong>{ "What to do: " }</strong>{ remedy }</p>
                <p class="hint"><code>{ id }</code>{ " " }{ visible(props.fault.detail(), Lines::Escape) }</p>
            </div>
            <DomainForm />
        </div>
    }
}
