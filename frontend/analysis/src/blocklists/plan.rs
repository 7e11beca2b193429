//! What to ask next.

use std::collections::BTreeSet;

use shared::DomainName;

use super::Blocklists;
use crate::evidence::Evidence;
use crate::query::Query;

/// The queries that the known facts raise, answered or not: each list's self-test, and of lists that passed it the
/// addresses and the name; the reason only of what is listed.
///
/// At most 20 lists, each with 6 queries for its self-test, 9 entries and their reasons.
pub(crate) fn outstanding(evidence: &Evidence, domain: &DomainName) -> BTreeSet<Query> {
    Blocklists::read(evidence, domain).raised
}
