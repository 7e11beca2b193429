//! What is damaged or means harm, and what holds of any bytes.

use super::*;

#[test]
fn damaged_archives_say_so_and_keep_what_they_can() {
    let mut report = aggregate("1", 5);
    let record = b"<record><row><source_ip>192.0.2.2</source_ip><count>1</count></row></record>";
    let end = report.len() - b"</feedback>".len();
    report.splice(end..end, record.repeat(2000));
    let packed = gzip(&report);
    let cut = one(&packed[..packed.len() * 2 / 3]);
    let read = &cut.aggregate()[0];
    assert!(
        !read.is_whole && read.header.remarks.has(Fault::EndsEarly) && read.records > 10,
        "{:?}",
        read.header.remarks
    );
    let mut flipped = packed.clone();
    let at = flipped.len() - 8;
    flipped[at] ^= 0xFF;
    assert!(
        one(&flipped).aggregate()[0]
            .header
            .remarks
            .has(Fault::WrongChecksum)
    );
    let trailing = [&packed[..], b"and some more"].concat();
    assert!(
        one(&trailing).aggregate()[0]
            .header
            .remarks
            .has(Fault::BytesAfterCompressed)
    );
    assert!(
        one(&[&packed[..], &[0; 512]].concat()).aggregate()[0]
            .header
            .remarks
            .as_slice()
            .iter()
            .all(|remark| remark.fault != Fault::BytesAfterCompressed)
    );
    let archive = zip(&[("r.xml", &report)], CompressionMethod::Deflated);
    let broken = one(&archive[..archive.len() - 30]);
    assert!(
        refusals(&broken)[0].contains("zip archive"),
        "{:?}",
        refusals(&broken)
    );
    let mut wrong = zip(&[("r.xml", &aggregate("1", 5))], CompressionMethod::Stored);
    let at = wrong
        .windows(9)
        .position(|window| window == b"192.0.2.1")
        .unwrap();
    wrong[at] = b'2';
    assert!(
        one(&wrong).aggregate()[0]
            .header
            .remarks
            .has(Fault::WrongChecksum)
    );
}

#[test]
fn bombs_do_not_go_off() {
    // Megabytes of one record after the other, and of nothing at all.
    let filler = b"<record><row><source_ip>192.0.2.2</source_ip><count>1</count></row></record>"
        .repeat(1000);
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(b"<feedback>").unwrap();
    for _ in 0..250 {
        encoder.write_all(&filler).unwrap();
    }
    let records = encoder.finish().unwrap();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..24 {
        encoder.write_all(&vec![b' '; 1024 * 1024]).unwrap();
    }
    let spaces = encoder.finish().unwrap();
    let spaces_in_zip = {
        let mut deflater = DeflateEncoder::new(Vec::new(), Compression::best());
        deflater.write_all(&vec![b'<'; 24 * 1024 * 1024]).unwrap();
        zip(
            &[
                ("a.gz", &gzip(&deflater.finish().unwrap())),
                ("b.xml", &vec![b' '; 12 * 1024 * 1024]),
            ],
            CompressionMethod::Deflated,
        )
    };
    for (what, bytes) in [
        ("records", &records),
        ("spaces", &spaces),
        ("zip", &spaces_in_zip),
    ] {
        let mut intake = Intake::new(Limits::default());
        intake.open("bomb");
        intake.feed(bytes.clone());
        intake.close();
        while intake.step() == Step::More {}
        let unpacked = intake.progress().unpacked;
        assert!(
            unpacked < 16 * 1024 * 1024 + 200 * bytes.len() as u64,
            "{what}: {unpacked}"
        );
        let collection = intake.into_collection();
        assert!(collection.is_empty(), "{what}");
        assert!(
            refusals(&collection)
                .iter()
                .any(|why| why.contains("200 times its size") || why.contains("empty")),
            "{what}: {:?}",
            refusals(&collection)
        );
    }
    let mut nested = aggregate("1", 1);
    for _ in 0..10 {
        nested = gzip(&nested);
    }
    assert!(
        refusals(&one(&nested))[0].contains("inside each other"),
        "{:?}",
        refusals(&one(&nested))
    );
    let mut mails = aggregate("1", 1);
    for _ in 0..10 {
        mails = mail("r.eml", "application/octet-stream", &mails);
    }
    let collection = one(&mails);
    assert!(collection.is_empty());
}

