//! Reading SRV records (RFC 2782).

use std::net::IpAddr;

use shared::{DomainName, Service};

use super::{Entry, Flaw, Records, Srv};
use crate::dns::{Record, RecordData};
use crate::evidence::Lookup;

/// Reads the answer to a question for the SRV records of a service.
pub(super) fn read(lookup: Lookup, service: Service) -> Srv {
    match lookup {
        Lookup::NotAsked => Srv::NotAsked,
        Lookup::Unknown(failure) => Srv::Unknown(failure),
        Lookup::Bogus(failure) => Srv::Bogus(failure),
        Lookup::NoData(_) | Lookup::NxDomain(_) => Srv::Absent,
        Lookup::Found(message) => read_records(&message.records, service),
    }
}

fn read_records(found: &[Record], service: Service) -> Srv {
    let mut records = Records::default();
    let mut says_none = false;
    for record in found {
        match &record.data {
            RecordData::Srv {
                priority,
                weight,
                port,
                target,
            } => {
                // RFC 2782: a target of "." means that the service is decidedly not available.
                if target.is_root() {
                    says_none = true;
                } else {
                    let named = (*priority, *weight, *port, target.to_string());
                    records.add(named, service);
                }
            }
            RecordData::Broken { .. } => records.flaws.push(Flaw::InvalidTarget(
                "(content that cannot be read)".to_owned(),
            )),
            _ => continue,
        }
        records.text.push(record.data.to_string());
    }
    match (says_none, records.is_empty()) {
        (true, true) => return Srv::NoneOffered,
        (true, false) => records.flaws.push(Flaw::NoneBesideOthers),
        (false, true) => return Srv::Absent,
        (false, false) => {}
    }
    records.sort();
    Srv::Records(records)
}

impl Records {
    fn add(&mut self, (priority, weight, port, target): (u16, u16, u16, String), service: Service) {
        match target.parse::<DomainName>() {
            Ok(name) if target.parse::<IpAddr>().is_err() => {
                if port == service.port() {
                    self.entries.push(Entry {
                        priority,
                        weight,
                        target: name,
                    });
                } else {
                    self.flaws.push(Flaw::OtherPort { target: name, port });
                }
            }
            Ok(_) | Err(_) => self.flaws.push(Flaw::InvalidTarget(target)),
        }
    }

    fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.flaws.is_empty()
    }

    /// By priority, the heavier first, each host once: which of equal ones a program takes is chance (RFC 2782), and a
    /// report must not depend on it.
    fn sort(&mut self) {
        self.entries.sort_unstable_by(|a, b| {
            (a.priority, std::cmp::Reverse(a.weight), &a.target).cmp(&(
                b.priority,
                std::cmp::Reverse(b.weight),
                &b.target,
            ))
        });
        let mut told = std::collections::BTreeSet::new();
        self.entries
            .retain(|entry| told.insert(entry.target.clone()));
        self.flaws.sort_unstable_by_key(|flaw| format!("{flaw:?}"));
        self.flaws.dedup();
        self.text.sort_unstable();
    }
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
