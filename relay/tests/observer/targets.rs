//! Which targets the observer lets itself be sent to, and how names that do not resolve are told apart.

use relay::Guard;
use shared::{Addresses, Blocked, Cause, Observation, Phase, ProbeRequest, Service, SkipReason};

use crate::support::dns::Zone;
use crate::support::pki::Authority;
use crate::support::server::FakeServer;
use crate::support::{Laboratory, events, kinds, loopback};

async fn probe(laboratory: Laboratory, host: &str) -> Vec<Observation> {
    let observer = laboratory.observer(&Authority::new()).await;
    let request = ProbeRequest {
        host: host.parse().unwrap(),
        service: Service::Smtp,
        fresh: false,
        extras: shared::Extras::default(),
    };
    events(&observer, request)
        .await
        .into_iter()
        .map(|event| event.observation)
        .collect()
}

fn done(observations: &[Observation]) -> Option<Cause> {
    match observations.last() {
        Some(Observation::Done { stopped_because }) => stopped_because
            .as_ref()
            .map(|failure| failure.cause.clone()),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_private_address_is_never_dialled() {
    let server = FakeServer::start(vec![]).await;
    let port = server.address().port();
    let laboratory = Laboratory {
        zone: Zone::default().host("mx.example.org", &[loopback(1), "::1".parse().unwrap()]),
        guard: Guard::default(),
        ..Laboratory::host_at(&[], port)
    };
    let seen = probe(laboratory, "mx.example.org").await;
    assert_eq!(
        kinds(&seen),
        ["started", "resolved", "skipped", "skipped", "done"]
    );
    for observation in &seen {
        if let Observation::Skipped { reason, .. } = observation {
            assert_eq!(*reason, SkipReason::NotPublic);
        }
    }
    assert!(matches!(
        done(&seen),
        Some(Cause::Blocked {
            reason: Blocked::AddressNotPublic,
            addresses
        }) if addresses.len() == 2
    ));
    assert_eq!(server.accepted(), 0);
}

#[tokio::test]
async fn a_name_of_special_use_is_not_even_looked_up() {
    let laboratory = Laboratory {
        guard: Guard::default(),
        ..Laboratory::host_at(&[loopback(1)], 1)
    };
    let seen = probe(laboratory, "mx.example.test").await;
    assert_eq!(kinds(&seen), ["started", "done"]);
    assert!(matches!(
        done(&seen),
        Some(Cause::Blocked {
            reason: Blocked::SpecialName,
            ..
        })
    ));
}

#[tokio::test]
async fn absent_and_failed_look_ups_are_told_apart() {
    let laboratory = || Laboratory {
        zone: Zone::default()
            .host("nodata.example.test", &[])
            .broken("broken.example.test"),
        ..Laboratory::host_at(&[], 1)
    };
    for name in ["nodata.example.test", "nxdomain.example.test"] {
        let seen = probe(laboratory(), name).await;
        assert_eq!(kinds(&seen), ["started", "resolved", "done"]);
        assert!(seen.iter().any(|observation| matches!(
            observation,
            Observation::Resolved { resolution }
                if resolution.ipv4 == Addresses::Absent && resolution.ipv6 == Addresses::Absent
        )));
        assert_eq!(done(&seen), None);
    }
    let seen = probe(laboratory(), "broken.example.test").await;
    assert!(seen.iter().any(|observation| matches!(
        observation,
        Observation::Resolved { resolution } if matches!(
            &resolution.ipv4,
            Addresses::Failed { failure } if failure.phase == Phase::Dns
        )
    )));
    assert!(matches!(done(&seen), Some(Cause::Resolver { .. })));
}

#[tokio::test]
async fn a_refused_connection_is_the_addresss_own_end() {
    let server = FakeServer::start(vec![]).await;
    let port = server.address().port();
    // Nothing listens at the neighbouring address.
    let seen = probe(Laboratory::host_at(&[loopback(3)], port), "mx.example.test").await;
    assert_eq!(kinds(&seen), ["started", "resolved", "finished", "done"]);
    assert!(seen.iter().any(|observation| matches!(
        observation,
        Observation::Finished { stopped_because: Some(failure), spent, .. }
            if failure.cause == Cause::Refused && spent.connections == 1
    )));
    assert_eq!(done(&seen), None);
}
