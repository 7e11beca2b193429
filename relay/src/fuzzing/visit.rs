//! A whole visit to an address whose server does what it likes, when it likes.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use shared::{
    Cause, DeepFact, Extras, Failure, HelloAnswer, Observation, ProbeRequest, RecipientTests,
    ReplyCode, Service,
};
use tokio::runtime::Runtime;
use tokio::time::{Instant, sleep};

use super::scripted::{Said, Server};
use crate::bench::Bench;
use crate::observer::Inner;
use crate::{Guard, Observer, ObserverSettings, limits, probe};

/// Of the range for documentation (RFC 5737), which the observer here may visit without allowance or pause.
const ADDRESS: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 25);
const EHLO_NAME: &str = "probe.fuzz.test";
/// Connections of a visit beside those that show something more: the dialogue, the ladder, and in a deep look the ends of
/// searches, orders, second certificates, the hello without a name, the injection, and pieces of offers.
const BASE_CONNECTIONS: usize = 8;
const BASE_DEEP_CONNECTIONS: usize = 32;

/// What is kept from one run to the next: reading the public roots would be all that is measured.
struct Bed {
    runtime: Runtime,
    inner: Arc<Inner>,
}

thread_local! {
    static BED: Bed = Bed::new();
}

/// Visits a server over a pipe in memory, on a clock that does not wait.
///
/// The first byte: its two low bits are the service, the third asks for a deep look, the fourth for recipient tests, the
/// fifth for foreign recipients among them. What follows is the server's script; see the module `scripted`.
pub fn visit(input: &[u8]) {
    let Some((how, script)) = input.split_first() else {
        return;
    };
    let service = match how % 4 {
        0 | 1 => Service::Smtp,
        2 => Service::Submission,
        _ => Service::Submissions,
    };
    let recipients = RecipientTests {
        domain: "fuzz.test".parse().unwrap(),
        open_relay: how & 16 != 0,
        mailbox: "someone".parse().ok(),
    };
    let extras = Extras {
        deep: how & 4 != 0,
        recipients: (how & 8 != 0).then_some(recipients),
    };
    let request = ProbeRequest {
        host: "mx.fuzz.test".parse().unwrap(),
        service,
        fresh: true,
        extras: extras.clone(),
    };
    let (seen, said, elapsed) = BED.with(|bed| bed.visit(request, script));
    let deadline = Bench::default().deadlines.for_address(&extras);
    assert!(
        elapsed <= deadline + Duration::from_secs(1),
        "took {elapsed:?}"
    );
    for said in &said {
        check_clear(&said.clear, &extras);
        check_lines(&said.sealed, &extras);
    }
    check_seen(&seen, said.len(), &extras);
}

impl Bed {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        let observer = Observer::on_bench(
            ObserverSettings {
                resolver: Some((Ipv4Addr::LOCALHOST, 53).into()),
                guard: Guard::allowing(vec!["192.0.2.0/24".parse().unwrap()]),
                ehlo_name: Some(EHLO_NAME.to_owned()),
                rcpt_tests: true,
                ..ObserverSettings::default()
            },
            Bench::default(),
        );
        Self {
            runtime,
            inner: observer.unwrap().0,
        }
    }

    fn visit(
        &self,
        request: ProbeRequest,
        script: &[u8],
    ) -> (Vec<Observation>, Vec<Said>, Duration) {
        self.runtime.block_on(async {
            // What was remembered of the last run is too old by then.
            sleep(Duration::from_secs(3600)).await;
            Server::scripted(script).open();
            let begun = Instant::now();
            let look = probe::look_at_one(Arc::clone(&self.inner), request, IpAddr::V4(ADDRESS));
            let seen = look.await;
            let elapsed = begun.elapsed();
            (seen, Server::close().await, elapsed)
        })
    }
}

/// What was said in clear: lines that a prober may say, and records of TLS.
fn check_clear(said: &[u8], extras: &Extras) {
    let mut rest = said;
    while let Some(first) = rest.first() {
        rest = match (first, rest.get(3..5)) {
            (20..=23, Some(length)) => {
                assert_eq!(rest.get(1), Some(&3), "neither a line nor TLS: {rest:?}");
                let length = usize::from(u16::from_be_bytes(length.try_into().unwrap()));
                rest.get(5 + length..).unwrap_or_default()
            }
            (20..=23, None) => &[],
            _ => check_line(rest, extras),
        };
    }
}

