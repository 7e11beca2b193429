//! A server that does what its script says, whatever that is, and remembers what was said to it.

use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::server::TlsStream;

use super::loopback;

/// One thing a server does.
#[derive(Clone)]
pub(crate) enum Step {
    /// Sends these bytes.
    Send(Vec<u8>),
    /// Reads a line that must begin so.
    Expect(&'static str),
    /// Reads lines up to an empty one: the head of an HTTP request.
    ExpectHead,
    /// Does nothing for a while.
    Wait(Duration),
    /// Makes the handshake; where it fails, the connection is over.
    Tls(Arc<ServerConfig>),
    /// Reads some bytes of whatever it is: a hello, for one that does not understand it.
    ReadSome,
    /// Reads what has come by now, up to 4 KiB.
    ReadAll,
    /// Sends one byte at a time with a pause between.
    Drip(Vec<u8>, Duration),
    /// Sends the same again and again, so many times or until the other side has had enough.
    Flood(Vec<u8>, usize),
    /// Says that it will say no more, and listens on.
    HalfClose,
    /// Closes the connection.
    Close,
    /// Resets the connection.
    Reset,
}

/// Sends a line.
pub(crate) fn say(line: &str) -> Step {
    Step::Send(format!("{line}\r\n").into_bytes())
}

/// A running server. Every connection gets the whole script, or each its own.
pub(crate) struct FakeServer {
    address: SocketAddr,
    log: Arc<Log>,
}

/// What happened at a server.
#[derive(Default)]
struct Log {
    lines: Mutex<Vec<String>>,
    accepted: AtomicUsize,
    open: AtomicUsize,
    most_open: AtomicUsize,
    closed: Notify,
}

impl FakeServer {
    pub(crate) async fn start(script: Vec<Step>) -> Self {
        Self::start_at(SocketAddr::new(loopback(1), 0), script).await
    }

    /// A server at an address; with port 0 the system chooses the port.
    pub(crate) async fn start_at(address: SocketAddr, script: Vec<Step>) -> Self {
        Self::start_scripts(address, vec![script]).await
    }

    /// A server whose first connection gets the first script, and so on; the last one is for all that follow.
    pub(crate) async fn start_in_turn(scripts: Vec<Vec<Step>>) -> Self {
        Self::start_scripts(SocketAddr::new(loopback(1), 0), scripts).await
    }

    async fn start_scripts(address: SocketAddr, scripts: Vec<Vec<Step>>) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let log = Arc::<Log>::default();
        let shared = Arc::clone(&log);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let log = Arc::clone(&shared);
                let number = log.accepted.fetch_add(1, Ordering::SeqCst);
                let script = scripts.get(number).or_else(|| scripts.last());
                let script = script.cloned().unwrap_or_default();
                let open = log.open.fetch_add(1, Ordering::SeqCst) + 1;
                log.most_open.fetch_max(open, Ordering::SeqCst);
                tokio::spawn(async move {
                    serve(stream, script, &log).await;
                    log.open.fetch_sub(1, Ordering::SeqCst);
                    log.closed.notify_waiters();
                });
            }
        });
        Self { address, log }
    }

    /// The same at another address of the same port.
    pub(crate) async fn start_beside(&self, address: IpAddr, script: Vec<Step>) -> Self {
        Self::start_at(SocketAddr::new(address, self.address.port()), script).await
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Lines that were said to it, on all connections.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.log.lines.lock().unwrap().clone()
    }

    /// Connections it had.
    pub(crate) fn accepted(&self) -> usize {
        self.log.accepted.load(Ordering::SeqCst)
    }

    /// The most connections it had at the same time.
    pub(crate) fn most_open(&self) -> usize {
        self.log.most_open.load(Ordering::SeqCst)
    }

    /// Waits until nobody is connected.
    pub(crate) async fn all_closed(&self) {
        loop {
            let closed = self.log.closed.notified();
            if self.log.open.load(Ordering::SeqCst) == 0 {
                return;
            }
            closed.await;
        }
    }
}

enum Wire {
    Clear(TcpStream),
    Sealed(Box<TlsStream<TcpStream>>),
}

async fn serve(stream: TcpStream, script: Vec<Step>, log: &Log) {
    // What a script sends in two steps shall come in two pieces.
    stream.set_nodelay(true).unwrap();
    let mut wire = Wire::Clear(stream);
    for step in script {
        let went_well = match step {
            Step::Send(bytes) => wire.send(&bytes).await,
            Step::Expect(beginning) => match wire.line(log).await {
                Some(line) => {
                    assert!(
                        line.starts_with(beginning),
                        "expected {beginning}, got {line}"
                    );
                    true
                }
                None => false,
            },
            Step::ExpectHead => loop {
                match wire.line(log).await.as_deref() {
                    Some("") => break true,
                    Some(_) => {}
                    None => break false,
                }
            },
            Step::Wait(time) => {
                tokio::time::sleep(time).await;
                true
            }
            Step::Tls(config) => {
                let Wire::Clear(stream) = wire else {
                    panic!("the script seals twice");
                };
                match TlsAcceptor::from(config).accept(stream).await {
                    Ok(stream) => {
                        wire = Wire::Sealed(Box::new(stream));
                        true
                    }
                    Err(_) => return,
                }
            }
            Step::ReadSome => wire.read(&mut [0; 64]).await > 0,
            Step::ReadAll => wire.read(&mut [0; 4096]).await > 0,
            Step::Drip(bytes, pause) => 'dripped: {
                for byte in bytes {
                    if !wire.send(&[byte]).await {
                        break 'dripped false;
                    }
                    tokio::time::sleep(pause).await;
                }
                true
            }
            Step::Flood(bytes, times) => 'flooded: {
                for _ in 0..times {
                    if !wire.send(&bytes).await {
                        break 'flooded false;
                    }
                }
                true
            }
            Step::HalfClose => wire.end().await,
            Step::Close => return,
            Step::Reset => {
                let stream = match &wire {
                    Wire::Clear(stream) => stream,
                    Wire::Sealed(stream) => stream.get_ref().0,
                };
                stream.set_zero_linger().unwrap();
                return;
            }
        };
        if !went_well {
            return;
        }
    }
    // The end of the script: the other side closes.
    while wire.line(log).await.is_some() {}
}

impl Wire {
    async fn send(&mut self, bytes: &[u8]) -> bool {
        match self {
            Self::Clear(stream) => stream.write_all(bytes).await.is_ok(),
            Self::Sealed(stream) => {
                stream.write_all(bytes).await.is_ok() && stream.flush().await.is_ok()
            }
        }
    }

    async fn end(&mut self) -> bool {
        let outcome = match self {
            Self::Clear(stream) => stream.shutdown().await,
            Self::Sealed(stream) => stream.shutdown().await,
        };
        outcome.is_ok()
    }

    /// The number of bytes read; 0 where there will be no more.
    async fn read(&mut self, buffer: &mut [u8]) -> usize {
        let outcome = match self {
            Self::Clear(stream) => stream.read(buffer).await,
            Self::Sealed(stream) => stream.read(buffer).await,
        };
        outcome.unwrap_or(0)
    }

    async fn line(&mut self, log: &Log) -> Option<String> {
        let mut line = Vec::new();
        let mut byte = [0];
        while self.read(&mut byte).await > 0 {
            line.push(byte[0]);
            if line.ends_with(b"\r\n") {
                let line = String::from_utf8_lossy(&line[..line.len() - 2]).into_owned();
                log.lines.lock().unwrap().push(line.clone());
                return Some(line);
            }
        }
        None
    }
}
