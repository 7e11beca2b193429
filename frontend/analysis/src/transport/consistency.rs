//! What only several mechanisms or addresses together show: policy, DANE, certificates and expiry against each other.

use crate::facts::Facts;
use crate::finding::Finding;

/// Adds what there is to say.
pub(crate) fn check(_facts: &Facts<'_>, _findings: &mut Vec<Finding>) {}
