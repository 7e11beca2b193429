//! One connection to a mail server that the operator named, to see whether there is a way out on port 25.

use std::sync::Arc;

use shared::{Cause, DomainName, Extras, Failure, Port25, Service};
use tokio::time::timeout;

use super::channel::Channel;
use super::connect::Target;
use super::exchange::Exchange;
use super::selection::Selection;
use super::transcript::Transcript;
use crate::budget::{Errand, Turn};
use crate::clock;
use crate::observer::{Inner, has_public_ipv6};
use crate::smtp::ReplyReader;
use crate::wire::Metered;

/// Connects to the first address of a host that may be contacted, within the limits that hold for every connection,
/// waits for the greeting as good manners want, and leaves.
pub(crate) async fn try_the_way_out(inner: &Inner, host: &DomainName) -> Port25 {
    if inner.guard.admit_host(host).is_err() {
        return Port25::Unknown;
    }
    let resolution = inner.resolver.addresses(host).await;
    let selection = Selection::of(&resolution, &inner.guard, has_public_ipv6());
    let Some(address) = selection.probed.first().copied() else {
        return Port25::Unknown;
    };
    let target = Target {
        host: host.clone(),
        service: Service::Smtp,
        address,
        extras: Extras::default(),
    };
    let errand = Errand::Probe(target.service);
    let turn = inner.budget.turn_of_host(host, address, errand);
    let Ok(mut turn) = timeout(inner.deadlines.host, turn).await else {
        return Port25::Unknown;
    };
    clock::pause(inner.pause_before(&turn, address)).await;
    if inner.begin(&mut turn, address, Turn::begin).is_err() {
        return Port25::Unknown;
    }
    knock(inner, &target, &mut turn).await
}

async fn knock(inner: &Inner, target: &Target, turn: &mut Turn) -> Port25 {
    let mut transcript = Transcript::begin();
    let mut exchange = Exchange::new(inner, target, &mut transcript);
    let port_25 = match exchange.connect().await {
        Ok(stream) => {
            let stream = Metered::new(stream, Arc::clone(&exchange.meter));
            let mut channel = Channel::Clear(stream);
            let mut reader = ReplyReader::default();
            let patience = inner.deadlines.greeting;
            // Whatever it says: the way to it is open.
            let _ = exchange.reply(&mut channel, &mut reader, patience).await;
            exchange.quit(&mut channel, &mut reader).await;
            Port25::Open
        }
        Err(Failure {
            cause: Cause::TimedOut { .. },
            ..
        }) => Port25::PerhapsBlocked,
        Err(_) => Port25::Unknown,
    };
    turn.end();
    port_25
}
