//! Recipients: whom a server takes mail for, as far as it says so when they are named (RCPT, RFC 5321 §3.3).
//!
//! Two questions, put only if somebody asked them and the relay's operator allows it. Does the server forward mail for
//! strangers (an *open relay*, RFC 2505 §2.1)? It accepts a recipient of a domain that is not its own: that is proven only
//! beside its refusal of a made-up mailbox of its own domain in the same session, since many servers accept everything
//! and decide later. And: does it take a certain mailbox? Only where it refuses a made-up one does its acceptance mean
//! anything. Nothing is ever sent, so that what happens after RCPT is not known, and is not judged.
//!
//! Most refusals are no answer to either question: the server is full, greylists newcomers, or does not like *us*.

mod check;
mod reading;
mod report;
mod verdict;

use std::net::IpAddr;

use shared::{Feature, RecipientTrial, Service};

use crate::evidence::Evidence;
use crate::facts::Facts;
use crate::mx::Routing;
use crate::plan;
use crate::query::Query;
use crate::transport::{Address, Host, HostState};

pub(crate) use check::check;
pub(crate) use report::report;
pub(crate) use verdict::{Mailbox, Relaying};

/// What one server said in one session.
pub(crate) struct Trial<'a> {
    /// The server.
    pub(crate) host: &'a Host<'a>,
    /// Its address.
    pub(crate) address: IpAddr,
    /// Whether it forwards mail for strangers.
    pub(crate) relaying: Relaying,
    /// Whether it takes the mailbox asked about.
    pub(crate) mailbox: Mailbox,
    /// What was said.
    pub(crate) seen: &'a RecipientTrial,
}

/// Every session of a host in which recipients were tried.
pub(crate) fn trials<'a>(
    evidence: &Evidence,
    host: &'a Host<'a>,
) -> impl Iterator<Item = Trial<'a>> {
    let asked = evidence.extras.recipients.as_ref();
    let is_relaying_asked = asked.is_some_and(|tests| tests.open_relay);
    let is_mailbox_asked = asked.is_some_and(|tests| tests.mailbox.is_some());
    let tried = move |address: &'a Address<'a>| {
        let seen = address.seen.recipients.as_ref()?;
        Some(Trial {
            host,
            address: address.address,
            relaying: Relaying::of(seen, is_relaying_asked),
            // Servers for sending are not asked about it.
            mailbox: Mailbox::of(seen, is_mailbox_asked && host.service == Service::Smtp),
            seen,
        })
    };
    host.addresses.iter().filter_map(tried)
}

/// Why recipients were not tried although somebody asked for it; nothing if nobody did, if it was done, or if it is
/// still to come.
fn why_not_tried(facts: &Facts<'_>) -> Option<&'static str> {
    facts.evidence.extras.recipients.as_ref()?;
    let Some(relay) = &facts.evidence.vantage.relay else {
        return Some("there is no relay to do it");
    };
    if facts
        .all_hosts()
        .any(|host| trials(facts.evidence, host).next().is_some())
    {
        return None;
    }
    if !relay.features.contains(&Feature::Recipients) {
        return Some("the relay's operator does not allow it");
    }
    if facts.hosts.is_empty() {
        let is_settled = facts.routing.as_ref().is_some_and(Routing::is_settled);
        return is_settled.then_some("there is no mail server to ask");
    }
    if facts.hosts.iter().any(|host| is_awaited(facts, host)) {
        return None;
    }
    Some("no conversation came that far")
}

/// Whether a host may still be asked about recipients.
pub(crate) fn is_awaited(facts: &Facts<'_>, host: &Host<'_>) -> bool {
    let evidence: &Evidence = facts.evidence;
    let extras = plan::granted_extras(evidence);
    let query = Query::Probe {
        host: host.name.clone(),
        service: host.service,
        extras,
    };
    !matches!(host.state, HostState::Nowhere | HostState::NotAsked) && !evidence.is_answered(&query)
}
