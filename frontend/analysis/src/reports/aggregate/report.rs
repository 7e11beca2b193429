//! A whole report: its rows, and the lists that they refer to.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};

use super::{Authentication, Header, NameId, Reason, Row, Source};
use crate::reports::Fault;

/// How many rows are kept of one report. What comes after counts in rows without a source.
pub const MAX_ROWS: usize = 300_000;
/// How many different names, sets of results and sets of reasons are kept of one report.
const MAX_NAMES: usize = 200_000;
const MAX_SETS: usize = 200_000;

/// What stands for a name where no more names are kept.
const UNLISTED: &str = "…";

/// One aggregate report.
#[derive(Clone, Debug)]
pub struct AggregateReport {
    /// Who reports what.
    pub header: Header,
    /// Records in the file.
    pub records: u64,
    /// Mails that they count.
    pub messages: u64,
    /// Whether the file went to the end of the report.
    pub is_whole: bool,
    rows: Vec<Row>,
    names: Vec<Box<str>>,
    authentications: Vec<Authentication>,
    reasons: Vec<Vec<Reason>>,
}

impl AggregateReport {
    /// What it counts. Rows that say the same are one.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// A name that a row or a result refers to, in lower case.
    #[must_use]
    pub fn name(&self, id: NameId) -> &str {
        self.names.get(id.0 as usize).map_or(UNLISTED, |name| name)
    }

    /// What SPF and DKIM themselves said about the mail of a row.
    #[must_use]
    pub fn authentication(&self, row: &Row) -> &Authentication {
        const NONE: &Authentication = &Authentication {
            dkim: Vec::new(),
            spf: Vec::new(),
        };
        self.authentications
            .get(row.authentication as usize)
            .unwrap_or(NONE)
    }

    /// Why the receiver did not do as the policy says with the mail of a row; empty if it did.
    #[must_use]
    pub fn reasons(&self, row: &Row) -> &[Reason] {
        self.reasons
            .get(row.reasons as usize)
            .map_or(&[], Vec::as_slice)
    }

    /// What is kept of it, in bytes, roughly.
    #[must_use]
    pub fn weight(&self) -> usize {
        let names: usize = self.names.iter().map(|name| name.len() + 16).sum();
        self.rows.len() * size_of::<Row>()
            + names
            + (self.authentications.len() + self.reasons.len()) * 96
    }
}

/// What makes records one row: all but their number.
#[derive(Debug, PartialEq, Eq)]
struct Key(Row);

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

/// Gathers the rows of a report.
#[derive(Debug, Default)]
pub(super) struct Builder {
    pub(super) header: Header,
    pub(super) records: u64,
    pub(super) messages: u64,
    rows: Vec<Row>,
    places: HashMap<Key, u32>,
    names: Vec<Box<str>>,
    name_places: HashMap<Box<str>, u32>,
    authentications: Vec<Authentication>,
    authentication_places: HashMap<Authentication, u32>,
    reasons: Vec<Vec<Reason>>,
    reason_places: HashMap<Vec<Reason>, u32>,
}

impl Builder {
    /// The place of a name, which is kept once.
    pub(super) fn name(&mut self, name: &str) -> NameId {
        if let Some(place) = self.name_places.get(name) {
            return NameId(*place);
        }
        if self.names.len() >= MAX_NAMES {
            self.header.remarks.add(Fault::NotListed, name);
            return NameId(u32::MAX);
        }
        let place = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(name.into());
        self.name_places.insert(name.into(), place);
        NameId(place)
    }

    /// The place of a set of results.
    pub(super) fn authentication(&mut self, set: &Authentication) -> u32 {
        if let Some(place) = self.authentication_places.get(set) {
            return *place;
        }
        if self.authentications.len() >= MAX_SETS {
            self.header.remarks.add(Fault::NotListed, "");
            return u32::MAX;
        }
        let place = u32::try_from(self.authentications.len()).unwrap_or(u32::MAX);
        self.authentications.push(set.clone());
        self.authentication_places.insert(set.clone(), place);
        place
    }

    /// The place of a set of reasons.
    pub(super) fn reasons(&mut self, set: &[Reason]) -> u32 {
        if set.is_empty() {
            return u32::MAX;
        }
        if let Some(place) = self.reason_places.get(set) {
            return *place;
        }
        if self.reasons.len() >= MAX_SETS {
            self.header.remarks.add(Fault::NotListed, "");
            return u32::MAX;
        }
        let place = u32::try_from(self.reasons.len()).unwrap_or(u32::MAX);
        self.reasons.push(set.to_vec());
        self.reason_places.insert(set.to_vec(), place);
        place
    }

    /// Counts mail: in the row that says the same, or in one of its own.
    pub(super) fn add(&mut self, mut row: Row) {
        let count = row.count;
        self.records = self.records.saturating_add(1);
        self.messages = self.messages.saturating_add(count);
        row.count = 0;
        if self.rows.len() >= MAX_ROWS && !self.places.contains_key(&Key(row)) {
            // Not one by one any more: only by what they say of DMARC. Those are few.
            self.header.remarks.add(Fault::NotListed, "");
            row = Row {
                source: Source::Unlisted,
                envelope_from: None,
                envelope_to: None,
                authentication: u32::MAX,
                reasons: u32::MAX,
                header_from: NameId(u32::MAX),
                ..row
            };
        }
        let next = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        let place = *self.places.entry(Key(row)).or_insert(next);
        if place == next {
            self.rows.push(row);
        }
        if let Some(kept) = self.rows.get_mut(place as usize) {
            kept.count = kept.count.saturating_add(count);
        }
    }

    /// The report as far as it was read.
    pub(super) fn finish(self, is_whole: bool) -> AggregateReport {
        AggregateReport {
            header: self.header,
            records: self.records,
            messages: self.messages,
            is_whole,
            rows: self.rows,
            names: self.names,
            authentications: self.authentications,
            reasons: self.reasons,
        }
    }
}
