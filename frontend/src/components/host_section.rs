//! One server: its addresses, stage by stage.

use analysis::report::{AddressReport, DaneReport, HostReport, Stage, StageName, StageStatus};
use yew::prelude::*;

use super::address_details::address_details;
use super::icon::{IconKind, icon};
use crate::escape::{Lines, visible};
use crate::hooks::Explaining;

/// One host; `heading` is the id of its heading, one of its own on the page.
pub(super) fn host_section(host: &HostReport, heading: &str, explaining: &Explaining) -> Html {
    html! {
        // The same host may stand there for several services.
        <section key={heading.to_owned()} class="host" aria-labelledby={format!("{heading} {heading}-place")}>
            <header>
                <h3 id={heading.to_owned()}>{ host.host.to_string() }</h3>
                <p class="hint" id={format!("{heading}-place")}>{ place(host) }</p>
            </header>
            <p class="host-summary">
                if host.in_progress { { icon(IconKind::Waiting) } }
                <span class="sentence">{ visible(&host.summary, Lines::Escape) }</span>
            </p>
            if !host.addresses.is_empty() {
                { table(host) }
                { for host.addresses.iter().map(|address| address_details(address, explaining)) }
            }
            // That there are none is said in the table.
            { for host.dane.as_ref().filter(|dane| !dane.records.is_empty()).map(dane) }
        </section>
    }
}

fn dane(dane: &DaneReport) -> Html {
    html! {
        <div class="dane">
            <h4>{ "DANE" }</h4>
            <p class="sentence">{ visible(&dane.summary, Lines::Escape) }</p>
            if let (Some(owner), false) = (&dane.owner, dane.records.is_empty()) {
                <p class="hint">{ "TLSA records at " }<code>{ visible(owner, Lines::Escape) }</code></p>
                <ul class="records" role="list">
                    { for dane.records.iter().map(|record| html! { <li><code>{ visible(record, Lines::Escape) }</code></li> }) }
                </ul>
            }
        </div>
    }
}

fn place(host: &HostReport) -> String {
    match host.preference {
        Some(preference) => format!("MX preference {preference}, port {}", host.service.port()),
        None => format!("Port {}", host.service.port()),
    }
}

/// The roles are spelled out because narrow screens show the table as blocks, which takes its meaning away.
fn table(host: &HostReport) -> Html {
    html! {
        <table class="stages" role="table">
            <caption class="visually-hidden">{ format!("{}: each address, stage by stage", host.host) }</caption>
            <thead role="rowgroup">
                <tr role="row">
                    <th scope="col" role="columnheader">{ "Address" }</th>
                    { for StageName::ALL.iter().map(|stage| html! {
                        <th scope="col" role="columnheader">{ stage.title() }</th>
                    }) }
                </tr>
            </thead>
            <tbody role="rowgroup">{ for host.addresses.iter().map(row) }</tbody>
        </table>
    }
}

fn row(address: &AddressReport) -> Html {
    html! {
        <tr key={address.address.to_string()} role="row">
            <th scope="row" role="rowheader">
                <code>{ address.address.to_string() }</code>
                { for address.ptr.as_ref().map(|ptr| html! { <span class="hint">{ visible(ptr, Lines::Escape) }</span> }) }
            </th>
            { for StageName::ALL.iter().map(|name| {
                cell(*name, address.stages.iter().find(|stage| stage.name == *name))
            }) }
        </tr>
    }
}

fn cell(name: StageName, stage: Option<&Stage>) -> Html {
    let status = stage.map_or(StageStatus::NotReached, |stage| stage.status);
    let summary = stage.map_or("", |stage| stage.summary.as_str());
    let kind = IconKind::from(status);
    html! {
        <td role="cell" data-stage={name.title()} class={format!("status-{}", kind.word())}>
            <span class="stage">
                { icon(kind) }
                if summary.is_empty() {
                    <span class="stage-word">{ status.words() }</span>
                } else {
                    <span class="stage-word">
                        <span class="visually-hidden">{ format!("{}: ", status.words()) }</span>
                        { visible(summary, Lines::Escape) }
                    </span>
                }
            </span>
        </td>
    }
}
