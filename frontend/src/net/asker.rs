//! Turns a query into an outcome: who is asked, and for how long.

use analysis::dns::Question;
use analysis::evidence::{Subject, Vantage, Wishes};
use analysis::query::{DnsAnswer, DnsOutcome, Outcome, Query, Via};
use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use shared::{Cause, Extras, Feature, ProbeRequest, RelayInfo};

use super::relay::RelayAddress;
use super::{doh, policy, relay};
use crate::browser::now;
use crate::endpoint::Endpoint;
use crate::settings::{ResolverChoice, Secret, Settings};
use crate::survey::not_found_out;

/// Whom to ask during one survey.
#[derive(Clone, Debug, PartialEq)]
pub struct Asker {
    /// The relay and what it says of itself, if there is one.
    pub relay: Option<(RelayAddress, RelayInfo)>,
    /// The resolver.
    pub resolver: Resolver,
    /// What the relay, and nobody else, is shown.
    pub token: Option<Secret>,
    /// What every survey begins with.
    pub settings: Settings,
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

    /// What a survey of a subject asks mail servers beyond the usual, from its beginning.
    #[must_use]
    pub fn extras(&self, subject: &Subject) -> Extras {
        let relay = self.relay.as_ref().map(|(_, info)| info);
        self.settings.extras(subject, relay)
    }

    /// What a survey wishes for, from its beginning.
    #[must_use]
    pub fn wishes(&self) -> Wishes {
        self.settings.wishes()
    }

    /// What the relay says of itself by now; nothing if it does not answer.
    pub async fn standing(&self) -> Option<RelayInfo> {
        let (address, _) = self.relay.as_ref()?;
        relay::info(address, self.token.as_ref()).await.ok()
    }

    /// Asks, within the deadline; `more` is told what a probe has shown so far. Whatever happens is an outcome.
    ///
    /// A `fresh` question is answered anew, whatever caches remember.
    pub async fn ask(&self, query: &Query, fresh: bool, more: impl Fn(Outcome)) -> Outcome {
        self.ask_within(query, fresh, true, more).await
    }

    /// The same without waiting for whoever is busy: for those who wait themselves.
    pub async fn ask_once(&self, query: &Query, fresh: bool) -> Outcome {
        self.ask_within(query, fresh, false, |_| ()).await
    }

    async fn ask_within(
        &self,
        query: &Query,
        fresh: bool,
        patient: bool,
        more: impl Fn(Outcome),
    ) -> Outcome {
        let after_ms = deadline_ms(query);
        let answer = std::pin::pin!(self.carry_out(query, fresh, patient, more));
        // Whichever loses is dropped, and with it the request.
        match select(answer, TimeoutFuture::new(after_ms)).await {
            Either::Left((outcome, _)) => outcome,
            Either::Right(((), _)) => not_found_out(query, Cause::TimedOut { after_ms }, now()),
        }
    }

    async fn carry_out(
        &self,
        query: &Query,
        fresh: bool,
        patient: bool,
        more: impl Fn(Outcome),
    ) -> Outcome {
        match query {
            Query::Dns { question, via } => match self.dns_url(via) {
                Some((url, token)) => {
                    let most = if patient { MOST_PATIENCE_S } else { 0 };
                    Outcome::Dns(self.ask_dns(&url, token, question, fresh, most).await)
                }
                None => no_relay(query),
            },
            Query::Policy { domain } => match self.relay_for(Feature::Policy) {
                Some(address) => relay::policy(address, self.token.as_ref(), domain)
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
                    Outcome::Probe(relay::probe(address, self.token.as_ref(), &request, more).await)
                }
                None => no_relay(query),
            },
        }
    }

    /// Asks, and once more after as long as whoever is asked wants to be left alone: one check asks about a hundred
    /// questions, and the next one begins within the same minute.
    async fn ask_dns(
        &self,
        url: &str,
        token: Option<&Secret>,
        question: &Question,
        fresh: bool,
        most_patience_s: u32,
    ) -> DnsOutcome {
        let outcome = doh::ask(url, token, question, !fresh).await;
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
        if seconds > most_patience_s {
            return outcome;
        }
        TimeoutFuture::new(seconds.saturating_mul(1000)).await;
        doh::ask(url, token, question, !fresh).await
    }

    /// Where to ask, and the secret for it: the relay's goes to the relay alone.
    fn dns_url(&self, via: &Via) -> Option<(String, Option<&Secret>)> {
        let relay = || {
            self.relay_for(Feature::DnsQuery)
                .map(|relay| (relay.join("dns-query"), self.token.as_ref()))
        };
        match (&self.resolver, via) {
            // Only the resolvers that the page offers by name: no link makes it ask anybody else.
            (_, Via::Named(name)) => ResolverChoice::NAMED
                .iter()
                .find(|choice| choice.word() == name.as_str())
                .and_then(|choice| choice.url().ok().flatten())
                .map(|endpoint| (endpoint.to_string(), None)),
            (Resolver::Relay, _) => relay(),
            (Resolver::At(endpoint), Via::Resolver) => Some((endpoint.to_string(), None)),
            // Lists that refuse public resolvers are asked by the relay where there is one.
            (Resolver::At(endpoint), Via::Relay) => {
                relay().or_else(|| Some((endpoint.to_string(), None)))
            }
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

#[cfg(test)]
mod tests {
    use shared::{EhloStanding, Limits, Port25, WIRE_VERSION};

    use super::*;

    #[test]
    fn the_secret_goes_to_the_relay_and_to_no_resolver() {
        let info = RelayInfo {
            wire_version: WIRE_VERSION,
            version: "1".into(),
            vantage: None,
            ehlo_name: "probe.example".into(),
            features: vec![Feature::DnsQuery],
            limits: Limits::default(),
            resolver_validates: None,
            port_25: Port25::Unknown,
            ipv6: true,
            ehlo: EhloStanding::Unknown,
            canaries: Vec::new(),
        };
        let at = |text: &str| Endpoint::parse(text).unwrap();
        let asker = |resolver| Asker {
            relay: Some((RelayAddress::At(at("https://relay.example")), info.clone())),
            resolver,
            token: Some(Secret::parse("sesame").unwrap()),
            settings: Settings::default(),
        };
        let other = Resolver::At(at("https://dns.example/q"));
        let named = Via::Named("quad9".parse().unwrap());
        for (resolver, via, url, has_secret) in [
            (
                Resolver::Relay,
                Via::Resolver,
                "https://relay.example/dns-query",
                true,
            ),
            (other.clone(), Via::Resolver, "https://dns.example/q", false),
            (
                other.clone(),
                Via::Relay,
                "https://relay.example/dns-query",
                true,
            ),
            (other, named, "https://dns.quad9.net/dns-query", false),
        ] {
            let asker = asker(resolver);
            let (asked, secret) = asker.dns_url(&via).unwrap();
            assert_eq!((asked.as_str(), secret.is_some()), (url, has_secret));
        }
        let evidence = serde_json::to_string(&asker(Resolver::Relay).vantage()).unwrap();
        assert!(!evidence.contains("sesame"));
    }
}
