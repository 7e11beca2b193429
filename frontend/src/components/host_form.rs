//! One server instead of a domain: before a cut-over, say, when no MX record points to it yet.

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use shared::Service;

use crate::browser::go_to;
use crate::escape::{Lines, visible};
use crate::route::Route;

#[component]
pub(crate) fn HostForm() -> Html {
    let field = use_node_ref();
    let select = use_node_ref();
    let complaint = use_state(|| None::<String>);
    let on_submit = {
        let (field, select, complaint) = (field.clone(), select.clone(), complaint.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (Some(input), Some(select)) = (
                field.cast::<HtmlInputElement>(),
                select.cast::<HtmlSelectElement>(),
            ) else {
                return;
            };
            let route = Route::Host {
                host: input.value(),
                service: select.value(),
            };
            match route.subject() {
                Some(Ok(subject)) => {
                    complaint.set(None);
                    go_to(&Route::of(&subject));
                }
                Some(Err(why)) => {
                    complaint.set(Some(why));
                    drop(input.focus());
                }
                None => {}
            }
        })
    };
    let invalid = complaint.is_some();
    html! {
        <details class="host-form">
            <summary>{ "One server instead" }</summary>
            <form onsubmit={on_submit} novalidate=true>
                <p class="hint">{ "A server by its own name, whatever MX records say: to try it before mail goes there." }</p>
                <div class="field-row">
                    <div class="field grow">
                        <label for="host">{ "Server name" }</label>
                        <input ref={field} id="host" name="host" type="text" inputmode="url" autocomplete="off"
                            autocapitalize="none" spellcheck="false" placeholder="mx.example.org"
                            aria-invalid={if invalid { "true" } else { "false" }}
                            aria-describedby={invalid.then_some("host-complaint")} />
                    </div>
                    <div class="field">
                        <label for="service">{ "Service" }</label>
                        <select ref={select} id="service" name="service">
                            { for Service::ALL.map(option) }
                        </select>
                    </div>
                    <button type="submit" class="button">{ "Look at it" }</button>
                </div>
                <p id="host-complaint" class="complaint" role="alert">{ for complaint.as_ref().map(|why| visible(why, Lines::Escape)) }</p>
            </form>
        </details>
    }
}

fn option(service: Service) -> Html {
    let use_of = match service {
        Service::Smtp => "mail between servers",
        Service::Submission => "people’s programs, STARTTLS",
        Service::Submissions => "people’s programs, TLS at once",
    };
    html! {
        <option value={service.word()} selected={service == Service::Smtp}>{ format!("Port {}: {use_of}", service.port()) }</option>
    }
}
