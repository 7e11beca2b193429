//! The clients' process: each request from an address of its own, since what one client may ask is not measured here.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::super::support::host;

/// The word that makes a program the clients.
pub(crate) const WORD: &str = "clients";
/// Streams at once.
pub(crate) const AT_ONCE: u16 = 1000;
/// How often each is opened.
const ROUNDS: usize = 3;
/// Clients that let the service wait.
const SLOW: u32 = 5000;
/// Healthy clients beside them.
const HEALTHY: u16 = 50;
/// How long those are measured, without the others and with them.
const TIME: Duration = Duration::from_secs(15);
/// Until a slow client whose connection was ended opens another.
const AGAIN: Duration = Duration::from_secs(5);
/// Between two bytes of one that drips.
const DRIP: Duration = Duration::from_millis(500);
/// What a stream may take longer with all of them than alone, in the slowest hundredth.
const OVERHEAD: Duration = Duration::from_secs(5);

/// Where the relay is, if this process is the clients.
pub(crate) fn is_clients() -> Option<SocketAddr> {
    let mut words = std::env::args().skip(1);
    (words.next().as_deref() == Some(WORD)).then(|| words.next().unwrap().parse().unwrap())
}

/// Measures, tells, and fails where a bound does not hold.
pub(crate) async fn run(relay: SocketAddr) {
    let mut alone = Vec::new();
    for number in 0..20 {
        alone.push(probe(relay, number).await);
    }
    alone.sort();
    let usual = alone[alone.len() / 2];
    println!(
        "one after another     {} streams, {:.0} ms each, most of it the servers'",
        alone.len(),
        millis(usual)
    );
    println!(">alone");

    let mut streams = JoinSet::new();
    for number in 0..AT_ONCE {
        streams.spawn(async move {
            // Within a second, not in one instant: what a thousand packets at once cost is the network's own matter.
            sleep(Duration::from_millis(number.into())).await;
            let mut times = Vec::new();
            for _ in 0..ROUNDS {
                times.push(probe(relay, number).await);
            }
            times
        });
    }
    let times = streams.join_all().await.concat();
    let overhead: Vec<_> = times
        .iter()
        .map(|time| time.saturating_sub(usual))
        .collect();
    tell(
        &format!("{AT_ONCE} at once"),
        "longer than alone",
        &overhead,
    );
    println!(">streams");
    assert!(at(&overhead, 99) < OVERHEAD, "too slow");

    let (probes, looks) = healthy(relay).await;
    tell("healthy clients", "a stream", &probes);
    tell("", "a short answer", &looks);
    println!(">healthy");
    let crowd = Crowd::gather(relay).await;
    let (probes_beside, looks_beside) = healthy(relay).await;
    tell(&format!("beside {SLOW} slow"), "a stream", &probes_beside);
    tell("", "a short answer", &looks_beside);
    println!(
        "{:<22}{} connections of theirs ended meanwhile",
        "",
        crowd.ended()
    );
    println!(">slow");
    let change = at(&probes_beside, 99).as_secs_f64() / at(&probes, 99).as_secs_f64() - 1.0;
    println!("{:<22}p99 of a stream: {:+.1} %", "", change * 100.0);
    assert!(change < 0.1, "slow clients slow the others down");
    crowd.leave().await;
}

/// Healthy clients for a while: what their streams took, and their short answers.
async fn healthy(relay: SocketAddr) -> (Vec<Duration>, Vec<Duration>) {
    let ends_at = Instant::now() + TIME;
    let mut clients = JoinSet::new();
    for number in 0..HEALTHY {
        clients.spawn(async move {
            let (mut probes, mut looks) = (Vec::new(), Vec::new());
            while Instant::now() < ends_at {
                probes.push(probe(relay, number).await);
                looks.push(look(relay).await);
            }
            (probes, looks)
        });
    }
    let (probes, looks): (Vec<_>, Vec<_>) = clients.join_all().await.into_iter().unzip();
    (probes.concat(), looks.concat())
}

