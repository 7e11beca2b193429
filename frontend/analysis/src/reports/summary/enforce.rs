//! What a policy of reject would do to the mail, and what the next step is.

use serde::Serialize;
use shared::Timestamp;

use super::advice::{advice, mails, record};
use super::class::Class;
use super::policy::Found;
use super::published::{is_of_several, may_be_stricter, published};
use super::{Day, Filter, Group, GroupKey, Known, ReporterRow, Tally};
use crate::dmarc::Policy;
use crate::reports::moment;

/// Days with reports after which a step is worth recommending: two working weeks and what comes monthly is still missed.
pub(super) const ENOUGH_DAYS: usize = 14;

/// What a policy of reject would do.
#[derive(Clone, Debug, Serialize)]
pub struct Enforcement {
    /// The last day that reports are about.
    #[serde(serialize_with = "moment::written_if_any")]
    pub day: Option<Timestamp>,
    /// The mail of that day.
    pub on_day: Refusals,
    /// All mail of the reports.
    pub in_all: Refusals,
    /// Whose reports it rests on.
    pub reporters: u64,
    /// Days that the reports are about.
    pub days: u64,
    /// What to do next.
    pub step: Step,
    /// That in words: whole sentences.
    pub advice: Vec<String>,
    /// The record for it, as a line of a zone file, if the domain's own record is known.
    pub record: Option<String>,
}

/// What would be refused of some mail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Refusals {
    /// All of it.
    pub messages: u64,
    /// What would be delivered: it passes.
    pub delivered: u64,
    /// What would be refused: it fails.
    pub refused: u64,
    /// Of what would be refused, that for which receivers made an exception, and might again: not what `pct` or `t=y` spared.
    pub excepted: u64,
    /// What cannot be told, since the reports do not say.
    pub not_said: u64,
    /// What would be refused, by what it seems to be; what may be wanted first.
    pub by_class: Vec<(Class, u64)>,
    /// What would be refused of sources that are not listed, of which nothing can be said.
    pub unlisted: u64,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// There are no reports to go by.
    NoReports,
    /// The reports are about several domains, each with a policy of its own.
    ChooseDomain,
    /// Mail that may be wanted fails: mend that first.
    MendFirst,
    /// None of the mail passes: SPF and DKIM come first.
    SetUpFirst,
    /// There are too few reports to go by.
    WaitForMore,
    /// The reports do not agree on the policy: what would be a step for one would be one back for another.
    LookAtRecord,
    /// Publish `p=quarantine`.
    Quarantine,
    /// Publish `p=reject`.
    Reject,
    /// Nothing: the policy is reject already.
    Done,
}

/// What it is worked out from.
#[derive(Debug)]
pub(super) struct Basis<'a> {
    pub(super) filter: &'a Filter,
    pub(super) groups: &'a [Group],
    pub(super) last_days: &'a [(GroupKey, Tally)],
    pub(super) more: &'a Tally,
    pub(super) total: &'a Tally,
    pub(super) days: &'a [Day],
    /// Days that the periods of the reports are about.
    pub(super) covered_days: usize,
    pub(super) reporters: &'a [ReporterRow],
    pub(super) last_day: Option<Timestamp>,
    /// Different domains that the reports are about, and whether the one that is asked for is among them.
    pub(super) domains: usize,
    pub(super) has_own: bool,
    pub(super) found: Option<&'a Found>,
    pub(super) known: &'a Known,
}

