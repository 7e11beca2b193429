//! What large receivers demand of senders, as far as it can be seen from outside.

use serde::Serialize;

use crate::facts::Facts;
use crate::finding::Finding;

/// The checklist of each receiver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RequirementsReport {}

/// Adds what there is to say.
pub(crate) fn check(_facts: &Facts<'_>, _findings: &mut Vec<Finding>) {}

/// The checklists; nothing where there is no domain.
pub(crate) fn report(_facts: &Facts<'_>, _findings: &[Finding]) -> Option<RequirementsReport> {
    None
}
