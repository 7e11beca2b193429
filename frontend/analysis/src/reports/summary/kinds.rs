//! Rows that say the same of all but their address and number: what they show is worked out once for all of them.
//!
//! The report of a large receiver has a hundred thousand rows and more, but mostly only some hundred sets of results.

use super::evidence::bears_broken_signature;
use super::group::{Voucher, voucher};
use crate::reports::aggregate::{AggregateReport, Disposition, Evaluated, NameId, Row};

/// What makes rows of one report a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Kind {
    header_from: NameId,
    authentication: u32,
    reasons: u32,
    dkim: Evaluated,
    spf: Evaluated,
    disposition: Disposition,
    has_empty_envelope: bool,
}

impl Kind {
    pub(super) fn of(report: &AggregateReport, row: &Row) -> Self {
        Self {
            header_from: row.header_from,
            authentication: row.authentication,
            reasons: row.reasons,
            dkim: row.dkim,
            spf: row.spf,
            disposition: row.disposition,
            has_empty_envelope: has_empty_envelope(report, row),
        }
    }
}

/// Whether a report says that mail has no sender in its envelope, as bounces have none. Most reports say nothing of the
/// envelope.
pub(super) fn has_empty_envelope(report: &AggregateReport, row: &Row) -> bool {
    row.envelope_from
        .is_some_and(|sender| report.name(sender).is_empty())
}

/// What the rows of one kind have in common.
#[derive(Debug)]
pub(super) struct Alike<'a> {
    /// The first of them.
    pub(super) row: &'a Row,
    /// Who vouches for them.
    pub(super) voucher: Voucher<'a>,
    /// Whether they bear a signature of their domain that does not hold.
    pub(super) is_signed: bool,
}

impl<'a> Alike<'a> {
    pub(super) fn new(report: &'a AggregateReport, row: &'a Row) -> Self {
        Self {
            row,
            voucher: voucher(report, row),
            is_signed: bears_broken_signature(report, row),
        }
    }

    /// Whether something of the mail itself says that it is the domain's own.
    pub(super) fn speaks(&self) -> bool {
        self.is_signed || self.row.passes() == Some(true)
    }
}
