//! What is said of DANE records that will not hold for long, or not for every sender. Recorded worlds, with the records
//! and certificates of each case put in.

#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test"
)]

mod support;

use analysis::certificate::Certificate;
use analysis::dane::{TlsaMatching, TlsaRecord, TlsaSelector, TlsaUsage};
use analysis::dns::{RecordType, encode};
use analysis::evidence::Hello;
use analysis::finding::{Finding, Severity};
use analysis::{DnsAnswer, Evidence, Outcome, Query, Report, assess};
use rcgen::{CertificateParams, KeyPair};
use shared::{
    Chain, CipherSuite, DeepFact, Feature, HelloAnswer, KeyKind, Octets, PathCheck, PathFault,
    ServerHello, TlsVersion,
};
use support::{outcomes, scenarios, with_only};

/// A world whose servers have certificates of a public authority, and signed DNS.
const TRUSTED: &str = "dane-servfail-lab";

struct World {
    evidence: Evidence,
}

impl World {
    fn named(name: &str) -> Self {
        let mut all = scenarios().into_iter();
        let evidence = all.find(|one| one.name == name).unwrap().evidence;
        Self { evidence }
    }

    /// The same on the public internet: there the roots of the world are public ones.
    fn in_public(mut self) -> Self {
        let relay = self.evidence.vantage.relay.as_mut().unwrap();
        relay
            .features
            .retain(|feature| *feature != Feature::AllowedRanges);
        self
    }

    fn changed(self, change: impl Fn(&Query, &mut Outcome)) -> Self {
        let all: Vec<_> = outcomes(&self.evidence)
            .into_iter()
            .map(|(query, mut outcome)| {
                change(&query, &mut outcome);
                (query, outcome)
            })
            .collect();
        let evidence = with_only(&self.evidence, &all);
        Self { evidence }
    }

    /// What is presented: leaf first.
    fn presented(&self) -> Vec<Certificate> {
        let mut found = self.evidence.outcomes().filter_map(|(_, outcome)| {
            let Outcome::Probe(probe) = outcome else {
                return None;
            };
            let mut addresses = probe.addresses.values();
            Some(addresses.next()?.session.as_ref()?.chain.clone())
        });
        let chain = found.next().unwrap();
        let certificates = chain.certificates.iter();
        certificates
            .map(|der| Certificate::parse(der.as_slice()).unwrap())
            .collect()
    }

    /// Every host has these signed TLSA records, and no others.
    fn with_records(self, records: &[TlsaRecord]) -> Self {
        self.changed(|query, outcome| {
            let (Query::Dns { question, .. }, Outcome::Dns(dns)) = (query, outcome) else {
                return;
            };
            if question.record_type != RecordType::Tlsa {
                return;
            }
            let mut wire = encode(question);
            wire.truncate(wire.len() - 11);
            wire[2] |= 0x80;
            wire[3] = 0x20;
            wire[6..8].copy_from_slice(&u16::try_from(records.len()).unwrap().to_be_bytes());
            wire[11] = 0;
            for record in records {
                wire.extend([0xc0, 12, 0, 52, 0, 1, 0, 0, 0, 60]);
                let length = u16::try_from(record.association.len() + 3).unwrap();
                wire.extend(length.to_be_bytes());
                wire.extend([record.usage.0, record.selector.0, record.matching.0]);
                wire.extend(record.association.as_slice());
            }
            dns.answer = DnsAnswer::Message { wire: wire.into() };
        })
    }

    /// Clients that check RSA keys alone are shown another certificate.
    fn with_other(self, other: &Chain) -> Self {
        self.changed(|_, outcome| {
            let Outcome::Probe(probe) = outcome else {
                return;
            };
            for address in probe.addresses.values_mut() {
                let mut hello = ServerHello::choosing(
                    TlsVersion::TLS12,
                    CipherSuite::ECDHE_RSA_AES_128_GCM_SHA256,
                );
                hello.chain = Some(other.clone());
                address.deep.push(DeepFact::Certificate {
                    kind: KeyKind::Rsa,
                    answer: HelloAnswer::ServerHello {
                        hello: Box::new(hello),
                    },
                });
            }
        })
    }

    fn judged(&self) -> Report {
        assess(&self.evidence, self.evidence.now)
    }
}

fn found<'a>(report: &'a Report, code: &str) -> Option<&'a Finding> {
    let mut findings = report.findings.iter();
    findings.find(|finding| finding.code.word() == code)
}

