//! Report files: choosing them, reading them, and what they say.

use wasm_bindgen_futures::spawn_local;
use web_sys::File;
use yew::prelude::*;

use crate::browser::{file_of, focus};
use crate::handed::{Handed, hand_on, hand_over, leave, take_handed};
use crate::hooks::use_title;
use crate::net::samples::report_files;
use crate::route::Route;

use super::chooser::Chooser;
use super::desk::{Seen, desk};
use super::progress::Progress;
use super::report_view::ReportView;
use super::what_became::WhatBecame;

#[component]
pub(super) fn ReportsPage() -> Html {
    use_title("Reports about your mail".to_owned());
    let seen = use_desk();
    let on_files = Callback::from(read);
    let is_empty = seen.collection.readings().is_empty();
    use_result_shown(seen.running.is_some());
    html! {
        <div class="reading">
            <h1 tabindex="-1">{ "Who really sends as you" }</h1>
            // What was read is the answer; what it is good for need not be told any more.
            if is_empty {
                <p class="lead">
                    { "Receivers of mail write to the domain’s owner: who sent as the domain, what passed and what failed, and \
                       which connections could not be secured. These files are hard to read. Here they are read for you." }
                </p>
            }
            <p class="privacy">
                <strong>{ "Read in this browser." }</strong>
                { " Nothing is uploaded and nothing is kept when the page is closed. Names are looked up only when you ask for it." }
            </p>
            <Chooser {on_files} />
            <div class="reading-links">
                if is_empty { <Sample /> }
                { topic("reports", "What these reports are, and how to get them") }
                <a href={Route::Message.href()}>{ "Look at a single message or its headers" }</a>
            </div>
            <Progress seen={seen.clone()} on_stop={Callback::from(|()| desk().stop())} />
            if !is_empty && seen.running.is_none() {
                <>
                    if !seen.collection.is_empty() {
                        <ReportView seen={seen.clone()} on_message={Callback::from(look_at)} />
                    }
                    <WhatBecame seen={seen.clone()} />
                    <p class="choices">
                        <button type="button" class="button" onclick={Callback::from(|_: MouseEvent| desk().clear())}>
                            { "Put everything away" }
                        </button>
                    </p>
                </>
            }
        </div>
    }
}

/// When everything is read, the focus goes to what it says, so that it is seen and heard.
#[hook]
fn use_result_shown(is_running: bool) {
    let was_running = use_mut_ref(|| false);
    use_effect_with(is_running, move |&is_running| {
        if was_running.replace(is_running) && !is_running {
            focus("#reports-heading, #files-heading");
        }
    });
}

/// A link to something to read.
pub(super) fn topic(word: &str, words: &'static str) -> Html {
    let route = Route::Topic {
        topic: word.to_owned(),
    };
    html! { <a href={route.href()}>{ words }</a> }
}

/// What is seen of the desk while the page is open, and the files that are handed over.
#[hook]
fn use_desk() -> Seen {
    let seen = use_state(|| desk().seen());
    {
        let seen = seen.clone();
        use_effect_with((), move |()| {
            desk().watch(Some(Callback::from(move |now| seen.set(now))));
            take_handed(
                Route::Reports,
                &Callback::from(|handed| match handed {
                    Handed::Files(files) => read(files),
                    Handed::Message(_) => hand_over(&Route::Message, handed),
                }),
            );
            || {
                desk().watch(None);
                leave(&Route::Reports);
            }
        });
    }
    (*seen).clone()
}

/// Reports to try it with.
#[component]
fn Sample() -> Html {
    let complaint = use_state_eq(|| None::<String>);
    let onclick = {
        let complaint = complaint.clone();
        Callback::from(move |_: MouseEvent| {
            let complaint = complaint.clone();
            spawn_local(async move {
                let fetched = report_files().await;
                complaint.set(
                    match fetched.map(|bytes| file_of("sample-reports.zip", &bytes)) {
                        Ok(Some(file)) => {
                            read(vec![file]);
                            None
                        }
                        Ok(None) => Some("The browser did not take the file.".to_owned()),
                        Err(why) => Some(format!("The sample could not be fetched: {why}.")),
                    },
                );
            });
        })
    };
    html! {
        <div>
            <button type="button" class="button" {onclick}>{ "Try it with sample reports" }</button>
            <p class="complaint" role="alert">{ (*complaint).clone().unwrap_or_default() }</p>
        </div>
    }
}

/// Looks at a mail that a report is about.
fn look_at(original: Vec<u8>) {
    hand_over(&Route::Message, Handed::Message(original));
}

/// Reads files. A single one that turns out to be a mail without a report is looked at as a message.
fn read(files: Vec<File>) {
    let alone = match &files[..] {
        [file] => Some(file.clone()),
        _ => None,
    };
    desk().read(files, move |desk| {
        if let Some(file) = alone
            && desk.ended_with_mail()
        {
            hand_on(&Route::Message, Handed::Files(vec![file]));
        }
    });
}
