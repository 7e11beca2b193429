//! A probe of one host and service: its addresses resolved, each looked at, everything told as it happens.

mod address;
mod approach;
mod canary;
mod channel;
mod connect;
mod deep;
mod exchange;
mod experience;
mod injection;
mod knock;
mod memory;
mod recipients;
mod recollection;
mod selection;
mod session;
mod stream;
mod told;
mod transcript;
mod visit;

use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;

use shared::{
    Addresses, Blocked, Cause, DomainName, Event, Failure, Observation, Phase, ProbeRequest,
    Resolution,
};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use self::connect::Target;
use self::selection::Selection;
use self::stream::EventStream;
use crate::limits;
use crate::observer::{Inner, has_public_ipv6};

pub(crate) use canary::try_the_way_out;
pub(crate) use experience::Experience;
pub(crate) use memory::Memory;

/// Events that may wait for a slow reader. More wait in the probe, which goes on and ends by its own deadlines.
const EVENTS_AHEAD: usize = 64;

/// Starts a probe. It ends when it is done or when the receiver is dropped.
pub(crate) fn start(inner: Arc<Inner>, request: ProbeRequest) -> mpsc::Receiver<Event> {
    let (sender, receiver) = mpsc::channel(EVENTS_AHEAD);
    tokio::spawn(async move {
        let listener = sender.clone();
        let mut stream = EventStream::new(sender, inner.deadlines.heartbeat);
        tokio::select! {
            // Dropping the other branch drops the tasks of all addresses, and with them their connections.
            () = listener.closed() => {}
            () = run(&inner, &request, &mut stream) => {}
        }
    });
    receiver
}

async fn run(inner: &Arc<Inner>, request: &ProbeRequest, stream: &mut EventStream) {
    let host_deadline = Instant::now() + inner.deadlines.for_host(&request.extras);
    stream
        .tell(Observation::Started {
            host: request.host.clone(),
            service: request.service,
            ehlo_name: inner.ehlo.general().to_owned(),
        })
        .await;
    let stopped_because = match admit(inner, request) {
        Ok(()) => look_at_all(inner, request, stream, host_deadline).await,
        Err(reason) => Some(blocked(reason, Vec::new())),
    };
    stream.tell(Observation::Done { stopped_because }).await;
}

/// Whether the request is one that this observer carries out at all.
fn admit(inner: &Inner, request: &ProbeRequest) -> Result<(), Blocked> {
    if request.extras.recipients.is_some() && inner.rcpt_domain.is_none() {
        return Err(Blocked::NotPermitted);
    }
    inner.guard.admit_host(&request.host)
}

/// Looks at every address of the host; says why if there was none to look at.
async fn look_at_all(
    inner: &Arc<Inner>,
    request: &ProbeRequest,
    stream: &mut EventStream,
    host_deadline: Instant,
) -> Option<Failure> {
    let (resolution, is_opted_out) = stream.alive_while(resolve(inner, &request.host)).await;
    stream
        .tell(Observation::Resolved {
            resolution: resolution.clone(),
        })
        .await;
    if is_opted_out {
        return Some(blocked(Blocked::OptedOut, Vec::new()));
    }
    let Selection { probed, skipped } = Selection::of(&resolution, &inner.guard, has_public_ipv6());
    for (address, reason) in skipped {
        stream.tell(Observation::Skipped { address, reason }).await;
    }
    if probed.is_empty() {
        return why_none(&resolution, inner);
    }

    // Different addresses are looked at side by side, so that a silent one does not use up the others' time.
    // Unbounded is bounded here: an address tells some ten things, and none waits for a slow reader.
    let (events, mut observed) = mpsc::unbounded_channel();
    let mut looks = JoinSet::new();
    for address in probed {
        let target = Target {
            host: request.host.clone(),
            service: request.service,
            address,
            extras: request.extras.clone(),
        };
        looks.spawn(address::look(
            Arc::clone(inner),
            target,
            request.fresh,
            host_deadline,
            events.clone(),
        ));
    }
    drop(events);
    while let Some((at, observation)) = stream.alive_while(observed.recv()).await {
        stream.tell_as_of(at, observation).await;
    }
    let mut crashed = None;
    while let Some(ended) = looks.join_next().await {
        if let Err(error) = ended {
            crashed = Some(Failure::new(
                Phase::Relay,
                Cause::Internal {
                    detail: error.to_string(),
                },
            ));
        }
    }
    crashed
}

/// The host's addresses, and whether its operator asks not to be probed: looked up side by side, so that the wish costs
/// no time where DNS answers as it should.
async fn resolve(inner: &Inner, host: &DomainName) -> (Resolution, bool) {
    let Some(opt_outs) = &inner.opt_outs else {
        return (inner.resolver.addresses(host).await, false);
    };
    let mut wish = pin!(opt_outs.spares(&inner.resolver, host));
    let mut known = None;
    let mut addresses = pin!(inner.resolver.addresses(host));
    let resolution = loop {
        tokio::select! {
            resolution = &mut addresses => break resolution,
            wish = &mut wish, if known.is_none() => known = Some(wish),
        }
    };
    let is_opted_out = match known {
        Some(wish) => wish,
        None => timeout(limits::OPT_OUT_WAIT, wish).await.unwrap_or(false),
    };
    (resolution, is_opted_out)
}

/// Looks at one address without asking for it: what the fuzz targets and their corpora go through.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) async fn look_at_one(
    inner: Arc<Inner>,
    request: ProbeRequest,
    address: IpAddr,
) -> Vec<Observation> {
    let host_deadline = Instant::now() + inner.deadlines.for_host(&request.extras);
    let target = Target {
        host: request.host,
        service: request.service,
        address,
        extras: request.extras,
    };
    let (events, mut observed) = mpsc::unbounded_channel();
    address::look(inner, target, request.fresh, host_deadline, events).await;
    let mut seen = Vec::new();
    while let Ok((_, observation)) = observed.try_recv() {
        seen.push(observation);
    }
    seen
}

/// Why there is no address to look at. That a name has none is a fact of `Resolved`, and no failure.
fn why_none(resolution: &Resolution, inner: &Inner) -> Option<Failure> {
    let families = [&resolution.ipv4, &resolution.ipv6];
    for family in families {
        if let Addresses::Failed { failure } = family {
            return Some(failure.clone());
        }
    }
    let found = families.iter().flat_map(|family| family.found());
    inner
        .guard
        .refused(found.copied())
        .map(|(reason, addresses)| blocked(reason, addresses))
}

const fn blocked(reason: Blocked, addresses: Vec<IpAddr>) -> Failure {
    Failure::new(Phase::Connect, Cause::Blocked { reason, addresses })
}
