//! Which names that mail depends on are signed: a resolver's answers for a small world, asked until nothing is
//! outstanding.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "all of this is test code; clippy knows only the functions marked as tests"
)]

use analysis::dns::{Question, RecordType, encode};
use analysis::evidence::{Subject, Vantage};
use analysis::finding::{Area, Severity};
use analysis::{DnsAnswer, DnsOutcome, Evidence, Outcome, Query, Report, assess, plan, tables};
use shared::Timestamp;

/// How the resolver answers about a name and everything below it; the longest suffix counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Zone {
    Signed,
    Plain,
    Bogus,
    Lame,
}
use Zone::{Bogus, Lame, Plain, Signed};

struct World {
    resolver_validates: bool,
    zones: &'static [(&'static str, Zone)],
    hosts: &'static [&'static str],
    tlsa: &'static [&'static str],
}

const USUAL: World = World {
    resolver_validates: true,
    zones: &[("", Signed)],
    hosts: &["mx1.example.org", "mx2.example.net"],
    tlsa: &[],
};

fn wire(name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for label in name.split('.').filter(|label| !label.is_empty()) {
        bytes.push(u8::try_from(label.len()).unwrap());
        bytes.extend(label.bytes());
    }
    bytes.push(0);
    bytes
}

impl World {
    fn zone(&self, name: &str) -> Zone {
        let fits = |suffix: &str| {
            suffix.is_empty() || name == suffix || name.ends_with(&format!(".{suffix}"))
        };
        if name == "." {
            // The root itself is signed in any world.
            return Signed;
        }
        let zones = self.zones.iter().filter(|(suffix, _)| fits(suffix));
        zones.max_by_key(|(suffix, _)| suffix.len()).unwrap().1
    }

    fn answer(&self, question: &Question) -> Vec<u8> {
        let name = question.name.as_str();
        let contents: Vec<Vec<u8>> = match question.record_type {
            RecordType::Dnskey => vec![vec![1, 1, 3, 8, 1]],
            RecordType::Mx if name == "example.org" => self
                .hosts
                .iter()
                .map(|host| [vec![0, 10], wire(host)].concat())
                .collect(),
            RecordType::A if self.hosts.contains(&name) => vec![vec![9, 9, 9, 9]],
            RecordType::Tlsa if self.tlsa.contains(&name) => {
                vec![[[3, 1, 1].as_slice(), &[7; 32]].concat()]
            }
            _ => Vec::new(),
        };
        let mut bytes = encode(question);
        bytes.truncate(bytes.len() - 11);
        let fails = match self.zone(name) {
            Bogus => !question.checking_disabled,
            Lame => true,
            Signed | Plain => false,
        };
        let authenticated = self.resolver_validates && self.zone(name) == Signed;
        bytes[2] |= 0x80;
        bytes[3] = if fails { 2 } else { 0 } | if authenticated { 0x20 } else { 0 };
        bytes[11] = 0;
        let contents = if fails { Vec::new() } else { contents };
        bytes[6..8].copy_from_slice(&u16::try_from(contents.len()).unwrap().to_be_bytes());
        for content in contents {
            bytes.extend([0xc0, 12]);
            bytes.extend(question.record_type.code().to_be_bytes());
            bytes.extend([0, 1, 0, 0, 0, 60]);
            bytes.extend(u16::try_from(content.len()).unwrap().to_be_bytes());
            bytes.extend(content);
        }
        bytes
    }

    fn report(&self) -> Report {
        let domain = "example.org".parse().unwrap();
        let now = Timestamp::from_seconds(1_790_000_000);
        let mut evidence = Evidence::new(Subject::Domain { domain }, Vantage::default(), now);
        for _ in 0..12 {
            let queries = plan::outstanding(&evidence);
            if queries.is_empty() {
                return assess(&evidence, now);
            }
            for query in queries {
                let Query::Dns { question, .. } = &query else {
                    panic!("{query:?} is not for this test");
                };
                let wire = self.answer(question).into();
                let outcome = Outcome::Dns(DnsOutcome {
                    observed_at: now,
                    elapsed_ms: 1,
                    answer: DnsAnswer::Message { wire },
                });
                evidence.insert(query, outcome).unwrap();
            }
        }
        panic!("no end");
    }

    /// The codes of the area, gravest first, with the severity where it is not the usual one, and the names each lists.
    fn said(&self) -> Vec<String> {
        let report = self.report();
        let here = report
            .findings
            .iter()
            .filter(|one| one.area == Area::Dnssec);
        here.map(|finding| {
            assert!(finding.reproduce.is_some(), "{}", finding.code);
            let mark = if finding.severity == finding.code.severity() {
                ""
            } else {
                "!"
            };
            let names: Vec<&str> = finding
                .evidence
                .iter()
                .map(|line| line.split(':').next().unwrap())
                .collect();
            format!("{}{mark} {}", finding.code, names.join(" "))
                .trim()
                .to_owned()
        })
        .collect()
    }
}

