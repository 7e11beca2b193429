//! `GET /v1/info`: what this relay is and holds itself to.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use shared::{Feature, RelayInfo};

use super::{Relay, permission};
use crate::limits;

pub(super) async fn info(State(relay): State<Relay>, headers: HeaderMap) -> Json<RelayInfo> {
    let (validates, ()) = tokio::join!(validation(&relay), relay.0.observer.look_at_itself());
    let relay = &relay.0;
    let mut info = relay
        .observer
        .describe(relay.settings.vantage.clone(), validates);
    info.limits.dns_queries_per_minute = relay.quota.dns_queries_per_minute();
    if permission::check(relay, &headers).is_err() {
        info.features
            .retain(|feature| *feature != Feature::Recipients);
    }
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
