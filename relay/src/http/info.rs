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
    let relay = &relay.0;
    let observer = &relay.observer;
    let validation = relay.validation.word(age, || {
        let observer = observer.clone();
        async move { observer.validates().await }
    });
    let (validates, ()) = tokio::join!(validation, observer.look_at_itself());
    let mut info = observer.describe(relay.settings.vantage.clone(), validates.flatten());
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

/// How long it is believed whether the resolver validates.
fn age(known: Option<&Option<bool>>) -> Duration {
    match known {
        Some(Some(_)) => limits::VALIDATION_AGE,
        Some(None) | None => limits::VALIDATION_RETRY,
    }
}
