//! For reading.

use serde::Serialize;
use shared::DomainName;

use super::{Bimi, BimiRecord, Found};
use crate::syntax::Selection;

/// The BIMI record of a domain. The logo and its certificate are not fetched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BimiReport {
    /// What it comes to, in one line.
    pub summary: &'static str,
    /// The name whose record counts: the domain, or its organisational domain.
    pub record_of: DomainName,
    /// The record, or those that are in each other's way or nearly one.
    pub records: Vec<String>,
    /// What it says, if it is valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<BimiRecord>,
}

/// As the report shows it; nothing while nothing is known.
pub(crate) fn report(known: &Bimi) -> Option<BimiReport> {
    let (summary, records, record) = match &known.found {
        Found::NotAsked => return None,
        Found::Unknown(_) => ("could not tell", Vec::new(), None),
        Found::Answer(Selection::Absent) => ("no logo is published", Vec::new(), None),
        Found::Answer(Selection::Several(all)) => (
            "there are several records, so that none counts",
            all.iter().map(|one| one.text.clone()).collect(),
            None,
        ),
        Found::Answer(Selection::NearMiss(all)) => (
            "a record is nearly one",
            all.iter().map(|one| one.text.clone()).collect(),
            None,
        ),
        Found::Answer(Selection::One(one)) => {
            let record = one.parsed.record().cloned();
            let summary = match &record {
                None => "the record is invalid",
                Some(record) if record.declines() => "no logo is wanted",
                Some(_) => "a logo is published",
            };
            (summary, vec![one.text.clone()], record)
        }
    };
    Some(BimiReport {
        summary,
        record_of: known.at.clone(),
        records,
        record,
    })
}
