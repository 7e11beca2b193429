//! Who sends: the groups of sources as picture and table, each opened to what is known of it and what to change.

use std::rc::Rc;

use analysis::reports::summary::{Class, DmarcSummary, Group, GroupBy, Remedy};
use analysis::tables::{Row, Table};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::components::{CopyBlock, IconKind};
use crate::escape::{Lines, visible};

use super::lines::{Cell, Line, LineTable, Lot};
use super::numbers::{of, share, thousands};
use super::pictures::{Amount, bars};
use super::report_view::Summed;
use super::trend_view::{MAIL, amount};
use super::words;

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
            <h2 id="sources-heading">{ "Who sends as this domain" }</h2>
            <div class="view-choices">
                <div>
                    <label for="group-by">{ "Together by" }</label>
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

fn detail(group: &Group) -> Html {
    let tally = &group.tally;
    let listed = |title: &'static str, lines: Vec<String>| {
        html! {
            if !lines.is_empty() {
                <dt>{ title }</dt>
                <dd><ul>{ for lines.iter().map(|line| html! { <li>{ shown(line) }</li> }) }</ul></dd>
            }
        }
    };
    let addresses = group.addresses.iter().map(|one| {
        let address = one.address.map_or_else(
            || "other addresses".to_owned(),
            |address| address.to_string(),
        );
        let name = words::name(&one.name);
        let name = if name.is_empty() {
            name
        } else {
            format!(" ({name})")
        };
        format!(
            "{address}{name}: {}, {} failed",
            of(one.tally.messages, "mail", "mails"),
            thousands(one.tally.failing)
        )
    });
    let mut addresses: Vec<String> = addresses.collect();
    let more = group.address_count.saturating_sub(addresses.len() as u64);
    if more > 0 {
        addresses.push(format!("and {} more", thousands(more)));
    }
    let dkim = group.dkim.iter().map(|(one, count)| {
        let selector = one
            .selector
            .as_ref()
            .map_or_else(String::new, |selector| format!(", selector {selector}"));
        format!(
            "{}{selector}: {} ({})",
            one.domain,
            words::result(one.result),
            of(*count, "mail", "mails")
        )
    });
    let spf = group.spf.iter().map(|(one, count)| {
        let what = if one.is_helo { " (the greeting)" } else { "" };
        format!(
            "{}{what}: {} ({})",
            one.domain,
            words::result(one.result),
            of(*count, "mail", "mails")
        )
    });
    let overrides = group.overrides.iter().map(|(kind, comment, count)| {
        let comment = if comment.is_empty() {
            String::new()
        } else {
            format!(" “{comment}”")
        };
        format!(
            "{}{comment} ({})",
            words::exception(*kind),
            of(*count, "mail", "mails")
        )
    });
    let from = group
        .header_from
        .iter()
        .map(|(name, count)| format!("{name} ({})", of(*count, "mail", "mails")));
    html! {
        <>
            { for group.verdict.reasons.iter().map(|reason| html! { <p>{ shown(reason) }</p> }) }
            { for group.remedies.iter().map(remedy) }
            <dl class="facts">
                <dt>{ "Aligned" }</dt>
                <dd>{ format!("DKIM {}, SPF {}, both {}", thousands(tally.dkim_aligned), thousands(tally.spf_aligned), thousands(tally.both_aligned)) }</dd>
                <dt>{ "What became of it" }</dt>
                <dd>{ became(group) }</dd>
                { listed("Exceptions", overrides.collect()) }
                { listed("From header", from.collect()) }
                { listed("DKIM signatures", dkim.collect()) }
                { listed("SPF was asked about", spf.collect()) }
                { listed("Addresses", addresses) }
                { listed("Reported by", group.reporters.clone()) }
            </dl>
        </>
    }
}

fn became(group: &Group) -> String {
    let tally = &group.tally;
    let parts: Vec<String> = [
        (tally.delivered, "nothing was done about"),
        (tally.quarantined, "set aside"),
        (tally.rejected, "refused"),
        (tally.disposition_not_said, "not said"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, word)| {
        format!(
            "{} {word} ({})",
            thousands(number),
            share(number, tally.messages)
        )
    })
    .collect();
    parts.join(", ")
}

/// Something to change, with its records to copy.
pub(super) fn remedy(remedy: &Remedy) -> Html {
    html! {
        <div class="remedy">
            <p><strong>{ "To change: " }</strong>{ shown(&remedy.text) }</p>
            { for remedy.records.iter().map(|record| html! {
                <CopyBlock label="The record to publish" text={record.clone()} />
            }) }
        </div>
    }
}

fn shown(text: &str) -> String {
    visible(text, Lines::Escape)
}
