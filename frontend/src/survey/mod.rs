//! One look at a domain or host: what is known, what is being asked, and the judgement so far.
//!
//! Pure: a [`Survey`] changes only by an [`Action`], and every action carries the moment it happened at. The loop that
//! turns queries into outcomes is `crate::surveyor`; it asks this for what to ask next.

mod again;
mod milestones;
mod progress;
mod steps;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use analysis::evidence::{Evidence, ProbeOutcome, Subject, Vantage, Wishes};
use analysis::query::{DnsAnswer, DnsOutcome, Outcome, Query};
use analysis::report::Report;
use shared::{
    Cause, Extras, Failure, FetchedBy, Limits, Phase, PolicyFile, RecipientTests, RelayInfo,
    Timestamp,
};

use crate::browser::timed;

pub use milestones::Milestones;
pub use progress::Progress;
pub use steps::{Step, StepState, Steps};

/// DNS queries under way at most.
pub const DNS_AT_ONCE: usize = 16;
/// Policy fetches under way at most.
pub const POLICIES_AT_ONCE: usize = 2;
/// Probe streams under way at most: a relay's own limit is of the same order, and browsers open six connections.
pub const PROBES_AT_ONCE: usize = 4;

/// One look at a domain or host. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Survey {
    /// All that is known.
    pub evidence: Rc<Evidence>,
    /// The judgement of it, as of the last [`Action::Judge`].
    pub report: Rc<Report>,
    /// What is being asked, and since when.
    pub in_flight: BTreeMap<Query, Timestamp>,
    /// Whether it goes on.
    pub stage: Stage,
    /// When it began.
    pub begun_at: Timestamp,
    asked: BTreeSet<Query>,
    again: BTreeSet<Query>,
}

/// What changed has a place of its own in memory: evidence and report are never changed while somebody else holds them,
/// and comparing all that they hold took longer than drawing it.
impl PartialEq for Survey {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.evidence, &other.evidence)
            && Rc::ptr_eq(&self.report, &other.report)
            && self.in_flight == other.in_flight
            && self.stage == other.stage
            && self.begun_at == other.begun_at
            && self.asked == other.asked
            && self.again == other.again
    }
}

/// Whether a survey goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Something is being asked, or about to be.
    Running,
    /// Everything that could be asked was.
    Complete {
        /// When the last answer came.
        at: Timestamp,
    },
    /// The user stopped it.
    Cancelled {
        /// When.
        at: Timestamp,
    },
    /// It was read from a file; nothing is asked.
    Replayed,
}

/// What can happen to a survey.
#[derive(Clone, Debug)]
pub enum Action {
    /// A query was sent.
    Ask(Query),
    /// Something was learnt of a query that goes on: a probe's next event.
    LearnMore(Query, Outcome),
    /// A query is over.
    Learn(Query, Outcome),
    /// The user gave the text of the MTA-STS policy.
    Paste(PolicyFile),
    /// Ask again what could not be found out.
    Retry,
    /// Ask one thing again, if another time may tell more.
    RetryOne(Query),
    /// Ask mail servers for more than the usual.
    AskMore(Extras),
    /// Look for more in DNS, or judge by other demands.
    Wish(Wishes),
    /// The relay has looked at its own standing again.
    Stand(RelayInfo),
    /// Stop: what is under way counts as stopped by the user, and what was learnt of it stays.
    Cancel,
    /// Bring the report up to date.
    Judge,
}

fn judged(evidence: &Evidence) -> Report {
    timed("assess", || analysis::assess(evidence, evidence.now))
}

impl Survey {
    /// Begins: nothing is known yet.
    #[must_use]
    pub fn begin(subject: Subject, vantage: Vantage, now: Timestamp) -> Self {
        Self::with(Evidence::new(subject, vantage, now), Stage::Running, now)
    }

    /// What it begins with beyond the usual.
    #[must_use]
    pub fn wishing(mut self, extras: Extras, wishes: Wishes) -> Self {
        if extras.is_none() && wishes.is_none() {
            return self;
        }
        let evidence = Rc::make_mut(&mut self.evidence);
        evidence.extras = extras;
        evidence.wishes = wishes;
        self.judge();
        self
    }

