//! The name by which a server greets: whether it leads to the server's address (RFC 5321 §4.1.4, §4.2).
//!
//! Receivers must not refuse mail for it alone (§4.1.4), but filters count it. A server mostly calls itself the same when
//! it sends, so that its greeting shows what it says in its own EHLO.

use std::net::IpAddr;

use shared::{DomainName, ReplyCode, Service};

use crate::dns::{QueryName, RecordType};
use crate::evidence::{AddressOutcome, Evidence, Lookup};
use crate::facts::Facts;
use crate::finding::{About, Code, Finding};
use crate::plan;
use crate::query::Query;
use crate::transport::Host;

/// The name in a server's greeting, if it names a host.
fn announced(seen: &AddressOutcome) -> Option<DomainName> {
    let greeting = &seen.greeting.as_ref()?.reply;
    if greeting.code != ReplyCode::READY {
        return None;
    }
    let word = greeting.lines.first()?.split_whitespace().next()?;
    // Punctuation after the name is common.
    let word = word.trim_end_matches([',', ';', ':', '.']);
    // An address literal is no name, and one label leads nowhere on the internet.
    if word.parse::<IpAddr>().is_ok() || !word.contains('.') {
        return None;
    }
    let name: DomainName = word.parse().ok()?;
    let lower = name.as_str();
    (!lower.starts_with("localhost.") && !lower.ends_with(".localdomain")).then_some(name)
}

const fn family(address: IpAddr) -> RecordType {
    match address {
        IpAddr::V4(_) => RecordType::A,
        IpAddr::V6(_) => RecordType::Aaaa,
    }
}

/// What is to be asked about the names by which a host's servers greet: one question for each address.
pub(crate) fn outstanding(evidence: &Evidence, host: &DomainName) -> Vec<Query> {
    let probe = evidence.probe(host, Service::Smtp).into_iter();
    probe
        .flat_map(|probe| &probe.addresses)
        .filter_map(|(address, seen)| {
            // The host's own name led to the address.
            let name = announced(seen).filter(|name| name != host)?;
            Some(Query::dns(QueryName::from(&name), family(*address)))
        })
        .collect()
}

/// Says where a host's servers greet by names that lead elsewhere.
pub(super) fn check(host: &Host<'_>, facts: &Facts<'_>) -> Option<Finding> {
    let elsewhere: Vec<(IpAddr, DomainName, String)> = host
        .answering()
        .filter_map(|(address, _)| {
            let at = address.address;
            let name = announced(address.seen).filter(|name| *name != host.name)?;
            let lookup = facts.evidence.lookup(&QueryName::from(&name), family(at));
            let leads = match &lookup {
                Lookup::NxDomain(_) => "does not exist".to_owned(),
                Lookup::NoData(_) => format!("has no {} record", family(at)),
                Lookup::Found(_) => {
                    let there = plan::addresses(&lookup);
                    if there.contains(&at) {
                        return None;
                    }
                    let first = there.first()?;
                    let more = there.len().saturating_sub(1);
                    match more {
                        0 => format!("leads to {first}"),
                        _ => format!("leads to {first} and {more} more"),
                    }
                }
                Lookup::NotAsked | Lookup::Unknown(_) | Lookup::Bogus(_) => return None,
            };
            Some((at, name, leads))
        })
        .collect();
    let (at, name, leads) = elsewhere.first()?;
    let about = About::Host {
        host: host.name.clone(),
    };
    let detail = format!("The server at {at} greets as {name}, which {leads}.");
    let seen = elsewhere
        .iter()
        .map(|(at, name, leads)| format!("{at}: greets as {name}, which {leads}"));
    Some(Finding::new(Code::GreetingElsewhere, about, detail).with_evidence_of(seen))
}
