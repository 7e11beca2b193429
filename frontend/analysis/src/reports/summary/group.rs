//! Which sources belong together.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::Serialize;

use super::Names;
use super::kinds::Alike;
use super::organisation::organisation;
use super::passed::PassedBy;
use super::services::{Service, service_of};
use crate::dns::is_within;
use crate::reports::aggregate::{AggregateReport, AuthWord, Row, Source};

/// By what sources are grouped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum GroupBy {
    /// By who sends: the domain that SPF or DKIM vouches for, or the name, or the network where nothing does.
    #[default]
    Service,
    /// By the organisation in the address's name, where names were looked up.
    Name,
    /// By network: 256 addresses of IPv4, a /48 of IPv6.
    Network,
    /// Each address by itself.
    Address,
}

impl GroupBy {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Service, Self::Name, Self::Network, Self::Address];

    /// Its stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Name => "name",
            Self::Network => "network",
            Self::Address => "address",
        }
    }
}

/// What the sources of a group have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(tag = "kind", content = "value", rename_all = "kebab-case")]
pub enum GroupKey {
    /// A service that is known here, by its name.
    Service(&'static str),
    /// The domain itself: SPF or DKIM passes for it, and for nobody else; or it is other mail of an address for which its SPF
    /// passes.
    Own(String),
    /// Another organisation, for whose domain SPF or DKIM passes or that the address's name is of.
    Organisation(String),
    /// A network whose mail bears a signature of the domain that does not hold, by its first address: nothing passes, but it
    /// is not one with whatever else comes from there.
    Signed(IpAddr),
    /// A network, by its first address.
    Network(IpAddr),
    /// One address.
    Address(IpAddr),
    /// Addresses without a name, where names are what groups.
    Nameless,
    /// What reporters wrote in place of an address.
    Unreadable,
    /// Sources that are not kept one by one.
    Unlisted,
}

impl GroupKey {
    /// The service, if it is one that is known here.
    #[must_use]
    pub fn service(&self) -> Option<&'static Service> {
        match self {
            Self::Service(name) => super::services::by_name(name),
            _ => None,
        }
    }
}

/// For people.
impl fmt::Display for GroupKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service(name) => f.write_str(name),
            Self::Own(domain) => write!(f, "{domain} itself"),
            Self::Organisation(domain) => f.write_str(domain),
            Self::Signed(first) => write!(f, "{first}/{}, signed as you", bits(*first)),
            Self::Network(first) => write!(f, "{first}/{}", bits(*first)),
            Self::Address(address) => write!(f, "{address}"),
            Self::Nameless => f.write_str("addresses without a name"),
            Self::Unreadable => f.write_str("no readable address"),
            Self::Unlisted => f.write_str("other sources"),
        }
    }
}

/// Finds the key of a row.
#[derive(Debug)]
pub(super) struct Keys<'a> {
    by: GroupBy,
    names: &'a Names,
}

impl<'a> Keys<'a> {
    pub(super) const fn new(by: GroupBy, names: &'a Names) -> Self {
        Self { by, names }
    }

    /// The group of a row, which is of this kind, and by what other mail of its address passes.
    pub(super) fn of(&self, row: &Row, alike: &Alike<'_>, passed: Option<PassedBy>) -> GroupKey {
        let address = match row.source {
            Source::Address(address) => address,
            Source::Unreadable => return GroupKey::Unreadable,
            Source::Unlisted => return GroupKey::Unlisted,
        };
        match self.by {
            GroupBy::Address => GroupKey::Address(address),
            GroupBy::Network => GroupKey::Network(network(address)),
            GroupBy::Name => self
                .names
                .verified(address)
                .map_or(GroupKey::Nameless, by_organisation),
            GroupBy::Service => self.service(row, alike, address, passed),
        }
    }

    /// Whether the group of a row is the same for all of its kind of which this can be said.
    pub(super) fn goes_by_kind(&self, row: &Row, alike: &Alike<'_>) -> bool {
        let Source::Address(address) = row.source else {
            return false;
        };
        self.by == GroupBy::Service
            && !matches!(alike.voucher, Voucher::Nobody(_))
            && (self.names.is_empty() || self.names.verified(address).is_none())
    }