    /// Evidence from a file, judged at the moment it was recorded.
    #[must_use]
    pub fn replay(evidence: Evidence) -> Self {
        let now = evidence.now;
        Self::with(evidence, Stage::Replayed, now)
    }

    /// Recorded evidence, about to be learnt anew by [`Action::Learn`]: nothing of it is known yet. It is judged at the
    /// moment it was recorded, whenever that is watched.
    #[must_use]
    pub fn retell(recorded: &Evidence, begun_at: Timestamp) -> Self {
        let mut evidence = Evidence::new(
            recorded.subject.clone(),
            recorded.vantage.clone(),
            recorded.now,
        );
        evidence.extras = recorded.extras.clone();
        evidence.wishes = recorded.wishes.clone();
        Self::with(evidence, Stage::Running, begun_at)
    }

    fn with(evidence: Evidence, stage: Stage, begun_at: Timestamp) -> Self {
        let report = judged(&evidence);
        Self {
            evidence: Rc::new(evidence),
            report: Rc::new(report),
            in_flight: BTreeMap::new(),
            stage,
            begun_at,
            asked: BTreeSet::new(),
            again: BTreeSet::new(),
        }
    }

    /// Applies what happened at a moment.
    pub fn apply(&mut self, action: Action, now: Timestamp) {
        match action {
            Action::Ask(query) => self.ask(query, now),
            Action::LearnMore(query, outcome) => self.insert(query, outcome, now),
            Action::Learn(query, outcome) => {
                self.in_flight.remove(&query);
                self.insert(query, outcome, now);
                self.complete_if_idle(now);
            }
            Action::Paste(policy) => {
                let query = Query::Policy {
                    domain: policy.domain.clone(),
                };
                self.insert(query, Outcome::Policy(policy), now);
            }
            Action::Retry => {
                self.again = self.worth_asking_again();
                self.asked.retain(|query| !self.again.contains(query));
                self.resume();
            }
            Action::RetryOne(query) => {
                if self.worth_asking_again().contains(&query) {
                    self.asked.remove(&query);
                    self.again.insert(query);
                    self.resume();
                }
            }
            Action::AskMore(extras) => {
                let evidence = Rc::make_mut(&mut self.evidence);
                let before = std::mem::take(&mut evidence.extras);
                evidence.extras = Extras {
                    deep: extras.deep || before.deep,
                    recipients: both(before.recipients, extras.recipients),
                };
                self.resume();
            }
            Action::Wish(wishes) => {
                let evidence = Rc::make_mut(&mut self.evidence);
                evidence.wishes = evidence.wishes.clone().and(wishes);
                self.judge();
                self.resume();
            }
            Action::Stand(relay) => Rc::make_mut(&mut self.evidence).vantage.relay = Some(relay),
            Action::Cancel => self.cancel(now),
            Action::Judge => self.judge(),
        }
    }

    /// What to ask now: what the known facts raise and nobody asked yet, as far as the limits allow. DNS and policy
    /// come first, since they raise the rest.
    #[must_use]
    pub fn to_ask(&self) -> Vec<Query> {
        if matches!(self.stage, Stage::Cancelled { .. } | Stage::Replayed) {
            return Vec::new();
        }
        let relay = self.evidence.vantage.relay.as_ref();
        let mut free = Free::beside(self.in_flight.keys(), relay.map(|relay| relay.limits));
        let raised = analysis::plan::outstanding(&self.evidence);
        self.again
            .iter()
            .cloned()
            .chain(
                raised
                    .into_iter()
                    .filter(|query| !self.again.contains(query)),
            )
            // Never twice by itself, whatever the plan says: a loop here would hammer strangers' servers.
            .filter(|query| !self.asked.contains(query))
            .filter(|query| free.take(query))
            .collect()
    }

    /// The queries of which something could not be found out that another time may tell.
    #[must_use]
    pub fn worth_asking_again(&self) -> BTreeSet<Query> {
        again::worth_asking_again(&self.evidence)
    }

