//! What a state is made of.

use shared::{CipherSuite, Direction, Reply, ReplyCode, TlsVersion, TranscriptLine};

use super::super::test_support::{chose, session as agreed_on};
use super::*;
use crate::evidence::{Finish, Hello, StartTls};

fn reply(code: u16, lines: &[&str]) -> Reply {
    Reply {
        code: ReplyCode::try_from(code).unwrap(),
        lines: lines.iter().map(|line| (*line).to_owned()).collect(),
        bare_lf: false,
    }
}

fn ended(phase: Phase, cause: Cause) -> Option<Finish> {
    finish(Some(Failure::new(phase, cause)))
}

fn finish(stopped_because: Option<Failure>) -> Option<Finish> {
    Some(Finish {
        stopped_because,
        transcript: Vec::new(),
        spent: shared::Spent::default(),
    })
}

fn alert(code: u8) -> Cause {
    let name = "alert".to_owned();
    Cause::TlsAlert { code, name }
}

fn sealing(seen: &AddressOutcome, service: Service) -> &'static str {
    match address_state(seen, service) {
        AddressState::Answering(sealing) => match sealing {
            Sealing::Sealed => "sealed",
            Sealing::NotOffered => "not offered",
            Sealing::Declined(_) => "declined",
            Sealing::Fails(_) => "fails",
            Sealing::Undecided(_) => "undecided",
            Sealing::Masked(_) => "masked",
            Sealing::SpeaksClear(_) | Sealing::Pending => "else",
        },
        AddressState::Untested(_) => "untested",
        AddressState::Pending | AddressState::Skipped(_) | AddressState::Refusing => "not reached",
    }
}

#[test]
fn only_a_success_of_ehlo_says_what_is_not_offered() {
    for (code, expected, reason) in [
        (250, "not offered", "the one success"),
        (220, "untested", "a second greeting is no answer to EHLO"),
        (252, "untested", "nor is anything else"),
        (421, "untested", "too many"),
    ] {
        let reply = reply(code, &["mx.example.org"]);
        let cause = Cause::Reply {
            reply: reply.clone(),
        };
        let seen = AddressOutcome {
            ehlo: Some(Ehlo { reply, helo: false }),
            finish: if code == 250 {
                finish(None)
            } else {
                ended(Phase::Ehlo, cause)
            },
            ..AddressOutcome::default()
        };
        assert_eq!(sealing(&seen, Service::Smtp), expected, "{code}: {reason}");
    }
}

#[test]
fn a_refusal_of_starttls_counts_unless_it_is_plainly_about_us() {
    for (words, expected) in [
        ("5.5.1 command not implemented", "declined"),
        ("5.7.1 TLS is not allowed here by policy", "declined"),
        (
            "5.7.1 Client host [192.0.2.1] blocked using zen.example",
            "undecided",
        ),
        ("5.7.0 Too many connections from your IP", "undecided"),
    ] {
        let offer = reply(250, &["mx", "STARTTLS"]);
        let reply = reply(554, &[words]);
        let cause = Cause::Reply {
            reply: reply.clone(),
        };
        let seen = AddressOutcome {
            ehlo: Some(Ehlo {
                reply: offer,
                helo: false,
            }),
            starttls: Some(StartTls {
                reply,
                injected: None,
            }),
            finish: ended(Phase::StartTls, cause),
            ..AddressOutcome::default()
        };
        assert_eq!(sealing(&seen, Service::Smtp), expected, "{words}");
    }
}

#[test]
fn who_demands_a_certificate_of_the_client_does_not_seal() {
    let asking = |version, suite| {
        let mut answer = chose(version, suite);
        if let HelloAnswer::ServerHello { hello } = &mut answer {
            hello.certificate_request = true;
        }
        answer
    };
    let modern = CipherSuite::ECDHE_RSA_AES_128_GCM_SHA256;
    let old = CipherSuite::ECDHE_RSA_AES_128_CBC_SHA;
    let (tls12, tls10) = (TlsVersion::TLS12, TlsVersion::TLS10);
    let handshake = Phase::Handshake;
    for (session, finish, answer, expected, reason) in [
        (
            Some(TlsVersion::TLS13),
            ended(Phase::EhloSealed, alert(116)),
            chose(tls12, modern),
            "fails",
            "TLS 1.3 tells afterwards",
        ),
        (
            Some(TlsVersion::TLS13),
            finish(None),
            asking(tls12, modern),
            "sealed",
            "asked for and not needed",
        ),
        (
            None,
            ended(handshake, alert(40)),
            asking(tls12, modern),
            "undecided",
            "TLS 1.2 does not say why",
        ),
        (
            None,
            ended(handshake, alert(42)),
            asking(tls12, modern),
            "undecided",
            "nor here",
        ),
        (
            None,
            ended(handshake, alert(40)),
            asking(tls12, old),
            "sealed",
            "nothing in common with the full handshake",
        ),
        (
            None,
            ended(handshake, alert(40)),
            asking(tls10, old),
            "sealed",
            "as well",
        ),
        (
            None,
            ended(handshake, alert(40)),
            chose(tls12, modern),
            "sealed",
            "not asked for",
        ),
    ] {
        let seen = AddressOutcome {
            session: session.map(agreed_on),
            hellos: vec![Hello {
                offered: tls12,
                without_weak_suites: false,
                usual_suites_only: false,
                answer,
            }],
            finish,
            ..AddressOutcome::default()
        };
        for service in [Service::Smtp, Service::Submissions] {
            assert_eq!(sealing(&seen, service), expected, "{reason}");
        }
    }
}

#[test]
fn who_knows_only_helo_may_have_been_said_something_else() {
    for (refusal, expected) in [
        ("502 5.5.2 Error: command not recognized", "not offered"),
        (
            "500 5.5.1 Command unrecognized: \"XXXX probe.example\"",
            "masked",
        ),
        (
            "500 Client host [192.0.2.1] blocked using zen.example",
            "untested",
        ),
        (
            "504 5.5.2 Helo command rejected: need fully-qualified hostname",
            "untested",
        ),
    ] {
        let mut finish = finish(None);
        finish.as_mut().unwrap().transcript = [
            (Direction::Client, "EHLO probe.example"),
            (Direction::Server, refusal),
            (Direction::Client, "HELO probe.example"),
            (Direction::Server, "250 mx"),
        ]
        .map(|(direction, text)| TranscriptLine {
            at_ms: 1,
            direction,
            text: text.to_owned(),
        })
        .into();
        let seen = AddressOutcome {
            ehlo: Some(Ehlo {
                reply: reply(250, &["mx"]),
                helo: true,
            }),
            finish,
            ..AddressOutcome::default()
        };
        assert_eq!(sealing(&seen, Service::Smtp), expected, "{refusal}");
    }
}
