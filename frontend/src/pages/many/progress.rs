//! How far a run is, and what can be done to it. A live region says the few things worth hearing.

use std::rc::Rc;

use gloo_timers::callback::Interval;
use shared::Timestamp;
use yew::prelude::*;

use super::Run;
use crate::browser::{focus_if_lost, now};
use crate::many::queue::{Action, Numbers, Queue, Stage};
use crate::phrase::{count, span};

#[derive(Clone, PartialEq, Properties)]
pub(super) struct ProgressProps {
    pub(super) queue: Rc<Queue>,
    pub(super) run: Run,
    /// Whether finished checks may be kept.
    pub(super) keeps: bool,
}

#[component]
pub(super) fn Progress(props: &ProgressProps) -> Html {
    // The clock goes on while nothing else happens.
    let tick = use_force_update();
    use_effect_with((), move |()| {
        let interval = Interval::new(1000, move || tick.force_update());
        move || drop(interval)
    });
    let queue = &props.queue;
    {
        let before = use_mut_ref(|| queue.stage);
        use_effect_with(queue.stage, move |stage| {
            // The buttons of a run go when it comes to its end.
            if before.replace(*stage) != *stage {
                focus_if_lost("#progress-heading");
            }
        });
    }
    let numbers = queue.numbers();
    let all = queue.items.len();
    let now = now();
    let is_active = queue.stage == Stage::Running || numbers.running > 0;
    let waits = props.run.runner.waits_until().filter(|_| is_active);
    html! {
        <section class="many-progress" aria-labelledby="progress-heading">
            <h2 id="progress-heading" tabindex="-1">{ heading(queue.stage, numbers) }</h2>
            <progress value={numbers.over().to_string()} max={all.max(1).to_string()}
                aria-label={format!("{} of {all} domains are over", numbers.over())} />
            <p class="many-numbers">{ in_words(numbers, all, queue.elapsed_ms(now)) }</p>
            // Not by `for`, which would move what comes before: a heading that has the focus would be another one.
            if let Some(until) = waits {
                <p class="many-wait"><strong>{ patience(until, now) }</strong></p>
            }
            if props.run.runner.asks_another() {
                <p class="many-wait" role="status">{ "Another relay or resolver is asked now. What was not finished is asked there; \
                    the rows that were finished before stay as they are." }</p>
            }
            <div class="choices">{ for choices(queue, numbers, props) }</div>
            { note(props, is_active) }
            <Speaker queue={Rc::clone(queue)} waits={waits.is_some()} />
        </section>
    }
}

fn heading(stage: Stage, numbers: Numbers) -> &'static str {
    match (stage, numbers.running) {
        (Stage::Running, _) => "Checking",
        (Stage::Paused, 0) => "Paused",
        (Stage::Paused, _) => "Pausing, when what is under way is over",
        (Stage::Stopped, _) => "Stopped",
        (Stage::Complete, _) => "Finished",
    }
}

fn in_words(numbers: Numbers, all: usize, elapsed_ms: i64) -> String {
    let mut words = format!(
        "{} of {} in {}",
        numbers.over(),
        count(all, "domain", "domains"),
        span(elapsed_ms)
    );
    for (number, what) in [
        (numbers.running, "under way"),
        (numbers.waiting, "waiting"),
        (numbers.failed, "could not be checked"),
    ] {
        if number > 0 {
            words.push_str(&format!(" · {number} {what}"));
        }
    }
    words
}

fn patience(until: Timestamp, now: Timestamp) -> String {
    let left = until.millis().saturating_sub(now.millis()).max(0);
    let seconds = left.saturating_add(999) / 1000;
    let left = if seconds < 60 {
        format!("{seconds} s")
    } else {
        span(seconds.saturating_mul(1000))
    };
    format!("Waiting {left}: the relay asks for patience. It goes on by itself.")
}

fn choices(queue: &Queue, numbers: Numbers, props: &ProgressProps) -> Vec<Html> {
    let run = &props.run;
    // The keys keep a button from becoming another under the finger that pressed it.
    let act = |key: &'static str, label: String, action: Action, class: &'static str| {
        let on_action = run.on_action.clone();
        let onclick = Callback::from(move |_: MouseEvent| on_action.emit(action.clone()));
        html! { <button {key} type="button" class={classes!("button", class)} {onclick}>{ label }</button> }
    };
    let mut choices = Vec::new();
    match queue.stage {
        Stage::Running => {
            choices.push(act("go", "Pause".to_owned(), Action::Pause, ""));
            choices.push(act("stop", "Stop".to_owned(), Action::Stop, ""));
        }
        Stage::Paused | Stage::Stopped => {
            let left = numbers.waiting.saturating_add(numbers.running);
            let label = format!("Go on with {left} of {}", queue.items.len());
            choices.push(act("go", label, Action::GoOn, "primary"));
            if numbers.running > 0 {
                choices.push(act("stop", "Stop".to_owned(), Action::Stop, ""));
            }
        }
        Stage::Complete => {}
    }
    if numbers.failed > 0 && queue.stage != Stage::Running {
        let which = match numbers.failed {
            1 => "one".to_owned(),
            number => number.to_string(),
        };
        let label = format!("Try the {which} that failed again");
        choices.push(act("retry", label, Action::RetryFailed, ""));
    }
    if queue.stage != Stage::Running {
        let on_discard = run.on_discard.clone();
        let onclick = Callback::from(move |_: MouseEvent| on_discard.emit(()));
        let label = if queue.stage == Stage::Complete {
            "New list"
        } else {
            "Discard"
        };
        choices.push(html! { <button key="discard" type="button" class="button" {onclick}>{ label }</button> });
    }
    choices
}

