//! Names that a service goes by: what `Host` and `Origin` headers hold.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

/// A host and perhaps a port, as in a `Host` header (RFC 9110 §7.2): no user, no path, lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    host: Host,
    port: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Host {
    Address(IpAddr),
    Name(String),
}

impl Authority {
    /// Whether a request under that name is meant for this one. Without a port this one fits every port.
    pub(super) fn covers(&self, called: &Self) -> bool {
        self.host == called.host && (self.port.is_none() || self.port == called.port)
    }

    /// Whether the host is that name, whatever the port.
    pub(super) fn is_named(&self, name: &str) -> bool {
        matches!(&self.host, Host::Name(host) if host.eq_ignore_ascii_case(name))
    }

    /// Whether a name is a listener's own: its address, or `localhost` for a loopback address; and its port, which is
    /// 80 where none is said.
    pub(super) fn is_of_listener(&self, listener: SocketAddr) -> bool {
        let own = match &self.host {
            Host::Address(address) => *address == listener.ip().to_canonical(),
            Host::Name(name) => name == "localhost" && listener.ip().to_canonical().is_loopback(),
        };
        own && self.port.unwrap_or(80) == listener.port()
    }
}

impl FromStr for Authority {
    type Err = AuthorityError;

    fn from_str(text: &str) -> Result<Self, AuthorityError> {
        // The port begins after the last colon that is not part of an IPv6 address.
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, Some(port)),
            _ => (text, None),
        };
        let port = match port {
            Some(port) if port.bytes().all(|b| b.is_ascii_digit()) => {
                Some(port.parse().map_err(|_| AuthorityError)?)
            }
            Some(_) => return Err(AuthorityError),
            None => None,
        };
        let host = match host.strip_prefix('[') {
            Some(rest) => rest
                .strip_suffix(']')
                .and_then(|address| address.parse::<Ipv6Addr>().ok())
                .map(|address| Host::Address(address.into()))
                .ok_or(AuthorityError)?,
            None => host_name(host)?,
        };
        Ok(Self { host, port })
    }
}

fn host_name(text: &str) -> Result<Host, AuthorityError> {
    if let Ok(address) = text.parse() {
        return Ok(Host::Address(address));
    }
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_');
    if text.is_empty() || text.len() > 253 || !text.bytes().all(allowed) {
        return Err(AuthorityError);
    }
    Ok(Host::Name(text.to_ascii_lowercase()))
}

impl fmt::Display for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.host {
            Host::Address(IpAddr::V6(address)) => write!(f, "[{address}]")?,
            Host::Address(address) => address.fmt(f)?,
            Host::Name(name) => f.write_str(name)?,
        }
        match self.port {
            Some(port) => write!(f, ":{port}"),
            None => Ok(()),
        }
    }
}

/// The origin of a page (RFC 6454 §6.2): scheme, host and port, and nothing else; never `null`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    scheme: Scheme,
    /// The port is left out where it is the scheme's own.
    authority: Authority,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scheme {
    Http,
    Https,
}

impl Scheme {
    const fn default_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

impl Origin {
    /// Its host, and its port unless that is the scheme's own.
    pub(super) const fn authority(&self) -> &Authority {
        &self.authority
    }

    /// Whether a page of this origin was served by the service called by that name. Behind a reverse proxy the page
    /// is of `https` while the service itself speaks `http`, so either scheme will do.
    pub(super) fn is_of(&self, called: &Authority) -> bool {
        let port = called
            .port
            .filter(|port| *port != self.scheme.default_port());
        self.authority.host == called.host && self.authority.port == port
    }
}

impl FromStr for Origin {
    type Err = AuthorityError;

