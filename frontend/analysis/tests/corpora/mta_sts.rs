//! MTA-STS: records, policies, and which hosts a policy lists.

use analysis::dns::TxtRecord;
use analysis::mta_sts::{MxPattern, Policy, StsRecord, parse_policy, select};
use analysis::syntax::{Recognized, Selection};
use serde_json::Value;
use shared::DomainName;

use super::zone::Zone;
use super::{Comparison, corpus, list, text};

const LITERAL: &str =
    "RFC 8461 §3.1: records that do not begin with the literal `v=STSv1;` are discarded";
const FIRST_WINS: &str = "RFC 8461 §3.2: of a repeated field, all but the first are ignored";
const UNKNOWN_IGNORED: &str = "RFC 8461 §3.2: unknown fields are ignored";
const A_LABELS: &str = "RFC 8461 §3.2, §4.1: patterns are A-labels";

fn record(text: &str) -> Option<StsRecord> {
    select(&[TxtRecord::from_text(text)]).record().cloned()
}

fn policy(body: &str) -> Option<Policy> {
    match parse_policy(body.as_bytes()).parsed {
        Recognized::Record(policy, _) => Some(policy),
        Recognized::Malformed(defects) => {
            assert!(defects.iter().any(|defect| defect.is_fault()));
            None
        }
        Recognized::Foreign => panic!("a policy file is never foreign"),
    }
}

#[test]
fn records_of_mox() {
    let Some(suite) = corpus("mta-sts/mox-txt-records.json") else {
        return;
    };
    let mut comparison = Comparison::but_for(&[]);
    for case in list(&suite) {
        let read = record(text(case, "txt"));
        let agrees = match read {
            None => case["valid"] == false,
            Some(read) => {
                let extensions: Vec<_> = read
                    .extensions
                    .iter()
                    .map(|extension| serde_json::json!([extension.name, extension.value]))
                    .collect();
                case["valid"] == true
                    && case["id"] == read.id.as_str()
                    && case["extensions"] == Value::Array(extensions)
            }
        };
        comparison.case(text(case, "txt"), agrees);
    }
    comparison.finish(18);
}

#[test]
fn records_of_foxcpp() {
    let Some(suite) = corpus("mta-sts/foxcpp-txt-records.json") else {
        return;
    };
    let mut comparison = Comparison::but_for(&[
        ("v=STSv1  ;    id=foo", LITERAL),
        ("v=STSv1  ;    id=foo; unrelated=1", LITERAL),
    ]);
    for case in list(&suite) {
        let read = record(text(case, "txt"));
        let id = read.as_ref().map(|read| read.id.as_str());
        comparison.case(text(case, "txt"), id == case["id"].as_str());
    }
    comparison.finish(10);
}

#[test]
fn records_of_postfix_mta_sts_resolver() {
    let Some(suite) = corpus("mta-sts/postfix-resolver-txt-parse.json") else {
        return;
    };
    let mut comparison = Comparison::but_for(&[(
        "v=STSv1; id=20160831085700Z;;;",
        "RFC 8461 §3.1: the grammar has no empty field",
    )]);
    for case in list(&suite) {
        let read = record(text(case, "txt"));
        let id = read.as_ref().map(|read| read.id.as_str());
        comparison.case(text(case, "txt"), id == case["tags"]["id"].as_str());
    }
    comparison.finish(9);
}

#[test]
fn lookups_of_mox() {
    let Some(suite) = corpus("mta-sts/mox-lookup.json") else {
        return;
    };
    let mut comparison = Comparison::but_for(&[]);
    for case in list(&suite["cases"]) {
        let domain = text(case, "domain");
        let texts = Zone(&suite).texts(&format!("_mta-sts.{domain}"));
        let found = match texts.as_deref().map(select) {
            Err(_) => "dns-error".to_owned(),
            Ok(Selection::Absent | Selection::NearMiss(_)) => "no-record".to_owned(),
            Ok(Selection::Several(_)) => "multiple-records".to_owned(),
            Ok(Selection::One(one)) => match one.parsed.record() {
                Some(record) => format!("ok id={}", record.id),
                None => "record-syntax-error".to_owned(),
            },
        };
        comparison.case(domain, found == text(case, "expect"));
    }
    comparison.finish(9);
}

#[test]
fn policies_of_mox_and_foxcpp() {
    for (file, cases) in [("mox", 24), ("foxcpp", 12)] {
        let Some(suite) = corpus(&format!("mta-sts/{file}-policies.json")) else {
            return;
        };
        let mut comparison = Comparison::but_for(&[]);
        for case in list(&suite) {
            let agrees = match policy(text(case, "policy")) {
                None => case["valid"] == false,
                Some(read) => case["valid"] == true && is_as_expected(&read, &case["expect"]),
            };
            comparison.case(text(case, "policy"), agrees);
        }
        comparison.finish(cases);
    }
}

