//! Moments as reporters write them: seconds since 1970, or RFC 3339 and what passes for it.

use serde::Serializer;
use shared::Timestamp;

/// A moment, and whether it is written in another way than its format demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) at: Timestamp,
    pub(crate) is_odd: bool,
}

/// The latest moment that is believed, in seconds: the year 9999.
const MAX_SECONDS: i64 = 253_402_300_799;

/// Seconds since 1970, as aggregate reports have them (RFC 9990 §3.1.1.3). Milliseconds, fractions and dates are read,
/// too.
pub(super) fn seconds(text: &str) -> Option<Moment> {
    let text = text.trim();
    let odd = |at| Moment { at, is_odd: true };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    match whole.parse::<i64>() {
        Ok(seconds) if fraction.bytes().all(|byte| byte.is_ascii_digit()) => match seconds {
            0..=99_999_999_999 => Some(Moment {
                at: Timestamp::from_seconds(seconds),
                is_odd: !fraction.is_empty(),
            }),
            // No report is of the year 5138, but some count milliseconds.
            _ if (0..=MAX_SECONDS * 1000).contains(&seconds) => {
                Some(odd(Timestamp::from_millis(seconds)))
            }
            _ => None,
        },
        _ => rfc3339(text).map(|moment| odd(moment.at)),
    }
}

/// RFC 3339, as TLS reports have it (RFC 8460 §4.4): `2026-11-22T01:10:43Z`. Without a zone it is taken for UTC, and
/// without a time for the day's beginning.
pub(crate) fn rfc3339(text: &str) -> Option<Moment> {
    let text = text.trim();
    let (date, rest) = text.split_at_checked(10)?;
    let mut parts = date.split('-');
    let mut part = || parts.next()?.parse::<i64>().ok();
    let day = Timestamp::from_date(part()?, part()?, part()?)?;
    if rest.is_empty() {
        return Some(Moment {
            at: day,
            is_odd: true,
        });
    }
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let (time, zone) = match rest.find(['Z', 'z', '+', '-', ' ']) {
        Some(place) => rest.split_at_checked(place)?,
        None => (rest, ""),
    };
    let (offset, has_zone) = offset_seconds(zone.trim())?;
    let mut parts = time.split(':');
    let hour: i64 = parts.next()?.parse().ok()?;
    let minute: i64 = parts.next()?.parse().ok()?;
    // Seconds may be left out by the careless, and have a fraction by the careful.
    let second: i64 = match parts.next() {
        Some(second) => second.split('.').next()?.parse().ok()?,
        None => 0,
    };
    if !(0..=24).contains(&hour)
        || !(0..=59).contains(&minute)
        || !(0..=60).contains(&second)
        || parts.next().is_some()
    {
        return None;
    }
    let seconds = hour * 3600 + minute * 60 + second - offset;
    Some(Moment {
        at: Timestamp::from_millis(day.millis() + seconds * 1000),
        is_odd: !has_zone || !text.contains(['T', 't']),
    })
}

/// How far a zone is ahead of UTC, and whether there is one.
fn offset_seconds(zone: &str) -> Option<(i64, bool)> {
    match zone {
        "" => return Some((0, false)),
        "Z" | "z" | "UTC" => return Some((0, true)),
        _ => {}
    }
    let (sign, digits) = match zone.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let digits = digits.replace(':', "");
    let (hours, minutes) = digits.split_at_checked(2)?;
    let hours: i64 = hours.parse().ok()?;
    let minutes: i64 = if minutes.is_empty() {
        0
    } else {
        minutes.parse().ok()?
    };
    ((0..=23).contains(&hours) && (0..=59).contains(&minutes))
        .then_some((sign * (hours * 3600 + minutes * 60), true))
}

/// A moment as JSON has it: RFC 3339 in UTC, as in the report of a check.
pub(crate) fn written<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(at)
}

/// The same, or `null`.
pub(crate) fn written_if_any<S: Serializer>(
    at: &Option<Timestamp>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => written(at, serializer),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn seconds_and_what_passes_for_them() {
        for (text, at, is_odd) in [
            ("1700000000", 1_700_000_000, false),
            (" 1700000000\n", 1_700_000_000, false),
            ("1700000000.5", 1_700_000_000, true),
            ("1700000000000", 1_700_000_000, true),
            ("2023-11-14T22:13:20Z", 1_700_000_000, true),
            ("2023-11-14 22:13:20", 1_700_000_000, true),
        ] {
            let at = Timestamp::from_seconds(at);
            assert_eq!(seconds(text), Some(Moment { at, is_odd }), "{text}");
        }
        for text in [
            "",
            "-5",
            "yesterday",
            "1e9",
            "99999999999999999999",
            "1700000000.x",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    #[test]
    fn dates_with_and_without_a_zone() {
        for (text, at, is_odd) in [
            ("2016-04-01T00:00:00Z", 1_459_468_800, false),
            ("2016-04-01T02:00:00+02:00", 1_459_468_800, false),
            ("2016-03-31T19:00:00.123-0500", 1_459_468_800, false),
            ("2016-04-01T00:00:00", 1_459_468_800, true),
            ("2016-04-01 00:00:00 +0000", 1_459_468_800, true),
            ("2016-04-01", 1_459_468_800, true),
        ] {
            let at = Timestamp::from_seconds(at);
            assert_eq!(rfc3339(text), Some(Moment { at, is_odd }), "{text}");
        }
        for text in [
            "",
            "2016-02-30T00:00:00Z",
            "2016-04-01T25:00:00Z",
            "2016-04-01T00:00:00+99:00",
            "2016-04-01Tx",
        ] {
            assert_eq!(rfc3339(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in ".{0,40}") {
            let _ = (seconds(&text), rfc3339(&text));
        }

        #[test]
        fn what_is_printed_is_read(seconds in 0i64..MAX_SECONDS) {
            let at = Timestamp::from_seconds(seconds);
            prop_assert_eq!(rfc3339(&at.to_string()), Some(Moment { at, is_odd: false }));
        }
    }
}
