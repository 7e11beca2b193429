//! `make soak`: the observer among servers that do whatever a throw of dice says, for minutes. Nothing may panic, every
//! probe must end within its deadline and with `Done`, memory must not grow, and no descriptor may stay open. The HTTP
//! service stands before the same observer, among clients who are no better than the servers.
//!
//! `SOAK_SECONDS` is how long (default 600), `SOAK_SEED` the first throw, printed so that a run can be had again: each
//! server's conduct follows from the seed and the connection's number, though the order of connections does not.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a fault ends the program"
)]

mod hostile;
#[path = "../support/mod.rs"]
mod support;
mod visitors;

use std::collections::BTreeMap;
use std::env;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use relay::http::{Relay, ServiceSettings, serve as serve_http};
use relay::{Deadlines, Observer};
use shared::{
    Cause, Extras, Failure, HelloAnswer, Observation, ProbeRequest, RecipientTests, Service,
};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use hostile::{Dice, Server};
use support::{Servers, host, open_descriptors, resident_bytes, serve};

/// Servers, each with an address.
const SERVERS: u16 = 200;
/// Probes under way at once.
const AT_ONCE: u64 = 100;
/// Memory that may come on top of what is held after the first third: the allocator's own way of growing.
const GROWTH: u64 = 48 * 1024 * 1024;
/// Beyond a deadline: for a machine that is busy with this.
const GRACE: Duration = Duration::from_secs(5);
const SEED: &str = "SOAK_SEED";
/// Clients of the HTTP service at once.
const VISITORS: u8 = 40;
/// For connections to end after the last client has left: those to servers that say nothing are ended by deadlines.
const END: Duration = Duration::from_secs(25);

/// A tenth of the usual, so that more is met in the same time.
fn deadlines() -> Deadlines {
    Deadlines {
        connect: Duration::from_secs(1),
        greeting: Duration::from_secs(2),
        command: Duration::from_secs(2),
        handshake: Duration::from_secs(2),
        quit: Duration::from_millis(500),
        address: Duration::from_secs(6),
        host: Duration::from_secs(12),
        deep_address: Duration::from_secs(9),
        deep_host: Duration::from_secs(18),
        heartbeat: Duration::from_millis(500),
        memory: Duration::from_secs(2),
        ladder_memory: Duration::from_secs(20),
        ..Deadlines::default()
    }
}

fn main() {
    let is_server = serve(|authority| {
        let seed = env::var(SEED).unwrap().parse().unwrap();
        let acceptor = TlsAcceptor::from(authority.issue("*.bench.test").server());
        let connections = AtomicU64::new(0);
        Box::new(move |stream| {
            let number = connections.fetch_add(1, Ordering::Relaxed);
            Server::new(Dice::of(seed, number), acceptor.clone()).talk(stream)
        })
    });
    if is_server {
        return;
    }
    let seconds = env::var("SOAK_SECONDS").map_or(600, |text| text.parse().unwrap());
    let seed = env::var(SEED).map_or_else(|_| by_the_clock(), |text| text.parse().unwrap());
    println!("soak: {seconds} s with {SEED}={seed}");
    let panics = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&panics);
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        counted.fetch_add(1, Ordering::Relaxed);
        usual(panic);
    }));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let tally = runtime.block_on(soak(Duration::from_secs(seconds), seed));
    assert_eq!(panics.load(Ordering::Relaxed), 0, "something panicked");
    println!("soak: {} probes, {} left early", tally.probes, tally.left);
    for (ending, count) in &tally.endings {
        println!("{count:>8}  {ending}");
    }
}

/// What was met.
#[derive(Default)]
struct Tally {
    probes: u64,
    left: u64,
    /// How addresses ended, by phase and cause.
    endings: BTreeMap<String, u64>,
}

