//! Names of addresses: mox's cases of RFC 8601 §2.7.3, put to the whole judgement.

use std::net::IpAddr;

use analysis::dns::QueryName;
use analysis::evidence::Subject;
use analysis::{DnsAnswer, DnsOutcome, Evidence, Outcome, Query, assess, plan};
use serde_json::{Map, Value, json};
use shared::{DomainName, Service};

use super::support::scenarios;
use super::zone::Zone;
use super::{Comparison, corpus, list, text};

/// The host whose address each case is about.
const HOST: &str = "server.example";

/// `10.0.0.1` as `1.0.0.10.in-addr.arpa.`.
fn reverse(address: &str) -> String {
    format!("{}.", QueryName::reverse(address.parse().unwrap()))
}

/// The suite's records with the names that are asked for, and the host with one address.
fn records(suite: &Value, at: IpAddr) -> Value {
    let ptr: Map<String, Value> = suite["ptr"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(address, names)| (reverse(address), names.clone()))
        .collect();
    let failing = list(&suite["servfail"]).iter().flat_map(|question| {
        let (kind, name) = question.as_str().unwrap().split_once(' ').unwrap();
        match kind {
            "ptr" => vec![format!("ptr {}", reverse(name))],
            _ => vec![format!("a {name}"), format!("aaaa {name}")],
        }
    });
    let mut all = json!({
        "ptr": ptr,
        "a": suite["a"],
        "aaaa": suite["aaaa"],
        "servfail": failing.collect::<Vec<_>>(),
    });
    let family = if at.is_ipv4() { "a" } else { "aaaa" };
    all[family][format!("{HOST}.")] = json!([at.to_string()]);
    all
}

/// What is said of the name of an address: a word of RFC 8601 §2.7.3, and the name if it is confirmed.
fn said(suite: &Value, at: IpAddr) -> (&'static str, Option<String>) {
    let good = scenarios().into_iter().find(|one| one.name == "good-lab");
    let good = good.unwrap().evidence;
    let host: DomainName = HOST.parse().unwrap();
    let service = Service::Smtp;
    let subject = Subject::Host {
        host: host.clone(),
        service,
    };
    let mut evidence = Evidence::new(subject, good.vantage.clone(), good.now);
    // A server that answers, at the address of the case.
    let mut probe = good
        .probe(&"mx1.good.lab".parse().unwrap(), service)
        .unwrap()
        .clone();
    let (_, seen) = probe.addresses.pop_first().unwrap();
    probe.addresses.clear();
    probe.addresses.insert(at, seen);
    let query = Query::probe(host, service);
    evidence.insert(query, Outcome::Probe(probe)).unwrap();
    let records = records(suite, at);
    for _ in 0..6 {
        for query in plan::outstanding(&evidence) {
            let Query::Dns { question, .. } = &query else {
                panic!("{query:?}")
            };
            let wire = Zone(&records).answer(question).into();
            let outcome = Outcome::Dns(DnsOutcome {
                observed_at: good.now,
                elapsed_ms: 1,
                answer: DnsAnswer::Message { wire },
            });
            evidence.insert(query, outcome).unwrap();
        }
    }
    assert!(plan::outstanding(&evidence).is_empty());
    let report = assess(&evidence, evidence.now);
    let results: Vec<_> = report
        .findings
        .iter()
        .filter_map(|finding| {
            let result = match finding.code.word() {
                "ptr-confirmed" => "pass",
                "ptr-unconfirmed" => "fail",
                "ptr-absent" => "permerror",
                "ptr-unknown" => "temperror",
                _ => return None,
            };
            let (_, after) = finding.detail.split_once(" is ").unwrap_or_default();
            let name = after.split(',').next().filter(|_| result == "pass");
            Some((result, name.map(|name| format!("{name}."))))
        })
        .collect();
    let [one] = results.as_slice() else {
        panic!("{at}: {results:?}")
    };
    one.clone()
}

#[test]
fn names_of_addresses() {
    let Some(suite) = corpus("dns-checks/iprev.json") else {
        return;
    };
    let mut comparison = Comparison::but_for(&[]);
    for case in list(&suite["cases"]) {
        let address = text(case, "ip");
        let (result, name) = said(&suite, address.parse().unwrap());
        let agrees = result == text(case, "result") && name.as_deref() == case["name"].as_str();
        comparison.case(address, agrees);
    }
    comparison.finish(11);
}
