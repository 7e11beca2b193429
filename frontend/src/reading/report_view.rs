//! What the reports say about one domain in one period.

use std::rc::Rc;

use analysis::reports::summary::{DmarcSummary, DomainEntry, Filter, GroupBy, Names, domains};
use analysis::reports::tls::{self, TlsSummary};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::escape::shown;

use super::contents::{Part, contents};
use super::desk::Seen;
use super::enforce_view::enforcement;
use super::failures::{FailureList, Failures};
use super::live::{Checked, LiveCheck};
use super::names::NameLookup;
use super::numbers::of;
use super::period::{Period, last_begin};
use super::save::SaveReports;
use super::sources::Sources;
use super::summing::{Asked, Sum, use_sum};
use super::tls_view::{TlsSummed, TlsView};
use super::to_mend::{number as number_to_mend, to_mend};
use super::trend_view::{by_reporter, over_time};
use super::verdict::verdict;

/// A summary. Two are two: comparing all that they hold would take long.
#[derive(Clone, Debug)]
pub(super) struct Summed(pub(super) Rc<DmarcSummary>);

impl PartialEq for Summed {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct ReportViewProps {
    pub(super) seen: Seen,
    /// Looks at a mail that a report is about.
    pub(super) on_message: Callback<Vec<u8>>,
}

#[component]
pub(super) fn ReportView(props: &ReportViewProps) -> Html {
    let all = use_memo(props.seen.clone(), |seen| domains(&seen.collection));
    let chosen = use_state_eq(|| None::<String>);
    let period = use_state_eq(Period::default);
    let by = use_state_eq(GroupBy::default);
    let names = use_state(|| Rc::new(Names::default()));
    let live = use_state(|| None::<Checked>);
    // What was chosen may be gone when other files were read.
    let domain = chosen
        .as_ref()
        .filter(|chosen| all.iter().any(|entry| entry.domain == **chosen))
        .cloned()
        .or_else(|| all.first().map(|entry| entry.domain.clone()))
        .unwrap_or_default();
    let of_domain = Filter {
        domain: (!domain.is_empty()).then(|| domain.clone()),
        ..Filter::default()
    };
    let last = use_memo((props.seen.clone(), of_domain.clone()), |(seen, filter)| {
        last_begin(&seen.collection, filter)
    });
    let filter = Filter {
        from: period.from(*last),
        ..of_domain
    };
    // A check of another domain, or one that goes on, is held against nothing.
    let checked = (*live).clone().filter(|live| live.is_of(&domain));
    let tls = use_memo((props.seen.clone(), filter.clone()), |(seen, filter)| {
        TlsSummed(Rc::new(tls::summarize(&seen.collection, filter)))
    });
    let failures = Failures::of(&props.seen.collection, &filter);
    let sum = use_sum(&Asked {
        seen: props.seen.clone(),
        filter,
        by: *by,
        names: ByPlace(Rc::clone(&names)),
        checked: checked.clone(),
    });
    let on_domain = {
        let chosen = chosen.clone();
        Callback::from(move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                chosen.set(Some(select.value()));
            }
        })
    };
    let on_period = {
        let period = period.clone();
        Callback::from(move |event: Event| {
            let value = event
                .target_dyn_into::<HtmlSelectElement>()
                .map(|select| select.value());
            let found = Period::CHOICES
                .into_iter()
                .find(|(_, word, _)| value.as_deref() == Some(word));
            if let Some((found, ..)) = found {
                period.set(found);
            }
        })
    };
    let on_by = {
        let by = by.clone();
        Callback::from(move |chosen| by.set(chosen))
    };
    let on_names = {
        let names = names.clone();
        Callback::from(move |found| names.set(Rc::new(found)))
    };
    let on_checked = Callback::from(move |checked| live.set(Some(checked)));
    let summary = sum.as_ref().map(|sum| &sum.summed.0);
    html! {
        <div class="report-view">
            <div class="reports-head">
                <div>
                    <p class="overline">{ "Reports about" }</p>
                    <h2 id="reports-heading" tabindex="-1">{ if domain.is_empty() { "No domain named".to_owned() } else { shown(&domain) } }</h2>
                </div>
                <div class="view-choices">
                if all.len() > 1 {
                    <div>
                        <label for="report-domain">{ "Domain" }</label>
                        <select id="report-domain" onchange={on_domain}>
                            { for all.iter().map(|entry| html! {
                                <option value={entry.domain.clone()} selected={entry.domain == domain}>{ entry_words(entry) }</option>
                            }) }
                        </select>
                    </div>
                }
                <div>
                    <label for="report-period">{ "Period" }</label>
                    <select id="report-period" onchange={on_period}>
                        { for Period::CHOICES.map(|(choice, word, words)| html! {
                            <option value={word} selected={choice == *period}>{ words }</option>
                        }) }
                    </select>
                </div>
                </div>
            </div>
            if let Some(summary) = summary.filter(|summary| summary.reports > 0) { { verdict(summary, &tls.0) } }
            if !domain.is_empty() {
                <LiveCheck domain={domain.clone()} {on_checked} />
            }
            if let Some(Sum { summed, .. }) = &sum {
                { contents(&parts(&summed.0, &tls.0, !failures.is_empty())) }
                if summed.0.reports > 0 {
                    { to_mend(&summed.0) }
                    <Sources summed={summed.clone()} by={*by} {on_by} names={html! {
                        <NameLookup summed={summed.clone()} names={ByPlace(Rc::clone(&names))} {on_names} />
                    }} />
                    { enforcement(&summed.0) }
                    <section id="over-time" aria-label="Over time" tabindex="-1">{ over_time(&summed.0) }</section>
                    <section aria-label="Reporters">{ by_reporter(&summed.0) }</section>
                }
            } else {
                <p class="hint" role="status">{ "Adding up what the DMARC reports say …" }</p>
            }
            if tls.0.reports > 0 || !tls.0.left_out.is_none() {
                <TlsView summed={(*tls).clone()} checked={checked.clone()} />
            }
            if !failures.is_empty() {
                <FailureList {failures} on_message={props.on_message.clone()} />
            }
            if let Some(Sum { summed, is_current: true }) = sum.clone() {
                <SaveReports seen={props.seen.clone()} {summed} tls={(*tls).clone()} {checked} />
            }
        </div>
    }
}

