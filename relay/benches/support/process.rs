//! The servers' process: this very program, started again with a word of its own.

use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;
use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Duration;

use relay::{Bench, Deadlines, Guard, Observer, ObserverSettings, Ports};
use rustls_pki_types::CertificateDer;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

use super::{Authority, address, resolver};

/// The word that makes a program serve.
const SERVE: &str = "serve";

/// The running servers; they end with this value.
pub(crate) struct Servers {
    _process: Child,
    resolver: SocketAddr,
    port: u16,
    root: CertificateDer<'static>,
}

impl Servers {
    /// Starts so many servers, all of them on one port.
    pub(crate) async fn start(count: u16) -> Self {
        Self::start_with(count, &[]).await
    }

    /// The same with something in their environment.
    pub(crate) async fn start_with(count: u16, environment: &[(&str, String)]) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args([SERVE, &count.to_string()])
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut next = async || lines.next_line().await.unwrap().expect("the servers ended");
        let resolver = next().await.parse().unwrap();
        let port = next().await.parse().unwrap();
        let root = from_hex(&next().await).into();
        Self {
            _process: process,
            resolver,
            port,
            root,
        }
    }

    /// An observer that may contact them, and finds them by name.
    pub(crate) fn observer(&self, deadlines: Deadlines) -> Observer {
        let settings = ObserverSettings {
            resolver: Some(self.resolver),
            extra_roots: vec![self.root.clone()],
            guard: Guard::allowing(vec!["127.1.0.0/16".parse().unwrap()]),
            ehlo_name: Some("probe.bench.test".to_owned()),
            rcpt_tests: true,
            ..ObserverSettings::default()
        };
        let ports = Ports {
            smtp: self.port,
            submission: self.port,
            submissions: self.port,
            https: self.port,
        };
        Observer::on_bench(settings, Bench { ports, deadlines }).unwrap()
    }
}

/// In the servers' process: serves until the other one is gone. In any other: returns at once, and says that it is
/// none.
pub(crate) fn serve<A: Future<Output = ()> + Send + 'static>(
    make: impl FnOnce(&Authority) -> Box<dyn Fn(TcpStream) -> A + Send + Sync>,
) -> bool {
    let mut words = std::env::args().skip(1);
    if words.next().as_deref() != Some(SERVE) {
        return false;
    }
    let count: u16 = words.next().unwrap().parse().unwrap();
    let authority = Authority::new();
    let handle = std::sync::Arc::from(make(&authority));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let first = TcpListener::bind((address(0), 0)).await.unwrap();
        let port = first.local_addr().unwrap().port();
        tokio::spawn(accept(first, std::sync::Arc::clone(&handle)));
        for number in 1..count {
            let listener = TcpListener::bind((address(number), port)).await.unwrap();
            tokio::spawn(accept(listener, std::sync::Arc::clone(&handle)));
        }
        println!("{}", resolver::start().await);
        println!("{port}");
        println!("{}", to_hex(&authority.certificate()));
        // The other process holds the far end, and lets go of it however it ends.
        let wait = || std::io::stdin().read_to_end(&mut Vec::new());
        let _ = tokio::task::spawn_blocking(wait).await;
    });
    // Connections under way are of no interest any more.
    runtime.shutdown_background();
    true
}

type Handler<A> = std::sync::Arc<dyn Fn(TcpStream) -> A + Send + Sync>;

async fn accept<A: Future<Output = ()> + Send + 'static>(
    listener: TcpListener,
    handle: Handler<A>,
) {
    while let Ok((stream, _)) = listener.accept().await {
        let _ = stream.set_nodelay(true);
        tokio::spawn(handle(stream));
    }
}

/// Bytes of memory that this process holds (proc(5)).
pub(crate) fn resident_bytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .unwrap();
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().unwrap();
    kilobytes * 1024
}

/// Descriptors that this process has open (proc(5)).
pub(crate) fn open_descriptors() -> u64 {
    fs::read_dir("/proc/self/fd").unwrap().count() as u64
}

/// Time that the processors spent on this process (proc(5), in the hundredths that Linux gives everywhere).
pub(crate) fn processor_time() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    // The second field is a name, in brackets, and may hold anything; utime and stime are the 14th and 15th.
    let (_, rest) = stat.rsplit_once(") ").unwrap();
    let ticks: u64 = rest
        .split(' ')
        .skip(11)
        .take(2)
        .map(|field| field.parse::<u64>().unwrap())
        .sum();
    Duration::from_millis(ticks * 10)
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

fn from_hex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}
