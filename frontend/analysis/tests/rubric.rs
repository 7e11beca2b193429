//! The rubric of the grade, row by row, profiles and score: recorded worlds, and worlds made of them.

#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test"
)]

mod support;

use analysis::evidence::{AddressOutcome, Hello};
use analysis::finding::{Area, Severity};
use analysis::grade::{Letter, TlsProfile, Verdict};
use analysis::score::State;
use analysis::{Evidence, Outcome, Query, Report, assess};
use shared::{CipherSuite, HelloAnswer, PrimeOrigin, ServerHello, SkipReason, TlsVersion};
use support::{outcomes, scenarios, with_only};

fn world(name: &str) -> Evidence {
    let mut all = scenarios().into_iter();
    let found = all.find(|scenario| scenario.name == name);
    found.unwrap_or_else(|| panic!("no world {name}")).evidence
}

fn judged(evidence: &Evidence) -> Report {
    assess(evidence, evidence.now)
}

fn changed(evidence: &Evidence, change: impl Fn(&mut AddressOutcome)) -> Evidence {
    let mut all = outcomes(evidence);
    for (query, outcome) in &mut all {
        if let (Query::Probe { .. }, Outcome::Probe(probe)) = (query, outcome) {
            probe.addresses.values_mut().for_each(&change);
        }
    }
    with_only(evidence, &all)
}

/// What is shown, and the caps at the lowest ceiling, in the order of the table.
fn shown(report: &Report) -> (&str, Vec<&str>) {
    let caps = &report.grade.caps;
    let lowest = caps.iter().map(|cap| cap.ceiling).min();
    let mut names: Vec<&str> = caps
        .iter()
        .filter(|cap| Some(cap.ceiling) == lowest)
        .map(|cap| cap.cap)
        .collect();
    names.dedup();
    (&report.grade.label, names)
}

/// A world, what is shown of it, what holds it down, and which line of the rubric that is.
const ROWS: &[(&str, &str, &[&str], &str)] = &[
    ("null-mx-lab", "–", &[], "no mail by design"),
    ("parked-lab", "–", &[], "a parked domain: no letter"),
    (
        "web-only-lab",
        "–",
        &[],
        "an implicit MX whose port 25 refuses",
    ),
    ("greets-421-lab", "–", &[], "no host completed EHLO"),
    ("servfail-lab", "–", &[], "where mail goes is not known"),
    ("relays-for-anybody-lab", "F", &["open-relay"], "proven"),
    (
        "no-tls-lab",
        "F",
        &["no-host-seals"],
        "every answering host lacks STARTTLS",
    ),
    (
        "sts-misses-all-lab",
        "F",
        &["strict-senders-refused-everywhere"],
        "enforce that no host meets",
    ),
    (
        "cert-wrong-name-enforced-lab",
        "F",
        &["strict-senders-refused-everywhere"],
        "the same by certificate",
    ),
    (
        "dane-mismatch-lab",
        "F",
        &["strict-senders-refused-everywhere"],
        "TLSA that no host matches",
    ),
    ("bogus-lab", "F", &["mx-bogus"], "bogus MX"),
    (
        "no-tls-backup-lab",
        "D",
        &["host-in-clear"],
        "a backup without STARTTLS",
    ),
    (
        "accepts-everything-lab",
        "D",
        &["open-relay-unproven"],
        "accepted and unproven",
    ),
    ("tls10-lab", "C", &["tls-only-old"], "TLS 1.0 at most"),
    (
        "tls10-backup-lab",
        "C",
        &["tls-only-old"],
        "the worst host counts",
    ),
    (
        "cert-expired-lab",
        "C",
        &["certificate-not-trusted"],
        "expired",
    ),
    (
        "cert-self-signed-lab",
        "C",
        &["certificate-not-trusted"],
        "self-signed",
    ),
    (
        "dane-unusable-lab",
        "C",
        &["certificate-not-trusted"],
        "self-signed, and no record is usable",
    ),
    (
        "sts-misses-backup-lab",
        "C",
        &["strict-senders-refused-somewhere"],
        "some hosts",
    ),
    (
        "dane-mismatch-backup-lab",
        "C",
        &["strict-senders-refused-somewhere"],
        "some hosts",
    ),
    (
        "cert-wrong-name-lab",
        "B",
        &["certificate-flawed"],
        "trusted, and the name is not covered",
    ),
    (
        "cert-missing-intermediate-lab",
        "B",
        &["certificate-flawed"],
        "an intermediate is missing",
    ),
    (
        "cert-rsa-1024-lab",
        "B",
        &["certificate-flawed"],
        "RSA below 2048",
    ),
    ("cert-sha1-lab", "B", &["certificate-flawed"], "SHA-1"),
    ("no-ptr-lab", "B", &["reverse-dns"], "PTR definitely absent"),
    (
        "unconfirmed-ptr-lab",
        "B",
        &["reverse-dns"],
        "PTR not confirmed",
    ),
    (
        "alias-mx-lab",
        "B",
        &["mx-records-flawed"],
        "an MX that is an alias",
    ),
    (
        "private-lab",
        "B",
        &["mx-records-flawed"],
        "an MX with a private address",
    ),
    (
        "nolisting-lab",
        "B",
        &["mx-records-flawed"],
        "a nolisting primary",
    ),
    ("usual-plain", "A", &[], "none of the above"),
    (
        "old-too-lab",
        "A",
        &[],
        "TLS 1.0 beside newer only blocks A+",
    ),
    (
        "silent-second-address-lab",
        "A",
        &[],
        "a silent address is no cap",
    ),
    (
        "second-time-421-lab",
        "A",
        &[],
        "a rate limit after the first connection: a footnote",
    ),
    ("dane-partial-lab", "A", &[], "no one mechanism covers all"),
    ("good-lab", "A+", &[], "MTA-STS in force, met by all"),
    (
        "dane-lab",
        "A+",
        &[],
        "DANE alone with self-signed certificates",
    ),
    (
        "greets-421-backup-plain",
        "A at best",
        &[],
        "one of two hosts could not be tested",
    ),
];

