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
            <svg class="axis" focusable="false">
                { for scale.ticks.iter().map(|(at, _)| html! { <line class="tick" x1={percent(*at)} x2={percent(*at)} y1="1.5em" y2="100%" /> }) }
                { for scale.ticks.iter().map(|(at, date)| html! { <text x={percent(*at)} y="1.1em">{ date }</text> }) }
            </svg>
        </div>
    }
}

fn bars(all: &[Validity<'_>], scale: &Scale, now: Timestamp) -> Html {
    html! { <ul class="bars">{ for all.iter().map(|one| bar(one, scale, now)) }</ul> }
}

fn bar(one: &Validity<'_>, scale: &Scale, now: Timestamp) -> Html {
    let certificate = one.certificate;
    let span = scale.span(certificate.not_before, certificate.not_after);
    let state = one.state(now);
    let places = one.seen_at.len();
    let place = one.seen_at.first().map(|(host, _)| host.to_string());
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
            <svg class="validity" aria-hidden="true" focusable="false">
                { for scale.ticks.iter().map(|(at, _)| html! { <line class="tick" x1={percent(*at)} x2={percent(*at)} y1="0" y2="100%" /> }) }
                { drawn(&span, scale, one.renewal()) }
                <line class="now" x1={percent(scale.now)} x2={percent(scale.now)} y1="0" y2="100%" />
            </svg>
        </li>
    }
}

/// The bar: what is over is hatched, what is left is filled, and a bracket below marks the time to renew.
fn drawn(span: &Span, scale: &Scale, renewal: Option<Timestamp>) -> Html {
    let Span { from, to, .. } = *span;
    let turn = scale.now.clamp(from, to);
    let renewal = renewal.map(|renewal| scale.at(renewal));
    html! {
        <>
            if turn > from {
                <rect class="gone-ground" x={percent(from)} width={percent(turn - from)} y="26%" height="38%" />
                <line class="gone" x1={percent(from)} x2={percent(turn)} y1="45%" y2="45%" />
            }
            if to > turn {
                <rect class="bar" x={percent(turn)} width={percent(to - turn)} y="26%" height="38%" />
            }
            <rect class="outline" x={percent(from)} width={percent((to - from).max(0.002))} y="26%" height="38%" />
            if let Some(renewal) = renewal.filter(|renewal| *renewal < to) {
                <line class="renewal" x1={percent(renewal)} x2={percent(to)} y1="80%" y2="80%" />
                <line class="renewal" x1={percent(renewal)} x2={percent(renewal)} y1="72%" y2="88%" />
            }
            if span.begins_before {
                <svg x="0" y="45%" overflow="visible"><path class="goes-on" d="M9 -6L3 0l6 6" /></svg>
            }
            if span.ends_after {
                <svg x="100%" y="45%" overflow="visible"><path class="goes-on" d="M-9 -6l6 6l-6 6" /></svg>
            }
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
                <rect class="outline" x="1" width="95%" y="20%" height="60%" />
            }
        </svg>
    }
}
