//! All that is known: every query that was asked and what came back.
//!
//! Inserting is a join: outcomes may arrive in any order and any number of times, and the result is the same. A
//! definite outcome beats one that could not be found out; between equals the later one wins, so that asking again
//! can only add. A file of this is the sample report, the test scenario and the bug report format at once.

mod lookup;
mod probe;
mod slim;
mod stream;
mod wishes;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use shared::{DomainName, Extras, Feature, PolicyFile, RelayInfo, Service, Timestamp};

pub use lookup::{Lookup, ResolverTrust};
pub use probe::{AddressOutcome, Ehlo, Finish, Greeting, Hello, ProbeEnd, ProbeOutcome, StartTls};
pub use stream::{ProbeStream, StreamFault};
pub use wishes::{
    Compared, MAX_BLOCKLISTS, MAX_RESOLVERS, MAX_SELECTORS, MAX_SENDERS, ResolverName, Selector,
    Sender, Wishes,
};

use crate::dns::{QueryName, RecordType};
use crate::query::{DnsAnswer, DnsOutcome, Outcome, Query, Via};

/// The version of the evidence file.
pub const EVIDENCE_FORMAT: u32 = 1;

/// All that is known about one domain or host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "EvidenceFile", into = "EvidenceFile")]
pub struct Evidence {
    /// What is being judged.
    pub subject: Subject,
    /// From where it is looked at.
    pub vantage: Vantage,
    /// The moment to judge at: the last time something was asked.
    pub now: Timestamp,
    /// What mail servers are to be asked beyond the usual, as far as the relay grants it.
    pub extras: Extras,
    /// What is wished for beside the subject.
    pub wishes: Wishes,
    outcomes: BTreeMap<Query, Outcome>,
}

/// What is being judged.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Subject {
    /// A mail domain: the part after the @.
    Domain {
        /// The domain.
        domain: DomainName,
    },
    /// One server, without a domain that points to it: before a cut-over, say.
    Host {
        /// The host.
        host: DomainName,
        /// The service.
        service: Service,
    },
}

impl Subject {
    /// The name that was typed.
    #[must_use]
    pub const fn name(&self) -> &DomainName {
        match self {
            Self::Domain { domain } => domain,
            Self::Host { host, .. } => host,
        }
    }
}

/// From where the world was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Vantage {
    /// The relay, if there is one. Without it nothing on ports 25, 465 and 587 can be known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relay: Option<RelayInfo>,
    /// The resolver, in words: a URL or "the relay's own".
    pub resolver: String,
}

impl Vantage {
    /// Whether the relay may contact private ranges: its own word then says which addresses it does not contact, and
    /// the table of public ones does not count.
    #[must_use]
    pub fn is_laboratory(&self) -> bool {
        let relay = self.relay.as_ref();
        relay.is_some_and(|relay| relay.features.contains(&Feature::AllowedRanges))
    }
}

impl Evidence {
    /// Nothing is known yet.
    #[must_use]
    pub fn new(subject: Subject, vantage: Vantage, now: Timestamp) -> Self {
        Self {
            subject,
            vantage,
            now,
            extras: Extras::default(),
            wishes: Wishes::default(),
            outcomes: BTreeMap::new(),
        }
    }

    /// Adds what came back for a query.
    ///
    /// # Errors
    /// The outcome is not of the query's kind; nothing is changed.
    pub fn insert(&mut self, query: Query, outcome: Outcome) -> Result<(), KindMismatch> {
        let fits = matches!(
            (&query, &outcome),
            (Query::Dns { .. }, Outcome::Dns(_))
                | (Query::Policy { .. }, Outcome::Policy(_))
                | (Query::Probe { .. }, Outcome::Probe(_))
        );
        if !fits {
            return Err(KindMismatch);
        }
        let (query, outcome) = under_one_key(query, outcome);
        let joined = match self.outcomes.remove(&query) {
            Some(known) => join(known, outcome),
            None => outcome,
        };
        self.outcomes.insert(query, joined);
        Ok(())
    }

    /// Whether a query was answered, if only by "could not find out". A probe under way does not count.
    #[must_use]
    pub fn is_answered(&self, query: &Query) -> bool {
        if let Query::Probe {
            host,
            service,
            extras,
        } = query
        {
            let probe = self.probe(host, *service);
            return probe.is_some_and(|probe| probe.answers(extras));
        }
        self.outcomes
            .get(query)
            .is_some_and(|outcome| match outcome {
                Outcome::Dns(_) | Outcome::Policy(_) => true,
                Outcome::Probe(probe) => probe.end.is_some(),
            })
    }

    /// What DNS said about a name, with "not asked", "absent" and "could not find out" told apart.
    #[must_use]
    pub fn lookup(&self, name: &QueryName, record_type: RecordType) -> Lookup {
        let via = lookup::authority(self, record_type);
        lookup::read(self, name, record_type, &via)
    }

    /// What one of those who can be asked said about a name: for lists that only the relay may ask, and for comparisons.
    #[must_use]
    pub fn lookup_via(&self, name: &QueryName, record_type: RecordType, via: &Via) -> Lookup {
        lookup::read(self, name, record_type, via)
    }

    /// Whether the resolver answers SERVFAIL with validation and without, so that it is the zone's name servers that
    /// fail (RFC 4035 §3.2.2), and not just once.
    #[must_use]
    pub fn fails_twice(&self, name: &QueryName, record_type: RecordType) -> bool {
        lookup::fails_twice(self, name, record_type)
    }

    /// Whether the resolver validates DNSSEC, found out by asking for the root's keys.
    #[must_use]
    pub fn resolver_trust(&self) -> ResolverTrust {
        lookup::resolver_trust(self)
    }