#[test]
fn every_row_of_the_rubric_holds() {
    for (name, label, caps, reason) in ROWS {
        let report = judged(&world(name));
        let (shown, lowest) = shown(&report);
        assert_eq!(shown, *label, "{name}: {reason}");
        assert_eq!(lowest, *caps, "{name}: {reason}");
    }
}

#[test]
fn ipv6_alone_from_a_relay_without_ipv6_could_not_be_tested() {
    let mut all = outcomes(&world("usual-plain"));
    for (query, outcome) in &mut all {
        if let (Query::Probe { .. }, Outcome::Probe(probe)) = (query, outcome) {
            let skipped = AddressOutcome {
                skipped: Some(SkipReason::NoIpv6),
                ..AddressOutcome::default()
            };
            probe.addresses.clear();
            probe
                .addresses
                .insert("2001:db8::25".parse().unwrap(), skipped);
        }
    }
    let report = judged(&with_only(&world("usual-plain"), &all));
    let Verdict::CouldNotTest { reason } = &report.grade.verdict else {
        panic!("{:?}", report.grade.verdict);
    };
    assert!(reason.contains("no IPv6"), "{reason}");
}

#[test]
fn a_large_tenant_misses_the_plus_by_old_versions_alone() {
    // As with Google Workspace: a policy in force, and TLS 1.0 beside TLS 1.3.
    let report = judged(&with_old(&world("good-lab")));
    assert_eq!(report.grade.label, "A");
    assert_eq!(report.grade.missing_for_plus.len(), 1);
    let step = report.grade.next_step.unwrap();
    assert!(step.action.starts_with("switch off"), "{}", step.action);
    assert_eq!((step.from, step.to), (Letter::A, Letter::APlus));
}

