//! What can be said of a message: what it comes to, what is wrong, the way it took, and who vouches for it.

use std::cell::Cell;
use std::rc::Rc;

use analysis::evidence::Evidence;
use analysis::message::{Choice, DmarcResult, Examination, Remark, examine, outstanding};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::browser::{focus, now};
use crate::components::{CopyBlock, IconKind, icon};
use crate::escape::shown;
use crate::phrase::moment;
use crate::visit::use_visit;

use super::asking::{ask_all, resolver};
use super::given::Given;
use super::message_path::path_picture;
use super::message_proof::proof;

/// How often it may turn out that there is more to ask: a chain of forwarders and a tree of SPF records end before.
const MAX_ROUNDS: usize = 24;

/// What DNS said so far; every answer makes another.
#[derive(Clone, Debug)]
struct Known(Rc<Evidence>);

impl PartialEq for Known {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct MessageViewProps {
    pub(super) given: Given,
}

#[component]
pub(super) fn MessageView(props: &MessageViewProps) -> Html {
    let visit = use_visit();
    let parts = &props.given.parts;
    let choice = use_state_eq(Choice::default);
    let running = use_state_eq(|| false);
    let known = use_state(|| props.given.evidence().map(Known));
    // What comes in when the page was left is not told any more.
    let is_here = use_mut_ref(|| Rc::new(Cell::new(true)));
    {
        let is_here = Rc::clone(&is_here.borrow());
        use_effect_with((), move |()| {
            focus("#verdict-heading");
            move || is_here.set(false)
        });
    }
    let found = use_memo(
        (props.given.clone(), (*choice).clone(), (*known).clone()),
        |(given, choice, known)| {
            let known = known.as_ref()?;
            let at = given.judged_at();
            Some(Rc::new(examine(&given.parts, choice, &known.0, at)))
        },
    );
    let on_look = visit.asker().map(|asker| {
        let (known, running, choice) = (known.clone(), running.clone(), (*choice).clone());
        let (parts, is_here) = (Rc::clone(parts), Rc::clone(&is_here.borrow()));
        let resolver = resolver(&asker);
        let onclick = Callback::from(move |_: MouseEvent| {
            if *running {
                return;
            }
            running.set(true);
            let (known, running, choice) = (known.clone(), running.clone(), choice.clone());
            let (parts, is_here, asker) = (Rc::clone(&parts), Rc::clone(&is_here), asker.clone());
            spawn_local(async move {
                let begun = parts.evidence(asker.vantage(), now());
                let Some(mut evidence) = begun else { return };
                for _round in 0..MAX_ROUNDS {
                    let queries = outstanding(&parts, &choice, &evidence);
                    if queries.is_empty() {
                        break;
                    }
                    if !ask_all(queries, &asker, &mut evidence, &is_here).await {
                        return;
                    }
                    known.set(Some(Known(Rc::new(evidence.clone()))));
                }
                running.set(false);
            });
        });
        (resolver, onclick)
    });
    let Some(found) = (*found).clone() else {
        return Html::default();
    };
    let on_border = {
        let choice = choice.clone();
        Callback::from(move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                choice.set(Choice {
                    border: select.value().parse().ok(),
                    ..(*choice).clone()
                });
            }
        })
    };
    html! {
        <div class="message-view">
            { heading(&found) }
            if props.given.is_sample() {
                <p class="hint">{ "This is a sample: what DNS says of it came with it, and nobody was asked." }</p>
            } else {
                { lookup(&found, *running, on_look) }
            }
            { remarks(&found) }
            <section aria-labelledby="path-heading">
                <h2 id="path-heading">{ "The way it took" }</h2>
                <div class="view-choices">{ border(&found, on_border) }</div>
                { path_picture(&found.path) }
            </section>
            { proof(&found) }
        </div>
    }
}

