//! Answers to the hello that offers hybrid groups only.

use shared::{CipherSuite, Failure, MalformedReply, ServerHello};

use super::super::test_support::{chose, session};
use super::*;

const SUITE: CipherSuite = CipherSuite::TLS13_AES_128_GCM_SHA256;

fn retry(version: TlsVersion, group: Option<NamedGroup>) -> HelloAnswer {
    let HelloAnswer::ServerHello { hello } = chose(version, SUITE) else {
        unreachable!()
    };
    let hello = ServerHello {
        group,
        retry_request: true,
        ..*hello
    };
    HelloAnswer::ServerHello {
        hello: Box::new(hello),
    }
}

fn alert(code: u8) -> HelloAnswer {
    let name = "alert".to_owned();
    HelloAnswer::Alert { code, name }
}

fn failed(phase: Phase, cause: Cause) -> HelloAnswer {
    HelloAnswer::Failed {
        failure: Failure::new(phase, cause),
    }
}

#[test]
fn what_the_answer_to_hybrids_alone_means() {
    let x25519 = NamedGroup::X25519_MLKEM768;
    let excerpt = String::new();
    let reason = MalformedReply::NoCode;
    for (answer, words, reason) in [
        (
            Some(retry(TlsVersion::TLS13, Some(x25519))),
            "X25519MLKEM768 accepted",
            "named in the retry",
        ),
        (
            Some(alert(40)),
            "refused",
            "handshake_failure: no common group",
        ),
        (
            Some(alert(47)),
            "refused",
            "illegal_parameter: said of groups too",
        ),
        (Some(alert(71)), "refused", "insufficient_security"),
        (Some(alert(109)), "refused", "missing_extension"),
        (
            Some(alert(80)),
            "could not tell: the server sent the alert alert (80)",
            "internal_error: a fault of the server's, which may be gone in a minute",
        ),
        (
            Some(alert(0)),
            "could not tell: the server sent the alert alert (0)",
            "close_notify: it was shutting down",
        ),
        (
            Some(failed(Phase::Handshake, Cause::Reset)),
            "refused, without an alert",
            "hung up on it",
        ),
        (
            Some(retry(TlsVersion::TLS12, None)),
            "refused",
            "an older version is no hybrid",
        ),
        (
            Some(retry(TlsVersion::TLS13, Some(NamedGroup::X25519))),
            "could not tell: x25519 was chosen, which was not offered",
            "against RFC 8446 §4.1.4",
        ),
        (
            Some(failed(
                Phase::Greeting,
                Cause::Malformed { reason, excerpt },
            )),
            "could not tell: what came is not SMTP while waiting for the greeting",
            "never came as far as the hello",
        ),
        (
            Some(failed(
                Phase::Handshake,
                Cause::TimedOut { after_ms: 15_000 },
            )),
            "could not tell: nothing came within 15 s while making the TLS handshake",
            "silence says nothing",
        ),
        (None, "not asked", "an older relay, or one that was stopped"),
    ] {
        let seen = AddressOutcome {
            session: Some(session(TlsVersion::TLS13)),
            hybrid: answer,
            ..AddressOutcome::default()
        };
        assert_eq!(Hybrid::read(&seen).words(), words, "{reason}");
    }
}

#[test]
fn without_another_handshake_a_no_is_no_proof() {
    for answer in [alert(80), failed(Phase::Handshake, Cause::Closed)] {
        let seen = AddressOutcome {
            hybrid: Some(answer),
            ..AddressOutcome::default()
        };
        assert!(matches!(Hybrid::read(&seen), Hybrid::CouldNotTell(_)));
    }
}

#[test]
fn a_full_handshake_with_a_hybrid_is_proof_enough() {
    let mut session = session(TlsVersion::TLS13);
    session.group = Some(NamedGroup::X25519_MLKEM768);
    let seen = AddressOutcome {
        session: Some(session),
        ..AddressOutcome::default()
    };
    assert_eq!(
        Hybrid::read(&seen),
        Hybrid::Accepted(NamedGroup::X25519_MLKEM768)
    );
}
