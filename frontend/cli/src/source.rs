//! Where answers come from: this machine's own observer, or a relay elsewhere.

use analysis::evidence::{ProbeOutcome, Vantage};
use analysis::query::Via;
use relay::Observer;
use shared::{
    Cause, DomainName, Extras, Failure, Phase, PolicyFile, PolicyRequest, ProbeRequest, Service,
};

use crate::clock::now;
use crate::remote::Remote;
use crate::wishes::address_of;

/// Where answers come from. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    /// This machine.
    Here(Observer),
    /// A relay elsewhere.
    There(Remote),
}

impl Source {
    /// From where the world is looked at, for the report.
    pub(crate) async fn vantage(&self) -> Result<Vantage, Failure> {
        match self {
            Self::Here(observer) => {
                let (validates, ()) = tokio::join!(observer.validates(), observer.look_at_itself());
                let relay = observer.describe(Some("this machine".to_owned()), validates);
                let resolver = observer.resolver_address().to_string();
                Ok(Vantage {
                    relay: Some(relay),
                    resolver,
                })
            }
            Self::There(remote) => {
                let relay = remote.info().await?;
                Ok(Vantage {
                    relay: Some(relay),
                    resolver: "the relay's own".to_owned(),
                })
            }
        }
    }

    /// Sends a DNS message, and brings the answer.
    pub(crate) async fn dns(&self, wire: &[u8], via: &Via) -> Result<Vec<u8>, Failure> {
        match (self, via) {
            (Self::Here(observer), Via::Named(name)) => {
                let resolver = address_of(name.as_str()).ok_or_else(not_asked)?;
                let answer = observer.dns_query_at(resolver, wire).await;
                answer.map_err(Failure::from)
            }
            (Self::Here(observer), Via::Resolver | Via::Relay) => {
                observer.dns_query(wire).await.map_err(Failure::from)
            }
            // A relay elsewhere asks nobody but its own resolver.
            (Self::There(_), Via::Named(_)) => Err(not_asked()),
            (Self::There(remote), Via::Resolver | Via::Relay) => remote.dns(wire).await,
        }
    }

    /// Fetches an MTA-STS policy.
    pub(crate) async fn policy(&self, domain: &DomainName) -> Result<PolicyFile, Failure> {
        let request = PolicyRequest {
            domain: domain.clone(),
        };
        match self {
            Self::Here(observer) => Ok(observer.fetch_policy(&request).await),
            Self::There(remote) => remote.policy(&request).await,
        }
    }

    /// Looks at a host. What went wrong is in the outcome.
    pub(crate) async fn probe(
        &self,
        host: &DomainName,
        service: Service,
        extras: &Extras,
    ) -> ProbeOutcome {
        let request = ProbeRequest {
            host: host.clone(),
            service,
            fresh: false,
            extras: extras.clone(),
        };
        match self {
            Self::Here(observer) => {
                let mut events = observer.probe(request);
                let mut outcome = ProbeOutcome::begun(now());
                while let Some(event) = events.recv().await {
                    outcome.apply(event);
                }
                outcome.ended(now())
            }
            Self::There(remote) => remote.probe(&request).await,
        }
    }
}

fn not_asked() -> Failure {
    let detail = "is not one that can be asked from here".to_owned();
    Failure::new(Phase::Dns, Cause::Resolver { detail })
}