fn heading(found: &Examination) -> Html {
    let (kind, word) = match found.dmarc.result {
        DmarcResult::Pass => (IconKind::Good, "It is from whom it says"),
        DmarcResult::PassIfUnchanged => (
            IconKind::Good,
            "It is from whom it says, if the body is unchanged",
        ),
        DmarcResult::Fail => (
            IconKind::Error,
            "Nothing proves that it is from whom it says",
        ),
        DmarcResult::CouldNotTell => (
            IconKind::Unknown,
            "It could not be told whether it is from whom it says",
        ),
        DmarcResult::Pending => (
            IconKind::Waiting,
            "Whether it is from whom it says is not known yet",
        ),
    };
    let from: Vec<String> = found
        .author
        .mailboxes
        .iter()
        .map(|one| match &one.name {
            Some(name) => format!("{name} <{}>", one.address),
            None => one.address.clone(),
        })
        .collect();
    let from = if from.is_empty() {
        "nobody named".to_owned()
    } else {
        from.join(", ")
    };
    html! {
        <section aria-labelledby="verdict-heading" class="verdict-panel message-verdict">
            <h2 id="verdict-heading" tabindex="-1">{ icon(kind) }<span>{ word }</span></h2>
            <p class="consequence">{ shown(&found.dmarc.words) }</p>
            <dl class="facts">
                <dt>{ "Subject" }</dt><dd>{ shown(found.title.subject.as_deref().unwrap_or("none")) }</dd>
                <dt>{ "From" }</dt><dd>{ shown(&from) }</dd>
                if let Some(problem) = &found.author.problem {
                    <dt>{ "But" }</dt><dd>{ shown(problem) }</dd>
                }
                <dt>{ "Written" }</dt><dd>{ found.title.date.map_or_else(|| "not said".to_owned(), moment) }</dd>
                <dt>{ "Given" }</dt><dd>{ if found.has_body { "the whole message" } else { "headers alone" } }</dd>
            </dl>
        </section>
    }
}

fn lookup(
    found: &Examination,
    running: bool,
    on_look: Option<(String, Callback<MouseEvent>)>,
) -> Html {
    if found.is_complete {
        return html! { <p class="hint" role="status">{ "Everything that DNS says of it today was looked up." }</p> };
    }
    let Some((resolver, onclick)) = on_look else {
        return Html::default();
    };
    html! {
        <div class="message-lookup">
            <button type="button" class="button primary" {onclick} aria-disabled={running.to_string()}>
                { if running { "Looking up…" } else { "Look up keys and policies" } }
            </button>
            <p class="hint" role="status">
                { if running { "Asking DNS…".to_owned() } else {
                    format!("Signatures are checked with the keys in DNS, and SPF and DMARC judged by its records. {resolver} hears the names \
                             of the domains, and nothing else of the message.")
                } }
            </p>
        </div>
    }
}

fn remarks(found: &Examination) -> Html {
    if found.remarks.is_empty() {
        return Html::default();
    }
    html! {
        <section aria-labelledby="remarks-heading">
            <h2 id="remarks-heading">{ "What is worth knowing" }</h2>
            <ul class="points">{ for found.remarks.iter().map(remark) }</ul>
        </section>
    }
}

fn remark(remark: &Remark) -> Html {
    let kind = IconKind::from(remark.severity);
    html! {
        <li class={format!("severity-{}", kind.word())}>
            { icon(kind) }
            <div>
                <h3>{ shown(&remark.title) }<span class="severity">{ format!(" {}", remark.severity) }</span></h3>
                <p>{ shown(&remark.text) }</p>
                if let Some(todo) = &remark.todo {
                    <p><strong>{ "To do: " }</strong>{ shown(todo) }</p>
                }
                { for remark.records.iter().map(|record| html! {
                    <CopyBlock label="The record to publish" text={record.clone()} />
                }) }
                if let Some(evidence) = &remark.evidence {
                    <p class="hint"><code>{ shown(evidence) }</code></p>
                }
                if let Some(reference) = remark.reference {
                    <p class="hint">{ reference }</p>
                }
            </div>
        </li>
    }
}

/// Where the recipient's own system begins: guessed, and to be chosen.
fn border(found: &Examination, on_border: Callback<Event>) -> Html {
    let chosen = found
        .path
        .border
        .is_chosen
        .then_some(found.path.border.hop)
        .flatten();
    if found.path.hops.is_empty() {
        return Html::default();
    }
    html! {
        <div>
            <label for="message-border">{ "Your own servers begin at" }</label>
            <select id="message-border" onchange={on_border}>
                <option value="" selected={chosen.is_none()}>{ "as it seems" }</option>
                { for found.path.hops.iter().enumerate().map(|(number, hop)| html! {
                    <option value={number.to_string()} selected={chosen == Some(number)}>
                        { format!("{}. {}", number + 1, shown(hop.received.by.as_deref().unwrap_or("not named"))) }
                    </option>
                }) }
            </select>
            <p class="hint">{ shown(&found.path.border.reason) }</p>
        </div>
    }
}
