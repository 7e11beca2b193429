//! Which policy the reports found: what most of the latest say, since one reporter may be wrong or late.
//!
//! A record that is changed is seen by all reporters within a day or so. One that goes on to say something else than the others
//! of the same days did not read it right: some keep old answers, and some fill in what the record does not say.

use std::collections::BTreeMap;

use shared::Timestamp;

use super::{Filter, select};
use crate::dmarc::Policy;
use crate::reports::aggregate::{AggregateReport, PublishedPolicy};

/// How long before the last of them a report may begin and count among the latest, in milliseconds.
const RECENT: i64 = 7 * 24 * 3_600_000;

/// What the reports say of the policy.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// When the latest report with it begins.
    pub(super) as_of: Option<Timestamp>,
    pub(super) policy: PublishedPolicy,
    /// Whether its “sp” is in the record: one reporter that says “none” may have filled that in.
    pub(super) is_sp_sure: bool,
    /// Each reporter of the same days with the “p” that it found, if they disagree: those of the policy first.
    pub(super) said: Vec<(String, Policy)>,
    /// Whether a considerable part of them found a stricter one.
    pub(super) may_be_stricter: bool,
}

/// What one reporter says lately.
#[derive(Debug)]
struct Voice<'a> {
    latest: &'a AggregateReport,
    p: Policy,
    /// When the first of its reports begins that says so without a break, and what those before it said.
    since: Option<Timestamp>,
    before: Option<Policy>,
    messages: u64,
}

/// The policy that the reports found.
pub(super) fn found(reports: &[&AggregateReport], filter: &Filter) -> Option<Found> {
    // That of the domain itself before that of one below it, and one that says what it asks for before one that does not.
    // Of several of one day that of the first file, whatever the order of a map may be.
    let latest = reports.iter().rev().max_by_key(|report| {
        let policy = &report.header.policy;
        let is_own = filter.domain.as_deref() == Some(select::domain_of(report));
        (is_own, policy.p.is_some(), report.header.begin)
    })?;
    let domain = select::domain_of(latest);
    let from = latest
        .header
        .begin
        .map(|begin| begin.millis().saturating_sub(RECENT));
    let recent = reports.iter().copied().filter(|report| {
        let begin = report.header.begin.map(Timestamp::millis);
        select::domain_of(report) == domain && begin >= from
    });
    let voices = voices(recent);
    let heaviest = heaviest(voices.values().map(|voice| (voice.p, voice.messages)));
    let Some(p) = heaviest else {
        return Some(Found {
            as_of: latest.header.begin,
            policy: latest.header.policy.clone(),
            is_sp_sure: false,
            said: Vec::new(),
            may_be_stricter: false,
        });
    };
    let (agreeing, others): (Vec<&Voice<'_>>, Vec<&Voice<'_>>) =
        voices.values().partition(|voice| voice.p == p);
    let chosen = chosen(&agreeing).unwrap_or(latest);
    let sp = chosen.header.policy.sp;
    let stricter = others.iter().copied().filter(|voice| voice.p > p);
    let said = agreeing.iter().chain(&others);
    Some(Found {
        as_of: chosen.header.begin,
        policy: chosen.header.policy.clone(),
        // Only “none” is filled in where the record says nothing.
        is_sp_sure: sp != Some(Policy::None)
            || agreeing.len() > 1 && agreeing.iter().all(|one| one.latest.header.policy.sp == sp),
        said: if others.is_empty() {
            Vec::new()
        } else {
            said.map(|one| (one.latest.header.reporter.clone(), one.p))
                .collect()
        },
        may_be_stricter: is_considerable(stricter, voices.values()),
    })
}

/// What each reporter says lately, without those that have not reported since others saw the record change.
fn voices<'a>(recent: impl Iterator<Item = &'a AggregateReport>) -> BTreeMap<String, Voice<'a>> {
    let mut with_p: Vec<(&AggregateReport, Policy)> = recent
        .filter_map(|report| Some((report, report.header.policy.p?)))
        .collect();
    with_p.sort_by_key(|(report, _)| report.header.begin);
    let mut voices: BTreeMap<String, Voice<'a>> = BTreeMap::new();
    for (report, p) in with_p {
        let begin = report.header.begin;
        let name = report.header.reporter.to_lowercase();
        let voice = voices.entry(name).or_insert(Voice {
            latest: report,
            p,
            since: begin,
            before: None,
            messages: 0,
        });
        voice.messages = voice.messages.saturating_add(report.messages);
        // Of several of one moment the first.
        if begin > voice.latest.header.begin {
            if voice.p != p {
                (voice.before, voice.p, voice.since) = (Some(voice.p), p, begin);
            }
            voice.latest = report;
        }
    }
    // When the last one turned away from each policy.
    let mut left: BTreeMap<Policy, Option<Timestamp>> = BTreeMap::new();
    for voice in voices.values() {
        if let Some(before) = voice.before {
            let since = left.entry(before).or_default();
            *since = voice.since.max(*since);
        }
    }
    voices.retain(|_, voice| {
        let since = left.get(&voice.p).copied().flatten();
        since.is_none_or(|since| voice.latest.header.begin >= Some(since))
    });
    voices
}

/// The report whose policy stands for those of reporters that agree on “p”: the latest of those that say what most do.
fn chosen<'a>(agreeing: &[&Voice<'a>]) -> Option<&'a AggregateReport> {
    // Rspamd writes “none” where the record has no “sp”, which then is as “p” (RFC 9989 §4.7).
    let is_filled_in = |voice: &Voice<'_>| {
        voice.p != Policy::None && voice.latest.header.policy.sp == Some(Policy::None)
    };
    let has_other = agreeing.iter().any(|voice| !is_filled_in(voice));
    let kept: Vec<&Voice<'a>> = agreeing
        .iter()
        .copied()
        .filter(|voice| !(has_other && is_filled_in(voice)))
        .collect();
    let rest = |voice: &Voice<'_>| {
        let policy = &voice.latest.header.policy;
        (policy.sp, policy.np, policy.pct, policy.testing)
    };
    let most = heaviest(kept.iter().map(|voice| (rest(voice), voice.messages)))?;
    kept.iter()
        .rev()
        .filter(|voice| rest(voice) == most)
        .map(|voice| voice.latest)
        .max_by_key(|report| report.header.begin)
}

/// What most mail stands behind; of several the last in their order.
fn heaviest<T: Ord>(voices: impl Iterator<Item = (T, u64)>) -> Option<T> {
    let mut found: BTreeMap<T, u64> = BTreeMap::new();
    for (what, messages) in voices {
        let sum = found.entry(what).or_default();
        *sum = sum.saturating_add(messages);
    }
    let most = found.into_iter().max_by_key(|(_, messages)| *messages);
    most.map(|(what, _)| what)
}

/// Whether some are a fourth of all reporters or have a tenth of all mail.
fn is_considerable<'a, 'b: 'a>(
    some: impl Iterator<Item = &'a Voice<'b>>,
    all: impl Iterator<Item = &'a Voice<'b>>,
) -> bool {
    let (few, some_mail) = size(some);
    let (many, all_mail) = size(all);
    few > 0 && (few.saturating_mul(4) >= many || some_mail.saturating_mul(10) >= all_mail)
}

/// How many reporters, and how much mail.
fn size<'a, 'b: 'a>(voices: impl Iterator<Item = &'a Voice<'b>>) -> (u64, u64) {
    voices.fold((0, 0), |(reporters, messages), voice| {
        (reporters + 1, messages.saturating_add(voice.messages))
    })
}
