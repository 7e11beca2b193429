//! A mail server of few words.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

/// The running server; ends with the test's runtime.
pub(crate) struct MailServer {
    pub(crate) port: u16,
    said: Arc<Mutex<Vec<String>>>,
    connected: Arc<Notify>,
    left: Arc<Notify>,
}

impl MailServer {
    /// One that greets, and answers each line after a delay; it knows EHLO and QUIT, and no STARTTLS.
    pub(crate) async fn polite(address: Ipv4Addr, delay: Duration) -> Self {
        Self::start(address, Some(delay)).await
    }

    /// One that never says a word.
    pub(crate) async fn silent(address: Ipv4Addr) -> Self {
        Self::start(address, None).await
    }

    async fn start(address: Ipv4Addr, delay: Option<Duration>) -> Self {
        let listener = TcpListener::bind((address, 0)).await.unwrap();
        let server = Self {
            port: listener.local_addr().unwrap().port(),
            said: Arc::default(),
            connected: Arc::default(),
            left: Arc::default(),
        };
        let (said, connected, left) = (
            Arc::clone(&server.said),
            Arc::clone(&server.connected),
            Arc::clone(&server.left),
        );
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                connected.notify_one();
                let (said, left) = (Arc::clone(&said), Arc::clone(&left));
                tokio::spawn(async move {
                    converse(stream, delay, &said).await;
                    left.notify_one();
                });
            }
        });
        server
    }

    /// Waits until a client has come.
    pub(crate) async fn client_came(&self) {
        timeout(Duration::from_secs(5), self.connected.notified())
            .await
            .expect("a client");
    }

    /// Waits until a client has left.
    pub(crate) async fn client_left(&self) {
        timeout(Duration::from_secs(5), self.left.notified())
            .await
            .expect("the client to leave");
    }

    /// The first words of all lines that clients said.
    pub(crate) fn said(&self) -> Vec<String> {
        self.said.lock().unwrap().clone()
    }
}

/// Talks until the client leaves; without a delay, only listens.
async fn converse(stream: TcpStream, delay: Option<Duration>, said: &Mutex<Vec<String>>) {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    if delay.is_some() {
        let _ = writer.write_all(b"220 mx.test ESMTP\r\n").await;
    }
    while let Ok(Some(line)) = lines.next_line().await {
        let verb = line.split(' ').next().unwrap_or_default().to_owned();
        let reply: &[u8] = match verb.as_str() {
            "EHLO" => b"250-mx.test\r\n250 SIZE 1000\r\n",
            "QUIT" => b"221 bye\r\n",
            _ => b"500 what?\r\n",
        };
        said.lock().unwrap().push(verb);
        if let Some(delay) = delay {
            sleep(delay).await;
            let _ = writer.write_all(reply).await;
        }
    }
}
