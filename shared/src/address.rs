//! Which addresses are of the public internet, by our own table of the IANA special-purpose registries.
//!
//! A fact about addresses, not a rule: the relay refuses to contact what is not public, and `analysis` reports a mail
//! server that has such an address. The standard library's `is_global` is unstable, and others' call NAT64, 6to4 and
//! cloud metadata addresses public.
//!
//! The table is stricter than the registries: what they call globally reachable is here special all the same (AS112,
//! AMT, anycast of protocols), since no mail server is there, and so is what translates to another address. The copy of
//! the registries beside it, `address/registries.csv`, is what the tests hold it against.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A block of addresses that is not of the public internet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpecialBlock {
    /// The block in CIDR notation.
    pub cidr: &'static str,
    /// What it is for.
    pub purpose: &'static str,
}

/// The special block that an address is in; `None` means that it is public unicast.
///
/// An IPv6 address that carries an IPv4 one (mapped, NAT64, 6to4, Teredo…) is never public, whatever it carries.
#[must_use]
pub fn special_block(address: IpAddr) -> Option<SpecialBlock> {
    match address {
        IpAddr::V4(v4) => special_v4(v4),
        IpAddr::V6(v6) => special_v6(v6),
    }
}

/// Whether an address is public unicast.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    special_block(address).is_none()
}

/// An IPv4-mapped IPv6 address as the IPv4 address that a connection to it reaches; any other as it is.
#[must_use]
pub const fn canonical(address: IpAddr) -> IpAddr {
    address.to_canonical()
}

fn special_v4(address: Ipv4Addr) -> Option<SpecialBlock> {
    let bits = u32::from(address);
    V4.iter().find_map(|&(octets, length, cidr, purpose)| {
        let mask = u32::MAX.checked_shl(32 - length).unwrap_or(0);
        (bits & mask == u32::from_be_bytes(octets)).then_some(SpecialBlock { cidr, purpose })
    })
}

fn special_v6(address: Ipv6Addr) -> Option<SpecialBlock> {
    let bits = u128::from(address);
    V6.iter()
        .find_map(|&(prefix, length, cidr, purpose)| {
            let mask = u128::MAX.checked_shl(128 - length).unwrap_or(0);
            (bits & mask == prefix).then_some(SpecialBlock { cidr, purpose })
        })
        // RFC 5214 §6.1: an ISATAP interface identifier, ::0:5efe:a.b.c.d or ::200:5efe:a.b.c.d.
        .or_else(|| {
            let interface = (bits >> 32) & 0xFDFF_FFFF;
            (interface == 0x5EFE).then_some(SpecialBlock {
                cidr: "::5efe:0:0/96 (interface identifier)",
                purpose: "ISATAP",
            })
        })
}

/// IPv4: the IANA special-purpose registry (RFC 6890), multicast, class E, and addresses of clouds' own services.
const V4: [([u8; 4], u32, &str, &str); 20] = [
    ([0, 0, 0, 0], 8, "0.0.0.0/8", "this network"),
    ([10, 0, 0, 0], 8, "10.0.0.0/8", "private use"),
    (
        [100, 64, 0, 0],
        10,
        "100.64.0.0/10",
        "shared by carrier-grade NAT",
    ),
    ([127, 0, 0, 0], 8, "127.0.0.0/8", "loopback"),
    (
        [168, 63, 129, 16],
        32,
        "168.63.129.16/32",
        "a cloud's own service",
    ),
    ([169, 254, 0, 0], 16, "169.254.0.0/16", "link-local"),
    ([172, 16, 0, 0], 12, "172.16.0.0/12", "private use"),
    ([192, 0, 0, 0], 24, "192.0.0.0/24", "protocol assignments"),
    ([192, 0, 2, 0], 24, "192.0.2.0/24", "documentation"),
    ([192, 31, 196, 0], 24, "192.31.196.0/24", "AS112"),
    ([192, 52, 193, 0], 24, "192.52.193.0/24", "AMT"),
    (
        [192, 88, 99, 0],
        24,
        "192.88.99.0/24",
        "6to4 relays (retired)",
    ),
    ([192, 168, 0, 0], 16, "192.168.0.0/16", "private use"),
    ([192, 175, 48, 0], 24, "192.175.48.0/24", "AS112"),
    ([198, 18, 0, 0], 15, "198.18.0.0/15", "benchmarking"),
    ([198, 51, 100, 0], 24, "198.51.100.0/24", "documentation"),
    ([203, 0, 113, 0], 24, "203.0.113.0/24", "documentation"),
    ([224, 0, 0, 0], 4, "224.0.0.0/4", "multicast"),
    ([255, 255, 255, 255], 32, "255.255.255.255/32", "broadcast"),
    ([240, 0, 0, 0], 4, "240.0.0.0/4", "reserved"),
];

/// IPv6 inside 2000::/3 that is not public, then everything outside it.
const V6: [(u128, u32, &str, &str); 22] = [
    (0, 128, "::/128", "unspecified"),
    (1, 128, "::1/128", "loopback"),
    (0xFFFF << 32, 96, "::ffff:0:0/96", "IPv4-mapped"),
    (0xFFFF << 48, 96, "::ffff:0:0:0/96", "IPv4-translated"),
    (0, 96, "::/96", "IPv4-compatible (retired)"),
    (0x0064_FF9B << 96, 96, "64:ff9b::/96", "NAT64"),
    (0x0064_FF9B_0001 << 80, 48, "64:ff9b:1::/48", "local NAT64"),
    (0x0100 << 112, 64, "100::/64", "discard-only"),
    (
        0x0100_0000_0000_0001 << 64,
        64,
        "100:0:0:1::/64",
        "dummy prefix",
    ),
    (0x2001_0DB8 << 96, 32, "2001:db8::/32", "documentation"),
    (
        0x2001 << 112,
        23,
        "2001::/23",
        "protocol assignments, Teredo among them",
    ),
    (0x2002 << 112, 16, "2002::/16", "6to4"),
    (0x2620_004F_8000 << 80, 48, "2620:4f:8000::/48", "AS112"),
    (0x3FFF << 112, 20, "3fff::/20", "documentation"),
    (0x5F00 << 112, 16, "5f00::/16", "segment routing"),
    (0xFC00 << 112, 7, "fc00::/7", "unique local"),
    (0xFE80 << 112, 10, "fe80::/10", "link-local"),
    (0xFEC0 << 112, 10, "fec0::/10", "site-local (retired)"),
    (0xFF00 << 112, 8, "ff00::/8", "multicast"),
    // All that is left outside 2000::/3: below it, and above it.
    (0, 3, "::/3", "not global unicast"),
    (1 << 126, 2, "4000::/2", "not global unicast"),
    (1 << 127, 1, "8000::/1", "not global unicast"),
];

#[cfg(test)]
mod tests;
