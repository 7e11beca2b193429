//! A message or its headers: where it came from, who vouches for it, and what became of that on the way.

use analysis::dkim::RawField as _;
use analysis::message::Message;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::components::crumbs;
use crate::escape::shown;
use crate::handed::{Handed, leave, take_handed};
use crate::hooks::use_title;
use crate::route::Route;

use super::given::Given;
use super::message_form::{MessageForm, open};
use super::message_view::MessageView;

/// What was given.
#[derive(Clone, Debug)]
enum State {
    Nothing,
    Wrong(String),
    Read(Given),
}

const TITLE: &str = "The way of a message";

#[component]
pub(super) fn MessagePage() -> Html {
    use_title("A message".to_owned());
    let given = use_state(|| State::Nothing);
    let on_message = {
        let given = given.clone();
        Callback::from(move |bytes: Vec<u8>| {
            given.set(Given::read(&bytes).map_or_else(State::Wrong, State::Read));
        })
    };
    let on_complaint = {
        let given = given.clone();
        Callback::from(move |why| given.set(State::Wrong(why)))
    };
    {
        let (on_message, on_complaint) = (on_message.clone(), on_complaint.clone());
        use_effect_with((), move |()| {
            let taker = Callback::from(move |handed| match handed {
                Handed::Message(bytes) => on_message.emit(bytes),
                Handed::Files(files) => {
                    if let Some(file) = files.into_iter().next() {
                        open(file, on_message.clone(), on_complaint.clone());
                    }
                }
            });
            take_handed(Route::Message, &taker);
            || leave(&Route::Message)
        });
    }
    let on_sample = {
        let given = given.clone();
        Callback::from(move |_: MouseEvent| {
            let given = given.clone();
            spawn_local(async move {
                let sample = Given::sample().await;
                given.set(sample.map_or_else(|why| could_not(&why), State::Read));
            });
        })
    };
    let is_read = matches!(*given, State::Read(_));
    let complaint = match &*given {
        State::Wrong(why) => Some(why.clone()),
        State::Nothing | State::Read(_) => None,
    };
    html! {
        <div class="reading">
            { crumbs(&[(Route::Reports, "Reports")], TITLE) }
            <h1 tabindex="-1">{ TITLE }</h1>
            if !is_read {
                <p class="lead">
                    { "Through which servers a message came and how long each took, whether it was sealed between them, and whether \
                       it is from whom it says: SPF, DKIM and DMARC, judged again here." }
                </p>
            }
            <p class="privacy">
                <strong>{ "Read in this browser." }</strong>
                { " The message is sent to nobody and not kept. Keys of signatures are looked up in DNS only when you ask for it." }
            </p>
            <MessageForm {complaint} {is_read} {on_message} {on_complaint} />
            if !is_read {
                <p class="choices">
                    <button type="button" class="button" onclick={on_sample}>{ "Try it with a sample message" }</button>
                </p>
            }
            if let State::Read(given) = &*given {
                <MessageView key={given.serial()} given={given.clone()} />
                <section aria-labelledby="headers-heading">
                    <h2 id="headers-heading" tabindex="-1">{ "Its headers, as they came" }</h2>
                    <details>
                        <summary>{ "All headers" }</summary>
                        { headers(given.parts.message()) }
                    </details>
                </section>
            }
        </div>
    }
}

fn could_not(why: &str) -> State {
    State::Wrong(format!("The sample could not be fetched: {why}."))
}

/// All headers, the newest first, as they stand in the mail.
fn headers(message: &Message) -> Html {
    html! {
        <dl class="facts headers">
            { for message.fields().iter().map(|field| html! {
                <>
                    <dt>{ shown(field.name()) }</dt>
                    <dd><code>{ shown(&field.value()) }</code></dd>
                </>
            }) }
        </dl>
    }
}
