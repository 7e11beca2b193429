//! What to ask next: data, not control flow.
//!
//! [`outstanding`] looks at what is known and names what that makes us ask. Page, command line and tests run the same
//! loop: ask, insert, look again, until nothing is outstanding. The budgets live here too.

use std::collections::BTreeSet;
use std::net::IpAddr;

use shared::{Blocked, Cause, DomainName, Extras, Feature, Service};

use crate::bimi;
use crate::blocklists;
use crate::caa;
use crate::dane;
use crate::dkim;
use crate::dmarc;
use crate::dns::{QueryName, RecordData, RecordType};
use crate::evidence::{Evidence, Lookup, Subject};
use crate::mta_sts;
use crate::mx::Routing;
use crate::propagation;
use crate::query::{Outcome, Query, Via};
use crate::reverse_dns;
use crate::spf;
use crate::submission;

/// Hosts that are looked at, by preference. More are listed and not probed.
pub const MAX_HOSTS: usize = 10;
/// Hosts through which users send that are looked at, by priority: a domain has one or two. More are only counted.
pub const MAX_SUBMISSION_HOSTS: usize = 4;
/// Addresses of one family and host whose reverse names are looked up, as many as a relay probes.
pub const MAX_ADDRESSES: usize = 4;
/// Reverse names of one address that are confirmed (RFC 8601 §2.7.3 allows a limit).
pub const MAX_REVERSE_NAMES: usize = 4;

/// Every query that the known facts raise and that was not answered yet. Policy and DNS come before probes.
#[must_use]
pub fn outstanding(evidence: &Evidence) -> Vec<Query> {
    let mut queries: Vec<Query> = raised(evidence)
        .into_iter()
        .filter(|query| !evidence.is_answered(query))
        .collect();
    let rank = |query: &Query| match query {
        Query::Policy { .. } => 0,
        Query::Dns { .. } => 1,
        // The servers that take the domain's mail decide its grade, so they come first.
        Query::Probe { service, .. } if *service == Service::Smtp => 2,
        Query::Probe { .. } => 3,
    };
    queries.sort_unstable_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.cmp(b)));
    queries
}

/// Every query that the known facts raise, answered or not.
#[must_use]
pub fn raised(evidence: &Evidence) -> BTreeSet<Query> {
    let mut wanted = BTreeSet::new();
    raise(evidence, &mut wanted);
    wanted
}

fn raise(evidence: &Evidence, wanted: &mut BTreeSet<Query>) {
    // The resolver is found out first: without validation no word on DNSSEC means anything.
    wanted.insert(Query::dns(QueryName::root(), RecordType::Dnskey));
    match &evidence.subject {
        Subject::Domain { domain } => raise_domain(evidence, domain, wanted),
        Subject::Host { host, service } => {
            raise_host(evidence, host, *service, wanted);
            // RFC 7672 concerns mail between servers alone.
            if *service == Service::Smtp {
                let typed = dane::Security::of_routing(evidence, None);
                wanted.extend(dane::outstanding(evidence, host, typed));
            }
        }
    }
    wanted.extend(propagation::outstanding(evidence));
    wanted.extend(unchecked(evidence));
}

fn raise_domain(evidence: &Evidence, domain: &DomainName, wanted: &mut BTreeSet<Query>) {
    wanted.insert(Query::dns(QueryName::from(domain), RecordType::Mx));
    let routing = Routing::read(evidence, domain);
    // RFC 5321 §5.1: without MX the domain's own address takes the mail.
    if routing.is_without_mx() {
        wanted.insert(Query::dns(QueryName::from(domain), RecordType::A));
        wanted.insert(Query::dns(QueryName::from(domain), RecordType::Aaaa));
    }
    let mx = dane::Security::of_routing(evidence, Some(&routing));
    for host in routing.hosts().iter().take(MAX_HOSTS) {
        raise_host(evidence, &host.name, Service::Smtp, wanted);
        wanted.extend(dane::outstanding(evidence, &host.name, mx));
    }
    if matches!(routing, Routing::DomainAbsent) {
        return;
    }
    raise_mta_sts(evidence, domain, wanted);
    for outstanding in [
        spf::outstanding,
        dkim::outstanding,
        dmarc::outstanding,
        bimi::outstanding,
        caa::outstanding,
        blocklists::outstanding,
    ] {
        wanted.extend(outstanding(evidence, domain));
    }
    let granted = granted_extras(evidence);
    wanted.extend(submission::outstanding(
        evidence, domain, &routing, &granted,
    ));
    if let Ok(name) = QueryName::prefixed("_smtp._tls", domain) {
        wanted.insert(Query::dns(name, RecordType::Txt));
    }
}

fn raise_mta_sts(evidence: &Evidence, domain: &DomainName, wanted: &mut BTreeSet<Query>) {
    let Ok(name) = QueryName::prefixed("_mta-sts", domain) else {
        return;
    };
    wanted.insert(Query::dns(name.clone(), RecordType::Txt));
    let Lookup::Found(message) = evidence.lookup(&name, RecordType::Txt) else {
        return;
    };
    // A record that is nearly right is worth looking behind: the owner meant to have a policy.
    if !mta_sts::resembles_record(&message) {
        return;
    }
    wanted.insert(Query::Policy {
        domain: domain.clone(),
    });
    if let Ok(policy_host) = QueryName::prefixed("mta-sts", domain) {
        wanted.insert(Query::dns(policy_host.clone(), RecordType::A));
        wanted.insert(Query::dns(policy_host, RecordType::Aaaa));
    }
}