#[test]
fn sizes_and_numbers_have_limits() {
    let limits = Limits {
        document: 5000,
        held: 6000,
        json: 300,
        entries: 3,
        ..Limits::default()
    };
    let many: Vec<(String, Vec<u8>)> = (0..5)
        .map(|number| (format!("{number}.xml"), aggregate(&number.to_string(), 1)))
        .collect();
    let many: Vec<(&str, &[u8])> = many
        .iter()
        .map(|(name, bytes)| (name.as_str(), &bytes[..]))
        .collect();
    let archive = zip(&many, CompressionMethod::Deflated);
    let long = [aggregate("1", 1), vec![b' '; 6000]].concat();
    let big_mail = mail("r.xml", "text/xml", &[b' '; 9000]);
    for (bytes, kept, why) in [
        (&archive[..], 3, "more entries than the 3"),
        (&long, 0, "It is larger"),
        (&gzip(&long), 0, "It is larger"),
        (&big_mail, 0, "It is larger"),
        (TLS, 0, "It is larger"),
    ] {
        let collection = read_with(limits, &[("file", bytes)], 1000);
        assert_eq!(messages(&collection), kept, "{why}");
        assert!(
            refusals(&collection).iter().any(|one| one.contains(why)),
            "{why}: {:?}",
            refusals(&collection)
        );
    }
}

#[test]
fn one_step_is_a_bounded_piece_of_work() {
    let mut report = aggregate("1", 1);
    let end = report.len() - b"</feedback>".len();
    let records: Vec<u8> = (0..20_000)
        .flat_map(|n| {
            format!(
                "<record><row><source_ip>198.51.{}.{}</source_ip><count>{n}</count></row></record>",
                n / 256,
                n % 256
            )
            .into_bytes()
        })
        .collect();
    report.splice(end..end, records);
    for bytes in [
        report.clone(),
        gzip(&report),
        zip(&[("r.xml", &report)], CompressionMethod::Deflated),
    ] {
        let mut intake = Intake::new(Limits::default());
        intake.open("file");
        intake.feed(bytes);
        intake.close();
        let (mut before, mut most) = (0, 0);
        while intake.step() == Step::More {
            let records = intake.progress().records;
            most = most.max(records.saturating_sub(before));
            before = records;
        }
        assert!(most > 0 && most < 4000, "{most} records in one step");
        assert_eq!(intake.collection().aggregate()[0].records, 20_001);
    }
}

proptest! {
    #[test]
    fn pieces_make_no_difference(piece in 1usize..2000) {
        let report = aggregate("1", 5);
        let archive = zip(&[("r.xml", &report), ("t.json", TLS)], CompressionMethod::Deflated);
        for bytes in [&report[..], &gzip(&report), &archive, &mail("r.zip", "application/zip", &archive)] {
            let (whole, pieces) = (one(bytes), read_with(Limits::default(), &[("file", bytes)], piece));
            prop_assert_eq!(whole.readings(), pieces.readings());
            prop_assert_eq!(messages(&whole), messages(&pieces));
        }
    }

    #[test]
    fn damage_never_panics(at in 0usize..2000, byte: u8, piece in 1usize..3000) {
        let report = aggregate("1", 5);
        let archive = zip(&[("r.xml", &report), ("t.json", TLS)], CompressionMethod::Deflated);
        for mut bytes in [gzip(&report), archive.clone(), mail("r.zip", "application/zip", &archive)] {
            let at = at % bytes.len();
            bytes[at] = byte;
            let _ = read_with(Limits::default(), &[("file", &bytes)], piece);
        }
    }
}
