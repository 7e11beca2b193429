//! `make load`: the HTTP service with a thousand probe streams at once, and with five thousand clients that let it wait.
//!
//! Three processes: this one is the relay, whose memory and descriptors are told; the mail servers are another, each
//! word of theirs two tenths of a second late, so that what a stream takes longer than alone is the relay's doing; and
//! the clients are a third. All of it on loopback. Ends by itself, and fails where a bound does not hold.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a measurement that cannot be made ends the program"
)]

mod load {
    pub(crate) mod clients;
}
mod support;

use std::net::Ipv4Addr;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use relay::Deadlines;
use relay::http::{Relay, ServiceSettings, serve as serve_http};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Command;
use tokio::time::sleep;

use load::clients::{self, AT_ONCE};
use support::{Servers, open_descriptors, resident_bytes, serve};

/// What each word of the servers takes.
const WORD: Duration = Duration::from_millis(200);
/// Memory that each stream may take.
const BYTES_A_STREAM: u64 = 96 * 1024;
/// What is held at most, whatever comes. The allocator gives little of it back; that nothing leaks is for `make soak`.
const MOST_BYTES: u64 = 160 * 1024 * 1024;

fn main() {
    relay::open_files::raise_limit();
    if let Some(address) = clients::is_clients() {
        tokio::runtime::Runtime::new()
            .unwrap()
            .block_on(clients::run(address));
    } else if !serve(|_| Box::new(talk)) {
        tokio::runtime::Runtime::new().unwrap().block_on(measure());
    }
}

async fn measure() {
    let servers = Servers::start(AT_ONCE).await;
    let observer = servers.observer(Deadlines::default());
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let relay = Relay::new(observer, ServiceSettings::default());
    tokio::spawn(serve_http(listener, relay, std::future::pending()));

    let mut clients = Command::new(std::env::current_exe().unwrap())
        .args([clients::WORD, &address.to_string()])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(clients.stdout.take().unwrap()).lines();
    let peaks = Arc::new(Peaks::default());
    tokio::spawn(watch(Arc::clone(&peaks)));
    let mut before = None;
    // A line that begins with `>` is a part of the measurement that has ended; any other is for the reader.
    while let Some(line) = lines.next_line().await.unwrap() {
        let Some(part) = line.strip_prefix('>') else {
            println!("{line}");
            continue;
        };
        let (bytes, descriptors) = peaks.take();
        println!(
            "{:<22}{:.1} MB and {descriptors} descriptors at the peak",
            "",
            mega(bytes)
        );
        assert!(bytes < MOST_BYTES, "{bytes} bytes are held");
        let &mut (bytes_before, _) = before.get_or_insert((bytes, descriptors));
        if part == "streams" {
            let each = bytes.saturating_sub(bytes_before) / u64::from(AT_ONCE);
            println!("{:<22}{:.1} kB a stream", "", each as f64 / 1000.0);
            assert!(each < BYTES_A_STREAM, "{each} bytes a stream");
        }
    }
    assert!(
        clients.wait().await.unwrap().success(),
        "a bound does not hold"
    );
    sleep(Duration::from_secs(2)).await;
    let (bytes, descriptors) = (resident_bytes(), open_descriptors());
    println!(
        "after all are gone    {:.1} MB and {descriptors} descriptors",
        mega(bytes)
    );
    let (_, descriptors_before) = before.unwrap();
    assert!(descriptors <= descriptors_before, "descriptors leak");
}

/// The most that was held since the last look.
#[derive(Default)]
struct Peaks {
    bytes: AtomicU64,
    descriptors: AtomicU64,
}

impl Peaks {
    fn take(&self) -> (u64, u64) {
        let bytes = self.bytes.swap(0, Ordering::Relaxed).max(resident_bytes());
        let descriptors = self.descriptors.swap(0, Ordering::Relaxed);
        (bytes, descriptors.max(open_descriptors()))
    }
}

async fn watch(peaks: Arc<Peaks>) {
    loop {
        peaks.bytes.fetch_max(resident_bytes(), Ordering::Relaxed);
        peaks
            .descriptors
            .fetch_max(open_descriptors(), Ordering::Relaxed);
        sleep(Duration::from_millis(100)).await;
    }
}

fn mega(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// A mail server without TLS that takes its time.
async fn talk(stream: TcpStream) {
    let mut stream = BufReader::new(stream);
    let mut answer = "220 mx.bench.test ESMTP";
    let mut line = String::new();
    loop {
        sleep(WORD).await;
        if stream
            .write_all(format!("{answer}\r\n").as_bytes())
            .await
            .is_err()
            || line == "QUIT"
        {
            return;
        }
        line.clear();
        if !matches!(stream.read_line(&mut line).await, Ok(1..)) {
            return;
        }
        line.truncate(4);
        answer = match line.as_str() {
            "EHLO" => "250-mx.bench.test\r\n250-PIPELINING\r\n250 8BITMIME",
            "QUIT" => "221 bye",
            _ => "502 what?",
        };
    }
}
