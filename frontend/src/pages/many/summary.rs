//! What a run comes to so far: how many of each grade, as a bar and as a table, and what most domains share.

use analysis::finding::{Code, Severity};
use analysis::grade::Letter;
use yew::prelude::*;

use crate::components::{IconKind, icon};
use crate::many::queue::Queue;
use crate::many::summary::{grades, shared_findings};
use crate::phrase::count;
use crate::route::Route;

/// Shared findings that are named.
const MOST_SHARED: usize = 6;
/// So few units that letters stay legible on a phone.
const WIDTH: f64 = 320.0;
const HEIGHT: f64 = 30.0;
/// The narrowest piece of the bar that has room for its letter.
const ROOM: f64 = 20.0;

/// Nothing before the first domain is finished.
pub(super) fn summary(queue: &Queue) -> Html {
    let grades = grades(queue);
    if grades.is_empty() {
        return Html::default();
    }
    html! {
        <section class="many-summary" aria-labelledby="summary-heading">
            <h2 id="summary-heading">{ "What it comes to" }</h2>
            { bar(&grades) }
            <details>
                <summary>{ "The grades as a table" }</summary>
                { twin(&grades) }
            </details>
            { shared(queue) }
        </section>
    }
}

fn bar(grades: &[(Option<Letter>, usize)]) -> Html {
    let all: usize = grades.iter().map(|(_, number)| number).sum();
    let mut from = 0.0;
    let pieces: Vec<Html> = grades
        .iter()
        .map(|(letter, number)| {
            #[expect(clippy::cast_precision_loss, reason = "at most a thousand")]
            let width = WIDTH * *number as f64 / all.max(1) as f64;
            let left = from;
            from += width;
            let middle = format!("{:.1}", width.mul_add(0.5, left));
            html! {
                <g class={classes!("piece", class_of(*letter))}>
                    <rect x={format!("{left:.1}")} y="0" width={format!("{:.1}", (width - 1.5).max(1.0))} height={HEIGHT.to_string()} />
                    if width >= ROOM {
                        <text x={middle} y="20" text-anchor="middle">{ word_of(*letter) }</text>
                    }
                </g>
            }
        })
        .collect();
    html! {
        <svg class="grade-bar" viewBox={format!("0 0 {WIDTH} {HEIGHT}")} role="img" aria-label={label(grades)}>
            { for pieces }
        </svg>
    }
}

/// The whole bar in words: "Grades: 3 domains A+, 1 domain F".
fn label(grades: &[(Option<Letter>, usize)]) -> String {
    let parts = grades.iter().map(|(letter, number)| {
        let word = letter.map_or("without a grade", Letter::word);
        format!("{} {word}", count(*number, "domain", "domains"))
    });
    format!("Grades: {}", parts.collect::<Vec<_>>().join(", "))
}

fn twin(grades: &[(Option<Letter>, usize)]) -> Html {
    html! {
        <table class="grade-numbers">
            <caption class="visually-hidden">{ "Domains by grade" }</caption>
            <thead><tr><th scope="col">{ "Grade" }</th><th scope="col">{ "Domains" }</th></tr></thead>
            <tbody>{ for grades.iter().map(|(letter, number)| html! {
                <tr>
                    <th scope="row">{ letter.map_or("none", Letter::word) }</th>
                    <td>{ number.to_string() }</td>
                </tr>
            }) }</tbody>
        </table>
    }
}

fn shared(queue: &Queue) -> Html {
    let all = queue.rows().count();
    let shared: Vec<_> = shared_findings(queue)
        .into_iter()
        .filter(|(_, number)| *number > 1)
        .take(MOST_SHARED)
        .collect();
    if shared.is_empty() {
        return Html::default();
    }
    html! {
        <>
            <h3>{ "What several of them share" }</h3>
            <ul class="shared-findings" role="list">{ for shared.into_iter().map(|(code, number)| html! {
                <li key={code.word()}>
                    { icon(gravity(code).into()) }
                    <a href={Route::Finding { code: code.word().to_owned() }.href()}>{ code.words().title }</a>
                    <span class="hint">
                        <span class="visually-hidden">{ ", " }</span>
                        { format!("{}, {number} of {}", gravity(code).word(), count(all, "domain", "domains")) }
                    </span>
                </li>
            }) }</ul>
        </>
    }
}

/// At least advice: what is counted here asked for something, whatever the finding is elsewhere.
fn gravity(code: Code) -> Severity {
    code.severity().max(Severity::Advice)
}

const fn word_of(letter: Option<Letter>) -> &'static str {
    match letter {
        Some(letter) => letter.word(),
        None => "–",
    }
}

const fn class_of(letter: Option<Letter>) -> &'static str {
    match letter {
        Some(Letter::APlus) => "wax-a-plus",
        Some(Letter::A) => "wax-a",
        Some(Letter::B) => "wax-b",
        Some(Letter::C) => "wax-c",
        Some(Letter::D) => "wax-d",
        Some(Letter::F) => "wax-f",
        None => "wax-plain",
    }
}

/// The shape for a number of broken areas and of those that warn.
pub(super) const fn trouble_icon(broken: usize, warnings: usize) -> IconKind {
    match (broken, warnings) {
        (0, 0) => IconKind::Good,
        (0, _) => IconKind::Warning,
        _ => IconKind::Error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_says_in_words_what_it_shows() {
        let grades = [(Some(Letter::APlus), 3), (Some(Letter::F), 1), (None, 2)];
        assert_eq!(
            label(&grades),
            "Grades: 3 domains A+, 1 domain F, 2 domains without a grade"
        );
        assert_eq!(trouble_icon(0, 0), IconKind::Good);
        assert_eq!(trouble_icon(0, 2), IconKind::Warning);
        assert_eq!(trouble_icon(1, 0), IconKind::Error);
    }
}
