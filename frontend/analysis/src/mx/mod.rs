//! Routing: which hosts take mail for a domain (RFC 5321 §5.1).
//!
//! A domain names its mail hosts by MX records, each with a preference: the lowest is tried first. Without any MX the
//! domain's own address is used (the "implicit MX"). A single MX of preference 0 to the root, `0 .`, says that the
//! domain takes no mail at all (RFC 7505). An MX must name a host that has addresses of its own: not an alias
//! (RFC 2181 §10.3), not an IP address.

mod check;

use std::net::IpAddr;

use shared::{DomainName, Failure};

pub(crate) use check::{capitalised, check};

use crate::dns::{QueryName, RecordData, RecordType};
use crate::evidence::{Evidence, Lookup};
use crate::plan;

/// How mail for a domain finds its way.
#[derive(Clone, Debug)]
pub(crate) enum Routing {
    /// Not known yet.
    NotAsked,
    /// It could not be found out.
    Unknown(Failure),
    /// The signatures over the MX records do not hold.
    Bogus(Failure),
    /// The domain does not exist.
    DomainAbsent,
    /// It takes no mail, by its own word (RFC 7505).
    NullMx,
    /// It says both: no mail, and these hosts. RFC 7505 §3 forbids it.
    NullMxBesideOthers(Mx),
    /// These hosts.
    Mx(Mx),
    /// No MX; the domain itself has an address.
    Implicit(MailHost),
    /// No MX, and whether the domain has an address is not known.
    ImplicitUnknown(Option<Failure>),
    /// No MX and no address.
    NoService,
}

/// The MX records, read.
#[derive(Clone, Debug)]
pub(crate) struct Mx {
    /// The hosts, each once, by preference and then by name.
    pub(crate) hosts: Vec<MailHost>,
    /// Targets that are no host names, as sent.
    pub(crate) invalid: Vec<String>,
    /// Whether the resolver proved the records.
    pub(crate) secure: bool,
}

/// A host that takes mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MailHost {
    /// Its name, as the MX record has it.
    pub(crate) name: DomainName,
    /// Its lowest preference; `None` for the implicit MX.
    pub(crate) preference: Option<u16>,
}

impl Routing {
    /// Reads what is known.
    pub(crate) fn read(evidence: &Evidence, domain: &DomainName) -> Self {
        match evidence.lookup(&QueryName::from(domain), RecordType::Mx) {
            Lookup::NotAsked => Self::NotAsked,
            Lookup::Unknown(failure) => Self::Unknown(failure),
            Lookup::Bogus(failure) => Self::Bogus(failure),
            Lookup::NxDomain(_) => Self::DomainAbsent,
            Lookup::NoData(_) => Self::without_mx(evidence, domain),
            Lookup::Found(message) => {
                let records = message
                    .records
                    .iter()
                    .filter_map(|record| match &record.data {
                        RecordData::Mx {
                            preference,
                            exchange,
                        } => Some((*preference, Some(exchange))),
                        RecordData::Broken { .. } => Some((u16::MAX, None)),
                        _ => None,
                    });
                Self::with_mx(records, message.authenticated)
            }
        }
    }

    fn with_mx<'a>(
        records: impl Iterator<Item = (u16, Option<&'a QueryName>)>,
        secure: bool,
    ) -> Self {
        let mut mx = Mx {
            hosts: Vec::new(),
            invalid: Vec::new(),
            secure,
        };
        let mut null = false;
        for (preference, exchange) in records {
            let Some(exchange) = exchange else {
                mx.invalid.push("(content that cannot be read)".to_owned());
                continue;
            };
            if exchange.is_root() {
                // RFC 7505 §3 wants preference 0; a sender that sees another still finds no host.
                null = true;
                continue;
            }
            let text = exchange.to_string();
            match text.parse::<DomainName>() {
                Ok(name) if text.parse::<IpAddr>().is_err() => mx.add(name, preference),
                Ok(_) | Err(_) => mx.invalid.push(text),
            }
        }
        mx.hosts
            .sort_unstable_by(|a, b| (a.preference, &a.name).cmp(&(b.preference, &b.name)));
        mx.invalid.sort_unstable();
        mx.invalid.dedup();
        match (null, mx.hosts.is_empty() && mx.invalid.is_empty()) {
            (true, true) => Self::NullMx,
            (true, false) => Self::NullMxBesideOthers(mx),
            (false, _) => Self::Mx(mx),
        }
    }

    fn without_mx(evidence: &Evidence, domain: &DomainName) -> Self {
        let name = QueryName::from(domain);
        let lookups =
            [RecordType::A, RecordType::Aaaa].map(|family| evidence.lookup(&name, family));
        let host = MailHost {
            name: domain.clone(),
            preference: None,
        };
        if lookups
            .iter()
            .any(|lookup| lookup.found().is_some() || plan::is_hidden_private(lookup))
        {
            return Self::Implicit(host);
        }
        if lookups.iter().all(Lookup::is_absent) {
            return Self::NoService;
        }
        Self::ImplicitUnknown(lookups.into_iter().find_map(|lookup| match lookup {
            Lookup::Unknown(failure) | Lookup::Bogus(failure) => Some(failure),
            Lookup::NotAsked | Lookup::NoData(_) | Lookup::NxDomain(_) | Lookup::Found(_) => None,
        }))
    }

    /// The hosts to look at.
    pub(crate) fn hosts(&self) -> &[MailHost] {
        match self {
            Self::Mx(mx) | Self::NullMxBesideOthers(mx) => &mx.hosts,
            Self::Implicit(host) => std::slice::from_ref(host),
            Self::NotAsked
            | Self::Unknown(_)
            | Self::Bogus(_)
            | Self::DomainAbsent
            | Self::NullMx
            | Self::ImplicitUnknown(_)
            | Self::NoService => &[],
        }
    }

    /// Whether nothing about it is still to come.
    pub(crate) const fn is_settled(&self) -> bool {
        !matches!(self, Self::NotAsked | Self::ImplicitUnknown(None))
    }

    /// Whether DNS says definitely that there is no MX, so that the domain's own address counts.
    pub(crate) const fn is_without_mx(&self) -> bool {
        matches!(
            self,
            Self::Implicit(_) | Self::ImplicitUnknown(_) | Self::NoService
        )
    }
}

impl Mx {
    fn add(&mut self, name: DomainName, preference: u16) {
        match self.hosts.iter_mut().find(|host| host.name == name) {
            Some(host) => host.preference = host.preference.min(Some(preference)),
            None => self.hosts.push(MailHost {
                name,
                preference: Some(preference),
            }),
        }
    }
}
