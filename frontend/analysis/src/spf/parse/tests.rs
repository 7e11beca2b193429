//! Records good and bad.

use std::net::{Ipv4Addr, Ipv6Addr};

use proptest::prelude::*;

use super::*;
use crate::spf::macros::{MacroExpand, MacroLetter, MacroString};

fn told(text: &str) -> Vec<String> {
    parse(text)
        .defects()
        .iter()
        .map(|defect| {
            let marked = defect.span.of(text).unwrap();
            format!("{:?} «{marked}» {}", defect.severity, defect.message())
        })
        .collect()
}

#[test]
fn valid_records_are_read_and_printed_in_normal_form() {
    for (text, printed) in [
        // RFC 7208 §4.6.1: nothing behind the version is a record too
        ("v=spf1", "v=spf1"),
        // ABNF strings have no case; terms keep their order
        ("V=SPF1 MX A -ALL", "v=spf1 mx a -all"),
        // several spaces separate as one does, and may stand at the end
        ("v=spf1  mx   -all  ", "v=spf1 mx -all"),
        // a pass needs no sign, and whole addresses no length
        (
            "v=spf1 +a/32//128 +ip4:192.0.2.1/32 ?all",
            "v=spf1 a ip4:192.0.2.1 ?all",
        ),
        (
            "v=spf1 a:m.example.org/24//64 mx//64 -all",
            "v=spf1 a:m.example.org/24//64 mx//64 -all",
        ),
        (
            "v=spf1 ip6:2001:DB8:0::/32 ip6:::1 ~all",
            "v=spf1 ip6:2001:db8::/32 ip6:::1 ~all",
        ),
        // slashes and colons are literals of a domain-spec, and a length stands only at its end
        (
            "v=spf1 a:foo:bar/baz.example.org/8",
            "v=spf1 a:foo:bar/baz.example.org/8",
        ),
        (
            "v=spf1 include:%{d2}.example.org. ptr ptr:example.org",
            "v=spf1 include:%{d2}.example.org. ptr ptr:example.org",
        ),
        (
            "v=spf1 exists:%{IR-+}.%%%_%-.%{l1r.}",
            "v=spf1 exists:%{Ir-+}.%%%_%-.%{l1r.}",
        ),
        // RFC 6652: modifiers for reports are registered; modifiers may stand anywhere
        (
            "v=spf1 ra=postmaster rp=10 exp=e.example.org redirect=r.example.org",
            "v=spf1 ra=postmaster rp=10 exp=e.example.org redirect=r.example.org",
        ),
        // a top label may have hyphens inside, and digits beside a letter
        ("v=spf1 a:x.xn--p1ai a:x.1a", "v=spf1 a:x.xn--p1ai a:x.1a"),
        // RFC 7208 §7.3: at least 127 parts must be understood
        (
            "v=spf1 a:%{d127} a:%{d0099999}",
            "v=spf1 a:%{d127} a:%{d65535}",
        ),
    ] {
        assert_eq!(told(text), [""; 0], "{text}");
        let read = parse(text);
        assert_eq!(read.record().unwrap().to_string(), printed, "{text}");
    }
}

#[test]
fn other_texts_are_foreign() {
    for text in [
        "",
        "v=spf10 -all",
        "v=spf1; -all",
        " v=spf1 -all",
        "\"v=spf1 -all\"",
        "v=spf1\t-all",
        "spf2.0/pra -all",
        "v=spf2 -all",
        "v=DMARC1; p=none",
    ] {
        assert_eq!(parse(text), Recognized::Foreign, "{text}");
    }
}

