//! What is said of DMARC and BIMI: small zones, asked as a client asks until nothing is outstanding, and judged.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "all of this is test code; clippy knows only the functions marked as tests"
)]

use analysis::dns::{Question, RecordType, TxtRecord, encode};
use analysis::evidence::{Subject, Vantage};
use analysis::finding::{Area, Severity};
use analysis::report::Status;
use analysis::score::State;
use analysis::{DnsAnswer, DnsOutcome, Evidence, Outcome, Query, Report, assess, plan};
use shared::Timestamp;

/// Texts at names. `!` is a server that fails.
type Zone<'a> = &'a [(&'a str, &'a str)];

const RECORD: &str = "v=DMARC1; p=reject; rua=mailto:a@example.org";

/// The names there are: those with texts and all above them, the domain itself, and its mail server's.
fn exists(zone: Zone<'_>, name: &str) -> bool {
    let below = |other: &str| other == name || other.ends_with(&format!(".{name}"));
    zone.iter().any(|(other, _)| below(other)) || below("mx.example.org")
}

fn answer(zone: Zone<'_>, question: &Question) -> Vec<u8> {
    let name = question.name.as_str();
    let texts = zone.iter().filter(|(at, _)| *at == name);
    let texts: Vec<&str> = texts.map(|(_, text)| *text).collect();
    let mx_is_null = zone.contains(&("example.org", "null MX"));
    let contents: Vec<Vec<u8>> = match question.record_type {
        RecordType::Txt => texts
            .iter()
            .filter(|text| **text != "!" && **text != "null MX")
            .map(|text| {
                let strings = TxtRecord::from_text(text).strings;
                let cut = strings.iter().flat_map(|string| {
                    let length = u8::try_from(string.len()).unwrap();
                    [&[length], string.as_slice()].concat()
                });
                cut.collect()
            })
            .collect(),
        RecordType::Mx if name == "example.org" && mx_is_null => vec![vec![0, 0, 0]],
        RecordType::Mx if name.ends_with("example.org") && exists(zone, name) => {
            vec![b"\0\x0a\x02mx\x07example\x03org\0".to_vec()]
        }
        _ => Vec::new(),
    };
    let mut wire = encode(question);
    wire.truncate(wire.len() - 11);
    wire[2] |= 0x80;
    wire[3] = match (texts.contains(&"!"), exists(zone, name)) {
        (true, _) => 2,
        (false, true) => 0,
        (false, false) => 3,
    };
    wire[6..8].copy_from_slice(&u16::try_from(contents.len()).unwrap().to_be_bytes());
    wire[11] = 0;
    for content in contents {
        // RFC 1035 §4.1.4: the name of the question again.
        wire.extend([0xc0, 12]);
        wire.extend(question.record_type.code().to_be_bytes());
        wire.extend([0, 1, 0, 0, 0, 60]);
        wire.extend(u16::try_from(content.len()).unwrap().to_be_bytes());
        wire.extend(content);
    }
    wire
}

/// Asks until nothing is outstanding. Gives the report and the names asked for TXT.
fn look(domain: &str, zone: Zone<'_>) -> (Report, Vec<String>) {
    let domain = domain.parse().unwrap();
    let now = Timestamp::from_millis(1_790_000_000_000);
    let mut evidence = Evidence::new(Subject::Domain { domain }, Vantage::default(), now);
    let mut asked = Vec::new();
    for _ in 0..12 {
        let queries = plan::outstanding(&evidence);
        if queries.is_empty() {
            return (assess(&evidence, now), asked);
        }
        for query in queries {
            let Query::Dns { question, .. } = &query else {
                let failure = shared::Failure::new(shared::Phase::Dns, shared::Cause::Closed);
                panic!("{query:?} is not for this test: {failure}");
            };
            if question.record_type == RecordType::Txt {
                asked.push(question.name.to_string());
            }
            let wire = answer(zone, question).into();
            let answer = DnsAnswer::Message { wire };
            let outcome = DnsOutcome {
                observed_at: now,
                elapsed_ms: 1,
                answer,
            };
            evidence.insert(query, Outcome::Dns(outcome)).unwrap();
        }
    }
    panic!("no end");
}

