//! Text to copy, and the button that does it.

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::browser::copy;
use crate::escape::{Lines, visible};

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct CopyBlockProps {
    /// What it is.
    pub(crate) label: AttrValue,
    /// The text. What is copied is what is shown: nothing invisible reaches the clipboard.
    pub(crate) text: AttrValue,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Copying {
    NotYet,
    Done,
    Refused,
}

#[component]
pub(crate) fn CopyBlock(props: &CopyBlockProps) -> Html {
    let state = use_state(|| Copying::NotYet);
    let text = visible(&props.text, Lines::Keep);
    let onclick = {
        let (state, text) = (state.clone(), text.clone());
        Callback::from(move |_: MouseEvent| {
            let (state, text) = (state.clone(), text.clone());
            spawn_local(async move {
                state.set(if copy(&text).await {
                    Copying::Done
                } else {
                    Copying::Refused
                });
                TimeoutFuture::new(4_000).await;
                state.set(Copying::NotYet);
            });
        })
    };
    let (button, said) = match *state {
        Copying::NotYet => ("Copy", ""),
        Copying::Done => ("Copied", "Copied to the clipboard."),
        Copying::Refused => (
            "Not copied",
            "The browser did not allow it. Select the text and copy it yourself.",
        ),
    };
    html! {
        <figure class="copy-block">
            <figcaption>{ props.label.clone() }</figcaption>
            <pre tabindex="0"><code>{ text }</code></pre>
            <button type="button" class="button small" {onclick}>
                { button }<span class="visually-hidden">{ format!(": {}", props.label) }</span>
            </button>
            <p class={if *state == Copying::Refused { "hint" } else { "visually-hidden" }} role="status">{ said }</p>
        </figure>
    }
}
