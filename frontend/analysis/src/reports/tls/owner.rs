//! Whose a policy is: the domain that a report's numbers count for.
//!
//! RFC 8460 §1.1: of DANE the policy's domain is the TLSA base domain of the receiving server, which is a host's name and
//! often another organisation's; and some senders name none where there is no policy. What else the report, its mail and
//! its file say tells whom it is for.

use std::collections::BTreeSet;

use shared::DomainName;

use super::{PolicyKind, PolicyReport, TlsReport};
use crate::dns::is_within;
use crate::reports::summary::{Filter, domain_of};
use crate::reports::{Collection, Fault};

/// The domains of a collection, and which of them each policy of a TLS report counts for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owners {
    /// Names that something else than a host's TLSA records is said of.
    known: BTreeSet<String>,
    /// The one of them that all others are below, if there is one.
    only: Option<String>,
}

/// A policy, and whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owned<'a> {
    /// What the report says of it.
    pub policy: &'a PolicyReport,
    /// The domain that it counts for; empty if nothing tells.
    pub domain: &'a str,
    /// The mail server whose TLSA records it is, where the report has that in place of the domain.
    pub host: Option<&'a str>,
    /// Whether the report names no domain, nor its mail or file: then the domain is that of all other reports, or stands
    /// in the report's identifier.
    pub is_guess: bool,
}

impl Owned<'_> {
    /// Whether a filter takes it: by its domain, or by the very name of the server.
    #[must_use]
    pub fn is_taken(&self, filter: &Filter) -> bool {
        filter.takes_domain(self.domain)
            || (self.host.is_some() && self.host == filter.domain.as_deref())
    }
}

impl Owners {
    /// Looks which domains the reports are about.
    #[must_use]
    pub fn of(collection: &Collection) -> Self {
        let mut known: BTreeSet<&str> = BTreeSet::new();
        known.extend(
            collection
                .aggregate()
                .iter()
                .map(|report| domain_of(report)),
        );
        known.extend(
            collection
                .failures()
                .iter()
                .filter_map(|report| report.domain.as_deref()),
        );
        for report in collection.tls() {
            known.extend(report.about.as_deref());
            known.extend(
                report
                    .policies
                    .iter()
                    .filter(|policy| !may_be_of_host(policy))
                    .map(|policy| policy.domain.as_str()),
            );
        }
        known.remove("");
        let shortest = known.iter().min_by_key(|name| name.len());
        let only = shortest.filter(|top| known.iter().all(|name| is_within(name, top)));
        Self {
            only: only.map(|name| (*name).to_owned()),
            known: known.into_iter().map(str::to_owned).collect(),
        }
    }

    /// The policies of a report, each with whose it is.
    #[must_use]
    pub fn policies<'a>(&'a self, report: &'a TlsReport) -> Vec<Owned<'a>> {
        let stated = stated(report).or(report.about.as_deref());
        let hinted = hinted(&report.report_id).and_then(|name| self.known.get(&name));
        let hinted = hinted.map(String::as_str);
        let about = stated.or(hinted);
        // The servers of that domain, as its other policies have them.
        let servers: BTreeSet<&str> = report
            .policies
            .iter()
            .filter(|policy| about == Some(policy.domain.as_str()))
            .flat_map(servers)
            .collect();
        let owned = |policy: &'a PolicyReport| {
            let own = Owned {
                policy,
                domain: &policy.domain,
                host: None,
                is_guess: false,
            };
            if policy.domain.is_empty() {
                let guess = hinted.or(self.only.as_deref());
                return Owned {
                    domain: stated.or(guess).unwrap_or_default(),
                    is_guess: stated.is_none() && guess.is_some(),
                    ..own
                };
            }
            let Some(about) = about.filter(|about| *about != policy.domain) else {
                return own;
            };
            let is_host = may_be_of_host(policy)
                && (names_itself(policy)
                    || servers.contains(policy.domain.as_str())
                    || !self.known.contains(&policy.domain));
            if !is_host {
                return own;
            }
            Owned {
                domain: about,
                host: Some(&policy.domain),
                ..own
            }
        };
        report.policies.iter().map(owned).collect()
    }

    /// Those of them that a filter takes.
    #[must_use]
    pub fn taken<'a>(&'a self, report: &'a TlsReport, filter: &Filter) -> Vec<Owned<'a>> {
        let mut policies = self.policies(report);
        policies.retain(|owned| owned.is_taken(filter));
        policies
    }
}

