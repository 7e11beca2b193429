//! Findings about routing.

use shared::DomainName;

use super::{Mx, Routing};
use crate::dns::{QueryName, RecordData, RecordType};
use crate::facts::Facts;
use crate::finding::{About, Code, Finding};
use crate::fix::record::zone_line;
use crate::plan::MAX_HOSTS;
use crate::transport::Host;

/// Adds what there is to say about where mail for a domain goes.
pub(crate) fn check(
    domain: &DomainName,
    routing: &Routing,
    facts: &Facts<'_>,
    findings: &mut Vec<Finding>,
) {
    let about = About::Domain {
        domain: domain.clone(),
    };
    let mut add = |code: Code, detail: String| {
        findings.push(Finding::new(code, about.clone(), detail));
    };
    match routing {
        Routing::NotAsked | Routing::ImplicitUnknown(None) => {}
        Routing::Unknown(failure) | Routing::ImplicitUnknown(Some(failure)) => {
            add(
                Code::MxUnknown,
                format!("{}.", capitalised(&failure.to_string())),
            );
        }
        Routing::Bogus(failure) => add(
            Code::MxBogus,
            format!(
                "{}; asked without validation, it answers.",
                capitalised(&failure.to_string())
            ),
        ),
        Routing::DomainAbsent => add(Code::DomainNotFound, format!("DNS knows no {domain}.")),
        Routing::NullMx => {
            let preference = null_preference(domain, facts);
            // RFC 7505 §3: "preference number 0". Senders find no host either way.
            let remark = if preference == 0 {
                ""
            } else {
                " Its preference should be 0."
            };
            add(
                Code::NullMx,
                format!("{domain} publishes “MX {preference} .”.{remark}"),
            );
        }
        Routing::NoService => findings.push(
            Finding::new(
                Code::NoMailService,
                about.clone(),
                format!("{domain} has no MX record and no address."),
            )
            .with_paste(
                format!("DNS zone of {domain}"),
                format!("{domain}. IN MX 0 ."),
            ),
        ),
        Routing::Implicit(_) => findings.push(
            Finding::new(
                Code::MxImplicit,
                about.clone(),
                format!("{domain} has no MX record, but has an address."),
            )
            .with_paste(
                format!("DNS zone of {domain}"),
                zone_line(domain.as_str(), "MX", &format!("10 {domain}.")),
            ),
        ),
        Routing::NullMxBesideOthers(mx) => {
            let preference = null_preference(domain, facts);
            let others = match (mx.hosts.len(), mx.invalid.len()) {
                (0, 1) => "another record".to_owned(),
                (0, _) => "other records".to_owned(),
                (hosts, _) => count(hosts),
            };
            let mut finding = Finding::new(
                Code::NullMxBesideOthers,
                about.clone(),
                format!("{domain} publishes “MX {preference} .” beside {others}."),
            )
            .with_evidence_of(records(domain, mx));
            // Without a host there is nothing to keep.
            if !mx.hosts.is_empty() {
                finding = finding.with_paste(
                    format!("DNS zone of {domain}"),
                    records(domain, mx).join("\n").replace(". MX ", ". IN MX "),
                );
            }
            findings.push(finding);
        }
        Routing::Mx(mx) => {
            if !mx.hosts.is_empty() {
                findings.push(
                    Finding::new(
                        Code::MxFound,
                        about.clone(),
                        format!("{domain} names {}.", count(mx.hosts.len())),
                    )
                    .with_evidence_of(records(domain, mx)),
                );
            }
        }
    }
    if let Routing::Mx(mx) | Routing::NullMxBesideOthers(mx) = routing {
        check_targets(domain, mx, facts, findings);
    }
}

fn check_targets(domain: &DomainName, mx: &Mx, facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let about = About::Domain {
        domain: domain.clone(),
    };
    for target in &mx.invalid {
        findings.push(
            Finding::new(
                Code::MxTargetInvalid,
                about.clone(),
                format!("“{target}” is no host name."),
            )
            .with_evidence(format!("{domain}. MX … {target}")),
        );
    }
    if mx.hosts.len() > MAX_HOSTS {
        findings.push(Finding::new(
            Code::HostsBeyondLimit,
            about,
            format!(
                "{} are listed; the first {MAX_HOSTS} are looked at.",
                count(mx.hosts.len())
            ),
        ));
    }
    for host in &facts.hosts {
        check_host(domain, host, findings);
    }
}

fn check_host(domain: &DomainName, host: &Host<'_>, findings: &mut Vec<Finding>) {
    let name = &host.name;
    let about = About::Host { host: name.clone() };
    if let Some(target) = host.alias_of.last() {
        let mut finding = Finding::new(
            Code::MxTargetAlias,
            about.clone(),
            format!("{name} is an alias (CNAME) of {target}."),
        )
        .with_evidence_of(host.alias_of.iter());
        // To name a target that nobody reaches would mend nothing.
        if !host.location.is_out_of_reach() {
            finding = finding.with_paste(
                format!("DNS zone of {domain}"),
                format!(
                    "{domain}. IN MX {} {target}.",
                    host.preference.unwrap_or_default()
                ),
            );
        }
        findings.push(finding);
    }
    if let Some(fault) = host.location.fault() {
        let code = if host.location.is_absent() {
            Code::MxTargetNowhere
        } else {
            Code::MxTargetPrivate
        };
        findings.push(Finding::new(code, about, format!("{name} {fault}.")));
        return;
    }
    let private: Vec<String> = host
        .private_beside_public()
        .map(|address| address.to_string())
        .collect();
    if !private.is_empty() {
        let (are, what) = if private.len() == 1 {
            ("is", "a private address")
        } else {
            ("are", "private addresses")
        };
        findings.push(Finding::new(
            Code::MxTargetPartlyPrivate,
            about,
            format!(
                "{} {are} among the addresses of {name}: {what}, beside public ones.",
                private.join(", ")
            ),
        ));
    }
}

/// The preference of the null MX, the lowest if there are several.
fn null_preference(domain: &DomainName, facts: &Facts<'_>) -> u16 {
    let lookup = facts
        .evidence
        .lookup(&QueryName::from(domain), RecordType::Mx);
    let records = lookup.found().map(|message| message.records.as_slice());
    records
        .unwrap_or_default()
        .iter()
        .filter_map(|record| match &record.data {
            RecordData::Mx {
                preference,
                exchange,
            } if exchange.is_root() => Some(*preference),
            _ => None,
        })
        .min()
        .unwrap_or_default()
}

fn records(domain: &DomainName, mx: &Mx) -> Vec<String> {
    mx.hosts
        .iter()
        .map(|host| {
            format!(
                "{domain}. MX {} {}.",
                host.preference.unwrap_or_default(),
                host.name
            )
        })
        .collect()
}

fn count(hosts: usize) -> String {
    if hosts == 1 {
        "1 mail server".to_owned()
    } else {
        format!("{hosts} mail servers")
    }
}

/// A sentence begins with a capital.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
