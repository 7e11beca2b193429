//! What TLS reports say: which connections could not be secured, why, and whether it is still so.

use std::rc::Rc;

use analysis::reports::tls::{
    FailureRow, Live, LiveState, PolicyKind, PolicyRow, ResultType, TlsSummary, live,
};
use analysis::tables::{Row, Table};
use yew::prelude::*;

use crate::components::{IconKind, finding_links};
use crate::escape::{Lines, visible};

use super::lines::{Cell, Line, LineTable, Lot};
use super::live::Checked;
use super::numbers::{of, share, thousands};
use super::pictures::{Amount, Words, bars, columns};

const CONNECTIONS: Words = Words {
    good: "secured",
    bad: "not secured",
    unknown: "not said",
};

/// A summary; two are two.
#[derive(Clone, Debug)]
pub(super) struct TlsSummed(pub(super) Rc<TlsSummary>);

impl PartialEq for TlsSummed {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct TlsViewProps {
    pub(super) summed: TlsSummed,
    /// The check that it is held against.
    pub(super) checked: Option<Checked>,
}

#[component]
pub(super) fn TlsView(props: &TlsViewProps) -> Html {
    let summary = &props.summed.0;
    let held = use_memo(
        (props.summed.clone(), props.checked.clone()),
        |(summed, checked)| {
            let failures = summed.0.failures.iter();
            let held: Vec<Option<Live>> = failures
                .map(|failure| {
                    checked
                        .as_ref()
                        .map(|checked| live(failure, &checked.0.report))
                })
                .collect();
            held
        },
    );
    let lines = use_memo(
        (props.summed.clone(), props.checked.clone()),
        |(summed, _)| {
            let lines = summed.0.failures.iter().zip(held.iter());
            Lot(Rc::new(
                lines
                    .map(|(failure, live)| failure_line(failure, live.as_ref()))
                    .collect(),
            ))
        },
    );
    let policies = use_memo(props.summed.clone(), |summed| {
        Lot(Rc::new(summed.0.policies.iter().map(policy_line).collect()))
    });
    let failure_detail = {
        let (summed, held) = (props.summed.clone(), Rc::clone(&held));
        Callback::from(move |place: usize| {
            let live = held.get(place).and_then(Option::as_ref);
            summed
                .0
                .failures
                .get(place)
                .map(|failure| failure_detail(failure, live))
                .unwrap_or_default()
        })
    };
    let policy_detail = {
        let summed = props.summed.clone();
        Callback::from(move |place: usize| {
            summed
                .0
                .policies
                .get(place)
                .map(policy_detail)
                .unwrap_or_default()
        })
    };
    html! {
        <section aria-labelledby="tls-heading" class="tls-reports">
            <h2 id="tls-heading">{ "Connections that could not be secured" }</h2>
            <p>{ in_words(summary) }</p>
            if !summary.failures.is_empty() {
                { by_type(summary) }
                <h3>{ "Why, and at which server" }</h3>
                <LineTable name="tls-lines" caption="Failures by reason and server; the buttons in the headings sort"
                    columns={FAILURE_COLUMNS} lines={(*lines).clone()} detail={failure_detail} />
            }
            { over_time(summary) }
            <h3>{ "Policies that senders found" }</h3>
            <LineTable name="policy-lines" caption="Policies; the buttons in the headings sort"
                columns={POLICY_COLUMNS} lines={(*policies).clone()} detail={policy_detail} />
        </section>
    }
}

const FAILURE_COLUMNS: &[&str] = &["Why", "Server", "Connections", "Last seen", "Today"];
const POLICY_COLUMNS: &[&str] = &["Policy", "Domain", "Secured", "Not secured", "Reports"];

fn in_words(summary: &TlsSummary) -> String {
    let all = summary
        .total
        .successes
        .saturating_add(summary.total.failures);
    let senders = of(summary.reporters.len() as u64, "sender", "senders");
    if summary.total.failures == 0 {
        return format!(
            "All {} that {senders} reported were secured.",
            of(all, "connection", "connections")
        );
    }
    format!(
        "Of {} that {senders} reported, {} were not secured ({}).",
        of(all, "connection", "connections"),
        thousands(summary.total.failures),
        share(summary.total.failures, all)
    )
}

fn title(result: &ResultType) -> String {
    match result {
        ResultType::Other(word) => format!("“{word}”"),
        known => known.explanation().title.to_owned(),
    }
}

fn by_type(summary: &TlsSummary) -> Html {
    let amounts: Vec<Amount> = summary
        .results
        .iter()
        .map(|(result, count)| Amount {
            name: title(result),
            note: result.word().to_owned(),
            bad: *count,
            ..Amount::default()
        })
        .collect();
    let table = Table {
        name: "tls-by-type",
        area: None,
        title: "Failures by reason",
        summary: "One connection may count under several reasons.".to_owned(),
        columns: &["Reason", "Word in the report", "Connections"],
        rows: summary
            .results
            .iter()
            .map(|(result, count)| {
                row([title(result), result.word().to_owned(), thousands(*count)])
            })
            .collect(),
    };
    bars("tls-by-type", &table, &amounts, CONNECTIONS)
}

fn over_time(summary: &TlsSummary) -> Html {
    let amounts: Vec<Amount> = summary
        .days
        .iter()
        .map(|day| Amount {
            name: day.day.date().to_string(),
            good: day.sessions.successes,
            bad: day.sessions.failures,
            ..Amount::default()
        })
        .collect();
    let table = Table {
        name: "tls-over-time",
        area: None,
        title: "Connections day by day",
        summary: String::new(),
        columns: &["Day", "Secured", "Not secured", "Reports"],
        rows: summary
            .days
            .iter()
            .map(|day| {
                row([
                    day.day.date().to_string(),
                    thousands(day.sessions.successes),
                    thousands(day.sessions.failures),
                    thousands(day.reports),
                ])
            })
            .collect(),
    };
    columns("tls-over-time", &table, &amounts, CONNECTIONS)
}

fn row<const N: usize>(cells: [String; N]) -> Row {
    Row {
        depth: 0,
        cells: cells.into(),
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

fn failure_line(failure: &FailureRow, live: Option<&Live>) -> Line {
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

fn failure_detail(failure: &FailureRow, live: Option<&Live>) -> Html {
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

fn policy_line(policy: &PolicyRow) -> Line {
    Line {
        cells: vec![
            Cell::text(kind(&policy.kind)),
            Cell::text(policy.domain.clone()),
            Cell::number(policy.sessions.successes),
            Cell::number(policy.sessions.failures),
            Cell::number(policy.reports),
        ],
        words: policy.mx_hosts.join(" "),
        opens: !(policy.strings.is_empty() && policy.mx_hosts.is_empty()),
    }
}

fn policy_detail(policy: &PolicyRow) -> Html {
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

fn shown(text: &str) -> String {
    visible(text, Lines::Escape)
}
