//! What has been read: every report once, and what became of every file.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use serde::Serialize;
use shared::Timestamp;

use super::aggregate::AggregateReport;
use super::failure::FailureReport;
use super::tls::TlsReport;
use super::{Fault, Refusal};

/// Files and entries of archives of which it is kept what became of them.
const MAX_READINGS: usize = 200_000;
/// What is kept of all reports, in bytes, roughly.
const MAX_WEIGHT: usize = 400 * 1024 * 1024;

/// The reports of all files.
#[derive(Clone, Debug, Default)]
pub struct Collection {
    aggregate: Vec<Arc<AggregateReport>>,
    tls: Vec<Arc<TlsReport>>,
    failures: Vec<Arc<FailureReport>>,
    readings: Vec<Reading>,
    readings_left_out: u64,
    weight: usize,
    seen: HashMap<Key, Place>,
}

/// What became of a file, or of an entry of an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// Its name; of what lay in an archive or mail, all names from the outermost on: `march.zip › a.xml`.
    pub name: String,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// A report that was not there yet.
    Report(Place),
    /// A report that is there already.
    Duplicate {
        /// Which.
        of: Place,
        /// Whether it counts other mail under the same identifier. The one that came first is kept.
        differs: bool,
    },
    /// A mail that brings no report.
    Mail,
    /// It was not read.
    Refused(Refusal),
}

/// A report's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Place {
    /// Its kind.
    pub kind: Kind,
    /// Its place among its kind.
    pub index: usize,
}

/// The kind of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// [`AggregateReport`].
    Aggregate,
    /// [`TlsReport`].
    Tls,
    /// [`FailureReport`].
    Failure,
}

/// What makes two files the same report. RFC 9990 §3.1.1.3: the identifier is unique for a reporter; some reporters use
/// one for every period, so the period is part of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    kind: Kind,
    reporter: String,
    id: String,
    domain: String,
    begin: Option<Timestamp>,
    end: Option<Timestamp>,
    /// Of a report without an identifier: its content.
    content: u64,
}

impl Collection {
    /// The aggregate reports, in the order they were read.
    #[must_use]
    pub fn aggregate(&self) -> &[Arc<AggregateReport>] {
        &self.aggregate
    }

    /// The TLS reports, in the order they were read.
    #[must_use]
    pub fn tls(&self) -> &[Arc<TlsReport>] {
        &self.tls
    }

    /// The failure reports, in the order they were read.
    #[must_use]
    pub fn failures(&self) -> &[Arc<FailureReport>] {
        &self.failures
    }

    /// What became of every file.
    #[must_use]
    pub fn readings(&self) -> &[Reading] {
        &self.readings
    }

    /// Of how many files it is not kept what became of them, since there were too many.
    #[must_use]
    pub const fn readings_left_out(&self) -> u64 {
        self.readings_left_out
    }

