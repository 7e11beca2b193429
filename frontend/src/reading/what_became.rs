//! What became of every file: what could not be read and why, copies, and the faults that were put up with.

use std::collections::BTreeMap;

use analysis::reports::{Collection, Kind, Outcome, Place, Reading, Remark};
use yew::prelude::*;

use crate::escape::shown;
use crate::hooks::use_open;
use crate::phrase::count;
use crate::route::Route;

use super::desk::Seen;

/// Lines that are shown of a list; the rest is counted.
const SHOWN: usize = 200;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct WhatBecameProps {
    pub(super) seen: Seen,
}

#[component]
pub(super) fn WhatBecame(props: &WhatBecameProps) -> Html {
    let collection = &props.seen.collection;
    let sum = Sum::of(collection);
    if collection.readings().is_empty() {
        return Html::default();
    }
    html! {
        <section class="what-became" aria-labelledby="files-heading">
            <h2 id="files-heading" tabindex="-1">{ "What was read" }</h2>
            <p>{ in_words(collection, &sum) }</p>
            if !sum.refused.is_empty() {
                <details class="refused" open={collection.is_empty()}>
                    <summary>{ format!("{} could not be read", count(sum.refused.len(), "file", "files")) }</summary>
                    <ul>{ for sum.refused.iter().take(SHOWN).map(|reading| line(reading)) }</ul>
                    { beyond(sum.refused.len()) }
                </details>
            }
            if !sum.mails.is_empty() {
                <details class="mails" open={collection.is_empty()}>
                    <summary>{ format!("{} no report", count(sum.mails.len(), "mail brings", "mails bring")) }</summary>
                    <p class="hint">
                        { "A mail’s own way, and who vouches for it, is looked at under " }<a href={Route::Message.href()}>{ "The way of a message" }</a>{ "." }
                    </p>
                    <ul>{ for sum.mails.iter().take(SHOWN).map(|reading| line(reading)) }</ul>
                    { beyond(sum.mails.len()) }
                </details>
            }
            if !sum.copies.is_empty() {
                <details class="copies">
                    <summary>{ format!("{} already there", count(sum.copies.len(), "report was", "reports were")) }</summary>
                    <p class="hint">{ "A report that comes twice is counted once." }</p>
                    <ul>{ for sum.copies.iter().take(SHOWN).map(|reading| line(reading)) }</ul>
                    { beyond(sum.copies.len()) }
                </details>
            }
            <Remarked seen={props.seen.clone()} />
        </section>
    }
}

/// The readings by what became of them.
struct Sum<'a> {
    refused: Vec<&'a Reading>,
    copies: Vec<&'a Reading>,
    mails: Vec<&'a Reading>,
}

impl<'a> Sum<'a> {
    fn of(collection: &'a Collection) -> Self {
        let of = |take: fn(&Outcome) -> bool| {
            let readings = collection.readings().iter();
            readings.filter(|reading| take(&reading.outcome)).collect()
        };
        Self {
            refused: of(|outcome| matches!(outcome, Outcome::Refused(_))),
            copies: of(|outcome| matches!(outcome, Outcome::Duplicate { .. })),
            mails: of(|outcome| matches!(outcome, Outcome::Mail)),
        }
    }
}

fn in_words(collection: &Collection, sum: &Sum<'_>) -> String {
    let mut parts = Vec::new();
    for (number, one, many) in [
        (
            collection.aggregate().len(),
            "DMARC report",
            "DMARC reports",
        ),
        (collection.tls().len(), "TLS report", "TLS reports"),
        (
            collection.failures().len(),
            "failure report",
            "failure reports",
        ),
        (sum.copies.len(), "copy", "copies"),
        (
            sum.mails.len(),
            "mail without a report",
            "mails without a report",
        ),
    ] {
        if number > 0 {
            parts.push(count(number, one, many));
        }
    }
    if !sum.refused.is_empty() {
        parts.push(format!("{} not read", sum.refused.len()));
    }
    let mut words = parts.join(", ");
    words.push('.');
    if collection.readings_left_out() > 0 {
        words.push_str(&format!(
            " Of {} more files it is not kept what became of them.",
            collection.readings_left_out()
        ));
    }
    words
}

