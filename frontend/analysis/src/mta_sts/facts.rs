//! What is known of a domain's MTA-STS: record, policy, and whether the hosts do what it demands.

use shared::{Cause, DomainName, FetchedBy, PolicyFile, Timestamp};

use super::{Mode, Policy, PolicyText, StsRecord, parse_policy};
use crate::certificate::Identity;
use crate::dns::{Message, QueryName, RecordType, TxtRecord};
use crate::evidence::{Evidence, Lookup};
use crate::plan;
use crate::syntax::Selection;
use crate::transport::{Address, Host, HostState, Sealing};

/// All that is known of a domain's MTA-STS.
#[derive(Clone, Debug)]
pub(crate) struct Sts {
    pub(crate) record: RecordFact,
    pub(crate) policy: PolicyFact,
}

/// What is known of the record.
#[derive(Clone, Debug)]
pub(crate) enum RecordFact {
    /// Not known yet.
    NotAsked,
    /// It could not be found out, and why.
    Unknown(String),
    /// What the TXT records say; also for none at all.
    Read(Selection<StsRecord>),
}

/// What is known of the policy.
#[derive(Clone, Debug)]
pub(crate) enum PolicyFact {
    /// Not known yet, or not asked since there is no record.
    NotAsked,
    /// It could not be found out, and why.
    Unknown(String),
    /// Senders definitely get none.
    Failed(PolicyFault),
    /// Its text was read.
    Read {
        /// The text, parsed.
        text: PolicyText,
        /// The media type, where that could be seen.
        content_type: Option<String>,
        /// Who read it.
        fetched_by: FetchedBy,
    },
}

/// Why senders get no policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PolicyFault {
    /// The host does not answer.
    Unreachable(String),
    /// The host redirects, and to where.
    Redirect(u16, Option<String>),
    /// The host answers with this status.
    Status(u16),
    /// The host's certificate is not accepted, and why.
    Certificate(String),
    /// The policy is longer than senders read.
    TooLong,
}

/// Whether a host does what the policy demands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Compliance {
    /// It does.
    Met,
    /// It is not listed.
    NotListed,
    /// It is listed and fails, in words: "presents a certificate that is expired".
    Fails(String),
    /// It could not be told.
    Unknown(String),
    /// No sender gets to talk to it anyway.
    NotReached,
}

impl Sts {
    /// Reads what is known.
    pub(crate) fn read(evidence: &Evidence, domain: &DomainName, now: Timestamp) -> Self {
        let record = read_record(evidence, domain);
        let policy = match &record {
            RecordFact::Read(Selection::Absent) => PolicyFact::NotAsked,
            _ => read_policy(evidence, domain, now),
        };
        Self { record, policy }
    }

    /// The policy that senders go by: record and policy are both valid.
    pub(crate) fn in_effect(&self) -> Option<&Policy> {
        let RecordFact::Read(Selection::One(selected)) = &self.record else {
            return None;
        };
        selected.parsed.record()?;
        self.policy_text()
    }

    /// The id of the record that announces the policy (RFC 8461 §3.1).
    pub(crate) fn id(&self) -> Option<&str> {
        let RecordFact::Read(Selection::One(selected)) = &self.record else {
            return None;
        };
        Some(selected.parsed.record()?.id.as_str())
    }

    /// The policy's content, whether or not a valid record announces it.
    pub(crate) fn policy_text(&self) -> Option<&Policy> {
        match &self.policy {
            PolicyFact::Read { text, .. } => text.parsed.record(),
            PolicyFact::NotAsked | PolicyFact::Unknown(_) | PolicyFact::Failed(_) => None,
        }
    }

    /// The policy, if senders refuse hosts by it.
    pub(crate) fn enforced(&self) -> Option<&Policy> {
        self.in_effect()
            .filter(|policy| policy.mode == Mode::Enforce)
    }

    /// Whether something that is not known could still turn out to be a policy in force.
    pub(crate) fn is_unknown(&self) -> bool {
        match &self.record {
            RecordFact::NotAsked | RecordFact::Unknown(_) => true,
            // RFC 8461 §3.1: a record that cannot be read announces nothing, whatever the policy would say.
            RecordFact::Read(Selection::One(selected)) => {
                selected.parsed.record().is_some()
                    && matches!(self.policy, PolicyFact::NotAsked | PolicyFact::Unknown(_))
            }
            RecordFact::Read(
                Selection::Absent | Selection::Several(_) | Selection::NearMiss(_),
            ) => false,
        }
    }
}

/// Whether TXT records at `_mta-sts` are, or were meant to be, an MTA-STS record.
pub(crate) fn resembles_record(message: &Message) -> bool {
    !matches!(select(message), Selection::Absent)
}

fn select(message: &Message) -> Selection<StsRecord> {
    let records: Vec<TxtRecord> = message.txt_records().cloned().collect();
    super::select(&records)
}

fn read_record(evidence: &Evidence, domain: &DomainName) -> RecordFact {
    let Ok(name) = QueryName::prefixed("_mta-sts", domain) else {
        // The name would be longer than DNS allows, so no sender can ask for it.
        return RecordFact::Read(Selection::Absent);
    };
    match evidence.lookup(&name, RecordType::Txt) {
        Lookup::NotAsked => RecordFact::NotAsked,
        Lookup::NoData(_) | Lookup::NxDomain(_) => RecordFact::Read(Selection::Absent),
        Lookup::Unknown(failure) | Lookup::Bogus(failure) => {
            RecordFact::Unknown(failure.to_string())
        }
        Lookup::Found(message) => RecordFact::Read(select(&message)),
    }
}

