//! Saving and sharing: links, the evidence for opening again, and the report for programs, spreadsheets, tickets and paper.

use std::rc::Rc;

use analysis::export;
use analysis::report::Report;
use yew::prelude::*;

use super::copy_button::CopyButton;
use super::outline::Part;
use super::share_link::ShareLink;
use crate::browser::{download_as, indented, print};
use crate::hooks::Explaining;
use crate::survey::Survey;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct SavePanelProps {
    pub(crate) survey: Rc<Survey>,
    pub(crate) explaining: Explaining,
}

/// A kind of file.
#[derive(Clone, Copy)]
struct Kind {
    label: &'static str,
    ending: &'static str,
    media_type: &'static str,
    text: fn(&SavePanelProps) -> serde_json::Result<String>,
}

const KINDS: [Kind; 4] = [
    Kind {
        label: "Save evidence",
        ending: "evidence.json",
        media_type: "application/json",
        text: evidence_file,
    },
    Kind {
        label: "Save report",
        ending: "report.json",
        media_type: "application/json",
        text: report_file,
    },
    Kind {
        label: "Save findings (CSV)",
        ending: "findings.csv",
        media_type: "text/csv;charset=utf-8",
        text: findings_csv,
    },
    Kind {
        label: "Save Markdown",
        ending: "md",
        media_type: "text/markdown;charset=utf-8",
        text: report_markdown,
    },
];

#[component]
pub(crate) fn SavePanel(props: &SavePanelProps) -> Html {
    let complaint = use_state(|| None::<String>);
    let save = |kind: Kind| {
        let (props, complaint) = (props.clone(), complaint.clone());
        let onclick = Callback::from(move |_: MouseEvent| {
            let saved = (kind.text)(&props).map_err(|error| error.to_string());
            complaint.set(match saved {
                Ok(text)
                    if download_as(
                        &file_name(&props.survey, kind.ending),
                        kind.media_type,
                        &text,
                    ) =>
                {
                    None
                }
                Ok(_) => Some("The browser did not take the file.".to_owned()),
                Err(error) => Some(format!("The file could not be made: {error}.")),
            });
        });
        html! { <button type="button" class="button" {onclick}>{ kind.label }</button> }
    };
    let markdown = {
        let props = props.clone();
        Callback::from(move |()| export::markdown(&explained(&props)))
    };
    html! {
        <section class="save-panel" id={Part::Keep.id()} aria-labelledby="save-heading">
            <h2 id="save-heading">{ "Keep it, send it" }</h2>
            <ShareLink survey={Rc::clone(&props.survey)} />
            <h3>{ "Save a file" }</h3>
            <p class="hint">
                { "The evidence holds everything that was seen, and can be opened again here or on the command line. \
                   The report is the judgement, for programs. Nothing is uploaded." }
            </p>
            <div class="choices">{ for KINDS.map(save) }</div>
            <p class="complaint" role="alert">{ for complaint.as_ref() }</p>
            <h3>{ "For a ticket or for paper" }</h3>
            <div class="choices">
                <CopyButton label="Copy as Markdown" text={markdown} />
                <button type="button" class="button" onclick={Callback::from(|_: MouseEvent| print())}>
                    { "Print or save as PDF" }
                </button>
            </div>
        </section>
    }
}

// Functions with names of their own: scripts/split-page.mjs goes by them, and closures are merged under any name.

fn evidence_file(props: &SavePanelProps) -> serde_json::Result<String> {
    serde_json::to_string(&*props.survey.evidence)
}

fn report_file(props: &SavePanelProps) -> serde_json::Result<String> {
    serde_json::to_string(&explained(props)).map(indented)
}

fn findings_csv(props: &SavePanelProps) -> serde_json::Result<String> {
    Ok(export::csv(&explained(props)))
}

fn report_markdown(props: &SavePanelProps) -> serde_json::Result<String> {
    Ok(export::markdown(&explained(props)))
}

/// The report with its explanations, as far as they could be fetched.
fn explained(props: &SavePanelProps) -> Report {
    let report = (*props.survey.report).clone();
    match &props.explaining {
        Explaining::Here(explanations) => report.explained(explanations),
        Explaining::Awaited | Explaining::Missing(_) => report,
    }
}

/// Domain names hold nothing that a file system minds.
fn file_name(survey: &Survey, ending: &str) -> String {
    let name = survey.report.subject.name();
    format!("waxseal-{name}-{}.{ending}", survey.report.judged_at.date())
}
