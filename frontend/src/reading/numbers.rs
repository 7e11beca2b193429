//! Numbers as words.

/// "1,234,567".
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut words = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            words.push(',');
        }
        words.push(digit);
    }
    words
}

/// A share in words: "98.2 %"; never rounded to all or nothing while something is missing.
pub(super) fn share(part: u64, of: u64) -> String {
    if of == 0 {
        return "–".to_owned();
    }
    let tenths = u128::from(part) * 1000 / u128::from(of);
    match tenths {
        0 if part > 0 => "under 0.1 %".to_owned(),
        1000 => "100 %".to_owned(),
        0 => "0 %".to_owned(),
        _ => format!("{}.{} %", tenths / 10, tenths % 10),
    }
}

/// A number of things: "1 mail", "12,000 mails".
pub(super) fn of(number: u64, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        thousands(number),
        if number == 1 { one } else { many }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        for (number, words) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(thousands(number), words);
        }
        assert_eq!(of(1, "mail", "mails"), "1 mail");
        assert_eq!(of(1200, "mail", "mails"), "1,200 mails");
    }

    #[test]
    fn a_share_is_all_or_nothing_only_if_it_is() {
        for (part, whole, words) in [
            (0, 0, "–"),
            (0, 7, "0 %"),
            (1, 100_000, "under 0.1 %"),
            (99_999, 100_000, "99.9 %"),
            (7, 7, "100 %"),
            (1, 3, "33.3 %"),
            (u64::MAX, u64::MAX, "100 %"),
        ] {
            assert_eq!(share(part, whole), words);
        }
    }
}
