//! Findings about the names of addresses.

use std::net::IpAddr;

use super::{Reverse, generic, greeting};
use crate::dns::QueryName;
use crate::facts::Facts;
use crate::finding::{About, Code, Finding};
use crate::mx::capitalised;
use crate::transport::Host;

/// Adds what there is to say about the addresses of a host that answered.
pub(crate) fn check(host: &Host<'_>, facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for (answering, _) in host.answering() {
        let address = answering.address;
        let about = About::Address {
            host: host.name.clone(),
            address,
            service: host.service,
        };
        let reverse = facts.reverse(address);
        let (code, detail, evidence) = match reverse {
            Reverse::NotAsked => continue,
            Reverse::Unknown(why) => (Code::PtrUnknown, format!("{}.", capitalised(why)), vec![]),
            Reverse::Absent => (
                Code::PtrAbsent,
                format!("{address} has no PTR record."),
                vec![QueryName::reverse(address).to_string()],
            ),
            Reverse::Confirmed(name) => (
                Code::PtrConfirmed,
                format!("{address} is {name}, and {name} is {address}."),
                vec![format!("{}. PTR {name}.", QueryName::reverse(address))],
            ),
            Reverse::Unconfirmed(names) => {
                let listed: Vec<&str> = names.iter().map(QueryName::as_str).collect();
                (
                    Code::PtrUnconfirmed,
                    format!(
                        "{address} is called {}, which does not lead back.",
                        listed.join(", ")
                    ),
                    names
                        .iter()
                        .map(|name| format!("{}. PTR {name}.", QueryName::reverse(address)))
                        .collect(),
                )
            }
        };
        if let Reverse::Confirmed(name) = reverse {
            findings.extend(generic(host, address, &about, name));
        }
        let finding = Finding::new(code, about, detail).with_evidence_of(evidence);
        findings.push(match code {
            Code::PtrAbsent | Code::PtrUnconfirmed => finding.with_paste(
                format!("reverse zone of {address}"),
                format!("{}. IN PTR {}.", QueryName::reverse(address), host.name),
            ),
            _ => finding,
        });
    }
    findings.extend(greeting::check(host, facts));
}

/// A name that leads back, and says nothing. One that does not lead back has a finding already.
fn generic(host: &Host<'_>, address: IpAddr, about: &About, name: &QueryName) -> Option<Finding> {
    let why = generic::why(name.as_str(), address)?;
    let owner = QueryName::reverse(address);
    let detail = format!("{address} is called {name}: {why}.");
    let finding = Finding::new(Code::PtrGeneric, about.clone(), detail)
        .with_evidence(format!("{owner}. PTR {name}."));
    Some(finding.with_paste(
        format!("reverse zone of {address}"),
        format!("{owner}. IN PTR {}.", host.name),
    ))
}
