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
            relays: vec![KnownRelay {
                name: "Ours".into(),
                url: "https://relay.example".into(),
            }],
            theme: Theme::Dark,
            deep: true,
            recipients: Some(RecipientChoice {
                open_relay: true,
                mailbox: "postmaster".parse().ok(),
            }),
            profile: TlsProfile::NcscNl,
            selectors: vec!["s1".parse().unwrap()],
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

#[test]
fn settings_of_an_earlier_version_are_still_read() {
    let stored = r#"{"resolver":{"kind":"quad9"},"relay":"https://relay.example","theme":"dark"}"#;
    let settings = Settings::from_json(stored);
    assert_eq!(settings.resolver, ResolverChoice::Quad9);
    assert_eq!(settings.theme, Theme::Dark);
    assert!(settings.history && !settings.deep && settings.recipients.is_none());
    // The one relay they hold is among those to choose from.
    assert_eq!(settings.relay.as_deref(), Some("https://relay.example"));
    assert_eq!(settings.relays.len(), 1);
    assert_eq!(settings.relays[0].label(), "https://relay.example");
}

#[test]
fn relays_are_known_once_and_bounded() {
    let relay = |number: usize| KnownRelay {
        name: "x".repeat(200),
        url: format!("https://{number}.example"),
    };
    let mut relays: Vec<KnownRelay> = (0..40).map(relay).collect();
    relays.insert(1, relay(0));
    relays.insert(
        0,
        KnownRelay {
            name: "bad".into(),
            url: "javascript:alert(1)".into(),
        },
    );
    let settings = Settings {
        relay: Some("https://39.example".into()),
        relays,
        ..Settings::default()
    }
    .in_order();
    assert_eq!(settings.relays.len(), RELAYS_MAX);
    assert_eq!(settings.relays[0].url, "https://0.example");
    assert_eq!(settings.relays[1].url, "https://1.example");
    assert_eq!(settings.relays[0].name.len(), NAME_MAX);
    // The chosen one is never the one that is left out.
    assert_eq!(
        settings.relays.last().map(|relay| relay.url.as_str()),
        Some("https://39.example")
    );
}

#[test]
fn a_relay_that_is_edited_stays_chosen_and_one_that_is_removed_does_not() {
    let relay = |name: &str, url: &str| KnownRelay {
        name: name.into(),
        url: url.into(),
    };
    let settings = Settings::default()
        .with_relay(None, relay("A", "https://a.example"))
        .with_relay(None, relay("B", "https://b.example"));
    assert_eq!(settings.relay, None, "adding chooses nothing");
    let chosen = Settings {
        relay: Some("https://a.example".into()),
        ..settings
    };
    let edited = chosen.with_relay(Some("https://a.example"), relay("A", "https://a2.example"));
    assert_eq!(edited.relay.as_deref(), Some("https://a2.example"));
    assert_eq!(edited.relays.len(), 2);
    let removed = edited.without_relay("https://a2.example");
    assert_eq!((removed.relay, removed.relays.len()), (None, 1));
}

#[test]
fn a_file_of_settings_is_read_as_it_was_written_but_for_what_only_the_user_can_say() {
    let settings = Settings {
        resolver: ResolverChoice::Google,
        relay: Some("https://relay.example".into()),
        deep: true,
        recipients: Some(RecipientChoice::default()),
        ..Settings::default()
    }
    .in_order();
    let file = to_file(&settings);
    assert!(!file.contains("token") && !file.contains("secret"));
    let read = read_file(file.as_bytes()).unwrap();
    assert_eq!(
        read,
        Settings {
            recipients: None,
            ..settings
        }
    );
    for (bad, why) in [
        ("", "no file of settings"),
        ("{}", "no file of settings"),
        (r#"{"waxseal_settings":2,"settings":{}}"#, "later version"),
        (
            r#"{"waxseal_settings":1,"settings":{"relay":"http://evil.example"}}"#,
            "relay cannot",
        ),
        (
            r#"{"waxseal_settings":1,"settings":{"resolver":{"kind":"custom","url":"x"}}}"#,
            "resolver cannot",
        ),
        (
            r#"{"waxseal_settings":1,"settings":{"selectors":["a b"]}}"#,
            "no file of settings",
        ),
    ] {
        let error = read_file(bad.as_bytes()).unwrap_err();
        assert!(error.contains(why), "{bad}: {error}");
    }
}

#[test]
fn checks_begin_with_what_was_chosen_as_far_as_the_relay_grants_it() {
    let settings = Settings {
        deep: true,
        recipients: Some(RecipientChoice {
            open_relay: true,
            mailbox: None,
        }),
        profile: TlsProfile::NcscNl,
        selectors: vec!["s1".parse().unwrap()],
        ..Settings::default()
    };
    let wishes = settings.wishes();
    assert_eq!(
        (wishes.profile, wishes.selectors.len()),
        (TlsProfile::NcscNl, 1)
    );
    assert!(Settings::default().wishes().is_none());

    let domain: shared::DomainName = "example.org".parse().unwrap();
    let of_domain = Subject::Domain {
        domain: domain.clone(),
    };
    let of_host = Subject::Host {
        host: domain.clone(),
        service: shared::Service::Smtp,
    };
    let relay = |features: &[Feature]| RelayInfo {
        wire_version: shared::WIRE_VERSION,
        version: "1".into(),
        vantage: None,
        ehlo_name: "probe.example".into(),
        features: features.to_vec(),
        limits: shared::Limits::default(),
        resolver_validates: None,
        port_25: shared::Port25::Unknown,
        ipv6: true,
        ehlo: shared::EhloStanding::Unknown,
        canaries: Vec::new(),
    };
    assert!(settings.extras(&of_domain, None).is_none());
    assert!(
        settings
            .extras(&of_domain, Some(&relay(&[Feature::Probe])))
            .is_none()
    );
    let all = relay(&[Feature::Deep, Feature::Recipients]);
    let extras = settings.extras(&of_domain, Some(&all));
    assert!(extras.deep);
    assert_eq!(
        extras
            .recipients
            .map(|tests| (tests.domain, tests.open_relay)),
        Some((domain, true))
    );
    // Whose recipients a lone server takes is not known.
    assert_eq!(settings.extras(&of_host, Some(&all)).recipients, None);
    assert!(Settings::default().extras(&of_domain, Some(&all)).is_none());
}
