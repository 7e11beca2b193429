//! Every way we could think of in which a server goes wrong, at every stage at which it can.
//!
//! Whatever a server does, each probe ends within its deadlines, has read a bounded number of bytes, tells what was
//! learnt before, and puts the right name to what happened. The behaviours tried here, each a row of a table below:
//!
//! | where | what | how many |
//! |---|---|---|
//! | each of five stages, from greeting to recipients | [`faults`]: silence, drips, floods, closes, 421 | 18 each |
//! | after 220 to STARTTLS | [`alerts`]: each alert there is, and two that do not exist | 37 |
//! | after 220 to STARTTLS | [`no_handshakes`]: whatever else is no handshake | 15 |
//! | certificates | [`chains`]: none, huge ones, and such as are none | 9 |
//! | port 465 | [`implicit`]: what is spoken there instead of TLS, or inside | 9 |
//! | the second connection and later | [`later`]: a server that has had enough | 7 |
//! | the whole session | [`oddities`]: what is odd and no reason to stop | 18 |
//! | the whole session | [`refusals`]: answers that end it, and answers out of step | 22 |
//!
//! What has its reasons to be told at length is in `hostile`, `dialogue`, `hellos` and `recipients`.

mod case;
mod handshakes;
mod sessions;
mod stages;

use std::sync::Arc;
use std::time::{Duration, Instant};

use relay::Deadlines;
use shared::{Cause, Failure, Observation, Phase};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use self::case::{Case, Ending};
use crate::support::pki::Authority;
use crate::support::server::FakeServer;
use crate::support::{Laboratory, ending, events, kinds};

/// For a whole probe here: all of its deadlines one after another, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(100);
/// Cases played at the same time: more, and they would only wait for each other.
const AT_ONCE: usize = 24;
/// More than an honest server has to say in all connections of a usual probe, and far less than is flooded here.
const MOST_RECEIVED: u64 = 1_200_000;

/// Plays each case against a server of its own, all at the same time.
async fn play(cases: Vec<Case>, authority: Authority) {
    let (authority, places) = (Arc::new(authority), Arc::new(Semaphore::new(AT_ONCE)));
    let mut running = JoinSet::new();
    for case in cases {
        let (authority, places) = (Arc::clone(&authority), Arc::clone(&places));
        running.spawn(async move {
            let _place = places.acquire().await.unwrap();
            suffer(case, &authority).await;
        });
    }
    while let Some(ended) = running.join_next().await {
        ended.unwrap();
    }
}

async fn suffer(case: Case, authority: &Authority) {
    let what = &case.what;
    let server = FakeServer::start_in_turn(case.scripts).await;
    let mut laboratory = Laboratory::host_at(&[server.address().ip()], server.address().port());
    laboratory.deadlines = deadlines(case.is_slow);
    let observer = laboratory.observer(authority).await;
    let begun = Instant::now();
    let told = tokio::time::timeout(PATIENCE, events(&observer, case.request));
    let told = told
        .await
        .unwrap_or_else(|_| panic!("{what}: it does not end"));
    let seen: Vec<Observation> = told
        .into_iter()
        .map(|event| event.observation)
        .filter(|observation| *observation != Observation::Heartbeat)
        .collect();
    tokio::time::timeout(Duration::from_secs(5), server.all_closed())
        .await
        .unwrap_or_else(|_| panic!("{what}: a connection stays open"));

    check_bounds(what, &seen);
    let kinds = kinds(&seen);
    assert!(
        kinds[2..].starts_with(&to_strings(case.kept)),
        "{what}: something learnt is not told: {kinds:?} after {:?}",
        begun.elapsed()
    );
    let stopped_because = ending(&seen).0;
    match case.ending {
        Ending::Natural(has_told) => {
            assert_eq!(stopped_because, None, "{what}");
            assert!(has_told(&seen), "{what}: {seen:#?}");
        }
        Ending::Stopped(phase, is_right) => {
            check_failure(what, stopped_because, phase, is_right);
        }
        Ending::Alert(expected) => {
            let is_right =
                |cause: &Cause| matches!(cause, Cause::TlsAlert { code, .. } if *code == expected);
            check_failure(what, stopped_because, Phase::Handshake, is_right);
        }
        Ending::TrialCutShort(is_right) => {
            assert_eq!(stopped_because, None, "{what}: the dialogue had ended");
            let trial = seen.iter().find_map(|observation| match observation {
                Observation::Recipients { trial, .. } => Some(trial.clone()),
                _ => None,
            });
            let failure = trial.and_then(|trial| trial.cut_short_by);
            check_failure(what, failure, Phase::Recipients, is_right);
        }
    }
}

fn deadlines(is_slow: bool) -> Deadlines {
    let for_answers = Duration::from_secs(if is_slow { 3 } else { 15 });
    Deadlines {
        greeting: for_answers,
        command: for_answers,
        handshake: for_answers + Duration::from_secs(2),
        quit: Duration::from_secs(1),
        ..Deadlines::default()
    }
}

fn to_strings(kinds: &[&str]) -> Vec<String> {
    kinds.iter().map(|kind| (*kind).to_owned()).collect()
}

fn check_failure(
    what: &str,
    failure: Option<Failure>,
    phase: Phase,
    is_right: impl Fn(&Cause) -> bool,
) {
    let Some(failure) = failure else {
        panic!("{what}: it came to its natural end");
    };
    assert_eq!(failure.phase, phase, "{what}: {failure:?}");
    assert!(is_right(&failure.cause), "{what}: {failure:?}");
}

/// Bytes read, bytes kept.
fn check_bounds(what: &str, seen: &[Observation]) {
    let Some(Observation::Finished {
        transcript, spent, ..
    }) = seen.get(seen.len() - 2)
    else {
        panic!("{what}: the address was not finished: {seen:#?}");
    };
    assert!(spent.bytes_received < MOST_RECEIVED, "{what}: {spent:?}");
    let text: usize = transcript.iter().map(|line| line.text.len()).sum();
    assert!(text <= relay::limits::TRANSCRIPT_BYTES, "{what}: {text}");
    assert!(transcript.is_sorted_by_key(|line| line.at_ms), "{what}");
}

#[tokio::test]
async fn faults() {
    let authority = Authority::new();
    play(stages::faults(&authority), authority).await;
}

#[tokio::test]
async fn alerts() {
    play(handshakes::alerts(), Authority::new()).await;
}

#[tokio::test]
async fn no_handshakes() {
    play(handshakes::no_handshakes(), Authority::new()).await;
}

#[tokio::test]
async fn chains() {
    let authority = Authority::new();
    play(handshakes::chains(&authority), authority).await;
}

#[tokio::test]
async fn oddities() {
    let authority = Authority::new();
    play(sessions::oddities(&authority), authority).await;
}

#[tokio::test]
async fn refusals() {
    let authority = Authority::new();
    play(sessions::refusals(&authority), authority).await;
}

#[tokio::test]
async fn implicit() {
    let authority = Authority::new();
    play(handshakes::implicit(&authority), authority).await;
}

#[tokio::test]
async fn later() {
    let authority = Authority::new();
    play(handshakes::later(&authority), authority).await;
}
