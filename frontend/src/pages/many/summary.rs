//! What a run comes to so far: how many of each grade, as a bar and as a table, and what most domains share.

use analysis::finding::{Code, Severity};
use analysis::grade::Letter;
use yew::prelude::*;

use crate::components::{IconKind, icon};
use crate::escape::{Lines, visible};
use crate::hooks::use_open;
use crate::many::queue::Queue;
use crate::many::row::Worst;
use crate::many::summary::{Server, grades, servers, shared_findings};
use crate::phrase::count;
use crate::route::Route;

/// Servers that are seen at once; the rest is folded.
const SERVERS: usize = 10;
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
            { server_tables(servers(queue)) }
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

/// Which server takes mail for how many, and how the worst of its stages went.
fn server_tables(mut servers: Vec<Server>) -> Html {
    if servers.is_empty() {
        return Html::default();
    }
    let rest = servers.split_off(SERVERS.min(servers.len()));
    html! {
        <>
            <h3>{ "Who takes their mail" }</h3>
            { server_table(&servers, "Mail servers by the number of domains they serve") }
            if !rest.is_empty() {
                <Rest servers={rest} />
            }
        </>
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct RestProps {
    servers: Vec<Server>,
}

/// The other servers, of which there may be thousands: drawn when somebody wants them.
#[component]
fn Rest(props: &RestProps) -> Html {
    let (open, ontoggle) = use_open();
    html! {
        <details {ontoggle}>
            <summary>{ format!("{} more", count(props.servers.len(), "server", "servers")) }</summary>
            if open {
                { server_table(&props.servers, "The other mail servers") }
            }
        </details>
    }
}

fn server_table(servers: &[Server], caption: &'static str) -> Html {
    html! {
        // The roles hold where the style sheet makes the rows something else than a table.
        <table class="many-servers" role="table">
            <caption class="visually-hidden">{ caption }</caption>
            <thead role="rowgroup"><tr role="row">
                <th scope="col" role="columnheader">{ "Server" }</th>
                <th scope="col" role="columnheader">{ "Serves" }</th>
                <th scope="col" role="columnheader">{ "Worst stage" }</th>
            </tr></thead>
            <tbody role="rowgroup">{ for servers.iter().map(|server| html! {
                <tr role="row" key={server.host.clone()}>
                    <th scope="row" role="rowheader">{ visible(&server.host, Lines::Escape) }</th>
                    <td role="cell">{ count(server.domains, "domain", "domains") }</td>
                    <td role="cell"><span class="state-word">{ worst_stage(server.worst) }</span></td>
                </tr>
            }) }</tbody>
        </table>
    }
}

fn worst_stage(worst: Option<Worst>) -> Html {
    let kind = worst.map_or(IconKind::Unknown, |worst| worst.gravity.status().into());
    html! { <>{ icon(kind) }{ worst_words(worst) }</> }
}

fn worst_words(worst: Option<Worst>) -> String {
    match worst {
        None => "not kept".to_owned(),
        Some(Worst {
            stage: None,
            gravity,
        }) => format!("all {}", gravity.status().words()),
        Some(Worst {
            stage: Some(stage),
            gravity,
        }) => format!("{}: {}", stage.title(), gravity.status().words()),
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
    use analysis::report::StageName;

    use super::*;
    use crate::many::row::Gravity;

    #[test]
    fn the_bar_says_in_words_what_it_shows() {
        let grades = [(Some(Letter::APlus), 3), (Some(Letter::F), 1), (None, 2)];
        assert_eq!(
            label(&grades),
            "Grades: 3 domains A+, 1 domain F, 2 domains without a grade"
        );
        let worst = |gravity, stage| worst_words(Some(Worst { gravity, stage }));
        assert_eq!(worst(Gravity::Good, None), "all good");
        assert_eq!(
            worst(Gravity::Bad, Some(StageName::StartTls)),
            "STARTTLS: bad"
        );
        assert_eq!(worst_words(None), "not kept");
        assert_eq!(trouble_icon(0, 0), IconKind::Good);
        assert_eq!(trouble_icon(0, 2), IconKind::Warning);
        assert_eq!(trouble_icon(1, 0), IconKind::Error);
    }
}