/// A connection from an address that no other connection has.
async fn connect(relay: SocketAddr) -> std::io::Result<TcpStream> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed) % 0x00F0_0000;
    let from = Ipv4Addr::from(u32::from(Ipv4Addr::new(127, 16, 0, 1)) + number);
    let socket = TcpSocket::new_v4()?;
    socket.bind((IpAddr::V4(from), 0).into())?;
    socket.connect(relay).await
}

async fn answer(relay: SocketAddr, request: &str) -> (Duration, String) {
    let begun = Instant::now();
    let mut stream = connect(relay).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    (
        begun.elapsed(),
        String::from_utf8_lossy(&bytes).into_owned(),
    )
}

/// A whole stream; anything else ends the program.
async fn probe(relay: SocketAddr, number: u16) -> Duration {
    let body = format!(
        r#"{{"host":"{}","service":"smtp","fresh":true}}"#,
        host(number)
    );
    let request = format!(
        "POST /v1/probe HTTP/1.1\r\nhost: {relay}\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    let (took, text) = answer(relay, &request).await;
    assert!(
        text.starts_with("HTTP/1.1 200") && text.contains(r#""done":{}"#),
        "{text:?}"
    );
    took
}

/// A short answer.
async fn look(relay: SocketAddr) -> Duration {
    let request = format!("GET /healthz HTTP/1.1\r\nhost: {relay}\r\nconnection: close\r\n\r\n");
    let (took, text) = answer(relay, &request).await;
    assert!(text.starts_with("HTTP/1.1 200"), "{text:?}");
    took
}

/// Clients that let the service wait: half of them say nothing, the others a byte now and then.
struct Crowd {
    clients: JoinSet<()>,
    ended: Arc<AtomicU32>,
}

impl Crowd {
    async fn gather(relay: SocketAddr) -> Self {
        let mut crowd = Self {
            clients: JoinSet::new(),
            ended: Arc::default(),
        };
        for number in 0..SLOW {
            let ended = Arc::clone(&crowd.ended);
            crowd.clients.spawn(async move {
                loop {
                    let _ = let_wait(relay, number).await;
                    ended.fetch_add(1, Ordering::Relaxed);
                    sleep(AGAIN).await;
                }
            });
            // They do not all come in one instant.
            if number % 10 == 0 {
                sleep(Duration::from_millis(5)).await;
            }
        }
        crowd
    }

    fn ended(&self) -> u32 {
        self.ended.load(Ordering::Relaxed)
    }

    async fn leave(mut self) {
        self.clients.shutdown().await;
    }
}

async fn let_wait(relay: SocketAddr, number: u32) -> std::io::Result<()> {
    let mut stream = connect(relay).await?;
    match number % 4 {
        0 | 1 => {}
        2 => {
            stream
                .write_all(b"GET /v1/info HTTP/1.1\r\nx-slow: ")
                .await?
        }
        _ => {
            let head = format!(
                "POST /v1/policy HTTP/1.1\r\nhost: {relay}\r\ncontent-type: application/json\r\n\
                 content-length: 1000\r\n\r\n"
            );
            stream.write_all(head.as_bytes()).await?;
        }
    }
    loop {
        match timeout(DRIP, stream.read(&mut [0; 512])).await {
            Ok(Ok(0) | Err(_)) => return Ok(()),
            Ok(Ok(_)) => {}
            Err(_elapsed) if number % 4 < 2 => {}
            Err(_elapsed) => stream.write_all(b" ").await?,
        }
    }
}

fn tell(who: &str, what: &str, times: &[Duration]) {
    println!(
        "{who:<22}{} times, {what}: p50 {:.1} ms, p95 {:.1} ms, p99 {:.1} ms",
        times.len(),
        millis(at(times, 50)),
        millis(at(times, 95)),
        millis(at(times, 99)),
    );
}

fn at(times: &[Duration], percent: usize) -> Duration {
    let mut times = times.to_vec();
    times.sort();
    times[(times.len() - 1) * percent / 100]
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
