//! Saving a run as a file.

use std::rc::Rc;

use yew::prelude::*;

use crate::browser::{download_as, indented, now};
use crate::many::export;
use crate::many::queue::Queue;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct SaveProps {
    pub(super) queue: Rc<Queue>,
}

#[component]
pub(super) fn Save(props: &SaveProps) -> Html {
    let complaint = use_state_eq(|| "");
    let save = |label: &'static str, ending: &'static str, media_type: &'static str| {
        let (queue, complaint) = (Rc::clone(&props.queue), complaint.clone());
        let onclick = Callback::from(move |_: MouseEvent| {
            let text = match ending {
                "csv" => export::csv(&queue.items),
                _ => indented(export::json(&queue.items, now())),
            };
            let name = format!("waxseal-domains-{}.{ending}", now().date());
            complaint.set(if download_as(&name, media_type, &text) {
                ""
            } else {
                "The browser did not take the file."
            });
        });
        html! { <button type="button" class="button" {onclick}>{ label }</button> }
    };
    html! {
        <section class="many-save" aria-labelledby="many-save-heading">
            <h2 id="many-save-heading">{ "Save it" }</h2>
            <p class="hint">
                { "Every domain of the list with its state, grade, score, areas, findings and servers, whatever the table shows." }
            </p>
            <div class="choices">
                { save("Save as CSV", "csv", "text/csv;charset=utf-8") }
                { save("Save as JSON", "json", "application/json") }
            </div>
            <p class="complaint" role="alert">{ *complaint }</p>
        </section>
    }
}
