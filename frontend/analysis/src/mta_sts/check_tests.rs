//! Ids that are dates, and such as only look like it.

use super::*;

#[test]
fn ids_that_are_dates() {
    for (id, expected, reason) in [
        ("20260131", Some("2026-01-31"), "a day"),
        ("20260131T120000", Some("2026-01-31"), "a moment"),
        ("20260228235959Z", None, "letters where none belong"),
        ("20260228235959", Some("2026-02-28"), "fourteen digits"),
        ("202602280101", Some("2026-02-28"), "twelve digits"),
        ("20240229", Some("2024-02-29"), "a leap day"),
        ("20260301", Some("2026-03-01"), "the day after February"),
        ("20261231", Some("2026-12-31"), "the last of a year"),
        ("2026013101", None, "ten digits may be seconds since 1970"),
        ("1790000000", None, "seconds since 1970"),
        ("20170131", None, "before MTA-STS"),
        ("20261331", None, "no month"),
        ("20260100", None, "no day"),
        ("2026", None, "too short"),
        ("abc20260131", None, "not at the beginning"),
        ("1", None, "a counter"),
        ("", None, "nothing"),
    ] {
        let found = date_of(id).map(Timestamp::date);
        assert_eq!(found.as_deref(), expected, "{id}: {reason}");
    }
}