/// What leaving the page would mean.
fn note(props: &ProgressProps, is_active: bool) -> Html {
    let words = match (props.keeps, props.run.is_kept) {
        (false, _) => {
            "Keeping finished checks is switched off in the history, so this run is gone when the page is left or loaded again."
        }
        (true, false) => {
            "The browser does not keep this run: storage is full or switched off. It is gone when the page is left or loaded again."
        }
        (true, true) if is_active => {
            "Leaving this page stops the run. List and finished rows stay in this browser, and it can go on later."
        }
        (true, true) => "List and finished rows stay in this browser until you discard them.",
    };
    html! { <p class="hint">{ words }</p> }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct SpeakerProps {
    queue: Rc<Queue>,
    waits: bool,
}

/// A polite live region: every fifth of the run, a pause, a wait, the end.
#[component]
fn Speaker(props: &SpeakerProps) -> Html {
    let said = use_state_eq(String::new);
    let before = use_mut_ref(|| None::<Reached>);
    {
        let said = said.clone();
        let reached = Reached::of(&props.queue, props.waits);
        use_effect_with(reached, move |reached| {
            let news = before.borrow_mut().replace(reached.clone());
            // What was kept is seen, and was not reached just now.
            if let Some(news) = news.and_then(|before| reached.news_since(&before)) {
                said.set(news);
            }
        });
    }
    html! { <p class="visually-hidden" role="status">{ (*said).clone() }</p> }
}

/// What is worth saying.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Reached {
    stage: Stage,
    fifths: usize,
    waits: bool,
    numbers: Numbers,
    all: usize,
}

impl Reached {
    fn of(queue: &Queue, waits: bool) -> Self {
        let numbers = queue.numbers();
        let all = queue.items.len();
        let fifths = numbers.over().saturating_mul(5) / all.max(1);
        Self {
            stage: queue.stage,
            fifths,
            waits,
            numbers,
            all,
        }
    }

    fn news_since(&self, before: &Self) -> Option<String> {
        let so_far = format!("{} of {} domains", self.numbers.over(), self.all);
        if self.stage != before.stage {
            return Some(match self.stage {
                Stage::Running => format!("Going on. {so_far} are over."),
                Stage::Paused => format!("Paused. {so_far} are over."),
                Stage::Stopped => format!("Stopped. {so_far} are over."),
                Stage::Complete => {
                    let Numbers { done, failed, .. } = self.numbers;
                    format!("Finished. {done} checked, {failed} could not be checked.")
                }
            });
        }
        if self.waits && !before.waits {
            return Some("The relay asks for patience. The run goes on by itself.".to_owned());
        }
        (self.fifths > before.fifths).then(|| format!("{so_far} are over."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reached(stage: Stage, done: usize, waits: bool) -> Reached {
        let numbers = Numbers {
            done,
            ..Numbers::default()
        };
        Reached {
            stage,
            fifths: done * 5 / 40,
            waits,
            numbers,
            all: 40,
        }
    }

    #[test]
    fn little_is_said_and_nothing_twice() {
        let mut said = Vec::new();
        let mut before = reached(Stage::Running, 0, false);
        for done in 1..40 {
            let now = reached(Stage::Running, done, false);
            said.extend(now.news_since(&before));
            before = now;
        }
        assert_eq!(said.len(), 4, "{said:?}");
        assert_eq!(said[0], "8 of 40 domains are over.");
        let end = reached(Stage::Complete, 40, false);
        assert_eq!(
            end.news_since(&before).unwrap(),
            "Finished. 40 checked, 0 could not be checked."
        );
        let waits = reached(Stage::Running, 39, true);
        assert!(waits.news_since(&before).unwrap().contains("patience"));
        assert_eq!(waits.news_since(&waits), None);
        assert!(
            reached(Stage::Paused, 39, false)
                .news_since(&before)
                .unwrap()
                .starts_with("Paused")
        );
    }

    #[test]
    fn numbers_and_waits_read_well() {
        let numbers = Numbers {
            waiting: 27,
            running: 2,
            done: 10,
            failed: 1,
        };
        assert_eq!(
            in_words(numbers, 40, 65_000),
            "11 of 40 domains in 1 min 5 s · 2 under way · 27 waiting · 1 could not be checked"
        );
        let at = Timestamp::from_millis;
        assert!(patience(at(20_000), at(0)).starts_with("Waiting 20 s: the relay"));
        assert!(patience(at(19_001), at(0)).starts_with("Waiting 20 s: the relay"));
        assert!(patience(at(500), at(0)).starts_with("Waiting 1 s: the relay"));
        assert!(patience(at(90_000), at(0)).starts_with("Waiting 1 min 30 s: the relay"));
    }
}
