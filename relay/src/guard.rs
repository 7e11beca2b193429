//! What may be contacted: public unicast addresses, and the ranges that the operator allowed; never what he denied.
//!
//! The decision is made on the very address that is dialled, after resolving and never again by name, so that a
//! second DNS answer cannot change it (DNS rebinding).

use std::net::IpAddr;

use ipnet::IpNet;
use shared::address::{canonical, is_public};
use shared::{Blocked, DomainName};

use crate::deny::{Denied, DenyList};
use crate::nat64::Nat64Prefix;
use crate::own_address::is_own;

/// The operator's decision about targets; by default nothing but the public internet, without this machine.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    allowed: Vec<IpNet>,
    denied: Vec<IpNet>,
    nat64: Vec<Nat64Prefix>,
    /// Whether this machine's own addresses may be dialled too.
    own: bool,
    /// Denied by a file. Shared by all clones: it may be replaced while they work.
    list: Denied,
}

impl Guard {
    /// A guard that also lets these ranges through, for laboratories (`--allow-net`).
    #[must_use]
    pub fn allowing(allowed: Vec<IpNet>) -> Self {
        Self {
            allowed,
            ..Self::default()
        }
    }

    /// The same, but these ranges are never dialled (`--deny-net`), even if they are allowed too.
    #[must_use]
    pub fn denying(self, denied: Vec<IpNet>) -> Self {
        Self { denied, ..self }
    }

    /// The same behind a NAT64 (`--nat64-prefix`): an address under one of these prefixes is judged by the IPv4 address
    /// in it, which is the one that is reached.
    #[must_use]
    pub fn behind_nat64(self, nat64: Vec<Nat64Prefix>) -> Self {
        Self { nat64, ..self }
    }

    /// The same, but this machine's own public addresses are dialled like others: for whoever looks at the mail server
    /// that he is sitting at, and for no service of others.
    #[must_use]
    pub fn with_own(self) -> Self {
        Self { own: true, ..self }
    }

    /// Replaces the list of what is never contacted (`--deny`), for this guard and all its clones.
    pub fn deny(&self, list: DenyList) {
        self.list.replace(list);
    }

    /// Whether an address may be dialled. Who is refused is refused at the same point and in the same form, whatever the
    /// reason: after the look-up, without a packet to the address.
    ///
    /// # Errors
    /// The address is not of the public internet and no allowed range holds it; or a denied range holds it, or it is
    /// one of this machine's own, which no allowed range holds.
    pub fn admit(&self, address: IpAddr) -> Result<(), Blocked> {
        self.disclose(address)?;
        let reached = self.reached(address);
        if [canonical(address), reached].iter().any(|address| {
            self.denied.iter().any(|net| net.contains(address)) || self.list.holds_address(*address)
        }) {
            return Err(Blocked::NotPermitted);
        }
        // What listens on this machine may trust whoever comes from it: mail servers relay for their own host.
        if !self.own && !self.is_allowed(address) && is_own(address) {
            return Err(Blocked::NotPermitted);
        }
        Ok(())
    }

    /// Whether clients may be told of an address: it is of the public internet, or an allowed range holds it. Which
    /// public addresses are not dialled is no secret, so DNS answers that lead to them are passed on.
    ///
    /// # Errors
    /// It is neither.
    pub fn disclose(&self, address: IpAddr) -> Result<(), Blocked> {
        if is_public(self.reached(address)) || self.is_allowed(address) {
            Ok(())
        } else {
            Err(Blocked::AddressNotPublic)
        }
    }

    /// Those of some addresses that may not be dialled, with the reason that holds for the first; nothing if all may.
    pub(crate) fn refused(
        &self,
        addresses: impl IntoIterator<Item = IpAddr>,
    ) -> Option<(Blocked, Vec<IpAddr>)> {
        let mut reason = None;
        let mut refused = Vec::new();
        for address in addresses {
            if let Err(why) = self.admit(address) {
                reason.get_or_insert(why);
                refused.push(address);
            }
        }
        reason.map(|reason| (reason, refused))
    }

    /// The address that is reached through this one.
    fn reached(&self, address: IpAddr) -> IpAddr {
        let address = canonical(address);
        let IpAddr::V6(v6) = address else {
            return address;
        };
        self.nat64
            .iter()
            .find_map(|prefix| prefix.embedded(v6))
            .map_or(address, IpAddr::V4)
    }

    /// Whether the operator named a range that holds this address: a laboratory, where no pause is needed.
    #[must_use]
    pub fn is_allowed(&self, address: IpAddr) -> bool {
        let address = canonical(address);
        self.allowed.iter().any(|net| net.contains(&address))
    }

    /// Whether a host may be contacted, as far as its name tells. Who is refused is refused before anything is looked up.
    ///
    /// # Errors
    /// As [`Self::admit_name`], or the operator denied the name or one above it.
    pub fn admit_host(&self, name: &DomainName) -> Result<(), Blocked> {
        self.admit_name(name)?;
        if self.list.holds_name(name) {
            Err(Blocked::NotPermitted)
        } else {
            Ok(())
        }
    }

    /// Whether a name may be looked up.
    ///
    /// # Errors
    /// The name is of special use (RFC 6761). A laboratory has such names, so allowing any range admits them; what
    /// they resolve to still has to pass [`Self::admit`].
    pub fn admit_name(&self, name: &DomainName) -> Result<(), Blocked> {
        if name.is_special_use() && self.allowed.is_empty() {
            Err(Blocked::SpecialName)
        } else {
            Ok(())
        }
    }

