//! The first pass over the rows: which groups of sources there are, and how large each is.

use std::collections::HashMap;

use super::Tally;
use super::group::{GroupKey, Keys};
use super::kinds::{Alike, Kind};
use super::passed::Passed;
use crate::reports::aggregate::{AggregateReport, Row};

/// Different groups that are counted one by one.
const MAX_COUNTED: usize = 300_000;

/// The groups, and which row belongs to which.
#[derive(Debug)]
pub(super) struct Counting<'a> {
    keys: Keys<'a>,
    /// Each group with all its mail, in the order in which they were met.
    pub(super) groups: Vec<(GroupKey, Tally)>,
    /// The place of each in that list.
    places: HashMap<GroupKey, u32>,
    /// What was found in each report.
    pub(super) reports: Vec<Counted<'a>>,
    /// The same of the report at hand, and how many of its rows are counted.
    current: Counted<'a>,
    rows: usize,
    /// The place of each kind of row in its list.
    kinds: HashMap<Kind, u32>,
    /// The groups of those whose addresses do not matter.
    groups_of_kinds: HashMap<u32, Placed>,
    /// The addresses with mail for which nobody vouches, where that makes a difference; and how many reports, and rows of the
    /// one at hand, are looked through for other mail of theirs.
    pub(super) passed: Passed,
    reviewed: (usize, usize),
    /// The rows whose group depends on these, by their report and their place in it, and how many of them have theirs.
    waiting: Vec<(u32, u32)>,
    settled: usize,
}

/// What was found in one report.
#[derive(Debug, Default)]
pub(super) struct Counted<'a> {
    /// All its mail.
    pub(super) tally: Tally,
    /// The kinds of its rows, in the order in which they were met.
    pub(super) kinds: Vec<Alike<'a>>,
    /// What each of its rows is.
    pub(super) marks: Vec<Mark>,
}

/// What a row is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    /// The place of its group; nothing where it is only counted among those that are not told apart.
    pub(super) group: Option<u32>,
    /// The place of its kind.
    pub(super) kind: u32,
}

/// Where mail is counted.
#[derive(Clone, Copy, Debug)]
struct Placed {
    place: u32,
    /// Whether that is the group that it belongs to, and not the one of all others.
    is_own: bool,
}

impl<'a> Counting<'a> {
    pub(super) fn new(keys: Keys<'a>) -> Self {
        Self {
            keys,
            groups: Vec::new(),
            places: HashMap::new(),
            reports: Vec::new(),
            current: Counted::default(),
            rows: 0,
            kinds: HashMap::new(),
            groups_of_kinds: HashMap::new(),
            passed: Passed::default(),
            reviewed: (0, 0),
            waiting: Vec::new(),
            settled: 0,
        }
    }

