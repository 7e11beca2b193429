//! What is kept of one subject: the grade over time, and what changed between two checks.

use analysis::assess;
use analysis::diff::{Change, Look, ago, changes, in_short};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::history::{lasting, score, use_listing};
use crate::browser::now;
use crate::components::{change_list, grade_chart};
use crate::escape::{Lines, visible};
use crate::history::{Kept, forget, open, subject_of};
use crate::hooks::use_title;
use crate::route::Route;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct HistoryOfPageProps {
    /// The name of the subject.
    pub(crate) name: String,
}

#[component]
pub(crate) fn HistoryOfPage(props: &HistoryOfPageProps) -> Html {
    let name = &props.name;
    use_title(format!("History of {name}"));
    let (listing, read) = use_listing();
    let again = subject_of(name).map(|subject| Route::of(&subject).href());
    let of_it: Option<Vec<Kept>> = listing.as_ref().map(|listing| {
        listing
            .kept
            .iter()
            .filter(|kept| kept.name == *name)
            .cloned()
            .collect()
    });
    html! {
        <div class="history">
            <p class="overline"><a href={Route::History.href()}>{ "History" }</a></p>
            <h1 tabindex="-1">{ visible(name, Lines::Escape) }</h1>
            // Not by `for`, which would move what comes before: the heading that has the focus would be another one.
            if let Some(href) = again {
                <p><a class="button primary" {href}>{ "Check now" }</a></p>
            }
            if let Some(listing) = &listing {
                { lasting(listing) }
            }
            { match of_it {
                None => html! { <p class="empty" role="status">{ "Reading…" }</p> },
                Some(kept) if kept.is_empty() => html! { <p class="empty">{ "Nothing is kept of it." }</p> },
                Some(kept) => html! { <>{ grade_chart(&kept) }<Checks {kept} {read} /></> },
            } }
        </div>
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct ChecksProps {
    /// The newest first.
    kept: Vec<Kept>,
    /// Reads them again.
    read: Callback<()>,
}

/// The table, and below it what changed between the two that are chosen: at first the latest two.
#[component]
fn Checks(props: &ChecksProps) -> Html {
    let kept = &props.kept;
    let latest = kept.first().map_or(0, |kept| kept.at);
    let earlier = kept.get(1).map_or(latest, |kept| kept.at);
    let from = use_state(|| earlier);
    let to = use_state(|| latest);
    // What was chosen may have been deleted since.
    let there = |at: i64, otherwise: i64| {
        if kept.iter().any(|kept| kept.at == at) {
            at
        } else {
            otherwise
        }
    };
    let (chosen_from, chosen_to) = (there(*from, earlier), there(*to, latest));
    let choose = |state: &UseStateHandle<i64>, at: i64| {
        let state = state.clone();
        Callback::from(move |_: Event| state.set(at))
    };
    let row = |check: &Kept| {
        let at = check.at;
        let key = check.key();
        let read = props.read.clone();
        let on_delete = Callback::from(move |_: MouseEvent| {
            let (key, read) = (key.clone(), read.clone());
            spawn_local(async move {
                forget(&[key]).await;
                read.emit(());
            });
        });
        let when = moment(at);
        let radio = |name: &'static str, state: &UseStateHandle<i64>, chosen: i64| {
            html! {
                <label class="pick">
                    <input type="radio" {name} checked={chosen == at} onchange={choose(state, at)} />
                    <span class="pick-word" aria-hidden="true">{ name }</span>
                    <span class="visually-hidden">{ format!("{name}: {when}") }</span>
                </label>
            }
        };
        html! {
            <tr key={check.key()}>
                <th scope="row"><a href={Route::Kept { name: check.name.clone(), at }.href()}>{ when.clone() }</a>
                    <span class="hint">{ ago(check.moment(), now()) }</span></th>
                <td><strong>{ &check.label }</strong></td>
                <td>{ score(check) }</td>
                <td>{ radio("from", &from, chosen_from) }</td>
                <td>{ radio("to", &to, chosen_to) }</td>
                <td><button type="button" class="button small" onclick={on_delete}>
                    { "Delete" }<span class="visually-hidden">{ format!(" the check of {when}") }</span>
                </button></td>
            </tr>
        }
    };
    let name = kept
        .first()
        .map(|kept| kept.name.clone())
        .unwrap_or_default();
    html! {
        <>
            <div class="table-frame" tabindex="0" role="region" aria-label="Kept checks">
                <table class="kept checks">
                    <caption class="visually-hidden">{ "Kept checks, the newest first" }</caption>
                    <thead><tr>
                        <th scope="col">{ "When" }</th><th scope="col">{ "Grade" }</th><th scope="col">{ "Score" }</th>
                        <th scope="col">{ "From" }</th><th scope="col">{ "To" }</th>
                        <th scope="col"><span class="visually-hidden">{ "Delete" }</span></th>
                    </tr></thead>
                    <tbody>{ for kept.iter().map(row) }</tbody>
                </table>
            </div>
            if kept.len() > 1 {
                <Difference {name} from={chosen_from} to={chosen_to} />
            }
        </>
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct DifferenceProps {
    name: String,
    from: i64,
    to: i64,
}

/// From the earlier to the later, whichever was chosen as which.
#[component]
fn Difference(props: &DifferenceProps) -> Html {
    let told = use_state(|| None::<Result<Vec<Change>, String>>);
    {
        let told = told.clone();
        use_effect_with(props.clone(), move |props| {
            let DifferenceProps { name, from, to } = props.clone();
            told.set(None);
            spawn_local(async move {
                told.set(Some(difference(&name, from.min(to), from.max(to)).await))
            });
        });
    }
    html! {
        <section class="difference" aria-labelledby="difference-heading">
            <h2 id="difference-heading">{ "What changed" }</h2>
            <p class="hint">{ format!("From {} to {}.", moment(props.from.min(props.to)), moment(props.from.max(props.to))) }</p>
            <div aria-live="polite">
                { match &*told {
                    None => html! { <p class="empty">{ "Reading…" }</p> },
                    Some(Err(why)) => html! { <p class="complaint">{ visible(why, Lines::Escape) }</p> },
                    Some(Ok(changes)) => html! {
                        <>
                            if !changes.is_empty() { <p class="sentence">{ capital(&in_short(changes)) }</p> }
                            { change_list(changes) }
                        </>
                    },
                } }
            </div>
        </section>
    }
}

/// To the minute, and with a place to break the line: 2026-11-26 14:16 UTC.
fn moment(at: i64) -> String {
    let moment = shared::Timestamp::from_millis(at).to_string();
    let (date, time) = moment.split_once('T').unwrap_or((&moment, ""));
    format!("{date} {} UTC", time.get(..5).unwrap_or(time))
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    [&first, letters.as_str(), "."].concat()
}

async fn difference(name: &str, from: i64, to: i64) -> Result<Vec<Change>, String> {
    let (before, after) = (open(name, from).await?, open(name, to).await?);
    let (old, new) = (assess(&before, before.now), assess(&after, after.now));
    Ok(changes(
        Look {
            evidence: &before,
            report: &old,
        },
        Look {
            evidence: &after,
            report: &new,
        },
    ))
}
