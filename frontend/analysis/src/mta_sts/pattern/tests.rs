//! Which names are patterns, and which hosts they match.

use proptest::prelude::*;

use super::*;

fn host(name: &str) -> DomainName {
    name.parse().unwrap()
}

#[test]
fn the_star_stands_for_one_label() {
    for (pattern, name, matches) in [
        ("mail.example.com", "mail.example.com", true),
        ("Mail.Example.COM", "mail.example.com", true),
        ("mail.example.com", "mail.example.com.", true), // RFC 8461 §4.1: a final dot of the MX name is left out
        ("mail.example.com", "a.mail.example.com", false),
        ("mail.example.com", "example.com", false),
        ("*.example.com", "mail.example.com", true),
        ("*.example.com", "example.com", false),
        ("*.example.com", "a.mail.example.com", false),
        ("*.example.com", "mail.example.org", false),
        ("*.example.com", "mailexample.com", false),
        ("*.com", "example.com", true),
        ("xn--bcher-kva.example", "xn--bcher-kva.example", true),
        ("mx_1.example", "mx_1.example", true), // no host name by RFC 1123, but found in MX records
    ] {
        let pattern: MxPattern = pattern.parse().unwrap();
        assert_eq!(pattern.matches(&host(name)), matches, "{pattern} {name}");
    }
}

#[test]
fn anything_else_is_no_pattern() {
    for (text, reason) in [
        ("", BadPattern::Empty),
        ("*", BadPattern::Wildcard),
        ("*.", BadPattern::Name),
        ("*.*.example", BadPattern::Wildcard),
        ("**.example", BadPattern::Wildcard),
        ("mx*.example", BadPattern::Wildcard),
        ("mx.*.example", BadPattern::Wildcard),
        ("møx.example", BadPattern::NotAscii),
        ("mx.example.", BadPattern::FinalDot),
        ("192.0.2.1", BadPattern::Address),
        ("[192.0.2.1]", BadPattern::Address),
        ("2001:db8::1", BadPattern::Address),
        (".example.com", BadPattern::Name), // the form of early drafts
        ("a..example", BadPattern::Name),
        ("-a.example", BadPattern::Name),
        ("a.example, b.example", BadPattern::Name),
        ("mx.example:25", BadPattern::Name),
    ] {
        assert_eq!(text.parse::<MxPattern>(), Err(reason), "{text}");
    }
}

proptest! {
    #[test]
    fn printing_and_reading_agree(text in "[*]?[.]?[a-zA-Z0-9_.*-]{0,20}") {
        if let Ok(pattern) = text.parse::<MxPattern>() {
            prop_assert_eq!(&pattern.to_string().parse::<MxPattern>().unwrap(), &pattern);
            prop_assert_eq!(pattern.to_string(), text.to_ascii_lowercase());
        }
    }
}
