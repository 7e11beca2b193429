//! What becomes of mail, as a grid: sorts of senders down, servers across. Servers that fare alike share a column.

use analysis::simulation::{Delivery, HostPlay, SimulationReport};
use analysis::tables;
use yew::prelude::*;

use super::kit::{clip, figure};
use super::lines::{Wire, lock};
use crate::components::{IconKind, icon};

/// The picture.
pub(crate) fn senders(simulation: &SimulationReport) -> Html {
    let columns = columns(simulation);
    let heads: Vec<String> = columns
        .iter()
        .map(|column| head(simulation, column))
        .collect();
    let drawing = html! {
        <div class="drawing">
            <table class="senders" role="table">
                <caption class="visually-hidden">{ "What becomes of mail today, by sender and server" }</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">{ "Sender" }</th>
                        <th scope="col" role="columnheader">{ "Altogether" }</th>
                        { for heads.iter().map(|head| html! { <th scope="col" role="columnheader">{ head }</th> }) }
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    { for simulation.senders.iter().map(|sender| html! {
                        <tr key={sender.title} role="row">
                            <th scope="row" role="rowheader" title={sender.about}>{ sender.title }</th>
                            { cell("Altogether", sender.outcome, columns.is_empty()) }
                            { for columns.iter().zip(&heads).map(|(column, head)| {
                                let play = column.first().and_then(|at| sender.hosts.get(*at));
                                cell(head, play.map_or(Delivery::CouldNotTell, |play| play.outcome), false)
                            }) }
                        </tr>
                    }) }
                </tbody>
            </table>
        </div>
    };
    figure("senders", &tables::simulation(simulation), drawing)
}

/// The places of the hosts that share a column, in the order in which senders try them.
fn columns(simulation: &SimulationReport) -> Vec<Vec<usize>> {
    let fates = |at: usize| {
        simulation
            .senders
            .iter()
            .map(move |one| one.hosts.get(at).map(|host| host.outcome))
    };
    let hosts = simulation.senders.first().map_or(0, |one| one.hosts.len());
    let mut columns: Vec<Vec<usize>> = Vec::new();
    for at in 0..hosts {
        let alike = |column: &&mut Vec<usize>| {
            column
                .first()
                .is_some_and(|first| fates(*first).eq(fates(at)))
        };
        match columns.iter_mut().find(alike) {
            Some(column) => column.push(at),
            None => columns.push(vec![at]),
        }
    }
    columns
}

/// "mx1.example.org", "mx1.example.org and 3 more".
fn head(simulation: &SimulationReport, column: &[usize]) -> String {
    let hosts: &[HostPlay] = simulation.senders.first().map_or(&[], |one| &one.hosts);
    let name = |at: &usize| hosts.get(*at).map(|host| clip(host.host.as_str(), 40));
    let mut names = column.iter().filter_map(name);
    let first = names.next().unwrap_or_default();
    match (names.next(), column.len()) {
        (Some(second), 2) => format!("{first} and {second}"),
        (Some(_), all) => format!("{first} and {} more", all - 1),
        (None, _) => first,
    }
}

/// Where the domain wants no mail, that it is refused is nothing grave.
fn cell(head: &str, outcome: Delivery, is_unwanted: bool) -> Html {
    let sign = match outcome {
        Delivery::Authenticated => lock(Wire::Proven),
        Delivery::Sealed => lock(Wire::Sealed),
        Delivery::Clear => lock(Wire::Clear),
        Delivery::Deferred => icon(IconKind::Warning),
        Delivery::Refused if is_unwanted => icon(IconKind::Nothing),
        Delivery::Refused | Delivery::Nowhere => icon(IconKind::Error),
        Delivery::CouldNotTell => icon(IconKind::Unknown),
    };
    // What becomes of it later is in the table.
    let word = outcome.words().split(':').next().unwrap_or_default();
    html! { <td role="cell" data-head={head.to_owned()}><span class="fate">{ sign }<span>{ word }</span></span></td> }
}
