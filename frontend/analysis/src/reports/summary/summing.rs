//! Summing up, in pieces of so many rows.

use std::collections::BTreeSet;

use shared::Timestamp;

use super::counting::Counting;
use super::gathering::Gathering;
use super::group::Keys;
use super::policy::{self, Found};
use super::verdict::Context;
use super::{
    DmarcSummary, Enforcement, Filter, Group, GroupBy, GroupKey, Known, Names, Tally, enforce,
    select, trend,
};
use crate::reports::Collection;
use crate::reports::aggregate::AggregateReport;

/// Sums up the reports that a filter takes.
#[must_use]
pub fn summarize(
    collection: &Collection,
    filter: &Filter,
    by: GroupBy,
    names: &Names,
    known: &Known,
) -> DmarcSummary {
    let mut summing = Summing::new(collection, filter, by, names, known);
    loop {
        if let Some(summary) = summing.step(usize::MAX) {
            return summary;
        }
    }
}

/// A summary while it is made.
#[derive(Debug)]
pub struct Summing<'a> {
    filter: &'a Filter,
    by: GroupBy,
    names: &'a Names,
    known: &'a Known,
    reports: Vec<&'a AggregateReport>,
    /// The policy that the reports found.
    policy: Option<Found>,
    counting: Counting<'a>,
    gathering: Option<Gathering>,
    /// The groups that are finished, and their mail of the last day.
    groups: Vec<Group>,
    last_days: Vec<(GroupKey, Tally)>,
    /// The same reports by service, where sources are grouped otherwise.
    by_service: Option<Box<Self>>,
}

impl<'a> Summing<'a> {
    /// Begins with the reports that a filter takes.
    #[must_use]
    pub fn new(
        collection: &'a Collection,
        filter: &'a Filter,
        by: GroupBy,
        names: &'a Names,
        known: &'a Known,
    ) -> Self {
        let reports: Vec<&AggregateReport> = select::reports(collection, filter).collect();
        // What a source seems to be is told best where groups are of those who vouch; how somebody likes to read them
        // changes nothing about the next step.
        let by_service = (by != GroupBy::Service).then(|| {
            Box::new(Self::new(
                collection,
                filter,
                GroupBy::Service,
                names,
                known,
            ))
        });
        Self {
            filter,
            by,
            names,
            known,
            policy: policy::found(&reports, filter),
            reports,
            counting: Counting::new(Keys::new(by, names)),
            gathering: None,
            groups: Vec::new(),
            last_days: Vec::new(),
            by_service,
        }
    }

    /// Goes on by about so many rows, at least one. It is to be called until there is a summary, and not after that.
    pub fn step(&mut self, rows: usize) -> Option<DmarcSummary> {
        let mut room = rows.max(1);
        if !self.counting.step(&self.reports, &mut room) {
            return None;
        }
        let gathering = self
            .gathering
            .get_or_insert_with(|| Gathering::new(&self.counting.groups, last_day(&self.reports)));
        if !gathering.step(&self.reports, &self.counting, &mut room) {
            return None;
        }
        let context = Context {
            names: self.names,
            known: self.known,
        };
        while let Some((place, draft)) = gathering.drafts.pop() {
            room = room.saturating_sub(draft.addresses());
            if let Some((key, tally)) = self.counting.groups.get(place as usize) {
                self.last_days.push((key.clone(), draft.last_day_tally));
                self.groups
                    .push(draft.finish(key.clone(), *tally, &context));
            }
            if room == 0 {
                return None;
            }
        }
        let more = gathering.more;
        match &mut self.by_service {
            Some(by_service) => {
                let enforcement = by_service.step(room)?.enforcement;
                Some(self.finish(more, |_| enforcement))
            }
            None => Some(self.finish(more, enforce::enforcement)),
        }
    }

    /// The summary, when all rows are gathered.
    fn finish(
        &mut self,
        more: (u64, Tally),
        enforcement: impl FnOnce(&enforce::Basis<'_>) -> Enforcement,
    ) -> DmarcSummary {
        let mut groups = std::mem::take(&mut self.groups);
        groups.sort_by(|one, other| {
            let size = |group: &Group| std::cmp::Reverse(group.tally.messages);
            size(one)
                .cmp(&size(other))
                .then_with(|| one.key.cmp(&other.key))
        });
        let reports = &self.reports;
        let counted: Vec<(&AggregateReport, Tally)> = reports
            .iter()
            .copied()
            .zip(self.counting.reports.iter().map(|counted| counted.tally))
            .collect();
        let mut total = Tally::default();
        for (_, tally) in &counted {
            total.join(tally);
        }
        let days = trend::days(&counted);
        let reporters = trend::reporters(&counted);
        let enforcement = enforcement(&enforce::Basis {
            filter: self.filter,
            groups: &groups,
            last_days: &self.last_days,
            more: &more.1,
            total: &total,
            days: &days,
            covered_days: trend::covered_days(reports),
            reporters: &reporters,
            last_day: last_day(reports),
            domains: policy_domains(reports),
            has_own: reports
                .iter()
                .any(|report| self.filter.domain.as_deref() == Some(select::domain_of(report))),
            found: self.policy.as_ref(),
            known: self.known,
        });
        DmarcSummary {
            filter: self.filter.clone(),
            by: self.by,
            reports: reports.len() as u64,
            cut_off: reports.iter().filter(|report| !report.is_whole).count() as u64,
            records: reports
                .iter()
                .fold(0, |sum, report| sum.saturating_add(report.records)),
            total,
            begin: reports
                .iter()
                .filter_map(|report| report.header.begin)
                .min(),
            end: reports.iter().filter_map(|report| report.header.end).max(),
            policy: self
                .policy
                .as_ref()
                .map(|found| (found.as_of, found.policy.clone())),
            days,
            reporters,
            groups,
            more,
            enforcement,
        }
    }
}

/// The last day that a report is of.
fn last_day(reports: &[&AggregateReport]) -> Option<Timestamp> {
    reports
        .iter()
        .filter_map(|report| trend::day_of(report))
        .max()
}

/// How many domains the policies are of.
fn policy_domains(reports: &[&AggregateReport]) -> usize {
    let names: BTreeSet<&str> = reports
        .iter()
        .map(|report| select::domain_of(report))
        .collect();
    names.len()
}
