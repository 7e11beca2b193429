//! Everything that is kept, by subject.

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::browser::{download, now};
use crate::components::FileOpener;
use crate::history::{Kept, Listing, MAX_IN_ALL, MAX_OF_ONE, export, forget_all, list};
use crate::hooks::use_title;
use crate::phrase::count;
use crate::route::Route;
use crate::settings::Settings;
use crate::visit::use_visit;

/// What is kept, read again by the callback.
#[hook]
pub(super) fn use_listing() -> (Option<Listing>, Callback<()>) {
    let listing = use_state(|| None::<Listing>);
    let read = {
        let listing = listing.clone();
        Callback::from(move |()| {
            let listing = listing.clone();
            spawn_local(async move { listing.set(Some(list().await)) });
        })
    };
    {
        let read = read.clone();
        use_effect_with((), move |()| read.emit(()));
    }
    ((*listing).clone(), read)
}

#[component]
pub(crate) fn HistoryPage() -> Html {
    use_title("History".to_owned());
    let visit = use_visit();
    let (listing, read) = use_listing();
    let settings = (*visit.settings).clone();
    let on_keep = visit.on_settings.reform(move |_: Event| Settings {
        history: !settings.history,
        ..settings.clone()
    });
    html! {
        <div class="history">
            <h1 tabindex="-1">{ "History" }</h1>
            <p class="lead">{ "Finished checks, kept in this browser and sent to nobody." }</p>
            <label class="choice">
                <input type="checkbox" checked={visit.settings.history} onchange={on_keep} />
                <span>{ "Keep finished checks" }</span>
            </label>
            <p class="hint">
                { format!("The latest {MAX_OF_ONE} of each domain and {MAX_IN_ALL} in all; then the oldest go.") }
            </p>
            { match &listing {
                None => html! { <p class="empty" role="status">{ "Reading…" }</p> },
                Some(listing) => html! { <>{ lasting(listing) }{ subjects(&listing.kept) }</> },
            } }
            <p><a href={Route::Compare { pair: None }.href()}>{ "Compare two domains" }</a></p>
            // Not by `for`, which would move what comes before: the heading that has the focus would be another one.
            if let Some(listing) = &listing {
                <WholeHistory any={!listing.kept.is_empty()} {read} />
            }
            <section class="history-file"><FileOpener /></section>
        </div>
    }
}

/// Said where the history ends with the visit.
pub(super) fn lasting(listing: &Listing) -> Html {
    if listing.lasting {
        return Html::default();
    }
    html! {
        <p class="notice" role="status">
            { "This browser keeps nothing for this page: it may be a private window, or storage is switched off. What is listed \
               here is gone when the page is closed." }
        </p>
    }
}

fn subjects(kept: &[Kept]) -> Html {
    if kept.is_empty() {
        return html! { <p class="empty">{ "Nothing is kept yet. A check that has come to its end appears here." }</p> };
    }
    // They come newest first, so the first of each name is its latest.
    let mut latest: Vec<(&Kept, usize)> = Vec::new();
    for check in kept {
        match latest
            .iter_mut()
            .find(|(known, _)| known.name == check.name)
        {
            Some((_, number)) => *number = number.saturating_add(1),
            None => latest.push((check, 1)),
        }
    }
    html! {
        <div class="table-frame" tabindex="0" role="region" aria-label="Kept checks">
            <table class="kept">
                <caption class="visually-hidden">{ "Domains with their latest grade" }</caption>
                <thead><tr>
                    <th scope="col">{ "Domain or server" }</th><th scope="col">{ "Grade" }</th>
                    <th scope="col">{ "Score" }</th><th scope="col">{ "Last" }</th><th scope="col">{ "Kept" }</th>
                </tr></thead>
                <tbody>{ for latest.iter().map(|(check, number)| html! {
                    <tr key={check.name.clone()}>
                        <th scope="row"><a href={Route::HistoryOf { name: check.name.clone() }.href()}>{ &check.name }</a></th>
                        <td><strong>{ &check.label }</strong></td>
                        <td>{ score(check) }</td>
                        <td>{ analysis::diff::ago(check.moment(), now()) }</td>
                        <td>{ count(*number, "check", "checks") }</td>
                    </tr>
                }) }</tbody>
            </table>
        </div>
    }
}

pub(super) fn score(check: &Kept) -> String {
    check
        .score
        .map_or_else(|| "–".to_owned(), |score| format!("{score} of 100"))
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct WholeHistoryProps {
    /// Whether there is anything.
    any: bool,
    /// Reads it again.
    read: Callback<()>,
}

/// Saves or deletes all of it. Deleting asks once more, in place.
#[component]
fn WholeHistory(props: &WholeHistoryProps) -> Html {
    let sure = use_state_eq(|| false);
    let said = use_state_eq(|| "");
    let on_save = {
        let said = said.clone();
        Callback::from(move |_: MouseEvent| {
            let said = said.clone();
            spawn_local(async move {
                let file = export().await;
                let name = format!("waxseal-history-{}.json", now().date());
                said.set(if download(&name, &file) {
                    ""
                } else {
                    "The browser did not take the file."
                });
            });
        })
    };
    let on_clear = {
        let (sure, said, read) = (sure.clone(), said.clone(), props.read.clone());
        Callback::from(move |_: MouseEvent| {
            if !*sure {
                sure.set(true);
                said.set("All kept checks will be deleted. Press again to do it.");
                return;
            }
            let (sure, said, read) = (sure.clone(), said.clone(), read.clone());
            spawn_local(async move {
                said.set(if forget_all().await {
                    "Deleted."
                } else {
                    "The browser did not delete them."
                });
                sure.set(false);
                read.emit(());
            });
        })
    };
    html! {
        <div class="choices whole-history">
            if props.any {
                <button type="button" class="button" onclick={on_save}>{ "Save all as one file" }</button>
                <button type="button" class="button" onclick={on_clear}>
                    { if *sure { "Really delete all" } else { "Delete all" } }
                </button>
            }
            <span role="status">{ *said }</span>
        </div>
    }
}
