//! Where a host is.

use shared::{Failure, Feature, Phase, Timestamp};

use super::*;
use crate::dns::answers::{a, nodata, put, relay};
use crate::dns::{QueryName, RecordType};
use crate::evidence::{AddressOutcome, ProbeEnd, Subject, Vantage};
use crate::query::Via;

const HOST: &str = "mx.example.org";

fn world(features: &[Feature]) -> Evidence {
    let mut relay = relay();
    relay.features.extend(features);
    let subject = Subject::Domain {
        domain: "example.org".parse().unwrap(),
    };
    let vantage = Vantage {
        relay: Some(relay),
        resolver: String::new(),
    };
    Evidence::new(subject, vantage, Timestamp::from_seconds(1_800_000_000))
}

fn not_public() -> Failure {
    let cause = Cause::Blocked {
        reason: Blocked::AddressNotPublic,
        addresses: vec!["10.1.1.1".parse().unwrap()],
    };
    Failure::new(Phase::Dns, cause)
}

fn probe(addresses: &[(&str, Option<SkipReason>)], end: Option<Option<Failure>>) -> ProbeOutcome {
    let at = Timestamp::from_seconds(1_800_000_000);
    let mut probe = ProbeOutcome::begun(at);
    probe.addresses = addresses
        .iter()
        .map(|(address, skipped)| {
            let seen = AddressOutcome {
                skipped: *skipped,
                ..AddressOutcome::default()
            };
            (address.parse().unwrap(), seen)
        })
        .collect();
    probe.end = end.map(|stopped_because| ProbeEnd {
        at,
        stopped_because,
    });
    probe
}

#[test]
fn one_private_address_hides_the_others_and_does_not_speak_for_them() {
    let private = ("10.1.1.1", Some(SkipReason::NotPublic));
    let ended = || Some(None);
    let hidden = [
        Lookup::Unknown(not_public()),
        world_lookup(RecordType::Aaaa),
    ];
    let network = || Failure::new(Phase::Relay, Cause::Closed);
    for (probe, expected, reason) in [
        (None, Location::Unknown, "nobody looked yet"),
        (
            Some(probe(&[private], None)),
            Location::Unknown,
            "others may follow",
        ),
        (
            Some(probe(&[private, ("9.9.9.40", None)], None)),
            Location::Public,
            "one of them is being looked at",
        ),
        (
            Some(probe(&[private, ("9.9.9.40", None)], ended())),
            Location::Public,
            "one of them was looked at",
        ),
        (
            Some(probe(
                &[private, ("9.9.9.40", Some(SkipReason::NotPermitted))],
                ended(),
            )),
            Location::Public,
            "not ours to try is not private",
        ),
        (
            Some(probe(&[private], ended())),
            Location::Private,
            "it is the only one",
        ),
        (
            Some(probe(&[], Some(Some(not_public())))),
            Location::Private,
            "the relay says so",
        ),
        (
            Some(probe(&[], Some(Some(network())))),
            Location::Unknown,
            "the relay saw none",
        ),
    ] {
        let name = HOST.parse().unwrap();
        let found = locate(&world(&[]), &name, &hidden, probe.as_ref());
        assert_eq!(found, expected, "{reason}");
    }
}

/// No record of this type.
fn world_lookup(family: RecordType) -> Lookup {
    let mut evidence = world(&[]);
    put(&mut evidence, Via::Resolver, HOST, family, &nodata());
    evidence.lookup(&HOST.parse::<QueryName>().unwrap(), family)
}

#[test]
fn some_names_are_out_of_reach_whatever_a_resolver_says() {
    let private = Location::Reserved(Reserved::PrivateNetworks);
    for (host, expected) in [
        ("localhost", Location::Reserved(Reserved::ThisMachine)),
        ("mx.localhost", Location::Reserved(Reserved::ThisMachine)),
        ("mail.office.local", private),
        ("mail.home.arpa", private),
        ("mail.internal", private),
        ("mail.invalid", Location::Reserved(Reserved::Nothing)),
        ("mail.example", Location::Reserved(Reserved::Nothing)),
        // These may be there, and a resolver has to tell.
        ("ai", Location::Public),
        ("1.2.0.192.in-addr.arpa", Location::Public),
        ("mail.notlocal", Location::Public),
        ("mail.local.example.org", Location::Public),
        ("mail.example.org", Location::Public),
    ] {
        let mut evidence = world(&[]);
        put(
            &mut evidence,
            Via::Resolver,
            host,
            RecordType::A,
            &a(&["9.9.9.9"]),
        );
        let name = host.parse().unwrap();
        let lookups = [evidence.lookup(&QueryName::from(&name), RecordType::A)];
        assert_eq!(locate(&evidence, &name, &lookups, None), expected, "{host}");
        let laboratory = world(&[Feature::AllowedRanges]);
        assert_eq!(
            locate(&laboratory, &name, &lookups, None),
            Location::Public,
            "{host} in a laboratory"
        );
    }
}
