//! The program's log, with clients who would like to write in it.

#![cfg(feature = "server")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Requests whose every part is meant to end a line, to colour a terminal or to look like a line of its own.
const HOSTILE: [&str; 6] = [
    "GET /v1/info HTTP/1.1\r\nhost: HOST\r\nx-request-id: a\\n{\"level\":\"ERROR\"}\r\nconnection: close\r\n\r\n",
    "GET /%1b[31mred%0d%0aERROR%20forged HTTP/1.1\r\nhost: HOST\r\nconnection: close\r\n\r\n",
    "FORGED-METHOD /v1/probe HTTP/1.1\r\nhost: HOST\r\nconnection: close\r\n\r\n",
    "GET /v1/info HTTP/1.1\r\nhost: HOST\r\norigin: https://\u{202e}forged.example\r\nconnection: close\r\n\r\n",
    "POST /v1/probe HTTP/1.1\r\nhost: HOST\r\nauthorization: Bearer waxseal_SECRETSECRETSECRET\r\ncontent-type: application/json\r\ncontent-length: 52\r\nconnection: close\r\n\r\n{\"host\":\"forged\\n\\u001b[31m.example\",\"service\":\"smtp\"}",
    "GET /\u{1b}[31m HTTP/1.1\r\nhost: HOST\r\nconnection: close\r\n\r\n",
];

struct Relay {
    child: Child,
    address: String,
}

impl Relay {
    fn start(format: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_waxseal-relay"))
            .env_clear()
            .args(["--listen", "127.0.0.1:0", "--resolver", "127.0.0.1:9"])
            .args(["--log", "debug", "--log-format", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        let address = line.split('/').nth(2).unwrap().to_owned();
        Self { child, address }
    }

    fn ask(&self, request: &str) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(10)))
            .unwrap();
        let request = request.replace("HOST", &self.address);
        stream.write_all(request.as_bytes()).unwrap();
        // Refused or not, the answer is of no interest here.
        let _ = stream.read_to_end(&mut Vec::new());
    }

    fn log(mut self) -> String {
        self.child.kill().unwrap();
        let mut log = String::new();
        let mut pipe = self.child.stderr.take().unwrap();
        pipe.read_to_string(&mut log).unwrap();
        self.child.wait().unwrap();
        log
    }
}

#[test]
fn nobody_writes_in_the_log_but_the_relay() {
    for format in ["json", "text"] {
        let relay = Relay::start(format);
        for request in HOSTILE {
            relay.ask(request);
        }
        let log = relay.log();
        let answered: Vec<_> = log
            .lines()
            .filter(|line| line.contains("answered"))
            .collect();
        assert!(answered.len() >= 4, "{format}: {log}");
        for line in log.lines() {
            let is_ours = |c: char| !c.is_control() && !"\u{202e}\u{2066}".contains(c);
            assert!(line.chars().all(is_ours), "{format}: {line:?}");
            for word in ["forged", "FORGED", "SECRET", "31m"] {
                assert!(!line.contains(word), "{format}: {line}");
            }
            if format == "json" {
                let entry: serde_json::Value = serde_json::from_str(line).unwrap();
                assert!(entry["level"].is_string(), "{line}");
            }
        }
    }
}
