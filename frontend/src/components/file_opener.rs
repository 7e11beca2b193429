//! Opens an evidence file: a report from elsewhere, judged here and without asking anybody.

use analysis::evidence::Evidence;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::browser::{go_to, read_file};
use crate::escape::{Lines, visible};
use crate::route::Route;
use crate::visit::use_visit;

/// Far more than any evidence of ten hosts.
const MAX_FILE: u32 = 16 * 1024 * 1024;

#[component]
pub(crate) fn FileOpener() -> Html {
    let complaint = use_state(|| None::<String>);
    let visit = use_visit();
    let on_change = {
        let complaint = complaint.clone();
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else {
                return;
            };
            let Some(file) = input.files().and_then(|files| files.get(0)) else {
                return;
            };
            let complaint = complaint.clone();
            let on_open = visit.on_open.clone();
            spawn_local(async move {
                match read_evidence(&file).await {
                    Ok(evidence) => {
                        complaint.set(None);
                        on_open.emit(evidence);
                        go_to(&Route::File);
                    }
                    Err(why) => complaint.set(Some(why)),
                }
                // So that choosing the same file again is a change again.
                input.set_value("");
            });
        })
    };
    html! {
        <div class="file-opener">
            <label for="evidence-file">{ "Open saved evidence" }</label>
            <input id="evidence-file" type="file" accept=".json,application/json" onchange={on_change}
                aria-describedby="evidence-file-hint" />
            <p class="complaint" role="alert">{ for complaint.as_ref().map(|why| visible(why, Lines::Escape)) }</p>
            <p id="evidence-file-hint" class="hint">
                { "An evidence file saved here or by the command line. It is judged in your browser and nobody is asked." }
            </p>
        </div>
    }
}

async fn read_evidence(file: &web_sys::File) -> Result<Evidence, String> {
    let bytes = read_file(file, MAX_FILE).await?;
    analysis::json::from_slice(&bytes)
        .map_err(|error| format!("This is no evidence file that this page can read: {error}."))
}
