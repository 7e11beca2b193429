//! `GET /v1/info`: what this relay is and holds itself to.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use shared::{Feature, Limits, RelayInfo};

use super::Relay;
use super::asker::Asker;
use super::permission::Scope;
use crate::limits;

pub(super) async fn info(State(relay): State<Relay>, asker: Asker) -> Json<RelayInfo> {
    let (validates, ()) = tokio::join!(validation(&relay), relay.0.observer.look_at_itself());
    let relay = &relay.0;
    let mut info = relay
        .observer
        .describe(relay.settings.vantage.clone(), validates);
    // What is granted depends on who asks.
    let share = asker.quotas;
    info.limits = Limits {
        probes_per_minute: share.probes_per_minute,
        probes_per_hour: share.probes_per_hour,
        probes_at_once: share.probes_at_once,
        policies_per_minute: share.policies_per_minute,
        dns_queries_per_minute: share.dns_queries_per_minute,
        ..info.limits
    };
    info.features.retain(|feature| match feature {
        Feature::Probe | Feature::Policy | Feature::DnsQuery => asker.may(Scope::Probe),
        Feature::Deep => asker.may(Scope::Deep),
        Feature::Recipients => asker.may(Scope::Rcpt),
        Feature::AllowedRanges => true,
    });
    Json(info)
}

/// Whether the resolver validates; `None` if it could not be asked lately.
pub(super) async fn validation(relay: &Relay) -> Option<bool> {
    let observer = &relay.0.observer;
    let validation = relay.0.validation.word(age, || {
        let observer = observer.clone();
        async move { observer.validates().await }
    });
    validation.await.flatten()
}

/// How long it is believed whether the resolver validates.
fn age(known: Option<&Option<bool>>) -> Duration {
    match known {
        Some(Some(_)) => limits::VALIDATION_AGE,
        Some(None) | None => limits::VALIDATION_RETRY,
    }
}
