//! Blocklists (RFC 5782): whether others refuse mail from the servers' addresses.

mod check;
mod plan;
mod report;

use shared::DomainName;

use crate::evidence::Evidence;

pub use report::BlocklistsReport;

pub(crate) use check::check;
pub(crate) use plan::outstanding;
pub(crate) use report::report;

/// All that is known.
#[derive(Clone, Debug)]
pub(crate) struct Blocklists;

impl Blocklists {
    /// Reads what is known.
    pub(crate) fn read(_evidence: &Evidence, _domain: &DomainName) -> Self {
        Self
    }
}
