//! CAA (RFC 8659): which authorities may issue certificates for the hosts.

mod check;
mod defect;
mod parse;
mod plan;
mod report;

use shared::DomainName;

use crate::evidence::Evidence;

pub use defect::CaaDefect;
pub use report::CaaReport;

pub(crate) use check::check;
pub(crate) use plan::outstanding;
pub(crate) use report::report;

/// All that is known.
#[derive(Clone, Debug)]
pub(crate) struct Caa;

impl Caa {
    /// Reads what is known.
    pub(crate) fn read(_evidence: &Evidence, _domain: &DomainName) -> Self {
        Self
    }
}
