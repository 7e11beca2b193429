//! Two subjects side by side.

use std::rc::Rc;

use analysis::assess;
use analysis::diff::{Side, ago, side_by_side};
use analysis::evidence::Subject;
use analysis::report::Report;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::browser::{go_to, now, parse_name};
use crate::components::{SinceLast, relay_notice};
use crate::escape::{Lines, visible};
use crate::history::{latest_before, name_of, open, subject_of};
use crate::hooks::{use_survey, use_title};
use crate::route::Route;
use crate::survey::Progress;
use crate::visit::use_visit;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct ComparePageProps {
    /// Their names; nothing while they are still to be chosen.
    pub(crate) pair: Option<(String, String)>,
}

#[component]
pub(crate) fn ComparePage(props: &ComparePageProps) -> Html {
    use_title("Two domains side by side".to_owned());
    let pair = props.pair.as_ref();
    let subjects = pair.map(|(left, right)| [left, right].map(|name| subject(name)));
    html! {
        <div class="compare">
            <h1 tabindex="-1">{ "Two domains side by side" }</h1>
            { match subjects {
                Some([Ok(left), Ok(right)]) => html! { <Sides {left} {right} /> },
                Some([left, right]) => html! {
                    <>
                        { for [left, right].into_iter().filter_map(Result::err).map(|why| html! { <p role="alert">{ why }</p> }) }
                        <PairForm />
                    </>
                },
                None => html! { <PairForm /> },
            } }
        </div>
    }
}

/// As it is kept, or as people type it.
fn subject(name: &str) -> Result<Subject, String> {
    match subject_of(name) {
        Some(subject) => Ok(subject),
        None => parse_name(name)
            .map(|domain| Subject::Domain { domain })
            .map_err(|error| error.to_string()),
    }
}

#[component]
fn PairForm() -> Html {
    let fields = [use_node_ref(), use_node_ref()];
    let complaint = use_state(|| None::<String>);
    let on_submit = {
        let (fields, complaint) = (fields.clone(), complaint.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let [left, right] = fields.each_ref().map(|field| {
                let typed = field.cast::<HtmlInputElement>().map(|input| input.value());
                subject(typed.unwrap_or_default().trim())
            });
            match (left, right) {
                (Ok(left), Ok(right)) => go_to(&Route::Compare {
                    pair: Some((name_of(&left), name_of(&right))),
                }),
                (Err(why), _) | (_, Err(why)) => complaint.set(Some(why)),
            }
        })
    };
    let [left, right] = fields;
    html! {
        <form class="pair-form" onsubmit={on_submit} novalidate=true>
            <div class="field">
                <label for="compare-left">{ "One domain" }</label>
                <input id="compare-left" ref={left} type="text" inputmode="url" autocomplete="off" autocapitalize="none" spellcheck="false" />
            </div>
            <div class="field">
                <label for="compare-right">{ "The other domain" }</label>
                <input id="compare-right" ref={right} type="text" inputmode="url" autocomplete="off" autocapitalize="none" spellcheck="false" />
            </div>
            <button type="submit" class="button primary">{ "Compare" }</button>
            <p class="complaint" role="alert">{ for complaint.as_ref() }</p>
        </form>
    }
}