    fn from_str(text: &str) -> Result<Self, AuthorityError> {
        let (scheme, rest) = text.split_once("://").ok_or(AuthorityError)?;
        let scheme = match scheme {
            "http" => Scheme::Http,
            "https" => Scheme::Https,
            _ => return Err(AuthorityError),
        };
        let mut authority: Authority = rest.parse()?;
        authority.port = authority.port.filter(|port| *port != scheme.default_port());
        Ok(Self { scheme, authority })
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = match self.scheme {
            Scheme::Http => "http",
            Scheme::Https => "https",
        };
        write!(f, "{scheme}://{}", self.authority)
    }
}

/// The text is neither `host[:port]` nor, for an origin, `http(s)://host[:port]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuthorityError;

impl fmt::Display for AuthorityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "give just host or host:port (for an origin after http:// or https://), no path, no *",
        )
    }
}

impl std::error::Error for AuthorityError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn authority(text: &str) -> Authority {
        text.parse().unwrap()
    }

    fn origin(text: &str) -> Origin {
        text.parse().unwrap()
    }

    #[test]
    fn authorities_print_as_they_are_read() {
        for text in [
            "example.org",
            "example.org:8025",
            "127.0.0.1:1",
            "[::1]",
            "[2001:db8::1]:443",
        ] {
            assert_eq!(authority(text).to_string(), text);
        }
        assert_eq!(authority("LocalHost:80").to_string(), "localhost:80");
    }

    #[test]
    fn what_is_no_authority_is_refused() {
        for text in [
            "",
            ":80",
            "*",
            "a b",
            "user@host",
            "host/path",
            // RFC 3986 §3.2.3 allows an empty port, but nobody sends it.
            "host:",
            "host:65536",
            "host:+80",
            "host:8o",
            "::1",
            "[::1",
            "[::1]x",
            "[127.0.0.1]",
            "host;",
            "ex\u{e4}mple.org",
            "a:b:80",
        ] {
            assert!(text.parse::<Authority>().is_err(), "{text}");
        }
        for text in [
            "null",
            "example.org",
            "ftp://example.org",
            "https://a/",
            "https://",
            "HTTPS://a",
        ] {
            assert!(text.parse::<Origin>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_listener_is_called_by_its_address_and_port() {
        let loopback = "127.0.0.1:8025".parse().unwrap();
        for (text, own) in [
            ("127.0.0.1:8025", true),
            ("localhost:8025", true),
            ("LOCALHOST:8025", true),
            ("127.0.0.1", false),
            ("127.0.0.2:8025", false),
            ("localhost:8026", false),
            ("[::1]:8025", false),
            ("rebound.example:8025", false),
        ] {
            assert_eq!(authority(text).is_of_listener(loopback), own, "{text}");
        }
        assert!(authority("192.0.2.1").is_of_listener("192.0.2.1:80".parse().unwrap()));
        assert!(!authority("localhost").is_of_listener("192.0.2.1:80".parse().unwrap()));
        // A listener on [::] sees IPv4 clients call mapped addresses.
        assert!(authority("192.0.2.1:80").is_of_listener("[::ffff:192.0.2.1]:80".parse().unwrap()));
    }

    #[test]
    fn an_allowed_name_without_port_fits_every_port() {
        let name = authority("waxseal.example.org");
        assert!(name.covers(&name));
        assert!(name.covers(&authority("waxseal.example.org:8443")));
        assert!(!name.covers(&authority("example.org")));
        assert!(!authority("a.example:1").covers(&authority("a.example")));
    }

    #[test]
    fn origins_are_compared_with_the_name_called() {
        for (page, called, same) in [
            ("http://localhost:8025", "localhost:8025", true),
            ("http://127.0.0.1:8025", "localhost:8025", false),
            ("http://localhost:8080", "localhost:8025", false),
            ("https://waxseal.example.org", "waxseal.example.org", true),
            (
                "https://waxseal.example.org",
                "waxseal.example.org:443",
                true,
            ),
            ("http://waxseal.example.org", "waxseal.example.org", true),
            (
                "https://waxseal.example.org:444",
                "waxseal.example.org",
                false,
            ),
            ("https://evil.example", "waxseal.example.org", false),
        ] {
            assert_eq!(
                origin(page).is_of(&authority(called)),
                same,
                "{page} {called}"
            );
        }
        assert_eq!(origin("https://a.example:443"), origin("https://a.example"));
    }
}
