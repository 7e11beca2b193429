//! Under which name to ask for TLSA records, and what was answered (RFC 7672 §2.2).

use shared::DomainName;

use super::TlsaRecord;
use crate::dns::{Message, QueryName, RecordType};
use crate::evidence::{Evidence, Lookup, ResolverTrust, Subject};
use crate::mx::Routing;
use crate::query::Query;

/// What is known of the TLSA records of a host.
#[derive(Clone, Debug)]
pub(crate) enum Tlsa {
    /// This is still to be asked.
    NotAsked(Vec<Query>),
    /// Nobody asks for them, since they could prove nothing.
    NotApplicable(Hindrance),
    /// It could not be found out, and why.
    Unknown(String),
    /// It could not be found out, because the name servers themselves fail, and only when asked for these records.
    ServersFail(String),
    /// The answer does not hold: senders must not deliver (RFC 7672 §2.1.2).
    LookupFails(String),
    /// There are none.
    Absent,
    /// There are some that are not signed: senders take them for none (RFC 7672 §2.2).
    Unsigned(TlsaSet),
    /// There are some.
    Found(TlsaSet),
}

/// The TLSA records of a host.
#[derive(Clone, Debug)]
pub(crate) struct TlsaSet {
    /// The name whose server they are about: the host's, or that which it is an alias of.
    pub(crate) base: DomainName,
    /// The records that could be read.
    pub(crate) records: Vec<TlsaRecord>,
    /// The content of those that could not.
    pub(crate) broken: Vec<String>,
    /// Whether all is proven by DNSSEC. If not, the resolver does not validate, or they are not signed.
    pub(crate) is_proven: bool,
}

/// Why TLSA records could prove nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hindrance {
    /// Whoever forges the MX records names another host (RFC 7672 §2.2.1).
    MxInsecure,
    /// The host's addresses are not signed (RFC 7672 §2.2.2).
    AddressInsecure,
    /// The host has no address.
    NoAddress,
    /// Another service than mail between servers (RFC 7672 §1).
    OtherService,
}

/// Whether DNSSEC proves how senders come to a host's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Security {
    /// It does.
    Secure,
    /// It does not, and others can tell.
    Insecure,
    /// This resolver cannot tell.
    Untold,
    /// Not known yet.
    NotAsked,
}

impl Security {
    /// Of the MX records, or of their absence; a host that was typed needs no proof.
    pub(crate) fn of_routing(evidence: &Evidence, routing: Option<&Routing>) -> Self {
        let is_proven = match (&evidence.subject, routing) {
            (Subject::Host { .. }, _) => true,
            (_, Some(Routing::Mx(mx) | Routing::NullMxBesideOthers(mx))) => mx.secure,
            (Subject::Domain { domain }, _) => {
                match evidence.lookup(&QueryName::from(domain), RecordType::Mx) {
                    Lookup::NoData(message) => message.authenticated,
                    _ => false,
                }
            }
        };
        match evidence.resolver_trust() {
            ResolverTrust::NotAsked => Self::NotAsked,
            ResolverTrust::Validates if is_proven => Self::Secure,
            ResolverTrust::Validates => Self::Insecure,
            ResolverTrust::DoesNotValidate | ResolverTrust::Unknown => Self::Untold,
        }
    }
}

impl Tlsa {
    /// Reads what is known. A resolver that does not validate can still say that there are no records at all.
    pub(crate) fn read(evidence: &Evidence, host: &DomainName, mx: Security) -> Self {
        match mx {
            Security::NotAsked => return Self::NotAsked(Vec::new()),
            Security::Insecure => return Self::NotApplicable(Hindrance::MxInsecure),
            Security::Secure | Security::Untold => {}
        }
        let bases = match base_domains(evidence, host, mx) {
            Ok(bases) => bases,
            Err(settled) => return settled,
        };
        let mut unsigned = None;
        for base in bases {
            let Ok(owner) = QueryName::prefixed("_25._tcp", &base) else {
                // Longer than DNS allows, so that nobody can ask for it.
                continue;
            };
            match evidence.lookup(&owner, RecordType::Tlsa) {
                Lookup::NotAsked => {
                    return Self::NotAsked(vec![Query::dns(owner, RecordType::Tlsa)]);
                }
                Lookup::NoData(_) | Lookup::NxDomain(_) => {}
                Lookup::Bogus(failure) => return Self::LookupFails(failure.to_string()),
                // RFC 7672 §2.1.2: whatever the reason, senders put the mail off. The addresses were answered, with
                // signatures, so that the servers of the zone can be reached.
                Lookup::Unknown(failure)
                    if mx == Security::Secure && evidence.fails_twice(&owner, RecordType::Tlsa) =>
                {
                    return Self::ServersFail(failure.to_string());
                }
                Lookup::Unknown(failure) => return Self::Unknown(failure.to_string()),
                Lookup::Found(message) if message.authenticated || mx == Security::Untold => {
                    return Self::Found(TlsaSet::read(base, &message, mx));
                }
                // RFC 7672 §2.2: records that are not signed are as good as none.
                Lookup::Found(message) => {
                    unsigned
                        .get_or_insert_with(|| TlsaSet::read(base, &message, Security::Insecure));
                }
            }
        }
        unsigned.map_or(Self::Absent, Self::Unsigned)
    }
}

