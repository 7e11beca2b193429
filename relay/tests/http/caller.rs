//! A client that sends just what it is told and shows just what came back.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::Duration;

use serde::de::DeserializeOwned;
use shared::Problem;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// A request in the making; `Host` is the address it is sent to unless set.
#[derive(Clone)]
pub(crate) struct Request {
    method: &'static str,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request {
    pub(crate) fn new(method: &'static str, target: &str) -> Self {
        Self {
            method,
            target: target.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    pub(crate) fn get(target: &str) -> Self {
        Self::new("GET", target)
    }

    /// A POST of JSON, declared as such.
    pub(crate) fn json(target: &str, body: &str) -> Self {
        Self::new("POST", target)
            .header("content-type", "application/json")
            .body(body.as_bytes())
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn body(mut self, body: &[u8]) -> Self {
        self.body = body.to_vec();
        self
    }

    /// Sends it and reads until the service closes.
    pub(crate) async fn send(self, service: SocketAddr) -> Answer {
        let mut stream = self.open(service).await;
        let mut bytes = Vec::new();
        // A service that closes on an unread body may reset; what came before counts.
        let _ = timeout(Duration::from_secs(30), stream.read_to_end(&mut bytes))
            .await
            .expect("the answer should end");
        Answer::parse(&bytes)
    }

    /// Sends it and leaves the reading to the caller. A length that is said among the headers is believed.
    pub(crate) async fn open(mut self, service: SocketAddr) -> TcpStream {
        let says = |name: &str| self.headers.iter().any(|(said, _)| said == name);
        let usual = [
            ("host", service.to_string()),
            ("content-length", self.body.len().to_string()),
            ("connection", "close".to_owned()),
        ];
        let missing: Vec<_> = usual.into_iter().filter(|(name, _)| !says(name)).collect();
        for (name, value) in missing {
            self = self.header(name, &value);
        }
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.target);
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += "\r\n";
        let mut stream = TcpStream::connect(service).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        // The service may have refused by the head alone.
        let _ = stream.write_all(&self.body).await;
        stream
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: HashMap<String, Vec<String>>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let end = bytes
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap_or_else(|| panic!("no HTTP answer: {:?}", String::from_utf8_lossy(bytes)));
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines
            .next()
            .unwrap()
            .split(' ')
            .nth(1)
            .unwrap()
            .parse()
            .unwrap();
        let mut headers: HashMap<String, Vec<String>> = HashMap::new();
        for line in lines {
            let (name, value) = line.split_once(": ").unwrap();
            headers
                .entry(name.to_owned())
                .or_default()
                .push(value.to_owned());
        }
        let mut body = bytes[end + 4..].to_vec();
        if headers.contains_key("transfer-encoding") {
            body = unchunked(&body);
        }
        Self {
            status,
            headers,
            body,
        }
    }

    /// A header's values, joined as HTTP allows; empty if it is absent.
    pub(crate) fn header(&self, name: &str) -> String {
        self.headers
            .get(name)
            .map_or_else(String::new, |values| values.join(", "))
    }

    pub(crate) fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }

    /// The answer as the problem that it must be, with status and media type to match.
    pub(crate) fn problem(&self) -> Problem {
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem: Problem = self.json();
        assert_eq!(problem.status, self.status);
        let retry_after = problem
            .retry_after
            .map_or_else(String::new, |s| s.to_string());
        assert_eq!(self.header("retry-after"), retry_after);
        problem
    }
}

/// The content of a chunked body, as far as it came.
fn unchunked(mut body: &[u8]) -> Vec<u8> {
    let mut content = Vec::new();
    while let Some(end) = body.windows(2).position(|two| two == b"\r\n") {
        let size = std::str::from_utf8(&body[..end]).unwrap();
        let size = usize::from_str_radix(size, 16).unwrap();
        let start = end + 2;
        if size == 0 || body.len() < start + size + 2 {
            break;
        }
        content.extend(&body[start..start + size]);
        body = &body[start + size + 2..];
    }
    content
}