    /// Whether something is being asked, or about to be.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.stage == Stage::Running
    }

    fn ask(&mut self, query: Query, now: Timestamp) {
        self.again.remove(&query);
        self.asked.insert(query.clone());
        self.in_flight.insert(query, now);
        self.stage = Stage::Running;
    }

    /// An outcome of the wrong kind is our own mistake and changes nothing.
    fn insert(&mut self, query: Query, outcome: Outcome, now: Timestamp) {
        let evidence = Rc::make_mut(&mut self.evidence);
        evidence.now = evidence.now.max(now);
        let inserted = evidence.insert(query, outcome);
        debug_assert!(
            inserted.is_ok(),
            "an outcome was given for a query of another kind"
        );
    }

    fn complete_if_idle(&mut self, now: Timestamp) {
        if self.is_running() && self.in_flight.is_empty() && self.to_ask().is_empty() {
            self.stage = Stage::Complete { at: now };
        }
    }

    /// Goes on if there is something to ask; what was read from a file stays as it was.
    fn resume(&mut self) {
        if self.stage == Stage::Replayed {
            return;
        }
        let before = std::mem::replace(&mut self.stage, Stage::Running);
        if self.in_flight.is_empty() && self.to_ask().is_empty() {
            self.stage = before;
        }
    }

    fn cancel(&mut self, now: Timestamp) {
        if !self.is_running() {
            return;
        }
        for (query, _) in std::mem::take(&mut self.in_flight) {
            let outcome = not_found_out(&query, Cause::Cancelled, now);
            self.insert(query, outcome, now);
        }
        self.again.clear();
        self.stage = Stage::Cancelled { at: now };
    }

    fn judge(&mut self) {
        self.report = Rc::new(judged(&self.evidence));
    }
}

/// Recipient tests asked for earlier and now: what a new look no longer asks would be lost with the answer to it.
fn both(before: Option<RecipientTests>, now: Option<RecipientTests>) -> Option<RecipientTests> {
    match (before, now) {
        (Some(before), Some(now)) if before.domain == now.domain => Some(RecipientTests {
            open_relay: before.open_relay || now.open_relay,
            mailbox: now.mailbox.or(before.mailbox),
            domain: now.domain,
        }),
        (before, now) => now.or(before),
    }
}

/// How many more queries of each kind may be sent.
struct Free {
    dns: usize,
    policies: usize,
    probes: usize,
}

impl Free {
    fn beside<'a>(in_flight: impl Iterator<Item = &'a Query>, relay: Option<Limits>) -> Self {
        let allowed = relay.and_then(|limits| usize::try_from(limits.probes_at_once).ok());
        let mut free = Self {
            dns: DNS_AT_ONCE,
            policies: POLICIES_AT_ONCE,
            // A relay that allows none at all would leave the survey without an end; its refusal is an answer.
            probes: allowed.unwrap_or(PROBES_AT_ONCE).clamp(1, PROBES_AT_ONCE),
        };
        for query in in_flight {
            free.take(query);
        }
        free
    }

    fn take(&mut self, query: &Query) -> bool {
        let left = match query {
            Query::Dns { .. } => &mut self.dns,
            Query::Policy { .. } => &mut self.policies,
            Query::Probe { .. } => &mut self.probes,
        };
        let free = *left > 0;
        *left = left.saturating_sub(1);
        free
    }
}

/// The outcome of a query that could not be carried through, of the query's kind.
#[must_use]
pub fn not_found_out(query: &Query, cause: Cause, now: Timestamp) -> Outcome {
    match query {
        Query::Dns { .. } => {
            let failure = Failure::new(Phase::Dns, cause);
            let answer = DnsAnswer::Failed { failure };
            Outcome::Dns(DnsOutcome {
                observed_at: now,
                elapsed_ms: 0,
                answer,
            })
        }
        Query::Policy { domain } => Outcome::Policy(PolicyFile {
            domain: domain.clone(),
            url: policy_url(domain),
            observed_at: now,
            elapsed_ms: 0,
            fetched_by: FetchedBy::Browser,
            tls_version: None,
            chain: None,
            status: None,
            content_type: None,
            location: None,
            body: None,
            body_cut: false,
            failure: Some(Failure::new(Phase::Relay, cause)),
        }),
        Query::Probe { .. } => {
            Outcome::Probe(ProbeOutcome::failed(now, Failure::new(Phase::Relay, cause)))
        }
    }
}

/// Where a domain's MTA-STS policy is (RFC 8461 §3.3).
#[must_use]
pub fn policy_url(domain: &shared::DomainName) -> String {
    format!("https://mta-sts.{domain}/.well-known/mta-sts.txt")
}

#[cfg(test)]
mod tests;
