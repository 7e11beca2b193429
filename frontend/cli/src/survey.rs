//! The loop: ask what is outstanding, insert what comes back, until nothing is outstanding.

use std::collections::BTreeSet;
use std::time::Duration;

use analysis::evidence::{Evidence, ProbeOutcome};
use analysis::query::{DnsAnswer, DnsOutcome, Outcome, Query};
use analysis::{dns, plan};
use shared::{Cause, Failure, FetchedBy, Octets, Phase, PolicyFile};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use crate::clock::now;
use crate::progress::Progress;
use crate::source::Source;

/// Probes under way at once, as the page does it.
const PROBES_AT_ONCE: usize = 4;
/// DNS queries and policies under way at once.
const QUERIES_AT_ONCE: usize = 16;
/// Longer than the longest of the relay's own deadlines, so that this one ends only what hangs.
const DEADLINE: Duration = Duration::from_secs(150);
/// The same for a deep look, for which a relay has five minutes.
const DEEP_DEADLINE: Duration = Duration::from_secs(330);

/// Asks until nothing about the subject is outstanding.
pub(crate) async fn run(evidence: &mut Evidence, source: &Source, progress: &Progress) {
    run_for(evidence, source, progress, plan::outstanding).await;
}

/// Asks until nothing is outstanding that somebody wants to know.
pub(crate) async fn run_for(
    evidence: &mut Evidence,
    source: &Source,
    progress: &Progress,
    outstanding: impl Fn(&Evidence) -> Vec<Query>,
) {
    let mut under_way: BTreeSet<Query> = BTreeSet::new();
    let mut tasks = JoinSet::new();
    loop {
        for query in outstanding(evidence) {
            let is_probe = matches!(query, Query::Probe { .. });
            let same_kind = under_way
                .iter()
                .filter(|other| matches!(other, Query::Probe { .. }) == is_probe)
                .count();
            let room = if is_probe {
                PROBES_AT_ONCE
            } else {
                QUERIES_AT_ONCE
            };
            if under_way.contains(&query) || same_kind >= room {
                continue;
            }
            under_way.insert(query.clone());
            let source = source.clone();
            tasks.spawn(async move { (query.clone(), ask(&source, &query).await) });
        }
        progress.show(evidence, &under_way);
        let finished = tokio::select! {
            finished = tasks.join_next() => finished,
            () = progress.tick() => continue,
        };
        let (query, outcome) = match finished {
            None => break,
            Some(Ok(finished)) => finished,
            // A task that panicked has lost its query: what it was is found by what is under way and unanswered, and
            // the loop would wait for it for ever. It ends here, with everything learnt kept.
            Some(Err(_)) => break,
        };
        under_way.remove(&query);
        // The kinds fit by construction.
        let _ = evidence.insert(query, outcome);
        evidence.now = now();
    }
    progress.clear();
}

/// Asks one query, and turns whatever goes wrong into an outcome.
async fn ask(source: &Source, query: &Query) -> Outcome {
    let began = Instant::now();
    match query {
        Query::Dns { question, via } => {
            let asked = timeout(DEADLINE, source.dns(&dns::encode(question), via)).await;
            let answer = match asked.unwrap_or_else(|_| Err(overdue(Phase::Dns, DEADLINE))) {
                Ok(wire) => DnsAnswer::Message {
                    wire: Octets::from(wire),
                },
                Err(failure) => DnsAnswer::Failed { failure },
            };
            Outcome::Dns(DnsOutcome {
                observed_at: now(),
                elapsed_ms: elapsed(began),
                answer,
            })
        }
        Query::Policy { domain } => {
            let fetched = timeout(DEADLINE, source.policy(domain)).await;
            let fetched = fetched.unwrap_or_else(|_| Err(overdue(Phase::Http, DEADLINE)));
            Outcome::Policy(fetched.unwrap_or_else(|failure| PolicyFile {
                domain: domain.clone(),
                url: format!("https://mta-sts.{domain}/.well-known/mta-sts.txt"),
                observed_at: now(),
                elapsed_ms: elapsed(began),
                fetched_by: FetchedBy::Relay,
                tls_version: None,
                chain: None,
                status: None,
                content_type: None,
                location: None,
                body: None,
                body_cut: false,
                failure: Some(failure),
            }))
        }
        Query::Probe {
            host,
            service,
            extras,
        } => {
            let begun = now();
            let deadline = if extras.deep { DEEP_DEADLINE } else { DEADLINE };
            let probed = timeout(deadline, source.probe(host, *service, extras)).await;
            Outcome::Probe(
                probed.unwrap_or_else(|_| {
                    ProbeOutcome::failed(begun, overdue(Phase::Relay, deadline))
                }),
            )
        }
    }
}

fn overdue(phase: Phase, deadline: Duration) -> Failure {
    let after_ms = u32::try_from(deadline.as_millis()).unwrap_or(u32::MAX);
    Failure::new(phase, Cause::TimedOut { after_ms })
}

fn elapsed(since: Instant) -> u32 {
    u32::try_from(since.elapsed().as_millis()).unwrap_or(u32::MAX)
}
