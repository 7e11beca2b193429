//! How far the check has come, what it waits for, and what can be done about it.

use std::rc::Rc;

use gloo_timers::callback::Interval;
use yew::prelude::*;

use super::icon::{IconKind, icon};
use crate::browser::now;
use crate::escape::{Lines, visible};
use crate::hooks::{SurveyHandle, use_open};
use crate::phrase::{count, span};
use crate::survey::{Progress, Stage, Step, StepState, Steps, Survey};

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct ProgressPanelProps {
    pub(crate) survey: Rc<Survey>,
    pub(crate) handle: SurveyHandle,
}

/// The seconds go on while nothing arrives, which is when they matter.
const TICK_MS: u32 = 500;

#[component]
pub(crate) fn ProgressPanel(props: &ProgressPanelProps) -> Html {
    let ProgressPanelProps { survey, handle } = props;
    let tick = use_force_update();
    use_effect_with(survey.is_running(), move |running| {
        let interval = running.then(|| Interval::new(TICK_MS, move || tick.force_update()));
        move || drop(interval)
    });
    let (open, ontoggle) = use_open();
    let progress = Progress::of(survey, now());
    let emit = |callback: &Callback<()>| callback.reform(|_: MouseEvent| ());
    // Offered only when all is over: until then it is not worth its time at every tick.
    let unanswered = if survey.is_running() {
        0
    } else {
        survey.worth_asking_again().len()
    };
    let (main, on_main) = if survey.is_running() {
        ("Cancel", &handle.on_cancel)
    } else {
        ("Check again", &handle.on_again)
    };
    html! {
        <div class={classes!("progress-panel", survey.is_running().then_some("running"))}>
            if survey.is_running() {
                <progress max={progress.total.max(1).to_string()} value={progress.answered.to_string()}
                    aria-label="Answers so far" />
            } else {
                <div class="progress-over" />
            }
            <div class="progress-words">
                <p>{ words(survey, &progress) }</p>
                <p class="hint">{ waiting(survey, &progress) }</p>
            </div>
            <div class="progress-actions">
                if unanswered > 0 {
                    <button type="button" class="button" key="retry" onclick={emit(&handle.on_retry)}>
                        { format!("Ask again what failed ({unanswered})") }
                    </button>
                }
                // One button with two words: the focus on it survives the end of the check.
                <button type="button" class="button" key="main" onclick={emit(on_main)}>{ main }</button>
            </div>
            <details class="asked" {ontoggle}>
                <summary>{ "Step by step" }</summary>
                if open {
                    { steps(survey, handle) }
                }
            </details>
        </div>
    }
}

/// What is awaited and what failed each by itself; DNS answers in one line.
fn steps(survey: &Survey, handle: &SurveyHandle) -> Html {
    let Steps {
        steps,
        dns_answered,
    } = Steps::of(survey, now());
    html! {
        <ul role="list">
            { for steps.iter().map(|one| step(one, handle)) }
            <li>{ icon(IconKind::Good) }<span>{ count(dns_answered, "DNS answer", "DNS answers") }</span></li>
        </ul>
    }
}

fn step(step: &Step, handle: &SurveyHandle) -> Html {
    let (kind, words) = match &step.state {
        StepState::Awaited { for_ms } => {
            (IconKind::Waiting, format!("awaited for {}", span(*for_ms)))
        }
        StepState::Failed { why } => (IconKind::Unknown, visible(why, Lines::Escape)),
        StepState::Over if step.is_worth_again => {
            (IconKind::Unknown, "not all of it could be told".to_owned())
        }
        StepState::Over => (IconKind::Good, "answered".to_owned()),
    };
    let name = step.query.describe();
    let again = step.is_worth_again.then(|| {
        let (ask, query) = (handle.on_retry_one.clone(), step.query.clone());
        let onclick = Callback::from(move |_: MouseEvent| ask.emit(query.clone()));
        html! {
            <button type="button" class="link-button" {onclick}>
                { "Ask again" }<span class="visually-hidden">{ format!(": {name}") }</span>
            </button>
        }
    });
    html! {
        <li key={name.clone()}>
            { icon(kind) }
            <span>{ name.clone() }<span class="hint">{ format!(" {words}") }</span></span>
            { for again }
        </li>
    }
}

fn words(survey: &Survey, progress: &Progress) -> String {
    let Progress {
        answered,
        total,
        elapsed_ms,
        ..
    } = progress;
    let elapsed = span(*elapsed_ms);
    match survey.stage {
        Stage::Running => format!("{answered} of {total} answers, {elapsed}"),
        Stage::Complete { .. } => format!("{}, {elapsed}", count(*answered, "answer", "answers")),
        Stage::Cancelled { .. } => format!(
            "Stopped after {} and {elapsed}",
            count(*answered, "answer", "answers")
        ),
        Stage::Replayed => String::new(),
    }
}

/// The second line; never empty, so that nothing below it jumps.
fn waiting(survey: &Survey, progress: &Progress) -> String {
    match (&progress.longest, survey.stage) {
        (Some((query, ms)), Stage::Running) => {
            format!("Waiting longest for {}: {}", query.describe(), span(*ms))
        }
        (None, Stage::Running) => "Waiting for answers".to_owned(),
        (_, Stage::Cancelled { .. }) => "What was learnt before stands.".to_owned(),
        (_, Stage::Complete { .. } | Stage::Replayed) => {
            let connections = survey.report.completeness.connections;
            let connections = usize::try_from(connections).unwrap_or(usize::MAX);
            match connections {
                0 => "No connection to a mail server was made.".to_owned(),
                _ => format!(
                    "{} to mail servers",
                    count(connections, "connection", "connections")
                ),
            }
        }
    }
}