pub(super) fn enforcement(basis: &Basis<'_>) -> Enforcement {
    let on_day_total = basis
        .days
        .iter()
        .find(|day| Some(day.day) == basis.last_day)
        .map(|day| day.tally)
        .unwrap_or_default();
    let of_day = |group: &Group| {
        let found = basis.last_days.iter().find(|(key, _)| *key == group.key);
        found.map(|(_, tally)| *tally).unwrap_or_default()
    };
    let on_day = refusals(
        &on_day_total,
        basis
            .groups
            .iter()
            .map(|group| (group.verdict.class, of_day(group))),
    );
    let in_all = refusals(
        basis.total,
        basis
            .groups
            .iter()
            .map(|group| (group.verdict.class, group.tally)),
    );
    debug_assert!(in_all.unlisted <= basis.more.failing.max(in_all.refused));
    let days = basis.covered_days;
    let wanted: u64 = in_all
        .by_class
        .iter()
        .filter(|(class, _)| class.is_wanted())
        .fold(0, |sum, (_, count)| sum.saturating_add(*count));
    let published = published(basis);
    let step = match published.in_effect() {
        _ if basis.reporters.is_empty() => Step::NoReports,
        _ if wanted > 0 => Step::MendFirst,
        _ if is_of_several(basis) => Step::ChooseDomain,
        Some(Policy::Reject) => Step::Done,
        _ if may_be_stricter(basis) => Step::LookAtRecord,
        // Where nothing passes, a stricter policy lets nothing through: whose mail that is makes no difference.
        _ if fails_entirely(basis.total) => Step::SetUpFirst,
        _ if !says_enough(basis.total) || days < ENOUGH_DAYS => Step::WaitForMore,
        Some(Policy::Quarantine) => Step::Reject,
        Some(Policy::None) | None => Step::Quarantine,
    };
    let mut advice = advice(step, published, wanted, days, basis);
    if matches!(step, Step::Quarantine | Step::Reject) {
        advice.extend(unsure(&in_all));
    }
    if in_all.unlisted > 0 && !matches!(step, Step::MendFirst | Step::SetUpFirst) {
        advice.push(format!(
            "There are too many sources to look at each: {} of the smallest failed, too, and may be anything.",
            mails(in_all.unlisted)
        ));
    }
    Enforcement {
        day: basis.last_day,
        advice,
        record: record(step, basis),
        on_day,
        in_all,
        reporters: basis.reporters.len() as u64,
        days: days as u64,
        step,
    }
}

/// Whether none of the mail passes, and that is said of most of it.
pub(super) const fn fails_entirely(total: &Tally) -> bool {
    total.passing == 0 && total.failing > 0 && total.failing >= total.not_said
}

/// Whether the reports say of most of the mail whether it passes, and some of it does.
pub(super) const fn says_enough(total: &Tally) -> bool {
    total.passing > 0 && total.not_said <= total.messages / 2
}

/// What may be wanted all the same: of a service that nobody has heard of another domain vouches, too.
fn unsure(refusals: &Refusals) -> Option<String> {
    let of = |class: Class| {
        let found = refusals.by_class.iter().find(|(one, _)| *one == class);
        found.map_or(0, |(_, count)| *count)
    };
    let mut words = Vec::new();
    for (class, what) in [
        (Class::Foreign, "for which another domain vouches"),
        (Class::Unknown, "for which nothing speaks"),
        (Class::NotSaid, "of which it could not be told what it is"),
    ] {
        match of(class) {
            0 => {}
            count => words.push(format!("{} {what}", mails(count))),
        }
    }
    (!words.is_empty()).then(|| {
        format!(
            "Among what fails there {} {}: make sure first that none of it is sent for you.",
            if words.first().is_some_and(|first| first.starts_with("one ")) {
                "is"
            } else {
                "are"
            },
            words.join(", and ")
        )
    })
}

fn refusals(total: &Tally, groups: impl Iterator<Item = (Class, Tally)>) -> Refusals {
    let mut by_class: Vec<(Class, u64)> = Vec::new();
    for (class, tally) in groups.filter(|(_, tally)| tally.failing > 0) {
        match by_class.iter_mut().find(|(known, _)| *known == class) {
            Some((_, count)) => *count = count.saturating_add(tally.failing),
            None => by_class.push((class, tally.failing)),
        }
    }
    by_class.sort_unstable_by_key(|(class, _)| *class);
    let listed = by_class
        .iter()
        .fold(0u64, |sum, (_, count)| sum.saturating_add(*count));
    Refusals {
        messages: total.messages,
        delivered: total.passing,
        refused: total.failing,
        excepted: total.failing_overridden,
        not_said: total.not_said,
        by_class,
        unlisted: total.failing.saturating_sub(listed),
    }
}
