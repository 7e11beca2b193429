//! Addresses of resolvers and relays, as a person gives them.

use std::fmt;

/// The address of a resolver or a relay: `https:`, or `http:` on this very machine.
///
/// Neither user name nor fragment; a relay's has no query either. The content security policy of the page allows
/// nothing else to be connected to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint(String);

impl Endpoint {
    /// Reads what a person typed, or what a link carried.
    ///
    /// # Errors
    /// Says what is wrong with it, in words for the person.
    pub fn parse(text: &str) -> Result<Self, EndpointError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(EndpointError::Empty);
        }
        if text.len() > 1024 || !text.bytes().all(|byte| matches!(byte, b'!'..=b'~')) {
            return Err(EndpointError::NotAnAddress);
        }
        let (scheme, rest) = text.split_once("://").ok_or(EndpointError::NotAnAddress)?;
        let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
        let host = host_of(authority).ok_or(EndpointError::NotAnAddress)?;
        if authority.contains('@') {
            return Err(EndpointError::Credentials);
        }
        if rest.contains(['#', '\\']) {
            return Err(EndpointError::NotAnAddress);
        }
        match scheme.to_ascii_lowercase().as_str() {
            "https" => Ok(Self(text.to_owned())),
            // Mixed content: a browser lets a page connect in clear to its own machine only.
            "http" if matches!(host, "127.0.0.1" | "localhost") => Ok(Self(text.to_owned())),
            "http" => Err(EndpointError::Unsealed),
            _ => Err(EndpointError::NotAnAddress),
        }
    }

    /// The address as given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address with a path under it: a relay's `v1/info`.
    #[must_use]
    pub fn join(&self, path: &str) -> String {
        format!("{}/{path}", self.0.trim_end_matches('/'))
    }
}

/// The host in an authority; `None` if there is none.
fn host_of(authority: &str) -> Option<&str> {
    let host = authority.rsplit('@').next()?;
    let host = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    (!host.is_empty()).then_some(host)
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why something is no address of a resolver or relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndpointError {
    /// It carries a user name or password.
    Credentials,
    /// Nothing was given.
    Empty,
    /// It is no web address.
    NotAnAddress,
    /// It is `http:` and leads to another machine.
    Unsealed,
}

impl fmt::Display for EndpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Credentials => "Leave the user name out: this page never sends any.",
            Self::Empty => "Give an address that begins with https://.",
            Self::NotAnAddress => "This is no web address. Give one that begins with https://.",
            Self::Unsealed => {
                "Only https:// will do; http:// is for 127.0.0.1 and localhost, on this very machine."
            }
        })
    }
}

impl std::error::Error for EndpointError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_anywhere_and_http_at_home() {
        for good in [
            "https://dns.google/dns-query",
            " https://[2001:db8::1]:8443/ ",
            "http://127.0.0.1:8025",
            "HTTP://localhost:8025/relay/",
        ] {
            assert!(Endpoint::parse(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn everything_else_is_refused_with_its_reason() {
        for (bad, why) in [
            ("", EndpointError::Empty),
            ("dns.google", EndpointError::NotAnAddress),
            ("javascript://alert(1)", EndpointError::NotAnAddress),
            ("ftp://example.org", EndpointError::NotAnAddress),
            ("https://", EndpointError::NotAnAddress),
            ("https://exa mple.org", EndpointError::NotAnAddress),
            ("https://example.org/#x", EndpointError::NotAnAddress),
            ("https://ex\u{202e}ample.org", EndpointError::NotAnAddress),
            ("https://me:secret@example.org/", EndpointError::Credentials),
            ("http://example.org/", EndpointError::Unsealed),
            ("http://localhost@example.org/", EndpointError::Credentials),
            ("http://127.0.0.1.example.org/", EndpointError::Unsealed),
            (
                "http://127.0.0.1\\@example.org/",
                EndpointError::NotAnAddress,
            ),
        ] {
            assert_eq!(Endpoint::parse(bad), Err(why), "{bad}");
        }
    }

    #[test]
    fn paths_are_joined_with_one_slash() {
        for relay in ["http://localhost:8025", "http://localhost:8025/"] {
            let joined = Endpoint::parse(relay).map(|relay| relay.join("v1/info"));
            assert_eq!(joined.as_deref(), Ok("http://localhost:8025/v1/info"));
        }
    }
}