fn check_lines(said: &[u8], extras: &Extras) {
    let mut rest = said;
    while !rest.is_empty() {
        rest = check_line(rest, extras);
    }
}

/// Checks the first line, and gives what follows it. One that was cut must begin as a whole one does.
fn check_line<'a>(said: &'a [u8], extras: &Extras) -> &'a [u8] {
    let end = said.windows(2).position(|pair| pair == b"\r\n");
    let line = std::str::from_utf8(said.get(..end.unwrap_or(said.len())).unwrap()).unwrap();
    let fixed = [
        &format!("EHLO {EHLO_NAME}"),
        &format!("HELO {EHLO_NAME}"),
        "STARTTLS",
        "QUIT",
    ];
    let is_usual = fixed.iter().any(|known| match end {
        Some(_) => *known == line,
        None => known.starts_with(line.trim_end_matches('\r')),
    });
    // The deep look's injection, on a connection of its own.
    let is_injection = extras.deep && "NOOP".starts_with(line);
    assert!(
        is_usual || is_injection || is_recipient(line, end.is_some(), extras.recipients.as_ref()),
        "said {line:?}"
    );
    end.and_then(|end| said.get(end + 2..)).unwrap_or_default()
}

/// Whether a line, or the beginning of one, is of the recipient tests: of the domain asked about or of one that takes no
/// mail, and nothing of the server's choosing.
fn is_recipient(line: &str, is_whole: bool, tests: Option<&RecipientTests>) -> bool {
    let Some(tests) = tests else {
        return false;
    };
    let own = format!("@{}>", tests.domain);
    let foreign = format!("@{}>", limits::FOREIGN_DOMAIN);
    let ours = format!("@{EHLO_NAME}>");
    let ends = |end: &String| !is_whole || line.ends_with(end.as_str());
    if line.starts_with("MAIL FROM:<") {
        ends(&"MAIL FROM:<>".to_owned()) || ends(&own) || ends(&ours)
    } else if line.starts_with("RCPT TO:<") {
        ends(&own) || (tests.open_relay && ends(&foreign))
    } else {
        ["MAIL FROM:<", "RCPT TO:<", "RSET"]
            .iter()
            .any(|begin| line == "RSET" || (!is_whole && begin.starts_with(line)))
    }
}

/// What was told: in the order of the stages, once each, and nothing of it our own failure.
fn check_seen(seen: &[Observation], connections: usize, extras: &Extras) {
    let mut stages = Vec::new();
    for observation in seen {
        let json = serde_json::to_value(observation).unwrap();
        assert!(!is_our_failure(&json), "whatever a server does: {json}");
        let again: Observation = serde_json::from_value(json).unwrap();
        assert_eq!(again, *observation, "as JSON and back");
        stages.extend(stage(observation));
    }
    assert!(stages.is_sorted_by(|a, b| a < b), "out of order: {seen:?}");
    let Some(Observation::Finished {
        stopped_because,
        transcript,
        spent,
        ..
    }) = seen.last()
    else {
        panic!("not finished: {seen:?}");
    };
    assert!(usize::try_from(spent.connections).unwrap() >= connections);
    // Whoever says 421 is left alone.
    if stopped_because.as_ref().is_some_and(is_421) {
        assert_eq!(connections, 1);
    }
    let is_refused_trial = |one: &Observation| matches!(one, Observation::Recipients { trial, .. } if trial.cut_short_by.as_ref().is_some_and(is_421));
    if seen.iter().any(is_refused_trial) {
        assert_eq!(connections, 1);
    }
    let answers: Vec<_> = seen.iter().filter_map(answer).collect();
    let refusals = answers
        .iter()
        .filter(|answer| matches!(answer, HelloAnswer::Failed { failure } if is_421(failure)));
    assert!(refusals.count() <= 1, "asked again after a 421: {seen:?}");
    let text: usize = transcript.iter().map(|line| line.text.len()).sum();
    assert!(
        text <= limits::TRANSCRIPT_BYTES,
        "{text} bytes of transcript"
    );
    let cap = limits::CONNECTION_BYTES + 8192;
    assert!(spent.bytes_received <= cap * u64::from(spent.connections));
    let accepted: usize = seen.iter().map(accepted).sum();
    let base = if extras.deep {
        BASE_DEEP_CONNECTIONS
    } else {
        BASE_CONNECTIONS
    };
    assert!(
        connections <= base + accepted,
        "{connections} connections for {accepted} suites and groups"
    );
}

