//! What we send.

use super::*;

#[test]
fn a_query_is_these_bytes() {
    let mut asked = question("_mta-sts.example.org", RecordType::Txt);
    let expected = [
        b"\0\0\x01\x20\0\x01\0\0\0\0\0\x01".as_slice(), // ID 0, RD and AD, one question, one additional
        b"\x08_mta-sts\x07example\x03org\0\0\x10\0\x01", // TXT, IN
        b"\0\0\x29\x04\xD0\0\0\x80\0\0\0",              // OPT, 1232 bytes, DO, no options
    ]
    .concat();
    assert_eq!(encode(&asked), expected);
    asked.checking_disabled = true;
    assert_eq!(encode(&asked)[2..4], [0x01, 0x30]);
}

#[test]
fn a_query_reads_as_one_with_another_library() {
    let wire = encode(&question(".", RecordType::Dnskey));
    let message = domain::base::Message::from_octets(wire.as_slice()).unwrap();
    let echoed = message.sole_question().unwrap();
    assert_eq!(echoed.qtype(), domain::base::Rtype::DNSKEY);
    assert!(message.header().rd() && message.header().ad() && !message.header().qr());
    let opt = message.opt().unwrap();
    assert!(opt.dnssec_ok());
    assert_eq!(opt.udp_payload_size(), 1232);
}

#[test]
fn record_types_are_known_by_code() {
    for record_type in RecordType::ALL {
        assert_eq!(RecordType::from_code(record_type.code()), Some(record_type));
    }
    assert_eq!(RecordType::from_code(255), None);
}