fn line(reading: &Reading) -> Html {
    let why = match &reading.outcome {
        Outcome::Refused(refusal) => refusal.to_string(),
        Outcome::Duplicate { differs: true, .. } => {
            "The same report id with other numbers; the first was kept.".to_owned()
        }
        Outcome::Duplicate { .. } | Outcome::Mail | Outcome::Report(_) => String::new(),
    };
    html! {
        <li>
            <code>{ shown(&reading.name) }</code>
            if !why.is_empty() { { " " }{ shown(&why) } }
        </li>
    }
}

fn beyond(number: usize) -> Html {
    if number <= SHOWN {
        return Html::default();
    }
    html! { <p class="hint">{ format!("And {} more.", number - SHOWN) }</p> }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct RemarkedProps {
    seen: Seen,
}

/// The faults that were put up with, each once with the files that have it. Drawn when somebody wants it.
#[component]
fn Remarked(props: &RemarkedProps) -> Html {
    let (open, ontoggle) = use_open();
    let remarks = use_memo(props.seen.clone(), |seen| by_fault(&seen.collection));
    if remarks.is_empty() {
        return Html::default();
    }
    html! {
        <details class="remarks" {ontoggle}>
            <summary>{ format!("{} put up with", count(remarks.len(), "kind of fault was", "kinds of fault were")) }</summary>
            if open {
                <p class="hint">{ "Reporters do not always keep to the format. What could be read was read; nothing of this is yours to mend." }</p>
                <ul>{ for remarks.iter().map(fault) }</ul>
            }
        </details>
    }
}

/// A fault with the reports that have it.
struct Faulty {
    words: String,
    example: String,
    files: Vec<String>,
}

fn by_fault(collection: &Collection) -> Vec<Faulty> {
    let names: BTreeMap<Place, &str> = collection
        .readings()
        .iter()
        .filter_map(|reading| match &reading.outcome {
            Outcome::Report(place) => Some((*place, reading.name.as_str())),
            _ => None,
        })
        .collect();
    let mut faults: BTreeMap<_, Faulty> = BTreeMap::new();
    let mut add = |kind: Kind, index: usize, remarks: &[Remark]| {
        let name = names.get(&Place { kind, index }).copied();
        for remark in remarks {
            let faulty = faults.entry(remark.fault).or_insert_with(|| Faulty {
                words: remark.fault.words().to_owned(),
                example: remark.example.clone(),
                files: Vec::new(),
            });
            faulty.files.extend(name.map(str::to_owned));
        }
    };
    for (index, report) in collection.aggregate().iter().enumerate() {
        add(Kind::Aggregate, index, report.header.remarks.as_slice());
    }
    for (index, report) in collection.tls().iter().enumerate() {
        add(Kind::Tls, index, report.remarks.as_slice());
    }
    for (index, report) in collection.failures().iter().enumerate() {
        add(Kind::Failure, index, report.remarks.as_slice());
    }
    faults.into_values().collect()
}

fn fault(faulty: &Faulty) -> Html {
    /// Files that are named.
    const NAMED: usize = 3;
    let mut files = faulty.files.iter().take(NAMED).map(|name| shown(name));
    let mut named = files.by_ref().collect::<Vec<_>>().join(", ");
    if faulty.files.len() > NAMED {
        named.push_str(&format!(" and {} more", faulty.files.len() - NAMED));
    }
    html! {
        <li>
            { faulty.words.clone() }
            if !faulty.example.is_empty() { { " First: " }<code>{ shown(&faulty.example) }</code>{ "." } }
            <span class="hint">{ format!(" {}", named) }</span>
        </li>
    }
}
