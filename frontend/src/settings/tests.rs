use super::*;

#[test]
fn settings_survive_storage() {
    for resolver in ResolverChoice::NAMED
        .into_iter()
        .chain([ResolverChoice::Custom {
            url: "https://dns.example/dns-query".into(),
        }])
    {
        let settings = Settings {
            resolver,
            relay: Some("https://relay.example".into()),
            theme: Theme::Dark,
            history: false,
        };
        assert_eq!(Settings::from_json(&settings.to_json()), settings);
    }
}

#[test]
fn broken_storage_is_as_if_nothing_was_chosen() {
    for stored in [
        "",
        "null",
        "{",
        "[]",
        r#"{"theme":"purple"}"#,
        r#"{"resolver":{"kind":"x"}}"#,
    ] {
        assert_eq!(Settings::from_json(stored), Settings::default(), "{stored}");
    }
}

#[test]
fn the_theme_is_stored_where_init_js_looks() {
    let settings = Settings {
        theme: Theme::Light,
        ..Settings::default()
    };
    let stored: serde_json::Value = serde_json::from_str(&settings.to_json()).unwrap();
    assert_eq!(stored["theme"], "light");
}

#[test]
fn links_override_resolver_and_relay() {
    let overrides = Overrides::parse("?doh=https%3A%2F%2Fdns.example%2Fq&relay=http://localhost:1");
    assert_eq!(
        overrides.resolver,
        Some(Endpoint::parse("https://dns.example/q"))
    );
    assert_eq!(overrides.relay, Some(Endpoint::parse("http://localhost:1")));

    let settings = Settings::default().overridden_by(&overrides);
    assert_eq!(
        settings.resolver.url(),
        Endpoint::parse("https://dns.example/q").map(Some)
    );
    assert_eq!(settings.relay.as_deref(), Some("http://localhost:1"));
}

#[test]
fn a_link_cannot_say_one_thing_twice() {
    let overrides = Overrides::parse("?doh=https://a.example/&doh=https://b.example/");
    assert_eq!(
        overrides.resolver,
        Some(Endpoint::parse("https://a.example/"))
    );
}

#[test]
fn a_bad_override_is_told_and_changes_nothing() {
    let overrides = Overrides::parse("?relay=http://example.org");
    assert_eq!(overrides.relay, Some(Err(EndpointError::Unsealed)));
    assert!(!overrides.is_empty());
    assert_eq!(
        Settings::default().overridden_by(&overrides),
        Settings::default()
    );
}

#[test]
fn other_parameters_are_not_ours() {
    for search in ["", "?", "?x=1", "?dohx=https://a.example", "?&&=&"] {
        assert!(Overrides::parse(search).is_empty(), "{search}");
    }
}

#[test]
fn percent_signs_that_encode_nothing_stay() {
    for (text, decoded) in [
        ("%", "%"),
        ("%2", "%2"),
        ("%zz", "%zz"),
        ("a%20b+c", "a b c"),
        ("%C3%A4", "ä"),
    ] {
        assert_eq!(form_decoded(text), decoded);
    }
}

#[test]
fn every_named_resolver_has_an_address() {
    for choice in ResolverChoice::NAMED {
        let url = choice.url();
        assert_eq!(
            url == Ok(None),
            choice == ResolverChoice::Automatic,
            "{choice}"
        );
        assert!(url.is_ok());
        assert_eq!(ResolverChoice::from_word(choice.word(), "unused"), choice);
    }
}
