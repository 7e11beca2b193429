//! Turns a query into an outcome: who is asked, and for how long.

use analysis::dns::Question;
use analysis::evidence::Vantage;
use analysis::query::{DnsAnswer, DnsOutcome, Outcome, Query, Via};
use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use shared::{Cause, Feature, ProbeRequest, RelayInfo};

use super::relay::RelayAddress;
use super::{doh, policy, relay};
use crate::browser::now;
use crate::endpoint::Endpoint;
use crate::settings::ResolverChoice;
use crate::survey::not_found_out;

/// Whom to ask during one survey.
#[derive(Clone, Debug, PartialEq)]
pub struct Asker {
    /// The relay and what it says of itself, if there is one.
    pub relay: Option<(RelayAddress, RelayInfo)>,
    /// The resolver.
    pub resolver: Resolver,
}

/// Who answers about DNS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolver {
    /// The relay's own resolver, through its `/dns-query`.
    Relay,
    /// One that speaks DNS over HTTPS.
    At(Endpoint),
}

impl Asker {
    /// The place this looks from, as evidence records it.
    #[must_use]
    pub fn vantage(&self) -> Vantage {
        Vantage {
            relay: self.relay.as_ref().map(|(_, info)| info.clone()),
            resolver: match &self.resolver {
                Resolver::Relay => "the relay's own".to_owned(),
                Resolver::At(endpoint) => endpoint.to_string(),
            },
        }
    }

    /// What the relay says of itself by now; nothing if it does not answer.
    pub async fn standing(&self) -> Option<RelayInfo> {
        let (address, _) = self.relay.as_ref()?;
        relay::info(address).await.ok()
    }

    /// Asks, within the deadline; `more` is told what a probe has shown so far. Whatever happens is an outcome.
    ///
    /// A `fresh` question is answered anew, whatever caches remember.
    pub async fn ask(&self, query: &Query, fresh: bool, more: impl Fn(Outcome)) -> Outcome {
        let after_ms = deadline_ms(query);
        let answer = std::pin::pin!(self.carry_out(query, fresh, more));
        // Whichever loses is dropped, and with it the request.
        match select(answer, TimeoutFuture::new(after_ms)).await {
            Either::Left((outcome, _)) => outcome,
            Either::Right(((), _)) => not_found_out(query, Cause::TimedOut { after_ms }, now()),
        }
    }

    async fn carry_out(&self, query: &Query, fresh: bool, more: impl Fn(Outcome)) -> Outcome {
        match query {
            Query::Dns { question, via } => match self.dns_url(via) {
                Some(url) => Outcome::Dns(self.ask_dns(&url, question, fresh).await),
                None => no_relay(query),
            },
            Query::Policy { domain } => match self.relay_for(Feature::Policy) {
                Some(address) => relay::policy(address, domain)
                    .await
                    .map_or_else(|cause| not_found_out(query, cause, now()), Outcome::Policy),
                None => Outcome::Policy(policy::fetch(domain).await),
            },
            Query::Probe {
                host,
                service,
                extras,
            } => match self.relay_for(Feature::Probe) {
                Some(address) => {
                    let (host, service) = (host.clone(), *service);
                    let request = ProbeRequest {
                        host,
                        service,
                        fresh,
                        extras: extras.clone(),
                    };
                    let more = |outcome| more(Outcome::Probe(outcome));
                    Outcome::Probe(relay::probe(address, &request, more).await)
                }
                None => no_relay(query),
            },
        }
    }

    /// Asks, and once more after as long as whoever is asked wants to be left alone: one check asks about a hundred
    /// questions, and the next one begins within the same minute.
    async fn ask_dns(&self, url: &str, question: &Question, fresh: bool) -> DnsOutcome {
        let outcome = doh::ask(url, question, !fresh).await;
        let DnsAnswer::Failed { failure } = &outcome.answer else {
            return outcome;
        };
        let Cause::Busy {
            retry_after: Some(seconds),
            ..
        } = failure.cause
        else {
            return outcome;
        };
        if seconds > MOST_PATIENCE_S {
            return outcome;
        }
        TimeoutFuture::new(seconds.saturating_mul(1000)).await;
        doh::ask(url, question, !fresh).await
    }

    fn dns_url(&self, via: &Via) -> Option<String> {
        let relay = || {
            self.relay_for(Feature::DnsQuery)
                .map(|relay| relay.join("dns-query"))
        };
        match (&self.resolver, via) {
            // Only the resolvers that the page offers by name: no link makes it ask anybody else.
            (_, Via::Named(name)) => ResolverChoice::NAMED
                .iter()
                .find(|choice| choice.word() == name.as_str())
                .and_then(|choice| choice.url().ok().flatten())
                .map(|endpoint| endpoint.to_string()),
            (Resolver::Relay, _) => relay(),
            (Resolver::At(endpoint), Via::Resolver) => Some(endpoint.to_string()),
            // Lists that refuse public resolvers are asked by the relay where there is one.
            (Resolver::At(endpoint), Via::Relay) => relay().or_else(|| Some(endpoint.to_string())),
        }
    }

    fn relay_for(&self, feature: Feature) -> Option<&RelayAddress> {
        let (address, info) = self.relay.as_ref()?;
        info.features.contains(&feature).then_some(address)
    }
}

/// The longest that is waited for a relay that has had enough of our questions, in seconds: its windows are minutes.
const MOST_PATIENCE_S: u32 = 45;

/// How long a query may take, in milliseconds: longer than the relay's own deadline for the same thing.
#[must_use]
pub const fn deadline_ms(query: &Query) -> u32 {
    match query {
        // With the wait that a busy relay asks for.
        Query::Dns { .. } => 12_000 + 1000 * MOST_PATIENCE_S,
        Query::Policy { .. } => 40_000,
        Query::Probe { extras, .. } if extras.deep => 330_000,
        Query::Probe { .. } => 150_000,
    }
}

fn no_relay(query: &Query) -> Outcome {
    let detail = "there is no relay that does this".to_owned();
    not_found_out(query, Cause::Unreachable { detail }, now())
}
