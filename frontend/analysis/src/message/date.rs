//! Moments as mail servers write them (RFC 5322 §3.3): `Sun, 22 Nov 2026 10:00:00 +0100 (CET)`, and what passes for it.

use shared::Timestamp;

use super::lexer;
use crate::reports::moment;

/// Longer than any date.
const MAX_DATE: usize = 200;

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// Reads a date. Comments, the name of the day and the seconds may be missing or wrong; without a zone it is taken for UTC.
pub(super) fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if text.len() > MAX_DATE {
        return None;
    }
    let text = lexer::without_comments(text).replace(',', " ");
    let mut words: Vec<&str> = text.split_ascii_whitespace().collect();
    // Some write `2026-11-22 10:00:00.123 +0000 UTC m=+12.5`.
    if words
        .first()
        .is_some_and(|word| word.len() >= 10 && word.as_bytes().get(4) == Some(&b'-'))
    {
        words.truncate(3);
        return moment::rfc3339(&words.join(" "))
            .or_else(|| moment::rfc3339(words.first()?))
            .map(|read| read.at);
    }
    // RFC 5322 §4.3: the day's name is for people, and says nothing that the date does not.
    if words
        .first()
        .is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_alphabetic()))
    {
        words.remove(0);
    }
    // `Nov 22 10:00:00 2026`, as the clock of C writes it.
    if words.first().is_some_and(|word| month(word).is_some()) && words.len() >= 4 {
        let is_year =
            |word: &str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
        let place = words.iter().skip(3).position(|word| is_year(word))? + 3;
        let year = words.remove(place);
        words.swap(0, 1);
        words.insert(2, year);
    }
    // `22-Nov-2026` in one word.
    let joined = words
        .first()
        .filter(|word| word.contains('-'))
        .map(|word| word.replace('-', " "));
    if let Some(joined) = &joined {
        words.splice(..1, joined.split(' '));
    }
    let mut words = words.into_iter();
    let day: i64 = words.next()?.parse().ok()?;
    let month = month(words.next()?)?;
    let year = year(words.next()?)?;
    let seconds = time(words.next()?)?;
    let offset = words.next().map_or(Some(0), zone)?;
    let day = Timestamp::from_date(year, month, day)?;
    Some(Timestamp::from_millis(
        day.millis() + (seconds - offset) * 1000,
    ))
}

/// The date at the end of a text that does not part it from what is before, and the place where it begins.
pub(super) fn at_end(text: &str) -> Option<(usize, Timestamp)> {
    let is_begin = |place: usize| {
        let before = text.get(..place).and_then(|text| text.chars().next_back());
        before.is_some_and(char::is_whitespace)
    };
    let rest = text.len().saturating_sub(MAX_DATE);
    let mut places = text.char_indices().map(|(place, _)| place);
    places.find_map(|place| {
        let date = text
            .get(place..)
            .filter(|_| place >= rest && is_begin(place))?;
        let mut words = date.split_ascii_whitespace();
        let (first, second) = (words.next()?, words.next()?);
        let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
        let is_day = first.strip_suffix(',').is_some_and(|day| {
            day.len() == 3 && day.bytes().all(|byte| byte.is_ascii_alphabetic())
        });
        let is_dated = is_number(first) && first.len() <= 2 && month(second).is_some();
        let is_iso =
            first.len() == 10 && first.as_bytes().get(4) == Some(&b'-') && second.contains(':');
        if !(is_day || is_dated || is_iso) {
            return None;
        }
        Some((place, parse(date)?))
    })
}

fn month(word: &str) -> Option<i64> {
    let word = word.to_ascii_lowercase();
    let place = MONTHS.iter().position(|month| word.starts_with(month))?;
    i64::try_from(place + 1).ok()
}

/// RFC 5322 §4.3: years of two digits are of 1950 to 2049, those of three count from 1900.
fn year(word: &str) -> Option<i64> {
    let year: i64 = word.parse().ok()?;
    match word.len() {
        2 if year < 50 => Some(year + 2000),
        2 | 3 => Some(year + 1900),
        4 => Some(year),
        _ => None,
    }
}

/// Seconds since midnight.
fn time(word: &str) -> Option<i64> {
    let mut parts = word.split([':', '.']);
    let mut part = |most: i64| {
        let text = parts.next()?;
        let is_number = !text.is_empty() && text.len() <= 2;
        let number: i64 = text.parse().ok().filter(|_| is_number)?;
        (0..=most).contains(&number).then_some(number)
    };
    let (hour, minute) = (part(23)?, part(59)?);
    // A leap second is the last of its minute here.
    let second = if word.contains(':') && word.split(':').count() > 2 {
        part(60)?.min(59)
    } else {
        0
    };
    Some(hour * 3600 + minute * 60 + second)
}

