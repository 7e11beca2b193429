//! What the mail of a group that fails has in common, counted.

use std::collections::BTreeMap;

use shared::DomainName;

use super::draft::count;
use super::kinds::has_empty_envelope;
use super::organisation::organisation;
use super::passed::PassedBy;
use super::select::domain_of;
use crate::dmarc::Alignment;
use crate::dns::is_within;
use crate::reports::aggregate::{AggregateReport, AuthWord, DkimResult, OverrideKind, Row};

/// What a group's failing mail shows, in mails.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    pub(super) own_signature_broken: u64,
    pub(super) own_but_not_aligned: u64,
    pub(super) own_dkim_not_aligned: u64,
    /// Passes for a name of the own organisation, and the policy that the report found asks for names that match to the
    /// letter: in all, for DKIM and for SPF.
    pub(super) kept_apart: u64,
    pub(super) kept_apart_by_adkim: u64,
    pub(super) kept_apart_by_aspf: u64,
    /// The domains of these policies.
    pub(super) strict_domains: BTreeMap<String, u64>,
    pub(super) other_signature: u64,
    pub(super) other_envelope: u64,
    /// The envelope is empty, and SPF passes for another's name in the greeting.
    pub(super) other_greeting: u64,
    pub(super) own_envelope: u64,
    /// The same, where no SPF record was found for it.
    pub(super) own_envelope_without_record: u64,
    /// SPF or DKIM of the own organisation could not be asked for just then, and no signature of its is broken.
    pub(super) not_asked: u64,
    /// SPF passes for the name in the greeting, by which DMARC did not go; and that is of the own organisation.
    pub(super) greeting: u64,
    pub(super) own_greeting: u64,
    /// The report has nothing of SPF or DKIM themselves.
    pub(super) without_results: u64,
    pub(super) said_forwarded: u64,
    /// Nothing passes, and other mail of the same address does in another group: by SPF, and by DKIM alone.
    pub(super) beside_spf: u64,
    pub(super) beside_dkim: u64,
    pub(super) contradicted: u64,
    /// Who vouches for it beside the own organisation: by signature, by envelope, by greeting, and any way.
    pub(super) signers: BTreeMap<String, u64>,
    pub(super) envelopes: BTreeMap<String, u64>,
    pub(super) greetings: BTreeMap<String, u64>,
    pub(super) others: BTreeMap<String, u64>,
    /// The domains in whose name it is, as far as they are names that records can be written for.
    pub(super) domains: BTreeMap<String, u64>,
}

impl Evidence {
    pub(super) fn add(&mut self, report: &AggregateReport, row: &Row) {
        if row.passes() != Some(false) {
            return;
        }
        let from = report.name(row.header_from);
        let own = organisation(from);
        let results = report.authentication(row);
        let policy = &report.header.policy;
        let mut shown = Shown::default();
        let (mut signers, mut envelopes, mut greetings) =
            (Vec::<&str>::new(), Vec::<&str>::new(), Vec::<&str>::new());
        for one in &results.dkim {
            let name = report.name(one.domain);
            match (is_within(name, own), one.result) {
                (_, AuthWord::Pass) if name == from => shown.contradicts = true,
                // It passed for a name of the same organisation, and DMARC still says that it did not.
                (true, AuthWord::Pass) => shown.own_dkim = true,
                (true, _) if does_not_hold(one, &results.dkim) => shown.broken = true,
                (true, AuthWord::TempError) => shown.not_asked = true,
                (false, AuthWord::Pass) if !name.is_empty() => signers.push(organisation(name)),
                _ => {}
            }
        }
        // RFC 7208 §2.4: with an empty envelope the name in the greeting is the sender's. A report that has a sender all the
        // same left the element empty for no reason.
        let goes_by_greeting = has_empty_envelope(report, row)
            && results
                .spf
                .iter()
                .all(|one| one.is_helo || report.name(one.domain).is_empty());
        for one in &results.spf {
            let name = report.name(one.domain);
            match (is_within(name, own), one.result) {
                _ if one.is_helo && name.is_empty() => {}
                (true, AuthWord::Pass) if one.is_helo && goes_by_greeting && name != from => {
                    shown.own_spf = true;
                }
                (false, AuthWord::Pass) if one.is_helo && goes_by_greeting => {
                    greetings.push(organisation(name));
                }
                // RFC 7489 §3.1.2: DMARC goes by the envelope's sender, and SPF of the greeting is nothing to it where there is
                // one. Nor is it a contradiction where there is none, and the very name of the From header passes: not all
                // receivers make up a sender from the greeting.
                (is_own, AuthWord::Pass) if one.is_helo => {
                    shown.greeting = true;
                    shown.own_greeting |= is_own;
                }
                _ if one.is_helo => {}
                (_, AuthWord::Pass) if name == from => shown.contradicts = true,
                (true, AuthWord::Pass) => shown.own_spf = true,
                (true, AuthWord::Fail | AuthWord::SoftFail | AuthWord::Neutral) => {
                    shown.claims = true;
                }
                // RFC 7208 §2.6.1: there is no record, so there is none that could list the source.
                (true, AuthWord::None) => shown.claims_without_record = true,
                // RFC 7208 §2.6.6.
                (true, AuthWord::TempError) => shown.not_asked = true,
                (false, AuthWord::Pass) if !name.is_empty() => envelopes.push(organisation(name)),
                _ => {}
            }
        }
        // Each policy asks for itself: that of one domain says nothing of another's mail.
        let strict = |mode: Option<Alignment>| mode == Some(Alignment::Strict);
        let by_adkim = shown.own_dkim && strict(policy.adkim);
        let by_aspf = shown.own_spf && strict(policy.aspf);
        if by_adkim || by_aspf {
            count(&mut self.strict_domains, policy.domain.clone(), row.count);
        }
        // A record to paste is for a name that is one, and that the report may speak of.
        let is_known = self.domains.contains_key(from);
        if is_within(from, domain_of(report)) && (is_known || from.parse::<DomainName>().is_ok()) {
            count(&mut self.domains, from.to_owned(), row.count);
        }
        let others = signers.iter().chain(&envelopes).chain(&greetings);
        let others: Vec<&str> = others.copied().collect();
        for (holds, place) in [
            (shown.broken, &mut self.own_signature_broken),
            (
                shown.own_dkim || shown.own_spf,
                &mut self.own_but_not_aligned,
            ),
            (shown.own_dkim, &mut self.own_dkim_not_aligned),
            (by_adkim || by_aspf, &mut self.kept_apart),
            (by_adkim, &mut self.kept_apart_by_adkim),
            (by_aspf, &mut self.kept_apart_by_aspf),
            (!signers.is_empty(), &mut self.other_signature),
            (!envelopes.is_empty(), &mut self.other_envelope),
            (!greetings.is_empty(), &mut self.other_greeting),
            (shown.claims, &mut self.own_envelope),
            (
                shown.claims_without_record,
                &mut self.own_envelope_without_record,
            ),
            (shown.not_asked && !shown.broken, &mut self.not_asked),
            (shown.greeting, &mut self.greeting),
            (shown.own_greeting, &mut self.own_greeting),
            (
                results.dkim.is_empty() && results.spf.is_empty(),
                &mut self.without_results,
            ),
            (said_forwarded(report, row), &mut self.said_forwarded),
            (shown.contradicts, &mut self.contradicted),
        ] {
            if holds {
                *place = place.saturating_add(row.count);
            }
        }
        for (mut names, map) in [
            (signers, &mut self.signers),
            (envelopes, &mut self.envelopes),
            (greetings, &mut self.greetings),
            (others, &mut self.others),
        ] {
            // One mail counts once for each of them.
            names.sort_unstable();
            names.dedup();
            for name in names {
                count(map, name.to_owned(), row.count);
            }
        }
    }

