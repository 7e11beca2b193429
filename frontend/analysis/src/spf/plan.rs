//! What to ask next.

use std::cell::RefCell;
use std::collections::BTreeSet;

use shared::DomainName;

use super::Spf;
use super::lookup::from_evidence;
use crate::dns::Question;
use crate::evidence::Evidence;
use crate::query::{Query, Via};

/// The queries that the known facts raise, answered or not: whatever reading them looks for. At most
/// [`MAX_RECORDS`](super::tree::MAX_RECORDS) records and the names of a dozen terms, and what 10 terms of each typed
/// sender's check ask for.
pub(crate) fn outstanding(evidence: &Evidence, domain: &DomainName) -> BTreeSet<Query> {
    let asked = RefCell::new(BTreeSet::new());
    Spf::read_by(evidence, domain, &|name, kind| {
        let reply = from_evidence(evidence, name, kind);
        let question = Question::new(name.clone(), kind);
        // Reverse names may have been asked of the relay already.
        let by_relay = Query::Dns {
            question,
            via: Via::Relay,
        };
        let query = if evidence.is_answered(&by_relay) {
            by_relay
        } else {
            Query::dns(name.clone(), kind)
        };
        asked.borrow_mut().insert(query);
        reply
    });
    asked.into_inner()
}