#[test]
fn faults_are_told_with_their_places() {
    let bad = |text: &str, defects: &[&str]| {
        assert_eq!(told(text), defects, "{text}");
        assert!(matches!(parse(text), Recognized::Malformed(_)), "{text}");
    };
    // every mistake is told, not only the first
    bad(
        "v=spf1 foo ip4:1.2.3 include: -all:x",
        &[
            "Fault «foo» “foo” is no mechanism. Receivers give up on a record with one that they do not know.",
            "Fault «1.2.3» “ip4:” needs an IPv4 address of four numbers, such as 192.0.2.1.",
            "Fault «include:» “include” needs a domain name.",
            "Fault «:x» Nothing of this kind may follow “all”.",
        ],
    );
    // what people mean
    bad(
        "v=spf1 192.0.2.1/24 -all",
        &["Fault «192.0.2.1/24» An address needs “ip4:” or “ip6:” before it."],
    );
    bad(
        "v=spf1 mail.example.org -all",
        &["Fault «mail.example.org» A name needs “a:”, “mx:” or “include:” before it."],
    );
    bad(
        "v=spf1 mx, -all;",
        &[
            "Fault «mx,» Terms are separated by spaces alone: no commas, semicolons or quotation marks.",
            "Fault «all;» Terms are separated by spaces alone: no commas, semicolons or quotation marks.",
        ],
    );
    bad(
        "v=spf1 redirect:example.org",
        &["Fault «redirect» “redirect” is written with “=”, not with “:”."],
    );
    bad(
        "v=spf1 - all",
        &["Fault «-» A mechanism must follow the sign directly, without a space."],
    );
    bad(
        "v=spf1 -exp=x.example.org",
        &["Fault «-exp» No sign may stand before a modifier."],
    );
    bad(
        "v=spf1 1up=x =x",
        &[
            "Fault «1up» The name of a modifier is a letter, then letters, digits, “-”, “_” and “.”.",
            "Fault «=x» The name of a modifier is a letter, then letters, digits, “-”, “_” and “.”.",
        ],
    );
    // addresses
    bad(
        "v=spf1 a:192.0.2.1",
        &[
            "Fault «192.0.2.1» A domain name is wanted here, and this is an IP address. Write “ip4:” or “ip6:” before an address.",
        ],
    );
    bad(
        "v=spf1 ip4:2001:db8::1 ip6:192.0.2.1",
        &[
            "Fault «2001:db8::1» This address belongs into “ip6:”.",
            "Fault «192.0.2.1» This address belongs into “ip4:”.",
        ],
    );
    bad(
        "v=spf1 ip4 ip4:192.0.2.01",
        &[
            "Fault «ip4» “ip4:” needs an IPv4 address of four numbers, such as 192.0.2.1.",
            "Fault «192.0.2.01» “ip4:” needs an IPv4 address of four numbers, such as 192.0.2.1.",
        ],
    );
    // lengths
    bad(
        "v=spf1 ip4:192.0.2.0/33 ip6:::/129 ip4:192.0.2.0/024",
        &[
            "Fault «/33» The length of a network is a number from 0 to 32, without leading zeros.",
            "Fault «/129» The length of a network is a number from 0 to 128, without leading zeros.",
            "Fault «/024» The length of a network is a number from 0 to 32, without leading zeros.",
        ],
    );
    bad(
        "v=spf1 a/33 mx//129 a/24/64 a:example.org/x mx/",
        &[
            "Fault «/33» The length of a network is a number from 0 to 32, without leading zeros.",
            "Fault «//129» The length of a network is a number from 0 to 128, without leading zeros.",
            "Fault «/24/64» What follows the name is no network length: write “/24”, “//64” or “/24//64”.",
            "Fault «example.org/x» What follows the name is no network length: write “/24”, “//64” or “/24//64”.",
            "Fault «/» What follows the name is no network length: write “/24”, “//64” or “/24//64”.",
        ],
    );
    // names
    bad(
        "v=spf1 include:localhost a:x.-y exists:x.123 ptr/24",
        &[
            "Fault «localhost» This is no full domain name: it must end in a dot and a last label with a letter, or in a macro.",
            "Fault «x.-y» This is no full domain name: it must end in a dot and a last label with a letter, or in a macro.",
            "Fault «x.123» This is no full domain name: it must end in a dot and a last label with a letter, or in a macro.",
            "Fault «/24» Nothing of this kind may follow “ptr”.",
        ],
    );
    // macros
    bad(
        "v=spf1 a:%{x}.example.org a:%d.example.org a:%{d.example.org",
        &[
            "Fault «%{x}» There is no macro of this letter: s, l, o, d, i, p, v and h exist.",
            "Fault «%» A percent sign must begin a macro: “%{…}”, “%%”, “%_” or “%-”.",
            "Fault «%{d.example.org» This macro has no closing “}”.",
        ],
    );
    bad(
        "v=spf1 a:%{d0} a:%{d2x} a:%{c}.example.org a:%{}",
        &[
            "Fault «%{d0}» A macro must keep at least one part.",
            "Fault «%{d2x}» After its letter a macro may have a number, “r”, and the delimiters . - + , / _ = alone.",
            "Fault «%{c}» The macros c, r and t may only stand in an explanation.",
            "Fault «%{}» There is no macro of this letter: s, l, o, d, i, p, v and h exist.",
        ],
    );
    // RFC 7208 §6: once each
    bad(
        "v=spf1 redirect=a.example.org exp=e.example.org redirect=b.example.org",
        &["Fault «redirect=b.example.org» “redirect” may be given only once."],
    );
    // RFC 7208 §4.6.1: spaces separate, and nothing else does
    bad(
        "v=spf1 a\tmx -all\r\n",
        &[
            "Fault «a\tmx» “a\tmx” is no mechanism. Receivers give up on a record with one that they do not know.",
            "Fault «\t» Only visible ASCII characters and spaces are allowed: no tabs, line ends or other letters.",
            "Fault «all\r\n» “all\r\n” is no mechanism. Receivers give up on a record with one that they do not know.",
            "Fault «\r\n» Only visible ASCII characters and spaces are allowed: no tabs, line ends or other letters.",
        ],
    );
    bad(
        "v=spf1 include:exämple.org –all",
        &[
            "Fault «ä» Only visible ASCII characters and spaces are allowed: no tabs, line ends or other letters.",
            "Fault «–» Only visible ASCII characters and spaces are allowed: no tabs, line ends or other letters.",
            "Fault «–all» “–all” is no mechanism. Receivers give up on a record with one that they do not know.",
        ],
    );
}

