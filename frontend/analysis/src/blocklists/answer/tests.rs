#![allow(clippy::unwrap_used, reason = "a broken fixture ends the test")]

use proptest::prelude::*;

use super::*;
use crate::blocklists::known;

fn of(zone: &str) -> Option<&'static Known> {
    known::find(&zone.parse().unwrap())
}

fn listed(zone: &str, answers: &[&str]) -> Option<Vec<Severity>> {
    let answers: Vec<Ipv4Addr> = answers.iter().map(|text| text.parse().unwrap()).collect();
    match read(&answers, of(zone)) {
        Meaning::Listed(listings) => Some(listings.iter().map(|one| one.severity).collect()),
        Meaning::Doubt(_) => None,
    }
}

#[test]
fn what_answers_mean() {
    use Severity::{Advice, Info, Warning};
    type Case<'a> = (&'a str, &'a [&'a str], Option<&'a [Severity]>, &'a str);
    let cases: &[Case<'_>] = &[
        ("zen.spamhaus.org", &["127.0.0.2"], Some(&[Warning]), "SBL"),
        (
            "zen.spamhaus.org",
            &["127.0.0.7"],
            Some(&[Warning]),
            "XBL goes up to 7",
        ),
        ("zen.spamhaus.org", &["127.0.0.8"], None, "no code of ZEN"),
        ("zen.spamhaus.org", &["127.0.0.9"], Some(&[Warning]), "DROP"),
        ("zen.spamhaus.org", &["127.0.0.30"], Some(&[Warning]), "BCL"),
        (
            "zen.spamhaus.org",
            &["127.0.0.10"],
            Some(&[Info]),
            "PBL is a policy",
        ),
        (
            "zen.spamhaus.org",
            &["127.0.0.11", "127.0.0.4", "127.0.0.4"],
            Some(&[Warning, Info]),
            "each code once, in order",
        ),
        (
            "zen.spamhaus.org",
            &["127.0.0.2", "127.0.0.99"],
            Some(&[Warning]),
            "one of them is documented",
        ),
        (
            "zen.spamhaus.org",
            &["127.255.255.254"],
            None,
            "public resolver",
        ),
        (
            "zen.spamhaus.org",
            &["127.0.0.2", "127.255.255.255"],
            None,
            "an error spoils the whole answer",
        ),
        ("zen.spamhaus.org", &["192.0.2.1"], None, "outside 127/8"),
        (
            "zen.spamhaus.org",
            &["127.0.0.2", "192.0.2.1"],
            None,
            "one outside spoils the whole answer",
        ),
        (
            "zen.spamhaus.org",
            &["127.0.1.2"],
            None,
            "a code of another list",
        ),
        (
            "zen.spamhaus.org",
            &["127.1.0.2"],
            None,
            "another network of 127/8",
        ),
        ("zen.spamhaus.org", &[], None, "nothing that can be read"),
        (
            "dbl.spamhaus.org",
            &["127.0.1.2"],
            Some(&[Warning]),
            "low reputation",
        ),
        (
            "dbl.spamhaus.org",
            &["127.0.1.255"],
            None,
            "addresses must not be asked there",
        ),
        (
            "multi.surbl.org",
            &["127.0.0.72"],
            Some(&[Warning, Warning]),
            "8 and 64",
        ),
        ("multi.surbl.org", &["127.0.0.1"], None, "refused"),
        (
            "multi.surbl.org",
            &["127.0.0.65"],
            None,
            "refused, whatever else",
        ),
        (
            "multi.surbl.org",
            &["127.0.0.4"],
            None,
            "a bit that is not documented",
        ),
        ("multi.uribl.com", &["127.0.0.4"], Some(&[Advice]), "grey"),
        (
            "bl.spamcop.net",
            &["127.0.0.2"],
            Some(&[Warning]),
            "its one code",
        ),
        ("bl.spamcop.net", &["127.0.0.3"], None, "not its one code"),
        (
            "list.example.org",
            &["127.0.0.2"],
            Some(&[Advice]),
            "typed, and common",
        ),
        (
            "list.example.org",
            &["127.0.0.254"],
            Some(&[Advice]),
            "typed, and the last common one",
        ),
        (
            "list.example.org",
            &["127.0.0.255"],
            None,
            "typed, and not common",
        ),
        ("list.example.org", &["127.0.0.1"], None, "never a listing"),
        ("list.example.org", &["127.0.0.0"], None, "never a listing"),
        ("list.example.org", &["127.255.255.252"], None, "an error"),
    ];
    for (zone, answers, expected, why) in cases {
        let expected = expected.map(<[Severity]>::to_vec);
        assert_eq!(listed(zone, answers), expected, "{zone} {answers:?}: {why}");
    }
}

/// Over every answer of 127.0.0.0/16 that there can be, for every known list.
#[test]
fn nothing_undocumented_is_ever_a_listing() {
    let documented = |zone: &str, third: u8, last: u8| match zone {
        "zen.spamhaus.org" => third == 0 && matches!(last, 2..=7 | 9..=11 | 30),
        "dbl.spamhaus.org" => third == 1 && matches!(last, 2 | 4..=6 | 102..=106),
        "bl.mailspike.net" => third == 0 && matches!(last, 2 | 10..=12),
        "multi.surbl.org" => third == 0 && last & 1 == 0 && last & 0b1101_1000 != 0,
        "multi.uribl.com" => third == 0 && last & 1 == 0 && last & 0b0000_1110 != 0,
        "bl.spamcop.net"
        | "psbl.surriel.com"
        | "b.barracudacentral.org"
        | "dnsbl-1.uceprotect.net" => (third, last) == (0, 2),
        other => panic!("{other} is new: write here what it documents"),
    };
    for list in known::all() {
        for third in 0..=255 {
            for last in 0..=255 {
                let answer = Ipv4Addr::new(127, 0, third, last);
                let is_listed = matches!(read(&[answer], Some(list)), Meaning::Listed(_));
                assert_eq!(
                    is_listed,
                    documented(list.zone, third, last),
                    "{} {answer}",
                    list.zone
                );
            }
        }
    }
}

#[test]
fn the_table_is_sound() {
    for list in known::all() {
        let zone: shared::DomainName = list.zone.parse().unwrap();
        assert!(
            std::ptr::eq(known::find(&zone).unwrap(), list),
            "{zone} twice"
        );
        assert!(list.removal.starts_with("https://"), "{zone}");
    }
    let usual = known::usual();
    assert!((4..=8).contains(&usual.len()), "a short list, and polite");
}

proptest! {
    /// Whatever comes, in whatever order: the same; never a listing where one address is an error or no code.
    #[test]
    fn order_means_nothing_and_errors_spoil(
        mut answers in prop::collection::vec(any::<[u8; 4]>().prop_map(Ipv4Addr::from), 0..5),
        codes in prop::collection::vec((0_u8..2, any::<u8>()), 0..5),
        list in prop::option::of(0..known::all().len()),
    ) {
        answers.extend(codes.iter().map(|(third, last)| Ipv4Addr::new(127, 0, *third, *last)));
        let known = list.and_then(|list| known::all().get(list));
        let forward = read(&answers, known);
        let spoiled = answers.iter().any(|answer| {
            let [first, second, third, _] = answer.octets();
            first != 127 || (second, third) == (255, 255)
        });
        prop_assert!(!(spoiled && matches!(forward, Meaning::Listed(_))));
        answers.reverse();
        prop_assert_eq!(read(&answers, known), forward);
    }
}
