//! Servers that do whatever a throw of dice says.

use std::io::Cursor;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{ServerConfig, ServerConnection};

/// Longer than any deadline of the observer's here.
const LONG: Duration = Duration::from_secs(20);

/// Throws that follow from a seed (SplitMix64).
pub(crate) struct Dice(u64);

impl Dice {
    /// The dice of one of those who share a seed.
    pub(crate) fn of(seed: u64, number: u64) -> Self {
        let mut dice = Self(seed ^ number.wrapping_mul(0xD134_2543_DE82_EF95));
        dice.throw();
        dice
    }

    fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// 0 to `bound` - 1.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.throw() % bound as u64).unwrap()
    }

    pub(crate) fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }

    fn bytes(&mut self, most: usize) -> Vec<u8> {
        let length = self.below(most + 1);
        (0..length).map(|_| self.byte()).collect()
    }

    fn byte(&mut self) -> u8 {
        self.throw().to_le_bytes()[0]
    }
}

/// One connection's server.
pub(crate) struct Server {
    dice: Dice,
    acceptor: TlsAcceptor,
    /// One in so many answers is not what it should be; the lower, the sooner the dialogue ends.
    malice: usize,
}

impl Server {
    pub(crate) fn new(mut dice: Dice, acceptor: TlsAcceptor) -> Self {
        let malice = [2, 8, 30, 1000][dice.below(4)];
        Self {
            dice,
            acceptor,
            malice,
        }
    }

    pub(crate) async fn talk(mut self, stream: TcpStream) {
        // None is the end of the connection, whoever wanted it.
        let _ = timeout(LONG, self.converse(stream)).await;
    }

    async fn converse(&mut self, mut stream: TcpStream) -> Option<()> {
        // On 465 the client speaks first, and these servers cannot know the port.
        let mut peeked = [0];
        let spoken = timeout(Duration::from_millis(30), stream.peek(&mut peeked)).await;
        if spoken.is_err() {
            self.say(&mut stream, "220 mx.bench.test ESMTP").await?;
            if !self.dialogue(&mut stream, true).await? {
                return None;
            }
        }
        match self.dice.below(4) {
            // RFC 5246 §7: as it should be.
            0 | 1 => {
                let sealed = self.acceptor.clone().accept(stream).await.ok()?;
                self.within(sealed, spoken.is_ok()).await
            }
            2 => self.garble(&mut stream).await,
            _ => {
                let noise = self.record();
                stream.write_all(&noise).await.ok()?;
                linger(&mut stream).await
            }
        }
    }

    async fn within(
        &mut self,
        mut sealed: impl AsyncRead + AsyncWrite + Unpin,
        greets: bool,
    ) -> Option<()> {
        if greets {
            self.say(&mut sealed, "220 mx.bench.test ESMTP").await?;
        }
        self.dialogue(&mut sealed, false).await.map(drop)
    }

    /// Answers commands; whether TLS is to begin.
    async fn dialogue(
        &mut self,
        stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
        offers_tls: bool,
    ) -> Option<bool> {
        loop {
            let line = line(stream).await?;
            let verb = line.split_whitespace().next().unwrap_or_default();
            let answer = match verb {
                "EHLO" if offers_tls => "250-mx.bench.test\r\n250-AUTH PLAIN\r\n250 STARTTLS",
                "EHLO" => "250-mx.bench.test\r\n250 SIZE 1000",
                "STARTTLS" => {
                    self.say(stream, "220 ready").await?;
                    return Some(true);
                }
                "QUIT" => {
                    self.say(stream, "221 bye").await?;
                    return None;
                }
                "RCPT" if self.dice.one_in(2) => "550 5.7.1 relaying denied",
                _ => "250 ok",
            };
            self.say(stream, answer).await?;
        }
    }

