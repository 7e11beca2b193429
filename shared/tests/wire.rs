//! One golden JSON for each variant of the wire, read and written: a change of the wire is a reviewed change.

#![allow(clippy::unwrap_used, reason = "a broken fixture ends the test")]

use std::fmt::Debug;
use std::net::IpAddr;

use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::*;

fn golden<T: Serialize + DeserializeOwned + PartialEq + Debug>(name: &str, value: &T) {
    let json = serde_json::to_string(value).unwrap();
    let read: T = serde_json::from_str(&json).unwrap();
    assert_eq!(&read, value, "{name} does not survive the wire");
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_json_snapshot!(name.to_owned(), value);
    });
}

fn name(text: &str) -> DomainName {
    text.parse().unwrap()
}

fn address() -> IpAddr {
    "192.0.2.25".parse().unwrap()
}

fn reply(code: u16, lines: &[&str]) -> Reply {
    Reply {
        code: code.try_into().unwrap(),
        lines: lines.iter().map(ToString::to_string).collect(),
        bare_lf: false,
    }
}

fn chain() -> Chain {
    Chain {
        certificates: vec![Octets::from(vec![0x30, 0x03, 0x02, 0x01, 0x00])],
        cut: false,
        path_now: PathCheck::Broken {
            fault: PathFault::Expired,
            detail: "expired on 2026-01-01".to_owned(),
        },
        path_within_validity: PathCheck::Trusted,
        self_signed: false,
        issuer_resembles_root: true,
        leaf_chains_to: vec![false],
    }
}

fn session() -> TlsSession {
    TlsSession {
        version: TlsVersion::TLS13,
        suite: CipherSuite::TLS13_AES_256_GCM_SHA384,
        group: Some(NamedGroup::X25519),
        signature: HandshakeSignature::Right {
            scheme: SignatureScheme::ECDSA_SECP256R1_SHA256,
        },
        ocsp_stapled: false,
        chain: chain(),
        elapsed_ms: 31,
    }
}

fn server_hello() -> ServerHello {
    ServerHello {
        version: TlsVersion::TLS11,
        suite: CipherSuite::DHE_RSA_AES_128_CBC_SHA,
        group: Some(NamedGroup::FFDHE2048),
        signature: Some(SignatureScheme::RSA_PKCS1_SHA1),
        dh_bits: Some(2048),
        dh_origin: Some(PrimeOrigin::Rfc7919),
        retry_request: false,
        extended_master_secret: true,
        secure_renegotiation: true,
        compression: 0,
        downgrade_mark: true,
        certificate_request: true,
        chain: Some(chain()),
        cut_short_by: None,
    }
}

#[test]
fn requests() {
    golden(
        "request-probe",
        &ProbeRequest {
            host: name("mx.example.org"),
            service: Service::Smtp,
            fresh: false,
            extras: Extras::default(),
        },
    );
    golden(
        "request-probe-fresh",
        &ProbeRequest {
            host: name("mx.example.org"),
            service: Service::Submissions,
            fresh: true,
            extras: Extras::default(),
        },
    );
    golden(
        "request-probe-extras",
        &ProbeRequest {
            host: name("mx.example.org"),
            service: Service::Smtp,
            fresh: false,
            extras: Extras {
                deep: true,
                recipients: Some(RecipientTests {
                    domain: name("example.org"),
                    open_relay: true,
                    mailbox: Some("postmaster".parse().unwrap()),
                }),
            },
        },
    );
    golden(
        "request-policy",
        &PolicyRequest {
            domain: name("example.org"),
        },
    );
    // What a client may not name, it cannot smuggle in.
    for json in [
        r#"{"host":"mx.example.org","service":"smtp","port":22}"#,
        r#"{"host":"mx.example.org","service":"ssh"}"#,
        r#"{"host":"mx.example.org\r\nQUIT","service":"smtp"}"#,
        r#"{"host":"mx.example.org","service":"smtp","extras":{"connections":1000}}"#,
        r#"{"host":"mx.example.org","service":"smtp","extras":{"recipients":{"domain":"example.org","mailbox":"a>\r\nDATA"}}}"#,
    ] {
        assert!(
            serde_json::from_str::<ProbeRequest>(json).is_err(),
            "{json}"
        );
    }
}

