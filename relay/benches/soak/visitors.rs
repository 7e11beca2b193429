//! Clients of the HTTP service, who do whatever a throw of dice says: ask and listen, ask and leave, say nothing, say
//! nonsense.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpSocket;
use tokio::time::{sleep, timeout};

use super::hostile::Dice;
use super::support::host;

/// Longest stay of one that lets the service wait, or listens.
const STAY: Duration = Duration::from_secs(3);

/// Visits one after another until the time is over; how many there were.
pub(crate) async fn visit(relay: SocketAddr, mut dice: Dice, number: u8, ends_at: Instant) -> u64 {
    let mut visits = 0;
    while Instant::now() < ends_at {
        // A service that ends the connection in the middle is in its right.
        let _ = once(relay, &mut dice, number).await;
        visits += 1;
    }
    visits
}

async fn once(relay: SocketAddr, dice: &mut Dice, number: u8) -> std::io::Result<()> {
    let socket = TcpSocket::new_v4()?;
    // Several clients, so that the limits of one do not keep all out.
    let from = Ipv4Addr::new(127, 5, number, u8::try_from(dice.below(250)).unwrap());
    socket.bind((IpAddr::V4(from), 0).into())?;
    let mut stream = socket.connect(relay).await?;
    let server = host(u16::try_from(dice.below(200)).unwrap());
    let body = format!(r#"{{"host":"{server}","service":"smtp"}}"#);
    let post = |path: &str, body: &str| {
        format!(
            "POST {path} HTTP/1.1\r\nhost: {relay}\r\nconnection: close\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    let request = match dice.below(8) {
        0..3 => post("/v1/probe", &body),
        3 => post("/v1/policy", r#"{"domain":"bench.test"}"#),
        4 => format!("GET /v1/info HTTP/1.1\r\nhost: {relay}\r\nconnection: close\r\n\r\n"),
        5 => String::new(),
        6 => post("/v1/probe", &body[..dice.below(body.len())]),
        _ => "\u{1}nonsense\r\n\r\n".repeat(1 + dice.below(50)),
    };
    // Some stop in the middle of what they have to say.
    let said = if dice.one_in(5) {
        dice.below(request.len() + 1)
    } else {
        request.len()
    };
    stream.write_all(&request.as_bytes()[..said]).await?;
    if dice.one_in(3) {
        sleep(Duration::from_millis(dice.below(200) as u64)).await;
        return Ok(());
    }
    let mut answer = Vec::new();
    let _ = timeout(STAY, stream.read_to_end(&mut answer)).await;
    Ok(())
}