    /// Counts mail for which nothing passes, of an address whose other mail passes by this.
    pub(super) const fn add_passed(&mut self, by: PassedBy, messages: u64) {
        let place = match by {
            PassedBy::Spf => &mut self.beside_spf,
            PassedBy::Dkim => &mut self.beside_dkim,
        };
        *place = place.saturating_add(messages);
    }

    /// The domain in whose name most of it is, if records can be written for that.
    pub(super) fn domain(&self) -> Option<&str> {
        let most = self
            .domains
            .iter()
            .max_by(|(one, size), (other, others)| size.cmp(others).then_with(|| other.cmp(one)));
        most.map(|(name, _)| name.as_str())
    }
}

/// What one kind of failing mail shows.
#[derive(Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a thing that mail shows or not"
)]
struct Shown {
    broken: bool,
    own_dkim: bool,
    own_spf: bool,
    claims: bool,
    claims_without_record: bool,
    not_asked: bool,
    greeting: bool,
    own_greeting: bool,
    contradicts: bool,
}

/// Whether a receiver says that mail was handed on.
fn said_forwarded(report: &AggregateReport, row: &Row) -> bool {
    report.reasons(row).iter().any(|reason| {
        matches!(
            reason.kind,
            OverrideKind::Forwarded | OverrideKind::MailingList | OverrideKind::TrustedForwarder
        ) || says_chain_passes(&reason.comment)
    })
}

/// Whether a receiver says that a chain of those who handed mail on passes, and not that it saw none that does.
fn says_chain_passes(comment: &str) -> bool {
    let comment = comment.to_ascii_lowercase();
    let mut statements = comment.split([',', ';', ':']);
    statements.any(|one| one.trim_start().starts_with("arc=pass"))
}

/// Whether mail bears a signature of its domain that does not hold.
pub(super) fn bears_broken_signature(report: &AggregateReport, row: &Row) -> bool {
    let own = organisation(report.name(row.header_from));
    let results = report.authentication(row);
    results
        .dkim
        .iter()
        .any(|one| is_within(report.name(one.domain), own) && does_not_hold(one, &results.dkim))
}

/// Whether a signature does not hold, among all those of the same mail.
fn does_not_hold(one: &DkimResult, all: &[DkimResult]) -> bool {
    // RFC 6376 §6.1.2: where the key could not be asked for just then, nothing is known of the signature. Rspamd writes such
    // a result twice, as an error that passes and as one that stays.
    let could_not_be_checked = || {
        all.iter().any(|other| {
            other.result == AuthWord::TempError
                && other.domain == one.domain
                && (other.selector == one.selector
                    || other.selector.is_none()
                    || one.selector.is_none())
        })
    };
    is_broken(one.result) && !(one.result == AuthWord::PermError && could_not_be_checked())
}

/// Whether a signature does not hold, as far as it could be checked.
pub(super) const fn is_broken(result: AuthWord) -> bool {
    matches!(
        result,
        AuthWord::Fail | AuthWord::Neutral | AuthWord::PermError | AuthWord::Policy
    )
}
