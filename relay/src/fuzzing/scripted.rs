//! A mail server that does what bytes tell it, over a pipe in memory and on a clock that does not wait.
//!
//! A script is a row of steps, each a letter and its bytes up to [`END`]; [`ESCAPE`] takes the next byte as it is:
//!
//! | step | the server |
//! |---|---|
//! | `S` | sends the bytes |
//! | `L` | sends the bytes and CR LF |
//! | `R` | reads up to a line end |
//! | `A` | reads whatever comes next |
//! | `W` | waits: the first byte, squared, times 4 ms (up to 260 s) |
//! | `D` | sends the bytes after the first one by one, each after the first, squared, times 4 ms |
//! | `F` | sends the bytes two thousand times |
//! | `P` | reads a hello and picks: of its suites the one at the first byte's place, of its groups at the second's |
//! | `T` | makes the handshake; the first byte's parity says whether up to TLS 1.2 only |
//! | `H` | says nothing more, and listens for ever |
//! | `C` | closes |
//! | `X` | refuses the connection, if this is its first step |
//! | `N` | what follows is for the next connection; the last script is for all that follow |
//!
//! Other letters do nothing. Whatever is said to it is kept.

use std::cell::RefCell;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use shared::Cause;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, duplex};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::{ServerConfig, SupportedProtocolVersion, version};

use crate::socket::Socket;

/// A certificate for `mx.fuzz.test`, for a hundred years, and its key. Worth nothing to anybody.
pub(super) const CERTIFICATE: &[u8] = include_bytes!("server.crt.der");
const KEY: &[u8] = include_bytes!("server.key.der");

/// Ends a step.
const END: u8 = 0xFF;
/// Takes the next byte as it is.
const ESCAPE: u8 = 0xFE;
/// Steps of one connection; more would only make a run slow.
const MOST_STEPS: usize = 64;
/// What the pipe holds in each direction before the writer waits, as a usual socket's buffer.
const PIPE_BYTES: usize = 64 * 1024;

thread_local! {
    /// The server that is dialled on this thread, if one is.
    static SERVER: RefCell<Option<Server>> = const { RefCell::new(None) };
}

/// A server that waits to be dialled.
pub(super) struct Server {
    scripts: Vec<Vec<Step>>,
    /// When each connection was opened, refused ones too.
    dialled: Vec<Instant>,
    said: Vec<Arc<Mutex<Said>>>,
    running: JoinSet<()>,
}

/// What was said to a server over one connection.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    /// Before the server's handshake, or without one.
    pub(super) clear: Vec<u8>,
    /// Inside TLS.
    pub(super) sealed: Vec<u8>,
}

#[derive(Clone, Debug)]
struct Step {
    letter: u8,
    bytes: Vec<u8>,
}

/// A connection to the server of this thread; nothing where there is none.
pub(crate) fn dial() -> Option<Result<Socket, Cause>> {
    SERVER.with_borrow_mut(|server| server.as_mut().map(Server::accept))
}

impl Server {
    /// A server that does as it is told.
    pub(super) fn scripted(script: &[u8]) -> Self {
        Self {
            scripts: scripts(script),
            dialled: Vec::new(),
            said: Vec::new(),
            running: JoinSet::new(),
        }
    }

    /// Makes this the server that is dialled on this thread.
    pub(super) fn open(self) {
        SERVER.set(Some(self));
    }

    /// When this thread's server was dialled, in order.
    #[cfg(test)]
    pub(super) fn dialled() -> Vec<Instant> {
        SERVER.with_borrow(|server| {
            let server = server.as_ref();
            server.map_or_else(Vec::new, |server| server.dialled.clone())
        })
    }

    /// Ends it: what was said to it, by connection.
    pub(super) async fn close() -> Vec<Said> {
        let Some(mut server) = SERVER.take() else {
            return Vec::new();
        };
        // One step further: what is in the pipes is still read.
        sleep(Duration::from_millis(1)).await;
        server.running.shutdown().await;
        let said = server.said.iter();
        said.map(|said| said.lock().unwrap().clone()).collect()
    }

