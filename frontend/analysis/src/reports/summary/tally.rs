//! Counting mail.

use serde::Serialize;

use super::exceptions::{exceptions, may_be_made_again};
use super::is_pass;
use crate::reports::aggregate::{AggregateReport, Disposition, Row};

/// How much mail, and how it fared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// All of it.
    pub messages: u64,
    /// Passed DMARC: SPF or DKIM passed and was aligned.
    pub passing: u64,
    /// Did not.
    pub failing: u64,
    /// The reports do not say.
    pub not_said: u64,
    /// DKIM passed and was aligned.
    pub dkim_aligned: u64,
    /// SPF passed and was aligned.
    pub spf_aligned: u64,
    /// Both did.
    pub both_aligned: u64,
    /// Nothing was done about it.
    pub delivered: u64,
    /// Treated as suspicious.
    pub quarantined: u64,
    /// Refused.
    pub rejected: u64,
    /// What was done about it is not said.
    pub disposition_not_said: u64,
    /// Receivers gave a reason for an exception.
    pub overridden: u64,
    /// Of the failing mail, that which they treated milder than the policy asks for, and for a reason that holds whatever the
    /// policy is.
    pub failing_overridden: u64,
}

impl Tally {
    /// Counts the mail of a row.
    pub(super) fn add(&mut self, row: &Row, report: &AggregateReport) {
        let count = row.count;
        let passes = row.passes();
        let (dkim, spf) = (is_pass(row.dkim), is_pass(row.spf));
        let is_overridden = !report.reasons(row).is_empty();
        // What was refused all the same was no exception; and what comes of `pct` and `t=y` ends with them.
        let may_be_again = is_overridden && exceptions(report, row).any(may_be_made_again);
        for (holds, place) in [
            (true, &mut self.messages),
            (passes == Some(true), &mut self.passing),
            (passes == Some(false), &mut self.failing),
            (passes.is_none(), &mut self.not_said),
            (dkim, &mut self.dkim_aligned),
            (spf, &mut self.spf_aligned),
            (dkim && spf, &mut self.both_aligned),
            (is_overridden, &mut self.overridden),
            (may_be_again, &mut self.failing_overridden),
        ] {
            if holds {
                *place = place.saturating_add(count);
            }
        }
        let place = match row.disposition {
            Disposition::Pass | Disposition::None => &mut self.delivered,
            Disposition::Quarantine => &mut self.quarantined,
            Disposition::Reject => &mut self.rejected,
            Disposition::NotSaid => &mut self.disposition_not_said,
        };
        *place = place.saturating_add(count);
    }

    /// Adds another's counts.
    pub fn join(&mut self, other: &Self) {
        for (place, count) in [
            (&mut self.messages, other.messages),
            (&mut self.passing, other.passing),
            (&mut self.failing, other.failing),
            (&mut self.not_said, other.not_said),
            (&mut self.dkim_aligned, other.dkim_aligned),
            (&mut self.spf_aligned, other.spf_aligned),
            (&mut self.both_aligned, other.both_aligned),
            (&mut self.delivered, other.delivered),
            (&mut self.quarantined, other.quarantined),
            (&mut self.rejected, other.rejected),
            (&mut self.disposition_not_said, other.disposition_not_said),
            (&mut self.overridden, other.overridden),
            (&mut self.failing_overridden, other.failing_overridden),
        ] {
            *place = place.saturating_add(count);
        }
    }
}
