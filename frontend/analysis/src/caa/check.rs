//! Findings.

use shared::DomainName;

use super::facts::{Allowed, Caa, Named, Relevant, Set};
use super::issuers;
use crate::certificate::{Certificate, IdentityDoubt, IdentityFault};
use crate::dns::is_within;
use crate::facts::Facts;
use crate::finding::{About, Code, Finding, Responsible, Severity};
use crate::mta_sts::check::messages;
use crate::syntax::Recognized;
use crate::transport::Host;

/// The most names in a sentence.
const MAX_NAMED: usize = 6;

/// Adds what there is to say.
pub(crate) fn check(
    domain: &DomainName,
    known: &Caa,
    facts: &Facts<'_>,
    findings: &mut Vec<Finding>,
) {
    let mut seen: Vec<&Set> = Vec::new();
    for named in &known.names {
        match &named.set {
            Relevant::NotAsked(_) | Relevant::Absent => {}
            Relevant::Unknown(why) => findings.push(Finding::new(
                Code::CaaUnknown,
                about(&named.name),
                format!("For {}: {why}.", named.name),
            )),
            Relevant::Found(set) => {
                // A set above several hosts is judged once for its grammar, and for each host by its certificate.
                if !seen.contains(&set) {
                    seen.push(set);
                    check_grammar(domain, &named.name, set, findings);
                }
                check_issuer(domain, named, set, facts, findings);
            }
        }
    }
    check_absent(domain, known, facts, findings);
}

fn about(name: &DomainName) -> About {
    About::Host { host: name.clone() }
}

/// A finding about a set, with its records.
fn finding(
    code: Code,
    domain: &DomainName,
    name: &DomainName,
    set: &Set,
    detail: String,
) -> Finding {
    let mut made = Finding::new(code, about(name), detail).with_evidence_of(
        set.records
            .iter()
            .map(|record| format!("{} CAA {}", set.at, record.text)),
    );
    made.reproduce = Some(format!("dig {} CAA", set.at));
    // The records of another's name are that other's to change.
    if made.responsible == Responsible::You && !is_within(name.as_str(), domain.as_str()) {
        made.responsible = Responsible::MailHost;
    }
    made
}

/// Where a set stands, in words.
fn place(name: &DomainName, set: &Set) -> String {
    let at = &set.at;
    match &set.alias {
        Some(alias) => {
            format!("The records at {alias}, of which {at} is an alias, decide for {name}")
        }
        None if at.as_str() == name.as_str() => format!("The records at {at} decide"),
        None => format!("The records at {at} decide for {name}"),
    }
}

fn check_grammar(domain: &DomainName, name: &DomainName, set: &Set, findings: &mut Vec<Finding>) {
    if set.critical_unknown().next().is_some() {
        let texts: Vec<&str> = set
            .critical_unknown()
            .map(|record| record.text.as_str())
            .take(MAX_NAMED)
            .collect();
        let detail = format!("{}: {}.", place(name, set), texts.join(", "));
        findings.push(finding(Code::CaaCritical, domain, name, set, detail));
    }
    let critical: Vec<_> = set.critical_unknown().collect();
    for record in &set.records {
        let code = match &record.parsed {
            Recognized::Malformed(_) if critical.contains(&record) => continue,
            Recognized::Malformed(_) => Code::CaaInvalid,
            Recognized::Record(_, defects) if !defects.is_empty() => Code::CaaFlaw,
            Recognized::Record(..) | Recognized::Foreign => continue,
        };
        let detail = format!("{}: {}", record.text, messages(record.parsed.defects()));
        let found = finding(code, domain, name, set, detail);
        // RFC 8659 §4.2, §4.3: only these two say who may make certificates of servers; the others are for reports, and for
        // certificates of people and logos.
        let is_about_servers = matches!(record.tag.as_str(), "issue" | "issuewild");
        findings.push(if code == Code::CaaInvalid && !is_about_servers {
            found.with_severity(Severity::Advice)
        } else {
            found
        });
    }
}

