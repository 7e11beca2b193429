//! From what the relay saw to what it means, without judging it yet.

use std::net::IpAddr;

use shared::{
    Cause, DomainName, Failure, HelloAnswer, Phase, ReplyCode, Service, SkipReason, Timestamp,
};

use super::attempt::{Demand, always_refuses, client_certificate};
use super::introduction::{masked_command, refused_for_us};
use super::meaning::turns_us_away;
use super::others::others;
use super::versions::{agreed, answered_hello};
use super::{
    Address, AddressState, Host, HostState, Location, Sealing, Untested, Versions, location,
};
use crate::certificate::Identity;
use crate::dns::{QueryName, RecordType};
use crate::evidence::{AddressOutcome, Ehlo, Evidence, Lookup, ProbeOutcome};

/// Reads all that is known about one service of one host.
pub(crate) fn read_host<'a>(
    evidence: &'a Evidence,
    name: &DomainName,
    service: Service,
    preference: Option<u16>,
    now: Timestamp,
) -> Host<'a> {
    let query_name = QueryName::from(name);
    let lookups =
        [RecordType::A, RecordType::Aaaa].map(|family| evidence.lookup(&query_name, family));
    let probe = evidence.probe(name, service);
    let addresses: Vec<Address<'a>> = probe
        .into_iter()
        .flat_map(|probe| &probe.addresses)
        .map(|(address, seen)| read_address(*address, seen, name, service, now))
        .collect();
    let location = location::locate(evidence, name, &lookups, probe);
    Host {
        name: name.clone(),
        service,
        preference,
        alias_of: aliases(&lookups),
        state: host_state(evidence, location, probe, &addresses),
        location,
        addresses,
    }
}

/// The names that a host's name leads to, if it is an alias.
fn aliases(lookups: &[Lookup]) -> Vec<String> {
    lookups
        .iter()
        .filter_map(|lookup| match lookup {
            Lookup::Found(message) | Lookup::NoData(message) | Lookup::NxDomain(message) => {
                Some(&message.aliases)
            }
            Lookup::NotAsked | Lookup::Unknown(_) | Lookup::Bogus(_) => None,
        })
        .find(|aliases| !aliases.is_empty())
        .map(|aliases| aliases.iter().map(ToString::to_string).collect())
        .unwrap_or_default()
}

fn host_state(
    evidence: &Evidence,
    location: Location,
    probe: Option<&ProbeOutcome>,
    addresses: &[Address<'_>],
) -> HostState {
    if addresses
        .iter()
        .any(|address| matches!(address.state, AddressState::Answering(_)))
    {
        return HostState::Answering;
    }
    if location.is_out_of_reach() {
        return HostState::Nowhere;
    }
    let Some(probe) = probe else {
        return if evidence.vantage.relay.is_some() {
            HostState::Pending
        } else {
            HostState::NotAsked
        };
    };
    let Some(end) = &probe.end else {
        return HostState::Pending;
    };
    // What a server said about itself is worth more than that another of its addresses stayed silent.
    let failures = addresses.iter().filter_map(|address| match &address.state {
        AddressState::Untested(failure) => Some(failure),
        _ => None,
    });
    let telling = failures.max_by_key(|failure| matches!(failure.cause, Cause::Reply { .. }));
    if let Some(failure) = telling {
        return HostState::Untested(Untested::Failure(failure.clone()));
    }
    let tried = addresses
        .iter()
        .filter(|address| !matches!(address.state, AddressState::Skipped(_)));
    if tried.clone().count() > 0
        && tried.clone().all(|address| address.state == AddressState::Refusing)
        && !addresses.iter().any(|address| {
            // An address that was not tried may well answer.
            matches!(address.state, AddressState::Skipped(reason) if reason != SkipReason::NotPublic)
        })
    {
        return HostState::Refusing;
    }
    let skipped = addresses.iter().find_map(|address| match address.state {
        AddressState::Skipped(reason) => Some(reason),
        _ => None,
    });
    match (&end.stopped_because, skipped) {
        (Some(failure), _) => HostState::Untested(Untested::Failure(failure.clone())),
        (None, Some(reason)) => HostState::Untested(Untested::Skipped(reason)),
        (None, None) => {
            let detail = "the relay found no address for it".to_owned();
            let failure = Failure::new(Phase::Dns, Cause::Resolver { detail });
            HostState::Untested(Untested::Failure(failure))
        }
    }
}

fn read_address<'a>(
    address: IpAddr,
    seen: &'a AddressOutcome,
    host: &DomainName,
    service: Service,
    now: Timestamp,
) -> Address<'a> {
    let state = address_state(seen, service);
    let identity = identity(seen, host, now);
    Address {
        address,
        state,
        others: others(seen, identity.as_ref(), host, now),
        identity,
        agreed: agreed(seen),
        versions: Versions::read(seen),
        seen,
    }
}