#[test]
fn what_receivers_ignore_is_a_flaw() {
    for (text, defect) in [
        (
            "v=spf1 ip4=192.0.2.1 -all",
            "Flaw «ip4=192.0.2.1» “ip4” is written with “:”. With “=” receivers take it for an unknown modifier and ignore it.",
        ),
        (
            "v=spf1 mx all=fail",
            "Flaw «all=fail» “all” stands alone, with nothing behind it. With “=” receivers take it for an unknown modifier and ignore it.",
        ),
        (
            "v=spf1 v=spf1 -all",
            "Flaw «v=spf1» The version stands only once, at the front. Receivers ignore this one.",
        ),
        (
            "v=spf1 -all default=pass",
            "Flaw «default=pass» “default” is no modifier of the standard. Receivers ignore it.",
        ),
    ] {
        assert_eq!(told(text), [defect]);
        assert!(parse(text).record().is_some());
    }
}

fn domain() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[a-z0-9:/_=,!-]{1,6}",
        Just("%%".to_owned()),
        Just("%_".to_owned()),
        "%\\{[slodipvhSLODIPVH][1-9]?r?[.+,/_=-]{0,3}\\}",
    ];
    (prop::collection::vec(part, 0..4), "\\.[a-z]{2,5}\\.?")
        .prop_map(|(parts, end)| parts.join(".") + &end)
}

fn term() -> impl Strategy<Value = String> {
    let cidr = prop_oneof![
        Just(String::new()),
        (0..=32u8).prop_map(|n| format!("/{n}")),
        (0..=128u8).prop_map(|n| format!("//{n}")),
        (0..=32u8, 0..=128u8).prop_map(|(a, b)| format!("/{a}//{b}")),
    ];
    let mechanism = prop_oneof![
        Just("all".to_owned()),
        domain().prop_map(|d| format!("include:{d}")),
        domain().prop_map(|d| format!("exists:{d}")),
        domain().prop_map(|d| format!("ptr:{d}")),
        (domain(), cidr.clone()).prop_map(|(d, c)| format!("a:{d}{c}")),
        cidr.prop_map(|c| format!("mx{c}")),
        (any::<[u8; 4]>(), 0..=32u8).prop_map(|(a, n)| format!("ip4:{}/{n}", Ipv4Addr::from(a))),
        (any::<[u8; 16]>(), 0..=128u8).prop_map(|(a, n)| format!("ip6:{}/{n}", Ipv6Addr::from(a))),
    ];
    prop_oneof![
        ("[-+~?]?", mechanism).prop_map(|(sign, mechanism)| sign + &mechanism),
        ("x-[a-z]{1,5}", domain()).prop_map(|(name, value)| format!("{name}={value}")),
    ]
}

