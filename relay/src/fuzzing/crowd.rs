//! A crowd that aims at one target: what it gets to see of it stays within the published limits.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use shared::{Cause, Extras, HelloAnswer, Observation, ProbeRequest, Service, SkipReason};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use super::scripted::Server;
use crate::{Observer, ObserverSettings, limits, probe};

const CLIENTS: u32 = 1000;
const LASTS: Duration = Duration::from_secs(600);
/// Takes STARTTLS as servers do, and turns whatever comes after the first connection away politely.
const SERVER: &[u8] =
    b"L220 mx.fuzz.test\xffR\xffL250-mx.fuzz.test\xffL250 STARTTLS\xffR\xffL220 go\xffT\xff\
    R\xffL250 mx.fuzz.test\xffR\xffL221 bye\xff";

fn observer() -> Observer {
    // No range is allowed, so that every allowance counts as for a stranger's server. Nothing is dialled but the script.
    Observer::new(ObserverSettings {
        resolver: Some((Ipv4Addr::LOCALHOST, 53).into()),
        ehlo_name: Some("probe.fuzz.test".to_owned()),
        ..ObserverSettings::default()
    })
    .unwrap()
}

/// The most that fall into any period of that length.
fn most_within(moments: &[Instant], period: Duration) -> usize {
    let within = |(place, first): (usize, &Instant)| {
        let later = moments.get(place..).unwrap_or_default();
        let end = *first + period;
        later.iter().take_while(|moment| **moment < end).count()
    };
    moments.iter().enumerate().map(within).max().unwrap_or(0)
}

async fn look(
    observer: &Observer,
    host: &str,
    address: IpAddr,
    extras: Extras,
) -> Vec<Observation> {
    let request = ProbeRequest {
        host: host.parse().unwrap(),
        service: Service::Smtp,
        fresh: true,
        extras,
    };
    probe::look_at_one(Arc::clone(&observer.0), request, address).await
}

/// Each client asks anew two seconds after it is answered, wants nothing from memory, and names the target as it likes.
#[tokio::test(start_paused = true)]
async fn a_thousand_clients_for_ten_minutes_get_what_one_would() {
    let observer = observer();
    Server::scripted(SERVER).open();
    let ends_at = Instant::now() + LASTS;
    let mut clients = JoinSet::new();
    for client in 0..CLIENTS {
        let observer = observer.clone();
        clients.spawn(async move {
            let address = IpAddr::V4(Ipv4Addr::new(8, 8, 8, 8));
            let mut answers = 0_u32;
            while Instant::now() < ends_at {
                let host = format!("mx.name{client}.fuzz.test");
                let seen = look(&observer, &host, address, Extras::default()).await;
                assert!(!seen.is_empty(), "left without an answer");
                answers += 1;
                sleep(Duration::from_secs(2)).await;
            }
            answers
        });
    }
    let mut answers = 0;
    while let Some(client) = clients.join_next().await {
        answers += client.unwrap();
    }
    let dialled = Server::dialled();
    Server::close().await;
    let minute = most_within(&dialled, Duration::from_secs(60));
    println!(
        "{CLIENTS} clients, {answers} answers: {} connections, at most {minute} in a minute",
        dialled.len()
    );
    assert!(
        minute <= limits::CONNECTIONS_PER_MINUTE as usize,
        "{minute}"
    );
    assert!(dialled.len() <= limits::CONNECTIONS_PER_HOUR as usize);
    // The limit binds: the crowd would have had more.
    assert_eq!(dialled.len(), limits::CONNECTIONS_PER_HOUR as usize);
    let pauses = dialled
        .windows(2)
        .map(|pair| pair[1].duration_since(pair[0]));
    assert!(pauses.min().unwrap() >= limits::PAUSE);
}

/// A provider with a hundred addresses: each has its allowance, and all of them together have one.
#[tokio::test(start_paused = true)]
async fn all_servers_of_a_domain_together_have_an_allowance_and_are_said_to_be_busy() {
    let observer = observer();
    Server::scripted(SERVER).open();
    let ends_at = Instant::now() + LASTS;
    let mut clients = JoinSet::new();
    for number in 0..100_u8 {
        let observer = observer.clone();
        clients.spawn(async move {
            let address = IpAddr::V4(Ipv4Addr::new(8, 8, 4, number));
            let mut told = Vec::new();
            while Instant::now() < ends_at {
                let host = format!("mx{number}.provider.test");
                told.extend(look(&observer, &host, address, Extras::default()).await);
                sleep(Duration::from_secs(1)).await;
            }
            told
        });
    }
    let mut told = Vec::new();
    while let Some(client) = clients.join_next().await {
        told.extend(client.unwrap());
    }
    let dialled = Server::dialled();
    Server::close().await;
    let minute = most_within(&dialled, Duration::from_secs(60));
    assert_eq!(minute, limits::DOMAIN_CONNECTIONS_PER_MINUTE as usize);
    assert!(dialled.len() <= limits::DOMAIN_CONNECTIONS_PER_HOUR as usize);
    // Who is refused learns that nothing could be told, and when to ask again; nothing is said of the server.
    assert!(told.iter().any(|observation| matches!(
        observation,
        Observation::Hello { answer: HelloAnswer::Failed { failure }, .. } if matches!(
            &failure.cause,
            Cause::Busy { retry_after: Some(1..=61), detail } if detail.contains("this domain")
        )
    )));
    assert!(told.iter().any(|observation| matches!(
        observation,
        Observation::Skipped {
            reason: SkipReason::AskedTooOften,
            ..
        }
    )));
}
