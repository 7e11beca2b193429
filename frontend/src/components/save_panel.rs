//! Saving: the report for programs, the evidence for opening again.

use std::rc::Rc;

use yew::prelude::*;

use super::outline::Part;
use crate::browser::{download, indented};
use crate::hooks::Explaining;
use crate::survey::Survey;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct SavePanelProps {
    pub(crate) survey: Rc<Survey>,
    pub(crate) explaining: Explaining,
}

#[component]
pub(crate) fn SavePanel(props: &SavePanelProps) -> Html {
    let complaint = use_state(|| None::<String>);
    let save = |kind: &'static str, json: fn(&SavePanelProps) -> serde_json::Result<String>| {
        let (props, complaint) = (props.clone(), complaint.clone());
        Callback::from(move |_: MouseEvent| {
            let saved = json(&props).map_err(|error| error.to_string());
            complaint.set(match saved {
                Ok(json) if download(&file_name(&props.survey, kind), &json) => None,
                Ok(_) => Some("The browser did not take the file.".to_owned()),
                Err(error) => Some(format!("The file could not be made: {error}.")),
            });
        })
    };
    html! {
        <section class="save-panel" id={Part::Keep.id()} aria-labelledby="save-heading">
            <h2 id="save-heading">{ "Keep it" }</h2>
            <p class="hint">
                { "The evidence holds everything that was seen, and can be opened again here or on the command line. \
                   The report is the judgement, for programs. Nothing is uploaded." }
            </p>
            <div class="choices">
                <button type="button" class="button" onclick={save("evidence", |props| serde_json::to_string(&*props.survey.evidence))}>
                    { "Save evidence" }
                </button>
                <button type="button" class="button" onclick={save("report", report)}>
                    { "Save report" }
                </button>
            </div>
            <p class="complaint" role="alert">{ for complaint.as_ref() }</p>
        </section>
    }
}

/// The report with its explanations, as far as they could be fetched.
fn report(props: &SavePanelProps) -> serde_json::Result<String> {
    let report = &*props.survey.report;
    let json = match &props.explaining {
        Explaining::Here(explanations) => {
            serde_json::to_string(&report.clone().explained(explanations))
        }
        Explaining::Awaited | Explaining::Missing(_) => serde_json::to_string(report),
    };
    json.map(indented)
}

/// Domain names hold nothing that a file system minds.
fn file_name(survey: &Survey, kind: &str) -> String {
    let name = survey.report.subject.name();
    format!(
        "waxseal-{name}-{}.{kind}.json",
        survey.report.judged_at.date()
    )
}
