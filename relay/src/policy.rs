//! The MTA-STS policy file, fetched exactly by RFC 8461 §3.3. Facts only: the reading is the client's.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::header::{ACCEPT, CONTENT_TYPE, HOST, HeaderName, LOCATION, USER_AGENT};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use shared::{
    Blocked, Cause, DomainName, Failure, FetchedBy, Octets, Phase, PolicyFile, Resolution,
};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use crate::budget::Errand;
use crate::clock::{millis, now};
use crate::limits;
use crate::observer::{Inner, has_public_ipv6, too_many_connections};
use crate::socket::Socket;
use crate::tls::{Sealed, seal};
use crate::wire::{Meter, Metered, cause_of, timed_out};

/// The path of every policy file.
const PATH: &str = "/.well-known/mta-sts.txt";

/// Fetches the policy of a domain within [`limits::POLICY`].
pub(crate) async fn fetch(inner: &Inner, domain: &DomainName) -> PolicyFile {
    let begun = Instant::now();
    // RFC 8461 §3.2: the host part is the policy domain with "mta-sts" before it.
    let mut file = PolicyFile {
        domain: domain.clone(),
        url: format!("https://mta-sts.{domain}{PATH}"),
        observed_at: now(),
        elapsed_ms: 0,
        fetched_by: FetchedBy::Relay,
        tls_version: None,
        chain: None,
        status: None,
        content_type: None,
        location: None,
        body: None,
        body_cut: false,
        failure: None,
    };
    let mut phase = Phase::Dns;
    let deadline = inner.deadlines.policy;
    let outcome = timeout(deadline, fill(inner, domain, &mut file, &mut phase)).await;
    file.failure = match outcome {
        Ok(Ok(())) => None,
        Ok(Err(cause)) => Some(Failure::new(phase, cause)),
        Err(_elapsed) => Some(Failure::new(phase, timed_out(deadline))),
    };
    file.observed_at = now();
    file.elapsed_ms = millis(begun.elapsed());
    file
}

/// Adds to the file what is learnt on the way; what was learnt before a failure stands.
async fn fill(
    inner: &Inner,
    domain: &DomainName,
    file: &mut PolicyFile,
    phase: &mut Phase,
) -> Result<(), Cause> {
    let host = domain.prefixed("mta-sts").map_err(|error| Cause::Http {
        detail: error.to_string(),
    })?;
    inner
        .guard
        .admit_host(&host)
        .map_err(|reason| blocked(reason, Vec::new()))?;
    let resolution = inner.resolver.addresses(&host).await;
    let addresses = admitted(&resolution, inner)?;

    *phase = Phase::Connect;
    let stream = connect(inner, &addresses).await?;

    *phase = Phase::Handshake;
    let sealing = seal(stream, &host, &[b"http/1.1"], &inner.roots);
    let patience = inner.deadlines.handshake;
    let Sealed { stream, session } = timeout(patience, sealing)
        .await
        .map_err(|_elapsed| timed_out(patience))??;
    file.tls_version = Some(session.version);
    file.chain = Some(session.chain);

    *phase = Phase::Http;
    let (mut sender, connection) = hyper::client::conn::http1::Builder::new()
        .max_buf_size(limits::POLICY_BYTES)
        .handshake::<_, Empty<Bytes>>(TokioIo::new(stream))
        .await
        .map_err(|error| http(&error))?;
    // Ends with this function, however that ends.
    let mut background = JoinSet::new();
    background.spawn(connection);
    let response = sender
        .send_request(request(&host)?)
        .await
        .map_err(|error| http(&error))?;
    read(response, file).await
}

/// The addresses to try: at most [`limits::POLICY_ADDRESSES`], of both families if there are both.
fn admitted(resolution: &Resolution, inner: &Inner) -> Result<Vec<IpAddr>, Cause> {
    let has_ipv6 = has_public_ipv6();
    let usable = |address: &&IpAddr| {
        inner.guard.admit(**address).is_ok()
            && (address.is_ipv4() || has_ipv6 || inner.guard.is_allowed(**address))
    };
    let families = [&resolution.ipv6, &resolution.ipv4].map(|family| family.found());
    let firsts = families
        .iter()
        .filter_map(|found| found.iter().find(usable));
    let others = families
        .iter()
        .flat_map(|found| found.iter().filter(usable).skip(1));
    let addresses: Vec<IpAddr> = firsts
        .chain(others)
        .map(|address| shared::address::canonical(*address))
        .take(limits::POLICY_ADDRESSES)
        .collect();
    if addresses.is_empty() {
        Err(why_none(resolution, inner))
    } else {
        Ok(addresses)
    }
}

