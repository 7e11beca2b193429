//! Asks the resolver: by UDP, once more by UDP, then by TCP.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::timeout;

use super::DnsQueryError;
use super::query::Query;
use super::wire::Header;
use crate::limits;

/// Tries by UDP before TCP: one packet may get lost, two in a row rarely do.
const UDP_TRIES: usize = 2;

/// The resolver's answer to a query, with the query's own id.
///
/// # Errors
/// Nothing usable came within [`limits::DNS`], by UDP or TCP.
pub(super) async fn ask(resolver: SocketAddr, query: &Query<'_>) -> Result<Vec<u8>, DnsQueryError> {
    let answer = within(limits::DNS, by_any_means(resolver, query)).await;
    match answer {
        Ok(answer) => Ok(query.restore_id(answer)),
        Err(error) => Err(DnsQueryError::Resolver(words(&error))),
    }
}

async fn by_any_means(resolver: SocketAddr, query: &Query<'_>) -> io::Result<Vec<u8>> {
    for _ in 0..UDP_TRIES {
        match within(limits::DNS_TRY, by_udp(resolver, query)).await {
            // RFC 7766 §5: what was cut short is asked for again by TCP.
            Ok(answer) if is_truncated(&answer) => break,
            Ok(answer) => return Ok(answer),
            // Refused, unreachable or silent: TCP may still work, where a firewall eats UDP.
            Err(_) => {}
        }
    }
    by_tcp(resolver, query).await
}

/// One try by UDP. RFC 5452 §9: a fresh source port and id each time; connected, so that the kernel drops what comes
/// from elsewhere. Whatever is no answer to our question is ignored.
async fn by_udp(resolver: SocketAddr, query: &Query<'_>) -> io::Result<Vec<u8>> {
    let any: SocketAddr = match resolver {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    let socket = UdpSocket::bind(any).await?;
    socket.connect(resolver).await?;
    let id = fresh_id()?;
    socket.send(&query.with_id(id)).await?;
    let mut buffer = vec![0; limits::DNS_BYTES];
    loop {
        let length = socket.recv(&mut buffer).await?;
        let message = buffer.get(..length).unwrap_or_default();
        if query.is_answered_by(message, id) {
            return Ok(message.to_vec());
        }
    }
}

/// One try by TCP, two bytes of length before each message (RFC 1035 §4.2.2).
async fn by_tcp(resolver: SocketAddr, query: &Query<'_>) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(resolver).await?;
    let id = fresh_id()?;
    let message = query.with_id(id);
    let length = u16::try_from(message.len()).map_err(io::Error::other)?;
    // RFC 7766 §8: length and message in one segment.
    let framed = [&length.to_be_bytes(), message.as_slice()].concat();
    stream.write_all(&framed).await?;
    let mut answer = vec![0; usize::from(stream.read_u16().await?)];
    stream.read_exact(&mut answer).await?;
    if query.is_answered_by(&answer, id) {
        Ok(answer)
    } else {
        Err(io::ErrorKind::InvalidData.into())
    }
}

fn is_truncated(message: &[u8]) -> bool {
    Header::read(message).is_some_and(Header::is_truncated)
}

/// An id that nobody can guess (RFC 5452 §9.2).
fn fresh_id() -> io::Result<u16> {
    let mut id = [0; 2];
    getrandom::fill(&mut id).map_err(io::Error::other)?;
    Ok(u16::from_be_bytes(id))
}

async fn within<T>(deadline: Duration, work: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    timeout(deadline, work).await?
}

/// The end of a sentence that begins with "the resolver". Without addresses: clients need not know them.
fn words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::TimedOut => {
            format!("did not answer within {} s", limits::DNS.as_secs())
        }
        io::ErrorKind::ConnectionRefused => "refused the connection".into(),
        io::ErrorKind::InvalidData => "gave an answer to another question".into(),
        io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset => {
            "closed the connection without an answer".into()
        }
        kind => format!("could not be asked: {kind}"),
    }
}
