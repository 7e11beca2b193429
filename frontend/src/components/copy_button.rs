//! A button that puts a text on the clipboard and says so.

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::browser::copy;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct CopyButtonProps {
    /// What it says.
    pub(crate) label: AttrValue,
    /// The text, made when it is wanted.
    pub(crate) text: Callback<(), String>,
}

#[component]
pub(crate) fn CopyButton(props: &CopyButtonProps) -> Html {
    let said = use_state(|| "");
    let onclick = {
        let (said, text) = (said.clone(), props.text.clone());
        Callback::from(move |_: MouseEvent| {
            let (said, text) = (said.clone(), text.emit(()));
            spawn_local(async move {
                said.set(if copy(&text).await {
                    "Copied"
                } else {
                    "Not copied: the browser did not allow it"
                });
                TimeoutFuture::new(4_000).await;
                said.set("");
            });
        })
    };
    html! {
        <span class="copy-button">
            <button type="button" class="button" {onclick}>{ props.label.clone() }</button>
            <span class="copied" role="status">{ *said }</span>
        </span>
    }
}
