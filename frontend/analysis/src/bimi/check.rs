//! Findings.

use shared::DomainName;

use super::Bimi;
use crate::facts::Facts;
use crate::finding::Finding;

/// Adds what there is to say.
pub(crate) fn check(
    _domain: &DomainName,
    _known: &Bimi,
    _facts: &Facts<'_>,
    _findings: &mut Vec<Finding>,
) {
}
