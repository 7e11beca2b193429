//! The text grammars under the mail records: spans, defects, and the only tokenizers of this crate.
//!
//! Two shapes of text cover every record that a mail domain publishes. A *tag list* is one line of
//! `name=value` fields between semicolons (`v=STSv1; id=20260101`): MTA-STS and TLS-RPT records have it.
//! *Policy lines* are `key: value`, one a line: the MTA-STS policy file. The tokenizers here cut such text into fields
//! and remember where each one was; what a field means is the business of the module of its standard.
//!
//! Reading never stops at the first mistake. Each one becomes a [`Defect`] with a [`Span`], so that a page can underline
//! all of them at once. What comes out says which of three things the text is ([`Recognized`]): not this kind of record
//! at all, this kind but broken, or a record, perhaps with blemishes that readers tolerate.
//!
//! Text comes from strangers. The tokenizers allocate in proportion to their input and nothing more, of the defects of
//! one text only some dozens are kept, and every span is on character boundaries within its text.

mod cut;
mod defect;
mod defect_kind;
mod policy_lines;
mod recognized;
mod span;
mod tag_list;
mod versioned;

pub(crate) use cut::cut;
pub(crate) use defect::Defects;
pub use defect::{Defect, DefectSeverity};
pub use defect_kind::{BadPattern, BadUri, DefectKind, Grammar};
pub use policy_lines::{LineEnd, PolicyLine, policy_lines};
pub use recognized::{NearMiss, NearMissKind, Recognized, Selected, Selection};
pub use span::Span;
pub use tag_list::{Extension, Field, is_extension_name, is_extension_value, tag_list};
pub(crate) use versioned::{
    begins_with_tag, select_by_first_tag, select_by_version, versioned_fields,
};

#[cfg(test)]
mod tests;
