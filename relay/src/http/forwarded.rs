//! Where a request comes from when it came by a proxy of the operator's own (`--trusted-proxy`).
//!
//! `X-Forwarded-For` and `Forwarded` (RFC 7239 §5.2) are lists to which each proxy adds, at the end, the address that it
//! was asked from. What stands before the last untrusted address may be anybody's invention, so the list is read from its
//! end: the first address that is no trusted proxy's is the client's. Of anybody but a trusted proxy nothing is believed.
//! What cannot be read, and two headers that disagree, count as the proxy's own address: then its clients share a share,
//! which is a nuisance, but opens nothing.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;
use axum::http::header::FORWARDED;
use ipnet::IpNet;

const X_FORWARDED_FOR: &str = "x-forwarded-for";
/// Proxies in a row; nobody has as many.
const MOST_HOPS: usize = 16;

/// The address that a request comes from.
pub(super) fn client(peer: IpAddr, headers: &HeaderMap, proxies: &[IpNet]) -> IpAddr {
    let peer = peer.to_canonical();
    if !is_trusted(peer, proxies) {
        return peer;
    }
    let usual = read(headers, X_FORWARDED_FOR, |hop| address(hop.trim()));
    let standard = read(headers, FORWARDED.as_str(), for_of);
    let (Ok(usual), Ok(standard)) = (usual, standard) else {
        return peer;
    };
    let usual = usual.map(|hops| origin(&hops, proxies));
    let standard = standard.map(|hops| origin(&hops, proxies));
    let told = match (usual, standard) {
        (Some(usual), Some(standard)) if usual != standard => None,
        (usual, standard) => usual.or(standard).flatten(),
    };
    told.unwrap_or(peer)
}

/// Whether an address is one of the operator's own proxies.
pub(super) fn is_trusted(address: IpAddr, proxies: &[IpNet]) -> bool {
    let address = address.to_canonical();
    proxies.iter().any(|proxy| proxy.contains(&address))
}

/// A header cannot be read.
struct Unreadable;

/// A hop that is not written as an address: it is the client only if everything behind it is trusted.
type Hop = Option<IpAddr>;

/// The hops of all headers of that name, in order; nothing if there is none.
fn read(
    headers: &HeaderMap,
    name: &str,
    hop: impl Fn(&str) -> Hop,
) -> Result<Option<Vec<Hop>>, Unreadable> {
    let mut hops = Vec::new();
    for value in headers.get_all(name) {
        let value = value.to_str().map_err(|_| Unreadable)?;
        hops.extend(value.split(',').map(&hop));
    }
    Ok((!hops.is_empty()).then_some(hops))
}

/// The last hop that is no trusted proxy; nothing if that is not written as an address. If all are trusted, the first:
/// somebody on a proxy asks.
fn origin(hops: &[Hop], proxies: &[IpNet]) -> Option<IpAddr> {
    let mut farthest = None;
    for hop in hops.iter().rev().take(MOST_HOPS) {
        let address = (*hop)?;
        if !is_trusted(address, proxies) {
            return Some(address);
        }
        farthest = Some(address);
    }
    farthest
}

/// RFC 7239 §4: `for=192.0.2.1;proto=https`, an IPv6 address in brackets and quotes, perhaps a port; §6.2, §6.3:
/// `unknown` and `_names` are no addresses. A comma inside quotes would be read as two hops, of which neither is one.
fn for_of(element: &str) -> Hop {
    let mut found = None;
    for pair in element.split(';') {
        let (name, value) = pair.trim().split_once('=')?;
        if name.eq_ignore_ascii_case("for") {
            if found.is_some() {
                return None;
            }
            let quoted = value.strip_prefix('"').map(|rest| rest.strip_suffix('"'));
            found = Some(address(quoted.unwrap_or(Some(value))?)?);
        }
    }
    found
}

/// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:80`.
fn address(text: &str) -> Hop {
    let bracketed = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let address = bracketed.unwrap_or(text).parse::<IpAddr>().ok();
    let with_port = || text.parse::<SocketAddr>().map(|socket| socket.ip()).ok();
    Some(address.or_else(with_port)?.to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn told(peer: &str, values: &[(&str, &str)]) -> String {
        let headers: HeaderMap = values
            .iter()
            .map(|(name, value)| {
                (
                    name.parse::<HeaderName>().unwrap(),
                    HeaderValue::from_bytes(value.as_bytes()).unwrap(),
                )
            })
            .collect();
        let proxies = ["127.0.0.0/8", "::1/128", "10.0.0.0/8"].map(|net| net.parse().unwrap());
        client(peer.parse().unwrap(), &headers, &proxies).to_string()
    }

    #[test]
    fn the_last_untrusted_hop_is_the_client() {
        const XFF: &str = "x-forwarded-for";
        const FWD: &str = "forwarded";
        for (values, address, why) in [
            (&[][..], "127.0.0.1", "nothing is told"),
            (&[(XFF, "192.0.2.1")][..], "192.0.2.1", "one hop"),
            (
                &[(XFF, "8.8.8.8, 192.0.2.1")][..],
                "192.0.2.1",
                "what the client wrote itself is not believed",
            ),
            (
                &[(XFF, "8.8.8.8"), (XFF, "192.0.2.1, 10.0.0.7")][..],
                "192.0.2.1",
                "two lines are one list, and a further proxy is passed over",
            ),
            (
                &[(XFF, "garbage, 192.0.2.1")][..],
                "192.0.2.1",
                "who writes garbage does not hide behind the proxy",
            ),
            (
                &[(XFF, "192.0.2.1, garbage")][..],
                "127.0.0.1",
                "cannot be read",
            ),
            (&[(XFF, "192.0.2.1,")][..], "127.0.0.1", "cannot be read"),
            (&[(XFF, "\u{e9}")][..], "127.0.0.1", "cannot be read"),
            (
                &[(XFF, "10.0.0.9, 10.0.0.8")][..],
                "10.0.0.9",
                "from a proxy",
            ),
            (&[(XFF, "192.0.2.1:4711")][..], "192.0.2.1", "with a port"),
            (
                &[(XFF, "[2001:db8::1]:4711")][..],
                "2001:db8::1",
                "with a port",
            ),
            (&[(XFF, "2001:db8::1")][..], "2001:db8::1", "IPv6"),
            (&[(XFF, "::ffff:192.0.2.1")][..], "192.0.2.1", "mapped"),
            (&[(FWD, "for=192.0.2.1")][..], "192.0.2.1", "RFC 7239"),
            (
                &[(
                    FWD,
                    "for=8.8.8.8, For=\"[2001:db8::1]:80\";proto=https;by=10.0.0.1",
                )][..],
                "2001:db8::1",
                "RFC 7239 §4",
            ),
            (&[(FWD, "for=_hidden")][..], "127.0.0.1", "RFC 7239 §6.3"),
            (&[(FWD, "for=unknown")][..], "127.0.0.1", "RFC 7239 §6.2"),
            (&[(FWD, "proto=https")][..], "127.0.0.1", "no address"),
            (
                &[(FWD, "for=192.0.2.1;for=8.8.8.8")][..],
                "127.0.0.1",
                "twice",
            ),
            (
                &[(XFF, "192.0.2.1"), (FWD, "for=\"192.0.2.1\"")][..],
                "192.0.2.1",
                "both agree",
            ),
            (
                &[(XFF, "192.0.2.1"), (FWD, "for=8.8.8.8")][..],
                "127.0.0.1",
                "they disagree: one is the client's own",
            ),
            (
                &[(XFF, "192.0.2.1"), (FWD, "for=unknown")][..],
                "127.0.0.1",
                "they disagree",
            ),
        ] {
            assert_eq!(told("127.0.0.1", values), address, "{why}: {values:?}");
        }
        let forged = [(XFF, "8.8.8.8"), (FWD, "for=8.8.8.8")];
        assert_eq!(told("192.0.2.9", &forged), "192.0.2.9", "no proxy of ours");
        assert_eq!(told("::ffff:127.0.0.1", &forged), "8.8.8.8");
        let row = vec!["10.0.0.1"; 100].join(",");
        assert_eq!(told("127.0.0.1", &[(XFF, &row)]), "10.0.0.1");
    }
}