#[test]
fn the_next_step_is_all_that_the_next_letter_takes() {
    for (name, action, from, to) in [
        (
            "usual-plain",
            "publish an MTA-STS policy in mode enforce",
            Letter::A,
            Letter::APlus,
        ),
        (
            "sts-testing-lab",
            "publish an MTA-STS policy in mode enforce",
            Letter::A,
            Letter::APlus,
        ),
        (
            "dane-partial-lab",
            "publish TLSA records for every mail server",
            Letter::A,
            Letter::APlus,
        ),
        (
            "tls12-lab",
            "allow TLS 1.3 at mx1.tls12.lab, and publish an MTA-STS policy in mode enforce",
            Letter::A,
            Letter::APlus,
        ),
        (
            "no-tls-lab",
            "make STARTTLS work at every mail server",
            Letter::F,
            Letter::A,
        ),
        (
            "dane-alias-lab",
            "let every MX record name a working host",
            Letter::B,
            Letter::APlus,
        ),
        (
            "bogus-lab",
            "have the zone signed again, or mend the DS record at its parent",
            Letter::F,
            Letter::A,
        ),
    ] {
        let step = judged(&world(name)).grade.next_step.unwrap();
        assert_eq!(
            (step.action.as_str(), step.from, step.to),
            (action, from, to),
            "{name}"
        );
    }
    assert_eq!(judged(&world("good-lab")).grade.next_step, None);
}

/// TLS 1.0 and 1.1 beside the newer ones.
fn with_old(evidence: &Evidence) -> Evidence {
    changed(evidence, |address| {
        address
            .hellos
            .retain(|hello| hello.offered >= TlsVersion::TLS12);
        for version in [TlsVersion::TLS11, TlsVersion::TLS10] {
            let suite = CipherSuite::ECDHE_ECDSA_AES_128_CBC_SHA;
            let hello = Box::new(ServerHello::choosing(version, suite));
            address.hellos.push(Hello {
                offered: version,
                without_weak_suites: false,
                usual_suites_only: false,
                answer: HelloAnswer::ServerHello { hello },
            });
        }
    })
}

fn under(profile: TlsProfile, evidence: &Evidence) -> Report {
    let mut evidence = evidence.clone();
    evidence.wishes.profile = profile;
    judged(&evidence)
}

#[test]
fn old_versions_cap_at_b_under_the_profiles_of_others() {
    let old = with_old(&world("good-lab"));
    let ours = under(TlsProfile::Default, &old);
    assert_eq!(shown(&ours), ("A", vec![]));
    assert!(
        ours.findings
            .iter()
            .all(|one| one.code.word() != "tls-profile-deviates")
    );
    for profile in [TlsProfile::NcscNl, TlsProfile::MozillaIntermediate] {
        let report = under(profile, &old);
        assert_eq!(shown(&report), ("B", vec!["tls-old-by-profile"]));
        assert_eq!(report.grade.profile, profile);
        assert!(!report.grade.caps[0].reference.is_empty());
        let mut deviations = report.findings.iter();
        let found = deviations
            .find(|one| one.code.word() == "tls-profile-deviates")
            .unwrap();
        assert_eq!(
            (found.area, found.severity),
            (Area::Transport, Severity::Warning)
        );
        for expected in ["insufficient: TLS 1.0", "insufficient: TLS 1.1"] {
            assert!(
                found.evidence.iter().any(|one| one == expected),
                "{:?}",
                found.evidence
            );
        }
        // Without old versions the letter is the same as ever.
        assert_eq!(shown(&under(profile, &world("good-lab"))).0, "A+");
    }
}

#[test]
fn each_deviation_is_named_once_with_what_it_is_worth() {
    let dhe = changed(&world("good-lab"), |address| {
        let Some(Hello {
            answer: HelloAnswer::ServerHello { hello },
            ..
        }) = address.hellos.first_mut()
        else {
            panic!("no hello");
        };
        hello.version = TlsVersion::TLS12;
        hello.suite = CipherSuite::DHE_RSA_AES_256_GCM_SHA384;
        hello.group = None;
        hello.dh_bits = Some(2048);
        hello.dh_origin = Some(PrimeOrigin::Rfc7919);
        hello.extended_master_secret = false;
    });
    for (profile, expected) in [
        (
            TlsProfile::NcscNl,
            &[
                "insufficient: TLS 1.2 without extended master secret",
                "insufficient: a prime of 2048 bits",
                "phase out: TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
            ][..],
        ),
        (
            TlsProfile::MozillaIntermediate,
            &[
                "insufficient: TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
                "insufficient: a prime of 2048 bits",
            ],
        ),
    ] {
        let report = under(profile, &dhe);
        let mut found = report.findings.iter();
        let found = found
            .find(|one| one.code.word() == "tls-profile-deviates")
            .unwrap();
        for line in expected {
            let times = found.evidence.iter().filter(|one| one == line).count();
            assert_eq!(times, 1, "{line}: {:?}", found.evidence);
        }
        // A deviation that is no old version moves no letter.
        assert_eq!(shown(&report).0, shown(&judged(&dhe)).0);
    }
}