/// The leaf certificates that an authority made for a host, with whether its name is covered by a wildcard alone; each
/// issuer once. Whoever signs its own certificate asks no authority.
fn issued(host: &Host<'_>) -> Vec<(String, bool)> {
    let mut all = Vec::new();
    for address in &host.addresses {
        let Some(identity) = &address.identity else {
            continue;
        };
        let is_private = identity.faults.iter().any(|fault| {
            matches!(
                fault,
                IdentityFault::SelfSigned | IdentityFault::UnknownIssuer
            )
        }) || identity.doubts.contains(&IdentityDoubt::IssuerUnseen);
        let Some(leaf) = identity.certificates.first().filter(|_| !is_private) else {
            continue;
        };
        let Some(is_wildcard) = by_wildcard(leaf, &host.name) else {
            continue;
        };
        let one = (leaf.issuer.clone(), is_wildcard);
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all.sort_unstable();
    all
}

/// Whether a certificate covers a host only by a wildcard; nothing if it does not cover it.
fn by_wildcard(leaf: &Certificate, host: &DomainName) -> Option<bool> {
    let has = |wanted: &str| {
        leaf.dns_names
            .iter()
            .any(|name| name.trim_end_matches('.').eq_ignore_ascii_case(wanted))
    };
    if has(host.as_str()) {
        return Some(false);
    }
    let parent = host.parent()?;
    has(&format!("*.{parent}")).then_some(true)
}

fn check_issuer(
    domain: &DomainName,
    named: &Named,
    set: &Set,
    facts: &Facts<'_>,
    findings: &mut Vec<Finding>,
) {
    let name = &named.name;
    let host = facts.hosts.iter().find(|host| host.name == *name);
    let certificates = host.map(issued).unwrap_or_default();
    let place = place(name, set);
    if certificates.is_empty() {
        check_unseen(domain, name, set, &place, findings);
        return;
    }
    for (issuer, is_wildcard) in certificates {
        // An authority asks for `*.example.org` at `example.org`: a set at the host itself says nothing about it.
        if is_wildcard && set.at.as_str() == name.as_str() {
            continue;
        }
        let Allowed::Named(allowed) = set.allowed(is_wildcard) else {
            continue;
        };
        let who: Vec<&str> = allowed.iter().map(|(name, _)| *name).collect();
        let listed = who
            .iter()
            .take(MAX_NAMED)
            .copied()
            .collect::<Vec<_>>()
            .join(", ");
        let made = format!("The certificate in use is by “{issuer}”");
        let code = verdict(&who, &issuer);
        let detail = match code {
            Code::CaaNobody => format!("{place}, and name nobody who may issue. {made}."),
            Code::CaaForbids => {
                let own = issuers::names_of(&issuer).and_then(|names| names.first());
                let own = own.copied().unwrap_or_default();
                format!("{place}, and allow {listed} alone. {made}, which calls itself {own}.")
            }
            _ => format!("{place}, and allow {listed}. {made}."),
        };
        let mut said = finding(code, domain, name, set, detail);
        if let (Code::CaaForbids | Code::CaaNobody, Some([own, ..])) =
            (code, issuers::names_of(&issuer))
        {
            let tag = if is_wildcard { "issuewild" } else { "issue" };
            said = said.with_paste(
                format!("DNS zone of {}", set.at),
                format!("{}. IN CAA 0 {tag} \"{own}\"", set.at),
            );
        }
        findings.push(said);
        check_bound(domain, name, set, &allowed, findings);
    }
}

/// What it means for the next renewal that these may issue, when the present certificate is by this issuer.
fn verdict(allowed: &[&str], issuer: &str) -> Code {
    match issuers::names_of(issuer) {
        _ if allowed.is_empty() => Code::CaaNobody,
        Some(names) if allowed.iter().any(|name| names.contains(name)) => Code::CaaAllows,
        // A name that is not known may be another one of the same authority.
        Some(_) if allowed.iter().all(|name| issuers::is_known(name)) => Code::CaaForbids,
        _ => Code::CaaIssuerUnknown,
    }
}

/// Nobody has seen the certificate: what the records say all the same.
fn check_unseen(
    domain: &DomainName,
    name: &DomainName,
    set: &Set,
    place: &str,
    findings: &mut Vec<Finding>,
) {
    let Allowed::Named(allowed) = set.allowed(false) else {
        return;
    };
    let who: Vec<&str> = allowed
        .iter()
        .take(MAX_NAMED)
        .map(|(name, _)| *name)
        .collect();
    let detail = if who.is_empty() {
        format!("{place}, and allow nobody to issue.")
    } else {
        format!("{place}, and allow {}.", who.join(", "))
    };
    findings.push(finding(Code::CaaFound, domain, name, set, detail));
    check_bound(domain, name, set, &allowed, findings);
}

/// RFC 8657: every authority that may issue is bound.
fn check_bound(
    domain: &DomainName,
    name: &DomainName,
    set: &Set,
    allowed: &[(&str, bool)],
    findings: &mut Vec<Finding>,
) {
    if !allowed.is_empty() && allowed.iter().all(|(_, is_bound)| *is_bound) {
        let detail = format!("{}, each with a restriction.", place(name, set));
        let bound = finding(Code::CaaBound, domain, name, set, detail);
        if !findings.contains(&bound) {
            findings.push(bound);
        }
    }
}

/// Names of the domain's own for which anybody may issue. What others leave open at their names is not the domain's to
/// change.
fn check_absent(domain: &DomainName, known: &Caa, facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let own: Vec<&Named> = known
        .names
        .iter()
        .filter(|named| is_within(named.name.as_str(), domain.as_str()))
        .filter(|named| match &named.set {
            Relevant::Absent => true,
            Relevant::Found(set) => set.allowed(false) == Allowed::Anybody,
            Relevant::NotAsked(_) | Relevant::Unknown(_) => false,
        })
        .collect();
    if own.is_empty() {
        return;
    }
    let names: Vec<&str> = own
        .iter()
        .take(MAX_NAMED)
        .map(|named| named.name.as_str())
        .collect();
    let detail = format!(
        "Neither at {} nor above is there a CAA record that says who may issue.",
        names.join(", ")
    );
    let absent = Finding::new(
        Code::CaaAbsent,
        About::Domain {
            domain: domain.clone(),
        },
        detail,
    );
    // The authorities that are in use already, as far as they are known by name.
    let mut lines: Vec<String> = Vec::new();
    for host in &facts.hosts {
        if !own.iter().any(|named| named.name == host.name) {
            continue;
        }
        for (issuer, _) in issued(host) {
            let Some([name, ..]) = issuers::names_of(&issuer) else {
                continue;
            };
            let line = format!("{domain}. IN CAA 0 issue \"{name}\"");
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    findings.push(if lines.is_empty() {
        absent
    } else {
        absent.with_paste(format!("DNS zone of {domain}"), lines.join("\n"))
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_certain_is_held_against_the_records() {
        let lets_encrypt = "C=US, O=Let's Encrypt, CN=R11";
        for (allowed, issuer, expected, reason) in [
            (
                &["letsencrypt.org", "pki.goog"][..],
                lets_encrypt,
                Code::CaaAllows,
                "one of two",
            ),
            (
                &["pki.goog"],
                lets_encrypt,
                Code::CaaForbids,
                "another's name",
            ),
            (
                &["pki.goog", "ca.example"],
                lets_encrypt,
                Code::CaaIssuerUnknown,
                "a name that is not known",
            ),
            (
                &["letsencrypt.org"],
                "O=Example CA",
                Code::CaaIssuerUnknown,
                "an issuer that is not known",
            ),
            (
                &[],
                "O=Example CA",
                Code::CaaNobody,
                "nobody, whoever it is",
            ),
        ] {
            assert_eq!(verdict(allowed, issuer), expected, "{reason}");
        }
    }
}
