//! Blocklists: what each says about each address and name.

use super::{Row, Table};
use crate::blocklists::{BlocklistReport, BlocklistsReport, ListedReport};
use crate::finding::Area;

pub(super) fn table(lists: &BlocklistsReport) -> Table {
    Table {
        name: "blocklists",
        area: Some(Area::Blocklists),
        title: "Blocklists",
        summary: lists.summary.clone(),
        columns: &["List", "Entry", "Answer"],
        rows: lists.lists.iter().flat_map(rows).collect(),
    }
}

fn rows(list: &BlocklistReport) -> Vec<Row> {
    let head = [
        list.zone.to_string(),
        list.operator.unwrap_or_default().to_owned(),
        list.self_test.clone(),
    ];
    let entries = list
        .entries
        .iter()
        .map(|entry| Row::below(1, [String::new(), entry.entry.clone(), answer(entry)]));
    std::iter::once(Row::new(head)).chain(entries).collect()
}

fn answer(entry: &ListedReport) -> String {
    let mut parts = vec![entry.outcome.to_owned()];
    parts.extend(entry.why.clone());
    parts.extend(
        entry
            .listings
            .iter()
            .map(|listing| [&listing.code, " ", listing.meaning].concat()),
    );
    parts.extend(entry.words.iter().cloned());
    parts.join(" · ")
}
