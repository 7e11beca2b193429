//! The name given in EHLO (RFC 5321 §4.1.1.1): a full domain name, or the address literal of the connection.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

use shared::DomainName;

use crate::SettingsError;

/// The name this system gives in EHLO. Never `localhost`: servers refuse it, and it says nothing.
#[derive(Clone, Debug)]
pub(crate) enum EhloName {
    /// The same for every connection.
    Fixed(String),
    /// The literal of each connection's own address.
    Literal {
        /// The one for connections to the public internet, to be told before any is made.
        general: String,
    },
}

impl EhloName {
    /// The name that the operator wants.
    ///
    /// # Errors
    /// It is neither a domain name with a dot nor an address literal.
    pub(crate) fn configured(name: String) -> Result<Self, SettingsError> {
        if is_literal(&name) || is_full_name(&name) {
            Ok(Self::Fixed(name))
        } else {
            Err(SettingsError::EhloName(name))
        }
    }

    /// The system's own name if it is a full one, else address literals (RFC 5321 §4.1.4).
    pub(crate) fn of_system() -> Self {
        std::fs::read_to_string("/proc/sys/kernel/hostname")
            .map(|name| name.trim().to_owned())
            .ok()
            .filter(|name| is_full_name(name))
            .map_or_else(
                || Self::Literal {
                    general: literal(outward_address()),
                },
                Self::Fixed,
            )
    }

    /// The name to tell when no particular connection is meant.
    pub(crate) fn general(&self) -> &str {
        match self {
            Self::Fixed(name) | Self::Literal { general: name } => name,
        }
    }

    /// The name, if it is one and no address literal.
    pub(crate) fn as_name(&self) -> Option<DomainName> {
        // An address literal does not parse as a name.
        self.general().parse().ok()
    }

    /// The name for the connection that has this local address.
    pub(crate) fn for_local(&self, local: IpAddr) -> String {
        match self {
            Self::Fixed(name) => name.clone(),
            Self::Literal { .. } => literal(local),
        }
    }
}

/// RFC 5321 §4.1.3: `[192.0.2.1]` or `[IPv6:2001:db8::1]`.
fn literal(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => format!("[{v4}]"),
        IpAddr::V6(v6) => format!("[IPv6:{v6}]"),
    }
}

fn is_literal(name: &str) -> bool {
    let Some(inside) = name
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    else {
        return false;
    };
    match inside.strip_prefix("IPv6:") {
        Some(v6) => v6.parse::<Ipv6Addr>().is_ok(),
        None => inside.parse::<Ipv4Addr>().is_ok(),
    }
}

fn is_full_name(name: &str) -> bool {
    name.parse::<DomainName>().is_ok_and(|name| {
        name.labels().count() > 1 && !name.labels().any(|label| label == "localhost")
    })
}

/// The system's own address on the way to the public internet. Connecting a UDP socket sends no packet.
fn outward_address() -> IpAddr {
    let somewhere: [(SocketAddr, SocketAddr); 2] = [
        (
            (Ipv4Addr::UNSPECIFIED, 0).into(),
            (Ipv4Addr::new(8, 8, 8, 8), 53).into(),
        ),
        (
            (Ipv6Addr::UNSPECIFIED, 0).into(),
            (
                Ipv6Addr::new(0x2001, 0x4860, 0x4860, 0, 0, 0, 0, 0x8888),
                53,
            )
                .into(),
        ),
    ];
    somewhere
        .into_iter()
        .find_map(|(from, to)| {
            let socket = UdpSocket::bind(from).ok()?;
            socket.connect(to).ok()?;
            Some(socket.local_addr().ok()?.ip())
        })
        .unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configured_name_is_full_or_a_literal() {
        for good in ["probe.example.org", "[192.0.2.1]", "[IPv6:2001:db8::1]"] {
            assert!(EhloName::configured(good.into()).is_ok(), "{good}");
        }
        for bad in [
            "localhost",
            "mail.localhost",
            "localhost.localdomain",
            "probe",
            "",
            "a.example\r\nRSET",
            "[::1]",
            "[x]",
        ] {
            assert!(EhloName::configured(bad.into()).is_err(), "{bad}");
        }
    }

    #[test]
    fn literals_are_written_as_rfc_5321_wants() {
        let name = EhloName::Literal {
            general: "[192.0.2.1]".into(),
        };
        assert_eq!(
            name.for_local("2001:db8::1".parse().unwrap()),
            "[IPv6:2001:db8::1]"
        );
        assert_eq!(
            name.for_local("::ffff:192.0.2.7".parse().unwrap()),
            "[192.0.2.7]"
        );
        assert_eq!(name.general(), "[192.0.2.1]");
        assert_eq!(name.as_name(), None);
        let name = EhloName::configured("Probe.Example.org".into()).unwrap();
        assert_eq!(name.as_name(), "probe.example.org".parse().ok());
    }
}
