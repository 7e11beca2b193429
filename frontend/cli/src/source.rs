//! Where answers come from: this machine's own observer, or a relay elsewhere.

use analysis::evidence::{ProbeOutcome, Vantage};
use relay::Observer;
use shared::{DomainName, Extras, Failure, PolicyFile, PolicyRequest, ProbeRequest, Service};

use crate::clock::now;
use crate::remote::Remote;

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
    pub(crate) async fn dns(&self, wire: &[u8]) -> Result<Vec<u8>, Failure> {
        match self {
            Self::Here(observer) => observer.dns_query(wire).await.map_err(Failure::from),
            Self::There(remote) => remote.dns(wire).await,
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
