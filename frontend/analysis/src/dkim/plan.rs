//! What to ask next.

use std::collections::BTreeSet;

use shared::DomainName;

use super::facts::{Dkim, name_of};
use super::selectors::NOBODYS;
use crate::dns::{QueryName, RecordType};
use crate::evidence::Evidence;
use crate::query::Query;

/// The queries that the known facts raise, answered or not: first the hint, then selectors, and the test for a wildcard
/// only when several selectors answer alike. At most [`super::MAX_QUERIES`] beside the typed selectors.
pub(crate) fn outstanding(evidence: &Evidence, domain: &DomainName) -> BTreeSet<Query> {
    let known = Dkim::read(evidence, domain);
    let mut names: Vec<QueryName> = known
        .tried
        .iter()
        .filter_map(|one| name_of(&one.selector, domain))
        .collect();
    names.extend(QueryName::prefixed("_domainkey", domain));
    if known.is_alike {
        names.extend(name_of(NOBODYS, domain));
    }
    names
        .into_iter()
        .map(|name| Query::dns(name, RecordType::Txt))
        .collect()
}