/// What there is to go to.
fn parts(summary: &DmarcSummary, tls: &TlsSummary, has_failures: bool) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let wanted = number_to_mend(summary);
    if wanted > 0 {
        parts.push(("mend-heading", "What to change", Some(wanted)));
    }
    if summary.reports > 0 {
        let sources = usize::try_from(summary.more.0).unwrap_or(usize::MAX);
        let sources = summary.groups.len().saturating_add(sources);
        parts.push(("sources-heading", "Who sends", Some(sources)));
        parts.push(("enforce-heading", "What reject would do", None));
        parts.push(("over-time", "Day by day", None));
    }
    if tls.reports > 0 || !tls.left_out.is_none() {
        parts.push(("tls-heading", "Connections", None));
    }
    if has_failures {
        parts.push(("failures-heading", "Single mails", None));
    }
    parts.push(("save-reports-heading", "Save it", None));
    parts.push(("files-heading", "What was read", None));
    parts
}

/// Names that were looked up; two collections are two.
#[derive(Clone, Debug)]
pub(super) struct ByPlace(pub(super) Rc<Names>);

impl PartialEq for ByPlace {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

fn entry_words(entry: &DomainEntry) -> String {
    let name = if entry.domain.is_empty() {
        "not named".to_owned()
    } else {
        shown(&entry.domain)
    };
    let mut parts = Vec::new();
    for (number, one, many) in [
        (entry.aggregate, "DMARC report", "DMARC reports"),
        (entry.tls, "TLS report", "TLS reports"),
        (entry.failures, "failure report", "failure reports"),
    ] {
        if number > 0 {
            parts.push(of(number, one, many));
        }
    }
    format!("{name} ({})", parts.join(", "))
}
