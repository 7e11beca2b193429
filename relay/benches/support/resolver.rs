//! DNS for the servers: `mxN.bench.test` is at the address of server N, and nothing else exists.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use tokio::net::UdpSocket;

use super::address;

const A: u16 = 1;
const NXDOMAIN: u8 = 3;

/// Serves until the process ends.
pub(crate) async fn start() -> SocketAddr {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut query = [0; 1500];
        while let Ok((length, client)) = socket.recv_from(&mut query).await {
            if let Some(answer) = answer(&query[..length]) {
                let _ = socket.send_to(&answer, client).await;
            }
        }
    });
    address
}

/// RFC 1035 §4: header, the question again, and one address if there is one.
fn answer(query: &[u8]) -> Option<Vec<u8>> {
    let mut at = 12;
    let first = at + 1..at + 1 + usize::from(*query.get(at)?);
    while *query.get(at)? != 0 {
        at += usize::from(query[at]) + 1;
    }
    let kind = u16::from_be_bytes([*query.get(at + 1)?, *query.get(at + 2)?]);
    let question = query.get(12..at + 5)?;
    let number: Option<u16> = std::str::from_utf8(query.get(first)?)
        .ok()
        .and_then(|label| label.to_ascii_lowercase().strip_prefix("mx")?.parse().ok());
    let found = number.map(address).filter(|_| kind == A);
    let code = if number.is_some() { 0 } else { NXDOMAIN };
    let mut answer = query[..2].to_vec();
    answer.extend([
        0x81,
        0x80 | code,
        0,
        1,
        0,
        u8::from(found.is_some()),
        0,
        0,
        0,
        0,
    ]);
    answer.extend_from_slice(question);
    if let Some(IpAddr::V4(v4)) = found {
        answer.extend([0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4]);
        answer.extend(v4.octets());
    }
    Some(answer)
}