/// What is said of an area, gravest first: codes, with the severity where it is not usual for the code.
fn said(domain: &str, zone: Zone<'_>, area: Area) -> Vec<String> {
    let (report, _) = look(domain, zone);
    let findings = report
        .findings
        .iter()
        .filter(|finding| finding.area == area)
        // What large receivers make of all of it is said there too.
        .filter(|finding| !finding.code.word().starts_with("sender-requirements"));
    findings
        .map(|finding| {
            assert!(finding.detail.ends_with('.'), "{}", finding.detail);
            let unusual = finding.severity != finding.code.severity();
            let mark = if unusual { "!" } else { "" };
            format!("{}{mark}", finding.code)
        })
        .collect()
}

#[test]
fn dmarc() {
    let rows: &[(&str, Zone<'_>, &[&str])] = &[
        (
            "its own, strict",
            &[("_dmarc.example.org", RECORD)],
            &["dmarc-reject"],
        ),
        (
            "suspicion, and nobody reads",
            &[("_dmarc.example.org", "v=DMARC1; p=quarantine")],
            &["dmarc-no-reports", "dmarc-quarantine"],
        ),
        (
            "watches, and nobody reads: a warning",
            &[("_dmarc.example.org", "v=DMARC1; p=none")],
            &["dmarc-none!", "dmarc-no-reports"],
        ),
        (
            "a test of reject is quarantine",
            &[(
                "_dmarc.example.org",
                "v=DMARC1; p=reject; t=y; rua=mailto:a@example.org",
            )],
            &["dmarc-testing", "dmarc-quarantine"],
        ),
        ("nothing", &[], &["dmarc-absent"]),
        (
            "something else",
            &[("_dmarc.example.org", "v=spf1 -all")],
            &["dmarc-absent"],
        ),
        (
            "two are none",
            &[
                ("_dmarc.example.org", RECORD),
                ("_dmarc.example.org", RECORD),
            ],
            &["dmarc-several-records"],
        ),
        (
            "void",
            &[("_dmarc.example.org", "v=DMARC1; p=x")],
            &["dmarc-invalid"],
        ),
        (
            "an address keeps it alive",
            &[(
                "_dmarc.example.org",
                "v=DMARC1; p=x; rua=mailto:a@example.org",
            )],
            &["dmarc-policy-invalid", "dmarc-flaw"],
        ),
        (
            "nearly",
            &[("_dmarc.example.org", "v=dmarc1; p=none")],
            &["dmarc-near-miss"],
        ),
        (
            "at the domain itself",
            &[("example.org", RECORD)],
            &["dmarc-misplaced"],
        ),
        (
            "the zone's name twice",
            &[("_dmarc.example.org.example.org", RECORD)],
            &["dmarc-misplaced"],
        ),
        (
            "old tags",
            &[(
                "_dmarc.example.org",
                "v=DMARC1; p=reject; pct=50; rua=mailto:a@example.org",
            )],
            &["dmarc-removed-tags", "dmarc-reject"],
        ),
        (
            "subdomains unprotected: a warning",
            &[(
                "_dmarc.example.org",
                "v=DMARC1; p=reject; sp=none; rua=mailto:a@example.org",
            )],
            &["dmarc-subdomains-weaker!", "dmarc-reject"],
        ),
        (
            "invented names unprotected",
            &[(
                "_dmarc.example.org",
                "v=DMARC1; p=reject; np=none; rua=mailto:a@example.org",
            )],
            &["dmarc-nonexistent-weaker", "dmarc-reject"],
        ),
        (
            "no registry",
            &[(
                "_dmarc.example.org",
                "v=DMARC1; p=reject; psd=y; rua=mailto:a@example.org",
            )],
            &["dmarc-public-suffix", "dmarc-reject"],
        ),
        (
            "elsewhere, without consent",
            &[(
                "_dmarc.example.org",
                "v=DMARC1; p=reject; rua=mailto:a@example.net",
            )],
            &["dmarc-reports-unauthorised", "dmarc-reject"],
        ),
        (
            "elsewhere, with consent",
            &[
                (
                    "_dmarc.example.org",
                    "v=DMARC1; p=reject; rua=mailto:a@example.net",
                ),
                ("example.org._report._dmarc.example.net", "v=DMARC1"),
            ],
            &["dmarc-reject", "dmarc-reports-authorised"],
        ),
        (
            "elsewhere, sent on to a third: RFC 9990 §4 step 9",
            &[
                (
                    "_dmarc.example.org",
                    "v=DMARC1; p=reject; rua=mailto:a@example.net",
                ),
                (
                    "example.org._report._dmarc.example.net",
                    "v=DMARC1; rua=mailto:a@example.com",
                ),
            ],
            &["dmarc-reports-unauthorised", "dmarc-reject"],
        ),
        (
            "a subdomain is of the same organisation",
            &[(
                "_dmarc.example.org",
                "v=DMARC1; p=reject; rua=mailto:a@mx.example.org",
            )],
            &["dmarc-reject"],
        ),
        (
            "unless it says otherwise",
            &[
                (
                    "_dmarc.example.org",
                    "v=DMARC1; p=reject; rua=mailto:a@mx.example.org",
                ),
                ("_dmarc.mx.example.org", "v=DMARC1; p=reject; psd=n"),
            ],
            &["dmarc-reports-unauthorised", "dmarc-reject"],
        ),
        (
            "consent that nobody can tell",
            &[
                (
                    "_dmarc.example.org",
                    "v=DMARC1; p=reject; rua=mailto:a@example.net",
                ),
                ("example.org._report._dmarc.example.net", "!"),
            ],
            &["dmarc-reports-unknown", "dmarc-reject"],
        ),
        (
            "silence",
            &[("_dmarc.example.org", "!")],
            &["dmarc-unknown"],
        ),
        (
            "silence above",
            &[("_dmarc.example.org", RECORD), ("_dmarc.org", "!")],
            &["dmarc-organization-unknown", "dmarc-reject"],
        ),
        (
            "no mail, and nothing said",
            &[("example.org", "null MX")],
            &["dmarc-absent!"],
        ),
        (
            "no mail, and only watched: what it could do is said once",
            &[
                ("_dmarc.example.org", "v=DMARC1; p=none"),
                ("example.org", "null MX"),
            ],
            &["dmarc-parked", "dmarc-none!"],
        ),
        (
            "no mail, and all of it refused",
            &[
                ("_dmarc.example.org", "v=DMARC1; p=reject"),
                ("example.org", "null MX"),
            ],
            &["dmarc-reject"],
        ),
        (
            "no mail, and not refused",
            &[
                (
                    "_dmarc.example.org",
                    "v=DMARC1; p=quarantine; rua=mailto:a@example.org",
                ),
                ("example.org", "null MX"),
            ],
            &["dmarc-parked", "dmarc-quarantine"],
        ),
    ];
    for (name, zone, expected) in rows {
        let mut found = said("example.org", zone, Area::Dmarc);
        let mut expected: Vec<_> = expected.iter().map(ToString::to_string).collect();
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{name}");
    }
}

/// What another area lacks, or what of it could not be told, is not held against DMARC.
#[test]
fn what_large_receivers_demand_is_no_part_of_dmarc() {
    for (name, zone, code) in [
        (
            "no SPF",
            &[("_dmarc.example.org", RECORD)][..],
            "sender-requirements-unmet",
        ),
        (
            "keys that nobody knows",
            &[
                ("_dmarc.example.org", RECORD),
                ("example.org", "v=spf1 mx ~all"),
                ("unusual._domainkey.example.org", "v=DKIM1; p=AAAA"),
            ],
            "sender-requirements-unknown",
        ),
    ] {
        let (report, _) = look("example.org", zone);
        let codes: Vec<_> = report.findings.iter().map(|one| one.code.word()).collect();
        assert!(codes.contains(&code), "{name}: {codes:?}");
        let area = report.areas.iter().find(|one| one.area == Area::Dmarc);
        assert_eq!(area.unwrap().status, Status::Good, "{name}");
        let score = report.score.unwrap();
        let part = score.parts.iter().find(|one| one.area == Area::Dmarc);
        assert_eq!(part.unwrap().state, State::Good, "{name}");
    }
}

/// Nobody who is well set up is alarmed, nor a domain without mail for what it does not need.
#[test]
fn a_plain_healthy_domain_has_no_warning() {
    const KEY: &str = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    for (name, zone) in [
        (
            "it sends",
            &[
                (
                    "_dmarc.example.org",
                    "v=DMARC1; p=quarantine; rua=mailto:a@example.org",
                ),
                ("example.org", "v=spf1 mx ~all"),
                ("default._domainkey.example.org", KEY),
            ][..],
        ),
        (
            "parked, as it should be",
            &[
                ("_dmarc.example.org", "v=DMARC1; p=reject"),
                ("example.org", "null MX"),
                ("example.org", "v=spf1 -all"),
            ],
        ),
        ("parked, and nothing said", &[("example.org", "null MX")]),
    ] {
        let (report, _) = look("example.org", zone);
        let mail = [
            Area::Spf,
            Area::Dkim,
            Area::Dmarc,
            Area::Bimi,
            Area::Certificate,
        ];
        for finding in report
            .findings
            .iter()
            .filter(|one| mail.contains(&one.area))
        {
            assert!(
                finding.severity < Severity::Warning,
                "{name}: {}",
                finding.code
            );
        }
        if name.contains("should") {
            for finding in &report.findings {
                assert!(
                    finding.severity < Severity::Advice,
                    "{name}: {}",
                    finding.code
                );
            }
        }
    }
}

/// What a registry publishes is not the domain's to change: it is told to publish a record of its own.
#[test]
fn nothing_is_to_be_pasted_into_the_zone_of_a_registry() {
    for record in ["v=DMARC1; psd=y; p=none", "v=DMARC1; psd=y; p=reject; t=y"] {
        let (report, _) = look("example.org", &[("_dmarc.org", record)]);
        let dmarc = report.findings.iter().filter(|one| one.area == Area::Dmarc);
        let pastes: Vec<_> = dmarc.flat_map(|finding| &finding.pastes).collect();
        for paste in &pastes {
            assert_eq!(paste.place, "DNS zone of example.org", "{record}");
        }
    }
}

#[test]
fn names_below_inherit() {
    let zone: Zone<'_> = &[
        (
            "_dmarc.example.org",
            "v=DMARC1; p=reject; sp=none; rua=mailto:a@example.org",
        ),
        ("x.a.example.org", "something"),
    ];
    assert_eq!(
        said("a.example.org", zone, Area::Dmarc),
        ["dmarc-none", "dmarc-inherited"]
    );
    let (report, _) = look("a.example.org", zone);
    let dmarc = report.mail.unwrap().dmarc.unwrap();
    assert_eq!(dmarc.summary, "none, by the record of example.org");
    assert_eq!(dmarc.organizational_domain.unwrap().as_str(), "example.org");
    let walk: Vec<_> = dmarc.walk.iter().map(|step| step.name.as_str()).collect();
    assert_eq!(
        walk,
        ["_dmarc.a.example.org", "_dmarc.example.org", "_dmarc.org"]
    );
    // RFC 9989 §4.7: a policy for names below this one is read nowhere.
    let zone: Zone<'_> = &[
        ("_dmarc.example.org", RECORD),
        (
            "_dmarc.a.example.org",
            "v=DMARC1; p=reject; sp=none; rua=mailto:a@example.org",
        ),
    ];
    assert_eq!(
        said("a.example.org", zone, Area::Dmarc),
        ["dmarc-subdomain-policy-ignored", "dmarc-reject"]
    );
}