fn raise_host(
    evidence: &Evidence,
    host: &DomainName,
    service: Service,
    wanted: &mut BTreeSet<Query>,
) {
    let name = QueryName::from(host);
    let families = [RecordType::A, RecordType::Aaaa];
    for family in families {
        wanted.insert(Query::dns(name.clone(), family));
    }
    let lookups = families.map(|family| evidence.lookup(&name, family));
    // A probe of a host without any address would only ask for the same again.
    let without_address = lookups.iter().all(Lookup::is_absent);
    if evidence.vantage.relay.is_some() && !without_address {
        wanted.insert(Query::Probe {
            host: host.clone(),
            service,
            extras: granted_extras(evidence),
        });
    }
    if service == Service::Smtp {
        for address in named_addresses(evidence, host, service, &lookups) {
            raise_reverse(evidence, address, wanted);
        }
        wanted.extend(reverse_dns::outstanding(evidence, host));
    }
}

/// What is asked beyond the usual, as far as the relay grants it.
pub(crate) fn granted_extras(evidence: &Evidence) -> Extras {
    let grants = |feature| {
        let relay = evidence.vantage.relay.as_ref();
        relay.is_some_and(|relay| relay.features.contains(&feature))
    };
    Extras {
        deep: evidence.extras.deep && grants(Feature::Deep),
        recipients: evidence
            .extras
            .recipients
            .clone()
            .filter(|_| grants(Feature::Recipients)),
    }
}

/// The addresses whose names are looked up: the first ones that DNS gives, so that there is something to ask while the
/// probe goes on, and those that the relay really looked at.
fn named_addresses(
    evidence: &Evidence,
    host: &DomainName,
    service: Service,
    lookups: &[Lookup],
) -> Vec<IpAddr> {
    let first = lookups
        .iter()
        .flat_map(|lookup| addresses(lookup).into_iter().take(MAX_ADDRESSES));
    let probed = evidence
        .probe(host, service)
        .into_iter()
        .flat_map(|probe| &probe.addresses)
        .filter(|(_, seen)| seen.skipped.is_none())
        .map(|(address, _)| *address);
    first.chain(probed).collect()
}

pub(crate) fn raise_reverse(evidence: &Evidence, address: IpAddr, wanted: &mut BTreeSet<Query>) {
    if !shared::address::is_public(address) && !evidence.vantage.is_laboratory() {
        return;
    }
    let name = QueryName::reverse(address);
    // The same choice as where the answer is read: see `Evidence::lookup`.
    let via = if evidence.vantage.relay.is_some() {
        Via::Relay
    } else {
        Via::Resolver
    };
    let question = crate::dns::Question::new(name.clone(), RecordType::Ptr);
    wanted.insert(Query::Dns { question, via });
    let Lookup::Found(message) = evidence.lookup(&name, RecordType::Ptr) else {
        return;
    };
    let family = if address.is_ipv4() {
        RecordType::A
    } else {
        RecordType::Aaaa
    };
    let targets = message
        .records
        .iter()
        .filter_map(|record| match &record.data {
            RecordData::Ptr { target } => Some(target.clone()),
            _ => None,
        });
    for target in targets.take(MAX_REVERSE_NAMES) {
        wanted.insert(Query::dns(target, family));
    }
}

/// RFC 4035 §3.2.2: what SERVFAILs is asked again with checking disabled, to tell bogus from broken.
pub(crate) fn unchecked(evidence: &Evidence) -> Vec<Query> {
    evidence
        .outcomes()
        .filter_map(|(query, outcome)| match (query, outcome) {
            (Query::Dns { question, via }, Outcome::Dns(outcome))
                if !question.checking_disabled && outcome.answer.header_rcode() == Some(2) =>
            {
                Some(Query::Dns {
                    question: question.unchecked(),
                    via: via.clone(),
                })
            }
            _ => None,
        })
        .collect()
}

/// The addresses in an answer, in its order.
pub(crate) fn addresses(lookup: &Lookup) -> Vec<IpAddr> {
    let Lookup::Found(message) = lookup else {
        return Vec::new();
    };
    message
        .records
        .iter()
        .filter_map(|record| match &record.data {
            RecordData::A { address } => Some(IpAddr::V4(*address)),
            RecordData::Aaaa { address } => Some(IpAddr::V6(*address)),
            _ => None,
        })
        .collect()
}

/// Whether the relay hid an answer because it leads into a range that it does not contact.
pub(crate) fn is_hidden_private(lookup: &Lookup) -> bool {
    matches!(
        lookup,
        Lookup::Unknown(failure)
            if matches!(failure.cause, Cause::Blocked { reason: Blocked::AddressNotPublic, .. })
    )
}
