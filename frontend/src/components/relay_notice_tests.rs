use shared::{Canary, Limits, Port25, WIRE_VERSION};

use super::*;

/// A relay of which nothing need be said.
fn faultless() -> RelayInfo {
    RelayInfo {
        wire_version: WIRE_VERSION,
        version: "1.2.3".into(),
        vantage: None,
        ehlo_name: "probe.example".into(),
        features: vec![
            Feature::Probe,
            Feature::Policy,
            Feature::DnsQuery,
            Feature::Deep,
        ],
        limits: Limits::default(),
        resolver_validates: Some(true),
        port_25: Port25::Open,
        ipv6: true,
        ehlo: EhloStanding::Confirmed,
        canaries: Vec::new(),
    }
}

#[test]
fn each_thing_that_a_relay_lacks_is_said_once() {
    assert_eq!(caveats(&faultless()), [""; 0]);
    let canary = |host: &str, port_25| Canary {
        host: host.parse().unwrap(),
        port_25,
    };
    type Flaw = fn(&mut RelayInfo);
    let rows: [(Flaw, &str); 10] = [
        (
            |info| info.features.retain(|&f| f != Feature::Probe),
            "does not look at mail servers",
        ),
        (
            |info| info.features.retain(|&f| f != Feature::Policy),
            "no MTA-STS policies",
        ),
        (
            |info| info.features.retain(|&f| f != Feature::DnsQuery),
            "names of addresses",
        ),
        (
            |info| info.features.retain(|&f| f != Feature::Deep),
            "no deeper than usual",
        ),
        (
            |info| info.port_25 = Port25::PerhapsBlocked,
            "timed out so far. The network",
        ),
        (|info| info.ipv6 = false, "IPv4 only"),
        (|info| info.resolver_validates = Some(false), "DNSSEC"),
        (
            |info| info.ehlo = EhloStanding::Unconfirmed,
            "probe.example, which is not the reverse name",
        ),
        (
            |info| info.ehlo = EhloStanding::NotFound,
            "probe.example, a name without an address",
        ),
        (
            |info| info.ehlo = EhloStanding::Literal,
            "gives its address, probe.example",
        ),
    ];
    for (flaw, words) in rows {
        let mut info = faultless();
        flaw(&mut info);
        let said = caveats(&info);
        assert!(
            said.len() == 1 && said[0].contains(words),
            "{words}: {said:?}"
        );
    }

    // Not known is no flaw.
    let mut info = faultless();
    info.ehlo = EhloStanding::Unknown;
    info.port_25 = Port25::Unknown;
    info.resolver_validates = None;
    assert_eq!(caveats(&info), [""; 0]);

    // Only what timed out is named, and one way out proves the way.
    info.port_25 = Port25::PerhapsBlocked;
    info.canaries = vec![
        canary("mx.example.net", Port25::PerhapsBlocked),
        canary("mx.example.com", Port25::Unknown),
    ];
    let said = caveats(&info).concat();
    assert!(said.contains("even those to mx.example.net."), "{said}");
    info.port_25 = Port25::Open;
    assert_eq!(caveats(&info), [""; 0]);
}
