//! Which names belong together, for grouping alone.
//!
//! Whether two names are aligned is found out by walking up DNS (RFC 9989 §4.10), which nothing here does: a report says
//! itself whether they were. A group needs less: that `bounces.mail.example.net` and `example.net` stand in one row.

/// Labels under which many countries register names, such as `co.uk`.
const SECOND_LEVEL: [&str; 14] = [
    "ac", "co", "com", "edu", "gob", "gov", "gouv", "govt", "ltd", "mil", "net", "ne", "or", "org",
];

/// More labels under which single countries register names. Elsewhere they may be anybody's name, as in `web.de`.
fn more_of(country: &str) -> &'static [&'static str] {
    match country {
        "at" => &["gv"],
        "au" => &["asn", "id"],
        "br" => &["adv", "art", "blog", "eng", "ind", "med", "nom"],
        "co" | "es" => &["nom"],
        "fr" => &["asso", "nom", "prd", "tm"],
        "id" => &["go", "my", "sch", "web"],
        "il" => &["idf", "k12", "muni"],
        "in" => &["firm", "gen", "ind", "nic", "res"],
        "jp" => &["ad", "ed", "go", "gr", "lg"],
        "kr" => &["go", "pe", "re"],
        "no" => &["priv"],
        "nz" => &["geek", "gen", "iwi", "kiwi", "maori", "school"],
        "pl" => &["biz", "info", "waw"],
        "th" => &["go", "in", "mi"],
        "ua" => &["in", "kyiv", "lviv"],
        "uk" => &["me", "nhs", "plc", "police", "sch"],
        "za" => &["law", "web"],
        _ => &[],
    }
}

/// The name under which a name was registered, by a rule of thumb.
pub(crate) fn organisation(name: &str) -> &str {
    let two = last_labels(name, 2);
    let (second, last) = two.split_once('.').unwrap_or(("", two));
    let is_registry =
        last.len() == 2 && (SECOND_LEVEL.contains(&second) || more_of(last).contains(&second));
    if is_registry {
        last_labels(name, 3)
    } else {
        two
    }
}

/// The end of a name from so many labels on.
fn last_labels(name: &str, count: usize) -> &str {
    let dots = name.rmatch_indices('.').nth(count.saturating_sub(1));
    dots.and_then(|(dot, _)| name.get(dot.saturating_add(1)..))
        .unwrap_or(name)
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
            ("mail.example.id.au", "example.id.au"),
            ("example.me.uk", "example.me.uk"),
            ("id.au", "id.au"),
            ("mail.web.de", "web.de"),
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
