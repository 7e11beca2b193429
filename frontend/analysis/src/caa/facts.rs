//! What is known: for each name the set that an authority would go by.

use shared::DomainName;

use super::{CaaRecord, Issue, Property, parse_content};
use crate::dns::{Message, QueryName, RecordData, RecordType};
use crate::evidence::{Evidence, Lookup};
use crate::mta_sts;
use crate::mx::Routing;
use crate::plan::MAX_HOSTS;
use crate::syntax::Recognized;

/// The most labels that are climbed from one name; a host has five at most, as a rule.
const MAX_CLIMB: usize = 10;
/// More records in one set are only counted.
const MAX_RECORDS: usize = 64;

/// All that is known.
#[derive(Clone, Debug)]
pub(crate) struct Caa {
    /// Each name that certificates are made for: the mail hosts, then the policy host.
    pub(crate) names: Vec<Named>,
}

/// One name.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    /// The name.
    pub(crate) name: DomainName,
    /// Whether it is the host of the MTA-STS policy.
    pub(crate) is_policy_host: bool,
    /// The set that decides.
    pub(crate) set: Relevant,
}

/// The set that decides for a name (RFC 8659 §3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Relevant {
    /// Not known yet: this question is to be asked next.
    NotAsked(QueryName),
    /// It could not be found out, and why.
    Unknown(String),
    /// There is none up to the top.
    Absent,
    /// It is here.
    Found(Set),
}

/// A set of records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Set {
    /// Where it was found: the name itself or one above it.
    pub(crate) at: QueryName,
    /// The name that this is an alias of, whose records count.
    pub(crate) alias: Option<String>,
    /// The records, sorted.
    pub(crate) records: Vec<CaaRecord>,
}

impl Caa {
    /// Reads what is known.
    pub(crate) fn read(evidence: &Evidence, domain: &DomainName) -> Self {
        let routing = Routing::read(evidence, domain);
        let hosts = routing
            .hosts()
            .iter()
            .take(MAX_HOSTS)
            .map(|host| (host.name.clone(), false));
        let policy_host = has_policy(evidence, domain)
            .then(|| domain.prefixed("mta-sts").ok())
            .flatten();
        let mut names: Vec<Named> = Vec::new();
        for (name, is_policy_host) in hosts.chain(policy_host.map(|name| (name, true))) {
            if !names.iter().any(|known| known.name == name) {
                names.push(Named {
                    set: climb(evidence, &name),
                    name,
                    is_policy_host,
                });
            }
        }
        Self { names }
    }
}

/// Whether there is an MTA-STS record, or what is meant to be one.
fn has_policy(evidence: &Evidence, domain: &DomainName) -> bool {
    QueryName::prefixed("_mta-sts", domain).is_ok_and(|name| {
        matches!(
            evidence.lookup(&name, RecordType::Txt),
            Lookup::Found(message) if mta_sts::resembles_record(&message)
        )
    })
}

/// RFC 8659 §3: the name, then the name without its first label, up to the top-level domain. Aliases are followed by the
/// resolver at each step; nothing is climbed from where an alias leads.
fn climb(evidence: &Evidence, name: &DomainName) -> Relevant {
    let labels: Vec<&str> = name.labels().collect();
    if labels.len() > MAX_CLIMB {
        return Relevant::Unknown("the name has too many labels".to_owned());
    }
    for skipped in 0..labels.len() {
        let rest = labels.get(skipped..).unwrap_or_default().join(".");
        let Ok(at) = rest.parse::<QueryName>() else {
            return Relevant::Unknown("the name cannot be asked for".to_owned());
        };
        match evidence.lookup(&at, RecordType::Caa) {
            Lookup::NotAsked => return Relevant::NotAsked(at),
            Lookup::NoData(_) | Lookup::NxDomain(_) => {}
            // An authority that cannot look must not go on as if there were nothing.
            Lookup::Unknown(failure) | Lookup::Bogus(failure) => {
                return Relevant::Unknown(format!("{at}: {failure}"));
            }
            Lookup::Found(message) => {
                return Relevant::Found(Set {
                    alias: message.aliases.last().map(ToString::to_string),
                    records: read_records(&message),
                    at,
                });
            }
        }
    }
    Relevant::Absent
}

fn read_records(message: &Message) -> Vec<CaaRecord> {
    let contents = message
        .records
        .iter()
        .filter_map(|record| match &record.data {
            RecordData::Other { content, .. } | RecordData::Broken { content, .. } => Some(content),
            _ => None,
        });
    let mut records: Vec<CaaRecord> = contents
        .take(MAX_RECORDS)
        .map(|content| parse_content(content.as_slice()))
        .collect();
    // DNS gives records in any order.
    records.sort_unstable();
    records
}

/// Who may issue by a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Allowed<'a> {
    /// Anybody: nothing restricts it.
    Anybody,
    /// Those alone; none if nobody may. With whether that is bound to an account or a method.
    Named(Vec<(&'a str, bool)>),
}

impl Set {
    /// Who may make a certificate of a server for a name, with or without a wildcard in it.
    pub(super) fn allowed(&self, is_wildcard: bool) -> Allowed<'_> {
        // RFC 8659 §4.3: issuewild takes precedence over issue for names with a wildcard, and means nothing for others.
        let has_wild = self.records.iter().any(|record| record.tag == "issuewild");
        let tag = if is_wildcard && has_wild {
            "issuewild"
        } else {
            "issue"
        };
        let mut relevant = self
            .records
            .iter()
            .filter(|record| record.tag == tag)
            .peekable();
        // RFC 8659 §4.2: without any such property the set restricts nobody.
        if relevant.peek().is_none() {
            return Allowed::Anybody;
        }
        // RFC 8659 §4.2: what does not match the grammar is the same as an empty name: it authorises nobody.
        Allowed::Named(
            relevant
                .filter_map(|record| match record.parsed.record() {
                    Some(Property::Issue {
                        kind: Issue::Server | Issue::Wildcard,
                        issuer: Some(issuer),
                        parameters,
                    }) => {
                        let is_bound = parameters
                            .iter()
                            .any(|(name, _)| name == "accounturi" || name == "validationmethods");
                        Some((issuer.as_str(), is_bound))
                    }
                    _ => None,
                })
                .collect(),
        )
    }

    /// The records that no authority may pass over and none understands.
    pub(super) fn critical_unknown(&self) -> impl Iterator<Item = &CaaRecord> {
        self.records.iter().filter(|record| {
            record.critical
                && Issue::of_tag(&record.tag).is_none()
                && !matches!(
                    record.tag.as_str(),
                    "iodef" | "contactemail" | "contactphone"
                )
                && matches!(record.parsed, Recognized::Malformed(_))
        })
    }
}

#[cfg(test)]
mod tests;
