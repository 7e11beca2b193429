//! Which of the reasons that receivers give are exceptions from the policy.
//!
//! RFC 9990 §3.1.1.10: a reason is why the policy was not applied as it stands. Some write one for each mail all the same:
//! OpenDMARC says “arc=fail” of all that it sees.

use crate::dmarc::Policy;
use crate::reports::aggregate::{AggregateReport, Disposition, OverrideKind, Reason, Row};

/// The reasons why failing mail was treated milder than the policy asks for, with those that end with `pct` and `t=y`.
pub(super) fn exceptions<'a>(
    report: &'a AggregateReport,
    row: &Row,
) -> impl Iterator<Item = &'a Reason> {
    let reasons = report.reasons(row);
    // What passes needs no exception, whatever a receiver says of it; and for what was refused none was made.
    let may_be_spared = !reasons.is_empty()
        && row.passes() == Some(false)
        && row.disposition != Disposition::Reject;
    let is_milder = may_be_spared && is_milder(report, row);
    reasons.iter().filter(move |reason| {
        may_be_spared && (!may_be_made_again(reason) || is_milder && !is_ground_for_nothing(reason))
    })
}

/// Whether a reason holds whatever the policy is, and does not end with `pct` or `t=y`.
pub(super) const fn may_be_made_again(reason: &Reason) -> bool {
    !matches!(
        reason.kind,
        OverrideKind::SampledOut | OverrideKind::PolicyTestMode
    )
}

/// Whether a reason says that there was none: RFC 8617 §4.4: only a chain that passes speaks for mail.
fn is_ground_for_nothing(reason: &Reason) -> bool {
    let comment = reason.comment.to_ascii_lowercase();
    comment.contains("arc=fail") || comment.contains("arc=none")
}

/// Whether mail was treated milder than the policy that the report found asks for; where the report does not say, it may be.
fn is_milder(report: &AggregateReport, row: &Row) -> bool {
    let policy = &report.header.policy;
    let done = match row.disposition {
        Disposition::Pass | Disposition::None => Policy::None,
        Disposition::Quarantine => Policy::Quarantine,
        Disposition::Reject => Policy::Reject,
        Disposition::NotSaid => return true,
    };
    let Some(p) = policy.p else {
        return true;
    };
    let of_below = policy.sp.unwrap_or(p);
    // RFC 9989 §4.7: `np` is for names that do not exist, and the report does not say whether one does.
    let asked = if report.name(row.header_from) == policy.domain {
        p
    } else {
        of_below.min(policy.np.unwrap_or(of_below))
    };
    // RFC 9989 §4.7, RFC 7489 §6.6.4: one level less with `t=y`, and with `pct=0` for all mail.
    let is_lowered = policy.testing == Some(true) || policy.pct == Some(0);
    done < if is_lowered { asked.lowered() } else { asked }
}
