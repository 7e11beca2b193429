//! The table against the registries, against a slower reading of itself, and against what carries IPv4 in IPv6.

use proptest::prelude::*;

use super::*;

/// What IANA registers, as far as we copied it.
const REGISTRIES: &str = include_str!("registries.csv");

/// What the table has beside the registries, and why.
const BEYOND: [(&str, &str); 9] = [
    ("168.63.129.16/32", "a cloud's own service, looks public"),
    ("224.0.0.0/4", "multicast has a registry of its own"),
    ("::/96", "IPv4-compatible: RFC 4291 §2.5.5.1, retired"),
    ("::ffff:0:0:0/96", "IPv4-translated: RFC 2765 §2.1, SIIT"),
    ("fec0::/10", "site-local: RFC 3879, retired"),
    ("ff00::/8", "multicast has a registry of its own"),
    ("::/3", "global unicast is 2000::/3: RFC 4291 §2.4"),
    ("4000::/2", "as above"),
    ("8000::/1", "as above"),
];

/// A block as first and last address, in one number for both families.
fn range(cidr: &str) -> (bool, u128, u128) {
    let (first, length) = cidr.split_once('/').unwrap();
    let length: u32 = length.parse().unwrap();
    let (is_v4, width, first) = match first.parse().unwrap() {
        IpAddr::V4(v4) => (true, 32, u128::from(u32::from(v4))),
        IpAddr::V6(v6) => (false, 128, u128::from(v6)),
    };
    let host_bits = width - length;
    let rest = (0..host_bits).fold(0, |rest, bit| rest | (1_u128 << bit));
    assert_eq!(first & rest, 0, "{cidr}");
    (is_v4, first, first | rest)
}

fn address(is_v4: bool, bits: u128) -> Option<IpAddr> {
    if is_v4 {
        u32::try_from(bits).ok().map(|bits| IpAddr::V4(bits.into()))
    } else {
        Some(IpAddr::V6(bits.into()))
    }
}

fn registered() -> Vec<&'static str> {
    REGISTRIES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split(',').next().unwrap())
        .collect()
}

fn table() -> Vec<&'static str> {
    let v4 = V4.iter().map(|(_, _, cidr, _)| *cidr);
    v4.chain(V6.iter().map(|(_, _, cidr, _)| *cidr)).collect()
}

fn block(address: &str) -> Option<&'static str> {
    special_block(address.parse().unwrap()).map(|block| block.cidr)
}

#[test]
fn no_registered_block_is_public_at_either_end() {
    let registered = registered();
    assert_eq!(registered.len(), 51);
    for cidr in registered {
        let (is_v4, first, last) = range(cidr);
        for bits in [first, last, first + (last - first) / 2] {
            let address = address(is_v4, bits).unwrap();
            assert!(!is_public(address), "{address} of {cidr}");
        }
    }
}

#[test]
fn every_block_of_the_table_is_registered_or_has_a_reason() {
    let registered = registered();
    for cidr in table() {
        let known = registered.contains(&cidr) || BEYOND.iter().any(|(beyond, _)| *beyond == cidr);
        assert!(known, "{cidr}");
    }
    for (beyond, why) in BEYOND {
        assert!(table().contains(&beyond), "{beyond}: {why}");
    }
}

#[test]
fn a_block_is_what_its_words_say_and_ends_where_it_ends() {
    for (octets, length, cidr, _) in V4 {
        let (_, first, _) = range(cidr);
        assert_eq!(first, u128::from(u32::from_be_bytes(octets)), "{cidr}");
        assert!(cidr.ends_with(&format!("/{length}")), "{cidr}");
    }
    for (prefix, length, cidr, _) in V6 {
        let (_, first, _) = range(cidr);
        assert_eq!(first, prefix, "{cidr}");
        assert!(cidr.ends_with(&format!("/{length}")), "{cidr}");
    }
    // The neighbours of a block are public unless they are of another.
    for cidr in table() {
        let (is_v4, first, last) = range(cidr);
        for bits in [first.checked_sub(1), last.checked_add(1)]
            .into_iter()
            .flatten()
        {
            if let Some(address) = address(is_v4, bits) {
                assert_eq!(is_public(address), !is_in_any(address), "{address}");
            }
        }
    }
}

