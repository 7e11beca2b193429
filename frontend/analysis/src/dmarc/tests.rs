//! The walk, discovery and alignment over small worlds of records.

mod findings;

use super::*;

fn name(text: &str) -> DomainName {
    text.parse().unwrap()
}

/// A world: names with their record, everything else without; a record `?` is not known.
fn world<'a>(records: &'a [(&'a str, &'a str)]) -> impl Fn(&DomainName) -> Found + Copy + 'a {
    move |asked| {
        let here: Vec<TxtRecord> = records
            .iter()
            .filter(|(at, _)| *at == asked.as_str())
            .map(|(_, text)| TxtRecord::from_text(text))
            .collect();
        match here.first() {
            Some(first) if first.text() == "?" => Found::Unknown("no answer".to_owned()),
            _ => Found::Answer(select(&here)),
        }
    }
}

fn organization(start: &str, records: &[(&str, &str)]) -> Option<String> {
    match walk(&name(start), world(records)).organization() {
        Organization::Known(domain) => Some(domain.to_string()),
        Organization::NotAsked | Organization::Unknown(_) => None,
    }
}

#[test]
fn at_most_eight_names_are_asked() {
    let asked = |start: &str| -> Vec<String> {
        let names = names(&name(start));
        names.iter().map(ToString::to_string).collect()
    };
    // RFC 9989 §4.10, the example.
    assert_eq!(
        asked("a.b.c.d.e.f.g.h.i.j.mail.example.com"),
        [
            "a.b.c.d.e.f.g.h.i.j.mail.example.com",
            "g.h.i.j.mail.example.com",
            "h.i.j.mail.example.com",
            "i.j.mail.example.com",
            "j.mail.example.com",
            "mail.example.com",
            "example.com",
            "com",
        ]
    );
    // Step 4: eight labels are cut to seven, as is one taken away from seven.
    assert_eq!(asked("a.b.c.d.e.f.example.com").len(), 8);
    assert_eq!(asked("a.b.c.d.e.example.com").len(), 7);
    assert_eq!(asked("com"), ["com"]);
    assert_eq!(asked(&["a"; 120].join(".")).len(), MAX_QUESTIONS);
}

#[test]
fn organisational_domains() {
    const NONE: &str = "v=DMARC1; p=none";
    const YES: &str = "v=DMARC1; p=none; psd=y";
    const NO: &str = "v=DMARC1; p=none; psd=n";
    for (start, records, expected) in [
        // RFC 9989 §4.10.2, the three examples.
        (
            "a.mail.example.com",
            &[("mail.example.com", NONE), ("example.com", NONE)][..],
            Some("example.com"),
        ),
        (
            "a.mail.example.com",
            &[("mail.example.com", NO), ("example.com", NONE)],
            Some("mail.example.com"),
        ),
        ("a.mail.example.com", &[("com", YES)], Some("example.com")),
        // No record: the name itself.
        ("a.example.com", &[], Some("a.example.com")),
        // A registry's own name is not below itself.
        ("com", &[("com", YES)], Some("com")),
        // psd=y ends the walk, so that what stands above has no say.
        (
            "a.b.example.com",
            &[("example.com", YES), ("com", NONE)],
            Some("b.example.com"),
        ),
        // Two records are none.
        (
            "a.example.com",
            &[("example.com", NONE), ("example.com", NONE)],
            Some("a.example.com"),
        ),
        // A record that is otherwise of no use still says whose it is.
        (
            "a.example.com",
            &[("example.com", "v=DMARC1; p=x; psd=n"), ("com", NONE)],
            Some("example.com"),
        ),
        // Whatever did not answer might have decided.
        (
            "a.example.com",
            &[("example.com", NONE), ("com", "?")],
            None,
        ),
        // But not what is never asked.
        (
            "a.example.com",
            &[("example.com", NO), ("com", "?")],
            Some("example.com"),
        ),
        // One label below a registry's name, of a name that was cut.
        (
            "a.b.c.d.e.f.g.h.i.com",
            &[("d.e.f.g.h.i.com", YES)],
            Some("c.d.e.f.g.h.i.com"),
        ),
    ] {
        assert_eq!(
            organization(start, records).as_deref(),
            expected,
            "{start} {records:?}"
        );
    }
}