impl TlsaSet {
    fn read(base: DomainName, message: &Message, mx: Security) -> Self {
        let (mut records, mut broken) = (Vec::new(), Vec::new());
        for record in &message.records {
            match TlsaRecord::of(&record.data) {
                Some(record) => records.push(record),
                None => broken.push(record.data.to_string()),
            }
        }
        // The order of records in an answer means nothing.
        records.sort();
        records.dedup();
        broken.sort();
        Self {
            base,
            records,
            broken,
            is_proven: mx == Security::Secure,
        }
    }

    /// Where they stand: `_25._tcp.mx1.example.org`.
    pub(crate) fn owner(&self) -> String {
        format!("_25._tcp.{}", self.base)
    }

    /// The records as in a zone file.
    pub(super) fn texts(&self) -> Vec<String> {
        let owner = self.owner();
        let records = self.records.iter().map(ToString::to_string);
        records
            .chain(self.broken.clone())
            .map(|content| format!("{owner}. TLSA {content}"))
            .collect()
    }
}

/// What is still to be asked about the TLSA records of a host.
pub(crate) fn outstanding(evidence: &Evidence, host: &DomainName, mx: Security) -> Vec<Query> {
    match Tlsa::read(evidence, host, mx) {
        Tlsa::NotAsked(queries) => queries,
        Tlsa::NotApplicable(_)
        | Tlsa::Unknown(_)
        | Tlsa::ServersFail(_)
        | Tlsa::LookupFails(_)
        | Tlsa::Absent
        | Tlsa::Unsigned(_)
        | Tlsa::Found(_) => Vec::new(),
    }
}

/// The names under which senders look, in order; or what is known without looking.
fn base_domains(
    evidence: &Evidence,
    host: &DomainName,
    mx: Security,
) -> Result<Vec<DomainName>, Tlsa> {
    let name = QueryName::from(host);
    let lookups = [RecordType::A, RecordType::Aaaa].map(|family| evidence.lookup(&name, family));
    if lookups
        .iter()
        .any(|lookup| matches!(lookup, Lookup::NotAsked))
    {
        // The plan asks for addresses anyway.
        return Err(Tlsa::NotAsked(Vec::new()));
    }
    let found: Vec<&Message> = lookups.iter().filter_map(Lookup::found).collect();
    let Some(first) = found.first() else {
        return Err(match lookups.iter().find_map(Lookup::why_unknown) {
            Some(why) => Tlsa::Unknown(format!("the addresses of {host} are not known: {why}")),
            None => Tlsa::NotApplicable(Hindrance::NoAddress),
        });
    };
    if mx == Security::Untold || found.iter().all(|message| message.authenticated) {
        // RFC 7672 §2.2.2: first the name at the end of the aliases, then the one in the MX record.
        let expanded = first
            .aliases
            .last()
            .and_then(|alias| alias.to_domain_name().ok());
        return Ok(expanded.into_iter().chain([host.clone()]).collect());
    }
    if first.aliases.is_empty() {
        return Err(Tlsa::NotApplicable(Hindrance::AddressInsecure));
    }
    // RFC 7672 §2.2.2: the alias leads out of signed zones; if it is itself signed, its own name counts.
    match evidence.lookup(&name, RecordType::Cname) {
        Lookup::NotAsked => Err(Tlsa::NotAsked(vec![Query::dns(name, RecordType::Cname)])),
        Lookup::Found(alias) if alias.authenticated => Ok(vec![host.clone()]),
        Lookup::Found(_) | Lookup::NoData(_) | Lookup::NxDomain(_) => {
            Err(Tlsa::NotApplicable(Hindrance::AddressInsecure))
        }
        Lookup::Unknown(failure) | Lookup::Bogus(failure) => Err(Tlsa::Unknown(format!(
            "the alias {host} is not known: {failure}"
        ))),
    }
}

#[cfg(test)]
mod tests;
