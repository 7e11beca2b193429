//! What the mail of a group that fails has in common, counted.

use std::collections::BTreeMap;

use super::draft::count;
use super::is_pass;
use super::organisation::organisation;
use crate::dns::is_within;
use crate::reports::aggregate::{AggregateReport, AuthWord, OverrideKind, Row};

/// What a group's failing mail shows, in mails.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    pub(super) own_signature_broken: u64,
    pub(super) own_but_not_aligned: u64,
    pub(super) own_dkim_not_aligned: u64,
    pub(super) other_signature: u64,
    pub(super) other_envelope: u64,
    pub(super) own_envelope: u64,
    pub(super) said_forwarded: u64,
    pub(super) contradicted: u64,
    pub(super) others: BTreeMap<String, u64>,
}

impl Evidence {
    pub(super) fn add(&mut self, report: &AggregateReport, row: &Row) {
        if row.passes() != Some(false) {
            return;
        }
        let from = report.name(row.header_from);
        let own = organisation(from);
        let results = report.authentication(row);
        let (mut broken, mut strict, mut strict_dkim, mut signature, mut envelope, mut claims) =
            (false, false, false, false, false, false);
        let mut contradicts = false;
        let mut vouching: Vec<&str> = Vec::new();
        for one in &results.dkim {
            let name = report.name(one.domain);
            match (is_within(name, own), one.result) {
                (_, AuthWord::Pass) if name == from => contradicts = true,
                // It passed for a name of the same organisation, and DMARC still says that it did not.
                (true, AuthWord::Pass) => (strict, strict_dkim) = (true, true),
                (true, result) if is_broken(result) => broken = true,
                (false, AuthWord::Pass) if !name.is_empty() => {
                    signature = true;
                    vouching.push(organisation(name));
                }
                _ => {}
            }
        }
        for one in &results.spf {
            let name = report.name(one.domain);
            match (is_within(name, own), one.result) {
                (_, AuthWord::Pass) if name == from && !one.is_helo => contradicts = true,
                (true, AuthWord::Pass) if !one.is_helo => strict = true,
                (
                    true,
                    AuthWord::Fail | AuthWord::SoftFail | AuthWord::Neutral | AuthWord::None,
                ) => claims = true,
                (false, AuthWord::Pass) if !name.is_empty() => {
                    envelope = true;
                    vouching.push(organisation(name));
                }
                _ => {}
            }
        }
        // One mail counts once for each of them.
        vouching.sort_unstable();
        vouching.dedup();
        for name in vouching {
            count(&mut self.others, name.to_owned(), row.count);
        }
        let forwarded = report.reasons(row).iter().any(|reason| {
            matches!(
                reason.kind,
                OverrideKind::Forwarded
                    | OverrideKind::MailingList
                    | OverrideKind::TrustedForwarder
            ) || reason.comment.to_ascii_lowercase().contains("arc=pass")
        });
        for (holds, place) in [
            (broken, &mut self.own_signature_broken),
            (strict && !is_pass(row.dkim), &mut self.own_but_not_aligned),
            (strict_dkim, &mut self.own_dkim_not_aligned),
            (signature, &mut self.other_signature),
            (envelope, &mut self.other_envelope),
            (claims, &mut self.own_envelope),
            (forwarded, &mut self.said_forwarded),
            (contradicts, &mut self.contradicted),
        ] {
            if holds {
                *place = place.saturating_add(row.count);
            }
        }
    }

    /// The other domain that vouches for most of it.
    pub(super) fn other(&self) -> Option<&str> {
        let most = self.others.iter().max_by_key(|(_, count)| **count);
        most.map(|(name, _)| name.as_str())
    }
}

/// Whether mail bears a signature of its domain that does not hold.
pub(super) fn bears_broken_signature(report: &AggregateReport, row: &Row) -> bool {
    let own = organisation(report.name(row.header_from));
    let results = report.authentication(row);
    results
        .dkim
        .iter()
        .any(|one| is_broken(one.result) && is_within(report.name(one.domain), own))
}

const fn is_broken(result: AuthWord) -> bool {
    matches!(
        result,
        AuthWord::Fail | AuthWord::Neutral | AuthWord::PermError | AuthWord::Policy
    )
}
