//! From JSON to reports.

use serde_json::{Map, Value};

use super::json::{address, get, in_range, lines, list, number, text};
use super::{FailureDetail, PolicyKind, PolicyReport, ResultType, TlsReport};
use crate::reports::moment::{self, Moment};
use crate::reports::{Fault, Refusal, Remarks, domain_name};

/// Reports in one file; the RFC has one.
const MAX_REPORTS: usize = 1000;
/// Policies of one report that are kept.
const MAX_POLICIES: usize = 2000;
/// Details of one report that are kept.
const MAX_DETAILS: usize = 50_000;

/// Objects in one file. Each takes some 600 bytes while it is read, however little is in it.
const MAX_OBJECTS: usize = 300_000;

/// Reads the TLS reports in a file: one, a list of them, or one after the other.
///
/// # Errors
/// It is no JSON, or no TLS report, or made to do harm.
pub(crate) fn parse(text: &str, remarks: &mut Remarks) -> Result<Vec<TlsReport>, Refusal> {
    if text.bytes().filter(|byte| *byte == b'{').count() > MAX_OBJECTS {
        return Err(Refusal::TooManyEntries { limit: MAX_OBJECTS });
    }
    let text = &*in_range(text);
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let first = match values.next() {
        None => return Err(Refusal::Empty),
        Some(Ok(value)) => value,
        Some(Err(error)) => {
            let detail = error.to_string();
            return Err(Refusal::BadJson { detail });
        }
    };
    let mut reports = Vec::new();
    let mut read = values.byte_offset();
    take(&first, &mut reports);
    drop(first);
    if reports.is_empty() {
        return Err(Refusal::OtherJson);
    }
    // RFC 8460 §4.4 has one report; programs that gather them write one on each line.
    while let Some(Ok(value)) = values.next() {
        let before = reports.len();
        take(&value, &mut reports);
        if reports.len() == before {
            break;
        }
        read = values.byte_offset();
    }
    let after = text.get(read..).unwrap_or_default().trim();
    if !after.is_empty() {
        remarks.add(Fault::TextAfterEnd, after);
    }
    Ok(reports)
}

