//! Saving what the reports say, for spreadsheets and programs.

use analysis::reports::export::{dmarc_csv, reports_file, tls_csv};
use analysis::reports::summary::Filter;
use analysis::reports::tls::live;
use yew::prelude::*;

use crate::browser::{download_as, indented, print};

use super::desk::Seen;
use super::live::Checked;
use super::report_view::Summed;
use super::tls_view::TlsSummed;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct SaveReportsProps {
    pub(super) seen: Seen,
    pub(super) summed: Summed,
    pub(super) tls: TlsSummed,
    /// A check of the domain, if there is one.
    pub(super) checked: Option<Checked>,
}

/// A kind of file.
#[derive(Clone, Copy)]
struct Kind {
    label: &'static str,
    ending: &'static str,
    media_type: &'static str,
    text: fn(&SaveReportsProps, &Filter) -> Result<String, String>,
}

const CSV: &str = "text/csv;charset=utf-8";
const MAIL: Kind = Kind {
    label: "Save mail as CSV",
    ending: "dmarc.csv",
    media_type: CSV,
    text: mail,
};
const CONNECTIONS: Kind = Kind {
    label: "Save connections as CSV",
    ending: "tls.csv",
    media_type: CSV,
    text: connections,
};
const EVERYTHING: Kind = Kind {
    label: "Save everything as JSON",
    ending: "reports.json",
    media_type: "application/json",
    text: everything,
};

#[component]
pub(super) fn SaveReports(props: &SaveReportsProps) -> Html {
    let complaint = use_state_eq(|| None::<String>);
    let save = |kind: Kind| {
        let (props, complaint) = (props.clone(), complaint.clone());
        let onclick = Callback::from(move |_: MouseEvent| {
            let filter = &props.summed.0.filter;
            let name = match &filter.domain {
                Some(domain) => format!("waxseal-{domain}-{}", kind.ending),
                None => format!("waxseal-{}", kind.ending),
            };
            complaint.set(match (kind.text)(&props, filter) {
                Ok(text) if download_as(&name, kind.media_type, &text) => None,
                Ok(_) => Some("The browser did not take the file.".to_owned()),
                Err(error) => Some(format!("The file could not be made: {error}.")),
            });
        });
        html! { <button type="button" class="button" {onclick}>{ kind.label }</button> }
    };
    html! {
        <section class="save-reports" aria-labelledby="save-reports-heading">
            <h2 id="save-reports-heading" tabindex="-1">{ "Save it" }</h2>
            <p class="hint">{ "What is shown above, for the domain and the period that are chosen. Nothing is uploaded." }</p>
            <div class="choices">
                if props.summed.0.reports > 0 { { save(MAIL) } }
                if props.tls.0.reports > 0 { { save(CONNECTIONS) } }
                { save(EVERYTHING) }
                <button type="button" class="button" onclick={Callback::from(on_paper)}>{ "Print or save as PDF" }</button>
            </div>
            <p class="complaint" role="alert">{ (*complaint).clone().unwrap_or_default() }</p>
        </section>
    }
}

// Functions with names of their own: scripts/split-page.mjs goes by them, and closures are merged under any name.

fn on_paper(_: MouseEvent) {
    print();
}

fn mail(props: &SaveReportsProps, filter: &Filter) -> Result<String, String> {
    Ok(dmarc_csv(&props.seen.collection, filter))
}

fn connections(props: &SaveReportsProps, filter: &Filter) -> Result<String, String> {
    Ok(tls_csv(&props.seen.collection, filter))
}

fn everything(props: &SaveReportsProps, filter: &Filter) -> Result<String, String> {
    let live: Vec<_> = props
        .checked
        .iter()
        .flat_map(|checked| {
            let failures = &props.tls.0.failures;
            failures
                .iter()
                .map(|failure| live(failure, &checked.0.report))
        })
        .collect();
    let mut file = reports_file(
        &props.seen.collection,
        filter,
        &props.summed.0,
        &props.tls.0,
    );
    file.live = &live;
    let json = serde_json::to_string(&file).map_err(|error| error.to_string())?;
    Ok(indented(json))
}