/// How many suites or groups a fact says are accepted: connections grow with these alone.
const fn accepted(observation: &Observation) -> usize {
    match observation {
        Observation::Deep { fact, .. } => match fact {
            DeepFact::Suites(list) => list.accepted.len(),
            DeepFact::Groups(list) => list.accepted.len(),
            DeepFact::Certificate { .. }
            | DeepFact::WithoutName { .. }
            | DeepFact::Injection(_) => 0,
        },
        _ => 0,
    }
}

const fn answer(observation: &Observation) -> Option<&HelloAnswer> {
    match observation {
        Observation::Hello { answer, .. } | Observation::Hybrid { answer, .. } => Some(answer),
        _ => None,
    }
}

/// Where in a visit an observation belongs, if it has one place.
const fn stage(observation: &Observation) -> Option<u8> {
    Some(match observation {
        Observation::Connected { .. } => 1,
        Observation::Greeting { .. } => 3,
        Observation::Ehlo { .. } => 4,
        Observation::StartTls { .. } => 5,
        Observation::EhloSealed { .. } => 7,
        Observation::Recipients { .. } => 8,
        Observation::Finished { .. } => 9,
        _ => return None,
    })
}

/// Whether a cause of the kind `internal` is anywhere in an observation. What a server says is never a key.
fn is_our_failure(json: &serde_json::Value) -> bool {
    match json {
        serde_json::Value::Object(fields) => fields
            .iter()
            .any(|(key, value)| key == "internal" || is_our_failure(value)),
        serde_json::Value::Array(values) => values.iter().any(is_our_failure),
        _ => false,
    }
}

/// Whether a server said that it closes: too many connections, mostly (RFC 5321 §3.8).
fn is_421(failure: &Failure) -> bool {
    matches!(&failure.cause, Cause::Reply { reply } if reply.code == ReplyCode::CLOSING)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn corpus(name: &str) -> Vec<u8> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus/visit");
        std::fs::read(folder.join(name)).unwrap()
    }

    #[test]
    fn scripts_lead_through_the_whole_visit() {
        let script = corpus("tls13");
        let request = ProbeRequest {
            host: "mx.fuzz.test".parse().unwrap(),
            service: Service::Smtp,
            fresh: true,
            extras: Extras::default(),
        };
        let (seen, said, _) = BED.with(|bed| bed.visit(request, &script[1..]));
        let stages: Vec<u8> = seen.iter().filter_map(stage).collect();
        assert_eq!(stages, [1, 3, 4, 5, 7, 9]);
        let sealed = |one: &Observation| matches!(one, Observation::Handshake { session, .. } if session.chain.certificates.len() == 1);
        assert!(seen.iter().any(sealed));
        let refused =
            |one: &Observation| matches!(answer(one), Some(HelloAnswer::Alert { code: 70, .. }));
        assert!(seen.iter().any(refused));
        assert!(said.len() > 1);
        assert_eq!(said[0].clear, b"EHLO probe.fuzz.test\r\nSTARTTLS\r\n");
        assert_eq!(said[0].sealed, b"EHLO probe.fuzz.test\r\nQUIT\r\n");
        // A hello after the commands.
        assert_eq!(said[1].clear.get(32..34), Some(&[22, 3][..]));
    }

    #[test]
    fn hours_of_silence_take_no_time() {
        let begun = std::time::Instant::now();
        visit(&corpus("silent"));
        visit(&corpus("drip"));
        assert!(begun.elapsed() < Duration::from_secs(20));
    }

    #[test]
    #[should_panic(expected = "said \"DATA\"")]
    fn a_word_that_must_not_be_said_is_noticed() {
        check_clear(b"EHLO probe.fuzz.test\r\nDATA\r\n", &Extras::default());
    }

    #[test]
    fn a_cut_line_and_a_cut_record_are_no_fault() {
        for cut in [
            &b"EHLO pro"[..],
            b"QUIT\r",
            b"\x16\x03\x01\x40\x00abc",
            b"\x15",
        ] {
            check_clear(cut, &Extras::default());
        }
    }
}
