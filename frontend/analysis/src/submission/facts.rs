//! Which servers there are to look at, and what looking at them gave.

use std::collections::BTreeSet;

use shared::{DomainName, Extras, RecipientTests, Service, Timestamp};

use super::{Entry, SERVICES, Source, Srv, Submission, parse, srv_labels};
use crate::dns::{QueryName, RecordType};
use crate::evidence::{Evidence, Lookup};
use crate::mx::Routing;
use crate::plan::MAX_SUBMISSION_HOSTS;
use crate::query::Query;
use crate::transport;

/// The usual names of submission servers: what programs try, and people are told, where nothing is published.
const USUAL_NAMES: [&str; 2] = ["smtp", "mail"];
const FAMILIES: [RecordType; 2] = [RecordType::A, RecordType::Aaaa];

/// Which servers there are, before anything is known of them.
struct Named {
    srv: [Srv; 2],
    source: Source,
    servers: Vec<(DomainName, Service)>,
    beyond_limit: usize,
}

/// Every query that the known facts raise about a domain's submission, answered or not. `granted` is what may be asked
/// of servers beyond the usual.
pub(crate) fn outstanding(
    evidence: &Evidence,
    domain: &DomainName,
    routing: &Routing,
    granted: &Extras,
) -> Vec<Query> {
    if matches!(routing, Routing::DomainAbsent) {
        return Vec::new();
    }
    let mut wanted: Vec<Query> = SERVICES
        .into_iter()
        .filter_map(|service| srv_name(domain, service))
        .map(|name| Query::dns(name, RecordType::Srv))
        .collect();
    let named = Named::read(evidence, domain, routing);
    for (host, service) in &named.servers {
        let name = QueryName::from(host);
        let lookups = FAMILIES.map(|family| evidence.lookup(&name, family));
        wanted.extend(FAMILIES.map(|family| Query::dns(name.clone(), family)));
        // A probe of a guess is worth it only where there surely is something.
        let is_worth_it = if named.source == Source::Guess {
            lookups.iter().any(|lookup| lookup.found().is_some())
        } else {
            !lookups.iter().all(Lookup::is_absent)
        };
        if evidence.vantage.relay.is_some() && is_worth_it {
            wanted.push(Query::Probe {
                host: host.clone(),
                service: *service,
                extras: extras(granted),
            });
        }
    }
    wanted
}

/// What is asked of a submission server beyond the usual. Not the deep look, which costs dozens of connections and
/// concerns no grade; not the mailbox, about which a server that wants a password says nothing.
fn extras(granted: &Extras) -> Extras {
    let open_relay = |tests: &RecipientTests| {
        tests.open_relay.then(|| RecipientTests {
            mailbox: None,
            ..tests.clone()
        })
    };
    Extras {
        deep: false,
        recipients: granted.recipients.as_ref().and_then(open_relay),
    }
}

impl<'a> Submission<'a> {
    /// Reads what is known.
    pub(crate) fn read(
        evidence: &'a Evidence,
        domain: &DomainName,
        routing: &Routing,
        now: Timestamp,
    ) -> Self {
        let named = Named::read(evidence, domain, routing);
        let servers = named
            .servers
            .iter()
            .map(|(host, service)| transport::read_host(evidence, host, *service, None, now))
            .collect();
        Self {
            srv: named.srv,
            source: named.source,
            servers,
            beyond_limit: named.beyond_limit,
        }
    }
}

impl Named {
    fn read(evidence: &Evidence, domain: &DomainName, routing: &Routing) -> Self {
        let srv = SERVICES.map(|service| match srv_name(domain, service) {
            Some(name) => parse::read(evidence.lookup(&name, RecordType::Srv), service),
            // A name too long for DNS has no records.
            None => Srv::Absent,
        });
        let source = source(&srv, routing);
        let (servers, beyond_limit) = match source {
            Source::Srv => by_srv(&srv),
            Source::Guess => (by_usual_names(domain), 0),
            Source::Unknown | Source::Nowhere => (Vec::new(), 0),
        };
        Self {
            srv,
            source,
            servers,
            beyond_limit,
        }
    }
}

fn srv_name(domain: &DomainName, service: Service) -> Option<QueryName> {
    QueryName::prefixed(srv_labels(service), domain).ok()
}

fn source(srv: &[Srv; 2], routing: &Routing) -> Source {
    let is_unknown = |srv: &Srv| match srv {
        Srv::NotAsked | Srv::Unknown(_) | Srv::Bogus(_) => true,
        Srv::Absent | Srv::NoneOffered | Srv::Records(_) => false,
    };
    if srv.iter().any(|srv| matches!(srv, Srv::Records(_))) {
        return Source::Srv;
    }
    if srv.iter().any(is_unknown) {
        return Source::Unknown;
    }
    if srv.iter().any(|srv| matches!(srv, Srv::NoneOffered)) {
        return Source::Nowhere;
    }
    match routing {
        Routing::Mx(_) | Routing::NullMxBesideOthers(_) | Routing::Implicit(_) => Source::Guess,
        Routing::NotAsked
        | Routing::Unknown(_)
        | Routing::Bogus(_)
        | Routing::ImplicitUnknown(_) => Source::Unknown,
        // A domain without mail has hardly anybody who sends; what answers by its usual names is something else.
        Routing::DomainAbsent | Routing::NullMx | Routing::NoService => Source::Nowhere,
    }
}

/// The servers that SRV records name, the first to be tried first, and how many more hosts there are.
fn by_srv(srv: &[Srv; 2]) -> (Vec<(DomainName, Service)>, usize) {
    let mut entries: Vec<(&Entry, Service)> = SERVICES
        .into_iter()
        .zip(srv)
        .flat_map(|(service, srv)| {
            match srv {
                Srv::Records(records) => records.entries.as_slice(),
                Srv::NotAsked
                | Srv::Unknown(_)
                | Srv::Bogus(_)
                | Srv::Absent
                | Srv::NoneOffered => &[],
            }
            .iter()
            .map(move |entry| (entry, service))
        })
        .collect();
    // RFC 6186 §4: priorities count across services. The sort is stable: of equals the preferred service comes first.
    entries.sort_by_key(|(entry, _)| entry.priority);
    let mut hosts = BTreeSet::new();
    let mut beyond = BTreeSet::new();
    let mut servers = Vec::new();
    for (entry, service) in entries {
        if hosts.contains(&entry.target) || hosts.len() < MAX_SUBMISSION_HOSTS {
            hosts.insert(entry.target.clone());
            servers.push((entry.target.clone(), service));
        } else {
            beyond.insert(entry.target.clone());
        }
    }
    (servers, beyond.len())
}

fn by_usual_names(domain: &DomainName) -> Vec<(DomainName, Service)> {
    USUAL_NAMES
        .iter()
        .filter_map(|label| domain.prefixed(label).ok())
        .flat_map(|host| SERVICES.map(|service| (host.clone(), service)))
        .collect()
}

#[cfg(test)]
#[path = "facts_tests.rs"]
mod tests;
