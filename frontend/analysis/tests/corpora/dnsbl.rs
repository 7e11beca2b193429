//! Blocklists: mox's cases of listings and of lists that do not work.

use analysis::dns::{Question, RecordType, encode};
use analysis::evidence::{Subject, Vantage};
use analysis::finding::Code;
use analysis::{DnsAnswer, DnsOutcome, Evidence, Outcome, Query, Via};
use serde_json::Value;
use shared::{Feature, Octets, RelayInfo};

use super::zone::Zone;
use super::{Comparison, corpus, list, text};

/// A whole check of a domain whose only server is at an address, over one list; the codes of its findings.
fn findings(zone: &Zone<'_>, list: &str, address: &str) -> Vec<Code> {
    let relay: RelayInfo = serde_json::from_value(serde_json::json!({
        "wire_version": shared::WIRE_VERSION, "version": "", "ehlo_name": "relay.example.org",
        "features": [Feature::DnsQuery, Feature::AllowedRanges], "limits": {}, "resolver_validates": null,
        "port_25": "unknown", "ipv6": true,
    }))
    .unwrap();
    let vantage = Vantage {
        relay: Some(relay),
        resolver: String::new(),
    };
    let domain = "mail.invalid".parse().unwrap();
    let now = shared::Timestamp::from_seconds(1_795_000_000);
    let mut evidence = Evidence::new(Subject::Domain { domain }, vantage, now);
    evidence.wishes.blocklists = Some(vec![list.parse().unwrap()]);
    let family = if address.contains(':') { "aaaa" } else { "a" };
    let own = serde_json::json!({ "mx": { "mail.invalid.": [[10, "mx.mail.invalid."]] },
        family: { "mx.mail.invalid.": [address] } });
    for _ in 0..8 {
        for query in analysis::plan::outstanding(&evidence) {
            let Query::Dns { question, via } = &query else {
                continue;
            };
            let source = if *via == Via::Relay {
                zone
            } else {
                &Zone(&own)
            };
            let wire = match question.record_type {
                RecordType::A | RecordType::Aaaa | RecordType::Mx | RecordType::Txt => {
                    source.answer(question)
                }
                _ => refusal(question),
            };
            let answer = DnsAnswer::Message {
                wire: Octets::from(wire),
            };
            let outcome = DnsOutcome {
                observed_at: now,
                elapsed_ms: 1,
                answer,
            };
            evidence
                .insert(query.clone(), Outcome::Dns(outcome))
                .unwrap();
        }
    }
    let findings = analysis::assess(&evidence, now).findings;
    findings.iter().map(|finding| finding.code).collect()
}

/// REFUSED: what no suite says anything about.
fn refusal(question: &Question) -> Vec<u8> {
    let mut wire = encode(question);
    wire[2] |= 0x80;
    wire[3] |= 5;
    wire
}

#[test]
fn listings_of_mox() {
    let Some(suite) = corpus("dns-checks/dnsbl.json") else {
        return;
    };
    // The suite looks addresses up without a look at the list's health, which of IPv6 has no entry there: it gets one.
    let mut suite: Value = suite;
    let mapped = "2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.example.com.";
    suite["a"][mapped] = serde_json::json!(["127.0.0.2"]);
    let mut comparison = Comparison::but_for(&[]);
    for case in list(&suite["cases"]) {
        let address = text(case, "ip");
        let found = findings(&Zone(&suite), "example.com", address);
        let is_listed = found.contains(&Code::BlocklistUndocumented);
        let agrees = (case["listed"] == true) == is_listed
            && is_listed != found.contains(&Code::BlocklistClean);
        comparison.case(address, agrees);
    }
    comparison.finish(3);
}

#[test]
fn health_of_mox() {
    let Some(suite) = corpus("dns-checks/dnsbl.json") else {
        return;
    };
    let mut comparison = Comparison::but_for(&[]);
    for (index, case) in list(&suite["health"]).iter().enumerate() {
        let found = findings(&Zone(case), "example.com", "10.0.0.2");
        let is_healthy = !found.contains(&Code::BlocklistOutOfOrder);
        comparison.case(&index.to_string(), (case["healthy"] == true) == is_healthy);
    }
    comparison.finish(3);
}
