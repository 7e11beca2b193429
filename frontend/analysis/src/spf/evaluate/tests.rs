//! Checks that the public suite does not have: limits to the letter, errors apart, and what is missing.

use std::collections::BTreeSet;

use super::*;
use crate::spf::test_zone::Zone;

fn run(zone: &str, address: &str, sender: &str, helo: &str) -> Checked {
    let zone = Zone::of(zone);
    let session = Session {
        address: address.parse().unwrap(),
        domain: sender.rsplit('@').next().unwrap(),
        sender,
        helo,
        receiver: "mx.example.net",
        now: 1_700_000_000,
    };
    let at_once = check_host(&session, &|name, kind| zone.answer(name, kind));
    // The same, told only what was asked for: each step needs something new, and the end is the same.
    let mut asked = BTreeSet::new();
    loop {
        let step = check_host(&session, &|name, kind| {
            if asked.contains(&(name.clone(), kind)) {
                zone.answer(name, kind)
            } else {
                DnsReply::NotAsked
            }
        });
        let Evaluation::Needs(needs) = step else {
            assert_eq!(step, at_once);
            break;
        };
        let new = needs.into_iter().filter(|need| asked.insert(need.clone()));
        assert!(new.count() > 0);
    }
    match at_once {
        Evaluation::Done(checked) => *checked,
        Evaluation::Needs(needs) => panic!("{needs:?}"),
    }
}

fn check(zone: &str) -> Checked {
    run(zone, "192.0.2.1", "alice@example.org", "mail.example.org")
}

#[test]
fn ten_terms_are_allowed_and_eleven_are_not() {
    let ten =
        "example.org TXT v=spf1 a a a a a a a a a a ip4:192.0.2.1 -all\nexample.org A 192.0.2.9";
    let checked = check(ten);
    assert_eq!((checked.result, checked.lookups), (SpfResult::Pass, 10));
    let eleven = ten.replace("ip4:", "a ip4:");
    let checked = check(&eleven);
    assert_eq!(checked.problem, Some(Problem::ManyLookups));
    assert_eq!(checked.result, SpfResult::PermError);
    // What comes before the eleventh decides.
    let before =
        "example.org TXT v=spf1 a a a a a a a a a a ip4:192.0.2.1 a -all\nexample.org A 192.0.2.9";
    assert_eq!(check(before).result, SpfResult::Pass);
    // RFC 7208 §4.6.4: redirect counts, exp does not.
    let redirect = "example.org TXT v=spf1 a a a a a a a a a redirect=b.example.org exp=e.example.org\n\
                    example.org A 192.0.2.9\nb.example.org TXT v=spf1 -all exp=e.example.org\n\
                    e.example.org TXT no";
    let checked = check(redirect);
    assert_eq!((checked.result, checked.lookups), (SpfResult::Fail, 10));
    assert_eq!(checked.explanation.as_deref(), Some("no"));
    let one_more = redirect.replace("v=spf1 a", "v=spf1 a a");
    assert_eq!(check(&one_more).problem, Some(Problem::ManyLookups));
    // The PTR query of %{p} counts, once.
    let names = "example.org TXT v=spf1 a a a a a a a a exists:%{p}.x.example.org exists:%{p}.x.example.org -all\n\
                 example.org A 192.0.2.9\nunknown.x.example.org TXT here";
    assert_eq!(check(names).problem, Some(Problem::ManyLookups));
    let checked = check(&names.replacen("v=spf1 a", "v=spf1", 1));
    assert_eq!((checked.result, checked.lookups), (SpfResult::Fail, 10));
}

#[test]
fn two_void_lookups_are_allowed_and_three_are_not() {
    let two = "example.org TXT v=spf1 a:x.example.org exists:y.example.org -all\n";
    let checked = check(two);
    assert_eq!((checked.result, checked.voids), (SpfResult::Fail, 2));
    // NODATA counts as NXDOMAIN does, and each MX host that has no address.
    let three = "example.org TXT v=spf1 a:x.example.org mx ip4:192.0.2.1 -all\nexample.org MX 1 a.example.org\n\
                 example.org MX 2 b.example.org\nb.example.org AAAA 2001:db8::1";
    let checked = check(three);
    assert_eq!(checked.problem, Some(Problem::ManyVoidLookups));
    // For IPv6 the same host has an answer.
    let checked = run(three, "2001:db8::9", "alice@example.org", "h.example.org");
    assert_eq!((checked.result, checked.voids), (SpfResult::Fail, 2));
    // RFC 7505: a null MX names no host, so that none is looked up.
    let null = check("example.org TXT v=spf1 mx -all\nexample.org MX 0 .");
    assert_eq!((null.result, null.voids), (SpfResult::Fail, 0));
}

