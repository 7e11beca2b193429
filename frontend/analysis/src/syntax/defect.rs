//! What is wrong with a text, and where.

use serde::{Deserialize, Serialize};

use super::{DefectKind, Span};

/// One mistake in a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Defect {
    /// Whether the text is invalid because of it.
    pub severity: DefectSeverity,
    /// What is wrong.
    pub kind: DefectKind,
    /// Where: offsets in the text that was read.
    pub span: Span,
}

/// What a defect does to the text that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DefectSeverity {
    /// Wrong, but readers go on: the record still counts.
    Flaw,
    /// Invalid by the grammar: a conforming reader discards the whole text.
    Fault,
}

impl Defect {
    /// Whether the text is invalid because of this.
    #[must_use]
    pub const fn is_fault(&self) -> bool {
        matches!(self.severity, DefectSeverity::Fault)
    }

    /// What is wrong, in plain English, as a whole sentence.
    #[must_use]
    pub fn message(&self) -> String {
        self.kind.to_string()
    }
}

/// The most defects that are kept of one text: more is noise, and a hostile text would have thousands.
const MAX_DEFECTS: usize = 40;

/// Gathers the defects of one text, in the order in which they are found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Defects {
    list: Vec<Defect>,
    faulty: bool,
}

impl Defects {
    /// Notes something that makes the text invalid.
    pub(crate) fn fault(&mut self, kind: DefectKind, span: Span) {
        self.add(DefectSeverity::Fault, kind, span);
    }

    /// Notes something wrong that readers tolerate.
    pub(crate) fn flaw(&mut self, kind: DefectKind, span: Span) {
        self.add(DefectSeverity::Flaw, kind, span);
    }

    /// Whether any fault was noted.
    pub(crate) const fn faulty(&self) -> bool {
        self.faulty
    }

    /// All of them, sorted by place.
    pub(crate) fn into_sorted(mut self) -> Vec<Defect> {
        // Unstable sorts are a fraction of the code of stable ones; ties are in the order of finding by their place.
        self.list.sort_unstable_by_key(|defect| defect.span);
        self.list
    }

    fn add(&mut self, severity: DefectSeverity, kind: DefectKind, span: Span) {
        // The first fault is kept however late it comes: without it a broken text would look valid.
        let first_fault = severity == DefectSeverity::Fault && !self.faulty;
        self.faulty |= first_fault;
        if self.list.len() < MAX_DEFECTS || first_fault {
            self.list.push(Defect {
                severity,
                kind,
                span,
            });
        }
    }
}
