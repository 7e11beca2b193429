//! TLS-RPT: records and lookups.

use analysis::dns::TxtRecord;
use analysis::syntax::Selection;
use analysis::tls_rpt::select;
use serde_json::Value;

use super::zone::Zone;
use super::{Comparison, corpus, list, text};

/// The report addresses of a valid record.
fn addresses(text: &str) -> Option<Vec<String>> {
    let selection = select(&[TxtRecord::from_text(text)]);
    let record = selection.record()?;
    Some(
        record
            .rua
            .iter()
            .map(|address| address.uri.clone())
            .collect(),
    )
}

#[test]
fn records_of_mox() {
    let Some(suite) = corpus("tlsrpt/mox-txt-records.json") else {
        return;
    };
    let mut comparison = Comparison::but_for(&[(
        "v=TLSRPTv1 ; rua=mailto:x@x.example; rua=mailto:y@x.example",
        "RFC 8460 §3: records that do not begin with the literal `v=TLSRPTv1;` are discarded",
    )]);
    for case in list(&suite) {
        // One list for each rua field there; we take the first field.
        let expected = case["rua"].get(0).cloned();
        let found = addresses(text(case, "txt")).map(|found| serde_json::json!(found));
        let agrees = (case["valid"] == true) == found.is_some() && found == expected;
        comparison.case(text(case, "txt"), agrees);
    }
    comparison.finish(20);
}

#[test]
fn records_of_mail_auth() {
    let Some(suite) = corpus("tlsrpt/mail-auth-txt-records.json") else {
        return;
    };
    let mut comparison = Comparison::but_for(&[]);
    for case in list(&suite) {
        let found = addresses(text(case, "txt")).map_or(Value::Null, Value::from);
        comparison.case(text(case, "txt"), found == case["rua"]);
    }
    comparison.finish(3);
}

#[test]
fn records_of_checkdmarc() {
    let Some(suite) = corpus("tlsrpt/checkdmarc-tlsrpt.json") else {
        return;
    };
    let mut comparison = Comparison::but_for(&[(
        "testParseSmtpTlsReportingDuplicateTag",
        "RFC 8460 §3: the grammar allows a second rua; we take the first and say so",
    )]);
    for case in list(&suite) {
        let valid = addresses(case["args"][0].as_str().unwrap()).is_some();
        comparison.case(text(case, "test"), valid == (case["expect"] == "ok"));
    }
    comparison.finish(8);
}

#[test]
fn lookups_of_mox() {
    let Some(suite) = corpus("tlsrpt/mox-lookup.json") else {
        return;
    };
    let mut comparison = Comparison::but_for(&[]);
    for case in list(&suite["cases"]) {
        let domain = text(case, "domain");
        let texts = Zone(&suite).texts(&format!("_smtp._tls.{domain}"));
        let found = match texts.as_deref().map(select) {
            Err(_) => "dns-error",
            Ok(Selection::Absent | Selection::NearMiss(_)) => "no-record",
            Ok(Selection::Several(_)) => "multiple-records",
            Ok(Selection::One(one)) if one.parsed.record().is_some() => "ok",
            Ok(Selection::One(_)) => "record-syntax-error",
        };
        comparison.case(domain, found == text(case, "expect"));
    }
    comparison.finish(7);
}
