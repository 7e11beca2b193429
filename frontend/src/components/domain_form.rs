//! The field for a domain.

use analysis::evidence::Subject;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::browser::{go_to, parse_name};
use crate::escape::{Lines, visible};
use crate::route::Route;

#[component]
pub(crate) fn DomainForm() -> Html {
    let field = use_node_ref();
    let complaint = use_state(|| None::<String>);
    let on_submit = {
        let (field, complaint) = (field.clone(), complaint.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(input) = field.cast::<HtmlInputElement>() else {
                return;
            };
            match parse_name(&input.value()) {
                Ok(domain) => {
                    complaint.set(None);
                    go_to(&Route::of(&Subject::Domain { domain }));
                }
                Err(error) => {
                    complaint.set(Some(error.to_string()));
                    // The field stays focused, so that what is wrong is read out and can be mended.
                    drop(input.focus());
                }
            }
        })
    };
    let invalid = complaint.is_some();
    html! {
        <form class="domain-form" onsubmit={on_submit} novalidate=true>
            <label for="domain">{ "Domain or mail address" }</label>
            <div class="field-row">
                <input ref={field} id="domain" name="domain" type="text" inputmode="email" autocomplete="off"
                    autocapitalize="none" spellcheck="false" placeholder="example.org" enterkeyhint="go"
                    aria-invalid={if invalid { "true" } else { "false" }}
                    aria-describedby={if invalid { "domain-complaint domain-hint" } else { "domain-hint" }} />
                <button type="submit" class="button primary">{ "Check" }</button>
            </div>
            <p id="domain-complaint" class="complaint" role="alert">
                { for complaint.as_ref().map(|why| visible(why, Lines::Escape)) }
            </p>
            <p id="domain-hint" class="hint">
                { "Only the part after the @ is used. International names are welcome." }
            </p>
        </form>
    }
}
