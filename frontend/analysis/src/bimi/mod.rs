//! BIMI: a logo beside the domain's mail.

mod check;
mod defect;
mod parse;
mod plan;
mod report;

use shared::DomainName;

use crate::evidence::Evidence;

pub use defect::BimiDefect;
pub use report::BimiReport;

pub(crate) use check::check;
pub(crate) use plan::outstanding;
pub(crate) use report::report;

/// All that is known.
#[derive(Clone, Debug)]
pub(crate) struct Bimi;

impl Bimi {
    /// Reads what is known.
    pub(crate) fn read(_evidence: &Evidence, _domain: &DomainName) -> Self {
        Self
    }
}
