//! Which targets the observer lets itself be sent to, and how names that do not resolve are told apart.

use relay::Guard;
use shared::{Addresses, Blocked, Cause, Observation, Phase, ProbeRequest, Service, SkipReason};

use crate::support::dns::Zone;
use crate::support::pki::Authority;
use crate::support::server::FakeServer;
use crate::support::{HOST, Laboratory, events, kinds, loopback};

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

#[tokio::test]
async fn what_the_operator_denies_is_refused_as_a_private_address_is() {
    let server = FakeServer::start(vec![]).await;
    let port = server.address().port();
    let guard = Guard::allowing(vec!["127.0.0.0/8".parse().unwrap()]);
    let address = server.address().ip();
    guard.deny(format!("{address}\nnever.test").parse().unwrap());
    let laboratory = || Laboratory {
        guard: guard.clone(),
        ..Laboratory::host_at(&[address], port)
    };
    let seen = probe(laboratory(), HOST).await;
    assert_eq!(kinds(&seen), ["started", "resolved", "skipped", "done"]);
    assert!(seen.contains(&Observation::Skipped {
        address,
        reason: SkipReason::NotPermitted
    }));
    let refused = |addresses| {
        Some(Cause::Blocked {
            reason: Blocked::NotPermitted,
            addresses,
        })
    };
    assert_eq!(done(&seen), refused(vec![address]));
    // A name is refused before it is looked up, as one of special use.
    let seen = probe(laboratory(), "mx.never.test").await;
    assert_eq!(kinds(&seen), ["started", "done"]);
    assert_eq!(done(&seen), refused(Vec::new()));
    assert_eq!(server.accepted(), 0);
}

#[tokio::test]
async fn whoever_asks_in_dns_not_to_be_probed_is_spared() {
    let no = "v=waxseal1; probe=no";
    let yes = "v=waxseal1; probe=yes";
    for (records, heeds, spared) in [
        (&[("_waxseal.mx.example.test", no)][..], true, true),
        (&[("_waxseal.example.test", no)][..], true, true),
        // The host's own word goes first.
        (
            &[
                ("_waxseal.example.test", no),
                ("_waxseal.mx.example.test", yes),
            ][..],
            true,
            false,
        ),
        (&[("_waxseal.test", no)][..], true, false),
        (
            &[("_waxseal.mx.example.test", "v=spf1 -all")][..],
            true,
            false,
        ),
        (&[][..], true, false),
        // On one's own machine, for oneself.
        (&[("_waxseal.mx.example.test", no)][..], false, false),
    ] {
        let server = FakeServer::start(vec![]).await;
        let mut laboratory = Laboratory {
            heeds_opt_outs: heeds,
            ..Laboratory::host_at(&[server.address().ip()], server.address().port())
        };
        for (name, text) in records {
            laboratory.zone = laboratory.zone.text(name, text);
        }
        let seen = probe(laboratory, HOST).await;
        if spared {
            assert_eq!(kinds(&seen), ["started", "resolved", "done"], "{records:?}");
            let reason = Blocked::OptedOut;
            let addresses = Vec::new();
            assert_eq!(done(&seen), Some(Cause::Blocked { reason, addresses }));
            assert_eq!(server.accepted(), 0);
        } else {
            assert_eq!(done(&seen), None, "{records:?}");
            assert!(server.accepted() > 0, "{records:?}");
        }
    }
}

/// A resolver that fails for the wish must not be taken for a wish, nor the probe be lost with it.
#[tokio::test]
async fn a_wish_that_cannot_be_looked_up_is_none() {
    let server = FakeServer::start(vec![]).await;
    let mut laboratory = Laboratory::host_at(&[server.address().ip()], server.address().port());
    laboratory.zone = laboratory
        .zone
        .broken("_waxseal.mx.example.test")
        .broken("_waxseal.example.test");
    let seen = probe(laboratory, HOST).await;
    assert_eq!(done(&seen), None);
    assert!(server.accepted() > 0);
}