/// The table read by comparing ends, without masks.
fn is_in_any(address: IpAddr) -> bool {
    let bits = match address {
        IpAddr::V4(v4) => u128::from(u32::from(v4)),
        IpAddr::V6(v6) => u128::from(v6),
    };
    let isatap = |v6: Ipv6Addr| matches!(v6.segments(), [_, _, _, _, 0 | 0x0200, 0x5EFE, _, _]);
    table().iter().any(|cidr| {
        let (is_v4, first, last) = range(cidr);
        is_v4 == address.is_ipv4() && (first..=last).contains(&bits)
    }) || matches!(address, IpAddr::V6(v6) if isatap(v6))
}

/// Every way in which an IPv6 address carries an IPv4 one, with a prefix of the public internet where there is a choice.
fn embeddings(v4: Ipv4Addr) -> Vec<Ipv6Addr> {
    let bits = u128::from(u32::from(v4));
    let public = u128::from(Ipv6Addr::new(0x2A00, 0x1450, 0x4001, 0x81A, 0, 0, 0, 0));
    [
        bits,
        0xFFFF << 32 | bits,
        0xFFFF << 48 | bits,
        0x0064_FF9B << 96 | bits,
        0x0064_FF9B_0001 << 80 | bits,
        // RFC 6052 §2.2: 64:ff9b:1::/48 with the bits after the prefix, around the octet that is zero.
        0x0064_FF9B_0001 << 80 | (bits >> 16) << 64 | (bits & 0xFFFF) << 40,
        0x2002 << 112 | bits << 80,
        // RFC 4380 §4: the server's address in clear, the client's with its bits turned.
        0x2001 << 112 | bits << 64 | 0xF7F7_F7F7,
        0x2001 << 112 | 0x0808_0808 << 64 | (!bits & 0xFFFF_FFFF),
        public | 0x5EFE << 32 | bits,
        public | 0x0200_5EFE << 32 | bits,
        0xFE80 << 112 | 0x5EFE << 32 | bits,
    ]
    .map(Ipv6Addr::from)
    .to_vec()
}

#[test]
fn addresses_that_look_public_and_are_not() {
    for address in [
        "64:ff9b::7f00:1",
        "64:ff9b::808:808",
        "2002:7f00:1::1",
        "2001:0:53aa:64c::1",
        "::ffff:8.8.8.8",
        "::127.0.0.1",
        "64:ff9b:1::1",
        "fd00:ec2::254",
        "fd20:ce::254",
        "fec0::1",
        "5f00::1",
        "4000::1",
        "2a00::5efe:7f00:1",
        "2a00::200:5efe:8.8.8.8",
        "169.254.169.254",
        "169.254.170.2",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "192.88.99.1",
        "255.255.255.255",
    ] {
        assert!(block(address).is_some(), "{address}");
    }
}

#[test]
fn public_addresses_are_public() {
    for address in [
        "8.8.8.8",
        "1.1.1.1",
        "168.63.129.15",
        "168.63.129.17",
        "172.32.0.1",
        "100.128.0.1",
        "192.0.1.1",
        "223.255.255.255",
        "2a00:1450::1",
        "2001:200::1",
        "2606:4700:4700::1111",
        "3ffe::1",
    ] {
        assert_eq!(block(address), None, "{address}");
    }
}

#[test]
fn an_address_with_a_zone_is_no_address() {
    for text in ["fe80::1%eth0", "2a00:1450::1%1", "::1%lo"] {
        assert!(text.parse::<IpAddr>().is_err(), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn the_table_and_the_slow_reading_agree_on_ipv4(bits in any::<u32>()) {
        let address = IpAddr::V4(bits.into());
        prop_assert_eq!(is_public(address), !is_in_any(address));
    }

    #[test]
    fn the_table_and_the_slow_reading_agree_on_ipv6(
        bits in any::<u128>(),
        // Most of all addresses are outside 2000::/3; and what is near a block is what matters.
        near in 0..V6.len(),
        kind in 0..3,
    ) {
        let prefix = V6[near].0;
        let bits = match kind {
            0 => bits,
            1 => (bits >> 3) | (1 << 125),
            _ => prefix ^ (1_u128 << (bits % 128)),
        };
        let address = IpAddr::V6(bits.into());
        prop_assert_eq!(is_public(address), !is_in_any(address));
    }

    #[test]
    fn no_embedding_of_ipv4_is_public_whatever_it_carries(bits in any::<u32>()) {
        for v6 in embeddings(bits.into()) {
            prop_assert!(!is_public(v6.into()), "{}", v6);
        }
        let mapped = IpAddr::V6(Ipv4Addr::from(bits).to_ipv6_mapped());
        prop_assert_eq!(canonical(mapped), IpAddr::V4(bits.into()));
    }
}
