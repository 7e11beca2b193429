//! The state of each name that mail depends on, by the resolver's word.

use shared::{DomainName, Service};

use crate::dns::{Message, QueryName, RecordType};
use crate::evidence::{Lookup, ResolverTrust, Subject};
use crate::facts::Facts;
use crate::mx::Routing;
use crate::plan::is_hidden_private;

/// What DNSSEC says of an answer (RFC 4035 §4.3), as far as the resolver tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// The resolver proved it.
    Secure,
    /// The resolver validates, and found that it is not signed.
    Insecure,
    /// The resolver refuses it, since the signatures do not hold.
    Bogus,
    /// It could not be told.
    Unknown,
}

/// What the answers at a name are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Where mail goes.
    Mx,
    /// Where a mail server is.
    Host,
    /// Which certificates a mail server has.
    Tlsa,
    /// Where the MTA-STS policy is fetched.
    PolicyHost,
}

/// One name with its state.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) state: State,
    /// What there is to add: a failure, where an alias leads, that there are no such records.
    pub(super) note: Option<String>,
}

impl State {
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Secure => "secure",
            Self::Insecure => "not signed",
            Self::Bogus => "bogus",
            Self::Unknown => "could not tell",
        }
    }
}

impl Role {
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Mx => "MX records",
            Self::Host => "addresses of a mail server",
            Self::Tlsa => "TLSA records",
            Self::PolicyHost => "addresses of the policy host",
        }
    }
}

/// Every name that was asked for, in the order in which senders come to it. At most three for each host.
pub(super) fn names(facts: &Facts<'_>) -> Vec<Name> {
    let mut names = Vec::new();
    if facts.evidence.resolver_trust() == ResolverTrust::NotAsked {
        return names;
    }
    let domain = match &facts.evidence.subject {
        Subject::Domain { domain } => Some(domain),
        Subject::Host { .. } => None,
    };
    if matches!(facts.routing, Some(Routing::DomainAbsent)) {
        return names;
    }
    if let Some(domain) = domain {
        names.extend(read(
            facts,
            &QueryName::from(domain),
            Role::Mx,
            &[RecordType::Mx],
        ));
    }
    let mail = facts
        .hosts
        .iter()
        .filter(|host| host.service == Service::Smtp);
    for host in mail {
        names.extend(addresses(facts, &host.name, Role::Host));
        let bases: Vec<DomainName> = host
            .alias_of
            .last()
            .and_then(|alias| alias.parse().ok())
            .into_iter()
            .chain([host.name.clone()])
            .collect();
        for base in bases {
            if let Ok(owner) = QueryName::prefixed("_25._tcp", &base) {
                names.extend(read(facts, &owner, Role::Tlsa, &[RecordType::Tlsa]));
            }
        }
    }
    if let Some(policy_host) = domain.and_then(|domain| domain.prefixed("mta-sts").ok()) {
        names.extend(addresses(facts, &policy_host, Role::PolicyHost));
    }
    names
}

fn addresses(facts: &Facts<'_>, host: &DomainName, role: Role) -> Option<Name> {
    let families = [RecordType::A, RecordType::Aaaa];
    let name = read(facts, &QueryName::from(host), role, &families)?;
    // That a host has no address is another matter. RFC 5155 §9.2: its denial may lack AD in a signed zone.
    (name.note.as_deref() != Some(NONE)).then_some(name)
}

/// The note about records that are not there.
const NONE: &str = "there are none";

/// Reads what is known; nothing while nothing is.
fn read(facts: &Facts<'_>, name: &QueryName, role: Role, types: &[RecordType]) -> Option<Name> {
    let evidence = facts.evidence;
    let trust = evidence.resolver_trust();
    let lookups: Vec<Lookup> = types
        .iter()
        .map(|record_type| evidence.lookup(name, *record_type))
        .collect();
    // An answer that leads into a private range is withheld: that is another matter, and said there.
    let is_withheld = |one: &Lookup| matches!(one, Lookup::NotAsked) || is_hidden_private(one);
    if lookups.iter().any(is_withheld) {
        return None;
    }
    let made = |state, note| {
        Some(Name {
            name: name.to_string(),
            role,
            state,
            note,
        })
    };
    // One family that cannot be had leaves the other: but what is bogus is not to be passed over.
    if let Some(Lookup::Bogus(failure)) = lookups.iter().find(|one| matches!(one, Lookup::Bogus(_)))
    {
        return made(State::Bogus, Some(failure.to_string()));
    }
    let found: Vec<&Message> = lookups.iter().filter_map(Lookup::found).collect();
    let unknown = lookups.iter().find_map(|one| match one {
        Lookup::Unknown(failure) => Some(failure.to_string()),
        _ => None,
    });
    let untold = match trust {
        ResolverTrust::Validates => None,
        ResolverTrust::DoesNotValidate => Some("the resolver does not validate"),
        ResolverTrust::NotAsked | ResolverTrust::Unknown => {
            Some("whether the resolver validates is not known")
        }
    };
    if found.is_empty() {
        if let Some(why) = unknown {
            return made(State::Unknown, Some(why));
        }
        let is_proven = lookups.iter().all(|one| match one {
            Lookup::NoData(message) | Lookup::NxDomain(message) => message.authenticated,
            _ => false,
        });
        // RFC 5155 §9.2: a denial from a span with opt-out lacks AD although the zone is signed.
        let state = if untold.is_none() && is_proven {
            State::Secure
        } else {
            State::Unknown
        };
        return made(state, Some(NONE.to_owned()));
    }
    if let Some(why) = untold {
        return made(State::Unknown, Some(why.to_owned()));
    }
    let state = if found.iter().all(|message| message.authenticated) {
        State::Secure
    } else {
        State::Insecure
    };
    let alias = found.iter().find_map(|message| message.aliases.last());
    made(state, alias.map(|end| format!("alias of {end}")))
}
