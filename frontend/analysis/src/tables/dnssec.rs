//! DNSSEC: the state of each name.

use super::{Row, Table};
use crate::dnssec::{DnssecReport, SignedName};
use crate::finding::Area;

pub(super) fn table(dnssec: &DnssecReport) -> Table {
    Table {
        name: "dnssec",
        area: Some(Area::Dnssec),
        title: "DNSSEC: which names are signed",
        summary: dnssec.summary.clone(),
        columns: &["Name", "Asked for", "State"],
        rows: dnssec.names.iter().map(row).collect(),
    }
}

fn row(one: &SignedName) -> Row {
    let note = one.note.iter().map(|note| [": ", note].concat());
    let state = [one.state, &note.collect::<String>()].concat();
    Row::new([one.name.clone(), one.role.to_owned(), state])
}
