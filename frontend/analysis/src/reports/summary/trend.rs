//! Mail day by day, and reporter by reporter.

use std::collections::BTreeMap;

use serde::Serialize;
use shared::Timestamp;

use super::Tally;
use crate::reports::aggregate::AggregateReport;
use crate::reports::moment;

/// Days that are listed in a row; of reports that lie further apart only the days that have one.
const MAX_DAYS: i64 = 1200;
/// A day of a place whose clocks are put back, in milliseconds.
const LONGEST_DAY: i64 = 25 * 3_600_000;
/// A day, in milliseconds.
const DAY: i64 = 24 * 3_600_000;
/// Days that a report may be about and be believed.
const MAX_PERIOD: i64 = 31;
/// Reporters that are listed; the last stands for all others.
const MAX_REPORTERS: usize = 500;

/// The mail of one day, in UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Day {
    /// When it begins.
    #[serde(serialize_with = "moment::written")]
    pub day: Timestamp,
    /// Reports whose period begins on it; none is not the same as no mail.
    pub reports: u64,
    /// Of them, those about more than a day, all of whose mail stands here.
    pub longer: u64,
    /// Their mail.
    pub tally: Tally,
}

/// The mail that one reporter saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReporterRow {
    /// Who; empty if the reports do not say.
    pub reporter: String,
    /// How many reports.
    pub reports: u64,
    /// Their mail.
    pub tally: Tally,
    /// The first day of one.
    #[serde(serialize_with = "moment::written_if_any")]
    pub first_day: Option<Timestamp>,
    /// The last day of one.
    #[serde(serialize_with = "moment::written_if_any")]
    pub last_day: Option<Timestamp>,
    /// Reports with something that had to be put up with.
    pub with_remarks: u64,
}

/// The day on which a report's period begins.
pub(super) fn day_of(report: &AggregateReport) -> Option<Timestamp> {
    report.header.begin.map(Timestamp::day_begin)
}

/// How many days the periods of the reports are about: a report of a week is about seven.
pub(super) fn covered_days(reports: &[&AggregateReport]) -> usize {
    let mut periods: Vec<(i64, i64)> = reports
        .iter()
        .filter_map(|report| {
            let first = report.header.begin?.millis().div_euclid(DAY);
            Some((first, first.saturating_add(length(report))))
        })
        .collect();
    periods.sort_unstable();
    let (mut covered, mut up_to) = (0i64, i64::MIN);
    for (begin, end) in periods {
        covered = covered.saturating_add(end.saturating_sub(begin.max(up_to)).max(0));
        up_to = up_to.max(end);
    }
    usize::try_from(covered).unwrap_or(usize::MAX)
}

/// How many days a report is about.
fn length(report: &AggregateReport) -> i64 {
    let period = report.header.begin.zip(report.header.end);
    let millis = period.map_or(0, |(begin, end)| {
        end.millis().saturating_sub(begin.millis())
    });
    // The last day may have an hour more or end in its last second.
    let days = millis
        .saturating_sub(LONGEST_DAY - DAY)
        .div_euclid(DAY)
        .saturating_add(1);
    // Nobody gathers for longer: what is about a thousand years says nothing of any one of them.
    if (1..=MAX_PERIOD).contains(&days) {
        days
    } else {
        1
    }
}

/// All days from the first with a report to the last, of reports with all their mail.
pub(super) fn days(reports: &[(&AggregateReport, Tally)]) -> Vec<Day> {
    let mut found: BTreeMap<Timestamp, Day> = BTreeMap::new();
    let empty = |day| Day {
        day,
        reports: 0,
        longer: 0,
        tally: Tally::default(),
    };
    for (report, tally) in reports {
        let Some(day) = day_of(report) else { continue };
        let entry = found.entry(day).or_insert_with(|| empty(day));
        entry.reports += 1;
        let header = &report.header;
        let is_longer = header
            .begin
            .zip(header.end)
            .is_some_and(|(begin, end)| end.millis().saturating_sub(begin.millis()) > LONGEST_DAY);
        entry.longer += u64::from(is_longer);
        entry.tally.join(tally);
    }
    let (Some(first), Some(last)) = (
        found.keys().next().copied(),
        found.keys().next_back().copied(),
    ) else {
        return Vec::new();
    };
    let span = first.days_until(last);
    if span < MAX_DAYS {
        for number in 0..span {
            let day = first.plus_days(number);
            found.entry(day).or_insert_with(|| empty(day));
        }
    }
    found.into_values().collect()
}

/// Each reporter, the one with most mail first, of reports with all their mail.
pub(super) fn reporters(reports: &[(&AggregateReport, Tally)]) -> Vec<ReporterRow> {
    let mut found: BTreeMap<String, ReporterRow> = BTreeMap::new();
    for (report, tally) in reports {
        let name = report.header.reporter.as_str();
        // The same one under another case is the same one.
        let key = name.to_lowercase();
        let row = found.entry(key).or_insert_with(|| ReporterRow {
            reporter: name.to_owned(),
            reports: 0,
            tally: Tally::default(),
            first_day: None,
            last_day: None,
            with_remarks: 0,
        });
        row.reports += 1;
        row.with_remarks += u64::from(!report.header.remarks.is_empty());
        let day = day_of(report);
        row.first_day = [row.first_day, day].into_iter().flatten().min();
        row.last_day = row.last_day.max(day);
        row.tally.join(tally);
    }
    let mut list: Vec<ReporterRow> = found.into_values().collect();
    list.sort_by_key(|row| std::cmp::Reverse((row.tally.messages, row.reports)));
    if list.len() > MAX_REPORTERS {
        let rest = list.split_off(MAX_REPORTERS - 1);
        let mut others = ReporterRow {
            reporter: format!("{} others", rest.len()),
            reports: 0,
            tally: Tally::default(),
            first_day: None,
            last_day: None,
            with_remarks: 0,
        };
        for row in rest {
            others.reports += row.reports;
            others.with_remarks += row.with_remarks;
            others.tally.join(&row.tally);
            others.first_day = [others.first_day, row.first_day]
                .into_iter()
                .flatten()
                .min();
            others.last_day = others.last_day.max(row.last_day);
        }
        list.push(others);
    }
    list
}
