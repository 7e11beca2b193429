//! Chains of CNAME records.

use super::*;

#[test]
fn aliases_are_followed_in_whatever_order_they_come() {
    let wire = Wire::to("a.test", RecordType::A)
        .answer(rr("c.test", RecordType::A, 300, &[192, 0, 2, 1]))
        .answer(rr("a.test", RecordType::A, 1, &[192, 0, 2, 66])) // not at the end of the chain
        .answer(cname("B.test", 20, "c.test"))
        .answer(rr_of("c.test", 46, 1, 5, b"RRSIG")) // passed by
        .answer(rr_of("c.test", 1, 3, 5, &[192, 0, 2, 67])) // of class CH
        .answer(cname("a.test", 30, "b.test"));
    let message = read(&wire, "a.test", RecordType::A).unwrap();
    assert_eq!(message.aliases, [name("b.test"), name("c.test")]);
    assert_eq!(contents(&message), ["192.0.2.1"]);
    assert_eq!(message.ttl, Some(20));
    assert_eq!(message.canonical_name(&name("a.test")).as_str(), "c.test");
    // Asked for the alias itself, nothing is followed.
    let wire = Wire::to("a.test", RecordType::Cname).answer(cname("a.test", 30, "b.test"));
    let message = read(&wire, "a.test", RecordType::Cname).unwrap();
    assert_eq!(contents(&message), ["b.test"]);
    assert!(message.aliases.is_empty());
}

#[test]
fn an_alias_of_nothing_is_nxdomain_of_its_target() {
    for (rcode, answer) in [
        (3, "NxDomain"),
        (0, "NoData"),
        (2, "ServerFailure(Rcode(2))"),
    ] {
        let wire = Wire::to("a.test", RecordType::Mx)
            .flags(rcode)
            .answer(cname("a.test", 30, "gone.test"));
        let message = read(&wire, "a.test", RecordType::Mx).unwrap();
        assert_eq!(format!("{:?}", message.answer()), answer);
        assert_eq!(message.aliases, [name("gone.test")]);
    }
}

#[test]
fn alias_chains_end() {
    let looped = Wire::to("a.test", RecordType::A)
        .answer(cname("a.test", 1, "b.test"))
        .answer(cname("b.test", 1, "A.test"));
    let fault = read(&looped, "a.test", RecordType::A).unwrap_err();
    assert_eq!(fault, DecodeFault::AliasLoop { at: name("a.test") });
    assert!(fault.is_of_the_domain());
    let itself = Wire::to("a.test", RecordType::A).answer(cname("a.test", 1, "a.test"));
    assert!(matches!(
        read(&itself, "a.test", RecordType::A),
        Err(DecodeFault::AliasLoop { .. }),
    ));
    let chain = |length: usize| {
        (0..length).fold(Wire::to("0.test", RecordType::A), |wire, step| {
            wire.answer(cname(
                &format!("{step}.test"),
                1,
                &format!("{}.test", step + 1),
            ))
        })
    };
    let longest = read(&chain(16), "0.test", RecordType::A).unwrap();
    assert_eq!(longest.aliases.len(), 16);
    assert_eq!(
        read(&chain(17), "0.test", RecordType::A),
        Err(DecodeFault::TooManyAliases),
    );
    let broken =
        Wire::to("a.test", RecordType::A).answer(rr("a.test", RecordType::Cname, 1, b"\x09x"));
    assert_eq!(
        read(&broken, "a.test", RecordType::A),
        Err(DecodeFault::Malformed),
    );
}