async fn soak(time: Duration, seed: u64) -> Tally {
    let servers = Servers::start_with(SERVERS, &[(SEED, seed.to_string())]).await;
    let observer = servers.observer(deadlines());
    let relay = Relay::new(observer.clone(), ServiceSettings::default());
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve_http(listener, relay, std::future::pending()));
    let descriptors = open_descriptors();
    let ends_at = Instant::now() + time;
    let mut clients = JoinSet::new();
    for number in 0..AT_ONCE {
        let observer = observer.clone();
        // Other throws than the servers', which count from 0.
        let dice = Dice::of(seed, u64::MAX - number);
        clients.spawn(client(observer, dice, ends_at));
    }
    let mut visitors = JoinSet::new();
    for number in 0..VISITORS {
        let dice = Dice::of(seed, u64::MAX / 2 - u64::from(number));
        visitors.spawn(visitors::visit(address, dice, number, ends_at));
    }
    let baseline = after(time / 3).await;
    println!("soak: {:.1} MB after a third", mega(baseline));
    let mut tally = Tally::default();
    while let Some(client) = clients.join_next().await {
        let met = client.unwrap();
        tally.probes += met.probes;
        tally.left += met.left;
        for (ending, count) in met.endings {
            *tally.endings.entry(ending).or_default() += count;
        }
    }
    let visits: u64 = visitors.join_all().await.into_iter().sum();
    println!("soak: {visits} visits of the HTTP service");
    assert!(visits > 0, "nobody visited");
    tokio::time::sleep(END).await;
    // The resolver's library keeps a few sockets for its next questions.
    let left = open_descriptors();
    println!("soak: {descriptors} descriptors before, {left} after");
    assert!(left <= descriptors + 8, "descriptors leak");
    let end = resident_bytes();
    println!("soak: {:.1} MB at the end", mega(end));
    assert!(
        end < baseline + GROWTH,
        "memory has grown from {baseline} to {end} bytes"
    );
    assert!(tally.probes > 0, "nothing was probed");
    tally
}

async fn after(time: Duration) -> u64 {
    tokio::time::sleep(time).await;
    resident_bytes()
}

/// One probe after another, of any server and service, some of them left before their end.
async fn client(observer: Observer, mut dice: Dice, ends_at: Instant) -> Tally {
    let mut tally = Tally::default();
    while Instant::now() < ends_at {
        let deep = dice.one_in(4);
        let recipients = dice.one_in(4).then(|| RecipientTests {
            domain: "bench.test".parse().unwrap(),
            open_relay: dice.one_in(2),
            mailbox: Some("postmaster".parse().unwrap()),
        });
        let request = ProbeRequest {
            host: host(u16::try_from(dice.below(SERVERS.into())).unwrap())
                .parse()
                .unwrap(),
            service: [Service::Smtp, Service::Submission, Service::Submissions][dice.below(3)],
            fresh: dice.one_in(2),
            extras: Extras { deep, recipients },
        };
        let deadline = if deep {
            deadlines().deep_host
        } else {
            deadlines().host
        };
        let told = format!("{request:?}");
        let patience = dice.one_in(10).then(|| dice.below(40));
        let probe = look(&observer, request, patience, &mut tally);
        if tokio::time::timeout(deadline + GRACE, probe).await.is_err() {
            panic!("a probe did not end within {deadline:?}: {told}");
        }
    }
    tally
}

/// Reads a probe to its end, or so many events of it.
async fn look(
    observer: &Observer,
    request: ProbeRequest,
    patience: Option<usize>,
    tally: &mut Tally,
) {
    let mut events = observer.probe(request);
    let mut heard = 0;
    let mut is_done = false;
    while patience.is_none_or(|patience| heard < patience)
        && let Some(event) = events.recv().await
    {
        assert!(!is_done, "something came after the end");
        assert_eq!(usize::try_from(event.seq).unwrap(), heard);
        heard += 1;
        match event.observation {
            Observation::Finished {
                stopped_because, ..
            } => {
                let ending = stopped_because.as_ref().map_or_else(
                    || "came to its natural end".to_owned(),
                    |failure| {
                        expect_no_fault_of_ours(failure);
                        in_short(failure)
                    },
                );
                *tally.endings.entry(ending).or_default() += 1;
            }
            Observation::Hello {
                answer: HelloAnswer::Failed { failure },
                ..
            } => expect_no_fault_of_ours(&failure),
            Observation::Done { stopped_because } => {
                is_done = true;
                if let Some(failure) = stopped_because {
                    expect_no_fault_of_ours(&failure);
                }
            }
            _ => {}
        }
    }
    tally.probes += 1;
    if !is_done {
        assert!(patience.is_some(), "a probe ended without a word");
        tally.left += 1;
    }
}

fn expect_no_fault_of_ours(failure: &Failure) {
    assert!(
        !matches!(failure.cause, Cause::Internal { .. }),
        "a fault of our own: {failure}"
    );
}

/// Phase and kind of cause, without what the server said.
fn in_short(failure: &Failure) -> String {
    let cause = format!("{:?}", failure.cause);
    let kind = cause.split([' ', '{', '(']).next().unwrap();
    format!("{:?}: {kind}", failure.phase)
}

fn by_the_clock() -> u64 {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap()
        .as_secs()
}

fn mega(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
