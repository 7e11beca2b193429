//! The way to an address: a TCP connection to the very one that was admitted, and to no other.

use std::net::{IpAddr, SocketAddr};

use shared::{Cause, DomainName, Extras, Service};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::observer::{Inner, too_many_connections};
use crate::socket::Socket;
use crate::wire::{Meter, cause_of, timed_out};

/// Where and what: one service at one address of a host, and what to look at beyond the usual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) host: DomainName,
    pub(super) service: Service,
    pub(super) address: IpAddr,
    pub(super) extras: Extras,
}

/// Opens the connection, and learns from it about the way out.
///
/// # Errors
/// Refused, no route, or nothing within the deadline.
pub(super) async fn connect(
    inner: &Inner,
    target: &Target,
    meter: &Meter,
) -> Result<Socket, Cause> {
    let outcome = dial(inner, target, meter).await;
    // What a laboratory's servers do says nothing about the way out.
    if target.service == Service::Smtp && !inner.guard.is_allowed(target.address) {
        match &outcome {
            Ok(_) => inner.experience.opened(),
            Err(cause) => inner.experience.failed(target.address, cause),
        }
    }
    outcome
}

async fn dial(inner: &Inner, target: &Target, meter: &Meter) -> Result<Socket, Cause> {
    let to = SocketAddr::new(target.address, inner.ports.of(target.service));
    #[cfg(any(test, feature = "fuzzing"))]
    if let Some(scripted) = crate::fuzzing::dial() {
        return scripted;
    }
    // The address was chosen among those that may be dialled; but the one who dials asks, whoever chose.
    if let Err(reason) = inner.guard.admit(target.address) {
        let addresses = vec![target.address];
        return Err(Cause::Blocked { reason, addresses });
    }
    let patience = inner.deadlines.connect;
    let place = inner
        .place(patience)
        .await
        .ok_or_else(too_many_connections)?;
    let stream = timeout(patience, TcpStream::connect(to))
        .await
        .map_err(|_elapsed| timed_out(patience))?
        .map_err(|error| cause_of(&error, meter))?;
    let peer = stream
        .peer_addr()
        .map_err(|error| cause_of(&error, meter))?;
    if peer != to {
        return Err(Cause::Internal {
            detail: format!("asked for {to}, connected to {peer}"),
        });
    }
    // Lines are short and waited for; if this cannot be had, it is only slower.
    let _ = stream.set_nodelay(true);
    Ok(Socket::tcp(stream, place))
}
