//! SPF records, and checks of a sender in a world of them.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::net::IpAddr;

use analysis::dns::{QueryName, RecordData, RecordType, TxtRecord};
use analysis::spf::{
    Checked, DnsReply, Evaluation, MAX_LOOKUPS, MAX_NAMES, MAX_VOID_LOOKUPS, Session, SpfRecord,
    SpfResult, TermKind, check_host, parse, select,
};
use analysis::syntax::{Defect, Recognized, Selection};

/// Each term asks for one name, its mail hosts, and these looked up once more when all are known; and the reverse names.
const MOST_QUESTIONS: usize = (MAX_LOOKUPS + 2) * (2 + 2 * MAX_NAMES) + 2;

/// Reads each line of the input as a record, then checks a sender in a world whose names have these lines.
pub fn spf(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let lines: Vec<&str> = text.split('\n').take(16).collect();
    for line in &lines {
        check_record(line);
    }
    let hosts = ["192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1"];
    for address in hosts.map(|host| host.parse().unwrap()) {
        check_sender(&lines, address);
    }
}

fn check_record(text: &str) {
    let read = parse(text);
    let defects = read.defects();
    assert!(defects.len() <= 41);
    assert!(defects.is_sorted_by_key(|defect| defect.span));
    for defect in defects {
        assert!(defect.span.of(text).is_some(), "{defect:?}");
        assert!(!defect.message().is_empty());
    }
    let faulty = defects.iter().any(Defect::is_fault);
    match &read {
        Recognized::Foreign => {}
        Recognized::Malformed(_) => assert!(faulty, "malformed, and nobody says why"),
        Recognized::Record(record, _) => {
            assert!(!faulty, "valid with a fault");
            assert!(text.is_ascii());
            for term in &record.terms {
                assert!(!term.span.of(text).unwrap().contains(' '));
            }
            let printed = record.to_string();
            let again = parse(&printed);
            let again = again
                .record()
                .unwrap_or_else(|| panic!("{printed:?}: {again:?}"));
            assert_eq!(kinds(again), kinds(record), "{printed:?}");
            assert_eq!(again.to_string(), printed);
        }
    }
    let record = TxtRecord::from_text(text);
    match select(std::slice::from_ref(&record)) {
        Selection::One(one) => assert_eq!((one.text.as_str(), &one.parsed), (text, &read)),
        Selection::NearMiss(misses) => {
            assert_eq!(read, Recognized::Foreign);
            for miss in misses {
                assert!(miss.span.of(&miss.text).is_some());
            }
        }
        Selection::Absent => assert_eq!(read, Recognized::Foreign),
        Selection::Several(_) => panic!("two of one"),
    }
}

fn kinds(record: &SpfRecord) -> Vec<&TermKind> {
    record.terms.iter().map(|term| &term.kind).collect()
}

/// A world in which every name has something, by its letters.
fn answer(lines: &[&str], name: &QueryName, kind: RecordType) -> DnsReply {
    let sum: usize = name.as_str().bytes().map(usize::from).sum();
    let name_of = |n: usize| -> QueryName { format!("n{n}.example.org").parse().unwrap() };
    match (kind, sum % 7) {
        (RecordType::Txt, _) => {
            let line = lines[sum % lines.len()];
            let text = match line.strip_prefix("v=spf1") {
                Some(_) => line.to_owned(),
                None => format!("v=spf1 {line}"),
            };
            DnsReply::Records(vec![RecordData::Txt(TxtRecord::from_text(&text))])
        }
        (_, 0) => DnsReply::NxDomain,
        (_, 1) => DnsReply::NoData,
        (_, 2) if sum.is_multiple_of(5) => DnsReply::Failed("timeout".to_owned()),
        (RecordType::Mx, n) => DnsReply::Records(
            (0..n * 2)
                .map(|n| RecordData::Mx {
                    preference: 1,
                    exchange: name_of(n),
                })
                .collect(),
        ),
        (RecordType::Ptr, n) => DnsReply::Records(
            (0..n * 4)
                .map(|n| RecordData::Ptr { target: name_of(n) })
                .collect(),
        ),
        (RecordType::Aaaa, n) => DnsReply::Records(vec![RecordData::Aaaa {
            address: format!("2001:db8::{n}").parse().unwrap(),
        }]),
        (_, n) => DnsReply::Records(vec![RecordData::A {
            address: format!("192.0.2.{n}").parse().unwrap(),
        }]),
    }
}

fn check_sender(lines: &[&str], address: IpAddr) {
    let session = Session {
        address,
        domain: "example.org",
        sender: "strong-bad@example.org",
        helo: "mail.example.org",
        receiver: "unknown",
        now: 0,
    };
    let questions = Cell::new(0);
    let at_once = check_host(&session, &|name, kind| {
        questions.set(questions.get() + 1);
        answer(lines, name, kind)
    });
    assert!(questions.get() <= MOST_QUESTIONS, "{}", questions.get());
    let Evaluation::Done(checked) = &at_once else {
        panic!("it lacks what is known");
    };
    check_end(checked);
    // Told bit by bit it comes to the same end, and never asks twice.
    let known = RefCell::new(BTreeSet::new());
    for _ in 0..=MOST_QUESTIONS {
        let step = check_host(&session, &|name, kind| {
            if known.borrow().contains(&(name.clone(), kind)) {
                answer(lines, name, kind)
            } else {
                DnsReply::NotAsked
            }
        });
        match step {
            Evaluation::Needs(needs) => {
                let mut known = known.borrow_mut();
                let new = needs.into_iter().filter(|need| known.insert(need.clone()));
                assert!(new.count() > 0, "it asks for what it was told");
            }
            Evaluation::Done(_) => {
                assert_eq!(step, at_once);
                return;
            }
        }
    }
    panic!("it never ends");
}

fn check_end(checked: &Checked) {
    assert!(checked.lookups <= MAX_LOOKUPS + 1);
    assert!(checked.voids <= MAX_VOID_LOOKUPS + 1);
    assert!(checked.trail.len() <= 2 * (MAX_LOOKUPS + 1));
    let over = checked.lookups > MAX_LOOKUPS || checked.voids > MAX_VOID_LOOKUPS;
    assert!(!over || checked.result == SpfResult::PermError);
    let is_error = matches!(checked.result, SpfResult::PermError | SpfResult::TempError);
    assert_eq!(is_error, checked.problem.is_some());
    assert!(checked.explanation.is_none() || checked.result == SpfResult::Fail);
    assert!(!is_error || checked.decided.is_none());
}
