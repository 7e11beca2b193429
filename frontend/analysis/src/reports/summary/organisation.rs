//! Which names belong together, for grouping alone.
//!
//! Whether two names are aligned is found out by walking up DNS (RFC 9989 §4.10), which nothing here does: a report says
//! itself whether they were. A group needs less: that `bounces.mail.example.net` and `example.net` stand in one row.

/// Labels under which a country registers names, such as `co.uk`.
const SECOND_LEVEL: [&str; 12] = [
    "ac", "co", "com", "edu", "gob", "gov", "gouv", "ltd", "net", "or", "org", "ne",
];

/// The name under which a name was registered, by a rule of thumb.
pub(crate) fn organisation(name: &str) -> &str {
    let mut labels = name.rsplit('.');
    let (last, second) = (
        labels.next().unwrap_or_default(),
        labels.next().unwrap_or_default(),
    );
    let count = if last.len() == 2 && SECOND_LEVEL.contains(&second) {
        3
    } else {
        2
    };
    let mut start = name.len();
    for _ in 0..count {
        match name
            .get(..start.saturating_sub(1))
            .and_then(|before| before.rfind('.'))
        {
            Some(dot) if start > 0 => start = dot + 1,
            _ => return name,
        }
    }
    name.get(start..).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_cut_to_what_was_registered() {
        for (name, cut) in [
            ("example.org", "example.org"),
            ("mail.example.org", "example.org"),
            ("a.b.c.example.org", "example.org"),
            ("mail.example.co.uk", "example.co.uk"),
            ("example.co.uk", "example.co.uk"),
            ("org", "org"),
            ("", ""),
            (".", "."),
            ("a..b", ".b"),
        ] {
            assert_eq!(organisation(name), cut, "{name}");
        }
    }

    proptest! {
        #[test]
        fn what_is_cut_is_an_end(name in "[a-zä.]{0,40}") {
            prop_assert!(name.ends_with(organisation(&name)));
        }
    }
}
