//! Opens files: evidence is judged here and without asking anybody, a saved report is shown as what it says, several are
//! compared.

use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::browser::{Part, fetch_part};
use crate::escape::{Lines, visible};
use crate::import::take;
use crate::visit::use_visit;

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
            let Some(list) = input.files().filter(|files| files.length() > 0) else {
                return;
            };
            let files = (0..list.length()).filter_map(|at| list.get(at)).collect();
            let (complaint, visit) = (complaint.clone(), visit.clone());
            spawn_local(async move {
                complaint.set(match fetch_part(Part::Judge).await {
                    Ok(()) => take(files, &visit).await.err(),
                    Err(why) => Some(why),
                });
                // So that choosing the same file again is a change again.
                input.set_value("");
            });
        })
    };
    html! {
        <div class="file-opener">
            <label for="evidence-file">{ "Open saved evidence" }</label>
            <input id="evidence-file" type="file" multiple=true accept=".json,application/json" onchange={on_change}
                aria-describedby="evidence-file-hint" />
            <p class="complaint" role="alert">{ for complaint.as_ref().map(|complaint| visible(complaint, Lines::Escape)) }</p>
            <p id="evidence-file-hint" class="hint">
                { "An evidence file saved here or by the command line; or drop it anywhere on this page. It is judged in your \
                   browser and nobody is asked. Two files are compared." }
            </p>
        </div>
    }
}