#[test]
fn questions_are_bounded() {
    let hosts: Vec<String> = (0..200)
        .map(|index| format!("mailto:a@h{index}.example.org,mailto:a@h{index}.example.net"))
        .collect();
    let record = format!("v=DMARC1; p=reject; rua={}", hosts.join(","));
    let (report, asked) = look("example.org", &[("_dmarc.example.org", &record)]);
    let dmarc = asked.iter().filter(|name| name.contains("_dmarc"));
    // Two for the walk, at most nine for each of ten hosts.
    assert!(dmarc.count() <= 2 + 10 * 9);
    let destinations = report.mail.unwrap().dmarc.unwrap().destinations;
    assert_eq!(destinations.len(), 11);
    assert_eq!(destinations[10].consent, "not looked at");
}

#[test]
fn bimi() {
    const LOGO: &str = "v=BIMI1; l=https://example.org/l.svg; a=https://example.org/l.pem";
    let rows: &[(&str, Zone<'_>, &[&str])] = &[
        (
            "no logo",
            &[("_dmarc.example.org", RECORD)],
            &["bimi-absent"],
        ),
        (
            "a logo",
            &[
                ("_dmarc.example.org", RECORD),
                ("default._bimi.example.org", LOGO),
            ],
            &["bimi-found"],
        ),
        (
            "a logo without DMARC",
            &[("default._bimi.example.org", LOGO)],
            &["bimi-dmarc-too-weak", "bimi-found"],
        ),
        (
            "a logo with DMARC that only watches",
            &[
                ("_dmarc.example.org", "v=DMARC1; p=none"),
                ("default._bimi.example.org", LOGO),
            ],
            &["bimi-dmarc-too-weak", "bimi-found"],
        ),
        (
            "subdomains without protection",
            &[
                ("_dmarc.example.org", "v=DMARC1; p=reject; sp=none"),
                ("default._bimi.example.org", LOGO),
            ],
            &["bimi-dmarc-too-weak", "bimi-found"],
        ),
        (
            "no certificate",
            &[
                ("_dmarc.example.org", RECORD),
                (
                    "default._bimi.example.org",
                    "v=BIMI1; l=https://example.org/l.svg",
                ),
            ],
            &["bimi-without-evidence", "bimi-found"],
        ),
        (
            "declined",
            &[
                ("_dmarc.example.org", RECORD),
                ("default._bimi.example.org", "v=BIMI1; l=; a="),
            ],
            &["bimi-declined"],
        ),
        (
            "broken",
            &[("default._bimi.example.org", "v=BIMI1; l=x")],
            &["bimi-invalid"],
        ),
        (
            "nearly",
            &[("default._bimi.example.org", "v=bimi1; l=")],
            &["bimi-near-miss"],
        ),
        (
            "two are none",
            &[
                ("default._bimi.example.org", LOGO),
                ("default._bimi.example.org", LOGO),
            ],
            &["bimi-several-records"],
        ),
        (
            "silence",
            &[("default._bimi.example.org", "!")],
            &["bimi-unknown"],
        ),
        ("no mail, no ornament", &[("example.org", "null MX")], &[]),
    ];
    for (name, zone, expected) in rows {
        assert_eq!(said("example.org", zone, Area::Bimi), *expected, "{name}");
    }
    // BIMI draft §7.2: from the organisational domain.
    let zone: Zone<'_> = &[
        ("_dmarc.example.org", RECORD),
        ("default._bimi.example.org", LOGO),
        ("x.a.example.org", "something"),
    ];
    assert_eq!(said("a.example.org", zone, Area::Bimi), ["bimi-found"]);
}

