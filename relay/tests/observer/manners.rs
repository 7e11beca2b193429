//! How the observer treats others: one connection at a time, no more than needed, gone when nobody listens.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use relay::Deadlines;
use shared::{
    Cause, DomainName, Event, Observation, Phase, ProbeRequest, Service, SkipReason, Timestamp,
};

use crate::dialogue::good_script;
use crate::support::dns::Zone;
use crate::support::pki::Authority;
use crate::support::server::{FakeServer, Step, say};
use crate::support::{
    HOST, Laboratory, ending, events, loopback, observations, observer_of, request, short_deadlines,
};

const OTHER_HOST: &str = "mx2.example.test";

fn request_for(host: &str, fresh: bool) -> ProbeRequest {
    ProbeRequest {
        host: host.parse::<DomainName>().unwrap(),
        service: Service::Smtp,
        fresh,
        extras: shared::Extras::default(),
    }
}

fn told_of_addresses(events: &[Event]) -> Vec<(Timestamp, Observation)> {
    events
        .iter()
        .filter(|event| event.observation.address().is_some())
        .map(|event| (event.observed_at, event.observation.clone()))
        .collect()
}

#[tokio::test]
async fn a_second_look_within_a_minute_costs_nothing_unless_it_is_to_be_fresh() {
    let authority = Authority::new();
    let server = FakeServer::start(good_script(&authority.issue(HOST))).await;
    let observer = observer_of(&server, &authority).await;
    let first = told_of_addresses(&events(&observer, request_for(HOST, false)).await);
    let again = told_of_addresses(&events(&observer, request_for(HOST, false)).await);
    assert_eq!(first, again);
    assert_eq!(server.accepted(), 4);
    let fresh = told_of_addresses(&events(&observer, request_for(HOST, true)).await);
    assert_ne!(first, fresh);
    assert_eq!(server.accepted(), 8);
}

/// An observer that remembers no session, but what a server takes.
async fn with_ladder_memory(server: &FakeServer, authority: &Authority) -> relay::Observer {
    let mut laboratory = Laboratory::host_at(&[server.address().ip()], server.address().port());
    laboratory.deadlines.memory = Duration::ZERO;
    laboratory.observer(authority).await
}

fn hellos(told: &[(Timestamp, Observation)]) -> Vec<(Timestamp, Observation)> {
    told.iter()
        .filter(|(_, observation)| matches!(observation, Observation::Hello { .. }))
        .cloned()
        .collect()
}

fn connections(told: &[(Timestamp, Observation)]) -> Option<u32> {
    told.iter().find_map(|(_, observation)| match observation {
        Observation::Finished { spent, .. } => Some(spent.connections),
        _ => None,
    })
}

#[tokio::test]
async fn after_a_minute_the_same_server_is_asked_for_its_session_only() {
    let authority = Authority::new();
    let server = FakeServer::start(good_script(&authority.issue(HOST))).await;
    let observer = with_ladder_memory(&server, &authority).await;
    let first = told_of_addresses(&events(&observer, request_for(HOST, false)).await);
    let again = told_of_addresses(&events(&observer, request_for(HOST, false)).await);
    let whole = connections(&first).unwrap();
    assert_eq!(connections(&again), Some(1));
    assert_eq!(server.accepted(), whole as usize + 1);
    // The session is new, the rest is told with the time at which it was seen.
    assert_ne!(first.first(), again.first());
    assert!(!hellos(&first).is_empty());
    assert_eq!(hellos(&first), hellos(&again));
    let kinds = |told: &[(Timestamp, Observation)]| {
        let observations: Vec<_> = told.iter().map(|(_, seen)| seen.clone()).collect();
        crate::support::kinds(&observations)
    };
    assert_eq!(kinds(&first), kinds(&again));
    let fresh = told_of_addresses(&events(&observer, request_for(HOST, true)).await);
    assert_eq!(connections(&fresh), Some(whole));
}

#[tokio::test]
async fn another_server_behind_the_address_is_asked_for_everything() {
    let authority = Authority::new();
    let usual = good_script(&authority.issue(HOST));
    let mut otherwise_named = usual.clone();
    otherwise_named[0] = say("220 other.example.test ESMTP");
    let server = FakeServer::start(usual.clone()).await;
    let observer = with_ladder_memory(&server, &authority).await;
    let told = told_of_addresses(&events(&observer, request_for(HOST, false)).await);
    let whole = connections(&told).unwrap();
    let rows = [
        (
            good_script(&authority.issue(HOST)),
            whole,
            "another certificate",
        ),
        (otherwise_named, whole, "another name in the greeting"),
        (vec![say("421 full"), Step::Close], 1, "no TLS at all"),
    ];
    for (changed, expected, why) in rows {
        let mut scripts = vec![usual.clone(); whole as usize];
        scripts.push(changed);
        let server = FakeServer::start_in_turn(scripts).await;
        let observer = with_ladder_memory(&server, &authority).await;
        let first = told_of_addresses(&events(&observer, request_for(HOST, false)).await);
        assert_eq!(connections(&first), Some(whole), "{why}");
        let again = told_of_addresses(&events(&observer, request_for(HOST, false)).await);
        assert_eq!(connections(&again), Some(expected), "{why}");
        let before = hellos(&first);
        assert!(
            !hellos(&again).iter().any(|told| before.contains(told)),
            "{why}"
        );
    }
}

