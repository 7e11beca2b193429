//! What surrounds the records: header, question, sizes, compression, how the answer ended.

use super::*;

#[test]
fn only_the_answer_to_this_question_counts() {
    let good = || Wire::to("example.org", RecordType::Mx);
    let fault = |wire: Wire| read(&wire, "example.org", RecordType::Mx).unwrap_err();
    let mut no_qr = good();
    no_qr.flags = 0;
    assert_eq!(fault(no_qr), DecodeFault::NotAResponse);
    assert_eq!(fault(good().flags(TC)), DecodeFault::Truncated);
    assert_eq!(
        fault(good().flags(5 << 11)),
        DecodeFault::WrongOpcode { opcode: 5 },
    );
    for other in [
        vec![],
        vec![asked("example.com", 15, 1)],
        vec![asked("example.org", 16, 1)],
        vec![asked("example.org", 15, 3)],
        vec![asked("example.org", 15, 1); 2],
    ] {
        let mut wire = good();
        wire.questions = other;
        assert_eq!(fault(wire), DecodeFault::OtherQuestion);
    }
    // Case does not matter: some resolvers mix it to be harder to spoof.
    let mut bytes = good().bytes();
    bytes[13..20].make_ascii_uppercase();
    assert!(decode(&question("example.org", RecordType::Mx), &bytes).is_ok());
}

#[test]
fn sizes_are_bounded() {
    let asked = question("example.org", RecordType::Mx);
    let mut bytes = Wire::to("example.org", RecordType::Mx).bytes();
    assert_eq!(decode(&asked, &bytes[..11]), Err(DecodeFault::Malformed));
    assert_eq!(decode(&asked, &[]), Err(DecodeFault::Malformed));
    assert_eq!(
        decode(&asked, &vec![0; 65_536]),
        Err(DecodeFault::TooLong { length: 65_536 }),
    );
    bytes[6..8].copy_from_slice(&2001_u16.to_be_bytes());
    assert_eq!(
        decode(&asked, &bytes),
        Err(DecodeFault::TooManyRecords { announced: 2001 }),
    );
    // One record announced, none there; and one cut in its middle.
    bytes[6..8].copy_from_slice(&1_u16.to_be_bytes());
    assert_eq!(decode(&asked, &bytes), Err(DecodeFault::Malformed));
    let whole = Wire::to("example.org", RecordType::Mx)
        .answer(rr("example.org", RecordType::Mx, 1, &mx(1, "a.test")))
        .bytes();
    for end in 12..whole.len() {
        assert!(decode(&asked, &whole[..end]).is_err(), "{end}");
    }
}

#[test]
fn compression_pointers_lead_backwards_only() {
    let asked = question("a.test", RecordType::A);
    let base = Wire::to("a.test", RecordType::A).bytes();
    let record = |owner: &[u8]| {
        let mut bytes = base.clone();
        bytes[7] = 1;
        bytes.extend(owner);
        bytes.extend(b"\0\x01\0\x01\0\0\0\x3C\0\x04\xC0\0\x02\x01");
        bytes
    };
    let here = u8::try_from(base.len()).unwrap();
    assert_eq!(
        contents(&decode(&asked, &record(b"\xC0\x0C")).unwrap()),
        ["192.0.2.1"],
    );
    for owner in [
        vec![0xC0, here],          // at itself
        vec![0xC0, here + 2],      // forwards
        vec![0xFF, 0xFF],          // beyond the end
        vec![1, b'a', 0xC0, here], // round and round
        vec![0x40],                // a label type that was withdrawn (RFC 6891 §5)
    ] {
        assert_eq!(
            decode(&asked, &record(&owner)),
            Err(DecodeFault::Malformed),
            "{owner:x?}"
        );
    }
}

#[test]
fn four_answers_are_told_apart() {
    let answer = |rcode: u16| {
        let wire = Wire::to("x.test", RecordType::Txt).flags(rcode);
        let message = read(&wire, "x.test", RecordType::Txt).unwrap();
        assert!(!message.authenticated);
        format!("{:?}", message.answer())
    };
    assert_eq!(answer(0), "NoData");
    assert_eq!(answer(3), "NxDomain");
    assert_eq!(answer(2), "ServerFailure(Rcode(2))");
    assert_eq!(answer(5), "ServerFailure(Rcode(5))");
    assert_eq!(answer(14), "ServerFailure(Rcode(14))");
    assert_eq!(Rcode(5).to_string(), "REFUSED");
    assert_eq!(Rcode(99).to_string(), "RCODE 99");
    let proven = Wire::to("x.test", RecordType::Txt).flags(AD);
    assert!(
        read(&proven, "x.test", RecordType::Txt)
            .unwrap()
            .authenticated
    );
    // A refusal may come without the question; an answer may not.
    let mut bare = Wire::to("x.test", RecordType::Txt).flags(5);
    bare.questions.clear();
    assert!(read(&bare, "x.test", RecordType::Txt).is_ok());
}

#[test]
fn extended_errors_and_upper_bits_of_the_code_are_read() {
    let options = b"\0\x0F\0\x05\0\x06hi\0\0\x0F\0\x02\x03\xE8\0\x0A\0\x01x\0\x0F\0\x03\0\x16\xFF";
    let mut opt = rr_of(".", 41, 1232, 0x0100_8000, options);
    let wire = Wire::to("x.test", RecordType::A)
        .flags(2)
        .additional(opt.clone());
    let message = read(&wire, "x.test", RecordType::A).unwrap();
    assert_eq!(message.rcode, Rcode(18));
    let texts: Vec<_> = message
        .extended_errors
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        texts,
        [
            "DNSSEC Bogus (6): hi",
            "extended error 1000",
            "No Reachable Authority (22): \u{fffd}",
        ],
    );
    assert!(message.extended_errors[0].says_bogus());
    assert!(!message.extended_errors[2].says_bogus());
    // An OPT record that is broken says nothing, and breaks nothing.
    let length = opt.len();
    opt[length - 4] = 9;
    let wire = Wire::to("x.test", RecordType::A).additional(opt);
    assert!(read(&wire, "x.test", RecordType::A).is_ok());
}

#[test]
fn times_to_live_follow_the_least() {
    // RFC 2308 §5: the lesser of the SOA record's TTL and its last field.
    let soa = |ttl: u32, minimum: u32| {
        let numbers: Vec<u8> = [1, 2, 3, 4, minimum]
            .into_iter()
            .flat_map(u32::to_be_bytes)
            .collect();
        let content = [name("ns.test").to_wire(), name("x.test").to_wire(), numbers].concat();
        rr("test", RecordType::Soa, ttl, &content)
    };
    for (ttl, minimum, least) in [(900, 60, 60), (30, 60, 30)] {
        let wire = Wire::to("x.test", RecordType::Txt)
            .flags(3)
            .authority(soa(ttl, minimum));
        let message = read(&wire, "x.test", RecordType::Txt).unwrap();
        assert_eq!(message.ttl, Some(least));
    }
    let silent = Wire::to("x.test", RecordType::Txt);
    assert_eq!(read(&silent, "x.test", RecordType::Txt).unwrap().ttl, None);
    // RFC 2181 §8: the highest bit makes it zero.
    let huge = Wire::to("x.test", RecordType::A).answer(rr(
        "x.test",
        RecordType::A,
        0x8000_0000,
        &[192, 0, 2, 1],
    ));
    assert_eq!(read(&huge, "x.test", RecordType::A).unwrap().ttl, Some(0));
}
