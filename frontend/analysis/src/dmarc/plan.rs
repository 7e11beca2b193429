//! What to ask next.

use std::collections::BTreeSet;

use shared::DomainName;

use super::walk::names;
use super::{Dmarc, Found, Walk};
use crate::dns::{QueryName, RecordType};
use crate::evidence::Evidence;
use crate::query::Query;
use crate::syntax::Selection;

/// The queries that the known facts raise, answered or not: at most eight for the tree walk, two for a record at a wrong
/// name, and nine for each of ten hosts of report addresses.
pub(crate) fn outstanding(evidence: &Evidence, domain: &DomainName) -> BTreeSet<Query> {
    let mut wanted: Vec<QueryName> = names(domain)
        .iter()
        .filter_map(|name| QueryName::prefixed("_dmarc", name).ok())
        .collect();
    let known = Dmarc::read(evidence, domain);
    if is_without_record(&known.walk) {
        wanted.extend(wrong_names(domain));
    }
    for destination in known.destinations {
        wanted.extend(destination.questions);
    }
    wanted
        .into_iter()
        .map(|name| Query::dns(name, RecordType::Txt))
        .collect()
}

/// Whether the domain has definitely no record of its own.
pub(super) fn is_without_record(walk: &Walk) -> bool {
    let own = walk.steps.first().map(|step| &step.found);
    matches!(
        own,
        Some(Found::Answer(Selection::Absent | Selection::NearMiss(_)))
    )
}

/// Where a record often stands by mistake: at the domain itself, and at the name that comes of typing the whole name into a
/// form that adds the zone's.
pub(super) fn wrong_names(domain: &DomainName) -> Vec<QueryName> {
    let twice = QueryName::prefixed(&format!("_dmarc.{domain}"), domain);
    let mut names = vec![QueryName::from(domain)];
    names.extend(twice.ok());
    names
}
