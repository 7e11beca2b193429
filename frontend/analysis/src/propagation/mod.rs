//! One question asked of several resolvers: who answers what.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::evidence::Evidence;
use crate::facts::Facts;
use crate::finding::Finding;
use crate::query::Query;

/// What each resolver answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PropagationReport {}

/// The queries, if a comparison is wished for.
pub(crate) fn outstanding(_evidence: &Evidence) -> BTreeSet<Query> {
    BTreeSet::new()
}

/// Adds what there is to say.
pub(crate) fn check(_facts: &Facts<'_>, _findings: &mut Vec<Finding>) {}

/// For reading; nothing if no comparison is wished for.
pub(crate) fn report(_evidence: &Evidence) -> Option<PropagationReport> {
    None
}
