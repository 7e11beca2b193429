//! The grammar of the record (RFC 8460 §3).

use super::TlsRptRecord;
use crate::syntax::Recognized;

/// Reads one record. Spans are offsets in `text`.
#[must_use]
pub fn parse(text: &str) -> Recognized<TlsRptRecord> {
    let _ = text;
    todo!()
}
