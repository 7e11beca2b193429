//! What is worth asking again: what could not be found out, and may be next time.

use std::collections::BTreeSet;

use analysis::evidence::{AddressOutcome, Evidence, Lookup, ProbeOutcome};
use analysis::plan;
use analysis::query::{DnsAnswer, Outcome, Query};
use shared::{Cause, DeepFact, Extras, Failure, Fault, HelloAnswer, InjectionAnswer, SkipReason};

/// The queries of which something could not be found out that another time may tell. A mail server is asked again for
/// all that it was to be asked, not for the usual alone.
pub(super) fn worth_asking_again(evidence: &Evidence) -> BTreeSet<Query> {
    let raised = plan::raised(evidence);
    evidence
        .outcomes()
        .filter_map(|(query, outcome)| match (query, outcome) {
            (Query::Dns { question, .. }, Outcome::Dns(dns)) => {
                let may_change = match &dns.answer {
                    DnsAnswer::Failed { failure } => is_passing(failure),
                    // SERVFAIL and its like may pass, unless it says that signatures do not hold, which is an answer.
                    DnsAnswer::Message { .. } => {
                        !matches!(dns.answer.header_rcode(), Some(0 | 3))
                            && matches!(
                                evidence.lookup(&question.name, question.record_type),
                                Lookup::Unknown(_)
                            )
                    }
                };
                may_change.then(|| query.clone())
            }
            (Query::Policy { .. }, Outcome::Policy(policy)) => {
                let failure = policy.failure.as_ref();
                failure.is_some_and(is_passing).then(|| query.clone())
            }
            (Query::Probe { host, service, .. }, Outcome::Probe(probe)) => {
                // All looks at one host are kept under the usual one; the plan knows what was wanted of it.
                let wanted = raised.iter().find_map(|raised| match raised {
                    Query::Probe {
                        host: name,
                        service: of,
                        extras,
                    } if (name, of) == (host, service) => Some(extras),
                    _ => None,
                });
                let extras = wanted.cloned().unwrap_or_default();
                probe_may_change(probe, &extras).then(|| Query::Probe {
                    host: host.clone(),
                    service: *service,
                    extras,
                })
            }
            // Evidence takes no outcome of another kind.
            (Query::Dns { .. } | Query::Policy { .. } | Query::Probe { .. }, _) => None,
        })
        .collect()
}

fn probe_may_change(probe: &ProbeOutcome, wanted: &Extras) -> bool {
    let end = probe.end.as_ref();
    end.and_then(|end| end.stopped_because.as_ref())
        .is_some_and(is_passing)
        || probe.addresses.values().any(|address| {
            let stopped = address.finish.as_ref();
            let put_off = matches!(
                address.skipped,
                Some(SkipReason::AskedTooOften | SkipReason::OutOfTime)
            );
            put_off
                || stopped
                    .and_then(|end| end.stopped_because.as_ref())
                    .is_some_and(is_passing)
                || (wanted.deep && deep_may_change(address))
                || (wanted.recipients.is_some() && recipients_may_change(address))
        })
}

/// Whether a deep look at an address was cut short, or did not come about although there is TLS to look at.
fn deep_may_change(address: &AddressOutcome) -> bool {
    let speaks_tls = address.session.is_some()
        || address
            .hellos
            .iter()
            .any(|hello| hello.answered().is_some());
    if address.deep.is_empty() {
        return speaks_tls;
    }
    let of_answer = |answer: &HelloAnswer| match answer {
        HelloAnswer::Failed { failure } => is_passing(failure),
        HelloAnswer::ServerHello { .. } | HelloAnswer::Alert { .. } => false,
    };
    address.deep.iter().any(|fact| match fact {
        DeepFact::Suites(list) => list.cut_short_by.as_ref().is_some_and(is_passing),
        DeepFact::Groups(list) => list.cut_short_by.as_ref().is_some_and(is_passing),
        DeepFact::Certificate { answer, .. } | DeepFact::WithoutName { answer } => {
            of_answer(answer)
        }
        DeepFact::Injection(InjectionAnswer::Failed { failure }) => is_passing(failure),
        DeepFact::Injection(_) => false,
    })
}

/// Whether trying recipients was cut short, or did not come about although the whole dialogue did.
fn recipients_may_change(address: &AddressOutcome) -> bool {
    match &address.recipients {
        Some(trial) => trial.cut_short_by.as_ref().is_some_and(is_passing),
        None => {
            let finish = address.finish.as_ref();
            address.ehlo.is_some() && finish.is_some_and(|end| end.stopped_because.is_none())
        }
    }
}

/// Whether a failure may be another one next time: not the server's definite word, and not a rule of the relay.
fn is_passing(failure: &Failure) -> bool {
    match &failure.cause {
        // RFC 5321 §4.2.1: 4xx asks to come again.
        Cause::Reply { reply } => reply.code.is_transient(),
        Cause::Blocked { .. } => false,
        _ => failure.fault() != Fault::Target,
    }
}

#[cfg(test)]
#[path = "again_tests.rs"]
mod tests;
