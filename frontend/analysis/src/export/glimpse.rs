//! What can be read back of a report that was saved as JSON. Not enough to judge again, which only evidence is: its words were
//! written by whoever made the file, so it is shown as what the file says.

use serde_json::Value;
use shared::DomainName;

const MAX_FINDINGS: usize = 200;
const MAX_TEXT: usize = 300;

/// The little that a saved report says. Foreign text: escape when showing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glimpse {
    /// What it is about.
    pub name: DomainName,
    /// Whether that is a domain and not a single server: only then can it be checked anew by its name alone.
    pub is_domain: bool,
    /// When it was judged, as the file says it.
    pub judged_at: String,
    /// The grade, as the file says it.
    pub grade: String,
    /// Its findings, as many as are read.
    pub findings: Vec<GlimpsedFinding>,
}

/// A finding of a saved report. Foreign text: escape when showing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlimpsedFinding {
    /// "error", "warning"…
    pub severity: String,
    /// Its title.
    pub title: String,
    /// What was particular.
    pub detail: String,
}

/// Reads a file as a saved report; nothing if it is something else.
#[must_use]
pub fn glimpse(file: &Value) -> Option<Glimpse> {
    file.get("grading_version")?.as_u64()?;
    let subject = file.get("subject")?;
    let domain = subject.get("domain").and_then(Value::as_str);
    let name = domain.or_else(|| subject.get("host").and_then(Value::as_str))?;
    let findings = file.get("findings")?.as_array()?;
    Some(Glimpse {
        name: name.parse().ok()?,
        is_domain: domain.is_some(),
        judged_at: text(file.get("judged_at")),
        grade: text(file.get("grade")?.get("label")),
        findings: findings.iter().take(MAX_FINDINGS).map(finding).collect(),
    })
}

fn finding(value: &Value) -> GlimpsedFinding {
    GlimpsedFinding {
        severity: text(value.get("severity")),
        title: text(value.get("words").and_then(|words| words.get("title"))),
        detail: text(value.get("detail")),
    }
}

/// What is no text is empty.
fn text(value: Option<&Value>) -> String {
    let text = value.and_then(Value::as_str).unwrap_or_default();
    text.chars().take(MAX_TEXT).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_report_is_read_and_nothing_else_is() {
        let report = json!({
            "grading_version": 3,
            "subject": { "kind": "domain", "domain": "example.org" },
            "judged_at": "2026-11-26T10:00:00Z",
            "grade": { "label": "B" },
            "findings": [
                { "severity": "warning", "words": { "title": "A title" }, "detail": "d".repeat(1000) },
                { "severity": 7 },
            ],
        });
        let seen = glimpse(&report).unwrap();
        assert_eq!(
            (seen.name.as_str(), seen.grade.as_str(), seen.is_domain),
            ("example.org", "B", true)
        );
        assert_eq!(seen.findings.len(), 2);
        assert_eq!(seen.findings.first().unwrap().title, "A title");
        assert_eq!(seen.findings.first().unwrap().detail.len(), MAX_TEXT);
        assert_eq!(seen.findings.last().unwrap().severity, "");

        for (path, broken) in [
            ("/subject/domain", json!("<b>")),
            ("/grading_version", json!("3")),
            ("/findings", json!({})),
            ("/grade", json!(null)),
        ] {
            let mut file = report.clone();
            *file.pointer_mut(path).unwrap() = broken;
            // A grade that is none is read as one that says nothing.
            assert_eq!(glimpse(&file).is_some(), path == "/grade", "{path}");
        }
        assert_eq!(glimpse(&json!([1])), None);
    }
}
