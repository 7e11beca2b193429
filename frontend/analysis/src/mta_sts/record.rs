//! The TXT record at `_mta-sts` (RFC 8461 §3.1).

use std::fmt;

use serde::Serialize;

use crate::dns::TxtRecord;
use crate::syntax::{
    DefectKind, Defects, Extension, Recognized, Selection, select_by_version, versioned_fields,
};

/// The version that every record begins with.
const VERSION: &str = "STSv1";

/// A valid record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct StsRecord {
    /// Changes whenever the policy does.
    pub id: PolicyId,
    /// Fields that the standard does not define; senders ignore them.
    pub extensions: Vec<Extension>,
}

/// Which instance of a policy a domain has: 1 to 32 ASCII letters and digits. Compared as text; it has no order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct PolicyId(String);

impl PolicyId {
    /// An id, if the text is one (RFC 8461 §3.1, `sts-id`).
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let valid =
            (1..=32).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric());
        valid.then(|| Self(text.to_owned()))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PolicyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// As the standard writes it: `v=STSv1; id=20260101;`. Reading that gives an equal record.
impl fmt::Display for StsRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v={VERSION}; id={};", self.id)?;
        self.extensions
            .iter()
            .try_for_each(|extension| write!(f, " {}={};", extension.name, extension.value))
    }
}

/// Selects the record among the TXT records at `_mta-sts`.
#[must_use]
pub fn select(records: &[TxtRecord]) -> Selection<StsRecord> {
    select_by_version(records, VERSION, parse)
}

/// Reads one record. Spans are offsets in `text`.
#[must_use]
pub fn parse(text: &str) -> Recognized<StsRecord> {
    let mut defects = Defects::default();
    let Some(fields) = versioned_fields(text, VERSION, "id", &mut defects) else {
        return Recognized::Foreign;
    };
    // RFC 8461 §3.2 (end): of a field given more than once, all but the first are ignored.
    for field in &fields.repeated {
        let name = field.name.to_owned();
        defects.flaw(DefectKind::Duplicate { name }, field.span);
    }
    let id = fields.required.and_then(|field| {
        let id = PolicyId::new(field.value.unwrap_or_default());
        if id.is_none() {
            let empty = field.value_span.is_empty();
            let span = if empty { field.span } else { field.value_span };
            defects.fault(DefectKind::BadPolicyId, span);
        }
        id
    });
    let extensions = fields.extensions;
    Recognized::from_parts(id.map(|id| StsRecord { id, extensions }), defects)
}

#[cfg(test)]
mod tests;
