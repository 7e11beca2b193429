//! From the parts of a mail to a failure report.

use mail_parser::MessageParser;
use shared::Timestamp;

use super::FailureReport;
use crate::reports::{Fault, Remarks, domain_name, moment};

/// Fields that are kept.
const MAX_FIELDS: usize = 200;
/// The longest field that is kept, in bytes.
const MAX_FIELD: usize = 8 * 1024;
/// The longest mail that is kept with a report, in bytes.
const MAX_ORIGINAL: usize = 256 * 1024;

/// The parts of a mail that make a report.
#[derive(Debug, Default)]
pub(crate) struct Parts<'a> {
    /// The From header of the mail that brought it.
    pub(crate) from: Option<String>,
    /// The part with the fields.
    pub(crate) fields: &'a [u8],
    /// The mail it is about, or its headers.
    pub(crate) original: &'a [u8],
}

/// Reads a report from its parts.
#[must_use]
pub(crate) fn parse(parts: &Parts<'_>) -> FailureReport {
    let mut report = FailureReport {
        reporter: parts.from.clone().unwrap_or_default(),
        incidents: 1,
        ..FailureReport::default()
    };
    if report.reporter.is_empty() {
        report.remarks.add(Fault::NoReporter, "");
    }
    let text = String::from_utf8_lossy(parts.fields);
    report.fields = fields(&text, &mut report.remarks);
    for (name, value) in std::mem::take(&mut report.fields) {
        take(&mut report, &name, &value);
        report.fields.push((name, value));
    }
    for (is_missing, name) in [
        (report.feedback_type.is_none(), "Feedback-Type"),
        (
            report.source.is_none() && !report.remarks.has(Fault::BadAddress),
            "Source-IP",
        ),
    ] {
        if is_missing {
            report.remarks.add(Fault::MissingField, name);
        }
    }
    let original = parts.original.trim_ascii_start();
    let kept = original
        .get(..original.len().min(MAX_ORIGINAL))
        .unwrap_or_default();
    if kept.len() < original.len() {
        report.remarks.add(Fault::TooLong, "");
    }
    if kept.is_empty() {
        report
            .remarks
            .add(Fault::MissingField, "the mail it is about");
    } else if let Some(headers) = MessageParser::default().parse_headers(kept) {
        report.subject = headers.subject().map(str::to_owned);
        report.from = address(&headers);
    }
    if report.domain.is_none() {
        // What the report does not say, its mail does.
        let domain = report
            .from
            .as_deref()
            .and_then(|from| from.rsplit_once('@'));
        report.domain = domain.map(|(_, domain)| domain_name(domain).into_owned());
        report.remarks.add(Fault::NoDomain, "");
    }
    report.original = kept.to_vec();
    report
}

/// The first address of a mail's From header.
pub(crate) fn address(message: &mail_parser::Message<'_>) -> Option<String> {
    let address = message.from()?.first()?.address()?;
    Some(address.to_owned())
}

/// Fields, each on a line and perhaps folded.
fn fields(text: &str, remarks: &mut Remarks) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut()
                && value.len() + line.len() <= MAX_FIELD
            {
                value.push(' ');
                value.push_str(line.trim());
            }
            continue;
        }
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        if fields.len() >= MAX_FIELDS {
            remarks.add(Fault::TooManyParts, "");
            break;
        }
        if value.len() > MAX_FIELD {
            remarks.add(Fault::TooLong, value);
            continue;
        }
        fields.push((name.trim().to_owned(), value.trim().to_owned()));
    }
    fields
}

fn take(report: &mut FailureReport, name: &str, value: &str) {
    let given = || (!value.is_empty()).then(|| value.to_owned());
    let lower = || (!value.is_empty()).then(|| value.trim_end_matches('.').to_ascii_lowercase());
    let domain = || (!value.is_empty()).then(|| domain_name(value).into_owned());
    let words = || {
        value
            .split([',', ' '])
            .map(|word| word.trim().to_ascii_lowercase())
            .filter(|word| !word.is_empty())
    };
    match name.to_ascii_lowercase().as_str() {
        "feedback-type" => report.feedback_type = lower(),
        "user-agent" => report.user_agent = given(),
        "auth-failure" => report.auth_failure.extend(words()),
        "reported-domain" => report.domain = domain(),
        "identity-alignment" => report.alignment.extend(words()),
        "original-mail-from" => {
            report.mail_from = given().map(|from| from.trim_matches(['<', '>']).to_owned())
        }
        "arrival-date" | "received-date" => report.arrived = date(value, &mut report.remarks),
        "delivery-result" => report.delivery = lower(),
        "dkim-domain" => report.dkim_domain = domain(),
        "dkim-selector" => report.dkim_selector = given(),
        "spf-dns" => report.spf_dns = given(),
        "authentication-results" => report.authentication_results = given(),
        "source-ip" => {
            report.source = crate::reports::address(value);
            if report.source.is_none() {
                report.remarks.add(Fault::BadAddress, value);
            }
        }
        "incidents" => match value.parse() {
            Ok(incidents) => report.incidents = incidents,
            Err(_) => report.remarks.add(Fault::BadCount, value),
        },
        _ => {}
    }
}

/// RFC 5322 §3.3, or RFC 3339, which other kinds of reports have.
fn date(value: &str, remarks: &mut Remarks) -> Option<Timestamp> {
    if let Some(moment) = moment::rfc3339(value) {
        remarks.add(Fault::OddDate, value);
        return Some(moment.at);
    }
    let date = mail_parser::DateTime::parse_rfc822(value).filter(mail_parser::DateTime::is_valid);
    if date.is_none() {
        remarks.add(Fault::OddDate, value);
    }
    date.map(|date| Timestamp::from_seconds(date.to_timestamp()))
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
