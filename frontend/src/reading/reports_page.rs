//! Report files: choosing them, reading them, and what they say.

use web_sys::File;
use yew::prelude::*;

use crate::handed::{Handed, hand_over, leave, take_handed};
use crate::hooks::use_title;
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
    html! {
        <div class="reading">
            <h1 tabindex="-1">{ "Who really sends as you" }</h1>
            <p class="lead">
                { "Receivers of mail write to the domain’s owner: who sent as the domain, what passed and what failed, and \
                   which connections could not be secured. These files are hard to read. Here they are read for you." }
            </p>
            <p class="privacy">
                <strong>{ "Read in this browser." }</strong>
                { " Nothing is uploaded and nothing is kept when the page is closed. Names are looked up only when you ask for it." }
            </p>
            <Chooser {on_files} />
            <p class="reading-links">
                <a href={Route::Message.href()}>{ "Look at a single message or its headers" }</a>
            </p>
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
            hand_over(&Route::Message, Handed::Files(vec![file]));
        }
    });
}