proptest! {
    #[test]
    fn what_is_printed_reads_as_the_same(terms in prop::collection::vec(term(), 0..8)) {
        let text = format!("v=spf1 {}", terms.join(" "));
        let read = parse(&text);
        let record = read.record().unwrap();
        prop_assert_eq!(record.terms.len(), terms.len());
        let again = parse(&record.to_string());
        let kinds = |record: &SpfRecord| -> Vec<TermKind> {
            record.terms.iter().map(|term| term.kind.clone()).collect()
        };
        prop_assert_eq!(kinds(again.record().unwrap()), kinds(record));
    }

    #[test]
    fn every_span_is_in_the_text(text in "v=spf1( [-+~?aimxpelltrunclde:/%{}0-9.=\\t ä]{0,20}){0,5}") {
        for defect in parse(&text).defects() {
            prop_assert!(defect.span.of(&text).is_some());
        }
    }
}

/// RFC 7208 §7.4: the examples.
#[test]
fn macros_expand_as_the_standard_says() {
    let value = |address: &'static str| {
        move |letter: MacroLetter| {
            let ip6 = address.contains("ip6");
            Some(
                match letter {
                    MacroLetter::S => "strong-bad@email.example.com",
                    MacroLetter::L => "strong-bad",
                    MacroLetter::O | MacroLetter::D => "email.example.com",
                    MacroLetter::I if ip6 => {
                        "2.0.0.1.0.d.b.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.c.b.0.1"
                    }
                    MacroLetter::I => "192.0.2.3",
                    MacroLetter::V if ip6 => "ip6",
                    MacroLetter::V => "in-addr",
                    _ => return None,
                }
                .to_owned(),
            )
        }
    };
    let read = |text: &str| {
        MacroString::read(
            text,
            Span::whole(text),
            Place::Explanation,
            &mut |defect, _| panic!("{text}: {defect}"),
        )
    };
    for (text, expanded) in [
        ("%{s}", "strong-bad@email.example.com"),
        ("%{o}", "email.example.com"),
        ("%{d}", "email.example.com"),
        ("%{d4}", "email.example.com"),
        ("%{d3}", "email.example.com"),
        ("%{d2}", "example.com"),
        ("%{d1}", "com"),
        ("%{dr}", "com.example.email"),
        ("%{d2r}", "example.email"),
        ("%{l}", "strong-bad"),
        ("%{l-}", "strong.bad"),
        ("%{lr}", "strong-bad"),
        ("%{lr-}", "bad.strong"),
        ("%{l1r-}", "strong"),
        (
            "%{ir}.%{v}._spf.%{d2}",
            "3.2.0.192.in-addr._spf.example.com",
        ),
        ("%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"),
        (
            "%{lr-}.lp.%{ir}.%{v}._spf.%{d2}",
            "bad.strong.lp.3.2.0.192.in-addr._spf.example.com",
        ),
        (
            "%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}",
            "3.2.0.192.in-addr.strong.lp._spf.example.com",
        ),
        (
            "%{d2}.trusted-domains.example.net",
            "example.com.trusted-domains.example.net",
        ),
        ("%%%_%-", "% %20"),
        ("%{S}", "strong-bad%40email.example.com"),
    ] {
        let all = read(text).expand(&value("in-addr"));
        assert_eq!(all.as_deref(), Some(expanded), "{text}");
    }
    assert_eq!(
        read("%{ir}.%{v}._spf.%{d2}")
            .expand(&value("ip6"))
            .as_deref(),
        Some(
            "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com"
        )
    );
    // What has no value has no expansion.
    assert_eq!(read("%{p}").expand(&value("")), None);
    let odd = MacroExpand {
        letter: MacroLetter::L,
        escaped: false,
        keep: Some(1),
        reversed: true,
        delimiters: "-".to_owned(),
    };
    assert_eq!(odd.to_string(), "%{l1r-}");
}
