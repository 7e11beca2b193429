//! Texts that a domain publishes: records and policies.

use std::fmt::Debug;

use analysis::dns::TxtRecord;
use analysis::syntax::{Defect, Extension, Recognized, Selection, Span};
use analysis::{mta_sts, tls_rpt};

/// More defects than are kept of any text.
const MOST_DEFECTS: usize = 41;

/// Reads bytes as an MTA-STS record.
pub fn mta_sts_record(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let read = check_record(&text, "v=STSv1;", mta_sts::parse_record, mta_sts::select);
    if let Some(record) = read.record() {
        let printed = record.to_string();
        let again = mta_sts::parse_record(&printed);
        let again = again
            .record()
            .unwrap_or_else(|| panic!("{printed:?}: {again:?}"));
        assert_eq!(again.id, record.id);
        assert_eq!(bare(&again.extensions), bare(&record.extensions));
    }
}

/// Reads bytes as a TLS-RPT record.
pub fn tls_rpt_record(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let read = check_record(&text, "v=TLSRPTv1;", tls_rpt::parse, tls_rpt::select);
    if let Some(record) = read.record() {
        assert!(!record.rua.is_empty());
        for address in &record.rua {
            assert_eq!(address.span.of(&text), Some(address.uri.as_str()));
        }
        let printed = record.to_string();
        let again = tls_rpt::parse(&printed);
        let again = again
            .record()
            .unwrap_or_else(|| panic!("{printed:?}: {again:?}"));
        let addresses = |record: &tls_rpt::TlsRptRecord| -> Vec<_> {
            let all = record.rua.iter();
            all.map(|one| (one.transport, one.host.clone(), one.uri.clone()))
                .collect()
        };
        assert_eq!(addresses(again), addresses(record));
        assert_eq!(bare(&again.extensions), bare(&record.extensions));
    }
}

/// Reads bytes as an MTA-STS policy.
pub fn mta_sts_policy(input: &[u8]) {
    let read = mta_sts::parse_policy(input);
    assert!(read.text.len() <= 3 * 64 * 1024);
    assert!(
        !matches!(read.parsed, Recognized::Foreign),
        "a policy is never foreign"
    );
    check_recognized(&read.text, &read.parsed);
    let Some(policy) = read.parsed.record() else {
        return;
    };
    assert_eq!(read.text.as_bytes(), input, "valid, and yet not as sent");
    for extension in &policy.extensions {
        check_span(&read.text, extension.span);
    }
    let printed = policy.to_string();
    let parts = |policy: &mta_sts::Policy| {
        (
            policy.mode,
            policy.max_age,
            policy.mx.clone(),
            bare(&policy.extensions),
        )
    };
    // RFC 8461 §3.2: a line ends with LF or CR LF.
    for printed in [printed.replace('\n', "\r\n"), printed] {
        let again = mta_sts::parse_policy(printed.as_bytes()).parsed;
        let again = again
            .record()
            .unwrap_or_else(|| panic!("{printed:?}: {again:?}"));
        assert_eq!(parts(again), parts(policy));
    }
}

/// What holds of every record that begins with its version.
fn check_record<T: Debug + PartialEq>(
    text: &str,
    begin: &str,
    parse: impl Fn(&str) -> Recognized<T>,
    select: impl Fn(&[TxtRecord]) -> Selection<T>,
) -> Recognized<T> {
    let read = parse(text);
    assert_eq!(
        matches!(read, Recognized::Foreign),
        !text.starts_with(begin),
        "by the literal version alone"
    );
    check_recognized(text, &read);
    let record = TxtRecord::from_text(text);
    match select(std::slice::from_ref(&record)) {
        Selection::One(one) => {
            assert_eq!((one.text.as_str(), &one.parsed), (text, &read));
            let two = [record.clone(), record.clone()];
            assert!(matches!(select(&two), Selection::Several(all) if all.len() == 2));
        }
        Selection::Absent => assert!(matches!(read, Recognized::Foreign)),
        Selection::NearMiss(misses) => {
            assert!(matches!(read, Recognized::Foreign));
            assert_eq!(misses.len(), 1);
            misses
                .iter()
                .for_each(|miss| check_span(&miss.text, miss.span));
        }
        Selection::Several(_) => panic!("two of one"),
    }
    // RFC 8461 §3.1, RFC 8460 §3: how a record is cut into strings has no meaning.
    let strings = text.as_bytes().chunks(7).map(Into::into).collect();
    assert_eq!(select(&[TxtRecord { strings }]), select(&[record]));
    read
}

pub(super) fn check_recognized<T>(text: &str, read: &Recognized<T>) {
    let defects = read.defects();
    assert!(defects.len() <= MOST_DEFECTS);
    assert!(defects.is_sorted_by_key(|defect| defect.span));
    for defect in defects {
        check_span(text, defect.span);
        assert!(!defect.message().is_empty());
    }
    let faulty = defects.iter().any(Defect::is_fault);
    match read {
        Recognized::Record(..) => assert!(!faulty, "valid with a fault"),
        Recognized::Malformed(_) => assert!(faulty, "malformed, and nobody says why"),
        Recognized::Foreign => {}
    }
}

/// A span is within its text and on character boundaries.
fn check_span(text: &str, span: Span) {
    assert!(span.of(text).is_some(), "{span:?} of {} bytes", text.len());
}

/// Extensions without their places.
fn bare(extensions: &[Extension]) -> Vec<(String, String)> {
    extensions
        .iter()
        .map(|extension| (extension.name.clone(), extension.value.clone()))
        .collect()
}
