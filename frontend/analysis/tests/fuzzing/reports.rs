//! Report files, and whatever they are packed in.

use analysis::reports::{Collection, Intake, Limits, Outcome, Step};

use super::pieces;

/// Reads bytes as a file, at once, in pieces and byte by byte.
///
/// The first byte says how many of the following ones are lengths of pieces; the rest is the file.
pub fn report_file(input: &[u8]) {
    let Some((count, rest)) = input.split_first() else {
        return;
    };
    let (lengths, file) = rest
        .split_at_checked(usize::from(count % 8))
        .unwrap_or((&[], rest));
    let whole = read(std::iter::once(file));
    check(&whole);
    for other in [read(pieces(file, lengths)), read(file.chunks(1))] {
        assert_eq!(other.readings(), whole.readings(), "in pieces");
        for (one, other) in whole.aggregate().iter().zip(other.aggregate()) {
            assert_eq!(one.rows(), other.rows(), "in pieces");
        }
        assert_eq!(other.tls(), whole.tls(), "in pieces");
        assert_eq!(other.failures(), whole.failures(), "in pieces");
    }
}

/// So that a file of a few kilobytes cannot take long.
const LIMITS: Limits = Limits {
    document: 4 * 1024 * 1024,
    held: 1024 * 1024,
    json: 1024 * 1024,
    ratio: 200,
    unpacked: 8 * 1024 * 1024,
    entries: 50,
    depth: 4,
};

fn read<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> Collection {
    let mut intake = Intake::new(LIMITS);
    intake.open("file");
    let mut steps = 0u32;
    let mut work = |intake: &mut Intake| {
        while intake.step() == Step::More {
            steps += 1;
            assert!(steps < 1_000_000, "no end of work");
        }
    };
    for piece in pieces {
        intake.feed(piece.to_vec());
        work(&mut intake);
    }
    intake.close();
    work(&mut intake);
    assert!(intake.progress().unpacked <= LIMITS.unpacked + 64 * 1024);
    intake.into_collection()
}

/// What holds of all that is read.
fn check(collection: &Collection) {
    let places = collection
        .readings()
        .iter()
        .filter(|reading| matches!(reading.outcome, Outcome::Report(_)))
        .count();
    let reports =
        collection.aggregate().len() + collection.tls().len() + collection.failures().len();
    assert!(places >= reports, "{reports} reports in {places} places");
    assert!(
        !collection.readings().is_empty(),
        "a file of which nothing is said"
    );
    for report in collection.aggregate() {
        let sum = report
            .rows()
            .iter()
            .fold(0u64, |sum, row| sum.saturating_add(row.count));
        assert_eq!(sum, report.messages, "mail that no row counts");
        assert!(
            report.rows().len() as u64 <= report.records,
            "rows of nothing"
        );
        for row in report.rows() {
            assert!(report.name(row.header_from).len() <= 1024);
            assert!(report.authentication(row).dkim.len() <= 20);
        }
        assert!(report.header.remarks.as_slice().len() <= 40);
    }
    for report in collection.failures() {
        assert!(report.fields.len() <= 200 && report.original.len() <= 256 * 1024);
    }
}