    /// Whether no report was read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.aggregate.is_empty() && self.tls.is_empty() && self.failures.is_empty()
    }

    /// Adds an aggregate report under the name of its file.
    pub(super) fn add_aggregate(&mut self, name: &str, mut report: AggregateReport) {
        let key = aggregate_key(&report);
        if let Some(of) = self.seen.get(&key).copied() {
            let Some(known) = self.aggregate.get_mut(of.index) else {
                return;
            };
            let differs = (known.records, known.messages) != (report.records, report.messages);
            // A whole copy takes the place of one that was cut off.
            if report.is_whole && !known.is_whole {
                *known = Arc::new(report);
                self.is_now_a_copy(of);
                self.note(name, Outcome::Report(of));
            } else {
                let differs = differs && report.is_whole;
                self.note(name, Outcome::Duplicate { of, differs });
            }
            return;
        }
        let is_reused = !report.header.report_id.is_empty()
            && self.seen.keys().any(|other| {
                other.kind == Kind::Aggregate
                    && other.id == key.id
                    && other.reporter == key.reporter
                    && other.domain == key.domain
            });
        if is_reused {
            let id = report.header.report_id.clone();
            report.header.remarks.add(Fault::ReusedReportId, &id);
        }
        let weight = report.weight() + 1024;
        let Some(of) = self.place(name, Kind::Aggregate, self.aggregate.len(), weight) else {
            return;
        };
        self.aggregate.push(Arc::new(report));
        self.seen.insert(key, of);
    }

    /// Adds a TLS report under the name of its file.
    pub(super) fn add_tls(&mut self, name: &str, report: TlsReport) {
        let key = tls_key(&report);
        if let Some(of) = self.seen.get(&key).copied() {
            let known = self.tls.get_mut(of.index);
            let differs = known.is_some_and(|known| {
                // The mail or the file's name of a copy may say more than that of the first one.
                if known.about.is_none() && report.about.is_some() {
                    let first = Arc::make_mut(known);
                    first.about.clone_from(&report.about);
                    first.remarks.clone_from(&report.remarks);
                }
                known.totals() != report.totals()
            });
            self.note(name, Outcome::Duplicate { of, differs });
            return;
        }
        let details: usize = report
            .policies
            .iter()
            .map(|policy| policy.details.len())
            .sum();
        let weight = 1024 + report.policies.len() * 256 + details * 256;
        let Some(of) = self.place(name, Kind::Tls, self.tls.len(), weight) else {
            return;
        };
        self.tls.push(Arc::new(report));
        self.seen.insert(key, of);
    }

    /// Adds a failure report under the name of its file.
    pub(super) fn add_failure(&mut self, name: &str, report: FailureReport) {
        let key = failure_key(&report);
        if let Some(of) = self.seen.get(&key).copied() {
            self.note(name, Outcome::Duplicate { of, differs: false });
            return;
        }
        let weight = 4096 + report.original.len();
        let Some(of) = self.place(name, Kind::Failure, self.failures.len(), weight) else {
            return;
        };
        self.failures.push(Arc::new(report));
        self.seen.insert(key, of);
    }

    /// Keeps what became of a file.
    pub(super) fn note(&mut self, name: &str, outcome: Outcome) {
        if self.readings.len() < MAX_READINGS {
            let name = name.to_owned();
            self.readings.push(Reading { name, outcome });
        } else {
            self.readings_left_out += 1;
        }
    }

    /// The reading that had brought a report brought a worse copy of it.
    fn is_now_a_copy(&mut self, of: Place) {
        let mut readings = self.readings.iter_mut();
        let first = readings.find(|reading| reading.outcome == Outcome::Report(of));
        if let Some(first) = first {
            let differs = false;
            first.outcome = Outcome::Duplicate { of, differs };
        }
    }

    /// Makes room for a report, if there is any.
    fn place(&mut self, name: &str, kind: Kind, index: usize, weight: usize) -> Option<Place> {
        if self.weight.saturating_add(weight) > MAX_WEIGHT {
            self.note(name, Outcome::Refused(Refusal::Full));
            return None;
        }
        self.weight += weight;
        let place = Place { kind, index };
        self.note(name, Outcome::Report(place));
        Some(place)
    }
}

fn digest(content: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    hasher.finish()
}

fn aggregate_key(report: &AggregateReport) -> Key {
    let header = &report.header;
    let content = if header.report_id.is_empty() {
        digest(&(report.records, report.messages, report.rows()))
    } else {
        0
    };
    Key {
        kind: Kind::Aggregate,
        reporter: header.reporter.to_lowercase(),
        id: header.report_id.clone(),
        domain: header.policy.domain.clone(),
        begin: header.begin,
        end: header.end,
        content,
    }
}

fn tls_key(report: &TlsReport) -> Key {
    let domains: Vec<&str> = report
        .policies
        .iter()
        .map(|policy| policy.domain.as_str())
        .collect();
    let content = if report.report_id.is_empty() {
        digest(&(report.totals(), report.policies.len()))
    } else {
        0
    };
    Key {
        kind: Kind::Tls,
        reporter: report.reporter.to_lowercase(),
        id: report.report_id.clone(),
        domain: domains.first().copied().unwrap_or_default().to_owned(),
        begin: report.begin,
        end: report.end,
        content,
    }
}

/// A failure report has no identifier of its own, so it is all of it.
fn failure_key(report: &FailureReport) -> Key {
    Key {
        kind: Kind::Failure,
        reporter: report.reporter.to_lowercase(),
        id: String::new(),
        domain: report.domain.clone().unwrap_or_default(),
        begin: report.arrived,
        end: None,
        content: digest(&(&report.fields, &report.original)),
    }
}