    /// What fetching the MTA-STS policy gave; `None` if it was not asked for.
    #[must_use]
    pub fn policy(&self, domain: &DomainName) -> Option<&PolicyFile> {
        match self.outcomes.get(&Query::Policy {
            domain: domain.clone(),
        }) {
            Some(Outcome::Policy(policy)) => Some(policy),
            Some(Outcome::Dns(_) | Outcome::Probe(_)) | None => None,
        }
    }

    /// What looking at a host gave so far; `None` if it was not asked for.
    #[must_use]
    pub fn probe(&self, host: &DomainName, service: Service) -> Option<&ProbeOutcome> {
        match self.outcomes.get(&Query::probe(host.clone(), service)) {
            Some(Outcome::Probe(probe)) => Some(probe),
            Some(Outcome::Dns(_) | Outcome::Policy(_)) | None => None,
        }
    }

    /// Every query with what came back, in a stable order.
    pub fn outcomes(&self) -> impl ExactSizeIterator<Item = (&Query, &Outcome)> {
        self.outcomes.iter()
    }

    /// The outcome of exactly this query.
    #[must_use]
    pub fn outcome(&self, query: &Query) -> Option<&Outcome> {
        self.outcomes.get(query)
    }
}

/// All looks at one service of one host are kept together, whatever they looked at beyond the usual; a finished one
/// notes what that was.
fn under_one_key(query: Query, outcome: Outcome) -> (Query, Outcome) {
    match (query, outcome) {
        (
            Query::Probe {
                host,
                service,
                extras,
            },
            Outcome::Probe(mut probe),
        ) => {
            if probe.end.is_some() && !extras.is_none() {
                probe.extras.insert(extras);
            }
            (Query::probe(host, service), Outcome::Probe(probe))
        }
        other => other,
    }
}

/// The join of two outcomes of one query: the maximum of a total order, hence commutative, associative and idempotent.
fn join(known: Outcome, new: Outcome) -> Outcome {
    match (known, new) {
        (Outcome::Dns(a), Outcome::Dns(b)) => Outcome::Dns(std::cmp::max_by(a, b, |a, b| {
            dns_rank(a).cmp(&dns_rank(b)).then(a.cmp(b))
        })),
        (Outcome::Policy(a), Outcome::Policy(b)) => {
            Outcome::Policy(std::cmp::max_by(a, b, |a, b| {
                policy_rank(a).cmp(&policy_rank(b)).then_with(|| a.cmp(b))
            }))
        }
        (Outcome::Probe(a), Outcome::Probe(b)) => Outcome::Probe(a.join(b)),
        // `insert` lets nothing else through.
        (_, new) => new,
    }
}

/// A message beats none, a definite rcode beats SERVFAIL and its like, then the later one.
fn dns_rank(outcome: &DnsOutcome) -> (u8, Timestamp) {
    // 0 and 3 (NXDOMAIN) are answers; without a code there is no message, or one too short to be one.
    let definite = match (&outcome.answer, outcome.answer.header_rcode()) {
        (DnsAnswer::Failed { .. }, _) => 0,
        (DnsAnswer::Message { .. }, Some(0 | 3)) => 2,
        (DnsAnswer::Message { .. }, Some(_) | None) => 1,
    };
    (definite, outcome.observed_at)
}

/// A relay's fetch knows more than a browser's, and that more than pasted text; a status beats none; then the later.
fn policy_rank(policy: &PolicyFile) -> (bool, std::cmp::Reverse<shared::FetchedBy>, Timestamp) {
    let answered = policy.failure.is_none();
    (
        answered,
        std::cmp::Reverse(policy.fetched_by),
        policy.observed_at,
    )
}

/// An outcome was given for a query of another kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindMismatch;

impl fmt::Display for KindMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the outcome is not of the query's kind")
    }
}

impl std::error::Error for KindMismatch {}

/// The file form: JSON has no maps with structured keys.
#[derive(Clone, Serialize, Deserialize)]
struct EvidenceFile {
    format: u32,
    subject: Subject,
    vantage: Vantage,
    now: Timestamp,
    #[serde(default, skip_serializing_if = "Extras::is_none")]
    extras: Extras,
    #[serde(default, skip_serializing_if = "Wishes::is_none")]
    wishes: Wishes,
    outcomes: Vec<Entry>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Entry {
    asked: Query,
    came: Outcome,
}

impl From<Evidence> for EvidenceFile {
    fn from(evidence: Evidence) -> Self {
        let outcomes = evidence
            .outcomes
            .into_iter()
            .map(|(asked, came)| Entry { asked, came })
            .collect();
        Self {
            format: EVIDENCE_FORMAT,
            subject: evidence.subject,
            vantage: evidence.vantage,
            now: evidence.now,
            extras: evidence.extras,
            wishes: evidence.wishes,
            outcomes,
        }
    }
}

impl TryFrom<EvidenceFile> for Evidence {
    type Error = String;

    fn try_from(file: EvidenceFile) -> Result<Self, String> {
        if file.format != EVIDENCE_FORMAT {
            return Err(format!(
                "this evidence file is of format {}, and this program reads format {EVIDENCE_FORMAT}",
                file.format
            ));
        }
        let mut evidence = Self::new(file.subject, file.vantage, file.now);
        evidence.extras = file.extras;
        evidence.wishes = file.wishes.bounded();
        for Entry { asked, came } in file.outcomes {
            evidence
                .insert(asked, came)
                .map_err(|error| error.to_string())?;
        }
        Ok(evidence)
    }
}