fn read_policy(evidence: &Evidence, domain: &DomainName, now: Timestamp) -> PolicyFact {
    let Some(file) = evidence.policy(domain) else {
        return PolicyFact::NotAsked;
    };
    let Ok(policy_host) = domain.prefixed("mta-sts") else {
        return PolicyFact::Failed(PolicyFault::Unreachable("its name is too long".to_owned()));
    };
    if let Some(failure) = &file.failure {
        return read_failure(
            evidence,
            &policy_host,
            file,
            &failure.cause,
            failure.to_string(),
        );
    }
    // RFC 8461 §3.3: a certificate of a public authority, in date, for the policy host's name.
    if let Some(chain) = &file.chain {
        let identity = Identity::judge_chain(chain, &policy_host, now);
        if identity.is_refused() {
            return PolicyFact::Failed(PolicyFault::Certificate(identity.refusal()));
        }
        if !identity.is_authenticated() {
            let why = "whether the policy host's certificate holds could not be told";
            return PolicyFact::Unknown(why.to_owned());
        }
    }
    // RFC 8461 §3.3 suggests that senders read no more than 64 KiB; who stops there has no policy.
    if file.body_cut {
        return PolicyFact::Failed(PolicyFault::TooLong);
    }
    match (file.status, &file.body) {
        // RFC 8461 §3.3: "HTTP 3xx redirects MUST NOT be followed", and only 200 is a success.
        (Some(status @ 300..=399), _) => {
            PolicyFact::Failed(PolicyFault::Redirect(status, file.location.clone()))
        }
        (Some(200), Some(body)) => PolicyFact::Read {
            text: parse_policy(body.as_slice()),
            content_type: file.content_type.clone(),
            fetched_by: file.fetched_by,
        },
        // Pasted text has no status.
        (None, Some(body)) if file.fetched_by == FetchedBy::Pasted => PolicyFact::Read {
            text: parse_policy(body.as_slice()),
            content_type: None,
            fetched_by: file.fetched_by,
        },
        (Some(200) | None, _) => PolicyFact::Unknown("the answer was incomplete".to_owned()),
        (Some(status), _) => PolicyFact::Failed(PolicyFault::Status(status)),
    }
}

/// Tells what senders cannot reach either from what only we could not reach.
fn read_failure(
    evidence: &Evidence,
    policy_host: &DomainName,
    file: &PolicyFile,
    cause: &Cause,
    words: String,
) -> PolicyFact {
    let name = QueryName::from(policy_host);
    let lookups = [RecordType::A, RecordType::Aaaa].map(|family| evidence.lookup(&name, family));
    if lookups.iter().all(Lookup::is_absent) {
        let why = format!("{policy_host} has no address");
        return PolicyFact::Failed(PolicyFault::Unreachable(why));
    }
    if lookups.iter().any(plan::is_hidden_private) {
        let why = format!("{policy_host} has a private address");
        return PolicyFact::Failed(PolicyFault::Unreachable(why));
    }
    // A browser's refusal can have a dozen causes, most of them the browser's own.
    if file.fetched_by != FetchedBy::Relay {
        return PolicyFact::Unknown(words);
    }
    match cause {
        Cause::Refused | Cause::TlsAlert { .. } | Cause::Http { .. } => {
            PolicyFact::Failed(PolicyFault::Unreachable(words))
        }
        _ => PolicyFact::Unknown(words),
    }
}

/// Whether a host does what a policy demands (RFC 8461 §4): listed, sealed, and authenticated at every address that
/// answers.
pub(crate) fn compliance(policy: &Policy, host: &Host<'_>) -> Compliance {
    // RFC 8461 §4.1: the name in the MX record counts, not what it is an alias of.
    if !policy.lists(&host.name) {
        return Compliance::NotListed;
    }
    match &host.state {
        HostState::Refusing | HostState::Nowhere => return Compliance::NotReached,
        HostState::NotAsked => return Compliance::Unknown("it was not looked at".to_owned()),
        HostState::Pending => return Compliance::Unknown("it is being looked at".to_owned()),
        HostState::Untested(untested) => return Compliance::Unknown(untested.words()),
        HostState::Answering => {}
    }
    let mut doubt = None;
    for (address, sealing) in host.answering() {
        match compliance_at(address, sealing) {
            Compliance::Unknown(why) => doubt = Some(why),
            fails @ Compliance::Fails(_) => return fails,
            Compliance::Met | Compliance::NotListed | Compliance::NotReached => {}
        }
    }
    doubt.map_or(Compliance::Met, Compliance::Unknown)
}

/// The same of one address of a host that is listed.
pub(crate) fn compliance_at(address: &Address<'_>, sealing: &Sealing) -> Compliance {
    let at = address.address;
    match sealing {
        Sealing::NotOffered => Compliance::Fails(format!("{at} offers no STARTTLS")),
        Sealing::Declined(_) => Compliance::Fails(format!("{at} declines STARTTLS")),
        Sealing::SpeaksClear(_) => Compliance::Fails(format!("{at} speaks in clear")),
        Sealing::Fails(_) => Compliance::Fails(format!("{at} fails every handshake")),
        Sealing::Masked(_) | Sealing::Undecided(_) | Sealing::Pending => {
            Compliance::Unknown(format!("whether {at} seals the connection is not known"))
        }
        Sealing::Sealed => match &address.identity {
            Some(identity) if identity.is_refused() => {
                let faults = identity.refusal();
                Compliance::Fails(format!("{at} presents a certificate that is {faults}"))
            }
            Some(identity) if identity.is_authenticated() => Compliance::Met,
            Some(_) | None => {
                Compliance::Unknown(format!("whether {at}'s certificate holds is not known"))
            }
        },
    }
}
