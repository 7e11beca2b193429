//! What each sort of sender would do, as a grid: senders down, and below each the hosts in the order they are tried.

use super::{Row, Table};
use crate::simulation::{HostPlay, SenderReport, SimulationReport};

pub(super) fn table(simulation: &SimulationReport) -> Table {
    Table {
        name: "simulation",
        area: None,
        title: "What senders would do today",
        summary: "Five sorts of senders, and what becomes of their mail".to_owned(),
        columns: &["Sender or host", "Outcome", "Why"],
        rows: simulation.senders.iter().flat_map(rows).collect(),
    }
}

fn rows(sender: &SenderReport) -> Vec<Row> {
    let mut outcome = sender.outcome.words().to_owned();
    if let Some(worst) = sender.worst {
        outcome.push_str("; at worst ");
        outcome.push_str(worst.words());
    }
    if sender.attacked != sender.worst.unwrap_or(sender.outcome) {
        outcome.push_str("; under attack ");
        outcome.push_str(sender.attacked.words());
    }
    let head = [
        sender.title.to_owned(),
        outcome,
        [&sender.words, " (", sender.rule, ")"].concat(),
    ];
    std::iter::once(Row::new(head))
        .chain(sender.hosts.iter().map(host))
        .collect()
}

fn host(host: &HostPlay) -> Row {
    let mut outcome = host.outcome.words().to_owned();
    if let Some(best) = host.best {
        outcome.push_str("; at best ");
        outcome.push_str(best.words());
    }
    let why = [&host.evidence, " (", host.rule, ")"].concat();
    Row::below(1, [host.host.to_string(), outcome, why])
}
