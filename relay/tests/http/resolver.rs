//! A resolver that answers as scripted, by UDP and TCP on one port of 127.0.0.1.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, UdpSocket};

pub(crate) const A: u16 = 1;
pub(crate) const MX: u16 = 15;
pub(crate) const TXT: u16 = 16;

/// AD, CD and TC in the header's third and fourth byte, taken as one number.
pub(crate) const AD: u16 = 0x0020;
pub(crate) const CD: u16 = 0x0010;
pub(crate) const TC: u16 = 0x0200;
pub(crate) const SERVFAIL: u16 = 2;
pub(crate) const NXDOMAIN: u16 = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Via {
    Udp,
    Tcp,
}

/// A query as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) via: Via,
    pub(crate) wire: Vec<u8>,
}

/// One message in return.
pub(crate) enum Reply {
    Answer(Vec<u8>),
    /// By UDP from another port than the one asked.
    Forged(Vec<u8>),
}

type Script = dyn Fn(&Asked) -> Vec<Reply> + Send + Sync;

/// The running resolver; ends with the test's runtime.
pub(crate) struct Resolver {
    pub(crate) address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Resolver {
    pub(crate) async fn start(
        script: impl Fn(&Asked) -> Vec<Reply> + Send + Sync + 'static,
    ) -> Self {
        let (udp, tcp) = loop {
            let udp = UdpSocket::bind("127.0.0.1:0").await.unwrap();
            // The same port may be taken for TCP.
            if let Ok(tcp) = TcpListener::bind(udp.local_addr().unwrap()).await {
                break (udp, tcp);
            }
        };
        let address = udp.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let script: Arc<Script> = Arc::new(script);
        tokio::spawn(by_udp(udp, Arc::clone(&script), Arc::clone(&asked)));
        tokio::spawn(by_tcp(tcp, script, Arc::clone(&asked)));
        Self { address, asked }
    }

    /// One that knows just these addresses; every other question has NODATA.
    pub(crate) async fn with_addresses(known: &'static [(&str, [u8; 4])]) -> Self {
        Self::start(move |asked| {
            let records: Vec<_> = known
                .iter()
                .filter(|(name, _)| asked.question() == (name.to_string(), A))
                .map(|(_, address)| record(A, address))
                .collect();
            vec![Reply::Answer(answer(asked, 0, &records))]
        })
        .await
    }

    /// Everything asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

async fn by_udp(socket: UdpSocket, script: Arc<Script>, log: Arc<Mutex<Vec<Asked>>>) {
    let forger = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let mut buffer = vec![0; 65_535];
    loop {
        let (length, client) = socket.recv_from(&mut buffer).await.unwrap();
        let asked = Asked {
            via: Via::Udp,
            wire: buffer[..length].to_vec(),
        };
        log.lock().unwrap().push(asked.clone());
        for reply in script(&asked) {
            match reply {
                Reply::Answer(message) => socket.send_to(&message, client).await.unwrap(),
                Reply::Forged(message) => forger.send_to(&message, client).await.unwrap(),
            };
        }
    }
}

async fn by_tcp(listener: TcpListener, script: Arc<Script>, log: Arc<Mutex<Vec<Asked>>>) {
    loop {
        let (mut stream, _) = listener.accept().await.unwrap();
        let Ok(length) = stream.read_u16().await else {
            continue;
        };
        let mut wire = vec![0; usize::from(length)];
        stream.read_exact(&mut wire).await.unwrap();
        let asked = Asked {
            via: Via::Tcp,
            wire,
        };
        log.lock().unwrap().push(asked.clone());
        for reply in script(&asked) {
            let (Reply::Answer(message) | Reply::Forged(message)) = reply;
            let length = u16::try_from(message.len()).unwrap();
            let framed = [&length.to_be_bytes(), message.as_slice()].concat();
            stream.write_all(&framed).await.unwrap();
        }
    }
}

impl Asked {
    /// The name in lower case, and the type.
    pub(crate) fn question(&self) -> (String, u16) {
        let mut labels = Vec::new();
        let mut at = 12;
        while self.wire[at] != 0 {
            let end = at + 1 + usize::from(self.wire[at]);
            labels.push(String::from_utf8_lossy(&self.wire[at + 1..end]).to_lowercase());
            at = end;
        }
        let record_type = u16::from_be_bytes([self.wire[at + 1], self.wire[at + 2]]);
        (labels.join("."), record_type)
    }

    fn question_end(&self) -> usize {
        let mut at = 12;
        while self.wire[at] != 0 {
            at += 1 + usize::from(self.wire[at]);
        }
        at + 5
    }
}

/// The answer to a query: these flags (or response code) beside QR, RD and RA, and these answer records.
pub(crate) fn answer(asked: &Asked, flags: u16, records: &[Vec<u8>]) -> Vec<u8> {
    let mut message = asked.wire[..asked.question_end()].to_vec();
    message[2..4].copy_from_slice(&(0x8180 | flags).to_be_bytes());
    message[6..12].fill(0);
    message[7] = u8::try_from(records.len()).unwrap();
    message.extend(records.concat());
    message
}

/// A record whose owner is the question's name.
pub(crate) fn record(record_type: u16, content: &[u8]) -> Vec<u8> {
    let mut record = vec![0xC0, 12];
    record.extend(record_type.to_be_bytes());
    record.extend([0, 1, 0, 0, 0, 60]);
    record.extend(u16::try_from(content.len()).unwrap().to_be_bytes());
    record.extend(content);
    record
}

/// A query with RD and the id 0xABCD.
pub(crate) fn query(name: &str, record_type: u16) -> Vec<u8> {
    let mut wire = vec![0xAB, 0xCD, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    for label in name.split('.').filter(|label| !label.is_empty()) {
        wire.push(u8::try_from(label.len()).unwrap());
        wire.extend(label.bytes());
    }
    wire.push(0);
    wire.extend(record_type.to_be_bytes());
    wire.extend([0, 1]);
    wire
}

/// What a mail server's name is, in this test world.
pub(crate) const MAIL_HOST: &str = "mx.test";
/// Where it is; an address of its own for each test world, so that no budget is shared.
pub(crate) const MAIL_ADDRESS: Ipv4Addr = Ipv4Addr::new(127, 0, 1, 1);
