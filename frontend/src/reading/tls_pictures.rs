//! TLS reports as pictures: failures by reason, and day by day.

use analysis::reports::tls::TlsSummary;
use analysis::tables::{Row, Table};
use yew::prelude::*;

use super::numbers::thousands;
use super::pictures::{Amount, Words, bars, columns};
use super::tls_lines::title;

const CONNECTIONS: Words = Words {
    good: "secured",
    bad: "not secured",
    unknown: "not said",
};

/// Failures by reason.
pub(super) fn by_type(summary: &TlsSummary) -> Html {
    let amounts: Vec<Amount> = summary
        .results
        .iter()
        .map(|(result, count)| Amount {
            name: title(result),
            note: result.word().to_owned(),
            bad: *count,
            ..Amount::default()
        })
        .collect();
    let table = Table {
        name: "tls-by-type",
        area: None,
        title: "Failures by reason",
        summary: "One connection may count under several reasons.".to_owned(),
        columns: &["Reason", "Word in the report", "Connections"],
        rows: summary
            .results
            .iter()
            .map(|(result, count)| {
                row([title(result), result.word().to_owned(), thousands(*count)])
            })
            .collect(),
    };
    bars("tls-by-type", &table, &amounts, CONNECTIONS)
}

/// Day by day.
pub(super) fn over_time(summary: &TlsSummary) -> Html {
    let amounts: Vec<Amount> = summary
        .days
        .iter()
        .map(|day| Amount {
            name: day.day.date().to_string(),
            good: day.sessions.successes,
            bad: day.sessions.failures,
            ..Amount::default()
        })
        .collect();
    let table = Table {
        name: "tls-over-time",
        area: None,
        title: "Connections day by day",
        summary: String::new(),
        columns: &["Day", "Secured", "Not secured", "Reports"],
        rows: summary
            .days
            .iter()
            .map(|day| {
                row([
                    day.day.date().to_string(),
                    thousands(day.sessions.successes),
                    thousands(day.sessions.failures),
                    thousands(day.reports),
                ])
            })
            .collect(),
    };
    columns("tls-over-time", &table, &amounts, CONNECTIONS)
}

fn row<const N: usize>(cells: [String; N]) -> Row {
    Row {
        depth: 0,
        cells: cells.into(),
    }
}
