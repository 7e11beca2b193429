//! DKIM keys (RFC 6376): with which the domain's mail is signed.

mod check;
mod defect;
mod parse;
mod plan;
mod report;

use shared::DomainName;

use crate::evidence::Evidence;
use crate::facts::Presence;

pub use defect::DkimDefect;
pub use report::DkimReport;

pub(crate) use check::check;
pub(crate) use plan::outstanding;
pub(crate) use report::report;

/// All that is known.
#[derive(Clone, Debug)]
pub(crate) struct Dkim;

impl Dkim {
    /// Reads what is known.
    pub(crate) fn read(_evidence: &Evidence, _domain: &DomainName) -> Self {
        Self
    }

    /// Whether there is one, in short: for the checks that rest on several mechanisms.
    pub(crate) fn presence(&self) -> Presence {
        Presence::NotAsked
    }
}
