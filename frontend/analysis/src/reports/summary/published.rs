//! The policy that a domain asks for, as the next step goes on from it.

use super::enforce::Basis;
use crate::dmarc::{self, Policy};

/// What a domain asks for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Published {
    pub(super) p: Option<Policy>,
    /// For names below it.
    pub(super) sp: Option<Policy>,
    /// Whether that stands in the record for sure.
    pub(super) is_sp_sure: bool,
    /// For names below it that do not exist.
    pub(super) np: Option<Policy>,
    pub(super) pct: Option<u8>,
    pub(super) testing: bool,
}

impl Published {
    /// What receivers do to mail of the domain itself. RFC 9989 §4.7: with `t=y` one level less than is published.
    pub(super) fn in_effect(&self) -> Option<Policy> {
        if self.testing {
            self.p.map(Policy::lowered)
        } else {
            self.p
        }
    }

    /// Whether all failing mail of the domain and of all names below it is to be refused.
    pub(super) fn refuses_all(&self) -> bool {
        let refuses = |policy: Option<Policy>| policy.is_none_or(|policy| policy == Policy::Reject);
        self.in_effect() == Some(Policy::Reject)
            && self.pct.is_none_or(|share| share == 100)
            && refuses(self.sp)
            && refuses(self.np)
    }

    /// What is asked for of names below the domain that differs from what is asked for the domain itself. Reporters fill in
    /// `sp` and `np` where the record says nothing of them, and not all of them as it is meant: Rspamd writes “none”.
    pub(super) fn below(&self) -> Option<Policy> {
        self.sp.filter(|sp| self.is_sp_sure && Some(*sp) != self.p)
    }

    /// The same of names that do not exist. RFC 9989 §4.7: without `np`, as for those that do.
    pub(super) fn below_missing(&self) -> Option<Policy> {
        self.np.filter(|np| Some(*np) != self.sp.or(self.p))
    }
}

/// The policy as a check found it, which is newer than any report, or else as the latest reports did. Of several domains
/// each has one of its own, and none is taken.
pub(super) fn published(basis: &Basis<'_>) -> Published {
    if is_of_several(basis) {
        return Published::default();
    }
    let live = basis.known.dmarc.as_deref();
    let live = live
        .filter(|_| is_of_known(basis))
        .map(dmarc::parse)
        .and_then(|parsed| parsed.record().cloned());
    if let Some(record) = live {
        return Published {
            p: Some(record.policy()),
            sp: Some(record.subdomain_policy()),
            is_sp_sure: true,
            np: Some(record.nonexistent_policy()),
            pct: record.percentage(),
            testing: record.testing,
        };
    }
    basis
        .found
        .map_or_else(Published::default, |found| Published {
            p: found.policy.p,
            sp: found.policy.sp,
            is_sp_sure: found.is_sp_sure,
            np: found.policy.np,
            pct: found.policy.pct,
            testing: found.policy.testing == Some(true),
        })
}

/// Whether the reports are about several domains, and the one that is asked for, if any, is not among them: the policy of
/// one below it says nothing of it.
pub(super) const fn is_of_several(basis: &Basis<'_>) -> bool {
    basis.domains > 1 && !basis.has_own
}

/// Whether the reports' policy is of the domain of which more is known.
pub(super) fn is_of_known(basis: &Basis<'_>) -> bool {
    let domain = basis.found.map(|found| found.policy.domain.as_str());
    domain.is_some() && domain == basis.known.domain.as_deref()
}

/// Whether the reports' policy goes, and not that of a check.
fn goes_by_reports(basis: &Basis<'_>) -> bool {
    let is_checked = is_of_known(basis) && basis.known.dmarc.is_some();
    !is_checked && !is_of_several(basis)
}

/// Whether a considerable part of the reporters found a stricter policy than the others, and no check tells which it is.
pub(super) fn may_be_stricter(basis: &Basis<'_>) -> bool {
    goes_by_reports(basis) && basis.found.is_some_and(|found| found.may_be_stricter)
}

/// Which policy each reporter found, where they disagree and no check tells which it is.
pub(super) fn disagreeing<'a>(basis: &'a Basis<'_>) -> &'a [(String, Policy)] {
    basis
        .found
        .filter(|_| goes_by_reports(basis))
        .map_or(&[], |found| found.said.as_slice())
}