fn discovered(start: &str, existence: Existence, records: &[(&str, &str)]) -> String {
    let found = discover(&walk(&name(start), world(records)), existence);
    match found {
        Discovery::NotAsked => "not asked".to_owned(),
        Discovery::Unknown(_) => "unknown".to_owned(),
        Discovery::Bogus(_) => "bogus".to_owned(),
        Discovery::Void { at, .. } => format!("void at {at}"),
        Discovery::Nothing => "nothing".to_owned(),
        Discovery::Applies(applied) => format!("{} by {}", applied.policy, applied.at),
    }
}

#[test]
fn policies_are_discovered() {
    use Existence::{Exists, Missing, Unknown};
    const ALL: &str = "v=DMARC1; p=reject; sp=quarantine; np=none";
    for (start, existence, records, expected) in [
        // RFC 9989 §4.10.1: its own record, and p.
        (
            "example.com",
            Exists,
            &[("example.com", ALL)][..],
            "reject by example.com",
        ),
        (
            "a.example.com",
            Exists,
            &[("example.com", ALL)],
            "quarantine by example.com",
        ),
        (
            "a.example.com",
            Missing,
            &[("example.com", ALL)],
            "none by example.com",
        ),
        // Of two possible ones the milder.
        (
            "a.example.com",
            Unknown,
            &[("example.com", ALL)],
            "none by example.com",
        ),
        // Not the next one above, but that of the organisational domain.
        (
            "x.a.example.com",
            Exists,
            &[("a.example.com", "v=DMARC1; p=none"), ("example.com", ALL)],
            "quarantine by example.com",
        ),
        // A registry's, where the organisation has none.
        (
            "a.example.com",
            Exists,
            &[("com", "v=DMARC1; p=reject; sp=quarantine; psd=y")],
            "quarantine by com",
        ),
        // Not a registry's, where it has one.
        (
            "a.example.com",
            Exists,
            &[
                ("example.com", "v=DMARC1; p=none"),
                ("com", "v=DMARC1; p=reject; psd=y"),
            ],
            "none by example.com",
        ),
        // An invalid policy without an address: no DMARC, and no look further up.
        (
            "a.example.com",
            Exists,
            &[("a.example.com", "v=DMARC1; p=x"), ("example.com", ALL)],
            "void at a.example.com",
        ),
        // Two records are none, so that the one above counts.
        (
            "a.example.com",
            Exists,
            &[
                ("a.example.com", ALL),
                ("a.example.com", ALL),
                ("example.com", "v=DMARC1; p=none"),
            ],
            "none by example.com",
        ),
        ("example.com", Exists, &[], "nothing"),
        // Its own record is enough.
        (
            "example.com",
            Exists,
            &[("example.com", ALL), ("com", "?")],
            "reject by example.com",
        ),
        (
            "a.example.com",
            Exists,
            &[("example.com", ALL), ("com", "?")],
            "unknown",
        ),
    ] {
        assert_eq!(
            discovered(start, existence, records),
            expected,
            "{start} {records:?}"
        );
    }
}

#[test]
fn alignment() {
    use Alignment::{Relaxed, Strict};
    const NONE: &str = "v=DMARC1; p=none";
    let usual: &[(&str, &str)] = &[("example.com", NONE)];
    let split: &[(&str, &str)] = &[
        ("example.com", NONE),
        ("a.example.com", "v=DMARC1; p=none; psd=n"),
    ];
    let silent: &[(&str, &str)] = &[("example.com", NONE), ("com", "?")];
    for (mode, author, identifier, records, expected) in [
        (Strict, "example.com", "example.com", usual, Some(true)),
        (Strict, "example.com", "a.example.com", usual, Some(false)),
        (Relaxed, "example.com", "a.example.com", usual, Some(true)),
        (Relaxed, "b.example.com", "a.example.com", usual, Some(true)),
        (Relaxed, "example.com", "example.net", usual, Some(false)),
        // psd=n makes an organisation of its own.
        (Relaxed, "example.com", "a.example.com", split, Some(false)),
        (
            Relaxed,
            "x.a.example.com",
            "a.example.com",
            split,
            Some(true),
        ),
        // What did not answer might have decided; equal names need no answer.
        (Relaxed, "example.com", "a.example.com", silent, None),
        (Relaxed, "example.com", "example.com", silent, Some(true)),
    ] {
        let found = is_aligned(mode, &name(author), &name(identifier), world(records));
        assert_eq!(found, expected, "{author} {identifier} {records:?}");
        let other = is_aligned(mode, &name(identifier), &name(author), world(records));
        assert_eq!(found, other, "both ways");
    }
}