fn why_none(resolution: &Resolution, inner: &Inner) -> Cause {
    let families = [&resolution.ipv4, &resolution.ipv6];
    for family in families {
        if let shared::Addresses::Failed { failure } = family {
            return failure.cause.clone();
        }
    }
    let found: Vec<IpAddr> = families
        .iter()
        .flat_map(|family| family.found())
        .copied()
        .collect();
    if found.is_empty() {
        return Cause::Http {
            detail: "the policy host has no address".to_owned(),
        };
    }
    match inner.guard.refused(found) {
        Some((reason, addresses)) => blocked(reason, addresses),
        None => Cause::NoRoute,
    }
}

/// Connects to the first address that takes the connection.
async fn connect(inner: &Inner, addresses: &[IpAddr]) -> Result<Metered<Socket>, Cause> {
    let meter = Arc::<Meter>::default();
    let patience = inner.deadlines.connect;
    let mut last = Cause::NoRoute;
    for address in addresses {
        // Nothing between the choice and here can have changed it; but the one who dials asks, whoever chose.
        if let Err(reason) = inner.guard.admit(*address) {
            last = blocked(reason, vec![*address]);
            continue;
        }
        if !inner.guard.is_allowed(*address) {
            let mut turn = inner.budget.turn(*address, Errand::Policy).await;
            if let Err(refused) = turn.begin() {
                last = refused.cause("the policy host was asked too often lately");
                continue;
            }
        }
        let Some(place) = inner.place(patience).await else {
            return Err(too_many_connections());
        };
        let target = SocketAddr::new(*address, inner.ports.https);
        match timeout(patience, TcpStream::connect(target)).await {
            Ok(Ok(stream)) if stream.peer_addr().is_ok_and(|peer| peer == target) => {
                return Ok(Metered::new(Socket::tcp(stream, place), meter));
            }
            Ok(Ok(_)) => {
                last = Cause::Internal {
                    detail: format!("the connection is not to {target}"),
                };
            }
            Ok(Err(error)) => last = cause_of(&error, &meter),
            Err(_elapsed) => last = timed_out(patience),
        }
    }
    Err(last)
}

fn request(host: &DomainName) -> Result<Request<Empty<Bytes>>, Cause> {
    Request::get(PATH)
        .header(HOST, host.as_str())
        .header(ACCEPT, "text/plain")
        .header(
            USER_AGENT,
            concat!("waxseal-relay/", env!("CARGO_PKG_VERSION")),
        )
        .body(Empty::new())
        .map_err(|error| Cause::Internal {
            detail: error.to_string(),
        })
}

/// RFC 8461 §3.3: redirects are not followed; the body is of use with status 200 only, but tells more with any.
async fn read<B>(response: Response<B>, file: &mut PolicyFile) -> Result<(), Cause>
where
    B: hyper::body::Body<Data = Bytes, Error = hyper::Error> + Unpin,
{
    let (head, mut body) = response.into_parts();
    let text = |name: HeaderName| {
        head.headers
            .get(name)
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    file.status = Some(head.status.as_u16());
    file.content_type = text(CONTENT_TYPE);
    file.location = text(LOCATION);

    let mut kept = Vec::new();
    let mut outcome = Ok(());
    while let Some(frame) = body.frame().await {
        match frame {
            Ok(frame) => kept.extend_from_slice(frame.data_ref().map_or(&[], AsRef::as_ref)),
            Err(error) => {
                outcome = Err(http(&error));
                break;
            }
        }
        if kept.len() > limits::POLICY_BYTES {
            kept.truncate(limits::POLICY_BYTES);
            file.body_cut = true;
            break;
        }
    }
    file.body = Some(Octets::from(kept));
    outcome
}

/// What hyper says, down to the cause: "connection error: unexpected end of file".
fn http(error: &hyper::Error) -> Cause {
    let mut detail = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(deeper) = source {
        let text = deeper.to_string();
        if !detail.contains(&text) {
            detail = format!("{detail}: {text}");
        }
        source = deeper.source();
    }
    Cause::Http { detail }
}

fn blocked(reason: Blocked, addresses: Vec<IpAddr>) -> Cause {
    Cause::Blocked { reason, addresses }
}
