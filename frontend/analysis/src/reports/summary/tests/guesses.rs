//! What sources seem to be.

use super::*;

#[test]
fn sources_are_told_by_what_speaks_for_them() {
    let service = Rec {
        signatures: vec![("em.sendgrid.net", "pass")],
        envelope: ("bounce.sendgrid.net", "pass"),
        ..failing("192.0.2.1", 9)
    };
    let forwarded = Rec {
        reason: "forwarded",
        envelope: ("other.example", "pass"),
        ..failing("192.0.2.1", 9)
    };
    let changed = Rec {
        signatures: vec![("example.org", "fail")],
        envelope: ("list.example", "pass"),
        ..failing("192.0.2.1", 9)
    };
    let broken = Rec {
        signatures: vec![("example.org", "fail")],
        ..failing("192.0.2.1", 9)
    };
    let strict = Rec {
        signatures: vec![("mail.example.org", "pass")],
        ..failing("192.0.2.1", 9)
    };
    let foreign = Rec {
        signatures: vec![("other.example", "pass")],
        ..failing("192.0.2.1", 9)
    };
    for (record, class) in [
        (rec("192.0.2.1", 9), Class::Passing(Legs::Both)),
        (
            Rec {
                spf: false,
                ..rec("192.0.2.1", 9)
            },
            Class::Passing(Legs::DkimAlone),
        ),
        (
            Rec {
                dkim: false,
                ..rec("192.0.2.1", 9)
            },
            Class::Passing(Legs::SpfAlone),
        ),
        (service, Class::Service),
        (forwarded, Class::Forwarded),
        (changed, Class::Forwarded),
        (broken, Class::Yours),
        (strict, Class::Yours),
        (foreign, Class::Foreign),
        (failing("192.0.2.1", 9), Class::Unknown),
    ] {
        let summary = summary(std::slice::from_ref(&record));
        assert_eq!(class_of(&summary), class, "{record:?}");
        assert!(!summary.groups[0].verdict.reasons.is_empty());
    }
    let mixed = summary(&[
        rec("192.0.2.1", 5),
        Rec {
            dkim: false,
            ..rec("192.0.2.2", 5)
        },
    ]);
    assert_eq!(class_of(&mixed), Class::Passing(Legs::Mixed));
}

#[test]
fn addresses_and_names_of_the_domain_are_its_own() {
    let reports = [report("a", 0, "<p>none</p>", &[failing("192.0.2.1", 9)])];
    let mut names = Names::default();
    names.insert(
        "192.0.2.1".parse().unwrap(),
        Name::Verified("mail.example.org".into()),
    );
    let named = summary_of(&reports, GroupBy::Service, &names, &Known::default());
    assert_eq!(class_of(&named), Class::Yours);
    assert_eq!(
        named.groups[0].key,
        GroupKey::Organisation("example.org".into())
    );
    // A name that does not lead back is anybody's claim.
    names.insert(
        "192.0.2.1".parse().unwrap(),
        Name::Unverified("mail.example.org".into()),
    );
    assert_eq!(
        class_of(&summary_of(
            &reports,
            GroupBy::Service,
            &names,
            &Known::default()
        )),
        Class::Unknown
    );
    let known = Known {
        addresses: BTreeSet::from(["192.0.2.1".parse().unwrap()]),
        ..Known::default()
    };
    assert_eq!(
        class_of(&summary_of(
            &reports,
            GroupBy::Service,
            &Names::default(),
            &known
        )),
        Class::Yours
    );
}

