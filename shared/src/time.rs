//! One kind of time: milliseconds since the Unix epoch, so that no crate needs a clock or a calendar library.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A moment, in milliseconds since 1970-01-01T00:00:00Z; negative before it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Timestamp(i64);

const MS_PER_DAY: i64 = 86_400_000;

impl Timestamp {
    /// The moment that many milliseconds after the Unix epoch.
    #[must_use]
    pub const fn from_millis(ms: i64) -> Self {
        Self(ms)
    }

    /// The moment that many seconds after the Unix epoch; saturates at the ends of the range.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// Milliseconds since the Unix epoch.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whole days from this moment to a later one, rounded down; negative when `later` is earlier.
    #[must_use]
    pub const fn days_until(self, later: Self) -> i64 {
        later.0.saturating_sub(self.0).div_euclid(MS_PER_DAY)
    }

    /// When the day of this moment begins, in UTC; saturates at the beginning of the range.
    #[must_use]
    pub const fn day_begin(self) -> Self {
        Self(self.0.div_euclid(MS_PER_DAY).saturating_mul(MS_PER_DAY))
    }

    /// The moment that many days of 24 hours later; saturates at the ends of the range.
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(days.saturating_mul(MS_PER_DAY)))
    }

    /// The beginning of a day of the Gregorian calendar, in UTC; nothing if there is no such day, or it is not of the
    /// years 1 to 9999.
    #[must_use]
    pub fn from_date(year: i64, month: i64, day: i64) -> Option<Self> {
        if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        // Howard Hinnant's `days_from_civil`.
        let shifted_year = if month <= 2 { year - 1 } else { year };
        let (era, year_of_era) = (shifted_year.div_euclid(400), shifted_year.rem_euclid(400));
        let shifted_month = (month + 9) % 12;
        let day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = era * 146_097 + day_of_era - 719_468;
        // The 30th of February would be the 1st or 2nd of March.
        (civil(days) == (year, month, day)).then_some(Self(days * MS_PER_DAY))
    }

    /// The calendar date as `2026-11-22`, in UTC.
    #[must_use]
    pub fn date(self) -> String {
        let (year, month, day) = civil(self.0.div_euclid(MS_PER_DAY));
        format!("{year:04}-{month:02}-{day:02}")
    }
}

/// RFC 3339 in UTC with seconds: `2026-11-22T01:10:43Z`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.rem_euclid(MS_PER_DAY) / 1000;
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        write!(f, "{}T{hour:02}:{minute:02}:{second:02}Z", self.date())
    }
}

/// Days since the epoch to year, month and day of the proleptic Gregorian calendar
/// (Howard Hinnant's `civil_from_days`: eras of 400 years that begin on 1 March).
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days.saturating_add(719_468);
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_dates_around_leap_days_and_the_epoch() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_709_251_199, "2024-02-29T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(Timestamp::from_seconds(seconds).to_string(), text);
        }
    }

    #[test]
    fn a_day_begins_at_midnight_whichever_side_of_the_epoch() {
        let at = Timestamp::from_millis;
        for (moment, begin) in [
            (0, 0),
            (86_399_999, 0),
            (86_400_000, 86_400_000),
            (-1, -86_400_000),
        ] {
            assert_eq!(at(moment).day_begin(), at(begin), "{moment}");
            assert_eq!(at(begin).plus_days(1).millis(), begin + 86_400_000);
        }
        for end in [i64::MIN, i64::MAX] {
            assert!(at(end).day_begin() <= at(end));
            assert_eq!(at(end).plus_days(end), at(end));
        }
    }

    #[test]
    fn days_of_the_calendar_are_read_as_they_are_printed() {
        for seconds in [
            0,
            951_782_400,
            1_709_164_800,
            4_107_542_400,
            -62_135_596_800,
        ] {
            let at = Timestamp::from_seconds(seconds);
            let date: Vec<i64> = at
                .date()
                .split('-')
                .map(|part| part.parse().unwrap())
                .collect();
            assert_eq!(Timestamp::from_date(date[0], date[1], date[2]), Some(at));
        }
        for (year, month, day) in [
            (2023, 2, 29),
            (2024, 2, 30),
            (2024, 13, 1),
            (2024, 0, 1),
            (0, 1, 1),
            (10_000, 1, 1),
        ] {
            assert_eq!(Timestamp::from_date(year, month, day), None);
        }
    }

    #[test]
    fn no_moment_panics() {
        for ms in [i64::MIN, i64::MAX] {
            let _ = Timestamp::from_millis(ms).to_string();
            let _ = Timestamp::from_millis(ms).days_until(Timestamp::default());
        }
    }

    #[test]
    fn counts_whole_days_down() {
        let now = Timestamp::from_seconds(1000);
        assert_eq!(now.days_until(Timestamp::from_seconds(1000 + 86_399)), 0);
        assert_eq!(now.days_until(Timestamp::from_seconds(1000 + 86_400)), 1);
        assert_eq!(now.days_until(Timestamp::from_seconds(999)), -1);
    }
}
