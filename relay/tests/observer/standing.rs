//! What the observer finds out about itself: its EHLO name in DNS, and the way out on port 25.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use relay::{Observer, ObserverSettings};
use shared::{Canary, EhloStanding, Port25};

use crate::support::dns::Zone;
use crate::support::pki::Authority;
use crate::support::server::{FakeServer, Step, say};
use crate::support::{HOST, Laboratory, dns, loopback};

/// The name that [`Laboratory`] gives in EHLO.
const OWN: &str = "probe.example.test";

async fn ehlo_standing(zone: Zone) -> EhloStanding {
    let laboratory = Laboratory {
        zone,
        ..Laboratory::host_at(&[], 25)
    };
    let observer = laboratory.observer(&Authority::new()).await;
    assert_eq!(observer.describe(None, None).ehlo, EhloStanding::Unknown);
    observer.look_at_itself().await;
    observer.describe(None, None).ehlo
}

fn own_at(addresses: &[IpAddr]) -> Zone {
    Zone::default().host(OWN, addresses)
}

#[tokio::test]
async fn the_ehlo_name_is_looked_up_there_and_back() {
    let at = |last: u8| IpAddr::from([192, 0, 2, last]);
    let (one, two, six) = (at(1), at(2), "2001:db8::1".parse().unwrap());
    let many: Vec<_> = (1..=6).map(at).collect();
    let other = "other.example.test";
    let rows = [
        (
            own_at(&[one]).reverse(one, "Probe.Example.Test"),
            EhloStanding::Confirmed,
            "there and back, whatever the case",
        ),
        (
            own_at(&[one, two]).reverse(one, other).reverse(two, OWN),
            EhloStanding::Confirmed,
            "one address that confirms is enough",
        ),
        (
            own_at(&[one, two]).broken_reverse(one).reverse(two, OWN),
            EhloStanding::Confirmed,
            "whatever became of the others",
        ),
        (
            own_at(&[one]).reverse(one, other),
            EhloStanding::Unconfirmed,
            "back to another name",
        ),
        (own_at(&[one]), EhloStanding::Unconfirmed, "no reverse name"),
        (
            own_at(&[one, six]).reverse(one, other),
            EhloStanding::Unconfirmed,
            "neither of both families",
        ),
        (
            own_at(&[one]).broken_reverse(one),
            EhloStanding::Unknown,
            "the reverse name could not be found out",
        ),
        (
            Zone::default().broken(OWN),
            EhloStanding::Unknown,
            "the addresses could not be found out",
        ),
        (
            Zone::default(),
            EhloStanding::NotFound,
            "there is no such name",
        ),
        (own_at(&[]), EhloStanding::NotFound, "it has no address"),
        (
            own_at(&many).reverse(at(6), OWN),
            EhloStanding::Unconfirmed,
            "only four are looked up",
        ),
    ];
    for (zone, expected, why) in rows {
        assert_eq!(ehlo_standing(zone).await, expected, "{why}");
    }
}

#[tokio::test]
async fn a_literal_is_not_looked_up() {
    let observer = Observer::new(ObserverSettings {
        // Nobody answers there; nobody is asked.
        resolver: Some("127.0.0.1:1".parse().unwrap()),
        ehlo_name: Some("[192.0.2.1]".to_owned()),
        ..ObserverSettings::default()
    });
    let observer = observer.unwrap();
    assert_eq!(observer.describe(None, None).ehlo, EhloStanding::Literal);
}

#[tokio::test]
async fn a_resolver_that_is_silent_is_not_waited_for_long() {
    let silent = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let observer = Observer::new(ObserverSettings {
        resolver: Some(silent.local_addr().unwrap()),
        ehlo_name: Some(OWN.to_owned()),
        canaries: vec![HOST.parse().unwrap()],
        ..ObserverSettings::default()
    });
    let observer = observer.unwrap();
    let begun = Instant::now();
    observer.look_at_itself().await;
    assert!(begun.elapsed() < Duration::from_secs(3));
    assert_eq!(observer.describe(None, None).ehlo, EhloStanding::Unknown);
}

async fn with_canaries(zone: Zone, port: u16, canaries: &[&str]) -> Observer {
    let laboratory = Laboratory {
        zone,
        canaries: canaries.iter().map(|host| host.parse().unwrap()).collect(),
        ..Laboratory::host_at(&[], port)
    };
    laboratory.observer(&Authority::new()).await
}

fn canary(host: &str, port_25: Port25) -> Canary {
    Canary {
        host: host.parse().unwrap(),
        port_25,
    }
}

#[tokio::test]
async fn each_canary_is_tried_by_one_polite_connection() {
    let server = FakeServer::start(vec![
        Step::Wait(Duration::from_millis(200)),
        say("220 mx"),
        Step::Expect("QUIT"),
        say("221 bye"),
    ])
    .await;
    let zone = Zone::default()
        .host(HOST, &[server.address().ip(), loopback(9)])
        .host("closed.example.test", &[loopback(9)]);
    let hosts = ["closed.example.test", HOST, "absent.example.test"];
    let observer = with_canaries(zone, server.address().port(), &hosts).await;
    let untried = hosts.map(|host| canary(host, Port25::Unknown));
    assert_eq!(observer.describe(None, None).canaries, untried);
    for _ in 0..3 {
        observer.look_at_itself().await;
    }
    let told = observer.describe(None, None);
    let expected = [
        // A refusal may come from the far end or from a filter on the way: it proves nothing.
        canary("closed.example.test", Port25::Unknown),
        canary(HOST, Port25::Open),
        canary("absent.example.test", Port25::Unknown),
    ];
    assert_eq!(told.canaries, expected);
    assert_eq!(server.accepted(), 1);
    assert_eq!(server.lines(), ["QUIT"]);
    // A laboratory's servers say nothing about the way out to the internet.
    assert_eq!(told.port_25, Port25::Unknown);
}

#[tokio::test]
async fn a_canary_that_may_not_be_contacted_is_left_alone() {
    let server = FakeServer::start(vec![say("220 mx")]).await;
    let resolver = dns::serve(Zone::default().host("mx.example.org", &[server.address().ip()]));
    let observer = Observer::on_bench(
        ObserverSettings {
            resolver: Some(resolver.await),
            canaries: vec!["mx.example.org".parse().unwrap()],
            ..ObserverSettings::default()
        },
        relay::Bench {
            ports: relay::Ports {
                smtp: server.address().port(),
                ..relay::Ports::default()
            },
            ..relay::Bench::default()
        },
    );
    let observer = observer.unwrap();
    observer.look_at_itself().await;
    let told = observer.describe(None, None).canaries;
    assert_eq!(told, [canary("mx.example.org", Port25::Unknown)]);
    assert_eq!(server.accepted(), 0);
}