fn is_as_expected(read: &Policy, expected: &Value) -> bool {
    let patterns: Vec<_> = read.mx.iter().map(ToString::to_string).collect();
    let extensions: serde_json::Map<_, _> = read
        .extensions
        .iter()
        .map(|extension| (extension.name.clone(), extension.value.clone().into()))
        .collect();
    expected["mode"] == read.mode.word()
        && expected["max_age"] == read.max_age.seconds()
        && expected["mx"] == serde_json::json!(patterns)
        && expected["extensions"]
            .as_object()
            .is_none_or(|all| *all == extensions)
}

#[test]
fn records_and_policies_of_checkdmarc() {
    let Some(suite) = corpus("mta-sts/checkdmarc-mta_sts.json") else {
        return;
    };
    let mut comparison = Comparison::but_for(&[
        ("testParseMtaStsRecordDuplicateTag", FIRST_WINS),
        ("testParseMtaStsPolicyDuplicateKey", FIRST_WINS),
        ("testParseMtaStsPolicyUnexpectedKey", UNKNOWN_IGNORED),
    ]);
    for case in list(&suite) {
        let input = case["args"][0].as_str().unwrap();
        let valid = match text(case, "func") {
            "parse_mta_sts_record" => record(input).is_some(),
            "parse_mta_sts_policy" => policy(input).is_some(),
            other => panic!("unknown function {other}"),
        };
        comparison.case(text(case, "test"), valid == (case["expect"] == "ok"));
    }
    comparison.finish(17);
}

#[test]
fn fetched_files_of_mox_and_postfix_mta_sts_resolver() {
    let (Some(fetches), Some(scenarios)) = (
        corpus("mta-sts/mox-fetch.json"),
        corpus("mta-sts/postfix-resolver-scenarios.json"),
    ) else {
        return;
    };
    let mut comparison = Comparison::but_for(&[]);
    for case in list(&fetches["cases"]) {
        // What certificate and status say is not the reader's business.
        let expected = match text(case, "expect") {
            "policy-syntax-error" => false,
            expected if expected.starts_with("ok") => true,
            _ => continue,
        };
        let body = match text(case, "body") {
            "<65538 NUL bytes>" => "\0".repeat(65_538),
            body => body.to_owned(),
        };
        comparison.case(&body, policy(&body).is_some() == expected);
    }
    for site in list(&scenarios["https_sites"]) {
        let host = text(site, "host");
        // These two are bad by media type and by status, not by their text.
        let bad_text = host.contains("bad-policy") && !host.contains('3') && !host.contains('4');
        comparison.case(host, policy(text(site, "body")).is_some() != bad_text);
    }
    for (name, txt) in scenarios["txt"].as_object().unwrap() {
        let valid = record(txt.as_str().unwrap()).is_some();
        comparison.case(name, valid != name.contains("bad-record"));
    }
    comparison.finish(3 + 14 + 19);
}

#[test]
fn hosts_that_patterns_match() {
    let (Some(mox), Some(foxcpp)) = (
        corpus("mta-sts/mox-match.json"),
        corpus("mta-sts/foxcpp-match.json"),
    ) else {
        return;
    };
    let mut comparison = Comparison::but_for(&[
        ("ñaca.com [\"ñaca.com\"]", A_LABELS),
        ("Ñaca.com [\"ñaca.com\"]", A_LABELS),
        ("ñaca.com [\"Ñaca.com\"]", A_LABELS),
    ]);
    let read = policy(text(&mox, "policy")).unwrap();
    for case in list(&mox["cases"]) {
        let host = text(case, "host");
        comparison.case(host, case["match"] == read.lists(&host.parse().unwrap()));
    }
    for case in list(&foxcpp) {
        let host = text(case, "mx");
        // A-labels are what DNS gives us; the suite writes U-labels.
        let name = host
            .parse::<DomainName>()
            .or_else(|_| DomainName::parse(host))
            .unwrap();
        let matches = list(&case["patterns"])
            .iter()
            .filter_map(|pattern| pattern.as_str()?.parse::<MxPattern>().ok())
            .any(|pattern| pattern.matches(&name));
        comparison.case(
            &format!("{host} {}", case["patterns"]),
            case["match"] == matches,
        );
    }
    comparison.finish(5 + 14);
}
