//! The records about sent mail that are tag lists with a version in front: DMARC and BIMI.

use std::fmt::Debug;

use analysis::dmarc::{Alignment, Found, MAX_QUESTIONS, Organization, is_aligned, walk};
use analysis::dns::TxtRecord;
use analysis::syntax::{Defect, Recognized, Selection};
use analysis::{bimi, dmarc};
use shared::DomainName;

use super::pieces;

/// More defects than are kept of any text.
const MOST_DEFECTS: usize = 41;

/// Reads bytes as a DMARC record, as a BIMI record, and as a tree of names with records.
pub fn mail_records(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let read = check(&text, dmarc::parse, dmarc::select);
    if let Some(record) = read.record() {
        let addresses = record.rua.iter().chain(&record.ruf);
        for address in addresses {
            assert_eq!(address.span.of(&text), Some(address.uri.as_str()));
        }
        let printed = record.to_string();
        let again = dmarc::parse(&printed);
        let again = again
            .record()
            .unwrap_or_else(|| panic!("{printed:?}: {again:?}"));
        assert_eq!(again.to_string(), printed);
        let policies = |record: &dmarc::DmarcRecord| {
            (
                record.policy(),
                record.subdomain_policy(),
                record.nonexistent_policy(),
            )
        };
        assert_eq!(policies(again), policies(record));
        assert!(record.tested(record.policy()) <= record.policy());
    }
    let read = check(&text, bimi::parse, bimi::select);
    if let Some(record) = read.record() {
        let printed = record.to_string();
        let again = bimi::parse(&printed);
        let again = again
            .record()
            .unwrap_or_else(|| panic!("{printed:?}: {again:?}"));
        assert_eq!(again.to_string(), printed);
    }
    check_tree(input);
}

/// The first line is a name; the bytes after it decide which of the names above have which record.
fn check_tree(input: &[u8]) {
    let Some(end) = input.iter().position(|byte| *byte == b'\n') else {
        return;
    };
    let Ok(start) = String::from_utf8_lossy(&input[..end]).parse::<DomainName>() else {
        return;
    };
    let choices: Vec<u8> = pieces(&input[end + 1..], &[1])
        .map(|piece| piece[0])
        .collect();
    let found = |name: &DomainName| {
        let labels = name.labels().count();
        match choices.get(labels).copied().unwrap_or_default() % 7 {
            1 => record("v=DMARC1; p=none"),
            2 => record("v=DMARC1; p=reject; psd=y"),
            3 => record("v=DMARC1; p=reject; psd=n"),
            4 => record("v=DMARC1; p=x"),
            5 => Found::Unknown("silent".to_owned()),
            6 => Found::NotAsked,
            _ => Found::Answer(Selection::Absent),
        }
    };
    let walked = walk(&start, found);
    // RFC 9989 §4.10: at most eight questions, each above the one before.
    assert!((1..=MAX_QUESTIONS).contains(&walked.steps.len()));
    let lengths: Vec<usize> = walked
        .steps
        .iter()
        .map(|step| step.name.labels().count())
        .collect();
    assert!(lengths.is_sorted_by(|a, b| a > b));
    if let Organization::Known(domain) = walked.organization() {
        assert!(start.as_str().ends_with(domain.as_str()));
    }
    for other in walked.steps.iter().map(|step| &step.name) {
        let one = is_aligned(Alignment::Relaxed, &start, other, found);
        assert_eq!(one, is_aligned(Alignment::Relaxed, other, &start, found));
    }
    assert_eq!(
        is_aligned(Alignment::Relaxed, &start, &start, found),
        Some(true)
    );
    for existence in [
        dmarc::Existence::Exists,
        dmarc::Existence::Missing,
        dmarc::Existence::Unknown,
    ] {
        let _ = dmarc::discover(&walked, existence);
    }
}

fn record(text: &str) -> Found {
    Found::Answer(dmarc::select(&[TxtRecord::from_text(text)]))
}

/// What holds of every such record.
fn check<T: Debug + PartialEq>(
    text: &str,
    parse: impl Fn(&str) -> Recognized<T>,
    select: impl Fn(&[TxtRecord]) -> Selection<T>,
) -> Recognized<T> {
    let read = parse(text);
    let defects = read.defects();
    assert!(defects.len() <= MOST_DEFECTS);
    assert!(defects.is_sorted_by_key(|defect| defect.span));
    for defect in defects {
        assert!(defect.span.of(text).is_some(), "{defect:?}");
        assert!(!defect.message().is_empty());
    }
    let faulty = defects.iter().any(Defect::is_fault);
    assert_eq!(faulty, matches!(read, Recognized::Malformed(_)));
    let record = TxtRecord::from_text(text);
    match select(std::slice::from_ref(&record)) {
        Selection::One(one) => {
            assert_eq!(one.parsed, read);
            let two = [record.clone(), record];
            assert!(matches!(select(&two), Selection::Several(all) if all.len() == 2));
        }
        Selection::Absent => assert!(matches!(read, Recognized::Foreign)),
        Selection::NearMiss(misses) => {
            assert!(matches!(read, Recognized::Foreign));
            for miss in misses {
                assert!(miss.span.of(&miss.text).is_some());
            }
        }
        Selection::Several(_) => panic!("two of one"),
    }
    read
}
