//! What holds of any bytes.

use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = decode(&question("a.test", RecordType::A), &bytes);
    }

    #[test]
    fn no_change_to_an_answer_makes_it_panic(
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut bytes = Wire::to("a.test", RecordType::Mx)
            .answer(cname("a.test", 30, "b.test"))
            .answer(rr("b.test", RecordType::Mx, 60, &mx(1, "mx.b.test")))
            .answer(rr("b.test", RecordType::Mx, 60, b"\0\x02\xC0\x0C"))
            .additional(rr_of(".", 41, 1232, 0x8000, b"\0\x0F\0\x02\0\x06"))
            .bytes();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Ok(message) = decode(&question("a.test", RecordType::Mx), &bytes) {
            prop_assert!(message.aliases.len() <= 16);
            let end = message.canonical_name(&name("a.test")).clone();
            prop_assert!(message.records.iter().all(|record| record.owner == end));
        }
    }

    #[test]
    fn any_name_goes_out_and_comes_back(
        labels in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 1..20), 0..8),
    ) {
        let name = QueryName::from_labels(labels.iter().map(Vec::as_slice)).unwrap();
        let asked = Question::new(name, RecordType::Txt);
        let mut bytes = encode(&asked);
        bytes[2] |= 0x80;
        let message = decode(&asked, &bytes).unwrap();
        prop_assert_eq!(message.answer(), Answer::NoData);
    }
}
