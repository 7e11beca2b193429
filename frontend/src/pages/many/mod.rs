//! Many domains at once: a list, how far it is, what it comes to, and a row for each.

mod form;
mod progress;
mod save;
mod summary;
mod table;

use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use shared::DomainName;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::browser::focus_if_lost;
use crate::components::relay_notice;
use crate::hooks::use_title;
use crate::many::queue::{Action, Queue};
use crate::many::run::Runner;
use crate::visit::{RelayPresence, Visit, use_visit};
use form::ListForm;
use progress::Progress;
use save::Save;
use summary::summary;
use table::RowTable;

#[component]
pub(crate) fn ManyPage() -> Html {
    use_title("Many domains".to_owned());
    let visit = use_visit();
    let run = use_run(&visit);
    html! {
        <div class="many">
            <h1 tabindex="-1">{ "Many domains at once" }</h1>
            <p class="lead">
                { "Paste a list, and every domain on it is checked as it would be alone. A server that several of them share is \
                   visited once." }
            </p>
            if !matches!(visit.relay, RelayPresence::Here { .. }) {
                { relay_notice(&visit) }
            }
            { match run.queue.clone() {
                None => html! { <ListForm on_list={run.on_begin.clone()} /> },
                Some(queue) => html! {
                    <>
                        <Progress queue={Rc::clone(&queue)} run={run.clone()} keeps={visit.settings.history} />
                        { summary(&queue) }
                        <RowTable queue={Rc::clone(&queue)} />
                        <Save {queue} />
                    </>
                },
            } }
        </div>
    }
}

/// A run and what can be done to it.
#[derive(Clone)]
struct Run {
    queue: Option<Rc<Queue>>,
    /// Whether the browser keeps it.
    is_kept: bool,
    runner: Rc<Runner>,
    on_begin: Callback<Vec<DomainName>>,
    on_action: Callback<Action>,
    on_discard: Callback<()>,
}

impl PartialEq for Run {
    fn eq(&self, other: &Self) -> bool {
        let is_same = match (&self.queue, &other.queue) {
            (Some(one), Some(other)) => Rc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        };
        is_same && self.is_kept == other.is_kept
    }
}

/// The run that the browser kept or that is begun here; it stops when the page is left.
#[hook]
fn use_run(visit: &Visit) -> Run {
    let shown = use_state(|| (None::<Rc<Queue>>, true));
    let runner = {
        let shown = shown.clone();
        let keeps = visit.settings.history;
        use_memo((), move |()| {
            Runner::take_up(keeps, move |queue, is_kept| shown.set((queue, is_kept)))
        })
    };
    {
        let runner = Rc::clone(&runner);
        use_effect_with((), move |()| move || runner.close());
    }
    let asker = use_memo(visit.clone(), |visit| visit.asker().map(Rc::new));
    {
        let runner = Rc::clone(&runner);
        use_effect_with((*asker).clone(), move |asker| {
            if let Some(asker) = asker {
                runner.ask_by(Rc::clone(asker));
            }
        });
    }
    let (queue, is_kept) = (*shown).clone();
    let with = || Rc::clone(&runner);
    Run {
        queue,
        is_kept,
        runner: (*runner).clone(),
        on_begin: {
            let runner = with();
            Callback::from(move |domains| {
                runner.begin(domains);
                go_on_at("#progress-heading");
            })
        },
        on_action: {
            let runner = with();
            Callback::from(move |action| {
                runner.act(action);
                go_on_at("#progress-heading");
            })
        },
        on_discard: {
            let runner = with();
            Callback::from(move |()| {
                runner.discard();
                go_on_at("#domain-list");
            })
        },
    }
}

/// Where the keyboard goes on, once all is drawn, if the button that was pressed has gone.
fn go_on_at(selector: &'static str) {
    spawn_local(async move {
        TimeoutFuture::new(0).await;
        focus_if_lost(selector);
    });
}
