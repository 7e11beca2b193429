//! What to ask next.

use std::collections::BTreeSet;

use shared::DomainName;

use super::{Found, SELECTOR, found};
use crate::dmarc::{Dmarc, Organization};
use crate::dns::{QueryName, RecordType};
use crate::evidence::Evidence;
use crate::query::Query;
use crate::syntax::Selection;

/// The queries that the known facts raise, answered or not: one, or two if the record of the organisational domain counts.
pub(crate) fn outstanding(evidence: &Evidence, domain: &DomainName) -> BTreeSet<Query> {
    let mut names = vec![domain.clone()];
    let own = found(evidence, domain);
    if matches!(
        own,
        Found::Answer(Selection::Absent | Selection::NearMiss(_))
    ) && let Organization::Known(organization) = Dmarc::read(evidence, domain).organization()
    {
        names.push(organization);
    }
    names
        .iter()
        .filter_map(|name| QueryName::prefixed(SELECTOR, name).ok())
        .map(|name| Query::dns(name, RecordType::Txt))
        .collect()
}
