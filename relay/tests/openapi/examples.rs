//! Requests and answers as they come, made from the types so that they cannot fall behind them.

use relay::{Observer, ObserverSettings};
use serde_json::{Value, json};
use shared::{
    Addresses, Event, Extras, Feature, FetchedBy, Limits, Observation, PolicyFile, PolicyRequest,
    Port25, ProbeRequest, RecipientTests, RelayInfo, Reply, Resolution, Service, Spent, Timestamp,
};

/// 2026-09-21T14:13:20Z.
const NOW: i64 = 1_790_000_000_000;

pub(crate) fn info() -> Value {
    json!(RelayInfo {
        wire_version: shared::WIRE_VERSION,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        vantage: Some("Frankfurt".to_owned()),
        ehlo_name: "relay.example.net".to_owned(),
        features: vec![
            Feature::Probe,
            Feature::Policy,
            Feature::DnsQuery,
            Feature::Deep
        ],
        limits: published(),
        resolver_validates: Some(true),
        port_25: Port25::Open,
        ipv6: true,
        ehlo: shared::EhloStanding::Confirmed,
        canaries: Vec::new(),
    })
}

/// What a relay of today says of itself.
fn published() -> Limits {
    Observer::new(ObserverSettings {
        ehlo_name: Some("relay.example.net".to_owned()),
        ..ObserverSettings::default()
    })
    .unwrap()
    .describe(None, None)
    .limits
}

pub(crate) fn probe_requests() -> Vec<(&'static str, Value)> {
    let usual = ProbeRequest {
        host: "mx.example.org".parse().unwrap(),
        service: Service::Smtp,
        fresh: false,
        extras: Extras::default(),
    };
    let everything = ProbeRequest {
        fresh: true,
        extras: Extras {
            deep: true,
            recipients: Some(RecipientTests {
                domain: "example.org".parse().unwrap(),
                open_relay: true,
                mailbox: Some("postmaster".parse().unwrap()),
            }),
        },
        ..usual.clone()
    };
    vec![("usual", json!(usual)), ("everything", json!(everything))]
}

pub(crate) fn policy_requests() -> Vec<(&'static str, Value)> {
    let domain = "example.org".parse().unwrap();
    vec![("usual", json!(PolicyRequest { domain }))]
}

/// A server without STARTTLS: the shortest probe that shows how one goes.
pub(crate) fn events() -> Vec<Value> {
    let address = "192.0.2.25".parse().unwrap();
    let reply = |code: u16, lines: &[&str]| Reply {
        code: code.try_into().unwrap(),
        lines: lines.iter().map(ToString::to_string).collect(),
        bare_lf: false,
    };
    let observations = [
        Observation::Started {
            host: "mx.example.org".parse().unwrap(),
            service: Service::Smtp,
            ehlo_name: "relay.example.net".to_owned(),
        },
        Observation::Resolved {
            resolution: Resolution {
                ipv4: Addresses::Found {
                    addresses: vec![address],
                },
                ipv6: Addresses::Absent,
            },
        },
        Observation::Connected {
            address,
            elapsed_ms: 12,
        },
        Observation::Greeting {
            address,
            reply: reply(220, &["mx.example.org ESMTP"]),
            elapsed_ms: 24,
        },
        Observation::Ehlo {
            address,
            reply: reply(250, &["mx.example.org", "SIZE 20480000"]),
            helo: false,
        },
        Observation::Finished {
            address,
            stopped_because: None,
            transcript: Vec::new(),
            spent: Spent {
                connections: 1,
                bytes_sent: 29,
                bytes_received: 82,
                elapsed_ms: 61,
            },
        },
        Observation::Done {
            stopped_because: None,
        },
    ];
    (0..)
        .zip(observations)
        .map(|(seq, observation)| {
            json!(Event {
                seq,
                observed_at: Timestamp::from_millis(NOW + i64::from(seq) * 12),
                observation,
            })
        })
        .collect()
}

pub(crate) fn policy_file() -> Value {
    let text = "version: STSv1\r\nmode: enforce\r\nmx: mx.example.org\r\nmax_age: 604800\r\n";
    json!(PolicyFile {
        domain: "example.org".parse().unwrap(),
        url: "https://mta-sts.example.org/.well-known/mta-sts.txt".to_owned(),
        observed_at: Timestamp::from_millis(NOW),
        elapsed_ms: 87,
        fetched_by: FetchedBy::Relay,
        tls_version: Some(shared::TlsVersion::TLS13),
        chain: None,
        status: Some(200),
        content_type: Some("text/plain".to_owned()),
        location: None,
        body: Some(text.as_bytes().into()),
        body_cut: false,
        failure: None,
    })
}
