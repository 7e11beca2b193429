//! The sample collection of the page, against the totals that `scripts/sample-reports.mjs` printed when it wrote it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken fixture ends the test"
)]

use analysis::reports::aggregate::Dialect;
use analysis::reports::summary::{
    Class, DmarcSummary, EnforcementStep, Filter, GroupBy, Known, Names, domains, summarize,
};
use analysis::reports::{Collection, Intake, Limits, Outcome, Step, tls};

fn collection() -> Collection {
    let bytes = include_bytes!("../../public/samples/reports.zip");
    let mut intake = Intake::new(Limits::default());
    intake.open("reports.zip");
    for piece in bytes.chunks(4096) {
        intake.feed(piece.to_vec());
        while intake.step() == Step::More {}
    }
    intake.close();
    while intake.step() == Step::More {}
    intake.into_collection()
}

fn summary(collection: &Collection, by: GroupBy) -> DmarcSummary {
    summarize(
        collection,
        &Filter::default(),
        by,
        &Names::default(),
        &Known::default(),
    )
}

#[test]
fn every_file_is_accounted_for() {
    let collection = collection();
    assert_eq!(collection.aggregate().len(), 38);
    assert_eq!(collection.tls().len(), 11);
    assert_eq!(collection.failures().len(), 1);
    let count = |wanted: fn(&Outcome) -> bool| {
        collection
            .readings()
            .iter()
            .filter(|one| wanted(&one.outcome))
            .count()
    };
    assert_eq!(count(|outcome| matches!(outcome, Outcome::Report(_))), 50);
    assert_eq!(
        count(|outcome| matches!(outcome, Outcome::Duplicate { differs: false, .. })),
        1
    );
    let refused: Vec<_> = collection
        .readings()
        .iter()
        .filter(|one| matches!(one.outcome, Outcome::Refused(_)))
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(refused, ["reports.zip › notes.txt"]);
    let new = collection
        .aggregate()
        .iter()
        .filter(|report| report.header.dialect == Dialect::Rfc9990);
    assert_eq!(new.count(), 11);
    let cut: Vec<_> = collection
        .aggregate()
        .iter()
        .filter(|report| !report.is_whole)
        .collect();
    assert_eq!(cut.len(), 1);
    assert_eq!(cut[0].header.reporter, "small.example");
    let others = collection
        .aggregate()
        .iter()
        .filter(|report| report.is_whole);
    for report in others {
        assert!(
            report.header.remarks.is_empty(),
            "{:?}",
            report.header.remarks
        );
    }
    assert_eq!(domains(&collection).len(), 1);
}

#[test]
fn mail_is_counted_as_it_was_written() {
    let summary = summary(&collection(), GroupBy::Address);
    let total = &summary.total;
    assert_eq!(
        (total.messages, total.passing, total.failing),
        (2880, 1914, 966)
    );
    let of = |address: &str| {
        let group = summary
            .groups
            .iter()
            .find(|group| group.key.to_string() == address);
        group.map_or(0, |group| group.tally.messages)
    };
    for (address, messages) in [
        ("192.0.2.25", 1660),
        ("2001:db8:25::1", 183),
        ("198.51.100.200", 71),
        ("203.0.113.90", 154),
        ("203.0.113.12", 159),
        ("198.51.100.40", 545),
        ("198.51.100.77", 27),
        ("203.0.113.107", 27),
        ("203.0.113.181", 28),
        ("203.0.113.240", 26),
    ] {
        assert_eq!(of(address), messages, "{address}");
    }
    assert_eq!(summary.groups.len(), 10);
    assert_eq!(summary.days.len(), 21);
    assert_eq!(
        summary
            .days
            .iter()
            .map(|day| day.tally.messages)
            .sum::<u64>(),
        2880
    );
}

#[test]
fn each_source_is_taken_for_what_it_is() {
    let summary = summary(&collection(), GroupBy::Service);
    let found: Vec<(String, Class, u64)> = summary
        .groups
        .iter()
        .filter(|group| group.tally.failing > 0)
        .map(|group| {
            (
                group.key.to_string(),
                group.verdict.class,
                group.tally.failing,
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("SendGrid".to_owned(), Class::Service, 545),
            (
                "203.0.113.0/24, signed as you".to_owned(),
                Class::Yours,
                159
            ),
            ("Zendesk".to_owned(), Class::Service, 154),
            ("203.0.113.0/24".to_owned(), Class::Unknown, 81),
            ("example.net".to_owned(), Class::Forwarded, 27),
        ]
    );
    assert_eq!(summary.enforcement.step, EnforcementStep::MendFirst);
    assert_eq!(summary.enforcement.in_all.refused, 966);
}

#[test]
fn connections_are_counted_as_they_were_written() {
    let summary = tls::summarize(&collection(), &Filter::default());
    assert_eq!(
        (summary.total.successes, summary.total.failures),
        (1683, 149)
    );
    let failures: Vec<_> = summary
        .failures
        .iter()
        .map(|row| {
            (
                row.result.word(),
                row.mx.as_deref().unwrap_or_default(),
                row.sessions,
            )
        })
        .collect();
    assert_eq!(
        failures,
        [
            ("certificate-expired", "mx2.example.org", 147),
            ("starttls-not-supported", "mx1.example.org", 2),
        ]
    );
}
