//! What a group of sources opens to: why it is taken for what it is, what to change, and what the reports say of it.

use analysis::reports::summary::{Group, Remedy};
use yew::prelude::*;

use crate::components::CopyBlock;
use crate::escape::shown;

use super::numbers::{of, share, thousands};
use super::words;

/// All of it.
pub(super) fn detail(group: &Group) -> Html {
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
            kind.title(),
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
                <dt>{ "Aligned with From" }</dt>
                <dd>{ format!("DKIM in {}, SPF in {}, both in {}", of(tally.dkim_aligned, "mail", "mails"), thousands(tally.spf_aligned), thousands(tally.both_aligned)) }</dd>
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
        (tally.delivered, "not acted on"),
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
