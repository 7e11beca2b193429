//! What may be contacted: public unicast addresses, and the ranges that the operator allowed.
//!
//! The decision is made on the very address that is dialled, after resolving and never again by name, so that a
//! second DNS answer cannot change it (DNS rebinding).

use std::net::IpAddr;

use ipnet::IpNet;
use shared::address::{canonical, is_public};
use shared::{Blocked, DomainName};

/// The operator's decision about targets; by default nothing but the public internet.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    allowed: Vec<IpNet>,
}

impl Guard {
    /// A guard that also lets these ranges through, for laboratories (`--allow-net`).
    #[must_use]
    pub const fn allowing(allowed: Vec<IpNet>) -> Self {
        Self { allowed }
    }

    /// Whether an address may be dialled.
    ///
    /// # Errors
    /// The address is not of the public internet, and no allowed range holds it.
    pub fn admit(&self, address: IpAddr) -> Result<(), Blocked> {
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

    /// Whether a name may be looked up in order to be contacted.
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
}