impl TlsReport {
    /// Keeps whom the mail or the file that brought it says it is for, and remarks where policies need it. `header` is the
    /// field `TLS-Report-Domain` of the mail, `name` what the file is called.
    pub(in crate::reports) fn settle(&mut self, header: Option<&str>, name: &str) {
        // RFC 8460 §5.3, §5.1.
        let of_header = header.and_then(valid);
        let of_file = || name.rsplit(['/', '\\', ' ']).find_map(of_file_name);
        let place = if of_header.is_some() {
            "TLS-Report-Domain"
        } else {
            "file name"
        };
        self.about = of_header.or_else(of_file);
        if self.policies.iter().all(|policy| !policy.domain.is_empty()) {
            return;
        }
        let found = match (stated(self), &self.about) {
            (Some(domain), _) => Some(format!("other policies: {domain}")),
            (None, Some(domain)) => Some(format!("{place}: {domain}")),
            (None, None) => None,
        };
        match found {
            Some(example) => self.remarks.add(Fault::DomainElsewhere, &example),
            None => self.remarks.add(Fault::NoDomain, ""),
        }
    }
}

/// The domain that the policies of a report name, if it is one alone.
fn stated(report: &TlsReport) -> Option<&str> {
    let mut names = report
        .policies
        .iter()
        .filter(|policy| !may_be_of_host(policy) && !policy.domain.is_empty())
        .map(|policy| policy.domain.as_str());
    let first = names.next()?;
    names.all(|name| name == first).then_some(first)
}

/// Whether the name of a policy may be that of a mail server. Where it names others, it has the domain.
fn may_be_of_host(policy: &PolicyReport) -> bool {
    policy.kind == PolicyKind::Tlsa && (names_itself(policy) || policy.mx_hosts.is_empty())
}

/// Whether a policy's name is that of a server in it.
fn names_itself(policy: &PolicyReport) -> bool {
    servers(policy).any(|server| server == policy.domain)
}

/// The servers that a policy and its failures name.
fn servers(policy: &PolicyReport) -> impl Iterator<Item = &str> {
    let hosts = policy.mx_hosts.iter().map(String::as_str);
    hosts.chain(
        policy
            .details
            .iter()
            .filter_map(|detail| detail.mx.as_deref()),
    )
}

/// The domain in the identifiers of tlsrpt-reporter, which writes the reports of Postfix:
/// `2026-11-01T00:00:00Z_1_example.org@sender.example`. No standard has it, so it is a hint.
fn hinted(report_id: &str) -> Option<String> {
    let (before, _) = report_id.rsplit_once('@')?;
    valid(before.rsplit_once('_')?.1)
}

/// RFC 8460 §5.1: `sender!domain!begin!end`, perhaps `!` and more, and an ending.
fn of_file_name(name: &str) -> Option<String> {
    let mut parts = name.split('!');
    let (_sender, domain, begin, end) =
        (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_moment = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let end = end.split('.').next().unwrap_or_default();
    (is_moment(begin) && is_moment(end)).then(|| valid(domain))?
}

/// A domain name as all of them are kept, if it is one: with two labels at least, and nothing around it.
fn valid(text: &str) -> Option<String> {
    let text = text.trim();
    let is_name = text
        .chars()
        .all(|one| !one.is_ascii() || one.is_ascii_alphanumeric() || matches!(one, '.' | '-'));
    let name = DomainName::parse(text)
        .ok()
        .filter(|_| is_name)?
        .to_string();
    name.contains('.').then_some(name)
}

#[cfg(test)]
#[path = "owner_tests.rs"]
mod tests;