/// What is seen of one side.
#[derive(Clone, Debug, PartialEq)]
struct Seen {
    report: Rc<Report>,
    /// Where it comes from, in words.
    source: String,
    running: bool,
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct SidesProps {
    left: Subject,
    right: Subject,
}

#[component]
fn Sides(props: &SidesProps) -> Html {
    let fresh = use_state(|| false);
    let seen = [use_state(|| None::<Seen>), use_state(|| None::<Seen>)];
    let [left, right] = &seen;
    let on_seen = |state: &UseStateHandle<Option<Seen>>| {
        let state = state.clone();
        Callback::from(move |seen| state.set(Some(seen)))
    };
    let on_fresh = {
        let fresh = fresh.clone();
        Callback::from(move |_: MouseEvent| fresh.set(true))
    };
    let running = [left, right]
        .iter()
        .any(|seen| seen.as_ref().is_none_or(|seen| seen.running));
    html! {
        <>
            <div class="compare-heads">
                <OneSide key="left" subject={props.left.clone()} fresh={*fresh} on_seen={on_seen(left)} seen={(**left).clone()} />
                <OneSide key="right" subject={props.right.clone()} fresh={*fresh} on_seen={on_seen(right)} seen={(**right).clone()} />
            </div>
            if !*fresh && !running {
                <p><button type="button" class="button" onclick={on_fresh}>{ "Check both now" }</button></p>
            }
            if let (Some(one), Some(other)) = (&**left, &**right) {
                { table(&props.left, &props.right, &side_by_side(&one.report, &other.report), running) }
            }
        </>
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct OneSideProps {
    subject: Subject,
    /// Whether what is kept does not do.
    fresh: bool,
    on_seen: Callback<Seen>,
    seen: Option<Seen>,
}

/// Looks into the history first: nobody's servers are asked for what is known already.
#[component]
fn OneSide(props: &OneSideProps) -> Html {
    let OneSideProps {
        subject,
        fresh,
        on_seen,
        seen,
    } = props;
    let live = use_state(|| false);
    {
        let (live, on_seen) = (live.clone(), on_seen.clone());
        use_effect_with((subject.clone(), *fresh), move |(subject, fresh)| {
            if *fresh {
                live.set(true);
                return;
            }
            let name = name_of(subject);
            spawn_local(async move {
                let kept = match latest_before(&name, i64::MAX).await {
                    Some(kept) => open(&name, kept.at).await.ok(),
                    None => None,
                };
                match kept {
                    Some(evidence) => on_seen.emit(Seen {
                        report: Rc::new(assess(&evidence, evidence.now)),
                        source: format!("Kept in this browser, {}", ago(evidence.now, now())),
                        running: false,
                    }),
                    None => live.set(true),
                }
            });
        });
    }
    let href = match seen {
        Some(Seen {
            report,
            running: false,
            ..
        }) => Route::of(&report.subject).href(),
        _ => Route::of(subject).href(),
    };
    html! {
        <section class="compare-head">
            <h2><a {href}>{ name_of(subject) }</a></h2>
            <p class="grade-line">{ seen.as_ref().map(|seen| seen.report.grade.label.clone()).unwrap_or_default() }</p>
            <p class="hint" role="status">{ seen.as_ref().map_or("Looking…", |seen| seen.source.as_str()) }</p>
            if *live {
                <LiveSide subject={subject.clone()} on_seen={on_seen.clone()} />
            }
        </section>
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct LiveSideProps {
    subject: Subject,
    on_seen: Callback<Seen>,
}

/// A check of its own, that shows only how it goes.
#[component]
fn LiveSide(props: &LiveSideProps) -> Html {
    let visit = use_visit();
    let handle = use_survey(&props.subject, &visit);
    let on_seen = props.on_seen.clone();
    use_effect_with(handle.survey.clone(), move |survey| {
        let Some(survey) = survey else {
            return;
        };
        let progress = Progress::of(survey, now());
        let source = if survey.is_running() {
            format!("{} of {} answers", progress.answered, progress.total)
        } else {
            "Checked now".to_owned()
        };
        on_seen.emit(Seen {
            report: Rc::clone(&survey.report),
            source,
            running: survey.is_running(),
        });
    });
    match handle.survey {
        // It also keeps the finished check.
        Some(survey) => html! { <SinceLast {survey} /> },
        None => relay_notice(&visit),
    }
}

fn table(left: &Subject, right: &Subject, sides: &[Side], running: bool) -> Html {
    let names = [name_of(left), name_of(right)];
    let [one, other] = &names;
    let different = sides.iter().filter(|side| side.differs()).count();
    html! {
        <>
            <p class="sentence" aria-live="polite">
                { if running { "So far, ".to_owned() } else { String::new() } }
                { format!("{different} of {} lines differ. They are marked ≠.", sides.len()) }
            </p>
            <table class="sides">
                <caption class="visually-hidden">{ format!("{one} and {other} side by side") }</caption>
                <thead><tr>
                    <th scope="col">{ "What" }</th>
                    { for names.iter().map(|name| html! { <th scope="col">{ name }</th> }) }
                </tr></thead>
                <tbody>{ for sides.iter().map(|side| row(side, &names)) }</tbody>
            </table>
        </>
    }
}

fn row(side: &Side, names: &[String; 2]) -> Html {
    let differs = side.differs();
    let cells = names.iter().zip(&side.words).zip(&side.details);
    html! {
        <tr class={if differs { "differs" } else { "same" }}>
            <th scope="row">
                <span class="mark-sign" aria-hidden="true">{ if differs { "≠" } else { "=" } }</span>
                { side.heading }
                <span class="verdict">{ if differs { "differs" } else { "the same" } }</span>
            </th>
            { for cells.map(|((name, words), details)| html! {
                <td>
                    <span class="whose" aria-hidden="true">{ name }</span>
                    <strong>{ visible(words, Lines::Escape) }</strong>
                    if !details.is_empty() { <span class="hint">{ visible(details, Lines::Escape) }</span> }
                </td>
            }) }
        </tr>
    }
}