/// How far a zone is ahead of UTC, in seconds (RFC 5322 §3.3 and §4.3).
fn zone(word: &str) -> Option<i64> {
    let hours = match word.to_ascii_uppercase().as_str() {
        "EDT" => -4,
        "EST" | "CDT" => -5,
        "CST" | "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" => -8,
        "CET" | "BST" | "MEZ" => 1,
        "CEST" | "MESZ" | "EET" => 2,
        "EEST" | "MSK" => 3,
        "JST" => 9,
        // §4.3: other names mean nothing, and stand for UTC.
        name if name.bytes().all(|byte| byte.is_ascii_alphabetic()) => 0,
        digits => {
            let (sign, digits) = match digits.split_at_checked(1)? {
                ("+", digits) => (1, digits.replace(':', "")),
                ("-", digits) => (-1, digits.replace(':', "")),
                _ => return None,
            };
            if digits.len() != 4 {
                return None;
            }
            let number: i64 = digits.parse().ok()?;
            let (hours, minutes) = (number / 100, number % 100);
            return (hours <= 23 && minutes <= 59).then_some(sign * (hours * 3600 + minutes * 60));
        }
    };
    Some(hours * 3600)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_of_every_dialect() {
        for (text, printed) in [
            (
                "Sun, 22 Nov 2026 10:00:00 +0100 (CET)",
                "2026-11-22T09:00:00Z",
            ),
            ("22 Nov 2026 10:00:00 -0000", "2026-11-22T10:00:00Z"),
            ("Sun, 22 Nov 2026 10:00 PST", "2026-11-22T18:00:00Z"),
            ("Sun,22 Nov 26 10:00:60 GMT", "2026-11-22T10:00:59Z"),
            (
                "Sun, 22 November 2026 23:30:00 -0830",
                "2026-11-23T08:00:00Z",
            ),
            ("Sun Nov 22 10:00:00 2026", "2026-11-22T10:00:00Z"),
            ("Sun Nov 22 10:00:00 +0100 2026", "2026-11-22T09:00:00Z"),
            ("22-Nov-2026 10:00:00 +0000", "2026-11-22T10:00:00Z"),
            (
                "2026-11-22 10:00:00.123 +0000 UTC m=+12.5",
                "2026-11-22T10:00:00Z",
            ),
            ("2026-11-22T10:00:00Z", "2026-11-22T10:00:00Z"),
            (
                "Fri, 21 Nov (a (nested) comment) 1997 09:55:06 -0600",
                "1997-11-21T15:55:06Z",
            ),
            ("21 Nov 97 09:55:06", "1997-11-21T09:55:06Z"),
        ] {
            let read = parse(text).map(|at| at.to_string());
            assert_eq!(read.as_deref(), Some(printed), "{text}");
        }
        for text in [
            "",
            "yesterday",
            "Sun, 31 Feb 2026 10:00:00 +0000",
            "Sun, 22 Nov 2026 25:00:00 +0000",
            "Sun, 22 Nov 2026 10:00:00 +9900",
            "Sun, 22 Nov 20266 10:00:00 +0000",
            "22 Nov 2026",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn dates_at_the_end() {
        for (text, expected) in [
            (
                "by recvd-65f6d-xyz with SMTP id recvd-65f6d-1-6742-3 2026-11-23 08:00:05.123456789 +0000 UTC m=+1234.567",
                Some("2026-11-23T08:00:05Z"),
            ),
            (
                "from [127.0.0.1] (unknown) by geopod-ismtpd-12 (SG) with ESMTP id abc Mon, 23 Nov 2026 08:00:04.999 +0000 (UTC)",
                Some("2026-11-23T08:00:04Z"),
            ),
            (
                "by a id 7 23 Nov 2026 08:00:04 GMT",
                Some("2026-11-23T08:00:04Z"),
            ),
            ("by a with SMTP id 2026-11-23", None),
            ("from a by b", None),
            ("", None),
        ] {
            let found = at_end(text);
            let printed = found.map(|(_, at)| at.to_string());
            assert_eq!(printed.as_deref(), expected, "{text}");
            if let Some((place, at)) = found {
                assert_eq!(parse(&text[place..]), Some(at));
                assert!(text[..place].ends_with(' '));
            }
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in ".{0,80}") {
            let _ = (parse(&text), at_end(&text));
        }

        #[test]
        fn every_moment_is_read_back(seconds in 0i64..4_000_000_000, zone in -12i64..13) {
            let shifted = Timestamp::from_seconds(seconds + zone * 3600).to_string();
            let (date, time) = shifted.split_at(10);
            let (year, month, day) = (&date[..4], date[5..7].parse::<usize>().unwrap(), &date[8..]);
            let sign = if zone < 0 { '-' } else { '+' };
            let text = format!("{day} {} {year} {} {sign}{:02}00", MONTHS[month - 1], &time[1..9], zone.abs());
            prop_assert_eq!(parse(&text), Some(Timestamp::from_seconds(seconds)));
        }
    }
}
