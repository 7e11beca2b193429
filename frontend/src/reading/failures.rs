//! Failure reports: each about one mail that failed.

use std::rc::Rc;
use std::sync::Arc;

use analysis::reports::Collection;
use analysis::reports::failure::FailureReport;
use analysis::reports::summary::Filter;
use yew::prelude::*;

use crate::escape::shown;
use crate::phrase::moment;

use super::line::{Cell, Line, Lot};
use super::lines::LineTable;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct FailuresProps {
    pub(super) failures: Failures,
    /// Looks at the mail that a report is about.
    pub(super) on_message: Callback<Vec<u8>>,
}

/// Failure reports. Each is shared with the collection.
#[derive(Clone, Debug)]
pub(super) struct Failures(Vec<Arc<FailureReport>>);

impl Failures {
    /// Those that a filter takes.
    pub(super) fn of(collection: &Collection, filter: &Filter) -> Self {
        let taken = collection.failures().iter().filter(|report| {
            filter.takes_domain(report.domain.as_deref().unwrap_or_default())
                && filter.takes_time(report.arrived)
        });
        Self(taken.cloned().collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl PartialEq for Failures {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(|(a, b)| Arc::ptr_eq(a, b))
    }
}

const COLUMNS: &[&str] = &["Mail from", "Came from", "What failed", "When"];

#[component]
pub(super) fn FailureList(props: &FailuresProps) -> Html {
    let lines = use_memo(props.failures.clone(), |failures| {
        Lot(Rc::new(failures.0.iter().map(|one| line(one)).collect()))
    });
    let detail = {
        let props = props.clone();
        Callback::from(move |place: usize| match props.failures.0.get(place) {
            Some(report) => detail(report, &props.on_message),
            None => Html::default(),
        })
    };
    html! {
        <section aria-labelledby="failures-heading" class="failures">
            <h2 id="failures-heading" tabindex="-1">{ "Single mails that failed" }</h2>
            <p class="hint">
                { "Failure reports show the mail itself, or its headers. Few receivers send them, since they show what strangers \
                   wrote to each other: treat them with care." }
            </p>
            <LineTable name="failure-lines" caption="Failure reports; the buttons in the headings sort" columns={COLUMNS}
                lines={(*lines).clone()} {detail} />
        </section>
    }
}

fn line(report: &FailureReport) -> Line {
    let from = report.from.clone().or_else(|| report.mail_from.clone());
    let source = report.source.map(|source| source.to_string());
    let arrived = report.arrived.map_or(0, |at| at.millis());
    Line {
        cells: vec![
            Cell::text(from.unwrap_or_else(|| "not said".to_owned()))
                .hint(report.subject.clone().unwrap_or_default()),
            Cell::text(source.unwrap_or_else(|| "not said".to_owned())),
            Cell::text(if report.auth_failure.is_empty() {
                "not said".to_owned()
            } else {
                report.auth_failure.join(", ")
            }),
            Cell {
                text: report.arrived.map_or_else(|| "not said".to_owned(), moment),
                number: Some(u64::try_from(arrived).unwrap_or(0)),
                ..Cell::default()
            },
        ],
        words: report.reporter.clone(),
        opens: true,
    }
}

fn detail(report: &FailureReport, on_message: &Callback<Vec<u8>>) -> Html {
    let original = (!report.original.is_empty()).then(|| {
        let (original, on_message) = (report.original.clone(), on_message.clone());
        Callback::from(move |_: MouseEvent| on_message.emit(original.clone()))
    });
    html! {
        <>
            <dl class="facts">
                <dt>{ "Reported by" }</dt><dd>{ shown(&report.reporter) }</dd>
                { for report.fields.iter().map(|(name, value)| html! {
                    <><dt>{ shown(name) }</dt><dd><code>{ shown(value) }</code></dd></>
                }) }
            </dl>
            if let Some(onclick) = original {
                <p><button type="button" class="button" {onclick}>{ "Look at this message" }</button></p>
            }
        </>
    }
}