#[test]
fn observations() {
    let address = address();
    let failed = Failure::new(
        Phase::Dns,
        Cause::Resolver {
            detail: "SERVFAIL".to_owned(),
        },
    );
    let observations = [
        (
            "started",
            Observation::Started {
                host: name("mx.example.org"),
                service: Service::Smtp,
                ehlo_name: "relay.example.net".to_owned(),
            },
        ),
        (
            "resolved",
            Observation::Resolved {
                resolution: Resolution {
                    ipv4: Addresses::Found {
                        addresses: vec![address],
                    },
                    ipv6: Addresses::Absent,
                },
            },
        ),
        (
            "resolved-in-part",
            Observation::Resolved {
                resolution: Resolution {
                    ipv4: Addresses::Absent,
                    ipv6: Addresses::Failed {
                        failure: failed.clone(),
                    },
                },
            },
        ),
        (
            "skipped",
            Observation::Skipped {
                address,
                reason: SkipReason::NotPublic,
            },
        ),
        (
            "connected",
            Observation::Connected {
                address,
                elapsed_ms: 12,
            },
        ),
        (
            "greeting",
            Observation::Greeting {
                address,
                reply: reply(220, &["mx.example.org ESMTP"]),
                elapsed_ms: 40,
            },
        ),
        (
            "ehlo",
            Observation::Ehlo {
                address,
                reply: reply(250, &["mx.example.org", "STARTTLS"]),
                helo: false,
            },
        ),
        (
            "helo",
            Observation::Ehlo {
                address,
                reply: reply(250, &["hello"]),
                helo: true,
            },
        ),
        (
            "starttls",
            Observation::StartTls {
                address,
                reply: reply(220, &["go ahead"]),
                injected: None,
            },
        ),
        (
            "starttls-injected",
            Observation::StartTls {
                address,
                reply: reply(220, &["go ahead"]),
                injected: Some(Octets::from(b"250 x\r\n".as_slice())),
            },
        ),
        (
            "handshake",
            Observation::Handshake {
                address,
                session: session(),
            },
        ),
        (
            "ehlo-sealed",
            Observation::EhloSealed {
                address,
                reply: reply(250, &["mx.example.org"]),
                helo: false,
            },
        ),
        (
            "hello-answered",
            Observation::Hello {
                address,
                offered: TlsVersion::TLS12,
                without_weak_suites: false,
                usual_suites_only: false,
                answer: HelloAnswer::ServerHello {
                    hello: Box::new(server_hello()),
                },
            },
        ),
        (
            "hello-answered-in-part",
            Observation::Hello {
                address,
                offered: TlsVersion::SSL3,
                without_weak_suites: false,
                usual_suites_only: false,
                answer: HelloAnswer::ServerHello {
                    hello: Box::new(ServerHello {
                        version: TlsVersion::SSL3,
                        suite: CipherSuite::RSA_RC4_128_SHA,
                        group: None,
                        signature: None,
                        dh_bits: None,
                        dh_origin: None,
                        retry_request: false,
                        extended_master_secret: false,
                        secure_renegotiation: false,
                        compression: 1,
                        downgrade_mark: false,
                        certificate_request: false,
                        chain: None,
                        cut_short_by: Some(Failure::new(Phase::Handshake, Cause::Closed)),
                    }),
                },
            },
        ),
        (
            "hello-refused",
            Observation::Hello {
                address,
                offered: TlsVersion::TLS12,
                without_weak_suites: true,
                usual_suites_only: false,
                answer: HelloAnswer::Alert {
                    code: 40,
                    name: "handshake_failure".to_owned(),
                },
            },
        ),
        (
            "hello-failed",
            Observation::Hello {
                address,
                offered: TlsVersion::TLS11,
                without_weak_suites: false,
                usual_suites_only: false,
                answer: HelloAnswer::Failed {
                    failure: Failure::new(Phase::Handshake, Cause::Reset),
                },
            },
        ),
        (
            "hybrid",
            Observation::Hybrid {
                address,
                answer: HelloAnswer::ServerHello {
                    hello: Box::new(ServerHello {
                        version: TlsVersion::TLS13,
                        suite: CipherSuite::TLS13_AES_256_GCM_SHA384,
                        group: Some(NamedGroup::X25519_MLKEM768),
                        retry_request: true,
                        dh_bits: None,
                        dh_origin: None,
                        signature: None,
                        chain: None,
                        ..server_hello()
                    }),
                },
            },
        ),
        (
            "recipients",
            Observation::Recipients {
                address,
                trial: RecipientTrial {
                    tried: vec![
                        RecipientTried {
                            kind: RecipientKind::Foreign,
                            sender: String::new(),
                            recipient: "waxseal@example.com".to_owned(),
                            sender_refused: None,
                            reply: Some(reply(554, &["5.7.1 relay access denied"])),
                        },
                        RecipientTried {
                            kind: RecipientKind::OwnRandom,
                            sender: "waxseal@example.com".to_owned(),
                            recipient: "x7d2@example.org".to_owned(),
                            sender_refused: Some(reply(550, &["no"])),
                            reply: None,
                        },
                    ],
                    cut_short_by: Some(Failure::new(Phase::Recipients, Cause::Closed)),
                },
            },
        ),
        (
            "finished",
            Observation::Finished {
                address,
                stopped_because: None,
                transcript: vec![TranscriptLine {
                    at_ms: 12,
                    direction: Direction::Server,
                    text: "220 mx.example.org ESMTP".to_owned(),
                }],
                spent: Spent {
                    connections: 1,
                    bytes_sent: 700,
                    bytes_received: 3200,
                    elapsed_ms: 90,
                },
            },
        ),
        (
            "finished-early",
            Observation::Finished {
                address,
                stopped_because: Some(Failure::new(
                    Phase::Greeting,
                    Cause::Reply {
                        reply: reply(421, &["4.7.0 too many connections"]),
                    },
                )),
                transcript: Vec::new(),
                spent: Spent::default(),
            },
        ),
        ("heartbeat", Observation::Heartbeat),
        (
            "done",
            Observation::Done {
                stopped_because: None,
            },
        ),
        (
            "done-early",
            Observation::Done {
                stopped_because: Some(failed),
            },
        ),
        (
            "hello-usual",
            Observation::Hello {
                address,
                offered: TlsVersion::TLS12,
                without_weak_suites: false,
                usual_suites_only: true,
                answer: HelloAnswer::Alert {
                    code: 40,
                    name: "handshake_failure".to_owned(),
                },
            },
        ),
    ];
    for (seq, (name, observation)) in (0..).zip(observations) {
        let observed_at = Timestamp::from_seconds(1_795_000_000);
        golden(
            &format!("event-{name}"),
            &Event {
                seq,
                observed_at,
                observation,
            },
        );
    }
}

