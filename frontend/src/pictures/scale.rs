//! A scale of dates: where a moment lies in the width of a picture, and which dates are written at it.

use shared::Timestamp;

const DAY_MS: i64 = 86_400_000;

/// A scale from one moment to another; every place is a share of the width.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scale {
    from: i64,
    length: i64,
    /// Where now is.
    pub(super) now: f64,
    /// Where dates are written, and which.
    pub(super) ticks: Vec<(f64, String)>,
}

/// Where a stretch of time lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Span {
    /// Its beginning, or that of the scale.
    pub(super) from: f64,
    /// Its end, or that of the scale.
    pub(super) to: f64,
    /// Whether it begins before the scale does.
    pub(super) begins_before: bool,
    /// Whether it ends after the scale does.
    pub(super) ends_after: bool,
}

impl Scale {
    /// A scale on which all these stretches and now lie, with some room on either side. Dates that are out of all reason
    /// are cut to ten years around now: they would make everything else a point.
    pub(super) fn of(stretches: &[(Timestamp, Timestamp)], now: Timestamp) -> Self {
        let now = now.millis();
        let most = 3_653 * DAY_MS;
        let earliest = now.saturating_sub(most);
        let latest = now.saturating_add(most);
        let (mut from, mut to) = (now, now);
        for (begin, end) in stretches {
            from = from.min(begin.millis()).max(earliest);
            to = to.max(end.millis()).min(latest);
        }
        let room = ((to - from) / 24).max(DAY_MS);
        let from = from.saturating_sub(room);
        let length = to.saturating_add(room).saturating_sub(from).max(1);
        let mut scale = Self {
            from,
            length,
            now: 0.0,
            ticks: Vec::new(),
        };
        scale.now = scale.at(Timestamp::from_millis(now));
        scale.ticks = scale.ticks();
        scale
    }

    /// Where a moment lies: 0 to 1, at an end if it is beyond.
    #[allow(clippy::cast_precision_loss, reason = "a place on a screen")]
    pub(super) fn at(&self, moment: Timestamp) -> f64 {
        let after = moment.millis().saturating_sub(self.from);
        (after as f64 / self.length as f64).clamp(0.0, 1.0)
    }

    /// Where a stretch of time lies; one that ends before it begins is a point.
    pub(super) fn span(&self, begin: Timestamp, end: Timestamp) -> Span {
        let from = self.at(begin);
        Span {
            from,
            to: self.at(end).max(from),
            begins_before: begin.millis() < self.from,
            ends_after: end.millis() > self.from.saturating_add(self.length),
        }
    }

    /// The first of every month, of every few, or of every year: at most six, none so near the edge that its date would
    /// stick out.
    fn ticks(&self) -> Vec<(f64, String)> {
        let months = self.length / (30 * DAY_MS);
        let step = [1, 2, 3, 6, 12, 24, 48].into_iter();
        let step = step
            .into_iter()
            .find(|step| months / step < 6)
            .unwrap_or(96);
        let (year, month) = month_of(self.from.div_euclid(DAY_MS));
        let mut ticks = Vec::new();
        // Months since year 0: the next that is a multiple of the step.
        let mut at = (year * 12 + month).div_euclid(step) * step;
        while ticks.len() < 6 {
            let day = first_day(at.div_euclid(12), at.rem_euclid(12));
            let moment = Timestamp::from_millis(day.saturating_mul(DAY_MS));
            let place = self.at(moment);
            if place >= 1.0 {
                break;
            }
            if place > 0.06 && place < 0.9 {
                let name = MONTHS
                    .get(usize::try_from(at.rem_euclid(12)).unwrap_or_default())
                    .unwrap_or(&"");
                let year = at.div_euclid(12);
                ticks.push((
                    place,
                    if step >= 12 {
                        year.to_string()
                    } else {
                        format!("{name} {year}")
                    },
                ));
            }
            at += step;
        }
        ticks
    }
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Year and month (0 to 11) of a day since 1970, in the Gregorian calendar carried on in both directions.
const fn month_of(day: i64) -> (i64, i64) {
    // Years that begin in March have the leap day at their end; 400 of them are 146 097 days.
    let day = day + 719_468;
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = (from_march + 2) % 12;
    (era * 400 + year + (from_march >= 10) as i64, month)
}

/// The first day of a month (0 to 11) since 1970.
const fn first_day(year: i64, month: i64) -> i64 {
    let year = year - (month < 2) as i64;
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 10) % 12) + 2) / 5;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(day: i64) -> Timestamp {
        Timestamp::from_millis(day * DAY_MS)
    }

    #[test]
    fn months_are_those_of_the_calendar() {
        for day in (-800_000..3_000_000).step_by(997) {
            let (year, month) = month_of(day);
            let written = format!("{year:04}-{:02}", month + 1);
            if (0..=9999).contains(&year) && day > -719_000 {
                assert!(days(day).date().starts_with(&written), "{day}: {written}");
            }
            let first = first_day(year, month);
            assert!((0..31).contains(&(day - first)), "{day}");
            assert_eq!(month_of(first), (year, month), "{day}");
            assert_ne!(month_of(first - 1), (year, month), "{day}");
        }
    }

    #[test]
    fn a_leaf_of_ninety_days_has_a_scale_in_months() {
        // 2026-11-26, a certificate from 2026-11-12 to 2027-02-10.
        let scale = Scale::of(&[(days(20_769), days(20_859))], days(20_783));
        let names: Vec<&str> = scale.ticks.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(names, ["Dec 2026", "Jan 2027", "Feb 2027"]);
        assert!(scale.now > 0.15 && scale.now < 0.25, "{}", scale.now);
        let span = scale.span(days(20_769), days(20_859));
        assert!(span.from > 0.0 && span.to < 1.0 && !span.begins_before && !span.ends_after);
        let authority = scale.span(days(10_000), days(40_000));
        assert!(authority.begins_before && authority.ends_after);
        assert_eq!((authority.from, authority.to), (0.0, 1.0));
    }

    #[test]
    fn dates_out_of_all_reason_do_no_harm() {
        let extremes = [i64::MIN, -1, 0, 1, i64::MAX];
        for from in extremes {
            for to in extremes {
                for now in [0, 1_764_000_000_000] {
                    let stretch = (Timestamp::from_millis(from), Timestamp::from_millis(to));
                    let scale = Scale::of(&[stretch], Timestamp::from_millis(now));
                    let span = scale.span(stretch.0, stretch.1);
                    assert!(scale.ticks.len() <= 6);
                    for place in [span.from, span.to, scale.now] {
                        assert!((0.0..=1.0).contains(&place), "{from} {to} {now}: {place}");
                    }
                    assert!(span.from <= span.to);
                }
            }
        }
    }
}
