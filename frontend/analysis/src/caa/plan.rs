//! What to ask next.

use std::collections::BTreeSet;

use shared::DomainName;

use super::facts::{Caa, Relevant};
use crate::dns::{QueryName, RecordType};
use crate::evidence::Evidence;
use crate::query::Query;

/// The queries that the known facts raise, answered or not: for each name the steps of the climb up to the first set
/// (RFC 8659 §3). Names share the steps that they have in common.
pub(crate) fn outstanding(evidence: &Evidence, domain: &DomainName) -> BTreeSet<Query> {
    let mut wanted = BTreeSet::new();
    for named in Caa::read(evidence, domain).names {
        let last = match &named.set {
            Relevant::NotAsked(at) => Some(at),
            Relevant::Found(set) => Some(&set.at),
            Relevant::Absent | Relevant::Unknown(_) => None,
        };
        let mut step = Some(named.name);
        while let Some(name) = step {
            let at = QueryName::from(&name);
            let query = Query::dns(at.clone(), RecordType::Caa);
            let is_unknown = matches!(named.set, Relevant::Unknown(_));
            // Nothing was asked beyond a failure.
            if is_unknown && !evidence.is_answered(&query) {
                break;
            }
            wanted.insert(query);
            if last == Some(&at) {
                break;
            }
            step = name.parent();
        }
    }
    wanted
}