#[test]
fn neighbours_of_a_server_are_not_taken_for_it() {
    let broken = Rec {
        signatures: vec![("example.org", "fail")],
        ..failing("203.0.113.12", 9)
    };
    let reports = [report(
        "a",
        0,
        "<p>none</p>",
        &[broken, failing("203.0.113.200", 2)],
    )];
    for by in [GroupBy::Service, GroupBy::Network] {
        let summary = summary_of(&reports, by, &Names::default(), &Known::default());
        let texts: Vec<&str> = summary
            .groups
            .iter()
            .flat_map(|group| &group.remedies)
            .map(|one| one.text.as_str())
            .collect();
        assert!(
            texts.iter().any(|text| text.ends_with("ip4:203.0.113.12")),
            "{texts:?}"
        );
        assert!(
            !texts.iter().any(|text| text.contains("203.0.113.200")),
            "{texts:?}"
        );
    }
    let summary = summary_of(
        &reports,
        GroupBy::Service,
        &Names::default(),
        &Known::default(),
    );
    let groups: Vec<_> = summary
        .groups
        .iter()
        .map(|group| (group.key.to_string(), group.verdict.class))
        .collect();
    assert_eq!(
        groups,
        [
            ("203.0.113.0/24, signed as you".to_owned(), Class::Yours),
            ("203.0.113.0/24".to_owned(), Class::Unknown)
        ]
    );
}

#[test]
fn a_service_is_told_however_sources_are_grouped() {
    let reports: Vec<String> = (0..20)
        .map(|day| {
            let records = [rec("192.0.2.1", 10), by_sendgrid("198.51.100.1", 3)];
            report("a", day, "<p>none</p>", &records)
        })
        .collect();
    for by in GroupBy::ALL {
        let summary = summary_of(&reports, by, &Names::default(), &Known::default());
        assert_eq!(summary.enforcement.step, EnforcementStep::MendFirst);
        assert_eq!(
            summary.enforcement.in_all.by_class,
            [(Class::Service, 60)],
            "{by:?}"
        );
        if by == GroupBy::Name {
            continue;
        }
        let group = summary
            .groups
            .iter()
            .find(|group| group.tally.failing > 0)
            .unwrap();
        assert_eq!(group.verdict.class, Class::Service, "{by:?}");
        assert!(group.remedies[0].text.contains("SendGrid"), "{by:?}");
    }
}

#[test]
fn what_has_nothing_in_common_does_not_speak_for_each_other() {
    let reports = [report(
        "a",
        0,
        "<p>none</p>",
        &[rec("192.0.2.1", 10), failing("198.51.100.1", 3)],
    )];
    let nameless = summary_of(
        &reports,
        GroupBy::Name,
        &Names::default(),
        &Known::default(),
    );
    assert_eq!(class_of(&nameless), Class::NotSaid);
    assert_eq!(nameless.groups[0].address_count, 2);

    // A mail server of the domain passes; that its neighbour is one as well is not said.
    let reports = [report(
        "a",
        0,
        "<p>none</p>",
        &[rec("192.0.2.1", 10), failing("192.0.2.99", 3)],
    )];
    let known = Known {
        addresses: BTreeSet::from(["192.0.2.1".parse().unwrap()]),
        ..Known::default()
    };
    let network = summary_of(&reports, GroupBy::Network, &Names::default(), &known);
    assert_eq!(
        network.groups[0].verdict.reasons,
        ["Other mail of the same network passes (10 of 13)."]
    );
}

#[test]
fn a_network_of_several_kinds_is_not_taken_for_one() {
    let by = |vouched: u64, nothing: u64, broken: u64| {
        let changed = Rec {
            signatures: vec![("example.org", "fail")],
            ..failing("198.51.100.3", broken)
        };
        let records = [
            by_sendgrid("198.51.100.1", vouched),
            failing("198.51.100.2", nothing),
            changed,
        ];
        let reports = [report("a", 0, "<p>none</p>", &records)];
        let summary = summary_of(
            &reports,
            GroupBy::Network,
            &Names::default(),
            &Known::default(),
        );
        let verdict = summary.groups[0].verdict.clone();
        (verdict.class, verdict.reasons.last().unwrap().clone())
    };
    let (class, reason) = by(4, 4, 4);
    assert_eq!(class, Class::NotSaid, "{reason}");
    let (class, reason) = by(1, 9, 1);
    assert_eq!(class, Class::Unknown);
    assert!(reason.contains("for most of it"), "{reason}");
    assert_eq!(by(9, 1, 1).0, Class::Service);
    assert_eq!(by(1, 1, 9).0, Class::Yours);
}
