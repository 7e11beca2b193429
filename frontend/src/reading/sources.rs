//! Who sends: the groups of sources as picture and table, each opened to what is known of it and what to change.

use std::rc::Rc;

use analysis::reports::summary::{Class, DmarcSummary, Group, GroupBy};
use analysis::tables::{Row, Table};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::components::IconKind;

use super::line::{Cell, Line, Lot};
use super::lines::LineTable;
use super::numbers::{of, thousands};
use super::pictures::{Amount, bars};
use super::report_view::Summed;
use super::source_detail::detail;
use super::trend_view::{MAIL, amount};

const COLUMNS: &[&str] = &["Who", "Mails", "Passed", "Failed", "What it seems to be"];

#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct SourcesProps {
    pub(super) summed: Summed,
    pub(super) by: GroupBy,
    pub(super) on_by: Callback<GroupBy>,
    /// What is said about names, with the button that looks them up.
    pub(super) names: Html,
}

#[component]
pub(super) fn Sources(props: &SourcesProps) -> Html {
    let lines = use_memo(props.summed.clone(), |summed| {
        Lot(Rc::new(summed.0.groups.iter().map(line).collect()))
    });
    let detail = {
        let summed = props.summed.clone();
        Callback::from(move |place: usize| {
            summed.0.groups.get(place).map(detail).unwrap_or_default()
        })
    };
    let on_by = {
        let on_by = props.on_by.clone();
        Callback::from(move |event: Event| {
            let chosen = event
                .target_dyn_into::<HtmlSelectElement>()
                .map(|select| select.value());
            let by = GroupBy::ALL
                .into_iter()
                .find(|by| chosen.as_deref() == Some(by.word()));
            if let Some(by) = by {
                on_by.emit(by);
            }
        })
    };
    let summary = &props.summed.0;
    html! {
        <section aria-labelledby="sources-heading" class="sources">
            <h2 id="sources-heading" tabindex="-1">{ "Who sends as this domain" }</h2>
            <div class="view-choices">
                <div>
                    <label for="group-by">{ "Grouped by" }</label>
                    <select id="group-by" onchange={on_by}>
                        { for GroupBy::ALL.map(|by| html! {
                            <option value={by.word()} selected={by == props.by}>{ by_words(by) }</option>
                        }) }
                    </select>
                </div>
                { props.names.clone() }
            </div>
            { picture(summary) }
            <h3>{ "One by one" }</h3>
            <LineTable name="source-lines" caption="Sources of mail; the buttons in the headings sort" columns={COLUMNS}
                lines={(*lines).clone()} {detail} />
            if summary.more.0 > 0 {
                <p class="hint">
                    { format!("And {} more with {} that are not listed.", of(summary.more.0, "group", "groups"),
                        of(summary.more.1.messages, "mail", "mails")) }
                </p>
            }
        </section>
    }
}

const fn by_words(by: GroupBy) -> &'static str {
    match by {
        GroupBy::Service => "who sends",
        GroupBy::Name => "name of the address",
        GroupBy::Network => "network",
        GroupBy::Address => "address",
    }
}

fn picture(summary: &DmarcSummary) -> Html {
    let amounts: Vec<Amount> = summary
        .groups
        .iter()
        .map(|group| amount(group.key.to_string(), &group.tally))
        .collect();
    let table = Table {
        name: "mail-by-source",
        area: None,
        title: "Sources by how much they send",
        summary: format!(
            "{} sent {}.",
            of(
                summary.groups.len() as u64 + summary.more.0,
                "source",
                "sources"
            ),
            of(summary.total.messages, "mail", "mails")
        ),
        columns: &[
            "Source",
            "Mails",
            "Passed",
            "Failed",
            "Refused",
            "Set aside",
            "Exceptions",
        ],
        rows: summary
            .groups
            .iter()
            .map(|group| Row {
                depth: 0,
                cells: vec![
                    group.key.to_string(),
                    thousands(group.tally.messages),
                    thousands(group.tally.passing),
                    thousands(group.tally.failing),
                    thousands(group.tally.rejected),
                    thousands(group.tally.quarantined),
                    thousands(group.tally.overridden),
                ],
            })
            .collect(),
    };
    bars("mail-by-source", &table, &amounts, MAIL)
}

/// The sign of a class: what may be wanted and fails is what wants doing.
pub(super) const fn sign(class: Class) -> IconKind {
    match class {
        Class::Passing(_) => IconKind::Good,
        Class::Yours | Class::Service => IconKind::Warning,
        Class::Foreign | Class::Unknown => IconKind::Unknown,
        Class::Forwarded => IconKind::Info,
        Class::NotSaid => IconKind::Nothing,
    }
}

fn line(group: &Group) -> Line {
    let tally = &group.tally;
    let mut found: Vec<String> = group
        .addresses
        .iter()
        .filter_map(|one| {
            Some(format!(
                "{} {}",
                one.address?,
                one.name.text().unwrap_or_default()
            ))
        })
        .collect();
    found.extend(group.dkim.iter().map(|(one, _)| one.domain.clone()));
    found.extend(group.spf.iter().map(|(one, _)| one.domain.clone()));
    Line {
        cells: vec![
            Cell::text(group.key.to_string()).hint(of(group.address_count, "address", "addresses")),
            Cell::number(tally.messages),
            Cell::number(tally.passing),
            Cell::number(tally.failing),
            Cell::text(group.verdict.class.title()).sign(sign(group.verdict.class)),
        ],
        words: found.join(" "),
        opens: true,
    }
}