/// Who the server proved to be: in the full handshake, else by the certificates that a raw hello was answered with.
fn identity(seen: &AddressOutcome, host: &DomainName, now: Timestamp) -> Option<Identity> {
    if let Some(session) = &seen.session {
        return Some(Identity::judge(session, host, now));
    }
    let chain = seen.hellos.iter().find_map(|hello| match &hello.answer {
        HelloAnswer::ServerHello { hello } => hello.chain.as_ref(),
        HelloAnswer::Alert { .. } | HelloAnswer::Failed { .. } => None,
    });
    chain.map(|chain| Identity::judge_chain(chain, host, now))
}

fn address_state(seen: &AddressOutcome, service: Service) -> AddressState {
    if let Some(reason) = seen.skipped {
        return AddressState::Skipped(reason);
    }
    // Whoever wants a certificate from us went far into a handshake, and yet seals nothing for a sender without one.
    match client_certificate(seen) {
        Some(Demand::Certain(failure)) => {
            return AddressState::Answering(Sealing::Fails(failure.clone()));
        }
        Some(Demand::Likely(failure)) => {
            return AddressState::Answering(Sealing::Undecided(failure.clone()));
        }
        None => {}
    }
    if seen.session.is_some() || answered_hello(seen).is_some() {
        return AddressState::Answering(Sealing::Sealed);
    }
    if let Some(failure) = always_refuses(seen) {
        return AddressState::Answering(Sealing::Fails(failure.clone()));
    }
    let stopped = seen
        .finish
        .as_ref()
        .and_then(|finish| finish.stopped_because.as_ref());
    if service.is_implicit_tls() {
        return implicit_state(seen, stopped);
    }
    // RFC 5321 §4.3.2: 250 is the one success of EHLO. Any other number, such as the 220 of a second greeting, answers
    // something else, and what it lacks is not missing.
    if let Some(ehlo) = seen
        .ehlo
        .as_ref()
        .filter(|ehlo| ehlo.reply.code == ReplyCode::OK)
    {
        // Nor does HELO, where EHLO was refused to us alone.
        if let Some(failure) = refused_for_us(seen, ehlo, Phase::Ehlo) {
            return AddressState::Untested(failure);
        }
        if let Some(sealing) = offered(seen, stopped) {
            return AddressState::Answering(sealing);
        }
        // HELO knows no extensions, so a server that knows only HELO cannot offer STARTTLS.
        if !ehlo.helo && ehlo.offers("STARTTLS") {
            return AddressState::Answering(match (stopped, &seen.finish) {
                (Some(failure), _) => Sealing::Undecided(failure.clone()),
                (None, None) => Sealing::Pending,
                // A relay that saw the offer and did not take it up has kept something back.
                (None, Some(_)) => Sealing::Undecided(kept_back()),
            });
        }
        return AddressState::Answering(match masked(seen, ehlo) {
            Some(words) => Sealing::Masked(words),
            None => Sealing::NotOffered,
        });
    }
    untalkative(seen, stopped)
}

/// The words that something on the way, or in front of the server, has written over: a keyword, or the greeting.
fn masked(seen: &AddressOutcome, ehlo: &Ehlo) -> Option<String> {
    let greeting = seen
        .greeting
        .as_ref()
        .filter(|greeting| greeting.is_masked());
    let keyword = ehlo.masked_keyword().map(str::to_owned);
    keyword
        .or_else(|| greeting.map(|greeting| greeting.reply.to_string()))
        .or_else(|| masked_command(seen).filter(|_| ehlo.helo))
}

/// What came of STARTTLS, if it was asked for.
fn offered(seen: &AddressOutcome, stopped: Option<&Failure>) -> Option<Sealing> {
    let starttls = seen.starttls.as_ref()?;
    // RFC 3207 §4: 220 goes on, 501 is a syntax error, 454 "not available due to temporary reason".
    // One that turns us away in plain words has said nothing about others.
    if starttls.reply.code.is_permanent() && !turns_us_away(&starttls.reply) {
        return Some(Sealing::Declined(starttls.reply.clone()));
    }
    Some(match (stopped, &seen.finish) {
        (Some(failure), _) => Sealing::Undecided(failure.clone()),
        (None, None) => Sealing::Pending,
        (None, Some(_)) => Sealing::Undecided(kept_back()),
    })
}

/// Port 465: the handshake comes first, so without one nothing was answered — unless in clear.
fn implicit_state(seen: &AddressOutcome, stopped: Option<&Failure>) -> AddressState {
    if let Some(Failure {
        cause: Cause::TlsBroken {
            excerpt: Some(text),
            ..
        },
        ..
    }) = stopped
        && text.starts_with("220")
    {
        return AddressState::Answering(Sealing::SpeaksClear(text.clone()));
    }
    untalkative(seen, stopped)
}

fn untalkative(seen: &AddressOutcome, stopped: Option<&Failure>) -> AddressState {
    match (stopped, &seen.finish) {
        (
            Some(Failure {
                phase: Phase::Connect,
                cause: Cause::Refused,
            }),
            _,
        ) => AddressState::Refusing,
        (Some(failure), _) => AddressState::Untested(failure.clone()),
        (None, None) => AddressState::Pending,
        (None, Some(_)) => AddressState::Untested(kept_back()),
    }
}

fn kept_back() -> Failure {
    let detail = "the relay reported an end without a reason".to_owned();
    Failure::new(Phase::Relay, Cause::Internal { detail })
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
