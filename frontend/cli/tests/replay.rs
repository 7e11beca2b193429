//! The program itself, on recorded worlds: what it prints and how it exits.

#![allow(clippy::unwrap_used, reason = "a broken fixture ends the test")]

use std::path::PathBuf;
use std::process::{Command, Output};

fn scenario(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../analysis/tests/scenarios")
        .join(format!("{name}.json"))
}

fn waxseal(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_waxseal"))
        .args(arguments)
        .env_remove("WAXSEAL_RELAY")
        .env_remove("WAXSEAL_RCPT_TOKEN")
        .output()
        .unwrap()
}

fn replay(name: &str, more: &[&str]) -> Output {
    let path = scenario(name);
    waxseal(&[&["check", "--replay", path.to_str().unwrap()], more].concat())
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn exit_codes_are_as_documented() {
    for (name, more, code) in [
        ("no-tls-lab", &[][..], 1),
        ("null-mx-lab", &[], 0),
        ("nowhere-lab", &[], 3),
        ("greets-421-lab", &[], 3),
        ("usual-plain", &[], 0),
        ("usual-plain", &["--fail-on", "advice"], 1),
        ("cert-self-signed-lab", &["--fail-on", "error"], 0),
        // What users send through touches no grade, and is worth mending all the same.
        ("submission-srv-lab", &[], 1),
        ("submission-guess-lab", &[], 0),
        ("relays-for-anybody-lab", &["--fail-on", "error"], 1),
        ("relays-for-nobody-lab", &[], 0),
        ("greylists-lab", &[], 0),
    ] {
        let output = replay(name, more);
        assert_eq!(output.status.code(), Some(code), "{name} {more:?}");
        assert!(stdout(&output).contains("Grade"), "{name}");
    }
}

#[test]
fn json_is_the_whole_report() {
    let output = replay("no-tls-lab", &["--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(report["grade"]["label"], "F");
    assert_eq!(report["subject"]["domain"], "no-tls.lab");
    let codes: Vec<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["code"].as_str().unwrap())
        .collect();
    assert!(codes.contains(&"starttls-missing"), "{codes:?}");
    assert!(report["judged_at"].as_str().unwrap().ends_with('Z'));
}

#[test]
fn findings_go_into_a_spreadsheet_and_the_report_into_a_ticket() {
    let csv = stdout(&replay("no-tls-lab", &["--format", "csv"]));
    assert!(csv.starts_with("name,judged at,grade,severity,"), "{csv}");
    assert!(
        csv.contains("\r\nno-tls.lab,") && csv.contains(",starttls-missing,"),
        "{csv}"
    );
    let output = replay("no-tls-lab", &["--format", "markdown"]);
    assert_eq!(
        output.status.code(),
        Some(1),
        "the exit code is the same whatever is printed"
    );
    let markdown = stdout(&output);
    assert!(
        markdown.starts_with("# `no-tls.lab`: grade F\n"),
        "{markdown}"
    );
    for format in ["json", "csv", "markdown"] {
        let output = replay("no-tls-lab", &["--format", format, "--explain"]);
        assert_eq!(output.status.code(), Some(2), "{format}");
    }
}

#[test]
fn chains_submission_servers_and_recipients_are_printed() {
    for (name, lines) in [
        (
            "submission-srv-lab",
            &[
                "Servers for sending: named by SRV records",
                "  _submissions._tcp.good.lab. SRV 0 1 465 mx1.good.lab",
                "mx2.good.lab, port 587: 2 addresses answer, all encrypted",
                "    leaf: CN=mx2.good.lab · by O=Laboratory, CN=Laboratory Intermediate · until … · EC P-256, \
                 ECDSA with SHA-256",
                "    the same as at 198.51.100.2",
            ][..],
        ),
        (
            "submission-guess-lab",
            &[
                "Servers for sending: guessed: no SRV records, these names are only usual",
                "smtp.good.lab, port 587: answers, encrypted",
            ],
        ),
        (
            "deep-lab",
            &[
                "    TLS 1.3 suites, 3; the order is the client's:",
                "      TLS_AES_128_GCM_SHA256        strong",
                "      secp521r1  strong",
                "    A command sent in clear with STARTTLS: forgotten, as it should be",
                "  smtp.subm-good.lab, port 587 (203.0.113.109): open relay refused; mailbox not tested",
            ],
        ),
        (
            "relays-for-anybody-lab",
            &[
                "Recipients: tested",
                "  mx1.good.lab, port 25 (198.51.100.1): open relay proven; mailbox refused: there is no such mailbox",
                "    accepted         <waxseal@example.com> from <>: 250 2.1.5 Ok",
            ],
        ),
    ] {
        let printed = stdout(&replay(name, &[]));
        for line in lines {
            assert!(
                printed.lines().any(|printed| is_line(printed, line)),
                "{name}: {line}\n{printed}"
            );
        }
    }
}

/// Whether a printed line is the expected one. "…" in it stands for what
/// changes whenever the world is recorded anew, as dates of certificates do.
fn is_line(printed: &str, expected: &str) -> bool {
    match expected.split_once('…') {
        None => printed == expected,
        Some((start, end)) => printed
            .strip_prefix(start)
            .is_some_and(|rest| rest.ends_with(end)),
    }
}

#[test]
fn conversations_are_explained_when_asked_for() {
    let plain = stdout(&replay("submission-srv-lab", &[]));
    assert!(!plain.contains("Conversation with"));
    let output = replay("submission-srv-lab", &["--explain"]);
    let explained = stdout(&output);
    // Nothing else changes, and every line said is there.
    let mut rest = explained.lines();
    for line in plain.lines() {
        assert!(rest.any(|printed| printed == line), "{line}");
    }
    assert_eq!(output.status.code(), Some(1));
    for part in [
        "\nConversation with mx1.good.lab, port 25 (198.51.100.1)\n",
        "\nConversation with mx1.good.lab, port 465 (198.51.100.1)\n",
        " S: 250-STARTTLS\n               Offers TLS. ",
        " C: STARTTLS\n               Begin TLS. The client asks to encrypt the connection.",
        " S: 220 2.0.0 Ready to start TLS\n               Success: Ready for TLS. ",
        "    TLS 1.3 agreed, TLS_AES_256_GCM_SHA384, x25519\n               Encrypted. ",
    ] {
        assert!(explained.contains(part), "{part}\n{explained}");
    }
    // Whoever turns us away is explained too.
    let explained = stdout(&replay("greets-421-lab", &["--explain"]));
    let mut greeting = explained
        .lines()
        .skip_while(|line| !line.contains(" S: 421 4.7.0"));
    let meaning = greeting.nth(1).unwrap_or_default();
    assert!(
        meaning
            .trim_start()
            .starts_with("Not now: Turned away for now. "),
        "{explained}"
    );
}

#[test]
fn the_last_line_says_what_it_cost() {
    let printed = stdout(&replay("submission-srv-lab", &[]));
    let last = printed.lines().last().unwrap();
    let costs =
        last.contains("connections to mail servers") && last.ends_with("seconds with them.");
    assert!(costs, "{last}");
    assert!(!last.starts_with("0 "), "{last}");
}

#[test]
fn the_same_evidence_prints_the_same_report() {
    assert_eq!(
        stdout(&replay("good-lab", &[])),
        stdout(&replay("good-lab", &[]))
    );
}

#[test]
fn wrong_usage_is_told_apart_and_explained() {
    for (arguments, words) in [
        (&["check"][..], "required"),
        (&["check", "localhost"], "only one part"),
        (&["check", "192.0.2.1"], "IP address"),
        (&["check", "--replay", "/nonexistent/file"], "cannot replay"),
        (&["check", "example.org", "--fail-on", "doom"], "use one of"),
        (
            &["check", "example.org", "--relay", "nonsense"],
            "must begin with http",
        ),
        (&["host", "mx.example.org", "--service", "imap"], "use smtp"),
        (
            &["check", "example.org", "--mailbox", "info@other.example"],
            "no mailbox of example.org",
        ),
        (
            &["check", "example.org", "--mailbox", "a b"],
            "cannot be tried",
        ),
        (&["host", "mx.example.org", "--open-relay"], "--domain"),
        (
            &["check", "--replay", "file", "--deep"],
            "cannot be used with",
        ),
        (
            &["check", "example.org", "--format", "json", "--explain"],
            "is for reading",
        ),
        (
            &[
                "check",
                "example.org",
                "--open-relay",
                "--relay",
                "http://relay.example.org",
                "--rcpt-token",
                "0123456789abcdef",
            ],
            "in clear",
        ),
    ] {
        let output = waxseal(arguments);
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {complaint}");
        assert!(complaint.contains(words), "{arguments:?}: {complaint}");
    }
}

#[test]
fn a_replay_is_about_the_domain_it_was_recorded_for() {
    let path = scenario("good-lab");
    let output = waxseal(&["check", "other.lab", "--replay", path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_relay_that_is_not_there_is_no_verdict() {
    let output = waxseal(&["check", "example.org", "--relay", "http://127.0.0.1:1/"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("127.0.0.1:1"));
}
