//! Keeps a finished check, and says what changed since the one before.

use std::rc::Rc;

use analysis::diff::{Change, Look, ago, changes, in_short};
use shared::Timestamp;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::change_list::change_list;
use crate::history::{Kept, keep, latest_before, name_of, open};
use crate::route::Route;
use crate::survey::{Stage, Survey};
use crate::visit::use_visit;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct SinceLastProps {
    pub(crate) survey: Rc<Survey>,
}

/// One line from the beginning if the subject was looked at before, so that nothing moves when the check is over.
#[component]
pub(crate) fn SinceLast(props: &SinceLastProps) -> Html {
    let survey = &props.survey;
    let is_on = use_visit().settings.history;
    let name = name_of(&survey.evidence.subject);
    let before = use_state(|| None::<Kept>);
    let changed = use_state(|| None::<Vec<Change>>);
    let complaint = use_state(|| None::<String>);
    // What was kept of this very check, if it went on since.
    let own = use_mut_ref(|| None::<String>);
    {
        let before = before.clone();
        let begun_at = survey.begun_at.millis();
        let (changed, own) = (changed.clone(), Rc::clone(&own));
        use_effect_with(
            (name.clone(), begun_at, is_on),
            move |(name, begun_at, is_on)| {
                changed.set(None);
                own.replace(None);
                if *is_on {
                    let (name, begun_at) = (name.clone(), *begun_at);
                    spawn_local(async move { before.set(latest_before(&name, begun_at).await) });
                }
            },
        );
    }
    let finished = matches!(survey.stage, Stage::Complete { .. }).then_some(survey.evidence.now);
    {
        let (changed, complaint, survey) = (changed.clone(), complaint.clone(), Rc::clone(survey));
        use_effect_with(
            (finished, is_on, (*before).clone()),
            move |(finished, is_on, before)| {
                if finished.is_none() || !*is_on {
                    return;
                }
                let before = before.clone();
                spawn_local(async move {
                    if let Some(before) = before
                        && let Ok(old) = open(&before.name, before.at).await
                    {
                        changed.set(Some(between(&old, &survey)));
                    }
                    let earlier = own.borrow().clone();
                    match keep(&survey.evidence, earlier).await {
                        Ok(key) => {
                            own.replace(Some(key));
                            complaint.set(None);
                        }
                        Err(why) => complaint.set(Some(why)),
                    }
                });
            },
        );
    }
    let kept = match &*before {
        Some(before) => since(before, changed.as_deref(), survey.evidence.now),
        None => Html::default(),
    };
    html! {
        <div class="since-last">
            { kept }
            if let Some(complaint) = &*complaint {
                <p class="hint" role="status">{ complaint }</p>
            }
        </div>
    }
}

fn between(old: &analysis::Evidence, survey: &Survey) -> Vec<Change> {
    let report = analysis::assess(old, old.now);
    changes(
        Look {
            evidence: old,
            report: &report,
        },
        Look {
            evidence: &survey.evidence,
            report: &survey.report,
        },
    )
}

fn since(before: &Kept, changed: Option<&[Change]>, now: Timestamp) -> Html {
    let when = ago(before.moment(), now);
    let href = Route::HistoryOf {
        name: before.name.clone(),
    }
    .href();
    match changed {
        None => html! {
            <p class="since-line">{ format!("Last looked at {when}: {}. ", before.label) }<a {href}>{ "History" }</a></p>
        },
        Some([]) => html! {
            <p class="since-line">{ format!("Since the last look, {when}: nothing changed. ") }<a {href}>{ "History" }</a></p>
        },
        Some(changes) => html! {
            <details class="since-line">
                <summary>{ format!("Since the last look, {when}: {}", in_short(changes)) }</summary>
                { change_list(changes) }
                <p><a {href}>{ "History" }</a></p>
            </details>
        },
    }
}