    fn accept(&mut self) -> Result<Socket, Cause> {
        let script = self
            .scripts
            .get(self.dialled.len())
            .or_else(|| self.scripts.last());
        let script = script.cloned().unwrap_or_default();
        self.dialled.push(Instant::now());
        if script.first().is_some_and(|step| step.letter == b'X') {
            return Err(Cause::Refused);
        }
        let (ours, theirs) = duplex(PIPE_BYTES);
        let said = Arc::<Mutex<Said>>::default();
        self.said.push(Arc::clone(&said));
        self.running.spawn(async move {
            // A client that has gone ends a script early.
            let _ = in_clear(theirs, &script, &said).await;
        });
        Ok(Socket::Pipe(ours))
    }
}

async fn in_clear(
    mut stream: tokio::io::DuplexStream,
    script: &[Step],
    said: &Mutex<Said>,
) -> std::io::Result<()> {
    let hear = |bytes: &[u8]| said.lock().unwrap().clear.extend_from_slice(bytes);
    for (place, step) in script.iter().enumerate() {
        if step.letter == b'T' {
            let is_old = step.bytes.first().is_some_and(|byte| byte % 2 == 1);
            let config = Arc::clone(if is_old { &UP_TO_TLS12 } else { &ANY_TLS });
            let mut sealed = TlsAcceptor::from(config).accept(stream).await?;
            let hear = |bytes: &[u8]| said.lock().unwrap().sealed.extend_from_slice(bytes);
            for step in script.get(place + 1..).unwrap_or_default() {
                if !act(&mut sealed, step, hear).await? {
                    break;
                }
                sealed.flush().await?;
            }
            return sealed.shutdown().await;
        }
        if !act(&mut stream, step, hear).await? {
            break;
        }
    }
    Ok(())
}

/// Carries out a step; whether there may be another.
async fn act(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    step: &Step,
    mut hear: impl FnMut(&[u8]),
) -> std::io::Result<bool> {
    let wait = |byte: u8| Duration::from_millis(4 * u64::from(byte) * u64::from(byte));
    match (step.letter, step.bytes.split_first()) {
        (b'S', _) => stream.write_all(&step.bytes).await?,
        (b'L', _) => {
            stream
                .write_all(&[&step.bytes, &b"\r\n"[..]].concat())
                .await?
        }
        (b'R', _) => {
            let mut byte = [0];
            while byte != [b'\n'] && stream.read(&mut byte).await? > 0 {
                hear(&byte);
            }
        }
        (b'A', _) => {
            let mut buffer = [0; 4096];
            let length = stream.read(&mut buffer).await?;
            hear(buffer.get(..length).unwrap_or_default());
        }
        (b'P', _) => {
            let mut buffer = [0; 4096];
            let length = stream.read(&mut buffer).await?;
            hear(buffer.get(..length).unwrap_or_default());
            let places = [0, 1].map(|place| step.bytes.get(place).copied().unwrap_or_default());
            match picked(buffer.get(..length).unwrap_or_default(), places) {
                Some(answer) => stream.write_all(&answer).await?,
                // handshake_failure: nothing of the kind is offered.
                None => stream.write_all(&[21, 3, 3, 0, 2, 2, 40]).await?,
            }
        }
        (b'W', Some((byte, _))) => sleep(wait(*byte)).await,
        (b'D', Some((byte, bytes))) => {
            for one in bytes {
                sleep(wait(*byte)).await;
                stream.write_all(&[*one]).await?;
            }
        }
        (b'F', _) => {
            for _ in 0..2000 {
                stream.write_all(&step.bytes).await?;
            }
        }
        (b'H', _) => {
            let mut buffer = [0; 4096];
            loop {
                let length = stream.read(&mut buffer).await?;
                if length == 0 {
                    return Ok(false);
                }
                hear(buffer.get(..length).unwrap_or_default());
            }
        }
        (b'C', _) => return Ok(false),
        _ => {}
    }
    Ok(true)
}

