//! DKIM: key records.

use analysis::dkim::{DkimKey, PublicKey, parse};
use serde_json::Value;

use super::{Comparison, corpus, list, text};

/// Whether a suite's values, where it has some, are the same as ours.
fn is_as(expected: &Value, found: Option<&[String]>) -> bool {
    expected.is_null() || list(expected).iter().eq(found.unwrap_or_default())
}

fn bits(key: &DkimKey) -> Option<usize> {
    match &key.key {
        Some(PublicKey::Rsa { bits, .. }) => Some(*bits),
        _ => None,
    }
}

#[test]
fn records_of_mail_auth() {
    let Some(suite) = corpus("dkim-keys/mail-auth-records.json") else {
        return;
    };
    let mut comparison = Comparison::but_for(&[(
        "case 1",
        "RFC 6376 §3.6.1: the name of a hash is one word; `sha 256` is a syntax error",
    )]);
    for (index, case) in list(&suite).iter().enumerate() {
        let parsed = parse(text(case, "txt"));
        let agrees = match parsed.record() {
            None => case["valid"] == false && case["error"] != "revoked",
            // An empty key is an error there.
            Some(key) if key.key.is_none() => case["error"] == "revoked",
            Some(key) => {
                case["valid"] == true
                    && case["bits"] == serde_json::json!(bits(key))
                    && is_as(&case["hashes"], key.hashes.as_deref())
                    && is_as(&case["flags"], Some(&key.flags))
            }
        };
        comparison.case(&format!("case {index}"), agrees);
    }
    comparison.finish(6);
}

#[test]
fn records_of_mox() {
    let Some(suite) = corpus("dkim-keys/mox-records.json") else {
        return;
    };
    let mut comparison = Comparison::but_for(&[(
        "v=DKIM1; p=; ",
        "RFC 6376 §3.2 has no white space behind the last semicolon; records in use have it, and verifiers take them",
    )]);
    for case in list(&suite) {
        let record = text(case, "txt");
        let is_valid = parse(record).record().is_some();
        comparison.case(record, (case["valid"] == true) == is_valid);
    }
    comparison.finish(12);
}