#[test]
fn nothing_of_it_is_an_error_and_all_of_it_can_be_pasted() {
    for record in [
        RECORD,
        "v=DMARC1; p=none",
        "v=DMARC1; p=x",
        "v=dmarc1; p=none",
        "p=reject; sp=none; rua=mailto:a@example.org",
        "",
    ] {
        let zone: Zone<'_> = &[("_dmarc.example.org", record)];
        let (report, _) = look("example.org", zone);
        let findings = report
            .findings
            .iter()
            .filter(|finding| finding.area == Area::Dmarc);
        for finding in findings {
            assert!(finding.severity < Severity::Error, "{finding:?}");
            let Some(paste) = finding.pastes.first() else {
                continue;
            };
            // What is to be pasted is itself a record without a fault.
            let text = paste.text.split('"').nth(1).unwrap();
            let parsed = analysis::dmarc::parse(text);
            assert!(
                parsed.record().is_some() && parsed.defects().is_empty(),
                "{text}"
            );
        }
    }
}

#[test]
fn a_near_miss_is_mended_without_loss() {
    for (record, mended) in [
        ("v=dmarc1; p=reject", "v=DMARC1; p=reject"),
        (
            "p=reject; sp=none; rua=mailto:a@example.org",
            "v=DMARC1; p=reject; sp=none; rua=mailto:a@example.org",
        ),
        // What was meant is not certain: the record to begin with.
        (
            "p=reject; v=DMARC1",
            "v=DMARC1; p=none; rua=mailto:dmarc-reports@example.org",
        ),
    ] {
        let (report, _) = look("example.org", &[("_dmarc.example.org", record)]);
        let finding = report
            .findings
            .iter()
            .find(|finding| finding.code.word() == "dmarc-near-miss");
        let paste = finding.unwrap().pastes.first().unwrap();
        assert_eq!(
            paste.text,
            format!("_dmarc.example.org. IN TXT \"{mended}\"")
        );
    }
}
