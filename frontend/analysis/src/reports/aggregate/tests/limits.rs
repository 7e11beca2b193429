//! What is refused, cut or left out, and what holds of any bytes.

use super::*;

#[test]
fn what_is_no_report_or_means_harm_is_refused() {
    let nested = format!("<feedback>{}", "<a>".repeat(100_000));
    let extension = format!("<feedback><extension>{}", "<a>".repeat(100_000));
    let entities = "<!DOCTYPE feedback [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><feedback>&b;</feedback>";
    let external =
        "<!DOCTYPE feedback [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><feedback>&a;</feedback>";
    let endless = format!("<feedback><record a=\"{}", "x".repeat(1_000_000));
    for (text, expected) in [
        (nested.as_str(), "TooDeep"),
        (&extension, "TooDeep"),
        (entities, "Entities"),
        (external, "Entities"),
        (&endless, "BadXml"),
        ("<rss><channel/></rss>", "OtherXml"),
        ("<a><b><c><feedback/></c></b></a>", "OtherXml"),
        ("<a/>", "OtherXml"),
        ("<!-- nothing -->", "OtherXml"),
    ] {
        let refused = parsed(text.as_bytes(), 4096);
        let shown = format!("{:?}", refused.as_ref().err());
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
}

#[test]
fn long_values_are_cut_and_many_results_left_out() {
    let long = "x".repeat(5000);
    let report =
        with_record(&ROW.replace("<header_from>example.org", &format!("<header_from>{long}")));
    assert!(faults(&report).contains(&Fault::TooLong));
    assert_eq!(report.name(report.rows()[0].header_from).len(), 1024);
    let many = "<dkim><domain>example.org</domain><result>pass</result></dkim>".repeat(500);
    let report = with_record(&ROW.replace("<auth_results>", &format!("<auth_results>{many}")));
    assert_eq!(report.authentication(&report.rows()[0]).dkim.len(), 20);
}

#[test]
fn more_rows_than_are_kept_still_count() {
    let mut builder = Builder::default();
    let name = builder.name("example.org");
    let total = MAX_ROWS as u64 + 500;
    for number in 0..total {
        builder.add(Row {
            source: Source::Address(std::net::Ipv6Addr::from(u128::from(number)).into()),
            count: 2,
            disposition: Disposition::None,
            dkim: if number % 2 == 0 {
                Evaluated::Pass
            } else {
                Evaluated::Fail
            },
            spf: Evaluated::Fail,
            header_from: name,
            envelope_from: None,
            envelope_to: None,
            reasons: u32::MAX,
            authentication: u32::MAX,
        });
    }
    let report = builder.finish(true);
    assert_eq!((report.records, report.messages), (total, 2 * total));
    assert_eq!(
        report.rows().iter().map(|row| row.count).sum::<u64>(),
        2 * total
    );
    let unlisted: Vec<_> = report
        .rows()
        .iter()
        .filter(|row| row.source == Source::Unlisted)
        .collect();
    assert_eq!(unlisted.len(), 2);
    assert_eq!(unlisted.iter().map(|row| row.count).sum::<u64>(), 1000);
    assert!(report.header.remarks.has(Fault::NotListed));
}

proptest! {
    #[test]
    fn pieces_make_no_difference(piece in 1usize..400) {
        let (whole, pieces) = (read(OLD), parsed(OLD.as_bytes(), piece).unwrap());
        prop_assert_eq!(whole.rows(), pieces.rows());
        prop_assert_eq!(&whole.header, &pieces.header);
    }

    /// It stands for nothing inside a text, and must not get lost or be added where a piece begins with it.
    #[test]
    fn a_mark_of_the_byte_order_in_a_text_is_text(piece in 1usize..40) {
        let marked = OLD.replace("<org_name>receiver", "<org_name>recei\u{FEFF}ver");
        let (whole, pieces) = (read(&marked), parsed(marked.as_bytes(), piece).unwrap());
        prop_assert_eq!(whole.rows(), pieces.rows());
        prop_assert_eq!(&whole.header, &pieces.header);
        // Not in a domain: its A-labels are without it.
        prop_assert_eq!(&pieces.header.reporter, "recei\u{FEFF}ver.example");
    }

    #[test]
    fn a_cut_anywhere_never_invents_mail(cut in 0usize..OLD.len(), piece in 1usize..100) {
        if let Ok(report) = parsed(OLD.as_bytes().get(..cut).unwrap(), piece) {
            prop_assert!(report.messages <= 15 && report.records <= 2);
            prop_assert_eq!(report.rows().iter().map(|row| row.count).sum::<u64>(), report.messages);
        }
    }

    #[test]
    fn bytes_that_change_never_panic(at in 0usize..OLD.len(), byte: u8, piece in 1usize..3000) {
        let mut bytes = OLD.as_bytes().to_vec();
        bytes[at] = byte;
        let _ = parsed(&bytes, piece);
    }
}
