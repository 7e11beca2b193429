//! `make bench`: how fast the observer is, and how much memory it takes, with a thousand probes under way.
//!
//! The servers are modern ones (rustls, TLS 1.2 and 1.3, ECDSA P-256) in a process of their own on the same machine,
//! so a probe's time holds their work too.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a measurement that cannot be made ends the program"
)]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use relay::{Deadlines, Observer};
use shared::{Extras, Observation, ProbeRequest, Service};
use tokio::io::{AsyncBufRead, AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::io::{BufReader, BufWriter};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use support::{Servers, host, processor_time, resident_bytes, serve};

/// Probes under way at once, each of a server of its own.
const AT_ONCE: u16 = 1000;
/// How often each server is looked at.
const ROUNDS: usize = 3;
/// Probes of a machine that does nothing else.
const ALONE: u16 = 50;

fn main() {
    let is_server = serve(|authority| {
        let acceptor = TlsAcceptor::from(authority.issue("*.bench.test").server());
        Box::new(move |stream| talk(stream, acceptor.clone()))
    });
    if !is_server {
        tokio::runtime::Runtime::new().unwrap().block_on(measure());
    }
}

async fn measure() {
    let servers = Servers::start(AT_ONCE).await;
    // Only the machine decides how long a thousand handshakes take.
    let patient = Duration::from_secs(120);
    let observer = servers.observer(Deadlines {
        connect: patient,
        command: patient,
        handshake: patient,
        address: patient,
        host: patient,
        ..Deadlines::default()
    });

    let mut alone = Vec::new();
    for number in 0..ALONE {
        alone.push(probe(&observer, number).await);
    }
    tell("one after another", &alone);

    let before = resident_bytes();
    let peak = Arc::new(AtomicU64::new(before));
    let highest = Arc::clone(&peak);
    let watch = tokio::spawn(async move {
        loop {
            highest.fetch_max(resident_bytes(), Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    let worked_before = processor_time();
    let begun = Instant::now();
    let mut clients = JoinSet::new();
    for number in 0..AT_ONCE {
        let observer = observer.clone();
        clients.spawn(async move {
            let mut probes = Vec::new();
            for _ in 0..ROUNDS {
                probes.push(probe(&observer, number).await);
            }
            probes
        });
    }
    let together: Vec<Probe> = clients.join_all().await.into_iter().flatten().collect();
    let elapsed = begun.elapsed();
    let worked = processor_time().saturating_sub(worked_before);
    watch.abort();
    tell(&format!("{AT_ONCE} at once"), &together);
    println!(
        "                    {:.0} probes a second, {:.0} connections a second; {:.1} ms of a processor a probe",
        per_second(together.len(), elapsed),
        per_second(
            together.iter().map(|probe| probe.connections).sum(),
            elapsed
        ),
        worked.as_secs_f64() * 1000.0 / together.len() as f64,
    );
    let grown = peak.load(Ordering::Relaxed).saturating_sub(before);
    println!(
        "memory              {:.1} MB before, {:.1} MB more at the peak: {:.1} kB a probe under way",
        mega(before),
        mega(grown),
        mega(grown) * 1000.0 / f64::from(AT_ONCE),
    );
    println!("                    {:.1} MB after", mega(resident_bytes()));
}

/// What one probe took.
struct Probe {
    elapsed: Duration,
    connections: usize,
}

/// A whole probe; anything but a whole answer ends the program.
async fn probe(observer: &Observer, number: u16) -> Probe {
    let begun = Instant::now();
    let mut events = observer.probe(ProbeRequest {
        host: host(number).parse().unwrap(),
        service: Service::Smtp,
        fresh: true,
        extras: Extras::default(),
    });
    let mut connections = 0;
    while let Some(event) = events.recv().await {
        match event.observation {
            Observation::Finished {
                stopped_because: None,
                spent,
                ..
            } => connections = spent.connections as usize,
            Observation::Finished {
                stopped_because: Some(failure),
                ..
            } => panic!("{failure}"),
            _ => {}
        }
    }
    assert!(connections > 0, "server {number} was not looked at");
    Probe {
        elapsed: begun.elapsed(),
        connections,
    }
}

fn tell(what: &str, probes: &[Probe]) {
    let mut times: Vec<_> = probes.iter().map(|probe| probe.elapsed).collect();
    times.sort();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1000.0;
    let connections: usize = probes.iter().map(|probe| probe.connections).sum();
    println!(
        "{what:<19} {} probes of {} connections each; p50 {:.1} ms, p99 {:.1} ms",
        probes.len(),
        connections / probes.len(),
        at(50),
        at(99),
    );
}

fn per_second(count: usize, elapsed: Duration) -> f64 {
    count as f64 / elapsed.as_secs_f64()
}

fn mega(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// A mail server as most are.
async fn talk(stream: TcpStream, acceptor: TlsAcceptor) {
    let mut clear = BufReader::new(stream);
    if say(&mut clear, "220 mx.bench.test ESMTP").await.is_none() {
        return;
    }
    if converse(&mut clear, true).await.is_none() {
        return;
    }
    if let Ok(sealed) = acceptor.accept(clear.into_inner()).await {
        converse(&mut BufReader::new(BufWriter::new(sealed)), false).await;
    }
}

/// Up to STARTTLS, or to the end.
async fn converse<S>(stream: &mut S, offers_tls: bool) -> Option<()>
where
    S: AsyncBufRead + AsyncRead + AsyncWrite + Unpin,
{
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        match line.split_whitespace().next()? {
            "EHLO" if offers_tls => {
                let keywords = "250-mx.bench.test\r\n250-PIPELINING\r\n250-SIZE 52428800\r\n250-8BITMIME\r\n250 STARTTLS";
                say(stream, keywords).await?;
            }
            "EHLO" => {
                say(
                    stream,
                    "250-mx.bench.test\r\n250-PIPELINING\r\n250 SIZE 52428800",
                )
                .await?;
            }
            "STARTTLS" => return say(stream, "220 ready").await,
            "QUIT" => {
                say(stream, "221 bye").await?;
                return None;
            }
            _ => say(stream, "502 what?").await?,
        }
    }
}

async fn say(stream: &mut (impl AsyncWrite + Unpin), line: &str) -> Option<()> {
    let line = format!("{line}\r\n");
    stream.write_all(line.as_bytes()).await.ok()?;
    stream.flush().await.ok()
}
