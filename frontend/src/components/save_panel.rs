//! Saving: the report for programs, the evidence for opening again.

use std::rc::Rc;

use yew::prelude::*;

use crate::browser::download;
use crate::survey::Survey;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct SavePanelProps {
    pub(crate) survey: Rc<Survey>,
}

#[component]
pub(crate) fn SavePanel(props: &SavePanelProps) -> Html {
    let complaint = use_state(|| None::<String>);
    let save = |kind: &'static str, json: fn(&Survey) -> serde_json::Result<String>| {
        let (survey, complaint) = (Rc::clone(&props.survey), complaint.clone());
        Callback::from(move |_: MouseEvent| {
            let saved = json(&survey).map_err(|error| error.to_string());
            complaint.set(match saved {
                Ok(json) if download(&file_name(&survey, kind), &json) => None,
                Ok(_) => Some("The browser did not take the file.".to_owned()),
                Err(error) => Some(format!("The file could not be made: {error}.")),
            });
        })
    };
    html! {
        <section class="save-panel" aria-labelledby="save-heading">
            <h2 id="save-heading">{ "Keep it" }</h2>
            <p class="hint">
                { "The evidence holds everything that was seen, and can be opened again here or on the command line. \
                   The report is the judgement, for programs. Nothing is uploaded." }
            </p>
            <div class="choices">
                <button type="button" class="button" onclick={save("evidence", |survey| serde_json::to_string(&*survey.evidence))}>
                    { "Save evidence" }
                </button>
                <button type="button" class="button" onclick={save("report", |survey| serde_json::to_string_pretty(&*survey.report))}>
                    { "Save report" }
                </button>
            </div>
            <p class="complaint" role="alert">{ for complaint.as_ref() }</p>
        </section>
    }
}

/// Domain names hold nothing that a file system minds.
fn file_name(survey: &Survey, kind: &str) -> String {
    let name = survey.report.subject.name();
    format!(
        "waxseal-{name}-{}.{kind}.json",
        survey.report.judged_at.date()
    )
}
