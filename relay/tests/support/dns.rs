//! A DNS server over UDP that knows a few addresses (RFC 1035 §4.1), written by hand so that it can lie.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use tokio::net::UdpSocket;

const A: u16 = 1;
const PTR: u16 = 12;
const TXT: u16 = 16;
const AAAA: u16 = 28;
const SERVFAIL: u8 = 2;
const NXDOMAIN: u8 = 3;

/// What the server knows.
#[derive(Clone, Default)]
pub(crate) struct Zone(HashMap<String, Name>);

#[derive(Clone)]
enum Name {
    At(Vec<IpAddr>),
    PointsTo(String),
    Says(String),
    Broken,
}

impl Zone {
    /// A name with these addresses.
    pub(crate) fn host(mut self, name: &str, addresses: &[IpAddr]) -> Self {
        self.0.insert(name.to_owned(), Name::At(addresses.to_vec()));
        self
    }

    /// A name with this text.
    pub(crate) fn text(mut self, name: &str, text: &str) -> Self {
        self.0.insert(name.to_owned(), Name::Says(text.to_owned()));
        self
    }

    /// An IPv4 address that leads back to a name.
    pub(crate) fn reverse(mut self, address: IpAddr, name: &str) -> Self {
        self.0
            .insert(reverse_name(address), Name::PointsTo(name.to_owned()));
        self
    }

    /// An IPv4 address whose reverse look-up is answered with SERVFAIL.
    pub(crate) fn broken_reverse(self, address: IpAddr) -> Self {
        self.broken(&reverse_name(address))
    }

    /// A name that is answered with SERVFAIL.
    pub(crate) fn broken(mut self, name: &str) -> Self {
        self.0.insert(name.to_owned(), Name::Broken);
        self
    }

    fn answer(&self, query: &[u8]) -> Vec<u8> {
        let mut name = Vec::new();
        let mut at = 12;
        while query[at] != 0 {
            let length = usize::from(query[at]);
            name.push(String::from_utf8(query[at + 1..=at + length].to_vec()).unwrap());
            at += length + 1;
        }
        let family = u16::from_be_bytes([query[at + 1], query[at + 2]]);
        let question = &query[12..at + 5];

        let (code, records) = match self.0.get(&name.join(".").to_lowercase()) {
            None => (NXDOMAIN, Vec::new()),
            Some(Name::Broken) => (SERVFAIL, Vec::new()),
            Some(Name::At(addresses)) => (0, records(addresses, family)),
            Some(Name::PointsTo(name)) if family == PTR => (0, vec![pointer(name)]),
            Some(Name::Says(text)) if family == TXT => (0, vec![said(text)]),
            Some(Name::PointsTo(_) | Name::Says(_)) => (0, Vec::new()),
        };
        let count = u16::try_from(records.len()).unwrap().to_be_bytes();
        let mut answer = query[..2].to_vec();
        // QR, RD, RA; one question, the answers, nothing else.
        answer.extend([0x81, 0x80 | code, 0, 1, count[0], count[1], 0, 0, 0, 0]);
        answer.extend_from_slice(question);
        answer.extend(records.concat());
        answer
    }
}

/// RFC 1035 §3.5.
fn reverse_name(address: IpAddr) -> String {
    let IpAddr::V4(v4) = address else {
        panic!("the tests need reverse names of IPv4 only");
    };
    let [a, b, c, d] = v4.octets();
    format!("{d}.{c}.{b}.{a}.in-addr.arpa")
}

fn pointer(name: &str) -> Vec<u8> {
    let mut target = Vec::new();
    for label in name.split('.') {
        target.push(u8::try_from(label.len()).unwrap());
        target.extend(label.bytes());
    }
    target.push(0);
    record(PTR, &target)
}

fn said(text: &str) -> Vec<u8> {
    let mut content = vec![u8::try_from(text.len()).unwrap()];
    content.extend(text.bytes());
    record(TXT, &content)
}

/// A record owned by the name of the question.
fn record(kind: u16, content: &[u8]) -> Vec<u8> {
    let length = u8::try_from(content.len()).unwrap();
    let kind = kind.to_be_bytes();
    let mut record = vec![0xC0, 12, kind[0], kind[1], 0, 1, 0, 0, 0, 60, 0, length];
    record.extend(content);
    record
}

/// The records of one family.
fn records(addresses: &[IpAddr], family: u16) -> Vec<Vec<u8>> {
    addresses
        .iter()
        .filter_map(|address| match (address, family) {
            (IpAddr::V4(v4), A) => Some(v4.octets().to_vec()),
            (IpAddr::V6(v6), AAAA) => Some(v6.octets().to_vec()),
            _ => None,
        })
        .map(|octets| record(family, &octets))
        .collect()
}

/// Serves a zone until the test ends.
pub(crate) async fn serve(zone: Zone) -> SocketAddr {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut query = [0; 1500];
        while let Ok((length, client)) = socket.recv_from(&mut query).await {
            let answer = zone.answer(&query[..length]);
            socket.send_to(&answer, client).await.unwrap();
        }
    });
    address
}
