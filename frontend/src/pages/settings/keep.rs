//! Settings as a file, and back to the beginning.

use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::browser::{download, indented, read_file};
use crate::settings::{self, Settings, Tokens};
use crate::visit::use_visit;

/// Far more than any settings.
const MAX_FILE: u32 = 1024 * 1024;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct KeepProps {
    /// Called when all settings were replaced by others.
    pub(super) on_replaced: Callback<()>,
}

#[component]
pub(super) fn Keep(props: &KeepProps) -> Html {
    let visit = use_visit();
    // What became of it: whether it went well, and in words.
    let outcome = use_state(|| (true, String::new()));
    let save = {
        let (visit, outcome) = (visit.clone(), outcome.clone());
        Callback::from(move |_: MouseEvent| {
            let json = indented(settings::to_file(&visit.settings));
            outcome.set(if download("waxseal-settings.json", &json) {
                (true, "Saved, without tokens.".to_owned())
            } else {
                (false, "The browser did not take the file.".to_owned())
            });
        })
    };
    let open = {
        let (visit, outcome) = (visit.clone(), outcome.clone());
        let on_replaced = props.on_replaced.clone();
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else {
                return;
            };
            let Some(file) = input.files().and_then(|files| files.get(0)) else {
                return;
            };
            let (outcome, on_replaced) = (outcome.clone(), on_replaced.clone());
            let on_settings = visit.on_settings.clone();
            spawn_local(async move {
                let read = read_file(&file, MAX_FILE)
                    .await
                    .and_then(|file| settings::read_file(&file));
                match read {
                    Ok(settings) => {
                        let relay = settings.relay.clone();
                        on_settings.emit(settings);
                        on_replaced.emit(());
                        outcome.set((true, taken(relay.as_deref())));
                    }
                    Err(why) => outcome.set((false, why)),
                }
                // So that choosing the same file again is a change again.
                input.set_value("");
            });
        })
    };
    let reset = {
        let (visit, outcome) = (visit.clone(), outcome.clone());
        let on_replaced = props.on_replaced.clone();
        Callback::from(move |_: MouseEvent| {
            visit.on_tokens.emit(Tokens::default());
            visit.on_settings.emit(Settings::default());
            on_replaced.emit(());
            outcome.set((
                true,
                "All is as at the beginning; tokens are forgotten.".to_owned(),
            ));
        })
    };
    let (is_well, words) = &*outcome;
    html! {
        <section class="settings-section" aria-labelledby="keep-heading">
            <h2 id="keep-heading">{ "Take them along" }</h2>
            <p class="hint" id="keep-hint">{ "A file with everything on this page but tokens and the permission to try recipients." }</p>
            <div class="choices">
                <button type="button" class="button" onclick={save} aria-describedby="keep-hint">{ "Save settings as a file" }</button>
                <button type="button" class="button" onclick={reset}>{ "Reset everything" }</button>
            </div>
            <div class="file-opener">
                <label for="settings-file">{ "Use settings from a file" }</label>
                <input id="settings-file" type="file" accept=".json,application/json" onchange={open}
                    aria-invalid={if *is_well { "false" } else { "true" }} aria-describedby="settings-file-complaint" />
                <p id="settings-file-complaint" class="complaint" role="alert">{ if *is_well { "" } else { words.as_str() } }</p>
            </div>
            <p role="status">{ if *is_well { words.as_str() } else { "" } }</p>
        </section>
    }
}

/// Whoever made the file chose the relay too, which sees every domain from now on.
fn taken(relay: Option<&str>) -> String {
    match relay {
        Some(relay) => format!("The settings are in force. The relay is now {relay}."),
        None => "The settings are in force.".to_owned(),
    }
}
