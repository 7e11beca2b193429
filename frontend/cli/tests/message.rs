//! `waxseal message`, on the example of RFC 8463 §A.3 with lines of servers above it and the answers of DNS beside it.

#![allow(clippy::unwrap_used, reason = "a broken fixture ends the test")]

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

fn mails() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/mails")
}

fn mail() -> String {
    fs::read_to_string(mails().join("rfc8463.eml")).unwrap()
}

/// Runs the program with a mail on its standard input.
fn waxseal(mail: &[u8], more: &[&str]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_waxseal"))
        .args([&["message", "-"], more].concat())
        .env_remove("WAXSEAL_RELAY")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that refuses its arguments does not read.
    let _ = child.stdin.take().unwrap().write_all(mail);
    child.wait_with_output().unwrap()
}

fn replay(mail: &str, more: &[&str]) -> Output {
    let answers = mails().join("rfc8463.json");
    let replay = ["--replay", answers.to_str().unwrap()];
    waxseal(mail.as_bytes(), &[&replay, more].concat())
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn exit_codes_are_as_documented() {
    let good = mail();
    let forged = good.replace("8.8.8.8", "9.9.9.9").replace("lost", "won");
    let headers = good
        .split("\r\n\r\n")
        .next()
        .unwrap()
        .replace("8.8.8.8", "9.9.9.9");
    for (mail, more, code) in [
        (good.as_str(), &[][..], 0),
        (&good.replace("\r\n", "\n"), &[], 0),
        (&forged, &[], 1),
        // The signature is good, and what it says of the body cannot be checked.
        (&headers, &[], 3),
        (&good, &["--border", "7"], 2),
        (&good, &["--border", "0"], 2),
        ("Dear Sir,\n", &[], 2),
        ("", &[], 2),
    ] {
        let output = replay(mail, more);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{more:?} {}",
            stdout(&output)
        );
    }
    let offline = waxseal(good.as_bytes(), &["--offline"]);
    assert_eq!(offline.status.code(), Some(3));
    assert!(stdout(&offline).contains("Nothing was looked up"));
}

#[test]
fn the_text_says_what_matters() {
    let text = stdout(&replay(&mail(), &[]));
    for part in [
        "Is dinner ready?",
        "DMARC   pass",
        "SPF     pass",
        "DKIM    holds",
        "»  1. out.football.example.com [8.8.8.8] → mx.shopping.example.net",
        "TLS 1.3 · TLS_AES_128_GCM_SHA256",
        "policy at football.example.com: v=DMARC1; p=reject",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    let forged = mail().replace("8.8.8.8", "9.9.9.9").replace("lost", "won");
    let text = stdout(&replay(&forged, &[]));
    assert!(
        text.contains("\"v=spf1 ip4:8.8.8.8 ip4:9.9.9.9 -all\""),
        "{text}"
    );
    assert!(
        text.contains("football.example.com signed it, and it was changed after that."),
        "{text}"
    );
}

#[test]
fn no_mail_drives_the_terminal() {
    let evil = "Subject: \u{1b}[31mred\u{202e}\r\nFrom: \"\u{1b}]0;x\u{7}\" <a@example.org>\r\nReceived: from \u{1b}[2J by b; \
                x\r\nAuthentication-Results: \u{1b}c; spf=\u{1b}[1m smtp.mailfrom=\u{9b}\r\n\r\n";
    let text = stdout(&waxseal(evil.as_bytes(), &["--offline"]));
    let is_safe = |c: char| !c.is_control() || c == '\n';
    assert!(
        text.chars().all(|c| is_safe(c) && c != '\u{202e}'),
        "{text:?}"
    );
}

#[test]
fn json_is_everything() {
    let output = replay(&mail(), &["--format", "json"]);
    let seen: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(seen["dmarc"]["result"], "pass");
    assert_eq!(seen["path"]["hops"][0]["tls"]["version"], "TLS 1.3");
    assert_eq!(
        seen["signatures"][0]["signature"]["algorithm"],
        "ed25519-sha256"
    );
    assert_eq!(seen["is_complete"], true);
}
