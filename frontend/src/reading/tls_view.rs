//! What TLS reports say: which connections could not be secured, why, and whether it is still so.

use std::rc::Rc;

use analysis::reports::tls::{Live, TlsSummary, live};
use yew::prelude::*;

use super::line::Lot;
use super::lines::LineTable;
use super::live::Checked;
use super::numbers::{of, share, thousands};
use super::tls_lines::{
    FAILURE_COLUMNS, POLICY_COLUMNS, failure_detail, failure_line, policy_detail, policy_line,
};
use super::tls_pictures::{by_type, over_time};

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
            <h2 id="tls-heading" tabindex="-1">{ "Connections to your mail servers" }</h2>
            if summary.reports > 0 {
                <p>{ in_words(summary) }</p>
            }
            { for summary.unnamed().into_iter().map(|sentence| html! { <p>{ sentence }</p> }) }
            if !summary.failures.is_empty() {
                { by_type(summary) }
                <h3>{ "Why, and at which server" }</h3>
                <LineTable name="tls-lines" caption="Failures by reason and server; the buttons in the headings sort"
                    columns={FAILURE_COLUMNS} lines={(*lines).clone()} detail={failure_detail} />
            }
            if summary.reports > 0 {
                { over_time(summary) }
                <h3>{ "Policies that senders found" }</h3>
                <LineTable name="policy-lines" caption="Policies; the buttons in the headings sort"
                    columns={POLICY_COLUMNS} lines={(*policies).clone()} detail={policy_detail} />
            }
        </section>
    }
}

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
