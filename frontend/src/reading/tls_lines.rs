//! The lines of TLS reports: failures by reason and server, policies, and what each opens to.

use analysis::reports::tls::{FailureRow, Live, LiveState, PolicyKind, PolicyRow, ResultType};
use yew::prelude::*;

use crate::components::{IconKind, finding_links};
use crate::escape::{Lines, shown, visible};

use super::line::{Cell, Line};

/// The headings of failures.
pub(super) const FAILURE_COLUMNS: &[&str] = &["Why", "Server", "Connections", "Last seen", "Today"];
/// The headings of policies.
pub(super) const POLICY_COLUMNS: &[&str] =
    &["Policy", "Domain", "Secured", "Not secured", "Reports"];

/// What a reason is called.
pub(super) fn title(result: &ResultType) -> String {
    match result {
        ResultType::Other(word) => format!("“{word}”"),
        known => known.explanation().title.to_owned(),
    }
}

const fn sign(state: LiveState) -> IconKind {
    match state {
        LiveState::StillSo | LiveState::OtherFault => IconKind::Error,
        LiveState::NoLongerSo | LiveState::Gone => IconKind::Good,
        LiveState::CouldNotTell => IconKind::Unknown,
        LiveState::NotChecked => IconKind::Nothing,
    }
}

/// A reason at a server, and whether it is still so.
pub(super) fn failure_line(failure: &FailureRow, live: Option<&Live>) -> Line {
    let state = live.map_or(LiveState::NotChecked, |live| live.state);
    let last = failure
        .last_day
        .map_or_else(|| "not said".to_owned(), |day| day.date().to_string());
    Line {
        cells: vec![
            Cell::text(title(&failure.result)).hint(failure.result.word()),
            Cell::text(failure.mx.clone().unwrap_or_else(|| "not named".to_owned())),
            Cell::number(failure.sessions),
            Cell::text(last),
            Cell::text(state.words()).sign(sign(state)),
        ],
        words: failure
            .reporters
            .iter()
            .cloned()
            .collect::<Vec<_>>()
            .join(" "),
        opens: true,
    }
}

/// What is said of it.
pub(super) fn failure_detail(failure: &FailureRow, live: Option<&Live>) -> Html {
    let explanation = failure.result.explanation();
    let list = |title: &'static str, words: Vec<String>| {
        html! {
            if !words.is_empty() { <dt>{ title }</dt><dd>{ shown(&words.join(", ")) }</dd> }
        }
    };
    html! {
        <>
            if let Some(live) = live {
                <p class="live-text"><strong>{ shown(&live.text) }</strong></p>
                if !live.findings.is_empty() {
                    { finding_links(live.findings.iter().copied()) }
                }
            }
            <p>{ explanation.what }</p>
            <dl class="facts">
                <dt>{ "What becomes of the mail" }</dt><dd>{ explanation.consequence }</dd>
                <dt>{ "Who can mend it" }</dt><dd>{ explanation.remedy }</dd>
                { list("Server addresses", failure.addresses.iter().map(ToString::to_string).collect()) }
                { list("Policies", failure.kinds.iter().map(kind).collect()) }
                { list("Reported by", failure.reporters.iter().cloned().collect()) }
                { list("In the sender’s words", failure.words.iter().cloned().collect()) }
                <dt>{ "Reference" }</dt><dd>{ explanation.reference }</dd>
            </dl>
        </>
    }
}

fn kind(kind: &PolicyKind) -> String {
    match kind {
        PolicyKind::Tlsa => "DANE".to_owned(),
        PolicyKind::Sts => "MTA-STS".to_owned(),
        PolicyKind::NoPolicyFound => "no policy".to_owned(),
        PolicyKind::Other(word) => format!("“{word}”"),
    }
}

/// A policy that senders found.
pub(super) fn policy_line(policy: &PolicyRow) -> Line {
    let kind = match &policy.kind {
        PolicyKind::Other(_) => kind(&policy.kind),
        PolicyKind::Tlsa | PolicyKind::Sts | PolicyKind::NoPolicyFound => policy.title(),
    };
    Line {
        cells: vec![
            Cell::text(kind),
            Cell::text(policy.domain.clone()),
            Cell::number(policy.sessions.successes),
            Cell::number(policy.sessions.failures),
            Cell::number(policy.reports),
        ],
        words: policy.mx_hosts.join(" "),
        opens: !(policy.strings.is_empty() && policy.mx_hosts.is_empty()),
    }
}

/// Its text.
pub(super) fn policy_detail(policy: &PolicyRow) -> Html {
    html! {
        <dl class="facts">
            if !policy.strings.is_empty() {
                <dt>{ "As the latest report quotes it" }</dt>
                <dd><pre><code>{ visible(&policy.strings.join("\n"), Lines::Keep) }</code></pre></dd>
            }
            if !policy.mx_hosts.is_empty() {
                <dt>{ "For the servers" }</dt><dd>{ shown(&policy.mx_hosts.join(", ")) }</dd>
            }
        </dl>
    }
}
