//! IPv4 addresses inside IPv6 ones, as a NAT64 translates them (RFC 6052).
//!
//! A network may translate under any prefix of its own, and nothing about an address tells that it is translated. Who
//! runs a relay behind one says so, or the relay would take the way to 10.0.0.1 for a public address.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use ipnet::Ipv6Net;

/// A prefix under which a NAT64 translates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nat64Prefix(Ipv6Net);

impl Nat64Prefix {
    /// The IPv4 address that is reached through this one; nothing if it is not under the prefix.
    #[must_use]
    pub fn embedded(self, address: Ipv6Addr) -> Option<Ipv4Addr> {
        if !self.0.contains(&address) {
            return None;
        }
        let bits = u128::from(address);
        // RFC 6052 §2.2: bits 64 to 71 are zero and no part of it; under /96 there are no bits behind.
        let length = u32::from(self.0.prefix_len());
        let [.., a, b, c, d] = if length == 96 {
            bits.to_be_bytes()
        } else {
            let before = bits >> 64;
            let behind = bits & 0x00FF_FFFF_FFFF_FFFF;
            let joined = before << 56 | behind;
            // 120 bits are left, of which the address is the 32 after the prefix.
            (joined >> (120 - 32 - length)).to_be_bytes()
        };
        Some(Ipv4Addr::new(a, b, c, d))
    }
}

impl FromStr for Nat64Prefix {
    type Err = Nat64PrefixError;

    fn from_str(text: &str) -> Result<Self, Nat64PrefixError> {
        let net: Ipv6Net = text.parse().map_err(|_| Nat64PrefixError)?;
        // RFC 6052 §2.2: these lengths and no others.
        let is_usual = matches!(net.prefix_len(), 32 | 40 | 48 | 56 | 64 | 96);
        if is_usual && net.addr() == net.network() {
            Ok(Self(net))
        } else {
            Err(Nat64PrefixError)
        }
    }
}

impl fmt::Display for Nat64Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The text is no prefix of a NAT64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nat64PrefixError;

impl fmt::Display for Nat64PrefixError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "give an IPv6 prefix of 32, 40, 48, 56, 64 or 96 bits with nothing behind it, such as 64:ff9b::/96",
        )
    }
}

impl std::error::Error for Nat64PrefixError {}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6052 §2.4, all of it.
    #[test]
    fn reads_the_examples_of_the_standard() {
        for (prefix, address) in [
            ("2001:db8::/32", "2001:db8:c000:221::"),
            ("2001:db8:100::/40", "2001:db8:1c0:2:21::"),
            ("2001:db8:122::/48", "2001:db8:122:c000:2:2100::"),
            ("2001:db8:122:300::/56", "2001:db8:122:3c0:0:221::"),
            ("2001:db8:122:344::/64", "2001:db8:122:344:c0:2:2100::"),
            ("2001:db8:122:344::/96", "2001:db8:122:344::192.0.2.33"),
            ("64:ff9b::/96", "64:ff9b::192.0.2.33"),
        ] {
            let prefix: Nat64Prefix = prefix.parse().unwrap();
            let embedded = prefix.embedded(address.parse().unwrap());
            assert_eq!(embedded, Some(Ipv4Addr::new(192, 0, 2, 33)), "{address}");
            assert_eq!(prefix.embedded("2a00::1".parse().unwrap()), None);
        }
    }

    #[test]
    fn other_lengths_and_slips_are_refused() {
        for text in [
            "64:ff9b::/95",
            "64:ff9b::1/96",
            "64:ff9b::",
            "10.0.0.0/8",
            "x",
        ] {
            assert_eq!(text.parse::<Nat64Prefix>(), Err(Nat64PrefixError), "{text}");
        }
    }
}
