//! What DANE comes to at each host: whether its senders deliver there, and what its records vouch for.

use std::collections::BTreeMap;
use std::net::IpAddr;

use shared::{DomainName, Service, Timestamp};

use super::authenticity::Authenticity;
use super::lookup::{Hindrance, Security, Tlsa, TlsaSet};
use super::matching::Match;
use crate::certificate::{Identity, IdentityFault};
use crate::evidence::{Evidence, Subject};
use crate::report::DaneReport;
use crate::transport::{Address, AddressState, Host, HostState};

/// What is known of one host's DANE.
#[derive(Clone, Debug)]
pub(crate) struct HostDane {
    /// Its records.
    pub(crate) tlsa: Tlsa,
    /// What they come to at each address that talked to us; empty without records.
    pub(crate) addresses: BTreeMap<IpAddr, Authenticity>,
    /// The names by which its certificate may know it.
    names: Vec<DomainName>,
}

/// What the records say of a certificate that only some clients see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OtherStanding {
    /// They vouch for it.
    Vouched,
    /// They vouch for the first one, and not for this.
    Refused,
    /// There are none, or it could not be told.
    Unknown,
}

/// What a sender that follows DANE does with a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It never gets to talk to it.
    NotReached,
    /// There are no records: it delivers as everybody does.
    Free,
    /// It delivers, over TLS; whether it knows to whom is said.
    Delivers {
        /// Whether the records vouch for the server.
        is_authenticated: bool,
    },
    /// It does not deliver, and why.
    Refuses(String),
    /// It could not be told, and why.
    Unknown(String),
}

/// Whether DANE makes a fault of a certificate irrelevant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lift {
    /// The fault counts.
    No,
    /// The records vouch for the server all the same.
    Yes,
    /// They may.
    Perhaps,
}

/// A host of which nothing is known.
pub(crate) static UNKNOWN: HostDane = HostDane {
    tlsa: Tlsa::NotAsked(Vec::new()),
    addresses: BTreeMap::new(),
    names: Vec::new(),
};

impl HostDane {
    /// Reads what is known of a host, at a moment.
    pub(crate) fn read(evidence: &Evidence, host: &Host<'_>, mx: Security, now: Timestamp) -> Self {
        let tlsa = if host.service == Service::Smtp {
            Tlsa::read(evidence, &host.name, mx)
        } else {
            Tlsa::NotApplicable(Hindrance::OtherService)
        };
        let mut addresses = BTreeMap::new();
        let mut names = Vec::new();
        if let Tlsa::Found(set) = &tlsa {
            names = reference_names(&evidence.subject, &host.name, set);
            for (address, sealing) in host.answering() {
                let authenticity = Authenticity::read(set, address, sealing, &names, now);
                addresses.insert(address.address, authenticity);
            }
        }
        Self {
            tlsa,
            addresses,
            names,
        }
    }

    /// The records, if there are any.
    pub(crate) const fn records(&self) -> Option<&TlsaSet> {
        match &self.tlsa {
            Tlsa::Found(set) => Some(set),
            Tlsa::NotAsked(_)
            | Tlsa::NotApplicable(_)
            | Tlsa::Unknown(_)
            | Tlsa::ServersFail(_)
            | Tlsa::LookupFails(_)
            | Tlsa::Unsigned(_)
            | Tlsa::Absent => None,
        }
    }

    /// What a sender that follows DANE does with the host.
    pub(crate) fn standing(&self, host: &Host<'_>) -> Standing {
        if matches!(host.state, HostState::Refusing | HostState::Nowhere) {
            return Standing::NotReached;
        }
        let name = &host.name;
        match &self.tlsa {
            Tlsa::NotAsked(_) => {
                Standing::Unknown(format!("the TLSA records of {name} are not known yet"))
            }
            Tlsa::Unknown(why) | Tlsa::ServersFail(why) => {
                Standing::Unknown(format!("the TLSA records of {name} are not known: {why}"))
            }
            Tlsa::NotApplicable(_) | Tlsa::Absent | Tlsa::Unsigned(_) => Standing::Free,
            // A server that nobody answers at is not refused by its records.
            Tlsa::LookupFails(_) if host.is_unknown() => Standing::Unknown(format!(
                "the lookup of TLSA records for {name} fails, and whether it takes mail is not known"
            )),
            Tlsa::LookupFails(why) => Standing::Refuses(format!(
                "the lookup of TLSA records for {name} fails: {why}"
            )),
            Tlsa::Found(set) => self.standing_of_records(set, host),
        }
    }

    /// The worst of the addresses that talked to us; one that may still talk is a doubt.
    fn standing_of_records(&self, set: &TlsaSet, host: &Host<'_>) -> Standing {
        let name = &host.name;
        let unknown = |why: &str| Standing::Unknown(format!("DANE at {name}: {why}"));
        let refusal = self.addresses.iter().find_map(|(at, authenticity)| {
            let why = authenticity.refusal()?;
            Some(format!("the TLSA records of {name} refuse {at}: {why}"))
        });
        match refusal {
            Some(why) if set.is_proven => return Standing::Refuses(why),
            Some(why) => return Standing::Unknown(format!("if DNSSEC proves it, {why}")),
            None => {}
        }
        if host.is_unknown() {
            return unknown("it could not be looked at");
        }
        let is_pending = |address: &Address<'_>| address.state == AddressState::Pending;
        if host.addresses.iter().any(is_pending) {
            return unknown("it is being looked at");
        }
        let doubt = self
            .addresses
            .values()
            .find_map(|authenticity| match authenticity {
                Authenticity::Unknown(why) => Some(why),
                Authenticity::Matched(_)
                | Authenticity::Unchecked
                | Authenticity::NoTls
                | Authenticity::Refused(_) => None,
            });
        if let Some(why) = doubt {
            return unknown(why);
        }
        let is_matched = |one: &Authenticity| matches!(one, Authenticity::Matched(_));
        Standing::Delivers {
            is_authenticated: self.addresses.values().all(is_matched),
        }
    }

