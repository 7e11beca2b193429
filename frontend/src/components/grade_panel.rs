//! The transport grade, what it means, and what made it.

use analysis::grade::{AppliedCap, Grade, Letter, Verdict};
use analysis::report::Report;
use analysis::simulation::{SenderKind, SenderReport};
use yew::prelude::*;

use super::icon::{IconKind, icon};
use super::seal::{Wax, seal};
use super::sender_grid::{delivery, waiting};
use crate::escape::shown;
use crate::phrase::count;

/// While the check is `running` the grade may still change.
pub(super) fn grade_panel(report: &Report, running: bool) -> Html {
    let grade = &report.grade;
    html! {
        <section class="grade-panel" aria-labelledby="grade-heading">
            <div class="grade-seal">{ seal(letter(grade).map_or(Wax::Plain, Wax::Letter), stamp(grade)) }</div>
            <div class="grade-words">
                <h2 id="grade-heading" class="overline">{ "Transport grade" }
                    if running { <span class="so-far">{ " so far" }</span> }
                </h2>
                <p id="grade" aria-busy={running.then_some("true")}>{ grade.label.clone() }</p>
                <p class="consequence">{ shown(&grade.consequence) }</p>
                { for grade.next_step.as_ref().map(|step| html! {
                    <p class="next-step">
                        <strong>{ "Next step: " }</strong>{ shown(&step.action) }
                        <span class="gain">{ format!(" ({} → {})", step.from, step.to) }</span>
                    </p>
                }) }
            </div>
            { two_sorts(report, running) }
            { reasons(grade, running) }
        </section>
    }
}

/// The two answers that differ most: what becomes of the mail of those who take what they get, and of those who insist.
fn two_sorts(report: &Report, running: bool) -> Html {
    if report.simulation.is_none() && !running {
        return Html::default();
    }
    let of = |kind: SenderKind| {
        let mut senders = report.simulation.iter().flat_map(|one| &one.senders);
        senders
            .find(|sender| sender.sender == kind)
            .map_or_else(waiting, outcome)
    };
    html! {
        <dl class="two-sorts">
            <div>
                <dt>{ "From most senders" }</dt>
                <dd>{ of(SenderKind::Opportunistic) }</dd>
            </div>
            <div>
                <dt>{ "From senders that insist (MTA-STS, DANE)" }</dt>
                <dd>{ of(SenderKind::Both) }</dd>
            </div>
            <div>
                <dt>{ "Looked at" }</dt>
                <dd>{ completeness(report) }</dd>
            </div>
        </dl>
    }
}

fn outcome(sender: &SenderReport) -> Html {
    html! {
        <>
            { delivery(sender.outcome) }
            { for sender.worst.map(|worst| html! { <span class="hint">{ format!("at worst {}", worst.words()) }</span> }) }
        </>
    }
}

fn completeness(report: &Report) -> String {
    let seen = &report.completeness;
    let servers = count(seen.hosts, "server", "servers");
    let tested = format!("{} of {servers}", seen.hosts_tested);
    match seen.inconclusive {
        0 => tested,
        unknown => format!(
            "{tested}, {} could not be told",
            count(unknown, "thing", "things")
        ),
    }
}

/// The letter that the label shows: a bound that only lacks its proof is shown a step lower than it may be.
fn letter(grade: &Grade) -> Option<Letter> {
    let word = grade.label.split(' ').next().unwrap_or_default();
    LETTERS.into_iter().find(|letter| letter.word() == word)
}

const LETTERS: [Letter; 6] = [
    Letter::APlus,
    Letter::A,
    Letter::B,
    Letter::C,
    Letter::D,
    Letter::F,
];

/// What is pressed into the wax.
fn stamp(grade: &Grade) -> &'static str {
    match (letter(grade), &grade.verdict) {
        (Some(letter), _) => letter.word(),
        (None, Verdict::Pending) => "···",
        (None, Verdict::CouldNotTest { .. } | Verdict::DnsOnly) => "?",
        (None, Verdict::NoMailByDesign | Verdict::NoMailService | Verdict::Graded { .. }) => "–",
    }
}

/// What is not known yet is no reason: while the check is `running` only what stands is named.
fn reasons(grade: &Grade, running: bool) -> Html {
    let Grade {
        caps,
        doubts,
        missing_for_plus,
        ..
    } = grade;
    let (doubts, missing_for_plus) = if running {
        (&[][..], &[][..])
    } else {
        (&doubts[..], &missing_for_plus[..])
    };
    if caps.is_empty() && doubts.is_empty() && missing_for_plus.is_empty() {
        return Html::default();
    }
    html! {
        <div class="grade-reasons">
            if !caps.is_empty() {
                <div>
                    <h3>{ "What holds it down" }</h3>
                    <ul>{ for caps.iter().map(|cap| reason(cap, IconKind::Error, "At most")) }</ul>
                </div>
            }
            if !doubts.is_empty() {
                <div>
                    <h3>{ "What could not be told" }</h3>
                    <ul>{ for doubts.iter().map(|cap| reason(cap, IconKind::Unknown, "Perhaps")) }</ul>
                </div>
            }
            if !missing_for_plus.is_empty() {
                <div>
                    <h3>{ "Still missing for A+" }</h3>
                    <ul>
                        { for missing_for_plus.iter().map(|missing| html! {
                            <li>{ icon(IconKind::Advice) }<span>{ shown(missing) }</span></li>
                        }) }
                    </ul>
                </div>
            }
        </div>
    }
}

fn reason(cap: &AppliedCap, kind: IconKind, bound: &str) -> Html {
    html! {
        <li key={format!("{} {}", cap.cap, cap.reason)}>
            { icon(kind) }
            <span>
                <strong>{ format!("{bound} {}: ", cap.ceiling) }</strong>{ shown(&cap.reason) }
                <span class="reference">{ format!(" {}", cap.reference) }</span>
            </span>
        </li>
    }
}