fn record(usage: u8, selector: u8, of: &Certificate) -> TlsaRecord {
    let digest = if selector == 0 {
        &of.sha256
    } else {
        &of.spki_sha256
    };
    TlsaRecord {
        usage: TlsaUsage(usage),
        selector: TlsaSelector(selector),
        matching: TlsaMatching(1),
        association: Octets::from(digest.as_slice()),
    }
}

fn self_signed() -> Chain {
    let keys = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["mx1.dane-servfail.lab".to_owned()]).unwrap();
    let made = params.self_signed(&keys).unwrap();
    let broken = PathCheck::Broken {
        fault: PathFault::UnknownIssuer,
        detail: "unknown issuer".to_owned(),
    };
    Chain {
        certificates: vec![made.der().to_vec().into()],
        cut: false,
        path_now: broken.clone(),
        path_within_validity: broken,
        self_signed: true,
        issuer_resembles_root: false,
        leaf_chains_to: vec![true],
    }
}

fn leaf_of(chain: &Chain) -> Certificate {
    Certificate::parse(chain.certificates[0].as_slice()).unwrap()
}

#[test]
fn a_second_certificate_needs_a_record_of_its_own() {
    let code = "dane-half-covered";
    let world = || World::named(TRUSTED);
    let (usual, other) = (world().presented().remove(0), self_signed());
    let (first, second) = (record(3, 1, &usual), record(3, 1, &leaf_of(&other)));
    let judged = |records: &[TlsaRecord]| world().with_records(records).with_other(&other).judged();

    let half = judged(std::slice::from_ref(&first));
    let finding = found(&half, code).unwrap();
    assert_eq!(finding.severity, Severity::Warning);
    assert!(
        finding.detail.contains("clients that check RSA keys only"),
        "{}",
        finding.detail
    );
    // The record to add is the one that is missing, and not the one that is there.
    let pasted = finding.pastes.first().unwrap().text.to_lowercase();
    let hex = |record: &TlsaRecord| record.to_string().to_lowercase();
    assert!(pasted.contains(&hex(&second)), "{pasted}");
    assert!(!pasted.contains(&hex(&first)), "{pasted}");
    // Those who are shown the usual one do deliver.
    assert!(found(&half, "dane-valid").is_some());
    // One fact, one statement: what is wrong with the second one by itself is another.
    let flaws = found(&half, "certificate-other-flawed").unwrap();
    assert!(!flaws.detail.contains("TLSA"), "{}", flaws.detail);

    assert_eq!(
        found(&judged(&[first, second.clone()]), code),
        None,
        "both have one"
    );
    // The usual one has none: that is the matter, and that the other has one is said beside it.
    let reversed = judged(&[second]);
    assert_eq!(found(&reversed, code), None);
    let mismatch = found(&reversed, "dane-mismatch").unwrap();
    assert!(
        mismatch.detail.contains("RSA keys only"),
        "{}",
        mismatch.detail
    );
}

#[test]
fn the_same_certificate_to_everybody_is_covered_whole() {
    let world = World::named(TRUSTED);
    let records = [record(3, 1, &world.presented()[0])];
    let report = world.with_records(&records).judged();
    assert_eq!(found(&report, "dane-half-covered"), None);
}

#[test]
fn who_does_not_name_the_server_does_not_follow_dane() {
    let world = World::named(TRUSTED);
    let records = [record(3, 1, &world.presented()[0])];
    let other = self_signed();
    let report = world
        .with_records(&records)
        .changed(|_, outcome| {
            if let Outcome::Probe(probe) = outcome {
                for address in probe.addresses.values_mut() {
                    let suite = CipherSuite::ECDHE_RSA_AES_128_GCM_SHA256;
                    let mut hello = ServerHello::choosing(TlsVersion::TLS12, suite);
                    hello.chain = Some(other.clone());
                    let hello = Box::new(hello);
                    let answer = HelloAnswer::ServerHello { hello };
                    address.deep.push(DeepFact::WithoutName { answer });
                }
            }
        })
        .judged();
    assert_eq!(found(&report, "dane-half-covered"), None);
}

#[test]
fn older_clients_may_be_those_who_see_the_second() {
    let world = World::named(TRUSTED);
    let records = [record(3, 1, &world.presented()[0])];
    let other = self_signed();
    let report = world
        .with_records(&records)
        .changed(|_, outcome| {
            if let Outcome::Probe(probe) = outcome {
                for address in probe.addresses.values_mut() {
                    if let Some(Hello {
                        answer: HelloAnswer::ServerHello { hello },
                        ..
                    }) = address.hellos.first_mut()
                    {
                        hello.chain = Some(other.clone());
                    }
                }
            }
        })
        .judged();
    assert!(found(&report, "dane-half-covered").is_some());
}

