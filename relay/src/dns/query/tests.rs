use proptest::prelude::*;

use super::*;

/// A query as a client writes it: id 0xABCD, RD, no EDNS.
fn wire(name: &str, record_type: u16) -> Vec<u8> {
    let mut wire = vec![0xAB, 0xCD, 0x01, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    for label in name.split('.').filter(|label| !label.is_empty()) {
        wire.push(u8::try_from(label.len()).unwrap());
        wire.extend(label.bytes());
    }
    wire.push(0);
    wire.extend(record_type.to_be_bytes());
    wire.extend(CLASS_IN.to_be_bytes());
    wire
}

fn with_byte(mut wire: Vec<u8>, at: usize, byte: u8) -> Vec<u8> {
    wire[at] = byte;
    wire
}

fn verdict(name: &str, record_type: u16, guard: &Guard) -> Result<(), DnsQueryError> {
    Query::parse(&wire(name, record_type))?.admit(guard)
}

#[test]
fn the_types_of_mail_are_forwarded_and_no_other() {
    for (number, mnemonic) in TYPES {
        assert!(
            Query::parse(&wire("example.org", number)).is_ok(),
            "{mnemonic}"
        );
    }
    for number in [0, 13, 41, 46, 47, 50, 64, 65, 250, 251, 252, 255, 0xFF00] {
        assert_eq!(
            Query::parse(&wire("example.org", number)).unwrap_err(),
            DnsQueryError::RecordType(number)
        );
    }
}

#[test]
fn defects_are_told_apart() {
    let good = wire("example.org", 15);
    let with_opt = root_keys();
    let mut two_questions = with_byte(good.clone(), 5, 2);
    two_questions.extend_from_slice(&good[HEADER..]);
    let long = [good.as_slice(), &[0; QUERY_BYTES]].concat();
    for (message, defect) in [
        (Vec::new(), QueryDefect::CutShort),
        (good[..HEADER].to_vec(), QueryDefect::Name),
        (good[..good.len() - 1].to_vec(), QueryDefect::CutShort),
        (long, QueryDefect::TooLong),
        (with_byte(good.clone(), 2, 0x81), QueryDefect::Response),
        (with_byte(good.clone(), 2, 0x29), QueryDefect::Opcode(5)),
        (with_byte(good.clone(), 2, 0x00), QueryDefect::NoRecursion),
        (with_byte(good.clone(), 5, 0), QueryDefect::QuestionCount(0)),
        (two_questions, QueryDefect::QuestionCount(2)),
        (with_byte(good.clone(), 7, 1), QueryDefect::Records),
        (with_byte(good.clone(), 11, 1), QueryDefect::CutShort),
        (
            with_byte(good.clone(), good.len() - 1, 3),
            QueryDefect::Class(3),
        ),
        (with_byte(good.clone(), HEADER, 0xC0), QueryDefect::Name),
        ([good.as_slice(), &[0]].concat(), QueryDefect::TrailingBytes),
        // An additional record that is not OPT: the type is the byte after the owner.
        (with_byte(with_opt, 19, 1), QueryDefect::Records),
    ] {
        assert_eq!(
            Query::parse(&message).unwrap_err(),
            DnsQueryError::Defective(defect),
            "{message:02X?}"
        );
    }
}

#[test]
fn names_of_private_use_need_a_laboratory() {
    let public = Guard::default();
    let laboratory = Guard::allowing(vec!["10.1.0.0/16".parse().unwrap()]);
    for name in [
        "localhost",
        "mx.internal",
        "x.home.arpa",
        "a.%$.test",
        "ipv4only.arpa",
        "1.arpa",
    ] {
        assert_eq!(
            verdict(name, 1, &public),
            Err(DnsQueryError::SpecialName),
            "{name}"
        );
        assert_eq!(verdict(name, 1, &laboratory), Ok(()), "{name}");
    }
    for name in ["", "org", "_25._tcp.mx.example.org", "%{i}.spf.example.org"] {
        assert_eq!(verdict(name, 1, &public), Ok(()), "{name:?}");
    }
}

#[test]
fn reverse_names_follow_their_address() {
    let guard = Guard::allowing(vec!["10.1.0.0/16".parse().unwrap()]);
    let v6 = "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.5.4.1.0.0.a.2.ip6.arpa";
    let local_v6 = "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa";
    for (name, admitted) in [
        ("8.8.8.8.in-addr.arpa", true),
        ("8.8.8.8.IN-ADDR.ARPA", true),
        ("7.0.1.10.in-addr.arpa", true),
        ("7.0.2.10.in-addr.arpa", false),
        ("1.0.0.127.in-addr.arpa", false),
        (v6, true),
        (local_v6, false),
    ] {
        assert_eq!(verdict(name, PTR, &guard).is_ok(), admitted, "{name}");
    }
    // Only whole reverse names, and only PTR, are exempt from the rule about names of special use.
    let public = Guard::default();
    assert_eq!(
        verdict("8.8.8.8.in-addr.arpa", 1, &public),
        Err(DnsQueryError::SpecialName)
    );
    assert_eq!(
        verdict("8.8.in-addr.arpa", PTR, &public),
        Err(DnsQueryError::SpecialName)
    );
    assert_eq!(
        verdict("8.8.8.256.in-addr.arpa", PTR, &public),
        Err(DnsQueryError::SpecialName)
    );
}

#[test]
fn blocklist_names_are_told_by_their_reversed_address() {
    let nibbles = "1.".repeat(32);
    for (name, expected) in [
        ("2.0.0.127.zen.blocklist.example", true),
        (&format!("{nibbles}zen.blocklist.example"), true),
        ("2.0.0.127.in-addr.arpa", false),
        ("www.example.org", false),
        ("2.0.0.300.list.example", false),
        ("2.0.0.127.example", false),
    ] {
        let wire = wire(name, 1);
        assert_eq!(
            Query::parse(&wire).unwrap().asks_a_blocklist(),
            expected,
            "{name}"
        );
    }
}

#[test]
fn only_the_echoed_question_under_our_id_is_an_answer() {
    let wire = wire("example.org", 15);
    let query = Query::parse(&wire).unwrap();
    let answer = with_byte(query.with_id(0x1234), 2, 0x81);
    assert!(query.is_answered_by(&answer, 0x1234));
    assert!(!query.is_answered_by(&answer, 0x1235));
    assert!(
        !query.is_answered_by(&query.with_id(0x1234), 0x1234),
        "a query is no answer"
    );
    let upper = with_byte(answer.clone(), HEADER + 1, b'E');
    assert!(query.is_answered_by(&upper, 0x1234));
    let other_name = with_byte(answer.clone(), HEADER + 1, b'f');
    assert!(!query.is_answered_by(&other_name, 0x1234));
    let other_type = with_byte(answer.clone(), answer.len() - 3, 16);
    assert!(!query.is_answered_by(&other_type, 0x1234));
    assert!(!query.is_answered_by(&answer[..answer.len() - 1], 0x1234));
    assert_eq!(query.restore_id(answer)[..2], [0xAB, 0xCD]);
}

#[test]
fn our_own_query_is_fit_to_be_forwarded() {
    let wire = root_keys();
    let query = Query::parse(&wire).unwrap();
    assert_eq!(query.admit(&Guard::default()), Ok(()));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(query) = Query::parse(&bytes) {
            let _ = query.admit(&Guard::default());
            prop_assert_eq!(query.restore_id(query.with_id(7)), bytes.clone());
        }
        // Behind a good header more of the walk is reached.
        let behind = [&[0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1], bytes.as_slice()].concat();
        let _ = Query::parse(&behind).map(|query| query.asks_a_blocklist());
    }
}
