//! What records say, and records that say nothing readable.

use super::*;

#[test]
fn reads_records_of_every_type_that_it_knows() {
    let srv = [
        b"\0\x01\0\x02\x01\xBB".as_slice(),
        &name("a.example").to_wire(),
    ]
    .concat();
    for (record_type, content, text) in [
        (RecordType::A, b"\xC0\0\x02\x01".to_vec(), "192.0.2.1"),
        (
            RecordType::Aaaa,
            b"\x20\x01\x0D\xB8\0\0\0\0\0\0\0\0\0\0\0\x01".to_vec(),
            "2001:db8::1",
        ),
        (
            RecordType::Mx,
            mx(10, "MX.Example.org"),
            "10 mx.example.org",
        ),
        (RecordType::Mx, mx(0, "."), "0 ."),
        (RecordType::Ptr, name("a.example").to_wire(), "a.example"),
        (RecordType::Srv, srv, "1 2 443 a.example"),
        (
            RecordType::Txt,
            b"\x03a\"b\x02\xFF\\".to_vec(),
            r#""a\"b" "\255\\""#,
        ),
        (
            RecordType::Tlsa,
            b"\x03\x01\x01\xAB\xCD".to_vec(),
            "3 1 1 abcd",
        ),
        (RecordType::Ds, b"\x01\x02".to_vec(), r"\# 2 0102"),
    ] {
        let wire = Wire::to("x.test", record_type).answer(rr("x.test", record_type, 60, &content));
        let message = read(&wire, "x.test", record_type).unwrap();
        assert_eq!(contents(&message), [text]);
        assert_eq!(message.records[0].data.code(), record_type.code());
        assert_eq!(message.ttl, Some(60));
        assert!(matches!(message.answer(), Answer::Records([_])));
    }
}

#[test]
fn broken_content_does_not_hide_the_other_records() {
    for (record_type, broken) in [
        (RecordType::A, b"\x01\x02\x03".as_slice()), // too short
        (RecordType::A, b"\x01\x02\x03\x04\x05"),    // too long
        (RecordType::Mx, b"\0"),
        (RecordType::Mx, b"\0\x0A\x03abc"), // the name does not end
        (RecordType::Mx, b"\0\x0A\xC0\xFF"), // a pointer forwards
        (RecordType::Txt, b"\x05abc"),      // the string does not end
        (RecordType::Txt, b""),             // RFC 1035 §3.3.14: one or more strings
        (RecordType::Tlsa, b"\x03\x01"),
        (RecordType::Srv, b"\0\x01\0\x02\x01\xBB"),
    ] {
        let good = match record_type {
            RecordType::Mx => mx(5, "b.test"),
            RecordType::Srv => [b"\0\0\0\0\0\x19".as_slice(), &name("b.test").to_wire()].concat(),
            _ => b"\x03\x01\x01\x01".to_vec(),
        };
        let wire = Wire::to("x.test", record_type)
            .answer(rr("x.test", record_type, 60, broken))
            .answer(rr("x.test", record_type, 60, &good));
        let message = read(&wire, "x.test", record_type).unwrap();
        let [first, second] = message.records.as_slice() else {
            panic!("{record_type}: {message:?}");
        };
        assert_eq!(
            first.data,
            RecordData::Broken {
                code: record_type.code(),
                content: broken.into()
            },
        );
        assert!(
            !matches!(second.data, RecordData::Broken { .. }),
            "{record_type}: {second:?}"
        );
    }
}

#[test]
fn text_is_joined_without_a_gap() {
    let txt = TxtRecord {
        strings: vec![
            b"v=STSv1; id".as_slice().into(),
            b"=1\xFF".as_slice().into(),
        ],
    };
    assert_eq!(txt.joined(), b"v=STSv1; id=1\xFF");
    assert_eq!(txt.text(), "v=STSv1; id=1\u{fffd}");
    let long = "x".repeat(300);
    assert_eq!(TxtRecord::from_text(&long).strings.len(), 2);
    assert_eq!(TxtRecord::from_text(&long).text(), long);
}

#[test]
fn a_message_survives_json() {
    let wire = Wire::to("a.test", RecordType::Txt)
        .flags(AD)
        .answer(cname("a.test", 30, "b.test"))
        .answer(rr("b.test", RecordType::Txt, 60, b"\x02hi"))
        .answer(rr("b.test", RecordType::Txt, 60, b"\x09hi"));
    let message = read(&wire, "a.test", RecordType::Txt).unwrap();
    let json = serde_json::to_string(&message).unwrap();
    assert_eq!(serde_json::from_str::<Message>(&json).unwrap(), message);
    assert_eq!(
        serde_json::to_string(&message.records[0]).unwrap(),
        r#"{"owner":"b.test","ttl":60,"type":"txt","strings":["aGk="]}"#,
    );
    let asked = question("a.test", RecordType::Aaaa);
    let json = serde_json::to_string(&asked).unwrap();
    assert_eq!(json, r#"{"name":"a.test","record_type":"AAAA"}"#);
    assert_eq!(serde_json::from_str::<Question>(&json).unwrap(), asked);
    assert_eq!(asked.unchecked().to_string(), "a.test AAAA +cd");
}
