//! When the certificates are valid: a bar for each, over one scale of dates with a line at today.

use analysis::report::Report;
use analysis::tables::{self, Validity};
use shared::Timestamp;
use yew::prelude::*;

use super::kit::{clip, figure, folded, label, own_name, percent, shown_of};
use super::scale::{Scale, Span};

/// Bars outside the fold.
const BARS: usize = 8;

/// The picture; nothing while no certificate was seen.
pub(crate) fn certificates(report: &Report) -> Html {
    let all = tables::validities(report);
    if all.is_empty() {
        return Html::default();
    }
    let now = report.judged_at;
    let scale = Scale::of(&leaves(&all), now);
    let (first, more) = all
        .split_at_checked(shown_of(all.len(), BARS))
        .unwrap_or((&all, &[]));
    let drawing = html! {
        <div class="drawing timeline">
            { axis(&scale) }
            { bars(first, &scale, now) }
            { folded(more.len(), "certificate", "certificates", || bars(more, &scale, now)) }
            <ul class="legend" aria-label="What the bars mean">
                <li>{ sample("bar") }<span>{ "still valid" }</span></li>
                <li>{ sample("gone") }<span>{ "over" }</span></li>
                <li>{ sample("renewal") }<span>{ "last third: time to renew" }</span></li>
            </ul>
        </div>
    };
    figure("certificates", &tables::certificates(report), drawing)
}

/// The scale is that of what has to be renewed: authorities live for decades.
fn leaves(all: &[Validity<'_>]) -> Vec<(Timestamp, Timestamp)> {
    let life = |one: &Validity<'_>| (one.certificate.not_before, one.certificate.not_after);
    let leaves = all.iter().filter(|one| one.certificate.role == "leaf");
    let leaves: Vec<_> = leaves.map(life).collect();
    if leaves.is_empty() {
        all.iter().map(life).collect()
    } else {
        leaves
    }
}

fn axis(scale: &Scale) -> Html {
    html! {
        <div class="timeline-row timeline-axis" aria-hidden="true">
            <span></span>
            <span class="plot">
                <svg focusable="false">
                    { ticks(scale, "1.5em") }
                    { for scale.ticks.iter().map(|(at, date)| html! { <text x={percent(*at)} y="1.1em">{ date }</text> }) }
                    <text class={classes!("today", anchor(scale.now))} x={percent(scale.now)} y="2.5em">{ "today" }</text>
                </svg>
            </span>
        </div>
    }
}

/// Near an edge a word stands beside its place, so that it does not stick out.
const fn anchor(place: f64) -> Option<&'static str> {
    if place < 0.15 {
        Some("starts")
    } else if place > 0.85 {
        Some("ends")
    } else {
        None
    }
}

fn ticks(scale: &Scale, top: &'static str) -> Html {
    let tick = |(at, _): &(f64, String)| {
        html! { <line class="tick" x1={percent(*at)} x2={percent(*at)} y1={top} y2="100%" /> }
    };
    scale.ticks.iter().map(tick).collect()
}

fn bars(all: &[Validity<'_>], scale: &Scale, now: Timestamp) -> Html {
    html! { <ul class="bars">{ for all.iter().map(|one| bar(one, scale, now)) }</ul> }
}

fn bar(one: &Validity<'_>, scale: &Scale, now: Timestamp) -> Html {
    let certificate = one.certificate;
    let span = scale.span(certificate.not_before, certificate.not_after);
    let state = one.state(now);
    let places = one.seen_at.len();
    let place = one.seen_at.first().map(|(_, address)| address.to_string());
    html! {
        <li class="timeline-row" key={certificate.sha256.clone()}>
            <p>
                <strong>{ label(own_name(&certificate.subject), 44) }</strong>
                <small>
                    { certificate.role }{ ", until " }{ certificate.not_after.date() }{ ": " }
                    <span class={if state == "valid" { "" } else { "loud" }}>{ state }</span>
                    if places > 1 { { format!(", at {places} addresses") } } else { { for place.map(|place| format!(", at {}", clip(&place, 40))) } }
                </small>
            </p>
            <span class="plot">
                <svg aria-hidden="true" focusable="false">
                    { ticks(scale, "0") }
                    { drawn(&span, scale, one.renewal()) }
                    <line class="now" x1={percent(scale.now)} x2={percent(scale.now)} y1="0" y2="100%" />
                </svg>
            </span>
        </li>
    }
}

/// The bar: what is over is hatched, what is left is filled, and a bracket below marks the time to renew.
fn drawn(span: &Span, scale: &Scale, renewal: Option<Timestamp>) -> Html {
    let Span { from, to, .. } = *span;
    let turn = scale.now.clamp(from, to);
    let renewal = renewal.map(|renewal| scale.at(renewal));
    let chevron = |x: &'static str, d: &'static str, on_bar: bool| {
        let class = if on_bar { "goes-on" } else { "goes-on dark" };
        html! { <svg {x} y="1.45em" overflow="visible"><path {class} {d} /></svg> }
    };
    html! {
        <>
            if turn > from {
                <rect class="gone-ground" x={percent(from)} width={percent(turn - from)} y="0.9em" height="1.1em" />
                <line class="gone" x1={percent(from)} x2={percent(turn)} y1="1.45em" y2="1.45em" />
            }
            if to > turn {
                <rect class="bar" x={percent(turn)} width={percent(to - turn)} y="0.9em" height="1.1em" />
            }
            <rect class="edge" x={percent(from)} width={percent((to - from).max(0.002))} y="0.9em" height="1.1em" />
            if let Some(renewal) = renewal.filter(|renewal| *renewal < to) {
                <line class="renewal" x1={percent(renewal)} x2={percent(to)} y1="2.6em" y2="2.6em" />
                <line class="renewal" x1={percent(renewal)} x2={percent(renewal)} y1="2.3em" y2="2.9em" />
            }
            if span.begins_before { { chevron("0", "M9 -5L4 0l5 5", turn <= from) } }
            if span.ends_after { { chevron("100%", "M-9 -5l5 5l-5 5", to > turn) } }
        </>
    }
}

fn sample(class: &'static str) -> Html {
    let is_line = class == "renewal";
    html! {
        <svg class="sample" aria-hidden="true" focusable="false">
            if is_line {
                <line class="renewal" x1="1" x2="100%" y1="50%" y2="50%" />
                <line class="renewal" x1="1" x2="1" y1="25%" y2="75%" />
            } else {
                if class == "gone" {
                    <line class="gone" x1="1" x2="100%" y1="50%" y2="50%" />
                } else {
                    <rect class="bar" x="1" width="95%" y="25%" height="50%" />
                }
                <rect class="edge" x="1" width="95%" y="20%" height="60%" />
            }
        </svg>
    }
}
