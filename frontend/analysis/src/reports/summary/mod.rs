//! What aggregate reports say together: who sends as a domain, how that mail fares, and what a stricter policy would do.
//!
//! ```text
//!   Summing::step          so many rows at a time, until there is a summary; `summarize` at once
//!     └─ counting          the first pass over the rows: which groups of sources there are, and how large each is
//!     └─ gathering         the second: what is worth knowing of the largest
//!     └─ verdict, remedy   what each of these seems to be, and what to change
//!     └─ enforce           what a stricter policy would do to all of it
//! ```
//!
//! So a summary of hundreds of thousands of rows is made in bounded memory and without keeping anybody waiting.

mod advice;
mod beside;
mod class;
mod counting;
mod disagreement;
mod draft;
mod enforce;
mod evidence;
mod exceptions;
mod gathering;
mod group;
mod kinds;
mod known;
pub mod lookup;
mod names;
mod organisation;
mod passed;
mod policy;
mod published;
mod records;
mod remedy;
pub(super) mod select;
mod services;
mod sources;
mod summing;
mod tally;
mod trend;
mod verdict;
mod vouchers;

use serde::Serialize;
use shared::Timestamp;

use super::aggregate::{Evaluated, PublishedPolicy};
use super::moment;

pub use class::{Class, Legs, Verdict};
pub use enforce::{Enforcement, Refusals, Step as EnforcementStep};
pub use group::{GroupBy, GroupKey};
pub use known::Known;
pub use names::{Name, Names};
pub use remedy::Remedy;
pub use select::{DomainEntry, Filter, domain_of, domains, failures};
pub use services::Service;
pub use sources::{Address, DkimIdentity, Group, SpfIdentity};
pub use summing::{Summing, summarize};
pub use tally::Tally;
pub use trend::{Day, ReporterRow};

pub(crate) use organisation::organisation;
pub(crate) use records::{term, with_terms};
pub(crate) use services::service_of;

/// Groups of which everything is kept.
pub const MAX_GROUPS: usize = 400;

/// What the aggregate reports say that a filter takes.
#[derive(Clone, Debug, Serialize)]
pub struct DmarcSummary {
    /// Which reports these are.
    pub filter: Filter,
    /// How sources are grouped.
    pub by: GroupBy,
    /// Number of reports.
    pub reports: u64,
    /// Of them, those that were cut off.
    pub cut_off: u64,
    /// Number of records.
    pub records: u64,
    /// All mail.
    pub total: Tally,
    /// When the earliest report begins.
    #[serde(serialize_with = "moment::written_if_any")]
    pub begin: Option<Timestamp>,
    /// When the latest report ends.
    #[serde(serialize_with = "moment::written_if_any")]
    pub end: Option<Timestamp>,
    /// The policy that most of the latest reports found, and when the last of these begins.
    #[serde(serialize_with = "dated")]
    pub policy: Option<(Option<Timestamp>, PublishedPolicy)>,
    /// Day by day, from the first to the last; days without a report among them.
    pub days: Vec<Day>,
    /// Each reporter, the one with most mail first.
    pub reporters: Vec<ReporterRow>,
    /// The groups of sources, the one with most mail first.
    pub groups: Vec<Group>,
    /// Groups that are not listed, and their mail.
    pub more: (u64, Tally),
    /// What a stricter policy would do: by who vouches for the mail, however it is grouped here.
    pub enforcement: Enforcement,
}

/// A policy as JSON has it: one object, with the moment as `as_of`.
fn dated<S: serde::Serializer>(
    policy: &Option<(Option<Timestamp>, PublishedPolicy)>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Dated<'a> {
        #[serde(serialize_with = "moment::written_if_any")]
        as_of: Option<Timestamp>,
        #[serde(flatten)]
        policy: &'a PublishedPolicy,
    }
    let dated = policy.as_ref().map(|(as_of, policy)| Dated {
        as_of: *as_of,
        policy,
    });
    dated.serialize(serializer)
}

/// What a report took of SPF or DKIM, as a word of the summary.
const fn is_pass(evaluated: Evaluated) -> bool {
    matches!(evaluated, Evaluated::Pass)
}

#[cfg(test)]
mod tests;