#[test]
fn failures() {
    let causes = [
        ("refused", Cause::Refused),
        ("no-route", Cause::NoRoute),
        ("timed-out", Cause::TimedOut { after_ms: 30_000 }),
        ("reset", Cause::Reset),
        ("closed", Cause::Closed),
        (
            "reply",
            Cause::Reply {
                reply: reply(554, &["5.7.1 no"]),
            },
        ),
        (
            "malformed",
            Cause::Malformed {
                reason: MalformedReply::LooksLikeTls,
                excerpt: "\u{16}\u{3}\u{3}".to_owned(),
            },
        ),
        (
            "tls-alert",
            Cause::TlsAlert {
                code: 40,
                name: "handshake_failure".to_owned(),
            },
        ),
        (
            "tls-broken",
            Cause::TlsBroken {
                detail: "corrupt message".to_owned(),
                excerpt: Some("500 what?".to_owned()),
            },
        ),
        (
            "http",
            Cause::Http {
                detail: "no status line".to_owned(),
            },
        ),
        ("too-long", Cause::TooLong { cap: 65_536 }),
        (
            "resolver",
            Cause::Resolver {
                detail: "SERVFAIL".to_owned(),
            },
        ),
        (
            "blocked",
            Cause::Blocked {
                reason: Blocked::AddressNotPublic,
                addresses: vec!["10.0.0.1".parse().unwrap()],
            },
        ),
        (
            "busy",
            Cause::Busy {
                retry_after: Some(30),
                detail: "too many probes".to_owned(),
            },
        ),
        (
            "internal",
            Cause::Internal {
                detail: "out of sockets".to_owned(),
            },
        ),
        (
            "unreachable",
            Cause::Unreachable {
                detail: "no network".to_owned(),
            },
        ),
        ("cancelled", Cause::Cancelled),
    ];
    for (name, cause) in causes {
        golden(
            &format!("failure-{name}"),
            &Failure::new(Phase::Handshake, cause),
        );
    }
}

#[test]
fn policy_files_and_chains() {
    let file = PolicyFile {
        domain: name("example.org"),
        url: "https://mta-sts.example.org/.well-known/mta-sts.txt".to_owned(),
        observed_at: Timestamp::from_seconds(1_795_000_000),
        elapsed_ms: 120,
        fetched_by: FetchedBy::Relay,
        tls_version: Some(TlsVersion::TLS12),
        chain: Some(chain()),
        status: Some(200),
        content_type: Some("text/plain".to_owned()),
        location: None,
        body: Some(Octets::from(b"version: STSv1\n".as_slice())),
        body_cut: false,
        failure: None,
    };
    golden("policy-file", &file);
    golden(
        "policy-file-redirect",
        &PolicyFile {
            status: Some(301),
            location: Some("https://www.example.org/".to_owned()),
            body: None,
            ..file.clone()
        },
    );
    golden(
        "policy-file-failed",
        &PolicyFile {
            fetched_by: FetchedBy::Browser,
            tls_version: None,
            chain: None,
            status: None,
            content_type: None,
            body: None,
            failure: Some(Failure::new(Phase::Connect, Cause::Refused)),
            ..file
        },
    );
    golden(
        "signature-wrong",
        &HandshakeSignature::Wrong {
            scheme: SignatureScheme::RSA_PSS_RSAE_SHA256,
            reason: "invalid signature".to_owned(),
        },
    );
    golden("signature-none", &HandshakeSignature::None);
}