/// The answer to a hello of a server that takes what stands at these places of its suites and groups, if they are there:
/// a HelloRetryRequest of TLS 1.3 where that is offered, else a ServerHello of the hello's version and ServerHelloDone.
fn picked(hello: &[u8], [suite_at, group_at]: [u8; 2]) -> Option<Vec<u8>> {
    // RFC 8446 §4.1.2, after the headers of record and message: version, random, session, suites, compression.
    let mut rest = hello.get(9..)?;
    let mut take = |count: usize| {
        let (taken, after) = rest.split_at_checked(count)?;
        rest = after;
        Some(taken)
    };
    let number = |bytes: &[u8]| Some(usize::from(u16::from_be_bytes(bytes.try_into().ok()?)));
    let version = take(2)?;
    take(32)?;
    let session = take(1)?.first().copied()?;
    let session = take(session.into())?;
    let length = number(take(2)?)?;
    let suites = take(length)?;
    let suite = suites.chunks(2).nth(suite_at.into())?;
    let compressions = take(1)?.first().copied()?;
    take(compressions.into())?;
    let (mut groups, mut is_new) = (&[][..], false);
    if let Some(length) = take(2).and_then(number) {
        let mut left = length;
        while left > 0 {
            let kind = number(take(2)?)?;
            let length = number(take(2)?)?;
            let content = take(length)?;
            match kind {
                10 => groups = content.get(2..)?,
                43 => is_new = content.windows(2).any(|version| version == [3, 4]),
                _ => {}
            }
            left = left.checked_sub(4 + length)?;
        }
    }
    let mut body = Vec::new();
    if is_new {
        let group = groups.chunks(2).nth(group_at.into())?;
        body.extend([3, 3]);
        body.extend(RETRY_REQUEST);
        body.push(u8::try_from(session.len()).ok()?);
        body.extend(session);
        body.extend(suite);
        body.extend([0, 0, 12, 0, 43, 0, 2, 3, 4, 0, 51, 0, 2]);
        body.extend(group);
    } else {
        body.extend(version);
        body.extend([7; 32]);
        body.push(0);
        body.extend(suite);
        body.push(0);
    }
    let mut message = vec![2, 0, 0, u8::try_from(body.len()).ok()?];
    message.extend(body);
    if !is_new {
        message.extend([14, 0, 0, 0]);
    }
    let mut record = vec![22, 3, 3, 0, u8::try_from(message.len()).ok()?];
    record.extend(message);
    Some(record)
}

/// RFC 8446 §4.1.3: the random of a HelloRetryRequest, the SHA-256 of those words.
const RETRY_REQUEST: [u8; 32] = [
    0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
    0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
];

/// Reads the scripts of all connections.
fn scripts(bytes: &[u8]) -> Vec<Vec<Step>> {
    let mut scripts = vec![Vec::new()];
    let mut bytes = bytes.iter().copied();
    while let Some(letter) = bytes.next() {
        let mut content = Vec::new();
        while let Some(byte) = bytes.next().filter(|byte| *byte != END) {
            if byte == ESCAPE {
                content.extend(bytes.next());
            } else {
                content.push(byte);
            }
        }
        if letter == b'N' {
            scripts.push(Vec::new());
        } else if let Some(script) = scripts.last_mut()
            && script.len() < MOST_STEPS
        {
            script.push(Step {
                letter,
                bytes: content,
            });
        }
    }
    scripts
}

static ANY_TLS: LazyLock<Arc<ServerConfig>> =
    LazyLock::new(|| config(&[&version::TLS12, &version::TLS13]));
static UP_TO_TLS12: LazyLock<Arc<ServerConfig>> = LazyLock::new(|| config(&[&version::TLS12]));

fn config(versions: &[&'static SupportedProtocolVersion]) -> Arc<ServerConfig> {
    let chain = vec![CertificateDer::from(CERTIFICATE)];
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(KEY));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(versions)
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    Arc::new(config)
}
