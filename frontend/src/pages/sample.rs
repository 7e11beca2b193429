//! The sample reports: what there is, and one of them.

use std::cell::RefCell;
use std::rc::Rc;

use analysis::evidence::Evidence;
use gloo_timers::callback::Interval;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::browser::now;
use crate::components::{ReportView, problem, sample_list};
use crate::hooks::use_title;
use crate::net::samples::evidence;
use crate::problems::sample_missing;
use crate::retelling::{PAUSE_MS, Retelling};
use crate::route::Route;
use crate::samples::{SAMPLES, Sample, sample};
use crate::survey::Survey;

#[component]
pub(crate) fn SamplesPage() -> Html {
    use_title("Sample reports".to_owned());
    html! {
        <div class="prose samples">
            <h1 tabindex="-1">{ "Sample reports" }</h1>
            <p class="lead">
                { "Recorded checks of laboratory domains, made for Waxseal’s own tests. They need no relay and ask nobody: \
                   the report is judged in your browser from what was recorded." }
            </p>
            { sample_list(SAMPLES) }
        </div>
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Properties)]
pub(crate) struct SamplePageProps {
    /// The name as the address has it.
    pub(crate) name: String,
}

/// What became of fetching it.
#[derive(Clone)]
enum Fetched {
    Awaited,
    Here(Rc<Evidence>),
    Missing(String),
}

#[component]
pub(crate) fn SamplePage(props: &SamplePageProps) -> Html {
    let chosen = sample(&props.name);
    let fetched = use_state(|| Fetched::Awaited);
    let round = use_state(|| 0_u32);
    {
        let fetched = fetched.clone();
        use_effect_with(
            (chosen.map(|sample| sample.name), *round),
            move |(name, _)| {
                let Some(name) = *name else { return };
                spawn_local(async move {
                    fetched.set(match evidence(name).await {
                        Ok(evidence) => Fetched::Here(Rc::new(evidence)),
                        Err(why) => Fetched::Missing(why),
                    });
                });
            },
        );
    }
    let Some(chosen) = chosen else {
        return html! { <SamplesPage /> };
    };
    match &*fetched {
        Fetched::Here(evidence) => {
            html! { <Recorded sample={chosen} evidence={Opened(Rc::clone(evidence))} /> }
        }
        Fetched::Awaited => html! {
            <div class="prose samples">
                <h1 tabindex="-1">{ chosen.title }</h1>
                <p role="status">{ "Fetching the recording…" }</p>
            </div>
        },
        Fetched::Missing(why) => {
            let again = Callback::from(move |_: MouseEvent| round.set(round.wrapping_add(1)));
            html! {
                <div class="prose samples">
                    <h1 tabindex="-1">{ chosen.title }</h1>
                    { problem(&sample_missing(why), html! {
                        <button type="button" class="button" onclick={again}>{ "Try again" }</button>
                    }) }
                </div>
            }
        }
    }
}

/// Two openings are two: comparing what they hold would say nothing more.
#[derive(Clone)]
struct Opened(Rc<Evidence>);

impl PartialEq for Opened {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[derive(Clone, PartialEq, Properties)]
struct RecordedProps {
    sample: &'static Sample,
    evidence: Opened,
}

/// The report, and the button that has it told again.
#[component]
fn Recorded(props: &RecordedProps) -> Html {
    let evidence = &props.evidence.0;
    let whole = use_memo(props.evidence.clone(), |opened| {
        Rc::new(Survey::replay((*opened.0).clone()))
    });
    let told = use_state(|| None::<(Rc<Survey>, usize, usize)>);
    let ticking = use_mut_ref(|| None::<Interval>);
    let play = {
        let (told, ticking, evidence) = (told.clone(), Rc::clone(&ticking), Rc::clone(evidence));
        Callback::from(move |_: MouseEvent| {
            let retelling = RefCell::new(Retelling::of(&evidence, now()));
            show(&told, &retelling.borrow());
            let (told, stop) = (told.clone(), Rc::downgrade(&ticking));
            *ticking.borrow_mut() = Some(Interval::new(PAUSE_MS, move || {
                let goes_on = retelling.borrow_mut().step(now());
                if goes_on {
                    show(&told, &retelling.borrow());
                } else {
                    told.set(None);
                    end_soon(stop.clone());
                }
            }));
        })
    };
    let skip = {
        let (told, ticking) = (told.clone(), Rc::clone(&ticking));
        Callback::from(move |_: MouseEvent| {
            ticking.borrow_mut().take();
            told.set(None);
        })
    };
    let survey = match &*told {
        Some((survey, ..)) => Rc::clone(survey),
        None => Rc::clone(&*whole),
    };
    let origin = html! {
        <div class="sample-origin">
            <p>
                <strong class="sample-mark">{ "Sample" }</strong>
                { format!(" {}: {} ", props.sample.title, props.sample.line) }
            </p>
            <p class="hint">
                { format!("A laboratory domain, recorded on {}. Nobody is asked, and times and dates are those of the recording. ", evidence.now.date()) }
                <a href={Route::Samples.href()}>{ "Other samples" }</a>
            </p>
            <div class="sample-play">
                // One button with two words: the focus on it survives.
                <button type="button" class="button" onclick={if told.is_some() { skip } else { play }}>
                    { if told.is_some() { "Skip to the end" } else { "Watch the check again" } }
                </button>
                <div class="sample-told" role="status">
                    if let Some((_, told, all)) = &*told {
                        <progress max={all.to_string()} value={told.to_string()} aria-label="Answers told" />
                    }
                </div>
            </div>
        </div>
    };
    html! { <ReportView {survey} note={html! { <div class="replayed">{ origin }</div> }} /> }
}

fn show(told: &UseStateHandle<Option<(Rc<Survey>, usize, usize)>>, retelling: &Retelling) {
    let (so_far, all) = retelling.told();
    told.set(Some((Rc::new(retelling.survey().clone()), so_far, all)));
}

/// A timer cannot be dropped while it runs.
fn end_soon(ticking: std::rc::Weak<RefCell<Option<Interval>>>) {
    spawn_local(async move {
        if let Some(ticking) = ticking.upgrade() {
            ticking.borrow_mut().take();
        }
    });
}
