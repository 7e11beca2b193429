//! Where files are chosen: several, or a folder; dropping them anywhere on the page does the same.

use web_sys::{File, HtmlInputElement};
use yew::prelude::*;

use crate::browser::chosen_files;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct ChooserProps {
    /// Given what was chosen.
    pub(super) on_files: Callback<Vec<File>>,
}

#[component]
pub(super) fn Chooser(props: &ChooserProps) -> Html {
    let on_change = {
        let on_files = props.on_files.clone();
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else {
                return;
            };
            on_files.emit(chosen_files(&input));
            // So that choosing the same files again is a change again.
            input.set_value("");
        })
    };
    html! {
        <div class="chooser">
            <div class="chooser-field">
                <label for="report-files">{ "Choose files" }</label>
                <input id="report-files" type="file" multiple=true onchange={on_change.clone()} aria-describedby="report-files-hint" />
            </div>
            <div class="chooser-field">
                <label for="report-folder">{ "Or a whole folder" }</label>
                <input id="report-folder" type="file" multiple=true webkitdirectory=true onchange={on_change} aria-describedby="report-files-hint" />
            </div>
            <p id="report-files-hint" class="hint">
                { "As they came: .xml, .xml.gz, .zip, .json, .json.gz, or the mails that brought them (.eml, .mbox). \
                   Or drop them anywhere on this page. A hundred at once are no trouble." }
            </p>
        </div>
    }
}