#[tokio::test]
async fn an_address_has_one_connection_at_a_time() {
    let slow = vec![
        Step::Wait(Duration::from_millis(300)),
        say("220 mx"),
        Step::Expect("EHLO"),
        say("250 mx"),
        Step::Expect("QUIT"),
        say("221 bye"),
    ];
    let server = FakeServer::start(slow).await;
    let address = server.address();
    let mut laboratory = Laboratory::host_at(&[address.ip()], address.port());
    laboratory.zone = laboratory.zone.host(OTHER_HOST, &[address.ip()]);
    let observer = laboratory.observer(&Authority::new()).await;
    let (one, other, same) = tokio::join!(
        events(&observer, request_for(HOST, false)),
        events(&observer, request_for(OTHER_HOST, false)),
        events(&observer, request_for(HOST, true)),
    );
    for told in [&one, &other, &same] {
        let seen: Vec<_> = told.iter().map(|event| event.observation.clone()).collect();
        assert_eq!(ending(&seen).0, None);
    }
    assert_eq!(server.most_open(), 1);
    // Who waits for the turn takes what was seen meanwhile, if it is about the same name.
    assert_eq!(server.accepted(), 2);
}

#[tokio::test]
async fn an_address_has_one_connection_at_a_time_whatever_the_service() {
    let slow = vec![
        Step::Wait(Duration::from_millis(300)),
        say("220 mx"),
        Step::Expect("EHLO"),
        say("250 mx"),
        Step::Expect("QUIT"),
        say("221 bye"),
    ];
    let server = FakeServer::start(slow).await;
    let observer = observer_of(&server, &Authority::new()).await;
    let (smtp, submission) = tokio::join!(
        events(&observer, request(Service::Smtp)),
        events(&observer, request(Service::Submission)),
    );
    for told in [&smtp, &submission] {
        let seen: Vec<_> = told.iter().map(|event| event.observation.clone()).collect();
        assert_eq!(ending(&seen).0, None);
    }
    assert_eq!((server.accepted(), server.most_open()), (2, 1));
}

fn deep_request(service: Service) -> ProbeRequest {
    ProbeRequest {
        extras: shared::Extras {
            deep: true,
            recipients: None,
        },
        ..request(service)
    }
}

#[tokio::test]
async fn a_deep_look_answers_for_a_usual_one_and_not_the_other_way_round() {
    let authority = Authority::new();
    let server = FakeServer::start(good_script(&authority.issue(HOST))).await;
    let observer = observer_of(&server, &authority).await;
    events(&observer, request(Service::Smtp)).await;
    let usual = server.accepted();
    let deep = told_of_addresses(&events(&observer, deep_request(Service::Smtp)).await);
    let further = server.accepted();
    assert!(further > 2 * usual, "{further} of {usual}");
    let again = told_of_addresses(&events(&observer, deep_request(Service::Smtp)).await);
    let plain = told_of_addresses(&events(&observer, request(Service::Smtp)).await);
    assert_eq!(deep, again);
    assert_eq!(deep, plain);
    assert_eq!(server.accepted(), further);
}

#[tokio::test]
async fn a_deep_look_lets_a_usual_one_go_first() {
    let authority = Authority::new();
    let server = FakeServer::start(good_script(&authority.issue(HOST))).await;
    let observer = observer_of(&server, &authority).await;
    let mut deep = observer.probe(deep_request(Service::Smtp));
    // The ladder is climbed: from here on it is deep.
    while let Some(event) = deep.recv().await {
        if matches!(event.observation, Observation::Hybrid { .. }) {
            break;
        }
    }
    let usual = events(&observer, request(Service::Submission)).await;
    let usual = told_of_addresses(&usual);
    let mut rest = Vec::new();
    while let Some(event) = deep.recv().await {
        if let Observation::Deep { .. } = event.observation {
            rest.push(event.observed_at);
        }
    }
    let (ended_at, ending) = usual.last().unwrap();
    assert!(matches!(
        ending,
        Observation::Finished {
            stopped_because: None,
            ..
        }
    ));
    assert!(
        rest.last().is_some_and(|last| last > ended_at),
        "the deep look was over before the usual one"
    );
    assert_eq!(server.most_open(), 1);
}

