//! Failure reports without the part for programs: some mail gateways send only the text for people, and the mail behind it.

use super::FailureReport;
use super::parse::{Parts, parse};
use crate::reports::Fault;
use crate::syntax;

/// The lines of such a text, and the fields that they stand for.
const LINES: [(&str, &str); 4] = [
    ("sender domain", "Reported-Domain"),
    ("sender ip address", "Source-IP"),
    ("received date", "Arrival-Date"),
    ("delivery result", "Delivery-Result"),
];
/// How much of the text is looked through for them, in bytes.
const MAX_TEXT: usize = 16 * 1024;

/// Reads the text for people; nothing if it is no such text.
pub(crate) fn parse_text(from: Option<String>, text: &str) -> Option<FailureReport> {
    let (said, original) = parts(text);
    let mut fields = String::from("Feedback-Type: auth-failure\n");
    let mut found = Vec::new();
    for line in said.lines() {
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        let name = name.trim().to_ascii_lowercase();
        if let Some((_, field)) = LINES.iter().find(|(known, _)| *known == name) {
            found.push(*field);
            fields.extend([field, ": ", value.trim(), "\n"]);
        }
        if name == "dmarc results" {
            fields.push_str("Auth-Failure: dmarc\n");
        }
    }
    // Both, or it could be any letter.
    if !(found.contains(&"Reported-Domain") && found.contains(&"Source-IP")) {
        return None;
    }
    let mut report = parse(&Parts {
        from,
        fields: fields.as_bytes(),
        original: original.as_bytes(),
    });
    report.remarks.add(Fault::NoMachinePart, "");
    Some(report)
}

/// What it says, and the headers behind the line that announces them: `------ This is a copy of the headers …`.
fn parts(text: &str) -> (&str, &str) {
    let start = syntax::cut(text, MAX_TEXT);
    let mut at = 0;
    for line in start.split_inclusive('\n') {
        at += line.len();
        if line.starts_with("---") && line.to_ascii_lowercase().contains("copy of the") {
            let said = text.get(..at - line.len()).unwrap_or_default();
            return (said, text.get(at..).unwrap_or_default());
        }
    }
    (start, "")
}
