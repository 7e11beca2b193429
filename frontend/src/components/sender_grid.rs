//! What becomes of mail today: sorts of senders down, servers across.

use analysis::report::Report;
use analysis::simulation::{Delivery, HostPlay, SenderKind, SenderReport};
use analysis::tables::Table;
use yew::prelude::*;

use super::icon::{IconKind, icon};
use super::outline::Part;
use super::tables::table_named;

/// With more servers than these the grid has no column for each; they stand in the table below.
const MOST_COLUMNS: usize = 3;

/// While the check is `running` it stands there from the beginning, so that it moves nothing when it fills in.
pub(super) fn sender_grid(report: &Report, tables: &[Table], running: bool) -> Html {
    let senders = match &report.simulation {
        Some(simulation) => &simulation.senders[..],
        None if running => &[],
        None => return Html::default(),
    };
    let hosts = senders.first().map_or(&[][..], |sender| &sender.hosts);
    let hosts = if hosts.len() > MOST_COLUMNS {
        &[]
    } else {
        hosts
    };
    html! {
        <section class="report-senders" id={Part::Senders.id()} aria-labelledby="senders-heading">
            <h2 id="senders-heading">{ "What senders would do with mail today" }</h2>
            <table class="grid" role="table">
                <caption class="visually-hidden">{ "Each sort of sender, and what becomes of its mail" }</caption>
                <thead role="rowgroup"><tr role="row">
                    <th scope="col" role="columnheader">{ "Sender" }</th>
                    <th scope="col" role="columnheader">{ TODAY }</th>
                    <th scope="col" role="columnheader">{ ATTACKED }</th>
                    { for hosts.iter().map(|play| html! {
                        <th scope="col" role="columnheader">{ play.host.to_string() }</th>
                    }) }
                </tr></thead>
                <tbody role="rowgroup">
                    { for senders.iter().map(|sender| row(sender, hosts)) }
                    if senders.is_empty() {
                        { for SenderKind::ALL.into_iter().map(awaited) }
                    }
                </tbody>
            </table>
            { table_named(tables, "simulation", "Why, server by server") }
        </section>
    }
}

const TODAY: &str = "Mail today";
const ATTACKED: &str = "If somebody interferes";

/// The roles are spelled out because narrow screens show the table as blocks, which takes its meaning away.
fn row(sender: &SenderReport, hosts: &[HostPlay]) -> Html {
    let plays = || sender.hosts.iter().take(hosts.len());
    html! {
        <tr key={sender.title} role="row">
            <th scope="row" role="rowheader">
                { sender.title }
                <span class="hint">{ sender.about }</span>
            </th>
            { cell(TODAY, sender.outcome, sender.worst) }
            { cell(ATTACKED, sender.attacked, None) }
            { for plays().map(|play| cell(&play.host.to_string(), play.outcome, None)) }
        </tr>
    }
}

/// A sender before it is known where mail goes.
fn awaited(kind: SenderKind) -> Html {
    html! {
        <tr key={kind.title()} role="row">
            <th scope="row" role="rowheader">{ kind.title() }<span class="hint">{ kind.about() }</span></th>
            <td role="cell" data-column={TODAY}>{ waiting() }</td>
            <td role="cell" data-column={ATTACKED}>{ waiting() }</td>
        </tr>
    }
}

/// In place of an outcome that is awaited.
pub(super) fn waiting() -> Html {
    html! { <span class="stage">{ icon(IconKind::Waiting) }<span class="stage-word">{ "waiting" }</span></span> }
}

fn cell(column: &str, outcome: Delivery, worst: Option<Delivery>) -> Html {
    let kind = kind(outcome);
    html! {
        <td role="cell" data-column={column.to_owned()} class={format!("status-{}", kind.word())}>
            { delivery(outcome) }
            { for worst.map(|worst| html! { <span class="hint">{ format!("at worst {}", worst.words()) }</span> }) }
        </td>
    }
}

/// An outcome with its shape.
pub(super) fn delivery(outcome: Delivery) -> Html {
    html! {
        <span class="stage">
            { icon(kind(outcome)) }
            <span class="stage-word">{ outcome.words() }</span>
        </span>
    }
}

const fn kind(outcome: Delivery) -> IconKind {
    match outcome {
        Delivery::Authenticated => IconKind::Good,
        Delivery::Sealed => IconKind::Info,
        Delivery::Clear => IconKind::Warning,
        Delivery::Deferred | Delivery::Refused | Delivery::Nowhere => IconKind::Error,
        Delivery::CouldNotTell => IconKind::Unknown,
    }
}