    /// Says a line as it should be said, or does something else; nothing where the connection is to end.
    async fn say(
        &mut self,
        stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
        line: &str,
    ) -> Option<()> {
        let good = format!("{line}\r\n").into_bytes();
        if !self.dice.one_in(self.malice) {
            return send(stream, &good).await;
        }
        match self.dice.below(14) {
            0 => return None,
            1 => return linger(stream).await,
            2 => {
                send(stream, b"421 4.7.0 too many connections\r\n").await?;
                return None;
            }
            3 => send(stream, &self.dice.bytes(5000)).await?,
            4 => {
                let wrong = 200 + self.dice.below(400);
                send(stream, format!("{wrong} whatever\r\n").as_bytes()).await?;
            }
            5 => self.drip(stream, &good).await?,
            6 => {
                // A flood: lines without end.
                let flood = [b"250-".as_slice(), &[b'x'; 300], b"\r\n"].concat();
                for _ in 0..4000 {
                    send(stream, &flood).await?;
                }
            }
            7 => {
                for _ in 0..1000 {
                    send(stream, &[b'y'; 4096]).await?;
                }
            }
            8 => send(stream, &[&good[..], &good].concat()).await?,
            9 => {
                send(
                    stream,
                    &[good[..good.len() - 2].to_vec(), b"\n".to_vec()].concat(),
                )
                .await?
            }
            10 => send(stream, &self.mutated(&good)).await?,
            11 => {
                let cut = self.dice.below(good.len());
                send(stream, &good[..cut]).await?;
                return None;
            }
            12 => {
                let noise = self.record();
                send(stream, &[good, noise].concat()).await?;
            }
            _ => {
                sleep(Duration::from_millis(self.dice.below(3000) as u64)).await;
                send(stream, &good).await?;
            }
        }
        Some(())
    }

    async fn drip(&mut self, stream: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> Option<()> {
        let pause = Duration::from_millis(self.dice.below(300) as u64);
        for byte in bytes {
            send(stream, &[*byte]).await?;
            sleep(pause).await;
        }
        Some(())
    }

    /// A true server's answer to the hello, with some of its bytes changed.
    async fn garble(&mut self, stream: &mut TcpStream) -> Option<()> {
        let mut hello = vec![0; 16_384];
        let length = stream.read(&mut hello).await.ok()?;
        let answer = flight(self.acceptor.config().clone(), &hello[..length]);
        let answer = self.mutated(&answer);
        let middle = self.dice.below(answer.len() + 1);
        send(stream, &answer[..middle]).await?;
        sleep(Duration::from_millis(self.dice.below(20) as u64)).await;
        send(stream, &answer[middle..]).await?;
        if self.dice.one_in(2) {
            return None;
        }
        linger(stream).await
    }

    fn mutated(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        for _ in 0..=self.dice.below(4) {
            if bytes.is_empty() {
                break;
            }
            let at = self.dice.below(bytes.len());
            match self.dice.below(4) {
                0 => bytes.truncate(at),
                1 => bytes.insert(at, self.dice.byte()),
                _ => bytes[at] = self.dice.byte(),
            }
        }
        bytes
    }

    /// Something that looks like a TLS record (RFC 8446 §5.1), and what is in it is noise.
    fn record(&mut self) -> Vec<u8> {
        let content = self.dice.bytes(600);
        let mut record = vec![20 + self.dice.byte() % 4, 3, self.dice.byte() % 5];
        let length = if self.dice.one_in(3) {
            u16::from_be_bytes([self.dice.byte(), self.dice.byte()])
        } else {
            u16::try_from(content.len()).unwrap()
        };
        record.extend(length.to_be_bytes());
        if self.dice.one_in(2) {
            // A handshake message's head: a kind that a server sends, and a length that may be right.
            let kinds = [2, 11, 12, 14, 4, 22];
            record.push(kinds[self.dice.below(kinds.len())]);
            record.extend([0, 0, self.dice.byte()]);
        }
        record.extend(content);
        record
    }
}

/// What a true server answers to a hello.
fn flight(config: std::sync::Arc<ServerConfig>, hello: &[u8]) -> Vec<u8> {
    let Ok(mut server) = ServerConnection::new(config) else {
        return Vec::new();
    };
    let mut answer = Vec::new();
    if server.read_tls(&mut Cursor::new(hello)).is_ok() {
        // A refusal is an alert, which is to be sent too.
        let _ = server.process_new_packets();
        while server.wants_write() && server.write_tls(&mut answer).is_ok() {}
    }
    answer
}

async fn send(stream: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> Option<()> {
    stream.write_all(bytes).await.ok()?;
    stream.flush().await.ok()
}

/// Reads on without a word, until the other side has had enough.
async fn linger(stream: &mut (impl AsyncRead + Unpin)) -> Option<()> {
    let mut buffer = [0; 4096];
    while stream.read(&mut buffer).await.ok()? > 0 {}
    None
}

async fn line(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut line = Vec::new();
    let mut byte = [0];
    while line.len() < 2000 && stream.read(&mut byte).await.ok()? > 0 {
        if byte == *b"\n" {
            return Some(String::from_utf8_lossy(&line).into_owned());
        }
        line.push(byte[0]);
    }
    None
}
