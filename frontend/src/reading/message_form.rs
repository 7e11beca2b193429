//! Where a message is pasted or chosen.

use wasm_bindgen_futures::spawn_local;
use web_sys::{File, HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::browser::{chosen_files, read_file};

use super::reports_page::topic;

/// As much as is read of a message.
#[expect(clippy::cast_possible_truncation, reason = "32 MiB")]
const MAX_FILE: u32 = analysis::message::MAX_MESSAGE as u32;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct MessageFormProps {
    /// What is wrong with what was given.
    pub(super) complaint: Option<String>,
    /// Whether there is a message already: the field needs less room then.
    pub(super) is_read: bool,
    /// Given the message as it came.
    pub(super) on_message: Callback<Vec<u8>>,
    /// Told what is wrong before there is a message.
    pub(super) on_complaint: Callback<String>,
}

#[component]
pub(super) fn MessageForm(props: &MessageFormProps) -> Html {
    let field = use_node_ref();
    let on_submit = {
        let (field, on_message) = (field.clone(), props.on_message.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(area) = field.cast::<HtmlTextAreaElement>() {
                on_message.emit(area.value().into_bytes());
                // The field keeps the focus if there is something to mend.
                drop(area.focus());
            }
        })
    };
    let on_file = {
        let (on_message, on_complaint) = (props.on_message.clone(), props.on_complaint.clone());
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else {
                return;
            };
            if let Some(file) = chosen_files(&input).into_iter().next() {
                open(file, on_message.clone(), on_complaint.clone());
            }
            // So that choosing the same file again is a change again.
            input.set_value("");
        })
    };
    let is_wrong = props.complaint.is_some();
    html! {
        <form class="message-form" onsubmit={on_submit} novalidate=true>
            <label for="message-text">{ "The message, or its headers alone" }</label>
            <textarea ref={field} id="message-text" rows={if props.is_read { "4" } else { "10" }} spellcheck="false" autocomplete="off" autocapitalize="none"
                placeholder={"Received: from …\nAuthentication-Results: …\nFrom: …"}
                aria-invalid={is_wrong.to_string()} aria-describedby="message-complaint message-hint" />
            <p id="message-complaint" class="complaint" role="alert">{ props.complaint.clone().unwrap_or_default() }</p>
            <p id="message-hint" class="hint">
                { "Your mail program shows it under “Show original”, “View source” or “Internet headers”. With the whole message, \
                   signatures can be checked; headers alone show the way it took and what others found. " }
                { topic("headers", "How to find and read them") }
            </p>
            <div class="choices">
                <button type="submit" class="button primary">{ "Read it" }</button>
            </div>
            <div class="chooser-field">
                <label for="message-file">{ "Or from a file" }</label>
                <input id="message-file" type="file" accept=".eml,.txt,message/rfc822,text/plain" onchange={on_file} />
            </div>
        </form>
    }
}

/// Reads the file of a message.
pub(super) fn open(file: File, on_message: Callback<Vec<u8>>, on_complaint: Callback<String>) {
    spawn_local(async move {
        match read_file(&file, MAX_FILE).await {
            Ok(bytes) => on_message.emit(bytes),
            Err(why) => on_complaint.emit(why),
        }
    });
}
