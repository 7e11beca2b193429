//! Foreign text, no longer than it is wanted.

/// The beginning of a text: at most so many bytes, and no part of a character.
pub(crate) fn cut(text: &str, most_bytes: usize) -> &str {
    let mut end = text.len().min(most_bytes);
    // The beginning is a boundary.
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_stay_whole() {
        for (most_bytes, expected) in [
            (0, ""),
            (1, "a"),
            (2, "a"),
            (3, "aé"),
            (6, "aé"),
            (7, "aé😀"),
            (99, "aé😀"),
        ] {
            assert_eq!(cut("aé😀", most_bytes), expected, "{most_bytes}");
        }
    }
}
