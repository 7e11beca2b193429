//! DNS messages.

use std::collections::BTreeSet;

use analysis::dns::{
    Answer, DecodeFault, Message, QueryName, Question, RecordData, RecordType, decode, encode,
};
use analysis::{mta_sts, tls_rpt};

/// Reads bytes as the answer to the question that they repeat themselves.
pub fn dns_message(input: &[u8]) {
    let question = question_in(input)
        .unwrap_or_else(|| Question::new("_mta-sts.example.org".parse().unwrap(), RecordType::Txt));
    let read = decode(&question, input);
    // RFC 8484 §4.1: the id means nothing here, unless a name leads into the header, which no honest one does.
    let into_header = |pair: &[u8]| matches!(pair, [0xC0, 0..12]);
    if !input.windows(2).any(into_header) {
        let mut renumbered = input.to_vec();
        for byte in renumbered.iter_mut().take(2) {
            *byte ^= 0x5A;
        }
        assert_eq!(decode(&question, &renumbered), read, "with another id");
    }
    // A question is not its own answer.
    let asked = decode(&question, &encode(&question));
    assert!(matches!(asked, Err(DecodeFault::NotAResponse)));
    match read {
        Ok(message) => check(&question, &message),
        Err(fault) => assert!(!fault.to_string().is_empty()),
    }
}

fn check(question: &Question, message: &Message) {
    let json = serde_json::to_vec(message).unwrap();
    let again: Message = serde_json::from_slice(&json).unwrap();
    assert_eq!(again, *message, "as JSON and back");

    let distinct: BTreeSet<_> = message.aliases.iter().collect();
    assert_eq!(distinct.len(), message.aliases.len(), "an alias twice");
    assert!(message.aliases.len() <= 16 && !distinct.contains(&question.name));
    assert!(message.extended_errors.len() <= 16);
    let end = message.canonical_name(&question.name);
    for record in &message.records {
        assert_eq!(record.owner, *end);
        assert_eq!(record.data.code(), question.record_type.code());
        assert!(message.ttl.is_some_and(|ttl| ttl <= record.ttl));
        assert!(!record.data.to_string().contains(['\n', '\0']));
        check_name(&record.owner);
        match &record.data {
            RecordData::Mx { exchange: name, .. }
            | RecordData::Cname { target: name }
            | RecordData::Ptr { target: name }
            | RecordData::Srv { target: name, .. } => check_name(name),
            RecordData::Txt(txt) => {
                assert!(txt.strings.iter().all(|string| string.len() <= 255));
            }
            _ => {}
        }
    }
    match message.answer() {
        Answer::Records(records) => assert!(!records.is_empty()),
        Answer::NoData => assert!(message.records.is_empty()),
        Answer::NxDomain | Answer::ServerFailure(_) => {}
    }
    let texts: Vec<_> = message.txt_records().cloned().collect();
    let _ = (mta_sts::select(&texts), tls_rpt::select(&texts));
}

/// A name survives being written and read, and being taken apart and put together.
fn check_name(name: &QueryName) {
    assert_eq!(name.as_str().parse().as_ref(), Ok(name));
    assert!(name.as_str().bytes().all(|byte| byte.is_ascii_graphic()));
    let labels = name.labels();
    let again = QueryName::from_labels(labels.iter().map(Vec::as_slice));
    assert_eq!(again.as_ref(), Ok(name));
}

/// The question that a message repeats, if its name is not compressed.
fn question_in(message: &[u8]) -> Option<Question> {
    let mut rest = message.get(12..)?;
    let mut labels = Vec::new();
    loop {
        let (&length, after) = rest.split_first()?;
        let (label, after) = after.split_at_checked(usize::from(length))?;
        rest = after;
        if label.is_empty() {
            break;
        }
        labels.push(label);
    }
    let code = u16::from_be_bytes(rest.first_chunk().copied()?);
    let name = QueryName::from_labels(labels).ok()?;
    Some(Question::new(name, RecordType::from_code(code)?))
}