    /// Goes on by as many rows as there is room for, and takes them from it. Whether all are counted.
    pub(super) fn step(&mut self, reports: &[&'a AggregateReport], room: &mut usize) -> bool {
        while let Some(report) = reports.get(self.reports.len()) {
            if *room == 0 {
                return false;
            }
            let rest = report.rows().get(self.rows..).unwrap_or_default();
            let (rows, later) = rest.split_at(rest.len().min(*room));
            let mut current = std::mem::take(&mut self.current);
            current.marks.reserve_exact(rest.len());
            for row in rows {
                self.count(&mut current, report, row);
            }
            self.rows += rows.len();
            *room -= rows.len().max(1);
            if later.is_empty() {
                self.reports.push(current);
                self.rows = 0;
                self.kinds.clear();
                self.groups_of_kinds.clear();
            } else {
                self.current = current;
            }
        }
        if !self.review(reports, room) {
            return false;
        }
        while let Some((report, row)) = self.waiting.get(self.settled).copied() {
            if *room == 0 {
                return false;
            }
            self.settle(reports, report as usize, row as usize);
            self.settled += 1;
            *room -= 1;
        }
        true
    }

    /// Looks which of the addresses that are asked for have mail that passes. Whether all rows are looked at.
    fn review(&mut self, reports: &[&'a AggregateReport], room: &mut usize) -> bool {
        if self.passed.is_empty() {
            return true;
        }
        let (place, done) = &mut self.reviewed;
        while let Some((report, counted)) = reports.get(*place).zip(self.reports.get(*place)) {
            if *room == 0 {
                return false;
            }
            let rest = report.rows().get(*done..).unwrap_or_default();
            let rows = rest.get(..rest.len().min(*room)).unwrap_or_default();
            let marks = counted.marks.get(*done..).unwrap_or_default();
            for (row, mark) in rows.iter().zip(marks) {
                let alike = || counted.kinds.get(mark.kind as usize);
                self.passed.add(report, row, alike);
            }
            *done += rows.len();
            *room -= rows.len();
            if *room > 0 {
                *room -= 1;
                (*place, *done) = (*place + 1, 0);
            }
        }
        true
    }

    /// Finds the group of a row that waited for all others to be looked at.
    fn settle(&mut self, reports: &[&'a AggregateReport], place: usize, row_place: usize) {
        let found = reports.get(place).zip(self.reports.get(place));
        let Some((report, counted)) = found else {
            return;
        };
        let row = report.rows().get(row_place);
        let Some((row, mark)) = row.zip(counted.marks.get(row_place)) else {
            return;
        };
        let Some(alike) = counted.kinds.get(mark.kind as usize) else {
            return;
        };
        let key = self.keys.of(row, alike, self.passed.of(row.source));
        let placed = self.place(key);
        if let Some((_, tally)) = self.groups.get_mut(placed.place as usize) {
            tally.add(row, report);
        }
        let counted = self.reports.get_mut(place);
        if let Some(mark) = counted.and_then(|counted| counted.marks.get_mut(row_place)) {
            mark.group = placed.is_own.then_some(placed.place);
        }
    }

    fn count(&mut self, current: &mut Counted<'a>, report: &'a AggregateReport, row: &'a Row) {
        current.tally.add(row, report);
        let next = index(current.kinds.len());
        let kind = *self.kinds.entry(Kind::of(report, row)).or_insert(next);
        if kind == next {
            current.kinds.push(Alike::new(report, row));
        }
        let Some(alike) = current.kinds.get(kind as usize) else {
            return;
        };
        if self.keys.goes_by_others(row, alike) {
            self.passed.seek(row.source);
            self.waiting
                .push((index(self.reports.len()), index(current.marks.len())));
            current.marks.push(Mark { group: None, kind });
            return;
        }
        let known = self.groups_of_kinds.get(&kind).copied();
        let goes_by_kind = self.keys.goes_by_kind(row, alike);
        let placed = known.filter(|_| goes_by_kind).unwrap_or_else(|| {
            let placed = self.place(self.keys.of(row, alike, None));
            if goes_by_kind {
                self.groups_of_kinds.insert(kind, placed);
            }
            placed
        });
        if let Some((_, tally)) = self.groups.get_mut(placed.place as usize) {
            tally.add(row, report);
        }
        current.marks.push(Mark {
            group: placed.is_own.then_some(placed.place),
            kind,
        });
    }

    fn place(&mut self, key: GroupKey) -> Placed {
        if let Some(place) = self.places.get(&key) {
            return Placed {
                place: *place,
                is_own: true,
            };
        }
        if self.groups.len() >= MAX_COUNTED && key != GroupKey::Unlisted {
            return Placed {
                is_own: false,
                ..self.place(GroupKey::Unlisted)
            };
        }
        let place = index(self.groups.len());
        self.groups.push((key.clone(), Tally::default()));
        self.places.insert(key, place);
        Placed {
            place,
            is_own: true,
        }
    }
}

/// A place in a list; there are fewer rows than this has numbers.
fn index(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