#[tokio::test]
async fn nobody_listening_closes_the_connection_at_once() {
    let server = FakeServer::start(vec![]).await;
    let mut laboratory = Laboratory::host_at(&[server.address().ip()], server.address().port());
    laboratory.deadlines = Deadlines::default();
    let observer = laboratory.observer(&Authority::new()).await;
    let mut receiver = observer.probe(request(Service::Smtp));
    while let Some(event) = receiver.recv().await {
        if matches!(event.observation, Observation::Connected { .. }) {
            break;
        }
    }
    drop(receiver);
    tokio::time::timeout(Duration::from_secs(2), server.all_closed())
        .await
        .unwrap();
    assert_eq!(server.accepted(), 1);
    // A cancelled look is not remembered.
    let mut again = observer.probe(request(Service::Smtp));
    while let Some(event) = again.recv().await {
        if matches!(event.observation, Observation::Connected { .. }) {
            break;
        }
    }
    assert_eq!(server.accepted(), 2);
}

#[tokio::test]
async fn a_silent_address_does_not_hold_up_its_neighbour() {
    let authority = Authority::new();
    let silent = FakeServer::start(vec![]).await;
    let good = silent
        .start_beside(loopback(2), good_script(&authority.issue(HOST)))
        .await;
    let laboratory = Laboratory::host_at(&[loopback(1), loopback(2)], silent.address().port());
    let observer = laboratory.observer(&authority).await;
    let seen = observations(&observer, Service::Smtp).await;
    let finished: Vec<_> = seen
        .iter()
        .filter_map(|observation| match observation {
            Observation::Finished {
                address,
                stopped_because,
                ..
            } => Some((*address, stopped_because.is_none())),
            _ => None,
        })
        .collect();
    assert_eq!(
        finished,
        [(good.address().ip(), true), (silent.address().ip(), false)]
    );
}

#[tokio::test]
async fn silence_is_filled_with_heartbeats() {
    let server = FakeServer::start(vec![]).await;
    let mut laboratory = Laboratory::host_at(&[server.address().ip()], server.address().port());
    laboratory.deadlines.heartbeat = Duration::from_millis(200);
    let observer = laboratory.observer(&Authority::new()).await;
    let told = events(&observer, request(Service::Smtp)).await;
    let beats = told
        .iter()
        .filter(|event| event.observation == Observation::Heartbeat)
        .count();
    assert!((5..=10).contains(&beats), "{beats}");
}

#[tokio::test]
async fn the_deadlines_of_address_and_host_hold_and_keep_what_was_learnt() {
    let server = FakeServer::start(vec![say("220 mx")]).await;
    for (deadlines, remembered) in [
        (
            Deadlines {
                address: Duration::from_millis(1200),
                ..Deadlines::default()
            },
            true,
        ),
        (
            Deadlines {
                host: Duration::from_millis(1200),
                ..Deadlines::default()
            },
            false,
        ),
    ] {
        let mut laboratory = Laboratory::host_at(&[server.address().ip()], server.address().port());
        laboratory.deadlines = deadlines;
        let observer = laboratory.observer(&Authority::new()).await;
        let begun = Instant::now();
        let seen = observations(&observer, Service::Smtp).await;
        assert!(begun.elapsed() < Duration::from_secs(3));
        let failure = ending(&seen).0.unwrap();
        assert_eq!(failure.phase, Phase::Ehlo);
        assert!(matches!(failure.cause, Cause::TimedOut { .. }));
        let before = server.accepted();
        observations(&observer, Service::Smtp).await;
        // An address that was cut short by its host's deadline did not have its whole time.
        assert_eq!(server.accepted() == before, remembered);
    }
}

#[tokio::test]
async fn who_waits_too_long_for_the_turn_is_told_so() {
    let server = FakeServer::start(vec![]).await;
    let address: SocketAddr = server.address();
    let laboratory = Laboratory {
        zone: Zone::default()
            .host(HOST, &[address.ip()])
            .host(OTHER_HOST, &[address.ip()]),
        deadlines: Deadlines {
            host: Duration::from_millis(1500),
            ..short_deadlines()
        },
        ..Laboratory::host_at(&[], address.port())
    };
    let observer = laboratory.observer(&Authority::new()).await;
    let mut first = observer.probe(request_for(HOST, false));
    while let Some(event) = first.recv().await {
        if matches!(event.observation, Observation::Connected { .. }) {
            break;
        }
    }
    let second = events(&observer, request_for(OTHER_HOST, false)).await;
    assert!(second.iter().any(|event| {
        event.observation
            == Observation::Skipped {
                address: address.ip(),
                reason: SkipReason::OutOfTime,
            }
    }));
    assert_eq!(server.accepted(), 1);
}

#[tokio::test]
async fn a_reader_that_does_not_read_holds_up_no_connection() {
    let server = FakeServer::start(vec![]).await;
    let mut laboratory = Laboratory::host_at(&[server.address().ip()], server.address().port());
    laboratory.deadlines.heartbeat = Duration::from_millis(1);
    let observer = laboratory.observer(&Authority::new()).await;
    let receiver = observer.probe(request(Service::Smtp));
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(server.accepted(), 1);
    tokio::time::timeout(Duration::from_secs(4), server.all_closed())
        .await
        .unwrap();
    drop(receiver);
}
