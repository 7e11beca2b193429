//! A kept check.

use std::rc::Rc;

use analysis::diff::ago;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::browser::now;
use crate::components::ReportView;
use crate::history::open;
use crate::hooks::use_title;
use crate::route::Route;
use crate::survey::Survey;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct KeptPageProps {
    /// The name of its subject.
    pub(crate) name: String,
    /// When it was, in milliseconds.
    pub(crate) at: i64,
}

#[component]
pub(crate) fn KeptPage(props: &KeptPageProps) -> Html {
    let opened = use_state(|| None::<Result<Rc<Survey>, String>>);
    {
        let opened = opened.clone();
        use_effect_with(props.clone(), move |props| {
            let KeptPageProps { name, at } = props.clone();
            opened.set(None);
            spawn_local(async move {
                let evidence = open(&name, at).await;
                opened.set(Some(
                    evidence.map(|evidence| Rc::new(Survey::replay(evidence))),
                ));
            });
        });
    }
    match &*opened {
        None => html! { <div class="prose"><h1 tabindex="-1">{ "Opening the check…" }</h1></div> },
        Some(Ok(survey)) => {
            let again = Route::of(&survey.report.subject).href();
            let history = Route::HistoryOf {
                name: props.name.clone(),
            }
            .href();
            let note = html! {
                <p class="replayed">
                    { format!("Kept in this browser: looked at {}. Nobody was asked now. ", ago(survey.evidence.now, now())) }
                    <a href={history}>{ "History" }</a>{ " · " }<a href={again}>{ "Check now" }</a>
                </p>
            };
            html! { <ReportView survey={Rc::clone(survey)} note={Some(note)} /> }
        }
        Some(Err(why)) => html! { <NoSuchCheck why={why.clone()} /> },
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct NoSuchCheckProps {
    why: String,
}

#[component]
fn NoSuchCheck(props: &NoSuchCheckProps) -> Html {
    use_title("No such check".to_owned());
    html! {
        <div class="prose">
            <h1 tabindex="-1">{ "This check cannot be opened" }</h1>
            <p role="alert">{ crate::escape::visible(&props.why, crate::escape::Lines::Escape) }</p>
            <p><a href={Route::History.href()}>{ "Everything that is kept" }</a></p>
        </div>
    }
}