/// The zones, what is said of them, and why.
type Case = (
    &'static [(&'static str, Zone)],
    &'static [&'static str],
    &'static str,
);

#[test]
fn one_finding_for_each_state_names_the_hosts() {
    let cases: &[Case] = &[
        (
            &[("", Signed)],
            &[
                "dnssec-secure",
                "dnssec-hosts-secure mx1.example.org mx2.example.net",
            ],
            "all signed",
        ),
        (
            &[("", Signed), ("example.net", Plain)],
            &[
                "dnssec-hosts-insecure mx2.example.net",
                "dnssec-secure",
                "dnssec-hosts-secure mx1.example.org",
            ],
            "the second server is in a zone that is not signed",
        ),
        (
            &[("", Plain)],
            &["dnssec-insecure"],
            "where the MX records are not signed, that is all there is to say",
        ),
        (
            &[("", Plain), ("example.net", Signed)],
            &["dnssec-insecure"],
            "a server that is signed is worth nothing to a domain that is not",
        ),
        (
            &[("", Signed), ("example.net", Bogus)],
            &[
                "dnssec-hosts-bogus! mx2.example.net",
                "dnssec-secure",
                "dnssec-hosts-secure mx1.example.org",
            ],
            "mail arrives at the first",
        ),
        (
            &[
                ("", Signed),
                ("example.net", Bogus),
                ("mx1.example.org", Bogus),
            ],
            &[
                "dnssec-hosts-bogus mx1.example.org mx2.example.net",
                "dnssec-secure",
            ],
            "no server can be found",
        ),
        (
            &[("", Plain), ("example.net", Bogus)],
            &["dnssec-hosts-bogus! mx2.example.net", "dnssec-insecure"],
            "bogus costs mail whoever named the host",
        ),
        (
            &[("", Signed), ("example.net", Lame)],
            &[
                "dnssec-hosts-unknown mx2.example.net",
                "dnssec-secure",
                "dnssec-hosts-secure mx1.example.org",
            ],
            "name servers that fail say nothing of signatures",
        ),
    ];
    for (zones, expected, reason) in cases {
        let world = World { zones, ..USUAL };
        assert_eq!(world.said(), *expected, "{reason}");
    }
}

#[test]
fn a_resolver_that_does_not_validate_says_so_once() {
    let world = World {
        resolver_validates: false,
        ..USUAL
    };
    assert_eq!(world.said(), ["dnssec-unknown"]);
    let report = world.report();
    let names = &report.dnssec.as_ref().unwrap().names;
    assert!(names.iter().all(|one| one.state == "could not tell"));
}

#[test]
fn records_that_are_not_signed_are_said_to_be_there_and_ignored() {
    let owner = "_25._tcp.mx1.example.org";
    let world = |zones| World {
        zones,
        hosts: &["mx1.example.org"],
        tlsa: &["_25._tcp.mx1.example.org"],
        ..USUAL
    };
    let unsigned = world(&[("", Signed), ("_tcp.mx1.example.org", Plain)]).report();
    let of_dane = |report: &Report| -> Vec<&str> {
        let here = report.findings.iter().filter(|one| one.area == Area::Dane);
        here.map(|one| one.code.word()).collect()
    };
    assert_eq!(of_dane(&unsigned), ["dane-records-unsigned"]);
    let finding = unsigned.findings.iter().find(|one| one.area == Area::Dane);
    let finding = finding.unwrap();
    assert_eq!(finding.severity, Severity::Warning);
    assert!(finding.detail.contains(owner), "{}", finding.detail);
    let signed = world(&[("", Signed)]).report();
    assert!(!of_dane(&signed).contains(&"dane-records-unsigned"));
}

#[test]
fn the_table_has_every_name_in_the_order_of_the_way() {
    let world = World {
        zones: &[("", Signed), ("example.net", Plain)],
        tlsa: &["_25._tcp.mx1.example.org"],
        ..USUAL
    };
    let report = world.report();
    let table = tables::tables(&report)
        .into_iter()
        .find(|table| table.name == "dnssec")
        .unwrap();
    let rows: Vec<String> = table.rows.iter().map(|row| row.cells.join(" | ")).collect();
    assert_eq!(
        rows,
        [
            "example.org | MX records | secure",
            "mx1.example.org | addresses of a mail server | secure",
            "_25._tcp.mx1.example.org | TLSA records | secure",
            // RFC 7672 §2.2.2: nobody asks for the TLSA records of a host that is not signed.
            "mx2.example.net | addresses of a mail server | not signed",
        ]
    );
    assert!(table.summary.contains("resolver"), "{}", table.summary);
}