#[test]
fn an_intermediate_of_a_public_authority_is_no_anchor_for_long() {
    let code = "dane-pins-intermediate";
    let world = || World::named(TRUSTED).in_public();
    let chain = world().presented();
    assert!(!chain[1].issuer_is_subject, "an intermediate");
    for selector in [0, 1] {
        let judged = |records: &[TlsaRecord]| world().with_records(records).judged();
        let alone = judged(&[record(2, selector, &chain[1])]);
        let finding = found(&alone, code).unwrap();
        assert_eq!(finding.severity, Severity::Advice);
        assert!(
            finding.detail.contains(&chain[1].subject),
            "{}",
            finding.detail
        );
        assert!(found(&alone, "dane-valid").is_some());
        // With the server's own key beside it the usual pair is complete.
        let pair = [record(2, selector, &chain[1]), record(3, 1, &chain[0])];
        assert_eq!(found(&judged(&pair), code), None);
        assert_eq!(found(&judged(&[record(3, 1, &chain[0])]), code), None);
    }
    // In a laboratory the authority is one's own.
    let laboratory = World::named(TRUSTED).with_records(&[record(2, 1, &chain[1])]);
    assert_eq!(found(&laboratory.judged(), code), None);
    // An authority that the public does not know is somebody's own, too.
    let own = World::named("dane-ta-lab").in_public().judged();
    assert!(found(&own, "dane-valid").is_some());
    assert_eq!(found(&own, code), None);
}

#[test]
fn a_record_of_a_certificate_says_until_when_it_holds() {
    let world = || World::named(TRUSTED);
    let leaf = world().presented().remove(0);
    let judged = |records: &[TlsaRecord]| world().with_records(records).judged();
    let report = judged(&[record(3, 0, &leaf)]);
    let finding = found(&report, "dane-pins-certificate").unwrap();
    let ends = leaf.not_after.date();
    assert!(finding.detail.contains(&ends), "{}", finding.detail);
    assert!(
        finding.detail.contains("every renewal"),
        "{}",
        finding.detail
    );
    let key = judged(&[record(3, 1, &leaf)]);
    assert_eq!(found(&key, "dane-pins-certificate"), None);
}

#[test]
fn a_record_of_another_authority_is_kept() {
    let world = World::named(TRUSTED);
    let chain = world.presented();
    let next = leaf_of(&self_signed());
    let records = [record(2, 1, &chain[1]), record(2, 1, &next)];
    let report = world.with_records(&records).judged();
    let stale = found(&report, "dane-stale-record").unwrap();
    assert!(stale.detail.contains("keep them"), "{}", stale.detail);
    let pasted = stale.pastes.first().unwrap().text.to_lowercase();
    assert!(
        pasted.contains(&records[1].to_string().to_lowercase()),
        "{pasted}"
    );
    // It is worth knowing, and DANE is well all the same.
    let area = report.areas.iter().find(|area| area.area.title() == "DANE");
    assert_eq!(area.unwrap().summary, "DANE vouches for the server");
}

#[test]
fn name_servers_that_fail_for_these_records_alone_are_named() {
    let report = World::named(TRUSTED).judged();
    let finding = found(&report, "dane-name-servers-fail").unwrap();
    assert!(finding.inconclusive);
    assert!(finding.reproduce.is_some());
    assert_eq!(found(&report, "dane-unknown"), None, "one statement");
    // Once may be chance.
    let once = World::named(TRUSTED).changed(|query, outcome| {
        if let (Query::Dns { question, .. }, Outcome::Dns(dns)) = (query, outcome)
            && question.record_type == RecordType::Tlsa
            && question.checking_disabled
        {
            let mut wire = encode(question);
            wire.truncate(wire.len() - 11);
            (wire[2], wire[3], wire[11]) = (0x80, 3, 0);
            dns.answer = DnsAnswer::Message { wire: wire.into() };
        }
    });
    let once = once.judged();
    assert_eq!(found(&once, "dane-name-servers-fail"), None);
    // An answer without validation and none with it: the signatures do not hold.
    assert!(found(&once, "dane-lookup-fails").is_some());
}
