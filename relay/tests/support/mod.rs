//! What the tests stand on: a scripted server, a DNS server with a fixed zone, and a small certificate authority.
//! All of it listens on loopback only, on ports that the system chooses.

pub(crate) mod dns;
pub(crate) mod pki;
pub(crate) mod server;

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use relay::{Bench, Deadlines, Guard, Observer, ObserverSettings, Ports};
use shared::{DomainName, Event, Failure, Observation, ProbeRequest, Service, TranscriptLine};

use self::dns::Zone;
use self::pki::Authority;
use self::server::FakeServer;

/// The host of most tests.
pub(crate) const HOST: &str = "mx.example.test";

/// An observer's laboratory: its own resolver, its own authority, loopback allowed, all servers on one port.
pub(crate) struct Laboratory {
    pub(crate) zone: Zone,
    pub(crate) port: u16,
    pub(crate) guard: Guard,
    pub(crate) deadlines: Deadlines,
    pub(crate) canaries: Vec<DomainName>,
    /// Whether its operator lets recipients be tried.
    pub(crate) rcpt_tests: bool,
    /// Whether those who ask for it are spared.
    pub(crate) heeds_opt_outs: bool,
}

impl Laboratory {
    /// [`HOST`] is at these addresses, everything else is as in production, but for deadlines that fit a test.
    pub(crate) fn host_at(addresses: &[IpAddr], port: u16) -> Self {
        Self {
            zone: Zone::default().host(HOST, addresses),
            port,
            guard: Guard::allowing(vec!["127.0.0.0/8".parse().unwrap()]),
            deadlines: short_deadlines(),
            canaries: Vec::new(),
            rcpt_tests: true,
            heeds_opt_outs: true,
        }
    }

    pub(crate) async fn observer(self, authority: &Authority) -> Observer {
        let resolver = dns::serve(self.zone).await;
        Observer::on_bench(
            ObserverSettings {
                resolver: Some(resolver),
                extra_roots: vec![authority.certificate()],
                guard: self.guard,
                ehlo_name: Some("probe.example.test".to_owned()),
                canaries: self.canaries,
                rcpt_tests: self.rcpt_tests,
                heeds_opt_outs: self.heeds_opt_outs,
                ..ObserverSettings::default()
            },
            Bench {
                ports: Ports {
                    smtp: self.port,
                    submission: self.port,
                    submissions: self.port,
                    https: self.port,
                },
                deadlines: self.deadlines,
            },
        )
        .unwrap()
    }
}

/// Long enough for a busy machine to answer in, short enough to wait for in a test.
pub(crate) fn short_deadlines() -> Deadlines {
    Deadlines {
        greeting: Duration::from_secs(2),
        command: Duration::from_secs(2),
        handshake: Duration::from_secs(3),
        quit: Duration::from_secs(1),
        policy: Duration::from_secs(4),
        ..Deadlines::default()
    }
}

/// An observer for one server at [`HOST`].
pub(crate) async fn observer_of(server: &FakeServer, authority: &Authority) -> Observer {
    Laboratory::host_at(&[server.address().ip()], server.address().port())
        .observer(authority)
        .await
}

/// Everything a probe tells, checked for what holds of every probe: counted without a gap, begun with `Started`, ended
/// with `Done`.
pub(crate) async fn events(observer: &Observer, request: ProbeRequest) -> Vec<Event> {
    let mut receiver = observer.probe(request);
    let mut events = Vec::new();
    while let Some(event) = receiver.recv().await {
        events.push(event);
    }
    for (seq, event) in events.iter().enumerate() {
        assert_eq!(event.seq as usize, seq);
    }
    assert!(matches!(
        events.first().map(|event| &event.observation),
        Some(Observation::Started { .. })
    ));
    let done = events
        .iter()
        .position(|event| matches!(event.observation, Observation::Done { .. }));
    assert_eq!(done, Some(events.len() - 1), "{events:#?}");
    events
}

/// The same without the times and heartbeats.
pub(crate) async fn observations(observer: &Observer, service: Service) -> Vec<Observation> {
    events(observer, request(service))
        .await
        .into_iter()
        .map(|event| event.observation)
        .filter(|observation| *observation != Observation::Heartbeat)
        .collect()
}

/// A request for [`HOST`].
pub(crate) fn request(service: Service) -> ProbeRequest {
    ProbeRequest {
        host: HOST.parse().unwrap(),
        service,
        fresh: false,
        extras: shared::Extras::default(),
    }
}

/// How the only address ended.
pub(crate) fn ending(observations: &[Observation]) -> (Option<Failure>, Vec<TranscriptLine>) {
    observations
        .iter()
        .find_map(|observation| match observation {
            Observation::Finished {
                stopped_because,
                transcript,
                ..
            } => Some((stopped_because.clone(), transcript.clone())),
            _ => None,
        })
        .unwrap_or_else(|| panic!("no address was finished: {observations:#?}"))
}

/// The names of the observations, in order: what was told, without the details.
pub(crate) fn kinds(observations: &[Observation]) -> Vec<String> {
    observations
        .iter()
        .map(
            |observation| match serde_json::to_value(observation).unwrap() {
                serde_json::Value::String(name) => name,
                value => value.as_object().unwrap().keys().next().unwrap().clone(),
            },
        )
        .collect()
}

/// 127.0.0.last.
pub(crate) fn loopback(last: u8) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(127, 0, 0, last))
}
