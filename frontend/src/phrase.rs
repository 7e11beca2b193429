//! Numbers as words.

use shared::Timestamp;

/// A time span: "0.3 s", "12 s", "2 min 5 s".
#[must_use]
pub(crate) fn span(ms: i64) -> String {
    match ms {
        ..10_000 => format!("{}.{} s", ms.max(0) / 1000, ms.max(0) % 1000 / 100),
        10_000..60_000 => format!("{} s", ms / 1000),
        _ => format!("{} min {} s", ms / 60_000, ms % 60_000 / 1000),
    }
}

/// A number of things: "1 host", "3 hosts".
#[must_use]
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A moment for reading: "26 November 2026, 15:10 UTC".
#[must_use]
pub(crate) fn moment(at: Timestamp) -> String {
    let text = at.to_string();
    let (date, time) = text.split_once('T').unwrap_or((&text, ""));
    let mut parts = date.rsplitn(3, '-');
    let (day, month, year) = (parts.next(), parts.next(), parts.next());
    let month = month
        .and_then(|month| month.parse::<usize>().ok())
        .and_then(|month| MONTHS.get(month.wrapping_sub(1)));
    match (day, month, year, time.get(..5)) {
        (Some(day), Some(month), Some(year), Some(minutes)) => {
            let day = day.trim_start_matches('0');
            format!("{day} {month} {year}, {minutes} UTC")
        }
        _ => text,
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_read_well() {
        let at = Timestamp::from_millis(1_795_705_859_000);
        assert_eq!(moment(at), "26 November 2026, 15:10 UTC");
        assert_eq!(
            moment(Timestamp::from_millis(0)),
            "1 January 1970, 00:00 UTC"
        );
    }

    #[test]
    fn spans_read_well_at_every_size() {
        for (ms, words) in [
            (-5, "0.0 s"),
            (349, "0.3 s"),
            (9_999, "9.9 s"),
            (12_345, "12 s"),
            (125_000, "2 min 5 s"),
        ] {
            assert_eq!(span(ms), words);
        }
    }

    #[test]
    fn one_is_not_many() {
        assert_eq!(count(1, "host", "hosts"), "1 host");
        assert_eq!(count(0, "host", "hosts"), "0 hosts");
    }
}