    /// Whether the records make a fault of the certificate at an address irrelevant.
    pub(crate) fn lifts(&self, address: IpAddr, fault: &IdentityFault) -> Lift {
        // Who does not hold the key does not complete a handshake with anybody who checks.
        if matches!(fault, IdentityFault::NotTheKeyHolder(_)) {
            return Lift::No;
        }
        match &self.tlsa {
            Tlsa::NotAsked(_) | Tlsa::Unknown(_) | Tlsa::ServersFail(_) => Lift::Perhaps,
            Tlsa::NotApplicable(_) | Tlsa::LookupFails(_) | Tlsa::Absent | Tlsa::Unsigned(_) => {
                Lift::No
            }
            Tlsa::Found(set) => match self.addresses.get(&address) {
                Some(Authenticity::Matched(by)) if !is_irrelevant(fault, by) => Lift::No,
                Some(Authenticity::Matched(_)) if set.is_proven => Lift::Yes,
                Some(Authenticity::Matched(_) | Authenticity::Unknown(_)) => Lift::Perhaps,
                Some(Authenticity::Unchecked | Authenticity::NoTls | Authenticity::Refused(_))
                | None => Lift::No,
            },
        }
    }

    /// Whether the records surely vouch for the server at an address.
    pub(crate) fn authenticates(&self, address: IpAddr) -> bool {
        self.records().is_some_and(|set| set.is_proven)
            && matches!(self.addresses.get(&address), Some(Authenticity::Matched(_)))
    }

    /// What the records say of a certificate that only some clients see, at a moment.
    pub(crate) fn of_other(&self, identity: &Identity, now: Timestamp) -> OtherStanding {
        let Some(set) = self.records().filter(|set| set.is_proven) else {
            return OtherStanding::Unknown;
        };
        match Authenticity::of(set, identity, &self.names, now) {
            Authenticity::Matched(_) => OtherStanding::Vouched,
            Authenticity::Refused(_) => OtherStanding::Refused,
            Authenticity::Unchecked | Authenticity::NoTls | Authenticity::Unknown(_) => {
                OtherStanding::Unknown
            }
        }
    }

    /// As the report shows it; nothing where nobody asks for records.
    pub(crate) fn report(&self, host: &Host<'_>) -> Option<DaneReport> {
        let summary = match (&self.tlsa, self.standing(host)) {
            (Tlsa::NotApplicable(_), _) => return None,
            (Tlsa::Absent, _) => "no TLSA records".to_owned(),
            (Tlsa::Unsigned(_), _) => {
                "TLSA records that are not signed and do not count".to_owned()
            }
            (_, Standing::NotReached) => "not needed: nobody reaches the server".to_owned(),
            (
                _,
                Standing::Delivers {
                    is_authenticated: true,
                },
            ) if self.records().is_some_and(|set| set.is_proven) => {
                "TLSA records vouch for the server".to_owned()
            }
            (
                _,
                Standing::Delivers {
                    is_authenticated: true,
                },
            ) => "TLSA records fit the server; whether they are signed is not known".to_owned(),
            (
                _,
                Standing::Free
                | Standing::Delivers {
                    is_authenticated: false,
                },
            ) => "TLSA records demand TLS and vouch for nothing".to_owned(),
            (_, Standing::Refuses(why) | Standing::Unknown(why)) => why,
        };
        let set = self.records();
        Some(DaneReport {
            summary,
            owner: set.map(TlsaSet::owner),
            records: set
                .into_iter()
                .flat_map(|set| {
                    set.records
                        .iter()
                        .map(ToString::to_string)
                        .chain(set.broken.clone())
                })
                .collect(),
        })
    }
}

/// RFC 7672 §3.2.2: the name that the records are about, and those that securely led to it.
fn reference_names(subject: &Subject, host: &DomainName, set: &TlsaSet) -> Vec<DomainName> {
    let mut names = vec![set.base.clone(), host.clone(), subject.name().clone()];
    names.dedup();
    names
}

/// Whether a fault does not matter to senders that know the server by a record.
const fn is_irrelevant(fault: &IdentityFault, by: &Match) -> bool {
    match fault {
        IdentityFault::NotTheKeyHolder(_) => false,
        // A record about an authority stands in for the public path, and for nothing else. What was out of date on the
        // way to it would not have matched, so that a date which is over is of one above.
        IdentityFault::SelfSigned
        | IdentityFault::UnknownIssuer
        | IdentityFault::MissingIntermediate
        | IdentityFault::Expired
        | IdentityFault::NotYetValid => true,
        // RFC 7672 §3.1.1: with DANE-EE only the certificate or key itself counts.
        IdentityFault::PathBroken(_)
        | IdentityFault::NameMismatch
        | IdentityFault::CommonNameOnly(_)
        | IdentityFault::WeakKey(_)
        | IdentityFault::WeakSignature(_) => by.place == 0,
    }
}
