//! What to ask next.

use std::collections::BTreeSet;

use shared::DomainName;

use crate::evidence::Evidence;
use crate::query::Query;

/// The queries that the known facts raise, answered or not.
pub(crate) fn outstanding(_evidence: &Evidence, _domain: &DomainName) -> BTreeSet<Query> {
    BTreeSet::new()
}
