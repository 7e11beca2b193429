//! Parts of the report as tables: the page, the terminal and every export show them with one renderer each.

mod blocklists;
mod dnssec;
mod mail;
mod others;
mod score;
mod simulation;
mod spf;
mod timeline;
mod way;

pub use timeline::{Validity, validities};

use crate::finding::Area;
use crate::report::Report;

/// A part of the report as a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its stable word: for anchors and tests.
    pub name: &'static str,
    /// The area it belongs to; `None` for what is about all of them.
    pub area: Option<Area>,
    /// Its heading.
    pub title: &'static str,
    /// What it comes to, in one line. May quote what others sent: escape when showing.
    pub summary: String,
    /// The headings of the columns.
    pub columns: &'static [&'static str],
    /// The rows. A table without rows is its summary alone.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// How deep it stands below the rows before it: 0 for most.
    pub depth: usize,
    /// One cell for each column. May quote what others sent: escape when showing.
    pub cells: Vec<String>,
}

impl Row {
    /// A row that stands below no other.
    fn new(cells: impl IntoIterator<Item = String>) -> Self {
        Self::below(0, cells)
    }

    /// A row so deep below others.
    fn below(depth: usize, cells: impl IntoIterator<Item = String>) -> Self {
        Self {
            depth,
            cells: cells.into_iter().collect(),
        }
    }
}

/// Everything in a report that is a table, in the order of the areas. Nothing of what is not known yet.
#[must_use]
pub fn tables(report: &Report) -> Vec<Table> {
    let mut tables = Vec::new();
    tables.extend(report.score.as_ref().map(score::table));
    tables.extend(report.simulation.as_ref().map(simulation::table));
    tables.extend(report.dnssec.as_ref().map(dnssec::table));
    if let Some(published) = &report.mail {
        tables.extend(published.spf.iter().flat_map(spf::tables));
        tables.extend(published.dkim.iter().map(mail::dkim));
        tables.extend(published.dmarc.iter().map(mail::dmarc));
        tables.extend(published.bimi.iter().map(mail::bimi));
        tables.extend(published.caa.iter().map(mail::caa));
        tables.extend(published.blocklists.iter().map(blocklists::table));
    }
    tables.extend(report.requirements.as_ref().map(others::requirements));
    tables.extend(report.provider.as_ref().map(others::provider));
    tables.extend(report.propagation.as_ref().map(others::propagation));
    tables
}

/// The way that mail takes, address by address: what the picture of it shows. Not among [`tables`], for every host says the
/// same of itself.
#[must_use]
pub fn way(report: &Report) -> Table {
    way::table(report)
}

/// When the certificates of all servers are valid: what the timeline of them shows.
#[must_use]
pub fn certificates(report: &Report) -> Table {
    timeline::table(&validities(report), report.judged_at)
}

/// The score, area by area.
#[must_use]
pub fn score(score: &crate::score::ScoreReport) -> Table {
    score::table(score)
}

/// What each sort of sender would do.
#[must_use]
pub fn simulation(simulation: &crate::simulation::SimulationReport) -> Table {
    simulation::table(simulation)
}

/// Every record that a domain's SPF record leads to.
#[must_use]
pub fn spf(spf: &crate::spf::SpfReport) -> Table {
    spf::tree(spf)
}