/// Takes what a value has of reports.
fn take(value: &Value, reports: &mut Vec<TlsReport>) {
    let several = match value {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    let objects = several.iter().filter_map(Value::as_object);
    let room = MAX_REPORTS.saturating_sub(reports.len());
    let found = objects.filter(|object| is_report(object)).take(room);
    reports.extend(found.map(report));
}

fn is_report(object: &Map<String, Value>) -> bool {
    get(object, "policies").is_some_and(|policies| policies.is_array() || policies.is_object())
}

fn report(object: &Map<String, Value>) -> TlsReport {
    let mut report = TlsReport::default();
    let remarks = &mut report.remarks;
    match text(object, "organization-name", remarks) {
        Some(name) => report.reporter = name,
        None => remarks.add(Fault::NoReporter, ""),
    }
    match text(object, "report-id", remarks) {
        Some(id) => report.report_id = id,
        None => remarks.add(Fault::NoReportId, ""),
    }
    report.contact = text(object, "contact-info", remarks);
    let range = get(object, "date-range").and_then(Value::as_object);
    let mut at = |name| {
        let written = text(range?, name, remarks)?;
        let Some(Moment { at, is_odd }) =
            moment::rfc3339(&written).or_else(|| moment::seconds(&written))
        else {
            remarks.add(Fault::NoPeriod, &written);
            return None;
        };
        if is_odd {
            remarks.add(Fault::OddDate, &written);
        }
        Some(at)
    };
    (report.begin, report.end) = (at("start-datetime"), at("end-datetime"));
    match (report.begin, report.end) {
        (Some(begin), Some(end)) if begin > end => {
            remarks.add(Fault::PeriodReversed, &format!("{begin} to {end}"));
            (report.begin, report.end) = (Some(end), Some(begin));
        }
        (Some(_), Some(_)) => {}
        _ if remarks.has(Fault::NoPeriod) => {}
        _ => remarks.add(Fault::NoPeriod, ""),
    }
    let mut details = MAX_DETAILS;
    let policies = list(get(object, "policies"), remarks);
    if policies.len() > MAX_POLICIES {
        remarks.add(Fault::NotListed, "");
    }
    report.policies = policies
        .into_iter()
        .take(MAX_POLICIES)
        .filter_map(Value::as_object)
        .map(|object| policy(object, &mut details, remarks))
        .collect();
    report
}

fn policy(object: &Map<String, Value>, room: &mut usize, remarks: &mut Remarks) -> PolicyReport {
    let none = Map::new();
    let found = get(object, "policy")
        .and_then(Value::as_object)
        .unwrap_or(&none);
    let kind = match text(found, "policy-type", remarks) {
        Some(word) => match in_hyphens(&word, remarks).as_str() {
            "tlsa" => PolicyKind::Tlsa,
            "sts" => PolicyKind::Sts,
            "no-policy-found" => PolicyKind::NoPolicyFound,
            _ => {
                remarks.add(Fault::UnknownPolicy, &word);
                PolicyKind::Other(word)
            }
        },
        None => {
            remarks.add(Fault::MissingField, "policy-type");
            PolicyKind::Other(String::new())
        }
    };
    // Where it is missing, the mail or the file that brought the report may have it: see `TlsReport::settle`.
    let domain = text(found, "policy-domain", remarks).unwrap_or_default();
    // RFC 8460 §4.4 has the patterns as "mx-host-pattern" in its text's drafts and as "mx-host" in what became of them;
    // its example has one text where the grammar has a list (erratum 6241).
    let hosts = get(found, "mx-host").or_else(|| get(found, "mx-host-pattern"));
    let summary = get(object, "summary").and_then(Value::as_object);
    let mut total = |name| match summary.and_then(|summary| get(summary, name)) {
        Some(value) => number(value, remarks).unwrap_or_else(|| {
            remarks.add(Fault::BadTotal, &value.to_string());
            0
        }),
        None => {
            remarks.add(Fault::MissingField, name);
            0
        }
    };
    let successes = total("total-successful-session-count");
    let failures = total("total-failure-session-count");
    let listed = list(get(object, "failure-details"), remarks);
    if listed.len() > *room {
        remarks.add(Fault::NotListed, "");
    }
    let details: Vec<FailureDetail> = listed
        .into_iter()
        .take(*room)
        .filter_map(Value::as_object)
        .map(|object| detail(object, remarks))
        .collect();
    *room -= details.len();
    let sum = details
        .iter()
        .fold(0u64, |sum, one| sum.saturating_add(one.sessions));
    // A connection may fail for several reasons, so more in the list is no fault; fewer is none where no list was given.
    if !details.is_empty() && sum < failures {
        remarks.add(
            Fault::TotalsDiffer,
            &format!("{sum} listed, {failures} in all"),
        );
    }
    PolicyReport {
        kind,
        domain: domain_name(&domain).into_owned(),
        strings: lines(get(found, "policy-string"), remarks),
        mx_hosts: lines(hosts, remarks)
            .iter()
            .map(|host| domain_name(host).into_owned())
            .collect(),
        successes,
        failures,
        details,
    }
}

/// A word in lower case, and with the hyphens that some write as something else.
fn in_hyphens(word: &str, remarks: &mut Remarks) -> String {
    let plain = word.to_ascii_lowercase().replace(['_', ' '], "-");
    if plain == "no-policy-found" && !word.eq_ignore_ascii_case(&plain) {
        remarks.add(Fault::UnknownPolicy, word);
    }
    plain
}

fn detail(object: &Map<String, Value>, remarks: &mut Remarks) -> FailureDetail {
    let result = text(object, "result-type", remarks).unwrap_or_else(|| {
        remarks.add(Fault::MissingField, "result-type");
        String::new()
    });
    let result = ResultType::of(&result);
    if let ResultType::Other(word) = &result {
        remarks.add(Fault::UnknownResult, word);
    }
    let count = get(object, "failed-session-count");
    let sessions = count
        .and_then(|value| number(value, remarks))
        .unwrap_or_else(|| {
            let written = count.map(Value::to_string).unwrap_or_default();
            remarks.add(Fault::BadCount, &written);
            1
        });
    FailureDetail {
        result,
        sending_ip: address(object, "sending-mta-ip", remarks),
        mx: text(object, "receiving-mx-hostname", remarks)
            .map(|name| domain_name(&name).into_owned()),
        helo: text(object, "receiving-mx-helo", remarks),
        receiving_ip: address(object, "receiving-ip", remarks),
        sessions,
        // The RFC's text and its example spell it differently.
        additional: text(object, "additional-information", remarks)
            .or_else(|| text(object, "additional-info-uri", remarks)),
        reason_code: text(object, "failure-reason-code", remarks)
            .or_else(|| text(object, "failure-error-code", remarks)),
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