#[test]
fn relays_and_problems() {
    golden(
        "relay-info",
        &RelayInfo {
            wire_version: WIRE_VERSION,
            version: "0.1.0".to_owned(),
            vantage: Some("Amsterdam".to_owned()),
            ehlo_name: "relay.example.net".to_owned(),
            features: vec![
                Feature::Probe,
                Feature::Policy,
                Feature::DnsQuery,
                Feature::Deep,
                Feature::Recipients,
                Feature::AllowedRanges,
            ],
            limits: Limits {
                probes_per_minute: 60,
                probes_per_hour: 300,
                probes_at_once: 6,
                policies_per_minute: 30,
                dns_queries_per_minute: 600,
                connections_per_address_per_minute: 12,
                connections_per_address_per_hour: 60,
                addresses_per_family: 4,
                pause_ms: 1000,
                address_deadline_ms: 60_000,
                host_deadline_ms: 120_000,
                deep_connections_per_address_per_hour: 120,
                recipient_tests_per_address_per_hour: 6,
                deep_address_deadline_ms: 180_000,
                deep_host_deadline_ms: 300_000,
                connect_deadline_ms: 10_000,
                greeting_deadline_ms: 30_000,
                command_deadline_ms: 20_000,
                handshake_deadline_ms: 15_000,
                session_memory_ms: 60_000,
                ladder_memory_ms: 600_000,
                connections_per_domain_per_minute: 240,
                connections_per_domain_per_hour: 2400,
                deep_connections_per_domain_per_hour: 1200,
                probes_at_once_globally: 1024,
                connections_at_once_globally: 2048,
            },
            resolver_validates: Some(true),
            port_25: Port25::Unknown,
            ipv6: false,
            ehlo: EhloStanding::Confirmed,
            canaries: vec![Canary {
                host: name("mx.example.net"),
                port_25: Port25::Open,
            }],
        },
    );
    for code in [
        ProblemCode::InvalidRequest,
        ProblemCode::OriginRefused,
        ProblemCode::HostRefused,
        ProblemCode::NotFound,
        ProblemCode::AddressNotPublic,
        ProblemCode::SpecialName,
        ProblemCode::RecordTypeRefused,
        ProblemCode::NotPermitted,
        ProblemCode::TokenRequired,
        ProblemCode::TokenRefused,
        ProblemCode::TooManyRequests,
        ProblemCode::Overloaded,
        ProblemCode::ResolverFailed,
        ProblemCode::Internal,
    ] {
        let word = serde_json::to_value(code)
            .unwrap()
            .as_str()
            .unwrap()
            .to_owned();
        golden(
            &format!("problem-{word}"),
            &Problem {
                code,
                status: 400,
                title: "in words".to_owned(),
                retry_after: (code == ProblemCode::TooManyRequests).then_some(12),
            },
        );
    }
}

#[test]
fn deep_facts() {
    let facts = [
        (
            "suites",
            DeepFact::Suites(SuiteList {
                version: TlsVersion::TLS13,
                accepted: vec![
                    CipherSuite::TLS13_AES_256_GCM_SHA384,
                    CipherSuite::TLS13_AES_128_GCM_SHA256,
                ],
                preference: Preference::Server,
                cut_short_by: None,
            }),
        ),
        (
            "groups",
            DeepFact::Groups(GroupList {
                version: TlsVersion::TLS12,
                accepted: vec![NamedGroup::X25519],
                preference: Preference::Unknown,
                cut_short_by: Some(Failure::new(
                    Phase::Greeting,
                    Cause::Reply {
                        reply: reply(421, &["too many connections"]),
                    },
                )),
            }),
        ),
        (
            "certificate",
            DeepFact::Certificate {
                kind: KeyKind::Ecdsa,
                answer: HelloAnswer::Alert {
                    code: 40,
                    name: "handshake_failure".to_owned(),
                },
            },
        ),
        (
            "without-name",
            DeepFact::WithoutName {
                answer: HelloAnswer::ServerHello {
                    hello: Box::new(server_hello()),
                },
            },
        ),
        (
            "injection-forgotten",
            DeepFact::Injection(InjectionAnswer::Forgotten),
        ),
        (
            "injection-obeyed",
            DeepFact::Injection(InjectionAnswer::Obeyed {
                reply: reply(250, &["2.0.0 Ok"]),
            }),
        ),
    ];
    for (word, fact) in facts {
        golden(
            &format!("deep-{word}"),
            &Observation::Deep {
                address: address(),
                fact,
            },
        );
    }
}
