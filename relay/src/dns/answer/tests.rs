use proptest::prelude::*;

use super::*;

/// `example.org`, or what else is asked, as the question of a query with RD.
fn query(name: &str) -> Vec<u8> {
    let mut wire = vec![0, 7, 0x01, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    for label in name.split('.') {
        wire.push(u8::try_from(label.len()).unwrap());
        wire.extend(label.bytes());
    }
    wire.extend([0, 0, 1, 0, 1]);
    wire
}

/// A record whose owner points to the question's name.
fn record(record_type: u16, content: &[u8]) -> Vec<u8> {
    let mut record = vec![0xC0, 12];
    record.extend(record_type.to_be_bytes());
    record.extend([0, 1, 0, 0, 0, 60]);
    record.extend(u16::try_from(content.len()).unwrap().to_be_bytes());
    record.extend(content);
    record
}

fn opt() -> Vec<u8> {
    vec![0, 0, 41, 4, 208, 0, 0, 0x80, 0, 0, 0]
}

/// An answer to `query` with these answer, authority and additional records.
fn answer(query: &[u8], sections: [&[Vec<u8>]; 3]) -> Vec<u8> {
    let mut message = query.to_vec();
    message[2] = 0x81;
    for (at, section) in [7, 9, 11].into_iter().zip(sections) {
        message[at] = u8::try_from(section.len()).unwrap();
        message.extend(section.concat());
    }
    message
}

fn screened(name: &str, sections: [&[Vec<u8>]; 3]) -> Result<Vec<u8>, DnsQueryError> {
    let query = query(name);
    screen(
        answer(&query, sections),
        &Query::parse(&query).unwrap(),
        &Guard::allowing(vec!["10.1.0.0/16".parse().unwrap()]),
    )
}

#[test]
fn public_addresses_and_unreadable_records_pass_untouched() {
    let records = [
        record(A, &[8, 8, 8, 8]),
        record(A, &[10, 1, 2, 3]),
        record(A, &[10, 0, 0]),
        record(16, b"not a character string"),
    ];
    let untouched = answer(&query("example.org"), [&records, &[], &[opt()]]);
    assert_eq!(
        screened("example.org", [&records, &[], &[opt()]]),
        Ok(untouched)
    );
}

#[test]
fn an_answer_into_a_private_network_is_refused() {
    let v6 = Ipv6Addr::LOCALHOST;
    for (forbidden, address) in [
        (record(A, &[10, 0, 0, 1]), "10.0.0.1"),
        (record(A, &[127, 0, 0, 1]), "127.0.0.1"),
        (record(AAAA, &v6.octets()), "::1"),
    ] {
        let expected = Err(DnsQueryError::AddressNotPublic(vec![
            address.parse().unwrap(),
        ]));
        let mixed = [record(A, &[8, 8, 8, 8]), forbidden.clone()];
        assert_eq!(screened("example.org", [&mixed, &[], &[]]), expected);
        assert_eq!(screened("example.org", [&[], &[forbidden], &[]]), expected);
    }
}

#[test]
fn additional_records_that_tell_too_much_are_left_out() {
    let public = record(A, &[8, 8, 8, 8]);
    let glue = [public.clone(), record(A, &[10, 0, 0, 1]), opt()];
    let public = [public];
    let kept = answer(&query("example.org"), [&public, &[], &[opt()]]);
    assert_eq!(screened("example.org", [&public, &[], &glue]), Ok(kept));
}

#[test]
fn a_blocklist_answers_in_codes() {
    let code = [record(A, &[127, 0, 0, 2])];
    assert!(screened("4.3.2.1.list.example", [&code, &[], &[]]).is_ok());
    // RFC 5782 §2.2: a list of names is asked by names.
    assert!(screened("example.org.names.example", [&code, &[], &[]]).is_ok());
    let localhost = [record(A, &[127, 0, 0, 1])];
    assert!(screened("4.3.2.1.list.example", [&localhost, &[], &[]]).is_ok());
    assert!(screened("localhost.example.org", [&localhost, &[], &[]]).is_err());
    let lan = [record(A, &[10, 0, 0, 2])];
    assert!(screened("4.3.2.1.list.example", [&lan, &[], &[]]).is_err());
}

#[test]
fn what_ends_too_early_is_the_resolvers_failure() {
    let query = query("example.org");
    let whole = answer(&query, [&[record(A, &[8, 8, 8, 8])], &[], &[]]);
    let parsed = Query::parse(&query).unwrap();
    for length in 0..whole.len() {
        let result = screen(whole[..length].to_vec(), &parsed, &Guard::default());
        assert!(
            matches!(result, Err(DnsQueryError::Resolver(_))),
            "{length}"
        );
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let query = query("example.org");
        let parsed = Query::parse(&query).unwrap();
        let behind = [&[0, 7, 0x81, 0, 0, 0, 0, 2, 0, 1, 0, 1], bytes.as_slice()].concat();
        let _ = screen(behind, &parsed, &Guard::default());
        let _ = screen(bytes, &parsed, &Guard::default());
    }
}
