//! Whether an address is one of this machine's own, asked of the system itself each time: addresses come and go.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, UdpSocket};

/// Addresses that no machine has: reserved (RFC 1112 §4), and a dummy (RFC 9780). Those for documentation are in use in
/// laboratories.
const NOBODYS: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::new(240, 0, 0, 1)),
    IpAddr::V6(Ipv6Addr::new(0x100, 0, 0, 1, 0, 0, 0, 1)),
];

/// Whether packets to an address stay on this machine. Sends none.
///
/// An address that a NAT before this machine translates to it is not known here; `--deny-net` is for such.
pub(crate) fn is_own(address: IpAddr) -> bool {
    leads_to_itself(address)
        // Routes may give packets to an own address another sender; but only own addresses can be bound to, unless the
        // system lets anything be (`net.ipv4.ip_nonlocal_bind`).
        || (can_be_bound(address)
            && NOBODYS
                .into_iter()
                .filter(|nobodys| nobodys.is_ipv4() == address.is_ipv4())
                .all(|nobodys| !can_be_bound(nobodys)))
}

fn can_be_bound(address: IpAddr) -> bool {
    UdpSocket::bind((address, 0)).is_ok()
}

/// Whether the system would send from the very address to itself. Connecting a UDP socket sends nothing.
fn leads_to_itself(address: IpAddr) -> bool {
    let any: IpAddr = match address {
        IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let connected = UdpSocket::bind((any, 0)).and_then(|socket| {
        socket.connect((address, 9))?;
        socket.local_addr()
    });
    connected.is_ok_and(|local| local.ip() == address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_own_and_nobodys_addresses_are_not() {
        for (address, own) in [
            ("127.0.0.1", true),
            ("127.9.8.7", true),
            ("240.0.0.1", false),
            ("8.8.8.8", false),
            ("100:0:0:1::1", false),
            ("2a00:1450::1", false),
        ] {
            assert_eq!(is_own(address.parse().unwrap()), own, "{address}");
        }
    }

    #[test]
    fn the_address_that_packets_leave_from_is_own() {
        let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).unwrap();
        // Without a way out there is none.
        if socket.connect((Ipv4Addr::new(8, 8, 8, 8), 9)).is_ok() {
            assert!(is_own(socket.local_addr().unwrap().ip()));
        }
    }
}
