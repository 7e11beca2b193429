//! What is read from files and relays: evidence, and the stream of a probe.

use analysis::evidence::{ProbeOutcome, ProbeStream, StreamFault, Subject, Vantage};
use analysis::{Evidence, Outcome, Query, assess, plan};
use shared::{DomainName, Extras, Service, Timestamp};

use super::pieces;

/// Reads bytes as an evidence file, and judges it.
pub fn evidence(input: &[u8]) {
    let Ok(evidence) = serde_json::from_slice::<Evidence>(input) else {
        return;
    };
    check(&evidence);
}

/// Reads bytes as a relay's answer to a probe, at once and in pieces, and judges what came.
///
/// The first byte says how many of the following ones are lengths of pieces; the rest is the relay's.
pub fn probe_stream(input: &[u8]) {
    let Some((count, rest)) = input.split_first() else {
        return;
    };
    let (lengths, sent) = rest
        .split_at_checked(usize::from(count % 8))
        .unwrap_or((&[], rest));
    let (outcome, fault) = read(std::iter::once(sent));
    assert_eq!(
        read(pieces(sent, lengths)),
        (outcome.clone(), fault.clone()),
        "split by {lengths:?}"
    );
    assert_eq!(
        read(sent.chunks(1)),
        (outcome.clone(), fault),
        "byte by byte"
    );

    let host: DomainName = "mx.example.org".parse().unwrap();
    let service = Service::Smtp;
    let subject = Subject::Host {
        host: host.clone(),
        service,
    };
    let mut evidence = Evidence::new(subject, Vantage::default(), BEGUN_AT);
    for extras in [
        Extras::default(),
        Extras {
            deep: true,
            ..Extras::default()
        },
    ] {
        let query = Query::Probe {
            host: host.clone(),
            service,
            extras,
        };
        evidence
            .insert(query, Outcome::Probe(outcome.clone()))
            .unwrap();
    }
    check(&evidence);
}

const BEGUN_AT: Timestamp = Timestamp::from_seconds(1_780_000_000);

fn read<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> (ProbeOutcome, Option<StreamFault>) {
    let mut stream = ProbeStream::new(BEGUN_AT);
    let mut fault = None;
    for piece in pieces {
        if let Err(broken) = stream.push(piece) {
            fault = Some(broken);
            break;
        }
    }
    let failure = fault.as_ref().map(StreamFault::failure);
    let outcome = stream.finish(BEGUN_AT, failure);
    assert!(outcome.end.is_some(), "an end without an end");
    (outcome, fault)
}

/// What holds of all evidence: it survives its file, is a join, and can be judged.
fn check(evidence: &Evidence) {
    let file = serde_json::to_vec(evidence).unwrap();
    let again: Evidence = serde_json::from_slice(&file).unwrap();
    assert_eq!(again, *evidence, "as a file and back");

    let mut twice = evidence.clone();
    for (query, outcome) in evidence.outcomes() {
        twice.insert(query.clone(), outcome.clone()).unwrap();
    }
    assert_eq!(twice, *evidence, "everything inserted again");

    let known = plan::outstanding(evidence);
    assert!(known.len() <= 1000, "{} queries", known.len());
    let report = assess(evidence, evidence.now);
    assert_eq!(assess(&again, again.now), report, "judged twice");
    assert!(serde_json::to_vec(&report).unwrap().len() > 100);
}
