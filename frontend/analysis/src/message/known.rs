//! What is known, and what was looked for in it: planning and judging are the same walk.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::net::IpAddr;

use shared::DomainName;

use crate::dkim::{self, Tested};
use crate::dmarc::{self, Existence, Found};
use crate::dns::{QueryName, Question, RecordType};
use crate::evidence::{Evidence, Selector};
use crate::plan;
use crate::query::{Query, Via};
use crate::reverse_dns::Reverse;
use crate::spf::{self, DnsReply};

/// The most questions that one mail may raise.
const MAX_QUERIES: usize = 400;

/// The evidence, with a note of everything that was looked for.
pub(super) struct Known<'a> {
    evidence: &'a Evidence,
    asked: RefCell<BTreeSet<Query>>,
}

impl<'a> Known<'a> {
    pub(super) fn new(evidence: &'a Evidence) -> Self {
        Self {
            evidence,
            asked: RefCell::default(),
        }
    }

    /// Everything that was looked for.
    pub(super) fn asked(self) -> BTreeSet<Query> {
        self.asked.into_inner()
    }

    fn note(&self, query: Query) {
        let mut asked = self.asked.borrow_mut();
        if asked.len() < MAX_QUERIES {
            asked.insert(query);
        }
    }

    /// What stands at a selector.
    pub(super) fn key(&self, domain: &DomainName, selector: &Selector) -> Tested {
        if let Some(name) = dkim::name_of(selector.as_str(), domain) {
            self.note(Query::dns(name, RecordType::Txt));
        }
        dkim::read_selector(self.evidence, domain, selector.as_str())
    }

    /// What stands at `_dmarc` below a name.
    pub(super) fn dmarc(&self, name: &DomainName) -> Found {
        if let Ok(name) = QueryName::prefixed("_dmarc", name) {
            self.note(Query::dns(name, RecordType::Txt));
        }
        dmarc::found(self.evidence, name)
    }

    /// Whether a name exists.
    pub(super) fn existence(&self, name: &DomainName) -> Existence {
        self.note(Query::dns(QueryName::from(name), RecordType::Mx));
        dmarc::existence(self.evidence, name)
    }

    /// What SPF sees of a name.
    pub(super) fn spf(&self, name: &QueryName, kind: RecordType) -> DnsReply {
        let question = Question::new(name.clone(), kind);
        let by_relay = Query::Dns {
            question,
            via: Via::Relay,
        };
        // Reverse names may have been asked of the relay already.
        let is_known = self.evidence.is_answered(&by_relay);
        self.note(
            if is_known || (kind == RecordType::Ptr && self.evidence.vantage.relay.is_some()) {
                by_relay
            } else {
                Query::dns(name.clone(), kind)
            },
        );
        spf::from_evidence(self.evidence, name, kind)
    }

    /// The name of an address.
    pub(super) fn reverse(&self, address: IpAddr) -> Reverse {
        let mut wanted = BTreeSet::new();
        plan::raise_reverse(self.evidence, address, &mut wanted);
        for query in wanted {
            self.note(query);
        }
        Reverse::read(self.evidence, address)
    }
}
