//! What may be contacted: public unicast addresses, and the ranges that the operator allowed; never what he denied.
//!
//! The decision is made on the very address that is dialled, after resolving and never again by name, so that a
//! second DNS answer cannot change it (DNS rebinding).

use std::net::IpAddr;

use ipnet::IpNet;
use shared::address::{canonical, is_public};
use shared::{Blocked, DomainName};

use crate::deny::{Denied, DenyList};

/// The operator's decision about targets; by default nothing but the public internet.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    allowed: Vec<IpNet>,
    /// Shared by all clones: the list may be replaced while they work.
    denied: Denied,
}

impl Guard {
    /// A guard that also lets these ranges through, for laboratories (`--allow-net`).
    #[must_use]
    pub fn allowing(allowed: Vec<IpNet>) -> Self {
        Self {
            allowed,
            denied: Denied::default(),
        }
    }

    /// Replaces the list of what is never contacted (`--deny`), for this guard and all its clones.
    pub fn deny(&self, list: DenyList) {
        self.denied.replace(list);
    }

    /// Whether an address may be dialled. Who is refused is refused at the same point and in the same form, whatever the
    /// reason: after the look-up, without a packet to the address.
    ///
    /// # Errors
    /// The operator denied the address, even in a range that he allowed; or it is not of the public internet, and no
    /// allowed range holds it.
    pub fn admit(&self, address: IpAddr) -> Result<(), Blocked> {
        self.admit_answer(address)?;
        if self.denied.holds_address(canonical(address)) {
            Err(Blocked::NotPermitted)
        } else {
            Ok(())
        }
    }

    /// Whether an answer from DNS may tell of an address. What the operator denied may be told of, only not dialled.
    ///
    /// # Errors
    /// The address is not of the public internet, and no allowed range holds it.
    pub fn admit_answer(&self, address: IpAddr) -> Result<(), Blocked> {
        let address = canonical(address);
        if is_public(address) || self.is_allowed(address) {
            Ok(())
        } else {
            Err(Blocked::AddressNotPublic)
        }
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
        if self.denied.holds_name(name) {
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
            assert_eq!(clone.admit_answer(address), Ok(()));
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
}