fn state(report: &Report, area: Area) -> State {
    let parts = &report.score.as_ref().unwrap().parts;
    parts.iter().find(|part| part.area == area).unwrap().state
}

#[test]
fn areas_earn_by_what_is_there_and_by_what_is_wrong() {
    for (name, area, expected, reason) in [
        ("good-lab", Area::MtaSts, State::Good, "in force and met"),
        (
            "sts-testing-lab",
            Area::MtaSts,
            State::Begun,
            "being tested",
        ),
        ("usual-plain", Area::MtaSts, State::Absent, "not published"),
        (
            "sts-not-found-lab",
            Area::MtaSts,
            State::Absent,
            "senders get none",
        ),
        (
            "sts-silent-lab",
            Area::MtaSts,
            State::CouldNotTell,
            "perhaps only we get none",
        ),
        (
            "sts-misses-all-lab",
            Area::MtaSts,
            State::Error,
            "it refuses mail",
        ),
        ("dane-lab", Area::Dane, State::Good, "all vouched for"),
        (
            "dane-partial-lab",
            Area::Dane,
            State::Begun,
            "some vouched for",
        ),
        (
            "dane-mismatch-lab",
            Area::Dane,
            State::Error,
            "it refuses mail",
        ),
        (
            "usual-plain",
            Area::Dane,
            State::Absent,
            "none, for nothing is signed",
        ),
        ("usual-plain", Area::Dnssec, State::Absent, "not signed"),
        ("no-tls-lab", Area::Transport, State::Error, "in clear"),
        (
            "greets-421-lab",
            Area::Transport,
            State::CouldNotTell,
            "turned away",
        ),
        (
            "null-mx-lab",
            Area::Transport,
            State::NotApplicable,
            "no mail by design",
        ),
        (
            "rpt-two-records-plain",
            Area::TlsRpt,
            State::Absent,
            "two count as none",
        ),
    ] {
        assert_eq!(
            state(&judged(&world(name)), area),
            expected,
            "{name}, {area:?}: {reason}"
        );
    }
}

#[test]
fn a_score_lies_within_its_bounds_and_what_is_unknown_widens_them() {
    for scenario in scenarios() {
        let report = judged(&scenario.evidence);
        let Some(score) = &report.score else { continue };
        assert!(
            score.low <= score.total && score.total <= score.high && score.high <= 100,
            "{}",
            scenario.name
        );
        let is_told = score.parts.iter().all(|part| {
            part.state != State::CouldNotTell && part.lowest_tenths == part.highest_tenths
        });
        assert_eq!(is_told, score.low == score.high, "{}", scenario.name);
        assert!(score.parts.iter().all(|part| !part.why.is_empty()));
    }
}

#[test]
fn submission_moves_no_score() {
    let evidence = world("submission-srv-lab");
    let without: Vec<_> = outcomes(&evidence)
        .into_iter()
        .filter(|(query, _)| !matches!(query, Query::Probe { service, .. } if *service != shared::Service::Smtp))
        .collect();
    let without = with_only(&evidence, &without);
    assert_eq!(judged(&without).score, judged(&evidence).score);
}

#[test]
fn a_good_area_is_told_by_what_is_good_in_it() {
    let mut told = 0;
    for scenario in scenarios() {
        let report = judged(&scenario.evidence);
        let parts = report.score.iter().flat_map(|score| &score.parts);
        for part in parts.filter(|part| part.state == State::Good) {
            let of_area = |severity| {
                let findings = report.findings.iter();
                findings
                    .filter(|finding| finding.area == part.area && !finding.code.is_aside())
                    .filter(move |finding| finding.severity == severity && !finding.inconclusive)
                    .map(|finding| finding.words.title)
                    .collect::<Vec<_>>()
            };
            let good = of_area(Severity::Good);
            if !good.is_empty() && !of_area(Severity::Info).is_empty() {
                assert!(
                    good.contains(&&*part.why),
                    "{}: {}",
                    scenario.name,
                    part.why
                );
                told += 1;
            }
        }
    }
    assert!(told > 10, "{told} areas have both");
}