    /// Whether an allowed range is one of IPv6.
    #[must_use]
    pub fn allows_any_ipv6(&self) -> bool {
        self.allowed.iter().any(|net| matches!(net, IpNet::V6(_)))
    }

    /// Whether any range was allowed.
    #[must_use]
    pub const fn is_laboratory(&self) -> bool {
        !self.allowed.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> DomainName {
        text.parse().unwrap()
    }

    #[test]
    fn admits_only_the_public_internet_by_default() {
        let guard = Guard::default();
        for (address, admitted) in [
            ("8.8.8.8", true),
            ("127.0.0.1", false),
            ("::ffff:127.0.0.1", false),
            ("169.254.169.254", false),
            ("2a00:1450::1", true),
            ("::1", false),
        ] {
            assert_eq!(
                guard.admit(address.parse().unwrap()).is_ok(),
                admitted,
                "{address}"
            );
        }
        assert_eq!(
            guard.admit_name(&name("mx.internal")),
            Err(Blocked::SpecialName)
        );
        assert_eq!(guard.admit_name(&name("mx.example.org")), Ok(()));
    }

    #[test]
    fn what_is_of_this_machine_alone_stays_out_of_reach() {
        let guard = Guard::default().with_own();
        for address in ["127.0.0.1", "::1", "10.0.0.1"] {
            let refusal = guard.admit(address.parse().unwrap());
            assert_eq!(refusal, Err(Blocked::AddressNotPublic), "{address}");
        }
    }

    #[test]
    fn an_allowed_range_lets_through_just_itself() {
        let guard = Guard::allowing(vec!["127.0.1.0/24".parse().unwrap()]);
        assert!(guard.admit("127.0.1.7".parse().unwrap()).is_ok());
        assert!(guard.admit("::ffff:127.0.1.7".parse().unwrap()).is_ok());
        assert!(guard.admit("127.0.2.7".parse().unwrap()).is_err());
        assert!(guard.admit_name(&name("mail.test")).is_ok());
    }

    #[test]
    fn what_is_denied_is_not_contacted_even_where_allowed_but_may_be_told_of() {
        let guard = Guard::allowing(vec!["127.0.1.0/24".parse().unwrap()]);
        let clone = guard.clone();
        guard.deny("127.0.1.7\n8.8.0.0/16\nexample.org".parse().unwrap());
        for address in ["127.0.1.7", "::ffff:127.0.1.7", "8.8.8.8"] {
            let address = address.parse().unwrap();
            assert_eq!(clone.admit(address), Err(Blocked::NotPermitted));
            assert_eq!(clone.disclose(address), Ok(()));
        }
        assert!(clone.admit("127.0.1.8".parse().unwrap()).is_ok());
        assert_eq!(
            clone.admit_host(&name("mx.example.org")),
            Err(Blocked::NotPermitted)
        );
        assert_eq!(clone.admit_name(&name("mx.example.org")), Ok(()));
        guard.deny(DenyList::default());
        assert!(clone.admit("8.8.8.8".parse().unwrap()).is_ok());
    }

    #[test]
    fn a_denied_range_is_not_dialled_even_if_it_is_allowed() {
        let range = |text: &str| vec![text.parse::<IpNet>().unwrap()];
        let guard = Guard::allowing(range("10.0.0.0/8")).denying(range("10.1.0.0/16"));
        assert_eq!(guard.admit("10.2.0.1".parse().unwrap()), Ok(()));
        let denied = "10.1.0.1".parse().unwrap();
        assert_eq!(guard.admit(denied), Err(Blocked::NotPermitted));
        assert_eq!(guard.disclose(denied), Ok(()));
        let guard = Guard::default().denying(range("8.8.8.0/24"));
        for (address, verdict) in [
            ("8.8.8.8", Err(Blocked::NotPermitted)),
            ("::ffff:8.8.8.8", Err(Blocked::NotPermitted)),
            ("8.8.4.4", Ok(())),
            // The table has the first word: what is private is never said to be a matter of permission.
            ("10.0.0.1", Err(Blocked::AddressNotPublic)),
        ] {
            assert_eq!(guard.admit(address.parse().unwrap()), verdict, "{address}");
        }
    }

    #[test]
    fn behind_a_nat64_the_ipv4_address_counts() {
        let prefixes = ["64:ff9b::/96", "2a00:64::/32"].map(|text| text.parse().unwrap());
        let guard = Guard::default().behind_nat64(prefixes.to_vec());
        for (address, admitted) in [
            ("64:ff9b::8.8.8.8", true),
            ("64:ff9b::10.0.0.1", false),
            ("64:ff9b::127.0.0.1", false),
            ("64:ff9b:1::8.8.8.8", false),
            ("2a00:64:808:808::", true),
            ("2a00:64:a00:1::", false),
            ("2a00:64:a9fe:a9fe::", false),
            ("2a00:65::1", true),
        ] {
            let address = address.parse().unwrap();
            assert_eq!(guard.admit(address).is_ok(), admitted, "{address}");
        }
        let guard = guard.denying(vec!["8.8.8.0/24".parse().unwrap()]);
        let translated = "64:ff9b::8.8.8.8".parse().unwrap();
        assert_eq!(guard.admit(translated), Err(Blocked::NotPermitted));
        // Without the operator's word a translated address is none of ours to read.
        let guard = Guard::default();
        assert_eq!(guard.admit(translated), Err(Blocked::AddressNotPublic));
    }
}
