//! Reading DNS outcomes: four answers that never collapse into one.

use shared::{Cause, Failure, Phase};

use super::Evidence;
use crate::dns::{self, Answer, Message, QueryName, Question, Rcode, RecordType};
use crate::query::{DnsAnswer, Outcome, Query, Via};

/// What is known of a name and type.
#[derive(Clone, Debug)]
pub enum Lookup {
    /// Nobody asked yet, or the answer is still awaited.
    NotAsked,
    /// The name exists without such a record (RFC 2308 §2.2: NODATA).
    NoData(Message),
    /// The name does not exist.
    NxDomain(Message),
    /// It could not be found out.
    Unknown(Failure),
    /// The resolver refuses to answer because the signatures do not hold: senders that validate see no answer either.
    Bogus(Failure),
    /// Records exist.
    Found(Message),
}

impl Lookup {
    /// The message, if there are records.
    #[must_use]
    pub const fn found(&self) -> Option<&Message> {
        match self {
            Self::Found(message) => Some(message),
            Self::NotAsked
            | Self::NoData(_)
            | Self::NxDomain(_)
            | Self::Unknown(_)
            | Self::Bogus(_) => None,
        }
    }

    /// Whether DNS says definitely that there is no such record.
    #[must_use]
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::NoData(_) | Self::NxDomain(_))
    }

    /// Why it is not known, in words; `None` if it is known.
    #[must_use]
    pub fn why_unknown(&self) -> Option<String> {
        match self {
            Self::NotAsked => Some("not asked yet".to_owned()),
            Self::Unknown(failure) => Some(failure.to_string()),
            Self::Bogus(_) => Some("its DNSSEC signatures do not hold".to_owned()),
            Self::NoData(_) | Self::NxDomain(_) | Self::Found(_) => None,
        }
    }
}

/// Whether the resolver's word on DNSSEC means anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResolverTrust {
    /// Not known yet.
    NotAsked,
    /// It validates: AD and SERVFAIL mean what RFC 4035 says.
    Validates,
    /// It does not validate: DNSSEC can neither be confirmed nor denied.
    DoesNotValidate,
    /// It could not be found out.
    Unknown,
}

/// Whose word counts about a type of record: the same that [`crate::plan`] asks. What others answer, for a comparison,
/// then changes no verdict, in whatever order it comes.
pub(super) fn authority(evidence: &Evidence, record_type: RecordType) -> Via {
    if record_type == RecordType::Ptr && evidence.vantage.relay.is_some() {
        Via::Relay
    } else {
        Via::Resolver
    }
}

/// Reads what is known about a name from one of those who were asked.
pub(super) fn read(
    evidence: &Evidence,
    name: &QueryName,
    record_type: RecordType,
    via: &Via,
) -> Lookup {
    let ask = |checking_disabled| {
        let question = Question {
            name: name.clone(),
            record_type,
            checking_disabled,
        };
        let outcome = evidence.outcome(&Query::Dns {
            question: question.clone(),
            via: via.clone(),
        })?;
        let Outcome::Dns(outcome) = outcome else {
            return None;
        };
        Some(match &outcome.answer {
            DnsAnswer::Failed { failure } => Err(failure.clone()),
            DnsAnswer::Message { wire } => {
                dns::decode(&question, wire.as_slice()).map_err(|fault| {
                    Failure::new(
                        Phase::Dns,
                        Cause::Resolver {
                            detail: fault.to_string(),
                        },
                    )
                })
            }
        })
    };
    let message = match ask(false) {
        None => return Lookup::NotAsked,
        Some(Err(failure)) => return Lookup::Unknown(failure),
        Some(Ok(message)) => message,
    };
    let rcode = match message.answer() {
        Answer::Records(_) => return Lookup::Found(message),
        Answer::NoData => return Lookup::NoData(message),
        Answer::NxDomain => return Lookup::NxDomain(message),
        Answer::ServerFailure(rcode) => rcode,
    };
    let failure = Failure::new(
        Phase::Dns,
        Cause::Resolver {
            detail: words(rcode, &message),
        },
    );
    // RFC 4035 §3.2.2: with CD set a validating resolver hands out what it would call bogus.
    let answers_unchecked = ask(true).is_some_and(|unchecked| {
        unchecked.is_ok_and(|message| !matches!(message.answer(), Answer::ServerFailure(_)))
    });
    if rcode == Rcode::SERVFAIL && answers_unchecked && is_validation_failure(evidence, &message) {
        Lookup::Bogus(failure)
    } else {
        Lookup::Unknown(failure)
    }
}

/// Whether both the usual question and the one with CD set were answered with SERVFAIL.
pub(super) fn fails_twice(evidence: &Evidence, name: &QueryName, record_type: RecordType) -> bool {
    let question = Question::new(name.clone(), record_type);
    [question.unchecked(), question]
        .into_iter()
        .all(|question| {
            let via = authority(evidence, record_type);
            let outcome = evidence.outcome(&Query::Dns { question, via });
            matches!(outcome, Some(Outcome::Dns(one)) if one.answer.header_rcode() == Some(2))
        })
}

/// SERVFAIL with an answer under CD is bogus only if the resolver validates and does not name another reason.
fn is_validation_failure(evidence: &Evidence, message: &Message) -> bool {
    // RFC 8914 §4: 22 no reachable authority, 23 network error: the second query may just have had more luck.
    let network = message
        .extended_errors
        .iter()
        .any(|error| matches!(error.code, 22 | 23));
    resolver_trust(evidence) == ResolverTrust::Validates && !network
}

/// A resolver that validates sets AD on the root's own keys, which are always signed.
pub(super) fn resolver_trust(evidence: &Evidence) -> ResolverTrust {
    match read_root_keys(evidence) {
        None => ResolverTrust::NotAsked,
        Some(Ok(message)) if message.authenticated => ResolverTrust::Validates,
        Some(Ok(message)) if matches!(message.answer(), Answer::Records(_) | Answer::NoData) => {
            ResolverTrust::DoesNotValidate
        }
        Some(_) => ResolverTrust::Unknown,
    }
}

fn read_root_keys(evidence: &Evidence) -> Option<Result<Message, ()>> {
    let query = Query::dns(QueryName::root(), RecordType::Dnskey);
    let Query::Dns { question, .. } = &query else {
        return None;
    };
    let Some(Outcome::Dns(outcome)) = evidence.outcome(&query) else {
        return None;
    };
    Some(match &outcome.answer {
        DnsAnswer::Failed { .. } => Err(()),
        DnsAnswer::Message { wire } => dns::decode(question, wire.as_slice()).map_err(|_| ()),
    })
}

/// The rcode and what the resolver said beyond it (RFC 8914).
fn words(rcode: Rcode, message: &Message) -> String {
    let mut words = rcode.to_string();
    for error in &message.extended_errors {
        words.push_str(&format!(", {error}"));
    }
    words
}
