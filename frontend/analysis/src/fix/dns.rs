//! Records in both forms: as lines of a zone file, and as the fields of a web panel.

use shared::DomainName;

use super::record::Record;
use crate::dns::is_within;
use crate::finding::{Finding, Paste, PasteForm};

/// More records than this in one paste stay lines only: nobody types them into a form.
const MAX_FIELDS: usize = 20;

/// Recognises what is lines of a zone file, cuts strings that are too long for DNS, and puts the other form behind.
pub(super) fn both_forms(finding: &mut Finding, subject: &DomainName) {
    let mut pastes = Vec::with_capacity(finding.pastes.len());
    for mut paste in std::mem::take(&mut finding.pastes) {
        if paste.form != PasteForm::Text {
            pastes.push(paste);
            continue;
        }
        if paste.place.starts_with("https://") {
            paste.form = PasteForm::File;
        }
        let fields = as_records(&mut paste, subject);
        pastes.push(paste);
        pastes.extend(fields);
    }
    finding.pastes = pastes;
}

/// Makes a paste one of a zone file, if it is; the same as fields.
fn as_records(paste: &mut Paste, subject: &DomainName) -> Option<Paste> {
    let mut lines = Vec::new();
    let mut fields = Vec::new();
    let named = paste.place.strip_prefix("DNS zone of ");
    for line in paste.text.lines() {
        if line.trim().is_empty() || line.starts_with(';') {
            lines.push(line.to_owned());
            continue;
        }
        let record = Record::parse(line)?;
        lines.push(record.line());
        // A place that names no zone leaves the subject's, which many of the names are in.
        let zone = named.filter(|zone| is_within(record.owner, zone));
        fields.push(record.fields(zone.unwrap_or(subject.as_str())));
    }
    if fields.is_empty() {
        return None;
    }
    paste.form = PasteForm::Zone;
    paste.text = lines.join("\n");
    (fields.len() <= MAX_FIELDS).then(|| Paste {
        form: PasteForm::Fields,
        text: fields.join("\n\n"),
        ..paste.clone()
    })
}