    /// Whether it says something of a row by what other mail of its address passes. Grouped otherwise, all mail of an address
    /// is in one group.
    pub(super) fn goes_by_others(&self, row: &Row, alike: &Alike<'_>) -> bool {
        self.by == GroupBy::Service
            && matches!(alike.voucher, Voucher::Nobody(_))
            // What bears a signature that does not hold is a group of its own all the same.
            && !alike.is_signed
            && row.passes() != Some(true)
    }

    /// Who sends, by what speaks for it most: a known service that passes, another's domain that passes, the domain itself,
    /// the domain's SPF record where it lists the address, the address's name, and the network when nothing does.
    fn service(
        &self,
        row: &Row,
        alike: &Alike<'_>,
        address: IpAddr,
        passed: Option<PassedBy>,
    ) -> GroupKey {
        let name = self.names.verified(address);
        match (&alike.voucher, name.and_then(service_of), name) {
            (Voucher::Service(service), ..) => GroupKey::Service(service.name),
            (_, Some(service), _) => GroupKey::Service(service.name),
            (Voucher::Other(other), ..) => GroupKey::Organisation(organisation(other).to_owned()),
            (Voucher::Own(own), ..) => GroupKey::Own((*own).to_owned()),
            // Some reports say that mail passes, and not what for. What bears a signature that does not hold has a reason of
            // its own.
            (Voucher::Nobody(own), ..)
                if !own.is_empty()
                    && (row.passes() == Some(true)
                        || passed == Some(PassedBy::Spf) && !alike.is_signed) =>
            {
                GroupKey::Own((*own).to_owned())
            }
            (Voucher::Nobody(_), None, Some(name)) => by_organisation(name),
            (Voucher::Nobody(_), None, None) if alike.is_signed => {
                GroupKey::Signed(network(address))
            }
            (Voucher::Nobody(_), None, None) => GroupKey::Network(network(address)),
        }
    }
}

/// Who vouches for mail, whatever its address: for whose domain SPF or DKIM passes.
#[derive(Debug)]
pub(super) enum Voucher<'a> {
    /// A service that is known here.
    Service(&'static Service),
    /// Another domain, whether that of the From header passes beside it or not.
    Other(&'a str),
    /// The organisation of the From header, and nobody else.
    Own(&'a str),
    /// Nothing passes; with the organisation of the From header.
    Nobody(&'a str),
}

/// Who vouches for the mail of a row.
pub(super) fn voucher<'a>(report: &'a AggregateReport, row: &Row) -> Voucher<'a> {
    let results = report.authentication(row);
    let dkim = results
        .dkim
        .iter()
        .filter(|one| one.result == AuthWord::Pass)
        .map(|one| one.domain);
    let spf = results
        .spf
        .iter()
        .filter(|one| one.result == AuthWord::Pass)
        .map(|one| one.domain);
    let own = organisation(report.name(row.header_from));
    let mut other = None;
    let mut is_own = false;
    for name in dkim.chain(spf).map(|id| report.name(id)) {
        if name.is_empty() {
            continue;
        }
        // What is sent from an account of a service in the service's own domain is its users' mail.
        if is_within(name, own) {
            is_own = true;
        } else if let Some(service) = service_of(name) {
            return Voucher::Service(service);
        } else if other.is_none() {
            other = Some(name);
        }
    }
    match other {
        Some(other) => Voucher::Other(other),
        None if is_own => Voucher::Own(own),
        None => Voucher::Nobody(own),
    }
}

fn by_organisation(name: &str) -> GroupKey {
    match service_of(name) {
        Some(service) => GroupKey::Service(service.name),
        None => GroupKey::Organisation(organisation(name).to_owned()),
    }
}

/// How many bits the network of an address has here.
const fn bits(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => 24,
        IpAddr::V6(_) => 48,
    }
}

/// The first address of an address's network.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(address) => Ipv4Addr::from_bits(address.to_bits() & (u32::MAX << 8)).into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 80)).into(),
    }
}
