//! What is opened, and what becomes of it.

use super::*;

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
    // What comes first by the RFC, and what comes the other way round.
    let reversed = |text: &str| {
        let parts: Vec<&str> = text.split("--b\r\n").collect();
        let last = parts[3].trim_end_matches("--b--\r\n");
        format!(
            "{}--b\r\n{}--b\r\n{last}--b\r\n{}--b--\r\n",
            parts[0], parts[1], parts[2]
        )
    };
    let kinds = [
        "message/rfc822",
        "text/rfc822-headers",
        "message/rfc822-headers",
        "message/global-headers",
        "text/rfc822",
    ];
    for (kind, is_reversed) in kinds
        .into_iter()
        .flat_map(|kind| [(kind, false), (kind, true)])
    {
        let text = report.replace("ORIGINAL", kind);
        let text = if is_reversed { reversed(&text) } else { text };
        let collection = one(text.as_bytes());
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
    // RFC 5965 §7.3: what users took for spam need not have failed anything.
    let abuse = report
        .replace("auth-failure", "abuse")
        .replace("Auth-Failure: dmarc\r\n", "");
    let collection = one(abuse.as_bytes());
    let kind = "abuse".to_owned();
    assert_eq!(
        collection.readings()[0].outcome,
        Outcome::Refused(Refusal::OtherFeedback { kind })
    );
    let miscalled = one(report.replace("auth-failure", "abuse").as_bytes());
    assert_eq!(miscalled.failures().len(), 1);
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
        let is_report = |reading: &&Reading| matches!(reading.outcome, Outcome::Report(_));
        let reports = collection.readings().iter().filter(is_report);
        assert_eq!(reports.count(), 1, "the other is a copy");
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
fn what_cannot_be_read_on_is_said_and_what_came_before_is_kept() {
    let whole = aggregate("a", 3);
    let end = whole.len() - "</feedback>".len();
    let mut intake = Intake::new(Limits::default());
    for (name, bytes) in [
        ("moved", &b""[..]),
        ("half of a report", &whole[..end]),
        (
            "half of a zip",
            &zip(&[("a.xml", &whole)], CompressionMethod::Stored)[..200],
        ),
    ] {
        intake.open(name);
        intake.feed(bytes.to_vec());
        while intake.step() == Step::More {}
        intake.fail("the disk is gone");
        while intake.step() == Step::More {}
    }
    intake.open("good");
    intake.feed(aggregate("b", 4));
    intake.close();
    while intake.step() == Step::More {}
    let collection = intake.into_collection();
    assert_eq!(
        refusals(&collection),
        [
            "moved: It cannot be read to its end: the disk is gone.",
            "half of a zip: It cannot be read to its end: the disk is gone.",
        ]
    );
    let [half, good] = collection.aggregate() else {
        panic!("{:?}", collection.readings());
    };
    assert_eq!((half.messages, good.messages), (3, 4));
    assert!(half.header.remarks.has(Fault::EndsEarly));
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
