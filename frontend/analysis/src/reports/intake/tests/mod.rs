use std::io::Write as _;

use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, ZipWriter};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use proptest::prelude::*;

use super::*;
use crate::reports::{Fault, Kind, Reading};

fn aggregate(id: &str, messages: u64) -> Vec<u8> {
    format!(
        "<feedback><report_metadata><org_name>receiver.example</org_name><report_id>{id}</report_id><date_range>\
         <begin>1700000000</begin><end>1700086399</end></date_range></report_metadata><policy_published>\
         <domain>example.org</domain><p>none</p></policy_published><record><row><source_ip>192.0.2.1</source_ip>\
         <count>{messages}</count><policy_evaluated><disposition>none</disposition><dkim>pass</dkim><spf>pass</spf>\
         </policy_evaluated></row><identifiers><header_from>example.org</header_from></identifiers><auth_results>\
         <spf><domain>example.org</domain><result>pass</result></spf></auth_results></record></feedback>"
    )
    .into_bytes()
}

const TLS: &[u8] = br#"{"organization-name":"Sender","date-range":{"start-datetime":"2026-11-22T00:00:00Z",
    "end-datetime":"2026-11-22T23:59:59Z"},"report-id":"t1","policies":[{"policy":{"policy-type":"sts",
    "policy-domain":"example.org"},"summary":{"total-successful-session-count":7,"total-failure-session-count":0}}]}"#;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zip(entries: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in entries {
        if name.ends_with('/') {
            writer.add_directory(*name, options).unwrap();
        } else {
            writer.start_file(*name, options).unwrap();
            writer.write_all(bytes).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

fn mail(name: &str, kind: &str, bytes: &[u8]) -> Vec<u8> {
    let text = STANDARD.encode(bytes);
    let lines: Vec<&str> = text
        .as_bytes()
        .chunks(76)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    format!(
        "From: reports@receiver.example\r\nTo: dmarc@example.org\r\nSubject: Report Domain: example.org\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
         This is a report.\r\n--b\r\nContent-Type: {kind}; name=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename=\"{name}\"\r\n\r\n{}\r\n--b--\r\n",
        lines.join("\r\n")
    )
    .into_bytes()
}

fn read_with(limits: Limits, files: &[(&str, &[u8])], piece: usize) -> Collection {
    let mut intake = Intake::new(limits);
    for (name, bytes) in files {
        intake.open(name);
        for piece in bytes.chunks(piece) {
            intake.feed(piece.to_vec());
            while intake.step() == Step::More {}
        }
        intake.close();
        while intake.step() == Step::More {}
    }
    intake.into_collection()
}

fn read(files: &[(&str, &[u8])]) -> Collection {
    read_with(Limits::default(), files, 100_000)
}

fn one(bytes: &[u8]) -> Collection {
    read(&[("file", bytes)])
}

fn messages(collection: &Collection) -> u64 {
    collection
        .aggregate()
        .iter()
        .map(|report| report.messages)
        .sum()
}

fn refusals(collection: &Collection) -> Vec<String> {
    let refused = collection
        .readings()
        .iter()
        .filter_map(|reading| match &reading.outcome {
            Outcome::Refused(why) => Some(format!("{}: {why}", reading.name)),
            Outcome::Report(_) | Outcome::Duplicate { .. } | Outcome::Mail => None,
        });
    refused.collect()
}

#[test]
fn every_container_is_opened() {
    let report = aggregate("1", 5);
    let packed = gzip(&report);
    let deflated = zip(&[("r.xml", &report)], CompressionMethod::Deflated);
    let by_mail = mail("r.xml.gz", "application/gzip", &packed);
    let mailbox = [
        &b"From a@b.example Sun Nov 22 10:00:00 2026\n"[..],
        &by_mail,
        b"\nFrom b@c.example Sun Nov 22 11:00:00 2026\n",
        b"From: c@example.org\nSubject: lunch\n\nAt one?\n",
    ]
    .concat();
    for (what, bytes, name) in [
        ("plain", report.clone(), "file"),
        ("gzip", packed.clone(), "file"),
        (
            "two members",
            [gzip(&report[..200]), gzip(&report[200..])].concat(),
            "file",
        ),
        ("zip", deflated.clone(), "file › r.xml"),
        (
            "zip that stores",
            zip(&[("r.xml", &report)], CompressionMethod::Stored),
            "file › r.xml",
        ),
        (
            "gzip in zip",
            zip(&[("r.xml.gz", &packed)], CompressionMethod::Stored),
            "file › r.xml.gz",
        ),
        ("mail", by_mail.clone(), "file › r.xml.gz"),
        (
            "mail with a wrong type",
            mail("r.txt", "text/plain", &report),
            "file › r.txt",
        ),
        (
            "mail with a zip",
            mail("r.zip", "application/octet-stream", &deflated),
            "file › r.zip › r.xml",
        ),
        ("mailbox", mailbox, "file › mail 1 › r.xml.gz"),
        (
            "mail in zip",
            zip(&[("a.eml", &by_mail)], CompressionMethod::Deflated),
            "file › a.eml › r.xml.gz",
        ),
    ] {
        let collection = one(&bytes);
        assert_eq!(
            messages(&collection),
            5,
            "{what}: {:?}",
            collection.readings()
        );
        let place = crate::reports::Place {
            kind: Kind::Aggregate,
            index: 0,
        };
        assert!(
            collection.readings().contains(&Reading {
                name: name.into(),
                outcome: Outcome::Report(place)
            }),
            "{what}: {:?}",
            collection.readings()
        );
        assert!(
            refusals(&collection).is_empty(),
            "{what}: {:?}",
            refusals(&collection)
        );
        assert!(
            collection.aggregate()[0].header.remarks.is_empty(),
            "{what}"
        );
    }
    let tls = read(&[
        ("t.json", TLS),
        ("t.json.gz", &gzip(TLS)),
        (
            "t.eml",
            &mail("t.json.gz", "application/tlsrpt+gzip", &gzip(TLS)),
        ),
    ]);
    assert_eq!((tls.tls().len(), tls.readings().len()), (1, 3));
}

#[test]
fn failure_reports_come_by_mail() {
    let report = "From: reports@receiver.example\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
        See below.\r\n--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: auth-failure\r\nAuth-Failure: dmarc\r\n\
        Reported-Domain: example.org\r\nSource-IP: 192.0.2.9\r\n\r\n--b\r\nContent-Type: ORIGINAL\r\n\r\n\
        From: joe@example.org\r\nSubject: Hello\r\n\r\nbody\r\n--b--\r\n";
    for kind in ["message/rfc822", "text/rfc822-headers"] {
        let collection = one(report.replace("ORIGINAL", kind).as_bytes());
        let [failure] = collection.failures() else {
            panic!("{kind}: {:?}", collection.readings())
        };
        assert_eq!(failure.domain.as_deref(), Some("example.org"));
        assert_eq!(failure.subject.as_deref(), Some("Hello"), "{kind}");
        assert!(
            failure.original.starts_with(b"From: joe@example.org"),
            "{kind}"
        );
        assert!(failure.remarks.is_empty(), "{:?}", failure.remarks);
    }
}

#[test]
fn copies_are_counted_once() {
    let (first, other) = (aggregate("1", 5), aggregate("2", 7));
    let cut = &first[..first.len() - 20];
    let collection = read(&[
        ("a", &first),
        ("b", &gzip(&first)),
        ("c", &other),
        ("d", &aggregate("1", 6)),
    ]);
    assert_eq!(messages(&collection), 12);
    let differs: Vec<Option<bool>> = collection
        .readings()
        .iter()
        .map(|reading| match reading.outcome {
            Outcome::Duplicate { differs, .. } => Some(differs),
            _ => None,
        })
        .collect();
    assert_eq!(differs, [None, Some(false), None, Some(true)]);
    // A whole copy counts instead of one that was cut off, in either order.
    for files in [
        [("cut", cut), ("whole", &first[..])],
        [("whole", &first[..]), ("cut", cut)],
    ] {
        let collection = read(&files);
        assert_eq!(collection.aggregate().len(), 1);
        assert!(collection.aggregate()[0].is_whole);
    }
    // Another period under the same identifier is another report.
    let later = String::from_utf8(first.clone())
        .unwrap()
        .replace("1700", "1701")
        .into_bytes();
    let collection = read(&[("a", &first), ("b", &later)]);
    assert_eq!(messages(&collection), 10);
    assert!(
        collection.aggregate()[1]
            .header
            .remarks
            .has(Fault::ReusedReportId)
    );
    // Without an identifier the content tells.
    let nameless = aggregate("", 5);
    let collection = read(&[("a", &nameless), ("b", &nameless), ("c", &aggregate("", 6))]);
    assert_eq!(messages(&collection), 11);
}

#[test]
fn good_files_are_kept_beside_bad_ones() {
    let good = aggregate("1", 5);
    let archive = zip(
        &[
            ("bad.xml", b"<rss/>"),
            ("__MACOSX/x", b"junk"),
            ("folder/", b""),
            ("picture.png", b"\x89PNG...."),
            ("good.xml", &good),
        ],
        CompressionMethod::Deflated,
    );
    let collection = read(&[
        ("empty", b""),
        ("archive.zip", &archive),
        ("letter.txt", b"Dear Sir"),
        ("last.gz", &gzip(&aggregate("2", 1))),
    ]);
    assert_eq!(messages(&collection), 6);
    assert_eq!(
        refusals(&collection),
        [
            "empty: It is empty.",
            "archive.zip › bad.xml: It is XML, but no DMARC report: it begins with “rss” and not with “feedback”.",
            "archive.zip › picture.png: It is no report, but looks like a picture.",
            "letter.txt: It is no report, but looks like text.",
        ]
    );
    let lunch = one(b"From: a@example.org\r\nSubject: Lunch\r\n\r\nAt one?\r\n");
    assert_eq!(lunch.readings()[0].outcome, Outcome::Mail);
}

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
fn a_file_that_is_stopped_counts_as_such_and_the_rest_is_kept() {
    let mut intake = Intake::new(Limits::default());
    intake.open("first");
    intake.feed(aggregate("1", 5));
    intake.close();
    while intake.step() == Step::More {}
    intake.open("second");
    intake.feed(aggregate("2", 5)[..300].to_vec());
    while intake.step() == Step::More {}
    assert_eq!(intake.progress().reports, 1);
    let collection = intake.into_collection();
    assert_eq!(messages(&collection), 5);
    assert_eq!(
        refusals(&collection),
        ["second: The reading was stopped before its end."]
    );
    // Feeding what is not open does nothing.
    let mut nothing = Intake::default();
    nothing.feed(vec![1, 2, 3]);
    nothing.close();
    assert_eq!(nothing.step(), Step::Idle);
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
