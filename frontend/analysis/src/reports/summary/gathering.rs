//! The second pass over the rows: what is worth knowing of the groups that are listed.

use std::collections::{BTreeSet, HashMap};

use shared::Timestamp;

use super::counting::{Counted, Counting, Mark};
use super::draft::Draft;
use super::group::Voucher;
use super::passed::Passed;
use super::{GroupKey, MAX_GROUPS, Tally};
use crate::reports::aggregate::{AggregateReport, Row};

/// The groups that are listed, while their rows are gathered.
#[derive(Debug)]
pub(super) struct Gathering {
    /// Each with its place among all groups.
    pub(super) drafts: Vec<(u32, Draft)>,
    /// Groups that are not listed, and their mail.
    pub(super) more: (u64, Tally),
    /// For each group the place of its draft, if it is listed.
    places: Vec<Option<u32>>,
    last_day: Option<Timestamp>,
    /// The report at hand, and how many of its rows are gathered.
    report: usize,
    rows: usize,
    /// Mails of each kind in each draft, in the order in which they were met, and how many of these are told to the drafts.
    alike: Vec<(u32, u32, u64)>,
    told: usize,
    /// The place of each in that list.
    alike_places: HashMap<(u32, u32), usize>,
}

impl Gathering {
    pub(super) fn new(groups: &[(GroupKey, Tally)], last_day: Option<Timestamp>) -> Self {
        let listed = largest(groups);
        let mut places = vec![None; groups.len()];
        let mut drafts = Vec::with_capacity(listed.len());
        for (draft, group) in (0u32..).zip(listed) {
            if let Some(place) = places.get_mut(group as usize) {
                *place = Some(draft);
            }
            drafts.push((group, Draft::default()));
        }
        let mut more = (0u64, Tally::default());
        for ((_, tally), _) in groups
            .iter()
            .zip(&places)
            .filter(|(_, place)| place.is_none())
        {
            more.0 += 1;
            more.1.join(tally);
        }
        Self {
            drafts,
            more,
            places,
            last_day,
            report: 0,
            rows: 0,
            alike: Vec::new(),
            told: 0,
            alike_places: HashMap::new(),
        }
    }

    /// Goes on by as many rows as there is room for, and takes them from it. Whether all are gathered.
    pub(super) fn step(
        &mut self,
        reports: &[&AggregateReport],
        counting: &Counting<'_>,
        room: &mut usize,
    ) -> bool {
        while let Some((report, counted)) = reports
            .get(self.report)
            .zip(counting.reports.get(self.report))
        {
            if *room == 0 {
                return false;
            }
            let rest = report.rows().get(self.rows..).unwrap_or_default();
            let rows = rest.get(..rest.len().min(*room)).unwrap_or_default();
            let marks = counted.marks.get(self.rows..).unwrap_or_default();
            for (row, mark) in rows.iter().zip(marks) {
                self.add(report, row, *mark, (counted, &counting.passed));
            }
            self.rows += rows.len();
            *room -= rows.len();
            // What the rows of a report have in common is told once for each kind of them: when all are gathered.
            let untold = self.alike.get(self.told..).unwrap_or_default();
            let told = untold.get(..untold.len().min(*room)).unwrap_or_default();
            for (draft, kind, messages) in told {
                let draft = self.drafts.get_mut(*draft as usize);
                if let Some(((_, draft), alike)) = draft.zip(counted.kinds.get(*kind as usize)) {
                    let all = Row {
                        count: *messages,
                        ..*alike.row
                    };
                    draft.add_kind(report, &all);
                }
            }
            *room -= told.len();
            self.told += told.len();
            if *room > 0 {
                *room -= 1;
                self.report += 1;
                (self.rows, self.told) = (0, 0);
                self.alike.clear();
                self.alike_places.clear();
            }
        }
        true
    }

    fn add(
        &mut self,
        report: &AggregateReport,
        row: &Row,
        mark: Mark,
        (counted, passed): (&Counted<'_>, &Passed),
    ) {
        let group = mark.group.and_then(|group| self.places.get(group as usize));
        let Some(place) = group.copied().flatten() else {
            return;
        };
        let draft = self.drafts.get_mut(place as usize);
        let Some(((_, draft), alike)) = draft.zip(counted.kinds.get(mark.kind as usize)) else {
            return;
        };
        // What somebody vouches for goes by that.
        let is_vouched = !matches!(alike.voucher, Voucher::Nobody(_));
        let by = (!is_vouched && row.passes() == Some(false))
            .then(|| passed.of(row.source))
            .flatten();
        draft.add_row(report, row, (alike.speaks(), by), self.last_day);
        let next = self.alike.len();
        let known = *self.alike_places.entry((place, mark.kind)).or_insert(next);
        if known == next {
            self.alike.push((place, mark.kind, 0));
        }
        if let Some((.., messages)) = self.alike.get_mut(known) {
            *messages = messages.saturating_add(row.count);
        }
    }
}

/// The groups that are kept: those with most mail, and those with most failing mail.
fn largest(groups: &[(GroupKey, Tally)]) -> BTreeSet<u32> {
    let mut kept = BTreeSet::new();
    let sizes: [fn(&Tally) -> u64; 2] = [|tally| tally.messages, |tally| tally.failing];
    for size in sizes {
        let mut order: Vec<(u64, &GroupKey, u32)> = groups
            .iter()
            .zip(0u32..)
            .map(|((key, tally), place)| (size(tally), key, place))
            .collect();
        // Sorting all of them would take long, and only the first are looked at.
        if order.len() > MAX_GROUPS / 2 {
            order.select_nth_unstable_by(MAX_GROUPS / 2, |(one, key, _), (other, others, _)| {
                other.cmp(one).then_with(|| key.cmp(others))
            });
        }
        kept.extend(
            order
                .into_iter()
                .take(MAX_GROUPS / 2)
                .map(|(.., place)| place),
        );
    }
    kept
}
