//! Looks up what addresses are called, when somebody asks for it.

use std::cell::Cell;
use std::net::IpAddr;
use std::rc::Rc;

use analysis::evidence::{Evidence, Subject};
use analysis::reports::summary::lookup::{names as names_of, outstanding, worth_naming};
use analysis::reports::summary::{DmarcSummary, Name, Names};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::browser::now;
use crate::net::Asker;
use crate::visit::use_visit;

use super::asking::{ask_all, resolver};
use super::numbers::of;
use super::report_view::{ByPlace, Summed};

/// Addresses that are looked up by one press of the button.
const MOST: usize = 60;
#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct NameLookupProps {
    pub(super) summed: Summed,
    pub(super) names: ByPlace,
    pub(super) on_names: Callback<Names>,
}

#[component]
pub(super) fn NameLookup(props: &NameLookupProps) -> Html {
    let visit = use_visit();
    let running = use_state_eq(|| None::<usize>);
    let said = use_state_eq(String::new);
    // What comes in when the page was left is not told any more.
    let is_here = use_mut_ref(|| Rc::new(Cell::new(true)));
    {
        let is_here = Rc::clone(&is_here.borrow());
        use_effect_with((), move |()| move || is_here.set(false));
    }
    let asker = visit.asker();
    let wanted = asker
        .as_ref()
        .map(|asker| wanted(&props.summed.0, &props.names.0, asker));
    let wanted = wanted.unwrap_or_default();
    let number = wanted.len();
    let Some(asker) = asker.filter(|_| number > 0 || running.is_some()) else {
        return html! { <p class="hint" role="status">{ (*said).clone() }</p> };
    };
    let resolver = resolver(&asker);
    let onclick = {
        let (running, said, is_here) =
            (running.clone(), said.clone(), Rc::clone(&is_here.borrow()));
        let (names, on_names) = (Rc::clone(&props.names.0), props.on_names.clone());
        Callback::from(move |_: MouseEvent| {
            if running.is_some() {
                return;
            }
            running.set(Some(wanted.len()));
            said.set(String::new());
            let (running, said, is_here) = (running.clone(), said.clone(), Rc::clone(&is_here));
            let (wanted, asker, on_names) = (wanted.clone(), asker.clone(), on_names.clone());
            let mut names = (*names).clone();
            spawn_local(async move {
                let found = look_up(&wanted, &asker, &is_here).await;
                if !is_here.get() {
                    return;
                }
                if let Some(evidence) = found {
                    let found = names_of(&wanted, &evidence);
                    for address in &wanted {
                        names.insert(*address, found.of(*address));
                    }
                }
                let named = wanted
                    .iter()
                    .filter(|address| names.of(**address).text().is_some());
                said.set(format!(
                    "{} of {} have a name.",
                    named.count(),
                    of(wanted.len() as u64, "address", "addresses")
                ));
                on_names.emit(names);
                running.set(None);
            });
        })
    };
    html! {
        <div class="name-lookup">
            <button type="button" class="button" {onclick} aria-disabled={running.is_some().to_string()}>
                { match *running {
                    Some(number) => format!("Looking up {}…", of(number as u64, "name", "names")),
                    None => format!("Look up {}", of(number as u64, "name", "names")),
                } }
            </button>
            <p class="hint">{ format!("Asks DNS what these addresses are called. Only {resolver} hears of them, and those it asks.") }</p>
            <p class="visually-hidden" role="status">{ (*said).clone() }</p>
        </div>
    }
}

/// The addresses that are worth looking up and were not yet. Those that nobody else can see have names here alone.
fn wanted(summary: &DmarcSummary, names: &Names, asker: &Asker) -> Vec<IpAddr> {
    let is_laboratory = asker.vantage().is_laboratory();
    worth_naming(summary)
        .into_iter()
        .filter(|address| names.of(*address) == Name::NotAsked)
        .filter(|address| is_laboratory || shared::address::is_public(*address))
        .take(MOST)
        .collect()
}

/// Asks until nothing is outstanding, or until nobody waits for it.
async fn look_up(addresses: &[IpAddr], asker: &Asker, is_here: &Cell<bool>) -> Option<Evidence> {
    // Names are looked up for no subject; evidence needs one all the same.
    let domain = "example.com".parse().ok()?;
    let mut evidence = Evidence::new(Subject::Domain { domain }, asker.vantage(), now());
    // The names, and then whether they lead back.
    for _round in 0..2 {
        let queries = outstanding(addresses, &evidence);
        if !ask_all(queries, asker, &mut evidence, is_here).await {
            return None;
        }
    }
    Some(evidence)
}
