//! Numbers as words.

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

#[cfg(test)]
mod tests {
    use super::*;

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