#[test]
fn errors_that_may_pass_are_told_from_those_that_do_not() {
    for (zone, result) in [
        // RFC 7208 §4.4: the domain's own record
        ("example.org FAIL", SpfResult::TempError),
        ("example.org BOGUS", SpfResult::TempError),
        ("", SpfResult::None),
        ("example.org A 192.0.2.1", SpfResult::None),
        // RFC 7208 §5.2: the record of an include
        (
            "example.org TXT v=spf1 include:b.example.org -all\nb.example.org FAIL",
            SpfResult::TempError,
        ),
        (
            "example.org TXT v=spf1 include:b.example.org -all",
            SpfResult::PermError,
        ),
        (
            "example.org TXT v=spf1 include:%{h}.x..example.org -all",
            SpfResult::PermError,
        ),
        // RFC 7208 §6.1: the record of a redirect
        (
            "example.org TXT v=spf1 redirect=b.example.org\nb.example.org FAIL",
            SpfResult::TempError,
        ),
        (
            "example.org TXT v=spf1 redirect=b.example.org",
            SpfResult::PermError,
        ),
        // a match before the error decides, a mistake anywhere does not wait
        (
            "example.org TXT v=spf1 ip4:192.0.2.1 include:b.example.org\nb.example.org FAIL",
            SpfResult::Pass,
        ),
        (
            "example.org TXT v=spf1 ip4:192.0.2.1 foo",
            SpfResult::PermError,
        ),
        // RFC 7208 §5.3: an address lookup
        (
            "example.org TXT v=spf1 a:b.example.org -all\nb.example.org FAIL",
            SpfResult::TempError,
        ),
        // RFC 7208 §5.5: errors of reverse names are no match
        (
            "example.org TXT v=spf1 ptr -all\n1.2.0.192.in-addr.arpa FAIL",
            SpfResult::Fail,
        ),
        (
            "example.org TXT v=spf1 ptr -all\n1.2.0.192.in-addr.arpa PTR x.example.org\nx.example.org FAIL",
            SpfResult::Fail,
        ),
        // RFC 7208 §6.1: redirect is nothing beside all
        (
            "example.org TXT v=spf1 redirect=nowhere.example.org ?all",
            SpfResult::Neutral,
        ),
    ] {
        assert_eq!(check(zone).result, result, "{zone}");
    }
}

#[test]
fn reverse_names_match_at_and_below_the_domain() {
    let zone = |name: &str| {
        format!(
            "example.org TXT v=spf1 ptr -all\n1.2.0.192.in-addr.arpa PTR {name}\n{name} A 192.0.2.1"
        )
    };
    assert_eq!(check(&zone("example.org")).result, SpfResult::Pass);
    assert_eq!(check(&zone("a.b.example.org")).result, SpfResult::Pass);
    // The end of a label is not the end of a name.
    assert_eq!(check(&zone("badexample.org")).result, SpfResult::Fail);
    // The eleventh name is not looked at.
    let mut many = "example.org TXT v=spf1 ptr -all\n".to_owned();
    for index in 0..10 {
        many.push_str(&format!(
            "1.2.0.192.in-addr.arpa PTR n{index}.example.net\n"
        ));
    }
    many.push_str("1.2.0.192.in-addr.arpa PTR x.example.org\nx.example.org A 192.0.2.1");
    assert_eq!(check(&many).result, SpfResult::Fail);
}

#[test]
fn who_is_checked() {
    let zone = "example.org TXT v=spf1 exists:%{l}.%{o}.%{h}.x.example.org -all\n\
                postmaster.example.org.h.example.net.x.example.org A 127.0.0.2";
    // RFC 7208 §4.3: "postmaster" in place of a missing local part.
    for sender in ["@example.org", "postmaster@example.org", "example.org"] {
        let checked = run(zone, "192.0.2.1", sender, "h.example.net");
        assert_eq!(checked.result, SpfResult::Pass, "{sender}");
    }
    // RFC 7208 §4.3: domains that cannot have a record.
    for domain in ["localhost", "[192.0.2.1]", "a..example.org", "", "."] {
        let checked = run("", "192.0.2.1", &format!("a@{domain}"), "localhost");
        assert_eq!(checked.result, SpfResult::None, "{domain}");
        assert_eq!(checked.lookups, 0);
    }
    // RFC 7208 §5: an IPv4-mapped address is an IPv4 address.
    let mapped = run(
        "example.org TXT v=spf1 ip4:192.0.2.0/24 -all",
        "::ffff:192.0.2.1",
        "a@example.org",
        "h",
    );
    assert_eq!(mapped.result, SpfResult::Pass);
}

#[test]
fn explanations_are_those_of_the_record_that_refused() {
    let zone = "example.org TXT v=spf1 include:b.example.org -all exp=e.example.org\n\
                b.example.org TXT v=spf1 -all exp=wrong.example.org\nwrong.example.org TXT wrong\n\
                e.example.org TXT %{c} of %{h} at %{r}, %{t}: %{p}";
    assert_eq!(
        check(zone).explanation.as_deref(),
        Some("192.0.2.1 of mail.example.org at mx.example.net, 1700000000: unknown")
    );
    // RFC 7208 §6.2: what goes wrong there changes nothing.
    for broken in [
        "e.example.org FAIL",
        "e.example.org TXT %",
        "e.example.org TXT é",
        "",
    ] {
        let zone = format!("example.org TXT v=spf1 -all exp=e.example.org\n{broken}");
        let checked = check(&zone);
        assert_eq!(
            (checked.result, checked.explanation),
            (SpfResult::Fail, None),
            "{broken}"
        );
    }
}

#[test]
fn the_way_is_told() {
    let checked = check(
        "example.org TXT v=spf1 ip4:198.51.100.1 a include:b.example.org -all\nexample.org A 192.0.2.9\n\
         b.example.org TXT v=spf1 ip4:192.0.2.0/24 -all",
    );
    let steps: Vec<String> = checked
        .trail
        .iter()
        .map(|step| {
            format!(
                "{} {} {} {:?}",
                step.depth, step.domain, step.term, step.matched
            )
        })
        .collect();
    assert_eq!(
        steps,
        [
            "0 example.org a Some(false)",
            "0 example.org include:b.example.org Some(true)",
            "1 b.example.org ip4:192.0.2.0/24 Some(true)",
        ]
    );
    let (domain, term) = checked.decided.unwrap();
    assert_eq!(
        (domain.as_str(), term.as_str()),
        ("example.org", "include:b.example.org")
    );
}
