//! Names in presentation form and on the wire.

use proptest::prelude::*;
use shared::DomainName;

use super::*;

fn domain(name: &str) -> DomainName {
    name.parse().unwrap()
}

#[test]
fn reads_presentation_form_and_writes_one_form_of_it() {
    for (input, text) in [
        (".", "."),
        ("Example.ORG.", "example.org"),
        ("_mta-sts.example.org", "_mta-sts.example.org"),
        ("*.example.org", "*.example.org"),
        ("1/2.0.192.in-addr.arpa", "1/2.0.192.in-addr.arpa"), // RFC 2317
        (r"a\.b.test", r"a\046b.test"),
        (r"a\046b.test", r"a\046b.test"),
        (r"\065b.test", "ab.test"),
        (r"a\@b", r"a\064b"),
        (r"a\\b", r"a\092b"),
        ("a b", r"a\032b"),
        ("ä.test", r"\195\164.test"),
        (r"\000", r"\000"),
    ] {
        assert_eq!(
            input.parse::<QueryName>().unwrap().as_str(),
            text,
            "{input}"
        );
    }
    for (input, error) in [
        ("", QueryNameError::EmptyLabel),
        ("..", QueryNameError::EmptyLabel),
        (".a", QueryNameError::EmptyLabel),
        ("a..b", QueryNameError::EmptyLabel),
        (r"a\", QueryNameError::Escape),
        (r"a\25", QueryNameError::Escape),
        (r"a\256", QueryNameError::Escape),
        (&"a".repeat(64), QueryNameError::LabelTooLong),
        (&"a.".repeat(128), QueryNameError::TooLong),
        (&"a".repeat(5000), QueryNameError::TooLong),
    ] {
        assert_eq!(input.parse::<QueryName>(), Err(error), "{input}");
    }
    assert_eq!(
        "a.".repeat(127)
            .parse::<QueryName>()
            .unwrap()
            .to_wire()
            .len(),
        255
    );
}

#[test]
fn prefixes_are_put_before_a_domain_if_there_is_room() {
    let name = QueryName::prefixed("_smtp._tls", &domain("example.org")).unwrap();
    assert_eq!(name.as_str(), "_smtp._tls.example.org");
    let long = domain(&format!("{}org", "abcdefg.".repeat(31)));
    assert_eq!(QueryName::from(&long).as_str(), long.as_str());
    assert_eq!(
        QueryName::prefixed("_mta-sts", &long),
        Err(QueryNameError::TooLong),
    );
}

#[test]
fn addresses_are_asked_for_backwards() {
    for (address, name) in [
        ("192.0.2.5", "5.2.0.192.in-addr.arpa"),
        (
            "2001:db8::567:89ab",
            "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
        ),
    ] {
        assert_eq!(QueryName::reverse(address.parse().unwrap()).as_str(), name);
    }
}

#[test]
fn only_host_like_names_become_domain_names() {
    let name = |text: &str| text.parse::<QueryName>().unwrap().to_domain_name();
    assert_eq!(
        name("MX_1.example.org").unwrap(),
        domain("mx_1.example.org")
    );
    for no_host in [".", r"a\032b.org", "*.example.org", r"a\.b"] {
        assert!(name(no_host).is_err(), "{no_host}");
    }
}

proptest! {
    #[test]
    fn printing_and_reading_agree(
        labels in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 1..30), 0..8),
    ) {
        let name = QueryName::from_labels(labels.iter().map(Vec::as_slice)).unwrap();
        prop_assert!(name.as_str().bytes().all(|b| b.is_ascii_graphic()));
        prop_assert_eq!(&name.as_str().parse::<QueryName>().unwrap(), &name);
        let lower: Vec<Vec<u8>> = labels.iter().map(|label| label.to_ascii_lowercase()).collect();
        prop_assert_eq!(name.labels(), lower);
        prop_assert!(name.to_wire().len() <= 255);
    }

    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        if let Ok(name) = text.parse::<QueryName>() {
            prop_assert_eq!(&name.as_str().parse::<QueryName>().unwrap(), &name);
        }
    }
}
